"""The rules of a batch: changed freely before its window, by two persons afterwards, some of them never; every change is kept."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import approvals
from brandcert.core.actors import SYSTEM
from brandcert.core.approvals import NotApprovable
from brandcert.core.errors import Refused
from brandcert.core.models import Approval, CalendarDay, Event
from brandcert.core.workdays import last_known_year
from brandcert.programs import services
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import Batch, DocumentRequirement, Program
from brandcert.programs.queries import revisions_of
from brandcert.programs.services import BadRules, PastDay, RulesFrozen

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

BATCHES, DAY = "/manage/programs/batch/", datetime.timedelta(days=1)
LOCAL = "%Y-%m-%dT%H:%M"


def coming(world: World) -> Batch:
    """Make a batch whose window is to come."""
    opens = world.now + 10 * DAY
    return services.open_batch(
        world.program, name="2026年第二批", year=2026, opens_at=opens, closes_at=opens + 30 * DAY, by=SYSTEM
    )


def given(client: Client, url: str, **changed: Any) -> dict[str, Any]:
    """Fill the form in as a browser would, with some values changed."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {
        name: value.strftime(LOCAL) if isinstance(value, datetime.datetime) else value
        for name, value in values.items()
        if value is not None and value is not False
    }
    return values | changed


@pytest.mark.both
def test_a_batch_is_opened_changed_extended_and_closed_by_its_pages(world: World, client: Client) -> None:
    client.force_login(world.secretary)
    opens = (world.now + 5 * DAY).strftime("%Y-%m-%d")
    new = {"program": world.program.pk, "name": "2027年第一批", "year": 2027, "route": "unit"}
    new |= {"opens_at_0": opens, "opens_at_1": "09:00", "closes_at_0": "2027-12-31", "closes_at_1": "17:00"}
    client.post(f"{BATCHES}add/", new)
    batch = Batch.objects.get(name="2027年第一批")
    assert DocumentRequirement.objects.filter(batch=batch).exists()
    page = f"{BATCHES}{batch.pk}"
    # Before the window one person changes any rule; the change is kept with what stood there before.
    change = f"{page}/step/administer/"
    client.post(change, given(client, change, gate_score="45.00", quota="100"))
    assert revisions_of(batch).get().changes == {"gate_score": ["42", "45.00"], "quota": [None, "100"]} or (
        revisions_of(batch).get().changes == {"gate_score": ["42.00", "45.00"], "quota": [None, "100"]}
    )
    wrong = client.post(change, given(client, change, notice_days="1"))
    assert (wrong.status_code, revisions_of(batch).count()) == (200, 1)
    # Afterwards two persons, and only what may still move.
    Batch.objects.filter(pk=batch.pk).update(opens_at=world.now - DAY, closes_at=world.now + DAY)
    assert client.post(change, {"quota": "1"}).status_code in {403, 409}
    amend = f"{page}/step/propose_amend/"
    form = client.get(amend).context["form"]
    assert {"opens_at", "route", "gate_score", "award_score"}.isdisjoint(form.fields)
    later = (world.now + 20 * DAY).strftime(LOCAL)
    read = client.post(amend, given(client, amend, closes_at=later, reason="春节假期顺延"))
    assert ("→" in read.content.decode(), Approval.objects.count()) == (True, 0)
    client.post(amend, given(client, amend, closes_at=later, reason="春节假期顺延", confirmed="1"))
    approval = Approval.objects.get()
    approve = f"{page}/approvals/{approval.pk}/approve/"
    assert client.post(approve).status_code == 403
    client.force_login(world.director)
    assert "→" in client.get(f"{page}/change/").content.decode()
    client.post(approve)
    batch.refresh_from_db()
    assert batch.closes_at > world.now + 19 * DAY
    assert revisions_of(batch)[0].approved_by == f"user:{world.director.pk}"
    client.force_login(world.secretary)
    client.post(f"{page}/step/propose_close/", {"reason": "名额已满", "confirmed": "1"})
    approvals.approve(Approval.objects.get(outcome=""), by=world.director)
    batch.refresh_from_db()
    assert not batch.is_open(datetime.datetime.now(datetime.UTC) + DAY)
    names = [event.name.rpartition(".")[2] for event in Event.objects.about(batch)]
    assert [name for name in names if name in {"administer", "amend", "close"}][-3:] == [
        "administer",
        "amend",
        "close",
    ]
    shown = client.get(f"{page}/change/").content.decode()
    assert ("春节假期顺延" in shown, "v4" in shown) == (True, True)


