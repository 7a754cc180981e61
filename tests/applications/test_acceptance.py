"""What the province does before the review: T2, T6, T7."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from brandcert.applications import eligibility, services
from brandcert.applications.enums import Status
from brandcert.applications.guards.acceptance import (
    IntegrityOpen,
    NoMoreRounds,
    NotEligible,
    NotRecommended,
)
from brandcert.applications.models import ApplicationVersion, CorrectionNotice
from brandcert.applications.services.acceptance import (
    BadItem,
    Item,
    NothingToCorrect,
    SheetIncomplete,
    UnknownRefusalCode,
)
from brandcert.core.errors import GuardFailed, Refused, SomeoneWasFaster
from brandcert.core.transitions import offers
from brandcert.core.workdays import add_workdays
from brandcert.programs.enums import Route
from brandcert.programs.models import DocumentRequirement

if TYPE_CHECKING:
    from brandcert.applications.models import Application
    from tests.world import World

pytestmark = pytest.mark.both
ALL_YES = dict.fromkeys(eligibility.KEYS, True)
ITEM: Item = {"field": "subject.main_business", "problem": "与营业执照不一致。"}


def make_ready(world: World, status: Status = Status.RECOMMENDED) -> Application:
    application = world.application(status)
    services.check_eligibility(application, answers=ALL_YES, by=world.clerk, now=world.now)
    world.clear_integrity()
    return application


def test_an_eligible_application_is_accepted(world: World) -> None:
    application = make_ready(world)

    services.accept(application, by=world.clerk, today=world.today)

    application.refresh_from_db()
    assert (application.status, application.stage) == (Status.ACCEPTED, "submitted")
    assert application.due_on == add_workdays(world.today, world.batch.panel_days).on


def test_only_a_clerk_accepts(world: World) -> None:
    application = make_ready(world)
    for someone in (world.recommender, world.secretary, world.director, world.owner):
        with pytest.raises(Refused):
            services.accept(application, by=someone, today=world.today)


def test_acceptance_needs_a_sheet(world: World) -> None:
    application = world.application(Status.RECOMMENDED)
    world.clear_integrity()

    with pytest.raises(NotEligible):
        services.accept(application, by=world.clerk, today=world.today)


@pytest.mark.parametrize("key", eligibility.KEYS)
def test_one_no_on_the_sheet_prevents_acceptance(world: World, key: str) -> None:
    application = make_ready(world)
    services.check_eligibility(application, answers={**ALL_YES, key: False}, by=world.clerk, now=world.now)

    with pytest.raises(NotEligible):
        services.accept(application, by=world.clerk, today=world.today)


def test_a_sheet_older_than_what_was_handed_in_does_not_count(world: World) -> None:
    application = make_ready(world)
    ApplicationVersion.objects.create(
        application=application,
        number=2,
        content={},
        materials=[],
        sha256="0" * 64,
        handed_in_by=world.owner,
        handed_in_at=world.now + datetime.timedelta(minutes=1),
    )

    with pytest.raises(NotEligible):
        services.accept(application, by=world.clerk, today=world.today)


def test_acceptance_needs_a_clear_integrity_check_of_the_last_ten_days(world: World) -> None:
    application = world.application(Status.RECOMMENDED)
    services.check_eligibility(application, answers=ALL_YES, by=world.clerk, now=world.now)
    with pytest.raises(IntegrityOpen):
        services.accept(application, by=world.clerk, today=world.today)
    world.clear_integrity()
    with pytest.raises(IntegrityOpen):
        services.accept(application, by=world.clerk, today=world.today + datetime.timedelta(days=11))

    services.accept(application, by=world.clerk, today=world.today + datetime.timedelta(days=10))


def test_an_entry_in_a_list_prevents_acceptance(world: World) -> None:
    application = make_ready(world)
    world.integrity_hit()

    with pytest.raises(IntegrityOpen):
        services.accept(application, by=world.clerk, today=world.today)


def test_where_the_batch_has_units_the_unit_speaks_first(world: World) -> None:
    application = make_ready(world, Status.SUBMITTED)

    with pytest.raises(NotRecommended):
        services.accept(application, by=world.clerk, today=world.today)
    with pytest.raises(NotRecommended):
        services.refuse_acceptance(
            application, reason="超出范围。", reason_code="out_of_scope", by=world.clerk
        )


def test_without_units_the_province_accepts_what_was_submitted(world: World) -> None:
    world.batch.route = Route.SELF
    world.batch.save()
    application = make_ready(world, Status.SUBMITTED)

    assert services.accept(application, by=world.clerk, today=world.today).status == Status.ACCEPTED


def test_the_screen_says_what_acceptance_lacks(world: World) -> None:
    application = world.application(Status.RECOMMENDED)

    accept = next(offer for offer in offers(application, to=world.clerk) if offer.name == "accept")

    assert len(accept.blockers) == 2


def test_every_question_has_to_be_answered(world: World) -> None:
    application = world.application(Status.RECOMMENDED)
    for missing in eligibility.KEYS:
        answers = {key: True for key in eligibility.KEYS if key != missing}
        with pytest.raises(SheetIncomplete):
            services.check_eligibility(application, answers=answers, by=world.clerk, now=world.now)


def test_eligibility_is_checked_by_a_clerk_before_acceptance(world: World) -> None:
    with pytest.raises(Refused):
        services.check_eligibility(
            world.application(Status.RECOMMENDED), answers=ALL_YES, by=world.secretary, now=world.now
        )
    with pytest.raises(SomeoneWasFaster):
        services.check_eligibility(
            world.application(Status.ACCEPTED), answers=ALL_YES, by=world.clerk, now=world.now
        )


def test_refusing_acceptance_needs_a_listed_code_and_a_reason(world: World) -> None:
    application = world.application(Status.RECOMMENDED)
    with pytest.raises(UnknownRefusalCode):
        services.refuse_acceptance(application, reason="超出范围。", reason_code="mood", by=world.clerk)
    with pytest.raises(GuardFailed):
        services.refuse_acceptance(application, reason="", reason_code="out_of_scope", by=world.clerk)

    services.refuse_acceptance(application, reason="超出范围。", reason_code="out_of_scope", by=world.clerk)

    application.refresh_from_db()
    assert (application.status, application.reason_code) == (Status.NOT_ACCEPTED, "out_of_scope")


def test_a_correction_lists_everything_and_is_due_in_ten_working_days(world: World) -> None:
    application = world.application(Status.RECOMMENDED, due_on=add_workdays(world.today, 3).on)
    requirement = DocumentRequirement.objects.filter(batch=world.batch, category=application.category).first()
    assert requirement is not None

    notice = services.request_correction(
        application,
        items=[ITEM, {"requirement": requirement, "problem": "缺页。"}],
        by=world.clerk,
        today=world.today,
    )

    application.refresh_from_db()
    due = add_workdays(world.today, 10).on
    assert (application.status, application.held_from, application.due_on) == (
        Status.CORRECTION,
        Status.RECOMMENDED,
        due,
    )  # fmt: skip -- the facts side by side
    assert (notice.due_on, notice.days_left, notice.items.count()) == (due, 3, 2)


def test_a_correction_without_items_is_refused(world: World) -> None:
    with pytest.raises(NothingToCorrect):
        services.request_correction(
            world.application(Status.SUBMITTED), items=[], by=world.recommender, today=world.today
        )


def test_an_item_names_one_known_thing_and_says_what_is_wrong(world: World) -> None:
    application = world.application(Status.SUBMITTED)
    foreign = DocumentRequirement.objects.exclude(category=application.category).first()
    own = DocumentRequirement.objects.filter(batch=world.batch, category=application.category).first()
    bad = [
        [{"field": "subject.main_business", "problem": " "}],
        [{"problem": "?"}],
        [{"field": "subject.main_business", "requirement": own, "problem": "?"}],
        [{"requirement": foreign, "problem": "?"}],
        [{"field": "subject.nothing", "problem": "?"}],
        [ITEM, ITEM],
    ]
    for items in bad:
        with pytest.raises(BadItem):
            services.request_correction(application, items=items, by=world.recommender, today=world.today)  # type: ignore[arg-type] # wrong on purpose
    assert not CorrectionNotice.objects.exists()


def test_the_rounds_of_correction_are_limited(world: World) -> None:
    application = world.application(Status.RECOMMENDED)
    CorrectionNotice.objects.create(application=application, requested_by=world.clerk, due_on=world.today)

    with pytest.raises(NoMoreRounds):
        services.request_correction(application, items=[ITEM], by=world.clerk, today=world.today)

    world.batch.correction_rounds = 2
    world.batch.save()
    application.refresh_from_db()
    services.request_correction(application, items=[ITEM], by=world.clerk, today=world.today)
