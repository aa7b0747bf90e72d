"""PO and XLIFF files: to the letter out and in, edited outside, hostile, and looked at first."""

import base64
import html
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import polib
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.collect.translate import po, xliff
from community_voice.collect.translate.exchange import Sent
from community_voice.collect.translate.room import Room
from community_voice.collect.translate.service import Change, save_texts
from community_voice.instruments.definition import digest
from community_voice.instruments.wording_state import DRAFT, MISSING, STALE, read_language
from community_voice.store import AuditEntry, VersionWording, WordingReview
from tests.collect.translate.conftest import HERE
from tests.collect.translate.test_opening import review_all, translate_all
from tests.collect.translate.test_texts import text_of

FILES = f"{HERE}ar/files/"
KINDS = {"po": po, "xlf": xliff}
CALLED, NAME, HELP = "question.called.label", "question.name.label", "question.called.help"
X = f"{{{xliff.CORE}}}"
HARD = [
    "‏اسمك ⁨Name⁩ ‎100%‪x‬",
    "two\nlines\n\n  and  spaces  ",
    "a\r\nb\rc",
    '"quoted" \\n \\ back\\slash',
    "% (name)s %s %d 100% sure {brace} {0}",
    "👩‍👩‍👧 é e\u0301 \U0001f1f8\U0001f1f4",
    "<b>bold</b> & &amp; <br/> ${name} ${name} ${age}",
    "\t tab \x0b\x0c\x1f\x7f\x85\u2028\u2029 \ufffe\uffff",
    "]]> <!-- x --> <?pi?> &#x0; &nbsp;",
    '#, fuzzy\n#~ msgid "x"\nmsgstr',
    "می‌خواهم کتاب‌ها",
    "${unclosed <b unclosed &amp",
    "a\u00a0b\u200bc\ufeffd",
]


def out(kind: str, source: str, text: str, state: str = DRAFT) -> bytes:
    sent = [Sent("a.b", source, text, state, "q · x")]
    written_out: bytes = KINDS[kind].write("river/main/1", "en", "ar", sent)
    return written_out


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", HARD)
def test_a_file_keeps_every_character(kind: str, text: str) -> None:
    (entry,) = KINDS[kind].read(out(kind, text, text)).entries
    assert (entry.path, entry.source, entry.text) == ("a.b", text, text)
    assert not entry.problem


written = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1
) | st.lists(st.sampled_from(["${a}", "<b>", "</b>", "&lt;", "\n", "\r", '"', "\\", "ع", " "])).map(
    "".join
)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=written.filter(bool), text=written)
def test_any_text_comes_back_as_it_went(kind: str, source: str, text: str) -> None:
    (entry,) = KINDS[kind].read(out(kind, source, text)).entries
    assert (entry.source, entry.text) == (source, text)


def take(browser: FlaskClient, kind: str) -> bytes:
    answer = browser.get(f"{FILES}translations.{kind}")
    assert answer.status_code == 200
    assert f"river-main-1-ar.{kind}" in answer.headers["Content-Disposition"]
    return bytes(answer.data)


def bring(browser: FlaskClient, content: bytes, name: str = "file") -> TestResponse:
    return browser.post(FILES, data={"file": (io.BytesIO(content), name)})


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(content|mark)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def bring_and_keep(browser: FlaskClient, content: bytes) -> TestResponse:
    shown = bring(browser, content)
    assert shown.status_code == 200, shown.text
    return browser.post(f"{FILES}keep", data=hidden(shown.text))


def edit_po(content: bytes, path: str, text: str, tmp_path: Path) -> bytes:
    """Change one translation with another program's reader and writer."""
    file = tmp_path / "edited.po"
    file.write_bytes(content)
    catalog = polib.pofile(str(file))
    (entry,) = [entry for entry in catalog if entry.msgctxt == path]
    entry.msgstr = text
    catalog.save()
    return file.read_bytes()


