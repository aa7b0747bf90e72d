"""Which form a number stands for, and whether somebody may type it now."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.paper.desk import PaperDesk, find_copy
from community_voice.collect.paper.form_numbers import read_number, show_number
from community_voice.errors import Conflict
from community_voice.store import Account, PaperCopy, PaperEntry, PaperStack

# States of a typing: stored as a Response, or two that wait for a person to choose.
STORED, DIFFERENT = "stored", "different"


class NotToBeTyped(Conflict):
    """This number cannot be typed here, and why."""


class StoredAlready(NotToBeTyped):
    """This form is stored; what another person wrote on a photocopy of it may still be typed."""


def copy_to_type(session: Session, desk: PaperDesk, stack: PaperStack, text: str) -> PaperCopy:
    """Return the copy whose number somebody typed, or say what is wrong with the number."""
    number = read_number(text)
    if number is None:
        raise NotToBeTyped(
            _("This is not a form number. It has 8 digits. Please check each digit.")
        )
    copy = find_copy(session, desk, number)
    if copy is None:
        raise NotToBeTyped(
            _(
                "We do not know form %(number)s. It was not printed here.",
                number=show_number(number),
            )
        )
    if copy.run.version_id != stack.version_id:
        raise NotToBeTyped(
            _(
                "Form %(number)s is of another survey or version. Put it in another stack.",
                number=show_number(number),
            )
        )
    return copy


def why_not(session: Session, stack: PaperStack, copy: PaperCopy, typist: Account) -> str:
    """Say why a form cannot be typed now; nothing where it can."""
    entries = entries_of(session, copy.number)
    first = entries.get(1)
    number = show_number(copy.number)
    if stack.state != "open":
        return str(_("This stack is closed. Open it again to type more."))
    if first is None:
        return ""
    if first.state == STORED:
        return str(_("Form %(number)s is stored already.", number=number))
    if first.stack_id != stack.id:
        return str(_("Form %(number)s is in another stack.", number=number))
    if first.state == DIFFERENT:
        return str(_("Two people typed form %(number)s in two ways. Look at both.", number=number))
    if first.typed_by_id == typist.id:
        return str(_("You typed form %(number)s. Now another person must type it.", number=number))
    return ""


def must_be_typable(
    session: Session, stack: PaperStack, copy: PaperCopy, typist: Account, *, is_photocopy: bool
) -> None:
    """Say why a form cannot be typed now; a photocopy can where the form itself is stored."""
    problem = why_not(session, stack, copy, typist)
    if not problem:
        return
    first = entries_of(session, copy.number).get(1)
    if stack.state != "open" or first is None or first.state != STORED:
        raise NotToBeTyped(problem)
    if not is_photocopy:
        raise StoredAlready(problem)


def entries_of(session: Session, number: str) -> dict[int, PaperEntry]:
    """Return the typings of a form, by turn."""
    query = select(PaperEntry).where(PaperEntry.number == number)
    return {entry.turn: entry for entry in session.scalars(query)}
