"""Files that are broken, disguised or meant to do harm: each is refused in words, none ends in a crash."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brandcert.enterprises.columns import ENTERPRISE_COLUMNS
from brandcert.enterprises.spreadsheets import FileRefused, read_spreadsheet

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def refusal(path: Path, data: bytes | None = None) -> str:
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(FileRefused) as caught:
        read_spreadsheet(path, ENTERPRISE_COLUMNS, required="name")
    return str(caught.value)


def workbook_bytes(rows: Sequence[Sequence[str]] = (("企业名称",), ("甲",))) -> bytes:
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def replace_part(data: bytes, name: str, content: bytes) -> bytes:
    """Give a workbook with one part exchanged."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for part in source.infolist():
            archive.writestr(part.filename, content if part.filename == name else source.read(part))
    return target.getvalue()


def test_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing.csv") == "nothing.csv cannot be opened: No such file or directory"


def test_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert refusal(tmp_path / "folder.csv") == "folder.csv cannot be opened: Is a directory"


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
@pytest.mark.parametrize("data", [b"", b" \r\n\t "])
def test_empty_file_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    assert refusal(tmp_path / name, data) == f"{name} is empty."


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_fifty_megabytes_are_refused_unread(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as target:
        target.truncate(50 * 1024 * 1024)
    assert refusal(path) == f"{name} has 50 MB; at most 20 MB are read. Divide the list."


def test_zip_bomb_is_refused_before_unpacking(tmp_path: Path) -> None:
    bomb = replace_part(
        workbook_bytes(), "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (120 * 1024 * 1024)
    )
    assert len(bomb) < 1024 * 1024
    assert (
        refusal(tmp_path / "bomb.xlsx", bomb)
        == "bomb.xlsx would unpack to 120 MB; at most 100 MB are read. Divide the list."
    )


def test_bomb_with_a_forged_size_is_refused(tmp_path: Path) -> None:
    size = 120 * 1024 * 1024
    bomb = bytearray(
        replace_part(workbook_bytes(), "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (size - 11))
    )
    forged = bytes(bomb).replace(size.to_bytes(4, "little"), (4000).to_bytes(4, "little"))
    assert refusal(tmp_path / "bomb.xlsx", forged).startswith("bomb.xlsx is damaged, cut short or")


def test_many_parts_are_refused(tmp_path: Path) -> None:
    target = io.BytesIO(workbook_bytes())
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(2001):
            archive.writestr(f"xl/part{number}.bin", b"")
    assert refusal(tmp_path / "parts.xlsx", target.getvalue()).startswith("parts.xlsx would unpack to")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, part: str, encoding: str) -> None:
    evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'.encode(
        encoding
    )
    message = refusal(tmp_path / "evil.xlsx", replace_part(workbook_bytes(), part, evil))
    assert message == "evil.xlsx contains declarations that no real Excel workbook has."


@pytest.mark.parametrize(
    "content",
    [
        b"<worksheet",
        b"not xml at all",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="x"/></sheetData></worksheet>',
        (
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
            b'<c r="A1" t="s"><v>99</v></c></row></sheetData></worksheet>'
        ),
    ],
)
def test_damaged_sheet_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.xlsx"
    message = refusal(path, replace_part(workbook_bytes(), "xl/worksheets/sheet1.xml", content))
    assert (
        message
        == "list.xlsx is damaged, cut short or no real Excel workbook; open it in Excel, save it again and try again."
    )


def test_row_with_an_absurd_number_takes_no_time(tmp_path: Path) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row r="99999999999999"/></sheetData>'
        b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    )
    message = refusal(
        tmp_path / "list.xlsx", replace_part(workbook_bytes(), "xl/worksheets/sheet1.xml", sheet)
    )
    assert message == "list.xlsx has no header line with the column 企业名称. Found at the top: x"


