"""The eligibility sheet: what is known beside each line, saved without losing a colleague's work, and where it leads."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest

from brandcert.accounts.enums import Role
from brandcert.applications import eligibility, services
from brandcert.applications.enums import Status
from brandcert.applications.models import Application, SheetLine
from brandcert.applications.queries import requirements_of
from brandcert.core.models import Event
from brandcert.enterprises.enums import IntegrityKind
from brandcert.enterprises.models import IntegrityRecord, Trademark
from brandcert.programs.enums import CategoryKey

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

YES = dict.fromkeys(eligibility.KEYS, "yes")


def url(row: Application, step: str = "check_eligibility") -> str:
    return f"/manage/applications/application/{row.pk}/step/{step}/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def shown(client: Client, row: Application) -> dict[str, str]:
    """Return the hidden prints of the lines as the page shows them now."""
    form = client.get(url(row)).context["form"]
    return {name: form[name].value() for name in form.fields if name.startswith("was_")}


def test_beside_each_line_stands_what_is_known_with_date_and_source(world: World, client: Client) -> None:
    row = world.application(
        Status.RECOMMENDED,
        category=world.category(CategoryKey.AGRICULTURE),
        content={"subject": {"established_on": "2011-03-05"}},
    )
    Trademark.objects.update(valid_to=datetime.date(2024, 5, 1))
    IntegrityRecord.objects.create(
        enterprise=row.enterprise,
        kind=IntegrityKind.ABNORMAL,
        since=datetime.date(2025, 2, 3),
        source="国家企业信用信息公示系统",
    )
    world.integrity_hit()
    client.force_login(world.clerk)

    page = text(client.get(url(row)))

    for words in (
        "91220100XNT000218B",
        "营业执照：未提交",
        "2011-03-05",
        "2010-01-01",
        "已于 2024-05-01 到期",
        "2025-02-03",
        "国家企业信用信息公示系统",
        f"{world.today} 由{world.clerk}",
        "农民专业合作社",
    ):
        assert words in page, words


def test_a_sheet_is_saved_while_two_work_on_it_and_nothing_is_lost(world: World, client: Client) -> None:
    row = world.application(Status.RECOMMENDED)
    first, second = world.clerk, world.person(Role.CLERK, name="同事乙")
    client.force_login(first)
    seen = shown(client, row)
    client.force_login(second)
    client.post(
        url(row), {**seen, "registered": "no", "note_registered": "执照过期", "pledge": "yes", "keep": "1"}
    )
    client.force_login(first)

    mine = {**seen, "registered": "yes", "trademark": "yes", "keep": "1"}
    clash = client.post(url(row), mine)

    assert clash.status_code == 409
    assert "执照过期" in text(clash)
    assert "同事乙" in text(clash)
    lines = dict(SheetLine.objects.values_list("key", "yes"))
    assert lines == {"registered": False, "pledge": True, "trademark": True}
    # Nothing is filed over what a colleague saved and one has not seen.
    filed = client.post(
        url(row), {**shown(client, row), **YES, "was_pledge": seen["was_pledge"], "pledge": ""}
    )
    assert filed.status_code == 409
    assert not row.eligibility_checks.exists()
    client.post(url(row), {**shown(client, row), **YES})
    assert row.eligibility_checks.get().is_eligible
    saved = Event.objects.filter(name="applications.application.keep_sheet").order_by("pk")
    assert [sorted(event.payload["lines"]) for event in saved][:2] == [
        ["pledge", "registered"],
        ["trademark"],
    ]


def test_the_sheet_leads_to_one_complete_list_and_to_a_refusal_with_its_facts(
    world: World, client: Client
) -> None:
    row = world.application(Status.RECOMMENDED)
    other = world.application(Status.RECOMMENDED)
    paper = next(one for one in requirements_of(row) if one.key not in {"licence", "trademark"})
    client.force_login(world.clerk)
    sheet = {"registered": "no", "note_registered": "执照过期", f"document:{paper.pk}": "扫描不清"}
    answer = client.post(url(row), {**shown(client, row), **sheet, "keep": "request_correction"})

    form = client.get(answer["Location"]).context["form"]

    ticked = {name: form.initial[name] for name in form.initial if not name.startswith("tick-")}
    licence = next(one for one in requirements_of(row) if one.key == "licence")
    assert ticked == {f"document:{licence.pk}": "执照过期", f"document:{paper.pk}": "扫描不清"}
    client.post(answer["Location"], {**ticked, "confirmed": "1"})
    row.refresh_from_db()
    assert row.status == Status.CORRECTION
    assert row.corrections.get().items.count() == 2
    assert not SheetLine.objects.filter(application=row, key__startswith="document:").exists()

    no = {"not_abnormal": "no", "note_not_abnormal": "2025年2月列入", "keep": "refuse_acceptance"}
    answer = client.post(url(other), {**shown(client, other), **no})
    form = client.get(answer["Location"]).context["form"]
    assert form["reason_code"].value() == "ineligible"
    assert "2025年2月列入" in form["reason"].value()
    given = {name: form[name].value() for name in ("reason_code", "reason", "basis", "remedy")}
    client.post(answer["Location"], {**given, "confirmed": "1"})
    kept = other.refusals.get()
    assert (kept.code, kept.step, kept.facts) == ("ineligible", "refuse_acceptance", given["reason"])
    assert "复核" in kept.remedy
    assert kept.appeal_by == world.today + datetime.timedelta(days=world.batch.appeal_days)
    client.force_login(world.recommender)
    assert client.post(url(other), {"keep": "1"}).status_code == 403


@pytest.mark.both
def test_only_the_acceptance_desk_saves_a_sheet_and_only_before_acceptance(
    world: World, client: Client
) -> None:
    row = world.application(Status.ACCEPTED)
    client.force_login(world.clerk)

    assert client.post(url(row), {"registered": "yes", "keep": "1"}).status_code == 409
    assert not SheetLine.objects.exists()
    services.refuse_recommendation(
        (sent := world.application(Status.SUBMITTED)), reason="不在本市。", by=world.recommender
    )
    assert sent.refusals.get().basis
