"""Emergency access (应急授权): a role for some hours without the security administrator, told at once and reviewed afterwards."""

import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.accounts.enums import APART, URGENT, GrantKind, Role
from brandcert.accounts.models import AccessReview, RoleGrant, User
from brandcert.accounts.queries import grant_fault
from brandcert.accounts.services.appointments import GrantRefused
from brandcert.core import events, policies

LONGEST_EMERGENCY: Final = 8
SHORTEST_REASON: Final = 10


def open_emergency(*, role: Role, hours: int, reason: str, by: User, now: datetime.datetime) -> RoleGrant:
    """Take over a role for some hours because work cannot wait; auditor and security administrator are told at once.

    Only work that one person does alone, never a decision, a score or a vote: what needs two persons still needs two. Raises
    GrantRefused for other roles, a role that has to stay apart from one the person holds, longer times, without a reason of
    ten characters; Refused for whoever is not of the provincial bureau alone.
    """
    policies.require(by, "accounts.rolegrant.open_emergency")
    if role not in URGENT:
        raise GrantRefused(_("This role cannot be taken over in an emergency."))
    if not 1 <= hours <= LONGEST_EMERGENCY:
        raise GrantRefused(_("An emergency access lasts eight hours at most."))
    if len("".join(reason.split())) < SHORTEST_REASON:
        raise GrantRefused(_("Say why in at least ten characters: the auditor reads it."))
    if any(frozenset({role, held}) in APART for held in by.roles):
        raise GrantRefused(_("This role has to stay apart from one that you hold."))
    ends = now + datetime.timedelta(hours=hours)
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=by.pk)
        # The person takes it, nobody gives it: asked as of the system, which is not the person.
        fault = grant_fault(user=person, role=role, unit=None, by=None)
        if fault:
            raise GrantRefused(fault)
        row = RoleGrant.objects.create(
            user=person,
            role=role,
            kind=GrantKind.EMERGENCY,
            expires_at=ends,
            reason=reason.strip(),
        )
        payload = {"role": str(role), "user": person.pk, "hours": hours}
        events.record("open_emergency", row, by=by, payload=payload)
    return row


def close_emergency(grant: RoleGrant, *, by: Any, now: datetime.datetime) -> RoleGrant:
    """End an emergency access before its time; raises GrantRefused when it has ended."""
    policies.require(by, "accounts.rolegrant.close_emergency", grant)
    with transaction.atomic():
        row = RoleGrant.objects.select_for_update().get(pk=grant.pk)
        if row.expires_at is None or row.expires_at <= now:
            raise GrantRefused(_("This emergency access has ended."))
        row.expires_at = now
        row.save(update_fields=["expires_at"])
        events.record("close_emergency", row, by=by)
    return row


def review_emergency(
    grant: RoleGrant, *, is_justified: bool, finding: str, by: User, now: datetime.datetime
) -> AccessReview:
    """Write down what the auditor found about an emergency access that has ended; it leaves the auditor's list.

    Raises GrantRefused while it lasts, without words, and when it was reviewed already.
    """
    policies.require(by, "accounts.rolegrant.review_emergency", grant)
    if not finding.strip():
        raise GrantRefused(_("Write down what you found."))
    with transaction.atomic():
        row = RoleGrant.objects.select_for_update().get(pk=grant.pk)
        if row.is_in_force():
            raise GrantRefused(_("It can be reviewed once it has ended."))
        if AccessReview.objects.filter(grant=row).exists():
            raise GrantRefused(_("It was reviewed already."))
        found = AccessReview.objects.create(
            grant=row, reviewed_by=by, reviewed_at=now, is_justified=is_justified, finding=finding.strip()
        )
        events.record("review_emergency", row, by=by, payload={"justified": is_justified})
    return found
