"""What the face says, line by line, and in which of three sizes it fits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from math import ceil

from brandcert.certificates.rendering.facts import CertificateFacts, FaceOverflow
from brandcert.documents.printing import Face, face_for, printable

BODY_WIDTH = 213.0
BODY_TOP, BODY_HEIGHT = 63.5, 91.0
HALF_WIDTH = 104.0
LABEL_WIDTH = 37.0
CHINESE_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three sizes of the body, in millimetres: letter heights, the line is a fixed multiple."""

    name: str
    holder: float
    lead: float
    product: float
    grid: float
    english: float
    gap: float


STEPS = (
    Step("f0", 8.4, 5.0, 9.6, 3.75, 3.75, 2.6),
    Step("f1", 6.6, 4.5, 7.4, 3.4, 3.5, 1.9),
    Step("f2", 4.9, 3.7, 5.2, 2.75, 2.9, 0.9),
)
LINE = {"holder": 1.3, "lead": 1.4, "product": 1.25, "identity": 1.4, "grid": 1.4, "english": 1.28}


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled fact of the body; a wide one takes the whole line, others stand in pairs."""

    label: str
    label_en: str
    value: str
    wide: bool


def chinese_date(day: date) -> str:
    """Return a date in Chinese numerals: 二〇二六年十一月二十日."""
    year = "".join(CHINESE_DIGITS[int(digit)] for digit in str(day.year))

    def count(value: int) -> str:
        tens, units = divmod(value, 10)
        lead = "" if tens == 0 else "十" if tens == 1 else CHINESE_DIGITS[tens] + "十"
        return lead + (CHINESE_DIGITS[units] if units else "")

    return f"{year}年{count(day.month)}月{count(day.day)}日"


def lead_text(facts: CertificateFacts) -> str:
    """Return the Chinese sentence between holder and product; the honour is what the title quotes."""
    thing = "服务" if facts.is_service else "产品"
    quoted = re.search("「[^」]+」", facts.title)
    honour = f"认定为{quoted.group()}（{facts.category_name}）" if quoted else f"认定为{facts.category_name}"
    return f"你单位的下列{thing}经评审和公示，{honour}，特发此证。"


def english_text(facts: CertificateFacts) -> tuple[str, str, str]:
    """Return the English sentence in three parts; the middle one, the product, is set in italics."""
    thing = "service" if facts.is_service else "product"
    holder = f" of {facts.holder_en}" if facts.holder_en else ""
    name = facts.product_en or f"named above ({facts.machine_number})"
    after = (
        f"{holder} has been recognised in the category {facts.category_name_en}, "
        f"decision of {facts.decided_on.isoformat()}, valid from {facts.valid_from.isoformat()} "
        f"to {facts.valid_to.isoformat()}. The public register alone shows whether it is in force."
    )
    return f"This is to certify that the {thing} ", name, after


def identity(facts: CertificateFacts) -> list[Row]:
    """Return what tells the holder apart from others of the same name; it runs on under the name."""
    return [
        Row("统一社会信用代码", "Credit code", facts.credit_code, wide=True),
        Row("住所", "Address", facts.address, wide=True),
    ]


def identity_text(facts: CertificateFacts) -> str:
    """Return the identity line as plain text, to measure it."""
    return "　　".join(f"{row.label} {row.label_en} {row.value}" for row in identity(facts))


def rows(facts: CertificateFacts) -> list[Row]:
    """Return the labelled facts of the body in reading order."""
    scope = ("服务范围", "Scope") if facts.is_service else ("型号规格", "Model")
    place = ("服务地", "Place of service") if facts.is_service else ("产地", "Place of origin")
    return [
        Row("品牌", "Brand", facts.brand or "—", wide=False),
        Row("商标注册号", "Trademark", facts.trademark_number or "—", wide=False),
        Row(*scope, facts.model_or_scope, wide=True),
        Row(*place, facts.place_of_production, wide=False),
        Row("认定方式", "Mode", facts.mode, wide=False),
        Row("认定依据", "Basis", facts.basis, wide=True),
        Row("认定决定", "Decision", f"{facts.decision_number}　{facts.decided_on.isoformat()}", wide=True),
    ]


@cache
def _advances(face: Face) -> dict[int, float]:
    """Return the width of every character of a committed face, in em."""
    from fontTools.ttLib import TTFont  # slow: only a process that prints pays for it

    path, index = face.files[0]
    with TTFont(path, fontNumber=index, lazy=True) as font:
        em, metrics = int(font["head"].unitsPerEm), font["hmtx"].metrics
        return {point: int(metrics[name][0]) / em for point, name in font.getBestCmap().items()}


@lru_cache(maxsize=4096)
def width(text: str, role: str) -> float:
    """Return the width of a text in em; in a fallback face every character counts as a full em."""
    face = face_for(text, role)
    known = {} if face.is_fallback else _advances(face)
    return sum(known.get(ord(character), 1.0) for character in printable(text))


def line_count(em: float, size: float, room: float) -> int:
    """Return the lines a text needs; the last character of a line may not fit, which costs up to one em."""
    return 1 if em * size <= room else ceil(em * size / (room - size))


def row_lines(value: Row, size: float) -> int:
    """Return the lines of one labelled fact."""
    room = (BODY_WIDTH if value.wide else HALF_WIDTH) - LABEL_WIDTH
    return line_count(width(value.value, "kai"), size, room)


def body_height(facts: CertificateFacts, step: Step) -> float:
    """Return the height of the body in millimetres at one size."""
    english = sum(width(part, "latin") for part in english_text(facts))
    lines = {
        "holder": line_count(width(facts.holder, "kai"), step.holder, BODY_WIDTH),
        "identity": line_count(width(identity_text(facts), "kai"), step.grid, BODY_WIDTH),
        "lead": line_count(width(lead_text(facts), "kai") + 2, step.lead, BODY_WIDTH),
        "product": line_count(width(facts.product, "song"), step.product, BODY_WIDTH),
        "grid": sum(max(row_lines(row, step.grid) for row in group) for group in paired(rows(facts))),
        "english": line_count(english, step.english, BODY_WIDTH),
    }
    sizes: dict[str, float] = {key: getattr(step, key) for key in lines if key != "identity"}
    sizes["identity"] = step.grid
    return sum(count * sizes[key] * LINE[key] for key, count in lines.items()) + 5 * step.gap


def paired(listed: list[Row]) -> list[list[Row]]:
    """Group the rows into lines: a wide row alone, narrow ones two by two."""
    groups: list[list[Row]] = []
    is_open = False
    for row in listed:
        if is_open and not row.wide:
            groups[-1].append(row)
            is_open = False
        else:
            groups.append([row])
            is_open = not row.wide
    return groups


def step_for(facts: CertificateFacts) -> Step:
    """Return the largest size in which the body fits; raise FaceOverflow when none does."""
    for step in STEPS:
        if body_height(facts, step) <= BODY_HEIGHT:
            return step
    raise FaceOverflow("the texts of the body do not fit on the face")


CATEGORY_ROOM = 80.0
SINGLE_LINES = {  # room and size in millimetres, and role
    "title": (205.0, 14.5, "song"),
    "title_en": (205.0, 5.9, "latin"),
    "issuing_body": (88.0, 5.0, "kai"),
    "issuing_body_en": (88.0, 3.3, "latin"),
    "number": (48.0, 3.4, "kai"),
    "machine_number": (40.0, 3.4, "kai"),
    "verify_url": (92.0, 3.0, "latin"),
}


def check_single_lines(facts: CertificateFacts) -> None:
    """Raise FaceOverflow when a text that has only one line on the face is too long for it."""
    for name, (room, size, role) in SINGLE_LINES.items():
        text = getattr(facts, name)
        if width(text.upper() if name == "title_en" else text, role) * size > room:
            raise FaceOverflow(f"{name} does not fit on its line")
    category = width(facts.category_name, "song") * 5.9 + width(facts.category_name_en, "latin") * 4.8
    if category > CATEGORY_ROOM:
        raise FaceOverflow("category_name does not fit on its line")


def balanced_margin(text: str, em: float, size: float) -> float:
    """Return the margin, left and right, that makes the lines of a centred Chinese text about equally long.

    Two and a half letters are left for what may not stand at an end of a line; a text with
    Latin words breaks less evenly and keeps the full width.
    """
    lines = line_count(em, size, BODY_WIDTH)
    if lines == 1 or re.search(r"[!-~]{4}", text):
        return 0.0
    return max(0.0, (BODY_WIDTH - (em / lines + 2.5) * size) / 2)
