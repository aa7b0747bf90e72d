"""PO files out and in: `msgctxt` is the path, an extracted comment its place, fuzzy is stale."""

import re
from collections.abc import Iterable
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, write_po
from flask_babel import gettext as _

from community_voice.collect.translate.exchange import Brought, Entry, Sent, UnreadableFile
from community_voice.instruments.wording_state import STALE

QUOTED = re.compile(rb'\s*(?:msg\w+(?:\[\d+\])?\s*)?"')
WHOLE = re.compile(rb'(?:msg\w+(?:\[\d+\])?\s*)?"(?:[^"\\]|\\.)*"')
# No language has more plural forms, and none of our texts has any.
MOST_PLURALS = 6
BOM = b"\xef\xbb\xbf"
# Set by looking at the words; "100% sure" is no format of any program here.
GUESSED = {"python-format", "python-brace-format"}


class _Read(Catalog):
    """A catalog that makes no room for as many plural forms as a file may say it has."""

    @property
    def num_plurals(self) -> int:
        """Return how many plural forms there are, at most."""
        return min(super().num_plurals, MOST_PLURALS)


def write(subject: str, source_language: str, tag: str, texts: Iterable[Sent]) -> bytes:
    """Return a PO file of the texts of one language."""
    catalog = Catalog(
        locale=tag.replace("-", "_"),
        project=subject,
        version="",
        header_comment=f"# {subject}: {source_language} -> {tag}",
        last_translator="",
        language_team=tag,
        msgid_bugs_address="",
        fuzzy=False,
    )
    for sent in texts:
        flags = {"fuzzy"} if sent.state == STALE else set()
        message = catalog.add(
            sent.source,
            sent.text,
            auto_comments=[" ".join(sent.note.split())],
            context=sent.path,
            flags=flags,
        )
        message.flags -= GUESSED
    file = BytesIO()
    write_po(file, catalog, width=0)
    return file.getvalue()


def read(content: bytes) -> Brought:
    """Return what stands in a PO file, or tell why it cannot be read."""
    _refuse_cut_off(content)
    catalog = _Read()
    try:
        PoFileParser(catalog, abort_invalid=True).parse(BytesIO(content.removeprefix(BOM)))
        entries = [_entry(message) for message in catalog if message.id]
    except (PoFileError, UnicodeError, LookupError, ValueError, TypeError, AttributeError) as bad:
        raise UnreadableFile(_("This is no PO file that we can read.")) from bad
    if not entries:
        raise UnreadableFile(_("There are no texts in this file."))
    return Brought("", (catalog.locale_identifier or "").replace("_", "-"), entries)


def _refuse_cut_off(content: bytes) -> None:
    """Refuse a string without its end: Babel would take its last letter for the mark."""
    for number, line in enumerate(content.split(b"\n"), 1):
        if QUOTED.match(line) and not WHOLE.fullmatch(line.strip()):
            told = _("Line %(number)s of this PO file is broken off.", number=number)
            raise UnreadableFile(told)


def _entry(message: Message) -> Entry:
    if not isinstance(message.id, str) or not isinstance(message.string, str):
        name = message.context or str(message.id[0])
        return Entry(name, "", "", problem=str(_("We have no texts with plural forms.")))
    if not message.context:
        told = _("It does not say which text it is: its context (msgctxt) is gone.")
        return Entry(message.id[:80], message.id, message.string, problem=str(told))
    return Entry(message.context, message.id, message.string, doubted=message.fuzzy)
