"""What people did to themes survives a new run, and names never move to other content."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store import Account, AnalysisRun, Coding
from community_voice.store.frames.codings import codings_frame
from community_voice.store.review_state import read_codebook
from community_voice.study.review.service import Reviewer
from community_voice.study.runs.matching import Span, Worked, match
from tests.study.conftest import run_now
from tests.study.speaking import Speaking


def spans(first: int, last: int, place: int = 0) -> set[Span]:
    return {(f"t{number}", place, place + 10) for number in range(first, last)}


def worked(theme_id: int, own: set[Span], beside: set[Span], gathers: bool = False) -> Worked:
    return Worked(theme_id, frozenset(own), frozenset(beside), gathers)


ALL = spans(0, 100)


@pytest.mark.parametrize(
    ("new", "goes"),
    [
        (spans(0, 20), True),
        (spans(0, 20) | spans(200, 230), True),
        (spans(5, 25), True),
        (spans(0, 11) | spans(50, 57), True),
        (spans(0, 11) | spans(50, 58), False),
        (spans(0, 10), False),
        (spans(0, 20) | spans(200, 261), False),
        (spans(50, 70), False),
        (spans(200, 220), False),
        (spans(0, 20, place=5), False),
    ],
    ids=[
        "the same words",
        "the same words and new ones",
        "most of the words",
        "just more than six in ten",
        "just not six in ten",
        "half of the words",
        "few known words among many new ones",
        "other words",
        "new words only",
        "other passages of the same answers",
    ],
)
def test_a_named_theme_takes_a_new_one_only_with_most_of_its_words(
    new: set[Span], goes: bool
) -> None:
    rest = ALL - new
    found = match({"t01": new, "t02": rest}, [worked(7, spans(0, 20), ALL)])
    assert found.get("t01") == (7 if goes else None)


def test_a_theme_that_came_apart_is_not_given_to_either_half() -> None:
    halves = {"t01": spans(0, 10), "t02": spans(10, 20)}
    assert match(halves, [worked(7, spans(0, 20), ALL)]) == {}


def test_what_people_put_together_or_aside_stays_so() -> None:
    halves = {"t01": spans(0, 10), "t02": spans(10, 20), "t03": spans(50, 60)}
    assert match(halves, [worked(7, spans(0, 20), ALL, gathers=True)]) == {"t01": 7, "t02": 7}


def test_each_new_theme_goes_to_one_old_theme() -> None:
    old = [worked(7, spans(0, 20), ALL), worked(8, spans(20, 40), ALL)]
    assert match({"t01": spans(0, 19), "t02": spans(19, 40)}, old) == {"t01": 7, "t02": 8}


def shown_titles(session: Session, speaking: Speaking) -> dict[int, str]:
    shown = read_codebook(session, speaking.engagement.id).shown
    return {key: theme.title for key, theme in shown.items()}


def test_names_merges_and_moves_survive_a_new_run(
    session: Session, speaking: Speaking, run: AnalysisRun, analyst: Account
) -> None:
    reviewer = Reviewer(session, speaking.engagement, analyst)
    first, second, *_rest = shown_titles(session, speaking)
    reviewer.rename(first, "Waiting")
    held = codings_frame(session, speaking.engagement.id, run.id)
    moved = int(held.loc[held["theme"] == f"t{second}", "segment"].iloc[0])
    aside = int(held.loc[held["theme"] == f"t{second}", "segment"].iloc[1])
    reviewer.move(moved, second, first)
    reviewer.set_aside_segment(aside, second)
    before = codings_frame(session, speaking.engagement.id, run.id)
    newer = run_now(session, speaking)
    after = codings_frame(session, speaking.engagement.id, newer.id)
    assert shown_titles(session, speaking)[first] == "Waiting"
    named = [frame[frame["theme"] == f"t{first}"] for frame in (before, after)]
    assert set(named[0]["segment"]) == set(named[1]["segment"])
    assert after.loc[after["segment"] == moved, "by"].tolist() == ["person"]
    assert aside not in set(after["segment"])
    assert second not in shown_titles(session, speaking), "nobody worked on it: it is found anew"


def test_a_theme_set_aside_stays_aside_in_a_new_run(
    session: Session, speaking: Speaking, run: AnalysisRun, analyst: Account
) -> None:
    first, *others = shown_titles(session, speaking)
    words = set(
        session.scalars(
            select(Coding.segment_id).where(
                Coding.run_id == run.id, Coding.theme_id == first, Coding.primary
            )
        )
    )
    Reviewer(session, speaking.engagement, analyst).set_aside_theme(first)
    for _again in range(2):
        newer = run_now(session, speaking)
        frame = codings_frame(session, speaking.engagement.id, newer.id)
        assert not words & set(frame.loc[frame["primary"], "segment"])
    assert len(shown_titles(session, speaking)) == len(others)


def test_merged_themes_stay_together_in_a_new_run(
    session: Session, speaking: Speaking, run: AnalysisRun, analyst: Account
) -> None:
    first, second, *_rest = shown_titles(session, speaking)
    reviewer = Reviewer(session, speaking.engagement, analyst)
    reviewer.merge(first, second)
    before = codings_frame(session, speaking.engagement.id, run.id)
    newer = run_now(session, speaking)
    after = codings_frame(session, speaking.engagement.id, newer.id)
    assert first not in shown_titles(session, speaking)
    together = [set(f.loc[f["theme"] == f"t{second}", "segment"]) for f in (before, after)]
    assert together[0] == together[1]
    assert not after.duplicated(["segment", "theme"]).any()


def test_a_named_theme_whose_content_is_gone_keeps_its_name_and_what_people_put_there(
    session: Session, speaking: Speaking, run: AnalysisRun, analyst: Account
) -> None:
    first, second, *_rest = shown_titles(session, speaking)
    reviewer = Reviewer(session, speaking.engagement, analyst)
    reviewer.rename(first, "Waiting")
    held = codings_frame(session, speaking.engagement.id, run.id)
    moved = int(held.loc[held["theme"] == f"t{second}", "segment"].iloc[0])
    reviewer.move(moved, second, first)
    newer = speaking.ask_for_run()
    newer.state = "done"
    newer.results = {"themes": []}
    session.flush()
    frame = codings_frame(session, speaking.engagement.id, newer.id)
    assert frame[["segment", "theme", "by"]].to_numpy().tolist() == [[moved, f"t{first}", "person"]]
    assert shown_titles(session, speaking) == {first: "Waiting"}
