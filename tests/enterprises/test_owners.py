"""An owner appointed by staff where none is left, and who decides about the people of an enterprise at all."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from brandcert.accounts.enums import Role
from brandcert.accounts.models import User
from brandcert.core import policies
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from brandcert.enterprises import services
from brandcert.enterprises.enums import Outcome
from brandcert.enterprises.models import Enterprise, JoinRequest, Membership
from tests.enterprises.test_members import OWNERS_ACTS, ask, person, told
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import World

MATRIX = Path(__file__).parents[1] / "data" / "permission_matrix.csv"
COLUMNS = {
    "CR": Role.RECOMMENDER,
    "CO": Role.CLERK,
    "EX": Role.EXPERT,
    "IN": Role.INSPECTOR,
    "IO": Role.ISSUER,
    "AP": Role.DIRECTOR,
    "AU": Role.AUDITOR,
    "SA": Role.SYSADMIN,
    "SE": Role.SECADMIN,
    "SC": Role.SECRETARY,
    "CM": Role.COMMITTEE,
    "SU": Role.SUPERVISOR,
    "LR": Role.LEGAL,
}


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


REASON = "公司函〔2026〕12 号，原管理员已离职"


def appoint(world: World, by: User, guest: User, reason: str = REASON) -> Membership:
    return services.appoint_owner(world.enterprise, person=guest, reason=reason, by=by, now=world.now)


@pytest.mark.both
def test_a_clerk_appoints_an_owner_where_none_is_left_and_everybody_is_told(
    world: World, committed: Callable[..., Any]
) -> None:
    guest = person()
    ask(world, guest)
    with pytest.raises(services.MemberRefused, match="only the director"):
        appoint(world, world.clerk, guest)
    User.objects.filter(pk=world.owner.pk).update(is_active=False)
    with pytest.raises(services.MemberRefused, match="in words"):
        appoint(world, world.clerk, guest, " 离职 ")
    with committed():
        appoint(world, world.clerk, guest)
    assert world.enterprise.memberships.owners().get().user == guest
    assert JoinRequest.objects.get().outcome == Outcome.ACCEPTED
    assert len(told(world.editor)) == len(told(guest)) == 1
    assert "12" not in str(
        Event.objects.filter(name="enterprises.enterprise.appoint_owner").get().payload.get("reason")
    )


def test_against_an_owner_who_can_sign_in_only_the_director_appoints(world: World) -> None:
    guest = person()
    appoint(world, world.director, guest)
    assert set(world.enterprise.memberships.owners().values_list("user", flat=True)) == {
        world.owner.pk,
        guest.pk,
    }


def test_nobody_else_of_the_staff_appoints_owners(world: World) -> None:
    guest = person()
    with pytest.raises(Refused):
        appoint(world, world.supervisor, guest)
    assert Enterprise.objects.get(pk=world.enterprise.pk).owner_appointments.count() == 0


@pytest.mark.parametrize(
    ("key", "actions"),
    [
        ("appoint_owner", ("appoint_owner",)),
        ("leave", ("leave",)),
        ("edit_enterprise_profile", ("edit",)),
        ("invite_remove_members_of_own_enterprise", OWNERS_ACTS),
    ],
)
def test_the_matrix_says_who_decides_about_people_of_an_enterprise(
    world: World, key: str, actions: tuple[str, ...]
) -> None:
    with MATRIX.open(encoding="utf-8") as file:
        line = next(row for row in csv.DictReader(file) if row["key"] == key)
    stranger = world.member(world.new_enterprise(CREDIT_CODES[1]))
    people: dict[str, Any] = {"AO": world.owner, "AM": world.editor, "PUB": AnonymousUser(), "AO2": stranger}
    people |= {column: world.person(role) for column, role in COLUMNS.items()}
    for action in actions:
        may = {
            column
            for column, user in people.items()
            if policies.allowed(user, f"enterprises.enterprise.{action}", world.enterprise)
        }
        assert may == {column for column in people if line.get(column, "-") != "-"}, action


def test_people_of_the_staff_are_never_appointed(world: World) -> None:
    with pytest.raises(services.MemberRefused):
        appoint(world, world.director, world.expert)
