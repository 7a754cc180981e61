"""Who did one thing may not do the other: asked of the event table, for every pair of a deed and a later act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.core import events, policies
from brandcert.core.errors import Refused
from brandcert.enterprises import services as enterprises
from brandcert.enterprises.models import Membership

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.both
APPLICATION = "applications.application"
# What a person did to a case → what the same person may not do to it later, in whatever role.
APART = {
    "recommend": {"check_eligibility", "accept", "refuse_acceptance"},
    "refuse_recommendation": {"check_eligibility", "accept", "refuse_acceptance"},
    "accept": {"propose_award", "award"},
    "propose_finish_review": {"propose_open_notice", "open_notice"},
    "finish_review": {"propose_open_notice", "open_notice"},
    "check_eligibility": set(),
    "propose_award": set(),
}
ACTS = sorted(set().union(*APART.values()) | {"finish_review", "hold_for_objection", "reject_or_defer"})
NO_BUSINESS = (Role.AUDITOR, Role.SYSADMIN, Role.SECADMIN)


def test_every_deed_against_every_later_act(world: World) -> None:
    roles = (Role.CLERK, Role.SECRETARY, Role.DIRECTOR, Role.COMMITTEE, Role.RECOMMENDER)
    for deed, forbidden in APART.items():
        person, other = world.person(*roles), world.person(*roles)
        row = world.application(Status.SUBMITTED)
        with transaction.atomic():
            events.record(deed, row, by=person)
        for act in ACTS:
            refused = not policies.allowed(person, f"{APPLICATION}.{act}", row)
            assert refused == (act in forbidden), f"did {deed}, now {act}"
            assert policies.allowed(other, f"{APPLICATION}.{act}", row), f"another person: {act}"


def test_the_three_administrators_do_no_business(world: World) -> None:
    row = world.application(Status.RECOMMENDED)
    for role in NO_BUSINESS:
        person = world.person(role)
        for act in ACTS:
            assert not policies.allowed(person, f"{APPLICATION}.{act}", row), f"{role} {act}"
        for act in ("check_integrity", "enter_record", "end_record", "lift_record", "bar", "import"):
            assert not policies.allowed(person, f"enterprises.enterprise.{act}", row.enterprise), act


def test_nobody_of_the_staff_comes_to_act_for_an_enterprise(world: World) -> None:
    """Otherwise a clerk could accept the application of the enterprise that is his own."""
    for role in (Role.CLERK, Role.DIRECTOR, Role.SECRETARY, Role.EXPERT, Role.INSPECTOR, Role.ISSUER):
        person = world.person(role)
        for act in ("register", "accept_invitation", "ask_to_join"):
            assert not policies.allowed(person, f"enterprises.enterprise.{act}"), f"{role} {act}"
            assert policies.allowed(world.owner, f"enterprises.enterprise.{act}"), act
        with pytest.raises(Refused):
            enterprises.ask_to_join(credit_code=world.enterprise.credit_code or "", by=person, now=world.now)
    assert not Membership.objects.filter(user__is_staff=True).exists()
