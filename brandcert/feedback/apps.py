"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    """Ratings of the service."""

    name = "brandcert.feedback"
    verbose_name = _("Service ratings")
