"""The unchanging art of the face as PDF drawing operators: paper, border, guilloche, corners, rule.

Drawn once per process and category in millimetres (origin top left), deflated, and then
placed on every certificate as one Form XObject. Solid colours only: gradients look
different in every viewer.
"""

from __future__ import annotations

from functools import cache
from math import cos, pi, sin

from brandcert.certificates.rendering.canvas import HEIGHT, IVORY, KAPPA, RED, WIDTH, Canvas, Color, Point

GOLD = (176, 132, 48)
GOLD_LIGHT = (205, 167, 88)
GOLD_DARK = (143, 104, 34)
GOLD_PALE = (240, 230, 203)
ACCENTS = {"MANUFACTURING": (27, 73, 118), "AGRICULTURE": (62, 104, 42), "SERVICES": (16, 108, 118)}
GRAIN = 20  # the fine lines are drawn on whole twentieths of a millimetre, which keeps the file small
GUILLOCHE = {"MANUFACTURING": (36, 7), "AGRICULTURE": (24, 5), "SERVICES": (30, 6)}


def _frame(canvas: Canvas) -> None:
    """Draw the bevelled outer frame of four polygons and the lines beside it."""
    near, far = 6.2, 7.7
    left, top, right, bottom = near, near, WIDTH - near, HEIGHT - near
    inner = (far, far, WIDTH - far, HEIGHT - far)
    sides = (
        (GOLD_LIGHT, [(left, top), (right, top), (inner[2], inner[1]), (inner[0], inner[1])]),
        (GOLD, [(left, top), (inner[0], inner[1]), (inner[0], inner[3]), (left, bottom)]),
        (GOLD_DARK, [(right, top), (right, bottom), (inner[2], inner[3]), (inner[2], inner[1])]),
        (GOLD_DARK, [(left, bottom), (inner[0], inner[3]), (inner[2], inner[3]), (right, bottom)]),
    )
    for color, points in sides:
        canvas.color(color)
        canvas.lines(points, close=True)
        canvas.put("f")
    canvas.color(GOLD, stroke=True)
    canvas.line_width(0.25)
    canvas.rect(8.5, 8.5, WIDTH - 17, HEIGHT - 17)
    canvas.put("S")


def _spiral(width: float, height: float, *, mirrored: bool) -> list[Point]:
    """Return one 回 spiral, as a polyline in a box of the given size."""
    shape = [
        (1, 1),
        (0, 1),
        (0, 0),
        (0.86, 0),
        (0.86, 0.74),
        (0.27, 0.74),
        (0.27, 0.28),
        (0.58, 0.28),
        (0.58, 0.5),
    ]
    return [((1 - x if mirrored else x) * width, y * height) for x, y in shape]


def fret(canvas: Canvas, length: float, pairs: int) -> None:
    """Draw a run of mirrored spirals along the x axis, in a band 6 mm high."""
    width = length / pairs
    for index in range(pairs):
        start = index * width
        half = width / 2 - 0.42
        canvas.lines([(start + x, y) for x, y in _spiral(half, 6, mirrored=False)])
        canvas.lines(
            [(start + width - 0.84 - half + 0.42 + x, y) for x, y in _spiral(half, 6, mirrored=True)]
        )
    canvas.put("S")


def _frets(canvas: Canvas) -> None:
    """Draw the four runs of the border between the corner pieces."""
    canvas.color(GOLD, stroke=True)
    canvas.line_width(0.62)
    runs = ((34.6, 9.6, 0, 227.8, 20), (34.6, HEIGHT - 15.6, 0, 227.8, 20))
    for x, y, angle, length, pairs in runs:
        canvas.put("q")
        canvas.turn(angle, x, y)
        fret(canvas, length, pairs)
        canvas.put("Q")
    for x in (15.6, WIDTH - 9.6):
        canvas.put("q")
        canvas.turn(pi / 2, x, 34.6)
        fret(canvas, 140.8, 12)
        canvas.put("Q")


