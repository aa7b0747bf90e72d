import argparse
import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from analysis.commands import code
from analysis.commands.reading import UnreadableTable

SAID = {
    "wait": "We waited {} hours for the ambulance to arrive",
    "rent": "My landlord raised the rent by {} dollars last year",
    "gun": "An officer pointed a gun at brother number {}",
}
BOOK = {
    "language": "en",
    "themes": {
        "wait": {"name": "Waiting", "definition": "People waited hours for an ambulance"},
        "rent": {"name": "Rent", "seeds": ["the landlord raised the rent"]},
        "gun": {"name": "Force", "seeds": ["an officer pointed a gun"]},
    },
    "attributes": {
        "voice": {
            "witness": {"name": "Witness", "seeds": ["brother"]},
            "provider": {"name": "Provider", "seeds": ["I am a nurse"]},
        }
    },
}


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["number", "said", "tongue"])
        for number in range(30):
            table.writerow([f"n{number}", list(SAID.values())[number % 3].format(number), "en"])
        table.writerow(["n30", "", "en"])
        table.writerow(["n31", "Nothing to say about any of this", "en"])
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.json"
    path.write_text(json.dumps(BOOK), encoding="utf-8")
    return path


def codings_file(folder: Path, lines: Sequence[tuple[str, ...]], header: str = "id,about") -> Path:
    path = folder / "coded.csv"
    path.write_text("\n".join([header, *(",".join(line) for line in lines)]) + "\n")
    return path


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    code.add_arguments(parser)
    return code.run(parser.parse_args([str(word) for word in words]))


def named(answers: Path, book: Path, out: Path) -> list[object]:
    columns = ["--text", "said", "--id", "number", "--language", "tongue"]
    return [answers, *columns, "--codebook", book, "--encoder", "tfidf", "--out", out]


def lines_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_definitions_alone_suggest_by_their_words(
    answers: Path, book: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert run(*named(answers, book, out)) == 0
    lines = lines_of(out / "suggestions.csv")
    assert list(lines[0]) == ["row", "theme", "score", "suggested", "sure"]
    right = {f"n{n}": list(SAID)[n % 3] for n in range(30)}
    told = [line for line in lines if line["suggested"] == "True"]
    assert sum(right.get(line["row"]) == line["theme"] for line in told) > 0.8 * len(told) > 15
    assert not any(line["row"] == "n30" and line["suggested"] == "True" for line in lines)
    state = json.loads((out / "coder.json").read_text())["coder"]["themes"]["themes"]
    assert [theme["state"] for theme in state] == ["definitions only"] * 3


def test_codings_teach_and_what_is_coded_is_not_asked(
    answers: Path, book: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    given = [(f"n{n}", list(SAID)[n % 3]) for n in range(15)] + [("n31", "")]
    coded = codings_file(tmp_path, given)
    more = ["--codings", coded, "--row", "id", "--theme", "about", "--ask", "6"]
    assert run(*named(answers, book, out), *more) == 0
    state = json.loads((out / "coder.json").read_text())["coder"]["themes"]["themes"]
    assert [(theme["examples"], theme["noes"]) for theme in state] == [(5, 11)] * 3
    asked = [line["row"] for line in lines_of(out / "ask.csv")]
    assert len(asked) == 6
    assert not set(asked) & {row for row, _ in given}
    told = {
        (li["row"], li["theme"])
        for li in lines_of(out / "suggestions.csv")
        if li["suggested"] == "True"
    }
    assert {(f"n{n}", list(SAID)[n % 3]) for n in range(15, 30)} <= told


def test_a_theme_may_be_called_by_its_name_and_a_person_may_say_no(
    answers: Path, book: Path, tmp_path: Path
) -> None:
    coded = codings_file(
        tmp_path, [("n0", "Waiting", "yes"), ("n1", "Force", "no")], "row,theme,is"
    )
    out = tmp_path / "out"
    assert run(*named(answers, book, out), "--codings", coded, "--value", "is") == 0
    state = json.loads((out / "coder.json").read_text())["coder"]["themes"]["themes"]
    assert {s["theme"]: (s["examples"], s["noes"]) for s in state} == {
        "wait": (1, 1),
        "rent": (0, 2),
        "gun": (0, 2),
    }


def test_attributes_stand_beside_the_themes(answers: Path, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(*named(answers, book, out), "--attributes") == 0
    lines = lines_of(out / "suggestions.csv")
    assert {line["attribute"] for line in lines} == {"", "voice"}
    assert {line["theme"] for line in lines if line["attribute"]} <= {"witness", "provider"}
    assert set(json.loads((out / "coder.json").read_text())["coder"]) == {"themes", "voice"}


def test_the_same_file_gives_the_same_bytes(answers: Path, book: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run(*named(answers, book, tmp_path / name))
    for file in ("suggestions.csv", "coder.json", "ask.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_no_cell_is_a_formula(book: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    rows = "".join(f"=1+{n},=We waited {n} hours for a nurse,en\n" for n in range(12))
    file.write_text("number,said,tongue\n" + rows, encoding="utf-8")
    assert run(*named(file, book, tmp_path / "out")) == 0
    asked = lines_of(tmp_path / "out" / "ask.csv")
    assert asked
    assert all(line["row"].startswith("'=") and line["text"].startswith("'=") for line in asked)


def test_a_mistake_is_told_in_one_line(answers: Path, book: Path, tmp_path: Path) -> None:
    words = named(answers, book, tmp_path / "out")
    for lines, header, message in (
        ([("n99", "wait")], "row,theme", "codes the row 'n99', which is not in"),
        ([("n1", "weather")], "row,theme", "has the theme 'weather'; the codebook has: wait, rent"),
        ([("n1", "wait")], "row,topic", "has no column 'theme'"),
    ):
        coded = codings_file(tmp_path, lines, header)
        with pytest.raises(UnreadableTable, match=message):
            run(*words, "--codings", coded)
    coded = codings_file(tmp_path, [("n1", "wait", "maybe")], "row,theme,is")
    with pytest.raises(UnreadableTable, match="'maybe' in 'is' is neither yes nor no"):
        run(*words, "--codings", coded, "--value", "is")
    book.write_text("[]")
    with pytest.raises(UnreadableTable, match="is not a codebook"):
        run(*words)
    assert not (tmp_path / "out").exists()


def test_a_header_without_rows_is_told_in_one_line(book: Path, tmp_path: Path) -> None:
    (tmp_path / "head.csv").write_text("id,text\n", encoding="utf-8")
    with pytest.raises(UnreadableTable, match="has no rows"):
        run(tmp_path / "head.csv", "--text", "text", "--codebook", book, "--out", tmp_path / "out")
