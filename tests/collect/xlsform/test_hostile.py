"""Files that mean harm, or are merely strange, are refused in words or do nothing."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from community_voice.collect.xlsform import reading
from community_voice.collect.xlsform.exporting import export_form
from community_voice.collect.xlsform.importing import Imported, import_form
from community_voice.collect.xlsform.raw import write_book
from community_voice.collect.xlsform.reading import UnreadableForm, read_form
from tests.collect.xlsform.forms import questions, reasons, survey, taken, workbook

HEADER = ("type", "name", "label")


def book(fill: Any = None) -> bytes:
    made = Workbook()
    assert made.active is not None
    made.active.title = "survey"
    for row in [HEADER, ("text", "a", "A?")]:
        made.active.append(list(row))
    if fill:
        fill(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return file.getvalue()


def without_type(made: Workbook) -> None:
    assert made.active is not None
    made.active["A1"] = "kind"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("f.xlsx", b"", "empty"),
        ("f.xlsx", b"\x00" * 50, "empty"),
        ("f.csv", b"type,name\ntext,a\n", "another file"),
        ("f.xlsx", b"<html>", "another file"),
        ("f.xlsx", b"PK\x03\x04 and no more", "damaged"),
        ("f.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "damaged"),
        ("f.xlsm", book(), "macros"),
        ("f.xlsx", with_part(book(), "xl/vbaProject.bin", b"x"), "macros"),
        ("f.xlsx", with_part(book(), "xl/bomb.xml", b" " * 20_000_000), "unpacks"),
        (
            "f.xlsx",
            with_part(book(), "xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook/>'),
            "document type",
        ),
        ("f.xlsx", with_part(book(), "xl/workbook.xml", b"<workbook"), "damaged"),
        ("f.xlsx", with_part(book(), "xl/worksheets/sheet1.xml", b"<a/>"), "empty"),
        ("f.xlsx", workbook(survey=[HEADER]), "empty"),
        ("f.xlsx", workbook(choices=[("list_name", "name", "label")], settings=[]), "empty"),
        ("f.xlsx", workbook(survey=[("type", "type"), ("text", "a")]), "Duplicate"),
        (
            "f.xlsx",
            workbook(survey=[HEADER, *[("text", f"q{n}", "Q") for n in range(5001)]]),
            "more than 5,000 rows",
        ),
    ],
)  # fmt: skip
def test_a_file_is_refused_in_words(name: str, content: bytes, told: str) -> None:
    with pytest.raises(UnreadableForm, match=told):
        read_form(name, content)


def test_a_table_of_data_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_CELLS", 5)
    with pytest.raises(UnreadableForm, match="more than 5 cells"):
        read_form("f.xlsx", book())


def round_trip(read: Imported) -> dict[str, Any]:
    form = read_form("x.xlsx", write_book(export_form(read.definition)))
    return import_form(form).definition


@pytest.mark.parametrize(
    "text",
    ["=1+1", '=HYPERLINK("http://example.org")', "+1", "-1", "@SUM(A1)", "<script>x</script>",
     "{{ 7 * 7 }}", "${", "${a", "a" * 32_000, "\u202eabc", "x\u0000y", "_x0000_", "'", '"'],
)  # fmt: skip
def test_a_hostile_cell_is_a_text_like_any_other(text: str) -> None:
    if "\x00" in text:
        return  # no workbook can hold one: openpyxl refuses to write it
    read = survey(("text", "a", text), ("note", "b", text))
    assert all(isinstance(question["label"]["en"], str) for question in questions(read).values())
    assert round_trip(read) == read.definition
    with zipfile.ZipFile(io.BytesIO(write_book(export_form(read.definition)))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_formula_without_a_value_is_named() -> None:
    def fill(made: Workbook) -> None:
        assert made.active is not None
        made.active["C2"] = "=A1"

    read = import_form(read_form("x.xlsx", book(fill)))
    assert ("survey", 2, "label", "formula") in reasons(read)
    assert read.held == 0


def test_rows_behind_a_long_gap_are_named() -> None:
    def fill(made: Workbook) -> None:
        assert made.active is not None
        made.active["A200"], made.active["B200"] = "text", "far"

    read = import_form(read_form("x.xlsx", book(fill)))
    assert ("survey", 200, "", "after_gap") in reasons(read)
    assert (read.held, read.rows) == (1, 2)


def test_merged_cells_and_empty_sheets_do_no_harm() -> None:
    def fill(made: Workbook) -> None:
        assert made.active is not None
        made.active.merge_cells("A3:C5")
        made.create_sheet("choices")
        made.create_sheet("notes of mine")

    read = import_form(read_form("x.xlsx", book(fill)))
    assert list(questions(read)) == ["a"]
    assert ("notes of mine", 0, "", "other_sheet") in reasons(read)


def test_a_form_without_a_type_column_names_every_row() -> None:
    read = import_form(read_form("x.xlsx", book(without_type)))
    assert (read.held, read.rows) == (0, 1)
    assert read.definition["sections"] == []


def test_doubled_names_get_codes_of_their_own() -> None:
    read = survey(("text", "a", "1?"), ("text", "A", "2?"), ("text", "a", "3?"))
    assert list(questions(read)) == ["a", "a_2", "a_3"]
    assert round_trip(read) == read.definition


@pytest.mark.parametrize(
    "own",
    ["{", "[]", '{"type": "evil"}', '{"settings": []}', '{"label": {"en": 1}}', "null",
     '{"choice_list": [{"code": "../x"}]}', '{"code": "A B"}', "[" * 50_000,
     '{"choices": {"a": {"label": 3}}}'],
)  # fmt: skip
def test_our_own_column_is_read_only_where_it_fits(own: str) -> None:
    read = taken(survey=[(*HEADER, "community_voice"), ("text", "a", "A?", own[:30_000])])
    assert ("survey", 2, "community_voice", "own_column") in reasons(read)
    assert questions(read)["a"]["label"] == {"en": "A?"}


def test_deep_groups_and_long_chains_end() -> None:
    deep = [("begin group", f"g{n}", "G") for n in range(300)]
    read = survey(*deep, ("text", "a", "A?"), *[("end group", "", "")] * 300)
    assert read.held == read.rows
    assert round_trip(read) == read.definition
    chain = [("calculate", f"c{n}", "", f"${{c{n + 1}}}") for n in range(200)]
    read = survey(*chain, ("text", "a", "A?", ""), header=(*HEADER, "calculation"))
    assert "a" in questions(read)
