"""The recommending unit's opinion: T5 and T5b."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brandcert.accounts.enums import Role
from brandcert.accounts.models import Unit
from brandcert.applications import services
from brandcert.applications.enums import Status
from brandcert.applications.guards.recommendation import SignerHandedIn, UnitQuotaReached
from brandcert.applications.models import ApplicationVersion, Material, Recommendation
from brandcert.applications.services.recommendation import OpinionMissing, RankTaken
from brandcert.core.errors import GuardFailed, Refused, SomeoneWasFaster
from brandcert.core.models import Event
from brandcert.core.workdays import add_workdays
from brandcert.documents.models import Upload
from brandcert.programs.models import DocumentRequirement

if TYPE_CHECKING:
    from brandcert.accounts.models import User
    from brandcert.applications.models import Application
    from tests.world import World

pytestmark = pytest.mark.both


def recommend(
    world: World, application: Application, by: User | None = None, rank: int | None = None
) -> None:
    services.recommend(
        application, opinion="同意推荐。", rank=rank, by=by or world.recommender, now=world.now
    )


def test_a_recommendation_is_signed_and_the_time_to_accept_begins(world: World) -> None:
    application = world.application(Status.SUBMITTED)

    signed = services.recommend(
        application, opinion=" 同意推荐。", rank=2, by=world.recommender, now=world.now
    )

    application.refresh_from_db()
    assert (application.status, application.due_on) == (Status.RECOMMENDED, add_workdays(world.today, 5).on)
    assert (signed.unit, signed.opinion, signed.rank, signed.is_positive, signed.signed_by) == (
        world.unit,
        "同意推荐。",
        2,
        True,
        world.recommender,
    )  # fmt: skip -- the facts side by side


def test_a_recommendation_needs_an_opinion(world: World) -> None:
    application = world.application(Status.SUBMITTED)

    with pytest.raises(OpinionMissing):
        services.recommend(application, opinion="  ", by=world.recommender, now=world.now)

    application.refresh_from_db()
    assert application.status == Status.SUBMITTED
    assert not Recommendation.objects.exists()


def test_another_unit_may_not_recommend(world: World) -> None:
    other = Unit.objects.exclude(pk=world.unit.pk).first()
    stranger = world.person(Role.RECOMMENDER, unit=other)

    with pytest.raises(Refused):
        recommend(world, world.application(Status.SUBMITTED), by=stranger)


def test_the_signer_may_not_have_uploaded_a_file(world: World) -> None:
    application = world.application(Status.SUBMITTED)
    requirement = DocumentRequirement.objects.filter(batch=world.batch, category=application.category).first()
    assert requirement is not None
    upload = Upload.objects.create(
        name="执照.pdf",
        kind=Upload.Kind.PDF,
        size=1,
        sha256="0" * 64,
        path="x",
        uploaded_by=world.recommender,
    )
    Material.objects.create(application=application, requirement=requirement, upload=upload)

    with pytest.raises(SignerHandedIn):
        recommend(world, application)

    recommend(world, application, by=world.person(Role.RECOMMENDER))


def test_the_signer_may_not_have_handed_the_application_in(world: World) -> None:
    application = world.application(Status.SUBMITTED)
    ApplicationVersion.objects.create(
        application=application,
        number=1,
        content={},
        materials=[],
        sha256="0" * 64,
        handed_in_by=world.recommender,
    )

    with pytest.raises(SignerHandedIn):
        recommend(world, application)


def test_the_quota_of_the_unit_ends_its_recommendations(world: World) -> None:
    world.batch.unit_quota = 1
    world.batch.save()
    first, second = world.application(Status.SUBMITTED), world.application(Status.SUBMITTED)
    recommend(world, first)

    with pytest.raises(UnitQuotaReached):
        recommend(world, second)

    first.refresh_from_db()
    services.refuse_acceptance(first, reason="不在类别范围内。", reason_code="out_of_scope", by=world.clerk)
    recommend(world, second)


def test_other_units_do_not_use_up_the_quota(world: World) -> None:
    world.batch.unit_quota = 1
    world.batch.save()
    other = Unit.objects.exclude(pk=world.unit.pk).first()
    elsewhere = world.application(Status.SUBMITTED, unit=other)
    recommend(world, elsewhere, by=world.person(Role.RECOMMENDER, unit=other))

    recommend(world, world.application(Status.SUBMITTED))


def test_a_rank_is_given_once_in_unit_and_batch(world: World) -> None:
    recommend(world, world.application(Status.SUBMITTED), rank=1)
    second = world.application(Status.SUBMITTED)

    with pytest.raises(RankTaken):
        recommend(world, second, rank=1)

    recommend(world, second, rank=2)


def test_an_application_is_recommended_once(world: World) -> None:
    application = world.application(Status.SUBMITTED)
    recommend(world, application)

    with pytest.raises(SomeoneWasFaster):
        recommend(world, application)

    assert Recommendation.objects.count() == 1


def test_refusing_to_recommend_ends_the_case_with_a_reason(world: World) -> None:
    application = world.application(Status.SUBMITTED)

    with pytest.raises(GuardFailed):
        services.refuse_recommendation(application, reason=" ", by=world.recommender)
    services.refuse_recommendation(application, reason="产品不在本市生产。", by=world.recommender)

    application.refresh_from_db()
    assert (application.status, application.reason, application.reason_code) == (
        Status.NOT_ACCEPTED,
        "产品不在本市生产。",
        "not_recommended",
    )  # fmt: skip -- the facts side by side
    assert Recommendation.objects.get().is_positive is False
    assert Event.objects.about(application).last().name == "applications.application.refuse_recommendation"  # type: ignore[union-attr] # it was just written
