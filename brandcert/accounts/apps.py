"""Registration of the app."""

from django.apps import AppConfig
from django.core import checks as django_checks
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, their roles, recommending units and administrative divisions."""

    name = "brandcert.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Let `manage.py check --deploy` tell whether the administrators are apart."""
        from brandcert.accounts import checks

        django_checks.register(checks.check_separation, deploy=True)
