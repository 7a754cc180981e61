"""Every finished stage can be rated once by its link; a bad rating is looked into by somebody who was no party."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.core import events
from brandcert.core.delivery import deliver
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from brandcert.core.workdays import add_workdays
from brandcert.feedback import queries, services
from brandcert.feedback.enums import Level, Occasion, Outcome
from brandcert.feedback.handlers import ENDS
from brandcert.feedback.models import FollowUp, Rating
from brandcert.notifications.models import Message
from brandcert.notifications.services import remind
from tests.machine import APPLICATION

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

DAY = datetime.timedelta(days=1)
CONTACT = {
    "subject": {"contact_name": "李晓梅", "contact_phone": "13812345678", "contact_email": "li@example.org"}
}


def deliver_all() -> None:
    """Let every handler hear of everything, as the sweep does."""
    while waiting := list(Event.objects.unsettled()):
        for event in waiting:
            deliver(event.pk)


def rated(world: World, level: int = 5, **fields: Any) -> Rating:
    row = services.invite(
        world.application(Status.AWARDED, content=CONTACT), occasion=Occasion.RESULT, now=world.now
    )
    return services.give(row, level=level, now=world.now, **fields)


def path_of(rating: Rating) -> str:
    return reverse("public:rate", args=[queries.token_of(rating)])


def test_every_end_of_a_case_is_asked_about() -> None:
    dead = {
        step
        for step, moves in APPLICATION.items()
        if set(moves.values()) & {"rejected", "not_accepted", "lapsed", "withdrawn", "awarded"}
    }
    assert set(ENDS) == dead


@pytest.mark.both
def test_a_finished_stage_is_asked_about_once_and_rated_once_by_the_link(
    world: World, client: Client
) -> None:
    row = world.application(Status.ACCEPTED)
    for step in ("accept", "accept", "award"):
        events.record(step, row, by=world.clerk)
    deliver_all()
    first, last = Rating.objects.order_by("id")
    assert [first.occasion, last.occasion] == [Occasion.ACCEPTANCE, Occasion.RESULT]
    assert first.open_until == world.today + 30 * DAY

    told = Message.objects.filter(kind="application.rating", recipient=world.owner).order_by("id")
    assert [message.url for message in told] == [path_of(first), path_of(last)]
    assert all(message.case_id is None for message in told)
    assert path_of(first) in told[0].body
    client.force_login(world.owner)
    assert path_of(first) in client.get(f"/portal/applications/{row.pk}/").content.decode()
    client.logout()

    page = client.get(path_of(first), headers={"accept-language": "en"})
    assert "very satisfied" in page.content.decode()
    assert client.get(path_of(first)[:-2] + "/").status_code == 404
    assert client.get("/rate/1/").status_code == 404
    wrong = client.post(path_of(first), {"level": "", "comment": "字还在"})
    assert (wrong.status_code, "字还在" in wrong.content.decode()) == (422, True)
    assert client.post(path_of(first), {"level": "9"}).status_code == 422
    assert client.post(path_of(first), {"level": "4", "reasons": ["nothing"]}).status_code == 422
    assert (
        client.post(path_of(first), {"level": "4", "reasons": ["speed"], "comment": "快"}).status_code == 200
    )
    first.refresh_from_db()
    assert (first.level, first.reasons, first.comment) == (4, ["speed"], "快")
    assert Event.objects.get(name="feedback.rating.give").actor == "system"

    again = client.post(path_of(first), {"level": "1"})
    assert again.status_code == 410
    assert client.get(path_of(first)).status_code == 410
    with pytest.raises(services.AlreadyRated):
        services.give(first, level=1, now=world.now)
    assert Rating.objects.get(pk=first.pk).level == 4
    assert not FollowUp.objects.exists()
    with pytest.raises(services.RatingOver):
        services.give(last, level=5, now=world.now + 31 * DAY)
    with pytest.raises(services.UnusableRating):
        services.give(last, level=5, reasons=["x"], now=world.now)


def _is_brought_up_once(world: World, row: FollowUp) -> None:
    # What supervision left lying is brought before the director, once, without saying which case was rated.
    assert services.flag_late(today=row.due_on) == 0
    assert [services.flag_late(today=row.due_on + DAY) for _time in range(2)] == [1, 0]
    world.director  # noqa: B018 -- there before the message is written
    deliver_all()
    overdue = Message.objects.filter(kind="staff.follow_up_overdue")
    assert {message.recipient for message in overdue} == {world.supervisor, world.director}
    number = str(row.rating.application.receipt_number)
    assert not any(number in message.body or "等了太久" in message.body for message in overdue)


def test_a_bad_rating_is_called_back_about_and_answered_in_time(world: World, client: Client) -> None:
    world.program.rating_days = 3
    world.program.save()
    rating = rated(world, 2, comment="等了太久", reasons=["speed"])
    row = FollowUp.objects.get(rating=rating)
    assert row.due_on == add_workdays(world.today, 3).on
    world.supervisor, world.clerk  # noqa: B018 -- both are there before the message is written
    deliver_all()
    assert {message.recipient for message in Message.objects.filter(kind="staff.bad_rating")} == {
        world.supervisor
    }
    at_noon = datetime.datetime.combine(row.due_on, datetime.time(4), datetime.UTC)
    assert remind(now=at_noon) == 1
    assert remind(now=at_noon) == 0
    _is_brought_up_once(world, row)

    client.force_login(world.supervisor)
    assert "/manage/queues/bad-ratings/" in client.get("/manage/").content.decode()
    base = f"/manage/feedback/followup/{row.pk}/"
    page = client.get(f"{base}change/").content.decode()
    assert "等了太久" in page
    assert "138****5678" in page
    for secret in ("13812345678", "li@example.org", "李晓梅"):
        assert secret not in page
    assert client.post(f"{base}step/reveal_contact/", {"understood": "on"}).status_code == 302
    assert "13812345678" in client.get(f"{base}change/").content.decode()
    assert Event.objects.filter(name="feedback.followup.reveal_contact").count() == 1

    with pytest.raises(services.IncompleteFollowUp):
        services.close(row, outcome=Outcome.EXPLAINED, answer="x", by=world.supervisor, now=world.now)
    assert client.post(f"{base}step/call/", {"is_reached": "yes", "said": "受理时间超期"}).status_code == 302
    contradiction = {"outcome": Outcome.NOT_REACHED, "answer": "已处理"}
    assert client.post(f"{base}step/close/", contradiction).status_code == 200
    assert (
        client.post(f"{base}step/close/", {"outcome": "put_right", "answer": "已增派人员"}).status_code == 302
    )
    row.refresh_from_db()
    assert (row.outcome, row.called_by, row.closed_by) == ("put_right", world.supervisor, world.supervisor)
    deliver_all()
    answer = Message.objects.get(kind="application.rating_answered", recipient=world.owner)
    assert "已增派人员" in answer.body
    with pytest.raises(services.AlreadyClosed):
        services.call(row, is_reached=True, said="x", by=world.supervisor, now=world.now)


def test_whoever_dealt_with_the_case_never_sees_how_it_was_rated(world: World, client: Client) -> None:
    party = world.person(Role.SUPERVISOR, Role.CLERK)
    rating = rated(world, 1, comment="态度差")
    events.record("accept", rating.application, by=party)
    row = FollowUp.objects.get()
    deliver_all()
    assert not Message.objects.filter(kind="staff.bad_rating", recipient=party).exists()
    for act in (services.call, services.close):
        facts = (
            {"is_reached": True, "said": "x"}
            if act is services.call
            else {"outcome": "explained", "answer": "x"}
        )
        for person in (party, world.clerk, world.director, world.auditor):
            with pytest.raises(Refused):
                act(row, by=person, now=world.now, **facts)
    for person, seen in ((party, 404), (world.clerk, 404), (world.director, 404), (world.auditor, 200)):
        assert FollowUp.objects.visible_to(person).exists() == (seen == 200)
        client.force_login(person)
        assert client.get(f"/manage/feedback/followup/{row.pk}/change/").status_code == seen
        assert client.get(f"/manage/feedback/rating/{rating.pk}/change/").status_code in {302, 404}
        case = client.get(f"/manage/applications/application/{rating.application_id}/change/")
        assert "态度差" not in case.content.decode()


def test_staff_see_figures_and_only_where_nobody_is_recognised(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    rows = [rated(world, level, comment=f"意见{level}", reasons=["pages"]) for level in (5, 5, 4, 3)]
    client.force_login(world.clerk)
    few = client.get("/manage/feedback/rating/", headers={"accept-language": "en"})
    assert "Too few for figures." in few.content.decode()
    assert "意见" not in few.content.decode()
    rated(world, 1)
    shown = client.get("/manage/feedback/rating/", headers={"accept-language": "en"})
    assert "80 % satisfied" in shown.content.decode()
    assert [level["count"] for level in shown.context["figures"][0]["levels"]] == [
        2 if level == Level.VERY_CONTENT else int(level != Level.DISCONTENT) for level in Level
    ]
    client.force_login(world.director)
    assert "意见5" not in client.get("/manage/feedback/rating/").content.decode()
    client.force_login(world.supervisor)
    text = client.get("/manage/feedback/rating/").content.decode()
    assert "意见5" in text
    assert str(rows[0].application.receipt_number) not in text
    with django_assert_num_queries(3):
        queries.figures()
    for person in (world.expert, world.owner):
        client.force_login(person)
        assert client.get("/manage/feedback/rating/").status_code in {302, 403}
