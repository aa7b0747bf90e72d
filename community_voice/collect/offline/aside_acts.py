"""What staff do with an entry that was kept aside: store it, set it aside, take that back."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.answering.instrument import load_instrument
from community_voice.answering.offered import day_of
from community_voice.answering.pins import is_free, is_promised
from community_voice.answering.receipts import make_receipt
from community_voice.answering.recording import Manner, record_response
from community_voice.answering.state import Filling
from community_voice.collect.offline.aside_desk import Opened, fit_answers, open_aside
from community_voice.collect.offline.taking import is_late
from community_voice.errors import Conflict
from community_voice.staff.audit import record_act
from community_voice.store import AsideEntry, Engagement, Response, Statement, Testimony
from community_voice.store.columns import MODES
from community_voice.store.release import ReleaseVoice

WAITING, STORED, SET_ASIDE = "waiting", "stored", "set_aside"


def store_aside(session: Session, engagement: Engagement, entry: AsideEntry) -> Response:
    """Store an entry as a response of its own; its words stay here too, with what was lost."""
    opened = open_aside(session, entry)
    can_store = entry.state == WAITING and opened.can_be_stored
    if not can_store or opened.course is None or opened.version is None:
        raise Conflict(_("Somebody changed this in the meantime. Please read it again."))
    language = _language_of(opened)
    instrument = load_instrument(session, engagement.id, opened.version.id, language)
    assert instrument is not None
    answers = fit_answers(opened.course)
    filling = Filling(opened.version.id, f"aside:{entry.id}", make_receipt(), answers)
    made = record_response(
        session,
        instrument,
        filling,
        language,
        day=day_of(opened.version),
        manner=Manner(mode=_mode_of(entry), is_late=is_late(session, engagement, opened.version)),
        receipt_hash=_free_receipt(session, entry),
    )
    entry.state, entry.stored_as_id = STORED, made.id
    record_act(session, "aside.store", engagement.slug, brings_words=True)
    session.flush()
    return made


def waiting_of(
    session: Session, engagement: Engagement, shown: Sequence[str]
) -> Sequence[AsideEntry]:
    """Return those of some entries that are this engagement's and wait; keep others off them."""
    query = select(AsideEntry).where(
        AsideEntry.id.in_(shown),
        AsideEntry.engagement_id == engagement.id,
        AsideEntry.state == WAITING,
    )
    return session.scalars(query.with_for_update()).all()


def set_aside(session: Session, engagement: Engagement, entry: AsideEntry) -> None:
    """Set an entry aside: it is no answer of its own, and stays here."""
    if entry.state != WAITING:
        raise Conflict(_("Somebody changed this in the meantime. Please read it again."))
    entry.state = SET_ASIDE
    record_act(session, "aside.set_aside", engagement.slug, brings_words=True)


def take_back(session: Session, engagement: Engagement, entry: AsideEntry) -> None:
    """Undo either; a response that was made goes again, unless a release counted it."""
    # A note that was added to its session is taken back there, where its speaker's others stay.
    if entry.state == WAITING or (entry.way == "notes" and entry.state == STORED):
        raise Conflict(_("Somebody changed this in the meantime. Please read it again."))
    made = session.get(Response, entry.stored_as_id) if entry.stored_as_id else None
    if made is not None:
        if is_counted(session, entry):
            raise Conflict(_("A release counts this answer. It cannot be taken back."))
        if _is_stated(session, made):
            raise Conflict(_("Something was made of this answer. It cannot be taken back."))
        entry.stored_as_id = None
        session.flush()
        try:
            with session.begin_nested():
                session.delete(made)
                session.flush()
        except IntegrityError:
            raise Conflict(
                _("Something was made of this answer. It cannot be taken back.")
            ) from None
    entry.state = WAITING
    record_act(session, "aside.take_back", engagement.slug, brings_words=True)


def is_counted(session: Session, entry: AsideEntry) -> bool:
    """Say whether a release counts the response that was made of an entry."""
    query = select(ReleaseVoice.response_id).where(ReleaseVoice.response_id == entry.stored_as_id)
    return entry.stored_as_id is not None and session.scalars(query.limit(1)).first() is not None


def _is_stated(session: Session, made: Response) -> bool:
    """Say whether a statement was made of a response: it would go with it."""
    query = select(Statement.id).join(Testimony).where(Testimony.response_id == made.id)
    return session.scalar(query.limit(1)) is not None


def _mode_of(entry: AsideEntry) -> str:
    said = "paper" if entry.way == "paper" else str(entry.content.get("mode"))
    return said if said in MODES and said != "import" else "web"


def _language_of(opened: Opened) -> str:
    """Return the language of the words, where the survey speaks it."""
    assert opened.version is not None
    said = opened.entry.content.get("language")
    known = (opened.version.source_language, *opened.version.languages)
    return said if isinstance(said, str) and said in known else opened.version.source_language


def _free_receipt(session: Session, entry: AsideEntry) -> str | None:
    """Return the digest of the entry's receipt, where nobody else has that or will have it."""
    said = entry.content.get("receipt_hash")
    if not isinstance(said, str) or is_promised(session, said) or not is_free(session, said):
        return None
    return said
