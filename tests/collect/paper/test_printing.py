"""Printed forms: every question type, rules as sentences, and a receipt that is kept nowhere."""

import datetime as dt
import re

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.answering.receipts import read_receipt
from community_voice.collect.paper.form_numbers import read_number
from community_voice.collect.paper.items import ASKING, SHAPES
from community_voice.collect.paper.printing import read_day
from community_voice.questions import QUESTION_TYPES
from community_voice.store import AuditEntry, PaperCopy, Partner
from community_voice.store.columns import today
from community_voice.store.secrets import keyed_digest
from tests.collect.paper.conftest import Desk, run_of
from tests.collect.paper.made import definition


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def receipts_on(page: str) -> list[str]:
    return re.findall(r'class="digits"><bdi dir="ltr">([\d ]+)</bdi>', page)


def test_every_question_type_has_a_shape_on_paper_and_a_field_to_type_it(app: Flask) -> None:
    in_survey = {q["type"] for part in definition()["sections"] for q in part["questions"]}
    assert SHAPES.keys() == QUESTION_TYPES.keys()
    assert in_survey == QUESTION_TYPES.keys(), "the survey of these tests must have them all"
    sides = {"unseen": (), "note": ("printed",), "left_off": ("printed",)}
    for shape, _boxes in SHAPES.values():
        for side in sides.get(shape, ("printed", "typed")):
            assert app.jinja_env.get_template(f"paper/{side}/{shape}.html")


def test_every_question_is_on_the_form_with_a_code_of_its_own(desk: Desk) -> None:
    page = desk.print().text
    words = words_of(page)
    kinds = {q["label"]["en"]: q for part in definition()["sections"] for q in part["questions"]}
    for label, question in kinds.items():
        shape = SHAPES[question["type"]][0]
        if question["type"] in ("calculated", "voice_note", "contact"):
            assert label not in words, label
        else:
            assert label.replace("${area}", "[C4]") in words, label
        if shape in ASKING:
            assert re.search(rf"[A-F]\d {re.escape(label.partition('$')[0])}", words), label
    codes = re.findall(r'class="short"><bdi dir="ltr">([A-Z]+\d+)</bdi>', page)
    once = [code for code in codes if not code.startswith("D")]
    assert len(once) == len(set(once))
    # The part that repeats has room for three.
    assert codes.count("D1") == codes.count("D2") == 3


def test_rules_are_sentences_that_point_at_codes(desk: Desk) -> None:
    words = words_of(desk.print().text)
    assert "A3 What happened? Only if A2 is “Yes”." in words
    assert "This part only if (the product of (C1; 2)) is more than 100." in words
    assert "Needed if D1 is answered." in words
    assert "It fits if this answer is at most 90." in words
    assert "Bridge Street Only if C4 is “The north side”." in words


def test_the_form_says_who_asks_and_who_can_be_called(desk: Desk) -> None:
    words = words_of(desk.print().text)
    for said in (
        "Hosted by \u2068City of Riverton\u2069",
        "Call 988",
        "555-0100",
        "can both bring police",
        "urgent-help · v1 · en",
        "Not stored yet: try from January 15, 2099.",
        "/receipt",
        "It is shown this one time.",
    ):
        assert said in words, said


def test_each_copy_has_its_own_number_and_receipt_and_only_digests_are_kept(
    desk: Desk, session: Session, partner: Partner
) -> None:
    page = desk.print(copies=3).text
    receipts = [read_receipt(text) for text in receipts_on(page)]
    copies = {copy.number: copy for copy in session.scalars(select(PaperCopy))}
    assert len(set(receipts)) == len(copies) == 3 and None not in receipts
    assert {copy.receipt_hash for copy in copies.values()} == {
        keyed_digest("receipt", receipt or "") for receipt in receipts
    }
    for number in copies:
        assert read_number(number) == number
        assert f"{number[:4]} {number[4:]}" in page
    run = run_of(session)
    assert (run.copies, run.language, run.partner_id) == (3, "en", partner.id)
    so_far = desk.browser.get("/host/paper/print").text
    assert "Not stored yet: try from Jan 15, 2099." in so_far
    again = [read_receipt(text) for text in receipts_on(desk.print(copies=3).text)]
    assert not set(again) & set(receipts)
    acts = session.scalars(select(AuditEntry).where(AuditEntry.act == "paper.print")).all()
    assert len(acts) == 2
    assert not any(str(receipt) in str(act.detail) for act in acts for receipt in receipts)


def test_a_stub_holds_no_form_number_and_a_form_no_receipt(desk: Desk) -> None:
    page = desk.print().text
    form, _cut, stub = page.partition('<section class="stub">')
    number = re.findall(r'id="copy-(\d{8})"', form)[0]
    assert number not in re.sub(r"\D", "", words_of(stub.partition("</section>")[0]))
    assert receipts_on(form) == [] and len(receipts_on(stub)) == 1


def test_an_arabic_form_runs_from_right_to_left(desk: Desk) -> None:
    page = desk.print(lang="ar").text
    assert '<html lang="ar" dir="rtl">' in page
    assert "هل أردت المساعدة ولم تتصل؟" in page
    assert '<section class="print-note noprint" lang="en" dir="ltr">' in page


def test_what_cannot_be_printed_is_said_and_makes_nothing(desk: Desk, session: Session) -> None:
    right = {"what": f"{desk.version.id}:en", "copies": "1", "day": "2099-01-15"}
    for wrong in (
        {"copies": "0"},
        {"copies": "201"},
        {"day": "soon"},
        {"day": "2020-01-01"},
        {"day": (today() - dt.timedelta(days=2)).isoformat()},
        {"what": "1:xx"},
    ):
        answer = desk.browser.post("/host/paper/print", data={**right, **wrong})
        assert (answer.status_code, 'role="alert"' in answer.text) == (422, True), wrong
    today_in_the_west = today() - dt.timedelta(days=1)
    assert read_day(today_in_the_west.isoformat()) == today_in_the_west
    assert session.scalars(select(PaperCopy)).all() == []
