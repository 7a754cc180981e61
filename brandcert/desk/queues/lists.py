"""The queues of each role: whose rows wait for an act."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, User
from brandcert.applications.enums import BEFORE_AWARD, Status
from brandcert.applications.models import Application, CountyOpinion
from brandcert.applications.queries import overdue_acceptances
from brandcert.applications.queries.overdue import ESCALATED
from brandcert.awards.enums import Presence
from brandcert.awards.models import Appeal, Attendance, Deliberation, MinutesSignature, Objection
from brandcert.certificates.enums import FACE_CHANGES, CertificateStatus, ChangeKind
from brandcert.certificates.models import (
    Certificate,
    ChangeRequest,
    IssueBatch,
    Mending,
    StatusInterval,
)
from brandcert.core import actors, policies
from brandcert.core.admin.registry import step_of
from brandcert.core.models import Approval, Event
from brandcert.enterprises.models import IntegrityRecord
from brandcert.feedback.models import FollowUp
from brandcert.programs.enums import RECOMMENDED_ROUTES, Route
from brandcert.reviews.models import Assignment
from brandcert.supervision.enums import Sanction, SanctionStatus
from brandcert.supervision.models import SanctionCase
from brandcert.supervision.queries import overdue as overdue_sanctions


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
        .select_related("enterprise", "product", "category", "batch")
        .order_by("due_on", "id")
    )


def _in_state(*states: Status) -> Callable[[User], QuerySet[Any]]:
    def rows(user: User) -> Any:
        return _applications(user).filter(status__in=states)

    return rows


def _to_recommend(user: User) -> Any:
    """Return what waits for the person's unit, and what waits for the opinion of the person's county."""
    waiting = _applications(user).filter(status=Status.SUBMITTED, batch__route__in=RECOMMENDED_ROUTES)
    of_county = Q(batch__route=Route.COUNTY) & ~Q(unit__in=user.unit_ids)
    heard = CountyOpinion.objects.filter(office__in=user.unit_ids).values("application")
    return waiting.filter(Q(unit__in=user.unit_ids) | of_county).exclude(of_county, pk__in=heard)


def _to_accept(user: User) -> Any:
    ready = Q(status=Status.RECOMMENDED) | (
        Q(status=Status.SUBMITTED) & ~Q(batch__route__in=RECOMMENDED_ROUTES)
    )
    return _applications(user).filter(ready)


def _held_up(user: User) -> Any:
    """Return the open cases of enterprises against which an entry counts today."""
    standing = IntegrityRecord.objects.in_force(timezone.localdate())
    return _applications(user).filter(status__in=BEFORE_AWARD, enterprise__in=standing.values("enterprise"))


def _own_tasks(user: User) -> Any:
    return (
        Assignment.objects.visible_to(user)
        .filter(expert__user=user)
        .open()
        .select_related(
            "panel__application__product",
            "panel__application__enterprise",
            "panel__application__batch",
            "expert__user",
        )
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


def _open_appeals(_user: User) -> Any:
    """Return the appeals that wait; who may not propose is told so on the page of the appeal."""
    rows = Appeal.objects.filter(outcome="")
    return rows.select_related("application__enterprise", "application__product").order_by("due_on", "id")


def _meetings(_user: User) -> Any:
    """Return the meetings that are to come, are being held, or whose minutes are not locked."""
    rows = Deliberation.objects.filter(Q(closed_at=None) | Q(locked_at=None, attendances__isnull=False))
    return rows.select_related("batch").distinct().order_by("held_on", "id")


def _own_meetings(user: User) -> Any:
    """Return the meetings the member is invited to, and those whose minutes wait for his signature."""
    came = Attendance.objects.filter(member=user, presence=Presence.PRESENT).values("deliberation")
    signed = MinutesSignature.objects.filter(member=user).values("deliberation")
    to_sign = Q(closed_at__isnull=False, pk__in=came) & ~Q(pk__in=signed)
    rows = Deliberation.objects.filter(Q(closed_at=None, attendees=user) | to_sign)
    return rows.select_related("batch").distinct().order_by("held_on", "id")


def _lists_to_release(_user: User) -> Any:
    """Return the meetings with decisions that were put down and wait for their release."""
    rows = Deliberation.objects.filter(
        closed_at__isnull=False,
        items__staged__isnull=False,
        items__application__status=Status.DELIBERATION,
    )
    return rows.select_related("batch").distinct().order_by("held_on", "id")


def _certificates(status: CertificateStatus) -> Callable[[User], QuerySet[Any]]:
    def rows(_user: User) -> Any:
        return (
            Certificate.objects.filter(status=status)
            .select_related("enterprise", "application")
            .order_by("decided_on", "id")
        )

    return rows


def _sanctions(rows: Any) -> Any:
    return rows.select_related("certificate__enterprise", "certificate__application__product").order_by(
        "due_on", "id"
    )


def _sanctions_to_check(user: User) -> Any:
    """Return the revocations that wait for the legal check."""
    rows = SanctionCase.objects.visible_to(user).filter(status=SanctionStatus.HEARD, action=Sanction.REVOKE)
    return _sanctions(rows)


def _sanctions_to_go_on(user: User) -> Any:
    """Return the cases in which the supervisor takes the next step: facts, hearing, decision."""
    own = Q(status__in=(SanctionStatus.FACTS, SanctionStatus.HEARING, SanctionStatus.CHECKED))
    heard = Q(status=SanctionStatus.HEARD, action=Sanction.SUSPEND)
    return _sanctions(SanctionCase.objects.visible_to(user).filter(own | heard))


def _sanctions_told(user: User) -> Any:
    """Return the cases that wait for the holder, the log or the delivery of the letter."""
    waiting = (SanctionStatus.ANNOUNCED, SanctionStatus.DECIDED, SanctionStatus.PUBLISHED)
    return _sanctions(SanctionCase.objects.visible_to(user).filter(status__in=waiting))


def _late_sanctions(_user: User) -> Any:
    return _sanctions(overdue_sanctions(timezone.localdate()))


def _emergencies_to_review(_user: User) -> Any:
    return RoleGrant.objects.to_review().select_related("user").order_by("expires_at", "id")


def _emergencies_running(_user: User) -> Any:
    return RoleGrant.objects.running().select_related("user").order_by("expires_at", "id")


def _lists_to_approve(user: User) -> Any:
    """Return the lists to be issued that somebody else proposed, the oldest first."""
    first_issues = Q(certificates__replaces=None)
    return (
        IssueBatch.objects.waiting()
        .exclude(proposed_by=user)
        .select_related("proposed_by")
        .annotate(
            size=Count("certificates"),
            decided_on=Min("certificates__decided_on", filter=first_issues),
            days=Min("certificates__category__program__issue_days"),
        )
        .order_by("proposed_at", "id")
    )


def _suspensions_to_ratify(_user: User) -> Any:
    return (
        StatusInterval.objects.unratified()
        .select_related("certificate__enterprise", "certificate__application__product")
        .order_by("starts_at", "id")
    )


def _late_rectifications(_user: User) -> Any:
    rows = Application.objects.filter(status=Status.RECTIFICATION, due_on__lt=timezone.localdate())
    return rows.select_related("enterprise", "product", "batch").order_by("due_on", "id")


def _late_acceptances(user: User) -> Any:
    """Return the overdue acceptances that were escalated to one of the person's roles."""
    escalated = Event.objects.filter(name=ESCALATED).values("subject_id")
    rows = overdue_acceptances(timezone.localdate()).filter(
        batch__escalation_role__in=user.roles, pk__in=escalated
    )
    return rows.select_related("enterprise", "product", "batch").order_by("due_on", "id")


