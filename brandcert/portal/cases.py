"""How a case becomes what its page draws: what happened, who acts next and by when, what was written and asked."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from brandcert.applications.enums import BEFORE_AWARD, Side, Stage, Status
from brandcert.applications.models import Application, ApplicationVersion, Conversation, ConversationMessage
from brandcert.applications.queries import office_of
from brandcert.awards.enums import Outcome
from brandcert.awards.models import Appeal, Objection
from brandcert.core.admin.clock import clock_of, shown_lines
from brandcert.core.models import Event
from brandcert.core.terms import calendar_days_left, workdays_left
from brandcert.core.workdays import add_workdays, workdays_between
from brandcert.enterprises.queries import end_of, hits, told_of
from brandcert.feedback.queries import token_of, waiting_for
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import DateAnswer, Inspection
from brandcert.inspections.queries import short_notice
from brandcert.inspections.services import is_presented
from brandcert.portal import wording
from brandcert.portal.presentation import file_line

YOU: Final = gettext_lazy("your enterprise")
# Who acts in each state, told by their part in the procedure, never by name.
ACTS: Final[Mapping[str, str | Promise]] = {
    Status.CORRECTION: YOU,
    Status.RECOMMENDED: gettext_lazy("the provincial office"),
    Status.ACCEPTED: gettext_lazy("the secretariat of the review"),
    Status.EXPERT_REVIEW: gettext_lazy("independent experts"),
    Status.REVIEW_DONE: gettext_lazy("the provincial office"),
    Status.INSPECTION: gettext_lazy("the inspection team"),
    Status.RECTIFICATION: YOU,
    Status.DELIBERATION: gettext_lazy("the committee"),
    Status.PUBLIC_NOTICE: gettext_lazy("the public: anyone may object"),
    Status.OBJECTION: gettext_lazy("the provincial office, after hearing you"),
}


def next_of(application: Application) -> dict[str, Any] | None:
    """Return who acts next, what is awaited and by when with the counted days; None once the case has ended."""
    who = ACTS.get(application.status)
    if application.status == Status.SUBMITTED:
        who = (
            application.unit.name
            if application.batch.needs_unit and application.unit
            else ACTS["recommended"]
        )
    if who is None:
        return None
    clock = clock_of(application, today=timezone.localdate())
    if clock and application.status == Status.RECTIFICATION:
        clock |= calendar_clock(application)
    return {
        "who": str(who),
        "is_yours": who is YOU,
        "what": str(wording.AWAITED.get(application.status, "")),
        "clock": clock,
        "is_final": application.status == Status.PUBLIC_NOTICE,
    }


def calendar_clock(application: Application) -> dict[str, Any]:
    """Return what differs in a clock of calendar days: what is left, and no list of working days."""
    today = timezone.localdate()
    return {
        "left": calendar_days_left(application.due_on, today) if application.due_on else "",
        "lines": [],
        "note": ngettext(
            "%(n)s calendar day from the order; weekends and holidays count.",
            "%(n)s calendar days from the order; weekends and holidays count.",
            application.batch.rectification_days,
        )
        % {"n": application.batch.rectification_days},
    }


def history_of(
    application: Application,
    events: Sequence[Event],
    versions: Iterable[ApplicationVersion],
    appeals: Iterable[Appeal] = (),
) -> list[dict[str, Any]]:
    """Return what happened in public words, the latest first, under what is promised next; no person is named."""
    numbers = [version.number for version in versions]
    told = []
    handed_in = 0
    for event in events:
        words = wording.event_words(event.name)
        if words is None:
            continue
        step = event.name.rpartition(".")[2]
        line: dict[str, Any] = {"at": timezone.localtime(event.at), "title": words[0], "tone": words[1]}
        if step in {"submit", "resubmit"}:
            handed_in += 1
            line["documents"] = [_version_link(application, handed_in)] if handed_in in numbers else []
        told.append(line | _told_more(event, step))
    lines, promised = _appealed(appeals)
    told = sorted([*told, *lines], key=itemgetter("at")) + promised
    awaited = wording.AWAITED.get(application.status)
    if awaited and application.due_on:
        told.append(_promised(application, awaited))
    return told[::-1]


def _appealed(appeals: Iterable[Appeal]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what happened to the appeals, and what is promised of one that waits."""
    lines: list[dict[str, Any]] = []
    promised: list[dict[str, Any]] = []
    for row in appeals:
        filed = {
            "at": timezone.localtime(row.filed_at),
            "title": _("Appeal filed"),
            "text": row.receipt_number,
        }
        lines.append(filed)
        if row.admitted_at and row.late_reason:
            lines.append({"at": timezone.localtime(row.admitted_at), "title": _("Late appeal admitted")})
        if row.outcome and row.decided_at:
            title = _("Appeal: %(outcome)s") % {"outcome": row.get_outcome_display()}
            tone = "green" if row.outcome == Outcome.UPHELD else ""
            lines.append({"at": timezone.localtime(row.decided_at), "title": title, "tone": tone})
        elif row.due_on:
            promised.append({"promised": row.due_on, "title": _("Decision on your appeal")})
    return lines, promised


