"""Objecting on the web: what is asked, kept, told and done afterwards with receipt number and query code."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import services
from brandcert.awards.models import Objection
from brandcert.awards.services.handling import NotToBeHandedOver, flag_overdue_objections, recount_objections
from brandcert.core.errors import Refused
from brandcert.core.models import CalendarDay, Event
from brandcert.core.workdays import add_workdays
from brandcert.documents.models import Upload
from tests.awards.conftest import Committee
from tests.documents import files

if TYPE_CHECKING:
    from django.test import Client

    from brandcert.awards.models import PublicNotice
    from tests.world import World

ENGLISH = {"accept-language": "en"}
SAID = {
    "kind": "organisation",
    "name": "长春异议示例有限公司",
    "contact": "who@example.org",
    "relation": "competitor",
    "facts": "该产品的标签与所执行的标准不一致，附照片。",
    "consent": "on",
}


@pytest.fixture
def notice(world: World) -> PublicNotice:
    """A list that runs."""
    return Committee(world).published()[1]


def pdf(name: str = "张三的合同.pdf") -> SimpleUploadedFile:
    """Return a good file with a telling name."""
    return SimpleUploadedFile(name, files.pdf(), "application/pdf")


def followed(client: Client, row: Objection, query_code: str) -> None:
    """Follow it in another browser, with what stands on the receipt."""
    path, item = f"/notices/{row.item.notice_id}/objection/", row.item
    assert client.get(f"{path}receipt/").status_code == 302
    assert client.get("/progress/objection/").status_code == 302
    asked = {"receipt": row.receipt_number.lower(), "code": "AAAA-BBBB-CCCC"}
    assert client.post("/progress/", asked).status_code == 422
    client.post("/progress/", asked | {"code": query_code})
    case = "/progress/objection/"
    assert client.get(case).context["case"]["due_on"] == row.due_on
    client.post(case, {"act": "send"})
    (message,) = mail.outbox
    assert message.to == [SAID["contact"]]
    code = re.search(r"\d{6}", str(message.body))
    assert code is not None
    other = "000000" if code[0] != "000000" else "111111"
    assert client.post(case, {"act": "confirm", "sent_code": other}).status_code == 422
    client.post(case, {"act": "confirm", "sent_code": code[0]})
    client.post(case, {"act": "add", "evidence": [pdf("李四.pdf")]})
    assert client.post(case, {"act": "add", "evidence": []}).status_code == 422
    row.refresh_from_db()
    assert row.contact_verified_at is not None
    assert sorted(row.files.values_list("name", flat=True)) == ["证据-1.pdf", "证据-2.pdf"]
    assert not Upload.objects.exclude(uploaded_by=None).exists()
    client.post(case, {"act": "take_back"})
    row.refresh_from_db()
    assert row.outcome == "withdrawn"
    assert client.get(case).context["case"]["may_act"] is False
    assert Application.objects.get(pk=item.application_id).status == Status.PUBLIC_NOTICE


def test_somebody_objects_with_evidence_follows_it_proves_the_contact_and_takes_it_back(
    client: Client, notice: PublicNotice
) -> None:
    path, item = f"/notices/{notice.pk}/objection/", notice.items.get()
    wrong = client.post(path, {**SAID, "item": item.pk, "code": "1", "evidence": [pdf()]}, headers=ENGLISH)
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"code"})
    # What was typed and sent is still there: neither is asked for again.
    assert SAID["facts"] in wrong.content.decode()
    assert "1 file is kept already" in wrong.content.decode()
    again = {**SAID, "item": item.pk, "code": "91220100xnt000218b", "kept": wrong.context["kept_token"]}
    bad = client.post(
        path, {**again, "evidence": [SimpleUploadedFile("x.pdf", b"MZ\x90\x00", "application/pdf")]}
    )
    assert (bad.status_code, set(bad.context["form"].errors)) == (422, {"evidence"})
    receipt = client.post(path, again, headers=ENGLISH, follow=True)
    row = Objection.objects.get()
    assert (row.objector_code, row.files.get().name) == ("91220100XNT000218B", "证据-1.pdf")
    shown = receipt.content.decode()
    assert row.receipt_number in shown
    assert receipt.context["query_code"].replace("-", "") == row.query_code
    assert SAID["name"] not in shown
    assert client.get(f"{path}receipt.pdf").content.startswith(b"%PDF")

    client.cookies.clear()
    followed(client, row, receipt.context["query_code"])


def test_a_clerk_enters_a_paper_with_its_scan_if_it_came_in_time(
    client: Client, world: World, notice: PublicNotice
) -> None:
    client.force_login(world.clerk)
    page = f"/manage/awards/publicnotice/{notice.pk}/step/enter_objection/"
    now = timezone.localtime()
    sent = {**SAID, "kind": "person", "position": 1, "received_at": f"{now:%Y-%m-%d %H:%M}"}
    late = {**sent, "received_at": f"{now - datetime.timedelta(days=2):%Y-%m-%d %H:%M}", "scan": [pdf()]}
    assert client.post(page, late).status_code == 200
    assert not Objection.objects.exists()
    assert client.post(page, {**sent, "scan": [pdf()]}).status_code == 302
    row = Objection.objects.get()
    assert (row.entered_by, row.consented_at, row.files.count()) == (world.clerk, None, 1)


def test_an_objection_has_one_handler_and_the_change_is_on_record(world: World, notice: PublicNotice) -> None:
    row = filed(notice)
    other = world.person(Role.CLERK)
    with pytest.raises(Refused):
        services.reveal_objector(row, ground="check", by=world.clerk)
    services.take_objection(row, by=world.clerk)
    row.refresh_from_db()
    with pytest.raises(NotToBeHandedOver):
        services.take_objection(row, by=other)
    with pytest.raises(Refused):
        services.admit_objection(row, by=other, now=timezone.now())
    services.hand_over(row, to=other, reason="休假", by=world.clerk)
    row.refresh_from_db()
    with pytest.raises(Refused):
        services.reveal_objector(row, ground="check", by=world.clerk)
    with pytest.raises(NotToBeHandedOver):
        services.hand_over(row, to=world.director, reason="x", by=world.director)
    services.hand_over(row, to=world.clerk, reason="回岗", by=world.director)
    acts = Event.objects.about(row).filter(name="awards.objection.hand_over")
    assert [act.payload["handler"] for act in acts] == [other.pk, world.clerk.pk]


def filed(notice: PublicNotice, now: Any = None) -> Objection:
    """File an objection."""
    return services.file_objection(
        notice.items.get(),
        name="李四",
        contact="13800000000",
        facts="标签与事实不符",
        now=now or timezone.now(),
    )


def test_the_clock_of_an_objection_runs_over_the_spring_festival_and_an_unknown_year(
    world: World, notice: PublicNotice
) -> None:
    row = filed(notice)
    batch = notice.batch
    batch.objection_admit_days = 7
    batch.save()
    before = datetime.datetime(2026, 2, 12, 10, tzinfo=timezone.get_default_timezone())
    Objection.objects.filter(pk=row.pk).update(filed_at=before, due_on=add_workdays(before.date(), 7).on)
    row.refresh_from_db()
    assert row.due_on == datetime.date(2026, 2, 28)
    assert flag_overdue_objections(today=datetime.date(2026, 2, 28)) == 0
    assert [flag_overdue_objections(today=datetime.date(2026, 3, 1)) for _again in range(2)] == [1, 0]
    # A year nobody has entered: counted provisionally, then again by as many days as its holidays become known.
    begun = datetime.datetime(2032, 2, 10, 10, tzinfo=timezone.get_default_timezone())
    due = add_workdays(begun.date(), 5)
    assert due.is_provisional
    Objection.objects.filter(pk=row.pk).update(filed_at=begun, due_on=due.on, is_due_provisional=True)
    CalendarDay.objects.create(day=due.on, is_workday=False, name="Spring Festival")
    assert recount_objections(year=2032) == 1
    row.refresh_from_db()
    assert (row.due_on, row.is_due_provisional) == (add_workdays(begun.date(), 5).on, False)
    assert row.due_on > due.on
    assert world.batch.pk == batch.pk
