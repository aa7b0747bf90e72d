"""Check, keep, approve and remove a reviewer's own words for what few people said."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.release.serious import find_passages
from community_voice.release.service import live_release
from community_voice.staff.audit import record_act
from community_voice.store import Account, Engagement, Paraphrase, Testimony
from community_voice.store.columns import LARGEST_KEY, storable
from community_voice.store.review_state import read_codebook

LONGEST, LONGEST_NAME = 400, 120
# So many words in a row are the person's own, and could be found again by whoever heard them.
WORDS_IN_A_ROW = 6
# Shorter passages than this can stand in any sentence.
SHORT = 3
# A word of any script; of Chinese, which does not part words, one sign, two of which weigh one.
WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3400-\u9fff\uf900-\ufaff]+")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
NUMBERS = ("Nd", "Nl", "No")


class BadWords(DomainError):
    """These words cannot be kept; the message says why."""


@dataclass(frozen=True)
class Written:
    """What a reviewer wrote for one passage, and the name that is printed with it."""

    segment_id: int
    text: str = field(repr=False)
    author_name: str


def write(
    session: Session, engagement: Engagement, written: Written, author: Account
) -> Paraphrase:
    """Keep a reviewer's words for a passage that is offered; they are never edited later."""
    _refuse_when_frozen(session, engagement)
    found = find_passages(session, read_codebook(session, engagement.id))
    passage = next((each for each in found.passages if each.segment_id == written.segment_id), None)
    if passage is None:
        raise NotFound(_("This passage is not offered any more. Reload the page."))
    testimony = session.get_one(Testimony, passage.testimony_id)
    check_words(written.text, testimony.text, passage.text)
    check_name(written.author_name)
    paraphrase = Paraphrase(
        testimony_id=passage.testimony_id,
        consent=passage.consent,
        verbatim=passage.verbatim,
        start=passage.start,
        end=passage.end,
        theme_id=passage.theme_id,
        text=written.text,
        author_id=author.id,
        author_name=written.author_name,
    )
    try:
        with session.begin_nested():
            session.add(paraphrase)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody wrote words for this passage meanwhile, or it was withdrawn.")
        ) from error
    _log(session, "paraphrase.write", engagement, paraphrase, author)
    return paraphrase


def approve(session: Session, engagement: Engagement, paraphrase_id: int, reader: Account) -> None:
    """Let a second person say that these words may be printed."""
    _refuse_when_frozen(session, engagement)
    paraphrase = _paraphrase(session, engagement, paraphrase_id)
    if paraphrase.author_id == reader.id:
        raise Conflict(_("You wrote these words. Another person has to read and approve them."))
    if paraphrase.approved_by_id is None:
        paraphrase.approved_by_id = reader.id
        session.flush()
        _log(session, "paraphrase.approve", engagement, paraphrase, reader)


def remove(session: Session, engagement: Engagement, paraphrase_id: int, actor: Account) -> None:
    """Take words away before a release; others can then be written."""
    _refuse_when_frozen(session, engagement)
    paraphrase = _paraphrase(session, engagement, paraphrase_id)
    _log(session, "paraphrase.remove", engagement, paraphrase, actor)
    session.delete(paraphrase)
    session.flush()


def check_words(text: str, testimony: str, passage: str) -> None:
    """Refuse words that are none, hold numbers, or are still the person's own."""
    if not text:
        raise BadWords(_("Write what was said in your own words."))
    if len(text) > LONGEST or not storable(text):
        raise BadWords(_("Keep it under %(most)s characters, in plain text.", most=LONGEST))
    if _has_number(text):
        raise BadWords(
            _("Leave out every number: a date, an age or a house number can point at somebody.")
        )
    words, own = _words(text), _words(passage)
    if not words:
        raise BadWords(_("Write what was said in your own words."))
    if set(_runs(words)) & set(_runs(_words(testimony))) or _holds(words, own):
        raise BadWords(
            _("Too many words in a row are those of the person. Say it in words of your own.")
        )


def check_name(name: str) -> None:
    """Refuse a name that cannot stand beside printed words."""
    if not name:
        raise BadWords(_("Write your name as it should be printed."))
    if len(name) > LONGEST_NAME or not storable(name) or _has_number(name):
        raise BadWords(_("Write your name without numbers, in plain text."))


def _paraphrase(session: Session, engagement: Engagement, paraphrase_id: int) -> Paraphrase:
    found = None
    if paraphrase_id <= LARGEST_KEY:
        found = session.scalar(
            select(Paraphrase)
            .join(Testimony, Testimony.id == Paraphrase.testimony_id)
            .where(Paraphrase.id == paraphrase_id, Testimony.engagement_id == engagement.id)
        )
    if found is None:
        raise NotFound(_("These words are not there any more. Reload the page."))
    return found


def _refuse_when_frozen(session: Session, engagement: Engagement) -> None:
    if live_release(session, engagement.id) is not None:
        raise Conflict(
            _("This release is frozen or being frozen: what it says cannot change any more.")
        )


def _log(
    session: Session, act: str, engagement: Engagement, paraphrase: Paraphrase, actor: Account
) -> None:
    record_act(session, act, engagement.slug, actor=actor, detail={"id": paraphrase.id})


def _has_number(text: str) -> bool:
    return any(unicodedata.category(sign) in NUMBERS for sign in text)


def _words(text: str) -> list[str]:
    """Return the words without case and marks, so that small changes do not hide a copy."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield, from each word on, the shortest run that weighs as much as the limit."""
    for start in range(len(words)):
        halves = 0
        for end in range(start, len(words)):
            halves += 1 if HAN.match(words[end]) else 2
            if halves >= 2 * WORDS_IN_A_ROW:
                yield tuple(words[start : end + 1])
                break


def _holds(words: list[str], own: list[str]) -> bool:
    """Say whether a short passage stands among the words as a whole; one word may."""
    size = len(own)
    if size < SHORT:
        return words == own
    return any(words[at : at + size] == own for at in range(len(words) - size + 1))
