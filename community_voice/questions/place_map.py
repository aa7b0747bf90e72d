"""A small map of a place question: its areas as shapes, and which of them was pressed.

The setting `map` is {"shapes": {choice code: [[x, y], ...]}, "width": 100, "height": 100}. The
browser sends where the picture was pressed; here that becomes the code of an area, and the
point itself goes no further: it is never stored, logged or carried from page to page.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from community_voice.questions.asked import Asked
from community_voice.questions.typed import field_name

Point = tuple[float, float]

# How wide the picture is shown, in CSS pixels: the narrowest phone has room for it, beside the
# bar of a question with a problem. It never shrinks, so that a press means what it says.
SHOWN_WIDTH = 260
TALLEST = 520
# The part of a place question whose field is the picture.
MAP = "map"


@dataclass(frozen=True)
class PlaceMap:
    """The shapes of the areas by their codes, on a sheet of a width and a height."""

    shapes: Mapping[str, tuple[Point, ...]]
    width: float
    height: float
    # What each area is called where its name has no room: the same whatever list is offered.
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def shown_width(self) -> int:
        """Return the width of the picture in CSS pixels."""
        return min(SHOWN_WIDTH, max(1, round(TALLEST * self.width / self.height)))

    @property
    def shown_height(self) -> int:
        """Return the height of the picture in CSS pixels."""
        return max(1, round(self.shown_width * self.height / self.width))

    def area_at(self, x: float, y: float) -> str:
        """Return the code of the area at a point of the picture; nothing where there is none."""
        # The middle of a pixel, on the sheet.
        point = (
            (x + 0.5) * self.width / self.shown_width,
            (y + 0.5) * self.height / self.shown_height,
        )
        return next((code for code, shape in self.shapes.items() if is_inside(point, shape)), "")


def read_map(asked: Asked) -> PlaceMap | None:
    """Return the map of a question, with the shapes of areas that are offered and can be drawn."""
    said = asked.settings.get(MAP)
    if not isinstance(said, Mapping) or not isinstance(said.get("shapes"), Mapping):
        return None
    width, height = number(said.get("width", 100)), number(said.get("height", 100))
    if not width or not height or min(width, height) <= 0:
        return None
    read = {option.code: _shape(said["shapes"].get(option.code)) for option in asked.options}
    shapes = {code: shape for code, shape in read.items() if len(shape) >= 3}
    numbers = {code: place for place, code in enumerate(said["shapes"], start=1)}
    return PlaceMap(shapes, width, height, numbers) if shapes else None


def read_map_press(form: Mapping[str, str], asked: Asked) -> str | None:
    """Return the area that was pressed, nothing where none is there, None without a press.

    A press from the keyboard is none: it has no place (browsers send the corner for it).
    """
    drawn = read_map(asked) if asked.type == "place" else None
    name = field_name(asked.key, MAP)
    if drawn is None or f"{name}.x" not in form or f"{name}.y" not in form:
        return None
    x, y = form[f"{name}.x"], form[f"{name}.y"]
    if not (_is_whole(x) and _is_whole(y)):
        return None
    across, down = int(x), int(y)
    if (across, down) == (0, 0):
        return None
    return drawn.area_at(across, down)


def is_inside(point: Point, shape: tuple[Point, ...]) -> bool:
    """Say whether a point lies in a shape: a ray from it crosses the border an odd number of times.

    A border belongs to one side of it only, so that neighbours never both hold a point.
    """
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in _sides(shape):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def middle(shape: tuple[Point, ...]) -> Point:
    """Return a point inside a shape to write its name at: the middle of its widest stretch.

    Unlike a centre of gravity it is inside a shape that bends, too.
    """
    lowest, highest = min(y for _x, y in shape), max(y for _x, y in shape)
    best = (0.0, shape[0])
    for step in range(1, 16):
        y = lowest + (highest - lowest) * step / 16
        crossed = sorted(_crossings(shape, y))
        for left, right in zip(crossed[::2], crossed[1::2], strict=False):
            # Of stretches of the same width the one nearest to half the height.
            width = (right - left) * (1 - abs(step - 8) / 100)
            if width > best[0]:
                best = (width, ((left + right) / 2, y))
    return best[1]


def stretch(shape: tuple[Point, ...], y: float) -> float:
    """Return how much room a shape has at a height: the width of its widest stretch."""
    crossed = sorted(_crossings(shape, y))
    pairs = zip(crossed[::2], crossed[1::2], strict=False)
    return max((right - left for left, right in pairs), default=0.0)


def _crossings(shape: tuple[Point, ...], y: float) -> Iterator[float]:
    for (x1, y1), (x2, y2) in _sides(shape):
        if (y1 > y) != (y2 > y):
            yield x1 + (y - y1) * (x2 - x1) / (y2 - y1)


def _sides(shape: tuple[Point, ...]) -> Iterator[tuple[Point, Point]]:
    return zip(shape, (*shape[1:], shape[0]), strict=True)


def _shape(said: Any) -> tuple[Point, ...]:
    """Return the corners of a shape, none of them where any cannot be read."""
    if not isinstance(said, list | tuple):
        return ()
    corners = [
        (number(each[0]), number(each[1]))
        for each in said
        if isinstance(each, list | tuple) and len(each) == 2
    ]
    read = tuple((x, y) for x, y in corners if x is not None and y is not None)
    return read if len(read) == len(said) else ()


def number(said: Any) -> float | None:
    """Return a number that a picture can hold."""
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    # Compared before it is converted: a whole number may be too long for a float.
    return float(said) if abs(said) < 1_000_000 and math.isfinite(said) else None


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 6
