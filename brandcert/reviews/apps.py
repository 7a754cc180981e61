"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    """Experts, panels, assignments and scores."""

    name = "brandcert.reviews"
    verbose_name = _("Expert review")
