"""Facts about its own records that the steps of an application need."""

from brandcert.applications.guards import acceptance, recommendation, submission

__all__ = ["acceptance", "recommendation", "submission"]
