"""Facts about its own records that the steps of an application need."""

from brandcert.applications.guards import acceptance, recommendation, submission
from brandcert.applications.guards.conditions import Standing, standing

__all__ = ["Standing", "acceptance", "recommendation", "standing", "submission"]
