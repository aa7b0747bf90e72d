"""`agree`, `compare` and `parity` on files, as a stranger would run them."""

import argparse
import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import agree as agreement_of
from analysis.commands import agree, compare, parity
from analysis.commands.reading import UnreadableTable
from analysis.compare import compare as comparison_of
from analysis.disclosure import NOT_SHOWN
from analysis.parity import Parity
from analysis.parity import parity as parity_of
from analysis.parity.model import FellOut


def call(command: Any, *words: object) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    status: int = command.run(parser.parse_args([str(word) for word in words]))
    return status


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Write 480 answers of 240 people in four areas, and what they are about."""
    areas = np.repeat(["north", "south", "east", "=west"], [220, 180, 50, 30])
    place = np.arange(480)
    answers = pd.DataFrame(
        {
            "number": [f"a{i}" for i in place],
            "who": [f"p{i // 2}" for i in place],
            "area": areas,
            "language": np.where(place >= 474, "ht", np.where(place % 7 < 4, "en", "es")),
            "what": "words that never leave the file",
        }
    )
    # Of people: three quarters in the north, a fifth in the south, half in the east, no one else.
    afraid = ((areas == "north") & np.isin(place % 8, [0, 2, 4])) | (
        (areas == "south") & (place % 10 == 0)
    )
    afraid |= (areas == "east") & (place % 4 == 0)
    theme = np.where(
        afraid, "fear", np.where((place % 3 > 0) | (areas == "=west"), "wait", "other")
    )
    lines = pd.DataFrame(
        {
            "row": answers["number"],
            "theme": theme,
            "score": 0.8,
            "start": 0,
            "end": 9,
            "primary": True,
        }
    )
    second = lines.head(60).assign(theme="wait", score=0.7, primary=False)
    answers.to_csv(tmp_path / "answers.csv", index=False)
    pd.concat([lines, second]).to_csv(tmp_path / "assignments.csv", index=False)
    return tmp_path


def test_compare_says_what_the_library_says_and_hides_small_counts(town: Path) -> None:
    named = ["--id", "number", "--assignments", town / "assignments.csv", "--person", "who"]
    assert call(compare, town / "answers.csv", *named, "--group", "area", "--out", town) == 0
    answers, lines = (pd.read_csv(town / f"{name}.csv") for name in ("answers", "assignments"))
    lines = lines[lines["primary"] & (lines["theme"] != "other")]
    codings = lines.merge(answers, left_on="row", right_on="number")
    codings = codings.rename(columns={"who": "person"})[["person", "theme"]]
    people = answers[["who", "area"]].drop_duplicates().rename(columns={"who": "person"})
    expected = {
        (line.theme, line.value): line for line in comparison_of(people, codings, "area").lines
    }
    rows = {(row["theme"], row["value"].lstrip("'")): row for row in rows_of(town / "compare.csv")}
    assert set(rows) == set(expected)
    assert expected["fear", "north"].outcome == "differ"
    hidden = {at for at, row in rows.items() if row["why"] == NOT_SHOWN}
    assert {at for at, line in expected.items() if line.n < 11} <= hidden
    assert hidden < set(rows)
    for at, row in rows.items():
        if at in hidden:
            assert {row[name] for name in ("n", "share", "difference", "p", "outcome")} == {""}
        else:
            line = expected[at]
            assert (int(row["n"]), int(row["of"]), row["outcome"]) == (
                line.n,
                line.of,
                line.outcome,
            )
    told = json.loads((town / "compare.json").read_text(encoding="utf-8"))
    assert told["unit"] == "people"
    assert len(told["comparisons"][0]["lines"]) == len(rows)
    assert "'=west" in (town / "compare.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(("nameless", "told"), [(3, NOT_SHOWN), (20, 20), (0, 0)])
def test_compare_does_not_count_the_few_who_are_in_no_group(
    town: Path, nameless: int, told: object, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = pd.read_csv(town / "answers.csv")
    answers.loc[answers["who"].isin([f"p{i}" for i in range(nameless)]), "area"] = ""
    answers.to_csv(town / "answers.csv", index=False)
    named = ["--id", "number", "--assignments", town / "assignments.csv", "--person", "who"]
    assert call(compare, town / "answers.csv", *named, "--group", "area", "--out", town) == 0
    whole = json.loads((town / "compare.json").read_text(encoding="utf-8"))
    assert whole["comparisons"][0]["unanswered"] == told
    # The terminal counts the outcomes that are written, and none that is hidden.
    outcomes = [row["outcome"] for row in rows_of(town / "compare.csv")]
    assert "" in outcomes
    counts = [f"{outcomes.count(each)} {each}" for each in ("agree", "differ", "too few")]
    assert f"area: {', '.join(counts)}\n" in capsys.readouterr().out


def test_all_others_do_not_give_a_hidden_group_away(tmp_path: Path) -> None:
    """Three areas and people of none: others less the second area is what the third one said."""
    sizes = {"a": 80, "b": 30, "c": 40, "": 40}
    # How many of each area, and of none, raised it: of x and y too few to tell in the third.
    raised = {"x": (40, 15, 8, 8), "y": (16, 14, 6, 20), "z": (40, 15, 20, 20)}
    people = [
        (area, f"{area}{place}", "|".join(theme for theme, n in raised.items() if place < n[at]))
        for at, (area, size) in enumerate(sizes.items())
        for place in range(size)
    ]
    answers = pd.DataFrame(people, columns=["area", "who", "about"])
    answers.to_csv(tmp_path / "answers.csv", index=False)
    named = ["--theme", "about", "--person", "who", "--group", "area", "--out", tmp_path]
    assert call(compare, tmp_path / "answers.csv", *named) == 0
    told = {
        theme: {r["value"]: r for r in rows_of(tmp_path / "compare.csv") if r["theme"] == theme}
        for theme in raised
    }
    for theme in ("x", "y"):
        first, second, third = (told[theme][area] for area in "abc")
        assert (first["n"], second["n"], third["n"]) == (*map(str, raised[theme][:2]), "")
        for line in (first, second):
            assert (line["n_other"], line["of_other"], line["difference"], line["p"]) == ("",) * 4
            assert line["outcome"] and line["why"] == NOT_SHOWN
    # Where nobody is hidden, nothing is: others are the two other areas.
    for place, area in enumerate("abc"):
        its = raised["z"][place]
        line = told["z"][area]
        assert (int(line["n"]), int(line["n_other"])) == (its, sum(raised["z"][:3]) - its)


def test_a_group_that_is_not_there_is_named(town: Path) -> None:
    named = ["--id", "number", "--assignments", town / "assignments.csv", "--group", "area"]
    with pytest.raises(UnreadableTable, match=r"no group 'West' in 'area'; its groups are: =west"):
        call(compare, town / "answers.csv", *named, "--against", "West", "--out", town)


def test_codings_of_nobody_are_refused_by_parity(town: Path) -> None:
    (town / "codings.csv").write_text("segment,coder,theme\na1,,fear\n", encoding="utf-8")
    named = ["--id", "number", "--assignments", town / "assignments.csv", "--by", "area"]
    with pytest.raises(UnreadableTable, match="names nobody in 'coder'"):
        call(parity, town / "answers.csv", *named, "--codings", town / "codings.csv", "--out", town)


def test_themes_may_stand_in_the_file_itself(town: Path) -> None:
    answers = pd.read_csv(town / "answers.csv")
    answers["about"] = np.where(answers["area"] == "north", "fear|wait", "wait")
    answers.to_csv(town / "coded.csv", index=False)
    status = call(compare, town / "coded.csv", "--theme", "about", "--group", "area", "--out", town)
    assert status == 0
    told = json.loads((town / "compare.json").read_text(encoding="utf-8"))
    assert told["unit"] == "comments"
    assert {line["theme"] for line in told["comparisons"][0]["lines"]} == {"fear", "wait"}


def test_parity_counts_parts_left_without_a_theme(town: Path) -> None:
    named = ["--id", "number", "--assignments", town / "assignments.csv", "--person", "who"]
    status = call(
        parity, town / "answers.csv", *named, "--by", "language", "--by", "area", "--out", town
    )
    assert status == 0
    answers, lines = (pd.read_csv(town / f"{name}.csv") for name in ("answers", "assignments"))
    left = lines[lines["primary"]].merge(answers, left_on="row", right_on="number")
    english = left[left["language"] == "en"]
    row = next(row for row in rows_of(town / "parity.csv") if row["value"] == "en")
    assert (int(row["segments"]), int(row["other"])) == (
        len(english),
        int((english["theme"] == "other").sum()),
    )
    few = next(row for row in rows_of(town / "parity.csv") if row["value"] == "ht")
    assert (few["segments"], few["people"], few["other_share"], few["note"]) == (
        "",
        "",
        "",
        NOT_SHOWN,
    )
    themes = rows_of(town / "parity_themes.csv")
    north = next(row for row in themes if (row["value"], row["theme"]) == ("north", "fear"))
    assert (north["dimension"], north["represented"]) == ("area", "over")
    west = next(row for row in themes if (row["value"], row["theme"]) == ("'=west", "fear"))
    assert (west["n"], west["represented"]) == ("", NOT_SHOWN)


def test_parity_does_not_give_a_small_group_away_by_subtraction(town: Path) -> None:
    named = ["--id", "number", "--assignments", town / "assignments.csv", "--person", "who"]
    both = ["--by", "language", "--by", "area"]
    assert call(parity, town / "answers.csv", *named, *both, "--out", town) == 0
    rows = rows_of(town / "parity.csv")
    whole = sum(int(row["segments"]) for row in rows if row["dimension"] == "area")
    shown = [row for row in rows if row["dimension"] == "language" and row["segments"]]
    # Six passages of three people are in Haitian Creole: all areas less the others tell them.
    answers = pd.read_csv(town / "answers.csv")
    assert (answers["language"] == "ht").sum() == 6
    assert shown and whole == len(answers)
    assert whole - sum(int(row["segments"]) for row in shown) > 2 * 11


def test_parity_warns_of_no_group_that_it_hides(
    town: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def warned(*given: Any, **settings: Any) -> Parity:
        found = parity_of(*given, **settings)
        area, tongue = "group:area", "group:language"
        warnings = (
            FellOut(area, "fear", "north", 0.9, ("south",)),
            FellOut(tongue, "fear", "ht", 0.9, ("en",)),
            FellOut(tongue, "wait", "en", 0.9, ("es", "ht")),
            FellOut(area, "fear", "=west", 0.9, ("south",)),
        )
        return replace(found, warnings=warnings)

    monkeypatch.setattr(parity, "parity", warned)
    named = ["--id", "number", "--assignments", town / "assignments.csv", "--person", "who"]
    both = ["--by", "language", "--by", "area"]
    assert call(parity, town / "answers.csv", *named, *both, "--out", town) == 0
    rows = rows_of(town / "parity_warnings.csv")
    assert [(row["dimension"], row["value"]) for row in rows] == [("area", "north")]
    told = json.loads((town / "parity.json").read_text(encoding="utf-8"))
    assert [row["value"] for row in told["warnings"]] == ["north"]
    assert capsys.readouterr().out.count("warning:") == 1


def test_parity_with_peoples_codings_tells_how_far_they_agree(town: Path) -> None:
    lines = pd.read_csv(town / "assignments.csv")
    lines = lines[lines["primary"]]
    pd.DataFrame({"segment": lines["row"], "coder": "ana", "theme": lines["theme"]}).to_csv(
        town / "codings.csv", index=False
    )
    named = ["--id", "number", "--assignments", town / "assignments.csv", "--person", "who"]
    call(
        parity,
        town / "answers.csv",
        *named,
        "--by",
        "language",
        "--codings",
        town / "codings.csv",
        "--out",
        town,
    )
    rows = {row["value"]: row["f1"] for row in rows_of(town / "parity.csv")}
    # Beside the one that is too small to tell, another is not told either.
    assert (float(rows["en"]) > 0.8, rows["es"], rows["ht"]) == (True, "", "")


def codings(folder: Path) -> pd.DataFrame:
    random = np.random.default_rng(3)
    lines = []
    for passage in range(60):
        truth = set(random.choice(["fear", "wait", "home"], random.integers(0, 3), replace=False))
        for coder in ("ana", "ben"):
            given = {theme for theme in truth if random.random() < 0.9}
            lines.append(
                (f"s{passage}", coder, "|".join(sorted(given)), "en" if passage < 40 else "so")
            )
    frame = pd.DataFrame(lines, columns=["passage", "who", "about", "tongue"])
    frame.to_csv(folder / "codings.csv", index=False)
    return frame


def test_agree_says_what_the_library_says(tmp_path: Path) -> None:
    frame = codings(tmp_path)
    machine = frame[frame["who"] == "ana"][["passage", "about"]]
    machine.to_csv(tmp_path / "machine.csv", index=False)
    named = ["--segment", "passage", "--coder", "who", "--theme", "about", "--language", "tongue"]
    status = call(
        agree,
        tmp_path / "codings.csv",
        *named,
        "--machine",
        tmp_path / "machine.csv",
        "--out",
        tmp_path,
    )
    assert status == 0
    lines = frame.assign(theme=frame["about"].str.split("|")).explode("theme")
    lines["theme"] = lines["theme"].where(lines["theme"] != "")
    expected = agreement_of(
        lines.rename(columns={"passage": "segment", "who": "coder", "tongue": "language"})
    )
    told = json.loads((tmp_path / "agreement.json").read_text(encoding="utf-8"))
    assert told["people"] == expected.to_dict()
    assert told["machine"]["overall"][0]["segments"] == 60
    rows = rows_of(tmp_path / "agreement.csv")
    assert [row["alpha"] for row in rows] == [str(line.alpha) for line in expected.lines]
    assert len(rows_of(tmp_path / "machine.csv")) == len(rows)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--coder", "nobody"], "no column 'nobody'"),
        (["--machine", "short.csv"], "no line for 59 segments"),
    ],
)
def test_a_mistake_is_said_in_one_line(tmp_path: Path, words: list[str], complaint: str) -> None:
    codings(tmp_path)
    (tmp_path / "short.csv").write_text("passage,about\ns1,fear\n", encoding="utf-8")
    words = [str(tmp_path / word) if word.endswith(".csv") else word for word in words]
    named = ["--segment", "passage", "--coder", "who", "--theme", "about"]
    with pytest.raises(UnreadableTable, match=complaint) as caught:
        call(agree, tmp_path / "codings.csv", *named, *words, "--out", tmp_path)
    assert "\n" not in str(caught.value)


def test_assignments_of_another_file_are_refused(town: Path) -> None:
    named = ["--assignments", town / "assignments.csv", "--group", "area", "--out", town]
    with pytest.raises(UnreadableTable, match="the row 'a0', which is not in the file"):
        call(compare, town / "answers.csv", *named)
    with pytest.raises(UnreadableTable, match="more than once in 'who'"):
        call(compare, town / "answers.csv", "--id", "who", *named)


@pytest.mark.parametrize("command", [agree, compare, parity])
def test_the_help_has_an_example(command: Any) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert "python -m analysis" in parser.format_help()
