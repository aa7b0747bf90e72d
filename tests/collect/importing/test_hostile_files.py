"""Every hostile file meets a clear message, or is kept harmlessly."""

import codecs
import datetime as dt
import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.collect.importing import table as table_limits
from community_voice.collect.importing.accepting import RowsRefused
from community_voice.collect.importing.checking import check
from community_voice.collect.importing.findings import Asked
from community_voice.collect.importing.mapping import ColumnMap
from community_voice.collect.importing.reading import open_table
from community_voice.collect.importing.table import Unreadable
from community_voice.store import Response, Testimony
from tests.collect.importing.conftest import Importer
from tests.collect.importing.files import column_as_excel, part, saved, with_parts, workbook

PLAIN = workbook([["comment"], ["noise"], ["more noise"]])


def said(content: bytes, name: str = "a.csv", column: str = "comment") -> list[str]:
    table = open_table(name, content)
    place = table.header.index(column)
    return [cells[place] for _number, cells in table.rows()]


def codes(content: bytes, columns: ColumnMap | None = None, name: str = "a.csv") -> list[object]:
    table = open_table(name, content)
    findings = check(table, Asked(columns or ColumnMap(text=("comment",)), ("en", "es")))
    return [(error.row, error.code) for error in findings.errors]


@pytest.mark.parametrize("content", [b"", b"\n\n \r\n", codecs.BOM_UTF8, b",,\n , \n"])
def test_an_empty_file_says_so(app_context: None, content: bytes) -> None:
    with pytest.raises(Unreadable, match="empty"):
        open_table("a.csv", content)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsm", PLAIN, "macros"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old or locked"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old or locked"),
        ("a.pdf", b"%PDF-1.7", "another kind"),
        ("a.xlsx", b"comment\nnoise\n", "not an .xlsx workbook"),
        ("a.xlsx", PLAIN[: len(PLAIN) // 2], "damaged"),
        ("a.xlsx", b"PK\x03\x04" + b"\x00" * 100, "damaged"),
        ("a.xlsx", with_parts(PLAIN, xl__vbaProject_DOT_bin=b"macro"), "macros"),
        ("a.xlsx", with_parts(PLAIN, xl__workbook_DOT_xml=b"<workbook"), "damaged"),
        ("a.xlsx", column_as_excel("comment", "noise", known=1), "damaged"),
        ("a.xlsx", with_parts(PLAIN, xl__worksheets__sheet1_DOT_xml=b"<worksheet>"), "damaged"),
    ],
)
def test_what_is_no_table_is_refused(
    app_context: None, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(Unreadable, match=message):
        list(open_table(name, content).rows())


@pytest.mark.parametrize("where", ["xl__sharedStrings_DOT_xml", "xl__worksheets__sheet1_DOT_xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_a_dtd_is_refused(app_context: None, where: str, encoding: str) -> None:
    laughs = (
        f'<?xml version="1.0" encoding="{encoding}"?><!-- {"x" * 9000} -->'
        '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    )
    content = with_parts(PLAIN, **{where: laughs.encode(encoding)})
    with pytest.raises(Unreadable, match="document type"):
        open_table("a.xlsx", content)


def test_a_dtd_is_refused_even_if_it_declares_nothing(app_context: None) -> None:
    sheet = part(PLAIN, "xl/worksheets/sheet1.xml")
    content = with_parts(PLAIN, xl__worksheets__sheet1_DOT_xml=b"<!DOCTYPE worksheet>" + sheet)
    with pytest.raises(Unreadable, match="document type"):
        open_table("a.xlsx", content)


@pytest.mark.parametrize(
    ("where", "size"),
    [("xl__worksheets__sheet1_DOT_xml", 300), ("xl__styles_DOT_xml", 20), ("xl__other_DOT_x", 20)],
)
def test_a_bomb_is_refused_before_it_is_opened(app_context: None, where: str, size: int) -> None:
    content = with_parts(PLAIN, **{where: b" " * (size * 1024 * 1024)})
    assert len(content) < 1024 * 1024
    with pytest.raises(Unreadable, match="unpacks to more"):
        open_table("a.xlsx", content)


def test_a_workbook_of_very_many_parts_is_refused(app_context: None) -> None:
    parts = {f"xl__p{number}": b"" for number in range(2100)}
    with pytest.raises(Unreadable, match="unpacks to more"):
        open_table("a.xlsx", with_parts(PLAIN, **parts))


def test_a_workbook_cannot_lie_about_its_sizes(app_context: None) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))
        new.writestr("xl/media/one", b" " * (30 * 1024 * 1024))
    size = (30 * 1024 * 1024).to_bytes(4, "little")
    lying = file.getvalue().replace(size, (10).to_bytes(4, "little"))
    assert lying != file.getvalue()
    with pytest.raises(Unreadable, match="damaged"):
        open_table("a.xlsx", lying)


def test_a_sheet_may_claim_to_be_endless(app_context: None) -> None:
    sheet = part(PLAIN, "xl/worksheets/sheet1.xml")
    assert b'ref="A1:A3"' in sheet
    claims = sheet.replace(b'ref="A1:A3"', b'ref="A1:XFD1048576"')
    content = with_parts(PLAIN, xl__worksheets__sheet1_DOT_xml=claims)
    assert said(content, "a.xlsx") == ["noise", "more noise"]


@pytest.mark.parametrize(("row", "message"), [(99_999_999, "rows"), (1_048_576, None)])
def test_a_row_far_below_is_reached_or_refused(
    app_context: None, monkeypatch: pytest.MonkeyPatch, row: int, message: str | None
) -> None:
    sheet = part(PLAIN, "xl/worksheets/sheet1.xml")
    far = sheet.replace(b'r="3"', f'r="{row}"'.encode()).replace(b'r="A3"', f'r="A{row}"'.encode())
    content = with_parts(PLAIN, xl__worksheets__sheet1_DOT_xml=far)
    if message:
        with pytest.raises(Unreadable, match=message):
            said(content, "a.xlsx")
    else:
        assert said(content, "a.xlsx") == ["noise", "more noise"]


def test_a_million_rows_are_the_limit(app_context: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert table_limits.ROW_LIMIT == 1_000_000
    monkeypatch.setattr(table_limits, "ROW_LIMIT", 20)
    assert len(said(b"comment,n\n" + b"noise,1\n" * 20)) == 20
    with pytest.raises(Unreadable, match="more than 20 rows"):
        said(b"comment,n\n" + b"noise,1\n" * 21)


def test_too_many_columns_are_refused(app_context: None) -> None:
    with pytest.raises(Unreadable, match="500 columns"):
        open_table("a.csv", b",".join(b"c%d" % n for n in range(600)) + b"\n")
    with pytest.raises(Unreadable, match="500 columns"):
        open_table("a.xlsx", workbook([list(range(600)), ["noise"]]))


ENCODED: list[tuple[str, str, bytes]] = [
    ("utf-8", "Straße, 家", b""),
    ("utf-8-sig", "Straße, 家", b""),
    ("utf-16", "Straße, 家", b""),
    ("utf-16-le", "Strasse und Haus", b""),
    ("utf-16-le", "Straße, 家", codecs.BOM_UTF16_LE),
    ("utf-16-be", "Straße, 家", codecs.BOM_UTF16_BE),
    ("utf-32", "Straße, 家", b""),
]


@pytest.mark.parametrize(("encoding", "word", "mark"), ENCODED)
def test_unicode_in_every_dress_is_read(
    app_context: None, encoding: str, word: str, mark: bytes
) -> None:
    content = mark + f'comment,n\n"{word}",1\nnoise,2\n'.encode(encoding)
    assert said(content) == [word, "noise"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Die Straße ist gefährlich, wir brauchen mehr Übergänge für Fußgänger. "),
        ("big5", "社區需要更多的公園和休息的地方，晚上也要有燈光。"),
        ("cp1251", "Нам нужно больше помощи ночью, и чтобы врачи приезжали быстрее. "),
    ],
)
def test_other_encodings_are_guessed_and_the_guess_is_told(
    app_context: None, encoding: str, text: str
) -> None:
    table = open_table("a.csv", f"comment;n\n{text * 5};1\n".encode(encoding))
    assert [cells for _n, cells in table.rows()] == [[text * 5, "1"]]
    assert [code for code, _value in table.notes] == ["encoding"]


def test_one_broken_byte_does_not_change_all_accents(app_context: None) -> None:
    content = "comment,n\nStraße,1\ncafé,2\n".encode() + b"caf\xe9,3\n"
    with pytest.raises(Unreadable, match="line 4"):
        open_table("a.csv", content)


def test_a_lone_surrogate_is_not_read(app_context: None) -> None:
    content = codecs.BOM_UTF16_LE + "comment\n".encode("utf-16-le") + b"\x00\xd8\x41\x00"
    with pytest.raises(Unreadable, match="cannot be read"):
        open_table("a.csv", content)
    raw = "comment\ncafé, Straße, Plätze\n".encode() + b"\xed\xa0\x80\n"
    with pytest.raises(Unreadable):
        open_table("a.csv", raw)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(app_context: None, delimiter: str) -> None:
    rows = ["id{d}comment", '1{d}"one, two; three\tfour | five"', "2{d}noise, and; more"]
    if delimiter in ",;":
        rows.pop()
    content = "\n".join(rows).replace("{d}", delimiter).encode()
    assert said(content)[0] == "one, two; three\tfour | five"


def test_one_column_keeps_its_commas(app_context: None) -> None:
    content = b'comment\nI like parks, benches; and trees\n"quoted, too"\n'
    assert said(content) == ["I like parks, benches; and trees", "quoted, too"]


def test_a_separator_line_is_understood(app_context: None) -> None:
    assert said(b"sep=;\r\nid;comment\r\n1;a, b\r\n") == ["a, b"]


def test_line_breaks_within_quotes_stay(app_context: None) -> None:
    assert said(b'id,comment\r\n1,"one\r\ntwo\n\nthree"\r\n2,noise\r\n')[0] == "one\r\ntwo\n\nthree"


def test_tab_files_may_write_quotes_as_they_are(app_context: None) -> None:
    content = b'id\tcomment\n1\t"Help" they said\n2\tnoise "\n'
    table = open_table("a.tsv", content)
    assert said(content, "a.tsv") == ['"Help" they said', 'noise "']
    assert table.notes == (("quotes_kept", ""),)


def test_quotes_that_do_not_close_are_an_error_of_their_row() -> None:
    assert codes(b'id,comment\n1,noise\n2,"never closed\n3,noise\n') == [(3, "broken_quotes")]
    assert codes(b'id,comment\n1,"a" b\n') == [(2, "broken_quotes")]


def test_headers_get_names_of_their_own(app_context: None) -> None:
    table = open_table("a.csv", "comment,comment,, \ufeffx ,comment (2)\na,b,c,d,e\n".encode())
    assert table.header == ("comment", "comment (2)", "C", "\ufeffx", "comment (2) (2)")


def test_ragged_rows_are_errors_unless_only_empty_cells_are_too_many() -> None:
    content = b"id,comment\n1,noise\n2\n3,noise,more\n4,noise,,\n"
    assert codes(content) == [(3, "too_few_cells"), (4, "too_many_cells")]


def test_nul_is_an_error_and_other_control_characters_are_not() -> None:
    content = b"id,comment,n\n1,a\x00b,1\n2,a\x07b,2\n"
    assert codes(content) == [(2, "unstorable")]


def test_nul_and_surrogates_spelled_in_a_workbook_are_errors(app_context: None) -> None:
    content = workbook([["comment"], ["nul _x0000_ here"], ["lone _xD800_"], ["_xD83D__xDE00_"]])
    assert codes(content, name="a.xlsx") == [(2, "unstorable"), (3, "unstorable")]
    assert said(content, "a.xlsx")[2] == "😀"


def test_a_huge_cell_is_an_error_of_its_row() -> None:
    content = b'comment,n\n"' + b"x" * 1_000_001 + b'",1\n' + b"y" * 1_000_000 + b",2\n"
    assert codes(content) == [(2, "too_long")]


def test_words_that_a_spreadsheet_lost_are_named() -> None:
    assert codes(b"comment,n\n#NAME?,1\n'#NAME? was shown',2\n") == [(2, "sheet_error")]


def test_whitespace_is_no_testimony() -> None:
    assert codes("comment,n\n \t\u3000\u00a0,1\n".encode()) == [(0, "no_words")]


def test_numbers_and_dates_of_a_workbook_become_plain_text(app_context: None) -> None:
    rows: list[list[object]] = [
        ["comment"],
        [12],
        [12.0],
        [0.1],
        [True],
        [dt.datetime(2026, 3, 1)],
        [dt.datetime(2026, 3, 1, 9, 30)],
        [dt.time(9, 30)],
        [1e300],
    ]
    assert said(workbook(rows), "a.xlsx") == [
        "12",
        "12",
        "0.1",
        "TRUE",
        "2026-03-01",
        "2026-03-01 09:30:00",
        "09:30:00",
        "1e+300",
    ]


def test_a_sheet_can_be_chosen(app_context: None) -> None:
    book = Workbook()
    book.create_sheet("Second").append(["comment"])
    book["Second"].append(["here"])
    table = open_table("a.xlsx", saved(book), "Second")
    assert (table.sheets, table.sheet) == (("Sheet", "Second"), "Second")
    assert [cells for _n, cells in table.rows()] == [["here"]]
    with pytest.raises(Unreadable, match="no sheet named"):
        open_table("a.xlsx", saved(book), "Third")
    with pytest.raises(Unreadable, match="empty"):
        open_table("a.xlsx", saved(book))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw + b"3,a\x00b\n",
        lambda raw: raw + b"3,two,three\n",
        lambda raw: raw + b'3,"open\n',
    ],
)
def test_one_bad_row_refuses_the_whole_file(
    session: Session, take_in: Importer, spoil: Callable[[bytes], bytes]
) -> None:
    sound = b"id,comment\n1,noise\n2,more noise\n"
    with pytest.raises(RowsRefused):
        take_in(spoil(sound))
    assert session.scalar(select(func.count()).select_from(Testimony)) == 0
    take_in(sound)
    assert session.scalar(select(func.count()).select_from(Response)) == 2
