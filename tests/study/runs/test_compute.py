"""A run finds themes, stores them once, and gives the same result again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from analysis import ENCODERS
from analysis.encoders.encoder import Vectors, unit_rows
from analysis.progress import Progress
from analysis.progress import silent as no_progress
from community_voice.errors import DomainError
from community_voice.store import Account, AnalysisRun, Coding, Embedding, Segment, Theme
from community_voice.store.review_state import read_codebook
from community_voice.store.secrets import keyed_digest
from community_voice.study.review.service import Reviewer
from community_voice.study.runs import findings
from community_voice.study.runs.compute import compute
from community_voice.study.words import METHODS
from tests.study.speaking import LANGUAGE_HELP, SPANISH, WAITING, Speaking, start_engagement


def silent(stage: str, done: int, total: int) -> None:
    assert 0 <= done <= total


@pytest.fixture
def speaking(session: Session) -> Speaking:
    """Return an engagement with words in two languages, beside another one."""
    noise = start_engagement(session, "hill-street")
    noise.say_all(WAITING)
    speaking = start_engagement(session)
    speaking.say_all(WAITING + LANGUAGE_HELP)
    speaking.say_all(SPANISH, language="es")
    speaking.say("This was said to another question, and is not to be themed.", themed=False)
    return speaking


def finish(
    session: Session, run: AnalysisRun, tick: Callable[[str, int, int], None] = silent
) -> AnalysisRun:
    compute(session, run, tick)
    run.state = "done"
    session.flush()
    return run


def once(stage: str, do: Callable[[], object]) -> Callable[[str, int, int], None]:
    """Return a tick that does something the first time a stage is told."""
    done: list[object] = []

    def tick(name: str, so_far: int, total: int) -> None:
        if name == stage and not done:
            done.append(True)
            do()

    return tick


def test_a_run_stores_segments_themes_and_codings(session: Session, speaking: Speaking) -> None:
    run = finish(session, speaking.ask_for_run(min_size=3))
    coded = session.scalars(
        select(Coding.segment_id).where(Coding.run_id == run.id, Coding.primary)
    ).all()
    assert len(coded) == len(set(coded))
    assert len(coded) + len(run.results["unthemed"]) == run.results["counts"]["segments"]
    said = len(WAITING + LANGUAGE_HELP + SPANISH)
    assert run.results["counts"]["people"] == run.results["counts"]["testimony"] == said
    assert session.scalar(select(func.count(Theme.id))) == len(run.results["themes"])
    assert run.versions["tfidf"]
    assert set(run.results["languages"]) == {"en", "es"}


def test_the_same_input_gives_the_same_result_and_no_second_segments(
    session: Session, speaking: Speaking
) -> None:
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


def test_words_withdrawn_while_it_computes_are_in_no_result(
    session: Session, speaking: Speaking
) -> None:
    gone = speaking.say("My unmistakable words about the lantern bridge will be taken back.")

    def withdraw() -> None:
        session.delete(gone)
        session.flush()

    run = finish(session, speaking.ask_for_run(min_size=3, tone=True), once("tone", withdraw))
    assert "lantern" not in str(run.results)
    assert run.results["counts"]["people"] == len(WAITING + LANGUAGE_HELP + SPANISH)
    untouched = finish(session, speaking.ask_for_run(min_size=3, tone=True))
    assert untouched.result_digest == run.result_digest


def test_tone_is_listened_for_only_where_it_is_asked_for(
    session: Session, speaking: Speaking
) -> None:
    speaking.say("They were kind and wonderful to us, a very good night.")
    finish(session, speaking.ask_for_run(min_size=3))
    assert set(session.scalars(select(Segment.tone))) == {None}
    finish(session, speaking.ask_for_run(min_size=3, tone=True))
    assert max(tone for tone in session.scalars(select(Segment.tone)) if tone is not None) > 0.5


def test_a_review_while_it_computes_is_kept(
    session: Session, speaking: Speaking, analyst: Account
) -> None:
    finish(session, speaking.ask_for_run(min_size=3))
    theme = next(iter(read_codebook(session, speaking.engagement.id).shown))
    reviewer = Reviewer(session, speaking.engagement, analyst)
    run = speaking.ask_for_run(min_size=3)
    started = []

    def stage(name: str, done: int, total: int) -> None:
        if name == "reading":
            started.append(name)
        # Segments are stored and themes are placed: only the end can notice it.
        if name == "storing" and total and done > total // 2 and len(started) == 1:
            reviewer.rename(theme, "Waiting")

    finish(session, run, stage)
    assert len(started) == 2
    shown = read_codebook(session, speaking.engagement.id).shown
    assert shown[theme].name == "Waiting"
    assert shown[theme].proposed, "the new run's words go to the theme that was named"


def test_nobody_having_spoken_is_said_in_words(session: Session) -> None:
    silent_town = start_engagement(session)
    silent_town.respond()
    with pytest.raises(DomainError, match="Nobody has said anything"):
        compute(session, silent_town.ask_for_run(), silent)


def test_a_few_words_are_enough_for_a_run(session: Session) -> None:
    town = start_engagement(session)
    town.say("Thank you.")
    run = finish(session, town.ask_for_run())
    assert run.results["counts"]["segments"] == 1


@dataclass
class Counting:
    """An encoder that can be cached, counts what it encodes, and breaks when told to."""

    name: str = "counting"
    version: str = "1"
    dimensions: int = 8
    whole_corpus: bool = False
    breaks_after: int = 10**9
    seen: list[str] = field(default_factory=list)

    def available(self) -> bool:
        return True

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        if len(self.seen) >= self.breaks_after:
            raise KeyboardInterrupt
        self.seen += texts
        words = ("ambulance", "hours", "interpreter", "mother", "police", "street", "speak", "came")
        rows = [[1.0 + text.count(word) for word in words] for text in texts]
        return unit_rows(np.asarray(rows))


def test_a_run_that_broke_takes_up_its_embeddings(
    session: Session, speaking: Speaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"Sentence number {number} is about the ambulance." for number in range(300)]
    speaking.say_all(texts)
    broken, whole = Counting(breaks_after=256), Counting()
    monkeypatch.setattr(findings, "chosen_encoder", lambda name: broken)
    run = speaking.ask_for_run(min_size=3)
    with pytest.raises(KeyboardInterrupt):
        compute(session, run, silent)
    kept = set(session.scalars(select(Embedding.text_key)))
    assert kept == {keyed_digest("text", text) for text in broken.seen}
    monkeypatch.setattr(findings, "chosen_encoder", lambda name: whole)
    resumed = finish(session, run)
    assert not set(whole.seen) & set(broken.seen)
    assert len(whole.seen) + len(broken.seen) == len(set(whole.seen + broken.seen))
    session.execute(delete(Embedding))
    again = finish(session, speaking.ask_for_run(min_size=3))
    assert again.result_digest == resumed.result_digest


def test_methods_on_the_page_are_the_encoders_that_exist() -> None:
    assert set(METHODS) - {""} == set(ENCODERS)
