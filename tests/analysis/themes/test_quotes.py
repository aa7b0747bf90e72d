import numpy as np

from analysis.themes.exact import on_grid, to_length
from analysis.themes.quotes import central_rows, in_turn

AXES = np.eye(8)
TEXT = "A whole thought that tells a reader something, number {}."


def chosen(
    vectors: np.ndarray, texts: list[str], speakers: list[object], most: int = 2
) -> list[int]:
    own = to_length(on_grid(vectors))
    scores = (own @ own.sum(axis=0)) / np.linalg.norm(own, axis=1) / np.linalg.norm(own.sum(axis=0))
    return central_rows(own, scores, texts, speakers, most)


def test_the_second_quote_says_something_else_than_the_first() -> None:
    vectors = np.array([AXES[0] + AXES[i] * 0.01 for i in (1, 2, 3)] + [AXES[0] + AXES[4]])
    found = chosen(vectors, [TEXT.format(i) for i in range(4)], [1, 2, 3, 4])
    assert 3 in found and len(found) == 2


def test_nobody_is_quoted_twice_while_there_are_others() -> None:
    vectors = np.array([AXES[0]] * 3 + [AXES[0] + AXES[1]])
    texts = [TEXT.format(i) for i in range(4)]
    assert chosen(vectors, texts, ["a", "a", "a", "b"])[1] == 3
    assert len(chosen(vectors, texts, ["a"] * 4, most=3)) == 3


def test_one_sentence_is_not_quoted_twice_and_scraps_come_last() -> None:
    vectors = np.array([AXES[0]] * 4)
    texts = ["Same words here, quite long.", "same words here, quite long. ", "No.", TEXT.format(1)]
    assert 2 not in chosen(vectors, texts, [1, 2, 3, 4])
    assert not {0, 1} <= set(chosen(vectors, texts, [1, 2, 3, 4]))


def test_a_theme_of_few_rows_quotes_what_it_has() -> None:
    assert chosen(AXES[:1], ["One."], [1], most=6) == [0]
    assert central_rows(AXES[:0], np.zeros(0), [], [], 6) == []


def test_a_bare_web_address_and_a_row_that_fits_weakly_are_no_quotes() -> None:
    vectors = np.array([AXES[0]] * 4 + [AXES[0] + 4 * AXES[1]])
    texts = [
        "https://example.org/a/very/long/address/of/a/page",
        *[TEXT.format(i) for i in range(4)],
    ]
    found = central_rows(
        to_length(on_grid(vectors)), np.array([1, 1, 1, 1, 0.2]), texts, list(range(5)), 5
    )
    assert sorted(found) == [1, 2, 3]
    assert chosen(AXES[:1], texts[:1], [1]) == [0]


def test_quotes_of_a_theme_come_from_each_of_its_parts_in_turn() -> None:
    assert in_turn([[1, 2, 3], [4], [5, 6]], 5) == [1, 4, 5, 2, 6]
    assert in_turn([], 3) == []
