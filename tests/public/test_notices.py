"""The published list: its hours and counted days, its files and feeds, what becomes of it, and its weight."""

from __future__ import annotations

import csv
import datetime
import io
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import fromstring

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards import locks, services
from brandcert.awards.models import NoticeItem, PublicNotice
from brandcert.awards.services.corrections import NothingCorrected, StillProposed
from brandcert.awards.services.filing import NoticeOver
from brandcert.core.models import Approval
from brandcert.core.workdays import add_workdays
from brandcert.enterprises.models import Enterprise
from brandcert.programs.enums import CategoryKey, CorrectionScope
from tests.awards.conftest import Committee
from tests.tampering import tampering

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

ATOM = "{http://www.w3.org/2005/Atom}"
ENGLISH = {"accept-language": "en"}


def atom(answer: Any) -> Any:
    """Read a feed."""
    return fromstring(answer.content)  # noqa: S314 -- our own feed


@pytest.fixture
def committee(world: World) -> Committee:
    """A committee, and what it needs to publish."""
    return Committee(world)


def listed(world: World, number: int, *, sealed: bool = False) -> PublicNotice:
    """Make a notice with so many entries in a few statements."""
    categories = [world.category(key) for key in CategoryKey]
    notice = PublicNotice.objects.create(
        batch=world.batch,
        number=f"公示{number}号",
        published_on=world.today,
        starts_on=world.today,
        ends_on=world.today + datetime.timedelta(days=9),
    )
    holders = Enterprise.objects.bulk_create(
        Enterprise(name=f"长春名单{place}有限公司", division=world.city) for place in range(number)
    )
    cases = Application.objects.bulk_create(
        Application(
            batch=world.batch,
            category=categories[place % 3],
            enterprise=holder,
            unit=world.unit,
            status=Status.PUBLIC_NOTICE,
            receipt_number=f"N-{number}-{place}",
        )
        for place, holder in enumerate(holders)
    )
    NoticeItem.objects.bulk_create(
        NoticeItem(
            notice=notice,
            application=case,
            enterprise_name=case.enterprise.name,
            product_name=f"产品{place}",
            unit_name=world.unit.name,
            position=place,
        )
        for place, case in enumerate(cases, start=1)
    )
    return notice


