"""Staff see both of a conflict, and what storing an entry would lose; everything is undone."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.store import (
    AnalysisRun,
    AsideEntry,
    AuditEntry,
    Response,
    Statement,
    Testimony,
    Version,
)
from community_voice.store.release import Release, ReleaseVoice
from community_voice.store.secrets import keyed_digest
from tests.collect.offline.conftest import Device
from tests.collect.survey.made import SLUG, publish_survey, question, section

Browser = Callable[[str], FlaskClient]
LIST = f"/staff/{SLUG}/aside"


@pytest.fixture
def conflict(device: Device, session: Session) -> AsideEntry:
    """Return an entry whose id is stored with other content."""
    entry = device.entry(("called", "yes"), ("story", "The first words"))
    assert device.outcome(entry) == "stored"
    entry["fields"] = [["q-called", "yes"], ["q-story", "The second words"]]
    assert device.outcome(entry) == "conflict"
    return session.query(AsideEntry).one()


@pytest.fixture
def unfit(device: Device, session: Session) -> AsideEntry:
    """Return an entry of which a part is no answer."""
    entry = device.entry(("called", "yes"), ("age", "about forty"), ("story", "Words"))
    assert device.outcome(entry) == "kept"
    return session.query(AsideEntry).one()


def test_a_conflict_shows_both_question_by_question(
    staff_client: Browser, conflict: AsideEntry
) -> None:
    page = staff_client("analyst").get(f"{LIST}/{conflict.id}").text
    assert "The first words" in page
    assert "The second words" in page
    assert page.count('class="differs"') == 1


def test_storing_asks_first_says_what_is_lost_and_can_be_undone(
    staff_client: Browser, unfit: AsideEntry, session: Session
) -> None:
    browser, address = staff_client("analyst"), f"{LIST}/{unfit.id}"
    page = browser.get(f"{address}?ask=1").text
    assert "<mark>about forty</mark>" in page
    assert "Store it as an answer of its own?" in page
    assert session.query(Response).count() == 0
    for _round in range(2):
        browser.post(address, data={"act": "store"})
        made = session.query(Response).one()
        assert (made.submission_id, made.mode) == (f"aside:{unfit.id}", "web")
        assert made.receipt_hash == unfit.content["receipt_hash"], "the person's receipt works"
        assert "about forty" in browser.get(address).text, "its words stay here"
        browser.post(address, data={"act": "take_back"})
        assert session.query(Response).count() == 0
        assert unfit.state == "waiting"
    acts = [each.act for each in session.query(AuditEntry) if each.act.startswith("aside.")]
    assert acts == ["aside.store", "aside.take_back"] * 2


def test_a_device_that_sends_it_again_changes_nothing_of_what_was_decided(
    staff_client: Browser, device: Device, session: Session
) -> None:
    entry = device.entry(("called", "yes"), ("age", "old"))
    assert device.outcome(entry) == "kept"
    kept = session.query(AsideEntry).one()
    staff_client("administrator").post(f"{LIST}/{kept.id}", data={"act": "store"})
    assert device.outcome(entry) == "kept"
    assert (session.query(AsideEntry).count(), session.query(Response).count()) == (1, 1)
    assert kept.state == "stored"


def test_the_second_of_a_conflict_gets_no_receipt_of_the_first(
    staff_client: Browser, conflict: AsideEntry, session: Session
) -> None:
    staff_client("administrator").post(f"{LIST}/{conflict.id}", data={"act": "store"})
    hashes = [each.receipt_hash for each in session.query(Response)]
    assert len(set(hashes)) == 2


def test_what_a_release_counts_stays(
    staff_client: Browser, unfit: AsideEntry, session: Session
) -> None:
    browser, address = staff_client("administrator"), f"{LIST}/{unfit.id}"
    browser.post(address, data={"act": "store"})
    run = AnalysisRun(engagement_id=unfit.engagement_id, state="done")
    session.add(run)
    session.flush()
    release = Release(engagement_id=unfit.engagement_id, run_id=run.id)
    session.add(release)
    session.flush()
    session.add(ReleaseVoice(release_id=release.id, response_id=unfit.stored_as_id))
    session.commit()
    answer = browser.post(address, data={"act": "take_back"})
    assert answer.status_code == 409
    assert "A release counts this answer" in browser.get(address).text
    assert session.query(Response).count() == 1


def test_what_a_statement_was_made_of_is_not_taken_back_with_it(
    staff_client: Browser, unfit: AsideEntry, session: Session
) -> None:
    browser, address = staff_client("administrator"), f"{LIST}/{unfit.id}"
    browser.post(address, data={"act": "store"})
    made = Statement(
        engagement_id=unfit.engagement_id,
        code="s1",
        language="en",
        texts={"en": "Words"},
        origin="staff",
        state="approved",
        testimony_id=session.query(Testimony).one().id,
    )
    session.add(made)
    session.commit()
    answer = browser.post(address, data={"act": "take_back"})
    assert answer.status_code == 409
    assert "Something was made of this answer." in answer.text
    assert (session.query(Statement).count(), unfit.state) == (1, "stored")


def test_setting_aside_decides_once(
    staff_client: Browser, unfit: AsideEntry, session: Session
) -> None:
    browser, address = staff_client("analyst"), f"{LIST}/{unfit.id}"
    browser.post(address, data={"act": "set_aside"})
    assert browser.post(address, data={"act": "store"}).status_code == 409
    assert browser.post(address, data={"act": "nonsense"}).status_code == 302
    assert (unfit.state, session.query(Response).count()) == ("set_aside", 0)


def test_the_list_is_filtered_searched_and_counted(
    staff_client: Browser,
    device: Device,
    unfit: AsideEntry,
    version: Version,
    session: Session,
) -> None:
    browser = staff_client("analyst")
    device.post({"id": "sealed-to-somebody-else", "sealed": "AAAA"})
    everything = browser.get(LIST).text
    assert "sealed-to-somebody-else" in everything
    assert unfit.submission_id in everything
    only = browser.get(f"{LIST}?why=unreadable&q=somebody").text
    assert "sealed-to-somebody-else" in only
    assert unfit.submission_id not in only
    assert "Nothing is in this list" in browser.get(f"{LIST}?state=stored&q=%00").text
    assert "2 entries are kept aside for a look" in browser.get(f"/staff/{SLUG}/").text
    for page in ("/staff/", f"/staff/{SLUG}/release"):
        assert "Kept aside (2)" in browser.get(page).text, "whoever works elsewhere sees it too"
    unfit.way, unfit.submission_id = "paper", "paper:10297777.."
    session.commit()
    assert "Form \u20681029 7777\u2069" in browser.get(f"{LIST}?q=1029 7777").text
    unfit.way, unfit.content = "notes", {"fields": [["Evening – Speaker 2", "Words"]]}
    session.commit()
    assert "<bdi>Evening – Speaker 2</bdi>" in browser.get(f"{LIST}?way=notes").text
    assert "<bdi>Evening – Speaker 2</bdi>" in browser.get(f"{LIST}?q=evening – sp").text
    assert "Nothing is in this list" in browser.get(f"{LIST}?q=morning").text


def test_what_waits_has_a_limit_in_size_and_number_and_is_set_aside_together(
    staff_client: Browser, device: Device, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert device.outcome(device.entry(("story", "x" * 300_000), language="xx")) == "refused"
    monkeypatch.setitem(device.client.application.config, "MOST_WAITING", 2)
    said = [device.outcome(device.entry(("age", "old"))) for _ in range(3)]
    assert said == ["kept", "kept", "later"]
    browser = staff_client("analyst")
    shown = re.findall(r'name="id" value="([^"]+)"', browser.get(LIST).text)
    answer = browser.post(f"{LIST}?way=offline", data={"id": shown})
    assert answer.location == f"{LIST}?state=waiting&way=offline", "the filter stays"
    assert {each.state for each in session.query(AsideEntry)} == {"set_aside"}
    assert device.outcome(device.entry(("age", "old"))) == "kept"


def test_another_engagement_s_entry_is_not_there(
    staff_client: Browser, unfit: AsideEntry, session: Session
) -> None:
    publish_survey(session, section("them", question("word")), slug="oak-street")
    address = f"/staff/oak-street/aside/{unfit.id}"
    assert staff_client("analyst").get(address).status_code == 404
    assert staff_client("analyst").post(address, data={"act": "store"}).status_code == 404


def test_no_contact_is_ever_among_what_staff_see(
    staff_client: Browser,
    app: object,
    client: FlaskClient,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pyrage  # noqa: PLC0415

    from community_voice.store.contact import ContactDetail  # noqa: PLC0415

    key = pyrage.x25519.Identity.generate()
    monkeypatch.setitem(client.application.config, "CONTACT_RECIPIENT", str(key.to_public()))
    version = publish_survey(
        session, section("all", question("age", "number"), question("reach", "contact"))
    )
    device = Device(client, version)
    reach = [("reach", "phone"), ("reach-detail", "555 0100 0100")]
    entry = device.entry(("age", "old"), *reach)
    assert device.outcome(entry) == "kept"
    assert device.outcome(entry) == "kept"
    kept = session.query(AsideEntry).one()
    assert kept.content["fields"] == [["q-age", "old"]]
    (sealed,) = session.query(ContactDetail)
    assert b"555 0100 0100" in pyrage.decrypt(sealed.ciphertext, [key])
    note = device.entry(("age", "9"), ("reach-note", "after six"))
    assert device.outcome(note) == "stored"
    assert {each.receipt_link for each in session.query(ContactDetail)} >= {
        keyed_digest("contact", note["receipt"])
    }
    before = session.query(ContactDetail).count()
    again = {**note, "fields": [["q-age", "8"], *([f"q-{name}", said] for name, said in reach)]}
    assert device.outcome(again) == "conflict"
    assert session.query(ContactDetail).count() == before + 1, "the first contact stays too"
    assert device.outcome(device.entry(("reach-detail", "x" * 9000))) == "refused"
    monkeypatch.setitem(client.application.config, "CONTACT_RECIPIENT", "")
    assert device.outcome(device.entry(("age", "9"), *reach)) == "later"


def test_what_is_left_of_a_stored_form_is_shown_and_never_counted_twice(
    staff_client: Browser, device: Device, session: Session, version: Version
) -> None:
    assert device.outcome(device.entry(("called", "yes"))) == "stored"
    stored = session.query(Response).one()
    left = AsideEntry(
        engagement_id=stored.engagement_id,
        response_id=stored.id,
        submission_id="form-number-12345",
        content_digest="0" * 64,
        why="unfit",
        way="paper",
        content={
            "version": version.id,
            "language": "en",
            "fields": [["q-age", "about 40"], ["q-called", "no"], ["q-called", "z"]],
        },
    )
    session.add(left)
    session.commit()
    browser = staff_client("administrator")
    page = browser.get(f"{LIST}/{left.id}").text
    assert "<mark>about 40</mark>" in page
    assert "<mark>No</mark>" in page and "<mark>z</mark>" in page
    assert "?ask=1" not in page
    assert browser.post(f"{LIST}/{left.id}", data={"act": "store"}).status_code == 409
