import numpy as np
import pandas as pd

from analysis.themes.assign import SHARE, Fit, assignment_table, fit, themes_of_texts
from analysis.themes.exact import on_grid, to_length


def fitted(
    own: np.ndarray, best: np.ndarray, empty: np.ndarray, languages: list[str] | None = None
) -> Fit:
    nothing = np.zeros(len(own), dtype=int)
    return fit(own, best, nothing, languages or ["en"] * len(own), empty)[0]


AXES = to_length(on_grid(np.eye(6)))


def test_themes_come_out_largest_first_and_scores_are_cosines() -> None:
    own = np.vstack([AXES[[0]], np.repeat(AXES[[1]], 3, axis=0), to_length(AXES[[1]] + AXES[[2]])])
    found = fitted(own, np.array([0, 1, 1, 1, 1]), np.zeros(5, dtype=bool))
    assert list(found.themes) == [1, 0, 0, 0, 0]
    middle = own[1:].sum(axis=0)
    expected = own[4] @ middle / np.linalg.norm(own[4]) / np.linalg.norm(middle)
    assert abs(found.scores[4, 0] - expected) < 0.001
    assert found.scores[0, 0] == 0


def test_the_farthest_rows_have_no_theme_and_never_more_than_their_share() -> None:
    own = np.vstack([np.repeat(AXES[[0]], 95, axis=0), np.repeat(-AXES[[0]], 10, axis=0)])
    found = fitted(own, np.zeros(105, dtype=int), np.zeros(105, dtype=bool))
    assert found.other.sum() == int(SHARE * 105)
    assert not found.other[:95].any()


def test_no_language_loses_more_than_its_share_to_other() -> None:
    own = np.vstack([np.repeat(AXES[[0]], 190, axis=0), np.repeat(-AXES[[0]], 12, axis=0)])
    languages = ["en"] * 150 + ["so"] * 40 + ["so"] * 7 + ["en"] * 5
    found = fitted(own, np.zeros(202, dtype=int), np.zeros(202, dtype=bool), languages)
    somali = np.array(languages) == "so"
    assert found.other[somali].sum() == int(SHARE * 47) == 2
    assert found.other[~somali].sum() == 5


def test_sub_themes_come_out_largest_first_within_their_theme() -> None:
    own = np.repeat(AXES[[0, 1]], [5, 6], axis=0)
    parts = np.array([0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    found, order = fit(own, np.repeat([0, 1], [5, 6]), parts, ["en"] * 11, np.zeros(11, dtype=bool))
    assert list(order) == [1, 0] and list(found.part_counts) == [1, 2]
    frame = pd.DataFrame({"row": range(11), "start": 0, "end": 5})
    lines = assignment_table(frame, found, ["t01", "t02"])
    its = lines.loc[lines["primary"], "subtheme"]
    assert list(its) == ["t02.2", "t02.2", "t02.1", "t02.1", "t02.1", *[""] * 6]


def test_empty_rows_are_other_and_rows_in_the_middle_of_all_are_not() -> None:
    own, empty = np.zeros((40, 6)), np.zeros(40, dtype=bool)
    empty[7] = True
    found = fitted(own, np.zeros(40, dtype=int), empty)
    assert list(np.flatnonzero(found.other)) == [7]


def test_a_row_between_two_themes_gets_both_and_its_first_is_primary() -> None:
    between = to_length(10 * AXES[[0]] + 9.8 * AXES[[1]])
    own = np.vstack([np.repeat(AXES[[0]], 5, axis=0), np.repeat(AXES[[1]], 4, axis=0), between])
    found = fitted(own, np.array([0] * 5 + [1] * 4 + [0]), np.zeros(10, dtype=bool))
    frame = pd.DataFrame({"row": range(10), "start": 0, "end": 5})
    lines = assignment_table(frame, found, ["t01", "t02"])
    its = lines[lines["row"] == 9]
    assert list(its["theme"]) == ["t01", "t02"] and list(its["primary"]) == [True, False]
    assert len(lines) == 11


def test_a_text_is_about_what_most_of_its_characters_are_about() -> None:
    frame = pd.DataFrame({"row": [1, 2, 3, 4, 5, 6], "text_id": ["a", "a", "a", "b", "b", "c"]})
    assignments = pd.DataFrame(
        {
            "row": [1, 2, 3, 3, 4, 5, 6],
            "theme": ["t01", "t02", "t02", "t01", "other", "t03", "other"],
            "score": [0.9, 0.4, 0.6, 0.5, 0.0, 0.2, 0.0],
            "start": [0, 50, 80, 80, 0, 90, 0],
            "end": [49, 79, 110, 110, 89, 99, 9],
            "primary": [True, True, True, False, True, True, True],
        }
    )
    found = themes_of_texts(assignments, frame)
    assert list(found["text_id"]) == ["a", "b", "c"]
    assert list(found["theme"]) == ["t02", "t03", "other"]
    assert list(found["row"]) == [3, 5, 6]
