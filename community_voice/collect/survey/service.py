"""Store what a resident sends, once; and find it again by its receipt."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.collect.survey.instrument import Instrument
from community_voice.collect.survey.state import Answers, Filling
from community_voice.errors import Conflict
from community_voice.questions import QUESTION_TYPES, AnswerRow, Asked
from community_voice.questions.consent import DEFAULT, Consent
from community_voice.store import Answer, Response, Testimony
from community_voice.store.secrets import keyed_digest

MOST_PIN_TRIES = 10


class SameIdOtherWords(Conflict):
    """This submission id is stored already, with other content."""


@dataclass(frozen=True)
class Kept:
    """The rows of one question, as they are to be stored."""

    asked: Asked
    rows: tuple[AnswerRow, ...]


def record_response(
    session: Session, instrument: Instrument, filling: Filling, language: str
) -> Response:
    """Store a filled-in survey, or return the one that is stored under its submission id.

    Raises SameIdOtherWords where that one says something else. The caller has told the
    database that it will write, and commits.
    """
    kept = list(keep(instrument, filling.answers))
    consent = consent_of(instrument, filling.answers)
    digest = content_digest(filling.version_id, consent, kept)
    found = find_submission(session, filling.submission_id)
    if found is None:
        try:
            with session.begin_nested():
                found = _new_response(instrument, filling, language, consent, digest)
                session.add(found)
                session.flush()
                _add_answers(session, instrument, found, kept)
                session.flush()
        except IntegrityError:
            # On PostgreSQL another process may have stored the same submission just now.
            found = find_submission(session, filling.submission_id)
            if found is None:
                raise
    if found.content_digest != digest:
        raise SameIdOtherWords(filling.submission_id)
    return found


def find_submission(session: Session, submission_id: str) -> Response | None:
    """Return the response stored under a submission id."""
    query = select(Response).where(Response.submission_id == submission_id)
    return session.scalars(query).one_or_none()


def keep(instrument: Instrument, answers: Answers) -> Iterator[Kept]:
    """Turn checked answers into rows, question by question."""
    for asked in instrument.asked:
        rows = QUESTION_TYPES[asked.type].rows(asked, answers.get(asked.code, {}))
        if rows:
            yield Kept(asked, tuple(rows))


def consent_of(instrument: Instrument, answers: Answers) -> str:
    """Return what the person allowed; "counted" where nothing was asked or chosen."""
    for asked in instrument.asked:
        kind = QUESTION_TYPES[asked.type]
        if isinstance(kind, Consent):
            return kind.level(answers.get(asked.code, {}))
    return DEFAULT


def content_digest(version_id: int, consent: str, kept: list[Kept]) -> str:
    """Return a keyed digest of everything that would be stored, in one canonical form."""
    content = [
        [each.asked.code, row.position, row.choice, None if row.number is None else str(row.number)]
        + [row.words]
        for each in kept
        for row in each.rows
    ]
    return keyed_digest("response", json.dumps([version_id, consent, content]))


def _new_response(
    instrument: Instrument, filling: Filling, language: str, consent: str, digest: str
) -> Response:
    return Response(
        engagement_id=instrument.engagement_id,
        version_id=filling.version_id,
        submission_id=filling.submission_id,
        content_digest=digest,
        unit="people",
        mode="web",
        language=language,
        consent=consent,
        receipt_hash=keyed_digest("receipt", filling.receipt),
    )


def _add_answers(
    session: Session, instrument: Instrument, response: Response, kept: list[Kept]
) -> None:
    for each in kept:
        for row in each.rows:
            answer = Answer(
                response_id=response.id,
                question_id=instrument.question_ids[each.asked.code],
                position=row.position,
                choice_id=instrument.choice_ids[each.asked.code, row.choice]
                if row.choice
                else None,
                number=row.number,
            )
            if row.words:
                answer.testimony = _testimony(response, row)
            session.add(answer)


def _testimony(response: Response, row: AnswerRow) -> Testimony:
    return Testimony(
        engagement_id=response.engagement_id,
        response_id=response.id,
        text=row.words,
        language=response.language,
        language_source="page",
        mode=response.mode,
        consent=response.consent,
        source="survey",
        verbatim=True,
        themed=row.themed,
    )


def find_by_receipt(session: Session, receipt: str) -> Response | None:
    """Return the response that a receipt belongs to."""
    digest = keyed_digest("receipt", receipt)
    return session.scalars(select(Response).where(Response.receipt_hash == digest)).one_or_none()


def hash_pin(pin: str) -> str:
    """Return an Argon2 hash; slow on purpose, so it is made before any transaction."""
    return PasswordHasher().hash(pin)


def pin_matches(pin_hash: str, pin: str) -> bool:
    """Say whether a PIN is the one that was hashed."""
    try:
        return PasswordHasher().verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False


def set_pin(session: Session, submission_id: str, pin_hash: str) -> bool:
    """Set the PIN where none is set; say whether it was set."""
    changed = session.execute(
        update(Response)
        .where(
            Response.submission_id == submission_id,
            Response.receipt_hash.is_not(None),
            Response.pin_hash.is_(None),
        )
        .values(pin_hash=pin_hash)
        .returning(Response.id)
    )
    return changed.one_or_none() is not None


def spend_pin_try(session: Session, response_id: str) -> bool:
    """Count a try before the PIN is looked at, so that tries at once all count."""
    spent = session.execute(
        update(Response)
        .where(Response.id == response_id, Response.pin_tries < MOST_PIN_TRIES)
        .values(pin_tries=Response.pin_tries + 1)
        .returning(Response.id)
    )
    return spent.one_or_none() is not None


def forgive_pin_tries(session: Session, response_id: str) -> None:
    """Forget the wrong tries after a right one."""
    session.execute(update(Response).where(Response.id == response_id).values(pin_tries=0))
