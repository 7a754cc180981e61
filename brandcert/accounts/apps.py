"""Registration of the app."""

from django.apps import AppConfig
from django.core import checks as django_checks
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, their roles, recommending units and administrative divisions."""

    name = "brandcert.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Let `manage.py check --deploy` tell whether the administrators are apart; a new factor is a proof."""
        from allauth.mfa.signals import authenticator_added

        from brandcert.accounts import checks, views

        authenticator_added.connect(views.count_as_proof, dispatch_uid="accounts.count_as_proof")
        django_checks.register(checks.check_separation, deploy=True)
