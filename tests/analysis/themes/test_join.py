import json

import numpy as np
import pytest

from analysis import Discover
from analysis.themes.join import join, same_themes
from analysis.themes.placing import Placing
from tests.analysis.themes.planted import SUBJECTS, evenly, planted

OLD = SUBJECTS[:5]


def found_before() -> tuple[Placing, dict[str, str], dict[str, str]]:
    frame, vectors = planted(evenly(30, subjects=OLD))
    themes = Discover()(frame, vectors)
    lines = themes.assignments[themes.assignments["primary"]]
    theme = dict(zip(lines["row"], lines["theme"], strict=True))
    named = {
        theme[row]: subject for row, subject in zip(frame["row"], frame["subject"], strict=True)
    }
    assert themes.placing is not None
    return themes.placing, named, theme


def test_new_texts_join_the_theme_of_their_subject_after_it_was_kept_as_plain_values() -> None:
    placing, named, _ = found_before()
    kept = Placing.from_dict(json.loads(json.dumps(placing.to_dict())))
    frame, vectors = planted(evenly(10, subjects=OLD), seed=5)
    joined = join(kept, frame, vectors)
    went = joined.assignments["theme"].map(named)
    right = went.to_numpy() == frame["subject"].to_numpy()
    assert right.mean() > 0.95
    assert joined.assignments.equals(join(placing, frame, vectors).assignments)


def test_where_a_text_goes_does_not_depend_on_the_texts_beside_it() -> None:
    placing, _, _ = found_before()
    frame, vectors = planted(evenly(10), seed=6)
    all_of_them = join(placing, frame, vectors).assignments
    alone = join(placing, frame[3:4], vectors[3:4]).assignments
    assert alone.iloc[0].to_dict() == all_of_them.iloc[3].to_dict()


def test_a_subject_that_was_not_there_fits_badly_and_is_a_candidate() -> None:
    placing, _, _ = found_before()
    counts = {**evenly(10, subjects=OLD), **evenly(15, subjects=["parking"])}
    frame, vectors = planted(counts, seed=7)
    joined = join(placing, frame, vectors)
    fits = joined.assignments["fits"]
    parking = frame["subject"] == "parking"
    assert fits[parking].mean() < 0.1 < 0.85 < fits[~parking].mean()
    assert joined.candidates is not None
    quoted = {row for theme in joined.candidates.themes for row in theme.quotes}
    assert quoted & set(frame["row"][parking])
    assert {theme.id[:3] for theme in joined.candidates.themes} == {"new"}
    lines = joined.to_frame()
    assert lines[lines["language"] == ""]["rows"].sum() == len(frame)
    assert lines[(lines["language"] == "") & lines["drifted"]]["poor"].sum() >= 40


def test_a_language_nobody_spoke_before_is_placed_too() -> None:
    placing, _, _ = found_before()
    frame, vectors = planted(evenly(10, subjects=OLD), seed=8)
    joined = join(placing, frame.assign(language="vi"), vectors)
    assert len(joined.assignments) == len(frame)


def test_names_stay_with_their_content_when_themes_are_found_anew() -> None:
    earlier = {f"a{n}": "t01" for n in range(10)} | {f"b{n}": "t02" for n in range(10)}
    swapped = {f"a{n}": "t02" for n in range(10)} | {f"b{n}": "t01" for n in range(10)}
    assert same_themes(earlier, swapped) == {"t02": "t01", "t01": "t02"}
    # A theme that was cut in two keeps its name on the larger half only.
    halves = {f"a{n}": "t01" if n < 7 else "t03" for n in range(10)}
    assert same_themes(earlier, halves) == {"t01": "t01"}
    # A few old rows among many that nobody named carry no name over.
    drowned = earlier | {f"new{n}": "t01" for n in range(40)}
    assert same_themes(earlier, drowned) == {"t02": "t02"}
    assert same_themes(earlier, {f"new{n}": "t01" for n in range(9)}) == {}
    assert same_themes({"a": "other"}, {"a": "t01"}) == {}


def test_vectors_of_another_encoder_are_refused() -> None:
    placing, _, _ = found_before()
    frame, vectors = planted(evenly(2))
    with pytest.raises(ValueError, match="encoder"):
        join(placing, frame, np.ones((len(vectors), 7)))
