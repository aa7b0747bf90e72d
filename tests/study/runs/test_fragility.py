"""A run says in how many re-runs its themes stand: counted in people, after people's review."""

import pandas as pd
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.fragility import STARTS, Again, MostRaised, plan
from analysis.progress import Progress, silent
from community_voice.store import Account, AnalysisRun, Segment
from community_voice.store.frames.codings import codings_frame
from community_voice.store.frames.people import people_frame
from community_voice.store.lease import Cancelled
from community_voice.study.coding.codebook import add_theme
from community_voice.study.coding.judging import Said, judge
from community_voice.study.review.service import Reviewer
from community_voice.study.runs.compute import compute
from tests.study.conftest import run_now
from tests.study.speaking import LANGUAGE_HELP, SPANISH, WAITING, Speaking, start_engagement


@pytest.fixture(autouse=True)
def few_reruns() -> None:
    """Re-run as often as the product does: it is what these tests look at."""


def speak(session: Session) -> Speaking:
    """Let 40 people speak, 16 of them in Spanish; each theme of enough to be told."""
    speaking = start_engagement(session)
    for _time in range(4):
        speaking.say_all((WAITING + LANGUAGE_HELP)[::2], groups={"age": "old"})
        speaking.say_all(SPANISH, language="es", spoken="und")
    return speaking


def counted_by_hand(session: Session, run: AnalysisRun) -> dict[int, tuple[int, int]]:
    """Count every re-run from the frames that a Release reads."""
    people = people_frame(session, run.engagement_id, run.id)
    people = people[people["unit"] == "people"]
    codings = codings_frame(session, run.engagement_id, run.id)
    find = MostRaised(["language", "group:age"])

    def told(left_out: frozenset[str]) -> list[str]:
        kept = people[~people["person"].isin(left_out)]
        lines = codings[codings["person"].isin(kept["person"])]
        found = find(kept, lines[["person", "theme"]])
        return [each.theme for each in found if not each.dimension]

    # These few themes are so far apart that any seed finds them alike.
    made = plan(people, runs=50, seed=run.seed, discovers=True, starts=STARTS)
    reruns = [told(each.left_out) for each in made]
    return {
        int(theme[1:]): (sum(theme in found for found in reruns), 50) for theme in told(frozenset())
    }


def stored(run: AnalysisRun) -> dict[int, tuple[int, int]]:
    return {row["theme"]: (row["stands"], row["runs"]) for row in run.results.get("fragility", [])}


def test_a_run_stores_what_one_counts_by_hand(session: Session) -> None:
    speaking = speak(session)
    # Comments and somebody who speaks of nothing themed are beside them.
    speaking.say_all(WAITING * 3, unit="comments")
    speaking.respond(groups={"age": "young"})
    run = run_now(session, speaking)
    found = stored(run)
    assert found == counted_by_hand(session, run)
    assert set(found) <= {entry["theme"] for entry in run.results["themes"]}
    assert any(stands < runs for stands, runs in found.values()), "nothing fell"
    again = run_now(session, speaking)
    assert sorted(stored(again).values()) == sorted(found.values())


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Find nothing in place of themes found anew, and return the seeds that were asked for."""
    seeds: list[int] = []

    def find(
        again: Again, left_out: frozenset[str], seed: int, progress: Progress = silent
    ) -> pd.DataFrame:
        seeds.append(seed)
        return again.segments.iloc[:0][["row", "person"]].assign(theme="")

    monkeypatch.setattr(Again, "__call__", find)
    return seeds


def test_five_reruns_find_the_themes_anew_from_other_seeds(
    session: Session, anew: list[int]
) -> None:
    run = run_now(session, speak(session))
    assert (len(anew), len(set(anew)), run.seed in anew) == (5, 5, False)
    told = stored(run)
    assert told
    assert all(stands <= runs - 5 for stands, runs in told.values())


def test_themes_that_a_codebook_gives_are_only_counted_again(
    session: Session, analyst: Account, anew: list[int]
) -> None:
    speaking = speak(session)
    run_now(session, speaking)
    anew.clear()
    marks = {"serious": False, "sensitive": False, "doubt": False}
    late = add_theme(session, speaking.engagement, analyst, "Late", "Waiting long.", marks)
    for key in session.scalars(select(Segment.id)).all():
        judge(session, analyst, key, None, [late.id], Said(frozenset({late.id})))
    run = speaking.ask_for_run(codebook=True)
    compute(session, run, lambda *_: None)
    assert stored(run) == {late.id: (50, 50)}
    assert anew == []


def test_what_reviewers_set_aside_is_not_told(session: Session, analyst: Account) -> None:
    speaking = speak(session)
    run = run_now(session, speaking)
    gone = next(iter(stored(run)))
    reviewer = Reviewer(session, speaking.engagement, analyst)
    reviewer.rename(gone, "Waiting")
    reviewer.set_aside_theme(gone)
    second = run_now(session, speaking)
    assert gone not in stored(second)
    assert stored(second) == counted_by_hand(session, second)


@pytest.mark.parametrize("unit", ["comments", "people"])
def test_comments_alone_and_few_people_are_nothing_to_count(session: Session, unit: str) -> None:
    speaking = start_engagement(session)
    times = 3 if unit == "comments" else 1
    speaking.say_all((WAITING + LANGUAGE_HELP) * times, unit=unit)
    run = run_now(session, speaking)
    assert "fragility" not in run.results
    assert run.results["themes"]


def test_it_is_a_stage_that_can_be_stopped(session: Session) -> None:
    run = speak(session).ask_for_run(min_size=3)
    told: list[tuple[int, int]] = []

    def tick(name: str, done: int, total: int) -> None:
        if name == "fragility":
            told.append((done, total))
            if done == 3:
                raise Cancelled

    with pytest.raises(Cancelled):
        compute(session, run, tick)
    assert told == [(1, 50), (2, 50), (3, 50)]
    assert run.results == {}
