"""Who speaks is found in transcripts of every kind, and nothing that was said is lost."""

import io
import time
import zipfile

import docx
import pytest

from community_voice.collect.listening.transcripts.files import (
    CannotRead,
    columns_left_out,
    read_file,
    read_pasted,
)
from community_voice.collect.listening.transcripts.subtitles import read_subtitles
from community_voice.collect.listening.transcripts.turns import (
    Turn,
    names_in,
    put_back,
    read_plain,
    seems_a_name,
    seems_to_ask,
)

SAID = [("Ana", "We waited for hours."), ("Host", "And then?"), ("Ana", "Nobody came.")]
PLAIN = "\n".join(f"{name}: {words}" for name, words in SAID)


def pairs(turns: list[Turn]) -> list[tuple[str, str]]:
    return [(turn.name, turn.text) for turn in turns]


@pytest.mark.parametrize(
    "line",
    [
        "{}: {}",
        "[00:12:03] {}: {}",
        "{} (00:12): {}",
        "12/03/2026, 10:22 - {}: {}",
        "[12.03.26, 10:22:31] {}: {}",
        "10:22:31 From {} to Everyone: {}",
        "00:01:02\t{}: {}",
        "10:22 AM {}: {}",
    ],
)
def test_a_name_is_found_behind_whatever_stamp(line: str) -> None:
    text = "\n".join(line.format(*said) for said in SAID)
    assert pairs(read_plain(text)) == SAID


def test_lines_without_a_name_go_on_with_the_turn_before() -> None:
    turns = read_plain("Ana: We waited.\nIt was cold.\n\nStill cold.\nLuis: Yes.")
    assert pairs(turns) == [("Ana", "We waited.\nIt was cold.\n\nStill cold."), ("Luis", "Yes.")]


def test_what_stands_before_the_first_name_is_kept_and_nobodys() -> None:
    assert pairs(read_plain("Notes of the evening\nAna: Hello"))[0] == ("", "Notes of the evening")


def test_a_colon_in_a_sentence_makes_no_voice_and_loses_no_word() -> None:
    turns = read_plain("Ana: I said\nWhat I need: a place to sleep\nAna: yes")
    counts = dict(names_in(turns))
    assert not seems_a_name("What I need", counts["What I need"])
    assert seems_a_name("Ana", counts["Ana"])
    joined = put_back(turns, ["What I need"])
    assert pairs(joined) == [("Ana", "I said\nWhat I need: a place to sleep"), ("Ana", "yes")]


@pytest.mark.parametrize("name", ["Facilitator", "Moderator 1", "主持人", "Interviewer"])
def test_whoever_asks_is_known_by_their_role(name: str) -> None:
    assert seems_to_ask(name)
    assert not seems_to_ask("Ana")


@pytest.mark.parametrize("name", ["Speaker 1", "P3", "4", "S12", "Persona 2"])
def test_a_number_is_a_voice_even_once(name: str) -> None:
    assert seems_a_name(name, 1)


@pytest.mark.parametrize(
    "text",
    [
        "12.50 an hour is not enough",
        "10:30 the police came",
        "9.11 changed it",
        "Remember this:",
        "Ana: hi\nAnd then he told me:\nBen: leave",
        "Ana: hello\n3.15 is what they paid me",
        "Ana: at\n10:30 he said: go\nAna: so I went",
    ],
)
def test_no_letter_of_plain_words_is_lost(text: str) -> None:
    turns = read_plain(text)
    no_names = [name for name, count in names_in(turns) if not seems_a_name(name, count)]
    told = put_back(turns, no_names)
    whole = "\n".join(f"{turn.before if turn.name else ''}{turn.text}" for turn in told)
    assert whole == text


def test_words_in_angles_and_empty_lines_within_a_cue_are_kept() -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,000\nif x < y <crying>\n\nand <i>more</i>\n"
    assert pairs(read_subtitles(srt)) == [("", "if x < y <crying> and more")]


def test_notes_that_begin_like_subtitles_are_notes() -> None:
    assert len(read_file("a.txt", b"WEBVTT is what I said\nAna: hello")) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Ana,I was cold, and hungry, and wet\nLuis,No\n", "I was cold, and hungry, and wet"),
        (b"speaker,text\nAna,I was cold, and wet\nLuis,No\n", "I was cold, and wet"),
        (b"a,b,c\nd,but not always they come,f\n", "b,c"),
    ],
)
def test_no_cell_of_a_table_is_lost(content: bytes, words: str) -> None:
    assert read_file("a.csv", content)[0].text == words


def test_columns_that_are_not_brought_in_are_named() -> None:
    content = b"time,speaker,text,translation\n1,Ana,Hola,Hello\n"
    assert columns_left_out(content) == ["time", "translation"]


