"""Directory, notices, guide: from the data, without any natural person."""

from __future__ import annotations

import csv
import datetime
import io
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone, translation

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.awards.models import NoticeItem, Objection, PublicNotice
from brandcert.certificates.models import Certificate
from brandcert.core.terms import workdays_left
from brandcert.register.services import index_missing

if TYPE_CHECKING:
    from tests.certificates.drafts import Register

PATHS = (
    "/",
    "/guide/",
    "/guide/manufacturing/",
    "/guide/samples/pledge/",
    "/progress/",
    "/privacy/",
    "/accessibility/",
    "/terms/",
    "/sitemap/",
    "/verify/",
    "/directory/",
    "/draws/",
    "/log/",
    "/Q/",
    "/notices/",
    "/notices/feed/",
    "/api/docs/",
    "/api/schema/",
)


@pytest.fixture
def notice(register: Register) -> PublicNotice:
    """A list that is open today."""
    register.draft()
    row = PublicNotice.objects.get()
    row.published_on = row.starts_on = register.world.today
    row.ends_on = register.world.today + datetime.timedelta(days=6)
    row.save()
    Application.objects.filter(notice_items__notice=row).update(status=Status.PUBLIC_NOTICE)
    return row


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_an_empty_installation(client: Client, path: str, language: str) -> None:
    client.cookies["django_language"] = language
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", [*PATHS, "/notices/{notice}/", "/notices/{notice}/objection/", "/directory/register.csv"]
)
def test_no_page_shows_a_natural_person(
    client: Client, register: Register, notice: PublicNotice, path: str
) -> None:
    certificate = register.issued()
    assert Certificate.objects.get(pk=certificate.pk).number
    text = client.get(path.format(notice=notice.pk)).content.decode()
    people = [
        register.issuer,
        register.director,
        register.world.owner,
        register.world.editor,
        register.world.clerk,
    ]
    assert not [person for person in people if person.name in text or str(person.email) in text]


def test_the_directory_is_narrowed_by_words_category_place_and_state(
    client: Client, register: Register
) -> None:
    valid, revoked = register.issued(), register.revoked()
    draft = register.draft()
    index_missing()

    def numbers(query: str) -> list[str]:
        text = client.get(f"/directory/?{query}").content.decode()
        return [row.number for row in (valid, revoked) if row.number in text]

    assert numbers("") == [valid.number, revoked.number]
    assert numbers("status=active") == [valid.number]
    assert numbers("status=revoked") == [revoked.number]
    assert numbers("category=SERVICES") == []
    assert numbers("category=MANUFACTURING&division=220100") == [valid.number, revoked.number]
    assert numbers("q=中研高分子") == [valid.number]
    assert numbers("status=nonsense") in ([], [valid.number, revoked.number])
    assert str(draft.application.product) not in client.get("/directory/").content.decode()


def test_the_export_is_the_whole_register_and_neutral_for_spreadsheets(
    client: Client, register: Register
) -> None:
    certificate = register.issued()
    certificate.freeze({**certificate.facts, "product": "=1+1"})
    certificate.save()
    register.draft()
    answer = client.get("/directory/register.csv")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["证书编号"] for row in rows] == [certificate.number]
    assert not rows[0]["产品或服务"].startswith("=")
    assert client.get("/directory/register.json").json()["entries"][0]["number"] == certificate.number


def test_a_notice_tells_its_days_and_its_list(client: Client, notice: PublicNotice) -> None:
    item = notice.items.get()
    client.cookies["django_language"] = "en"
    text = client.get(f"/notices/{notice.pk}/").content.decode()
    assert item.enterprise_name in text
    with translation.override("en"):
        assert (left := workdays_left(notice.ends_on, timezone.localdate())) in text
    assert left.endswith("working days left")
    assert notice.number in text
    assert str(notice.pk) in client.get("/notices/").content.decode()


