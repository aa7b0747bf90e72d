import hashlib

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score, homogeneity_score

from analysis import Discover, Themes
from analysis.themes import sample
from tests.analysis.themes.planted import SUBJECTS, evenly, planted


def primary(themes: Themes) -> list[str]:
    lines = themes.assignments
    return list(lines[lines["primary"]]["theme"])


def test_subjects_are_found_across_languages_and_a_language_is_never_a_theme() -> None:
    frame, vectors = planted(evenly(30))
    themes = Discover()(frame, vectors)
    assert homogeneity_score(frame["subject"], primary(themes)) > 0.95
    assert abs(adjusted_rand_score(frame["language"], primary(themes))) < 0.02
    for theme in themes.themes:
        assert set(theme.languages) == {"en", "es", "ar"}


@pytest.mark.parametrize("count", [2, 3, 6])
def test_the_number_of_themes_is_found_and_subjects_are_not_lumped(count: int) -> None:
    frame, vectors = planted(evenly(40, subjects=SUBJECTS[:count]))
    themes = Discover()(frame, vectors)
    assert homogeneity_score(frame["subject"], primary(themes)) > 0.9
    # It may split what belongs together, which people mend more easily than the reverse.
    assert count <= len(themes.themes) <= 4 * count


def test_a_language_that_is_a_tenth_of_the_rows_finds_its_subjects_too() -> None:
    counts = {(subject, "en"): 60 for subject in SUBJECTS}
    counts |= {(subject, "vi"): 6 for subject in SUBJECTS}
    frame, vectors = planted(counts)
    themes = Discover()(frame, vectors)
    few = frame["language"] == "vi"
    found = np.array(primary(themes))
    assert adjusted_rand_score(frame["subject"][few], found[few]) > 0.8
    assert abs(adjusted_rand_score(frame["language"], found)) < 0.02


def test_every_row_has_one_primary_theme_and_perhaps_a_weaker_second() -> None:
    frame, vectors = planted(evenly(20))
    english = frame[frame["language"] == "en"]
    police, housing = (english.index[english["subject"] == it][0] for it in ("police", "housing"))
    halfway = vectors[police] + vectors[housing]
    vectors[police] = halfway / np.linalg.norm(halfway)
    lines = Discover()(frame, vectors).assignments
    assert list(lines[lines["primary"]]["row"]) == list(frame["row"])
    assert lines["score"].between(0, 1).all()
    seconds = lines[~lines["primary"]].merge(lines[lines["primary"]], on="row")
    assert frame["row"][police] in set(seconds["row"])
    assert (seconds["theme_x"] != seconds["theme_y"]).all()


def test_each_language_is_told_how_well_it_was_served() -> None:
    frame, vectors = planted(evenly(25))
    vectors[:3] = 0
    themes = Discover()(frame, vectors)
    other = primary(themes).count("other")
    assert other >= 3 and themes.other_share == round(other / len(frame), 4) <= 0.05
    assert sum(theme.rows for theme in themes.themes) + other == len(vectors)
    for tag, service in themes.languages.items():
        its = [theme.languages.get(tag, 0) for theme in themes.themes]
        assert service.rows == sum(its) + service.other == 150
        assert service.other_share == round(service.other / 150, 4)
        assert 0 < service.fit < 1


def test_the_same_input_gives_the_same_bytes_whatever_the_number_of_threads() -> None:
    threadpoolctl = pytest.importorskip("threadpoolctl")
    frame, vectors = planted(evenly(70))
    several = Discover(seed=3)(frame, vectors).to_json()
    with threadpoolctl.threadpool_limits(1):
        assert Discover(seed=3)(frame, vectors).to_json() == several


def test_the_same_input_gives_the_same_bytes_on_any_machine() -> None:
    """Change the digest together with the method, never because a machine differs."""
    counts = {
        ("police", "en"): 30,
        ("housing", "en"): 25,
        ("police", "es"): 20,
        ("school", "es"): 15,
    }
    frame, vectors = planted(counts)
    coarse = np.round(vectors, 2)
    digest = hashlib.sha256(Discover()(frame, coarse).to_json().encode()).hexdigest()
    assert digest[:16] == "a64ce8b405d8af94"


