"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    """Applications from draft to acceptance, and the spine they follow to the award."""

    name = "brandcert.applications"
    verbose_name = _("Applications")

    def ready(self) -> None:
        """Let the triggers of signed letters and opinions come and go with migrations."""
        from brandcert.applications import locks
        from brandcert.core import triggers

        triggers.keep(self, locks.of_signed)