def _corner(canvas: Canvas) -> None:
    """Draw the interlocked bars of the top left corner."""
    canvas.color(GOLD, stroke=True)
    canvas.line_width(0.62)
    canvas.lines([(16.6, 9.6), (33.4, 9.6), (33.4, 15.6), (9.6, 15.6)])
    canvas.lines([(9.6, 16.6), (9.6, 33.4), (15.6, 33.4), (15.6, 9.6), (9.6, 9.6), (9.6, 15.6)])
    canvas.lines([(17.6, 12.6), (31.4, 12.6)])
    canvas.lines([(12.6, 17.6), (12.6, 31.4)])
    canvas.put("S")
    canvas.color(RED)
    canvas.diamond(12.6, 12.6, 1.15)
    canvas.put("f")


def medallion(
    canvas: Canvas,
    category: str,
    *,
    accent: Color | None = None,
    line: Color = GOLD,
    core: Color = RED,
) -> None:
    """Draw the sign of the category, 3 mm around the origin: gear, ear of grain, snow crystal."""
    canvas.color(line, stroke=True)
    canvas.color(accent or ACCENTS[category])
    signs = {"MANUFACTURING": _gear, "AGRICULTURE": _ear, "SERVICES": _snow}
    signs[category](canvas, accent or ACCENTS[category], core)


def _gear(canvas: Canvas, _accent: Color, core: Color) -> None:
    """Draw a gear wheel with twelve teeth."""
    teeth = 12
    outline: list[Point] = []
    for tooth in range(teeth):
        for offset, radius in ((-0.36, 2.45), (-0.24, 3.1), (0.24, 3.1), (0.36, 2.45)):
            angle = (tooth + offset) * 2 * pi / teeth
            outline.append((radius * cos(angle), radius * sin(angle)))
    canvas.lines(outline, close=True)
    canvas.circle(0, 0, 1.55)
    canvas.put("f*")
    canvas.color(core)
    canvas.diamond(0, 0, 0.85)
    canvas.put("f")


def _leaf(canvas: Canvas, length: float, width: float) -> None:
    """Draw a pointed grain from the origin along the x axis."""
    canvas.put("m", 0, 0)
    canvas.put("c", length * 0.3, -width, length * 0.75, -width, length, 0)
    canvas.put("c", length * 0.75, width, length * 0.3, width, 0, 0)
    canvas.put("h")
    canvas.put("f")


def _ear(canvas: Canvas, _accent: Color, _core: Color) -> None:
    """Draw an ear of grain, seven grains on one stem."""
    canvas.line_width(0.35)
    canvas.lines([(0, 3.9), (0, -1.6)])
    canvas.put("S")
    grains = [(0.0, -1.5, -pi / 2)]
    for y in (2.4, 1.0, -0.4):
        grains += [(0.0, y, -pi / 2 + 0.8), (0.0, y, -pi / 2 - 0.8)]
    for x, y, angle in grains:
        canvas.put("q")
        canvas.turn(angle, x, y)
        _leaf(canvas, 2.5, 0.85)
        canvas.put("Q")


def _snow(canvas: Canvas, accent: Color, core: Color) -> None:
    """Draw a six-armed snow crystal."""
    canvas.color(accent, stroke=True)
    canvas.line_width(0.38)
    for arm in range(6):
        canvas.put("q")
        canvas.turn(arm * pi / 3 + pi / 6)
        canvas.lines([(0.5, 0), (3.1, 0)])
        canvas.lines([(2.5, -0.8), (1.7, 0), (2.5, 0.8)])
        canvas.lines([(3.2, -0.6), (2.6, 0), (3.2, 0.6)])
        canvas.put("S")
        canvas.put("Q")
    canvas.color(core)
    canvas.diamond(0, 0, 0.6)
    canvas.put("f")


def _corners(canvas: Canvas, category: str) -> None:
    """Draw the corner piece four times, mirrored, and the sign of the category upright in each concave bow."""
    for x, y, scale_x, scale_y in (
        (0, 0, 1, 1),
        (WIDTH, 0, -1, 1),
        (0, HEIGHT, 1, -1),
        (WIDTH, HEIGHT, -1, -1),
    ):
        canvas.put("q")
        canvas.move(x, y, scale_x, scale_y)
        _corner(canvas)
        canvas.put("Q")
        canvas.put("q")
        canvas.move(abs(x - 21.3), abs(y - 21.3))
        medallion(canvas, category)
        canvas.put("Q")


