"""Interface catalogs: how much of one is translated, and who has read it.

A catalog's header says whether somebody who grew up with the language has read it:
`X-Reviewed-By-Native-Speaker: no`, or `yes` and the day, such as `yes, 2026-11-30`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_string
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import denormalize, read_po

from community_voice.locale import language

REVIEWED = "X-Reviewed-By-Native-Speaker"
# English is what the code itself is written in.
CODE_LANGUAGE = "en"


@dataclass(frozen=True)
class Catalog:
    """One interface catalog: how many messages have words, and whether a native speaker read it."""

    translated: int
    messages: int
    reviewed: bool


def catalog_of(tag: str, translations: Path) -> Catalog | None:
    """Return the interface catalog of a language, or nothing where there is none."""
    return read_catalog(file_of(tag, translations))


def file_of(tag: str, translations: Path) -> Path:
    """Return where the interface catalog of a language is kept."""
    return translations / language(tag).locale / "LC_MESSAGES" / "messages.po"


def read_catalog(file: Path) -> Catalog | None:
    """Read one catalog, or return nothing where there is none."""
    if not file.is_file():
        return None
    stat = file.stat()
    return _read_catalog(file, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)
def _read_catalog(file: Path, _changed: int, _size: int) -> Catalog:
    """Read a catalog once for as long as the file stays what it is."""
    text = file.read_text(encoding="utf-8")
    messages = _messages(text)
    translated = [message for message in messages if not message.fuzzy and _has_words(message)]
    said = read_header(text).get(REVIEWED, "no").strip().lower()
    return Catalog(len(translated), len(messages), said.startswith("yes"))


def translated_messages(file: Path) -> set[str]:
    """Return the messages of a catalog that have words, each by its (first) English form."""
    found = _messages(file.read_text(encoding="utf-8"))
    return {message_name(m.id) for m in found if not m.fuzzy and _has_words(m)}


def known_messages(file: Path) -> set[str]:
    """Return every message of a template (`messages.pot`); none where there is no such file."""
    if not file.is_file():
        return set()
    return {message_name(message.id) for message in _messages(file.read_text(encoding="utf-8"))}


def read_header(text: str) -> dict[str, str]:
    """Return a catalog's header; Babel reads the names it knows and drops the others."""
    start = text.find('msgid ""\nmsgstr ""\n')
    if start < 0:
        return {}
    block = text[start:].split("\n\n", 1)[0].split("msgstr ", 1)[1]
    quoted = "\n".join(line for line in block.splitlines() if line.startswith('"'))
    return dict(message_from_string(denormalize(quoted)).items())


def message_name(message: str | Sequence[str]) -> str:
    """Return how a message is known: by its English, the singular of two forms."""
    return message if isinstance(message, str) else message[0]


def _messages(text: str) -> list[Message]:
    return [message for message in read_po(text.splitlines()) if message.id]


def _has_words(message: Message) -> bool:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(forms) and all(forms)
