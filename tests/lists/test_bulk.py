"""One act for many rows: tried, confirmed, done once, refused with reasons, its result kept."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl  # noqa: TID253 - a test may be slow to load
import pytest
from django.urls import reverse

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant
from brandcert.applications import services as applications
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.queries import form_of
from brandcert.core import policies
from brandcert.core.models import Approval, Event
from brandcert.lists import acts, queries, services
from brandcert.lists.enums import Outcome, Phase
from brandcert.lists.models import BulkJob
from brandcert.lists.services import trying
from tests.desk.addresses import proved
from tests.lists.rows import ready
from tests.reviews.conftest import ReviewRoom

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

ACCEPT = "applications.application.accept"
LIST = "/manage/applications/application/"
BEGIN = "/manage/lists/bulkjob/begin/applications/application/"


def page_of(job: BulkJob) -> str:
    return reverse("admin:lists_bulkjob_change", args=[job.pk])


def do(job: BulkJob, name: str) -> str:
    return reverse("admin:lists_bulkjob_do", args=[job.pk, name])


def outcomes(job: BulkJob) -> dict[int, tuple[str, str]]:
    return {row.subject_id: (row.outcome, row.reason) for row in job.rows.order_by("position")}


def states(*rows: Application) -> list[str]:
    return [Application.objects.get(pk=row.pk).status for row in rows]


@pytest.mark.both
def test_a_clerk_accepts_all_rows_of_a_filter_after_a_trial_that_changed_nothing(
    world: World, client: Client
) -> None:
    world.clear_integrity()
    good, moved, unchecked = ready(world), ready(world), world.application(Status.RECOMMENDED)
    elsewhere = world.application(Status.EXPERT_REVIEW)
    client.force_login(world.clerk)
    listed = client.get(LIST).content.decode()
    assert ACCEPT in listed
    assert "applications.application.appoint_panel" not in listed, "the menu is that of the role"
    events = Event.objects.count()
    answer = client.post(
        f"{BEGIN}?status={Status.RECOMMENDED}", {"action": ACCEPT, "scope": "all"}, follow=True
    )
    job = BulkJob.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain == [(page_of(job), 302)]
    assert (queries.counts(job)["possible"], queries.counts(job)["objected"]) == (2, 1)
    assert "The eligibility sheet has not been filled in." in page or "资格审查表" in page
    assert elsewhere.pk not in outcomes(job)
    assert states(good, moved, unchecked) == [Status.RECOMMENDED] * 3
    assert Event.objects.count() == events + 1, "only that the trial was begun"

    # A link of the mail or a second click confirms nothing.
    assert client.get(do(job, "confirm")).status_code == 405
    client.post(do(job, "confirm"))
    assert states(good, moved, unchecked) == [Status.RECOMMENDED] * 3, "the worker does it, not the page"
    applications.request_correction(
        Application.objects.get(pk=moved.pk),
        items=[{"field": first_field(moved), "problem": "缺页"}],
        by=world.clerk,
        today=world.today,
    )
    services.work_on(job.pk)
    services.work_on(job.pk)
    assert states(good, moved, unchecked) == [Status.ACCEPTED, Status.CORRECTION, Status.RECOMMENDED]
    job.refresh_from_db()
    ends = outcomes(job)
    assert ends[good.pk] == (Outcome.DONE, "")
    assert ends[moved.pk][0] == ends[unchecked.pk][0] == Outcome.REFUSED
    assert ends[moved.pk][1] != ends[unchecked.pk][1]
    accepted = Event.objects.filter(name=ACCEPT)
    assert [(event.subject_id, event.actor) for event in accepted] == [(good.pk, f"user:{world.clerk.pk}")]
    result_is_kept(job, client, [good, moved, unchecked])


def result_is_kept(job: BulkJob, client: Client, rows: list[Application]) -> None:
    """Read the result file, its hash in the trail, and the page of what is over."""
    file = client.get(reverse("admin:lists_bulkjob_result", args=[job.pk])).content
    lines = openpyxl.load_workbook(io.BytesIO(file)).worksheets[0].iter_rows(min_row=2, values_only=True)
    assert {line[1] for line in lines} == {row.receipt_number for row in rows}
    finish = Event.objects.get(name="lists.bulkjob.finish")
    assert (finish.payload["done"], finish.payload["refused"]) == (1, 2)
    assert finish.payload["sha256"] == job.result_sha256
    shown = client.get(page_of(job) + "?show=refused").content.decode()
    assert "noscript" not in shown, "what is over does not look again"
    assert client.get("/manage/lists/bulkjob/").status_code == 200


def first_field(row: Application) -> str:
    """Return some field of the application's form."""
    section = form_of(row).sections[0]
    return f"{section.key}.{section.fields[0].key}"


def test_a_job_is_paused_resumed_cancelled_and_belongs_to_its_owner(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "AT_ONCE", 1)
    world.clear_integrity()
    rows = [ready(world) for _number in range(3)]
    client.force_login(world.clerk)
    keys = [row.pk for row in rows]
    client.post(BEGIN, {"action": ACCEPT, "_selected_action": [*keys, "x"]})
    job = BulkJob.objects.get()
    page = client.get(page_of(job)).content.decode()
    assert job.phase == Phase.TRYING
    assert '<noscript><meta http-equiv="refresh"' in page
    client.post(do(job, "confirm"))
    assert BulkJob.objects.get().confirmed_at is None, "not before all rows were tried"
    services.sweep_jobs()
    client.post(do(job, "confirm"))
    client.post(do(job, "pause"))
    services.work_on(job.pk)
    assert states(*rows) == [Status.RECOMMENDED] * 3
    assert BulkJob.objects.get().phase == Phase.PAUSED

    routes_are_closed(world, client, job)
    client.force_login(world.clerk)
    client.post(do(job, "resume"))
    RoleGrant.objects.filter(user=world.clerk).update(until=world.today.replace(year=2020))
    services.work_on(job.pk, seconds=30)
    ends = outcomes(BulkJob.objects.get())
    assert {outcome for outcome, _reason in ends.values()} == {Outcome.REFUSED}, (
        "the office is asked for again"
    )
    assert states(*rows) == [Status.RECOMMENDED] * 3


