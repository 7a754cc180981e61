"""What came of an import: every row with its verdict and reasons, and the file that says so."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from brandcert.enterprises.exporting import Value, write_table
from brandcert.enterprises.rows import Finding
from brandcert.enterprises.spreadsheets import Remark


class Verdict(StrEnum):
    """What became of one row."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row of the list, what became of it and why."""

    sheet: str
    line: int
    name: str
    credit_code: str
    verdict: Verdict
    findings: Sequence[Finding] = ()
    # What a changed row replaces, in words: "title: old → new".
    changes: Sequence[str] = ()

    @property
    def is_warned(self) -> bool:
        """Whether a row that was taken needs a person's eye."""
        return self.verdict is not Verdict.BAD and bool(self.findings)

    @property
    def columns(self) -> str:
        """The letters of the columns the reasons are about."""
        return "、".join(
            sorted({one.column for one in self.findings if one.column}, key=lambda one: (len(one), one))
        )

    @property
    def reasons(self) -> str:
        """All reasons and changes in one text."""
        return "；".join([*self.changes, *(one.text.rstrip("。.") for one in self.findings)])


@dataclass(frozen=True, slots=True)
class ImportResult:
    """All rows of an import in their order, and what was set aside."""

    file: str
    is_dry_run: bool
    rows: Sequence[RowResult]
    remarks: Sequence[Remark]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there were, by verdict, and how many of the good ones carry a warning."""
        found = Counter(row.verdict for row in self.rows)
        warned = sum(row.is_warned for row in self.rows)
        return {
            "rows": len(self.rows),
            **{one.value: found[one] for one in Verdict},
            "warned": warned,
            "skipped": len(self.remarks),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return a stored result as it was."""
        rows = [
            RowResult(
                one["sheet"],
                one["line"],
                one["name"],
                one["credit_code"],
                Verdict(one["verdict"]),
                [Finding(reason["column"], reason["text"], reason["bad"]) for reason in one["reasons"]],
                one.get("changes", ()),
            )
            for one in kept["rows"]
        ]
        remarks = [Remark(one["sheet"], one["line"], one["text"]) for one in kept["remarks"]]
        return cls(kept["file"], kept["dry_run"], rows, remarks)

    def as_json(self) -> dict[str, Any]:
        """Give the result as plain data."""
        return {
            "file": self.file,
            "dry_run": self.is_dry_run,
            "counts": self.counts,
            "rows": [
                {
                    "sheet": row.sheet,
                    "line": row.line,
                    "column": row.columns,
                    "name": row.name,
                    "credit_code": row.credit_code,
                    "verdict": row.verdict.value,
                    "warned": row.is_warned,
                    **({"changes": list(row.changes)} if row.changes else {}),
                    "reasons": [
                        {"column": one.column, "text": one.text, "bad": one.is_bad} for one in row.findings
                    ],
                }
                for row in self.rows
            ],
            "remarks": [{"sheet": one.sheet, "line": one.line, "text": one.text} for one in self.remarks],
        }


def result_path(source: Path) -> Path:
    """The result file that belongs to a list: beside it, of the same kind."""
    suffix = ".xlsx" if source.suffix.lower() == ".xlsx" else ".csv"
    return source.with_name(f"{source.stem}.result{suffix}")


def write_result(result: ImportResult, path: Path, *, subject: str = "", code: str = "") -> None:
    """Write every row with line, column, verdict and reason to a CSV or XLSX file, formulas neutralized.

    `subject` and `code` are the titles of the two columns that say what a row is about, where it is no enterprise.
    """
    titles = [
        pgettext("imported list", "Sheet"),
        pgettext("imported list", "Line"),
        pgettext("imported list", "Column"),
        pgettext("imported list", "Verdict"),
        subject or pgettext("imported list", "Enterprise name"),
        code or pgettext("imported list", "Credit code"),
        pgettext("imported list", "Reason"),
    ]
    counts = _(
        "%(rows)d rows: %(new)d new, %(updated)d updated, %(same)d same, %(bad)d bad; %(warned)d with warnings"
    )
    about = {
        pgettext("imported list", "List"): result.file,
        pgettext("imported list", "Imported at"): f"{timezone.localtime():%Y-%m-%d %H:%M}",
        pgettext("imported list", "Mode"): pgettext("imported list", "trial run, nothing was stored")
        if result.is_dry_run
        else pgettext("imported list", "import"),
        pgettext("imported list", "Result"): counts % result.counts,
    }
    # A CSV file has no sheets, so the column would be empty.
    first = 0 if any(one.sheet for one in result.rows) else 1
    lines = (line[first:] for line in _lines(result))
    write_table(path, titles[first:], lines, title=pgettext("imported list", "Import result"), about=about)


def _lines(result: ImportResult) -> Iterator[list[Value]]:
    """List rows and remarks as they follow each other in the file."""
    words = {
        Verdict.NEW: pgettext("imported list", "new"),
        Verdict.UPDATED: pgettext("imported list", "updated"),
        Verdict.SAME: pgettext("imported list", "unchanged"),
        Verdict.BAD: pgettext("imported list", "bad row"),
    }
    warned = pgettext("imported list", "%(verdict)s (warning)")
    sheets = list(
        dict.fromkeys([*(row.sheet for row in result.rows), *(one.sheet for one in result.remarks)])
    )
    entries: list[tuple[int, int, list[Value]]] = []
    for row in result.rows:
        word = warned % {"verdict": words[row.verdict]} if row.is_warned else words[row.verdict]
        cells: list[Value] = [row.sheet, row.line, row.columns, word, row.name, row.credit_code, row.reasons]
        entries.append((sheets.index(row.sheet), row.line, cells))
    for remark in result.remarks:
        left_out: list[Value] = [
            remark.sheet,
            remark.line or None,
            "",
            pgettext("imported list", "skipped"),
            "",
            "",
            remark.text,
        ]
        entries.append((sheets.index(remark.sheet), remark.line, left_out))
    yield from (cells for _sheet, _line, cells in sorted(entries, key=lambda entry: entry[:2]))