def test_among_many_rows_a_sample_is_searched_and_themes_hardly_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame, vectors = planted(evenly(60))
    monkeypatch.setattr(sample, "MOST", 300)
    monkeypatch.setattr(sample, "SAMPLE", 300)
    monkeypatch.setattr(sample, "LEAST_OF_LANGUAGE", 50)
    for seed in (0, 1):
        themes = Discover(seed=seed)(frame, vectors)
        assert homogeneity_score(frame["subject"], primary(themes)) > 0.9


def test_no_theme_is_smaller_than_asked_and_none_is_more_than_allowed() -> None:
    frame, vectors = planted({**evenly(30), ("parking", "en"): 4, ("parking", "es"): 0})
    assert min(theme.rows for theme in Discover(min_size=30)(frame, vectors).themes) >= 25
    assert len(Discover(most=2)(frame, vectors).themes) <= 2


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 5, 9])
def test_a_handful_of_rows_gives_sensible_themes(rows: int) -> None:
    frame, vectors = planted(evenly(1))
    themes = Discover()(frame[:rows], vectors[:rows])
    assert len(themes.themes) == (0 if rows == 0 else 1) or rows == 9
    assert len(primary(themes)) == rows
    assert sum(theme.rows for theme in themes.themes) == rows
    assert '"themes"' in themes.to_json()


@pytest.mark.parametrize("language", ["en", "und"])
def test_everybody_saying_the_same_is_one_theme(language: str) -> None:
    frame, vectors = planted(evenly(2))
    frame = frame.assign(text="Nobody came.", language=language)
    themes = Discover()(frame, np.repeat(vectors[:1], len(frame), axis=0))
    assert [theme.rows for theme in themes.themes] == [len(frame)]
    assert themes.other_share == 0


def test_rows_without_content_have_no_theme() -> None:
    frame, vectors = planted(evenly(10))
    vectors[4] = 0
    frame.loc[4, "text"] = " "
    assert primary(Discover()(frame, vectors))[4] == "other"


def test_quotes_are_rows_of_the_theme_and_people_are_counted_once() -> None:
    frame, vectors = planted(evenly(20))
    frame["person"] = [f"p{i % 50}" for i in range(len(frame))]
    themes = Discover(quotes=4)(frame, vectors)
    found = dict(zip(frame["row"], primary(themes), strict=True))
    person = dict(zip(frame["row"], frame["person"], strict=True))
    for theme in themes.themes:
        members = [row for row, its in found.items() if its == theme.id]
        assert theme.rows == len(members)
        assert theme.persons == len({person[row] for row in members})
        assert len(theme.quotes) == 4 and set(theme.quotes) <= set(members)
        assert len({person[row] for row in theme.quotes}) == 4
    assert Discover()(frame.drop(columns="person"), vectors).themes[0].persons is None


def test_people_are_counted_only_where_the_source_names_them() -> None:
    frame, vectors = planted(evenly(20))
    unnamed = frame.assign(person=None)
    assert {theme.persons for theme in Discover()(unnamed, vectors).themes} == {None}
    some = [f"p{i}" if i < 5 else float("nan") if i % 2 else "" for i in range(len(frame))]
    themes = Discover()(frame.assign(person=some), vectors).themes
    assert sum(theme.persons or 0 for theme in themes) == 5
    assert all(len(theme.quotes) == 6 for theme in themes)


def test_themes_are_named_and_ordered_by_size() -> None:
    frame, vectors = planted({("waiting", "en"): 40, ("police", "en"): 30, ("housing", "en"): 20})
    themes = Discover()(frame, vectors).themes
    sizes = [theme.rows for theme in themes]
    assert [theme.id for theme in themes] == [f"t{i + 1:02}" for i in range(len(themes))]
    assert sizes == sorted(sizes, reverse=True) and sum(sizes) == 90
    assert "ambulance" in themes[0].keywords["en"]
    assert "waited" not in repr(themes[0]) + repr(Discover()(frame, vectors))


def test_a_theme_of_nothing_but_emoji_still_has_a_name() -> None:
    frame, vectors = planted(evenly(2))
    themes = Discover()(frame.assign(text="😀", language="und"), vectors).themes
    assert [theme.label for theme in themes] == [theme.id for theme in themes]