def test_an_address_is_no_voice() -> None:
    assert pairs(read_plain("https://example.org/a says so")) == [
        ("", "https://example.org/a says so")
    ]


VTT = """WEBVTT

NOTE made by a program

1
00:00:01.000 --> 00:00:03.000
<v Ana>We waited <i>for hours</i>.

2
00:00:03.500 --> 00:00:04.000
<v Ana>It was cold &amp; dark.

00:00:05.000 --> 00:00:06.000
Luis: Nobody came.
"""


def test_cues_of_one_voice_become_one_turn() -> None:
    assert pairs(read_subtitles(VTT)) == [
        ("Ana", "We waited for hours. It was cold & dark."),
        ("Luis", "Nobody came."),
    ]


def test_subrip_is_read_like_webvtt() -> None:
    srt = VTT.split("\n\n", 2)[2].replace(".000", ",000").replace(".500", ",500")
    assert pairs(read_file("a.srt", srt.encode())) == pairs(read_subtitles(VTT))


def document(*lines: str) -> bytes:
    made, kept = docx.Document(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Luis", "Nobody came."
    made.save(kept)
    return kept.getvalue()


def test_a_word_document_gives_its_paragraphs_and_rows() -> None:
    assert pairs(read_file("notes.DOCX", document("Ana: We waited."))) == [
        ("Ana", "We waited."),
        ("Luis", "Nobody came."),
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_is_read_by_its_heads_in_any_dialect(mark: str) -> None:
    rows = [("time", "speaker", "text"), ("1", "Ana", "We waited"), ("2", "Luis", "=Nobody")]
    content = "\n".join(mark.join(row) for row in rows).encode("utf-16")
    assert pairs(read_file("a.csv", content)) == [("Ana", "We waited"), ("Luis", "=Nobody")]


def test_a_table_without_heads_takes_the_column_with_the_most_letters() -> None:
    assert pairs(read_file("a.csv", b"Ana,We waited for hours\nLuis,Nobody came\n")) == [
        ("Ana", "We waited for hours"),
        ("Luis", "Nobody came"),
    ]


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 60_000_000)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF"),
        ("a.docx", b"no package"),
        ("a.docx", bomb()),
        ("a.txt", b""),
        ("a.vtt", b"WEBVTT\n\n"),
        ("a.csv", b"\n\n"),
        ("a.txt", b"x" * (3 * 1024 * 1024 + 1)),
        ("a.srt", b"x\n" * 30_001),
        ("a.csv", b"x\n" * 30_001),
    ],
    ids=["pdf", "no-package", "bomb", "empty", "no-cues", "no-rows", "too-large", "lines", "rows"],
)
def test_what_cannot_be_read_says_so(name: str, content: bytes) -> None:
    with pytest.raises(CannotRead):
        read_file(name, content)


def test_words_around_the_cues_of_subtitles_are_kept_with_who_said_them() -> None:
    said = "Ana: I was cold before\nStill cold\n\n1\n00:00:01,000 --> 00:00:02,000\nBen: hi"
    assert pairs(read_pasted(said)) == [("Ana", "I was cold before\nStill cold"), ("Ben", "hi")]
    without_empty_lines = (
        "1\n00:00:01,000 --> 00:00:02,000\nAna: one\n2\n00:00:03,000 --> 00:00:04,000\nBen: two"
        "\nand more words\n00:00:05,000 --> 00:00:06,000\nAna: three\n\nBen: four"
    )
    assert pairs(read_file("a.srt", without_empty_lines.encode())) == [
        ("Ana", "one"),
        ("Ben", "two and more words"),
        ("Ana", "three"),
        ("Ben", "four"),
    ]


def test_an_arrow_in_plain_notes_makes_no_subtitles() -> None:
    notes = "Ana: first they came\n\nBen: it went from police --> hospital\n5 --> 6 of us"
    assert len(read_pasted(notes)) == 2


def test_thousands_of_blanks_are_read_as_fast_as_words() -> None:
    blanks = " " * 20_000
    began = time.monotonic()
    for line in (f"a{blanks}b", f"10:22 From {blanks}a to{blanks}b", f"a (00:12){blanks}b"):
        assert read_pasted(line)[0].text.endswith("b")
    times = "00:01.000 --> 00:02.000\n"
    for words in (f"<v{blanks}", "<v a" * 20_000, "{\\" * 20_000):
        assert read_pasted(times + words)
    assert time.monotonic() - began < 5, "the site stands still for everybody meanwhile"


def test_pasted_subtitles_are_known_by_their_times() -> None:
    assert pairs(read_pasted(VTT)) == pairs(read_subtitles(VTT))
    assert pairs(read_pasted(PLAIN)) == SAID
