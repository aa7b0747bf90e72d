"""The codebook can be read as it stood after any act, today and later."""

import random
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store import Account, AnalysisRun, Coding, ReviewAct, Segment
from community_voice.store import Testimony as Said
from community_voice.store.frames.codings import codings_frame
from community_voice.store.review_state import (
    CodebookState,
    effective_codings,
    latest_act_id,
    read_codebook,
)
from community_voice.study.review.service import Reviewer
from tests.study.conftest import run_now
from tests.study.speaking import LANGUAGE_HELP, SPANISH, WAITING, Speaking, start_engagement


@pytest.fixture
def town(session: Session) -> Speaking:
    """Return an engagement with words enough for several themes."""
    town = start_engagement(session)
    for text in WAITING + LANGUAGE_HELP:
        town.say(text)
        town.say(f"{text} And again the next day, which was no better at all.")
    town.say_all(SPANISH, language="es")
    return town


@pytest.fixture
def run(session: Session, town: Speaking) -> AnalysisRun:
    """Return a run that is done."""
    return run_now(session, town)


@dataclass
class ByHand:
    """A codebook kept by hand: a list of acts that still count, replayed in plain Python."""

    acts: list[ReviewAct] = field(default_factory=list)

    def names(self) -> dict[int, str]:
        return {a.theme_id or 0: a.text for a in self.acts if a.kind == "rename"}

    def aside(self) -> set[int]:
        return {a.theme_id or 0 for a in self.acts if a.kind == "set_aside_theme"}

    def root(self, theme: int) -> int:
        into = {a.theme_id: a.into_theme_id for a in self.acts if a.kind == "merge"}
        while theme in into:
            theme = into[theme] or 0
        return theme

    def pairs(self, codings: list[tuple[int, int]]) -> set[tuple[int, int]]:
        decided = {a.segment_id: a.into_theme_id for a in self.acts if a.segment_id}
        kept = [(s, t) for s, t in codings if s not in decided]
        kept += [(s, t) for s, t in decided.items() if s and t]
        return {(s, self.root(t)) for s, t in kept if self.root(t) not in self.aside()}


def pairs_of(session: Session, state: CodebookState) -> set[tuple[int, int]]:
    effective = effective_codings(state)
    rows = session.execute(select(effective.c.segment_id, effective.c.theme_id)).tuples().all()
    assert len(rows) == len(set(rows)), "a pair counts once"
    return set(rows)


def run_codings(session: Session, run: AnalysisRun) -> list[tuple[int, int]]:
    rows = session.scalars(select(Coding).where(Coding.run_id == run.id))
    return [(row.segment_id, row.theme_id or 0) for row in rows]


def one_random_act(
    reviewer: Reviewer, session: Session, chance: random.Random, by_hand: ByHand
) -> None:
    """Do something that a person could do now, and note it by hand."""
    shown = list(read_codebook(session, reviewer.engagement.id).shown)
    own = select(Said.id).where(Said.engagement_id == reviewer.engagement.id)
    segments = sorted(session.scalars(select(Segment.id).where(Segment.testimony_id.in_(own))))
    kind = chance.choice(["rename", "merge", "move", "move", "set_aside", "theme", "undo", "undo"])
    segment = chance.choice(segments)
    if kind == "undo" and by_hand.acts:
        act = chance.choice(by_hand.acts)
        reviewer.undo(act.id)
        by_hand.acts.remove(act)
    elif kind == "set_aside":
        by_hand.acts.append(reviewer.set_aside_segment(segment, 0))
    elif len(shown) < 2 or kind == "undo":
        return
    elif kind == "rename":
        by_hand.acts.append(reviewer.rename(chance.choice(shown), f"Name {chance.random()}"))
    elif kind == "merge":
        one, other = chance.sample(shown, 2)
        by_hand.acts.append(reviewer.merge(one, other))
    elif kind == "move":
        by_hand.acts.append(reviewer.move(segment, 0, chance.choice(shown)))
    else:
        by_hand.acts.append(reviewer.set_aside_theme(chance.choice(shown)))


