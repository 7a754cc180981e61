"""A finished drawing as flat paths: the same shapes become an SVG, or a PNG by way of a one-page PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from math import sqrt
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from brandcert.certificates.rendering.canvas import Canvas

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
PAINTS = {"f": ("fill", ""), "f*": ("fill", "evenodd"), "S": ("stroke", "")}
POINTS = {"m": "M", "l": "L", "c": "C", "h": "Z"}
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
# PDFium serves one thread at a time.
_PAINTING = Lock()


@dataclass(frozen=True, slots=True)
class Pen:
    """The state in which a path is painted."""

    matrix: Matrix = IDENTITY
    fill: str = "#000000"
    stroke: str = "#000000"
    width: float = 1.0


@dataclass(slots=True)
class Shape:
    """One painted path in the units of the drawing: segments are (letter, coordinates)."""

    paint: str
    color: str
    rule: str = ""
    width: float = 0.0
    segments: list[tuple[str, tuple[float, ...]]] = field(default_factory=list)

    def looks_like(self, other: Shape) -> bool:
        """Say whether both may be painted in one go."""
        return (self.paint, self.color, self.rule, self.width) == (
            other.paint,
            other.color,
            other.rule,
            other.width,
        )


def flatten(canvas: Canvas) -> list[Shape]:
    """Return what the operators of the canvas paint, with every shift, turn and scale worked into the points."""
    pen, kept = Pen(), list[Pen]()
    shapes: list[Shape] = []
    path: list[tuple[str, tuple[float, ...]]] = []
    for line in canvas.operators:
        *texts, operator = line.split()
        if operator == "J":  # "2 j 0 J": mitred joins and flat ends are what both targets start with
            continue
        values = tuple(float(text) for text in texts)
        if operator == "q":
            kept.append(pen)
        elif operator == "Q":
            pen = kept.pop()
        elif operator in PAINTS:
            _paint(shapes, pen, operator, path)
            path = []
        elif operator in POINTS or operator == "re":
            path += _segments(pen.matrix, operator, values)
        else:
            pen = _changed(pen, operator, values)
    return shapes


def _changed(pen: Pen, operator: str, values: tuple[float, ...]) -> Pen:
    if operator == "cm":
        return replace(pen, matrix=_times(values, pen.matrix))
    if operator == "w":
        return replace(pen, width=values[0])
    color = "#" + "".join(f"{round(value * 255):02x}" for value in values)
    return replace(pen, fill=color) if operator == "rg" else replace(pen, stroke=color)


def _times(inner: Sequence[float], outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _segments(
    matrix: Matrix, operator: str, values: tuple[float, ...]
) -> Iterator[tuple[str, tuple[float, ...]]]:
    a, b, c, d, e, f = matrix

    def placed(points: Sequence[float]) -> tuple[float, ...]:
        pairs = zip(points[0::2], points[1::2], strict=True)
        return tuple(value for x, y in pairs for value in (a * x + c * y + e, b * x + d * y + f))

    if operator == "re":
        x, y, width, height = values
        yield "M", placed((x, y))
        for corner in ((x + width, y), (x + width, y + height), (x, y + height)):
            yield "L", placed(corner)
        yield "Z", ()
    else:
        yield POINTS[operator], placed(values)


def _paint(shapes: list[Shape], pen: Pen, operator: str, path: list[tuple[str, tuple[float, ...]]]) -> None:
    paint, rule = PAINTS[operator]
    a, b, c, d, _e, _f = pen.matrix
    width = round(pen.width * sqrt(abs(a * d - b * c)), 3) if paint == "stroke" else 0.0
    made = Shape(paint, pen.fill if paint == "fill" else pen.stroke, rule, width, path)
    # Separate letters may be filled together; overlapping ones with a rule of their own may not.
    if shapes and not rule and shapes[-1].looks_like(made):
        shapes[-1].segments += path
    else:
        shapes.append(made)


def _short(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def _outline(segments: Sequence[tuple[str, tuple[float, ...]]]) -> str:
    """Return the path in relative steps of hundredths, which is half as long as absolute places."""
    here = begin = (0, 0)
    parts = []
    for letter, values in segments:
        spots = [round(value * 100) for value in values]
        parts.append(letter.lower() + _steps(spots, here))
        if letter == "Z":
            here = begin
            continue
        here = spots[-2], spots[-1]
        if letter == "M":
            begin = here
    return "".join(parts)


def _steps(spots: Sequence[int], here: tuple[int, int]) -> str:
    text = ""
    for place, spot in enumerate(spots):
        step = f"{(spot - here[place % 2]) / 100:.2f}".rstrip("0").rstrip(".")
        step = "0" if step in {"", "-0"} else step.removeprefix("0") or "0"
        step = f"-{step[2:]}" if step.startswith("-0.") else step
        text += step if not text or step.startswith("-") else f" {step}"
    return text


def svg(shapes: Sequence[Shape], *, width: int, height: int, title: str) -> bytes:
    """Return the drawing as SVG: outlines only, no font, no script, nothing to load; the same shapes give the same bytes."""
    lines = [
        f'<svg xmlns="{SVG_NAMESPACE}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
        f"<title>{escape(title)}</title>",
    ]
    for shape in shapes:
        outline = _outline(shape.segments)
        rule = f' fill-rule="{shape.rule}"' if shape.rule else ""
        paint = (
            f'fill="{shape.color}"{rule}'
            if shape.paint == "fill"
            else f'fill="none" stroke="{shape.color}" stroke-width="{_short(shape.width)}"'
        )
        lines.append(f'<path {paint} d="{outline}"/>')
    return "\n".join([*lines, "</svg>\n"]).encode()


def png(shapes: Sequence[Shape], *, width: int, height: int, pixels: int) -> bytes:
    """Return the drawing as PNG of so many pixels in width, transparent where nothing is painted."""
    import pypdfium2  # slow: only a process that draws pays for it

    page_file = _pdf(shapes, width=width, height=height)
    with _PAINTING:
        document = pypdfium2.PdfDocument(page_file)
        try:
            drawn = document[0].render(scale=pixels / width, fill_color=(0, 0, 0, 0), rev_byteorder=True)
            image = drawn.to_pil().copy()
        finally:
            document.close()
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", compress_level=7)
    return buffer.getvalue()


def _pdf(shapes: Sequence[Shape], *, width: int, height: int) -> bytes:
    """Return a page of the drawing's size that paints its shapes."""
    import pikepdf  # slow, as above

    operators = [f"1 0 0 -1 0 {height} cm"]
    letters = {letter: operator for operator, letter in POINTS.items()}
    for shape in shapes:
        channels = [int(shape.color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        put = " ".join(f"{channel:.4f}" for channel in channels)
        operators.append(f"{put} {'rg' if shape.paint == 'fill' else 'RG'}")
        if shape.paint == "stroke":
            operators.append(f"{shape.width:.3f} w")
        for letter, values in shape.segments:
            operators.append(" ".join([*(f"{value:.3f}" for value in values), letters[letter]]))
        operators.append("S" if shape.paint == "stroke" else "f*" if shape.rule else "f")
    pdf = pikepdf.new()
    try:
        page = pdf.add_blank_page(page_size=(width, height))
        page.Contents = pdf.make_stream("\n".join(operators).encode())
        buffer = io.BytesIO()
        save = partial(pdf.save, static_id=True)
        save(buffer)
        return buffer.getvalue()
    finally:
        pdf.close()
