"""A pen for PDF drawing operators, in millimetres."""

from __future__ import annotations

from math import cos, sin

WIDTH, HEIGHT = 297.0, 210.0
IVORY = (255, 253, 243)
RED = (176, 18, 28)
KAPPA = 0.5523

Point = tuple[float, float]
Color = tuple[int, int, int]


def number(value: float) -> str:
    """Return a number in the shortest PDF spelling at a hundredth of a unit."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


class Canvas:
    """Collects PDF drawing operators in millimetres, y downwards."""

    def __init__(self) -> None:
        self.operators: list[str] = []

    def put(self, operator: str, *operands: float) -> None:
        """Append one operator."""
        self.operators.append(" ".join([*(number(value) for value in operands), operator]))

    def color(self, color: Color, *, stroke: bool = False) -> None:
        """Set the colour for filling, or for lines."""
        red, green, blue = (f"{channel / 255:.3f}".rstrip("0").rstrip(".") for channel in color)
        self.operators.append(f"{red} {green} {blue} {'RG' if stroke else 'rg'}")

    def line_width(self, width: float) -> None:
        """Set the width of lines."""
        self.operators.append(f"{width:.3f} w")

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        """Add a rectangle to the path."""
        self.put("re", x, y, width, height)

    def lines(self, points: list[Point], *, close: bool = False) -> None:
        """Add a polygon or open polyline to the path."""
        self.put("m", *points[0])
        for point in points[1:]:
            self.put("l", *point)
        if close:
            self.put("h")

    def circle(self, x: float, y: float, radius: float) -> None:
        """Add a circle to the path."""
        k = radius * KAPPA
        self.put("m", x + radius, y)
        self.put("c", x + radius, y + k, x + k, y + radius, x, y + radius)
        self.put("c", x - k, y + radius, x - radius, y + k, x - radius, y)
        self.put("c", x - radius, y - k, x - k, y - radius, x, y - radius)
        self.put("c", x + k, y - radius, x + radius, y - k, x + radius, y)
        self.put("h")

    def diamond(self, x: float, y: float, radius: float) -> None:
        """Add a square standing on its corner to the path."""
        self.lines([(x - radius, y), (x, y - radius), (x + radius, y), (x, y + radius)], close=True)

    def move(self, x: float, y: float, scale_x: float = 1, scale_y: float = 1) -> None:
        """Shift and scale what follows."""
        self.put("cm", scale_x, 0, 0, scale_y, x, y)

    def turn(self, angle: float, x: float = 0, y: float = 0) -> None:
        """Shift, then rotate what follows by an angle in radians (clockwise on the page)."""
        c, s = cos(angle), sin(angle)
        self.operators.append(f"{c:.5f} {s:.5f} {-s:.5f} {c:.5f} {number(x)} {number(y)} cm")

    def source(self) -> bytes:
        """Return the operators as one content stream."""
        return "\n".join(self.operators).encode("ascii")
