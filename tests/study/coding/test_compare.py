"""A closed round is measured: people with each other, and the machine with them."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store import (
    Account,
    AnalysisRun,
    Coding,
    CodingRound,
    CodingTask,
    RoundSegment,
    Suggestion,
)
from community_voice.store.agreement import agreement_of
from community_voice.store.review_state import read_codebook
from community_voice.study.coding import rounds
from community_voice.study.coding.compare import machine_codings, people_codings
from community_voice.study.coding.desk import desk_of, sample_of
from community_voice.study.coding.judging import Said, judge
from community_voice.study.review.service import Reviewer
from tests.study.conftest import run_now
from tests.study.speaking import LANGUAGE_HELP, WAITING, Speaking

Do = Callable[[CodingTask], CodingTask]


@pytest.fixture
def crowd(session: Session, speaking: Speaking) -> AnalysisRun:
    """Return a run over enough people that a round can say something."""
    for _again in range(2):
        speaking.say_all(WAITING + LANGUAGE_HELP)
    return run_now(session, speaking)


@pytest.fixture
def named(session: Session, crowd: AnalysisRun, speaking: Speaking, analyst: Account) -> list[int]:
    """Return the run's themes, all named."""
    reviewer = Reviewer(session, speaking.engagement, analyst)
    found = list(read_codebook(session, speaking.engagement.id).shown)
    for theme in found:
        reviewer.rename(theme, f"Theme {theme}")
    return found


def begin(
    session: Session, speaking: Speaking, one: Account, two: Account, kind: str
) -> CodingRound:
    wanted = rounds.Wanted(30, (one.id, two.id), kind)
    return rounds.start_round(session, speaking.engagement, one, wanted, seed=5)


def test_the_same_seed_draws_the_same_segments_and_none_twice(
    session: Session, speaking: Speaking, named: list[int], analyst: Account, second: Account
) -> None:
    first = begin(session, speaking, analyst, second, rounds.NAMED)
    drawn = sample_of(session, first.id)
    assert len(set(drawn)) == 30
    judge(session, analyst, drawn[0], first, first.themes, Said(none=True))
    other = begin(session, speaking, analyst, second, rounds.NAMED)
    assert other.id != first.id
    assert not set(drawn) & set(sample_of(session, other.id))
    for made in (other, first):
        session.delete(made)
    session.flush()
    again = begin(session, speaking, analyst, second, rounds.NAMED)
    assert sample_of(session, again.id) == drawn


def test_a_run_is_held_against_two_people(
    session: Session,
    speaking: Speaking,
    crowd: AnalysisRun,
    named: list[int],
    analyst: Account,
    second: Account,
    do: Do,
) -> None:
    made = begin(session, speaking, analyst, second, rounds.NAMED)
    given: dict[int, set[int]] = {}
    rows = session.execute(
        select(Coding.segment_id, Coding.theme_id).where(Coding.run_id == crowd.id)
    )
    for segment, theme in rows:
        given.setdefault(segment, set()).add(theme)
    sample = sample_of(session, made.id)
    for account in (analyst, second):
        desk = desk_of(session, speaking.engagement, account, made.id)
        for place, key in enumerate(sample):
            themes = frozenset(given.get(key, set()))
            if account is second and place % 6 == 0:
                themes = frozenset({named[0]}) ^ themes
            judge(session, account, key, made, desk.themes, Said(themes, not themes))
    # One segment that only one of them judged does not count.
    gone = session.get_one(RoundSegment, (made.id, sample[-1]))
    assert gone.position == 29
    task = rounds.close_round(session, speaking.engagement, analyst, made.id)
    do(task)
    (told,) = agreement_of(session, speaking.engagement.id)
    rows_told = {row["theme"]: row for row in told if not row["language"]}
    assert set(rows_told) == {f"t{key}" for key in named}
    first = rows_told[f"t{named[0]}"]
    by_hand = [
        (named[0] in given.get(key, set()), (named[0] in given.get(key, set())) ^ (place % 6 == 0))
        for place, key in enumerate(sample)
    ]
    assert first["a_yes"] == sum(a for a, _b in by_hand)
    assert first["both"] == sum(a and b for a, b in by_hand)
    assert first["alpha"] == pytest.approx(alpha(by_hand), abs=1e-4)
    # The machine said exactly what the first of them said.
    agreed = sum(a and b for a, b in by_hand)
    yes_of_people = sum(a for a, _b in by_hand) / 2 + sum(b for _a, b in by_hand) / 2
    both = (sum(a for a, _b in by_hand) + agreed) / 2
    assert first["recall"] == pytest.approx(both / yes_of_people, abs=1e-4)
    assert all(r["segments"] == 30 for r in rows_told.values())
    tags = {row["language"] for row in told}
    assert {"", "en"} <= tags


def alpha(pairs: list[tuple[bool, bool]]) -> float:
    """Return Krippendorff's alpha of two coders and two values, from its definition."""
    values = [value for pair in pairs for value in pair]
    n, yes = len(values), sum(values)
    observed = sum(a != b for a, b in pairs) / len(pairs)
    expected = 2 * yes * (n - yes) / (n * (n - 1))
    return 1 - observed / expected


def test_only_what_both_judged_counts(
    session: Session, speaking: Speaking, named: list[int], analyst: Account, second: Account
) -> None:
    made = begin(session, speaking, analyst, second, rounds.NAMED)
    sample = sample_of(session, made.id)
    for key in sample[:4]:
        judge(session, analyst, key, made, named, Said(frozenset(named[:2])))
    for key in sample[2:6]:
        judge(session, second, key, made, named, Said(none=True))
    people = people_codings(session, made)
    assert set(people["segment"]) == set(sample[2:4])
    assert len(people) == 2 * 2 + 2
    assert people["theme"].isna().sum() == 2
    progress = rounds.progress_of(session, made)
    assert (progress.both, progress.total, set(progress.by_coder.values())) == (2, 30, {4})


def test_the_codebook_is_compared_only_once_something_was_learned(
    session: Session,
    speaking: Speaking,
    themes: dict[str, int],
    analyst: Account,
    second: Account,
) -> None:
    wanted = rounds.Wanted(10, (analyst.id, second.id), rounds.CODEBOOK)
    made = rounds.start_round(session, speaking.engagement, analyst, wanted, seed=1)
    key = sample_of(session, made.id)[0]
    for account in (analyst, second):
        judge(session, account, key, made, made.themes, Said(frozenset({themes["wait"]})))
    assert machine_codings(session, made)[1] == []
    task = CodingTask(
        engagement_id=speaking.engagement.id, kind="learn", run_id=made.run_id, state="done"
    )
    session.add(task)
    session.flush()
    for theme, suggested in ((themes["wait"], True), (themes["rides"], False)):
        session.add(
            Suggestion(
                task_id=task.id,
                segment_id=key,
                theme_id=theme,
                score=0.4,
                suggested=suggested,
                sure=False,
            )
        )
    session.flush()
    machine, looked_at = machine_codings(session, made)
    assert looked_at == made.themes
    assert machine["theme"].dropna().tolist() == [f"t{themes['wait']}"]
    # A learning from a run that cut answers otherwise has not looked at these passages.
    whole = AnalysisRun(engagement_id=speaking.engagement.id, state="done", seed=0)
    session.add(whole)
    session.flush()
    task.run_id = whole.id
    session.flush()
    machine, looked_at = machine_codings(session, made)
    assert not looked_at and machine["theme"].isna().all()
