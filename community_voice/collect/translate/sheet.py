"""A sheet that a community reader signs on paper, and what staff type in from it."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from community_voice.collect.translate.context import Place, place_of, places
from community_voice.collect.translate.room import Room
from community_voice.collect.translate.service import (
    Change,
    Outcome,
    plain_lines,
    review_texts,
    save_texts,
)
from community_voice.errors import DomainError
from community_voice.instruments.definition import digest, read_definition
from community_voice.instruments.wording_state import Text, read_language
from community_voice.store import Account
from community_voice.store.columns import storable, today

CODE_LETTERS = 8
LONGEST_NAME = 200


@dataclass(frozen=True)
class Item:
    """One text of a sheet, by its number on it."""

    number: int
    text: Text
    place: Place


@dataclass(frozen=True)
class Sheet:
    """The texts that a reader is asked about; `code` names these words and no others."""

    items: Sequence[Item]
    code: str
    untranslated: int


@dataclass(frozen=True)
class Signed:
    """What stands on a signed sheet; `wrong` maps a path to the reader's better words, or none."""

    code: str
    reader: str
    day: dt.date
    wrong: Mapping[str, str]


def read_sheet(session: Session, room: Room, tag: str) -> Sheet:
    """Return the needed texts of a language that nobody has reviewed as they stand."""
    definition = read_definition(session, room.version)
    known = places(definition)
    wanting = read_language(session, room.version, tag, definition).wanting
    there = [text for text in wanting if text.text]
    items = [Item(number, text, place_of(known, text.path)) for number, text in enumerate(there, 1)]
    return Sheet(items, code_of(there), len(wanting) - len(there))


def code_of(texts: Sequence[Text]) -> str:
    """Return a short code of these words and their sources, that a sheet carries on its foot."""
    said = "\n".join(f"{t.path} {digest(t.source.text)} {digest(t.text)}" for t in texts)
    return hashlib.sha256(said.encode()).hexdigest()[:CODE_LETTERS].upper()


def read_signed(form: Mapping[str, str], sheet: Sheet) -> Signed:
    """Read what staff typed in from a sheet, or tell what is wrong with it."""
    reader = " ".join(form.get("reader", "").split())
    if not reader or len(reader) > LONGEST_NAME or not storable(reader):
        raise DomainError(_("Who signed the sheet? Write the name that stands on it."))
    try:
        day = dt.date.fromisoformat(form.get("day", "").strip())
    except ValueError as problem:
        raise DomainError(_("On which day was it signed?")) from problem
    if day > today():
        raise DomainError(_("That day has not come yet."))
    code = "".join(form.get("code", "").split()).upper()
    if code != sheet.code:
        told = _(
            "The code is not that of these texts: they have changed since that sheet was printed, "
            "or some were reviewed meanwhile. Print the sheet again and let it be signed anew."
        )
        raise DomainError(told)
    if not sheet.items:
        raise DomainError(_("There is nothing on this sheet."))
    wrong = {
        item.text.path: plain_lines(form.get(f"better:{item.text.path}", ""))
        for item in sheet.items
        if form.get(f"right:{item.text.path}") != "yes"
    }
    return Signed(code, reader, day, wrong)


def keep_signed(
    session: Session, room: Room, tag: str, sheet: Sheet, signed: Signed, account: Account
) -> tuple[Outcome, Outcome]:
    """Keep what a reader found right as reviews on paper, and their better words as drafts."""
    right = [
        Change(item.text.path, item.text.text, digest(item.text.source.text))
        for item in sheet.items
        if item.text.path not in signed.wrong
    ]
    reviewed = review_texts(
        session, room, tag, right, account, on_paper_by=signed.reader, on=signed.day
    )
    better = [
        Change(item.text.path, signed.wrong[item.text.path], digest(item.text.source.text))
        for item in sheet.items
        if signed.wrong.get(item.text.path, "").strip()
    ]
    return reviewed, save_texts(session, room, tag, better, act="translation.sheet")
