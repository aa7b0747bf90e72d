"""Words that go in come out to the letter."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.importing.checking import SHEET_ERRORS, said_in
from community_voice.collect.importing.findings import Asked
from community_voice.collect.importing.mapping import ColumnMap
from community_voice.collect.importing.reading import open_table
from community_voice.store import ImportBatch, Response, Testimony
from tests.collect.importing.conftest import Importer
from tests.collect.importing.files import column_as_excel

# Everything both databases can keep, the characters that spoil formats more often than others.
MARKS = st.one_of(
    st.sampled_from("\",;\t\n\r'|=+-@ _x000D_é家\u200d\u200f\u202e\ufeff\x01\x1f😀\u0301"),
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
)
TEXTS = st.lists(
    # A cell that holds nothing but a spreadsheet's error is an error: its words are lost.
    st.text(MARKS, min_size=1, max_size=40).filter(lambda text: text.strip() not in SHEET_ERRORS),
    min_size=1,
    max_size=6,
)


def words_of(content: bytes, name: str) -> list[str]:
    table = open_table(name, content)
    columns = ColumnMap(text=(table.header[-1],))
    complaints: list[object] = []
    said = [text for s in said_in(table, Asked(columns), complaints.append) for _q, text in s.words]
    assert complaints == []
    return said


def with_words(texts: list[str]) -> list[str]:
    return [text for text in texts if not text.isspace()]


@given(TEXTS, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@settings(max_examples=150, deadline=None)
def test_a_delimited_file_gives_its_words_back(
    texts: list[str], delimiter: str, encoding: str
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["row", "noise", "comment"])
    for number, text in enumerate(texts):
        writer.writerow([number, "noise, noise", text])
    name = "a.tsv" if delimiter == "\t" else "a.csv"
    assert words_of(file.getvalue().encode(encoding), name) == with_words(texts)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_a_workbook_gives_its_words_back(texts: list[str]) -> None:
    # As Excel spells what XML cannot hold: in hexadecimal, and a plain "_x" escaped.
    spelled = [
        "".join(f"_x{ord(m):04X}_" if m < " " or m in "_\ufffe\uffff" else m for m in text)
        for text in texts
    ]
    content = column_as_excel("comment", *spelled)
    assert words_of(content, "a.xlsx") == with_words(texts)


HARD_WORDS = [
    '=HYPERLINK("http://example.org")',
    "- more benches, please",
    "<script>alert(1)</script>",
    "من\u200cمی\u200cخواهم",
    "क\u094d\u200dष",
    "a" + "\u0301" * 5000,
    "👩\u200d👩\u200d👧 \U0001f1e8\U0001f1e6",
    "\u202egnirts\u202c",
    "bell \x07 and escape \x1b[31m",
    "  leading and trailing  ",
    "line one\r\nline two\nline three",
    "x005F_ and _x0041_ stay",
    "x" * 200_000,
]


@pytest.mark.parametrize("words", HARD_WORDS, ids=range(len(HARD_WORDS)))
def test_hard_words_come_back_from_the_database(
    session: Session, take_in: Importer, words: str
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerows([["comment", "n"], [words, 1], ["noise", 2]])
    batch = take_in(file.getvalue())
    session.expire_all()
    stored = session.scalars(
        select(Testimony.text).join(Response).where(Response.import_batch_id == batch.id)
    )
    assert sorted(stored) == sorted([words, "noise"])
    assert session.get_one(ImportBatch, batch.id).content is None
