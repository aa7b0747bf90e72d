"""Voice note: a recording made on the last page, and uploaded with Send alone."""

from collections.abc import Sequence

from babel.numbers import format_decimal
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.locale import current_language
from community_voice.questions.answers import AnswerRow, OwnWords, Problem, Shown
from community_voice.questions.asked import Asked
from community_voice.questions.question_type import Apart, QuestionType
from community_voice.questions.typed import MAIN, Typed
from community_voice.store import Answer
from community_voice.store import VoiceNote as Recording
from community_voice.store.sound_traces import without_traces
from community_voice.store.voice_note import LARGEST_SOUND, sound_type

# Speech is asked for at 32 kbit/s (static/voice.js); a browser may take a quarter more for it, so
# that a recording is never refused for its size before its time is up.
BYTES_A_SECOND = 32_000 * 5 // 4 // 8
FEWEST_SECONDS, USUAL_SECONDS = 10, 120
MOST_SECONDS = LARGEST_SOUND // BYTES_A_SECOND


class VoiceNote(QuestionType):
    """A recording of up to `max_seconds`; its words become an Answer when a person writes them.

    It is never needed: without JavaScript or a microphone nobody could give it.
    """

    name = "voice_note"
    on_review = True

    def most_seconds(self, asked: Asked) -> int:
        """Return how long a recording may be."""
        return min(
            max(asked.whole_setting("max_seconds", USUAL_SECONDS), FEWEST_SECONDS), MOST_SECONDS
        )

    def most_bytes(self) -> int:
        """Return how large a recording may be."""
        return LARGEST_SOUND

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Find nothing: what is typed here is not read."""
        return []

    def missing(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Miss nothing."""
        return []

    def check_upload(self, asked: Asked, upload: bytes | None) -> list[Problem]:
        """Say that a recording is too large, or is none; the other answers stay."""
        if not upload:
            return []
        if len(upload) > LARGEST_SOUND:
            most = format_decimal(LARGEST_SOUND / 1e6, locale=current_language().locale)
            return [
                Problem(
                    _(
                        "This recording is too large. It can have %(most)s MB. "
                        "Please record again, and speak for a shorter time.",
                        most=most,
                    )
                )
            ]
        if sound_type(upload) is None:
            return [Problem(_("We could not read this as a recording. Please record again."))]
        return []

    def rows(self, asked: Asked, typed: Typed) -> list[AnswerRow]:
        """Keep nothing yet: a person writes the words down."""
        return []

    def value(self, asked: Asked, typed: Typed, part: str = MAIN) -> None:
        """Return nothing: no rule hears a recording."""
        return

    def show(self, asked: Asked, rows: Sequence[AnswerRow]) -> list[Shown]:
        """Show the words that somebody wrote down."""
        return [OwnWords(row.words) for row in rows if row.words]

    def keep_apart(self, session: Session, apart: Apart) -> None:
        """Keep the recording; one sent again takes the place of one that still waits.

        Where its words are written down already, the recording has done its work.
        """
        media_type = sound_type(apart.upload or b"")
        if not apart.upload or media_type is None or len(apart.upload) > LARGEST_SOUND:
            return
        found = _waiting(session, apart)
        if found is None and _is_written_down(session, apart):
            return
        if found is None:
            found = Recording(
                response_id=apart.response_id,
                question_id=apart.question_id,
                instance=apart.asked.instance,
            )
            session.add(found)
        found.language, found.media_type = apart.language, media_type
        found.sound = without_traces(apart.upload, media_type)
        found.size = len(found.sound)
        session.flush()


def _waiting(session: Session, apart: Apart) -> Recording | None:
    return session.scalars(
        select(Recording).where(
            Recording.response_id == apart.response_id,
            Recording.question_id == apart.question_id,
            Recording.instance == apart.asked.instance,
        )
    ).one_or_none()


def _is_written_down(session: Session, apart: Apart) -> bool:
    written = select(Answer.id).where(
        Answer.response_id == apart.response_id,
        Answer.question_id == apart.question_id,
        Answer.instance == apart.asked.instance,
    )
    return session.scalar(written) is not None