def _promised(application: Application, awaited: str | Promise) -> dict[str, Any]:
    line: dict[str, Any] = {"promised": application.due_on, "title": awaited}
    if application.is_due_provisional:
        line["text"] = _("The date is provisional: the calendar of that year is not published yet.")
    return line


def _version_link(application: Application, number: int) -> dict[str, str]:
    url = reverse("portal:version", args=[application.pk, number])
    return {"title": _("Version %(number)d") % {"number": number}, "url": url}


def _told_more(event: Event, step: str) -> dict[str, str]:
    payload = event.payload
    if step == "request_correction" and payload.get("items"):
        count = payload["items"]
        return {"text": ngettext("%(count)d item", "%(count)d items", count) % {"count": count}}
    if step == "verify_rectification" and payload.get("rejected"):
        count = len(payload["rejected"])
        words = ngettext("%(count)d finding is still open", "%(count)d findings are still open", count)
        return {"text": words % {"count": count}, "tone": "amber"}
    if step in {"recount", "recount_plan"}:
        return {"text": _("%(before)s → %(after)s") % payload}
    if step == "decide_visit_date":
        return {"text": _("The visit is on %(day)s.") % payload}
    return {}


def sheet_to_sign(application: Application) -> Inspection | None:
    """Return the visit whose sheet lies before the enterprise: the team has signed it, the report is not locked."""
    if application.status not in (Status.INSPECTION, Status.RECTIFICATION):
        return None
    row = Inspection.objects.filter(application=application).open().select_related("application").first()
    return row if row is not None and is_presented(row) else None


def report_of(application: Application) -> Inspection | None:
    """Return the visit whose report is locked, and so is read by the enterprise."""
    if application.stage not in (Stage.INSPECTION, Stage.AWARDED):
        return None
    rows = Inspection.objects.filter(application=application, locked_at__isnull=False)
    return rows.select_related("application").order_by("pk").last()


def visit_of(application: Application) -> dict[str, Any] | None:
    """Return the announced visit of a case in inspection with what was said about its day; a mystery visit is none."""
    if application.status != Status.INSPECTION:
        return None
    row = Inspection.objects.filter(application=application).open().exclude(mode=Mode.MYSTERY).first()
    if row is None:
        return None
    answers = list(row.date_answers.all())
    wish = next((one for one in answers if not one.suits and one.is_granted is None), None)
    is_confirmed = any(one.suits and one.proposed_on == row.planned_on for one in answers)
    granted = any(one.is_granted and one.wished_on == row.planned_on for one in answers)
    return {
        "row": row,
        "is_confirmed": is_confirmed or granted,
        "wish": wish,
        "answers": [_day_words(one) for one in answers],
        "earliest": short_notice(row),
        "may_answer": wish is None and row.planned_on >= timezone.localdate(),
    }


