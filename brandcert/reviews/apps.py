"""Registration of the app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    """Experts, panels, assignments and scores."""

    name = "brandcert.reviews"
    verbose_name = _("Expert review")

    def ready(self) -> None:
        """Let the triggers of locked sheets come and go with migrations."""
        from brandcert.reviews import locks

        pre_migrate.connect(locks.remove, sender=self, dispatch_uid="reviews.locks.remove")
        post_migrate.connect(locks.install, sender=self, dispatch_uid="reviews.locks.install")
