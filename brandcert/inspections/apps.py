"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    """Visits to enterprises, findings and rectifications."""

    name = "brandcert.inspections"
    verbose_name = _("Inspections")

    def ready(self) -> None:
        """Let the triggers of locked reports come and go with migrations."""
        from brandcert.core import triggers
        from brandcert.inspections import locks

        triggers.keep(self, locks.of_reports)
