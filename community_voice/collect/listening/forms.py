"""What a host's pages and devices send: plans, notes, totals and cards, read forgivingly.

Nothing that was typed is refused: what makes no sense beside the words takes its plain value.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from community_voice.answering.receipts import read_digits
from community_voice.collect.listening.incoming import Incoming
from community_voice.collect.listening.notes import split_number
from community_voice.collect.listening.plan import Plan
from community_voice.collect.listening.speakers import MOST_SPEAKERS
from community_voice.store.columns import CONSENTS, LARGEST_KEY, UNDETERMINED
from community_voice.store.listening import FACILITATOR, FORMS, NOTED

NOTE_ID = re.compile(r"[0-9A-Za-z_-]{16,64}")
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
AGES = ("under_18", "18_24", "25_44", "45_64", "65_plus")
MOST_PEOPLE = 100_000
# Acts on a note count on from its revision: well below the largest number of a column.
MOST_REVISIONS = LARGEST_KEY // 2
Form = MultiDict[str, str]


class Unreadable(ValueError):
    """A device sent what is no list of notes."""


def read_plan(form: Form, stored: Mapping[str, str]) -> Plan:
    """Read a plan; `stored` are scripts of languages that are not on the page any more."""
    problems: dict[str, str] = {}
    more = re.split(r"[\s,;]+", form.get("more_languages", "").strip())
    chosen = [tag for tag in (*form.getlist("languages"), *more) if tag]
    unknown = [tag for tag in chosen if not TAG.fullmatch(tag) or len(tag) > 16]
    if unknown:
        problems["languages"] = _("We do not know this language: %(tag)s", tag=", ".join(unknown))
    typed = {
        name.removeprefix("script:"): plain_lines(form[name])
        for name in form
        if name.startswith("script:")
    }
    return Plan(
        title=form.get("title", ""),
        held_on=_read_day(form.get("held_on", ""), problems),
        place=form.get("place", ""),
        languages=tuple(dict.fromkeys(tag for tag in chosen if tag not in unknown)),
        guide=form.get("guide", ""),
        agreements=plain_lines(form.get("agreements", "")),
        scripts={**stored, **typed},
        speakers=_read_speakers(form.get("speakers", ""), problems),
        problems=problems,
        sure_of=form.get("sure_of", ""),
    )


def read_note(form: Form, question_ids: set[int], speakers: int) -> Incoming:
    """Read the note of a page's form; "3:" before its words names the speaker.

    Where no speaker has that number, a new note is nobody's until somebody says whose it is.
    """
    base = read_count(form.get("revision", "")) or 0
    raw = {name: form.get(name, "") for name in ("id", "form", "language", "consent")}
    raw["text"] = plain_lines(form.get("text", "")).strip()
    numbers: dict[str, Any] = {
        "speaker": read_count(form.get("speaker", "")),
        "question": read_count(form.get("question", "")),
        "revision": base + 1,
    }
    number, words = split_number(raw["text"])
    if number is not None and number <= min(speakers + 1, MOST_SPEAKERS):
        raw["text"], numbers["speaker"] = words, number
    elif number is not None and number <= MOST_SPEAKERS and not base:
        numbers["speaker"] = None
    # Pages come one by one: a change that was typed on one is no older state that came late.
    return read_incoming({**raw, **numbers, "base": base, "cut": base > 0}, question_ids)


def names_nobody(note: Incoming) -> bool:
    """Say whether a new note begins with a number that no speaker has."""
    number, _words = split_number(note.text)
    is_new = note.speaker is None and not note.base
    return is_new and number is not None and number <= MOST_SPEAKERS


def read_incoming(said: Mapping[str, Any], question_ids: set[int]) -> Incoming:
    """Read one note of a device; raises Unreadable where it has no id of its own or no words."""
    text, note_id = said.get("text"), said.get("id")
    if not isinstance(text, str) or not isinstance(note_id, str):
        raise Unreadable
    if not NOTE_ID.fullmatch(note_id):
        raise Unreadable
    form = said.get("form") if said.get("form") in FORMS else NOTED
    speaker, question = _whole(said.get("speaker")), _whole(said.get("question"))
    has_speaker = speaker is not None and 1 <= speaker <= MOST_SPEAKERS and form != FACILITATOR
    return Incoming(
        id=note_id,
        text=keepable(text),
        revision=min(MOST_REVISIONS, max(1, _whole(said.get("revision")) or 1)),
        base=_whole(said.get("base")),
        position=_position(said.get("position")),
        speaker=speaker if has_speaker else None,
        form=str(form),
        language=read_tag(said.get("language")),
        question_id=question if question in question_ids else None,
        consent="" if said.get("consent") == "" else read_consent(said.get("consent")),
        is_deleted=said.get("deleted") is True,
        is_cut=said.get("cut") is True,
    )


def read_tag(said: object) -> str:
    """Return a language tag; undetermined where it is none."""
    is_tag = isinstance(said, str) and len(said) <= 16 and TAG.fullmatch(said)
    return str(said) if is_tag else UNDETERMINED


def read_consent(said: object) -> str:
    """Return a level of consent; the least where it is none."""
    return str(said) if said in CONSENTS else CONSENTS[0]


def read_count(typed: str) -> int | None:
    """Return a count in digits of any script; None where it is empty or none."""
    digits = read_digits(typed.strip())
    if not digits or len(digits) > 9:
        return None
    return int(digits)


def read_room(form: Form, languages: list[str]) -> tuple[dict[str, Any], set[str]]:
    """Read the totals of a room, each of them optional, and the names of what is no count."""
    wrong: set[str] = set()

    def count(name: str) -> int | None:
        typed = form.get(name, "").strip()
        found = read_count(typed) if typed else None
        if typed and (found is None or found > MOST_PEOPLE):
            wrong.add(name)
            return None
        return found

    by_language = {tag: count(f"language:{tag}") for tag in (*languages, "other")}
    by_age = {band: count(f"age:{band}") for band in AGES}
    room: dict[str, Any] = {"people": count("people")}
    room["languages"] = {tag: many for tag, many in by_language.items() if many is not None}
    room["ages"] = {band: many for band, many in by_age.items() if many is not None}
    return {name: said for name, said in room.items() if said not in (None, {})}, wrong


def is_more_than_there_were(room: Mapping[str, Any]) -> bool:
    """Say whether more are counted by language, or by age, than people were in the room."""
    people = room.get("people")
    counted = max(sum(room.get(name, {}).values()) for name in ("languages", "ages"))
    return people is not None and counted > people


def plain_lines(text: str) -> str:
    """Return a text with the line ends that a browser's form did not make."""
    return keepable(text.replace("\r\n", "\n").replace("\r", "\n"))


def keepable(text: str) -> str:
    """Return a text that both databases keep: a mark that neither can hold shows as one lost."""
    return "".join(
        "\ufffd" if mark == "\x00" or "\ud800" <= mark <= "\udfff" else mark for mark in text
    )


def _read_day(typed: str, problems: dict[str, str]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError:
        problems["held_on"] = str(_("Write the day as year-month-day, such as 2026-11-30."))
        return None


def _read_speakers(typed: str, problems: dict[str, str]) -> int | None:
    if not typed.strip():
        return None
    count = read_count(typed)
    if count is None or count > MOST_SPEAKERS:
        problems["speakers"] = str(_("Give a number from 0 to %(most)s.", most=MOST_SPEAKERS))
        return None
    return count


def _whole(said: object) -> int | None:
    is_whole = isinstance(said, int) and not isinstance(said, bool)
    return said if is_whole and 0 <= said <= LARGEST_KEY else None  # type: ignore[operator,return-value]


def _position(said: object) -> float | None:
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    return float(said) if abs(said) < 1e12 else None
