"""A host's pages: planned, opened, typed, counted, read back and sent, without JavaScript."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.collect.listening.notes import notes_of
from community_voice.collect.listening.speakers import get_speaker, record_consent, speakers_of
from community_voice.store import (
    Account,
    AsideEntry,
    HeardCard,
    ListeningSession,
    Partner,
    Response,
    SessionNote,
    Survey,
    Testimony,
)
from community_voice.store.columns import today
from tests.conftest import make_host, make_partner

Browser = Callable[[str], FlaskClient]
SLIP_DAY = (today() + dt.timedelta(days=9)).isoformat()
FORM = {
    "title": "Evening",
    "held_on": today().isoformat(),
    "place": "North side",
    "languages": ["en", "es"],
    "guide": "listening-session-guide",
    "speakers": "2",
    "revision": "0",
    "script:en": "May we quote you?",
}


@pytest.fixture
def hosting(host: object, staff_client: Browser) -> FlaskClient:
    return staff_client("host")


def at(found: ListeningSession, path: str = "") -> str:
    return f"/host/sessions/{found.id}/{path}"


def hidden(answer: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, name
    return found[1]


def type_note(hosting: FlaskClient, found: ListeningSession, **said: str) -> TestResponse:
    page = hosting.get(at(found, "notes"))
    fields = {name: hidden(page, name) for name in ("id", "revision")}
    return hosting.post(at(found, "notes"), data={**fields, **said})


def test_a_session_is_planned_with_a_guide_that_residents_cannot_reach(
    hosting: FlaskClient, session: Session, partner: Partner
) -> None:
    page = hosting.get("/host/sessions/new?lang=es").text
    assert "never an address" in hosting.get("/host/sessions/new").text.lower()
    assert "script:en" in page and "script:es" in page and "script:ar" in page
    assert re.findall(r'name="languages" value="(\w+)" checked', page) == ["es"]
    assert page.count('<details class="field" open>') == 1, "of all others the script is folded"
    made = hosting.post("/host/sessions/new", data={**FORM, "script:ar": "Not spoken here"})
    assert made.status_code == 302
    shown = hosting.get(made.location).text
    assert "May we quote you?" in shown and "Not spoken here" not in shown
    again = hosting.post("/host/sessions/new", data={**FORM, "title": "Second"})
    assert again.status_code == 302
    guides = session.scalars(select(Survey).where(Survey.kind == "guide")).all()
    assert [guide.engagement_id for guide in guides] == [partner.engagement_id]
    assert guides[0].audience == "residents"
    assert hosting.get(f"/{partner.engagement.slug}/{guides[0].slug}/").status_code == 404
    listed = hosting.get("/host/sessions/?q=second").text
    assert "Second" in listed and "Evening" not in listed
    assert "Evening" not in hosting.get("/host/sessions/?state=sent").text


def test_a_plan_says_what_is_wrong_and_keeps_what_was_typed(hosting: FlaskClient) -> None:
    wrong = {**FORM, "title": "", "held_on": "soon", "speakers": "many", "guide": "x"}
    answer = hosting.post("/host/sessions/new", data=wrong)
    assert answer.status_code == 422
    for said in ("soon", "many", "North side", "May we quote you?"):
        assert said in answer.text


def test_the_later_of_two_editors_sees_both_plans(
    hosting: FlaskClient, session: Session, planned: ListeningSession
) -> None:
    first = {**FORM, "title": "First title", "guide": str(planned.guide_version_id)}
    assert hosting.post(at(planned, "plan"), data=first).status_code == 302
    second = {**first, "title": "Second title"}
    answer = hosting.post(at(planned, "plan"), data=second)
    assert answer.status_code == 409
    assert "First title" in answer.text and "Second title" in answer.text
    second["revision"] = hidden(answer, "revision")
    assert hosting.post(at(planned, "plan"), data=second).status_code == 302
    session.expire_all()
    assert planned.title == "Second title"


def test_only_a_planned_session_without_notes_is_deleted(
    hosting: FlaskClient, session: Session, planned: ListeningSession
) -> None:
    assert "Delete" in hosting.get(at(planned, "delete")).text
    hosting.post(at(planned, "open"))
    assert hosting.post(at(planned, "delete")).status_code == 409
    planned.state = "planned"
    session.flush()
    assert hosting.post(at(planned, "delete")).status_code == 302
    assert hosting.get(at(planned)).status_code == 404


def test_a_note_is_typed_and_what_it_says_carries_over(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    type_note(hosting, opened, text="They came", speaker="2", form="verbatim", language="es")
    page = hosting.get(at(opened, "notes")).text
    assert 'name="speaker" value="2" checked' in page
    assert 'name="form" value="verbatim" checked' in page
    assert '<option value="es" selected>' in page
    type_note(hosting, opened, text="4: A new voice", speaker="2", form="noted", language="es")
    notes = notes_of(session, opened)
    assert [(note.speaker, note.text) for note in notes] == [(2, "They came"), (4, "A new voice")]
    assert len(speakers_of(session, opened.id)) == 4


def test_words_behind_a_number_that_no_speaker_has_are_nobodys_until_somebody_says_whose(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    type_note(hosting, opened, text="9: I am the ninth", speaker="2", form="verbatim")
    note = notes_of(session, opened)[0]
    assert (note.speaker, note.text) == (None, "9: I am the ninth")
    assert "There is no such speaker." in re.sub(
        "data-no-speaker[^>]*", "", hosting.get(at(opened, "notes")).text
    )
    said = {"id": note.id, "revision": "1", "text": note.text, "form": "verbatim"}
    hosting.post(at(opened, "notes"), data={**said, "speaker": "2"})
    type_note(hosting, opened, text="911: nobody came", speaker="2", form="noted")
    session.expire_all()
    assert [each.speaker for each in notes_of(session, opened)] == [2, 2]
    assert "There is no such speaker." not in re.sub(
        "data-no-speaker[^>]*", "", hosting.get(at(opened, "notes")).text
    )


def test_a_speaker_who_is_chosen_brings_back_language_and_consent(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    third = speakers_of(session, opened.id)[2]
    third.language, third.consent = "ar", "quoted"
    session.flush()
    said = {"speaker": "3", "language": "en", "had_speaker": "", "had_language": "en"}
    type_note(hosting, opened, text="A voice", consent="", **said)
    note = notes_of(session, opened)[0]
    assert (note.language, note.consent) == ("ar", "quoted")


def test_a_note_sent_twice_is_one_and_a_stale_change_is_kept_beside(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    said = {"id": "n" * 16, "revision": "0", "text": "They came", "form": "noted"}
    for _ in range(2):
        hosting.post(at(opened, "notes"), data=said)
    assert len(notes_of(session, opened)) == 1
    change = {**said, "revision": "1", "text": "They came late"}
    hosting.post(at(opened, "notes"), data=change)
    hosting.post(at(opened, "notes"), data={**change, "text": "They never came"})
    texts = [note.text for note in notes_of(session, opened)]
    assert sorted(texts) == ["They came late", "They never came"]


def test_a_deleted_note_can_be_put_back(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    type_note(hosting, opened, text="They came")
    note = notes_of(session, opened)[0]
    gone = hosting.post(at(opened, f"notes/{note.id}/delete"), follow_redirects=True)
    assert not notes_of(session, opened) and "Put it back" in gone.text
    page = hosting.get(at(opened, "notes")).text
    assert "They came" in page[page.index('id="deleted"') :], "as long as the session is not sent"
    assert "They came" not in hosting.get(at(opened, "notes?keep=1")).text
    hosting.post(at(opened, f"notes/{note.id}/restore"))
    assert [each.text for each in notes_of(session, opened)] == ["They came"]


def test_a_device_brings_notes_and_is_told_of_each(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    note = {"id": "d" * 16, "text": "They came", "revision": 1, "form": "verbatim", "speaker": 5}
    body = {"notes": [note], "speakers": [{"number": 5, "language": "es", "consent": "quoted"}]}
    first = hosting.post(at(opened, "notes"), json=body)
    assert (first.status_code, first.json and first.json["outcome"]) == (200, "stored")
    assert (hosting.post(at(opened, "notes"), json=body).json or {})["outcome"] == "again"
    other = {**note, "text": "They stayed away"}
    later = {**note, "text": "They stayed away for long", "revision": 2, "base": 1}
    told = hosting.post(at(opened, "notes"), json={"notes": [other, later]}).json or {}
    assert told["outcome"] == "conflict"
    assert told["notes"][0]["kept_as"] == told["notes"][1]["kept_as"] != note["id"]
    texts = sorted(each.text for each in notes_of(session, opened))
    assert texts == ["They came", "They stayed away for long"]
    assert session.get_one(SessionNote, "d" * 16).speaker == 5


def test_a_card_keeps_its_count_and_its_words_where_what_is_typed_is_none(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    hosting.post(at(opened, "heard"), data={"text": "Help came late", "language": "en"})
    card = session.scalars(select(HeardCard)).one()
    card.said_right = 12
    session.commit()
    page = hosting.get(at(opened, "heard"))
    names = ("text", "language", "said_right", "said_wrong", "correction")
    seen = {f"was_{name}": hidden(page, f"was_{name}") for name in names}
    shown = {name: seen[f"was_{name}"] for name in names} | seen
    for typed, code in (("13 people", 422), ("999999999", 422), ("", 302)):
        said = {**shown, "said_right": typed, "correction": "It never came", "do": "save"}
        answer = hosting.post(at(opened, f"heard/{card.id}"), data=said)
        assert answer.status_code == code
        assert code == 302 or (typed in answer.text and "It never came" in answer.text)
        session.expire_all()
        assert card.said_right == 12
    emptied = {**shown, "was_correction": "It never came", "text": "", "correction": "Not at night"}
    hosting.post(at(opened, f"heard/{card.id}"), data={**emptied, "said_right": "13"})
    session.expire_all()
    assert (card.text, card.correction, card.said_right) == ("Help came late", "Not at night", 13)
    for _time in range(2):
        more = {**emptied, "was_correction": "Not at night", "said_right": "100000"}
        hosting.post(at(opened, f"heard/{card.id}"), data=more)
    session.expire_all()
    assert card.said_right == 100_000, "taps add up, and never beyond what a column holds"


@pytest.mark.parametrize(
    "body",
    [[], {"notes": "x"}, {"notes": [{"id": "short", "text": "x"}]}, {"speakers": [{"number": 0}]}],
    ids=["list", "no list", "short id", "no number"],
)
def test_what_a_device_garbles_is_refused_and_stays_on_it(
    hosting: FlaskClient, session: Session, opened: ListeningSession, body: object
) -> None:
    answer = hosting.post(at(opened, "notes"), json=body)
    assert (answer.status_code, (answer.json or {})["outcome"]) == (400, "refused")


def test_no_revision_of_a_device_is_too_large_for_the_acts_that_follow(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    note = {"id": "d" * 16, "text": "They came", "revision": 2**31 - 1, "base": 0}
    hosting.post(at(opened, "notes"), json={"notes": [note]})
    for act in ("delete", "restore"):
        assert hosting.post(at(opened, f"notes/{'d' * 16}/{act}")).status_code == 302
    session.expire_all()
    assert session.get_one(SessionNote, "d" * 16).revision < 2**31


def test_what_is_too_deep_to_read_is_refused(
    hosting: FlaskClient, opened: ListeningSession
) -> None:
    deep, kind = "[" * 100_000, "application/json"
    answer = hosting.post(at(opened, "notes"), data=deep, content_type=kind)
    assert (answer.status_code, (answer.json or {})["outcome"]) == (400, "refused")


def test_a_device_raises_no_consent_that_was_lowered_meanwhile(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    first = speakers_of(session, opened.id)[0]
    stale = {"speakers": [{"number": 1, "consent": "quoted", "was": "paraphrased"}]}
    hosting.post(at(opened, "notes"), json=stale)
    assert first.consent == "counted"
    seen = {"speakers": [{"number": 1, "consent": "quoted", "was": "counted"}]}
    hosting.post(at(opened, "notes"), json=seen)
    session.expire_all()
    assert first.consent == "quoted"


def test_the_page_that_a_device_keeps_holds_nobodys_words(
    hosting: FlaskClient, opened: ListeningSession
) -> None:
    type_note(hosting, opened, text="They came late")
    assert "They came late" in hosting.get(at(opened, "notes")).text
    assert "They came late" not in hosting.get(at(opened, "notes?keep=1")).text


def test_a_day_or_a_room_that_is_unlikely_is_asked_about_once(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    plan = {**FORM, "guide": str(opened.guide_version_id), "held_on": "2020-01-01"}
    counts = {"people": "13", "language:en": "100", "revision": "1"}
    for path, typed, mark in (("plan", plan, "sure_of"), ("room", counts, "sure")):
        asked = hosting.post(at(opened, path), data=typed)
        assert asked.status_code == 422 and "save again" in asked.text
        sure = {mark: unescape(hidden(asked, mark))}
        assert hosting.post(at(opened, path), data={**typed, **sure}).status_code == 302
    session.expire_all()
    assert (str(opened.held_on), opened.room["languages"]) == ("2020-01-01", {"en": 100})
    assert (
        hosting.post(at(opened, "plan"), data={**plan, **sure, "revision": "2"}).status_code == 422
    )
    page = hosting.get(at(opened, "plan"))
    assert hidden(page, "sure_of") == "2020-01-01", "and not again by who changes something else"


def test_what_a_speaker_allowed_is_kept_with_the_slip_that_is_asked_for(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    page = hosting.get(at(opened, "speakers/1")).text
    assert (
        page.index('name="consent"')
        < page.index("/slip")
        < page.index("</form>", page.index("/slip"))
    )
    slip = at(opened, "speakers/1/slip")
    for consent, day, code in (
        ("quoted", "2020-01-01", 422),
        ("paraphrased", SLIP_DAY, 200),
        ("counted", SLIP_DAY, 200),
    ):
        answer = hosting.post(slip, data={"consent": consent, "language": "es", "day": day})
        assert answer.status_code == code
        session.expire_all()
        first = speakers_of(session, opened.id)[0]
        assert (first.consent, first.language, bool(first.receipt_hash)) == (
            consent,
            "es",
            code == 200,
        )


def test_a_host_goes_from_one_speaker_to_the_next(
    hosting: FlaskClient, opened: ListeningSession
) -> None:
    for number, after in ((1, "speakers/2"), (2, "speakers/3"), (3, "speakers")):
        page = hosting.get(at(opened, f"speakers/{number}")).text
        assert ("Save and next" in page) == (number < 3)
        saved = hosting.post(at(opened, f"speakers/{number}"), data={"do": "next"})
        assert saved.location == at(opened, after)


def test_a_slip_is_shown_once_and_a_new_one_asks_first(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    usual = (today() + dt.timedelta(days=8)).isoformat()
    assert f'value="{usual}"' in hosting.get(at(opened, "speakers/1")).text
    slip = hosting.post(at(opened, "speakers/1/slip"), data={"day": SLIP_DAY}).text
    assert "not stored yet" in slip and "<svg" in slip and "/receipt" in slip
    digest = speakers_of(session, opened.id)[0].receipt_hash
    again = hosting.post(at(opened, "speakers/1/slip"), data={"day": SLIP_DAY}).text
    assert "stops working" in again
    assert speakers_of(session, opened.id)[0].receipt_hash == digest
    hosting.post(at(opened, "speakers/1/slip"), data={"day": SLIP_DAY, "replace": "yes"})
    assert speakers_of(session, opened.id)[0].receipt_hash != digest


def test_the_room_is_totals_only_and_each_may_stay_empty(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    assert "under eleven" in hosting.get(at(opened, "room")).text
    wrong = hosting.post(at(opened, "room"), data={"people": "a few", "revision": "0"})
    assert wrong.status_code == 422 and "a few" in wrong.text
    counts = {"people": "١٢", "language:es": "5", "age:18_24": "0", "revision": "0"}
    assert hosting.post(at(opened, "room"), data=counts).status_code == 302
    session.expire_all()
    assert opened.room == {"people": 12, "languages": {"es": 5}, "ages": {"18_24": 0}}
    stale = hosting.post(at(opened, "room"), data={"people": "13", "revision": "0"})
    assert stale.status_code == 409 and "13" in stale.text and "12" in stale.text


def test_cards_are_marked_by_taps_and_by_typing(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    hosting.post(at(opened, "heard"), data={"text": "Help came late", "language": "en"})
    card = session.scalars(select(HeardCard)).one()
    seen = {"was_text": card.text, "was_language": "en"}
    shown = {**seen, "text": card.text, "language": "en", "said_right": "0", "said_wrong": "0"}
    for _ in range(2):
        hosting.post(at(opened, f"heard/{card.id}"), data={**shown, "do": "right"})
    typed = {**shown, "said_wrong": "3", "correction": "It never came", "do": "save"}
    hosting.post(at(opened, f"heard/{card.id}"), data=typed)
    session.expire_all()
    assert (card.said_right, card.said_wrong, card.correction) == (2, 3, "It never came")
    stale = {**shown, "correction": "It was rude", "do": "save"}
    answer = hosting.post(at(opened, f"heard/{card.id}"), data=stale)
    assert answer.status_code == 409
    assert "It was rude" in answer.text and "It never came" in answer.text
    assert "Help came late" in hosting.get(at(opened, "heard/read")).text


def test_once_sent_the_host_sees_totals_and_no_words(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    type_note(hosting, opened, text="They came late", speaker="1", form="verbatim")
    hosting.post(at(opened, "heard"), data={"text": "Help is slow", "language": "en"})
    hosting.post(at(opened, "room"), data={"people": "12", "revision": "0"})
    assert hosting.get(at(opened, "send")).status_code == 409
    hosting.post(at(opened, "close"))
    seen = hidden(hosting.get(at(opened, "send")), "seen")
    assert hosting.post(at(opened, "send"), data={"seen": "7"}).status_code == 409
    assert hosting.post(at(opened, "send"), data={"seen": seen}).status_code == 302
    summary = hosting.get(at(opened)).text
    assert "12" in summary and "They came late" not in summary and "Help is slow" not in summary
    for path in ("notes", "plan", "speakers", "speakers/1", "room", "heard", "heard/read"):
        assert hosting.get(at(opened, path)).status_code == 409, path
    assert session.scalars(select(Testimony.text)).all() == ["They came late"]


def test_what_a_device_brings_after_that_is_kept_for_staff_once(
    hosting: FlaskClient, session: Session, opened: ListeningSession
) -> None:
    known = {"id": "k" * 20, "speaker": 1, "text": "They came late", "revision": 1}
    hosting.post(at(opened, "notes"), json={"notes": [known]})
    hosting.post(at(opened, "close"))
    hosting.post(at(opened, "send"), data={"seen": "1"})
    late = {"id": "n" * 20, "speaker": 2, "form": "verbatim", "revision": 1}
    for text in ("Never ca", "Never came"):
        states = [{**late, "text": "Never"}, {**late, "text": text, "revision": 2}, known]
        for _time in range(2):
            told = hosting.post(at(opened, "notes"), json={"notes": states})
            assert (told.status_code, (told.json or {})["outcome"]) == (200, "kept")
    kept = session.scalars(select(AsideEntry)).all()
    assert sorted(entry.content["fields"][0][1] for entry in kept) == ["Never ca", "Never came"]
    assert {entry.way for entry in kept} == {"notes"}
    assert session.scalars(select(Testimony.text)).all() == ["They came late"]


def test_staff_add_a_note_that_came_too_late_on_the_page_of_its_session(
    hosting: FlaskClient,
    session: Session,
    opened: ListeningSession,
    analyst: Account,
    staff_client: Browser,
) -> None:
    type_note(hosting, opened, text="They came late", speaker="1", form="verbatim")
    session_note = session.scalars(select(SessionNote.id)).one()
    hosting.post(at(opened, "close"))
    hosting.post(at(opened, "send"), data={"seen": "1"})
    note = {"id": "n" * 20, "speaker": 2, "text": "Never came", "revision": 1}
    hosting.post(at(opened, "notes"), json={"notes": [note]})
    kept = session.scalars(select(AsideEntry)).one()
    aside = f"/staff/{opened.engagement.slug}/aside/{kept.id}"
    address = f"/staff/{opened.engagement.slug}/sessions/{opened.id}"
    browser = staff_client("analyst")
    page = browser.get(aside).text
    assert "Never came" in page and "after its session was sent" in page
    assert "Store it as an answer" not in page
    assert f"{address}#late" in page
    assert "Add it to the session" in browser.get(address).text
    place = f"{address}/late/{kept.id}"
    assert browser.post(place, data={"act": "add"}).location == f"{address}#late"
    page = browser.get(address).text
    said, again = (match.start() for match in re.finditer("Never came", page))
    assert page.index("What was said") < said < page.index("Notes that came late") < again
    assert page.count("came late</span>") == 1
    # Its own page must not take the whole of a voice away.
    assert browser.post(aside, data={"act": "take_back"}).status_code == 409
    assert "Take it back" not in browser.get(aside).text
    assert browser.post(place, data={"act": "take_back"}).status_code == 302
    assert session.scalars(select(Testimony.text)).all() == ["They came late"]
    assert hosting.post(place, data={"act": "add"}).status_code == 403
    for elsewhere in (f"{address}/late/{'0' * 32}", f"{address}9/late/{kept.id}"):
        assert browser.post(elsewhere, data={"act": "add"}).status_code == 404
    (own,) = session.scalars(select(AsideEntry.id)).all()
    sent_note = {"id": session_note, "speaker": 1, "text": "", "revision": 2, "base": 1}
    fresh = {"id": "f" * 20, "text": "Not yet", "revision": 1, "deleted": True}
    told = hosting.post(at(opened, "notes"), json={"notes": [sent_note, fresh]}).json or {}
    assert [each["outcome"] for each in told["notes"]] == ["kept", "again"]
    told = hosting.post(at(opened, "notes"), json={"notes": [fresh]}).json or {}
    assert told["outcome"] == "again"
    asking = session.scalars(select(AsideEntry).where(AsideEntry.id != own)).one()
    assert "This note was taken out" in browser.get(address).text
    browser.post(f"{address}/late/{asking.id}", data={"act": "take"})
    own_page = browser.get(f"/staff/{opened.engagement.slug}/aside/{asking.id}").text
    assert "This note was taken out" in own_page and "Done as it asks" in own_page
    assert "Done as it asks" in browser.get(address).text
    session.expire_all()
    assert session.scalars(select(Testimony.themed)).all() == [False]
    lowered = {"number": 1, "consent": "counted", "was": "quoted"}
    told = hosting.post(at(opened, "notes"), json={"speakers": [lowered]}).json or {}
    assert told["outcome"] == "again", "nothing more was allowed"
    record_consent(session, opened, get_speaker(session, opened, 1), "quoted")
    session.commit()
    told = hosting.post(at(opened, "notes"), json={"speakers": [lowered]}).json or {}
    assert told["outcome"] == "kept"
    assert "This allows less" in browser.get(address).text


def test_the_slips_receipt_is_found_once_the_session_was_sent(
    hosting: FlaskClient, client: FlaskClient, opened: ListeningSession
) -> None:
    type_note(hosting, opened, text="They came late", speaker="1", form="verbatim")
    slip = hosting.post(at(opened, "speakers/1/slip"), data={"day": SLIP_DAY}).text
    found = re.search(r'id="receipt"[^>]*>([\d ]+)<', slip)
    assert found
    assert client.post("/receipt", data={"receipt": found[1]}).status_code == 404
    hosting.post(at(opened, "close"))
    hosting.post(at(opened, "send"), data={"seen": "1"})
    answer = client.post("/receipt", data={"receipt": found[1]})
    assert answer.status_code == 200 and "stored" in answer.text


def test_staff_see_voices_and_the_facilitator_apart(
    hosting: FlaskClient,
    staff_client: Browser,
    session: Session,
    analyst: object,
    opened: ListeningSession,
) -> None:
    type_note(hosting, opened, text="They came late", speaker="1", form="verbatim")
    type_note(hosting, opened, text="Who else?", form="facilitator")
    address = f"/staff/{opened.engagement.slug}/sessions/"
    staff = staff_client("analyst")
    assert "They came late" not in staff.get(f"{address}{opened.id}").text
    hosting.post(at(opened, "close"))
    hosting.post(at(opened, "send"), data={"seen": "2"})
    assert opened.title in staff.get(address).text
    page = staff.get(f"{address}{opened.id}").text
    assert page.index("They came late") < page.index("What the facilitator said")
    assert page.index("What the facilitator said") < page.index("Who else?")
    assert session.scalars(select(Response.unit)).all() == ["people"]


def test_another_partners_session_does_not_exist(
    staff_client: Browser, session: Session, opened: ListeningSession, host: object, app: object
) -> None:
    other = make_partner(session, "lakeside", "Another partner")
    account = make_host(session, other, "other@example.org")
    browser = staff_client("host")
    with browser.session_transaction() as kept:
        kept["_user_id"] = account.fs_uniquifier
    assert "Evening" not in browser.get("/host/sessions/").text
    for path in ("", "notes", "plan", "speakers/1", "room", "heard", "send", "delete"):
        assert browser.get(at(opened, path)).status_code == 404, path
    told = browser.post(at(opened, "notes"), json={"notes": []})
    assert (told.status_code, (told.json or {})["outcome"]) == (404, "refused")
