"""The verbs of the business with applications; each file holds one part of the way."""

from brandcert.applications.services.acceptance import (
    accept,
    check_eligibility,
    refuse_acceptance,
    request_correction,
)
from brandcert.applications.services.clocks import flag_overdue_acceptance, lapse_overdue
from brandcert.applications.services.recommendation import recommend, refuse_recommendation
from brandcert.applications.services.rejection import reject_for_fraud, withdraw_late

__all__ = [
    "accept",
    "check_eligibility",
    "flag_overdue_acceptance",
    "lapse_overdue",
    "recommend",
    "refuse_acceptance",
    "refuse_recommendation",
    "reject_for_fraud",
    "request_correction",
    "withdraw_late",
]
