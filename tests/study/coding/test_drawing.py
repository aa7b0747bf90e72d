"""A round's sample: a floor for every language, people in turn, the same by seed."""

from collections import Counter

import pandas as pd
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.agreement import draw_sample
from analysis.agreement.sample import FLOOR as FLOOR_OF_ANALYSIS
from community_voice.store import Account, AnalysisRun, Segment
from community_voice.study.coding import rounds
from community_voice.study.coding.desk import sample_of
from community_voice.study.coding.drawing import FLOOR, Candidate, draw, seats_of, size_for
from tests.study.speaking import Speaking


def pool_of(**sizes: int) -> list[Candidate]:
    """Return a pool in which nobody is known."""
    tags = [tag for tag, size in sizes.items() for _each in range(size)]
    return [Candidate(key, tag) for key, tag in enumerate(tags, start=1)]


def drawn_by_language(pool: list[Candidate], size: int, seed: int = 4) -> Counter[str]:
    spoken = {each.segment: each.language for each in pool}
    drawn = draw(pool, size, seed)
    assert len(set(drawn)) == len(drawn)
    return Counter(spoken[key] for key in drawn)


def test_a_small_language_gets_its_floor_beside_a_large_one() -> None:
    pool = pool_of(en=900, es=60, ht=35, so=7)
    assert drawn_by_language(pool, 200) == {"en": 30 + 99, "es": 30 + 3, "ht": 30 + 1, "so": 7}


@pytest.mark.parametrize("size", [10, 47, 97, 98, 150, 1001, 1002, 5000])
def test_never_more_are_drawn_than_were_asked_for(size: int) -> None:
    pool = pool_of(en=900, es=60, ht=35, so=7)
    assert drawn_by_language(pool, size).total() == min(size, len(pool))


def test_too_few_for_every_floor_are_dealt_out_evenly() -> None:
    assert seats_of({"en": 900, "es": 60, "so": 2}, 12) == {"en": 5, "es": 5, "so": 2}
    assert size_for([900, 60, 2]) == 62


def test_seats_are_those_of_the_analysis_but_for_what_it_rounds_up() -> None:
    assert FLOOR == FLOOR_OF_ANALYSIS
    pool = pool_of(en=400, es=60, ht=35, so=7)
    frame = pd.DataFrame([vars(each) for each in pool]).drop(columns="person")
    for size in (97, 160, 300):
        spoken = dict(zip(frame["segment"], frame["language"], strict=True))
        theirs = Counter(spoken[key] for key in draw_sample(frame, size))
        ours = drawn_by_language(pool, size)
        assert all(theirs[tag] - ours[tag] in (0, 1) for tag in theirs)


def test_everybody_is_asked_once_before_anybody_is_asked_twice() -> None:
    talkative = [Candidate(key, "en", "talks") for key in range(1, 300)]
    quiet = [Candidate(1000 + key, "en", f"quiet {key}") for key in range(20)]
    nobody = [Candidate(2000 + key, "en") for key in range(9)]
    person = {each.segment: each.person or "nobody" for each in talkative + quiet + nobody}
    told = Counter(person[key] for key in draw(talkative + quiet + nobody, 32, 1))
    assert told["talks"] == 1 + 2
    assert told["nobody"] == 9
    assert all(told[each.person or ""] == 1 for each in quiet)


def test_the_order_of_the_pool_does_not_matter_and_the_seed_does() -> None:
    pool = pool_of(en=300, es=40)
    assert draw(pool, 80, 3) == draw(pool[::-1], 80, 3)
    assert draw(pool, 80, 3) != draw(pool, 80, 4)


def test_languages_are_not_read_one_after_another() -> None:
    spoken = [key <= 100 for key in draw(pool_of(en=100, es=100), 100, 2)]
    assert sum(one != other for one, other in zip(spoken, spoken[1:], strict=False)) > 20


def test_no_pool_gives_no_sample() -> None:
    assert draw([], 60, 1) == []


def test_a_round_holds_a_small_language_whole(
    session: Session,
    speaking: Speaking,
    themes: dict[str, int],
    analyst: Account,
    second: Account,
) -> None:
    wanted = rounds.Wanted(8, (analyst.id, second.id), rounds.CODEBOOK)
    made = rounds.start_round(session, speaking.engagement, analyst, wanted, seed=5)
    spoken = dict(session.execute(select(Segment.id, Segment.language)).tuples().all())
    drawn = Counter(spoken[key] for key in sample_of(session, made.id))
    assert drawn == {"en": 4, "es": 4}


def test_a_run_offers_enough_passages_for_each_of_its_languages(run: AnalysisRun) -> None:
    assert rounds.usual_size(run) == rounds.usual_size(None) == 60
    run.results = {"languages": {tag: {"rows": 900} for tag in ("en", "es", "ht")}}
    assert rounds.usual_size(run) == 90
