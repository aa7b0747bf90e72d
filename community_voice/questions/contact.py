"""Contact: how somebody may reach the person; no answer, and kept apart from all answers."""

import unicodedata
from collections.abc import Sequence

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from community_voice.questions.answers import AnswerRow, OwnWords, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.own_words import word_problems, written
from community_voice.questions.question_type import (
    Apart,
    QuestionType,
    interface,
    unknown_choice,
)
from community_voice.questions.typed import MAIN, Typed, first
from community_voice.store import Engagement
from community_voice.store.contact import (
    Contact as Given,
)
from community_voice.store.contact import (
    delete_contact,
    keep_contact,
)

DETAIL, NOTE = "detail", "note"
PHONE, TEXT, EMAIL, OTHER_WAY = "phone", "text", "email", "other"
WAYS = (PHONE, TEXT, EMAIL, OTHER_WAY)
DETAIL_LIMIT, NOTE_LIMIT = 200, 500
FEWEST_DIGITS = 5


class Contact(QuestionType):
    """A way to be reached, the number or address, and a note, such as the best time.

    It is sealed to a key that this process does not hold (see store/contact.py). A survey has
    one at most: whatever is sent again with the same receipt takes its place.
    """

    name = "contact"

    def parts(self, asked: Asked) -> tuple[str, ...]:
        """Name the way, the number or address, and the note."""
        return (MAIN, DETAIL, NOTE)

    def word_parts(self, asked: Asked) -> tuple[str, ...]:
        """Name the text fields."""
        return (DETAIL, NOTE)

    def ways(self) -> dict[str, str]:
        """Return the ways that there are, in the reader's language."""
        return {
            PHONE: str(_("Phone call")),
            TEXT: str(_("Text message")),
            EMAIL: str(_("E-mail")),
            OTHER_WAY: str(_("Another way")),
        }

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say what would keep somebody from reaching the person."""
        way, detail, note = (first(typed, part) for part in (MAIN, DETAIL, NOTE))
        problems = word_problems(detail, DETAIL_LIMIT, DETAIL)
        problems += word_problems(note, NOTE_LIMIT, NOTE)
        if way and way not in WAYS:
            return [*problems, Problem(unknown_choice())]
        if written(detail) and not way:
            problems.append(Problem(_("Please choose how we may reach you.")))
        if not written(detail) and (way or written(note)):
            problems.append(Problem(_("Please write the number or the address."), DETAIL))
        elif all(problem.part != DETAIL for problem in problems):
            problems += [Problem(message, DETAIL) for message in detail_problems(way, detail)]
        return problems

    def missing(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say that a contact is needed."""
        given = written(first(typed, DETAIL))
        return [] if given else [Problem(self.message_for_missing(asked))]

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep nothing among the answers."""
        return []

    def value(self, asked: Asked, typed: Typed, part: str = MAIN) -> None:
        """Return nothing: no rule reads a contact."""
        return

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show nothing of what is stored: this process cannot read it."""
        return []

    def show_apart(self, asked: Asked, typed: Typed) -> list[Shown]:
        """Show their owner, before they are sent, the way, the address and the note."""
        detail, note = first(typed, DETAIL), first(typed, NOTE)
        if not written(detail):
            return []
        way = self.ways().get(first(typed), "")
        return [interface(way), OwnWords(detail), *([OwnWords(note)] if written(note) else [])]

    def keep_apart(self, session: Session, apart: Apart) -> None:
        """Seal the contact in place of one sent before; one that was emptied goes."""
        detail = first(apart.typed, DETAIL)
        if not written(detail):
            delete_contact(session, apart.receipt)
            return
        engagement = session.get_one(Engagement, apart.engagement_id)
        given = Given(
            engagement=engagement.slug,
            question=apart.asked.key,
            way=first(apart.typed),
            detail=detail,
            note=first(apart.typed, NOTE),
            language=apart.language,
        )
        keep_contact(session, given, apart.receipt, current_app.config)


def detail_problems(way: str, detail: str) -> list[str]:
    """Say what a number or an address plainly lacks; more than that nobody can tell here."""
    if way in (PHONE, TEXT):
        digits = sum(unicodedata.decimal(mark, None) is not None for mark in detail)
        if digits < FEWEST_DIGITS:
            return [str(_("This looks too short for a phone number. Please look again."))]
    if way == EMAIL:
        name, at, place = detail.strip().partition("@")
        if not (name and at and "." in place.strip(".")) or any(map(str.isspace, name + place)):
            return [str(_("An e-mail looks like name@example.org. Please look again."))]
    return []
