"""Store what a resident sends, once."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.answering.course import Course
from community_voice.answering.instrument import Instrument
from community_voice.answering.rows import QuestionRows, consent_of, rows_of
from community_voice.answering.state import Filling
from community_voice.errors import Conflict
from community_voice.questions import QUESTION_TYPES, AnswerRow, Asked
from community_voice.questions.question_type import Apart
from community_voice.store import Answer, Response, Testimony
from community_voice.store.secrets import keyed_digest


class SameIdOtherWords(Conflict):
    """This submission id is stored already, with other content."""


@dataclass(frozen=True)
class Manner:
    """How an answer came: all that a Response keeps of it.

    `hold` is why it is held for a person to look at ("near_copy", "burst", "no_code", "late"),
    or "".
    `verbatim`: its words are the person's own, not noted by somebody in words of their own.
    """

    mode: str = "web"
    typed_as: str | None = None
    interview_language: str | None = None
    is_late: bool = False
    hold: str = ""
    verbatim: bool = True


WEB = Manner()


@dataclass(frozen=True)
class Upload:
    """A file that came with Send, such as a recording."""

    content: bytes

    def __repr__(self) -> str:
        return f"<Upload of {len(self.content)} bytes>"


# A question's key -> what was uploaded for it.
Uploads = Mapping[str, Upload]


def record_response(
    session: Session,
    instrument: Instrument,
    filling: Filling,
    language: str,
    *,
    uploads: Uploads | None = None,
    day: dt.date | None = None,
    manner: Manner = WEB,
    receipt_hash: str | None = None,
) -> Response:
    """Store a filled-in survey, or return the one that is stored under its submission id.

    Raises SameIdOtherWords where that one says something else. The caller has told the
    database that it will write, and commits. `day` is the day it is where the survey is.
    `receipt_hash` stands in for the filling's receipt where only its digest is known (paper).
    """
    course = Course(instrument, filling.answers, day)
    sending = _Sending(session, course, filling, language, uploads or {})
    rows, consent = list(rows_of(course)), consent_of(course)
    digest = content_digest(filling.version_id, consent, rows, sending.uploads)
    found = find_submission(session, filling.submission_id)
    if found is None:
        made = _new_response(sending, consent, digest, manner)
        made.receipt_hash = receipt_hash or made.receipt_hash
        found = _store_once(sending, made, rows, verbatim=manner.verbatim)
    if found.content_digest != digest:
        raise SameIdOtherWords(filling.submission_id)
    sending.keep_apart(found)
    return found


@dataclass(frozen=True)
class _Sending:
    """What one person sends, with all that is kept apart from the answers."""

    session: Session
    course: Course
    filling: Filling
    language: str
    uploads: Uploads

    def keep_apart(self, response: Response) -> None:
        """Let each type keep what is no Answer, in this transaction; what was emptied too.

        What is empty comes first: it takes away what was sent before, never what is given now.
        """
        for asked in sorted(self.course.asked, key=self._is_given):
            typed, upload = self.course.typed(asked.key), self.uploads.get(asked.key)
            apart = Apart(
                engagement_id=response.engagement_id,
                response_id=response.id,
                question_id=self.course.instrument.question_ids[asked.code],
                asked=asked,
                typed=typed,
                receipt=self.filling.receipt,
                language=self.language,
                upload=upload.content if upload else None,
            )
            QUESTION_TYPES[asked.type].keep_apart(self.session, apart)
        self.session.flush()

    def _is_given(self, asked: Asked) -> bool:
        return bool(QUESTION_TYPES[asked.type].show_apart(asked, self.course.typed(asked.key)))


def find_submission(session: Session, submission_id: str) -> Response | None:
    """Return the response stored under a submission id."""
    query = select(Response).where(Response.submission_id == submission_id)
    return session.scalars(query).one_or_none()


def content_digest(
    version_id: int, consent: str, rows: list[QuestionRows], uploads: Uploads
) -> str:
    """Return a keyed digest of everything that would be stored, in one canonical form.

    Of an upload its SHA-256 stands in it. Contact details do not: they are no content, and may
    be sent again with a change.
    """
    content: list[list[object]] = [
        [each.asked.key, row.position, row.choice, None if row.number is None else str(row.number)]
        + [row.words]
        + ([row.value] if row.value is not None else [])
        for each in rows
        for row in each.rows
    ]
    for key, upload in sorted(uploads.items()):
        content.append(["+upload", key, hashlib.sha256(upload.content).hexdigest()])
    return keyed_digest("response", json.dumps([version_id, consent, content]))


def _new_response(sending: _Sending, consent: str, digest: str, manner: Manner) -> Response:
    filling = sending.filling
    return Response(
        engagement_id=sending.course.instrument.engagement_id,
        version_id=filling.version_id,
        submission_id=filling.submission_id,
        content_digest=digest,
        unit="people",
        mode=manner.mode,
        language=sending.language,
        consent=consent,
        receipt_hash=keyed_digest("receipt", filling.receipt),
        typed_as=manner.typed_as,
        interview_language=manner.interview_language,
        is_late=manner.is_late,
        standing="held" if manner.hold else "counted",
        held_because=manner.hold,
    )


def _store_once(
    sending: _Sending, made: Response, rows: list[QuestionRows], *, verbatim: bool
) -> Response:
    """Store a response with its answers, or return the one that is there by now."""
    session = sending.session
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
            _add_answers(session, sending.course.instrument, made, rows, verbatim=verbatim)
            session.flush()
    except IntegrityError:
        # On PostgreSQL another process may have stored the same submission just now.
        found = find_submission(session, sending.filling.submission_id)
        if found is None:
            raise
        return found
    return made


def _add_answers(
    session: Session,
    instrument: Instrument,
    response: Response,
    rows: list[QuestionRows],
    *,
    verbatim: bool,
) -> None:
    for each in rows:
        for row in each.rows:
            answer = Answer(
                response_id=response.id,
                question_id=instrument.question_ids[each.asked.code],
                instance=each.asked.instance,
                position=row.position,
                choice_id=instrument.choice_ids[each.asked.code, row.choice]
                if row.choice
                else None,
                number=row.number,
                value=row.value,
            )
            if row.words:
                answer.testimony = _testimony(response, row, verbatim=verbatim)
            session.add(answer)


def _testimony(response: Response, row: AnswerRow, *, verbatim: bool) -> Testimony:
    return Testimony(
        engagement_id=response.engagement_id,
        response_id=response.id,
        text=row.words,
        language=response.language,
        language_source="declared" if response.mode == "assisted" else "page",
        mode=response.mode,
        consent=response.consent,
        source="survey",
        verbatim=verbatim,
        themed=row.themed,
    )
