"""Lists in every state in which offices send them: rows keep their true line and column, nothing is lost silently."""

import codecs
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import openpyxl  # noqa: TID253 - a test may be slow to load
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment  # noqa: TID253 - as above

from brandcert.enterprises.columns import ENTERPRISE_COLUMNS, is_personal
from brandcert.enterprises.spreadsheets import Kind, Spreadsheet, parse_date, read_spreadsheet, starts_formula

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TITLES = ["企业名称", "统一社会信用代码", "类别", "产品名称", "品牌", "行政区划代码"]
ROW = ["吉林碳谷碳纤维股份有限公司", "91220200XNT000226B", "制造", "碳纤维原丝", "", "220200"]
OTHER = ["吉林省燚盟科技股份有限公司", "91220100XNT00055XH", "制造", "", "", "220100"]


Book: TypeAlias = Callable[..., Path]
MakeText: TypeAlias = Callable[..., Path]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def read(path: Path) -> Spreadsheet:
    return read_spreadsheet(path, ENTERPRISE_COLUMNS, required="name")


def as_csv(*rows: Sequence[str], delimiter: str = ",", end: str = "\r\n") -> str:
    return "".join(delimiter.join(row) + end for row in rows)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Save a workbook made by a function of its first sheet, and give its path."""

    def make(fill: "Callable[[Worksheet], None]", name: str = "list.xlsx") -> Path:
        workbook = openpyxl.Workbook()
        fill(workbook.worksheets[0])
        workbook.save(tmp_path / name)
        return tmp_path / name

    return make


@pytest.fixture
def text(tmp_path: Path) -> MakeText:
    def make(content: str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
        (tmp_path / name).write_bytes(content.encode(encoding))
        return tmp_path / name

    return make


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_csv_is_read_in_every_usual_encoding_and_delimiter(
    text: MakeText, encoding: str, delimiter: str, end: str
) -> None:
    rare = ["䶮𣗋（集团）有限公司", "", "农特", "人参", "", "220281"]
    found = read(text(as_csv(TITLES, ROW, rare, delimiter=delimiter, end=end), encoding))
    assert [[row.line, row.text("name"), row.text("division_code")] for row in found.rows] == [
        [2, ROW[0], "220200"],
        [3, rare[0], "220281"],
    ]


def test_byte_order_mark_is_no_part_of_the_first_title(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(codecs.BOM_UTF8 + as_csv(TITLES, ROW).encode())
    assert read(path).rows[0].letter("name") == "A"


def test_columns_stand_in_any_order_and_unknown_ones_are_kept_as_notes(text: MakeText) -> None:
    found = read(
        text(
            as_csv(
                ["序号", "Product Name", "备注", "USCC", "Enterprise Name（必填）"],
                ["1", "人参", "首批", ROW[1], ROW[0]],
            )
        )
    )
    row = found.rows[0]
    assert (row.text("name"), row.letter("name")) == (ROW[0], "E")
    assert (row.text("credit_code"), row.letter("credit_code")) == (ROW[1], "D")
    assert (row.text("product"), row.letter("product")) == ("人参", "B")
    assert row.notes == {"序号": "1", "备注": "首批"}
    assert row.letter("category") == ""


@pytest.mark.parametrize(
    "titles",
    [
        ["企业名称", "统一社会信用代码", "产品名称"],
        ["enterprise_name", "credit_code", "product"],
        ["Enterprise Name", "Unified Social Credit Code", "Product Name"],
        ["* 企业名称（全称）", "统一社会信用代码：", "产品（服务）名称"],
        ["企业名称\nEnterprise name", "统一社会信用代码 Credit code", "产品名称/Product"],
        ["申报单位", "社会信用代码", "产品/服务"],
        ["名称", "信用代码", "申报产品"],
        ["企業名稱", "統一社會信用代碼", "產品名稱"],
        ["ＥＮＴＥＲＰＲＩＳＥ＿ＮＡＭＥ", "ＵＳＣＣ", "产 品 名 称"],
    ],
)
def test_usual_variants_of_titles_are_known(text: MakeText, titles: list[str]) -> None:
    path = text("".join(f'"{title}",' for title in titles) + f"\n{ROW[0]},{ROW[1]},{ROW[3]}\n")
    row = read(path).rows[0]
    assert [row.text(field) for field in ("name", "credit_code", "product")] == [ROW[0], ROW[1], ROW[3]]


def test_cells_beyond_the_titles_are_kept_under_their_letter(text: MakeText) -> None:
    assert read(text(as_csv(["企业名称"], ["甲", "多出一格"]))).rows[0].notes == {"B": "多出一格"}


def test_line_numbers_stay_true_after_titles_empty_lines_and_line_breaks_in_cells(text: MakeText) -> None:
    found = read(
        text('吉林精品申报名单\r\n\r\n企业名称,产品名称\r\n"甲\n公司",人参\r\n,,\r\n\r\n乙公司,灵芝\r\n')
    )
    assert [(row.line, row.text("name"), row.text("product")) for row in found.rows] == [
        (4, "甲\n公司", "人参"),
        (8, "乙公司", "灵芝"),
    ]


def test_forgotten_quotation_mark_spoils_one_line_only(text: MakeText) -> None:
    content = as_csv(TITLES, ROW, ['"甲公司', "", "制造", "", "", "220100"], OTHER)
    found = read(text(content))
    assert [(row.line, row.defect != "") for row in found.rows] == [(2, False), (3, True), (4, False)]
    assert found.rows[1].text("category") == "制造"
    assert found.rows[2].text("name") == OTHER[0]


def test_quotation_marks_inside_a_name_are_read(text: MakeText) -> None:
    found = read(text(as_csv(TITLES, ['"吉林""精品""有限公司"', *ROW[1:]], ['"吉林"精品有限公司', *ROW[1:]])))
    assert [(row.text("name"), row.defect) for row in found.rows] == [
        ('吉林"精品"有限公司', ""),
        ("吉林精品有限公司", ""),
    ]


def test_totals_headings_remarks_and_repeated_titles_are_set_aside_and_named(text: MakeText) -> None:
    found = read(
        text(
            as_csv(
                TITLES,
                ["长春市：2个"],
                OTHER,
                ["通化市（1个）"],
                ROW,
                TITLES,
                ["enterprise_name", "credit_code", "category", "product", "brand", "division_code"],
                ["小计", "", "", "2"],
                ["合 计", "", "", "2"],
                ["总计：2家"],
                ["共2家企业"],
                ["注：以上名单排名不分先后"],
                ["填表人：张三"],
            )
        )
    )
    assert [row.line for row in found.rows] == [3, 5]
    assert [(remark.line, remark.text) for remark in found.remarks] == [
        (2, "Heading: 长春市：2个"),
        (2, "The heading 长春市 announces 2 rows, but 1 follow."),
        (4, "Heading: 通化市（1个）"),
        (6, "The column titles are repeated."),
        (7, "The column titles are repeated."),
        (8, "Total line: 小计 2"),
        (9, "Total line: 合 计 2"),
        (10, "Total line: 总计：2家"),
        (11, "Total line: 共2家企业"),
        (12, "Remark of the sender: 注：以上名单排名不分先后"),
        (13, "Remark of the sender: 填表人：张三"),
    ]


def test_row_with_nothing_but_a_name_is_a_row(text: MakeText) -> None:
    assert [
        row.text("name") for row in read(text("企业名称,类别\n吉林市食品厂,\n合计利农有限公司,\n")).rows
    ] == [
        "吉林市食品厂",
        "合计利农有限公司",
    ]


def test_workbook_with_title_two_header_lines_merged_cells_and_totals(book: Book) -> None:
    def fill(sheet: "Worksheet") -> None:
        sheet["A1"] = "2026年吉林精品申报汇总表"
        sheet.merge_cells("A1:G1")
        sheet.append([])
        sheet.append(["序号", "企业信息", None, "产品信息", None, "类别", "行政区划代码"])
        sheet.append([None, "名称\n", "统一社会\n信用代码", "名称", "品牌"])
        for area in ("A3:A4", "B3:C3", "D3:E3", "F3:F4", "G3:G4"):
            sheet.merge_cells(area)
        sheet["B4"] = "企业名称"
        sheet["D4"] = "产品名称"
        sheet.append([1, "一汽解放汽车有限公司", "91220100XNT0002859", "半挂牵引车", "解放", "制造", 220100])
        sheet.append([None, None, None, "载货汽车", "解放", None, None])
        for column in "ABCFG":
            sheet.merge_cells(f"{column}5:{column}6")
        sheet.append([])
        sheet.append([2, *ROW[:2], ROW[3], None, "制造", 220200.0])
        sheet.append(["合计", None, None, 3])
        sheet.merge_cells("A9:C9")

    found = read(book(fill))
    fields = ("name", "credit_code", "category", "product", "brand", "division_code")
    assert [(row.line, *(row.text(field) for field in fields)) for row in found.rows] == [
        (5, "一汽解放汽车有限公司", "91220100XNT0002859", "制造", "半挂牵引车", "解放", "220100"),
        (6, "一汽解放汽车有限公司", "91220100XNT0002859", "制造", "载货汽车", "解放", "220100"),
        (8, ROW[0], ROW[1], "制造", ROW[3], "", "220200"),
    ]
    assert [found.rows[0].letter(field) for field in fields] == ["B", "C", "F", "D", "E", "G"]
    assert [(remark.line, remark.text) for remark in found.remarks] == [(9, "Total line: 合计 3")]


def test_group_titles_complete_the_short_titles_below_them(book: Book) -> None:
    def fill(sheet: "Worksheet") -> None:
        sheet.append(["企业基本信息", None, "产品信息", None])
        sheet.append(["名称", "代码", "名称", "品牌"])
        sheet.append([ROW[0], ROW[1], ROW[3], "碳谷"])

    row = read(book(fill)).rows[0]
    assert [row.text(field) for field in ("name", "credit_code", "product", "brand")] == [
        ROW[0],
        ROW[1],
        ROW[3],
        "碳谷",
    ]


def test_numbers_and_dates_keep_what_the_file_knew(book: Book) -> None:
    def fill(sheet: "Worksheet") -> None:
        sheet.append(["企业名称", "统一社会信用代码", "行政区划代码", "审核日期", "受理日期"])
        sheet.append(["甲", 912201000000000123.0, 220100.0, dt.datetime(2023, 8, 24), 45162])  # noqa: DTZ001 - cells have no zone
        sheet.append(["乙", 1.5, True, "2023.8.24", "2023年8月24日"])

    first, second = read(book(fill)).rows
    assert first.cells["credit_code"].kind is Kind.NUMBER
    assert first.text("credit_code") == "9.12201000000000E+17"
    assert first.text("division_code") == "220100"
    assert first.notes == {"审核日期": "2023-08-24 00:00:00", "受理日期": "45162"}
    assert [parse_date(note) for note in (*first.notes.values(), *second.notes.values())] == [
        dt.date(2023, 8, 24)
    ] * 4
    assert (second.text("credit_code"), second.text("division_code")) == ("1.5", "True")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2023-08-24", dt.date(2023, 8, 24)),
        ("2023/8/24", dt.date(2023, 8, 24)),
        ("2023.8.24", dt.date(2023, 8, 24)),
        ("2023年8月24日", dt.date(2023, 8, 24)),
        ("２０２３ 年 ８ 月 ２４ 日", dt.date(2023, 8, 24)),
        ("20230824", dt.date(2023, 8, 24)),
        ("2023-08-24T10:30:00", dt.date(2023, 8, 24)),
        ("45162", dt.date(2023, 8, 24)),
        ("45162.75", dt.date(2023, 8, 24)),
        ("36585", dt.date(2000, 2, 29)),
        ("2023.2.30", None),
        ("8/24/2023", None),
        ("2023年8月", None),
        ("123", None),
        ("999999", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them(written: str, date: dt.date | None) -> None:
    assert parse_date(written) == date


@given(st.text())
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert parse_date(text) is None or isinstance(parse_date(text), dt.date)


@given(st.dates(dt.date(1920, 1, 2), dt.date(2099, 12, 30)))
def test_serial_numbers_are_the_days_of_the_workbook(date: dt.date) -> None:
    assert parse_date(str((date - dt.date(1899, 12, 30)).days)) == date


def test_formulas_are_shown_and_never_computed(book: Book) -> None:
    def fill(sheet: "Worksheet") -> None:
        sheet.append(TITLES)
        sheet.append(['=HYPERLINK("http://example.invalid","甲")', "=1+1", "制造", "=A1", "", "220100"])

    row = read(book(fill)).rows[0]
    assert [row.cells[field].kind for field in ("name", "credit_code", "product")] == [Kind.FORMULA] * 3
    assert row.text("credit_code") == "=1+1"


def test_formula_texts_are_told_from_formulas(book: Book) -> None:
    def fill(sheet: "Worksheet") -> None:
        sheet.append(["企业名称", "产品名称"])
        sheet.append(["甲", "x"])
        sheet["B2"].value = "=cmd|' /C calc'!A0"
        sheet["B2"].data_type = "s"

    assert read(book(fill)).rows[0].cells["product"].kind is Kind.TEXT


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@SUM", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x"])
def test_text_that_a_spreadsheet_would_run_is_recognized(text: str) -> None:
    assert starts_formula(text)


def test_hidden_sheets_are_left_out_and_hidden_rows_are_marked(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in (TITLES, ROW, OTHER):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    secret = workbook.create_sheet("草稿")
    for row in (TITLES, ROW):
        secret.append(row)
    secret.sheet_state = "veryHidden"
    workbook.create_sheet("说明").append(["请按要求填写"])
    workbook.save(tmp_path / "list.xlsx")
    found = read(tmp_path / "list.xlsx")
    assert [(row.line, row.is_hidden) for row in found.rows] == [(2, False), (3, True)]
    assert [remark.text for remark in found.remarks] == [
        "Sheet 草稿 is hidden and was left out.",
        "Sheet 说明 has no header line with the column 企业名称 and was left out.",
    ]


def test_every_visible_sheet_with_a_header_is_read(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for title, row in (("长春", OTHER), ("吉林市", ROW)):
        sheet = workbook.create_sheet(title)
        sheet.append(TITLES)
        sheet.append(row)
    workbook.save(tmp_path / "list.xlsx")
    assert [(row.sheet, row.line, row.text("name")) for row in read(tmp_path / "list.xlsx").rows] == [
        ("长春", 2, OTHER[0]),
        ("吉林市", 2, ROW[0]),
    ]


def test_formatted_but_empty_rows_and_comments_do_no_harm(book: Book) -> None:
    def fill(sheet: "Worksheet") -> None:
        sheet.append(TITLES)
        sheet.append(ROW)
        sheet["A2"].comment = Comment("核对", "x")
        sheet.cell(row=90_000, column=3).number_format = "0.00"
        sheet.cell(row=100_000, column=1).value = OTHER[0]

    assert [row.line for row in read(book(fill)).rows] == [2, 100_000]


@pytest.mark.parametrize(
    "title", ["联系人", "联系电话（手机）", "法定代表人姓名", "E-mail", "Contact person", "身份证号"]
)
def test_columns_with_personal_data_are_recognized(title: str) -> None:
    assert is_personal(title)


@pytest.mark.parametrize("title", ["备注", "地址", "note", "规模"])
def test_other_columns_are_not_taken_for_personal_data(title: str) -> None:
    assert not is_personal(title)
