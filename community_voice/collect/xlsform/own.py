"""Our own column: what XLSForm cannot say of a question, a group or a form, as JSON."""

import json
from collections.abc import Callable, Mapping
from typing import Any, cast

from community_voice.collect.xlsform.codes import CODE
from community_voice.collect.xlsform.kinds import TYPES
from community_voice.collect.xlsform.tags import tag_of_code
from community_voice.instruments.definition import Definition
from community_voice.instruments.setting_shapes import definition_faults
from community_voice.store.columns import storable

Said = dict[str, Any]

CHUNK = 30_000
# A rule of thirty levels is a list in a mapping at each, within settings of a choice.
DEEPEST = 70
TEXTS = ("label", "help", "low", "high", "required_message", "title", "intro", "thanks")
# What a reader would take for a reference, and what readers of workbooks change.
UNSAFE = {"$": "\\u0024", "\u00a0": "\\u00a0", "\r": "\\r", "\x7f": "\\u007f"}


def read_own(text: str) -> Said | None:
    """Return what a cell of ours says; None where somebody changed it to something else."""
    if not text:
        return {}
    try:
        said = json.loads(text)
        if not isinstance(said, dict) or not _can_be_kept(said) or not _fits(said):
            return None
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
    return said


def _can_be_kept(said: Said) -> bool:
    """Say whether a database takes it: escapes can stand for characters that no cell holds."""
    level: list[Any] = [said]
    for _depth in range(DEEPEST):
        if not all(storable(each) for each in level if isinstance(each, str)):
            return False
        lists = [each for each in level if isinstance(each, list)]
        maps = [each for each in level if isinstance(each, dict)]
        level = [one for each in lists for one in each]
        level += [one for each in maps for pair in each.items() for one in pair]
        if not level:
            return True
    return False


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
        _is_kept(said.get("settings", {}).get("xlsform")),
        isinstance(said.get("required") or False, bool),
        isinstance(said.get("source_language", ""), str),
        isinstance(said.get("bare_language", ""), str),
        _listed(said.get("languages"), str),
        all(map(_is_tag, [*(said.get("languages") or ()), said.get("source_language", "en")])),
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


def _is_kept(cells: object) -> bool:
    """Say whether these can be cells that were kept, by header, or what else was kept of a row."""
    if cells is None:
        return True
    return isinstance(cells, dict) and all(
        KEPT.get(header, is_cell)(kept) or (is_cell(kept) and header not in OF_OURS)
        for header, kept in cells.items()
    )


def is_cell(value: object) -> bool:
    """Say whether a cell can hold this."""
    return isinstance(value, str)


def _is_tag(tag: str) -> bool:
    return tag_of_code(tag) is not None


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
        and _is_kept(value.get("settings", {}).get("xlsform"))
    )


def _listed(value: object, kind: type) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(v, kind) for v in value))


# No header of a form: what we note ourselves, and read as what it is.
OF_OURS = ("#in", "#columns", "path")
KEPT: dict[str, Callable[[Any], bool]] = {
    "#in": lambda codes: _listed(codes, str),
    "path": lambda codes: _listed(codes, str),
    "#columns": lambda columns: isinstance(columns, dict) and all(map(_is_kept, columns.values())),
    "constraint_message": is_texts,
    # What a form keeps as a whole.
    "columns": lambda said: _each(said, lambda headers: _listed(headers, str)),
    "languages": is_texts,
    "groups": lambda said: _each(said, _is_kept_group),
    "rows": lambda said: _all(said, lambda row: is_cell(row["after"]) and is_texts(row["cells"])),
    "lists": lambda said: _each(said, lambda rows: _all(rows, is_texts)),
    "stray": lambda said: _all(said, is_texts),
    "settings": lambda said: _all(said, is_texts),
    "setting_columns": lambda said: _listed(said, str),
    "sheets": lambda said: _each(
        said, lambda sheet: _listed(sheet["header"], str) and _all(sheet["rows"], is_texts)
    ),
}


def _each(value: object, fits: Callable[[Any], bool]) -> bool:
    """Say whether this is a mapping whose values all fit."""
    return isinstance(value, dict) and all(map(fits, value.values()))


def _all(value: object, fits: Callable[[Any], bool]) -> bool:
    """Say whether this is a list whose values all fit."""
    return isinstance(value, list) and all(map(fits, value))


def _is_kept_group(group: Any) -> bool:
    return isinstance(group, dict) and all(
        is_cell(kept) if key == "kind" else is_texts(kept) for key, kept in group.items()
    )


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


def leave_out_unfit(definition: Said) -> list[str]:
    """Take away settings that no form of ours could have made, and name them with their place."""
    found = list(definition_faults(cast(Definition, definition)))
    for _code, name, settings in found:
        settings.pop(name, None)
    kept = definition.get("settings", {}).get("xlsform")
    if kept and not all(name in KEPT and KEPT[name](each) for name, each in kept.items()):
        del definition["settings"]["xlsform"]
        return ["xlsform", *(name for _code, name, _settings in found)]
    return [f"{code}: {name}" if code else name for code, name, _settings in found]
