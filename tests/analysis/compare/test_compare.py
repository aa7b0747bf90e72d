"""Groups that agree, differ, or are too few; and chance, which must not look like either."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from analysis.compare import AGREE, DIFFER, REST, TOO_FEW, Chance, Comparison, compare

QUICK = Chance(permutations=199)


def town(
    seed: int, sizes: dict[str, int], shares: dict[str, dict[str, float]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return people in groups, and who raised what; themes of one person go together."""
    random = np.random.default_rng(seed)
    areas = np.repeat(list(sizes), list(sizes.values())) if sizes else np.array([])
    person = np.array([f"{area}{place}" for place, area in enumerate(areas)], dtype=object)
    # A talkative person raises most themes, a quiet one few: themes depend on each other.
    mood = random.random((len(areas), 1)) + random.random((len(areas), len(shares)))
    likely = [[by.get(area, by.get("", 0.0)) for by in shares.values()] for area in areas]
    who, what = np.nonzero(mood / 2 < np.array(likely).reshape(mood.shape))
    names = np.array(list(shares), dtype=object)
    return (
        pd.DataFrame({"person": person, "area": areas.astype(object)}),
        pd.DataFrame({"person": person[who], "theme": names[what]}),
    )


def outcomes(found: Comparison) -> dict[tuple[str, str], str]:
    return {(line.theme, line.value): line.outcome for line in found.lines}


def test_a_planted_difference_is_found_and_no_other() -> None:
    even = {f"t{i}": {"": 0.4} for i in range(5)}
    people, codings = town(
        1, {"north": 300, "south": 300, "west": 300}, {**even, "far": {"": 0.3, "west": 0.7}}
    )
    found = compare(people, codings, "area", chance=Chance(permutations=499))
    differing = {(line.theme, line.value) for line in found.of(DIFFER)}
    assert differing == {("far", "north"), ("far", "south"), ("far", "west")}
    line = next(line for line in found.lines if (line.theme, line.value) == ("far", "west"))
    raised = codings[codings["theme"] == "far"]["person"].str[:4].value_counts()
    assert (line.n, line.of, line.n_other, line.of_other) == (
        raised["west"],
        300,
        raised["nort"] + raised["sout"],
        600,
    )
    assert line.difference == pytest.approx(line.n / 300 - line.n_other / 600, abs=1e-4)
    assert 0 < line.difference_low < line.difference < line.difference_high
    assert line.p == 1 / 500


def test_groups_that_are_alike_and_large_agree() -> None:
    people, codings = town(2, {"north": 1500, "south": 1500}, {"a": {"": 0.2}, "b": {"": 0.1}})
    found = compare(people, codings, "area", chance=QUICK)
    assert set(outcomes(found).values()) == {AGREE}
    assert compare(people, codings, "area", margin=0.001, chance=QUICK).of(AGREE) == ()


def test_what_cannot_be_told_says_why() -> None:
    people, codings = town(
        3, {"north": 60, "south": 60, "tiny": 10}, {"a": {"": 0.5}, "all": {"": 2.0}}
    )
    rare = pd.DataFrame({"person": people["person"].head(10), "theme": "rare"})
    found = compare(people, pd.concat([codings, rare]), "area", chance=QUICK)
    why = {(line.theme, line.value): line.why for line in found.lines}
    assert set(outcomes(found).values()) == {TOO_FEW}
    assert why["a", "tiny"] == "small_group"
    assert why["rare", "north"] == why["all", "south"] == "rare_theme"
    assert why["a", "north"] == "undecided"
    assert {line.p for line in found.lines if line.why != "undecided"} == {None}


@pytest.mark.parametrize("sizes", [{"a": 60, "b": 60, "c": 15}, {"a": 200, "b": 20}])
def test_chance_alone_seldom_differs_anywhere_in_the_table(sizes: dict[str, int]) -> None:
    """Of 80 towns without differences, 4 or so may say "differ" anywhere; over 9 is 1 in 100."""
    themes = {f"t{i}": {"": share} for i, share in enumerate([0.1, 0.2, 0.3, 0.5, 0.6, 0.8])}
    wrong = 0
    for seed in range(80):
        people, codings = town(seed, sizes, themes)
        found = compare(people, codings, "area", chance=Chance(permutations=99, seed=seed))
        wrong += bool(found.of(DIFFER))
    assert 1 <= wrong <= 9


