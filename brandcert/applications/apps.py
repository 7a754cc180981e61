"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    """Applications from draft to acceptance, and the spine they follow to the award."""

    name = "brandcert.applications"
    verbose_name = _("Applications")
