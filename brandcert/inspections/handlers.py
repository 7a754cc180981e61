"""What inspections do when a case moves elsewhere."""

from typing import Any

from django.utils import timezone

from brandcert.applications.models import Application
from brandcert.core.subscriptions import subscribe
from brandcert.core.workdays import last_known_year
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


@subscribe("applications.application.finish_inspection", "applications.application.reject_after_inspection")
def print_reports(event: Any) -> None:
    """A locked report is printed and kept with the hash of its PDF."""
    services.file_soon(event.subject_id)


@subscribe("core.calendarday.create", "core.calendarday.edit")
def count_again(_event: Any) -> None:
    """A day of the calendar was entered: plans that are awaited and visits that are announced are counted again."""
    services.recount_plans(year=last_known_year())
    services.check_notices(today=timezone.localdate())


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
