"""XLIFF 2.1 (core) out and in: a unit a text, its id the path, marks as protected `<ph>`.

Characters that XML cannot hold stand as `<cp hex="..."/>`, which the format has for them.
"""

import re
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, ParseError, SubElement, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from flask_babel import gettext as _

from community_voice.collect.translate.exchange import Brought, Entry, Sent, UnreadableFile
from community_voice.collect.translate.marks import cut
from community_voice.instruments.wording_state import DRAFT, MISSING, PUBLISHED, REVIEWED, STALE
from community_voice.locale import language

CORE = "urn:oasis:names:tc:xliff:document:2.0"
NAMESPACES = (CORE, "urn:oasis:names:tc:xliff:document:2.2")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# The format's states; a stale text is translated, and its sub-state says what is wrong with it.
STATES = {
    MISSING: "initial",
    DRAFT: "translated",
    STALE: "translated",
    REVIEWED: "reviewed",
    PUBLISHED: "final",
}
OUR_STALE = "cv:stale"
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(subject: str, source_language: str, tag: str, texts: Iterable[Sent]) -> bytes:
    """Return an XLIFF 2.1 file of the texts of one language."""
    register_namespace("", CORE)
    root = Element(
        f"{{{CORE}}}xliff", {"version": "2.1", "srcLang": source_language, "trgLang": tag}
    )
    directions = {
        "srcDir": language(source_language).direction,
        "trgDir": language(tag).direction,
    }
    file = _under(root, "file", {"id": "f1", "original": subject, **directions})
    for sent in texts:
        _write_unit(file, sent)
    # A parser turns a bare carriage return into a line feed; written by number it stays.
    text = tostring(root, encoding="unicode").replace("\r", "&#13;")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def read(content: bytes) -> Brought:
    """Return what stands in an XLIFF 2 file, or tell why it cannot be read."""
    try:
        root = fromstring(content, forbid_dtd=True)
        space = root.tag.partition("}")[0].removeprefix("{")
        if space.startswith("urn:oasis:names:tc:xliff:document:1"):
            raise UnreadableFile(_("This is XLIFF 1. We read XLIFF 2: save the file as that."))
        if space not in NAMESPACES or root.tag != f"{{{space}}}xliff":
            raise UnreadableFile(_("This is no XLIFF 2 file."))
        entries = [_read_unit(unit, f"{{{space}}}") for unit in root.iter(f"{{{space}}}unit")]
    except DefusedXmlException as bomb:
        told = _("This file holds a document type or entities, which a translation never needs.")
        raise UnreadableFile(told) from bomb
    except (ParseError, LookupError, ArithmeticError, ValueError, RecursionError) as bad:
        raise UnreadableFile(_("This is no XLIFF file that we can read.")) from bad
    if not entries:
        raise UnreadableFile(_("There are no texts in this file."))
    return Brought(root.get("srcLang", ""), root.get("trgLang", ""), entries)


def _under(parent: Element, name: str, attributes: Mapping[str, str] | None = None) -> Element:
    return SubElement(parent, f"{{{CORE}}}{name}", dict(attributes or {}))


def _write_unit(file: Element, sent: Sent) -> None:
    unit = _under(file, "unit", {"id": sent.path, "name": sent.path})
    notes = _under(unit, "notes")
    _add_words(_under(notes, "note", {"category": "context"}), NOT_XML.sub("", sent.note))
    ids = _number_marks(sent)
    if ids:
        data = _under(unit, "originalData")
        for mark, name in {mark: f"d{number}" for (mark, _nth), number in ids.items()}.items():
            _add_words(_under(data, "data", {"id": name}), mark)
    attributes = {"state": STATES[sent.state]}
    if sent.state == STALE:
        attributes["subState"] = OUR_STALE
    segment = _under(unit, "segment", attributes)
    _write_words(_under(segment, "source", {SPACE: "preserve"}), sent.source, ids)
    if sent.text:
        _write_words(_under(segment, "target", {SPACE: "preserve"}), sent.text, ids)


