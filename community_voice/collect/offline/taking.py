"""Store an entry that came from a device, once; keep for staff what could not simply be stored."""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.answering.course import Course
from community_voice.answering.eligible import needs_code
from community_voice.answering.flood.sending import judge_sending
from community_voice.answering.instrument import Instrument, load_instrument
from community_voice.answering.late import LATE, is_long_after
from community_voice.answering.offered import (
    day_of,
    newest_versions,
    standing_of,
    version_of,
)
from community_voice.answering.pins import is_given_out
from community_voice.answering.receipts import read_receipt
from community_voice.answering.recording import (
    Manner,
    SameIdOtherWords,
    find_submission,
    record_response,
)
from community_voice.answering.state import Filling
from community_voice.answering.whole_form import not_kept, read_whole_form
from community_voice.collect.offline.apart import (
    contact_in,
    has_contact,
    keep_loose_contact,
    without_contact,
)
from community_voice.collect.offline.aside import (
    content_of,
    find_aside,
    keep_aside,
    keep_unreadable,
    must_stay_away,
)
from community_voice.collect.offline.entries import Entry, Sent
from community_voice.store import AsideEntry, Engagement, Response, Version
from community_voice.store.contact import can_keep_contacts
from community_voice.store.secrets import keyed_digest

# What a device is told: it forgets the entry after the first four, and keeps it after the others.
STORED, AGAIN, CONFLICT, KEPT = "stored", "again", "conflict", "kept"
REFUSED, LATER = "refused", "later"


@dataclass(frozen=True)
class _Taking:
    """One entry with the survey that it answers."""

    session: Session
    engagement: Engagement
    version: Version
    # None where it is in no language of this survey.
    instrument: Instrument | None
    entry: Entry


def take_entry(session: Session, engagement: Engagement, sent: Sent, entry: Entry | None) -> str:
    """Store an entry or keep it aside; return the outcome. The caller said that it writes."""
    if entry is None:
        return keep_unreadable(session, engagement, sent)
    version = version_of(session, engagement, entry.version_id)
    if version is None or version.survey.kind != "survey":
        # Of another engagement, or not published: the device keeps it for where it belongs.
        is_known = session.get(Version, entry.version_id) is not None
        return REFUSED if is_known else keep_unreadable(session, engagement, sent)
    known = entry.language in {version.source_language, *version.languages}
    instrument = (
        load_instrument(session, engagement.id, version.id, entry.language) if known else None
    )
    taking = _Taking(session, engagement, version, instrument, entry)
    contact = contact_in(session, entry)
    if contact is not None and not can_keep_contacts(current_app.config):
        return LATER
    if contact is not None and not contact.fits:
        return REFUSED
    if aside := find_aside(session, entry.id, content_of(session, entry)):
        return _outcome_of(aside)
    return _store(taking)


def _store(taking: _Taking) -> str:
    session, entry, instrument = taking.session, taking.entry, taking.instrument
    receipt = read_receipt(entry.receipt)
    if instrument is None or receipt is None:
        return _keep(taking, "unfit")
    if standing_of(taking.engagement, taking.version) == "early":
        # Nobody was asked yet, so that no device can have kept its form.
        return _keep(taking, "unfit")
    answers = read_whole_form(instrument, entry.fields)
    day = day_of(taking.version)
    course = Course(instrument, answers, day)
    if not_kept(course, without_contact(session, entry)) or _is_taken(session, entry, receipt):
        return _keep(taking, "unfit")
    was_there = find_submission(session, entry.id) is not None
    if not was_there and needs_code(session, taking.version.survey_id):
        # Somebody must say that this person may answer: no code is spent on a device.
        return _keep(taking, "unfit")
    filling = Filling(taking.version.id, entry.id, receipt, answers)
    manner = Manner(
        mode=entry.mode,
        is_late=is_late(session, taking.engagement, taking.version),
        hold=judge_sending(course, filling) or _hold(taking),
    )
    try:
        record_response(session, instrument, filling, entry.language, day=day, manner=manner)
    except SameIdOtherWords:
        return _keep(taking, "conflict")
    except IntegrityError:
        # Another process has just stored a response under this receipt.
        return _keep(taking, "unfit")
    keep_loose_contact(session, taking.engagement, entry, receipt)
    return AGAIN if was_there else STORED


def is_late(session: Session, engagement: Engagement, version: Version) -> bool:
    """Say whether a survey has closed since, or goes on in another version."""
    newest = newest_versions(session, engagement.id).get(version.survey.slug)
    return newest != version or standing_of(engagement, version) != "open"


def _hold(taking: _Taking) -> str:
    """Return why an entry is held; a newer version than its own may have put the end off."""
    newest = newest_versions(taking.session, taking.engagement.id)
    version = newest.get(taking.version.survey.slug, taking.version)
    is_long = is_long_after(taking.session, taking.engagement, version)
    return LATE if is_long else ""


def _keep(taking: _Taking, why: str) -> str:
    """Keep an entry for staff; a contact in it is sealed apart, as always."""
    session, entry = taking.session, taking.entry
    if outcome := must_stay_away(session, taking.engagement, entry):
        return outcome
    keep_aside(session, taking.engagement, entry, why)
    receipt = read_receipt(entry.receipt)
    is_free = (
        receipt is not None
        and not _is_taken(session, entry, receipt)
        and not has_contact(session, receipt)
    )
    own = receipt if is_free else None
    keep_loose_contact(session, taking.engagement, entry, own, whole=True)
    return CONFLICT if why == "conflict" else KEPT


def _is_taken(session: Session, entry: Entry, receipt: str) -> bool:
    """Say whether a receipt opens another response, or will: it stands on a slip or a stub.

    It is random, so that chance did not do it.
    """
    query = select(Response.submission_id).where(
        Response.receipt_hash == keyed_digest("receipt", receipt)
    )
    found = session.scalars(query).one_or_none()
    return is_given_out(session, receipt) if found is None else found != entry.id


def _outcome_of(aside: AsideEntry) -> str:
    return CONFLICT if aside.why == "conflict" else KEPT
