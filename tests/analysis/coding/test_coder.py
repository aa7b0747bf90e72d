import json

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score

from analysis.coding import Codebook, CodebookTheme, Coder
from tests.analysis.coding.planted import THEMES, book, coded, encode, truth, unit, world

NOTHING = pd.DataFrame(columns=["row", "theme", "value"])


def every(frame: pd.DataFrame, step: int) -> list[str]:
    """Return every so-many-th row of a shuffled frame."""
    order = np.random.default_rng(5).permutation(len(frame)) if step > 1 else range(len(frame))
    return list(frame["row"].iloc[sorted(list(order)[::step])])


def test_definitions_alone_find_what_they_define_and_say_that_they_are_not_sure() -> None:
    frame, vectors = world()
    learned = Coder(book(), encode=encode).learn(frame, vectors)
    told = learned.suggest(frame, vectors)
    assert f1_score(truth(frame), told.suggested, average="macro") > 0.75
    assert not (told.suggested & told.sure).any()
    assert {state.state for state in learned.state} == {"definitions only"}
    assert all(state.f1 is None and state.examples == 0 for state in learned.state)


def test_examples_make_it_better_and_surer_and_others_stay_without_a_theme() -> None:
    frame, vectors = world(each=40, noise=0.35)
    before = Coder(book(), encode=encode).learn(frame, vectors).suggest(frame, vectors)
    learned = Coder(book(), encode=encode).learn(frame, vectors, *coded(frame, every(frame, 2)))
    after = learned.suggest(frame, vectors)
    rest = ~frame["row"].isin(every(frame, 2)).to_numpy()
    better = [
        f1_score(truth(frame)[rest], told.suggested[rest], average="macro")
        for told in (before, after)
    ]
    assert better[1] > max(better[0], 0.8)
    assert (after.suggested & after.sure)[rest].any()
    of_nothing = rest & (frame["about"].str.len() == 0).to_numpy()
    assert after.suggested[of_nothing].any(axis=1).mean() < 0.2
    assert {state.state for state in learned.state} == {"ready"}


def test_probabilities_hold_what_they_say() -> None:
    frame, vectors = world(each=80, noise=0.4)
    told = (
        Coder(book(), encode=encode)
        .learn(frame, vectors, *coded(frame, every(frame, 2)))
        .suggest(frame, vectors)
    )
    rest = ~frame["row"].isin(every(frame, 2)).to_numpy()
    scores, right = told.scores[rest].ravel(), truth(frame)[rest].ravel()
    tenths = np.minimum((scores * 10).astype(int), 9)
    gaps = [abs(scores[tenths == tenth].mean() - right[tenths == tenth].mean()) for tenth in tenths]
    assert np.mean(gaps) < 0.06


def test_what_is_learned_in_one_language_codes_in_another() -> None:
    frame, vectors = world(tongues=("en", "es", "so"))
    english = list(frame.loc[frame["language"] == "en", "row"])
    learned = Coder(book(), encode=encode).learn(frame, vectors, *coded(frame, english))
    told = learned.suggest(frame, vectors)
    reached = {
        tag: f1_score(truth(frame)[own], told.suggested[own], average="macro")
        for tag in ("en", "es", "so")
        if (own := (frame["language"] == tag).to_numpy()).any()
    }
    assert min(reached.values()) > 0.9 * reached["en"] > 0.7
    assert learned.worded == {"en"}


def test_the_same_input_gives_the_same_bytes_and_a_text_the_same_score_in_any_company() -> None:
    frame, vectors = world()
    results = [
        Coder(book(), encode=encode).learn(frame, vectors, *coded(frame, every(frame, 3)))
        for _ in range(2)
    ]
    first, second = (json.dumps(one.suggest(frame, vectors).to_dict()) for one in results)
    assert first == second
    alone = results[0].suggest(frame.iloc[7:8], vectors[7:8])
    assert (alone.scores == results[0].suggest(frame, vectors).scores[7:8]).all()


def test_a_coded_text_is_scored_as_if_nobody_had_coded_it() -> None:
    frame, vectors = world(each=6)
    codings, complete = coded(frame, frame["row"])
    # Somebody finds force in a text about the weather: the text itself must not repeat that.
    place = next(n for n, about in enumerate(frame["about"]) if not about)
    one = frame["row"].iloc[place]
    odd = pd.concat([codings, pd.DataFrame([(one, "force", True)], columns=codings.columns)])
    coder = Coder(book(), encode=encode)
    whole = coder.learn(frame, vectors, odd, complete)
    without = coder.learn(frame, vectors, codings, complete - {one})
    at = THEMES.index("force")
    unseen = without.suggest(frame, vectors).scores[place, at]
    told_again = whole.suggest(frame.assign(text=frame["text"] + "."), vectors).scores[place, at]
    assert whole.suggest(frame, vectors).scores[place, at] < unseen + 0.1 < told_again


def test_two_people_who_contradict_each_other_are_both_kept() -> None:
    frame, vectors = world()
    codings, complete = coded(frame, every(frame, 2))
    one = str(codings.iloc[0]["row"])
    theme = str(codings.iloc[0]["theme"])
    no = pd.DataFrame([(one, theme, False)], columns=codings.columns)
    learned = Coder(book(), encode=encode).learn(frame, vectors, pd.concat([codings, no]), complete)
    before = Coder(book(), encode=encode).learn(frame, vectors, codings, complete)
    at = THEMES.index(theme)
    assert learned.state[at].examples == before.state[at].examples - 1
    assert learned.state[at].noes == before.state[at].noes


