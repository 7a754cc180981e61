"""The mark (标志) a holder may use on packages and web pages: badge, number, validity and QR code, as outlines.

Two forms, an upright label and a strip, each for light and for dark surroundings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import cos, pi, sin
from typing import Final

from brandcert.certificates.rendering import art, drawing, qr
from brandcert.certificates.rendering.canvas import IVORY, KAPPA, RED, Canvas, Color
from brandcert.certificates.rendering.seal import letter, width_of


@dataclass(frozen=True, slots=True)
class MarkFacts:
    """What a mark says."""

    name: str
    name_en: str
    category: str
    category_name: str
    category_name_en: str
    number: str
    valid_to: date
    verify_url: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Tone:
    """The colours of one variant."""

    ground: Color
    line: Color
    pale: Color
    title: Color
    text: Color
    quiet: Color
    tile: Color
    sample: Color
    accents: Mapping[str, Color]


LIGHT: Final = Tone(
    ground=IVORY,
    line=art.GOLD,
    pale=art.GOLD_PALE,
    title=RED,
    text=(31, 26, 23),
    quiet=art.GOLD_DARK,
    tile=IVORY,
    sample=(250, 221, 212),
    accents=art.ACCENTS,
)
DARK: Final = Tone(
    ground=(22, 34, 31),
    line=art.GOLD_LIGHT,
    pale=(40, 54, 49),
    title=(240, 205, 128),
    text=(250, 246, 232),
    quiet=(214, 184, 116),
    tile=(255, 255, 255),
    sample=(104, 52, 48),
    accents={"MANUFACTURING": (38, 92, 145), "AGRICULTURE": (76, 124, 54), "SERVICES": (22, 128, 138)},
)
TONES: Final[Mapping[str, Tone]] = {"light": LIGHT, "dark": DARK}
LABEL: Final = (600, 880)
STRIP: Final = (1280, 360)
FORMS: Final[Mapping[str, tuple[int, int]]] = {"label": LABEL, "strip": STRIP}
SIZES: Final[Mapping[str, tuple[int, ...]]] = {"label": (300, 600, 1200, 2400), "strip": (640, 1280, 2560)}
SAMPLE: Final = "样本 SAMPLE"


def mark_svg(facts: MarkFacts, *, form: str, tone: str) -> bytes:
    """Return the mark as SVG; raises KeyError for a form or tone there is not."""
    width, height = FORMS[form]
    return drawing.svg(_drawn(facts, form, tone), width=width, height=height, title=_title(facts))


def mark_png(facts: MarkFacts, *, form: str, tone: str, pixels: int) -> bytes:
    """Return the mark as PNG of so many pixels in width; raises KeyError as `mark_svg`."""
    width, height = FORMS[form]
    return drawing.png(_drawn(facts, form, tone), width=width, height=height, pixels=pixels)


def _title(facts: MarkFacts) -> str:
    return f"{facts.name} {facts.category_name} {facts.number} {facts.valid_to.isoformat()}"


@lru_cache(maxsize=8)
def _drawn(facts: MarkFacts, form: str, tone: str) -> list[drawing.Shape]:
    canvas = Canvas()
    painters = {"label": _label, "strip": _strip}
    painters[form](canvas, facts, TONES[tone])
    return drawing.flatten(canvas)


# --- the two forms ---------------------------------------------------------------------------------
def _label(canvas: Canvas, facts: MarkFacts, tone: Tone) -> None:
    width, height = LABEL
    middle = width / 2
    _plate(canvas, width, height, tone)
    _rosette(canvas, middle, 276, 250, tone)
    if facts.is_demo:
        _sample(canvas, (middle, 470), 90, tone, most=500)
    for y in (40, height - 64):
        _band(canvas, 96, y, width - 192, tone)
    _emblem(canvas, middle, 150, 62, facts.category, tone)
    _words(canvas, facts.name, (middle, 330), 112, tone.title, most=470, gap=8)
    _words(canvas, facts.name_en.upper(), (middle, 376), 31, tone.quiet, most=440, gap=5, role="latin")
    _ornament(canvas, middle, 404, 190, tone)
    _ribbon(canvas, (middle, 446), facts, tone)
    _words(canvas, facts.number, (middle, 526), 34, tone.text, most=470)
    validity = f"有效期至 {facts.valid_to.isoformat()}"
    _words(canvas, validity, (middle, 564), 24, tone.quiet, most=470, role="kai")
    _code(canvas, facts.verify_url, (middle, 678), 152, tone)
    _words(canvas, "扫码查验  Scan to verify", (middle, 798), 21, tone.quiet, most=420, role="kai")


def _strip(canvas: Canvas, facts: MarkFacts, tone: Tone) -> None:
    width, height = STRIP
    _plate(canvas, width, height, tone)
    _rosette(canvas, 416, height / 2, 158, tone)
    if facts.is_demo:
        _sample(canvas, (600, height / 2), 104, tone, most=700)
    _emblem(canvas, 140, height / 2, 76, facts.category, tone)
    _words(canvas, facts.name, (416, 186), 88, tone.title, most=380, gap=8)
    _words(canvas, facts.name_en.upper(), (416, 232), 27, tone.quiet, most=360, gap=4, role="latin")
    _ornament(canvas, 416, 262, 150, tone)
    canvas.color(tone.line, stroke=True)
    canvas.line_width(1.6)
    canvas.lines([(634, 76), (634, height - 76)])
    canvas.put("S")
    _ribbon(canvas, (838, 112), facts, tone, most=340)
    _words(canvas, facts.number, (838, 196), 32, tone.text, most=350)
    _words(canvas, f"有效期至 {facts.valid_to.isoformat()}", (838, 240), 25, tone.text, most=350, role="kai")
    _words(canvas, "以查询结果为准", (838, 280), 22, tone.quiet, most=350, role="kai")
    _code(canvas, facts.verify_url, (1134, 166), 160, tone)
    _words(canvas, "扫码查验 Scan", (1134, 292), 21, tone.quiet, most=170, role="kai")


# --- parts -----------------------------------------------------------------------------------------
def _plate(canvas: Canvas, width: float, height: float, tone: Tone) -> None:
    """Draw the ground with its concave corners and the two lines along its edge."""
    canvas.color(tone.ground)
    _concave(canvas, 6, 44, width, height)
    canvas.put("f")
    canvas.color(tone.line, stroke=True)
    for inset, radius, line in ((6, 44, 5), (17, 42, 1.6)):
        canvas.line_width(line)
        _concave(canvas, inset, radius, width, height)
        canvas.put("S")


def _concave(canvas: Canvas, inset: float, radius: float, width: float, height: float) -> None:
    """Add a rectangle whose corners bow inwards to the path."""
    left, top, right, bottom = inset, inset, width - inset, height - inset
    k = radius * KAPPA
    canvas.put("m", left + radius, top)
    canvas.put("l", right - radius, top)
    canvas.put("c", right - radius, top + k, right - k, top + radius, right, top + radius)
    canvas.put("l", right, bottom - radius)
    canvas.put("c", right - k, bottom - radius, right - radius, bottom - k, right - radius, bottom)
    canvas.put("l", left + radius, bottom)
    canvas.put("c", left + radius, bottom - k, left + k, bottom - radius, left, bottom - radius)
    canvas.put("l", left, top + radius)
    canvas.put("c", left + k, top + radius, left + radius, top + k, left + radius, top)
    canvas.put("h")


def _band(canvas: Canvas, x: float, y: float, length: float, tone: Tone) -> None:
    """Draw a run of 回 spirals, 24 high."""
    scale = 4
    canvas.put("q")
    canvas.move(x, y, scale, scale)
    canvas.color(tone.line, stroke=True)
    canvas.line_width(0.6)
    art.fret(canvas, length / scale, round(length / scale / 11.4))
    canvas.put("Q")


def _rosette(canvas: Canvas, x: float, y: float, radius: float, tone: Tone) -> None:
    """Draw the fine waves behind the title, as on the certificate."""
    canvas.color(tone.pale, stroke=True)
    canvas.line_width(1.1)
    for ring, depth, lobes, waves in ((0.78, 0.2, 24, 5), (0.46, 0.15, 14, 5)):
        for wave in range(waves):
            _wave(canvas, (x, y), (radius * ring, radius * depth), lobes, 2 * pi * wave / waves)
    canvas.put("S")


def _wave(
    canvas: Canvas, center: tuple[float, float], radii: tuple[float, float], lobes: int, shift: float
) -> None:
    steps = lobes * 8
    points = []
    for index in range(steps):
        angle = 2 * pi * index / steps
        reach = radii[0] + radii[1] * sin(lobes * angle + shift)
        points.append((center[0] + reach * cos(angle), center[1] + reach * sin(angle)))
    canvas.lines(points, close=True)


def _emblem(canvas: Canvas, x: float, y: float, radius: float, category: str, tone: Tone) -> None:
    """Draw the sign of the category in a ring of fine rays."""
    canvas.color(tone.ground)
    canvas.circle(x, y, radius + 8)
    canvas.put("f")
    canvas.color(tone.line, stroke=True)
    canvas.line_width(1.4)
    rays = 72
    for ray in range(rays):
        c, s = cos(2 * pi * ray / rays), sin(2 * pi * ray / rays)
        canvas.lines([(x + c * (radius - 7), y + s * (radius - 7)), (x + c * radius, y + s * radius)])
    canvas.put("S")
    for reach, line in ((radius + 4, 3.4), (radius - 11, 1.4)):
        canvas.line_width(line)
        canvas.circle(x, y, reach)
        canvas.put("S")
    canvas.put("q")
    scale = (radius - 20) / 3.6
    canvas.move(x, y - (0.4 * scale if category == "AGRICULTURE" else 0), scale, scale)
    art.medallion(canvas, category, accent=tone.accents[category], line=tone.line, core=tone.title)
    canvas.put("Q")


def _ornament(canvas: Canvas, x: float, y: float, reach: float, tone: Tone) -> None:
    """Draw the rule with its diamonds, as under the title of the certificate."""
    canvas.color(tone.line, stroke=True)
    canvas.line_width(2)
    for side in (-1, 1):
        canvas.lines([(x + side * 24, y), (x + side * reach, y)])
    canvas.put("S")
    canvas.color(tone.title)
    canvas.diamond(x, y, 9)
    canvas.put("f")
    canvas.color(tone.line)
    for side in (-1, 1):
        canvas.diamond(x + side * 17, y, 4.6)
    canvas.put("f")


def _ribbon(
    canvas: Canvas, center: tuple[float, float], facts: MarkFacts, tone: Tone, most: float = 420
) -> None:
    """Draw the name of the category on a band of its colour."""
    x, y = center
    half, notch, high = most / 2, 14, 30
    canvas.color(tone.accents[facts.category])
    outline = [
        (x - half, y - high),
        (x + half, y - high),
        (x + half - notch, y),
        (x + half, y + high),
        (x - half, y + high),
        (x - half + notch, y),
    ]
    canvas.lines(outline, close=True)
    canvas.put("f")
    white = (255, 253, 243)
    _words(canvas, facts.category_name, (x, y + 4), 29, white, most=most - 60, gap=6)
    _words(canvas, facts.category_name_en, (x, y + 22), 15.5, white, most=most - 50, gap=1, role="latin")


def _code(canvas: Canvas, url: str, center: tuple[float, float], size: float, tone: Tone) -> None:
    """Draw the QR code on a light tile that keeps its quiet zone on any ground."""
    rows = qr.matrix(url)
    module = size / len(rows)
    quiet = qr.QUIET_ZONE * module
    left, top = center[0] - size / 2, center[1] - size / 2
    canvas.color(tone.tile)
    canvas.rect(left - quiet, top - quiet, size + 2 * quiet, size + 2 * quiet)
    canvas.put("f")
    canvas.color(qr.INK)
    canvas.put("q")
    canvas.operators.append(f"{module:.6f} 0 0 {module:.6f} {left:.4f} {top:.4f} cm")
    for y, x, run in qr.runs(rows):
        canvas.rect(x, y, run, 1)
    canvas.put("f")
    canvas.put("Q")


def _words(  # place, size, colour and room of one line of lettering
    canvas: Canvas,
    text: str,
    foot: tuple[float, float],
    size: float,
    color: Color,
    *,
    most: float,
    gap: float = 0,
    role: str = "song",
) -> None:
    """Write a line centred over its foot, smaller when it would be wider than `most`."""
    widths = [width_of(character, text, role) for character in text]
    gaps = gap * (len(text) - 1)
    whole = sum(widths) * size + gaps
    if whole > most:
        size, gap = size * most / whole, gap * most / whole
        whole = most
    canvas.color(color)
    x = foot[0] - whole / 2
    for character, width in zip(text, widths, strict=True):
        canvas.put("q")
        canvas.move(x + width * size / 2, foot[1])
        letter(canvas, character, text, size, role=role)
        canvas.put("Q")
        x += width * size + gap


def _sample(canvas: Canvas, center: tuple[float, float], size: float, tone: Tone, most: float) -> None:
    """Write across the mark of a demonstration that it is one."""
    canvas.put("q")
    canvas.turn(-0.3, *center)
    _words(canvas, SAMPLE, (0, size * 0.35), size, tone.sample, most=most)
    canvas.put("Q")
