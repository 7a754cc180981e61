"""A refusal: where an upheld appeal leads back to, and what was appealed."""

from typing import Final

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards.models import Appeal
from brandcert.awards.policies.parties import REFUSALS, had_no_hand, is_revealed, refusal_event, took_part
from brandcert.core.models import Event

__all__ = [
    "REFUSALS",
    "appeals_of_refusal",
    "had_no_hand",
    "is_revealed",
    "refusal_event",
    "step_back",
    "took_part",
]

# What a visit decided is looked at by another visit, which is planned first.
VISITS_ANEW: Final = (Status.INSPECTION, Status.RECTIFICATION)


def step_back(event: Event) -> str:
    """Return the state an upheld appeal against this refusal leads back to."""
    source = str(event.payload["from"])
    return Status.REVIEW_DONE if source in VISITS_ANEW else source


def appeals_of_refusal(application: Application) -> list[Appeal]:
    """Return the appeals filed since the application was last refused, the latest first."""
    refusal = refusal_event(application)
    if refusal is None:
        return []
    return list(Appeal.objects.filter(application=application, filed_at__gte=refusal.at).order_by("-id"))
