"""Learning reads what people said outside of rounds, and suggests for every segment."""

from collections.abc import Callable

import pandas as pd
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store import (
    Account,
    AnalysisRun,
    CodingTask,
    Judgement,
    Segment,
    Suggestion,
    Testimony,
)
from community_voice.store.lease import Cancelled
from community_voice.store.review_state import read_codebook
from community_voice.study.coding import rounds
from community_voice.study.coding.codebook import adopt_starter, reword
from community_voice.study.coding.desk import sample_of
from community_voice.study.coding.judging import Said, judge
from community_voice.study.coding.learn import attribute_codings, codebook_with, theme_codings
from community_voice.study.coding.tasks import ask_to_learn
from community_voice.study.review.service import Reviewer
from tests.study.speaking import Speaking

Do = Callable[..., CodingTask]


def said(**about: object) -> dict[str, object]:
    none: dict[str, object] = {"segment": 1, "offered": (), "chosen": ()}
    return {**none, "stance": "", "voice": "", "safety": (), **about}


def test_a_theme_that_was_offered_and_not_chosen_is_a_no() -> None:
    frame = pd.DataFrame(
        [said(offered=(5, 6, 9), chosen=(6,)), said(segment=2, offered=(5,), chosen=())]
    )
    found = theme_codings(frame, {5: "five", 6: "six"})
    assert found.to_numpy().tolist() == [
        [1, "five", False],
        [1, "six", True],
        [2, "five", False],
    ]


def test_who_left_an_attribute_open_said_nothing_of_it() -> None:
    frame = pd.DataFrame(
        [said(segment=1), said(segment=2, stance="oppose"), said(segment=3, safety=("x",))]
    )
    stances = attribute_codings(frame, "stance")
    assert set(stances["row"]) == {2}
    assert stances.loc[stances["value"], "theme"].tolist() == ["oppose"]
    assert attribute_codings(frame, "voice").empty
    safety = attribute_codings(frame, "safety")
    assert set(safety["row"]) == {2, 3}
    assert not safety["value"].any()


def test_the_coder_learns_peoples_words_of_a_theme_and_our_seeds(
    session: Session, run: AnalysisRun, speaking: Speaking, analyst: Account
) -> None:
    adopt_starter(session, speaking.engagement, analyst, "es")
    state = read_codebook(session, speaking.engagement.id)
    first = next(iter(state.adopted))
    reviewer = Reviewer(session, speaking.engagement, analyst)
    assert reword(reviewer, first, "en", "Our own name", "Our own meaning.") == 2
    assert reword(reviewer, first, "en", "Our own name", "Another.") == 1
    book = codebook_with(read_codebook(session, speaking.engagement.id), ["es"])
    assert len(book.themes) == 28
    theme = book.themes[0]
    assert (theme.name, theme.definition) == ("Our own name", "Another.")
    assert set(theme.seeds) == {"en", "es"}
    assert book.themes[1].name == "Afraid to call for help"


@pytest.fixture
def learned(
    session: Session,
    run: AnalysisRun,
    speaking: Speaking,
    themes: dict[str, int],
    analyst: Account,
    second: Account,
    do: Do,
) -> CodingTask:
    """Return a learning after one person coded some and a round holds others."""
    wanted = rounds.Wanted(5, (analyst.id, second.id), rounds.CODEBOOK)
    made = rounds.start_round(session, speaking.engagement, analyst, wanted, seed=3)
    drawn = set(sample_of(session, made.id))
    words = dict(
        session.execute(select(Segment.id, Testimony.text).join(Testimony).order_by(Segment.id))
        .tuples()
        .all()
    )
    offered = list(themes.values())
    for key in sorted(set(words) - drawn)[:8]:
        late = "ambul" in words[key]
        judge(session, analyst, key, None, offered, Said(frozenset({offered[0 if late else 1]})))
    for key in drawn:
        judge(session, analyst, key, made, offered, Said(frozenset({offered[2]})))
    # Somebody coded one of them outside of the round too: it still must not teach.
    judge(session, second, min(drawn), None, offered, Said(frozenset({offered[2]})))
    return do(ask_to_learn(session, speaking.engagement, analyst))


def test_a_round_teaches_nothing_and_is_not_asked(
    session: Session, learned: CodingTask, themes: dict[str, int]
) -> None:
    in_rounds = session.scalars(select(Judgement).where(Judgement.round_id.is_not(None))).all()
    assert len(in_rounds) == 5
    assert learned.results["judgements"] == 8
    by_theme = {row["theme"]: row for row in learned.results["themes"]}
    assert by_theme[themes["rides"]]["examples"] == 0
    assert by_theme[themes["wait"]]["examples"] + by_theme[themes["language"]]["examples"] == 8
    known = set(session.scalars(select(Judgement.segment_id)))
    assert not known & set(learned.results["queue"])
    assert set(learned.results["queue"]) <= set(session.scalars(select(Segment.id)))


def test_most_segments_get_the_suggestion_that_people_would_give(
    session: Session, learned: CodingTask, themes: dict[str, int]
) -> None:
    rows = session.execute(
        select(Testimony.text, Suggestion.theme_id)
        .join(Segment, Segment.testimony_id == Testimony.id)
        .join(Suggestion, Suggestion.segment_id == Segment.id)
        .where(Suggestion.suggested, Suggestion.theme_id.is_not(None))
    ).all()
    right = [themes["wait" if "ambul" in text else "language"] == theme for text, theme in rows]
    assert len(right) >= 8
    assert sum(right) >= 0.8 * len(right)


def test_learning_again_replaces_what_was_suggested(
    session: Session, speaking: Speaking, learned: CodingTask, analyst: Account, do: Do
) -> None:
    count = len(session.scalars(select(Suggestion)).all())
    again = do(ask_to_learn(session, speaking.engagement, analyst))
    rows = session.scalars(select(Suggestion)).all()
    assert {row.task_id for row in rows} == {again.id}
    assert len(rows) == count
    assert again.results == learned.results


def test_a_stopped_learning_leaves_the_earlier_suggestions(
    session: Session, speaking: Speaking, learned: CodingTask, analyst: Account, do: Do
) -> None:
    before = len(session.scalars(select(Suggestion)).all())

    def stop(stage: str, _done: int, _total: int) -> None:
        if stage == "suggesting":
            raise Cancelled

    with pytest.raises(Cancelled):
        do(ask_to_learn(session, speaking.engagement, analyst), stop)
    assert len(session.scalars(select(Suggestion)).all()) == before