def test_truncated_workbook_is_refused(tmp_path: Path) -> None:
    data = workbook_bytes()
    assert refusal(tmp_path / "list.xlsx", data[: len(data) // 2]).startswith(
        "list.xlsx is damaged, cut short or"
    )


def test_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert refusal(tmp_path / "list.xlsx", target.getvalue()).startswith(
        "list.xlsx is damaged, cut short or no real Excel workbook"
    )


def test_web_page_named_xlsx_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "list.xlsx", b"\n<html><table><tr><td>x</td></tr></table></html>").startswith(
        "list.xlsx is a web page that was named .xlsx"
    )


def test_text_named_xlsx_is_refused(tmp_path: Path) -> None:
    assert (
        refusal(tmp_path / "list.xlsx", "企业名称\n甲\n".encode())
        == "list.xlsx is not an Excel workbook although its name says so."
    )


def test_old_workbook_is_refused_by_name_and_by_content(tmp_path: Path) -> None:
    assert refusal(tmp_path / "list.xls", COMPOUND) == (
        "list.xls: files of the kind .xls are not read; save the list as Excel workbook (.xlsx) or CSV and try again."
    )
    assert (
        refusal(tmp_path / "list.xlsx", COMPOUND)
        == "list.xlsx is an old Excel workbook (.xls); save it as .xlsx and try again."
    )


def test_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    data = COMPOUND + "EncryptedPackage".encode("utf-16-le")
    assert (
        refusal(tmp_path / "list.xlsx", data)
        == "list.xlsx is protected by a password; remove the password and try again."
    )


@pytest.mark.parametrize("data", [workbook_bytes(), COMPOUND])
def test_workbook_named_csv_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path / "list.csv", data).startswith("list.csv is called .csv but is an Excel workbook")


@pytest.mark.parametrize("name", ["list.pdf", "list.et", "list.xlsm", "list"])
def test_other_kinds_of_files_are_refused(tmp_path: Path, name: str) -> None:
    assert "are not read; save the list as Excel workbook (.xlsx) or CSV" in refusal(tmp_path / name, b"x")


@pytest.mark.parametrize(
    "data", ["企业名称\n\0甲\n".encode(), b"\xff\xff\xff\xff", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"]
)
def test_binary_named_csv_is_refused(tmp_path: Path, data: bytes) -> None:
    assert (
        refusal(tmp_path / "list.csv", data)
        == "list.csv is no text in UTF-8 or GB18030; save it as “CSV UTF-8” and try again."
    )


def test_list_without_the_name_column_is_refused_with_what_was_found(tmp_path: Path) -> None:
    assert refusal(tmp_path / "list.csv", "姓名,电话\n张三,1\n".encode()) == (
        "list.csv has no header line with the column 企业名称. Found at the top: 姓名, 电话, 张三, 1"
    )


def test_workbook_without_cells_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "list.xlsx", workbook_bytes(rows=())) == "list.xlsx has no filled cells."


def test_huge_cell_in_a_csv_file_spoils_its_line_only(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"企业名称,产品\n甲,{'参' * 200_000}\n乙,人参\n", encoding="utf-8")
    found = read_spreadsheet(path, ENTERPRISE_COLUMNS, required="name")
    assert [(row.text("name"), row.defect != "") for row in found.rows] == [("甲", True), ("乙", False)]


# Made once: a workbook tells when it was made, and what is damaged must be the same bytes each time.
GOOD_WORKBOOK = workbook_bytes()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_bytes_are_read_or_refused_but_never_crash(tmp_path: Path, data: st.DataObject) -> None:
    good = data.draw(
        st.sampled_from(
            [GOOD_WORKBOOK, "企业名称,产品\n甲,人参\n".encode("gb18030"), "企业名称\n甲\n".encode()]
        )
    )
    damaged = bytearray(good)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / data.draw(st.sampled_from(["list.csv", "list.xlsx"]))
    path.write_bytes(bytes(damaged))
    try:
        found = read_spreadsheet(path, ENTERPRISE_COLUMNS, required="name")
    except FileRefused as refused:
        answer = str(refused)
    else:
        answer = path.name if all(row.line > 0 for row in found.rows) else ""
    assert answer.startswith(path.name)
