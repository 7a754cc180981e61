"""What a notice may state: values for the placeholders, some of them worded only in the reader's language."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Min
from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.models import Application, CorrectionItem
from brandcert.applications.queries import form_of, title_of
from brandcert.awards.models import Appeal, NoticeItem, Objection
from brandcert.awards.services.appeals import appeal_deadline
from brandcert.certificates.models import (
    Certificate,
    ChangeRequest,
    IssueBatch,
    Mending,
    StatusInterval,
)
from brandcert.core.admin.history import label_of_act
from brandcert.core.models import Approval, Event
from brandcert.core.terms import calendar_days_words, workdays_words
from brandcert.enterprises.models import IntegrityRecord
from brandcert.enterprises.queries import end_of, told_of
from brandcert.inspections.enums import Mode
from brandcert.inspections.models import DateAnswer, Finding, Inspection, Rectification, RectificationRound
from brandcert.inspections.queries import as_told
from brandcert.notifications.queries.texts import label_of_kind
from brandcert.supervision.enums import SanctionStatus
from brandcert.supervision.models import SanctionCase

LISTED = (Status.PUBLIC_NOTICE, Status.OBJECTION)
Fact = str | Promise | Sequence[str | Promise]
Facts = Mapping[str, Fact]


def later(words: Callable[[], Any]) -> Promise:
    """Return words that are chosen when the text is written, in the language of its reader."""
    made: Promise = lazy(lambda: str(words()), str)()  # type: ignore[assignment] # lazy() makes a promise of a string
    return made


def day(value: datetime.date | None) -> str:
    """Return a date as every text writes it, nothing for none."""
    return value.isoformat() if value else ""


def days_in_words(days: int, *, workdays: bool) -> Promise:
    """Say how many days are left as the pages do, in the reader's language."""
    return later(lambda: workdays_words(days) if workdays else calendar_days_words(days))


def application_of(event: Event) -> Application:
    """Return the application an event is about."""
    return application_by(event.subject_id)


def application_by(key: int) -> Application:
    """Return an application with what its facts need."""
    rows = Application.objects.select_related("enterprise", "product", "batch__program", "category", "unit")
    return rows.get(pk=key)


def certificate_by(key: int) -> Certificate:
    """Return a certificate with what its facts need."""
    return Certificate.objects.select_related("enterprise", "application__product").get(pk=key)


def case_facts(application: Application) -> dict[str, Fact]:
    """Return what every notice about an application may state; never a person's name."""
    name = " ".join(part for part in (application.receipt_number, str(application.product or "")) if part)
    return {
        "enterprise": application.enterprise.name,
        "product": str(application.product or ""),
        "receipt": application.receipt_number or "",
        "batch": application.batch.name,
        "due": day(application.due_on),
        "case": name or application.enterprise.name,
    }


def blind_facts(application: Application) -> dict[str, Fact]:
    """Return what a notice to an expert of a blind review may state: the number, never who applies."""
    number = application.receipt_number or ""
    return {
        "enterprise": "",
        "product": "",
        "receipt": number,
        "batch": application.batch.name,
        "due": day(application.due_on),
        "case": number,
    }


def entry_facts(event: Event) -> dict[str, Fact]:
    """Return what an entry against an enterprise says, and how it ends, in the language of the reader."""
    record = IntegrityRecord.objects.get(pk=event.payload["record"])
    return {"entry": later(lambda: told_of(record)), "ends_by": later(lambda: end_of(record))}


def application_facts(application: Application) -> dict[str, Fact]:
    """Return everything a message to the enterprise about its application may state."""
    visit = Inspection.objects.filter(application=application, cancelled_at=None).first()
    item = NoticeItem.objects.filter(application=application).select_related("notice").last()
    return {
        **case_facts(as_told(application)),
        "reason": application.reason,
        "appeal_until": day(appeal_deadline(application)),
        "problems": _problems(application),
        **_visit(visit),
        "findings": _findings(visit),
        "plan_due": _plan_due(visit),
        "notice_number": item.notice.number if item else "",
        "notice_from": day(item.notice.starts_on) if item else "",
        "notice_to": day(item.notice.ends_on) if item else "",
        "objections": _objections(application),
        "statement_until": _statement_until(application),
    }


