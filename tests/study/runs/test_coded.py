"""A run by the codebook: people's codings stand, the rest is suggested, and themes keep names."""

import pandas as pd
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.coding import Codebook, CodebookTheme
from community_voice.errors import DomainError
from community_voice.store import Account, AnalysisRun, Coding, Segment, Testimony
from community_voice.store.frames.codings import codings_frame
from community_voice.store.review_state import read_codebook
from community_voice.study.coding.codebook import add_theme
from community_voice.study.coding.judging import Said, judge
from community_voice.study.runs.coded import assigned, by_most
from community_voice.study.runs.compute import compute
from tests.study.conftest import run_now
from tests.study.speaking import Speaking

NONE = {"serious": False, "sensitive": False, "doubt": False}


def by_codebook(session: Session, speaking: Speaking) -> AnalysisRun:
    run = speaking.ask_for_run(codebook=True)
    compute(session, run, lambda stage, done, total: None)
    run.state = "done"
    session.flush()
    return run


def test_every_row_has_one_first_theme_or_none() -> None:
    book = Codebook((CodebookTheme("a", "A"), CodebookTheme("b", "B")))
    segments = pd.DataFrame({"row": [0, 1, 2], "start": [0, 0, 4], "end": [3, 9, 8]})
    given = pd.DataFrame({"row": [2, 0, 0], "theme": ["b", "b", "a"], "score": [0.4, 0.7, 0.7]})
    lines = assigned(given, segments, book)
    told = lines[["row", "theme", "primary", "end"]].to_numpy().tolist()
    assert told == [
        [0, "a", True, 3],
        [0, "b", False, 3],
        [1, "other", True, 9],
        [2, "b", True, 8],
    ]


def judged(votes: dict[int, list[bool | None]]) -> pd.DataFrame:
    """Return judgements of theme 5, oldest first; None is one by who was not offered it."""
    lines = [
        (row, (9,) if vote is None else (5, 9), (5,) if vote else (), place)
        for row, its in votes.items()
        for place, vote in enumerate(its)
    ]
    frame = pd.DataFrame(lines, columns=["segment", "offered", "chosen", "place"])
    at = pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(frame["place"], unit="min")
    # Ids need not follow time: who corrects what they said says it last.
    return frame.assign(judgement=-frame["place"], at=at)


def test_what_several_people_judged_stands_as_most_of_them_said() -> None:
    votes: dict[int, list[bool | None]] = {
        1: [True],
        2: [False, True, False],
        3: [True, False, True],
        4: [False, True],
        5: [True, False],
        6: [True, None, None],
        7: [None],
        8: [True, True, False, False],
    }
    for frame in (judged(votes), judged(votes).iloc[::-1]):
        found = by_most(frame, {5: "five"})
        assert found.to_numpy().tolist() == [[row, "five"] for row in (1, 3, 4, 6)]


def test_nobodys_judgements_give_nothing() -> None:
    assert by_most(judged({}), {5: "five"}).empty


def test_a_run_by_the_codebook_codes_with_its_themes(
    session: Session, speaking: Speaking, analyst: Account
) -> None:
    found = run_now(session, speaking)
    before = set(read_codebook(session, speaking.engagement.id).shown)
    wait = add_theme(session, speaking.engagement, analyst, "Late", "The ambulance is late.", NONE)
    talk = add_theme(session, speaking.engagement, analyst, "Talk", "No interpreter.", NONE)
    assert set(read_codebook(session, speaking.engagement.id).shown) == before
    words = dict(
        session.execute(select(Segment.id, Testimony.text).join(Testimony).order_by(Segment.id))
        .tuples()
        .all()
    )
    judged = list(words)[:8]
    offered = [wait.id, talk.id]
    for key in judged[:7]:
        late = "ambul" in words[key]
        judge(session, analyst, key, None, offered, Said(frozenset({offered[not late]})))
    judge(session, analyst, judged[7], None, offered, Said(none=True))
    run = by_codebook(session, speaking)
    state = read_codebook(session, speaking.engagement.id)
    assert set(state.shown) == set(offered), "the newest run speaks"
    assert [theme.name for theme in state.shown.values()] == ["Late", "Talk"]
    frame = codings_frame(session, speaking.engagement.id, run.id)
    by_person = {key: set(its["theme"]) for key, its in frame.groupby("segment")}
    for key in judged[:7]:
        assert by_person[key] == {f"t{offered['ambul' not in words[key]]}"}
    assert judged[7] not in by_person
    assert judged[7] in run.results["unthemed"]
    rest = frame[~frame["segment"].isin(judged)]
    right = [
        (theme == f"t{wait.id}") == ("ambul" in words[segment])
        for theme, segment in zip(rest["theme"], rest["segment"], strict=True)
    ]
    assert len(right) >= 4
    assert sum(right) >= 0.8 * len(right)
    assert set(session.scalars(select(Coding.theme_id).where(Coding.run_id == found.id))) == before


def test_the_same_codings_give_the_same_result_and_others_another(
    session: Session, speaking: Speaking, analyst: Account
) -> None:
    run_now(session, speaking)
    theme = add_theme(session, speaking.engagement, analyst, "Late", "The ambulance is late.", NONE)
    keys = list(session.scalars(select(Segment.id).order_by(Segment.id)))
    judge(session, analyst, keys[0], None, [theme.id], Said(frozenset({theme.id})))
    first, second = by_codebook(session, speaking), by_codebook(session, speaking)
    assert first.input_digest == second.input_digest
    assert first.result_digest == second.result_digest
    judge(session, analyst, keys[0], None, [theme.id], Said(none=True))
    third = by_codebook(session, speaking)
    assert third.input_digest != first.input_digest


def test_without_a_codebook_it_says_so(session: Session, speaking: Speaking) -> None:
    with pytest.raises(DomainError, match="no codebook"):
        by_codebook(session, speaking)
