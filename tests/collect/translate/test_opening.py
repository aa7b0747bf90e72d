"""A language opens when what residents must trust is reviewed, and a sheet on paper counts."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.builder.service import make_draft
from community_voice.collect.translate.exchange import REFUSED, Brought, Entry, compare
from community_voice.collect.translate.opening import open_language
from community_voice.collect.translate.room import Room
from community_voice.collect.translate.service import Change, review_texts, save_texts
from community_voice.errors import Conflict
from community_voice.instruments.definition import digest
from community_voice.instruments.wording_state import (
    PUBLISHED,
    STALE,
    opened_languages,
    read_language,
)
from community_voice.store import Account, AuditEntry, WordingReview
from community_voice.store.columns import today
from tests.collect.translate.conftest import HERE, next_version, small_survey
from tests.collect.translate.test_texts import fields, text_of

OPENING, SHEET, TYPED = f"{HERE}ar/opening", f"{HERE}ar/sheet", f"{HERE}ar/sheet/typed"
CONSENT, CALLED = "question.consent.label", "question.called.label"


def translate_all(session: Session, room: Room, tag: str = "ar") -> None:
    """Write every needed text that is missing, with its marks."""
    wanting = read_language(session, room.version, tag).wanting
    save_texts(
        session,
        room,
        tag,
        [
            Change(text.path, f"ع {text.source.text}", digest(text.source.text))
            for text in wanting
            if not text.text
        ],
    )


def review_all(session: Session, room: Room, account: Account, tag: str = "ar") -> None:
    seen = [
        Change(text.path, text.text, digest(text.source.text))
        for text in read_language(session, room.version, tag).wanting
    ]
    review_texts(session, room, tag, seen, account)
    session.commit()


def test_the_page_names_exactly_what_is_missing(
    session: Session, room: Room, browser: FlaskClient, translator: Account
) -> None:
    translate_all(session, room)
    review_all(session, room, translator)
    save_texts(
        session, room, "ar", [Change(CONSENT, "جديد", digest("What may we do with your words?"))]
    )
    session.commit()
    page = browser.get(OPENING).text
    listed = page[page.index('class="wanting"') :]
    assert "What may we do with your words?" in listed
    assert listed.count("<li>") == 1
    answer = browser.post(OPENING)
    assert answer.status_code == 409
    assert opened_languages(session, room.version) == []


@pytest.mark.parametrize(
    "path",
    [
        "question.consent.choice.quoted.label",
        "question.called.help",
        "question.called.required",
        "question.called.choice.no.label",
        "engagement.purpose",
        "interface.5",
    ],
)
def test_no_needed_text_may_be_without_review(
    session: Session, room: Room, translator: Account, path: str
) -> None:
    translate_all(session, room)
    review_all(session, room, translator)
    assert not read_language(session, room.version, "ar").wanting
    review = session.scalars(select(WordingReview).where(WordingReview.path == path)).one()
    session.delete(review)
    session.flush()
    with pytest.raises(Conflict):
        open_language(session, room, "ar", translator)


def test_what_need_not_be_answered_may_stay_in_the_source_language(
    session: Session, room: Room, browser: FlaskClient, translator: Account
) -> None:
    translate_all(session, room)
    review_all(session, room, translator)
    assert text_of(session, room, "question.name.label") is None
    assert browser.post(OPENING).status_code == 302
    assert opened_languages(session, room.version) == ["ar"]
    assert read_language(session, room.version, "ar").by_path()[CALLED].state == PUBLISHED
    acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("language%"))).all()
    assert acts == ["language.open"]
    browser.post(OPENING)
    assert opened_languages(session, room.version) == ["ar"]


def test_a_language_without_the_site_s_crisis_messages_never_opens(
    session: Session, room: Room, browser: FlaskClient, translator: Account
) -> None:
    translate_all(session, room, "vi")
    review_all(session, room, translator, "vi")
    page = browser.get(OPENING.replace("/ar/", "/vi/")).text
    assert "988 and 911 can both bring police" in page
    assert "own catalog lacks it" in page
    assert browser.post(OPENING.replace("/ar/", "/vi/")).status_code == 409


def test_an_opened_language_is_one_of_the_engagement_s(
    session: Session, room: Room, browser: FlaskClient, translator: Account
) -> None:
    room.engagement.languages = ["en"]
    translate_all(session, room)
    review_all(session, room, translator)
    browser.post(OPENING)
    session.refresh(room.engagement)
    assert room.engagement.languages == ["en", "ar"]


def test_a_draft_opens_nothing(session: Session, room: Room, translator: Account) -> None:
    draft = next_version(session, room.survey, small_survey())
    with pytest.raises(Conflict, match="draft"):
        open_language(session, Room(room.engagement, room.survey, draft), "ar", translator)


def test_closing_asks_first(
    session: Session, room: Room, browser: FlaskClient, translator: Account
) -> None:
    translate_all(session, room)
    review_all(session, room, translator)
    browser.post(OPENING)
    assert "Close Arabic to residents?" in browser.get(f"{HERE}ar/closing").text
    assert opened_languages(session, room.version) == ["ar"]
    browser.post(f"{HERE}ar/closing")
    assert opened_languages(session, room.version) == []


def test_what_residents_read_changes_only_to_words_that_somebody_found_right(
    session: Session, room: Room, browser: FlaskClient, translator: Account
) -> None:
    translate_all(session, room)
    review_all(session, room, translator)
    browser.post(OPENING)
    page = fields(browser.get(f"{HERE}ar").text)
    better = {f"text:{CALLED}": "هل اتصلت من قبل يا ${name}؟", "do": "save"}
    answer = browser.post(f"{HERE}ar", data=page | better)
    assert answer.status_code == 422
    assert "Residents read this already" in answer.text
    assert fields(answer.text)[f"text:{CALLED}"] == better[f"text:{CALLED}"]
    emptied = page | {f"text:{CALLED}": "", "do": "save", "read": CALLED}
    assert browser.post(f"{HERE}ar", data=emptied).status_code == 422
    without = page | {f"text:{CALLED}": "هل اتصلت؟", "do": "save", "read": CALLED}
    assert browser.post(f"{HERE}ar", data=without).status_code == 422
    assert browser.post(f"{HERE}ar", data=page | better | {"read": CALLED}).status_code == 302
    assert text_of(session, room, CALLED) == better[f"text:{CALLED}"]
    assert not read_language(session, room.version, "ar").wanting


@pytest.mark.parametrize("other", ["main", "youth"])
def test_what_all_surveys_share_is_guarded_from_each_of_them(
    session: Session, room: Room, browser: FlaskClient, translator: Account, other: str
) -> None:
    translate_all(session, room)
    review_all(session, room, translator)
    browser.post(OPENING)
    if other == "main":
        draft = next_version(session, room.survey, small_survey())
    else:
        draft = make_draft(session, room.engagement, small_survey(), other)
    session.commit()
    there = Room(room.engagement, draft.survey, draft)
    here = f"/staff/river/surveys/{other}/{draft.number}/translations/ar"
    page, purpose = fields(browser.get(here).text), "engagement.purpose"
    better = {f"text:{purpose}": "لنستمع إليكم", "do": "save"}
    assert browser.post(here, data=page | better).status_code == 422
    emptied = {f"text:{purpose}": "", "do": "save"}
    assert browser.post(here, data=page | emptied).status_code == 422
    entry = Entry(purpose, "To listen", "لنستمع")
    (found,) = compare(session, there, "ar", Brought("", "ar", [entry]))
    assert found.kind == REFUSED
    assert not read_language(session, room.version, "ar").wanting
    # A draft of its own stays free to change.
    assert browser.post(here, data=page | {f"text:{CONSENT}": "ع", "do": "save"}).status_code == 302
    page = fields(browser.get(here).text)
    assert browser.post(here, data=page | better | {"read": purpose}).status_code == 302
    live = read_language(session, room.version, "ar")
    assert live.by_path()[purpose].text == "لنستمع إليكم"
    assert not live.wanting


def test_a_text_of_the_engagement_that_changed_after_opening_is_told(
    session: Session, room: Room, browser: FlaskClient, translator: Account
) -> None:
    translate_all(session, room)
    review_all(session, room, translator)
    browser.post(OPENING)
    assert "must be reviewed again" not in browser.get(HERE).text
    for row in room.engagement.wordings:
        if (row.path, row.language) == ("purpose", "en"):
            row.text = "To listen and to count"
    session.commit()
    assert "open, but 1 text must be reviewed again" in browser.get(HERE).text
    assert "These have changed since the language was opened." in browser.get(OPENING).text
    found = read_language(session, room.version, "ar").by_path()["engagement.purpose"]
    assert found.state == STALE


def code_on(page: str) -> str:
    found = re.search(r'class="sheet-code" dir="ltr">([0-9A-F]{8})<', page)
    assert found
    return found.group(1)


def test_a_signed_sheet_reviews_what_is_right_and_keeps_better_words_as_drafts(
    session: Session, room: Room, browser: FlaskClient, translator: Account
) -> None:
    translate_all(session, room)
    session.commit()
    page = browser.get(SHEET).text
    wanting = read_language(session, room.version, "ar").wanting
    assert page.count('class="sheet-boxes"') == len(wanting)
    assert "Have you called, ${name}?" in page
    sent = {f"right:{text.path}": "yes" for text in wanting if text.path != CALLED}
    sent |= {"reader": " Amal  Saleh ", "day": today().isoformat(), "code": code_on(page).lower()}
    sent[f"better:{CALLED}"] = "هل اتصلتَ يا ${name}؟"
    told = browser.post(TYPED, data=sent, follow_redirects=True).text
    assert f"{len(wanting) - 1} texts are reviewed. 1 better text is kept as a draft." in told
    reviews = session.scalars(select(WordingReview)).all()
    assert {row.reviewer for row in reviews} == {"Amal Saleh"}
    assert all(row.on_paper and row.recorded_by_id == translator.id for row in reviews)
    assert [text.path for text in read_language(session, room.version, "ar").wanting] == [CALLED]
    assert text_of(session, room, CALLED) == "هل اتصلتَ يا ${name}؟"
    assert "On paper." in browser.get(f"{HERE}ar").text


def test_a_sheet_of_other_words_is_refused(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    translate_all(session, room)
    session.commit()
    code = code_on(browser.get(SHEET).text)
    save_texts(
        session, room, "ar", [Change(CONSENT, "غيره", digest("What may we do with your words?"))]
    )
    session.commit()
    sent = {"reader": "Amal", "day": "2026-01-02", "code": code, f"right:{CONSENT}": "yes"}
    answer = browser.post(TYPED, data=sent)
    assert answer.status_code == 422
    assert "changed since that sheet was printed" in answer.text
    assert not session.scalars(select(WordingReview)).all()


@pytest.mark.parametrize(
    "wrong",
    [{"reader": " "}, {"reader": "a\x00"}, {"day": ""}, {"day": "9999-12-31"}, {"code": "x"}],
)
def test_a_sheet_needs_a_name_a_day_and_its_code(
    session: Session, room: Room, browser: FlaskClient, wrong: dict[str, str]
) -> None:
    translate_all(session, room)
    session.commit()
    code = code_on(browser.get(SHEET).text)
    sent = {"reader": "Amal", "day": "2026-01-02", "code": code} | wrong
    answer = browser.post(TYPED, data=sent)
    assert answer.status_code == 422
    assert not session.scalars(select(WordingReview)).all()


def test_the_demo_says_that_all_is_open(session: Session, room: Room, browser: FlaskClient) -> None:
    room.engagement.is_demo = True
    session.commit()
    assert "This is a demo engagement" in browser.get(OPENING).text
