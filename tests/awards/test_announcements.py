"""A decision is announced with its list; an announcement is never changed, only withdrawn by another one."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.awards import services
from brandcert.awards.models import Announcement, AnnouncementEntry, Decision
from brandcert.awards.models.announcements import Announced
from brandcert.awards.services.announcing import CannotAnnounce
from brandcert.core import approvals, events
from brandcert.core.errors import Refused
from tests.awards.desk import state
from tests.public.test_notices import listed

if TYPE_CHECKING:
    from django.test import Client

    from tests.awards.conftest import Committee
    from tests.world import World

ENGLISH = {"accept-language": "en"}


@pytest.mark.both
def test_one_that_cannot_be_awarded_holds_only_itself_and_the_number_has_no_gap(committee: Committee) -> None:
    world = committee.world
    first = committee.ready("0.95", enterprise=world.new_enterprise(None))
    second, notice = committee.published()
    committee.end(notice)
    services.propose_awards(notice, by=world.secretary)
    both = world.person(Role.DIRECTOR, Role.CLERK)
    with transaction.atomic():
        events.record("accept", first, by=both)
        events.record("accept", second, by=both)
    with pytest.raises(Refused):
        services.award_list(notice, by=both, today=world.today)
    assert not Decision.objects.exists()
    world.program.decision_pattern = "吉品〔{year}〕第{number}号"
    world.program.save()
    world.integrity_hit(second.enterprise)
    notice = type(notice).objects.get(pk=notice.pk)
    decision = services.award_list(notice, by=world.director, today=world.today)
    assert decision.number == f"吉品〔{world.today.year}〕第1号"
    assert (state(first), state(second)) == (Status.AWARDED, Status.PUBLIC_NOTICE)
    assert [line["application"] for line in decision.held] == [second.pk]
    assert str(second.product) in decision.held[0]["reason"]
    assert [row.application for row in decision.announcement.entries.all()] == [first]
    # The proposal of what stayed behind waits until it can be awarded.
    world.clear_integrity(second.enterprise)
    again = services.award_list(notice, by=world.director, today=world.today)
    assert (again.number, state(second)) == (f"吉品〔{world.today.year}〕第2号", Status.AWARDED)


@pytest.mark.both
def test_an_announcement_stays_and_is_withdrawn_by_another(committee: Committee) -> None:
    world = committee.world
    _application, decision = committee.awarded()
    first = decision.announcement
    entry = first.entries.get()
    assert (first.number, first.issuing_body) == (
        f"吉精品公告〔{world.today.year}〕1号",
        world.program.issuing_body,
    )
    for row in (first, entry):
        with pytest.raises(Announced):
            row.save()
        with pytest.raises(Announced):
            row.delete()
    for rows in (Announcement.objects.all(), AnnouncementEntry.objects.all()):
        field = "issuing_body" if rows.model is Announcement else "enterprise_name"
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            rows.update(**{field: "别的"})
    with pytest.raises(CannotAnnounce):
        services.propose_announcement_withdrawal(first, reason=" ", by=world.secretary)
    proposal = services.propose_announcement_withdrawal(first, reason="企业名称有误", by=world.secretary)
    second = approvals.approve(proposal, by=world.director)
    assert (second.kind, second.withdraws, second.reason) == ("withdrawal", first, "企业名称有误")
    assert second.number.endswith("2号")
    with pytest.raises(CannotAnnounce):
        services.propose_announcement_withdrawal(first, reason="x", by=world.secretary)


def test_everybody_reads_the_announcement_as_page_paper_table_and_feed(
    committee: Committee, client: Client, django_assert_num_queries: Any
) -> None:
    import openpyxl

    world = committee.world
    application, decision = committee.awarded()
    row = decision.announcement
    page = f"/announcements/{row.pk}/"
    shown = client.get(page, headers=ENGLISH).content.decode()
    for words in (row.number, decision.number, application.enterprise.name, str(application.product)):
        assert words in shown
    assert str(world.director) not in shown
    for place in ("/", "/announcements/", "/announcements/feed/"):
        assert page in client.get(place).content.decode()
    paper = client.get(f"/announcements/{row.pk}.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert b"".join(paper) == services.print_announcement(row)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/announcements/{row.pk}.xlsx").content))
    assert [cell.value for cell in book.worksheets[0][2]][1] == application.enterprise.name
    found = client.get("/api/v1/announcements/").json()["results"]
    assert (found[0]["number"], found[0]["entries"][0]["enterprise"]) == (
        row.number,
        application.enterprise.name,
    )

    def asked() -> int:
        with django_assert_num_queries(4):
            return len(client.get(page).content)

    small = asked()
    committee_entry = row.entries.get()
    AnnouncementEntry.objects.bulk_create(
        AnnouncementEntry(
            announcement=row,
            application=other,
            position=number,
            enterprise_name=f"示例企业{number}",
            product_name=committee_entry.product_name,
            category=committee_entry.category,
            division_name=committee_entry.division_name,
        )
        for number, other in enumerate((world.application(Status.AWARDED) for _one in range(30)), start=2)
    )
    assert asked() > small
    client.force_login(world.secretary)
    desk = client.get(f"/manage/awards/announcement/{row.pk}/change/", headers=ENGLISH).content.decode()
    assert "Propose to withdraw it" in desk
    assert row.number in client.get(f"/manage/awards/decision/{decision.pk}/change/").content.decode()


def announced(world: World, number: int) -> Announcement:
    """Make an announcement with so many entries in a few statements."""
    day = world.today
    decision = Decision.objects.create(
        batch=world.batch, number=f"决定{number}号", decided_on=day, decided_by=world.director
    )
    found = Announcement.objects.create(
        batch=world.batch,
        kind="award",
        number=f"公告{number}号",
        decision=decision,
        issuing_body=world.program.issuing_body,
        issuing_body_en=world.program.issuing_body_en,
        issued_on=day,
    )
    items = listed(world, number).items.select_related("application__category").order_by("position")
    AnnouncementEntry.objects.bulk_create(
        AnnouncementEntry(
            announcement=found,
            application=item.application,
            position=item.position,
            enterprise_name=item.enterprise_name,
            product_name=item.product_name,
            category=item.application.category.key,
            division_name=world.city.name,
        )
        for item in items
    )
    return found


def test_3000_awards_cost_as_many_questions_as_30_and_their_paper_is_made_in_the_background(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    import openpyxl

    for number in (30, 3000):
        row = announced(world, number)
        for address, queries in (("/", 4), ("/?page=2", 4), (".xlsx", 2)):
            with django_assert_num_queries(queries):
                answer = client.get(f"/announcements/{row.pk}{address}")
            assert answer.status_code == 200
            assert address == ".xlsx" or len(answer.content) < 100_000
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet.max_row == 3001
    later = client.get(f"/announcements/{row.pk}.pdf", headers=ENGLISH)
    assert (later.status_code, later["Retry-After"]) == (503, "60")
    assert "Back to the announcement" in later.content.decode()


@pytest.mark.full
@pytest.mark.timeout(600)
def test_3000_awards_are_printed_on_many_pages_with_their_heads_repeated(world: World) -> None:
    import pypdfium2

    row = announced(world, 3000)
    place = services.keep_announcement(row)
    document = pypdfium2.PdfDocument(place.read_bytes())
    assert len(document) > 60
    # The last page but one: the seal may stand alone on the last.
    page = document[len(document) - 2].get_textpage().get_text_bounded()
    assert f"{len(document) - 1} / {len(document)}" in page
    assert "企业" in page
    assert services.printed_announcement(row) == place
