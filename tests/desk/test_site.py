"""The first page of staff: navigation by role, queues, approvals."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.certificates import services
from brandcert.certificates.models import StatusInterval
from brandcert.core import approvals
from brandcert.core.workdays import add_workdays
from brandcert.desk import queues
from brandcert.programs.enums import Route

if TYPE_CHECKING:
    from django.test import Client

    from tests.certificates.drafts import Register
    from tests.world import World

DAY = datetime.timedelta(days=1)


def keys(world: World, role: Role) -> list[str]:
    return [queue.key for queue in queues.queues_of(world.person(role))]


def test_each_role_has_its_queues_and_no_other(world: World) -> None:
    assert keys(world, Role.RECOMMENDER) == ["recommend", "unit-corrections"]
    assert keys(world, Role.CLERK) == ["accept", "integrity", "objections", "appeals", "corrections"]
    assert keys(world, Role.EXPERT) == ["scores"]
    assert keys(world, Role.AUDITOR) == ["emergencies", "emergencies-running"]


def test_queue_keys_are_unique() -> None:
    found = [queue.key for defined in queues.QUEUES.values() for queue in defined]

    assert len(found) == len(set(found))


def test_the_clerk_sees_recommended_cases_the_most_urgent_first(world: World, client: Client) -> None:
    later = world.application(Status.RECOMMENDED, due_on=add_workdays(world.today, 9).on)
    sooner = world.application(Status.RECOMMENDED, due_on=add_workdays(world.today, 2).on)
    late = world.application(Status.RECOMMENDED, due_on=world.today - 40 * DAY)
    world.application(Status.SUBMITTED)
    client.force_login(world.clerk)

    answer = client.get("/manage/")

    queue = answer.context["queues"][0]
    assert [row["title"] for row in queue["rows"]] == [str(row.product) for row in (late, sooner, later)]
    assert [row["tone"] for row in queue["rows"]] == ["red", "amber", ""]


def test_where_the_batch_has_no_unit_the_clerk_sees_what_was_submitted(world: World) -> None:
    application = world.application(Status.SUBMITTED)
    queue = queues.QUEUES[Role.CLERK][0]
    assert not queue.rows(world.clerk).exists()

    world.batch.route = Route.SELF
    world.batch.save()

    assert list(queue.rows(world.clerk)) == [application]


def test_a_recommender_sees_only_his_units_cases(world: World, client: Client) -> None:
    from brandcert.accounts.models import Unit  # only here

    own = world.application(Status.SUBMITTED)
    world.application(Status.SUBMITTED, unit=Unit.objects.exclude(pk=world.unit.pk).first())
    client.force_login(world.recommender)

    rows = client.get("/manage/").context["queues"][0]["rows"]

    assert [row["title"] for row in rows] == [str(own.product)]


def test_the_director_sees_proposals_of_others_that_wait(world: World, client: Client) -> None:
    application = world.application(Status.INSPECTION)
    approvals.propose("reject_for_fraud", application, by=world.clerk, details={"reason": "伪造。"})
    both = world.person(Role.CLERK, Role.DIRECTOR)
    own = world.application(Status.INSPECTION)
    approvals.propose("reject_for_fraud", own, by=both, details={"reason": "伪造。"})

    client.force_login(world.director)
    assert client.get("/manage/").context["queues"][0]["count"] == 2
    client.force_login(both)
    shown = client.get("/manage/queues/approvals/").context["queues"][0]
    assert [row["url"] for row in shown["rows"]] == [
        f"/manage/applications/application/{application.pk}/change/"
    ]
    client.force_login(world.clerk)
    assert client.get("/manage/queues/approvals/").context["queues"][0]["rows"] == []


def test_the_director_sees_lists_to_approve_with_the_day_they_are_due(
    world: World, register: Register, client: Client
) -> None:
    batch = register.proposed(*register.drafts(2))
    client.force_login(world.director)

    queue = next(
        queue
        for queue in client.get("/manage/").context["queues"]
        if queue["url"] == "/manage/queues/issue-lists/"
    )

    assert [row["url"] for row in queue["rows"]] == [f"/manage/certificates/issuebatch/{batch.pk}/change/"]
    assert queue["rows"][0]["due"] == add_workdays(register.decided_on, world.program.issue_days).on
    services.approve_issue(batch, by=world.director, now=world.now)
    assert not queues.QUEUES[Role.DIRECTOR][2].rows(world.director).exists()


def test_nobody_is_asked_to_approve_the_list_he_proposed(world: World, register: Register) -> None:
    both = world.person(Role.ISSUER, Role.DIRECTOR)
    register.tried(services.propose_issue([register.draft()], by=both, today=world.today))
    queue = queues.QUEUES[Role.DIRECTOR][2]
    assert not queue.rows(both).exists()
    assert queue.rows(world.director).count() == 1


@pytest.mark.parametrize(("hours", "words"), [(2, "21 hours left"), (30, "6 hours late")])
def test_the_director_sees_what_to_ratify_and_how_many_hours_are_left(
    world: World, register: Register, client: Client, hours: int, words: str
) -> None:
    certificate = register.issued()
    at = world.now - datetime.timedelta(hours=hours)
    StatusInterval.objects.update(starts_at=at - DAY)
    services.suspend_at_once(certificate, reason="危险", by=world.supervisor, now=at)
    client.force_login(world.director)

    answer = client.get("/manage/queues/ratify/", headers={"accept-language": "en"})

    row = answer.context["queues"][0]["rows"][0]
    assert (row["left"], row["tone"]) == (words, "red")
    assert row["url"] == f"/manage/certificates/certificate/{certificate.pk}/change/"
    services.ratify(certificate, by=world.director, now=world.now)
    assert not queues.QUEUES[Role.DIRECTOR][0].rows(world.director).exists()


def test_the_directors_lists_ask_as_often_for_one_as_for_five(
    world: World, register: Register, client: Client, django_assert_num_queries: object
) -> None:
    client.force_login(world.director)
    for count in (1, 4):
        for number in range(count):
            register.proposed(register.draft(decided_on=world.today - DAY * (2 + number)))
        with django_assert_num_queries(20):  # type: ignore[operator] # pytest-django's fixture
            client.get("/manage/queues/issue-lists/")


def test_the_navigation_counts_what_waits(world: World, client: Client) -> None:
    for _number in range(3):
        world.application(Status.RECOMMENDED)
    client.force_login(world.clerk)

    work = client.get("/manage/").context["nav_groups"][0]["items"]

    assert [(item["url"], item["count"], item["active"]) for item in work] == [
        ("/manage/", 0, True),
        ("/manage/applications/application/units/", 0, False),
        ("/manage/queues/accept/", 3, False),
        ("/manage/queues/integrity/", 0, False),
        ("/manage/queues/objections/", 0, False),
        ("/manage/queues/appeals/", 0, False),
        ("/manage/queues/corrections/", 0, False),
    ]


def test_a_queue_of_another_role_does_not_exist(world: World, client: Client) -> None:
    client.force_login(world.recommender)

    assert client.get("/manage/queues/recommend/").status_code == 200
    assert client.get("/manage/queues/accept/").status_code == 404


def test_the_first_page_asks_as_often_for_one_row_as_for_thirty(
    world: World, client: Client, django_assert_num_queries: object
) -> None:
    client.force_login(world.clerk)
    world.application(Status.RECOMMENDED, due_on=world.today)
    with django_assert_num_queries(25):  # type: ignore[operator] # pytest-django's fixture
        client.get("/manage/")
    for _number in range(29):
        world.application(Status.RECOMMENDED, due_on=world.today)
    with django_assert_num_queries(25):  # type: ignore[operator] # as above
        client.get("/manage/")


@pytest.mark.parametrize("role", list(Role))
def test_every_role_opens_its_first_page_which_says_that_this_is_a_demonstration(
    world: World, client: Client, role: Role
) -> None:
    client.force_login(world.person(role))

    answer = client.get("/manage/", headers={"accept-language": "en"})

    assert answer.status_code == 200
    assert "Demo environment" in answer.content.decode()
