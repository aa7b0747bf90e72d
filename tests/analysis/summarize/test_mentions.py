"""Sessions, mentions and cards are told where they give nobody away, and nowhere else."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.disclosure import Figure, ReleasedTables, suppress
from analysis.summarize import mention_figures, session_figures, told_figures
from analysis.summarize.claims import Claims
from analysis.summarize.mentions import say_sessions
from analysis.tables import VOICES, Tables, count_tables


def counted(voices: int, web: int = 60, second: int | None = None) -> Tables:
    """Count people on the web and in sessions; all who spoke answered one question, some two."""
    people = pd.DataFrame({"person": range(voices + web), "unit": "people"})
    people["mode"] = ["session"] * voices + ["web"] * web
    answered = [(i, "first") for i in range(voices)] + [(i, "second") for i in range(second or 0)]
    nobody = pd.DataFrame({"person": [], "theme": []})
    asked = pd.DataFrame(answered, columns=["person", "question"])
    return count_tables(people, nobody, ["mode"], asked)


def said(voices: int, mentions: int, sessions: int = 1, second: int = 0) -> pd.DataFrame:
    """Return what was said in sessions: one passage a voice, and more of the first of them."""
    rows = [(i % sessions, i % voices, "people", "first", i) for i in range(mentions - second)]
    rows += [(0, i, "people", "second", mentions + i) for i in range(second)]
    return pd.DataFrame(rows, columns=["session", "person", "unit", "question", "segment"])


def cards(*marks: tuple[int, int]) -> pd.DataFrame:
    return pd.DataFrame([(0, *each) for each in marks], columns=["session", "right", "wrong"])


def told(tables: Tables, passages: pd.DataFrame, read_back: pd.DataFrame) -> dict[str, str]:
    released = suppress(tables)
    figures = session_figures(passages, read_back, tables, released)
    kept = told_figures(figures, released).figures
    return {each.key.removeprefix(f"{VOICES}|"): each.text for each in kept}


def sentences(released: ReleasedTables) -> list[str]:
    claims = Claims(released, {})
    say_sessions(claims)
    return [claim.text for claim in claims.made]


def test_sessions_are_told_only_where_their_voices_are() -> None:
    assert told(counted(12), said(12, 40), cards((12, 0))) == {
        "sessions": "1",
        "mentions": "40",
        "cards": "1",
        "marks": "12",
        "right": "12",
    }
    assert told(counted(10), said(10, 40), cards((12, 0))) == {}
    # As few came some other way: who spoke in sessions could be worked out.
    assert told(counted(12, web=5), said(12, 40), cards((12, 0))) == {}


@pytest.mark.parametrize(("mentions", "is_told"), [(12, False), (22, False), (23, True)])
def test_mentions_do_not_say_that_few_spoke_twice(mentions: int, is_told: bool) -> None:
    assert ("mentions" in told(counted(12), said(12, mentions), cards())) is is_told


def test_mentions_leave_room_for_whoever_answered_a_hidden_question() -> None:
    tables = counted(20, second=4)
    assert suppress(tables).shown("people|question=second") is None
    assert "mentions" not in told(tables, said(20, 30, second=4), cards())
    assert told(tables, said(20, 60, second=4), cards())["mentions"] == "60"


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([(10, 0)], None),
        ([(30, 3)], None),
        ([(3, 30)], None),
        ([(30, 0)], "30"),
        ([(15, 0), (15, 11)], "30"),
        ([(0, 12)], "0"),
    ],
)
def test_the_rate_is_told_where_no_side_of_it_is_small(
    marks: list[tuple[int, int]], expected: str | None
) -> None:
    found = told(counted(12), said(12, 40), cards(*marks))
    assert found.get("right") == expected
    assert ("marks" in found) is (expected is not None)
    assert found["cards"] == str(len(marks))


def test_a_rate_that_is_hidden_is_said_to_be_hidden() -> None:
    tables = counted(24)
    released = suppress(tables)
    figures = session_figures(said(24, 80, sessions=3), cards((20, 3)), tables, released)
    assert sentences(told_figures(figures, released)) == [
        "3 listening sessions are counted here. 24 people spoke in them.",
        "80 mentions come from listening sessions. A mention is one passage of what was said.",
        "Did we hear you? What was heard was read back in the sessions (cards: 1). How many marks"
        " said that it is right: not shown: too few to show without pointing at someone.",
    ]
    assert sentences(released) == []


def test_a_themes_mentions_are_told_where_enough_of_them_are_repeats() -> None:
    once = [(i, "people", "t1", "first", i) for i in range(20)]
    again = [(i, "people", "t1", "first", 100 + i) for i in range(11)]
    asked_twice = [(i, "people", "t2", name, 200 + i) for i in range(20) for name in ("a", "b")]
    columns = ["person", "unit", "theme", "question", "segment"]
    few = pd.DataFrame(once + again[:10] + asked_twice, columns=columns)
    assert mention_figures(few) == []
    enough = pd.DataFrame(once + again + asked_twice, columns=columns)
    assert mention_figures(enough) == [Figure("people|theme=t1|mentions", "31", 20)]
