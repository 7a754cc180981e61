"""A meeting of the committee as three people live it in a browser: its secretary, one of its members, its chair."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.awards.enums import Choice, Presence
from brandcert.awards.models import AgendaItem, Deliberation, Dossier, PublicNotice, Vote
from tests.awards.conftest import Committee
from tests.browser.test_review import site
from tests.journeys.windows import Windows
from tests.processes import wait_until
from tests.world import CREDIT_CODES, PASSWORD, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from brandcert.accounts.models import User
    from tests.journeys.people import Person

__all__ = ["site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLACE = "省市场监督管理局三楼第二会议室"
GROUND = "配偶在该企业任职"
SAID = "委员认为质量证据充分，产地证明完整。"
REASON = "标准水平得分未达到要求。"


@pytest.fixture
def windows(world: World, browser: Browser, site: str) -> Iterator[Windows]:
    """Give the windows of a journey whose letters lead to the pages of this test."""
    with override_settings(BASE_URL=site):
        yield Windows(world, browser, site)


def test_a_meeting_is_prepared_held_signed_and_its_list_released(windows: Windows) -> None:
    world, committee = windows.world, Committee(windows.world)
    committee.members += [world.person(Role.COMMITTEE), world.person(Role.COMMITTEE)]
    best, own, low = cases(committee)
    secretary = windows.at_desk(world.secretary)
    meeting = prepare(windows, secretary, committee, (best, own, low))
    member = windows.person(committee.members[1])
    takes_part(windows, member, committee.members[1], meeting, (best, own))
    lead(windows, secretary, committee, meeting, best)
    chair = windows.at_desk(committee.chair)
    count(windows, chair, committee, meeting)
    close(windows, secretary, meeting)
    sign(windows, committee, chair, member, meeting)
    put_down(windows, chair, member, meeting, low)
    release(windows, meeting, best, own, low)
    windows.end()


def cases(committee: Committee) -> tuple[Application, Application, Application]:
    """Return the best case, that of an enterprise a member is close to, and one that stays below the points."""
    world = committee.world
    best = committee.ready("0.95", enterprise=world.new_enterprise(CREDIT_CODES[1], "长春甲示例有限公司"))
    own = committee.ready("0.90", enterprise=world.new_enterprise(CREDIT_CODES[2], "长春乙示例有限公司"))
    low = committee.ready("0.70", enterprise=world.enterprise)
    return best, own, low


def home(meeting: Deliberation) -> str:
    """Return the page of a meeting."""
    return f"/manage/awards/deliberation/{meeting.pk}/change/"


def item_of(meeting: Deliberation, case: Application) -> AgendaItem:
    """Return the item of a case."""
    return meeting.items.get(application=case)


def fetched(windows: Windows, person: Person, link: str) -> bytes:
    """Return the file a link of the page leads to."""
    answer = person.page.request.get(f"{windows.site}{person.page.locator(link).get_attribute('href')}")
    assert answer.status == 200, link
    return bytes(answer.body())


def prepare(
    windows: Windows, secretary: Person, committee: Committee, order: tuple[Application, ...]
) -> Deliberation:
    """The secretary calls the meeting with day, hour, place and members; the agenda follows the ranking."""
    page, world = secretary.page, windows.world
    secretary.open("/manage/awards/deliberation/")
    secretary.press("a[href$='/deliberation/add/']")
    windows.is_in_order(secretary)
    facts = {
        "batch": str(world.batch.pk),
        "held_on": world.today.isoformat(),
        "starts_at": "09:30",
        "place": PLACE,
    }
    people = {"chair": str(committee.chair.pk), "keeper": str(world.secretary.pk)}
    secretary.fill(facts | people, within=".step-form")
    for one in committee.members:
        page.locator(f"[name=attendees][value='{one.pk}']").check()
    secretary.confirm()
    meeting = Deliberation.objects.get()
    shown = [one.inner_text() for one in page.locator(".agenda-item .agenda-who").all()]
    assert [str(case.receipt_number) in text for case, text in zip(order, shown, strict=True)] == [True] * 3
    windows.is_in_order(secretary)
    look_up(windows, secretary, meeting)
    secretary.press(".acts form[action*='/step/order_dossiers/'] button")
    wait_until(
        lambda: Dossier.objects.filter(made_at__isnull=False).count() == len(order), 60, "the dossiers"
    )
    return meeting


def look_up(windows: Windows, secretary: Person, meeting: Deliberation) -> None:
    """The second check is asked once for the whole agenda; who was looked up today already is named and left out."""
    page, late = secretary.page, meeting.items.order_by("-rank")[0].application.enterprise
    late.integrity_checks.update(checked_on=windows.world.today - datetime.timedelta(days=30))
    secretary.open(home(meeting))
    assert "尚未完成" in page.inner_text(".card:has(#checks-title)")
    secretary.press("form[action$='/integrity/check_integrity/'] button")
    verdicts = page.locator(".job-rows tbody tr")
    assert (verdicts.count(), verdicts.filter(has_text="今日已查询过").count()) == (3, 2), (
        verdicts.all_inner_texts()
    )
    windows.is_in_order(secretary)
    secretary.press("form[action$='/confirm/'] button")
    wait_until(lambda: late.integrity_checks.filter(checked_on=windows.world.today).exists(), 30, "the check")
    secretary.open(home(meeting))
    assert "全部通过" in page.inner_text(".card:has(#checks-title)")


def takes_part(
    windows: Windows, member: Person, user: User, meeting: Deliberation, pair: tuple[Application, Application]
) -> None:
    """The invitation names day, hour and place and leads to the meeting; he steps aside, reads, comes and votes."""
    page, (best, own) = member.page, pair
    assert f"{meeting.held_on.isoformat()} 09:30" in windows.letter_to(user, PLACE)
    page.goto(windows.link_for(user, PLACE))
    member.fill({"login": user.email, "password": PASSWORD})
    member.press("main form button")
    assert page.url.endswith(home(meeting))
    windows.is_in_order(member)
    assert f"LOCATION:{PLACE}" in fetched(windows, member, "a[href$='.ics']").decode()
    aside, stays = f"#item-{item_of(meeting, own).pk}", f"#item-{item_of(meeting, best).pk}"
    assert page.locator(f"{stays} form[action$='/vote/']").count() == 0, "nobody votes before the roll call"
    assert page.locator(f"{aside} a[href$='/dossier/']").count() == 1
    step_aside(windows, member, aside, item_of(meeting, own))
    assert fetched(windows, member, f"{stays} a[href$='/dossier/']").startswith(b"%PDF-")
    member.press(".acts form[action*='/step/sign_in/'] button")
    page.locator(f"{stays} [type=radio][value=for]").check()
    page.locator(f"{stays} form[action$='/vote/'] input[type=text]").fill("证据充分")
    member.press(f"{stays} form[action$='/vote/'] button")
    assert page.locator(f"{aside} form[action$='/vote/']").count() == 0
    windows.is_in_order(member)
    [vote] = Vote.objects.all()
    assert (vote.item.application, vote.member, vote.choice) == (best, user, Choice.FOR)


def step_aside(windows: Windows, member: Person, aside: str, item: AgendaItem) -> None:
    """Without a ground nobody steps aside; whoever did no longer finds dossier and votes of the item."""
    page = member.page
    page.locator(f"{aside} summary:has-text('声明回避')").click()
    page.locator(f"{aside} form[action$='/recuse/'] button").click()
    page.wait_for_selector("[data-error-summary]")
    assert not item.recusals.exists()
    windows.is_in_order(member)
    page.locator(f"{aside} form[action$='/recuse/'] input[type=text]").fill(GROUND)
    member.press(f"{aside} form[action$='/recuse/'] button")
    assert item.recusals.get().reason == GROUND
    assert GROUND in page.inner_text(aside)
    assert page.locator(f"{aside} a[href$='/dossier/']").count() == 0
    assert page.request.get(f"{page.url.split('/change/')[0]}/items/{item.pk}/dossier/").status == 404


def lead(
    windows: Windows, secretary: Person, committee: Committee, meeting: Deliberation, best: Application
) -> None:
    """The secretary notes who came and who is excused, and what is said."""
    page, away = secretary.page, committee.members[-1]
    secretary.open_step(home(meeting), "note_attendance")
    windows.is_in_order(secretary)
    others = [one for one in committee.members if one not in (committee.members[1], away)]
    noted = {f"presence-{one.pk}": str(Presence.PRESENT) for one in others}
    secretary.fill(
        noted | {f"presence-{away.pk}": str(Presence.EXCUSED), f"note-{away.pk}": "出差"}, within=".step-form"
    )
    secretary.confirm()
    assert sorted(meeting.attendances.values_list("presence", flat=True)) == ["excused", *["present"] * 4]
    item = f"#item-{item_of(meeting, best).pk}"
    page.locator(f"{item} details:has(form[action$='/discuss/']) summary").click()
    page.locator(f"{item} form[action$='/discuss/'] textarea").fill(SAID)
    secretary.press(f"{item} form[action$='/discuss/'] button")
    assert page.locator("form[action$='/vote/'], form[action$='/close/']").count() == 0
    windows.is_in_order(secretary)


def count(windows: Windows, chair: Person, committee: Committee, meeting: Deliberation) -> None:
    """The chair votes, sees live that the others have, counts item by item; the count says who could vote."""
    page, (first, second, third) = chair.page, meeting.items.all()
    chair.press(f".queue a[href*='/deliberation/{meeting.pk}/']")
    for item, choice in ((first, "for"), (second, "for"), (third, "against")):
        page.locator(f"#item-{item.pk} [type=radio][value={choice}]").check()
        chair.press(f"#item-{item.pk} form[action$='/vote/'] button")
    for member in committee.members[1:-1]:
        for item, choice in ((first, Choice.FOR), (second, Choice.FOR), (third, Choice.AGAINST)):
            if not item.recusals.filter(member=member).exists():
                services.cast_vote(item, choice=choice, by=member)
    page.wait_for_selector(f"#item-{first.pk} [data-cast='4']")
    assert page.locator(f"#item-{second.pk} [data-cast='3']").count() == 1
    windows.is_in_order(chair)
    for item in (first, second, third):
        chair.press(f"#item-{item.pk} form[action$='/close/'] button")
    assert [one.result for one in meeting.items.all()] == ["carried", "carried", "lost"]
    assert GROUND in page.inner_text(f"#item-{second.pk}")
    windows.is_in_order(chair)


def close(windows: Windows, secretary: Person, meeting: Deliberation) -> None:
    """The draft of the minutes holds what happened; the secretary closes the meeting with it."""
    secretary.open_step(home(meeting), "close")
    draft = secretary.page.locator("[name=minutes]").input_value()
    assert [words for words in (PLACE, SAID, GROUND, "出差") if words not in draft] == []
    windows.is_in_order(secretary)
    secretary.confirm()
    meeting.refresh_from_db()
    assert meeting.closed_at is not None
    windows.is_in_order(secretary)


def sign(
    windows: Windows, committee: Committee, chair: Person, member: Person, meeting: Deliberation
) -> None:
    """Whoever was there finds the minutes to sign on his first page; with the last signature they are a locked file."""
    for one in (chair, member):
        one.open("/manage/")
        one.press(f".queue a[href*='/deliberation/{meeting.pk}/']")
        one.press(".acts form[action*='/step/sign_minutes/'] button")
    assert Deliberation.objects.get().locked_at is None
    for other in committee.members[2:-1]:
        services.sign_minutes(meeting, by=other, now=windows.world.now)
    wait_until(lambda: bool(Deliberation.objects.get().minutes_sha256), 60, "the printed minutes")
    chair.open(home(meeting))
    assert fetched(windows, chair, "a[href$='/minutes/']").startswith(b"%PDF-")
    assert Deliberation.objects.get().minutes_sha256 in chair.page.inner_text("#content")
    windows.is_in_order(chair)


def put_down(
    windows: Windows, chair: Person, member: Person, meeting: Deliberation, low: Application
) -> None:
    """The chair proposes the list, puts the refusal down, takes it back and puts it down again; nothing is out yet."""
    page, item = chair.page, f"#item-{item_of(meeting, low).pk}"
    chair.press(".acts form[action*='/step/propose_notice/'] button")
    for _turn in range(2):
        page.locator(f"{item} details:has(form[action$='/stage/']) summary").click()
        page.locator(f"{item} form[action$='/stage/'] select").select_option("reject")
        page.locator(f"{item} form[action$='/stage/'] textarea").fill(REASON)
        chair.press(f"{item} form[action$='/stage/'] button")
        if not _turn:
            page.locator(f"{item} details:has(form[action$='/unstage/']) summary").click()
            chair.press(f"{item} form[action$='/unstage/'] button")
    assert REASON in page.inner_text(item)
    windows.is_in_order(chair)
    member.open(home(meeting))
    assert member.page.locator("form[action*='/step/publish/'], a[href*='/step/publish/']").count() == 0
    assert set(Application.objects.values_list("status", flat=True)) == {Status.DELIBERATION}


def release(windows: Windows, meeting: Deliberation, *rows: Application) -> None:
    """The director finds the list on the first page, sees it tried row by row and releases it as one."""
    director = windows.at_desk(windows.world.director)
    director.press(f".queue a[href*='/deliberation/{meeting.pk}/']")
    director.press(".acts a[href*='/step/publish/']")
    trial = director.page.locator("[aria-labelledby=trial] tbody tr")
    assert (trial.count(), director.page.locator("[aria-labelledby=trial] .fault").count()) == (3, 0)
    windows.is_in_order(director)
    director.fill({"confirm": True}, within=".step-form")
    director.confirm()
    best, own, low = (Application.objects.get(pk=row.pk).status for row in rows)
    assert (best, own, low) == (Status.PUBLIC_NOTICE, Status.PUBLIC_NOTICE, Status.REJECTED)
    stranger = windows.person(windows.world.owner)
    stranger.open(f"/notices/{PublicNotice.objects.get().pk}/")
    words = stranger.page.inner_text("main")
    assert [str(row.enterprise) in words for row in rows] == [True, True, False]
