"""Outlined lettering: the round seal of the issuing body and the mark of samples.

Letters are drawn as shapes, so the seal needs no font in the file and sits under the text.
"""

from __future__ import annotations

from functools import cache
from math import cos, pi, sin
from threading import Lock
from typing import TYPE_CHECKING, Any

from brandcert.certificates.rendering.canvas import Canvas, Point
from brandcert.documents.printing import face_for, printable

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

SEAL_RED = (200, 22, 30)
SAMPLE_PINK = (248, 216, 207)
RADIUS = 19.0
SEAL_TEXT = {True: "演示专用章", False: "证书专用章"}
SAMPLE_TEXT = "样本 SAMPLE"
Glyph = tuple[tuple[tuple[str, tuple[float, ...]], ...], float]
# A font reads its tables when they are first asked for, and two threads that ask at once get half-read ones.
_READING = Lock()


@cache
def _font(path: str, index: int) -> TTFont:
    """Return an opened font, kept because every new issuing body needs it again."""
    from fontTools.ttLib import TTFont  # slow: only a process that prints pays for it

    return TTFont(path, fontNumber=index, lazy=True)


@cache
def _glyph(character: str, text: str, role: str = "song") -> Glyph:
    """Return the outline of a character (em = 1, y upwards) and its advance, in the face of the whole text."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.transformPen import TransformPen

    files = face_for(text, role).files
    with _READING:
        for path, index in files:
            font = _font(str(path), index)
            name = font.getBestCmap().get(ord(character))
            if name is None:
                continue
            glyphs, em = font.getGlyphSet(), font["head"].unitsPerEm
            recording = DecomposingRecordingPen(glyphs)
            glyphs[name].draw(TransformPen(recording, (1 / em, 0, 0, 1 / em, 0, 0)))
            return tuple(_cubic(recording.value)), glyphs[name].width / em
    raise LookupError(character)


def _cubic(recorded: list[tuple[str, tuple[Any, ...]]]) -> list[tuple[str, tuple[float, ...]]]:
    """Translate an outline into PDF path operators; quadratic curves become cubic ones."""
    path: list[tuple[str, tuple[float, ...]]] = []
    here: Point = (0, 0)
    for verb, points in recorded:
        if verb == "moveTo":
            path.append(("m", points[0]))
        elif verb == "lineTo":
            path.append(("l", points[0]))
        elif verb == "curveTo":
            path.append(("c", sum(points, ())))
        elif verb == "qCurveTo":
            path += _quadratic(here, points)
        else:
            path.append(("h", ()))
        if path[-1][1]:
            here = path[-1][1][-2], path[-1][1][-1]
    return path


def _quadratic(here: Point, points: tuple[Any, ...]) -> list[tuple[str, tuple[float, ...]]]:
    """Translate a run of quadratic curves that begins `here`."""
    from fontTools.pens.basePen import decomposeQuadraticSegment

    path: list[tuple[str, tuple[float, ...]]] = []
    if points[-1] is None:
        # A closed outline without any point on the curve begins between its last and first control.
        here = (points[-2][0] + points[0][0]) / 2, (points[-2][1] + points[0][1]) / 2
        path.append(("m", here))
        points = (*points[:-1], here)
    for control, end in decomposeQuadraticSegment(points):
        first = tuple(a + 2 / 3 * (b - a) for a, b in zip(here, control, strict=True))
        second = tuple(a + 2 / 3 * (b - a) for a, b in zip(end, control, strict=True))
        path.append(("c", (*first, *second, *end)))
        here = end
    return path


def width_of(character: str, text: str, role: str = "song") -> float:
    """Return the advance of a letter of the text in ems."""
    return _glyph(character, text, role)[1]


def letter(
    canvas: Canvas, character: str, text: str, size: float, squeeze: float = 1, role: str = "song"
) -> None:
    """Fill one letter at the origin, centred on x, standing on y = 0 (canvas y runs downwards)."""
    outline, advance = _glyph(character, text, role)
    half = advance * size * squeeze / 2
    for operator, values in outline:
        xs = [value * size * squeeze - half for value in values[0::2]]
        ys = [-value * size for value in values[1::2]]
        canvas.put(operator, *(value for pair in zip(xs, ys, strict=True) for value in pair))
    canvas.put("f")


def _star(canvas: Canvas, radius: float) -> None:
    """Fill a five-pointed star around the origin."""
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = -pi / 2 + corner * pi / 5
        points.append((reach * cos(angle), reach * sin(angle)))
    canvas.lines(points, close=True)
    canvas.put("f")


@cache
def seal(issuing_body: str, *, is_demo: bool) -> bytes:
    """Return the content stream of the seal, centred on the origin, in millimetres."""
    name = printable(issuing_body).replace(" ", "")
    canvas = Canvas()
    canvas.color(SEAL_RED, stroke=True)
    canvas.color(SEAL_RED)
    canvas.line_width(1.1)
    canvas.circle(0, 0, RADIUS)
    canvas.put("S")
    _star(canvas, 5.4)
    sweep = min(1.5 * pi, 0.335 * len(name))
    step = sweep / max(len(name) - 1, 1)
    size = min(5.2, step * (RADIUS - 5.8) * 1.22)
    for position, character in enumerate(name):
        canvas.put("q")
        canvas.turn(-sweep / 2 + position * step)
        canvas.move(0, -(RADIUS - 1.8 - 5.0))
        letter(canvas, character, name, 5.2, squeeze=size / 5.2)
        canvas.put("Q")
    below = SEAL_TEXT[is_demo]
    for position, character in enumerate(below):
        canvas.put("q")
        canvas.move((position - (len(below) - 1) / 2) * 3.6, 12.2)
        letter(canvas, character, below, 3.5)
        canvas.put("Q")
    return canvas.source()


@cache
def sample_mark() -> bytes:
    """Return the mark across the face of a certificate that is only a demonstration, centred on the origin."""
    canvas = Canvas()
    canvas.color(SAMPLE_PINK)
    canvas.turn(-0.36)
    size, widths = 31.0, [_glyph(character, SAMPLE_TEXT)[1] for character in SAMPLE_TEXT]
    x = -sum(widths) * size / 2
    for character, width in zip(SAMPLE_TEXT, widths, strict=True):
        canvas.put("q")
        canvas.move(x + width * size / 2, size * 0.35)
        letter(canvas, character, SAMPLE_TEXT, size)
        canvas.put("Q")
        x += width * size
    return canvas.source()
