"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Requests of people about their own data."""

    name = "brandcert.privacy"
    verbose_name = _("Personal data")
