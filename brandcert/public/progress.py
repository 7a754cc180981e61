"""Where a case stands, told to whoever holds its receipt: stages, days and promised dates, nothing about anybody."""

import datetime
import hmac
import unicodedata
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications.enums import AFTER_INSPECTION, DEAD_ENDS, ORDER, Stage, Status
from brandcert.applications.models import Application
from brandcert.core.models import Event
from brandcert.inspections.queries import as_told, told_events

# Compared with when no such receipt exists, so that both answers cost the same.
NO_CODE: Final = "-" * 12
TITLES: Final[dict[Stage, Promise]] = {
    Stage.SUBMITTED: gettext_lazy("Application"),
    Stage.EXPERT_REVIEW: gettext_lazy("Expert review"),
    Stage.INSPECTION: gettext_lazy("On-site inspection"),
    Stage.AWARDED: gettext_lazy("Award"),
}
OPENED_BY: Final = {
    Stage.SUBMITTED: "submit",
    Stage.EXPERT_REVIEW: "appoint_panel",
    Stage.INSPECTION: "plan_inspection",
    Stage.AWARDED: "award",
}
WAITS_FOR: Final[dict[str, Promise]] = {
    Status.SUBMITTED: gettext_lazy("Opinion of the recommending unit"),
    Status.CORRECTION: gettext_lazy("Correction by the enterprise"),
    Status.RECOMMENDED: gettext_lazy("Decision on acceptance"),
    Status.EXPERT_REVIEW: gettext_lazy("End of the expert review"),
    Status.INSPECTION: gettext_lazy("End of the inspection"),
    Status.RECTIFICATION: gettext_lazy("Rectification by the enterprise"),
    Status.PUBLIC_NOTICE: gettext_lazy("End of the public notice"),
    Status.OBJECTION: gettext_lazy("End of the examination of the objection"),
}


def folded(text: str) -> str:
    """Return a receipt number or a code as it is stored: half-width capitals without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def find(receipt: str, code: str) -> Application | None:
    """Return the case the receipt stands for; None alike for an unknown number and for a code that does not belong to it."""
    rows = Application.objects.submitted().select_related("batch", "category")
    row = rows.filter(receipt_number=folded(receipt)).first()
    expected = (row.query_code if row else "") or NO_CODE
    fits = hmac.compare_digest(expected.encode(), folded(code).replace("-", "").encode())
    return row if fits else None


def told(application: Application, *, today: datetime.date) -> dict[str, Any]:
    """Return what the page shows of a case; nothing of a mystery visit before it was made."""
    events = told_events(application, Event.objects.about(application))
    days = {event.name.rpartition(".")[2]: timezone.localdate(event.at) for event in events}
    application = as_told(application)
    return {
        "receipt": application.receipt_number,
        "batch": str(application.batch),
        "category": str(application.category),
        "status": application.get_status_display(),
        "tone_of": application,
        "submitted": timezone.localdate(application.submitted_at) if application.submitted_at else None,
        "waits_for": WAITS_FOR.get(application.status, "") if application.due_on else "",
        "due_on": application.due_on,
        "is_late": bool(application.due_on and application.due_on < today),
        "is_provisional": application.is_due_provisional,
        "steps": _steps(application, days),
    }


def _steps(application: Application, days: dict[str, datetime.date]) -> list[dict[str, Any]]:
    here = ORDER.index(application.stage)
    batch = application.batch
    ahead = {
        Stage.EXPERT_REVIEW: batch.review_days,
        Stage.INSPECTION: batch.inspect_days,
        Stage.AWARDED: batch.notice_days,
    }
    steps: list[dict[str, Any]] = []
    for place, value in enumerate(ORDER[1:], start=1):
        stage = Stage(value)
        step: dict[str, Any] = {"title": TITLES[stage], "state": _state(application, place, here)}
        reached = days.get(OPENED_BY[stage])
        if place <= here and reached:
            step["note"] = reached.isoformat()
        elif place > here and stage in ahead and application.status not in DEAD_ENDS:
            is_award = stage == Stage.AWARDED
            words = (
                _("public notice: %(days)d working days") if is_award else _("up to %(days)d working days")
            )
            step["note"] = words % {"days": ahead[stage]}
        steps.append(step)
    return steps


def _state(application: Application, place: int, here: int) -> str:
    if application.status in AFTER_INSPECTION:
        here = ORDER.index(Stage.AWARDED)
    if place < here or application.status == Status.AWARDED:
        return "done"
    if place > here:
        return "todo"
    return "stopped" if application.status in DEAD_ENDS else "current"
