"""Appointments: given and withdrawn by the security administrator, the grave ones by two of them."""

import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.accounts.enums import ADMINISTRATORS, CRITICAL, GrantKind, Role
from brandcert.accounts.models import RoleGrant, Unit, User
from brandcert.accounts.queries import grant_fault
from brandcert.core import approvals, events, policies
from brandcert.core.errors import BusinessError
from brandcert.core.models import Approval

# A deputy is for an absence; whoever stays longer is appointed.
LONGEST_DEPUTY: Final = datetime.timedelta(days=92)
APPOINT: Final = "accounts.user.appoint"


class GrantRefused(BusinessError):
    """The appointment would give one person what has to stay with several."""


def grant_role(
    *,
    user: User,
    role: Role,
    unit: Unit | None = None,
    since: datetime.date,
    until: datetime.date | None = None,
    reason: str,
    by: Any,
) -> RoleGrant:
    """Appoint the person to an ordinary role for a term; the trail keeps who did it.

    Raises GrantRefused for a role that takes two security administrators, for oneself, for a recommender without unit,
    and where the three administrators would no longer be three people without business rights; Refused, StaleFactor.
    """
    policies.require(by, "accounts.rolegrant.grant")
    if role in CRITICAL:
        raise GrantRefused(_("Two security administrators appoint to this role: propose it."))
    with transaction.atomic():
        return _written(_row(user, role, unit, since, until, reason), by=by)


def propose_appointment(
    user: User,
    *,
    role: Role,
    since: datetime.date,
    until: datetime.date | None = None,
    reason: str,
    by: Any,
    stands_in_for: RoleGrant | None = None,
) -> Approval:
    """Propose to appoint the person to a role that takes two security administrators.

    Raises GrantRefused as `grant_role` does, AlreadyProposed, Refused.
    """
    policies.require(by, "accounts.user.propose_appoint", user)
    _refuse(_row(user, role, None, since, until, reason), by=by)
    details = {
        "role": str(role),
        "since": since.isoformat(),
        "until": until.isoformat() if until else "",
        "reason": reason,
    }
    if stands_in_for is not None:
        details["stands_in_for"] = str(stands_in_for.pk)
    return approvals.propose("appoint", user, by=by, details=details)


@approvals.executes(APPOINT)
def appoint(approval: Approval, *, by: Any) -> RoleGrant:
    """Appoint as another security administrator proposed; a term that has begun meanwhile begins today."""
    details = approval.details
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=approval.subject_id)
        policies.require(by, APPOINT, user)
        approvals.use(approval, user, APPOINT, by=by)
        since = max(datetime.date.fromisoformat(details["since"]), timezone.localdate())
        until = datetime.date.fromisoformat(details["until"]) if details["until"] else None
        row = _row(user, Role(details["role"]), None, since, until, details["reason"])
        if details.get("stands_in_for"):
            row.kind = GrantKind.DEPUTY
            row.stands_in_for = RoleGrant.objects.get(pk=int(details["stands_in_for"]))
        return _written(row, by=by, approval=approval)


def deputise(
    grant: RoleGrant,
    *,
    deputy: User,
    since: datetime.date,
    until: datetime.date,
    reason: str,
    by: Any,
) -> RoleGrant:
    """Let somebody act in the place of the appointed person for some days; each act says in whose place it was.

    Raises GrantRefused as `grant_role` does, and beyond the appointment's own term or three months; Refused.
    """
    policies.require(by, "accounts.rolegrant.deputise", grant)
    if grant.role in CRITICAL:
        raise GrantRefused(_("Two security administrators appoint to this role: propose it."))
    _refuse_deputy(grant, deputy, since, until)
    with transaction.atomic():
        row = _row(deputy, Role(grant.role), grant.unit, since, until, reason)
        row.kind, row.stands_in_for = GrantKind.DEPUTY, grant
        return _written(row, by=by)


