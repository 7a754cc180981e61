"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    """Experts, panels, assignments and scores."""

    name = "brandcert.reviews"
    verbose_name = _("Expert review")

    def ready(self) -> None:
        """Let the triggers of locked sheets come and go with migrations."""
        from brandcert.core import triggers
        from brandcert.reviews import locks

        triggers.keep(self, locks.of_sheets)