def _day_words(answer: DateAnswer) -> dict[str, Any]:
    at = timezone.localtime(answer.answered_at)
    day = answer.proposed_on.isoformat()
    if answer.suits:
        return {"at": at, "text": _("You confirmed %(day)s.") % {"day": day}, "note": ""}
    asked = _("You asked for %(other)s instead of %(day)s.") % {"other": answer.wished_on, "day": day}
    outcome = {True: _("Granted."), False: _("The planned day stays."), None: _("Being decided.")}
    return {"at": at, "text": f"{asked} {outcome[answer.is_granted]}", "note": answer.note}


def entries_of(application: Application) -> list[dict[str, str]]:
    """Return what stands against the enterprise and holds an open case up, with how it ends; nothing once it has ended."""
    if application.status not in BEFORE_AWARD:
        return []
    standing = hits([application.enterprise_id], today=timezone.localdate())
    return [{"told": told_of(one), "end": end_of(one)} for one in standing.get(application.enterprise_id, [])]


def objections_of(application: Application) -> list[dict[str, Any]]:
    """Return the admitted objections as the enterprise may know them: the facts, never who objected, and its own words."""
    rows = Objection.objects.filter(item__application=application, admitted_at__isnull=False)
    return [objection_facts(row) for row in rows.prefetch_related("statements__files").order_by("id")]


def objection_facts(row: Objection) -> dict[str, Any]:
    """Return one admitted objection with the term for a statement; the receipt number is the objector's alone."""
    due, today = row.statement_due_on, timezone.localdate()
    admitted_on = timezone.localdate(row.admitted_at) if row.admitted_at else today
    count = workdays_between(admitted_on, due) if due else 0
    return {
        "pk": row.pk,
        "facts": row.told_facts,
        "admitted_at": row.admitted_at,
        "due_on": due,
        "left": workdays_left(due, today) if due else "",
        "lines": shown_lines(add_workdays(admitted_on, count).lines) if count else [],
        "may_state": not row.outcome and due is not None and today <= due,
        "outcome": row.get_outcome_display() if row.outcome else "",
        "finding": row.finding if row.outcome else "",
        "statements": [
            {
                "at": timezone.localtime(one.handed_in_at),
                "text": one.text,
                "files": [file_line(upload) for upload in one.files.all()],
            }
            for one in row.statements.all()
        ],
    }


def thread_of(
    application: Application,
    conversation: Conversation | None,
    messages: Sequence[ConversationMessage],
    *,
    side: Side = Side.ENTERPRISE,
) -> list[dict[str, Any]]:
    """Return the messages as the enterprise reads them: its own people by name, the staff by their office."""
    if conversation is None:
        return []
    seen, seen_there = conversation.read_up_to(side), conversation.read_up_to(_other(side))
    return [
        {
            "is_mine": row.side == side,
            "who": str(row.written_by) if row.side == side else office_of(row, application),
            "at": timezone.localtime(row.written_at),
            "text": row.text,
            "files": [file_line(upload) for upload in row.files.all()],
            "is_new": row.side != side and row.pk > seen,
            "note": _seen_words(row, side, seen_there),
        }
        for row in messages
    ]


def _other(side: Side) -> Side:
    return Side.STAFF if side == Side.ENTERPRISE else Side.ENTERPRISE


def _seen_words(row: ConversationMessage, side: Side, seen_there: int) -> str:
    if row.side != side:
        return ""
    return _("Read") if row.pk <= seen_there else _("Not read yet")


def ratings_of(application: Application) -> list[dict[str, Any]]:
    """Return the finished stages that may still be rated, each with the link that rates it."""
    return [
        {
            "title": row.get_occasion_display(),
            "until": row.open_until,
            "url": reverse("public:rate", args=[token_of(row)]),
        }
        for row in waiting_for(application, timezone.localdate())
    ]
