"""A run finds themes, stores them once, and gives the same result again."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.store import AnalysisRun, Coding, Segment, Theme
from community_voice.study.runs.compute import compute
from tests.study.speaking import LANGUAGE_HELP, SPANISH, WAITING, Speaking, start_engagement


def silent(stage: str, done: int, total: int) -> None:
    assert 0 <= done <= total


def finish(session: Session, run: AnalysisRun) -> AnalysisRun:
    compute(session, run, silent)
    run.state = "done"
    session.flush()
    return run


def spoken(session: Session) -> Speaking:
    speaking = start_engagement(session)
    speaking.say_all(WAITING + LANGUAGE_HELP)
    speaking.say_all(SPANISH, language="es")
    return speaking


def test_a_run_stores_segments_themes_and_codings(session: Session) -> None:
    speaking = spoken(session)
    run = finish(session, speaking.ask_for_run(min_size=3))
    coded = session.scalars(
        select(Coding.segment_id).where(Coding.run_id == run.id, Coding.primary)
    ).all()
    assert len(coded) == len(set(coded))
    assert len(coded) + len(run.results["unthemed"]) == run.results["counts"]["segments"]
    assert run.results["counts"]["people"] == len(WAITING + LANGUAGE_HELP + SPANISH)
    assert session.scalar(select(func.count(Theme.id))) == len(run.results["themes"])


def test_the_same_input_gives_the_same_result_and_no_second_segments(session: Session) -> None:
    speaking = spoken(session)
    first = finish(session, speaking.ask_for_run(min_size=3))
    segments = session.scalar(select(func.count(Segment.id)))
    second = finish(session, speaking.ask_for_run(min_size=3))
    assert first.result_digest == second.result_digest != ""
    assert first.input_digest == second.input_digest != ""
    assert session.scalar(select(func.count(Segment.id))) == segments
    speaking.say("Something else entirely was said here today.")
    third = finish(session, speaking.ask_for_run(min_size=3))
    assert third.input_digest != first.input_digest
    assert third.result_digest != first.result_digest
