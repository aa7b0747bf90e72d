"""Counts are of distinct persons, by unit, and every number has a stable name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.tables import NO_ANSWER, NO_QUESTION, cell_key, count_tables


def frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return 300 people and 60 comments, with codings that repeat, drawn by chance."""
    rng = np.random.default_rng(7)
    people = pd.DataFrame(
        {
            "person": [f"p{i}" for i in range(360)],
            "unit": ["people"] * 300 + ["comments"] * 60,
            "language": rng.choice(np.array(["en", "es", None, "  "], object), 360),
            "mode": rng.choice(["web", "paper"], 360),
            "noise": "unused",
        }
    )
    codings = pd.DataFrame(
        {
            "person": rng.choice(people["person"], 900),
            "theme": rng.choice(["t1", "t2", "t3"], 900),
            "question": rng.choice(np.array(["q1", "q2", None], object), 900),
            "noise": 1,
        }
    )
    return people, codings


def test_every_cell_counts_the_distinct_persons_that_a_loop_counts() -> None:
    people, codings = frames()
    tables = count_tables(people, codings, ["language", "mode"])
    unit_of = dict(zip(people["person"], people["unit"], strict=True))
    groups = {
        dimension: {
            person: value if isinstance(value, str) and value.strip() else NO_ANSWER
            for person, value in zip(people["person"], people[dimension], strict=True)
        }
        for dimension in ("language", "mode")
    }
    said = {
        (person, theme, question if isinstance(question, str) else NO_QUESTION)
        for person, theme, question in codings[["person", "theme", "question"]].itertuples(
            index=False
        )
    }
    assert len(tables.cells) == len({cell.key for cell in tables.cells}) == 2 * (1 + 3 + 8 * 4)
    for cell in tables.cells:
        persons = {person for person, unit in unit_of.items() if unit == cell.unit}
        if cell.theme:
            persons &= {person for person, theme, _ in said if theme == cell.theme}
        if cell.dimension == "question":
            persons &= {
                person
                for person, theme, question in said
                if question == cell.value and cell.theme in (None, theme)
            }
        elif cell.dimension:
            of = groups[cell.dimension]
            persons &= {person for person in persons if of[person] == cell.value}
        assert cell.n == len(persons), cell


def test_a_person_counts_once_a_theme_however_often_they_speak_of_it() -> None:
    people = pd.DataFrame({"person": [1, 2], "unit": "people"})
    codings = pd.DataFrame({"person": [1, 1, 1, 2], "theme": ["a", "a", "a", "b"]})
    tables = count_tables(people, codings, [])
    assert tables.n("people|theme=a") == 1
    assert tables.n("people") == 2


def test_comments_are_never_counted_as_people() -> None:
    people = pd.DataFrame({"person": [1, 2, 3], "unit": ["people", "comments", "comments"]})
    tables = count_tables(people, pd.DataFrame({"person": [2, 3], "theme": "a"}), [])
    assert tables.n("comments|theme=a") == 2
    assert "people|theme=a" not in tables.by_key
    assert tables.n("people") == 1


def test_one_question_alone_does_not_repeat_the_themes() -> None:
    people = pd.DataFrame({"person": [1, 2, 3], "unit": "people"})
    codings = pd.DataFrame({"person": [1], "theme": ["a"], "question": ["q1"]})
    answered = pd.DataFrame({"person": [1, 2], "question": "q1"})
    tables = count_tables(people, codings, [], answered)
    assert tables.n("people|question=q1") == 2
    assert "people|theme=a|question=q1" not in tables.by_key


def test_who_answered_without_a_theme_is_counted_for_the_question() -> None:
    people = pd.DataFrame({"person": [1, 2, 3], "unit": "people"})
    codings = pd.DataFrame({"person": [1, 1], "theme": "a", "question": ["q1", "q2"]})
    answered = pd.DataFrame({"person": [2, 2, 3], "question": ["q1", "q1", "q2"]})
    tables = count_tables(people, codings, [], answered)
    assert tables.n("people|question=q1") == 2
    assert tables.n("people|theme=a|question=q2") == 1


def test_the_order_of_the_rows_does_not_change_the_tables() -> None:
    people, codings = frames()
    again = count_tables(
        people.sample(frac=1, random_state=3), codings.sample(frac=1, random_state=4), ["mode"]
    )
    assert again == count_tables(people, codings, ["mode"])


def test_keys_keep_their_separators_out_of_values() -> None:
    assert cell_key("people", "t01", "language", "es") == "people|theme=t01|language=es"
    assert cell_key("people", None, "a", "b|c") != cell_key("people", None, "a|b", "c")
    assert cell_key("people", None, "a", "x=%7C") == "people|a=x%3D%257C"


@pytest.mark.parametrize(
    ("people", "codings", "dimensions", "says"),
    [
        ({"person": [1, 1], "unit": "people"}, {"person": [1], "theme": "a"}, [], "once"),
        ({"person": [1], "unit": "voices"}, {"person": [1], "theme": "a"}, [], "voices"),
        ({"person": [1], "unit": "people"}, {"person": [2], "theme": "a"}, [], "1 rows name"),
        ({"person": [1], "unit": "people"}, {"person": [1]}, [], "theme"),
        ({"person": [1], "unit": "people"}, {"person": [1], "theme": "a"}, ["area"], "area"),
        ({"person": [1], "unit": "people"}, {"person": [1], "theme": "a"}, ["unit"], "own"),
    ],
)
def test_what_cannot_be_counted_is_said(
    people: dict[str, object], codings: dict[str, object], dimensions: list[str], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        count_tables(pd.DataFrame(people), pd.DataFrame(codings), dimensions)


def test_a_theme_that_nobody_raised_has_its_cells_where_it_is_named() -> None:
    people = pd.DataFrame({"person": [1, 2, 3], "unit": ["people", "people", "comments"]})
    people["area"] = ["north", "south", "north"]
    codings = pd.DataFrame({"person": [1], "theme": ["a"]})
    tables = count_tables(people, codings, ["area"], themes=["a", "b"])
    themes = {cell.key: cell.n for cell in tables.cells if cell.theme}
    assert themes == {
        "people|theme=a": 1,
        "people|theme=b": 0,
        "people|theme=a|area=north": 1,
        "people|theme=a|area=south": 0,
        "people|theme=b|area=north": 0,
        "people|theme=b|area=south": 0,
        "comments|theme=a": 0,
        "comments|theme=b": 0,
        "comments|theme=a|area=north": 0,
        "comments|theme=b|area=north": 0,
    }
