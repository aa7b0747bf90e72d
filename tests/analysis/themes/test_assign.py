import numpy as np
import pandas as pd

from analysis.themes.assign import SHARE, assignment_table, fit, themes_of_texts
from analysis.themes.exact import on_grid, to_length

AXES = to_length(on_grid(np.eye(6)))


def test_themes_come_out_largest_first_and_scores_are_cosines() -> None:
    own = np.vstack([AXES[[0]], np.repeat(AXES[[1]], 3, axis=0), to_length(AXES[[1]] + AXES[[2]])])
    found = fit(own, np.array([0, 1, 1, 1, 1]), np.zeros(5, dtype=bool))
    assert list(found.themes) == [1, 0, 0, 0, 0]
    middle = own[1:].sum(axis=0)
    expected = own[4] @ middle / np.linalg.norm(own[4]) / np.linalg.norm(middle)
    assert abs(found.scores[4, 0] - expected) < 0.001
    assert found.scores[0, 0] == 0


def test_the_farthest_rows_have_no_theme_and_never_more_than_their_share() -> None:
    own = np.vstack([np.repeat(AXES[[0]], 95, axis=0), np.repeat(-AXES[[0]], 10, axis=0)])
    found = fit(own, np.zeros(105, dtype=int), np.zeros(105, dtype=bool))
    assert found.other.sum() == int(SHARE * 105)
    assert not found.other[:95].any()


def test_empty_rows_are_other_and_rows_in_the_middle_of_all_are_not() -> None:
    own, empty = np.zeros((40, 6)), np.zeros(40, dtype=bool)
    empty[7] = True
    found = fit(own, np.zeros(40, dtype=int), empty)
    assert list(np.flatnonzero(found.other)) == [7]


def test_a_row_between_two_themes_gets_both_and_its_first_is_primary() -> None:
    between = to_length(10 * AXES[[0]] + 9.8 * AXES[[1]])
    own = np.vstack([np.repeat(AXES[[0]], 5, axis=0), np.repeat(AXES[[1]], 4, axis=0), between])
    found = fit(own, np.array([0] * 5 + [1] * 4 + [0]), np.zeros(10, dtype=bool))
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