def _mendings(_user: User) -> Any:
    return (
        Mending.objects.waiting()
        .select_related("certificate__enterprise", "certificate__application__product", "interval")
        .order_by("handed_in_at", "id")
    )


def _bad_ratings(user: User) -> Any:
    """Return the bad ratings to look into, but those of cases the person dealt with."""
    return (
        FollowUp.objects.visible_to(user)
        .open()
        .select_related("rating__application__enterprise", "rating__application__product")
        .order_by("due_on", "id")
    )


def _requests(*kinds: str) -> Callable[[User], QuerySet[Any]]:
    def rows(_user: User) -> Any:
        return (
            ChangeRequest.objects.waiting()
            .filter(kind__in=kinds)
            .select_related("certificate__enterprise", "certificate__application__product")
            .order_by("requested_at", "id")
        )

    return rows


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
        Queue("integrity", _("Held up by an entry"), "exclamation-triangle-fill", _held_up),
        Queue("objections", _("Objections"), "chat-dots", _open_objections),
        Queue("appeals", _("Appeals"), "arrow-repeat", _open_appeals),
        Queue("corrections", _("In correction"), "hourglass-split", _in_state(Status.CORRECTION), quiet=True),
    ),
    Role.SECRETARY: (
        Queue("panels", _("Panels to appoint"), "people", _in_state(Status.ACCEPTED)),
        Queue("reviews", _("In expert review"), "journal-text", _in_state(Status.EXPERT_REVIEW)),
        Queue("plan-inspections", _("Inspections to plan"), "geo-alt", _in_state(Status.REVIEW_DONE)),
        Queue("escalated", _("Acceptance overdue"), "clock-history", _late_acceptances),
        Queue("late-rectifications", _("Rectifications overdue"), "clock-history", _late_rectifications),
        Queue("meetings", _("Meetings of the committee"), "people", _meetings),
    ),
    Role.EXPERT: (Queue("scores", _("My reviews"), "journal-check", _own_tasks),),
    Role.INSPECTOR: (Queue("inspections", _("My inspections"), "geo-alt", _own_inspections),),
    Role.COMMITTEE: (
        Queue("own-meetings", _("My meetings"), "people", _own_meetings),
        Queue("deliberations", _("To be deliberated"), "people", _in_state(Status.DELIBERATION)),
        Queue("notices", _("In public notice"), "megaphone", _in_state(Status.PUBLIC_NOTICE), quiet=True),
    ),
    Role.DIRECTOR: (
        Queue(
            "ratify",
            _("Emergency suspensions to ratify"),
            "exclamation-triangle-fill",
            _suspensions_to_ratify,
        ),
        Queue("held-up", _("Held up by an entry"), "exclamation-triangle-fill", _held_up),
        Queue("issue-lists", _("Certificate lists to approve"), "award", _lists_to_approve),
        Queue("late-acceptances", _("Acceptance overdue"), "clock-history", _late_acceptances),
        Queue("overdue", _("Rectifications overdue"), "clock-history", _late_rectifications),
        Queue("releases", _("Lists to release"), "megaphone", _lists_to_release),
        Queue("late-sanctions", _("Sanction cases overdue"), "clock-history", _late_sanctions),
    ),
    Role.ISSUER: (
        Queue("issue", _("Certificates to issue"), "award", _certificates(CertificateStatus.DRAFT)),
        Queue("changes", _("Changes asked for"), "pencil", _requests(*FACE_CHANGES)),
    ),
    Role.SUPERVISOR: (
        Queue("late-accepting", _("Acceptance overdue"), "clock-history", _late_acceptances),
        Queue("sanctions", _("Sanction cases to go on with"), "bank", _sanctions_to_go_on),
        Queue(
            "sanctions-told", _("Sanction cases under way"), "hourglass-split", _sanctions_told, quiet=True
        ),
        Queue("mendings", _("Proofs of rectification to examine"), "clipboard-check", _mendings),
        Queue("cancellations", _("Cancellations asked for"), "x-circle-fill", _requests(ChangeKind.CANCEL)),
        Queue(
            "suspended",
            _("Suspended certificates"),
            "pause-circle-fill",
            _certificates(CertificateStatus.SUSPENDED),
        ),
        Queue("bad-ratings", _("Bad ratings to look into"), "chat-dots", _bad_ratings),
    ),
    Role.LEGAL: (Queue("legal", _("Sanction cases to check"), "bank", _sanctions_to_check),),
    Role.AUDITOR: (
        Queue("emergencies", _("Emergency accesses to review"), "shield-lock", _emergencies_to_review),
        Queue(
            "emergencies-running",
            _("Emergency accesses held now"),
            "hourglass-split",
            _emergencies_running,
            quiet=True,
        ),
    ),
}


def queues_of(user: User) -> list[Queue]:
    """Return the queues of the person's roles, in the order of the business."""
    return [queue for role, queues in QUEUES.items() if role in user.roles for queue in queues]


def pending_approvals(user: User) -> QuerySet[Approval]:
    """Return the open proposals somebody else made, for those who approve; nobody else has any."""
    about_accounts = Q(subject_type="accounts.user")
    if Role.SECADMIN in user.roles:
        mine = about_accounts
    elif Role.DIRECTOR in user.roles:
        mine = ~about_accounts
    else:
        return Approval.objects.none()
    return (
        Approval.objects.filter(mine, outcome="", expires_at__gt=timezone.now())
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
    """Say whether the policies, and what the step says of single persons beside them, let the person approve."""
    if row is None or not policies.allowed(user, approval.action, row):
        return False
    step = step_of(approval.action)
    return step is None or step.not_by(row, user) is None
