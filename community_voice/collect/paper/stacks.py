"""Stacks of filled forms: made, searched, reconciled with what was typed, and closed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from community_voice.collect.paper.desk import PaperDesk
from community_voice.errors import Conflict, DomainError
from community_voice.staff.audit import record_act
from community_voice.store import AsideEntry, PaperEntry, PaperStack, Version
from community_voice.store.columns import storable

MOST_FORMS = 10_000
LONGEST_NAME = 120
COUNTED_BY_HAND = ("blank", "unreadable")


@dataclass(frozen=True)
class Tally:
    """Where the forms of a stack are; all of them together are the forms counted by hand."""

    forms: int
    stored: int = 0
    waiting: int = 0
    different: int = 0
    blank: int = 0
    unreadable: int = 0
    aside: int = 0

    @property
    def done_with(self) -> int:
        """Return how many forms somebody has had in hand."""
        typed = self.stored + self.waiting + self.different + self.aside
        return typed + self.blank + self.unreadable

    @property
    def not_typed(self) -> int:
        """Return how many forms nobody has typed yet."""
        return max(self.forms - self.done_with, 0)

    @property
    def too_many(self) -> int:
        """Return how many more there are than were counted by hand."""
        return max(self.done_with - self.forms, 0)

    def missing(self) -> list[str]:
        """Say all that keeps this stack from being done."""
        said = []
        if self.not_typed:
            said.append(
                ngettext(
                    "%(num)s form is not typed yet.",
                    "%(num)s forms are not typed yet.",
                    self.not_typed,
                )
            )
        if self.waiting:
            said.append(
                ngettext(
                    "%(num)s form waits for a second person to type it.",
                    "%(num)s forms wait for a second person to type them.",
                    self.waiting,
                )
            )
        if self.different:
            said.append(
                ngettext(
                    "%(num)s form was typed in two ways. Somebody must choose.",
                    "%(num)s forms were typed in two ways. Somebody must choose.",
                    self.different,
                )
            )
        if self.too_many:
            said.append(
                ngettext(
                    "There is %(num)s form more than you counted by hand.",
                    "There are %(num)s forms more than you counted by hand.",
                    self.too_many,
                )
            )
        return [str(each) for each in said]


def make_stack(
    session: Session,
    desk: PaperDesk,
    version: Version,
    tag: str,
    name: str,
    forms: int,
    is_twice: bool,
) -> PaperStack:
    """Make a stack of forms to type in."""
    made = PaperStack(
        version=version,
        partner_id=desk.partner_id,
        name=read_name(name),
        language=tag,
        forms=forms,
        is_twice=is_twice,
        # Kept here too, so that a page can count on it before the row is read back.
        blank=0,
        unreadable=0,
        state="open",
    )
    session.add(made)
    session.flush()
    detail = {"stack": made.id, "version": version.id, "forms": forms, "twice": is_twice}
    record_act(session, "paper.stack", desk.engagement.slug, detail=detail)
    return made


def read_name(text: str) -> str:
    """Return a stack's name."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not storable(name):
        raise DomainError(
            _("Give the stack a name of at most %(most)s characters.", most=LONGEST_NAME)
        )
    return name


def read_forms(text: str) -> int:
    """Return how many forms somebody counted."""
    digits = text.strip()
    count = int(digits) if digits.isdecimal() and len(digits) < 8 else -1
    if not 0 <= count <= MOST_FORMS:
        raise DomainError(_("Write how many forms are in the stack, as a number."))
    return count


def list_stacks(session: Session, desk: PaperDesk, asked: str) -> list[tuple[PaperStack, Tally]]:
    """Return the stacks whose name holds the words asked for, the open ones first."""
    query = (
        select(PaperStack)
        .where(desk.owns(PaperStack))
        .options(joinedload(PaperStack.version).joinedload(Version.survey))
        .order_by(PaperStack.state.desc(), PaperStack.id.desc())
    )
    wanted = asked.casefold()
    found = [each for each in session.scalars(query) if wanted in each.name.casefold()]
    counts = _counts(session, [stack.id for stack in found])
    return [(stack, _tally(stack, counts)) for stack in found]


def tally_of(session: Session, stack: PaperStack) -> Tally:
    """Count where the forms of a stack are."""
    return _tally(stack, _counts(session, [stack.id]))


def count_by_hand(session: Session, stack: PaperStack, which: str, change: int) -> None:
    """Count one blank or unreadable form more, or one less."""
    _must_be_open(stack)
    if which not in COUNTED_BY_HAND or change not in (1, -1):
        raise DomainError(_("We could not read that. Please try again."))
    setattr(stack, which, max(getattr(stack, which) + change, 0))
    _tell(session, stack, "paper.count", **{which: change})


def set_forms(session: Session, stack: PaperStack, forms: int) -> None:
    """Mend the number of forms counted by hand."""
    _must_be_open(stack)
    before, stack.forms = stack.forms, forms
    _tell(session, stack, "paper.forms", before=before, forms=forms)


def close_stack(session: Session, stack: PaperStack, is_sure: bool) -> list[str]:
    """Close a stack, or say what is missing where nobody has said that it may stay so."""
    missing = tally_of(session, stack).missing()
    if missing and not is_sure:
        return missing
    stack.state = "closed"
    _tell(session, stack, "paper.close", missing=len(missing))
    return []


def open_stack(session: Session, stack: PaperStack) -> None:
    """Open a closed stack again."""
    stack.state = "open"
    _tell(session, stack, "paper.open")


def _must_be_open(stack: PaperStack) -> None:
    if stack.state != "open":
        raise Conflict(_("This stack is closed. Open it again to type more."))


def _tell(session: Session, stack: PaperStack, act: str, **detail: int) -> None:
    session.flush()
    subject = stack.version.survey.engagement.slug
    record_act(session, act, subject, detail={"stack": stack.id, **detail})


def _counts(session: Session, keys: Iterable[int]) -> dict[tuple[int, str], int]:
    query = (
        select(PaperEntry.stack_id, PaperEntry.state, func.count())
        .where(PaperEntry.stack_id.in_(list(keys)), PaperEntry.turn == 1)
        .group_by(PaperEntry.stack_id, PaperEntry.state)
    )
    counts = {(stack_id, state): count for stack_id, state, count in session.execute(query)}
    # Photocopies of a stored form, which another person filled in: they wait for staff.
    stack_of = AsideEntry.content["stack"].as_integer()
    beside = select(stack_of).where(AsideEntry.way == "paper", stack_of.in_(list(keys)))
    aside = Counter(session.scalars(beside))
    return counts | {(stack_id, "aside"): count for stack_id, count in aside.items()}


def _tally(stack: PaperStack, counts: dict[tuple[int, str], int]) -> Tally:
    stored, waiting, different, aside = (
        counts.get((stack.id, state), 0) for state in ("stored", "typed", "different", "aside")
    )
    return Tally(stack.forms, stored, waiting, different, stack.blank, stack.unreadable, aside)
