"""The delivered texts of notices; how their placeholders are judged and filled is the kernel's."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from brandcert.core.wording import Value, fill, fill_line, missing, placeholders_in, unknown

LONGEST_SUBJECT: Final = 200
LONGEST_SMS: Final = 300
DATA: Final = Path(__file__).parent / "data"

__all__ = [
    "LONGEST_SMS",
    "LONGEST_SUBJECT",
    "Text",
    "Value",
    "fill",
    "fill_line",
    "missing",
    "placeholders_in",
    "shipped",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one notice in one language; `sms` is empty for a notice that never goes by text message."""

    title: str
    subject: str
    body: str
    sms: str = ""


@functools.cache
def shipped(language: str) -> Mapping[str, Text]:
    """Return the delivered texts of a language by the key of their notice; nothing for a language without texts."""
    found: dict[str, Text] = {}
    for path in sorted((DATA / language).glob("*.yaml")):
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        opening = str(rows.pop("opening", ""))
        for key, row in rows.items():
            body = "\n\n".join(part.strip() for part in (opening, row["body"]) if part.strip())
            found[key] = Text(row["title"], row["subject"], body, row.get("sms", "").strip())
    return found
