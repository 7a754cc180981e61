"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The surface of enterprises."""

    name = "brandcert.portal"
    verbose_name = _("Portal")