def propose_deputy(
    grant: RoleGrant,
    *,
    deputy: User,
    since: datetime.date,
    until: datetime.date,
    reason: str,
    by: Any,
) -> Approval:
    """Propose somebody who acts in the place of a director, issuing officer or administrator."""
    _refuse_deputy(grant, deputy, since, until)
    role = Role(grant.role)
    return propose_appointment(
        deputy, role=role, since=since, until=until, reason=reason, by=by, stands_in_for=grant
    )


def _refuse_deputy(grant: RoleGrant, deputy: User, since: datetime.date, until: datetime.date) -> None:
    if grant.kind != GrantKind.ORDINARY or grant.user_id == deputy.pk:
        raise GrantRefused(_("A deputy acts in the place of somebody else who was appointed."))
    if until - since > LONGEST_DEPUTY:
        raise GrantRefused(_("A deputy acts for three months at most: appoint the person instead."))
    if grant.until is not None and until > grant.until:
        raise GrantRefused(_("The appointment itself ends before that day."))


def end_grant(grant: RoleGrant, *, until: datetime.date | None, reason: str, by: Any) -> RoleGrant:
    """Set an earlier last day of an appointment, or without one withdraw it at once; it is never deleted, so that old acts stay explained.

    Raises GrantRefused for one's own, for one that is over, for a later day, and when an administration would be left to nobody.
    """
    policies.require(by, "accounts.rolegrant.end_grant", grant)
    if not reason.strip():
        raise GrantRefused(_("Please give a reason."))
    with transaction.atomic():
        row = RoleGrant.objects.select_for_update().get(pk=grant.pk)
        _refuse_end(row, until, by)
        row.until, row.end_reason = until or timezone.localdate(), reason.strip()
        if until is None:
            row.expires_at = timezone.now()
        row.save(update_fields=["until", "expires_at", "end_reason"])
        day = row.until.isoformat()
        events.record("end_grant", row, by=by, payload={"until": day, "at_once": until is None})
    return row


def _refuse_end(row: RoleGrant, until: datetime.date | None, by: Any) -> None:
    today = timezone.localdate()
    is_over = row.until is not None and row.until < today
    checks = (
        (row.user_id == getattr(by, "pk", None), _("Nobody appoints himself.")),
        (is_over or (row.expires_at is not None and not row.is_in_force()), _("This appointment is over.")),
        (until is not None and until < today, _("The last day cannot lie in the past.")),
        (
            until is not None and row.until is not None and until > row.until,
            _("An appointment is not prolonged: appoint the person again."),
        ),
        (is_last(row), _("Nobody else holds this administration: appoint a successor first.")),
    )
    fault = next((reason for is_wrong, reason in checks if is_wrong), "")
    if fault:
        raise GrantRefused(fault)


def is_last(grant: RoleGrant) -> bool:
    """Say whether nobody else holds the administration or watch that this appointment gives."""
    if grant.role not in ADMINISTRATORS or not grant.is_in_force():
        return False
    others = RoleGrant.objects.in_force(timezone.localdate()).filter(role=grant.role, user__is_active=True)
    return not others.exclude(user=grant.user_id).exists()


def _row(
    user: User,
    role: Role,
    unit: Unit | None,
    since: datetime.date,
    until: datetime.date | None,
    reason: str,
) -> RoleGrant:
    return RoleGrant(user=user, role=role, unit=unit, since=since, until=until, reason=reason.strip())


def _refuse(row: RoleGrant, *, by: Any) -> None:
    if not row.reason:
        raise GrantRefused(_("Please give a reason."))
    fault = grant_fault(user=row.user, role=row.role, unit=row.unit, by=by, since=row.since, until=row.until)
    if fault:
        raise GrantRefused(fault)


def _written(row: RoleGrant, *, by: Any, approval: Approval | None = None) -> RoleGrant:
    """Store the appointment under the lock of its person: two at once could together give what must stay apart."""
    User.objects.select_for_update().get(pk=row.user_id)
    _refuse(row, by=by)
    row.save()
    payload = {"role": str(row.role), "user": row.user_id, "kind": str(row.kind)}
    if approval is not None:
        payload["approval"] = approval.pk
    events.record("grant", row, by=by, payload=payload)
    return row
