"""What waits for whom: the queues of each role, their rows and deadlines."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards.models import Objection
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import Certificate, PriorNotice
from brandcert.core import actors, policies
from brandcert.core.models import Approval
from brandcert.core.workdays import workdays_left
from brandcert.programs.enums import Route
from brandcert.reviews.models import Assignment

SOON: Final = 3


@dataclass(frozen=True, slots=True)
class Queue:
    """One list of work of a role: whose rows wait for an act; `quiet` when they wait for somebody else."""

    key: str
    title: str | Promise
    icon: str
    rows: Callable[[User], QuerySet[Any]]
    quiet: bool = False


def _applications(user: User) -> Any:
    return (
        Application.objects.visible_to(user)
        .select_related("enterprise", "product", "category")
        .order_by("due_on", "id")
    )


def _in_state(*states: Status) -> Callable[[User], QuerySet[Any]]:
    def rows(user: User) -> Any:
        return _applications(user).filter(status__in=states)

    return rows


def _to_recommend(user: User) -> Any:
    return _applications(user).filter(
        status=Status.SUBMITTED, unit__in=user.unit_ids, batch__route=Route.UNIT
    )


def _to_accept(user: User) -> Any:
    ready = Q(status=Status.RECOMMENDED) | (Q(status=Status.SUBMITTED) & ~Q(batch__route=Route.UNIT))
    return _applications(user).filter(ready)


def _own_tasks(user: User) -> Any:
    return (
        Assignment.objects.visible_to(user)
        .filter(expert__user=user)
        .open()
        .select_related("panel__application__product", "panel__application__enterprise", "expert__user")
        .order_by("due_on", "id")
    )


def _own_inspections(user: User) -> Any:
    return _applications(user).filter(
        status__in=(Status.INSPECTION, Status.RECTIFICATION),
        inspections__team__user=user,
        inspections__cancelled_at=None,
    )


def _open_objections(_user: User) -> Any:
    return Objection.objects.filter(decided_at=None).select_related("item").order_by("filed_at", "id")


def _certificates(status: CertificateStatus) -> Callable[[User], QuerySet[Any]]:
    def rows(_user: User) -> Any:
        return (
            Certificate.objects.filter(status=status)
            .select_related("enterprise", "application")
            .order_by("decided_on", "id")
        )

    return rows


def _notices_to_review(_user: User) -> Any:
    return (
        PriorNotice.objects.filter(legal_by=None, closed_at=None)
        .select_related("certificate")
        .order_by("answer_by", "id")
    )


QUEUES: Final[dict[str, tuple[Queue, ...]]] = {
    Role.RECOMMENDER: (
        Queue("recommend", _("Waiting for our opinion"), "inbox", _to_recommend),
        Queue(
            "unit-corrections",
            _("In correction"),
            "hourglass-split",
            _in_state(Status.CORRECTION),
            quiet=True,
        ),
    ),
    Role.CLERK: (
        Queue("accept", _("To be accepted"), "inbox", _to_accept),
        Queue("objections", _("Objections"), "chat-dots", _open_objections),
        Queue("corrections", _("In correction"), "hourglass-split", _in_state(Status.CORRECTION), quiet=True),
    ),
    Role.SECRETARY: (
        Queue("panels", _("Panels to appoint"), "people", _in_state(Status.ACCEPTED)),
        Queue("reviews", _("In expert review"), "journal-text", _in_state(Status.EXPERT_REVIEW)),
        Queue("plan-inspections", _("Inspections to plan"), "geo-alt", _in_state(Status.REVIEW_DONE)),
    ),
    Role.EXPERT: (Queue("scores", _("My reviews"), "journal-check", _own_tasks),),
    Role.INSPECTOR: (Queue("inspections", _("My inspections"), "geo-alt", _own_inspections),),
    Role.COMMITTEE: (
        Queue("deliberations", _("To be deliberated"), "people", _in_state(Status.DELIBERATION)),
        Queue("notices", _("In public notice"), "megaphone", _in_state(Status.PUBLIC_NOTICE), quiet=True),
    ),
    Role.ISSUER: (
        Queue("issue", _("Certificates to issue"), "award", _certificates(CertificateStatus.DRAFT)),
    ),
    Role.SUPERVISOR: (
        Queue(
            "suspended",
            _("Suspended certificates"),
            "pause-circle-fill",
            _certificates(CertificateStatus.SUSPENDED),
        ),
    ),
    Role.LEGAL: (Queue("legal", _("Notices to review"), "bank", _notices_to_review),),
}


def queues_of(user: User) -> list[Queue]:
    """Return the queues of the person's roles, in the order of the business."""
    return [queue for role, queues in QUEUES.items() if role in user.roles for queue in queues]


def pending_approvals(user: User) -> QuerySet[Approval]:
    """Return the open proposals somebody else made, for those who approve; nobody else has any."""
    if Role.DIRECTOR not in user.roles:
        return Approval.objects.none()
    return (
        Approval.objects.filter(outcome="", expires_at__gt=timezone.now())
        .exclude(proposed_by=actors.code_of(user))
        .order_by("expires_at", "id")
    )


def subjects_of(approvals: Iterable[Approval]) -> dict[tuple[str, int], Any]:
    """Return the rows the proposals are about, one query for each model."""
    keys: dict[str, set[int]] = {}
    for approval in approvals:
        keys.setdefault(approval.subject_type, set()).add(approval.subject_id)
    return {
        (label, pk): row
        for label, pks in keys.items()
        for pk, row in apps.get_model(label)._base_manager.in_bulk(pks).items()
    }


def may_approve(user: User, approval: Approval, row: Any) -> bool:
    """Say whether the policies let the person approve the proposal."""
    return row is not None and policies.allowed(user, approval.action, row)


def rows_for(rows: Sequence[Any], url_of: Callable[[Any], str]) -> list[dict[str, Any]]:
    """Return rows as the pages show them, with deadline, working days left and tint."""
    today = timezone.localdate()
    dues = {id(row): due_of(row) for row in rows}
    left = workdays_left(today, [due for due in dues.values() if due is not None])
    return [_shown(row, dues[id(row)], left, url_of) for row in rows]


def due_of(row: Any) -> datetime.date | None:
    """Return the row's deadline: `due_on`, or of a notice the day by which it may be answered."""
    due: datetime.date | None = getattr(row, "due_on", None) or getattr(row, "answer_by", None)
    return due


def _shown(
    row: Any, due: datetime.date | None, left: dict[datetime.date, int], url_of: Callable[[Any], str]
) -> dict[str, Any]:
    case = row.panel.application if isinstance(row, Assignment) else row
    days = left.get(due) if due else None
    return {
        "title": title_of(case),
        "facts": facts_of(row),
        "url": url_of(row),
        "due": due,
        "left": words_for(days),
        "tone": "" if days is None else "red" if days < 0 else "amber" if days <= SOON else "",
    }


def title_of(row: Any) -> str:
    """Return what people call the row: the product of a case, else the row itself."""
    return str(getattr(row, "product", None) or row)


def facts_of(row: Any) -> list[str]:
    """Return number, enterprise and state of the case behind the row."""
    case = row.panel.application if isinstance(row, Assignment) else row
    state = row.get_status_display() if hasattr(row, "status") else ""
    parts = [getattr(case, "receipt_number", ""), str(getattr(case, "enterprise", "")), state]
    return [part for part in parts if part]


def words_for(days: int | None) -> str:
    """Return the working days left, or how late the row is, in words."""
    if days is None:
        return ""
    if days < 0:
        return ngettext("%(n)s working day late", "%(n)s working days late", -days) % {"n": -days}
    return ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days}
