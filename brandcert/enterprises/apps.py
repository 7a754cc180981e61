"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    """Enterprises, their members, products, trademarks and integrity records."""

    name = "brandcert.enterprises"
    verbose_name = _("Enterprises")