def test_rules_that_nobody_could_meet_are_refused_at_their_field(world: World, client: Client) -> None:
    batch = coming(world)
    services.change_batch(batch, values={"quota": 3}, by=world.secretary, now=world.now)
    client.force_login(world.secretary)
    change = f"{BATCHES}{batch.pk}/step/administer/"
    for unmet in ({"gate_score": "60.5"}, {"unit_quota": "4"}, {"quorum": "1"}, {"team_size": "1"}):
        refused = client.post(change, given(client, change, **unmet))
        assert (set(refused.context["form"].errors), revisions_of(batch).count()) == (set(unmet), 1)
    with pytest.raises(BadRules):
        services.change_batch(batch, values={"gate_score": Decimal(61)}, by=world.secretary, now=world.now)
    with pytest.raises(BadRules):
        services.open_batch(
            world.program,
            name="x",
            year=2026,
            opens_at=batch.opens_at,
            closes_at=batch.closes_at,
            gate_score=Decimal(61),
            by=SYSTEM,
        )


def test_the_pages_say_what_closing_and_opening_again_mean(world: World, client: Client) -> None:
    world.application(Status.DRAFT)
    client.force_login(world.secretary)
    page = f"{BATCHES}{world.batch.pk}/step/"
    shown = client.post(f"{page}propose_close/", {"reason": "名额已满"}).content.decode()
    assert "关闭后不能再提交" in shown
    assert "竞争同一名额" not in client.get(f"{page}propose_amend/").content.decode()
    Batch.objects.filter(pk=world.batch.pk).update(closes_at=world.now - DAY)
    assert "竞争同一名额" in client.get(f"{page}propose_amend/").content.decode()


@pytest.mark.both
def test_no_way_leads_around_the_second_person(world: World, client: Client) -> None:
    batch, now = world.batch, world.now
    with pytest.raises(Refused):
        services.change_batch(batch, values={"quota": 3}, by=world.secretary, now=now)
    for frozen in ("route", "opens_at", "gate_score", "award_score", "trims_mean", "is_blind", "year"):
        with pytest.raises(RulesFrozen):
            services.propose_amendment(
                batch, values={frozen: getattr(batch, frozen)}, reason="x", by=world.secretary, now=now
            )
    for values, reason in (
        ({"quota": 3}, " "),
        ({}, "x"),
        ({"closes_at": now - DAY}, "x"),
        ({"notice_days": 1}, "x"),
    ):
        with pytest.raises(BadRules):
            services.propose_amendment(batch, values=values, reason=reason, by=world.secretary, now=now)
    for someone in (world.clerk, world.director, world.sysadmin):
        with pytest.raises(Refused):
            services.propose_amendment(batch, values={"quota": 3}, reason="x", by=someone, now=now)
    # The old form of Django writes nothing, whoever sends it.
    for someone in (world.secretary, world.director, world.sysadmin):
        client.force_login(someone)
        client.post(f"{BATCHES}{batch.pk}/change/", {"quota": "7", "name": "x"})
        client.post(f"/manage/programs/program/{world.program.pk}/change/", {"title": "x"})
    batch.refresh_from_db()
    assert (batch.quota, Program.objects.get(pk=world.program.pk).title) == (None, world.program.title)
    # What was approved is what was read: a change in between makes the proposal void.
    asked = services.propose_amendment(batch, values={"quota": 3}, reason="x", by=world.secretary, now=now)
    Batch.objects.filter(pk=batch.pk).update(opens_at=now + DAY)
    batch.refresh_from_db()
    services.change_batch(batch, values={"unit_quota": 2}, by=world.secretary, now=now)
    with pytest.raises(NotApprovable):
        approvals.approve(asked, by=world.director)


def test_the_programme_changes_by_two_persons(world: World) -> None:
    asked = services.propose_amendment(
        world.program, values={"validity_years": 5}, reason="规则修订", by=world.secretary, now=world.now
    )
    approvals.approve(asked, by=world.director)

    assert Program.objects.get(pk=world.program.pk).validity_years == 5
    assert revisions_of(world.program).get().changes == {"validity_years": ["3", "5"]}