def test_a_frame_that_does_not_match_is_refused() -> None:
    frame, vectors = planted(evenly(3))
    with pytest.raises(ValueError, match="language"):
        Discover()(frame.drop(columns="language"), vectors)
    with pytest.raises(ValueError, match="vectors"):
        Discover()(frame, vectors[1:])
    with pytest.raises(ValueError, match="row"):
        Discover()(frame.assign(row=1), vectors)


def test_progress_moves_forward_to_its_end_and_may_cancel() -> None:
    frame, vectors = planted(evenly(20))
    seen: list[tuple[int, int]] = []
    Discover()(frame, vectors, lambda done, total: seen.append((done, total)))
    shares = [done / total for done, total in seen]
    assert shares == sorted(shares) and shares[-1] == 1

    def cancel(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        Discover()(frame, vectors, cancel)


def test_a_theme_splits_only_where_it_falls_into_parts() -> None:
    frame, vectors = planted(evenly(40, subjects=SUBJECTS[:2]))
    random = np.random.default_rng(9)
    # Those who wait tell of two things, and nobody else does: a second axis says which.
    which = np.where(random.random(len(frame)) < 0.5, 40, 41)
    waiting = (frame["subject"] == "waiting").to_numpy()
    vectors[np.flatnonzero(waiting), which[waiting]] += 0.22
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    themes = Discover(most=2)(frame, vectors)
    lines = themes.assignments[themes.assignments["primary"]].reset_index(drop=True)
    parts = lines["subtheme"][waiting & (lines["subtheme"] != "")]
    assert len(parts) > 0.9 * waiting.sum()
    assert adjusted_rand_score(which[parts.index], parts) > 0.8
    assert set(lines["subtheme"][~waiting]) == {""}
    for theme in themes.themes:
        assert sum(part.rows for part in theme.subthemes) in (0, theme.rows)
        assert all(part.id.startswith(f"{theme.id}.") for part in theme.subthemes)
        quoted = [set(theme.quotes) & set(part.quotes) for part in theme.subthemes]
        assert all(quoted)


def test_a_tight_theme_of_twelve_survives_and_as_many_scattered_rows_do_not() -> None:
    frame, vectors = planted({**evenly(80), ("parking", "en"): 12, ("parking", "es"): 0,
                              ("parking", "ar"): 0})  # fmt: skip
    random = np.random.default_rng(2)
    scattered = np.flatnonzero(frame["subject"] == "housing")[:12]
    vectors[scattered] = random.normal(size=(12, vectors.shape[1]))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    discover = Discover(min_size=None)
    found = np.array(primary(discover(frame, vectors)))
    parking = (frame["subject"] == "parking").to_numpy()
    assert discover.fewest(len(frame)) > 12
    assert len(set(found[parking])) == 1
    assert (found == found[parking][0]).sum() == 12
    assert all((found == theme).sum() >= 12 for theme in set(found[scattered]) - {"other"})


def test_copies_of_one_letter_are_counted_and_bend_nothing() -> None:
    frame, vectors = planted(evenly(30))
    one = int(np.flatnonzero(frame["subject"] == "police")[0])
    more = frame.loc[[one] * 400].assign(row=[f"c{n}" for n in range(400)])
    copied = pd.concat([frame, more], ignore_index=True)
    alone = Discover(min_size=5)(frame, vectors)
    beside = Discover(min_size=5)(copied, np.vstack([vectors, np.repeat(vectors[[one]], 400, 0)]))
    assert adjusted_rand_score(primary(alone), primary(beside)[: len(frame)]) > 0.99
    assert sum(theme.rows for theme in beside.themes) == len(copied)
    assert beside.themes[0].rows > 400


def test_each_theme_tells_how_well_it_comes_back() -> None:
    frame, vectors = planted(evenly(30))
    clear = Discover()(frame, vectors)
    assert all((theme.stability or 0) > 0.75 for theme in clear.themes) and clear.stability > 0.8
    noise = np.random.default_rng(3).normal(size=vectors.shape).astype(np.float32)
    vague = Discover()(frame, noise / np.linalg.norm(noise, axis=1, keepdims=True))
    assert vague.stability < clear.stability - 0.2
    assert clear.to_frame()["stability"].notna().any()
    assert clear.to_dict()["choice"]["chosen"] <= len(clear.themes)
