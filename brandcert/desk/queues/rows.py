"""The rows of a queue as the pages show them: name, facts, deadline."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.applications.models import Application
from brandcert.applications.queries import counts_as_accepted
from brandcert.awards.models import Appeal, Deliberation
from brandcert.certificates.models import ChangeRequest, IssueBatch, Mending, StatusInterval
from brandcert.core.terms import workdays_words
from brandcert.core.workdays import deadlines, workdays_left
from brandcert.feedback.models import FollowUp
from brandcert.reviews.models import Assignment
from brandcert.supervision.models import SanctionCase

SOON: Final = 3


def rows_for(rows: Sequence[Any], url_of: Callable[[Any], str]) -> list[dict[str, Any]]:
    """Return rows as the pages show them, with deadline, working days left and tint."""
    today = timezone.localdate()
    dues = _dues(rows)
    left = workdays_left(today, [due for due in dues.values() if due is not None])
    return [_shown(row, dues[id(row)], left, url_of) for row in rows]


def _dues(rows: Sequence[Any]) -> dict[int, datetime.date | None]:
    """Return the deadline of each row by its identity; those of lists to be issued are counted together."""
    lists = {id(row): _time_of(row) for row in rows if isinstance(row, IssueBatch)}
    counted = deadlines(lists.values())
    return {id(row): counted[lists[id(row)]] if id(row) in lists else due_of(row) for row in rows}


def _time_of(batch: Any) -> tuple[datetime.date, int]:
    """Return from when the time to issue runs, the award or for successors alone the proposal, and its working days."""
    return batch.decided_on or timezone.localdate(batch.proposed_at), batch.days


def due_of(row: Any) -> datetime.date | None:
    """Return the row's deadline: `due_on`, of a notice the last day to answer, of a suspension that of ratification, of a mending its end."""
    if isinstance(row, StatusInterval):
        return timezone.localdate(row.ratify_by)
    if isinstance(row, Mending):
        end: datetime.date | None = row.interval.expected_end
        return end
    if isinstance(row, Deliberation):
        return row.held_on if row.closed_at is None else None
    due: datetime.date | None = getattr(row, "due_on", None) or getattr(row, "answer_by", None)
    return due


def _shown(
    row: Any, due: datetime.date | None, left: dict[datetime.date, int], url_of: Callable[[Any], str]
) -> dict[str, Any]:
    days = left.get(due) if due else None
    is_by_the_hour = isinstance(row, StatusInterval)
    return {
        "title": blind_title(row) or title_of(_case_of(row)),
        "facts": facts_of(row),
        "url": url_of(row),
        "due": due,
        "left": hours_for(row.ratify_by) if is_by_the_hour else words_for(days),
        "tone": "red" if is_by_the_hour else _tone(days),
    }


def _tone(days: int | None) -> str:
    if days is None or days > SOON:
        return ""
    return "red" if days < 0 else "amber"


def _case_of(row: Any) -> Any:
    """Return the case people think of when they see the row."""
    if isinstance(row, StatusInterval | ChangeRequest | Mending | SanctionCase):
        return row.certificate.application
    if isinstance(row, FollowUp):
        return row.rating.application
    if isinstance(row, Appeal):
        return row.application
    return row.panel.application if isinstance(row, Assignment) else row


def blind_title(row: Any) -> str:
    """Return what an expert's task of a blind review is called: product and number tell too much, its number does not."""
    is_blind = isinstance(row, Assignment) and row.panel.application.batch.is_blind
    return row.panel.application.receipt_number or str(_("blind review")) if is_blind else ""


def title_of(row: Any) -> str:
    """Return what people call the row: the product of a case, the size of a list, else the row itself."""
    if isinstance(row, IssueBatch):
        size = getattr(row, "size", 0)
        words = ngettext(
            "List %(number)s: %(size)s certificate", "List %(number)s: %(size)s certificates", size
        )
        return words % {"number": row.pk, "size": size}
    return str(getattr(row, "product", None) or row)


def facts_of(row: Any) -> list[str]:
    """Return number, enterprise and state of the case behind the row."""
    if isinstance(row, IssueBatch):
        return [
            _("proposed by %(name)s") % {"name": row.proposed_by},
            date_format(timezone.localtime(row.proposed_at), "Y-m-d H:i"),
        ]
    if isinstance(row, StatusInterval):
        since = date_format(timezone.localtime(row.starts_at), "Y-m-d H:i")
        certificate = row.certificate
        return [certificate.number, str(certificate.enterprise), _("suspended since %(at)s") % {"at": since}]
    if isinstance(row, ChangeRequest | Mending | SanctionCase):
        return [row.certificate.number, str(row.certificate.enterprise), *_asked_of(row)]
    if isinstance(row, Deliberation):
        hour = row.starts_at.strftime("%H:%M") if row.starts_at else ""
        state = _("minutes to sign") if row.closed_at and not row.locked_at else ""
        return [part for part in (row.held_on.isoformat(), hour, row.place, state) if part]
    case = _case_of(row)
    state = row.get_status_display() if hasattr(row, "status") else ""
    enterprise = "" if blind_title(row) else str(getattr(case, "enterprise", ""))
    late = isinstance(row, Application) and counts_as_accepted(row, timezone.localdate())
    deemed = str(_("counts as accepted")) if late else ""
    parts = [getattr(case, "receipt_number", ""), enterprise, state, deemed]
    return [part for part in parts if part]


def _asked_of(row: ChangeRequest | Mending | SanctionCase) -> list[str]:
    """Return what is asked, shown or done about the certificate of the row."""
    if isinstance(row, SanctionCase):
        return [str(row.get_action_display()), str(row.get_status_display())]
    if isinstance(row, ChangeRequest):
        asked = date_format(timezone.localtime(row.requested_at), "Y-m-d H:i")
        return [row.get_kind_display(), asked]
    shown = date_format(timezone.localtime(row.handed_in_at), "Y-m-d H:i")
    return [_("proof of %(at)s") % {"at": shown}]


def hours_for(until: datetime.datetime) -> str:
    """Return the hours left until the instant, or how late it is, in words."""
    seconds = (until - timezone.now()).total_seconds()
    hours = int(abs(seconds) // 3600)
    if seconds < 0:
        return ngettext("%(n)s hour late", "%(n)s hours late", hours) % {"n": hours}
    return ngettext("%(n)s hour left", "%(n)s hours left", hours) % {"n": hours}


def words_for(days: int | None) -> str:
    """Return the working days left, or how late the row is, in words."""
    return "" if days is None else workdays_words(days)
