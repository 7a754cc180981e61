"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, their roles, recommending units and administrative divisions."""

    name = "brandcert.accounts"
    verbose_name = _("Accounts")
