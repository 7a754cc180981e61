"""Corrections, recommendations and refusals for many rows: each with its own words, judged alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from brandcert.accounts.enums import Role, UnitKind
from brandcert.accounts.models import Unit
from brandcert.applications import eligibility, services
from brandcert.applications.enums import Status
from brandcert.applications.models import Application, Refusal
from brandcert.applications.queries import requirements_of
from brandcert.applications.queries.sheet import print_of
from brandcert.applications.services.sheets import Entry
from brandcert.lists import services as lists
from brandcert.lists.models import BulkJob

if TYPE_CHECKING:
    from django.test import Client

    from brandcert.accounts.models import User
    from tests.world import World

MODEL = "applications.application"
BEGIN = "/manage/lists/bulkjob/begin/applications/application/"
LIST = "/manage/applications/application/"


def note(
    world: World, row: Application, *, noes: dict[str, str], document: str = "", by: User | None = None
) -> None:
    """Fill in the whole sheet; `noes` by question, and what is wrong with the first document."""
    lines = {key: Entry(key not in noes, noes.get(key, ""), print_of(None, "")) for key in eligibility.KEYS}
    if document:
        lines[f"document:{requirements_of(row)[0].pk}"] = Entry(None, document, print_of(None, ""))
    services.keep_sheet(row, entries=lines, by=by or world.clerk, now=world.now)


def begun(client: Client, act: str, rows: list[Application], **answers: str) -> tuple[BulkJob, str]:
    """Choose the rows, answer what is asked for all, and return the job with the page of its trial."""
    chosen = {"action": f"{MODEL}.{act}", "_selected_action": [row.pk for row in rows]}
    page = client.post(BEGIN, chosen, follow=True)
    job = BulkJob.objects.latest("pk")
    if answers:
        page = client.post(reverse("admin:lists_bulkjob_do", args=[job.pk, "describe"]), answers, follow=True)
    return job, page.content.decode()


def done(client: Client, job: BulkJob) -> dict[int, str]:
    """Confirm the job, let the worker do it; return by row why it was refused, nothing for what was done."""
    client.post(reverse("admin:lists_bulkjob_do", args=[job.pk, "confirm"]))
    lists.work_on(job.pk)
    return dict(job.rows.values_list("subject_id", "reason"))


def status_of(row: Application) -> str:
    return str(Application.objects.get(pk=row.pk).status)


def test_sheets_lead_to_corrections_and_refusals_each_with_its_own_words(
    world: World, client: Client
) -> None:
    rows = [world.application(Status.RECOMMENDED) for _number in range(6)]
    own, changed, hopeless, half, clean, rare = rows
    note(world, own, noes={"trademark": "注册证过期。"}, document="第3页缺签字。")
    note(world, changed, noes={"trademark": "商标未核准。"})
    note(world, hopeless, noes={"no_recall": "2025年境外召回一次。", "trademark": "未核准。"})
    services.keep_sheet(
        half, entries={"pledge": Entry(False, "未签。", print_of(None, ""))}, by=world.clerk, now=world.now
    )
    note(world, clean, noes={})
    note(world, rare, noes={"trademark": "名称为\U0002fa1f\U00010fff。"})
    client.force_login(world.clerk)

    job, page = begun(client, "request_correction", rows)
    assert "注册证过期。" in page
    assert "资格审查表尚未填完" in page
    assert [status_of(row) for row in rows] == [Status.RECOMMENDED] * 6, "a trial leaves nothing"
    # A colleague notes more after the trial: what would go out is no longer what was read.
    colleague = world.person(Role.CLERK)
    entry = Entry(False, "商标已转让。", print_of(False, "商标未核准。"))
    services.keep_sheet(changed, entries={"trademark": entry}, by=colleague, now=world.now)
    why = done(client, job)
    assert {row.pk for row in rows if not why[row.pk]} == {own.pk}
    assert len({why[row.pk] for row in rows}) == 6
    items = own.corrections.get().items.order_by("id")
    assert {item.problem for item in items} == {"注册证过期。", "第3页缺签字。"}

    job, page = begun(client, "refuse_acceptance", [hopeless, changed, clean], basis="", remedy="")
    assert "2025年境外召回一次。" in page
    why = done(client, job)
    assert {row for row in why if not why[row]} == {hopeless.pk}
    kept = Refusal.objects.get(application=hopeless)
    assert "2025年境外召回一次。" in kept.facts
    assert kept.basis
    assert kept.remedy
    assert [status_of(row) for row in (hopeless, changed)] == [Status.NOT_ACCEPTED, Status.RECOMMENDED]


def test_a_unit_recommends_up_to_its_quota_and_refuses_the_rest_by_rank(world: World, client: Client) -> None:
    world.batch.unit_quota = 2
    world.batch.save()
    rows = [world.application(Status.SUBMITTED, due_on=world.today) for _number in range(4)]
    own = services.unit_list(world.unit, world.batch)
    ranks = {row.pk: place for place, row in enumerate(rows[:3], start=1)}
    services.rank_applications(own, ranks=ranks, seen=0, by=world.recommender, now=world.now)
    client.force_login(world.recommender)
    assert f"{MODEL}.recommend" in client.get(LIST).content.decode()

    early, _page = begun(client, "refuse_recommendation", rows, reason="按综合得分排序。")
    assert all(early.rows.values_list("objection", flat=True)), "places are free"
    done(client, early)
    assert [status_of(row) for row in rows] == [Status.SUBMITTED] * 4

    job, page = begun(client, "recommend", rows[:3], opinion="同意推荐。")
    assert "第 1 名" in page
    why = done(client, job)
    assert [bool(why[row.pk]) for row in rows[:3]] == [False, False, True]

    job, _page = begun(client, "refuse_recommendation", rows[2:], reason="按综合得分排序。")
    why = done(client, job)
    assert [bool(why[row.pk]) for row in rows[2:]] == [False, True], "without a rank there is no such ground"
    facts = Refusal.objects.get(application=rows[2]).facts
    assert facts.startswith("按综合得分排序。")
    assert "3" in facts.splitlines()[1]

    office = Unit.objects.create(
        key="shifan", name="示范区局", kind=UnitKind.COUNTY, parent=world.unit, division=world.city
    )
    client.force_login(world.person(Role.RECOMMENDER, unit=office))
    assert f"{MODEL}.recommend" not in client.get(LIST).content.decode(), "counties give opinions only"