def _number_marks(sent: Sent) -> dict[tuple[str, int], int]:
    """Number the marks of a text: the nth of a kind has one number in source and target."""
    found: dict[tuple[str, int], int] = {}
    for text in (sent.source, sent.text):
        met: dict[str, int] = {}
        for is_mark, piece in cut(text):
            if is_mark:
                met[piece] = met.get(piece, 0) + 1
                found.setdefault((piece, met[piece]), len(found) + 1)
    return found


def _write_words(parent: Element, text: str, ids: Mapping[tuple[str, int], int]) -> None:
    data = {mark: f"d{number}" for (mark, _nth), number in ids.items()}
    met: dict[str, int] = {}
    for is_mark, piece in cut(text):
        if not is_mark:
            _add_words(parent, piece)
            continue
        met[piece] = met.get(piece, 0) + 1
        shown = NOT_XML.sub("", piece)
        attributes = {
            "id": str(ids[(piece, met[piece])]),
            "dataRef": data[piece],
            "equiv": shown,
            "disp": shown,
            "canDelete": "no",
        }
        _under(parent, "ph", attributes)


def _add_words(parent: Element, text: str) -> None:
    start = 0
    for found in NOT_XML.finditer(text):
        _add_text(parent, text[start : found.start()])
        _under(parent, "cp", {"hex": f"{ord(found.group()):04X}"})
        start = found.end()
    _add_text(parent, text[start:])


def _add_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _read_unit(unit: Element, space: str) -> Entry:
    path = unit.get("id", "")
    data = {each.get("id", ""): _read_words(each, space, {}) for each in unit.iter(f"{space}data")}
    parts = [part for part in unit if part.tag in (f"{space}segment", f"{space}ignorable")]
    try:
        source = "".join(_read_child(part, "source", space, data) or "" for part in parts)
        text, problem = _read_target(parts, space, data), ""
    except _UnknownMark:
        source, text = "", ""
        problem = str(_("It holds a mark that the file does not explain."))
    segments = [part for part in parts if part.tag == f"{space}segment"]
    is_old = any(part.get("subState") == OUR_STALE for part in segments)
    is_first = any(part.get("state", "initial") == "initial" for part in segments)
    # A tool that was never asked about states leaves "initial" beside words that somebody typed.
    return Entry(path, source, text, is_old or (bool(text) and is_first), True, problem)


def _read_target(parts: list[Element], space: str, data: Mapping[str, str]) -> str:
    """Return the target of a unit; where a segment has none yet, the unit is not translated."""
    pieces = []
    for place, part in enumerate(parts, 1):
        target = part.find(f"{space}target")
        words = _read_child(part, "target", space, data)
        if words is None:
            if part.tag == f"{space}segment":
                return ""
            words = _read_child(part, "source", space, data) or ""
        order = target.get("order", "") if target is not None else ""
        pieces.append((int(order) if order.isascii() and order.isdigit() else place, words))
    return "".join(words for _place, words in sorted(pieces, key=lambda piece: piece[0]))


def _read_child(part: Element, name: str, space: str, data: Mapping[str, str]) -> str | None:
    found = part.find(f"{space}{name}")
    return None if found is None else _read_words(found, space, data)


class _UnknownMark(ValueError):
    """An inline element without the letters that it stands for."""


def _read_words(element: Element, space: str, data: Mapping[str, str]) -> str:
    pieces = [element.text or ""]
    for child in element:
        pieces.append(_read_inline(child, space, data))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _read_inline(child: Element, space: str, data: Mapping[str, str]) -> str:
    kind = child.tag.removeprefix(space)
    if kind == "cp":
        return chr(int(child.get("hex", ""), 16))
    if kind in ("ph", "sc", "ec"):
        return _letters(child, "dataRef", data, child.get("equiv"))
    if kind == "pc":
        inside = _read_words(child, space, data)
        start = _letters(child, "dataRefStart", data, child.get("equivStart"))
        return f"{start}{inside}{_letters(child, 'dataRefEnd', data, child.get('equivEnd'))}"
    if kind == "mrk":
        return _read_words(child, space, data)
    if kind in ("sm", "em"):
        return ""
    raise _UnknownMark


def _letters(child: Element, name: str, data: Mapping[str, str], shown: str | None) -> str:
    found = data.get(child.get(name, ""), shown)
    if found is None:
        raise _UnknownMark
    return found