def test_a_repeated_text_teaches_once() -> None:
    frame, vectors = world(each=8)
    again = frame.iloc[[0] * 30].assign(row=[f"copy{n}" for n in range(30)])
    both = pd.concat([frame, again], ignore_index=True)
    many = np.vstack([vectors, vectors[[0] * 30]])
    learned = Coder(book(), encode=encode).learn(both, many, *coded(both, both["row"]))
    alone = Coder(book(), encode=encode).learn(frame, vectors, *coded(frame, frame["row"]))
    assert [s.examples for s in learned.state] == [s.examples for s in alone.state]


@pytest.mark.parametrize(
    "codings",
    [
        pd.DataFrame([("en0", "force", True)], columns=["row", "theme", "value"]),
        pd.DataFrame([("en0", "force", False)], columns=["row", "theme", "value"]),
        NOTHING,
    ],
    ids=["one yes", "only a no", "nothing"],
)
def test_it_codes_with_hardly_any_examples(codings: pd.DataFrame) -> None:
    frame, vectors = world(each=5)
    for themes in (THEMES, ("force",)):
        learned = Coder(book(themes), encode=encode).learn(frame, vectors, codings)
        told = learned.suggest(frame, vectors)
        assert np.isfinite(told.scores).all() and (told.scores <= 1).all()
        assert told.suggested.mean() < 0.6


def test_a_single_theme_is_told_from_everything_else() -> None:
    frame, vectors = world()
    told = Coder(book(["force"]), encode=encode).learn(frame, vectors).suggest(frame, vectors)
    about = truth(frame)[:, THEMES.index("force")]
    assert told.scores[about, 0].mean() > told.scores[~about, 0].mean() + 0.2


def test_texts_that_say_nothing_get_nothing() -> None:
    frame, vectors = world(each=5)
    learned = Coder(book(), encode=encode).learn(frame, vectors, *coded(frame, frame["row"]))
    strange = pd.DataFrame(
        {"row": [1, 2, 3], "text": ["", None, "?"], "language": [None, float("nan"), "tlh"]}
    )
    told = learned.suggest(strange, np.zeros((3, vectors.shape[1]), dtype=np.float32))
    assert not told.suggested.any()
    assert not told.sure.any()


def test_a_frame_of_no_rows_is_coded_too() -> None:
    frame, vectors = world(each=2)
    learned = Coder(book(), encode=encode).learn(frame.iloc[:0], vectors[:0])
    assert learned.suggest(frame.iloc[:0], vectors[:0]).to_frame().empty
    assert len(learned.suggest(frame, vectors).to_frame()) == len(frame) * len(THEMES)


def test_without_an_encoder_definitions_work_by_their_words() -> None:
    frame, _ = world()
    random = np.random.default_rng(0)
    meaningless = unit(random.normal(0, 1, (len(frame), 8)))
    words = Codebook(
        (
            CodebookTheme("force", "An officer pointed a gun", names={"en": "pointed a gun"}),
            CodebookTheme("housing", "My landlord raised the rent", names={"en": "the rent"}),
        )
    )
    told = Coder(words).learn(frame, meaningless).suggest(frame, meaningless)
    about = truth(frame)[:, [THEMES.index("force"), THEMES.index("housing")]]
    assert told.scores[about].mean() > told.scores[~about].mean() + 0.2


def test_what_does_not_fit_is_said_in_words() -> None:
    frame, vectors = world(each=2)
    coder = Coder(book(), encode=encode)
    lines = pd.DataFrame([("en0", "weather", True)], columns=["row", "theme", "value"])
    with pytest.raises(ValueError, match="codebook has not: weather"):
        coder.learn(frame, vectors, lines)
    with pytest.raises(ValueError, match="rows that the frame has not, as 'nobody'"):
        coder.learn(frame, vectors, lines.assign(theme="force", row="nobody"))
    with pytest.raises(ValueError, match="value is True"):
        coder.learn(frame, vectors, lines.assign(theme="force", value="maybe"))
    with pytest.raises(ValueError, match="no value"):
        coder.learn(frame, vectors, lines.drop(columns="value"))
    with pytest.raises(ValueError, match="more than once"):
        coder.learn(pd.concat([frame, frame]), np.vstack([vectors, vectors]))
    with pytest.raises(ValueError, match="as many vectors"):
        coder.learn(frame, vectors[1:])
    with pytest.raises(ValueError, match="not a number"):
        coder.learn(frame, vectors * np.float32("nan"))
    with pytest.raises(ValueError, match="same encoder"):
        Coder(book(), encode=lambda phrases: encode(phrases)[:, :3]).learn(frame, vectors)


def test_progress_may_cancel() -> None:
    frame, vectors = world(each=2)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Coder(book(), encode=encode).learn(frame, vectors, progress=stop)


def test_nothing_that_is_shown_holds_words() -> None:
    frame, vectors = world(each=3)
    learned = Coder(book(), encode=encode).learn(frame, vectors, *coded(frame, frame["row"]))
    told = learned.suggest(frame, vectors)
    shown = [repr(learned), repr(told), told._repr_html_(), learned._repr_html_()]
    assert all("landlord" not in text and "gun" not in text for text in shown)
    assert list(told.to_frame()) == ["row", "theme", "score", "suggested", "sure"]
    assert list(learned.to_frame())[:3] == ["theme", "state", "examples"]


def test_the_values_of_an_attribute_are_coded_by_the_same_machinery() -> None:
    frame, vectors = world(each=3)
    whole = Codebook(book().themes, {"voice": book(["force", "housing"]).themes})
    learned = Coder(whole.attribute("voice"), encode=encode).learn(frame, vectors)
    assert learned.suggest(frame, vectors).themes == ("force", "housing")