@pytest.mark.parametrize("seed", range(6))
def test_any_earlier_state_reads_as_it_stood(
    session: Session, town: Speaking, run: AnalysisRun, analyst: Account, seed: int
) -> None:
    chance = random.Random(seed)
    reviewer, by_hand = Reviewer(session, town.engagement, analyst), ByHand()
    elsewhere = noise(session, analyst)
    codings = run_codings(session, run)
    stood = []
    for _act in range(25):
        one_random_act(reviewer, session, chance, by_hand)
        one_random_act(elsewhere, session, random.Random(seed), ByHand())
        kept = (by_hand.pairs(codings), by_hand.names(), by_hand.aside())
        stood.append((latest_act_id(session, town.engagement.id), kept))
    # A later run and later acts must not change what is read at an earlier one.
    run_now(session, town)
    for last_act_id, (pairs, names, aside) in stood:
        state = read_codebook(session, town.engagement.id, run.id, last_act_id)
        assert pairs_of(session, state) == pairs
        assert {t.id: t.name for t in state.themes.values() if t.name} == names
        assert {t.id for t in state.themes.values() if t.set_aside} == aside
        frame = codings_frame(session, town.engagement.id, run.id, last_act_id)
        assert set(zip(frame["segment"], frame["theme"], strict=True)) == {
            (segment, f"t{theme}") for segment, theme in pairs
        }


def noise(session: Session, analyst: Account) -> Reviewer:
    """Return a reviewer of another engagement, with themes of its own."""
    hill = start_engagement(session, "hill-street")
    hill.say_all(WAITING + LANGUAGE_HELP + SPANISH)
    run_now(session, hill)
    return Reviewer(session, hill.engagement, analyst)


def test_a_merge_follows_chains_and_comes_apart_when_taken_back(
    session: Session, town: Speaking, run: AnalysisRun, analyst: Account
) -> None:
    reviewer = Reviewer(session, town.engagement, analyst)
    first, second, *rest = read_codebook(session, town.engagement.id).shown
    inner = reviewer.merge(first, second)
    state = read_codebook(session, town.engagement.id)
    assert state.root(first) == second
    assert first not in state.shown
    if rest:
        outer = reviewer.merge(second, rest[0])
        assert read_codebook(session, town.engagement.id).root(first) == rest[0]
        reviewer.undo(outer.id)
    reviewer.undo(inner.id)
    assert {first, second} <= set(read_codebook(session, town.engagement.id).shown)


def test_a_decision_about_a_passage_holds_for_another_cut_of_it(
    session: Session, town: Speaking, analyst: Account
) -> None:
    whole = town.ask_for_run(whole=True, min_size=3)
    session.delete(whole)
    sentences = run_now(session, town)
    segment = session.scalars(
        select(Segment)
        .join(Coding, Coding.segment_id == Segment.id)
        .where(Coding.run_id == sentences.id)
    ).first()
    assert segment is not None
    reviewer = Reviewer(session, town.engagement, analyst)
    reviewer.set_aside_segment(segment.id, 0)
    other_cut = Segment(
        testimony_id=segment.testimony_id,
        start=segment.start + 1,
        end=segment.end,
        text_key="0" * 64,
    )
    session.add(other_cut)
    session.flush()
    theme = next(iter(read_codebook(session, town.engagement.id).shown))
    session.add(Coding(segment_id=other_cut.id, theme_id=theme, run_id=sentences.id))
    session.flush()
    state = read_codebook(session, town.engagement.id)
    assert other_cut.id in state.covered
    assert other_cut.id not in {segment_id for segment_id, _theme in pairs_of(session, state)}


def test_words_that_are_withdrawn_leave_nothing_behind(
    session: Session, town: Speaking, run: AnalysisRun, analyst: Account
) -> None:
    reviewer = Reviewer(session, town.engagement, analyst)
    theme = next(iter(read_codebook(session, town.engagement.id).shown))
    segment = session.scalars(select(Segment)).first()
    assert segment is not None
    act = reviewer.move(segment.id, 0, theme)
    reviewer.undo(act.id)
    reviewer.set_aside_segment(segment.id, theme)
    gone = segment.id
    session.execute(
        Segment.__table__.delete().where(Segment.id == gone)  # type: ignore[attr-defined]
    )
    session.expire_all()
    state = read_codebook(session, town.engagement.id)
    assert gone not in state.decided
    assert gone not in {segment_id for segment_id, _theme in pairs_of(session, state)}
