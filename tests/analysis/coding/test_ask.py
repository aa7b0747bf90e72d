import numpy as np
import pandas as pd
import pytest

from analysis.coding import Coder, LearnedCoder, ask_next
from analysis.coding.ask import turns_of
from tests.analysis.coding.planted import THEMES, Vectors, book, coded, encode, world


def learned(each: int = 12) -> tuple[LearnedCoder, pd.DataFrame, Vectors]:
    frame, vectors = world(each=each, tongues=("en", "es", "so"), noise=0.3)
    first = frame["row"].iloc[:20]
    coder = Coder(book(), encode=encode).learn(frame, vectors, *coded(frame, first))
    return coder, frame, vectors


def test_it_asks_each_row_once_and_nothing_that_is_coded() -> None:
    coder, frame, vectors = learned()
    asked = ask_next(coder, frame, vectors, 15)
    assert len(asked) == len(set(asked)) == 15
    assert not set(asked) & set(frame["row"].iloc[:20])
    assert asked == ask_next(coder, frame, vectors, 15)


def test_every_language_is_asked() -> None:
    coder, frame, vectors = learned()
    few = frame[(frame["language"] != "so") | (frame["row"].isin(["so1", "so2"]))]
    places = few.index.to_numpy()
    asked = ask_next(coder, few.reset_index(drop=True), vectors[places], 6)
    tags = few.set_index("row").loc[asked, "language"]
    assert set(tags) == {"en", "es", "so"}


def test_the_same_words_are_asked_once() -> None:
    coder, frame, vectors = learned()
    again = frame.assign(row="again " + frame["row"])
    both = pd.concat([frame, again], ignore_index=True)
    asked = ask_next(coder, both, np.vstack([vectors, vectors]), 40)
    said = both.set_index("row").loc[asked, "text"].str.casefold()
    assert said.is_unique
    assert not set(said) & set(frame["text"].iloc[:20].str.casefold())


def test_what_is_in_doubt_is_asked_before_what_is_plain() -> None:
    coder, frame, vectors = learned(each=30)
    told = coder.suggest(frame, vectors)
    asked = [list(frame["row"]).index(row) for row in ask_next(coder, frame, vectors, 12)]
    unsure = np.asarray((~told.sure).any(axis=1))
    assert unsure[asked].mean() > unsure.mean()


def test_what_it_asks_is_spread_over_the_themes() -> None:
    coder, frame, vectors = learned(each=30)
    asked = ask_next(coder, frame, vectors, 24)
    about = {theme for row in asked for theme in frame.set_index("row")["about"][row]}
    assert about == set(THEMES)


def test_it_asks_no_more_than_there_is() -> None:
    coder, frame, vectors = learned()
    empty = frame.assign(text=["" if n % 2 else text for n, text in enumerate(frame["text"])])
    open_ = {row for n, row in enumerate(frame["row"]) if n % 2 == 0 and n >= 20}
    assert set(ask_next(coder, empty, vectors, 10_000)) == open_
    assert ask_next(coder, frame, vectors, 0) == []
    assert ask_next(coder, frame.iloc[:0], vectors[:0], 5) == []


def test_suggestions_of_another_frame_are_refused() -> None:
    coder, frame, vectors = learned()
    told = coder.suggest(frame.iloc[:5], vectors[:5])
    with pytest.raises(ValueError, match="not of this frame"):
        ask_next(coder, frame, vectors, 3, told)


def test_turns_go_to_every_language_first_and_then_by_the_root_of_its_size() -> None:
    turns = turns_of({"en": 900, "es": 100, "so": 2}, 20)
    assert set(turns[:3]) == {"en", "es", "so"}
    assert turns.count("so") <= 2
    assert 2 <= turns.count("en") / turns.count("es") <= 4
    assert turns_of({"en": 1}, 9) == ["en"]
