"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Uploaded files and everything printed."""

    name = "brandcert.documents"
    verbose_name = _("Documents")