def routes_are_closed(world: World, client: Client, job: BulkJob) -> None:
    """Try every route as somebody else."""
    # Every route: another clerk does not find it, whoever has no such work is refused, the auditor only reads.
    strangers = {world.person(Role.CLERK): 404, world.expert: 403, world.owner: 302}
    routes: list[tuple[Any, str]] = [
        (client.get, page_of(job)),
        (client.get, reverse("admin:lists_bulkjob_result", args=[job.pk])),
    ]
    routes += [(client.post, do(job, name)) for name in ("confirm", "pause", "resume", "cancel", "describe")]
    for person, status in strangers.items():
        client.force_login(person)
        for method, url in routes:
            assert method(url).status_code in {status, 302 if status == 302 else 404}, (person, url)
    client.force_login(world.expert)
    assert client.post(BEGIN, {"action": ACCEPT, "scope": "all"}).status_code in {302, 403}
    client.force_login(world.auditor)
    assert client.get(page_of(job)).status_code == 200
    assert do(job, "resume") not in client.get(page_of(job)).content.decode()
    for name in ("confirm", "pause", "resume", "cancel"):
        assert client.post(do(job, name)).status_code == 403
    client.force_login(world.secretary)
    client.post(BEGIN, {"action": ACCEPT, "scope": "all"})
    assert BulkJob.objects.count() == 1, "an act of another role is none of the secretary's"


def test_cancelling_leaves_out_what_was_not_done_and_keeps_a_result(world: World) -> None:
    world.clear_integrity()
    rows = [ready(world), ready(world)]
    act = acts.registered()[ACCEPT]
    job = services.begin(act, [row.pk for row in rows], by=world.clerk, now=world.now)
    services.confirm(job, by=world.clerk, now=world.now)
    services.work_on(job.pk, seconds=0)
    services.cancel(job, by=world.clerk, now=world.now)
    services.work_on(job.pk)
    assert {outcome for outcome, _reason in outcomes(job).values()} == {Outcome.LEFT}
    assert BulkJob.objects.get().result_sha256
    with pytest.raises(services.TooManyRows):
        services.begin(act, range(5001), by=world.clerk, now=world.now)
    with pytest.raises(services.NothingChosen):
        services.begin(act, [], by=world.clerk, now=world.now)


def test_a_secretary_reminds_and_proposes_for_many_and_two_persons_stay_two(
    world: World, client: Client
) -> None:
    room = ReviewRoom(world)
    low, running = room.scored("0.10", "0.10", "0.10", "0.10", "0.10"), room.in_review()
    client.force_login(world.secretary)
    begin = "/manage/lists/bulkjob/begin/reviews/assignment/"
    remind = "reviews.assignment.remind"
    for expected in (len(room.tasks(running)), 0):
        client.post(begin, {"action": remind, "scope": "all"})
        job = BulkJob.objects.latest("pk")
        assert queries.counts(job)["possible"] == expected
        client.post(do(job, "confirm"))
        services.work_on(job.pk)
    assert Event.objects.filter(name=remind).count() == len(room.tasks(running)), "once a day"

    propose = "applications.application.finish_review"
    client.post(BEGIN, {"action": propose, "_selected_action": [low.pk, running.pk]})
    job = BulkJob.objects.latest("pk")
    client.post(do(job, "confirm"))
    services.work_on(job.pk)
    assert [end for end, _reason in outcomes(job).values()].count(Outcome.DONE) == 1
    proposal = Approval.objects.get(action=propose)
    assert (proposal.subject_id, proposal.outcome) == (low.pk, "")
    assert states(low) == [Status.EXPERT_REVIEW], "the director has not approved it"

    # What holds for all rows is asked before the trial.
    client.post(begin, {"action": "reviews.assignment.replace", "scope": "all"})
    job = BulkJob.objects.latest("pk")
    assert job.phase == Phase.ASKING
    assert 'name="reason"' in client.get(page_of(job)).content.decode()
    assert client.post(do(job, "describe"), {"reason": " "}).status_code == 200
    assert BulkJob.objects.latest("pk").phase == Phase.ASKING
    client.post(do(job, "describe"), {"reason": "逾期未评"})
    assert BulkJob.objects.latest("pk").phase == Phase.TRIED
    assert "逾期未评" in client.get(page_of(job)).content.decode()


def test_a_grave_act_asks_once_for_a_fresh_factor_at_the_confirmation(
    world: World, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = False
    monkeypatch.setattr(policies, "_grave", policies._grave | {ACCEPT})
    world.clear_integrity()
    row = ready(world)
    act = acts.registered()[ACCEPT]
    job = services.begin(act, [row.pk], by=world.clerk, now=world.now)
    proved(client, world.clerk, minutes=600)
    asked = client.post(do(job, "confirm"))
    assert asked.status_code == 302
    assert page_of(job) not in asked["Location"]
    assert BulkJob.objects.get().confirmed_at is None
    proved(client, world.clerk)
    client.post(do(job, "confirm"))
    assert BulkJob.objects.get().confirmed_at is not None
    services.work_on(job.pk)
    assert states(row) == [Status.ACCEPTED]
