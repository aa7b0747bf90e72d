"""The translator's page: both texts side by side, what is kept, and what counts as reviewed."""

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.translate.room import Room
from community_voice.collect.translate.service import Change, review_texts, save_texts
from community_voice.instruments.definition import digest, write_draft
from community_voice.instruments.wording_state import DRAFT, REVIEWED, STALE, read_language
from community_voice.staff.audit import verify_chain
from community_voice.store import (
    Account,
    AuditEntry,
    EngagementWording,
    Version,
    VersionWording,
    WordingReview,
)
from tests.collect.translate.conftest import HERE, Browser, next_version, small_survey

AR = f"{HERE}ar"
CALLED, NAME = "question.called.label", "question.name.label"
RLM, FSI, PDI, ZWJ = "\u200f", "\u2068", "\u2069", "\u200d"


def fields(page: str) -> dict[str, str]:
    """Return what a browser without scripts would send back."""
    found = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    }
    areas = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return found | {name: html.unescape(text) for name, text in areas}


def text_of(session: Session, room: Room, path: str, tag: str = "ar") -> str | None:
    return session.scalar(
        select(VersionWording.text).where(
            VersionWording.version_id == room.version.id,
            VersionWording.path == path,
            VersionWording.language == tag,
        )
    )


def state(session: Session, room: Room, path: str) -> str:
    return read_language(session, room.version, "ar").by_path()[path].state


def write(session: Session, room: Room, path: str, text: str) -> None:
    source = read_language(session, room.version, "ar").by_path()[path].source.text
    save_texts(session, room, "ar", [Change(path, text, digest(source))])


def test_source_and_translation_stand_side_by_side_in_their_directions(
    room: Room, browser: FlaskClient
) -> None:
    page = browser.get(AR).text
    assert 'lang="en" dir="ltr">Have you called, ${name}?</p>' in page
    area = re.search(r'<textarea[^>]*name="text:question.called.label"[^>]*>', page)
    assert area
    assert 'lang="ar" dir="rtl"' in area.group()
    assert "Question 2 (choose one), must be answered" in page
    assert '<code dir="ltr">${name}</code>' in page


