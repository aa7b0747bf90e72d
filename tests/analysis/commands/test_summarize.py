"""A bare file becomes a summary with the same care, and with no web application."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.__main__ import main
from analysis.commands import telling
from analysis.disclosure import NOT_SHOWN
from analysis.fragility import Again, Fragility, fragility
from analysis.verify import verify

ABOUT = {
    "police": "I am afraid the police officer will come with a gun when I call",
    "ride": "We need a bus ride or a van to get back home from the hospital at night",
    "wait": "The ambulance took far too long and we waited more than an hour",
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a file of 160 answers by 80 people, with formulas, markup and a tiny group."""
    rng = np.random.default_rng(5)
    path = tmp_path_factory.mktemp("bare") / "answers.csv"
    areas = ["=1+1" if i < 4 else str(rng.choice(["north", "south"])) for i in range(80)]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["what happened", "who", "area", "row"])
        for i in range(160):
            topic = ABOUT[("police", "ride", "wait")[i % 3]]
            rows.writerow([f"{topic} <b>number</b> {i}", f"person {i % 80}", areas[i % 80], i])
        rows.writerow(["   ", "person 900", "north", 160])
    return path


def run(answers: Path, out: Path, *more: str) -> int:
    """Run the command with an encoder that needs no model, and a few re-runs."""
    text = ("--text", "what happened", "--languages", "en", "--encoder", "tfidf", "--reruns", "4")
    return main(["summarize", str(answers), *text, "--out", str(out), *more])


def test_a_file_without_persons_is_told_in_comments_and_without_quotes(
    answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(answers, tmp_path) == 0
    read = (tmp_path / "summary.md").read_text("utf-8")
    assert "160 comments are counted here" in read
    assert "There are no quotes" in read
    assert "people (" not in read
    assert "match the file" in capsys.readouterr().out


def test_a_file_with_persons_counts_each_once_and_hides_small_groups(
    answers: Path, tmp_path: Path
) -> None:
    assert run(answers, tmp_path, "--person", "who", "--group", "area") == 0
    with (tmp_path / "tables.csv").open(encoding="utf-8", newline="") as file:
        cells = {row["key"].lstrip("'"): row for row in csv.DictReader(file)}
    assert cells["people"]["n"] == "80"
    small = cells["people|group:area=%3D1+1"]
    assert small["n"] == NOT_SHOWN
    assert small["value"] == "'=1+1"
    assert all(int(row["n"]) > 10 for row in cells.values() if row["n"] != NOT_SHOWN)


def test_quotes_are_asked_for_and_said_to_be_uncleared(answers: Path, tmp_path: Path) -> None:
    assert run(answers, tmp_path, "--person", "who", "--quotes") == 0
    read = (tmp_path / "summary.md").read_text("utf-8")
    assert "The quotes are not cleared" in read
    assert "<b>" not in read
    assert "&lt;b&gt;" in read
    whole = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert whole["summary"]["quotes"]
    assert verify(whole["summary"], whole["tables"]) == ()


def test_the_same_file_gives_the_same_bytes(answers: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run(answers, tmp_path / name, "--person", "who", "--group", "area") == 0
    for name in ("summary.md", "summary.json", "tables.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_few_reruns_find_the_themes_anew(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Fragility] = []
    anew: list[object] = []

    def kept(*frames: Any, **settings: Any) -> Fragility:
        anew.append(settings["rediscover"])
        made.append(fragility(*frames, **settings))
        return made[-1]

    monkeypatch.setattr(telling, "fragility", kept)
    assert run(answers, tmp_path, "--person", "who", "--reruns", "12") == 0
    assert isinstance(anew[0], Again)
    found = made[0].reruns
    assert (sum(found.values()), found["seed"] + found["people and seed"]) == (12, 5)


def test_a_column_that_tells_rows_apart_is_no_group(
    answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(answers, tmp_path, "--group", "row") == 2
    assert "too many to be groups" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_missing_column_is_one_clear_line(
    answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(answers, tmp_path, "--person", "nobody") == 2
    assert "nobody" in capsys.readouterr().err
