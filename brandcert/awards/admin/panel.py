"""The last part of the spine on the page of an application: meeting, notice, objections, decision, appeal."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from brandcert.applications.models import Application
from brandcert.awards import queries, services
from brandcert.awards.admin.hearings import finding_lines
from brandcert.awards.admin.records import APPLICATION, page_of
from brandcert.awards.enums import Choice, Staged
from brandcert.awards.forms import FindingForm, ObjectionForm, RejectForm
from brandcert.awards.models import Appeal, Award, Deliberation, Objection, PublicNotice
from brandcert.core import policies
from brandcert.core.admin import register_panel, register_step
from brandcert.core.errors import GuardFailed
from brandcert.core.models import Approval


def panel_context(application: Application, user: Any) -> dict[str, Any] | None:
    """Return what happened since the meeting, each part for those who may know it; None before that."""
    found = {
        "meeting": _meeting(application, user),
        "notice": _notice(application, user),
        "award": Award.objects.filter(application=application).select_related("decision").first(),
        "appeals": _appeals(application, user),
    }
    if not any(found.values()):
        return None
    award = found["award"]
    return found | {"decision_url": _link(award.decision, user) if isinstance(award, Award) else ""}


def _link(row: Any, user: Any) -> str:
    return page_of(row) if policies.allowed(user, f"{policies.label_of(row)}.view", row) else ""


def _meeting(application: Application, user: Any) -> dict[str, Any] | None:
    item = queries.last_item(application)
    if item is None or not policies.allowed(user, "awards.deliberation.view", item.deliberation):
        return None
    count = queries.votes(item)
    return {
        "row": item.deliberation,
        "url": page_of(item.deliberation),
        "rank": item.rank,
        "is_carried": queries.is_carried(item),
        "tally": [(Choice(choice).label, number) for choice, number in count.items()],
    }


def _notice(application: Application, user: Any) -> dict[str, Any] | None:
    item = queries.current_notice_item(application)
    if item is None:
        return None
    found: dict[str, Any] = {"row": item.notice, "url": _link(item.notice, user)}
    if policies.allowed(user, "awards.objection.view"):
        rows = Objection.objects.filter(item__application=application).order_by("pk")
        found["objections"] = [{"row": row, "url": page_of(row)} for row in rows]
    return found


def _appeals(application: Application, user: Any) -> list[dict[str, Any]]:
    if not policies.allowed(user, "awards.appeal.view"):
        return []
    return [{"row": row, "url": page_of(row)} for row in Appeal.objects.filter(application=application)]


def _propose_dismissal(row: Application, *, objection: Objection, finding: str, by: Any) -> Approval:
    return services.propose_objection_decision(objection, is_upheld=False, finding=finding, by=by)


def _propose_upholding(row: Application, *, objection: Objection, finding: str, by: Any) -> Approval:
    return services.propose_objection_decision(objection, is_upheld=True, finding=finding, by=by)


def _propose_reopening(row: Application, *, finding: str, by: Any) -> Approval:
    appeal = Appeal.objects.filter(application=row, outcome="").first()
    if appeal is None:
        raise GuardFailed(_("No appeal has been filed."))
    return services.propose_appeal_decision(appeal, is_upheld=True, finding=finding, by=by)


def _not_on_appeal(row: Application, user: Any) -> Any:
    """Return why this person may not take the case up again: whoever refused it does not hear the appeal."""
    appeal = Appeal.objects.filter(application=row, outcome="").first()
    return appeal and policies.refusal(user, "awards.appeal.decide", appeal)


def _propose_refusal(row: Application, *, reason_code: str, reason: str, by: Any) -> Approval | None:
    """Put the refusal down on the page of the meeting that dealt with the case; it is released with its list."""
    item = queries.last_item(row)
    if item is None:
        raise GuardFailed(_("No closed meeting of the committee has dealt with this application."))
    outcome = Staged.DEFER if reason_code == "deferred" else Staged.REJECT
    return services.stage_decision(item, outcome=outcome, reason=reason, by=by).approval


def _meeting_lines(approval: Approval) -> list[dict[str, Any]]:
    """Return which meeting proposes the publication."""
    meeting = Deliberation.objects.filter(pk=approval.details.get("deliberation")).first()
    return [{"label": _("Deliberation"), "value": meeting}] if meeting else []


def _notice_lines(approval: Approval) -> list[dict[str, Any]]:
    """Return in which notice the application was published."""
    notice = PublicNotice.objects.filter(pk=approval.details.get("notice")).first()
    return [{"label": _("Public notice"), "value": notice}] if notice else []


def objection_lines(approval: Approval) -> list[dict[str, Any]]:
    """Return which objection is decided, and the finding."""
    row = Objection.objects.filter(pk=approval.details.get("objection")).first()
    return [{"label": _("Objection"), "value": row}, *finding_lines(approval)]


register_panel(APPLICATION, "awards/panel.html", panel_context)
register_step(f"{APPLICATION}.open_notice", describe=_meeting_lines)
register_step(f"{APPLICATION}.award", describe=_notice_lines)
register_step(f"{APPLICATION}.reject_or_defer", propose=_propose_refusal, form=RejectForm)
register_step(
    f"{APPLICATION}.dismiss_objection",
    propose=_propose_dismissal,
    form=ObjectionForm,
    describe=objection_lines,
)
register_step(
    f"{APPLICATION}.uphold_objection",
    propose=_propose_upholding,
    form=ObjectionForm,
    describe=objection_lines,
)
register_step(
    f"{APPLICATION}.reopen",
    propose=_propose_reopening,
    form=FindingForm,
    describe=finding_lines,
    not_by=_not_on_appeal,
)