def test_what_is_typed_is_kept_to_the_letter(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    said = f"  {RLM}اسمك {FSI}Name{PDI} 100%{ZWJ} “quoted” 👩{ZWJ}👩{ZWJ}👧\r\nسطر ثانٍ "
    sent = fields(browser.get(AR).text) | {f"text:{NAME}": said, "do": "save"}
    assert browser.post(AR, data=sent).status_code == 302
    assert text_of(session, room, NAME) == said.replace("\r\n", "\n")
    assert fields(browser.get(AR).text)[f"text:{NAME}"] == said.replace("\r\n", "\n")
    assert state(session, room, NAME) == DRAFT


def test_sending_a_page_back_unchanged_changes_nothing(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    write(session, room, "question.called.help", "أي <b>خط</b>.\nفي أي وقت.")
    session.commit()
    rows = list(session.execute(select(VersionWording.path, VersionWording.text)))
    entries = session.scalars(select(AuditEntry.id)).all()
    sent = fields(browser.get(AR).text) | {"do": "save"}
    sent = {name: value.replace("\n", "\r\n") for name, value in sent.items()}
    page = browser.post(AR, data=sent, follow_redirects=True).text
    assert "Nothing has changed." in page
    assert list(session.execute(select(VersionWording.path, VersionWording.text))) == rows
    assert session.scalars(select(AuditEntry.id)).all() == entries


def test_the_engagement_s_texts_are_translated_here_too(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    sent = fields(browser.get(AR).text) | {"text:engagement.purpose": "لنصغي", "do": "save"}
    browser.post(AR, data=sent)
    found = session.scalars(
        select(EngagementWording.text).where(
            EngagementWording.path == "purpose", EngagementWording.language == "ar"
        )
    )
    assert found.all() == ["لنصغي"]


def test_a_text_that_is_emptied_is_missing_again(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    sent = fields(browser.get(AR).text) | {f"text:{CALLED}": " ", "do": "save"}
    browser.post(AR, data=sent)
    assert text_of(session, room, CALLED) is None


def test_a_tick_makes_a_review_by_name_and_day_and_the_log_names_it(
    session: Session, room: Room, browser: FlaskClient, translator: Account
) -> None:
    sent = fields(browser.get(AR).text) | {"read": CALLED, "do": "save"}
    page = browser.post(AR, data=sent, follow_redirects=True).text
    assert "1 text is reviewed now." in page
    review = session.scalars(select(WordingReview)).one()
    assert (review.path, review.reviewer, review.on_paper) == (CALLED, "Lan Tran", False)
    assert state(session, room, CALLED) == REVIEWED
    assert "Reviewed by Lan Tran on" in page
    assert verify_chain(session).broken_id is None
    acts = session.scalars(select(AuditEntry).where(AuditEntry.act == "translation.review")).all()
    assert [entry.subject for entry in acts] == ["river/main/1"]


def test_one_button_reviews_all_that_is_shown_and_translated(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    sent = fields(browser.get(AR).text) | {"do": "review"}
    assert browser.post(AR, data=sent).status_code == 302
    states = {t.path: t.state for t in read_language(session, room.version, "ar").texts}
    assert {path for path, found in states.items() if found == REVIEWED} >= {
        CALLED,
        "survey.title",
        "engagement.title",
        "interface.0",
    }
    assert states[NAME] == "missing"


def test_a_review_by_the_one_who_wrote_it_is_shown_as_such(
    session: Session, room: Room, browser: FlaskClient, staff_client: Browser
) -> None:
    sent = fields(browser.get(AR).text) | {f"text:{NAME}": "اسمك", "read": NAME, "do": "save"}
    page = browser.post(AR, data=sent, follow_redirects=True).text
    assert "Reviewed by its own translator." in page
    assert "Written by Lan Tran." in page
    other = staff_client("administrator")
    sent = fields(other.get(AR).text) | {f"text:{NAME}": "اسمك الكامل", "do": "save"}
    other.post(AR, data=sent)
    sent = fields(browser.get(AR).text) | {"read": NAME, "do": "save"}
    page = browser.post(AR, data=sent, follow_redirects=True).text
    assert "Reviewed by its own translator." not in page
    assert "Written by Ada Park." in page


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("هل اتصلت؟", "lacks ${name}"),
        ("هل اتصلت يا ${name} ${age}؟", "has no ${age}"),
        ("هل اتصلت يا <i>${name}</i>؟", "has no &lt;i&gt;, &lt;/i&gt;"),
    ],
)
def test_lost_and_added_marks_are_told_and_the_text_is_kept_as_a_draft_only(
    session: Session, room: Room, browser: FlaskClient, said: str, told: str
) -> None:
    sent = fields(browser.get(AR).text) | {f"text:{CALLED}": said, "read": CALLED, "do": "save"}
    answer = browser.post(AR, data=sent)
    assert answer.status_code == 422
    assert told in answer.text
    assert "not as reviewed" in answer.text
    assert text_of(session, room, CALLED) == said
    assert state(session, room, CALLED) == DRAFT


def test_two_translators_at_once_do_not_write_over_each_other(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    sent = fields(browser.get(AR).text) | {f"text:{NAME}": "الاسم", "do": "save"}
    write(session, room, NAME, "اسمك")
    session.commit()
    answer = browser.post(AR, data=sent)
    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile. It now reads: “اسمك”" in answer.text
    assert fields(answer.text)[f"text:{NAME}"] == "الاسم"
    assert text_of(session, room, NAME) == "اسمك"


def test_nobody_reviews_words_that_they_did_not_see(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    sent = fields(browser.get(AR).text) | {"do": "save", "read": CALLED}
    write(session, room, CALLED, "غير ذلك ${name}")
    session.commit()
    answer = browser.post(AR, data=sent)
    assert answer.status_code == 422
    assert state(session, room, CALLED) == DRAFT


def test_nobody_reviews_beside_a_source_that_they_did_not_see(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    draft = next_version(session, room.survey, small_survey())
    session.commit()
    address = AR.replace("/1/", "/2/")
    sent = fields(browser.get(address).text) | {"do": "review"}
    changed = small_survey()
    changed["sections"][0]["questions"][1]["label"]["en"] = "Did you call, ${name}?"
    write_draft(session, draft, changed)
    session.commit()
    answer = browser.post(address, data=sent)
    assert answer.status_code == 422
    assert "It has changed since this page was shown. Read it again." in answer.text
    found = read_language(session, draft, "ar").by_path()
    assert found[CALLED].state == STALE
    assert found["survey.title"].state == REVIEWED


def test_a_message_of_the_site_itself_is_reviewed_and_never_written_here(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    sent = fields(browser.get(AR).text) | {"text:interface.0": "شيء آخر", "do": "save"}
    answer = browser.post(AR, data=sent)
    assert answer.status_code == 422
    assert "message of the site itself" in answer.text


def test_a_stale_text_shows_what_changed_and_a_review_settles_it(
    session: Session, room: Room, browser: FlaskClient, administrator: Account
) -> None:
    changed = small_survey()
    changed["sections"][0]["questions"][1]["label"]["en"] = "Have you called for help, ${name}?"
    draft = next_version(session, room.survey, changed)
    made_of = digest("Have you called, ${name}?")
    row = session.get(VersionWording, (draft.id, CALLED, "ar"))
    assert row is not None
    row.source_digest = made_of
    session.commit()
    second = Room(room.engagement, room.survey, draft)
    assert state(session, second, CALLED) == STALE
    address = AR.replace("/1/", "/2/")
    page = browser.get(f"{address}?state=stale").text
    assert "<ins> for help</ins>" in page
    assert page.count("<textarea") == 1
    sent = fields(page) | {"read": CALLED, "do": "save"}
    browser.post(f"{address}?state=stale", data=sent)
    assert state(session, second, CALLED) == REVIEWED
    session.refresh(row)
    assert row.source_digest != made_of


def test_translations_of_a_published_version_can_be_mended_and_need_review_again(
    session: Session, room: Room, translator: Account
) -> None:
    seen = read_language(session, room.version, "ar").by_path()[CALLED]
    review_texts(
        session,
        room,
        "ar",
        [Change(CALLED, seen.text, digest(seen.source.text))],
        translator,
    )
    assert state(session, room, CALLED) == REVIEWED
    write(session, room, CALLED, "هل اتصلت من قبل يا ${name}؟")
    assert state(session, room, CALLED) == DRAFT


def test_texts_are_found_by_state_and_by_words(room: Room, browser: FlaskClient) -> None:
    def shown(query: str) -> set[str]:
        return set(re.findall(r'name="was:([^"]+)"', browser.get(f"{AR}?{query}").text))

    assert "question.consent.label" in shown("state=missing")
    assert CALLED not in shown("state=missing")
    assert shown("q=YOUR+NAME") == {NAME}
    assert shown("q=اتصلت") == {CALLED}
    assert shown("q=%00") == shown("")
    assert shown("state=nonsense&page=-3") == shown("")
    assert "survey.title" not in shown("state=needed")
    assert "Nothing found." in browser.get(f"{AR}?q=zebra").text


def test_many_texts_come_in_pages(session: Session, room: Room, browser: FlaskClient) -> None:
    many = small_survey()
    choices = [{"code": f"c{n}", "label": {"en": f"Choice {n}"}} for n in range(120)]
    many["sections"][0]["questions"][1]["choices"] = choices  # type: ignore[typeddict-item]
    next_version(session, room.survey, many)
    session.commit()
    address = AR.replace("/1/", "/2/")
    found: list[str] = []
    for page in range(1, 4):
        found += re.findall(r'name="was:([^"]+)"', browser.get(f"{address}?page={page}").text)
    version = session.scalars(select(Version).where(Version.number == 2)).one()
    assert sorted(found) == sorted(t.path for t in read_language(session, version, "ar").texts)
    assert "page 3 of 3" in browser.get(f"{address}?page=99").text


def test_the_overview_counts_each_state_of_each_language(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    page = browser.get(HERE).text
    arabic = read_language(session, room.version, "ar")
    assert f"not yet: {len(arabic.wanting)} texts to review" in page
    assert f'aria-label="العربية, missing: {arabic.counts["missing"]}"' in page
    assert f'aria-label="العربية, draft: {arabic.counts["draft"]}"' in page
    assert f'href="{AR}?state=missing"' in page


@pytest.mark.parametrize(
    ("code", "tag"), [("so", "so"), ("zh-hant", "zh-Hant"), ("TL", "fil"), ("pt_br", "pt-BR")]
)
def test_a_language_is_added_by_its_code(
    room: Room, browser: FlaskClient, code: str, tag: str
) -> None:
    answer = browser.post(HERE, data={"code": code})
    assert answer.location == f"{HERE}{tag}"
    assert browser.get(answer.location).status_code == 200


@pytest.mark.parametrize("code", ["", "und", "en", "x" * 300, "../ar", "zz", "ar\x00", "a'--"])
def test_what_is_no_language_is_told(room: Room, browser: FlaskClient, code: str) -> None:
    answer = browser.post(HERE, data={"code": code, "tag": code})
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.text


def test_a_language_that_the_engagement_writes_its_own_way_has_its_page(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    room.engagement.languages = ["en", "pt-br"]
    session.commit()
    assert f'href="{HERE}pt-br"' in browser.get(HERE).text
    assert browser.get(f"{HERE}pt-br").status_code == 200


def test_a_draft_names_the_languages_that_it_is_translated_into(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    draft = next_version(session, room.survey, small_survey())
    session.commit()
    browser.post(HERE.replace("/1/", "/2/"), data={"tag": "so"})
    session.refresh(draft)
    assert draft.languages == ["en", "ar", "so"]


@pytest.mark.parametrize(
    "address",
    [
        "/staff/nowhere/surveys/main/1/translations/",
        "/staff/river/surveys/other/1/translations/",
        "/staff/river/surveys/main/9/translations/",
        "/staff/river/surveys/main/99999999999999999999/translations/",
        "/staff/river/surveys/main/٢/translations/",
        f"{HERE}en",
        f"{HERE}AR",
        f"{HERE}nonsense",
    ],
)
def test_what_is_not_there_is_not_found(room: Room, browser: FlaskClient, address: str) -> None:
    assert browser.get(address).status_code == 404


def test_hostile_words_are_shown_as_words_and_bad_characters_are_told(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    evil = "<script>alert(1)</script>"
    sent = fields(browser.get(AR).text) | {f"text:{NAME}": evil, "do": "save"}
    browser.post(AR, data=sent)
    page = browser.get(AR).text
    assert evil not in page
    assert html.escape(evil) in page
    for bad in ("a\x00b", "x" * 20_001):
        sent = fields(browser.get(AR).text) | {f"text:{NAME}": bad, "do": "save"}
        assert browser.post(AR, data=sent).status_code == 422
    sent = {"text:question.none.label": "x", "text:": "y", "was:": "z", "read": "nothing"}
    assert browser.post(AR, data=sent).status_code == 302


@pytest.mark.parametrize("role", ["analyst", "transcriber"])
def test_other_roles_stay_out(room: Room, staff_client: Browser, role: str) -> None:
    browser = staff_client(role)
    for address in (HERE, AR, f"{AR}/opening", f"{AR}/files/", f"{AR}/spoken/"):
        assert browser.get(address).status_code == 403, address


def test_an_engagement_lists_what_can_be_translated(
    session: Session, room: Room, browser: FlaskClient
) -> None:
    next_version(session, room.survey, small_survey())
    session.commit()
    page = browser.get("/staff/river/translations").text
    assert HERE in page
    assert HERE.replace("/1/", "/2/") in page
