"""The buttons of a meeting: attendance, agenda, minutes, dossiers, the list and its release."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import queries, services
from brandcert.awards.admin.records import APPLICATION
from brandcert.awards.forms import (
    AddendumForm,
    AddItemForm,
    AttendanceForm,
    ConfirmForm,
    MinutesForm,
)
from brandcert.awards.models import Deliberation
from brandcert.core.admin import ReasonForm, name_act, register_step
from brandcert.core.models import Approval

MEETING: Final = "awards.deliberation"


def waiting_for_notice(meeting: Deliberation) -> Any:
    """Return the proposals of the meeting's items that wait for the director."""
    return Approval.objects.filter(
        action=f"{APPLICATION}.open_notice",
        outcome="",
        expires_at__gt=timezone.now(),
        subject_id__in=meeting.items.values_list("application_id", flat=True),
    )


def _is_open(row: Deliberation) -> bool:
    return row.closed_at is None


def _has_late_items(row: Deliberation) -> bool:
    waiting = Application.objects.filter(batch=row.batch_id, status=Status.DELIBERATION)
    return _is_open(row) and waiting.exclude(agenda_items__deliberation=row).exists()


def _has_something_to_propose(row: Deliberation) -> bool:
    if _is_open(row):
        return False
    free = row.items.filter(application__status=Status.DELIBERATION, staged=None)
    return free.exists() and not waiting_for_notice(row).exists()


def _is_to_be_released(row: Deliberation) -> bool:
    return bool(services.staged_rows(row)) or waiting_for_notice(row).exists()


def _release(row: Deliberation, *, by: Any, today: datetime.date) -> Any:
    return services.release(row, by=by, today=today)


def _cannot_lock(row: Deliberation) -> list[str]:
    return (
        []
        if queries.is_signed(row)
        else [_("The chair and as many members as the quorum have to sign first.")]
    )


register_step(
    f"{MEETING}.sign_in",
    run=services.sign_in,
    label=gettext_lazy("I am present"),
    tone="primary",
    when=_is_open,
)
register_step(
    f"{MEETING}.note_attendance",
    run=services.note_attendance,
    form=AttendanceForm,
    label=gettext_lazy("Attendance"),
    when=_is_open,
)
register_step(
    f"{MEETING}.add_item",
    run=services.add_item,
    form=AddItemForm,
    label=gettext_lazy("Add an item"),
    when=_has_late_items,
)
register_step(
    f"{MEETING}.order_dossiers",
    run=services.order_dossiers,
    label=gettext_lazy("Make the dossiers"),
    when=_is_open,
)
register_step(
    f"{MEETING}.write_minutes",
    run=services.write_minutes,
    form=MinutesForm,
    label=gettext_lazy("Draft the minutes"),
    when=_is_open,
)
register_step(
    f"{MEETING}.close",
    run=services.close_deliberation,
    form=MinutesForm,
    label=gettext_lazy("Close the meeting"),
    when=_is_open,
)
register_step(
    f"{MEETING}.sign_minutes",
    run=services.sign_minutes,
    label=gettext_lazy("Sign the minutes"),
    tone="primary",
    when=lambda row: row.closed_at is not None and bool(queries.unsigned(row)),
)
register_step(
    f"{MEETING}.lock_minutes",
    run=services.lock_minutes,
    form=ReasonForm,
    label=gettext_lazy("Lock the minutes without a signature"),
    when=lambda row: row.closed_at is not None and row.locked_at is None,
    against=_cannot_lock,
)
register_step(
    f"{MEETING}.add_addendum",
    run=services.add_addendum,
    form=AddendumForm,
    label=gettext_lazy("Add to the minutes"),
    when=lambda row: row.closed_at is not None,
)
register_step(
    f"{MEETING}.propose_notice",
    run=services.propose_notice,
    label=gettext_lazy("Propose the list to the director"),
    tone="primary",
    when=_has_something_to_propose,
)
register_step(
    f"{MEETING}.publish",
    run=_release,
    form=ConfirmForm,
    label=gettext_lazy("Release the list"),
    tone="primary",
    when=_is_to_be_released,
)
for _name, _words in {
    "call": gettext_lazy("Called"),
    "attend": gettext_lazy("Attendance noted"),
    "recuse": gettext_lazy("Member recused"),
    "close_item": gettext_lazy("Votes counted"),
    "seal_minutes": gettext_lazy("Signed by everybody: minutes locked"),
    "stage": gettext_lazy("Decision put down"),
    "unstage": gettext_lazy("Decision taken back"),
    "release": gettext_lazy("Released"),
}.items():
    name_act(f"{MEETING}.{_name}", _words)
