"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    """What the public finds, and how."""

    name = "brandcert.register"
    verbose_name = _("Public register")

    def ready(self) -> None:
        """Let the index of the register come and go with migrations."""
        from brandcert.register import locks

        locks.keep(self)
