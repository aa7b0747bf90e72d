"""One row a Response: who spoke, in which language, and which declared groups they are in."""

from collections.abc import Mapping

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store.columns import UNDETERMINED
from community_voice.store.frames.labels import (
    GROUP,
    OTHER_CHOICE,
    PARTNER,
    asked_questions,
)
from community_voice.store.frames.segments import segments_frame
from community_voice.store.listening import Contribution, ListeningSession, Speaker
from community_voice.store.response import Answer, Response, by_residents
from community_voice.store.survey import Choice
from community_voice.store.testimony import Testimony


def people_frame(
    session: Session, engagement_id: int, run_id: int | None = None, any_standing: bool = False
) -> pd.DataFrame:
    """Return `person, unit, language, mode, partner, "group:CODE"...`: residents only, by person.

    `person` is the response's id and `unit` says what it is: a person (a speaker of a listening
    session too), one comment of a file that names nobody, or the room of a session. Who was
    asked for votes alone did not speak. `partner` is the id, as text, of the partner who hosted
    the session that somebody spoke in, None elsewhere. `language` is what was declared or the
    page's; where nobody said ("und") and a run is given, it is the language of most of that
    person's words in it. A group's value is the choice's code, None where there is no answer.
    `any_standing` also reads who is held or set aside now.
    """
    rows = session.execute(
        select(Response.id, Response.unit, Response.language, Response.mode)
        .where(Response.engagement_id == engagement_id, by_residents(any_standing))
        .order_by(Response.id)
    )
    frame = pd.DataFrame(
        [tuple(row) for row in rows], columns=["person", "unit", "language", "mode"]
    )
    if run_id is not None:
        segments = segments_frame(session, engagement_id, run_id, any_standing)
        frame = with_found_language(frame, segments)
    hosted = {who: partner for who, (_id, partner) in sessions_of(session, engagement_id).items()}
    columns: dict[str, Mapping[str, str | None]] = {PARTNER: hosted}
    columns |= _group_values(session, engagement_id)
    for dimension, values in columns.items():
        column = [values.get(person) for person in frame["person"]]
        frame[dimension] = pd.Series(column, index=frame.index, dtype=object)
    return frame


def with_found_language(frame: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Replace "und" by the language of most characters; ties go to the first tag.

    segments: `person, language, start, end`.
    """
    known = segments[segments["language"] != UNDETERMINED]
    length = (known["end"] - known["start"]).rename("length")
    words = length.groupby([known["person"], known["language"]]).sum().reset_index()
    words = words.sort_values(["person", "length", "language"], ascending=[True, False, True])
    most = words.drop_duplicates("person").set_index("person")["language"]
    found = frame["person"].map(most)
    unsaid = (frame["language"] == UNDETERMINED) & found.notna()
    return frame.assign(language=frame["language"].where(~unsaid, found))


def sessions_of(session: Session, engagement_id: int) -> dict[str, tuple[int, str | None]]:
    """Return response -> its listening session and the partner who hosted it, as text."""
    here = ListeningSession.engagement_id == engagement_id
    about = ListeningSession.id, ListeningSession.partner_id
    speakers = (
        select(Speaker.response_id, *about)
        .join(ListeningSession, ListeningSession.id == Speaker.session_id)
        .where(here, Speaker.response_id.is_not(None))
    )
    said = (
        select(Testimony.response_id, *about)
        .join(Contribution, Contribution.id == Testimony.contribution_id)
        .join(ListeningSession, ListeningSession.id == Contribution.session_id)
        .where(here)
        .distinct()
    )
    rows = [*session.execute(speakers), *session.execute(said)]
    return {who: (key, None if host is None else str(host)) for who, key, host in rows}


def _group_values(session: Session, engagement_id: int) -> dict[str, dict[str, str]]:
    """Return person -> choice code for each declared group, by name of its dimension."""
    groups = {q.id: GROUP + q.code for q in asked_questions(session, engagement_id) if q.group}
    values: dict[str, dict[str, str]] = {name: {} for name in sorted(set(groups.values()))}
    rows = session.execute(
        select(Answer.response_id, Answer.question_id, Choice.code)
        .join(Response, Response.id == Answer.response_id)
        .outerjoin(Choice, Choice.id == Answer.choice_id)
        .where(Response.engagement_id == engagement_id, Answer.question_id.in_(groups))
        .order_by(Answer.response_id, Answer.instance, Answer.position)
    )
    for person, question_id, code in rows:
        # Somebody who answered in words of their own chose "other".
        values[groups[question_id]].setdefault(person, code or OTHER_CHOICE)
    return values
