"""What is told to whoever holds the receipt of an objection: number, days, answers; never a name."""

import datetime
import hashlib
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from brandcert.awards.enums import Outcome
from brandcert.awards.models import Objection
from brandcert.core.admin.clock import shown_lines
from brandcert.core.workdays import add_workdays, workdays_between
from brandcert.documents import printing

CSS: Final = """
@page{size:A5;margin:16mm 15mm}
html,body{margin:0;font-size:10.5pt;line-height:1.6;color:#14211d;font-weight:400}
h1{font-family:'Brandcert Song';font-size:17pt;line-height:1.3;margin:0 0 4mm;font-weight:400;color:#074a3b}
p{margin:0 0 2mm}
table{width:100%;border-collapse:collapse;margin:0 0 4mm}
th,td{font-weight:400;text-align:left;vertical-align:top;padding:1.4mm 1.6mm;border-bottom:.15mm solid #c9d3ce}
th{color:#51605a;width:34mm}
"""


def grouped(code: str) -> str:
    """Write a query code as it is read aloud."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def receipt(row: Objection) -> dict[str, Any]:
    """Return what stands on the receipt."""
    return {
        "receipt_number": row.receipt_number,
        "query_code": grouped(row.query_code),
        "entry": str(row.item),
        "notice_number": row.item.notice.number,
        "filed_at": timezone.localtime(row.filed_at),
        "files": row.papers.count(),
        "due_on": row.due_on,
        "admit_days": row.item.notice.batch.objection_admit_days,
        "decide_days": row.item.notice.batch.objection_days,
        "is_verified": bool(row.contact_verified_at),
        "platform": settings.PLATFORM,
    }


def print_receipt(row: Objection) -> bytes:
    """Return the receipt as PDF: it names nobody. Raises PrintingFault, OSError, ImportError."""
    language = "en" if (get_language() or "").startswith("en") else "zh-Hans"
    context = receipt(row) | {"language": language, "time": row.filed_at.isoformat(timespec="seconds")}
    page = render_to_string("public/printed_receipt.html", context)
    return printing.print_page(page, css=CSS, identifier=hashlib.sha256(page.encode()).hexdigest()[:32])


def told(row: Objection, *, today: datetime.date) -> dict[str, Any]:
    """Return how far the objection is, step by step, with the days promised."""
    is_closed = bool(row.outcome)
    since = timezone.localdate(row.admitted_at or row.filed_at)
    days = workdays_between(since, row.due_on) if row.due_on else 0
    return {
        "receipt": row.receipt_number,
        "entry": str(row.item),
        "notice": row.item.notice.number,
        "filed_at": timezone.localtime(row.filed_at),
        "steps": _steps(row),
        "due_on": row.due_on,
        "due_label": _("Decision promised by") if row.admitted_at else _("Admission decided by"),
        "due_days": days,
        "lines": shown_lines(add_workdays(since, days).lines) if days else [],
        "is_provisional": row.is_due_provisional,
        "is_late": bool(row.due_on and row.due_on < today),
        "files": row.papers.count(),
        "outcome": row.get_outcome_display() if is_closed else "",
        "finding": row.finding if is_closed else "",
        "is_taken_back": bool(row.withdrawn_at),
        "is_verified": bool(row.contact_verified_at),
        "may_act": not is_closed and row.withdrawn_at is None,
    }


def _steps(row: Objection) -> list[dict[str, Any]]:
    """Return received, admitted or not, heard, decided: each done, going on or to come."""
    received = {"title": pgettext("step", "Received"), "state": "done", "note": _day(row.filed_at)}
    if row.admitted_at is None:
        if not row.outcome:
            return [received, _step(_("Admission"), "current"), _step(_("Hearing")), _step(_("Decision"))]
        words = _("Taken back") if row.outcome == Outcome.WITHDRAWN else _("Not admitted")
        return [received, _step(words, "stopped", _day(row.decided_at))]
    admitted = _step(pgettext("step", "Admitted"), "done", _day(row.admitted_at))
    if row.outcome:
        decided = _step(row.get_outcome_display(), "done", _day(row.decided_at))
        return [received, admitted, _step(_("Hearing"), "done"), decided]
    return [received, admitted, _step(_("Hearing"), "current"), _step(_("Decision"))]


def _step(title: str, state: str = "todo", note: str = "") -> dict[str, Any]:
    return {"title": title, "state": state, "note": note}


def _day(instant: datetime.datetime | None) -> str:
    return timezone.localdate(instant).isoformat() if instant else ""
