"""One row a Response: who spoke, in which language, and which declared groups they are in."""

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store.columns import UNDETERMINED
from community_voice.store.frames.labels import GROUP, OTHER_CHOICE, asked_questions
from community_voice.store.frames.segments import segments_frame
from community_voice.store.response import Answer, Response, by_residents
from community_voice.store.survey import Choice


def people_frame(session: Session, engagement_id: int, run_id: int | None = None) -> pd.DataFrame:
    """Return `person, unit, language, mode, "group:CODE"...`, ordered by person: residents only.

    `person` is the response's id and `unit` says what it is: a person, or one comment of a
    file that names nobody. `language` is what was declared or the page's; where nobody said
    ("und") and a run is given, it is the language of most of that person's words in it.
    A group's value is the choice's code, None where there is no answer.
    """
    rows = session.execute(
        select(Response.id, Response.unit, Response.language, Response.mode)
        .where(Response.engagement_id == engagement_id, by_residents())
        .order_by(Response.id)
    )
    frame = pd.DataFrame(
        [tuple(row) for row in rows], columns=["person", "unit", "language", "mode"]
    )
    if run_id is not None:
        frame = with_found_language(frame, segments_frame(session, engagement_id, run_id))
    for dimension, values in _group_values(session, engagement_id).items():
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
