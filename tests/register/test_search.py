"""Finding entries of the register: in Chinese, by sound and initials, with a slip of the pen, whatever its size."""

from __future__ import annotations

import datetime
import io
import re
from typing import TYPE_CHECKING, Any

import openpyxl  # noqa: TID253 - a test may be slow to load
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brandcert.accounts.models import Division
from brandcert.register import grams
from brandcert.register.models import LegacyTitle, RegisterLine, TitleList
from brandcert.register.queries import Asked, Way, counts, find
from brandcert.register.services import index_certificates, index_missing, index_titles

if TYPE_CHECKING:
    from django.test import Client

    from tests.certificates.drafts import Register

TODAY = datetime.date(2026, 11, 24)
NAMES = (
    ("吉林敖东药业集团股份有限公司", "安神补脑液", "吉名牌〔2019〕001号"),
    ("抚松万良参业有限公司", "长白山鲜人参", "吉名牌〔2019〕002号"),
    ("长春重庆路餐饮服务有限公司", "锅包肉 GBR-7 套餐", "JLMP-2019-33"),
    ("延吉한라식품有限公司", "辣白菜", "吉名牌〔2019〕004号"),
    ("𤭢窑陶瓷（吉林）有限公司", "老参罐", "吉名牌〔2019〕005号"),
)


def titles(*rows: tuple[str, str, str], ends: datetime.date = datetime.date(2070, 1, 1)) -> None:
    kept = TitleList.objects.create(name="old.csv", sha256="0" * 64)
    made = [
        LegacyTitle(
            number=number,
            key=number.upper(),
            holder=holder,
            product=product,
            category="AGRICULTURE",
            division=Division.objects.get(code="220621"),
            valid_from=datetime.date(2019, 1, 1),
            valid_to=ends,
            taken_from=kept,
        )
        for holder, product, number in rows
    ]
    index_titles([one.pk for one in LegacyTitle.objects.bulk_create(made)])


def found(words: str, **facets: str) -> tuple[list[str], Way]:
    answer = find(Asked(TODAY, words, facets))
    lines = RegisterLine.objects.in_bulk(answer.keys)
    return [lines[key].product for key in answer.keys], answer.way


@pytest.mark.both
@pytest.mark.usefixtures("world")
def test_names_are_found_by_characters_sound_initials_number_and_with_a_slip() -> None:
    titles(*NAMES)
    ginseng, tea = "长白山鲜人参", "锅包肉 GBR-7 套餐"
    exact: dict[str, str] = {
        "人参": ginseng, "鲜人参": ginseng, "抚松": ginseng, "renshen": ginseng, "RenSh": ginseng, "ren shen": ginseng,
        "xrs": ginseng, "fswl": ginseng, "吉名牌 2019 002": ginseng, "jlmp201933": tea, "JLMP-2019-33": tea,
        "chongqinglu": tea, "gbr": tea, "ＧＢＲ－7": tea, "套餐": tea, "餐饮 锅包": tea,
        "한라": "辣白菜", "𤭢": "老参罐", "𤭢窑": "老参罐", "吉林 老参": "老参罐", "anshenbunao": "安神补脑液",
    }  # fmt: skip
    for words, product in exact.items():
        assert found(words) == ([product], Way.EXACT), words
    # The same sound, another character; one character wrong, missing or too many.
    assert found("安申补脑液") == (["安神补脑液"], Way.SOUND)
    for words in ("安神补月液", "安神脑液", "安神补补脑液"):
        assert found(words) == (["安神补脑液"], Way.NEAR), words
    assert found("参")[0][0] == "长白山鲜人参"
    assert len(found("参")[0]) == 2
    for nothing in (
        "不存在的东西",
        "zzzz",
        "?!（）",
        "' OR 1=1 --",
        '"',
        "*",
        "a AND b",
        "\\",
        "%",
        "&|!:*()",
        "人" * 500,
    ):
        assert found(nothing)[0] == [], nothing
    # A title that ends, or is corrected, is found by what is true now.
    row = LegacyTitle.objects.get(product="辣白菜")
    row.product, row.ended_on, row.ended_as = "泡菜", datetime.date(2020, 1, 1), "revoked"
    row.save()
    index_titles([row.pk])
    assert found("辣白菜")[0] == []
    assert found("泡菜", status="revoked", series="legacy")[0] == ["泡菜"]
    assert found("", status="active", year="2019", city="220600", category="AGRICULTURE")[0] != []
    told: Any = counts(Asked(TODAY, "有限公司", {"status": "active"}))
    assert told["status"] == {"active": 4, "revoked": 1}
    assert told["series"] == {"legacy": 4}
    RegisterLine.objects.all().delete()
    assert found("人参")[0] == []


def test_a_name_makes_few_plain_tokens() -> None:
    made = grams.tokens(names=["吉林敖东药业集团股份有限公司"], numbers=["JLJP-Z-2026-0001"]).split(" ")
    assert len(made) <= 40
    assert all(re.fullmatch(r"[a-z0-9]+", one) for one in made)
    assert {"pjilinaodongyaoye", "ijlad", "njljpz20260001"} & {one[:17] for one in made}
    assert not [one for one in made if one.startswith("pyouxiangongsi")]


def test_the_directory_narrows_counts_and_says_how_it_found(client: Client, register: Register) -> None:
    certificate = register.issued()
    titles(*NAMES)
    titles(("过期示例有限公司", "旧产品", "OLD-1"), ends=datetime.date(2020, 1, 1))
    index_missing()

    def page(query: str) -> str:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(f"/directory/?{query}")
        assert len(asked) <= 8, [one["sql"] for one in asked]
        assert len(answer.content) < 60_000
        return answer.content.decode()

    everything = page("")
    assert everything.index(certificate.number) < everything.index("吉名牌〔2019〕001号")
    assert "往年称号 (6)" in everything
    assert "verdict" not in everything
    assert certificate.number not in page("series=legacy")
    assert "旧产品" in page("status=expired")
    assert "旧产品" not in page("status=active")
    assert "读音相同" in page("q=安申补脑液")
    assert "差一个字" in page("q=安神补月液")
    assert "没有" in page("q=%3F%3F")
    assert "没有" in page("q=" + "x" * 5000)
    assert certificate.number in page("status=nonsense&year=-1&page=999&q=")
    told = client.get("/directory/register.json?q=renshen").json()
    assert [one["product"] for one in told["entries"]] == ["长白山鲜人参"]
    assert "来源" in told["licence"]
    answer = client.get("/directory/register.xlsx")
    assert 'rel="license"' in answer["Link"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.worksheets[0].max_row == 8
    assert any("来源" in str(row[1].value) for row in book.worksheets[1].iter_rows())
    # What is not public any more loses its line.
    RegisterLine.objects.filter(certificate=certificate).update(number="planted")
    index_certificates([certificate.pk])
    assert RegisterLine.objects.get(certificate=certificate).number == certificate.number
