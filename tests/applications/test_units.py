"""The desk of a recommending unit: ranking, quota, counties, letters."""

from __future__ import annotations

import datetime
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction

from brandcert.accounts.enums import Role, UnitKind
from brandcert.accounts.models import Division, Unit
from brandcert.applications import queries, services
from brandcert.applications.enums import Status
from brandcert.applications.guards.recommendation import CountyStillAsked, UnitQuotaReached
from brandcert.applications.models import Application, RecommendationLetter, UnitPlace
from brandcert.applications.services.letters import made_letter
from brandcert.applications.services.recommendation import NoCountyAsked, RankTaken
from brandcert.applications.services.units import NothingToSign, RankingChanged
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from brandcert.core.workdays import add_workdays
from brandcert.programs.enums import Route
from tests.races import ends, race

if TYPE_CHECKING:
    from django.test import Client

    from brandcert.accounts.models import User
    from tests.world import World


def desk(world: World) -> str:
    return f"/manage/applications/application/units/{world.unit.pk}/{world.batch.pk}/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def words_of(pdf: bytes) -> str:
    """Return what a reader reads in the PDF, without the breaks of lines."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def waiting(world: World, count: int) -> list[Application]:
    return [world.application(Status.SUBMITTED, due_on=world.today) for _number in range(count)]


def test_a_unit_ranks_recommends_signs_and_signs_anew(world: World, client: Client) -> None:
    world.batch.unit_quota = 2
    world.batch.save()
    first, second, third = waiting(world, 3)
    client.force_login(world.recommender)
    ranks = {f"rank_{first.pk}": "2", f"rank_{second.pk}": "1", f"rank_{third.pk}": "3"}

    twice = client.post(desk(world), {"seen": "0", **ranks, f"rank_{third.pk}": "1", "act": "rank"})
    assert twice.status_code == 200
    assert not UnitPlace.objects.exists()
    ticks = {f"tick_{row.pk}": "on" for row in (first, second)}
    over = {
        **ranks,
        **ticks,
        f"tick_{third.pk}": "on",
        "opinion": "同意推荐。",
        "act": "recommend",
        "seen": "0",
    }
    refused = text(client.post(desk(world), over))
    assert "一件也没有推荐" in refused
    assert not Application.objects.filter(status=Status.RECOMMENDED).exists()

    answer = client.post(desk(world), {k: v for k, v in over.items() if k != f"tick_{third.pk}"}, follow=True)
    assert "已推荐 2 件" in text(answer), [str(one) for one in answer.context["messages"]]
    assert "推荐函尚未签署" in text(answer)
    assert [row.recommendations.get().rank for row in (first, second)] == [2, 1]

    client.post(desk(world), {"seen": "1", **ranks, "act": "sign"})
    old = RecommendationLetter.objects.get()
    assert [line["rank"] for line in old.facts["rows"]] == [1, 2]
    with pytest.raises(NothingToSign):
        services.sign_letter(old.unit_list, by=world.recommender, now=world.now)
    moved = {**ranks, f"rank_{first.pk}": "1", f"rank_{second.pk}": "2"}
    page = text(client.post(desk(world), {"seen": "1", **moved, "act": "rank"}, follow=True))
    assert "已签署的推荐函与现状不一致" in page
    client.post(desk(world), {"seen": "2", **moved, "act": "sign"})
    new = RecommendationLetter.objects.first()
    assert new is not None
    assert (new.number, new.version, old.version) == (old.number, 2, 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        RecommendationLetter.objects.filter(pk=old.pk).update(facts={})


def test_the_files_of_a_letter_hold_what_was_signed_for_its_unit_and_overseers(
    world: World, client: Client
) -> None:
    long = "=HYPERLINK(1)燚䶮𣗋牌" + "长白山人参深加工礼盒" * 6
    (row,) = waiting(world, 1)
    Application.objects.filter(pk=row.pk).update(product=world.product(name=long))
    services.recommend(row, opinion="+同意推荐。", rank=1, by=world.recommender, now=world.now)
    unit_list = services.unit_list(world.unit, world.batch)
    letter = services.sign_letter(unit_list, by=world.recommender, now=world.now)
    files = f"/manage/applications/application/units/letters/{letter.pk}/"
    client.force_login(world.clerk)

    from openpyxl import load_workbook

    printed = client.get(f"{files}letter.pdf")
    assert letter.number in words_of(printed.content)
    table = words_of(client.get(f"{files}summary.pdf").content)
    assert all(one in table for one in ("燚", "䶮", "𣗋", str(row.receipt_number)[-6:]))
    assert table.count("人参") == 6
    assert made_letter(letter, "letter.pdf", by=world.recommender) == printed.content
    sheet = load_workbook(BytesIO(client.get(f"{files}summary.xlsx").content)).worksheets[0]
    cells = [sheet["F2"], sheet["K2"]]
    assert [(one.data_type, str(one.value)[:2]) for one in cells] == [("s", "'="), ("s", "'+")]
    assert str(row.receipt_number) in text(client.get(desk(world)))
    assert client.post(desk(world), {"seen": "1", f"rank_{row.pk}": "2", "act": "rank"}).status_code == 403

    client.force_login(world.person(Role.RECOMMENDER, unit=Unit.objects.exclude(pk=world.unit.pk).first()))
    assert client.get(desk(world)).status_code == 404
    assert client.get(f"{files}letter.pdf").status_code == 404
    assert str(row.receipt_number) not in text(client.get("/manage/applications/application/units/"))


def test_the_ranking_of_a_colleague_is_never_silently_replaced(world: World, client: Client) -> None:
    first, second = waiting(world, 2)
    client.force_login(world.recommender)
    colleague = world.person(Role.RECOMMENDER, name="同事甲")
    row = services.unit_list(world.unit, world.batch)
    services.rank_applications(row, ranks={first.pk: 1}, seen=0, by=colleague, now=world.now)
    mine = {f"rank_{first.pk}": "2", f"rank_{second.pk}": "1", "act": "rank"}

    clash = client.post(desk(world), {"seen": "0", **mine})

    assert clash.status_code == 409
    assert "同事甲" in text(clash)
    assert "现已保存：1" in text(clash)
    assert 'value="2"' in text(clash)
    assert dict(UnitPlace.objects.values_list("application", "rank")) == {first.pk: 1}
    client.post(desk(world), {"seen": clash.context["form"].data["seen"], **mine})
    assert dict(UnitPlace.objects.values_list("application", "rank")) == {first.pk: 2, second.pk: 1}
    moved = Event.objects.filter(name="applications.unitlist.rank").last()
    assert moved is not None
    assert moved.payload["moved"] == {str(first.pk): [1, 2], str(second.pk): [None, 1]}


@pytest.mark.both
def test_the_desk_asks_as_often_for_one_row_as_for_five(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    Unit.objects.create(
        key="nanguan", name="南关区局", kind=UnitKind.COUNTY, parent=world.unit, division=world.city
    )
    world.batch.route = Route.COUNTY
    world.batch.save()
    waiting(world, 1)
    client.force_login(world.recommender)
    client.get(desk(world))
    with django_assert_num_queries(25):
        client.get(desk(world))
    waiting(world, 4)
    with django_assert_num_queries(25):
        assert len(client.get(desk(world)).context["lines"]) == 5


def county(world: World) -> tuple[Unit, User]:
    """Ask counties in the batch, and let the enterprise lie in one that has an office."""
    world.batch.route = Route.COUNTY
    world.batch.save()
    place = Division.objects.create(code="220199", name="示范区", parent=world.city)
    world.enterprise.division = place
    world.enterprise.save()
    office = Unit.objects.create(
        key="shifan", name="示范区市场监督管理局", kind=UnitKind.COUNTY, parent=world.unit, division=place
    )
    return office, world.person(Role.RECOMMENDER, unit=office)


def test_a_county_is_heard_before_the_unit_recommends(world: World, client: Client) -> None:
    office, officer = county(world)
    (row,) = waiting(world, 1)
    elsewhere = world.application(Status.SUBMITTED, enterprise=world.new_enterprise(None))
    page = f"/manage/applications/application/{row.pk}/"
    with pytest.raises(CountyStillAsked):
        services.recommend(row, opinion="同意。", by=world.recommender, now=world.now)

    client.force_login(officer)
    assert str(row.receipt_number) in text(client.get("/manage/queues/recommend/"))
    assert set(Application.objects.visible_to(officer)) == {row}
    assert client.get(f"/manage/applications/application/{elsewhere.pk}/change/").status_code == 404
    with pytest.raises(Refused):
        services.recommend(row, opinion="同意。", by=officer, now=world.now)
    client.post(f"{page}step/give_county_opinion/", {"is_positive": "no", "opinion": "规模不足。"})

    given = row.county_opinions.get()
    assert (given.office, given.signed_by, given.is_positive) == (office, officer, False)
    assert str(row.receipt_number) not in text(client.get("/manage/queues/recommend/"))
    with pytest.raises(NoCountyAsked):
        services.give_county_opinion(row, opinion="又。", is_positive=True, by=officer, now=world.now)
    client.force_login(world.recommender)
    assert "规模不足。" in text(client.get(f"{page}change/"))
    assert "规模不足。" in text(client.get(desk(world)))
    services.recommend(row, opinion="同意。", by=world.recommender, now=world.now)
    line = queries.letter_rows(services.unit_list(world.unit, world.batch))[0]
    assert line["county"]["is_positive"] is False


def test_the_silence_of_a_county_is_recorded(world: World) -> None:
    county(world)
    (row,) = waiting(world, 1)
    after = add_workdays(world.today, world.batch.county_days).on + datetime.timedelta(days=1)

    services.recommend(row, opinion="同意。", by=world.recommender, now=world.now + (after - world.today))

    event = Event.objects.about(row).get(name__endswith=".recommend")
    assert event.payload["silent_county"] == "shifan"


def test_a_county_office_is_offered_to_no_applicant_and_associations_on_their_route_alone(
    world: World,
) -> None:
    office, _officer = county(world)
    guild = Unit.objects.create(key="guild", name="吉林省人参协会", kind=UnitKind.ASSOCIATION)

    bureaus = queries.unit_choices(world.enterprise, world.batch.unit_kind)
    world.batch.route = Route.GUILD

    assert office not in bureaus
    assert guild not in bureaus
    assert queries.unit_choices(world.enterprise, world.batch.unit_kind) == [guild]


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_the_last_place_and_a_rank_go_to_one_of_two(world: World) -> None:
    world.batch.unit_quota = 1
    world.batch.save()
    rows = waiting(world, 2)
    people = [world.recommender, world.person(Role.RECOMMENDER)]

    def recommend(row: Application, by: User) -> Any:
        return services.recommend(row, opinion="同意。", by=by, now=world.now)

    came = ends(race([lambda: recommend(rows[0], people[0]), lambda: recommend(rows[1], people[1])]))
    assert sorted(type(one).__name__ for one in came) == ["Recommendation", UnitQuotaReached.__name__]

    type(world.batch).objects.filter(pk=world.batch.pk).update(unit_quota=None)
    rows = [Application.objects.get(pk=row.pk) for row in waiting(world, 2)]

    def ranked(row: Application, by: User) -> Any:
        return services.recommend(row, opinion="同意。", rank=7, by=by, now=world.now)

    came = ends(race([lambda: ranked(rows[0], people[0]), lambda: ranked(rows[1], people[1])]))
    assert sorted(type(one).__name__ for one in came) == [RankTaken.__name__, "Recommendation"]

    unit_list = services.unit_list(world.unit, world.batch)

    def order(key: int, by: User) -> Any:
        return services.rank_applications(
            unit_list, ranks={key: 1}, seen=unit_list.seen, by=by, now=world.now
        )

    came = ends(race([lambda: order(rows[0].pk, people[0]), lambda: order(rows[1].pk, people[1])]))
    assert sorted(type(one).__name__ for one in came) == [RankingChanged.__name__, "UnitList"]
