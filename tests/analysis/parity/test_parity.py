"""How languages and modes were served."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from analysis.agreement import agree
from analysis.compare import Chance
from analysis.parity import Parity, Served, parity

QUICK = Chance(permutations=199)
SIZES = {"en": 300, "es": 150, "so": 60}


def served(seed: int = 0, fallen: float = 0.02) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return segments in three languages and two modes; `fallen` of Spanish and Somali is other."""
    random = np.random.default_rng(seed)
    language = np.repeat(list(SIZES), list(SIZES.values()))
    rows = [f"r{i}" for i in range(len(language))]
    segments = pd.DataFrame(
        {
            "row": rows,
            "language": language,
            "mode": random.choice(["web", "paper"], len(rows)),
            "person": [f"p{i // 2}" for i in range(len(rows))],
        }
    )
    theme = random.choice(["home", "wait"], len(rows)).astype(object)
    theme[(language != "en") & (random.random(len(rows)) < fallen)] = "other"
    lines = pd.DataFrame({"row": rows, "theme": theme, "score": np.where(theme == "other", 0, 0.6)})
    return segments, lines


def of(found: Parity, value: str) -> Served:
    return next(line for line in found.served if line.value == value)


def test_evenly_served_languages_have_no_note() -> None:
    segments, lines = served(fallen=0)
    second = lines[lines["theme"] == "home"].head(40).assign(theme="wait", score=0.3)
    found = parity(segments, pd.concat([lines, second]), chance=QUICK)
    assert [(line.dimension, line.value) for line in found.served] == [
        ("language", "en"),
        ("language", "es"),
        ("language", "so"),
        ("mode", "paper"),
        ("mode", "web"),
    ]
    assert {line.note for line in found.served} == {""}
    assert {line.represented for line in found.themes} == {""}
    assert found.warnings == ()
    assert (of(found, "es").segments, of(found, "es").people, of(found, "es").fit) == (150, 75, 0.6)


def test_the_share_left_as_other_is_counted_beside_the_rest() -> None:
    segments, lines = served(fallen=0.3)
    found = parity(segments, lines, by=["language"], chance=QUICK)
    left = lines["theme"] == "other"
    line = of(found, "es")
    es = (segments["language"] == "es").to_numpy()
    assert (line.other, line.note) == (int(left[es].sum()), "falls_out")
    assert line.other_share == pytest.approx(left[es].mean(), abs=1e-4)
    bounds = binomtest(line.other, 150).proportion_ci(method="wilson")
    assert line.other_low == pytest.approx(bounds.low, abs=1e-4)
    assert line.other_high == pytest.approx(bounds.high, abs=1e-4)
    assert line.beside == pytest.approx(left[es].mean() - left[~es].mean(), abs=1e-4)
    assert of(found, "en").note == ""


def test_a_theme_in_one_language_where_others_fell_out_is_a_warning() -> None:
    for fallen, expected in ((0.4, ("es", "so")), (0.0, ())):
        segments, lines = served(fallen=fallen)
        some = lines.index[(segments["language"] == "en") & (lines["theme"] == "home")][:80]
        lines.loc[some, "theme"] = "fear"
        found = parity(segments, lines, by=["language"], chance=QUICK)
        assert [(each.theme, each.value, each.fallen) for each in found.warnings] == (
            [("fear", "en", expected)] if expected else []
        )
        fear = next(e for e in found.themes if (e.theme, e.value) == ("fear", "en"))
        assert (fear.represented, fear.ratio_low > 1) == ("over", True)


def test_people_count_once_a_theme_and_segments_where_nobody_is_known() -> None:
    segments, lines = served()
    by_person = parity(segments, lines, by=["language"], chance=QUICK)
    line = next(e for e in by_person.themes if (e.theme, e.value) == ("wait", "es"))
    joined = lines.merge(segments, on="row")
    spoke = joined[(joined["theme"] == "wait") & (joined["language"] == "es")]
    assert (line.n, line.of, by_person.unit) == (spoke["person"].nunique(), 75, "people")
    elsewhere = joined[(joined["theme"] == "wait") & (joined["language"] != "es")]
    share = elsewhere["person"].nunique() / 180
    assert line.ratio == pytest.approx(spoke["person"].nunique() / 75 / share, rel=0.03)
    nobody = parity(segments.drop(columns="person"), lines, by=["language"], chance=QUICK)
    line = next(e for e in nobody.themes if (e.theme, e.value) == ("wait", "es"))
    assert (line.n, line.of, nobody.unit) == (len(spoke), 150, "segments")
    assert of(nobody, "es").people is None


def test_a_language_with_too_few_says_so() -> None:
    segments, lines = served()
    segments.loc[segments.index[-12:], "language"] = "ht"
    found = parity(segments, lines, by=["language"], chance=QUICK)
    assert (of(found, "ht").note, of(found, "ht").beside) == ("too_few", None)
    assert {e.p for e in found.themes if e.value == "ht"} == {None}


def test_a_language_that_fits_less_says_so() -> None:
    segments, lines = served()
    lines.loc[segments["language"] == "so", "score"] = 0.4
    assert of(parity(segments, lines, chance=QUICK), "so").note == "fits_less"


def test_agreement_with_people_is_shown_by_language_and_by_mode() -> None:
    segments, lines = served()
    coded = lines.rename(columns={"row": "segment"}).assign(coder="ana")[
        ["segment", "coder", "theme"]
    ]
    coded["theme"] = coded["theme"].where(coded["theme"] != "other")
    wrong = (segments["language"] == "so") & (lines["theme"] == "home")
    coded.loc[wrong, "theme"] = "wait"
    found = parity(segments, lines, people=coded, chance=QUICK)
    assert of(found, "en").f1 == 1.0
    right = 1 - wrong.sum() / ((segments["language"] == "so") & (lines["theme"] != "other")).sum()
    assert of(found, "so").f1 == pytest.approx(right, abs=1e-4)
    assert of(found, "web").f1 is not None
    second = coded.assign(coder="ben")
    both = pd.concat([coded, second]).merge(
        segments[["row", "language"]], left_on="segment", right_on="row"
    )
    given = parity(segments, lines, agreement=agree(both, samples=20), chance=QUICK)
    assert (of(given, "so").f1, of(given, "web").f1) == (1.0, None)


def test_the_order_of_rows_changes_nothing() -> None:
    segments, lines = served(fallen=0.2)
    again = parity(
        segments.sample(frac=1, random_state=1), lines.sample(frac=1, random_state=2), chance=QUICK
    )
    assert again.to_json() == parity(segments, lines, chance=QUICK).to_json()


def test_what_cannot_be_told_is_refused_or_left_out() -> None:
    segments, lines = served()
    with pytest.raises(ValueError, match="assignments lack"):
        parity(segments, lines[["row"]])
    with pytest.raises(ValueError, match="not all different"):
        parity(pd.concat([segments, segments]), lines)
    nothing = parity(segments, lines, by=["place"], chance=QUICK)
    assert (nothing.served, repr(nothing)) == ((), "Parity(0 groups, 0 warnings)")
    segments["mode"] = None
    empty = parity(segments, lines, by=["mode"], chance=QUICK)
    assert (empty.served, len(empty.warnings_frame())) == ((), 0)
    assert "<table" in empty._repr_html_()
