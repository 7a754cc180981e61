"""Lists leave the house with a mark, a purpose and a line in the log."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import openpyxl  # noqa: TID253 - a test may be slow to load
import pypdfium2  # noqa: TID253 - as above
import pytest

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.core.models import Event
from brandcert.lists.models import ListCopy

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

MAKE = "/manage/lists/listcopy/make/"
APPLICATIONS = f"{MAKE}applications/application/"
LOG = "/manage/lists/listcopy/"
TELEPHONE = "13812345678"


def content() -> dict[str, dict[str, str]]:
    return {"subject": {"contact_name": "王小明", "contact_phone": TELEPHONE}}


@pytest.mark.both
def test_a_list_leaves_with_number_person_time_and_purpose_and_masked(world: World, client: Client) -> None:
    kept = world.application(Status.RECOMMENDED, content=content())
    world.application(Status.ACCEPTED, content=content())
    client.force_login(world.clerk)
    address = f"{APPLICATIONS}?status={Status.RECOMMENDED}"
    assert (
        address
        in client.get(f"/manage/applications/application/?status={Status.RECOMMENDED}").content.decode()
    )
    assert "data-download" in client.get(address).content.decode()
    for asked in (
        {"kind": "xlsx"},
        {"kind": "xlsx", "purpose": "other"},
        {"kind": "exe", "purpose": "report"},
    ):
        answer = client.post(address, asked)
        assert answer.status_code == 200
        assert "Content-Disposition" not in answer, "personal data leaves for a stated purpose only"
    assert ListCopy.objects.count() == 0

    answer = client.post(address, {"kind": "xlsx", "purpose": "meeting", "note": "七月评议会"})
    copy = ListCopy.objects.get()
    assert copy.number in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet, about = book.worksheets
    lines = list(sheet.iter_rows(values_only=True))
    assert len(lines) == 3, "head, one row, the mark"
    assert lines[1][0] == kept.receipt_number
    assert lines[1][-2:] == ("王**", "138****5678")
    edges = [edge.center.text for edge in (sheet.oddHeader, sheet.oddFooter) if edge is not None]
    assert len(edges) == 2
    for mark in (lines[-1][0], *edges):
        assert copy.number in str(mark)
        assert str(world.clerk) in str(mark)
        assert "七月评议会" in str(mark)
    told = {str(key): str(value) for key, value in about.iter_rows(values_only=True)}
    assert copy.number in told.values()
    assert copy.chosen_words in told.values()
    event = Event.objects.get(name="lists.listcopy.make")
    assert event.actor == f"user:{world.clerk.pk}"
    assert (event.payload["rows"], event.payload["purpose"], event.payload["personal"]) == (
        1,
        "meeting",
        True,
    )
    assert event.payload["sha256"] == copy.sha256 == hashlib.sha256(answer.content).hexdigest()
    unfit = client.post(f"{APPLICATIONS}?no_such_field=1", {"kind": "xlsx", "purpose": "report"})
    assert (unfit.status_code, ListCopy.objects.count()) == (302, 1)


def test_a_printed_list_bears_its_mark_on_every_page_and_the_log_is_the_auditors(
    world: World, client: Client
) -> None:
    for number in range(45):
        world.new_enterprise(None, f"通化示例{number}有限公司")
    client.force_login(world.director)
    answer = client.post(f"{MAKE}enterprises/enterprise/", {"kind": "pdf"})
    copy = ListCopy.objects.get()
    assert (copy.kind, copy.purpose, copy.is_personal) == ("pdf", "", False)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content)]
    assert len(pages) > 1
    assert [page.count(copy.number) >= 2 for page in pages] == [True] * len(pages), "across and at the foot"

    client.force_login(world.auditor)
    listed = client.get(LOG).content.decode()
    assert copy.number in listed
    assert copy.sha256 in client.get(f"{LOG}{copy.pk}/change/").content.decode()
    assert client.post(f"{LOG}{copy.pk}/change/", {"note": "x"}).status_code == 403
    assert client.get(f"{LOG}add/").status_code == 403
    # Others do not find it, and whoever may not take lists is refused on every route.
    client.force_login(world.clerk)
    assert copy.number not in client.get(LOG).content.decode()
    assert client.get(f"{LOG}{copy.pk}/change/").status_code == 404
    for role in (Role.EXPERT, Role.SYSADMIN, Role.RECOMMENDER):
        client.force_login(world.person(role))
        assert client.get(LOG).status_code == 403
        for path in ("applications/application/", "enterprises/enterprise/", "reviews/expert/"):
            assert client.get(MAKE + path).status_code == 403
            assert client.post(MAKE + path, {"kind": "xlsx", "purpose": "report"}).status_code == 403
    assert client.get(f"{MAKE}core/event/").status_code == 404
    assert ListCopy.objects.count() == 1
