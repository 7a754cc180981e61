"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    """Visits to enterprises, findings and rectifications."""

    name = "brandcert.inspections"
    verbose_name = _("Inspections")
