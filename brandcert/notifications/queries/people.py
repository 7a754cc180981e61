"""Who has to be told of an event."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, User
from brandcert.applications.models import Application
from brandcert.core import actors, policies
from brandcert.core.models import Approval, Event
from brandcert.enterprises.models import Enterprise
from brandcert.inspections.models import TeamMember


def members_of(enterprise: Enterprise) -> list[User]:
    """Return the active people who act for the enterprise now."""
    rows = User.objects.filter(memberships__enterprise=enterprise, memberships__left_at=None, is_active=True)
    return list(rows.distinct().order_by("id"))


def owners_of(enterprise: Enterprise) -> list[User]:
    """Return the owners of the enterprise who can sign in."""
    return [row.user for row in enterprise.memberships.owners().select_related("user").order_by("id")]


def staff_in(*roles: Role, unit_id: int | None = None) -> list[User]:
    """Return the active people appointed to one of the roles today, for a unit where one is given."""
    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(role__in=roles)
    if unit_id:
        grants = grants.filter(unit=unit_id)
    return list(User.objects.filter(is_active=True, grants__in=grants).distinct().order_by("id"))


def inspectors_of(application: Application) -> list[User]:
    """Return the team of the inspection that is not cancelled."""
    team = TeamMember.objects.filter(inspection__application=application, inspection__cancelled_at=None)
    return list(User.objects.filter(inspection_teams__in=team, is_active=True).distinct().order_by("id"))


def approvers(approval: Approval, row: Any) -> list[User]:
    """Return the directors, or of accounts the security administrators, who may approve the proposal: never the one who made it."""
    return [
        person
        for person in staff_in(Role.DIRECTOR, Role.SECADMIN)
        if actors.code_of(person) != approval.proposed_by and policies.allowed(person, approval.action, row)
    ]


def directors() -> list[User]:
    """Return the active directors."""
    return staff_in(Role.DIRECTOR)


def issuers() -> list[User]:
    """Return the active issuing officers."""
    return staff_in(Role.ISSUER)


def name_behind(code: str) -> str:
    """Return the name of the person behind an actor code, for colleagues; nothing for the system."""
    person = behind(code)
    return str(person) if person else ""


def behind(code: str) -> User | None:
    """Return the active person behind an actor code; none for the system."""
    if not code.startswith("user:"):
        return None
    return User.objects.filter(pk=int(code.removeprefix("user:")), is_active=True).first()


def without(people: Iterable[User], actor: str) -> list[User]:
    """Return the people but the one who acted: nobody is told of their own act as of work."""
    return [person for person in people if actors.code_of(person) != actor]


def has_event(row: Any, act: str, **payload: Any) -> bool:
    """Say whether the act is in the row's trail with this payload."""
    rows = Event.objects.about(row).filter(name=f"{policies.label_of(row)}.{act}")
    return rows.filter(**{f"payload__{key}": value for key, value in payload.items()}).exists()