def _concave(canvas: Canvas, inset: float, radius: float) -> None:
    """Stroke the inner line whose four corners bow inwards around the medallions."""
    left, top, right, bottom = inset, inset, WIDTH - inset, HEIGHT - inset
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
    canvas.put("S")


def _guilloche(canvas: Canvas, category: str) -> None:
    """Draw the fine rosette behind the text: waves around ellipses, turned step by step."""
    lobes, waves = GUILLOCHE[category]
    canvas.put("q")
    canvas.move(148.5, 106, 1 / GRAIN, 1 / GRAIN)
    canvas.color(GOLD_PALE, stroke=True)
    canvas.line_width(0.17 * GRAIN)
    for ring, depth in ((0.80, 0.20), (0.47, 0.16), (0.25, 0.11)):
        for wave in range(waves):
            shift = 2 * pi * wave / waves
            _wave(canvas, ring, depth, max(8, round(lobes * ring)), shift)
    canvas.put("S")
    canvas.put("Q")


def _wave(canvas: Canvas, ring: float, depth: float, lobes: int, shift: float) -> None:
    """Add one closed wave to the path, as Bézier curves through four points per lobe, in twentieths of a millimetre."""
    steps = lobes * 4
    step = 2 * pi / steps

    def at(t: float) -> tuple[Point, Point]:
        radius = ring + depth * sin(lobes * t + shift)
        slope = depth * lobes * cos(lobes * t + shift)
        here = (102 * radius * cos(t), 66 * radius * sin(t))
        pace = (102 * (slope * cos(t) - radius * sin(t)), 66 * (slope * sin(t) + radius * cos(t)))
        return here, pace

    def put(operator: str, *points: Point) -> None:
        canvas.put(operator, *(round(value * GRAIN) for point in points for value in point))

    point, pace = at(0)
    put("m", point)
    for index in range(1, steps + 1):
        target, target_pace = at(index * step)
        third = step / 3
        control = (point[0] + pace[0] * third, point[1] + pace[1] * third)
        other = (target[0] - target_pace[0] * third, target[1] - target_pace[1] * third)
        put("c", control, other, target)
        point, pace = target, target_pace
    canvas.put("h")


def _category_signs(canvas: Canvas, category: str) -> None:
    """Draw the sign of the category small, left and right of its name."""
    for side in (-1, 1):
        canvas.put("q")
        canvas.move(WIDTH / 2 + side * 46, 58.6, side * 0.72, 0.72)
        medallion(canvas, category)
        canvas.put("Q")


def _rule(canvas: Canvas) -> None:
    """Draw the rule under the title."""
    middle, y = WIDTH / 2, 52.6
    canvas.color(GOLD, stroke=True)
    for width, near, far, shift in ((0.35, 6.2, 48, 0), (0.18, 8.2, 38, 0.8)):
        canvas.line_width(width)
        canvas.lines([(middle - far, y + shift), (middle - near, y + shift)])
        canvas.lines([(middle + near, y + shift), (middle + far, y + shift)])
        canvas.put("S")
    canvas.color(RED)
    canvas.diamond(middle, y, 1.9)
    canvas.put("f")
    canvas.color(GOLD)
    canvas.diamond(middle - 4, y, 1)
    canvas.diamond(middle + 4, y, 1)
    canvas.put("f")


@cache
def background(category: str) -> bytes:
    """Return the content stream of the art for one category."""
    canvas = Canvas()
    canvas.color(IVORY)
    canvas.rect(0, 0, WIDTH, HEIGHT)
    canvas.put("f")
    canvas.operators.append("2 j 0 J")
    _guilloche(canvas, category)
    _frame(canvas)
    _frets(canvas)
    _corners(canvas, category)
    canvas.color(GOLD, stroke=True)
    canvas.line_width(0.5)
    _concave(canvas, 17.1, 10.4)
    canvas.line_width(0.22)
    _concave(canvas, 18.2, 10.6)
    _rule(canvas)
    _category_signs(canvas, category)
    return canvas.source()
