"""Keep what was typed of a form: once, or twice by two people, and store it as one Response."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.answering.instrument import Instrument
from community_voice.answering.offered import day_of
from community_voice.answering.pins import is_free
from community_voice.answering.receipts import make_receipt
from community_voice.answering.recording import (
    Manner,
    SameIdOtherWords,
    find_submission,
    record_response,
)
from community_voice.answering.state import Answers, Filling
from community_voice.collect.paper.form_numbers import show_number, submission_id
from community_voice.collect.paper.looking import look
from community_voice.collect.paper.may_type import (
    DIFFERENT,
    STORED,
    NotToBeTyped,
    entries_of,
    why_not,
)
from community_voice.collect.paper.reading import LEFT_OVER, as_fields
from community_voice.collect.paper.typings import digest_of
from community_voice.errors import DomainError
from community_voice.staff.audit import record_act
from community_voice.store import Account, AsideEntry, PaperCopy, PaperEntry, PaperStack
from community_voice.store.columns import storable

# What becomes of a typing, beside STORED and DIFFERENT.
WAITING, AGAIN, CONFLICT = "waiting", "again", "conflict"


@dataclass(frozen=True)
class Typing:
    """What one person typed of one form."""

    stack: PaperStack
    copy: PaperCopy
    instrument: Instrument
    language: str
    answers: Answers
    typist: Account
    # Another person's answers, on a photocopy of a form that is stored.
    is_photocopy: bool = False

    def __repr__(self) -> str:
        return f"<Typing of {self.copy.number}>"

    @property
    def digest(self) -> str:
        """Return the digest that tells another typing of the same from one that differs."""
        return digest_of(self.instrument, self.language, self.answers)


def keep_typing(session: Session, typing: Typing) -> str:
    """Keep a typing, and return what became of it; raises NotToBeTyped."""
    # One form can lie in two stacks: whoever types it in the other waits here.
    session.refresh(typing.copy, with_for_update=True)
    entries = entries_of(session, typing.copy.number)
    first = entries.get(1)
    if first is None:
        entry = _add_entry(session, typing, 1)
        if not typing.stack.is_twice:
            return _store(session, typing, [entry])
        _tell(session, typing, "paper.type")
        return WAITING
    if first.state == STORED:
        return AGAIN if first.digest == typing.digest else _keep_beside(session, typing)
    mine = [entry for entry in entries.values() if entry.typed_by_id == typing.typist.id]
    if any(entry.digest == typing.digest for entry in mine):
        return AGAIN
    if first.stack_id != typing.stack.id or first.typed_by_id == typing.typist.id or 2 in entries:
        raise NotToBeTyped(why_not(session, typing.stack, typing.copy, typing.typist))
    second = _add_entry(session, typing, 2)
    if first.digest == second.digest:
        return _store(session, typing, [first, second])
    first.state = second.state = DIFFERENT
    session.flush()
    _tell(session, typing, "paper.type")
    return DIFFERENT


def store_reviewed(session: Session, typing: Typing, dropped: Answers) -> str:
    """Store what a person made of two typings; the words of both go.

    Where nothing took their place, they are kept beside the answers (`dropped`).
    """
    entries = list(entries_of(session, typing.copy.number).values())
    if len(entries) != 2 or any(entry.state != DIFFERENT for entry in entries):
        raise NotToBeTyped(_("This form is stored already."))
    return _store(session, typing, entries, dropped)


def told(outcome: str, number: str) -> str:
    """Say what became of a form."""
    shown = show_number(number)
    return {
        STORED: str(_("Form %(number)s is stored.", number=shown)),
        WAITING: str(_("Form %(number)s is kept. Now another person must type it.", number=shown)),
        DIFFERENT: str(
            _("Two people typed form %(number)s in two ways. Look at both.", number=shown)
        ),
        AGAIN: str(_("Form %(number)s is stored already.", number=shown)),
        CONFLICT: str(
            _(
                "Form %(number)s was stored before with other answers. "
                "Staff will look at both. Nothing is lost.",
                number=shown,
            )
        ),
    }[outcome]


def _add_entry(session: Session, typing: Typing, turn: int) -> PaperEntry:
    entry = PaperEntry(
        stack=typing.stack,
        number=typing.copy.number,
        turn=turn,
        typed_by_id=typing.typist.id,
        state="typed",
        answers=typing.answers,
        language=typing.language,
        digest=typing.digest,
    )
    session.add(entry)
    session.flush()
    return entry


def _store(
    session: Session, typing: Typing, entries: list[PaperEntry], dropped: Answers | None = None
) -> str:
    """Store a form as one Response, what cannot be an answer beside it, and let the words go."""
    version = typing.stack.version
    day = day_of(version)
    looked = look(typing.instrument, typing.answers, day)
    promised = typing.copy.receipt_hash
    # A stub's receipt that another answer came under: the form is stored all the same.
    receipt = "" if is_free(session, promised) else make_receipt()
    filling = Filling(version.id, submission_id(typing.copy.number), receipt, looked.answers)
    try:
        response = record_response(
            session,
            typing.instrument,
            filling,
            typing.language,
            day=day,
            manner=Manner(mode="paper"),
            receipt_hash=None if receipt else promised,
        )
    except SameIdOtherWords:
        raise NotToBeTyped(_("This form is stored already.")) from None
    unfit = {**looked.unfit}
    for key, parts in (dropped or {}).items():
        unfit[key] = {**parts, **unfit.get(key, {})}
    if unfit:
        _set_aside(session, typing, unfit, "unfit", response.id)
    for entry in entries:
        entry.state, entry.answers, entry.digest = STORED, None, typing.digest
    session.flush()
    _tell(session, typing, "paper.store")
    return STORED


def _keep_beside(session: Session, typing: Typing) -> str:
    """Keep other content of a stored form for staff to see beside the first."""
    stored = find_submission(session, submission_id(typing.copy.number))
    if stored is None:
        # Its words were withdrawn: they do not come in again by another typing.
        raise NotToBeTyped(_("The answers of this form were taken back. It cannot be typed again."))
    _set_aside(session, typing, typing.answers, "conflict", stored.id)
    _tell(session, typing, "paper.conflict")
    return CONFLICT


def _set_aside(
    session: Session, typing: Typing, answers: Answers, why: str, response_id: str
) -> None:
    key = submission_id(typing.copy.number)
    same = select(AsideEntry).where(
        AsideEntry.submission_id == key, AsideEntry.content_digest == typing.digest
    )
    known = session.scalar(same)
    # A photocopy is a form of the stack: it is counted there.
    counted = {"stack": typing.stack.id} if why == "conflict" and typing.is_photocopy else {}
    if known is not None:
        known.content = {**counted, **known.content}
        session.flush()
        return
    content = {
        "version": typing.instrument.version_id,
        "language": typing.language,
        "answers": {key: typed for key, typed in answers.items() if key != LEFT_OVER},
        "fields": as_fields(answers),
        **counted,
    }
    session.add(
        AsideEntry(
            engagement_id=typing.instrument.engagement_id,
            partner_id=typing.stack.partner_id,
            response_id=response_id,
            submission_id=key,
            content_digest=typing.digest,
            why=why,
            way="paper",
            content=content,
        )
    )
    session.flush()


def _tell(session: Session, typing: Typing, act: str) -> None:
    """Log the act with its day and stack alone: it brings in a resident's words."""
    subject = typing.stack.version.survey.engagement.slug
    detail = {"stack": typing.stack.id}
    record_act(session, act, subject, actor=typing.typist, detail=detail, brings_words=True)


def must_be_storable(answers: Answers) -> None:
    """Refuse marks that no database keeps, before anything is kept."""
    texts = (text for typed in answers.values() for values in typed.values() for text in values)
    if not all(map(storable, texts)):
        raise DomainError(_("There is a mark in this text that we cannot keep. Please delete it."))
