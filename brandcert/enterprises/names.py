"""Names of enterprises and products: one key for comparing, the written form kept, look-alikes found."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

_OPENING = "〔［【〖｛[{⦅"
_CLOSING = "〕］】〗｝]}⦆"
_DOTS = "・•‧∙⋅●･･᛫ㆍ"
_DASHES = "－—–―‐‑‒−﹣~～"
_FOLDED = str.maketrans(
    {
        **dict.fromkeys(_OPENING, "("),
        **dict.fromkeys(_CLOSING, ")"),
        **dict.fromkeys(_DOTS, "·"),
        **dict.fromkeys(_DASHES, "-"),
    }
)
_NARROW = str.maketrans("（）", "()")
_WIDE = str.maketrans("()", "（）")
_UNPRINTED = {"Cc", "Cf", "Zs", "Zl", "Zp"}
_VARIATION_SELECTORS = {*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))}
_FILLERS = {"无", "暂无", "待定", "未定", "空", "none", "null", "n/a", "na", "nil", "同上"}
_STROKES = "-/\\·.*_"
_PRODUCT_BREAK = re.compile(r"[、；;/／|｜\n\r，]+")
_PLACE = re.compile(r"^(?:[^市县区州省]{2,6}(?:省|市|自治州|自治县|州|县|区)|吉林|长春|延边)(?=..)")
_LEGAL_FORM = re.compile(
    r"(?:集团|控股|\(集团\)|股份|有限责任公司|有限公司|公司|(?:现代)?农业产业化联合体|专业合作社(?:联合社)?|联合社|厂|研究所|协会)+$"
)
_MIN_NAME = 4
_MIN_SHORT_NAME = 4
_MAX_INSERTED = 3
_STEM = 2


class Likeness(StrEnum):
    """How two names resemble each other."""

    ONE_CHARACTER = "one_character"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A name already known that might be meant, or mistaken for this one; a person decides, nothing is merged."""

    name: str
    likeness: Likeness


def clean_name(text: str) -> str:
    """Trim a name for storing: outer spaces, line breaks and invisible characters go, everything a licence prints stays."""
    kept = (
        " " if unicodedata.category(one) in {"Zs", "Zl", "Zp", "Cc"} else one
        for one in text
        if not _is_invisible(one)
    )
    return " ".join("".join(kept).split())


def spellings(name: str) -> frozenset[str]:
    """Return the spellings of a name that a database must look for one by one: its brackets in either width."""
    return frozenset({name, name.translate(_NARROW), name.translate(_WIDE)} - {""})


def fold_name(text: str) -> str:
    """Compute the key two spellings of one name share: width of brackets, dots, dashes, case and spaces do not count.

    The key is for comparing only and is never shown; folding a key again gives the same key.
    """
    folded, previous = text, ""
    while folded != previous:
        previous = folded
        folded = unicodedata.normalize("NFKC", folded.casefold()).translate(_FOLDED)
        folded = "".join(one for one in folded if not _is_unprinted(one))
    return folded


def is_filler(text: str) -> bool:
    """Whether a cell says that there is nothing to say: `无`, `/`, `—`, or nothing at all."""
    key = fold_name(text)
    return key in _FILLERS or not key.strip(_STROKES)


def is_placeholder(text: str) -> bool:
    """Whether a product cell only fills the space: `(联合体)`, `(source: …)`, `无`, `/`."""
    key = fold_name(text)
    is_bracketed = key.startswith("(") and key.find(")") == len(key) - 1
    return is_bracketed or is_filler(text)


def split_products(text: str) -> list[str]:
    """List the products that one cell names; a cell with one product gives one, a placeholder none."""
    if is_placeholder(text):
        return []
    parts: list[str] = []
    depth = 0
    current = ""
    for one in text:
        depth += (one in "(（[【〔") - (one in ")）]】〕")
        if depth <= 0 and _PRODUCT_BREAK.fullmatch(one):
            parts.append(current)
            current = ""
        else:
            current += one
    parts.append(current)
    return [name for part in parts if not is_placeholder(name := clean_name(part))]


class NameIndex:
    """Names seen so far, asked for look-alikes in constant time per name, so that a province fits."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._written: dict[str, str] = {}
        self._by_mask: defaultdict[str, set[str]] = defaultdict(set)
        self._by_shortened: defaultdict[str, set[str]] = defaultdict(set)
        self._by_stem: defaultdict[str, set[str]] = defaultdict(set)
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Remember one name; a second spelling of the same name changes nothing."""
        key = fold_name(name)
        if key in self._written:
            return
        self._written[key] = name
        for mask in _masked(key):
            self._by_mask[mask].add(key)
        for shortened in _shortened(key):
            self._by_shortened[shortened].add(key)
        self._by_stem[short_name(key)[:_STEM]].add(key)

    def near(self, name: str) -> list[NearDuplicate]:
        """List the remembered names that differ in one character or by words inside the short name, the name itself left out."""
        key = fold_name(name)
        close = self._one_character_away(key) - {key} if len(key) >= _MIN_NAME else set()
        related = self._related(key) - close - {key}
        return [NearDuplicate(self._written[other], Likeness.ONE_CHARACTER) for other in sorted(close)] + [
            NearDuplicate(self._written[other], Likeness.RELATED) for other in sorted(related)
        ]

    def _one_character_away(self, key: str) -> set[str]:
        changed = {other for mask in _masked(key) for other in self._by_mask.get(mask, ())}
        longer = self._by_shortened.get(key, set())
        shorter = {shortened for shortened in _shortened(key) if shortened in self._written}
        return changed | longer | shorter

    def _related(self, key: str) -> set[str]:
        short = short_name(key)
        return {
            other for other in self._by_stem.get(short[:_STEM], ()) if _is_related(short, short_name(other))
        }


def near_duplicates(name: str, others: Iterable[str]) -> list[NearDuplicate]:
    """List the names among `others` that might be confused with `name`; the same name in other spelling is not one of them."""
    return NameIndex(others).near(name)


def short_name(text: str) -> str:
    """Strip place and legal form from a name and leave the part that tells it apart (字号 and trade)."""
    key = fold_name(text)
    return _PLACE.sub("", _LEGAL_FORM.sub("", key), count=1)


def _is_invisible(one: str) -> bool:
    return unicodedata.category(one) == "Cf"


def _is_unprinted(one: str) -> bool:
    return unicodedata.category(one) in _UNPRINTED or one in _VARIATION_SELECTORS


def _masked(key: str) -> Iterator[str]:
    """Yield the name with each character blanked in turn: two names that differ in one character share one of these."""
    return (f"{key[:place]}\0{key[place + 1 :]}" for place in range(len(key)))


def _shortened(key: str) -> Iterator[str]:
    """Yield the name with each character left out in turn."""
    return (key[:place] + key[place + 1 :] for place in range(len(key)))


def _is_related(short: str, other: str) -> bool:
    small, large = sorted((short, other), key=len)
    if len(small) < _MIN_SHORT_NAME or len(large) - len(small) > _MAX_INSERTED:
        return False
    letters = iter(large)
    return all(one in letters for one in small)
