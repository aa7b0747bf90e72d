"""A map of areas, pasted as GeoJSON: drawn flat on a small sheet, coarse enough for a phone."""

import json
import math
from typing import Any

from flask_babel import gettext as _

from community_voice.collect.builder.codes import is_code, proposed_code
from community_voice.store.columns import storable

Point = tuple[float, float]
MOST_CHARACTERS = 2_000_000
MOST_AREAS = 200
# On a sheet 100 wide: an area is drawn by at most so many corners, each to a tenth.
WIDTH = 100.0
MOST_CORNERS = 80
NAMES = ("name", "NAME", "label", "title", "neighborhood", "neighbourhood")


def read_shapes(text: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the map that a question keeps, and the areas' names by code; ValueError says why not.

    A map that was kept already reads back as it is.
    """
    told = str(_("Paste a GeoJSON FeatureCollection of areas, at most 2 MB."))
    if len(text) > MOST_CHARACTERS or not storable(text):
        raise ValueError(told)
    try:
        found = json.loads(text)
        if isinstance(found, dict) and isinstance(found.get("shapes"), dict):
            return _kept(found), {code: code for code in found["shapes"]}
        features = found["features"]
        outlines, names = _outlines(features[: MOST_AREAS + 1])
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as wrong:
        raise ValueError(told) from wrong
    if not outlines or len(outlines) > MOST_AREAS:
        raise ValueError(told)
    return _on_sheet(outlines), names


def _kept(found: dict[str, Any]) -> dict[str, Any]:
    shapes = {
        str(code): [[_number(x), _number(y)] for x, y in shape]
        for code, shape in found["shapes"].items()
    }
    if not all(map(is_code, shapes)) or len(shapes) > MOST_AREAS:
        raise ValueError("no codes")
    width, height = _number(found.get("width", WIDTH)), _number(found.get("height", WIDTH))
    return {"shapes": shapes, "width": width, "height": height}


def _number(value: Any) -> float:
    number = float(value)
    if isinstance(value, bool) or not math.isfinite(number) or abs(number) > 1e6:
        raise ValueError("no number")
    return number


def _outlines(features: list[Any]) -> tuple[dict[str, list[Point]], dict[str, str]]:
    outlines: dict[str, list[Point]] = {}
    names: dict[str, str] = {}
    for feature in features:
        told = feature.get("properties") or {}
        name = next((str(told[key]) for key in NAMES if told.get(key)), "")
        wished = str(told.get("code") or told.get("id") or feature.get("id") or "")
        code = wished if is_code(wished) and wished not in outlines else ""
        code = code or proposed_code(name or wished, set(outlines), "area")
        ring = _largest_ring(feature["geometry"])
        if len(ring) >= 3:
            outlines[code], names[code] = ring, (name or wished or code)[:200]
    return outlines, names


def _largest_ring(geometry: dict[str, Any]) -> list[Point]:
    """Return the outer edge of an area, of its largest part where it has several."""
    parts = geometry["coordinates"]
    rings = [parts[0]] if geometry["type"] == "Polygon" else [part[0] for part in parts]
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError("no area")
    read = [[(_number(point[0]), _number(point[1])) for point in ring] for ring in rings]
    return max(read, key=_size)


def _size(ring: list[Point]) -> float:
    turns = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return abs(sum(x * y2 - x2 * y for (x, y), (x2, y2) in turns))


def _on_sheet(outlines: dict[str, list[Point]]) -> dict[str, Any]:
    """Draw the areas flat: north up, a degree of longitude as short as it is in the middle."""
    points = [point for ring in outlines.values() for point in ring]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    narrow = max(0.05, math.cos(math.radians(max(-85.0, min(85.0, (north + south) / 2)))))
    scale = WIDTH / max((east - west) * narrow, 1e-9)
    height = round(max(1.0, (north - south) * scale), 1)
    if height > WIDTH * 4:
        raise ValueError("no map")
    shapes = {}
    for code, ring in outlines.items():
        flat = [
            (round((x - west) * narrow * scale, 1), round((north - y) * scale, 1)) for x, y in ring
        ]
        shapes[code] = [list(point) for point in _coarse(flat)]
    return {"shapes": shapes, "width": WIDTH, "height": height}


def _coarse(ring: list[Point]) -> list[Point]:
    """Leave corners out that hardly show, the flattest first, until they are few enough."""
    kept = [point for at, point in enumerate(ring) if at == 0 or point != ring[at - 1]]
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    step = max(1, len(kept) // (MOST_CORNERS * 8))
    kept = kept[::step]
    while len(kept) > MOST_CORNERS:
        flattest = min(range(len(kept)), key=lambda at: _corner(kept, at))
        del kept[flattest]
    return kept


def _corner(ring: list[Point], at: int) -> float:
    before, here, after = ring[at - 1], ring[at], ring[(at + 1) % len(ring)]
    return _size([before, here, after])
