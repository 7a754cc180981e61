"""Tables that leave the house open as text everywhere, whatever the cells contain."""

import csv
import io
from pathlib import Path

import openpyxl  # noqa: TID253 - a test may be slow to load
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from brandcert.enterprises.exporting import UnknownFormat, csv_bytes, neutralize, write_table, xlsx_bytes

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '＝HYPERLINK("x")', "＋1", "－1", "＠x"]


@pytest.mark.parametrize("text", EVIL)
def test_text_that_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutralize(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "吉林", "1-2", "a=b", "'=1", "（集团）"])
def test_other_text_is_left_alone(text: str) -> None:
    assert neutralize(text) == text


def test_csv_has_bom_and_crlf_and_keeps_codes_and_rare_characters() -> None:
    data = csv_bytes(["企业名称", "行"], [["䶮𣗋燚 연변", 2], ["=1+1", None], ['"甲",乙\n丙', 3]])
    assert data == '\ufeff企业名称,行\r\n䶮𣗋燚 연변,2\r\n\'=1+1,\r\n"""甲"",乙\n丙",3\r\n'.encode()


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_text_written_to_csv_starts_a_formula(texts: list[str]) -> None:
    data = csv_bytes(["x"] * len(texts), [texts]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data, newline="")))
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)


def test_workbook_has_text_cells_frozen_header_and_notes() -> None:
    rows = [("91220100XNT000218B", 2), *((text, 3) for text in EVIL)]
    with translation.override("en"):
        data = xlsx_bytes(["统一社会信用代码", "行"], rows, title="导入结果", about={"时间": "=now"})
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["导入结果"]
    assert book.sheetnames == ["导入结果", "About"]
    assert sheet.freeze_panes == "A2"
    assert (sheet["A2"].value, sheet["A2"].number_format, sheet["B2"].value) == ("91220100XNT000218B", "@", 2)
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert [cell.value[0] for cell in sheet["A"][2:]] == ["'"] * len(EVIL)
    assert book["About"]["B1"].value == "'=now"
    assert sheet.column_dimensions["A"].width == 20


def test_characters_that_xml_forbids_are_left_out() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(["x"], [["甲\x00\x0b乙"]], title="a/b")))
    assert book["a_b"]["A2"].value == "甲乙"


def test_table_is_written_at_once_and_leaves_no_remains(tmp_path: Path) -> None:
    for name in ("out.csv", "out.xlsx"):
        write_table(tmp_path / name, ["x"], [["1"]], title="t")
    with pytest.raises(UnknownFormat):
        write_table(tmp_path / "out.pdf", ["x"], [["1"]], title="t")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "out.xlsx"]
