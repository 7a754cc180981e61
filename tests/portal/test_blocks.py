"""Lists of entries through the pages, as a browser without script sends them: added, removed, refused with nothing lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from brandcert.applications import services
from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.queries import requirements_of
from brandcert.enterprises.models import Product
from brandcert.programs.enums import CategoryKey
from tests.applications import filling

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

PATENT = {
    "kind": "invention",
    "number": "ZL200310102344.5",
    "name": "一种方法",
    "state": "granted",
    "file": "",
}
OTHER = PATENT | {"number": "ZL200110000003.5", "name": "另一种方法"}


def url(row: Application, section: str = "rights") -> str:
    return f"/portal/applications/{row.pk}/section/{section}/"


def sent(key: str, *rows: dict[str, str], **more: str) -> dict[str, str]:
    cells = {f"{key}-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}
    return {f"rows-{key}": str(len(rows)), **cells, **more}


def stored(row: Application, section: str = "rights") -> dict[str, Any]:
    found: dict[str, Any] = Application.objects.get(pk=row.pk).content.get(section, {})
    return found


def test_a_compulsory_list_opens_with_one_entry_and_an_optional_one_with_none(
    owner: Client, world: World
) -> None:
    draft = world.application()
    evidence = owner.get(url(draft, "evidence")).content.decode()
    assert 'name="testing-0-report"' in evidence
    assert 'name="testing-1-report"' not in evidence
    assert 'name="certification-0-number"' not in evidence
    assert 'name="add" value="certification"' in evidence


def test_entries_are_added_and_removed_by_buttons_and_keep_what_was_typed(
    owner: Client, world: World
) -> None:
    draft = world.application()
    answer = owner.post(url(draft), sent("patents", PATENT, add="patents"))
    assert answer.headers["Location"] == f"{url(draft)}?add=patents#patents"
    assert stored(draft)["patents"] == [PATENT]
    page = owner.get(answer.headers["Location"]).content.decode()
    assert 'value="ZL200310102344.5"' in page
    assert 'name="patents-1-number"' in page
    owner.post(url(draft), sent("patents", PATENT, OTHER, {"name": "第三"}, remove="patents-0"))
    assert [row["name"] for row in stored(draft)["patents"]] == ["另一种方法", "第三"]
    owner.post(url(draft), sent("patents", {"name": " "}, go="back"))
    assert stored(draft)["patents"] == []


def test_what_cannot_be_right_is_said_at_its_place_and_nothing_is_lost(owner: Client, world: World) -> None:
    draft = world.application()
    wrong = OTHER | {"number": "ZL200310102344.6"}
    page = owner.post(url(draft), sent("patents", PATENT, {"name": ""}, wrong, go="on")).content.decode()
    assert "<title>错误：" in page
    assert 'href="#id_patents-1-number"' in page  # the empty entry between them is gone
    assert "应以 .5 结尾" in page
    assert 'value="ZL200310102344.6"' in page
    assert [row["number"] for row in stored(draft)["patents"]] == ["ZL200310102344.5", "ZL200310102344.6"]


def test_going_on_asks_for_the_empty_places_of_an_entry_and_for_compulsory_lists(
    owner: Client, world: World
) -> None:
    draft = world.application()
    half = {"laboratory": "示例中心", "scheme": "CMA"}
    data = {**sent("testing", half), **sent("standards"), **sent("metrology"), "go": "on"}
    page = owner.post(url(draft, "evidence"), data).content.decode()
    for place in ("testing-0-qualification", "testing-0-report", "standards-0-number"):
        assert re.search(rf'href="#id_{place}"', page), place
    assert 'href="#id_testing-0-file"' not in page
    assert 'href="#id_certification' not in page


def test_an_entry_names_a_file_of_the_application_and_no_other(owner: Client, world: World) -> None:
    draft = world.application()
    requirement = requirements_of(draft)[0]
    upload = filling.upload(world.owner, "专利证书.pdf")
    services.attach(draft, requirement=requirement, upload=upload, by=world.owner)
    page = owner.get(url(draft)).content.decode()
    assert '<option value="专利证书.pdf">' in page
    refused = owner.post(url(draft), sent("patents", PATENT | {"file": "没有.pdf"}, go="back"))
    assert 'href="#id_patents-0-file"' in refused.content.decode()
    owner.post(url(draft), sent("patents", PATENT | {"file": "专利证书.pdf"}, go="back"))
    check = owner.get(f"/portal/applications/{draft.pk}/check/").content.decode()
    table = check[check.index("as-cards entries") :]
    link = re.search(r'<a href="([^"]+)">专利证书.pdf</a>', table)
    assert link is not None
    answer = owner.get(link[1])
    assert b"".join(answer).startswith(b"%PDF")
    answer.close()


def test_two_windows_that_change_one_list_never_overwrite(owner: Client, world: World) -> None:
    draft = world.application(content={"rights": {"patents": [PATENT]}})
    page = owner.get(url(draft)).content.decode()
    seen = dict(re.findall(r'name="(seen-[a-z]+)" value="([0-9a-f]+)"', page))
    owner.post(url(draft), {**sent("patents", PATENT, OTHER), **seen, "go": "back"})
    answer = owner.post(url(draft), {**sent("patents", PATENT | {"name": "我的"}), **seen, "go": "back"})
    second = answer.content.decode()
    assert "<title>错误：" in second
    assert "另一种方法" in second
    assert 'value="我的"' in second
    assert stored(draft)["patents"] == [PATENT, OTHER]
    fresh = dict(re.findall(r'name="((?:seen|theirs)-[a-z]+)" value="([0-9a-f]+)"', second))
    mine = {**sent("patents", PATENT | {"name": "我的"}), **fresh, "go": "back"}
    owner.post(url(draft), mine)
    assert stored(draft)["patents"] == [PATENT, OTHER]
    owner.post(url(draft), {**mine, "keep-patents": "mine"})
    assert [row["name"] for row in stored(draft)["patents"]] == ["我的"]


def test_saving_while_typing_keeps_half_an_entry(owner: Client, world: World) -> None:
    draft = world.application()
    answer = owner.post(f"{url(draft)}save/", sent("patents", {"name": "一种方"}))
    assert answer.status_code == 200
    assert stored(draft)["patents"][0]["name"] == "一种方"
    mark = answer.json()["fields"]["patents"]["mark"]
    again = owner.post(f"{url(draft)}save/", {**sent("patents", {"name": "一种方法"}), "seen-patents": mark})
    assert again.status_code == 200
    assert stored(draft)["patents"][0]["name"] == "一种方法"


def test_a_correction_opens_one_list_by_its_key_and_refuses_the_others(owner: Client, world: World) -> None:
    row = filling.returned(world, "evidence.testing")
    page = owner.get(url(row, "evidence")).content.decode()
    assert "与营业执照不一致" in page
    assert 'name="testing-0-report"' in page
    assert 'name="metrology-0-instrument"' not in page
    reports = stored(row, "evidence")["testing"]
    changed = [reports[0] | {"report": "JC-2026-99"}, reports[1]]
    instruments = sent("metrology", {"instrument": "x"})
    owner.post(url(row, "evidence"), {**sent("testing", *changed), **instruments, "go": "back"})
    assert stored(row, "evidence")["testing"] == changed
    assert stored(row, "evidence")["metrology"] != [{"instrument": "x"}]
    back = services.resubmit(Application.objects.get(pk=row.pk), by=world.owner, now=world.now)
    assert back.status == Status.SUBMITTED
    version = owner.get(f"/portal/applications/{row.pk}/versions/2/").content.decode()
    assert "JC-2026-99" in version


def test_staff_read_the_entries_as_tables(client: Client, world: World) -> None:
    row = services.submit(filling.complete(world), by=world.owner, now=world.now)
    client.force_login(world.clerk)
    page = client.get(f"/manage/applications/application/{row.pk}/change/").content.decode()
    assert page.count("as-cards entries") == 8
    assert "GB/T 1354-2018" in page


def test_numbers_that_are_no_counts_make_no_entries(owner: Client, world: World) -> None:
    draft = world.application()
    for count in ("-1", "x", "１e9", "999999999999"):
        owner.post(url(draft), {"rows-patents": count, "patents-0-name": "一", "go": "back"})
        assert len(stored(draft).get("patents", [])) <= 1


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_of_a_list_asks_the_database_the_same_for_one_entry_and_for_thirty(
    owner: Client, world: World, rows: int, django_assert_num_queries: Any
) -> None:
    draft = world.application(content={"rights": {"patents": [PATENT] * rows}})
    owner.get(url(draft))
    with django_assert_num_queries(8):
        page = owner.get(url(draft))
    assert len(page.content) < 100_000


# --- what stands in the way, and what the certificate will say ----------------------------------------------


def test_the_task_list_says_what_stands_in_the_way_with_rule_and_place(owner: Client, world: World) -> None:
    draft = world.application()
    assert draft.product is not None
    Product.objects.filter(pk=draft.product.pk).update(trademark=None)
    page = owner.get(f"/portal/applications/{draft.pk}/").content.decode()
    panel = page[page.index('id="conditions"') :]
    assert "请填写产品或服务所用的商标。" in panel
    assert "产品或服务使用自有或经许可的有效注册商标。" in panel
    assert f'href="/portal/enterprise/products/{draft.product.pk}/"' in panel
    assert "已满足" in panel
    draft.product = None
    draft.save(update_fields=["product"])
    empty = owner.get(f"/portal/applications/{draft.pk}/").content.decode()
    assert "请选择申报的产品或服务。" in empty
    assert "产品或服务使用自有或经许可的有效注册商标。" not in empty
    ready = filling.complete(world)
    whole = owner.get(f"/portal/applications/{ready.pk}/").content.decode()
    assert "没有：提交前要求的条件均已满足。" in whole


def test_what_is_typed_beside_a_chosen_product_is_not_lost(owner: Client, world: World) -> None:
    draft = world.application()
    assert draft.product is not None
    address = f"/portal/applications/{draft.pk}/product/"
    page = owner.post(address, {"product": draft.product.pk, "name": "另一款产品"})
    assert page.status_code == 200
    assert "另一款产品" in page.content.decode()
    assert list(page.context["form"].errors) == ["name"]
    page = owner.post(address, {"product": draft.product.pk, "trademark": "松花"})
    assert list(page.context["form"].errors) == ["trademark"]
    assert 'value="松花"' in page.content.decode()
    assert f'href="/portal/enterprise/products/{draft.product.pk}/"' in page.content.decode()
    new = {"product": "new", "name": "人参", "model_or_scope": "一级", "trademark_valid_to": "2099-01-01"}
    assert list(owner.post(address, new).context["form"].errors) == ["trademark"]
    past = new | {"trademark": "松花", "trademark_valid_to": "2020-01-01"}
    assert list(owner.post(address, past).context["form"].errors) == ["trademark_valid_to"]
    long = owner.post(address, {"product": "new", "name": "长" * 201, "model_or_scope": "一级"})
    assert len(long.context["form"].errors["name"]) == 1
    assert owner.post(address, {"product": draft.product.pk}).status_code == 302


def test_an_answer_that_breaks_a_condition_is_told_at_once_with_the_rule(owner: Client, world: World) -> None:
    draft = world.application()
    page = owner.post(
        url(draft, "subject"), {"established_on": str(world.today), "go": "back"}, follow=True
    ).content.decode()
    told = page[page.index('<ul class="messages">') : page.index("<h1")]
    assert "才满 3 年" in told
    assert "申报主体已运营满 3 年" in told
    fine = owner.post(url(draft, "subject"), {"established_on": "2012-05-18", "go": "back"}, follow=True)
    assert '<ul class="messages">' not in fine.content.decode()


def test_nothing_is_on_the_market_since_a_year_that_has_not_begun(owner: Client, world: World) -> None:
    draft = world.application()
    page = owner.post(url(draft, "product"), {"on_market_since": str(world.today.year + 1), "go": "on"})
    assert "on_market_since" in page.context["form"].errors


def test_the_english_name_and_the_end_of_the_trademark_are_asked_with_the_product(
    owner: Client, world: World
) -> None:
    draft = world.application(product=None)
    page = f"/portal/applications/{draft.pk}/product/"
    new = {
        "product": "new",
        "name": "人参",
        "model_or_scope": "500 g",
        "trademark": "长白",
        "trademark_number": "123",
        "trademark_valid_to": "2030-06-30",
        "name_en": "Ginseng",
    }
    assert owner.post(page, new).status_code == 302
    product = Product.objects.get(name="人参")
    assert (product.name_en, str(product.trademark.valid_to)) == ("Ginseng", "2030-06-30")  # type: ignore[union-attr] # just entered
    assert 'value="Ginseng"' in owner.get(page).content.decode()
    owner.post(page, {"product": str(product.pk), "name_en": "Red ginseng"})
    product.refresh_from_db()
    assert product.name_en == "Red ginseng"
    other = world.product()
    owner.post(page, {"product": str(other.pk), "name_en": "Red ginseng"})
    other.refresh_from_db()
    assert other.name_en == ""  # what was merely shown for another product is not its name


def test_a_product_that_was_applied_for_keeps_its_english_name(owner: Client, world: World) -> None:
    draft = world.application()
    world.application(Status.EXPERT_REVIEW, product=draft.product)
    answer = owner.post(
        f"/portal/applications/{draft.pk}/product/", {"product": str(draft.product_id), "name_en": "New"}
    )
    assert 'href="#id_name_en"' in answer.content.decode()
    assert draft.product is not None
    draft.product.refresh_from_db()
    assert draft.product.name_en == ""


def test_pressing_start_again_opens_the_same_draft(owner: Client, world: World) -> None:
    data = {"batch": world.batch.pk, "category": world.category(CategoryKey.SERVICES).pk}
    places = {owner.post("/portal/applications/start/", data).headers["Location"] for _ in range(3)}
    assert places == {f"/portal/applications/{Application.objects.get().pk}/"}


def test_a_service_is_asked_for_its_places_and_season_and_for_no_photo_of_a_product(
    owner: Client, world: World
) -> None:
    draft = world.application(category=world.category(CategoryKey.SERVICES))
    page = owner.get(url(draft, "product")).content.decode()
    assert 'name="places"' in page
    assert 'name="season"' in page
    documents = owner.get(f"/portal/applications/{draft.pk}/documents/").content.decode()
    assert "服务场所照片" in documents
    assert ">产品照片" not in documents
