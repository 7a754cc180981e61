"""The worst workbook in one piece, and two offices importing one list at the same time."""

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import openpyxl  # noqa: TID253 - a test may be slow to load
import pytest
from django.db import connections
from django.utils import translation

from brandcert.accounts.services import load_reference_data
from brandcert.core.actors import SYSTEM
from brandcert.enterprises.models import Enterprise, Product
from brandcert.enterprises.services import ImportResult, import_enterprises

TITLE = "2026年第一批“吉林精品”申报企业汇总表"
GROUPS = [None, "企业信息", None, None, "产品信息", None, None, None]
COLUMNS = ["序号", "名称", "代码", "所在地", "名称", "品牌", "类别", "成立日期"]
ROWS: list[list[object]] = [
    ["通化市：1个", None, None, None, None, None, None, None],
    [
        1,
        "一汽解放汽车有限公司",
        "９１２２０１００xnt０００２８５９",
        220100.0,
        "半挂牵引车",
        "解放",
        "吉林制造",
        dt.date(2003, 1, 18),
    ],
    [2, None, None, None, "载货汽车", "解放", None, 37639],
    [3, "吉林省燚盟科技股份有限公司", 91220100000000055.0, "220100", "芯片", None, "制造", "2003.1.18"],
    [4, "=CONCATENATE(B4,B5)", "91220100XNT000218B", "220100", "芯片", None, "制造", None],
    [5, "蛟河市信和农副产品有限公司", "9122O281XNT000349N", "220281", "＝1+1", None, "农特", "2003年1月18日"],
    [6, "蛟河市信合农副产品有限公司", "91220281XNT000357G", "220281", "灵芝", None, "农特", None],
    [7, "九台广源肉牛现代农业产业化联合体", None, "220181", "（联合体）", None, "农特", None],
    [8, "연변금강산식품유한회사", "91222401XNT0005763", "延边州", "朝鲜族泡菜", "金刚山", "农特", None],
    ["合计", None, None, None, 8, None, None, None],
    ["填表人：某某    日期：2026.3.1", None, None, None, None, None, None, None],
]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def worst(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([TITLE])
    sheet.append([])
    table: list[list[object]] = [[*GROUPS], [*COLUMNS], *ROWS]
    for row in table:
        sheet.append(row)
    for area in ("A1:H1", "B3:D3", "E3:H3", "B6:B7", "C6:C7", "D6:D7", "G6:G7", "A14:D14", "A15:H15"):
        sheet.merge_cells(area)
    book.create_sheet("下拉选项").append(["制造", "农特", "服务"])
    book["下拉选项"].sheet_state = "hidden"
    book.save(tmp_path / "worst.xlsx")
    return tmp_path / "worst.xlsx"


@pytest.mark.django_db
@pytest.mark.both
def test_worst_workbook_gives_up_its_good_rows_and_explains_the_others(worst: Path) -> None:
    load_reference_data()
    result = import_enterprises(worst, by=SYSTEM)
    assert [(one.line, one.verdict.value, one.columns) for one in result.rows] == [
        (6, "new", ""),
        (7, "updated", ""),
        (8, "bad", "C"),
        (9, "bad", "B"),
        (10, "new", "B、C、E"),
        (11, "bad", "C"),
        (12, "new", "C、D、E"),
        (13, "new", ""),
    ]
    assert [one.reasons for one in result.rows if one.verdict.value == "bad"] == [
        (
            "Credit code 9.12201000000000E+16: the spreadsheet stored the code as a number and its last digits are lost;"
            " format the column as text and enter the code again"
        ),
        "The cell holds a formula; formulas are not computed. Paste the value as text",
        (
            "Credit code 91220281XNT000357G: its last character is a check character worked out from the other 17."
            " It is G, but the others call for H, so at least one of the 18 was mistyped. Compare group by group with the"
            " business licence: 91 220281 XNT00 0357 G"
        ),
    ]
    assert [one.text for one in result.remarks] == [
        "Sheet 下拉选项 is hidden and was left out.",
        "Heading: 通化市：1个",
        "The heading 通化市 announces 1 rows, but 8 follow.",
        "Total line: 合计 8",
        "Remark of the sender: 填表人：某某 日期：2026.3.1",
    ]
    lorries = Enterprise.objects.get(credit_code="91220100XNT0002859")
    assert sorted(str(one) for one in lorries.products.all()) == ["半挂牵引车", "载货汽车"]
    assert (str(lorries.established_on), lorries.division.code, lorries.note) == (
        "2003-01-18",
        "220100",
        "类别：制造",
    )
    assert Enterprise.objects.get(name="九台广源肉牛现代农业产业化联合体").division.code == "220113"
    assert Enterprise.objects.get(name="연변금강산식품유한회사").division.code == "222400"
    again = import_enterprises(worst, by=SYSTEM)
    assert again.counts == {**result.counts, "new": 0, "updated": 0, "same": 5}


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_two_imports_of_one_list_at_once_create_nothing_twice(tmp_path: Path) -> None:
    load_reference_data()
    lines = [f"第{number}粮食合作社,220281,玉米" for number in range(40)]
    path = tmp_path / "list.csv"
    path.write_text("\n".join(["企业名称,行政区划代码,产品名称", *lines]), encoding="utf-8")
    results: list[ImportResult] = []
    start = threading.Barrier(3)

    def office() -> None:
        start.wait()
        try:
            results.append(import_enterprises(path, by=SYSTEM))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=office) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = [one.counts for one in results]
    assert (sum(one["new"] for one in counts), sum(one["same"] for one in counts)) == (40, 80)
    assert (Enterprise.objects.count(), Product.objects.count()) == (40, 40)