def test_3000_entries_cost_as_many_questions_as_30_and_no_page_is_heavy(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    for number in (30, 3000):
        notice = listed(world, number)
        for address, queries in (("", 10), ("?page=2&q=名单", 10), ("list.csv", 2), ("list.json", 2)):
            with django_assert_num_queries(queries):
                answer = client.get(f"/notices/{notice.pk}/{address}")
            assert answer.status_code == 200
            if not address.startswith("list"):
                assert len(answer.content) < 100_000
        # A long list is not read to be chosen from: its number is typed in.
        with django_assert_num_queries(5 if number == 30 else 4):
            form = client.get(f"/notices/{notice.pk}/objection/")
        assert len(form.content) < 60_000
        told = client.get("/api/v1/notices/").json()["results"][0]
        assert told["entries_count"] == number
        assert len(told["entries"]) == min(number, 100)
        assert client.get(told["entries_url"] + "?page=1").json()["count"] == number
    rows = list(
        csv.reader(io.StringIO(client.get(f"/notices/{notice.pk}/list.csv").content.decode("utf-8-sig")))
    )
    assert len(rows) == 3001
    # Long lists are printed in the background, and whoever asks meanwhile is told so.
    later = client.get(f"/notices/{notice.pk}/list.pdf")
    assert (later.status_code, later["Retry-After"]) == (503, "60")


@pytest.mark.full
@pytest.mark.timeout(600)
def test_3000_entries_are_printed_on_many_pages_with_their_heads_repeated(world: World) -> None:
    import pypdfium2

    begun = timezone.now()
    document = pypdfium2.PdfDocument(services.print_list(listed(world, 3000)).read_bytes())
    assert (timezone.now() - begun).total_seconds() < 240
    assert len(document) > 60
    last = document[len(document) - 1].get_textpage().get_text_bounded()
    assert f"{len(document)} / {len(document)}" in last
    assert "推荐单位" in last


def test_a_list_is_searched_narrowed_and_taken_along(world: World, client: Client) -> None:
    notice = listed(world, 6)
    Application.objects.filter(notice_items__notice=notice, notice_items__position=2).update(
        status=Status.WITHDRAWN
    )
    shown = client.get(f"/notices/{notice.pk}/", {"q": "名单3有限"}, headers=ENGLISH)
    assert [row["key"] for row in shown.context["rows"]] == [4]
    shown = client.get(f"/notices/{notice.pk}/", {"category": "AGRICULTURE"}, headers=ENGLISH)
    assert [(row["key"], row["state"] and row["state"]["words"]) for row in shown.context["rows"]] == [
        (2, "withdrawn"),
        (5, None),
    ]
    pdf: Any = client.get(f"/notices/{notice.pk}/list.pdf")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    book = client.get(f"/notices/{notice.pk}/list.xlsx")
    assert book.content.startswith(b"PK")
    told = client.get(f"/notices/{notice.pk}/list.json").json()
    assert [row["state"] for row in told["entries"]].count("withdrawn") == 1
    assert told["licence"]


def test_the_period_ends_at_its_hour_to_the_second_and_the_page_counts_its_days(
    committee: Committee, client: Client
) -> None:
    batch = committee.world.batch
    batch.notice_opens, batch.notice_closes = datetime.time(9), datetime.time(17, 30)
    batch.notice_basis = "《示例办法》第十条"
    batch.save()
    notice = committee.published()[1]
    shown = client.get(f"/notices/{notice.pk}/", headers=ENGLISH)
    told = shown.context["notice"]
    assert (told["starts"][11:], told["ends"][11:]) == ("09:00", "17:30")
    assert told["lines"][-1]["text"].endswith("working day 7")
    assert "《示例办法》第十条" in shown.content.decode()
    item, second = notice.items.get(), datetime.timedelta(seconds=1)
    end = timezone.make_aware(datetime.datetime.combine(notice.ends_on, datetime.time(17, 30)))
    said: Any = {"name": "李四", "contact": "13800000000", "facts": "标签与事实不符，附照片"}
    with pytest.raises(NoticeOver):
        services.file_objection(item, now=end, **said)
    assert (
        services.file_objection(item, now=end - second, **said).due_on == add_workdays(notice.ends_on, 5).on
    )


def test_a_published_list_cannot_be_written_by_any_way(committee: Committee) -> None:
    notice = committee.published()[1]
    item = notice.items.get()
    for write in (
        lambda: PublicNotice.objects.filter(pk=notice.pk).update(basis="x"),
        lambda: PublicNotice.objects.filter(pk=notice.pk).update(ends_on=notice.starts_on),
        lambda: NoticeItem.objects.filter(pk=item.pk).update(product_name="x"),
        lambda: NoticeItem.objects.filter(pk=item.pk).delete(),
        lambda: NoticeItem.objects.create(
            notice=notice,
            application=committee.world.application(),
            enterprise_name="x",
            product_name="y",
            position=9,
        ),
    ):
        with pytest.raises(IntegrityError, match="only corrected"), transaction.atomic():
            write()
    later = notice.ends_on + datetime.timedelta(days=1)
    assert PublicNotice.objects.filter(pk=notice.pk).update(ends_on=later) == 1


def shown_to_everyone(client: Client, wrong: NoticeItem, removed: NoticeItem) -> None:
    """Read both notices and the feed, and try to object to an entry that is corrected."""
    notice, new = wrong.notice, PublicNotice.objects.get(corrects=wrong.notice)
    old, shown = (client.get(f"/notices/{row.pk}/", headers=ENGLISH) for row in (notice, new))
    assert old.context["notice"]["corrected_by"][0]["reason"] == "企业名称有误"
    states = {row["key"]: (row["state"] or {}).get("words") for row in shown.context["rows"]}
    assert states[removed.position] == "taken off the list"
    with pytest.raises(NoticeOver):
        services.file_objection(
            wrong, name="李四", contact="13800000000", facts="标签与事实不符", now=timezone.now()
        )
    feed = atom(client.get("/notices/feed/"))
    entries = {one.findtext(f"{ATOM}id"): one for one in feed.findall(f"{ATOM}entry")}
    assert {key.rpartition("/")[2] for key in entries} == {str(notice.pk), str(new.pk)}
    assert new.number in entries[next(key for key in entries if key.endswith(f"/{notice.pk}"))].findtext(
        f"{ATOM}summary"
    )


@pytest.mark.parametrize("scope", CorrectionScope)
def test_a_list_is_corrected_by_a_further_notice_of_two_persons(
    committee: Committee, client: Client, scope: CorrectionScope
) -> None:
    world = committee.world
    world.batch.notice_correction = scope
    world.batch.save()
    gone = committee.ready("0.95", enterprise=world.new_enterprise("91220200XNT000226B"))
    kept = committee.ready("0.93", enterprise=world.new_enterprise("91220100XNT0002341"))
    case, notice = committee.published()
    wrong = notice.items.get(application=case)
    removed = notice.items.get(application=gone)
    change = {
        "position": wrong.position,
        "enterprise_name": "更正后的企业",
        "product_name": wrong.product_name,
    }
    off = {"position": removed.position, "enterprise_name": "", "product_name": "", "is_removed": True}
    with pytest.raises(StillProposed):
        services.propose_correction(notice, changes=[off], reason="有误", by=world.secretary)
    same = change | {"enterprise_name": wrong.enterprise_name}
    with pytest.raises(NothingCorrected):
        services.propose_correction(notice, changes=[same], reason="有误", by=world.secretary)
    Application.objects.filter(pk=gone.pk).update(status=Status.WITHDRAWN)
    client.force_login(world.secretary)
    page = f"/manage/awards/publicnotice/{notice.pk}"
    sent = {"reason": "企业名称有误", "position_1": wrong.position, "enterprise_name_1": "更正后的企业",
            "position_2": removed.position, "is_removed_2": "on"}  # fmt: skip
    assert client.post(f"{page}/step/propose_correct/", sent).status_code == 302
    proposal = Approval.objects.get(action="awards.publicnotice.correct")
    assert client.post(f"{page}/approvals/{proposal.pk}/approve/").status_code == 403
    client.force_login(world.director)
    assert "更正后的企业" in client.get(f"{page}/change/").content.decode()
    client.post(f"{page}/approvals/{proposal.pk}/approve/")

    new = PublicNotice.objects.get(corrects=notice)
    whole = scope == CorrectionScope.LIST
    assert sorted(new.items.values_list("application_id", flat=True)) == sorted(
        [case.pk, gone.pk, *([kept.pk] if whole else [])]
    )
    assert Application.objects.get(pk=case.pk).due_on == new.ends_on
    assert notice.items.get(pk=wrong.pk).enterprise_name == wrong.enterprise_name
    client.logout()
    shown_to_everyone(client, wrong, removed)


def test_the_feed_is_valid_stable_and_asked_for_only_when_it_changed(
    committee: Committee, client: Client
) -> None:
    notice = committee.published()[1]
    for path in ("/notices/feed/", f"/notices/feed/{notice.batch_id}/"):
        answer = client.get(path)
        feed = atom(answer)
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert links["self"].endswith(path)
        assert feed.findtext(f"{ATOM}id").startswith("tag:")
        assert feed.find(f"{ATOM}author/{ATOM}name").text
        (entry,) = feed.findall(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}updated") <= feed.findtext(f"{ATOM}updated")
        assert client.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304
        assert client.get(path, headers={"if-modified-since": answer["Last-Modified"]}).status_code == 304
    before = client.get("/notices/feed/")["ETag"]
    with tampering(locks.of_notices):
        PublicNotice.objects.update(published_on=committee.world.today + datetime.timedelta(days=1))
    empty = client.get("/notices/feed/", headers={"if-none-match": before})
    assert empty.status_code == 200
    assert atom(empty).findall(f"{ATOM}entry") == []
    assert client.get("/notices/feed/99999/").status_code == 404
