"""What can be done on the page of a visit: the form of each act and the one service call behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.documents.services import store_upload
from brandcert.inspections import queries, services
from brandcert.inspections.codes import code_of
from brandcert.inspections.forms import (
    ChecklistForm,
    DayForm,
    FindingForm,
    PhotoForm,
    RefusalForm,
    ResultForm,
    SampleForm,
    SignForm,
)
from brandcert.inspections.models import DateAnswer, Inspection, TeamMember

LONGEST_KEY: Final = 19
OPEN: Final = (Status.INSPECTION, Status.RECTIFICATION)
FORMS: Final[dict[str, Any]] = {
    "checklist": ChecklistForm,
    "day": DayForm,
    "finding": FindingForm,
    "photo": PhotoForm,
    "refusal": RefusalForm,
    "result": ResultForm,
    "sample": SampleForm,
    "sign": SignForm,
}


def form_of(row: Inspection, act: str, *data: Any) -> Any:
    """Return the form of an act, bound when data is given."""
    if act in {"photo", "result"}:
        return FORMS[act](*data, visit=row)
    if act != "checklist":
        return FORMS[act](*data)
    lines = services.stored_lines(row)
    criteria = queries.criteria_of(row.application)
    initial: dict[str, Any] = {}
    for found in criteria:
        line = lines.get(found.code, services.Line())
        initial[f"points-{found.code}"] = line.points
        initial[f"reason-{found.code}"] = line.observation
        initial[f"seen-{found.code}"] = services.mark_of(line)
    return ChecklistForm(*data, criteria=criteria, initial=initial)


def carry_out(row: Inspection, act: str, form: Any, *, by: Any) -> Any:
    """Do what a valid form asks for; raises what the service raises."""
    data, now = form.cleaned_data, timezone.now()
    acts: dict[str, Callable[[], Any]] = {
        "checklist": lambda: services.save_checklist(row, lines=form.lines(), seen=form.seen(), by=by),
        "finding": lambda: services.add_finding(row, by=by, **data),
        "day": lambda: services.decide_date(_open_wish(row), by=by, now=now, **data),
        "refusal": lambda: services.note_refusal(row, account=data["account"], by=by, now=now),
        "sample": lambda: services.take_sample(row, by=by, **data),
        "sign": lambda: services.sign_as_inspector(row, services.Given(shown=data["shown"]), by=by, now=now),
    }
    return acts[act]() if act in acts else _with_file(row, act, data, by)


def _with_file(row: Inspection, act: str, data: dict[str, Any], by: Any) -> Any:
    upload = store_upload(file=data["file"], name=data["file"].name, by=by)
    facts = {name: value for name, value in data.items() if name not in {"file", "sample"}}
    if act == "result":
        return services.settle_sample(data["sample"], report=upload, by=by, **facts)
    return services.add_photo(row, upload=upload, by=by, **facts)


def signing(row: Inspection, member: TeamMember | None) -> dict[str, Any]:
    """Return the signatures under the sheet, the hash of the sheet, and whether the reader may sign it now."""
    sheet = queries.sheet_hash(row)
    lines = queries.signature_lines(row, sheet)
    is_open = row.locked_at is None and row.cancelled_at is None and row.application.status in OPEN
    has_signed = member is not None and any(
        line["is_valid"] and line["row"].inspector_id == member.user_id for line in lines
    )
    return {
        "signatures": lines,
        "sheet_hash": sheet,
        "unsigned": [str(one.user) for one in queries.unsigned(row, sheet)] if is_open else [],
        "signing_code": code_of(row.pk, member.user_id)
        if is_open and member is not None and not member.is_leader and member.declared_at is not None
        else "",
        "may_sign": is_open and member is not None and member.declared_at is not None and not has_signed,
    }


def _open_wish(row: Inspection) -> DateAnswer:
    found = row.date_answers.filter(suits=False, is_granted=None).first()
    if found is None:
        raise services.WishDecided(_("This wish has been decided already."))
    return found


def number(text: str) -> int:
    """Return a key told by a form; 0 for what is none."""
    return int(text) if text.isdecimal() and len(text) < LONGEST_KEY else 0
