"""T1: every guard can fail, a refused submission uses nothing up, what is sent is frozen."""

from __future__ import annotations

import datetime
import re
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone

from brandcert.applications import services
from brandcert.applications.enums import Stage, Status
from brandcert.applications.models import Application, ApplicationVersion, Material
from brandcert.applications.queries import requirements_of
from brandcert.core.errors import BusinessError, GuardFailed, Refused, SomeoneWasFaster
from brandcert.core.models import Event, NumberSeries
from brandcert.core.transitions import blockers
from brandcert.core.workdays import add_workdays
from brandcert.enterprises.enums import IntegrityKind, MemberRole, OrganisationType
from brandcert.enterprises.models import Enterprise, IntegrityRecord, Product
from brandcert.programs.enums import CategoryKey, Route
from brandcert.programs.models import Batch
from tests.applications import filling

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from tests.world import World


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def submit(row: Application, world: World) -> Application:
    return services.submit(row, by=world.owner, now=world.now)


def test_a_complete_application_is_sent_under_a_receipt_number(world: World) -> None:
    sent = submit(filling.complete(world), world)
    year = timezone.localdate(world.now).year
    assert (sent.status, sent.stage, sent.content_version) == (Status.SUBMITTED, Stage.SUBMITTED, 1)
    assert sent.receipt_number == f"JLJP-SQ-{year}-000001"
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{12}", sent.query_code)
    assert sent.submitted_at == world.now
    assert sent.due_on == add_workdays(world.today, world.batch.recommend_days).on
    second = submit(filling.complete(world), world)
    assert second.receipt_number == f"JLJP-SQ-{year}-000002"
    assert second.query_code != sent.query_code


def test_without_units_the_term_is_that_of_the_province(world: World) -> None:
    Batch.objects.filter(pk=world.batch.pk).update(route=Route.SELF)
    sent = submit(filling.complete(world, unit=None), world)
    assert sent.due_on == add_workdays(world.today, world.batch.accept_days).on


def test_what_is_sent_is_frozen_with_the_hashes_of_its_files(world: World) -> None:
    sent = submit(filling.complete(world), world)
    version = ApplicationVersion.objects.get(application=sent)
    assert version.number == 1
    assert version.content["subject"] == sent.content["subject"]
    assert version.content["_enterprise"]["credit_code"] == world.enterprise.credit_code
    assert version.content["_product"]["name"] == sent.product.name  # type: ignore[union-attr] # complete
    stored = {row.upload.sha256 for row in Material.objects.filter(application=sent)}
    assert {row["sha256"] for row in version.materials} == stored
    assert len(version.sha256) == 64
    Enterprise.objects.filter(pk=world.enterprise.pk).update(name="改名")
    version.refresh_from_db()
    assert version.content["_enterprise"]["name"] == world.enterprise.name


def _close(world: World, _row: Application) -> None:
    world.now += datetime.timedelta(days=31)


def _too_early(world: World, _row: Application) -> None:
    world.now -= datetime.timedelta(days=31)


def _wrong_code(_world: World, row: Application) -> None:
    Enterprise.objects.filter(pk=row.enterprise_id).update(credit_code="91220100XNT000218C")


def _no_code(_world: World, row: Application) -> None:
    Enterprise.objects.filter(pk=row.enterprise_id).update(credit_code=None)


def _no_product(_world: World, row: Application) -> None:
    Application.objects.filter(pk=row.pk).update(product=None)


def _no_unit(_world: World, row: Application) -> None:
    Application.objects.filter(pk=row.pk).update(unit=None)


def _empty_answer(_world: World, row: Application) -> None:
    content = {**row.content, "brand": {**row.content["brand"], "market": ""}}
    Application.objects.filter(pk=row.pk).update(content=content)


def _unreadable_answer(_world: World, row: Application) -> None:
    content = {**row.content, "brand": {**row.content["brand"], "revenue_1": "plenty"}}
    Application.objects.filter(pk=row.pk).update(content=content)


def _file_removed(world: World, row: Application) -> None:
    Material.objects.filter(application=row, requirement__key="licence").update(removed_at=world.now)


def _no_pledge(_world: World, row: Application) -> None:
    Application.objects.filter(pk=row.pk).update(pledged_at=None)


def _rival(world: World, row: Application) -> None:
    world.application(Status.EXPERT_REVIEW, product=row.product)


def _bar(world: World, row: Application) -> None:
    IntegrityRecord.objects.create(
        enterprise=row.enterprise, kind=IntegrityKind.BAR, since=world.today, until=world.today, source="x"
    )


def _half_an_entry(_world: World, row: Application) -> None:
    report = {**row.content["evidence"]["testing"][0], "report": ""}
    content = {**row.content, "evidence": {**row.content["evidence"], "testing": [report]}}
    Application.objects.filter(pk=row.pk).update(content=content)


def _too_young(world: World, row: Application) -> None:
    Enterprise.objects.filter(pk=row.enterprise_id).update(established_on=world.today)


def _no_trademark(_world: World, row: Application) -> None:
    Product.objects.filter(applications=row).update(trademark=None)


def _another_kind_of_body(_world: World, row: Application) -> None:
    Enterprise.objects.filter(pk=row.enterprise_id).update(organisation_type=OrganisationType.OTHER)


