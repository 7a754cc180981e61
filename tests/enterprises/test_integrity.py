"""What stands against an enterprise: lists, national systems, the three checks, and that silence is never clear."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from brandcert.applications import services as applications
from brandcert.applications.enums import Status
from brandcert.applications.guards.acceptance import IntegrityOpen, integrity_is_clear
from brandcert.applications.queries import snapshots_of
from brandcert.core import delivery, policies
from brandcert.core.errors import Refused, SomeoneWasFaster
from brandcert.core.models import Event
from brandcert.enterprises import services
from brandcert.enterprises.checks import check_national_systems
from brandcert.enterprises.enums import IntegrityKind, Origin
from brandcert.enterprises.models import IntegrityCheck, IntegrityInquiry, IntegrityList, IntegrityRecord
from brandcert.enterprises.queries import integrity_fault, system_answers
from brandcert.enterprises.systems import NotAsked, systems
from brandcert.notifications.models import Message
from tests.documents.files import picture
from tests.enterprises.national import HIT, Double, national_system
from tests.lists.rows import ready
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.world import World

RECORDS = "/manage/enterprises/integrityrecord/"
TODAY = datetime.date(2026, 3, 2)
MINUTE = datetime.timedelta(minutes=1)
CODE = CREDIT_CODES[0]


@pytest.fixture
def national(settings: Any) -> Iterator[Double]:
    """Connect one system, with a key."""
    with national_system() as (double, address):
        settings.NATIONAL_SYSTEMS = f"gsxt={address}"
        settings.NATIONAL_KEYS = "gsxt=geheim"
        settings.NATIONAL_SECONDS = 10.0
        yield double


def settle() -> None:
    for _round in range(4):
        delivery.sweep()


def png(name: str = "查询.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture())


BAD = [
    "500", "redirect", "no json", "huge", "other code", "no entries", "future", "no date", "foreign list",
    "odd person", "backwards", "too many", "broken off",
]  # fmt: skip


def test_whatever_differs_from_the_contract_is_no_answer(national: Double, settings: Any) -> None:
    national.entries = [HIT]
    answer = systems()["gsxt"].ask(CODE, today=TODAY)
    assert [(one.kind, one.since, one.reference) for one in answer.entries] == [
        ("abnormal", datetime.date(2026, 1, 5), HIT["reference"])
    ]
    assert (answer.as_of, answer.sha256) == (datetime.date(2026, 2, 1), national.sha256)
    assert national.asked == [(CODE, "Bearer geheim")]
    assert "geheim" not in repr(systems())
    for says in BAD:
        national.says = says
        with pytest.raises(NotAsked) as refused:
            systems()["gsxt"].ask(CODE, today=TODAY)
        assert "geheim" not in str(refused.value), says
    settings.NATIONAL_SECONDS = 0.3
    for says in ("silence", "drip"):
        national.says = says
        with pytest.raises(NotAsked, match="in time"):
            systems()["gsxt"].ask(CODE, today=TODAY)
    settings.NATIONAL_SYSTEMS = "gsxt=http://127.0.0.1:1/"
    with pytest.raises(NotAsked, match="could not be reached"):
        systems()["gsxt"].ask(CODE, today=TODAY)


def test_a_misspelt_system_fails_the_check_instead_of_never_being_asked(settings: Any) -> None:
    assert check_national_systems() == []
    settings.NATIONAL_SYSTEMS = "gsxtt=https://example.org zxgk=ftp://example.org own=https://example.org"
    assert len(check_national_systems()) == 3
    settings.NATIONAL_SYSTEMS, settings.NATIONAL_SECONDS = "zxgk=https://example.org", 0.0
    assert len(check_national_systems()) == 1


@pytest.mark.both
def test_silence_is_never_clear_and_a_person_may_look_instead(
    world: World, national: Double, client: Client
) -> None:
    row, national.says = ready(world), "500"
    step = f"/manage/applications/application/{row.pk}/step/"
    client.force_login(world.clerk)
    assert client.post(f"{step}ask_systems/", {}).status_code == 302
    assert client.post(f"{step}ask_systems/", {}).status_code == 302  # asked twice is asked once
    inquiry = IntegrityInquiry.objects.get()
    now = inquiry.not_before
    for attempt in (1, 2, 3):
        assert services.ask_waiting(now=now) == (attempt == 3)
        assert services.ask_waiting(now=now) == 0  # not before its pause is over
        now += 4 * MINUTE
    inquiry.refresh_from_db()
    assert (inquiry.attempts, inquiry.fault, inquiry.answered_at) == (3, "the system answered 500", None)
    settle()
    assert Message.objects.filter(recipient=world.clerk, body__contains="国家企业信用信息公示系统").exists()
    # Confirming that all was looked up does not make an unanswered system clear; nor does doing it for many.
    client.post(f"{step}check_integrity/", {"is_complete": "on"})
    assert not IntegrityCheck.objects.get().is_clear
    with pytest.raises(IntegrityOpen, match="国家企业信用信息公示系统"):
        integrity_is_clear(row, world.clerk, {})
    assert (
        client.post(f"{step}check_integrity/", {"is_complete": "on", "looked_up": "gsxt"}).status_code == 200
    )
    client.post(f"{step}check_integrity/", {"is_complete": "on", "looked_up": "gsxt", "file": png()})
    check = IntegrityCheck.objects.first()
    assert check is not None
    assert (check.is_clear, check.occasion, check.evidence is not None) == (True, "acceptance", True)
    assert {"source": "gsxt", "how": "hand", "instead": True} in check.asked
    integrity_is_clear(row, world.clerk, {})
    assert policies.allowed(world.director, "documents.upload.view", check.evidence)
    assert not policies.allowed(world.secretary, "documents.upload.view", check.evidence)


@pytest.mark.both
def test_an_answer_enters_what_is_new_flags_open_cases_and_ends_what_is_gone(
    world: World, national: Double, client: Client
) -> None:
    row = world.application(Status.PUBLIC_NOTICE)
    world.application(Status.AWARDED)
    world.clear_integrity()
    national.entries, national.as_of = [HIT], world.today.isoformat()
    applications.ask_systems(row, by=world.clerk, now=world.now)
    assert services.ask_waiting(now=timezone.now()) == 1
    record = IntegrityRecord.objects.get()
    assert (record.origin, record.source, record.entered_by) == (
        Origin.SYSTEM, "国家企业信用信息公示系统", None,
    )  # fmt: skip
    settle()
    flagged = Event.objects.get(name="applications.application.flag_integrity")
    assert (flagged.subject_id, flagged.payload) == (row.pk, {"record": record.pk, "kind": "abnormal"})
    told = {message.recipient for message in Message.objects.filter(event=flagged)}
    assert {world.owner, world.editor, world.clerk} <= told
    fault = integrity_fault(row.enterprise, today=world.today, days=10) or ""
    for words in (HIT["reference"], "2026-01-05", "国家企业信用信息公示系统"):
        assert str(words) in fault
    # The queue, the case and the page of the enterprise say so at once.
    client.force_login(world.clerk)
    assert str(row.receipt_number) in client.get("/manage/queues/integrity/").content.decode()
    page = client.get(f"/manage/applications/application/{row.pk}/change/").content.decode()
    assert page.count(str(HIT["reference"])) >= 2
    client.force_login(world.owner)
    own = client.get(f"/portal/applications/{row.pk}/").content.decode()
    assert str(HIT["reference"]) in own
    # Asked again it is the same entry; without it the entry ends, and stays.
    national.entries = [HIT, {**HIT, "list": "dishonest", "concerns": "person"}]
    for entries in (national.entries, []):
        national.entries = entries
        services.ask_systems(row.enterprise, by=world.clerk, now=timezone.now())
        assert services.ask_waiting(now=timezone.now()) == 1
    assert IntegrityRecord.objects.count() == 2
    assert not IntegrityRecord.objects.in_force(world.today).exists()
    assert integrity_fault(row.enterprise, today=world.today, days=10) is None
    answers = system_answers(row.enterprise, today=timezone.localdate())
    assert [one.is_answered for one in answers] == [True]


LIST = """企业名称,统一社会信用代码,名单类别,列入对象,列入日期,移出日期,文号
{name},{code},经营异常名录,企业,2026-01-05,,吉市监异〔2026〕3号
别的名字有限公司,{code},失信被执行人,法定代表人,2025-11-20,,（2025）吉01执1号
{name},,经营异常名录,企业,2026-01-05,,
外省企业有限公司,{stranger},经营异常名录,企业,2026-01-05,,
{name},{code},什么名单,企业,2026-01-05,,
{name},{code},抽查不合格,企业,2999-01-05,,
{name},{code},限制申报,企业,2026-01-05,2027-01-05,
{name},{code},抽查不合格,企业,2024-01-05,2025-01-04,抽2024-8
"""


def sent(client: Client, text: str, **more: str) -> Any:
    file = SimpleUploadedFile("名单.csv", text.encode())
    facts = {"file": file, "source": "吉林省市场监管厅", "listed_on": "2026-02-01", "kind": "", **more}
    return client.post(f"{RECORDS}import/", facts)


@pytest.mark.both
def test_a_list_is_tried_taken_over_and_taken_again_without_a_change(world: World, client: Client) -> None:
    from openpyxl import load_workbook

    enterprise = world.enterprise
    text = LIST.format(name=enterprise.name, code=enterprise.credit_code, stranger=CREDIT_CODES[2])
    client.force_login(world.clerk)
    assert sent(client, text, listed_on="2999-01-01").status_code == 200
    answer = sent(client, text)
    kept = IntegrityList.objects.get()
    assert not IntegrityRecord.objects.exists()
    rows = {row["line"]: row for row in kept.trial["rows"]}
    assert {line: row["verdict"] for line, row in rows.items()} == {
        2: "new", 3: "new", 4: "same", 5: "same", 6: "bad", 7: "bad", 8: "bad", 9: "new",
    }  # fmt: skip
    assert [(rows[line]["column"], rows[line]["warned"]) for line in (4, 5, 6, 7, 8)] == [
        ("A", True), ("", False), ("C", False), ("E", False), ("C", False),
    ]  # fmt: skip
    shown = client.get(answer.url).content.decode()
    assert str(enterprise.credit_code) in rows[4]["reasons"][0]["text"]
    assert rows[4]["reasons"][0]["text"] in shown
    assert client.post(answer.url).status_code == 302
    assert IntegrityRecord.objects.count() == 3
    assert IntegrityRecord.objects.in_force(world.today).count() == 2
    with pytest.raises(SomeoneWasFaster):
        services.take_entries(kept, by=world.clerk, now=world.now, today=world.today)
    sent(client, text)
    again = IntegrityList.objects.first()
    assert again is not None
    assert [row["verdict"] for row in again.trial["rows"]].count("new") == 0
    # An entry that ends by the next list is changed; one that is missing there is for a person to look at.
    short = "\n".join(text.splitlines()[:2]).replace("2026-01-05,,", "2026-01-05,2026-02-20,")
    sent(client, short, listed_on="2026-02-21")
    last = IntegrityList.objects.first()
    assert last is not None
    assert (last.trial["counts"]["updated"], last.trial["remarks"]) == (1, [])
    other = (
        text.splitlines()[0]
        + f"\n{enterprise.name},{enterprise.credit_code},失信被执行人,企业,2026-02-01,,\n"
    )
    sent(client, other, listed_on="2026-02-21")
    last = IntegrityList.objects.first()
    assert last is not None
    assert enterprise.name in last.trial["remarks"][0]["text"]
    book = client.get(f"{RECORDS}import/{kept.pk}/result.xlsx").content
    assert load_workbook(io.BytesIO(book)).worksheets[0].max_row >= 9
    copy = client.post(
        "/manage/lists/listcopy/make/enterprises/integrityrecord/", {"kind": "csv", "purpose": "handling"}
    )
    assert "吉市监异〔2026〕3号" in copy.content.decode("utf-8-sig")


def test_a_list_is_taken_by_those_who_decide_by_it_alone(world: World, client: Client) -> None:
    client.force_login(world.clerk)
    text = LIST.format(name=world.enterprise.name, code=CODE, stranger=CREDIT_CODES[2])
    answer, last = sent(client, text), IntegrityList.objects.get()
    for stranger in (world.sysadmin, world.secadmin, world.expert, world.owner, world.issuer):
        client.force_login(stranger)
        assert client.post(f"{RECORDS}import/", {}).status_code in (302, 403, 404)
        assert client.get(f"{RECORDS}import/{last.pk}/").status_code in (302, 403, 404)
        with pytest.raises(Refused):
            services.take_entries(last, by=stranger, now=world.now, today=world.today)
    client.force_login(world.auditor)
    assert client.get(answer.url).status_code == 200
    assert client.post(answer.url).status_code == 403


def test_an_entry_is_entered_and_ended_by_hand_with_its_proof(world: World, client: Client) -> None:
    row = ready(world)
    client.force_login(world.clerk)
    facts = {
        "enterprise": str(row.enterprise.credit_code), "kind": "sampling", "concerns": "enterprise",
        "since": "2026-01-05", "until": "", "source": "吉林省市场监管厅抽查公告", "reference": "2026年第3号",
    }  # fmt: skip
    assert client.post(f"{RECORDS}enter/", facts).status_code == 200
    assert client.post(f"{RECORDS}enter/", {**facts, "kind": "bar", "file": png()}).status_code == 200
    assert not IntegrityRecord.objects.exists()
    assert client.post(f"{RECORDS}enter/", {**facts, "file": png()}).status_code == 302
    assert client.post(f"{RECORDS}enter/", {**facts, "file": png()}).status_code == 200
    record = IntegrityRecord.objects.get()
    with pytest.raises(IntegrityOpen, match="2026年第3号"):
        integrity_is_clear(row, world.clerk, {})
    end = f"{RECORDS}{record.pk}/end/"
    proof = {"until": "2026-02-01", "reason": "复检合格，公告撤销。"}
    assert client.post(end, proof).status_code == 200
    assert client.post(end, {**proof, "until": "2999-01-01", "file": png()}).status_code == 200
    assert client.post(end, {**proof, "file": png()}).status_code == 302
    record.refresh_from_db()
    assert (record.until, record.ended_by, record.end_reason) == (
        datetime.date(2026, 2, 1), world.clerk, "复检合格，公告撤销。",
    )  # fmt: skip
    assert client.post(end, {**proof, "file": png()}).status_code == 403
    page = client.get(f"{RECORDS}{record.pk}/change/").content.decode()
    assert page.count("查询.png") == 2
    bar = services.bar_enterprise(
        enterprise=row.enterprise, since=world.today, until=world.today, source="决定", by=world.director
    )
    assert client.post(f"{RECORDS}{bar.pk}/end/", {**proof, "file": png()}).status_code == 403


@pytest.mark.both
def test_each_decision_names_its_check_and_the_case_shows_the_three_beside_each_other(
    world: World, client: Client
) -> None:
    row = ready(world)
    first = applications.check_integrity(row, by=world.clerk, today=world.today)
    row = applications.accept(row, by=world.clerk, today=world.today)
    applications.check_integrity(row, by=world.clerk, today=world.today)
    found = snapshots_of(row)
    assert [(one.check, one.used_at is not None, one.is_next) for one in found[:1]] == [(first, True, False)]
    assert (found[1].check is not None, found[1].is_next, found[2].check) == (True, True, None)
    assert first.sha256 != found[1].check.sha256 if found[1].check else False
    asked = {line["source"]: line["how"] for line in first.asked}
    assert (asked["gsxt"], asked["own"]) == ("hand", "register")
    IntegrityRecord.objects.create(
        enterprise=row.enterprise, kind=IntegrityKind.RECALL, since=world.today, source="RAPEX 2026/7"
    )
    client.force_login(world.clerk)
    page = client.get(f"/manage/applications/application/{row.pk}/change/").content.decode()
    for words in (first.sha256[:16], "RAPEX 2026/7", "核查后新增"):
        assert words in page
    client.force_login(world.recommender)
    assert (
        first.sha256[:16]
        not in client.get(f"/manage/applications/application/{row.pk}/change/").content.decode()
    )


def test_a_template_that_is_filled_in_is_read_without_a_question(world: World, client: Client) -> None:
    from openpyxl import load_workbook

    client.force_login(world.clerk)
    assert f"{RECORDS}import/template.xlsx" in client.get(f"{RECORDS}import/").content.decode()
    book = load_workbook(io.BytesIO(client.get(f"{RECORDS}import/template.xlsx").content))
    sheet, guide = book.worksheets
    titles = [cell.value for cell in sheet[1]]
    assert [str(row[0].value).partition("列")[2] for row in guide.iter_rows()] == titles
    enterprise = world.enterprise
    sheet.append(
        [enterprise.name, enterprise.credit_code, "抽查不合格", "企业", "2026-01-05", "", "抽〔2026〕1号"]
    )
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("entries-template.xlsx", out.getvalue())
    facts = {"file": file, "source": "吉林省市场监管厅", "listed_on": "2026-02-01", "kind": ""}
    assert client.post(f"{RECORDS}import/", facts).status_code == 302
    trial = IntegrityList.objects.get().trial
    assert (trial["counts"]["rows"], trial["counts"]["new"]) == (1, 1)
    client.force_login(world.owner)
    assert client.get(f"{RECORDS}import/template.xlsx").status_code in {302, 403, 404}


def test_the_template_for_experts_is_read_as_well(world: World, client: Client) -> None:
    from openpyxl import load_workbook

    from brandcert.reviews.models import ExpertList

    place = "/manage/reviews/expert/import/"
    client.force_login(world.secretary)
    assert f"{place}template.xlsx" in client.get(place).content.decode()
    book = load_workbook(io.BytesIO(client.get(f"{place}template.xlsx").content))
    titles = {cell.value: cell.column for cell in book.worksheets[0][1]}
    said = {
        "姓名": "陈示例",
        "电子邮箱": "chen@example.org",
        "工作单位": "吉林示例大学",
        "评审类别": "制造业",
        "可参加评审": "是",
    }
    for title, text in said.items():
        book.worksheets[0].cell(2, int(titles[title] or 0), text)
    out = io.BytesIO()
    book.save(out)
    answer = client.post(place, {"file": SimpleUploadedFile("experts.xlsx", out.getvalue())})
    assert answer.status_code == 302
    assert ExpertList.objects.get().trial["counts"]["bad"] == 0
