"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """The surface of machines."""

    name = "brandcert.api"
    verbose_name = _("Machine interface")
