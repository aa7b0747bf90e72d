import csv
import json
from pathlib import Path
from typing import Any

import pytest

from analysis.__main__ import COMMANDS, main
from analysis.commands import cells
from community_voice.store import spreadsheets

SUBJECTS = {
    "wait": "We waited {} hours for the ambulance to arrive",
    "rent": "My landlord raised the rent by {} dollars last year",
    "gun": "An officer pointed a gun at brother number {}",
}


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["number", "who", "said", "tongue"])
        for number in range(36):
            said = list(SUBJECTS.values())[number % 3].format(number)
            if number % 6 == 0:
                said += ". Nobody from the city ever explained to us why it had to take so long."
            table.writerow([f"n{number}", f"p{number % 30}", said, "en"])
        table.writerow(["n36", "p1", "", "en"])
    return path


def themed(answers: Path, out: Path, *more: str) -> tuple[dict[str, Any], list[dict[str, str]]]:
    named = ["--text", "said", "--id", "number", "--language", "tongue", "--encoder", "tfidf"]
    assert main(["themes", str(answers), *named, "--out", str(out), *more]) == 0
    with (out / "assignments.csv").open(newline="") as file:
        return json.loads((out / "themes.json").read_text()), list(csv.DictReader(file))


def test_every_row_with_words_has_exactly_one_primary_theme(answers: Path, tmp_path: Path) -> None:
    themes, lines = themed(answers, tmp_path / "out")
    assert list(lines[0]) == ["row", "theme", "score", "start", "end", "primary", "subtheme"]
    primary = [line["row"] for line in lines if line["primary"] == "True"]
    assert sorted(primary) == sorted(f"n{number}" for number in range(36))
    assert len({line["row"] for line in lines}) == 36 <= len(lines)
    by_theme = {theme["id"]: theme["size"] for theme in themes["themes"]}
    for theme, size in by_theme.items():
        assert size == sum(line["theme"] == theme and line["primary"] == "True" for line in lines)


def test_offsets_point_at_the_words(answers: Path, tmp_path: Path) -> None:
    themes, _ = themed(answers, tmp_path / "out")
    with answers.open(newline="") as file:
        said = {row["number"]: row["said"] for row in csv.DictReader(file)}
    quotes = [quote for theme in themes["themes"] for quote in theme["quoted"]]
    assert quotes
    for quote in quotes:
        assert said[quote["row"]][quote["start"] : quote["end"]] == quote["text"]
    assert themes["themes"][0]["quotes"] == [q["row"] for q in themes["themes"][0]["quoted"]]


def test_whole_texts_are_one_line_each(answers: Path, tmp_path: Path) -> None:
    _, lines = themed(answers, tmp_path / "out", "--whole")
    assert sum(line["primary"] == "True" for line in lines) == 36
    assert {line["start"] for line in lines} == {"0"}


def test_the_same_file_gives_the_same_bytes(answers: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        themed(answers, tmp_path / name, "--person", "who")
    for file in ("themes.json", "assignments.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_people_count_once_where_they_are_named(answers: Path, tmp_path: Path) -> None:
    themes, _ = themed(answers, tmp_path / "out", "--person", "who")
    assert all(theme["persons"] <= theme["segments"] for theme in themes["themes"])
    assert themed(answers, tmp_path / "out")[0]["themes"][0]["persons"] is None


def test_a_mistake_is_one_clear_line(
    answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "out")]
    assert main(["themes", str(answers), "--text", "words", *out]) == 2
    assert "number, who, said, tongue" in capsys.readouterr().err
    assert main(["themes", str(answers), "--text", "said", "--id", "who", *out]) == 2
    assert "'p0' is there more than once" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit, match="0"):
            main([command, "--help"])
        assert f"python -m analysis {command} " in capsys.readouterr().out


def test_a_file_without_a_language_column_is_guessed(answers: Path, tmp_path: Path) -> None:
    arguments = ["themes", str(answers), "--text", "said", "--encoder", "tfidf"]
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 0
    themes = json.loads((tmp_path / "out" / "themes.json").read_text())
    assert themes["languages"]["en"]["rows"] > 30
    assert themes["themes"][0]["quotes"][0] in range(1, 38)


def test_no_cell_of_the_assignments_is_a_formula(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    rows = "".join(f"=1+{n},They waited {n} hours for a nurse\n" for n in range(12))
    file.write_text("id,said\n" + rows, encoding="utf-8")
    command = ["themes", str(file), "--text", "said", "--id", "id", "--encoder", "tfidf"]
    assert main([*command, "--out", str(tmp_path / "out")]) == 0
    lines = (tmp_path / "out" / "assignments.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) >= 12
    assert all(line.startswith("'=1+") for line in lines)


def test_the_command_and_the_app_agree_on_what_a_formula_is() -> None:
    assert cells.FORMULA_STARTS == spreadsheets.FORMULA_STARTS


def test_the_command_prints_how_many_and_how_stable_without_anybodys_words(
    answers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    themes, lines = themed(answers, tmp_path / "out")
    said = capsys.readouterr().out
    assert "How many" in said and all(theme["id"] in said for theme in themes["themes"])
    assert not {"ambulance", "landlord", "officer"} & set(said.lower().split())
    assert themes["choice"]["because"] in said
    ids = {part["id"] for theme in themes["themes"] for part in theme["subthemes"]}
    assert {line["subtheme"] for line in lines} - {""} == ids
    for theme in themes["themes"]:
        for part in theme["subthemes"]:
            assert part["quotes"] == [quote["row"] for quote in part["quoted"]]
