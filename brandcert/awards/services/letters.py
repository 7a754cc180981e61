"""The letters of the last part of the way: refusal, objection, award, appeal; who objected stands in none the enterprise gets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from brandcert.applications import queries as cases
from brandcert.applications.models import Application
from brandcert.applications.services.official import application_by, rejection_before, write
from brandcert.awards import queries
from brandcert.awards.enums import Outcome
from brandcert.awards.models import Appeal, Objection
from brandcert.core.models import Event
from brandcert.core.wording import Value
from brandcert.documents import catalogue
from brandcert.documents.models import Letter
from brandcert.documents.services import letters

catalogue.enter(Path(__file__).parents[1] / "data" / "letters.yaml")
TO_OBJECTOR: Final = {
    "file": "objection_receipt",
    "admit": "objection_admitted",
    "refuse": "objection_refused",
    "decide": "objection_reply",
}
_RESULTS: Final = {Outcome.UPHELD: "异议成立", Outcome.DISMISSED: "异议不成立"}
_APPEALS: Final = {Outcome.UPHELD: "复核申请成立，撤销原决定", Outcome.DISMISSED: "维持原决定"}
_REFUSALS: Final = {
    "refuse_acceptance": "不予受理",
    "refuse_recommendation": "不予推荐",
    "lapse": "申报逾期终止",
}
# Shorter names and contacts stand in too many words.
LEAST_SECRET: Final = 2


def write_rejection(event: Event) -> Letter:
    """Write the decision not to award after deliberation, or after an objection that was upheld."""
    application = application_by(event.subject_id)
    values = cases.refused_values(application, event) | _points(application)
    if not event.name.endswith(".uphold_objection"):
        return write(event, "rejected_deliberation", application, values)
    objection = Objection.objects.select_related("item__notice").get(pk=event.payload["objection"])
    values["reason"] = without_objector(str(values["reason"]), objection)
    values |= {"objected": objection.told_facts, "notice_number": objection.item.notice.number}
    return write(event, "rejected_objection", application, values)


def letter_before(application: Application, *, reason: str) -> dict[str, Any]:
    """Return the decision after deliberation as it will read, before it is proposed. Raises Incomplete."""
    return rejection_before(application, "rejected_deliberation", reason=reason, own=_points(application))


def _points(application: Application) -> cases.Values:
    return {
        "total": cases.points_words(application.total_score),
        "gate": cases.points_words(application.batch.award_score),
    }


def write_to_objector(event: Event) -> Letter:
    """Write to whoever objected: receipt, admission, refusal or reply."""
    objection = _objection(event)
    notice = objection.item.notice
    values: dict[str, Value] = {
        "objection": objection.receipt_number,
        "filed": cases.day_words(timezone.localdate(objection.filed_at)),
        "objected_to": f"{objection.item.enterprise_name} {objection.item.product_name}",
        "notice_number": notice.number,
        "batch": notice.batch.name,
        "statement_days": str(notice.batch.statement_days),
        "finding": without_objector(
            cases.without_names(objection.finding, cases.expert_names(objection.item.application)), objection
        ),
        "outcome": _RESULTS.get(Outcome(objection.outcome), "") if objection.outcome else "",
    }
    return letters.write_letter(
        event,
        kind=TO_OBJECTOR[event.name.rpartition(".")[2]],
        case=objection,
        values=values,
        addressee=objection.objector_name,
        issuer=notice.batch.program.issuing_body,
    )


def write_to_enterprise(event: Event) -> Letter | None:
    """Ask the enterprise for its statement, or tell it that an objection was dismissed; an upheld one ends the case by its own letter."""
    objection = _objection(event)
    application = application_by(objection.item.application_id)
    values = cases.application_values(application) | {
        "objected": objection.told_facts,
        "notice_number": objection.item.notice.number,
    }
    if event.name.endswith(".admit"):
        values |= {
            "statement_until": cases.day_words(objection.statement_due_on),
            "statement_days": str(application.batch.statement_days),
        }
        return write(event, "statement_request", application, values)
    if event.payload["outcome"] != Outcome.DISMISSED:
        return None
    finding = cases.without_names(objection.finding, cases.expert_names(application))
    values |= {"outcome": _RESULTS[Outcome.DISMISSED], "finding": without_objector(finding, objection)}
    return write(event, "objection_result", application, values)


def write_award(event: Event) -> Letter:
    """Write the decision to award to its enterprise."""
    application = application_by(event.subject_id)
    decision = application.award_record.decision
    item = queries.current_notice_item(application)
    values = cases.application_values(application) | {
        "decision_number": decision.number,
        "decided": cases.day_words(decision.decided_on),
        "notice_number": item.notice.number if item else "",
        "total": cases.points_words(application.total_score),
    }
    return write(event, "award", application, values)


def write_appeal(event: Event) -> Letter:
    """Tell the enterprise that its appeal was accepted, or how it was decided."""
    appeal = Appeal.objects.get(pk=event.subject_id)
    application = application_by(appeal.application_id)
    is_decided = event.name.endswith(".decide")
    names = cases.expert_names(application)
    values = cases.application_values(application) | {
        "refusal": _refusal(event, appeal),
        "filed": cases.day_words(timezone.localdate(appeal.filed_at)),
        "due": cases.day_words(appeal.due_on),
        "grounds": appeal.grounds,
        "outcome": _APPEALS[Outcome(event.payload["outcome"])] if is_decided else "",
        "finding": cases.without_names(appeal.finding, names),
    }
    return write(event, "appeal_decided" if is_decided else "appeal_accepted", application, values)


def without_objector(text: str, objection: Objection) -> str:
    """Return the text with name and contact of the objector, and the parts of the contact, taken out."""
    parts = [
        objection.objector_name,
        objection.objector_contact,
        *re.split(r"[\s,;，；、]+", objection.objector_contact),
    ]
    return cases.without_names(text, parts, instead="×××")


def _refusal(event: Event, appeal: Appeal) -> str:
    """Return what the appeal is against; the refusal before the appeal, whatever came later."""
    names = [f"applications.application.{name}" for name in queries.REFUSALS]
    rows = Event.objects.about(appeal.application).filter(name__in=names, pk__lt=event.pk)
    last = rows.order_by("-id").first()
    act = last.name.rpartition(".")[2] if last else ""
    return _REFUSALS.get(act, "不予认定")


def _objection(event: Event) -> Objection:
    rows = Objection.objects.select_related("item__notice__batch__program", "item__application")
    return rows.get(pk=event.subject_id)
