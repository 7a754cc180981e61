"""What inspections do when a case moves elsewhere."""

from typing import Any

from brandcert.applications.models import Application
from brandcert.core.subscriptions import subscribe
from brandcert.inspections import services
from brandcert.inspections.services import letters


@subscribe(
    "applications.application.void_and_rescore",
    "applications.application.withdraw",
    "applications.application.reject_for_fraud",
)
def cancel_visit(event: Any) -> None:
    """A case that leaves the inspection takes its open visit with it."""
    services.cancel_open(Application.objects.get(pk=event.subject_id), now=event.at)


@subscribe("applications.application.plan_inspection")
def write_notice(event: Any) -> None:
    """The enterprise is told of the visit in a numbered letter, unless it is a mystery visit."""
    letters.write_notice(event)


@subscribe("applications.application.order_rectification")
def write_order(event: Any) -> None:
    """What has to be put right is told in a numbered letter."""
    letters.write_order(event)


@subscribe("applications.application.reject_after_inspection")
def write_rejection(event: Any) -> None:
    """A case that ended by its inspection is told so in a numbered letter."""
    letters.write_rejection(event)
