"""Ends that need two persons: T21 after publication, T22."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.services.rejection import last_day
from brandcert.core import approvals
from brandcert.core.approvals import NotApprovable
from brandcert.core.errors import GuardFailed, Refused
from brandcert.enterprises.enums import IntegrityKind
from brandcert.enterprises.models import IntegrityRecord

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.both


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.EXPERT_REVIEW, Status.OBJECTION])
def test_fraud_ends_the_application_and_bars_the_enterprise(world: World, status: Status) -> None:
    application = world.application(status)
    approval = approvals.propose(
        "reject_for_fraud", application, by=world.clerk, details={"reason": "检验报告系伪造。"}
    )

    approvals.approve(approval, by=world.director)

    application.refresh_from_db()
    assert (application.status, application.reason_code) == (Status.REJECTED, "fraud")
    bar = IntegrityRecord.objects.get(enterprise=world.enterprise)
    assert (bar.kind, bar.since, bar.until, bar.source) == (
        IntegrityKind.BAR,
        world.today,
        last_day(world.today, years=3),
        application.receipt_number,
    )  # fmt: skip -- the facts side by side


def test_one_person_alone_rejects_nobody_for_fraud(world: World) -> None:
    application = world.application(Status.INSPECTION)
    both = world.person(Role.CLERK, Role.DIRECTOR)
    approval = approvals.propose("reject_for_fraud", application, by=both, details={"reason": "伪造。"})

    with pytest.raises(NotApprovable):
        approvals.approve(approval, by=both)
    with pytest.raises(Refused):
        approvals.approve(approval, by=world.clerk)

    application.refresh_from_db()
    assert application.status == Status.INSPECTION
    assert not IntegrityRecord.objects.exists()


def test_fraud_needs_a_reason(world: World) -> None:
    application = world.application(Status.INSPECTION)
    approval = approvals.propose("reject_for_fraud", application, by=world.clerk, details={"reason": " "})

    with pytest.raises(GuardFailed):
        approvals.approve(approval, by=world.director)

    approval.refresh_from_db()
    assert approval.outcome == ""


def test_a_late_withdrawal_needs_the_director(world: World) -> None:
    application = world.application(Status.PUBLIC_NOTICE)
    approval = approvals.propose("withdraw_late", application, by=world.owner, details={"reason": "停产。"})

    approvals.approve(approval, by=world.director)

    application.refresh_from_db()
    assert (application.status, application.reason) == (Status.WITHDRAWN, "停产。")


def test_a_bar_ends_the_day_before_its_anniversary() -> None:
    assert last_day(datetime.date(2026, 11, 23), years=3) == datetime.date(2029, 11, 22)
    assert last_day(datetime.date(2028, 2, 29), years=3) == datetime.date(2031, 2, 28)
