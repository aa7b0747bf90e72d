"""Our own column: what XLSForm cannot say of a question, a group or a form, as JSON."""

import json
from collections.abc import Mapping
from typing import Any

from community_voice.collect.xlsform.codes import CODE
from community_voice.collect.xlsform.kinds import TYPES

Said = dict[str, Any]

CHUNK = 30_000
TEXTS = ("label", "help", "low", "high", "required_message", "title", "intro", "thanks")
# What a reader would take for a reference, and what readers of workbooks change.
UNSAFE = {"$": "\\u0024", "\u00a0": "\\u00a0", "\r": "\\r", "\x7f": "\\u007f"}


def read_own(text: str) -> Said | None:
    """Return what a cell of ours says; None where somebody changed it to something else."""
    if not text:
        return {}
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and _fits(said) else None


def write_own(said: Mapping[str, Any]) -> list[str]:
    """Return what to write, cut into as many cells as it takes."""
    if not said:
        return []
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for mark, escaped in UNSAFE.items():
        text = text.replace(mark, escaped)
    # Outside Latin-1 there are more spaces and marks than one would think of.
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    pieces, rest = [], text
    while rest:
        cut = min(CHUNK, len(rest))
        # A cell loses the blanks at its ends.
        while cut < len(rest) and (rest[cut - 1].isspace() or rest[cut].isspace()):
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return pieces


def _fits(said: Said) -> bool:
    """Say whether every part has the shape that a definition has."""
    checks = (
        all(said.get(key) is None or is_texts(said[key]) for key in TEXTS if key in said),
        "type" not in said or said["type"] in TYPES,
        "code" not in said or is_code(said["code"]),
        isinstance(said.get("settings", {}), dict),
        isinstance(said.get("required") or False, bool),
        isinstance(said.get("source_language", ""), str),
        isinstance(said.get("bare_language", ""), str),
        _listed(said.get("languages"), str),
        all(is_texts(each) for each in said.get("limit_messages") or ()),
        all(_is_choice(each) for each in said.get("columns") or ()),
        all(_is_choice(each) for each in said.get("choice_list") or ()),
        isinstance(said.get("choices") or {}, dict),
        all(
            isinstance(each, dict) and _fits({**each, "choices": None})
            for each in (said.get("choices") or {}).values()
        ),
    )
    return all(checks)


def is_texts(value: object) -> bool:
    """Say whether this is a mapping from tags to texts."""
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def is_code(value: object) -> bool:
    """Say whether this can be a code."""
    return isinstance(value, str) and bool(CODE.fullmatch(value))


def _is_choice(value: object) -> bool:
    return (
        isinstance(value, dict)
        and is_code(value.get("code"))
        and is_texts(value.get("label", {}))
        and is_texts(value.get("help", {}))
        and isinstance(value.get("settings", {}), dict)
    )


def _listed(value: object, kind: type) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(v, kind) for v in value))


def difference(wanted: Mapping[str, Any], got: Mapping[str, Any], leave: tuple[str, ...]) -> Said:
    """Return what must be said to turn what comes back into what was meant; null takes away."""
    said: Said = {
        key: wanted.get(key)
        for key in sorted({*wanted, *got})
        if key not in (*leave, "settings") and wanted.get(key) != got.get(key)
    }
    ours, theirs = wanted.get("settings", {}), got.get("settings", {})
    settings = {
        key: ours.get(key)
        for key in sorted({*ours, *theirs})
        if key not in ours or key not in theirs or not same(ours[key], theirs[key])
    }
    return {**said, **({"settings": settings} if settings else {})}


def question_difference(wanted: Mapping[str, Any], got: Mapping[str, Any]) -> Said:
    """Return the difference of two questions, their choices included."""
    said = difference(wanted, got, ("choices",))
    ours, theirs = wanted.get("choices", []), got.get("choices", [])
    if [each["code"] for each in ours] != [each["code"] for each in theirs]:
        return {**said, "choice_list": ours}
    pairs = zip(ours, theirs, strict=True)
    changed = {one["code"]: difference(one, other, ()) for one, other in pairs if one != other}
    return {**said, **({"choices": changed} if changed else {})}


def same(one: object, other: object) -> bool:
    """Say whether two JSON values are the same: true is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def apply(holder: Said, said: Mapping[str, Any]) -> None:
    """Change a part of a definition as its cell of ours says."""
    for key, value in said.items():
        if key in ("settings", "choices", "choice_list", "code"):
            continue
        _put(holder, key, value)
    settings = dict(holder.get("settings", {}))
    for key, value in said.get("settings", {}).items():
        _put(settings, key, value)
    _put(holder, "settings", settings or None)
    if "choice_list" in said:
        _put(holder, "choices", said["choice_list"] or None)
    changed = said.get("choices") or {}
    for choice in holder.get("choices", ()):
        apply(choice, changed.get(choice["code"], {}))


def _put(holder: Said, key: str, value: object) -> None:
    if value is None:
        holder.pop(key, None)
    else:
        holder[key] = value