def test_an_objection_is_filed_with_a_receipt_and_nothing_typed_is_lost(
    client: Client, notice: PublicNotice
) -> None:
    item = notice.items.get()
    path = f"/notices/{notice.pk}/objection/"
    facts = {"item": item.pk, "name": "", "contact": "13800000000", "facts": "该产品并非该企业生产"}
    facts |= {"kind": "person", "relation": "consumer", "consent": "on"}
    answer = client.post(path, facts)
    assert answer.status_code == 422
    assert "该产品并非该企业生产" in answer.content.decode()
    assert not Objection.objects.exists()
    bad = {"contact": "你好", "facts": "不好", "name": "李🎉四"}
    assert set(client.post(path, facts | bad).context["form"].errors) == set(bad)
    answer = client.post(path, {**facts, "name": "李四"}, follow=True)
    assert Objection.objects.get().receipt_number in answer.content.decode()
    assert "李四" not in client.get(f"/notices/{notice.pk}/").content.decode()


def test_an_objection_to_an_entry_of_another_list_or_after_the_period_is_refused(
    client: Client, register: Register, notice: PublicNotice
) -> None:
    other = NoticeItem.objects.exclude(notice=notice).first() or NoticeItem.objects.create(
        notice=PublicNotice.objects.create(
            batch=notice.batch,
            number="另",
            published_on=notice.published_on,
            starts_on=notice.starts_on,
            ends_on=notice.ends_on,
        ),
        application=register.world.application(),
        enterprise_name="另",
        product_name="另",
        position=1,
    )
    facts = {"item": other.pk, "name": "李四", "contact": "1", "facts": "事实"}
    assert client.post(f"/notices/{notice.pk}/objection/", facts).status_code == 422
    yesterday = register.world.today - datetime.timedelta(days=1)
    PublicNotice.objects.filter(pk=notice.pk).update(
        published_on=yesterday, starts_on=yesterday, ends_on=yesterday
    )
    facts["item"] = notice.items.get().pk
    assert client.post(f"/notices/{notice.pk}/objection/", facts).status_code == 422
    assert not Objection.objects.exists()


def test_a_form_that_lost_its_token_is_refused_in_words() -> None:
    """The page that Django brings for it is English and breaks the content security policy."""
    answer = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-hans"}).post(
        "/accounts/login/", {}
    )

    assert answer.status_code == 403
    assert "您不能打开此页面" in answer.content.decode()
    assert "<style" not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "headers", "expected"),
    [
        ("", {}, ["证书编号", "状态", "有效", "是", "吉林制造"]),
        ("?lang=en", {}, ["Certificate number", "Status", "valid", "yes", "Jilin Manufacturing"]),
        (
            "",
            {"accept-language": "en"},
            ["Certificate number", "Status", "valid", "yes", "Jilin Manufacturing"],
        ),
        ("?lang=xx", {}, ["证书编号", "状态", "有效", "是", "吉林制造"]),
    ],
)
def test_the_table_of_the_register_speaks_the_language_asked_for_and_chinese_to_everyone_else(
    client: Client, register: Register, query: str, headers: dict[str, str], expected: list[str]
) -> None:
    register.issued()
    answer = client.get(f"/directory/register.csv{query}", headers=headers)
    titles, line = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [*titles[:2], line[1], line[2], line[5]] == expected


@pytest.mark.parametrize("query", ["JLJP-Z-2026-9999", "9999"])
def test_a_verdict_names_a_way_to_report_that_exists(client: Client, register: Register, query: str) -> None:
    """A page that asks to report a fake says where; no link leads to a form that is not there."""
    text = client.get(f"/verify/?q={query}").content.decode()
    assert 'href="tel:12315"' in text
    with override_settings(PLATFORM={**settings.PLATFORM, "complaints": "", "address": "长春市示例路1号"}):
        text = client.get(f"/verify/?q={query}").content.decode()
    assert "tel:12315" not in text
    assert "长春市示例路1号" in text
