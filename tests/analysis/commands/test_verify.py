"""What summarize wrote is made again from its file; whatever was changed is named."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.commands import summarize, verify
from analysis.commands.reading import UnreadableTable

SAID = (
    "I am afraid the police officer will come with a gun when I call",
    "We need a bus ride or a van to get back home from the hospital at night",
    "The ambulance took far too long and we waited more than an hour",
    "They asked for our papers and deported my neighbour",
)


def run(command: Any, *arguments: str) -> int:
    """Run a command as `python -m analysis` does."""
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    status: int = command.run(parser.parse_args(arguments))
    return status


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a file of 120 answers by 60 people; five of them tell of papers."""
    path = tmp_path_factory.mktemp("bare") / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["said", "who", "area"])
        for i in range(120):
            topic = SAID[3] if i < 5 else SAID[i % 3]
            rows.writerow([f"{topic}, {i}", f"p{i % 60}", "north" if i % 2 else "south"])
    return path


@pytest.fixture(scope="module")
def results(answers: Path) -> Path:
    """Summarize the file, with quotes."""
    out = answers.parent / "results"
    about = ("--text", "said", "--person", "who", "--group", "area", "--languages", "en")
    assert (
        run(
            summarize,
            str(answers),
            *about,
            "--quotes",
            "--reruns",
            "0",
            "--encoder",
            "tfidf",
            "--out",
            str(out),
        )
        == 0
    )
    return out


def test_what_was_written_matches_the_file_beside_it(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(verify, str(results)) == 0
    assert "match" in capsys.readouterr().out


def change_number(whole: dict[str, Any]) -> None:
    claim = next(c for c in whole["summary"]["claims"] if c["template"].startswith("finding_"))
    claim["text"] = claim["text"].replace(str(claim["values"]["n"]), "59")
    claim["values"]["n"] = 59


def change_cell(whole: dict[str, Any]) -> None:
    next(c for c in whole["tables"]["cells"] if c["key"] == "people")["n"] += 1


def lose_sentence(whole: dict[str, Any]) -> None:
    whole["summary"]["claims"] = [c for c in whole["summary"]["claims"] if c["id"] != "caveat-1"]


def change_quote(whole: dict[str, Any]) -> None:
    whole["summary"]["quotes"][0]["text"] += " They said so."


CHANGES: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (change_number, "number finding-"),
    (change_cell, "cell people: expected 60, found 61"),
    (lose_sentence, "sentence caveat-1: it is missing"),
    (change_quote, "quotes: they are not those that the file gives"),
]


def copied(results: Path, tmp_path: Path) -> Path:
    for path in results.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.mark.parametrize(("change", "named"), CHANGES)
def test_whatever_was_changed_is_named(
    results: Path,
    answers: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[dict[str, Any]], None],
    named: str,
) -> None:
    folder = copied(results, tmp_path)
    whole = json.loads((folder / "summary.json").read_text("utf-8"))
    change(whole)
    (folder / "summary.json").write_text(json.dumps(whole), "utf-8")
    assert run(verify, str(folder), "--file", str(answers)) == 1
    assert named in capsys.readouterr().err


def test_what_is_missing_is_named_in_the_order_in_which_it_stood(
    results: Path, answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copied(results, tmp_path)
    whole = json.loads((folder / "summary.json").read_text("utf-8"))
    claims, whole["summary"]["claims"] = whole["summary"]["claims"], []
    (folder / "summary.json").write_text(json.dumps(whole), "utf-8")
    assert run(verify, str(folder), "--file", str(answers)) == 1
    told = capsys.readouterr().err.splitlines()
    missing = [line.split()[4].rstrip(":") for line in told if line.endswith("it is missing")]
    assert missing == [claim["id"] for claim in claims] and len(missing) > 10


@pytest.mark.parametrize("name", ["summary.md", "tables.csv"])
def test_a_changed_file_is_named(
    results: Path, answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    folder = copied(results, tmp_path)
    (folder / name).write_text("Everybody agrees.", "utf-8")
    assert run(verify, str(folder), "--file", str(answers)) == 1
    assert f"{name}: it is not the one" in capsys.readouterr().err


def test_an_answer_that_was_added_to_the_file_is_named(
    results: Path, answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = tmp_path / "answers.csv"
    more.write_text(answers.read_text("utf-8") + f"{SAID[1]},p77,north\n", "utf-8")
    assert run(verify, str(results), "--file", str(more)) == 1
    assert "cell people: expected 61, found 60" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "[]", '{"summary": 1, "tables": {}}'])
def test_what_summarize_did_not_write_is_one_clear_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "summary.json").write_text(content, "utf-8")
    with pytest.raises(UnreadableTable, match="not what summarize writes"):
        run(verify, str(tmp_path))
    with pytest.raises(UnreadableTable, match=r"summary\.json"):
        run(verify, str(tmp_path / "nowhere"))


def test_a_codebook_is_told_in_another_language_with_what_few_said_for_staff(
    answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = {
        "themes": {
            "force": {"name": "Guns", "definition": "Police with a gun.", "seeds": [SAID[0]]},
            "ride": {"name": "Rides", "definition": "A ride home.", "seeds": [SAID[1]]},
            "papers": {"name": "Papers", "definition": "Papers, deported.", "seeds": [SAID[3]]},
        }
    }
    path = tmp_path / "book.json"
    path.write_text(json.dumps(book), "utf-8")
    out = tmp_path / "out"
    about = ("--text", "said", "--person", "who", "--languages", "en", "--encoder", "tfidf")
    coded = (*about, "--codebook", str(path), "--in", "es", "--reruns", "11", "--out", str(out))
    assert run(summarize, str(answers), *coded) == 0
    assert "for staff only" in capsys.readouterr().out
    read = (out / "summary.md").read_text("utf-8")
    assert "Personas contadas aquí: 60" in read
    assert "“Guns”: personas" in read
    assert "Esto se mantuvo en 11 de 11 repeticiones" in read
    assert "Nobody has approved" not in read
    assert (out / "serious.csv").read_text("utf-8").startswith("segment,theme,name,why,people,")
    whole = json.loads((out / "summary.json").read_text("utf-8"))
    assert whole["summary"]["language"] == "es"
    assert run(verify, str(out), "--file", str(answers)) == 0
