"""Which segments there are to code, and how one reads in its context."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.errors import NotFound
from community_voice.locale import Language, language
from community_voice.store import AnalysisRun, Answer, Coding, Segment, Testimony
from community_voice.store.frames.labels import asked_questions, question_labels, question_names
from community_voice.store.listening import Contribution
from community_voice.store.response import said_by_residents
from community_voice.store.voice_note import written_down
from community_voice.study.coding.drawing import Candidate


@dataclass(frozen=True)
class Passage:
    """One segment with all that its person said around it."""

    segment_id: int
    before: str
    text: str
    after: str
    language: Language
    mode: str
    question: str
    verbatim: bool
    written_down: bool

    def __repr__(self) -> str:
        return f"Passage({self.segment_id})"


def newest_run(session: Session, engagement_id: int) -> AnalysisRun | None:
    """Return the newest run that is done: its segments are what there is to code."""
    return session.scalars(
        select(AnalysisRun)
        .where(AnalysisRun.engagement_id == engagement_id, AnalysisRun.state == "done")
        .order_by(AnalysisRun.id.desc())
        .limit(1)
    ).first()


def segments_of_run(session: Session, run: AnalysisRun, tag: str = "") -> list[int]:
    """Return the segments that a run read, also those that fitted no theme; in order of ids."""
    return [each.segment for each in candidates_of_run(session, run, tag)]


def candidates_of_run(session: Session, run: AnalysisRun, tag: str = "") -> list[Candidate]:
    """Return the same with the language that the run found in each, and whose words they are."""
    coded = session.scalars(select(Coding.segment_id).where(Coding.run_id == run.id).distinct())
    wanted = {*coded, *run.results.get("unthemed", [])}
    otherwise = run.results.get("spoken_otherwise", {})
    rows = session.execute(
        select(Segment.id, Segment.language, Testimony.response_id)
        .join(Testimony, Testimony.id == Segment.testimony_id)
        .where(Testimony.engagement_id == run.engagement_id, said_by_residents())
        .order_by(Segment.id)
    )
    every = (
        Candidate(key, otherwise.get(str(key), said), person)
        for key, said, person in rows
        if key in wanted
    )
    return [each for each in every if not tag or each.language == tag]


def languages_of_run(run: AnalysisRun) -> list[str]:
    """Return the languages that a run found, in order of their tags."""
    return sorted(run.results.get("languages", {}))


def passage_of(session: Session, engagement_id: int, run: AnalysisRun, key: int) -> Passage:
    """Return one segment in its context."""
    row = session.execute(
        select(
            Segment.start,
            Segment.end,
            Segment.language,
            Testimony.text,
            Testimony.mode,
            Testimony.verbatim,
            written_down().label("written_down"),
            func.coalesce(Answer.question_id, Contribution.question_id).label("question_id"),
        )
        .join(Testimony, Testimony.id == Segment.testimony_id)
        .outerjoin(Answer, Answer.id == Testimony.answer_id)
        .outerjoin(Contribution, Contribution.id == Testimony.contribution_id)
        .where(Segment.id == key, Testimony.engagement_id == engagement_id)
    ).first()
    if row is None:
        raise NotFound(_("These words are not there any more."))
    names = question_names(asked_questions(session, engagement_id))
    labels = question_labels(session, engagement_id)
    asked = names.get(row.question_id or 0)
    return Passage(
        segment_id=key,
        before=row.text[: row.start],
        text=row.text[row.start : row.end],
        after=row.text[row.end :],
        language=language(run.results.get("spoken_otherwise", {}).get(str(key), row.language)),
        mode=row.mode,
        question=labels[asked].text if asked else "",
        verbatim=row.verbatim,
        written_down=row.written_down,
    )
