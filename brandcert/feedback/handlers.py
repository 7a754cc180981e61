"""Which finished stages of a case are asked about."""

from django.utils import timezone

from brandcert.applications.models import Application
from brandcert.core.models import Event
from brandcert.core.subscriptions import subscribe
from brandcert.feedback import services
from brandcert.feedback.enums import Occasion

A = "applications.application"
# Every way in which a case ends, the enterprise's own included: who gives up may have had reason to.
ENDS = (
    "lapse",
    "refuse_recommendation",
    "refuse_acceptance",
    "reject_below_gate",
    "reject_after_inspection",
    "reject_or_defer",
    "uphold_objection",
    "reject_for_fraud",
    "withdraw",
    "withdraw_late",
    "award",
)


@subscribe(f"{A}.accept", *(f"{A}.{step}" for step in ENDS))
def ask_for_rating(event: Event) -> None:
    """Ask the enterprise how it found the stage that has ended."""
    application = Application.objects.select_related("batch__program").get(pk=event.subject_id)
    occasion = Occasion.ACCEPTANCE if event.name.endswith(".accept") else Occasion.RESULT
    services.invite(application, occasion=occasion, now=timezone.now())