@pytest.mark.parametrize(
    "spoil",
    [
        _close,
        _too_early,
        _wrong_code,
        _no_code,
        _no_product,
        _no_unit,
        _empty_answer,
        _unreadable_answer,
        _file_removed,
        _no_pledge,
        _rival,
        _bar,
        _half_an_entry,
        _too_young,
        _no_trademark,
        _another_kind_of_body,
    ],
)
def test_each_missing_fact_stops_the_submission_and_uses_nothing_up(world: World, spoil: Any) -> None:
    row = filling.complete(world)
    spoil(world, row)
    with pytest.raises(GuardFailed, match=r"\S"):
        submit(Application.objects.get(pk=row.pk), world)
    row = Application.objects.get(pk=row.pk)
    assert (row.status, row.receipt_number, row.query_code) == (Status.DRAFT, None, "")
    assert not ApplicationVersion.objects.exists()
    assert not NumberSeries.objects.filter(last__gt=0).exists()


def test_the_screen_names_every_reason_at_once(world: World) -> None:
    draft = world.application(product=None, unit=None)
    assert len(blockers(draft, "submit", by=world.owner)) == 5


def test_a_bar_that_is_over_and_an_ended_rival_do_not_count(world: World) -> None:
    row = filling.complete(world)
    yesterday = world.today - datetime.timedelta(days=1)
    IntegrityRecord.objects.create(
        enterprise=row.enterprise, kind=IntegrityKind.BAR, since=yesterday, until=yesterday, source="x"
    )
    for status in (Status.WITHDRAWN, Status.LAPSED, Status.REJECTED, Status.NOT_ACCEPTED, Status.DRAFT):
        world.application(status, product=row.product)
    assert submit(row, world).status == Status.SUBMITTED


def test_a_body_is_asked_only_for_the_documents_of_its_kind(world: World) -> None:
    row = filling.complete(world, category=world.category(CategoryKey.AGRICULTURE))
    Material.objects.filter(application=row, requirement__key="finance").update(removed_at=world.now)
    Enterprise.objects.filter(pk=row.enterprise_id).update(organisation_type=OrganisationType.SOLE_TRADER)
    row = Application.objects.get(pk=row.pk)
    asked = {one.key: one for one in requirements_of(row)}
    with pytest.raises(GuardFailed, match=asked["revenue_statement"].title):
        submit(row, world)
    statement = filling.upload(world.owner)
    services.attach(row, requirement=asked["revenue_statement"], upload=statement, by=world.owner)
    pledged = services.pledge(row, by=world.owner, now=world.now)
    assert submit(pledged, world).status == Status.SUBMITTED


def test_only_an_owner_submits_and_only_once(world: World) -> None:
    row = filling.complete(world)
    for person in (world.editor, world.clerk, world.director, world.sysadmin):
        with pytest.raises(Refused):
            services.submit(row, by=person, now=world.now)
    submit(row, world)
    with pytest.raises(SomeoneWasFaster):
        submit(row, world)
    assert Event.objects.filter(name="applications.application.submit").count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_two_submissions_of_one_product_at_once_one_wins(world: World) -> None:
    first = filling.complete(world)
    second = filling.complete(world, product=first.product)
    outcomes: list[str] = []
    gate = threading.Barrier(2)

    def run(row: Application) -> None:
        try:
            gate.wait()
            outcomes.append(str(services.submit(row, by=world.owner, now=world.now).receipt_number))
        except BusinessError as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(row,)) for row in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    year = timezone.localdate(world.now).year
    assert len(outcomes) == 2
    assert [outcome for outcome in outcomes if outcome.startswith("JLJP")] == [f"JLJP-SQ-{year}-000001"]
    assert Application.objects.filter(status=Status.SUBMITTED).count() == 1
    assert NumberSeries.objects.get(key=f"receipt:{year}").last == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_double_click_submits_once(world: World) -> None:
    row = filling.complete(world)
    gate, outcomes = threading.Barrier(4), []

    def run() -> None:
        try:
            gate.wait()
            services.submit(row, by=world.owner, now=world.now)
            outcomes.append("sent")
        except SomeoneWasFaster:
            outcomes.append("late")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["late", "late", "late", "sent"]
    assert ApplicationVersion.objects.count() == 1


def test_withdrawing_is_free_until_the_list_is_published(world: World) -> None:
    sent = submit(filling.complete(world), world)
    with pytest.raises(GuardFailed):
        services.withdraw(sent, reason=" ", by=world.owner)
    with pytest.raises(Refused):
        services.withdraw(sent, reason="停产", by=world.editor)
    gone = services.withdraw(sent, reason="停产", by=world.owner)
    assert (gone.status, gone.reason, gone.stage) == (Status.WITHDRAWN, "停产", Stage.SUBMITTED)
    with pytest.raises(SomeoneWasFaster):
        services.withdraw(world.application(Status.PUBLIC_NOTICE), reason="停产", by=world.owner)


def test_a_late_withdrawal_waits_for_the_director(world: World) -> None:
    listed = world.application(Status.PUBLIC_NOTICE)
    approval = services.propose_late_withdrawal(listed, reason="停产", by=world.owner)
    gone = services.withdraw_late(approval, by=world.director)
    assert (gone.status, gone.reason) == (Status.WITHDRAWN, "停产")


def test_the_member_of_another_enterprise_withdraws_nothing(world: World) -> None:
    stranger = world.member(world.new_enterprise("91220200XNT000226B"), MemberRole.OWNER)
    with pytest.raises(Refused):
        services.withdraw(world.application(Status.SUBMITTED), reason="停产", by=stranger)