def test_groups_that_differ_by_the_margin_are_seldom_said_to_agree() -> None:
    wrong = 0
    for seed in range(40):
        people, codings = town(seed, {"a": 300, "b": 300}, {"x": {"a": 0.2, "b": 0.35}})
        shares = 0.2**2 * 2, 0.35**2 * 2  # the mean of two uniform numbers is below s
        found = compare(
            people,
            codings,
            "area",
            margin=shares[1] - shares[0],
            chance=Chance(permutations=99, seed=seed),
        )
        wrong += bool(found.of(AGREE))
    assert wrong <= 5


def test_the_chance_is_that_of_every_possible_deal() -> None:
    """With few enough people, all ways to deal them out can be counted by hand."""
    people = pd.DataFrame({"person": [str(i) for i in range(8)], "area": list("aaabbbbb")})
    codings = pd.DataFrame(
        [(str(i), "x") for i in (0, 1, 2, 3)] + [(str(i), "y") for i in (1, 5, 6)],
        columns=["person", "theme"],
    )
    raised = {theme: set(map(int, its["person"])) for theme, its in codings.groupby("theme")}

    def largest(members: set[int]) -> float:
        z: list[float] = []
        for who in raised.values():
            p = len(who) / 8
            error = math.sqrt(p * (1 - p) * (1 / 3 + 1 / 5))
            z.append(abs(len(members & who) / 3 - (len(who) - len(members & who)) / 5) / error)
        return max(z)

    deals = [largest(set(members)) for members in itertools.combinations(range(8), 3)]
    as_large = np.mean(np.array(deals) >= largest({0, 1, 2}) - 1e-12)
    found = compare(people, codings, "area", chance=Chance(permutations=1500, fewest=1))
    line = next(line for line in found.lines if (line.theme, line.value) == ("x", "a"))
    assert line.p == pytest.approx(as_large, abs=0.02)


def test_one_group_may_be_the_measure_for_the_others() -> None:
    people, codings = town(4, {"a": 200, "b": 200, "c": 200}, {"x": {"": 0.3, "b": 0.7}})
    found = compare(people, codings, "area", against="a", chance=QUICK)
    assert outcomes(found)["x", "b"] == DIFFER != outcomes(found)["x", "c"]
    assert len(found.lines) == 2
    assert {line.of_other for line in found.lines} == {200}
    assert {line.against for line in found.lines} == {"a"}
    assert compare(people, codings, "area", chance=QUICK).lines[0].against == REST


def test_people_count_once_and_the_order_of_rows_does_not_matter() -> None:
    people, codings = town(5, {"a": 80, "b": 90}, {"x": {"": 0.4}, "y": {"a": 0.2, "b": 0.5}})
    plain = compare(people, codings, "area", chance=QUICK).to_json()
    again = pd.concat([codings, codings.head(30)]).sample(frac=1, random_state=2)
    shuffled = people.sample(frac=1, random_state=3)
    assert compare(shuffled, again, "area", chance=QUICK).to_json() == plain


def test_who_is_in_no_group_is_not_compared() -> None:
    people, codings = town(6, {"a": 80, "b": 90, "": 40}, {"x": {"": 0.4}})
    people.loc[:2, "area"] = None
    found = compare(people, codings, "area", chance=QUICK)
    assert (found.unanswered, {line.of for line in found.lines}) == (43, {77, 90})


def test_what_cannot_be_compared_is_refused() -> None:
    people, codings = town(7, {"a": 20, "b": 20}, {"x": {"": 0.4}})
    with pytest.raises(ValueError, match="lack the columns \\['home'\\]"):
        compare(people, codings, "home")
    with pytest.raises(ValueError, match="each person once"):
        compare(pd.concat([people, people]), codings, "area")
    with pytest.raises(ValueError, match="of nobody"):
        compare(people.head(3), codings, "area")
    with pytest.raises(ValueError, match="never compared together"):
        compare(people.assign(unit=["people", "comments"] * 20), codings, "area")
    with pytest.raises(ValueError, match="no group 'c'"):
        compare(people, codings, "area", against="c")


def test_long_work_says_where_it_is_and_can_be_stopped() -> None:
    people, codings = town(8, {"a": 20, "b": 20}, {"x": {"": 0.4}})
    seen: list[tuple[int, int]] = []
    compare(people, codings, "area", chance=QUICK, progress=lambda *at: seen.append(at))
    assert seen[-1] == (199, 199)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare(people, codings, "area", chance=QUICK, progress=stop)


def test_nobody_and_nothing_are_no_trouble() -> None:
    people, codings = town(9, {"a": 20, "b": 20}, {})
    assert compare(people, codings, "area", chance=QUICK).lines == ()
    nobody = compare(people.iloc[:0], codings, "area", themes=["x"], chance=QUICK)
    assert (nobody.lines, len(nobody.to_frame())) == ((), 0)
    assert "<table" in nobody._repr_html_()
