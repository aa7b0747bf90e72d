import argparse
import csv
import json
from pathlib import Path

import pytest

from analysis.commands import language
from analysis.commands.reading import UnreadableTable

ROWS = [
    ("n1", "Nobody came when I called, so my neighbour drove me to the hospital."),
    ("n2", "Nadie vino cuando llamé. The officer who finally came was kind to my son."),
    ("n3", "toi khong goi canh sat vi so"),
    ("n4", "ok"),
    ("=n5", "9/11"),
]


def told(folder: Path, *more: str) -> list[dict[str, str]]:
    path = folder / "answers.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("number", "said"), *ROWS])
    parser = argparse.ArgumentParser()
    language.add_arguments(parser)
    named = [str(path), "--text", "said", "--id", "number", "--out", str(folder / "out")]
    assert language.run(parser.parse_args([*named, *more])) == 0
    with (folder / "out" / "languages.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_each_row_has_its_language_and_the_shares_of_a_mixed_one(tmp_path: Path) -> None:
    lines = told(tmp_path, "--languages", "en, es,vi")
    assert [line["language"] for line in lines] == ["en", "en", "vi", "und", "und"]
    assert [line["mixed"] for line in lines] == ["False", "True", "False", "False", "False"]
    assert float(lines[1]["en"]) + float(lines[1]["es"]) == pytest.approx(1)
    assert 0.2 < float(lines[1]["es"]) < 0.5
    assert lines[4]["row"] == "'=n5"


def test_the_summary_counts_the_rows(tmp_path: Path) -> None:
    lines = told(tmp_path, "--languages", "en,es,vi")
    summary = json.loads((tmp_path / "out" / "languages.json").read_text("utf-8"))
    assert summary["rows"] == len(lines) == sum(summary["languages"].values())
    assert (summary["mixed"], summary["undetermined"]) == (1, 2)
    assert summary["expected"] == ["en", "es", "vi"]


def test_without_a_list_the_languages_are_those_that_are_spoken(tmp_path: Path) -> None:
    texts = [text for _, text in ROWS] * 3
    assert language.expected(texts, None) == ["en", "vi"]
    assert language.expected(["ok"], None) == []
    assert [line["language"] for line in told(tmp_path)][0] == "en"


def test_the_same_file_gives_the_same_bytes_and_the_terminal_no_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(tmp_path, "--languages", "en,es,vi")
    before = (tmp_path / "out" / "languages.csv").read_bytes()
    told(tmp_path, "--languages", "en,es,vi")
    assert (tmp_path / "out" / "languages.csv").read_bytes() == before
    assert capsys.readouterr().out.startswith("en, vi in 5 rows")


def test_an_empty_list_of_languages_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match="names no language"):
        told(tmp_path, "--languages", " , ")
