"""What a device sends of an entry: opened, and read as far as it has the shape of one."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

from community_voice.answering.device_json import read_json
from community_voice.answering.sealed_entries import open_entry
from community_voice.store.columns import LARGEST_KEY

# As base64. More than the longest survey with every field filled to its limit.
MOST_SEALED = 2 * 1024 * 1024
MOST_FIELDS = 20_000
SUBMISSION_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
MODES = ("web", "kiosk")


@dataclass(frozen=True)
class Sent:
    """A request of a device: the id that it made, and the entry, sealed."""

    id: str
    sealed: str

    def __repr__(self) -> str:
        return f"<Sent of {len(self.sealed)} characters>"


@dataclass(frozen=True)
class Entry:
    """One filled-in survey, as the device sealed it."""

    id: str
    version_id: int
    language: str
    receipt: str
    fields: tuple[tuple[str, str], ...]
    mode: str = "web"
    link: str = ""

    def __repr__(self) -> str:
        return f"<Entry of version {self.version_id}>"


def read_sent(body: bytes) -> Sent | None:
    """Read a request; None where no device of ours made it."""
    found = read_json(body)
    if not isinstance(found, dict):
        return None
    submission_id, sealed = found.get("id"), found.get("sealed")
    if not isinstance(submission_id, str) or not SUBMISSION_ID.fullmatch(submission_id):
        return None
    if not isinstance(sealed, str) or not sealed or not sealed.isascii():
        return None
    return Sent(submission_id, sealed)


def open_sent(sent: Sent) -> Entry | None:
    """Open and read an entry; None where that cannot be done."""
    try:
        sealed = base64.b64decode(sent.sealed, validate=True)
    except (binascii.Error, ValueError):
        return None
    plain = open_entry(sealed)
    return None if plain is None else read_entry(plain, sent.id)


def read_entry(plain: bytes, submission_id: str) -> Entry | None:
    """Read what was sealed; None where it is no entry under this id."""
    found = read_json(plain)
    if not isinstance(found, dict) or found.get("id") != submission_id:
        return None
    version, fields = found.get("version"), read_fields(found.get("fields"))
    if not isinstance(version, int) or isinstance(version, bool) or fields is None:
        return None
    if not 0 < version <= LARGEST_KEY:
        return None
    mode = _text(found.get("mode"))
    return Entry(
        submission_id,
        version,
        _text(found.get("language"))[:40],
        _text(found.get("receipt"))[:40],
        fields,
        mode if mode in MODES else "web",
        _text(found.get("link"))[:40],
    )


def read_fields(found: Any) -> tuple[tuple[str, str], ...] | None:
    """Read pairs of name and value; None where something else stands among them."""
    if not isinstance(found, list) or len(found) > MOST_FIELDS:
        return None
    pairs = []
    for each in found:
        if not isinstance(each, list) or len(each) != 2:
            return None
        name, value = each
        if not isinstance(name, str) or not isinstance(value, str):
            return None
        pairs.append((name, value))
    return tuple(pairs)


def _text(found: Any) -> str:
    return found if isinstance(found, str) else ""
