"""`manage.py import_enterprises`: exit codes, what goes to which stream, and the result file."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl  # noqa: TID253 - a test may be slow to load
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from brandcert.accounts.services import load_reference_data
from brandcert.enterprises.models import Enterprise
from tests.sites import migrated_folder

ROOT = Path(__file__).parents[2]
LIST = """企业名称,统一社会信用代码,类别,产品名称,品牌,行政区划代码
吉林碳谷碳纤维股份有限公司,91220200XNT000226B,制造,碳纤维原丝,,220200
"=1+1",,制造,,,220100
甲联合体,,农特,(联合体),,220281
合计,,,3,,
"""


@pytest.fixture(autouse=True)
def _province(db: None) -> Iterator[None]:
    load_reference_data()
    with translation.override("en"):
        yield


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="gb18030")
    return path


def run(*arguments: object) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_enterprises", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def read_result(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_result_file_beside_the_list_names_every_line(source: Path) -> None:
    run(source)
    warning = "(联合体) is not the name of a product and was left out；"
    assert read_result(source.with_name("list.result.csv")) == [
        ["Line", "Column", "Verdict", "Enterprise name", "Credit code", "Reason"],
        ["2", "", "new", "吉林碳谷碳纤维股份有限公司", "91220200XNT000226B", ""],
        [
            "3",
            "A",
            "bad row",
            "'=1+1",
            "",
            "The text begins with a character that spreadsheets take for a formula (= + - @)",
        ],
        [
            "4",
            "B、D",
            "new (warning)",
            "甲联合体",
            "",
            warning + "No credit code: the enterprise is kept but cannot apply before it has one",
        ],
        ["5", "", "skipped", "", "", "Total line: 合计 3"],
    ]


def test_messages_go_to_standard_error_and_rows_to_standard_output(source: Path) -> None:
    out, err = run(source)
    assert [line.split("\t")[:4] for line in out.splitlines()] == [
        ["3", "A", "bad", "=1+1"],
        ["4", "B、D", "new", "甲联合体"],
    ]
    assert err.splitlines() == [
        "5 Total line: 合计 3",
        "3 rows: 2 new, 0 updated, 0 same, 1 bad; 1 with warnings",
        f"Result file: {source.with_name('list.result.csv')}",
    ]


def test_json_holds_everything(source: Path) -> None:
    out, _err = run(source, "--format", "json")
    data = json.loads(out)
    assert data["counts"] == {
        "rows": 3,
        "new": 2,
        "updated": 0,
        "same": 0,
        "bad": 1,
        "warned": 1,
        "skipped": 1,
    }
    assert data["rows"][1] == {
        "sheet": "",
        "line": 3,
        "column": "A",
        "name": "=1+1",
        "credit_code": "",
        "verdict": "bad",
        "warned": False,
        "reasons": [
            {
                "column": "A",
                "text": "The text begins with a character that spreadsheets take for a formula (= + - @).",
                "bad": True,
            }
        ],
    }
    assert (data["file"], data["dry_run"], data["result"]) == (
        "list.csv",
        False,
        str(source.with_name("list.result.csv")),
    )


def test_trial_run_stores_nothing_and_says_so(source: Path) -> None:
    _out, err = run(source, "--dry-run")
    assert "Trial run: nothing was stored." in err
    assert Enterprise.objects.count() == 0
    assert source.with_name("list.result.csv").exists()


def test_workbook_gives_a_workbook_with_its_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = "长春"
    second = book.create_sheet("吉林市")
    for sheet, name, code in ((first, "甲公司", "220100"), (second, "乙公司", 220200.0)):
        sheet.append(["2026年申报汇总表"])
        sheet.append(["企业名称", "行政区划代码"])
        sheet.append([name, code])
    book.save(tmp_path / "list.xlsx")
    run(tmp_path / "list.xlsx")
    result = openpyxl.load_workbook(tmp_path / "list.result.xlsx")
    assert result.sheetnames == ["Import result", "About"]
    rows = list(result["Import result"].iter_rows(values_only=True))
    assert [row[:5] for row in rows] == [
        ("Sheet", "Line", "Column", "Verdict", "Enterprise name"),
        ("长春", 3, None, "new (warning)", "甲公司"),
        ("吉林市", 3, None, "new (warning)", "乙公司"),
    ]
    assert [row[1] for row in result["About"].iter_rows(values_only=True)][2:] == [
        "import",
        "2 rows: 2 new, 0 updated, 0 same, 0 bad; 2 with warnings",
    ]


def test_result_goes_where_it_is_asked_for_in_the_other_format(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.xlsx"
    run(source, "--result", target)
    assert openpyxl.load_workbook(target).worksheets[0]["D3"].value == "'=1+1"
    assert not source.with_name("list.result.csv").exists()


@pytest.mark.parametrize(
    ("name", "target", "code", "words"),
    [
        ("list.xls", None, 1, "files of the kind .xls are not read"),
        ("missing.csv", None, 1, "cannot be opened"),
        ("list.csv", "out.pdf", 2, "the result is written as .csv or .xlsx"),
        ("list.csv", "list.csv", 2, "would overwrite the list itself"),
        ("list.csv", "nowhere/out.csv", 1, "cannot be written to"),
    ],
)
def test_refusals_have_an_exit_code_and_store_nothing(
    source: Path, name: str, target: str | None, code: int, words: str
) -> None:
    source.with_name("list.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(CommandError, match=words) as caught:
        run(source.with_name(name), *(["--result", source.parent / target] if target else []))
    assert caught.value.returncode == code
    assert Enterprise.objects.count() == 0


def start(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does, with a database of its own."""
    environment = {
        **os.environ,
        "BRANDCERT_VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=folder)


def test_exit_codes_of_the_process(source: Path, tmp_path: Path) -> None:
    shutil.copytree(migrated_folder(), tmp_path, dirs_exist_ok=True)
    done = start(tmp_path, "import_enterprises", "list.csv", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["counts"]["bad"]) == (0, 1)
    assert start(tmp_path, "import_enterprises", "missing.csv").returncode == 1
    usage = start(tmp_path, "import_enterprises")
    assert (usage.returncode, usage.stdout) == (2, "")