def _visit(visit: Inspection | None) -> dict[str, Fact]:
    if visit is None:
        return {}
    return {
        "inspection_day": day(visit.planned_on),
        "inspection_mode": later(visit.get_mode_display),
        "inspection_place": visit.place,
    }


def visit_facts(application: Application) -> dict[str, Fact]:
    """Return what the inspectors of the open visit are told of it."""
    visit = Inspection.objects.filter(application=application, cancelled_at=None).first()
    return {**case_facts(application), **_visit(visit)}


def _problems(application: Application) -> list[str | Promise]:
    notice = application.corrections.first()
    if notice is None:
        return []
    items = notice.items.select_related("requirement").order_by("id")
    return [later(lambda item=item: _problem(application, item)) for item in items]  # type: ignore[misc] # the default binds the item


def _problem(application: Application, item: CorrectionItem) -> str:
    where = title_of(item.requirement) if item.requirement else form_of(application).label(item.field)
    return _("%(where)s: %(problem)s") % {"where": where, "problem": item.problem}


def _findings(visit: Inspection | None) -> list[str]:
    rows = Finding.objects.filter(inspection=visit, rectification__isnull=False).order_by("id")
    return [row.description for row in rows] if visit else []


def _plan_due(visit: Inspection | None) -> str:
    """Return the first day by which a plan is awaited."""
    rows = Rectification.objects.filter(finding__inspection=visit, answered_at=None, verified_at=None)
    return day(rows.aggregate(first=Min("plan_due_on"))["first"]) if visit else ""


def rejected_findings(event: Event) -> list[str]:
    """Return the findings whose answer did not hold, each with what is still missing."""
    rounds = RectificationRound.objects.filter(
        rectification__in=event.payload["rejected"], decided_at__lte=event.at
    )
    last = {row.rectification_id: row for row in rounds.select_related("rectification__finding")}
    return [
        _("%(finding)s (still missing: %(reason)s)")
        % {"finding": row.rectification.finding.description, "reason": row.reason}
        for _key, row in sorted(last.items())
    ]


def _objections(application: Application) -> list[str]:
    """Return the facts of admitted objections as the handler worded them; who objected stays with the handler."""
    rows = Objection.objects.filter(item__application=application, admitted_at__isnull=False)
    return [row.told_facts for row in rows.exclude(told_facts="").order_by("id")]


def _statement_until(application: Application) -> str:
    """Return until when the enterprise may state its side of the objection admitted last."""
    rows = Objection.objects.filter(item__application=application, admitted_at__isnull=False, outcome="")
    last = rows.order_by("admitted_at", "id").last()
    return day(last.statement_due_on) if last else ""


def date_answer(event: Event) -> DateAnswer | None:
    """Return what was said last about the day of the visit the event names."""
    rows = DateAnswer.objects.filter(inspection=event.payload.get("inspection"))
    return rows.order_by("id").last()


def notice_too_short(event: Event) -> dict[str, Fact]:
    """Return the planned day and the first one that leaves the time of the notice by the new calendar."""
    return {"inspection_day": event.payload["day"], "possible_from": event.payload["earliest"]}


def counted_again(event: Event) -> dict[str, Fact]:
    """Return the day a term of its own was counted to by the new calendar."""
    return {"due": event.payload["after"]}


def is_unannounced(application: Application) -> bool:
    """Say whether the open inspection is a mystery visit, of which the enterprise is not told."""
    return Inspection.objects.filter(application=application, mode=Mode.MYSTERY).open().exists()


