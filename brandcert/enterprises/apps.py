"""Registration of the app."""

from django.apps import AppConfig
from django.core import checks as django_checks
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    """Enterprises, their members, products, trademarks and integrity records."""

    name = "brandcert.enterprises"
    verbose_name = _("Enterprises")

    def ready(self) -> None:
        """Let `manage.py check` tell whether the national systems are named rightly."""
        from brandcert.enterprises import checks

        django_checks.register(checks.check_national_systems)