def edit_xliff(content: bytes, path: str, text: str, tmp_path: Path) -> bytes:
    """Change one translation with a plain XML library, keeping the protected marks."""
    tree = ElementTree.fromstring(content)
    (unit,) = [unit for unit in tree.iter(f"{X}unit") if unit.get("id") == path]
    segment = unit.find(f"{X}segment")
    assert segment is not None
    target = segment.find(f"{X}target")
    if target is None:
        target = ElementTree.SubElement(segment, f"{X}target")
    marks = list(target)
    target[:] = []
    before, mark, after = text.partition("${name}")
    target.text = before
    if mark:
        marks[0].tail = after
        target.append(marks[0])
    segment.set("state", "translated")
    return bytes(ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True))


EDIT = {"po": edit_po, "xlf": edit_xliff}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("said", HARD)
def test_a_file_edited_outside_comes_back_intact(
    session: Session, room: Room, browser: FlaskClient, tmp_path: Path, kind: str, said: str
) -> None:
    said = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x85\u2028\u2029\ufffe\uffff]|\r\n?", " ", said)
    said = re.sub(r"\$\{[^}]*\}|<[^>]*>|&\S*;", "", said)
    content = EDIT[kind](take(browser, kind), CALLED, f"{said} ${{name}} {said}", tmp_path)
    assert bring_and_keep(browser, content).status_code == 302
    assert text_of(session, room, CALLED) == f"{said} ${{name}} {said}"
    entries = session.scalars(select(AuditEntry).where(AuditEntry.act == "translation.import"))
    assert [list(entry.detail["texts"]) for entry in entries] == [[CALLED]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_nobody_touched_changes_nothing(
    session: Session, room: Room, browser: FlaskClient, kind: str
) -> None:
    translate_all(session, room)
    session.commit()
    page = bring(browser, take(browser, kind)).text
    assert "This file changes nothing." in page
    assert "refused: 0" in page


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_kept_before_it_was_looked_at(
    session: Session, room: Room, browser: FlaskClient, tmp_path: Path, kind: str
) -> None:
    content = EDIT[kind](take(browser, kind), NAME, "اسمك الكامل", tmp_path)
    page = bring(browser, content).text
    assert "new: 1" in page
    assert "اسمك الكامل" in page
    assert text_of(session, room, NAME) is None
    answer = browser.post(f"{FILES}keep", data=hidden(page))
    assert answer.status_code == 302
    assert text_of(session, room, NAME) == "اسمك الكامل"
    assert not session.scalars(select(WordingReview)).all()


def test_what_changed_since_it_was_looked_at_is_looked_at_again(
    session: Session, room: Room, browser: FlaskClient, tmp_path: Path
) -> None:
    content = edit_po(take(browser, "po"), NAME, "اسمك", tmp_path)
    sent = hidden(bring(browser, content).text)
    save_texts(session, room, "ar", [Change(NAME, "غيره", digest("Your name"))])
    session.commit()
    answer = browser.post(f"{FILES}keep", data=sent)
    assert answer.status_code == 409
    assert text_of(session, room, NAME) == "غيره"


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_with_a_lost_mark_is_refused_with_the_reason(
    session: Session, room: Room, browser: FlaskClient, tmp_path: Path, kind: str
) -> None:
    content = EDIT[kind](take(browser, kind), CALLED, "هل اتصلت؟", tmp_path)
    page = bring(browser, content).text
    assert "refused: 1" in page
    assert "lacks ${name}" in page
    assert "This file changes nothing." in page


@pytest.mark.parametrize("kind", KINDS)
def test_words_made_of_another_source_come_in_as_stale(
    session: Session, room: Room, browser: FlaskClient, kind: str
) -> None:
    sent = Sent(NAME, "Your first name", "اسمك الأول", DRAFT, "x")
    content = KINDS[kind].write("river/main/1", "en", "ar", [sent])
    assert bring_and_keep(browser, content).status_code == 302
    assert read_language(session, room.version, "ar").by_path()[NAME].state == STALE


def make_stale(session: Session, room: Room) -> None:
    row = session.get(VersionWording, (room.version.id, CALLED, "ar"))
    assert row is not None
    row.source_digest = digest("Did you call?")
    session.commit()


def test_fuzzy_is_stale_and_who_takes_the_flag_away_settles_it(
    session: Session, room: Room, browser: FlaskClient, tmp_path: Path
) -> None:
    make_stale(session, room)
    file = tmp_path / "x.po"
    file.write_bytes(take(browser, "po"))
    catalog = polib.pofile(str(file))
    (entry,) = [entry for entry in catalog if entry.fuzzy]
    assert entry.msgctxt == CALLED
    entry.flags.remove("fuzzy")
    catalog.save()
    assert "fits the new source: 1" in bring(browser, file.read_bytes()).text
    bring_and_keep(browser, file.read_bytes())
    assert read_language(session, room.version, "ar").by_path()[CALLED].state == DRAFT


def test_what_a_po_file_doubts_comes_in_as_stale(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    content = po.write("x", "en", "ar", [Sent(NAME, "Your name", "اسمك", STALE, "x")])
    bring_and_keep(browser, content)
    assert read_language(session, room.version, "ar").by_path()[NAME].state == STALE


def test_xliff_names_languages_directions_states_places_and_marks(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    make_stale(session, room)
    root = ElementTree.fromstring(take(browser, "xlf"))
    assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == ("2.1", "en", "ar")
    file = root[0]
    assert (file.get("srcDir"), file.get("trgDir")) == ("ltr", "rtl")
    units = {unit.get("id"): unit for unit in root.iter(f"{X}unit")}
    assert not any(path.startswith("interface") for path in units if path)
    unit = units[CALLED]
    assert [child.tag.removeprefix(X) for child in unit] == ["notes", "originalData", "segment"]
    segment = unit[2]
    assert (segment.get("state"), segment.get("subState")) == ("translated", "cv:stale")
    mark = segment[0][0]
    assert (mark.get("dataRef"), mark.get("equiv"), mark.get("id")) == ("d1", "${name}", "1")
    assert unit[1][0].text == "${name}"
    assert "Question 2" in "".join(unit[0].itertext())
    missing = units[NAME].find(f"{X}segment")
    assert missing is not None
    assert missing.get("state") == "initial"
    assert missing.find(f"{X}target") is None


def test_po_names_places_contexts_and_no_formats_of_programs(
    room: Room, browser: FlaskClient
) -> None:
    text = take(browser, "po").decode()
    assert f'msgctxt "{CALLED}"' in text
    assert "Language: ar" in text
    assert "#. Page 1: About you · Question 2 (choose one), must be answered · the question" in text
    assert "-format" not in text


def test_a_segmented_unit_of_another_tool_is_read_in_its_order() -> None:
    body = (
        '<unit id="a.b"><segment state="translated"><source>One. </source>'
        '<target order="3">ثلاثة</target></segment><ignorable><source> </source></ignorable>'
        '<segment><source>Two <mrk id="m" type="term">x</mrk></source>'
        '<target order="1">واحد <mrk id="m">س</mrk></target></segment></unit>'
    )
    (entry,) = xliff.read(whole(body)).entries
    assert entry.source == "One.  Two x"
    assert entry.text == "واحد س ثلاثة"


def whole(
    body: str, attributes: str = 'srcLang="en" trgLang="ar"', space: str = xliff.CORE
) -> bytes:
    head = f'<xliff xmlns="{space}" version="2.1" {attributes}><file id="f">'
    return f"{head}{body}</file></xliff>".encode()


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xliff>&b;</xliff>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff>&a;</xliff>'
UNIT = '<unit id="question.name.label"><segment><source>Your name</source>{}</segment></unit>'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Choose a file first"),
        (b" \n ", "Choose a file first"),
        (BOMB, "document type or entities"),
        (b'<!DOCTYPE xliff SYSTEM "http://localhost:9/x.dtd"><xliff/>', "document type"),
        (OUTSIDE, "document type or entities"),
        (b"<html></html>", "no XLIFF 2 file"),
        (b"<xliff", "no XLIFF file that we can read"),
        (whole("", space="urn:oasis:names:tc:xliff:document:1.2"), "XLIFF 1"),
        (whole(""), "no texts in this file"),
        (whole(UNIT.format(""), 'srcLang="en" trgLang="so"'), "This file is for “so”"),
        (whole(UNIT.format(""), 'srcLang="fr" trgLang="ar"'), "This file is for “fr”"),
        (whole(UNIT.format('<target><cp hex="zz"/></target>')), "no XLIFF file"),
        (whole(UNIT.format(f'<target><cp hex="{"F" * 60}"/></target>')), "no XLIFF file"),
        ("<xliff/>".encode("utf-16"), "no XLIFF 2 file"),
        (b'<?xml version="1.0" encoding="nonsense"?><xliff/>', "no XLIFF"),
        (whole("<mrk>" * 30_000 + "</mrk>" * 30_000), "no texts"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "no PO file that we can read"),
        (b'msgctxt "a"\nmsgid "a"\nmsgstr "b\n', "Line 3 of this PO file is broken off"),
        (b'msgctxt "a"\nmsgid "a"\nmsgstr "b" c"\n', "Line 3 of this PO file is broken off"),
        (
            b'msgid ""\nmsgstr "Content-Type: text/plain; charset=nonsense\\n"\n\nmsgid "a"\n',
            "no PO file",
        ),
        (b'msgid ""\nmsgstr "Language: so\\n"\n\nmsgctxt "a"\nmsgid "b"\nmsgstr "c"\n', "“so”"),
        (b"just words\n", "no PO file"),
        (b"#" * (2 * 1024 * 1024 + 1), "too large"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(
    room: Room, browser: FlaskClient, content: bytes, told: str
) -> None:
    answer = bring(browser, content)
    assert answer.status_code == 422
    assert told in html.unescape(answer.text)
    assert "passwd" not in answer.text
    sent = {"content": base64.b64encode(content).decode(), "mark": "x"}
    if len(content) < 2 * 1024 * 1024:
        assert browser.post(f"{FILES}keep", data=sent).status_code == 422


def test_deep_nesting_does_not_break_the_reader(room: Room, browser: FlaskClient) -> None:
    deep = f"<target>{'<mrk>' * 30_000}{'</mrk>' * 30_000}</target>"
    assert bring(browser, whole(UNIT.format(deep))).status_code == 422


def test_a_file_far_too_large_is_refused_before_it_is_read(
    room: Room, browser: FlaskClient
) -> None:
    assert bring(browser, b"x" * (5 * 1024 * 1024)).status_code == 413


@pytest.mark.parametrize("bad", ["", "not base64!", "====", "PHg+"])
def test_a_tampered_page_is_told(room: Room, browser: FlaskClient, bad: str) -> None:
    assert browser.post(f"{FILES}keep", data={"content": bad, "mark": ""}).status_code == 422


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ('msgctxt "question.gone.label"\nmsgid "x"\nmsgstr "y"', "no such text"),
        ('msgid "Your name"\nmsgstr "y"', "its context (msgctxt) is gone"),
        ('msgctxt "interface.0"\nmsgid "Need help now?"\nmsgstr "y"', "message of the site itself"),
        (f'msgctxt "{NAME}"\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', "plural"),
        (f'msgctxt "{NAME}"\nmsgid "Your name"\nmsgstr "a\x00b"', "cannot keep"),
        (f'msgctxt "{NAME}"\nmsgid "Your name"\nmsgstr "{"x" * 20_001}"', "too long"),
    ],
)
def test_an_entry_that_cannot_be_used_is_refused_alone(
    room: Room, browser: FlaskClient, entry: str, told: str
) -> None:
    good = f'\n\nmsgctxt "{HELP}"\nmsgid "Any <b>line</b>.\\nAt any time."\nmsgstr "<b>خط</b>"\n'
    answer = bring(browser, (entry + good).encode())
    assert answer.status_code == 200
    assert "refused: 1" in answer.text
    assert "new: 1" in answer.text
    assert told in html.unescape(answer.text)


def test_a_text_that_stands_twice_counts_once(room: Room, browser: FlaskClient) -> None:
    unit = UNIT.format("<target>{}</target>")
    page = bring(browser, whole(unit.format("أول") + unit.format("ثان"))).text
    assert "new: 1" in page
    assert "refused: 1" in page


def test_an_unexplained_mark_is_refused(room: Room, browser: FlaskClient) -> None:
    page = bring(browser, whole(UNIT.format('<target>a <ph id="9"/></target>'))).text
    assert "a mark that the file does not explain" in page


def test_what_residents_read_is_not_changed_by_a_file(
    session: Session, room: Room, browser: FlaskClient, translator: object, tmp_path: Path
) -> None:
    translate_all(session, room)
    review_all(session, room, translator)  # type: ignore[arg-type]
    browser.post(f"{HERE}ar/opening")
    content = edit_po(take(browser, "po"), CALLED, "غيره ${name}", tmp_path)
    page = bring(browser, content).text
    assert "Residents read this already." in page
    assert "changed: 0" in page


def test_script_in_a_file_is_shown_as_words(room: Room, browser: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    body = UNIT.format(f"<target>{html.escape(evil)}</target>")
    page = bring(browser, whole(body)).text
    assert evil not in page
    assert "has no" in page


def test_other_kinds_of_file_are_not_found(room: Room, browser: FlaskClient) -> None:
    assert browser.get(f"{FILES}translations.exe").status_code == 404


def test_a_missing_text_is_exported_without_words(room: Room, browser: FlaskClient) -> None:
    entries = {entry.path: entry for entry in po.read(take(browser, "po")).entries}
    assert entries[NAME].text == ""
    assert MISSING == "missing"


PLURAL = 'msgctxt "a"\nmsgid "x"\nmsgid_plural "y"\nmsgstr[0] "z"\n'


@pytest.mark.parametrize("how", ["nplurals=999999999999; plural=0;", 'npl"\n"urals=99999999999;'])
def test_a_file_cannot_ask_for_endless_plural_forms(
    room: Room, browser: FlaskClient, how: str
) -> None:
    head = f'msgid ""\nmsgstr ""\n"Plural-Forms: {how}\\n"\n\n'
    answer = bring(browser, (head + PLURAL).encode())
    assert "no texts with plural forms" in answer.text


CP = '<cp hex="D800"/>'


@pytest.mark.parametrize(
    "unit",
    [
        f"<segment><source>River {CP}</source><target>x</target></segment>",
        f"<segment><source>River</source><target>{CP}</target></segment>",
        f'<originalData><data id="d">{CP}</data></originalData><segment><source>River</source>'
        '<target>a<ph id="1" dataRef="d"/></target></segment>',
    ],
)
def test_half_a_character_is_refused_with_its_text(
    room: Room, browser: FlaskClient, unit: str
) -> None:
    file = (
        f'<xliff xmlns="{xliff.CORE}" version="2.1" srcLang="en" trgLang="ar"><file id="f">'
        f'<unit id="engagement.title">{unit}</unit></file></xliff>'
    )
    answer = bring(browser, file.encode())
    assert answer.status_code == 200
    assert "a character here that we cannot keep" in answer.text


@pytest.mark.parametrize("place", ["msgctxt", "msgid", "msgstr", "Language"])
def test_half_a_character_in_a_po_file_is_refused(
    room: Room, browser: FlaskClient, place: str
) -> None:
    said = {"msgctxt": "engagement.title", "msgid": "River", "msgstr": "x", "Language": "ar"}
    said[place] += "\\ud800"
    # A codec that reads escapes; Babel takes a backslash away, so there are two.
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=unicode_escape\\n"\n'
    file = f'{head}"Language: {said["Language"]}\\n"\n\n' + "".join(
        f'{key} "{said[key]}"\n' for key in ("msgctxt", "msgid", "msgstr")
    )
    assert bring(browser, file.encode()).status_code in (200, 422)


def test_a_file_of_very_many_texts_is_refused(room: Room, browser: FlaskClient) -> None:
    many = "".join(f'msgctxt "a{n}"\nmsgid "x{n}"\nmsgstr "z"\n\n' for n in range(2000))
    answer = bring(browser, many.encode())
    assert answer.status_code == 422
    assert "far more texts than this version" in answer.text
