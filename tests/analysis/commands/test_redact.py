import argparse
import csv
from pathlib import Path

import pytest

from analysis.commands import redact
from analysis.commands.reading import UnreadableTable

ROWS = [
    ("a", "Call me at 303-555-0142."),
    ("b", "Nobody came and we waited."),
    ("c", "=they took Marcus to 1420 Elm Street"),
]


def written(folder: Path, *more: str, rows: list[tuple[str, str]] = ROWS) -> Path:
    path = folder / "answers.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("number", "said"), *rows])
    parser = argparse.ArgumentParser()
    redact.add_arguments(parser)
    named = [str(path), "--text", "said", "--id", "number", "--out", str(folder / "out")]
    assert redact.run(parser.parse_args([*named, *more])) == 0
    return folder / "out"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_spans_tell_where_and_what_and_not_the_words(tmp_path: Path) -> None:
    out = written(tmp_path)
    lines = table(out / "spans.csv")
    assert list(lines[0]) == ["row", "start", "end", "kind", "confidence"]
    assert [(line["row"], line["kind"]) for line in lines] == [
        ("a", "phone"),
        ("c", "name"),
        ("c", "address"),
    ]
    assert "0142" not in (out / "spans.csv").read_text() and "Marcus" not in str(lines)
    text = dict(ROWS)["a"]
    assert text[int(lines[0]["start"]) : int(lines[0]["end"])] == "303-555-0142"


def test_the_layer_stands_beside_the_file(tmp_path: Path) -> None:
    out = written(tmp_path)
    assert [line["redacted"] for line in table(out / "redacted.csv")] == [
        "Call me at [phone].",
        "Nobody came and we waited.",
        "'=they took [name] to [address]",
    ]
    assert "303-555-0142" in (tmp_path / "answers.csv").read_text()


def test_the_words_come_only_when_asked_for(tmp_path: Path) -> None:
    lines = table(written(tmp_path, "--show-words") / "spans.csv")
    assert [line["words"] for line in lines] == ["303-555-0142", "Marcus", "1420 Elm Street"]


def test_only_what_is_sure_may_be_asked_for(tmp_path: Path) -> None:
    out = written(tmp_path, "--least", "high")
    assert {line["confidence"] for line in table(out / "spans.csv")} == {"high"}
    assert "Marcus" in table(out / "redacted.csv")[2]["redacted"]


def test_an_id_twice_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match="more than once"):
        written(tmp_path, rows=[*ROWS, ("a", "again")])
