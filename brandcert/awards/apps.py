"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AwardsConfig(AppConfig):
    """Deliberation, public notice, objection, decision and appeal."""

    name = "brandcert.awards"
    verbose_name = _("Awards")
