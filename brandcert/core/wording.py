"""Texts with placeholders in braces: read, judged and filled in; nothing in them is ever executed."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

PLACEHOLDER: Final = re.compile(r"\{([^{}\n]*)\}")
# Control characters, and those that turn the direction of a text, serve nobody but a deceiver.
INVISIBLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

Value = str | Sequence[str]


def placeholders_in(*texts: str) -> list[str]:
    """Return the names between braces, each once, in the order of the text."""
    return list(dict.fromkeys(name.strip() for text in texts for name in PLACEHOLDER.findall(text)))


def unknown(texts: Iterable[str], allowed: Collection[str]) -> list[str]:
    """Return the placeholders that this notice does not know."""
    return [name for name in placeholders_in(*texts) if name not in allowed]


def missing(texts: Iterable[str], needed: Collection[str]) -> list[str]:
    """Return the placeholders without which the notice would not say what it has to."""
    present = placeholders_in(*texts)
    return [name for name in needed if name not in present]


def fill(text: str, values: Mapping[str, Value]) -> str:
    """Put the values in the place of the placeholders, once: braces inside a value stay as they are.

    A line whose placeholder has no value is left out whole. A list alone on its line becomes numbered
    lines, within a sentence its entries are joined.
    """
    lines = []
    for line in text.strip().splitlines():
        names = placeholders_in(line)
        if any(not values.get(name) for name in names):
            continue
        lines.append(_filled(line, names, values).rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _filled(line: str, names: Sequence[str], values: Mapping[str, Value]) -> str:
    if len(names) == 1 and PLACEHOLDER.fullmatch(line.strip()) and not isinstance(values[names[0]], str):
        return "\n".join(f"{number}. {clean(entry)}" for number, entry in enumerate(values[names[0]], 1))

    def put(found: re.Match[str]) -> str:
        value = values[found[1].strip()]
        return clean(value if isinstance(value, str) else "; ".join(value))

    return PLACEHOLDER.sub(put, line)


def fill_line(text: str, values: Mapping[str, Value], *, longest: int) -> str:
    """Put the values into a text of one line, such as a subject; what has no value leaves no gap."""

    def put(found: re.Match[str]) -> str:
        value = values.get(found[1].strip(), "")
        return clean(value if isinstance(value, str) else "; ".join(value))

    line = " ".join(PLACEHOLDER.sub(put, text).split()).strip(" :,;，；：")
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def clean(text: str) -> str:
    """Return the text without characters that cannot be seen."""
    return INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
