"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AwardsConfig(AppConfig):
    """Deliberation, public notice, objection, decision and appeal."""

    name = "brandcert.awards"
    verbose_name = _("Awards")

    def ready(self) -> None:
        """Let the triggers of published lists and announcements come and go with migrations."""
        from brandcert.awards import locks
        from brandcert.core import triggers

        triggers.keep(self, locks.of_everything)