def certificate_facts(certificate: Certificate, event: Event) -> dict[str, Fact]:
    """Return what a message about a certificate may state."""
    intervals = StatusInterval.objects.filter(certificate=certificate).order_by("-starts_at", "-id")
    # Of an escalation the suspension that was not ratified, whatever came after it.
    interval = intervals.filter(pk=event.payload.get("interval")).first() or intervals.first()
    request = ChangeRequest.objects.filter(pk=event.payload.get("request")).first()
    mending = Mending.objects.filter(pk=event.payload.get("mending")).first()
    return {
        "enterprise": certificate.enterprise.name,
        "product": str(certificate.application.product or ""),
        "number": certificate.display_number or certificate.number,
        "valid_from": day(certificate.valid_from),
        "valid_to": day(certificate.valid_to),
        "reason": interval.reason if interval else "",
        "expected_end": day(interval.expected_end) if interval else "",
        **(
            {"until": f"{timezone.localtime(interval.ratify_by):%Y-%m-%d %H:%M}"}
            if interval and interval.ratify_by
            else {}
        ),
        "case": certificate.display_number or certificate.number or str(certificate.application),
        **(_request(request) if request else {}),
        **({"reason": mending.missing} if mending and mending.missing else {}),
    }


def _request(row: ChangeRequest) -> dict[str, Fact]:
    return {"kind": later(row.get_kind_display), **({"reason": row.reason} if row.reason else {})}


def sanction_by(key: int) -> SanctionCase:
    """Return a sanction case with what its facts need."""
    rows = SanctionCase.objects.select_related("certificate__enterprise", "certificate__application__product")
    return rows.get(pk=key)


def sanction_facts(case: SanctionCase) -> dict[str, Fact]:
    """Return what a prior notice announces, with its deadline, and why the case ended without sanction."""
    return {
        "announced_act": later(case.get_action_display),
        "announced_facts": case.facts,
        "announced_basis": case.basis,
        "answer_by": day(case.answer_by),
        "due": day(case.due_on),
        **({"reason": case.reason} if case.status == SanctionStatus.DROPPED else {}),
    }


def facts_of_subject(row: Any) -> dict[str, Fact]:
    """Return how colleagues speak of the row a proposal is about: the case, or the certificate."""
    if isinstance(row, Certificate):
        name = row.display_number or row.number or str(row.application)
        return {"case": name, "enterprise": row.enterprise.name}
    case = row if isinstance(row, Application) else getattr(row, "application", None)
    if case is None and hasattr(row, "panel"):
        case = row.panel.application
    return case_facts(case) if isinstance(case, Application) else {"case": str(row)}


def act_in_words(event: str) -> Promise:
    """Return what an act is called on the pages of staff."""
    return later(lambda: label_of_act(event))


def title_of_kind(kind: str) -> Promise:
    """Return what a kind of notice is called."""
    return later(lambda: label_of_kind(kind, get_language() or ""))


def reason_of_approval(event: Event) -> str:
    """Return why the proposal of the event was declined."""
    row = Approval.objects.filter(pk=event.payload.get("approval")).first()
    return row.reason if row else ""


def reason_of_batch(event: Event) -> str:
    """Return why a list of certificates was not issued."""
    row = IssueBatch.objects.filter(pk=event.payload.get("batch")).first()
    return row.reason if row else ""


def application_of_objection(key: int) -> Application:
    """Return the application somebody objected to."""
    return application_by(Objection.objects.values_list("item__application", flat=True).get(pk=key))


def applications_on(notice: int) -> list[int]:
    """Return the keys of the applications on a public notice that are still on it."""
    rows = NoticeItem.objects.filter(notice=notice, application__status__in=LISTED)
    return list(rows.order_by("position").values_list("application", flat=True))


def appeal_due(appeal: Appeal) -> Fact:
    """Return the day by which an appeal is decided; of a late one that it has none yet."""
    if appeal.due_on is None:
        return later(lambda: _("the day the director sets, if a late appeal is heard"))
    return day(appeal.due_on)


def appeal_of(event: Event) -> Appeal:
    """Return the appeal an event is about."""
    rows = Appeal.objects.select_related(
        "application__enterprise", "application__product", "application__batch"
    )
    return rows.get(pk=event.subject_id)
