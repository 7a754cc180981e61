"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicConfig(AppConfig):
    """The surface of everyone: verification, notices, guide."""

    name = "brandcert.public"
    verbose_name = _("Public pages")