def test_an_announcement_is_entered_at_once_and_read_before(world: World, client: Client) -> None:
    CalendarDay.objects.get_or_create(
        day=world.today.replace(month=12, day=31), defaults={"is_workday": True}
    )
    year, over, add = last_known_year() + 1, world.today - DAY, "/manage/core/calendarday/add/"
    ahead, due = datetime.date(year, 3, 15), datetime.date(year, 12, 20)
    case = world.application(Status.SUBMITTED)
    Application.objects.filter(pk=case.pk).update(due_on=due, is_due_provisional=True)
    client.force_login(world.secretary)
    # A year is not known by one of its days: the rest would go by the weekday.
    for lines in (
        f"{ahead} 休", f"{over} 休", "明天 休", f"{due} 休\n{due} 班", "2027-02-30 休", f"{due} 放", "", f"{year + 2}-3-1 休"
    ):  # fmt: skip
        answer = client.post(add, {"lines": lines, "source": "x", "confirmed": "1"})
        assert (answer.status_code, "errorlist" in answer.content.decode()) == (200, True), lines
    feasts = "\n".join(f"{year}-{month}-1 休" for month in (1, 5, 10))
    span = f"{due - 9 * DAY}~{due - 3 * DAY} 休 测试假\n{ahead:%Y年%m月%d日} 休 调休\n"
    sent = {"lines": span + feasts, "source": "国办发明电〔2026〕7号"}
    # What would move is read first, and nothing is stored by reading it.
    before, known = Event.objects.count(), CalendarDay.objects.count()
    read = client.post(add, sent).content.decode()
    assert (f"{due} → " in read, Event.objects.count(), CalendarDay.objects.count()) == (True, before, known)
    assert client.post(add, sent | {"confirmed": "1"}).status_code == 302
    row = CalendarDay.objects.get(day=ahead)
    assert (row.is_workday, row.source, CalendarDay.objects.count()) == (False, sent["source"], known + 11)
    again = {"lines": f"{ahead} 班 调休", "source": "更正", "confirmed": "1"}
    client.post(f"/manage/core/calendarday/{row.pk}/change/", again)
    row.refresh_from_db()
    assert row.is_workday
    assert [event.payload["after"] for event in Event.objects.about(row)] == [False, True]
    with pytest.raises(PastDay):
        services.set_day(over, is_workday=True, by=world.secretary, today=world.today)
    with pytest.raises(Refused):
        services.set_day(ahead, is_workday=True, by=world.clerk, today=world.today)
    client.force_login(world.clerk)
    assert client.post(add, sent).status_code == 403


def test_a_document_is_kept_by_the_service_that_asks_again(world: World, client: Client) -> None:
    batch = coming(world)
    row = DocumentRequirement.objects.filter(batch=batch).first()
    assert row is not None
    client.force_login(world.secretary)
    url = f"/manage/programs/documentrequirement/{row.pk}/change/"
    sent = {"title": "改名的材料", "title_en": "Renamed", "hint": "", "hint_en": "", "position": "1"}
    client.post(url, sent)
    row.refresh_from_db()
    assert (row.title, Event.objects.about(row).get().name) == (
        "改名的材料",
        "programs.documentrequirement.set_form",
    )
    Batch.objects.filter(pk=batch.pk).update(opens_at=world.now - DAY)
    row.title = "再改"
    row.batch.refresh_from_db()
    with pytest.raises(Refused):
        services.keep_asked(row, fields=["title"], by=world.secretary)


def test_what_a_question_or_category_said_before_is_kept(world: World, client: Client) -> None:
    batch = coming(world)
    row = batch.questions.get(category__key="MANUFACTURING", section="brand", key="market")
    client.force_login(world.secretary)
    page = f"/manage/programs/question/{row.pk}/"
    sent = {"title": "市场占有率", "title_en": "Market share", "hint": row.hint, "hint_en": row.hint_en}
    sent |= {"is_asked": "on", "is_required": "on", "position": str(row.position)}
    client.post(f"{page}change/", sent | {"organisation_types": ["company", "cooperative"]})
    found = revisions_of(row).get()
    assert found.changes["title"] == ["市场地位", "市场占有率"]
    assert found.changes["organisation_types"][1] == ["company", "cooperative"]
    # Sent again without a difference it is no change.
    client.post(f"{page}change/", sent | {"organisation_types": ["company", "cooperative"]})
    assert revisions_of(row).count() == 1
    shown = client.get(f"{page}history/").content.decode()
    assert (
        "市场地位 → 市场占有率" in shown,
        "[" in shown.partition("<table")[2].partition("</table>")[0],
    ) == (True, False)
    category = world.category(CategoryKey.AGRICULTURE)
    Batch.objects.filter(pk=world.batch.pk).update(opens_at=world.now + DAY)
    client.post(f"/manage/programs/category/{category.pk}/change/", {"organisation_types": ["company"]})
    assert revisions_of(category).get().changes["organisation_types"][1] == ["company"]
    assert client.get(f"/manage/programs/category/{category.pk}/history/").status_code == 200
