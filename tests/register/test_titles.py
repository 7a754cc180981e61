"""Titles of earlier years: taken in whole or not at all, and honest about what stands behind them."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl  # noqa: TID253 - a test may be slow to load
import pytest
from django.core.management import CommandError, call_command

from brandcert.core.models import Event
from brandcert.enterprises.models import Enterprise
from brandcert.register.models import LegacyTitle, TitleList

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.world import World

HEAD = "证书编号,称号,企业名称,统一社会信用代码,类别,产品名称,颁发单位,认定文号,行政区划,有效期起,有效期止,终止日期,终止方式\n"
GOOD = (
    "吉名牌〔2016〕第012号,吉林省名牌产品,吉林省中研高分子材料股份有限公司,91220100XNT000218B,制造,聚醚醚酮树脂,吉林省名牌战略推进委员会,吉名推〔2016〕3号,长春市,2016-12-01,2019-11-30,,\n"
    "吉名牌〔2024〕007号,吉林省名牌产品,抚松示例老参行有限公司,,农特,鲜人参,吉林省名牌战略推进委员会,,抚松县,2024/1/1,2070.12.31,,\n"
    "JLMP-2018-9,吉林省名牌产品,无处可寻酒业有限公司,,,白酒,,,,2018年5月1日,2021年4月30日,2020-02-02,撤销\n"
)
BAD = (
    "JLJP-Z-2026-0001,,甲有限公司,,,产品,,,长春市,2016-01-01,2019-01-01,,\n"
    "吉名牌(2016)第012号,,乙有限公司,,宇航,产品,,,火星市,2019-01-01,2016-01-01,2020-01-01,\n"
    ",,,,,,,,,明天,,,\n"
)


def run(path: Path, *more: str, code: int = 0) -> dict[str, Any]:
    out, words = io.StringIO(), [str(path), "--format", "json", *more]
    if code:
        with pytest.raises(CommandError) as refused:
            call_command("import_register", *words, stdout=out, stderr=io.StringIO())
        assert refused.value.returncode == code
    else:
        call_command("import_register", *words, stdout=out, stderr=io.StringIO())
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def stored() -> tuple[int, int, int]:
    return LegacyTitle.objects.count(), TitleList.objects.count(), Enterprise.objects.count()


def corrected(path: Path) -> None:
    # Other facts under a known number are a fault, unless a reason is given.
    path.write_text((HEAD + GOOD).replace("2019-11-30", "2020-11-30"), encoding="utf-8")
    assert "2019-11-30 → 2020-11-30" in run(path, code=1)["rows"][0]["reasons"][0]["text"]
    assert run(path, "--correct", "原表录错")["counts"]["updated"] == 1
    title = LegacyTitle.objects.get(number="吉名牌〔2016〕第012号")
    assert (f"{title.valid_to}", title.taken_from.correction) == ("2020-11-30", "原表录错")
    payload = Event.objects.get(name="register.legacytitle.correct").payload
    assert payload["fields"] == ["valid_to"]
    assert "中研" not in json.dumps(list(Event.objects.values_list("payload", flat=True)), ensure_ascii=False)


@pytest.mark.both
def test_a_list_is_tried_refused_whole_taken_by_rows_again_unchanged_and_corrected(
    world: World, tmp_path: Path
) -> None:
    known = world.enterprise
    before, path = stored(), tmp_path / "old.csv"
    path.write_text(HEAD + GOOD + BAD, encoding="gb18030")
    told = run(path, "--dry-run")
    assert told["counts"] | {"skipped": 0} == {
        "rows": 6, "new": 3, "updated": 0, "same": 0, "bad": 3, "warned": 2, "skipped": 0,
    }  # fmt: skip
    reasons = [" ".join(one["text"] for one in row["reasons"]) for row in told["rows"]]
    for place, words in (
        (3, "本系统"),
        (4, "宇航"),
        (4, "火星市"),
        (4, "撤销、注销"),
        (5, "编号"),
        (5, "明天"),
    ):
        assert words in reasons[place], reasons[place]
    assert told["rows"][4]["column"] == "E、I、K、M"
    assert run(path, code=1)["dry_run"] is True
    assert stored() == before
    with pytest.raises(CommandError, match="99"):
        call_command("import_register", str(path), "--rows", "2,99", stderr=io.StringIO())
    # Named rows, then all good ones; what was there already stays.
    run(path, "--rows", "2-3")
    assert run(path, "--skip-bad")["counts"]["new"] == 1
    titles = {one.number: one for one in LegacyTitle.objects.all()}
    assert titles["吉名牌〔2016〕第012号"].enterprise == known
    made = titles["吉名牌〔2024〕007号"].enterprise
    assert made is not None
    assert not made.memberships.exists()
    assert made.division.name == "抚松县"
    assert titles["JLMP-2018-9"].enterprise is None
    assert stored() == (before[0] + 3, before[1] + 2, before[2] + 1)
    events = Event.objects.count()
    path.write_text(HEAD + GOOD, encoding="utf-8")
    assert run(path)["counts"]["same"] == 3
    assert Event.objects.count() == events
    assert stored()[1] == before[1] + 2
    corrected(path)


def test_the_page_and_the_machine_say_what_is_and_what_is_not_guaranteed(
    world: World, client: Client, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for line in (HEAD + GOOD).splitlines():
        sheet.append(line.split(","))
    book.save(tmp_path / "old.xlsx")
    run(tmp_path / "old.xlsx")
    for asked, words in (
        ("吉名牌(2016) 第012号", "往年称号，已过期"),
        ("吉名牌〔2024〕007号", "往年称号，在登记的有效期内"),
        ("jlmp 2018 9", "往年称号，已撤销"),
    ):
        page = client.get("/verify/", {"q": asked}).content.decode()
        assert words in page
        assert "verdict-valid" not in page
        assert "没有电子证书，没有数字签名" in page
        assert len(page.encode()) < 60_000
    told = client.get("/api/v1/legacy-titles/吉名牌2024007号/").json()
    assert (told["status"], told["within_dates"], told["signed"]) == ("active", True, False)
    past = client.get("/api/v1/legacy-titles/JLMP-2018-9/?on=2019-01-01").json()
    assert (past["status"], past["ended_on"]) == ("active", "2020-02-02")
    assert client.get("/api/v1/legacy-titles/JLMP-2018-9/?on=2017-01-01").status_code == 404
    assert client.get("/api/v1/legacy-titles/").json()["count"] == 3
    assert client.get("/api/v1/certificates/").json()["count"] == 0
