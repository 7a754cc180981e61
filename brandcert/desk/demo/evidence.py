"""What the enterprises of the demonstration enter: standards, instruments, reports, patents and the like."""

import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils import timezone

from brandcert.applications.content import Field, Kind
from brandcert.applications.content.shapes import patent_check

DATA: Final = Path(__file__).resolve().parents[1] / "data" / "evidence.yaml"


@cache
def _published() -> Any:
    return yaml.safe_load(DATA.read_text("utf-8"))


def entries(question: Field, category: str, serial: int) -> list[dict[str, str]]:
    """Return the entries for a list, none where the demonstration knows none; `serial` tells enterprises apart."""
    rows = _published().get(question.key, {}).get(category, [])
    return [
        {
            column.key: _cell(column, row[column.key], serial)
            for column in question.columns
            if column.key in row
        }
        for row in rows
    ]


def _cell(column: Field, value: Any, serial: int) -> str:
    if column.kind in {Kind.DATE, Kind.PAST_DATE}:
        return str(timezone.localdate() - datetime.timedelta(days=value))
    text = str(value)
    if column.kind == Kind.PATENT:
        digits = text.removeprefix("ZL").replace("serial", f"{serial:07d}")
        return f"ZL{digits}.{patent_check(digits)}"
    return text.replace("serial", f"{serial:05d}")
