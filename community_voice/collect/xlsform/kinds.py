"""What the words in an XLSForm's type column ask for, and how ours are written there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

Settings = dict[str, Any]

DECIMALS = 6
# Question types by what XLSForm calls them, now and in old forms.
ASKED: dict[str, tuple[str, Settings]] = {
    **dict.fromkeys(("text", "string", "q string", "add text prompt"), ("short_text", {})),
    **dict.fromkeys(("integer", "int", "q int", "add integer prompt"), ("number", {})),
    **dict.fromkeys(
        ("decimal", "q decimal", "add decimal prompt"), ("number", {"decimals": DECIMALS})
    ),
    **dict.fromkeys(("date", "q date", "add date prompt"), ("date", {})),
    "time": ("time", {}),
    **dict.fromkeys(
        (
            "datetime",
            "date time",
            "q date time",
            "q datetime",
            "add date time prompt",
            "add datetime prompt",
        ),
        ("date", {"time": True}),
    ),
    **dict.fromkeys(("note", "q note", "add note prompt"), ("note", {})),
    **dict.fromkeys(
        ("acknowledge", "q acknowledge", "add acknowledge prompt", "trigger"),
        ("acknowledgement", {}),
    ),
    **dict.fromkeys(("calculate", "q calculate", "add calculate prompt"), ("calculated", {})),
    **dict.fromkeys(("audio", "q audio", "add audio prompt"), ("voice_note", {})),
    "percentage": ("number", {"min": 0, "max": 100}),
    "number of days in last month": ("number", {"min": 0, "max": 31}),
    "number of days in last six months": ("number", {"min": 0, "max": 183}),
    "number of days in last year": ("number", {"min": 0, "max": 365}),
    "range": ("number", {}),
}
# Held, but not quite: the type's row says so.
NEARLY: dict[str, tuple[str, str]] = {
    "phone number": ("contact", "contact"),
}
# What a device tells of itself or of the person who holds it.
METADATA = {
    *("start", "end", "today", "deviceid", "device id", "subscriberid", "subscriber id", "email"),
    *("simserial", "sim id", "phonenumber", "username", "imei", "audit", "start-geopoint"),
    *("background-audio", "background-geopoint", "start time", "end time", "get start time"),
    *("get end time", "get today", "get device id", "get subscriber id", "get sim id"),
    *("get phone number", "uri:subscriberid", "uri:phonenumber", "uri:simserial", "uri:deviceid"),
    *("uri:username", "uri:email"),
}
MEDIA = {
    *("image", "photo", "q image", "q picture", "add image prompt", "add photo prompt", "video"),
    *("q video", "add video prompt", "file", "add file prompt", "geopoint", "geotrace"),
    *("geoshape", "gps", "location", "q location", "q geopoint", "q geotrace", "q geoshape"),
    *("add location prompt", "barcode", "q barcode", "add barcode prompt", "osm"),
}
OUTSIDE = ("select_one_from_file", "select one from file", "select_multiple_from_file",
           "select multiple from file", "select_one_external", "select one external",
           "cascading_select", "cascading select", "xml-external", "csv-external")  # fmt: skip
SELECTS = {
    **dict.fromkeys(
        ("add select one prompt using", "select one from", "select one using", "select1",
         "select_one", "select one", "q select1"),
        "one_choice",
    ),
    **dict.fromkeys(
        ("add select multiple prompt using", "select all that apply from",
         "select multiple from", "select multiple using", "select_multiple", "select multiple",
         "select all that apply", "q select"),
        "several_choices",
    ),
    "rank": "ranking",
}  # fmt: skip
SELECT = re.compile(
    "(?P<command>"
    + "|".join(re.escape(each) for each in sorted(SELECTS, key=len, reverse=True))
    + r")\s+(?P<list>\S+)(?P<other>\s+(or[ _]other|or specify other))?",
    re.IGNORECASE,
)
GROUPS = {"group": "group", "repeat": "repeat", "lgroup": "repeat", "looped group": "repeat",
          "loop": "loop"}  # fmt: skip
EDGE = re.compile(
    r"(?P<edge>begin|end)[\s_]+(?P<what>group|repeat|lgroup|looped group|loop)\b.*", re.IGNORECASE
)
# How ours are written: those that XLSForm has no word for as what comes nearest.
WRITTEN = {
    "short_text": "text",
    "long_text": "text",
    "date": "date",
    "time": "time",
    "note": "note",
    "acknowledgement": "acknowledge",
    "calculated": "calculate",
    "voice_note": "audio",
    "contact": "text",
    "scale": "range",
}
WRITTEN_SELECTS = {
    "one_choice": "select_one",
    "yes_no": "select_one",
    "place": "select_one",
    "consent": "select_one",
    "several_choices": "select_multiple",
    "statement_votes": "select_multiple",
    "ranking": "rank",
}
TYPES = {*WRITTEN, *WRITTEN_SELECTS, "number", "grid"}
MOST_STEPS = 11


@dataclass(frozen=True)
class Kind:
    """What a row is: a "question", the "begin" or "end" of a group, or "dropped" and why."""

    what: str
    type: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    list_name: str = ""
    reason: str = ""


def read_kind(raw: str) -> Kind:
    """Say what a type asks for."""
    spaced = " ".join(raw.split())
    plain = spaced.lower()
    if not plain:
        return Kind("dropped", reason="no_type")
    if plain in ASKED:
        type_name, settings = ASKED[plain]
        return Kind("question", type_name, settings)
    if plain in NEARLY:
        type_name, reason = NEARLY[plain]
        return Kind("question", type_name, reason=reason)
    if plain in METADATA:
        return Kind("dropped", reason="metadata")
    if plain in MEDIA:
        return Kind("dropped", reason="media")
    edge = EDGE.fullmatch(spaced)
    if edge:
        return Kind(edge["edge"].lower(), GROUPS[edge["what"].lower()])
    if plain.startswith(OUTSIDE):
        return Kind("dropped", reason="outside")
    select = SELECT.fullmatch(spaced)
    if select:
        reason = "outside" if select["list"].startswith("${") else ""
        settings = {"other": True} if select["other"] else {}
        type_name = SELECTS[select["command"].lower()]
        return Kind(
            "dropped" if reason else "question", type_name, settings, select["list"], reason
        )
    return Kind("dropped", reason="unknown_type")


def read_parameters(raw: str) -> dict[str, str]:
    """Return the parameters that a cell sets ("start=1 end=5")."""
    return dict(re.findall(r"([\w-]+)\s*=\s*([^\s,;]+)", raw))


def read_range(parameters: Mapping[str, str]) -> tuple[str, Settings, bool] | None:
    """Return type and settings for a range, and whether they say all of it; None for no range."""
    try:
        start, end, step = (
            Decimal(parameters.get(name, default))
            for name, default in (("start", "1"), ("end", "10"), ("step", "1"))
        )
        if not (start < end and 0 < step <= end - start) or not (end - start).is_finite():
            return None
    except InvalidOperation:
        return None
    whole = all(number == number.to_integral_value() for number in (start, end, step))
    if whole and step == 1 and end - start < MOST_STEPS:
        return "scale", {"low": int(start), "high": int(end), "not_sure": False}, True
    settings: Settings = {"min": _number(start), "max": _number(end)}
    decimals = max(-int(number.normalize().as_tuple().exponent) for number in (start, step))
    if decimals > 0:
        settings["decimals"] = min(decimals, DECIMALS)
    if step == Decimal(1).scaleb(-max(decimals, 0)):
        return "number", settings, decimals <= DECIMALS
    if not whole:
        return "number", settings, False
    over = {"op": "sub", "args": [{"self": True}, {"value": int(start)}]}
    left = {"op": "mod", "args": [over, {"value": int(step)}]}
    settings["limits"] = [{"op": "eq", "args": [left, {"value": 0}]}]
    return "number", settings, True


def _number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def write_kind(type_name: str, settings: Mapping[str, Any], list_name: str) -> str:
    """Return the type as XLSForm writes it."""
    if type_name == "number":
        return "decimal" if settings.get("decimals") else "integer"
    if type_name == "date" and settings.get("time"):
        return "dateTime"
    if type_name in WRITTEN_SELECTS:
        # XLSForm takes "or other" neither with a ranking nor with a filter.
        plain = type_name == "ranking" or settings.get("choice_filter")
        other = " or_other" if settings.get("other") and not plain else ""
        return f"{WRITTEN_SELECTS[type_name]} {list_name}{other}"
    return WRITTEN.get(type_name, "text")
