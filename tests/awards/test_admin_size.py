"""How often the pages ask the database, with one row and with thirty."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.awards.enums import Choice, Presence
from brandcert.awards.models import (
    AgendaItem,
    Appeal,
    Decision,
    Deliberation,
    NoticeItem,
    Objection,
    PublicNotice,
)

if TYPE_CHECKING:
    from django.test import Client

    from tests.awards.conftest import Committee

DESK = "/manage/awards"
MANY = 30


def big_meeting(committee: Committee, number: int) -> Deliberation:
    """Hold a meeting about so many applications in which two members have voted on each."""
    meeting = Deliberation.objects.create(
        batch=committee.world.batch, held_on=committee.world.today, called_by=committee.chair
    )
    meeting.attendees.set(committee.members)
    everybody = {member.pk: Presence.PRESENT for member in committee.members}
    services.note_attendance(meeting, presence=everybody, notes={}, by=committee.chair, now=timezone.now())
    for rank in range(1, number + 1):
        enterprise = committee.world.new_enterprise(None)
        item = AgendaItem.objects.create(
            deliberation=meeting, application=committee.ready(enterprise=enterprise), rank=rank
        )
        for member in committee.members[:2]:
            services.cast_vote(item, choice=Choice.FOR, by=member)
    return meeting


def big_notice(committee: Committee, number: int) -> PublicNotice:
    """Publish so many applications, each with an objection."""
    world = committee.world
    notice = PublicNotice.objects.create(
        batch=world.batch,
        number=f"公示{number}",
        published_on=world.today,
        starts_on=world.today,
        ends_on=world.today + datetime.timedelta(days=9),
    )
    for position in range(1, number + 1):
        application = committee.ready(enterprise=world.new_enterprise(None))
        Application.objects.filter(pk=application.pk).update(status=Status.PUBLIC_NOTICE)
        item = NoticeItem.objects.create(
            notice=notice,
            application=application,
            enterprise_name=application.enterprise.name,
            product_name=str(application.product),
            position=position,
        )
        services.file_objection(item, name="张三", contact="1", facts="x", now=timezone.now())
    return notice


@pytest.mark.parametrize("number", [1, MANY])
def test_a_meeting_asks_as_often_for_one_item_as_for_thirty(
    committee: Committee, client: Client, django_assert_num_queries: Any, number: int
) -> None:
    meeting = big_meeting(committee, number)
    client.force_login(committee.chair)
    with django_assert_num_queries(36):
        answer = client.get(f"{DESK}/deliberation/{meeting.pk}/change/")
    assert len(answer.context["agenda"]) == number


@pytest.mark.parametrize("number", [1, MANY])
def test_a_notice_asks_as_often_for_one_item_as_for_thirty(
    committee: Committee, client: Client, django_assert_num_queries: Any, number: int
) -> None:
    notice = big_notice(committee, number)
    client.force_login(committee.world.clerk)
    with django_assert_num_queries(31):
        answer = client.get(f"{DESK}/publicnotice/{notice.pk}/change/")
    assert len(answer.context["items"]) == number


def rows_of(committee: Committee, name: str, number: int) -> None:
    """Make so many rows of the list."""
    world = committee.world
    if name in ("publicnotice", "objection"):
        big_notice(committee, number)
    for place in range(number):
        if name == "deliberation":
            Deliberation.objects.create(batch=world.batch, held_on=world.today, called_by=committee.chair)
        elif name == "decision":
            Decision.objects.create(
                batch=world.batch, number=str(place), decided_on=world.today, decided_by=world.director
            )
        elif name == "appeal":
            application = committee.ready(enterprise=world.new_enterprise(None))
            Appeal.objects.create(application=application, filed_by=world.owner, due_on=world.today)


@pytest.mark.parametrize("number", [1, MANY])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("deliberation", 20), ("publicnotice", 18), ("objection", 18), ("decision", 18), ("appeal", 18)],
)
def test_a_list_asks_as_often_for_one_row_as_for_thirty(
    committee: Committee, client: Client, django_assert_num_queries: Any, name: str, queries: int, number: int
) -> None:
    rows_of(committee, name, number)
    client.force_login(committee.world.director)
    with django_assert_num_queries(queries):
        client.get(f"{DESK}/{name}/")
    assert Objection.objects.count() in (0, number)
