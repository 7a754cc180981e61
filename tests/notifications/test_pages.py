"""The pages about messages: inbox and settings in the portal, inbox, deliveries and the panel of the case at the desk."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.services import reveal_contact
from brandcert.core.models import Event
from brandcert.lists.models import BulkJob
from brandcert.lists.services import confirm, work_on
from brandcert.notifications.models import Dispatch, Message, Preference
from brandcert.notifications.queries import unread_count
from tests.notifications.telling import happen

if TYPE_CHECKING:
    from django.test import Client

    from brandcert.accounts.models import User
    from tests.world import World

INBOX = "/portal/messages/"
SETTINGS = "/portal/settings/"
DESK = "/manage/notifications/"


def messages(world: World, person: User, count: int) -> list[Message]:
    """Write messages to the person, the first one the oldest."""
    event = happen("accept", world.application(Status.ACCEPTED), world.clerk)
    Message.objects.filter(event=event).update(read_at=timezone.now())
    made = []
    for number in range(count):
        row = Event.objects.create(
            name=event.name, subject_type=event.subject_type, subject_id=event.subject_id, actor="system"
        )
        at = timezone.now() - datetime.timedelta(days=count - number)
        made.append(
            Message.objects.create(
                event=row, recipient=person, subject=f"第{number:02d}条", body="内容", created_at=at
            )
        )
    return made


def subjects(page: Any) -> list[str]:
    return [message.subject for message in page.context["page_obj"]]


def test_unread_messages_stand_first_then_the_latest(world: World, client: Client) -> None:
    rows = messages(world, world.owner, 4)
    Message.objects.filter(pk__in=[rows[1].pk, rows[3].pk]).update(read_at=timezone.now())
    client.force_login(world.owner)
    shown = subjects(client.get(INBOX))
    assert shown[:2] == ["第02条", "第00条"]
    assert shown.index("第03条") < shown.index("第01条")


def test_the_inbox_has_pages_and_asks_as_often_for_one_message_as_for_thirty(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(world.editor)
    messages(world, world.editor, 1)
    client.get(INBOX)
    with django_assert_num_queries(6):
        client.get(INBOX)
    messages(world, world.editor, 30)
    with django_assert_num_queries(6):
        first = client.get(INBOX)
    second = client.get(f"{INBOX}?page=2")
    assert (len(subjects(first)), len(subjects(second))) == (20, 13)
    assert client.get(f"{INBOX}?page=nonsense").status_code == 200


def test_a_message_is_marked_read_and_unread_by_its_recipient_only(world: World, client: Client) -> None:
    (row,) = messages(world, world.owner, 1)
    url = f"{INBOX}{row.pk}/mark/"
    assert client.post(url).status_code == 302, "the anonymous are sent to sign in"
    client.force_login(world.editor)
    assert client.post(url).status_code == 404
    assert unread_count(world.owner) == 1
    client.force_login(world.owner)
    assert client.get(url).status_code == 405
    client.post(url)
    assert unread_count(world.owner) == 0
    client.post(url, {"state": "unread"})
    assert unread_count(world.owner) == 1


def test_all_read_leaves_what_came_after_the_page_was_drawn(world: World, client: Client) -> None:
    messages(world, world.owner, 2)
    client.force_login(world.owner)
    newest = client.get(INBOX).context["newest"]
    (late,) = messages(world, world.owner, 1)
    client.post(f"{INBOX}all-read/", {"newest": newest})
    assert list(Message.objects.filter(recipient=world.owner).unread()) == [late]
    assert client.post(f"{INBOX}all-read/", {"newest": "x"}).status_code == 302
    assert unread_count(world.owner) == 1


def test_a_person_chooses_language_and_channels(world: World, client: Client) -> None:
    client.force_login(world.owner)
    page = client.get(SETTINGS).content.decode()
    assert "必发" in page
    assert page.count("checked") == 3
    assert client.post(SETTINGS, {"language": "en"}).status_code == 302
    world.owner.refresh_from_db()
    assert world.owner.language == "en"
    wish = Preference.objects.get(user=world.owner)
    assert (wish.by_email, wish.by_sms) == (False, False)
    wrong = client.post(SETTINGS, {"language": "tlh", "by_email": "on"})
    assert wrong.status_code == 200
    assert Preference.objects.get(user=world.owner).by_email is False


def test_what_is_switched_off_is_not_sent_but_what_the_rules_require_is(world: World) -> None:
    world.owner.phone, world.owner.phone_confirmed = "+8613800138000", True
    world.owner.save()
    Preference.objects.create(user=world.owner, by_email=False, by_sms=False)
    happen("accept", world.application(Status.ACCEPTED), world.clerk)
    assert not Dispatch.objects.filter(message__recipient=world.owner).exists()
    assert Message.objects.filter(recipient=world.owner).count() == 1
    row = world.application(Status.REJECTED, reason="得分未达到核查线")
    happen("reject_below_gate", row, world.director)
    ways = Dispatch.objects.filter(message__recipient=world.owner).values_list("channel", flat=True)
    assert set(ways) == {"email", "sms"}


def test_staff_read_their_own_messages_at_the_desk(world: World, client: Client) -> None:
    (mine,) = messages(world, world.clerk, 1)
    (other,) = messages(world, world.secretary, 1)
    client.force_login(world.clerk)
    url = f"{DESK}message/"
    assert subjects(client.get(url)) == ["第00条"]
    box = client.get("/manage/").context["queues"][-1]
    assert (box["url"], box["count"], [row["title"] for row in box["rows"]]) == (url, 1, ["第00条"])
    assert client.get(f"{url}{other.pk}/change/").status_code == 404
    assert client.get(f"{url}{mine.pk}/change/").status_code == 200
    assert unread_count(world.clerk) == 0
    assert client.post(f"{url}{mine.pk}/change/", {"subject": "x"}).status_code == 405
    client.force_login(world.owner)
    assert client.get(url).status_code == 302


def test_staff_mark_everything_read(world: World, client: Client, django_assert_num_queries: Any) -> None:
    messages(world, world.clerk, 1)
    client.force_login(world.clerk)
    url = f"{DESK}message/"
    client.get(url)
    with django_assert_num_queries(13):
        client.get(url)
    messages(world, world.clerk, 29)
    with django_assert_num_queries(13):
        newest = client.get(url).context["newest"]
    assert client.get(f"{url}all-read/").status_code == 405
    client.post(f"{url}all-read/", {"newest": newest})
    assert unread_count(world.clerk) == 0


def given_up(world: World) -> Dispatch:
    row = world.application(Status.ACCEPTED)
    event = happen("accept", row, world.clerk)
    dispatch = Dispatch.objects.get(message__event=event, message__recipient=world.owner)
    Dispatch.objects.filter(pk=dispatch.pk).update(
        sent_at=None, failed_at=timezone.now(), attempts=6, error="ConnectionRefusedError 111"
    )
    return Dispatch.objects.select_related("message").get(pk=dispatch.pk)


@pytest.mark.parametrize(
    ("role", "sees", "retries"),
    [
        (Role.SYSADMIN, 200, True),
        (Role.CLERK, 200, True),
        (Role.AUDITOR, 200, False),
        (Role.EXPERT, 403, False),
        (Role.DIRECTOR, 403, False),
    ],
)
def test_failed_dispatches_are_listed_masked_and_tried_again_by_post(
    world: World, client: Client, role: Role, sees: int, retries: bool
) -> None:
    row = given_up(world)
    client.force_login(world.person(role))
    listed = client.get(f"{DESK}dispatch/?result=failed")
    assert listed.status_code == sees
    page = listed.content.decode()
    assert ("ConnectionRefusedError" in page) == (sees == 200)
    assert str(world.owner.email) not in page
    assert row.message.subject not in page, "whoever looks after mail reads no cases"
    url = f"{DESK}dispatch/{row.pk}/retry/"
    assert client.get(url).status_code == 405
    client.post(url)
    row.refresh_from_db()
    assert (row.failed_at is None) == retries


def test_many_are_tried_again_at_once_and_what_is_not_given_up_is_left_alone(
    world: World, client: Client
) -> None:
    rows = [given_up(world), given_up(world)]
    sent = Dispatch.objects.exclude(pk__in=[row.pk for row in rows]).first()
    assert sent is not None
    client.force_login(world.sysadmin)
    keys = [row.pk for row in (*rows, sent)]
    url = "/manage/lists/bulkjob/begin/notifications/dispatch/"
    client.post(url, {"action": "notifications.dispatch.retry", "_selected_action": keys})
    job = BulkJob.objects.get()
    assert [bool(row.objection) for row in job.rows.order_by("subject_id")] == [
        key == sent.pk for key in sorted(keys)
    ]
    confirm(job, by=world.sysadmin, now=world.now)
    work_on(job.pk)
    assert not Dispatch.objects.failed().exists()


def test_the_case_shows_what_the_enterprise_was_told_masked_until_revealed(
    world: World, client: Client
) -> None:
    row = given_up(world)
    case = row.message.case_id
    url = f"/manage/applications/application/{case}/change/"
    client.force_login(world.clerk)
    page = client.get(url).content.decode()
    assert "告知企业的情况" in page
    assert "已受理" in page
    assert "失败" in page
    assert str(world.owner.email) not in page
    assert world.owner.name not in page.split('id="told"')[1].split("</section>")[0]
    application = Application.objects.get(pk=case or 0)
    reveal_contact(application, ground="service", by=world.clerk)
    assert str(world.owner.email) in client.get(url).content.decode()


def test_the_case_says_nothing_of_deliveries_to_those_who_do_not_handle_it(
    world: World, client: Client
) -> None:
    case = given_up(world).message.case_id
    visitor = world.person(Role.INSPECTOR)
    from brandcert.inspections.models import Inspection, TeamMember

    visit = Inspection.objects.create(
        application_id=case or 0, planned_on=world.today, planned_by=world.secretary
    )
    TeamMember.objects.create(inspection=visit, user=visitor)
    client.force_login(visitor)
    page = client.get(f"/manage/applications/application/{case}/change/")
    assert page.status_code == 200
    assert "告知企业的情况" not in page.content.decode()


def test_messages_to_experts_stand_in_no_panel(world: World, client: Client) -> None:
    from brandcert.reviews.models import Assignment, Expert, Panel

    case = world.application(Status.EXPERT_REVIEW)
    panel = Panel.objects.create(application=case, rubric=case.category.rubrics.get())
    expert = Expert.objects.create(user=world.expert, employer="东北师范大学")
    happen("invite", Assignment.objects.create(panel=panel, expert=expert), world.secretary)
    happen("appoint_panel", case, world.secretary)
    assert Message.objects.about(case).filter(recipient=world.expert).count() == 1
    client.force_login(world.recommender)
    page = client.get(f"/manage/applications/application/{case.pk}/change/").content.decode()
    told = page.split('id="told"')[1].split("</section>")[0]
    assert "评审邀请" not in told
    assert "进入专家评审" in told
