"""Agreement of people, against published values and a second way of counting."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import agree
from analysis.agreement.coefficients import counts_of, per_segment

FIRST, SECOND = "ana", "ben"
NONE: list[str | None] = [None]


def codings(*lines: tuple[object, str, str | None]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=["segment", "coder", "theme"])


def coded(given: Mapping[str, Sequence[bool | None]], theme: str = "wait") -> pd.DataFrame:
    """Return codings of one theme: for each coder, whether it was given, None where not read."""
    return codings(
        *(
            (place, coder, theme if value else None)
            for coder, values in given.items()
            for place, value in enumerate(values)
            if value is not None
        )
    )


def random_codings(seed: int, coders: int, missing: float) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    lines: list[tuple[object, str, str | None]] = []
    for segment in range(60):
        truth = {theme for theme in ("wait", "fear", "home") if random.random() < 0.4}
        for coder in range(coders):
            if random.random() < missing:
                continue
            seen = {theme for theme in ("wait", "fear", "home") if random.random() < 0.15} ^ truth
            lines += [(segment, f"c{coder}", theme) for theme in (sorted(seen) or NONE)]
    return codings(*lines)


def alpha_by_pairs(frame: pd.DataFrame, theme: str) -> float:
    """Return alpha as 1 - observed / expected disagreement, counting every pair by itself."""
    units = []
    for _, lines in frame.groupby("segment"):
        read = sorted(lines["coder"].unique())
        yes = set(lines.loc[lines["theme"] == theme, "coder"])
        if len(read) > 1:
            units.append([coder in yes for coder in read])
    values = [value for unit in units for value in unit]
    observed = sum(
        sum(a != b for a, b in itertools.permutations(unit, 2)) / (len(unit) - 1) for unit in units
    ) / len(values)
    expected = sum(a != b for a, b in itertools.permutations(values, 2))
    return 1 - observed / (expected / (len(values) * (len(values) - 1)))


def test_two_observers_of_krippendorffs_paper_agree_as_published() -> None:
    """Krippendorff 2011, A: ten articles, Meg and Owen, alpha 0.095."""
    meg = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    owen = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    frame = coded({"Meg": [x == 1 for x in meg], "Owen": [x == 1 for x in owen]})
    (line,) = agree(frame, fewest=10).lines
    assert line.alpha == pytest.approx(0.095, abs=0.0005)
    assert (line.segments, line.a_yes, line.b_yes, line.both) == (10, 2, 4, 1)
    assert line.agreed == 0.6
    assert line.f1 == pytest.approx(2 * 1 / (2 + 4), abs=1e-4)


def test_four_observers_with_missing_readings_agree_as_published() -> None:
    """Krippendorff 2011, C: five values, 0.743; the sums of the values make up its sums."""
    table = """1 2 3 3 2 1 4 1 2 . . .
               1 2 3 3 2 2 4 1 2 5 . 3
               . 3 3 3 2 3 4 2 2 5 1 .
               1 2 3 3 2 4 4 1 2 5 1 ."""
    columns = [list(unit) for unit in zip(*map(str.split, table.splitlines()), strict=True)]
    units = [[value for value in unit if value != "."] for unit in columns]
    units = [unit for unit in units if len(unit) > 1]
    readers = np.array([len(unit) for unit in units])
    given = np.array([[unit.count(value) for value in "12345"] for unit in units])
    values, scale = per_segment(readers, given)
    counts = counts_of(values.sum(axis=0).astype(float), scale)
    expected = (counts.yes * (counts.readings - counts.yes)).sum()
    alpha = 1 - (counts.readings[0] - 1) * counts.apart.sum() / expected
    assert alpha == pytest.approx(0.743, abs=0.0005)


def test_a_rare_code_has_the_ac1_of_gwets_paper_where_kappa_fails() -> None:
    """Gwet 2008: 118 both, 5 and 2 one of them, 0 neither: AC1 0.9408, kappa below 0."""
    first = [True] * 118 + [True] * 5 + [False] * 2
    second = [True] * 118 + [False] * 5 + [True] * 2
    (line,) = agree(coded({FIRST: first, SECOND: second})).lines
    assert line.ac1 == pytest.approx(0.9408, abs=0.0001)
    assert line.alpha is not None
    assert line.alpha < 0


@pytest.mark.parametrize(("coders", "missing"), [(2, 0.0), (2, 0.3), (4, 0.3)])
def test_alpha_counted_by_pairs_is_the_same(coders: int, missing: float) -> None:
    frame = random_codings(3, coders, missing)
    found = agree(frame, samples=50)
    for line in found.lines:
        assert line.alpha == pytest.approx(alpha_by_pairs(frame, line.theme), abs=6e-5)
    assert found.once == (frame.groupby("segment")["coder"].nunique() == 1).sum()


def test_with_three_in_turn_each_segment_has_a_first_and_a_second_reader() -> None:
    frame = codings((1, "b", "wait"), (1, "c", None), (2, "c", "wait"), (2, "a", "wait"))
    (line,) = agree(pd.concat([frame, codings((3, "c", "wait"))])).lines
    assert (line.segments, line.a_yes, line.b_yes, line.both) == (2, 2, 1, 1)


def test_a_theme_that_nobody_gave_has_no_alpha_but_a_reason() -> None:
    frame = coded({FIRST: [False] * 30, SECOND: [False] * 30})
    nobody, rare = agree(pd.concat([frame, codings((3, FIRST, "fear"))]), ["wait", "fear"]).lines
    assert (nobody.alpha, nobody.alpha_low, nobody.f1, nobody.note) == (None, None, None, "nobody")
    assert rare.note == "rare"
    always = agree(coded({FIRST: [True] * 30, SECOND: [True] * 30})).lines[0]
    assert (always.alpha, always.ac1, always.f1, always.note) == (None, 1.0, 1.0, "everybody")


def test_too_few_segments_say_nothing() -> None:
    frame = random_codings(1, 2, 0.0)
    frame = frame.assign(language=np.where(frame["segment"] < 19, "so", "en"))
    found = agree(frame, samples=50)
    few = [line for line in found.lines if line.language == "so"]
    assert {line.note for line in few} == {"too_few"}
    assert all(line.alpha is None and line.segments == 19 for line in few)
    assert [(each.language, each.f1 is None) for each in found.overall] == [
        ("", False),
        ("en", False),
        ("so", True),
    ]


def test_a_language_says_the_same_alone_as_among_others() -> None:
    frame = random_codings(1, 2, 0.0)
    frame = frame.assign(language=np.where(frame["segment"] < 25, "so", "en"))
    among = [line for line in agree(frame, samples=100).lines if line.language == "so"]
    assert list(agree(frame, language="so", samples=100).lines) == among


def test_intervals_draw_persons_so_repeating_oneself_tells_nothing_new() -> None:
    first = random_codings(2, 2, 0.0)
    often = pd.concat(
        [
            first.assign(segment=first["segment"] + 60 * turn, person=first["segment"])
            for turn in range(5)
        ]
    )
    once, by_person = (agree(frame, ["wait"]).lines[0] for frame in (first, often))
    by_segment = agree(often.drop(columns="person"), ["wait"]).lines[0]
    assert by_person.agreed == by_segment.agreed == once.agreed
    widths = [
        (line.alpha_high or 0) - (line.alpha_low or 0) for line in (once, by_person, by_segment)
    ]
    assert widths[1] == pytest.approx(widths[0], rel=0.1)
    assert widths[2] < 0.6 * widths[1]
    assert agree(first.assign(person="p"), ["wait"]).lines[0].alpha_low is None


def test_the_interval_is_that_of_a_plain_bootstrap() -> None:
    frame = random_codings(5, 2, 0.0)
    line = agree(frame, ["wait"], samples=2000).lines[0]
    yes = frame[frame["theme"] == "wait"]
    marks = np.array(
        [
            [
                ((yes["segment"] == segment) & (yes["coder"] == coder)).any()
                for coder in ("c0", "c1")
            ]
            for segment in range(60)
        ]
    )
    random = np.random.default_rng(9)
    drawn = []
    for _ in range(2000):
        a, b = marks[random.integers(0, 60, 60)].T
        n1, n = a.sum() + b.sum(), 2 * len(a)
        drawn.append(1 - (n - 1) * (a != b).sum() / (n1 * (n - n1)))
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert line.alpha_low == pytest.approx(low, abs=0.03)
    assert line.alpha_high == pytest.approx(high, abs=0.03)


def test_order_and_repeated_lines_change_nothing() -> None:
    frame = random_codings(4, 3, 0.2)
    again = pd.concat([frame, frame.head(40)]).sample(frac=1, random_state=1)
    assert agree(again, samples=50).to_json() == agree(frame, samples=50).to_json()


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="lack the columns coder"):
        agree(pd.DataFrame({"segment": [1], "theme": ["wait"]}))
    with pytest.raises(ValueError, match="needs a coder"):
        agree(codings((1, "", "wait")))
    with pytest.raises(ValueError, match="more than one language"):
        agree(codings((1, FIRST, "wait"), (1, SECOND, None)).assign(language=["en", "es"]))


def test_nothing_coded_twice_is_no_trouble() -> None:
    found = agree(codings((1, FIRST, "wait")))
    assert (found.once, found.overall[0].segments, found.overall[0].note) == (1, 0, "too_few")
    assert "wait" in found._repr_html_()
    assert len(agree(codings()).to_frame()) == 0


def test_persons_are_counted_and_the_fewest_of_either_side_too() -> None:
    frame = random_codings(11, 2, 0.2)
    # Whose words passage 59 is, nobody knows; the others are of twenty people.
    speaker = frame["segment"].map(lambda segment: None if segment == 59 else f"p{segment % 20}")
    readers = frame.groupby("segment")["coder"].nunique()
    double = sorted(readers.index[readers == 2])
    voice = {segment: "alone" if segment == 59 else segment % 20 for segment in double}
    assert 59 in double
    for line in agree(frame.assign(person=speaker), samples=5).lines:
        gave = {
            coder: set(
                frame.loc[(frame["coder"] == coder) & (frame["theme"] == line.theme)].segment
            )
            for coder in ("c0", "c1")
        }
        sides = [
            {voice[segment] for segment in double if (segment in its) is side}
            for its in gave.values()
            for side in (True, False)
        ]
        assert line.persons == len(set(voice.values()))
        assert line.persons_least == min(map(len, sides))
    assert {line.persons for line in agree(frame, samples=5).lines} == {None}
