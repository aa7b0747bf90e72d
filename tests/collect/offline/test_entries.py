"""What a device sends is stored once, or kept for people; nothing is lost, whatever comes."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from community_voice.answering.receipts import make_receipt
from community_voice.answering.sealed_entries import open_entry, public_key, seal_entry
from community_voice.collect.builder.surveys import new_version
from community_voice.instruments.definition import publish
from community_voice.staff.audit import record_act
from community_voice.store import AsideEntry, Engagement, Response, Version
from community_voice.store.columns import today
from community_voice.store.secrets import keyed_digest
from tests.collect.offline.conftest import Device
from tests.collect.survey.made import publish_survey, question, section, stored_of

GOOD = [("called", "yes"), ("age", "40"), ("story", "I waited")]


def asides(session: Session) -> list[AsideEntry]:
    return session.query(AsideEntry).all()


def test_an_entry_is_stored_with_the_receipt_that_the_device_made(
    device: Device, session: Session
) -> None:
    entry = device.entry(*GOOD)
    answer = device.send(entry)
    assert answer.get_json() == {"outcome": "stored", "message": "Your answers are stored."}
    assert "Set-Cookie" not in answer.headers
    stored = session.query(Response).one()
    assert (stored.submission_id, stored.mode, stored.is_late) == (entry["id"], "web", False)
    assert stored.receipt_hash == keyed_digest("receipt", entry["receipt"])
    assert stored_of(session) == [
        ("age", 1, "4E+1"),
        ("called", 1, "yes"),
        ("story", 1, "I waited"),
    ]


def test_the_same_again_is_stored_once_and_other_content_is_a_conflict(
    device: Device, session: Session
) -> None:
    entry = device.entry(*GOOD)
    changed = {**entry, "fields": [["q-called", "no"], ["q-story", "I did not"]]}
    assert [device.outcome(each) for each in (entry, entry)] == ["stored", "again"]
    assert [device.outcome(each) for each in (changed, changed)] == ["conflict", "conflict"]
    stored = session.query(Response).one()
    (kept,) = asides(session)
    assert (kept.why, kept.way, kept.response_id) == ("conflict", "offline", stored.id)
    assert kept.content["fields"] == changed["fields"]


@pytest.mark.parametrize("how", ["closed", "new version", "past its day"])
def test_late_entries_are_taken_and_marked(
    device: Device, version: Version, session: Session, how: str
) -> None:
    engagement = session.get_one(Engagement, version.survey.engagement_id)
    if how == "closed":
        engagement.state = "closed"
    elif how == "past its day":
        engagement.closes_on = today() - dt.timedelta(days=1)
    else:
        newer = Version(survey=version.survey, number=2, source_language="en", languages=["en"])
        session.add(newer)
        session.flush()
        newer.published_on = today()
    session.commit()
    assert device.outcome(device.entry(*GOOD)) == "stored"
    stored = session.query(Response).one()
    assert (stored.is_late, stored.standing) == (True, "counted")


@pytest.mark.parametrize("how", ["its day", "its deadline", "by hand"])
def test_long_after_closing_staff_look_before_an_entry_counts(
    device: Device,
    version: Version,
    session: Session,
    staff_client: Callable[[str], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    engagement = session.get_one(Engagement, version.survey.engagement_id)
    then = today() - dt.timedelta(days=31)
    if how == "its day":
        engagement.closes_on = then
    elif how == "its deadline":
        settings = {"deadline": f"{then.isoformat()}T12:00"}
        only = section("only", question("story", "long_text"))
        device.version_id = publish_survey(session, only, survey="short", settings=settings).id
    else:
        engagement.state = "closed"
        monkeypatch.setattr("community_voice.staff.audit.today", lambda: then)
        record_act(session, "engagement.closed", engagement.slug)
    session.commit()
    assert device.outcome(device.entry(("story", "I waited"))) == "stored"
    stored = session.query(Response).one()
    assert (stored.is_late, stored.standing, stored.held_because) == (True, "held", "late")
    if how != "its deadline":
        return
    newer = new_version(session, stored.version.survey)
    later = today() + dt.timedelta(days=9)
    newer.settings = {"deadline": f"{later.isoformat()}T12:00"}
    publish(session, newer)
    session.commit()
    put_off = device.entry(("story", "I waited longer"))
    assert device.outcome(put_off) == "stored"
    stored = session.query(Response).filter_by(submission_id=put_off["id"]).one()
    assert (stored.is_late, stored.standing) == (True, "counted"), "the survey is open again"
    page = staff_client("analyst").get(f"/staff/{device.slug}/held?because=late").text
    assert "1 answer like this" in page
    assert '<span class="tag">came late</span>' in page


def test_before_an_engagement_opens_an_entry_waits_for_staff(
    device: Device, version: Version, session: Session
) -> None:
    session.get_one(Engagement, version.survey.engagement_id).state = "draft"
    session.commit()
    assert device.outcome(device.entry(*GOOD)) == "kept"
    assert session.query(Response).count() == 0
    assert asides(session)[0].why == "unfit"


def test_an_answer_beyond_a_limit_and_a_missing_one_lose_nothing(
    device: Device, session: Session
) -> None:
    assert device.outcome(device.entry(("age", "300"))) == "stored"
    assert stored_of(session) == [("age", 1, "3E+2")]


@pytest.mark.parametrize(
    "pair",
    [
        ("age", "old"),
        ("called", "maybe"),
        ("why", "not asked"),
        ("gone\ud800", "?"),
        ("story", "a\x00b\ud800"),
    ],
    ids=["a word for a number", "no choice", "not asked", "no question", "no text"],
)
def test_what_would_lose_something_typed_is_kept_whole(
    device: Device,
    session: Session,
    staff_client: Callable[[str], FlaskClient],
    pair: tuple[str, str],
) -> None:
    entry = device.entry(*[each for each in GOOD if each[0] != pair[0]], pair)
    assert [device.outcome(entry) for _time in range(2)] == ["kept", "kept"]
    assert session.query(Response).count() == 0
    (kept,) = asides(session)
    assert kept.why == "unfit"
    assert kept.content["fields"] == entry["fields"]
    page = staff_client("analyst").get(f"/staff/{device.slug}/aside/{kept.id}")
    assert page.status_code == 200
    assert page.text.count("<mark>") == 1


def test_a_field_that_comes_twice_loses_neither(device: Device, session: Session) -> None:
    assert device.outcome(device.entry(*GOOD, ("story", "and again"))) == "kept"
    assert len(asides(session)[0].content["fields"]) == 4


def test_a_receipt_must_be_one_and_no_other_answer_s(device: Device, session: Session) -> None:
    first = device.entry(*GOOD)
    assert device.outcome(first) == "stored"
    assert device.outcome(device.entry(*GOOD, receipt=first["receipt"])) == "kept"
    wrong = make_receipt()
    wrong = wrong[:-1] + str((int(wrong[-1]) + 1) % 10)
    assert device.outcome(device.entry(*GOOD, receipt=wrong)) == "kept"
    assert device.outcome(device.entry(*GOOD, language="xx")) == "kept"
    assert session.query(Response).count() == 1


def test_another_engagement_s_survey_and_id_stay_its_own(
    device: Device, session: Session, version: Version
) -> None:
    theirs = publish_survey(session, section("them", question("word")), slug="oak-street")
    other = Device(device.client, theirs, "oak-street")
    entry = other.entry(("word", "ours"))
    assert other.outcome(entry) == "stored"
    answer = device.send(other.entry(("word", "lost way")))
    assert (answer.status_code, answer.get_json()["outcome"]) == (409, "refused")
    taken = device.entry(*GOOD, id=entry["id"])
    assert device.outcome(taken) == "conflict"
    (kept,) = asides(session)
    assert (kept.engagement_id, kept.response_id) == (version.survey.engagement_id, None)


def test_what_cannot_be_opened_is_kept_sealed(device: Device, session: Session) -> None:
    entry = device.entry(*GOOD)
    body = {"id": entry["id"], "sealed": "AAAA" * 40}
    assert device.post(body).get_json()["outcome"] == "kept"
    assert device.outcome({**entry, "id": "another" * 3, "version": "one"}) == "kept"
    assert device.send(entry, id="of-somebody-else-1").get_json()["outcome"] == "kept"
    assert {kept.why for kept in asides(session)} == {"unreadable"}
    assert len(asides(session)) == 3


def test_no_flood_of_unreadable_ones_fills_the_disk(
    app: Flask, device: Device, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MOST_WAITING", 1)
    told = [device.post({"id": f"number-{n}-{'x' * 12}", "sealed": "AAAA"}) for n in range(2)]
    assert [each.get_json()["outcome"] for each in told] == ["kept", "later"]
    assert told[1].status_code == 503
    assert told[1].headers["Retry-After"]
    huge = device.post({"id": "huge" * 5, "sealed": "A" * 300_000})
    assert (huge.status_code, huge.get_json()["outcome"]) == (409, "refused")
    beyond = device.client.post(f"/{device.slug}/offline/entries", data=b"A" * 3_000_000)
    assert (beyond.status_code, beyond.get_json()["outcome"]) == (413, "refused")


def test_a_survey_that_needs_a_code_is_looked_at_by_people(
    device: Device, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "community_voice.collect.offline.taking.needs_code"
    monkeypatch.setattr(name, lambda _session, _survey: True)
    assert device.outcome(device.entry(*GOOD)) == "kept"
    assert session.query(Response).count() == 0


def test_a_device_that_sends_too_much_is_asked_to_wait(
    device: Device, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = device.entry(*GOOD, link="ABCD-EFGH", mode="kiosk")
    monkeypatch.setattr("community_voice.collect.offline.routes.may_send", lambda: False)
    answer = device.send(entry)
    assert (answer.status_code, answer.get_json()["outcome"]) == (429, "later")
    assert answer.headers["Retry-After"] == "60"
    monkeypatch.setattr("community_voice.collect.offline.routes.may_send", lambda: True)
    counted: list[str] = []
    monkeypatch.setattr(
        "community_voice.collect.offline.routes.count_link",
        lambda _session, _engagement, filling, _what: counted.append(filling.through["link"]),
    )
    assert [device.outcome(entry) for _time in range(2)] == ["stored", "again"]
    assert counted == ["ABCD-EFGH"], "once"
    assert session.query(Response).one().mode == "kiosk"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = ("id", "version", "language", "receipt", "fields", "mode", "link")
ALLOWED = {"stored", "again", "conflict", "kept", "refused", "later"}


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    changed=st.dictionaries(st.sampled_from(NAMES), JSON, max_size=3),
    pairs=st.lists(
        st.tuples(st.sampled_from(["q-age", "q-called", "q-story", "q-+repeat-about", "x"]), JSON)
    ),
)
def test_whatever_is_sealed_has_a_clear_outcome(
    device: Device, session: Session, changed: dict[str, Any], pairs: list[tuple[str, Any]]
) -> None:
    before = session.query(Response).count() + session.query(AsideEntry).count()
    entry = {**device.entry(), "fields": [list(pair) for pair in pairs], **changed}
    answer = device.send(entry)
    assert answer.status_code < 500
    outcome = answer.get_json()["outcome"]
    assert outcome in ALLOWED
    after = session.query(Response).count() + session.query(AsideEntry).count()
    assert after - before == (1 if outcome in ("stored", "kept", "conflict") else 0)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        b'{"id": 1, "sealed": 2}',
        b'{"id": "../../../../etc/passwd", "sealed": "AAAA"}',
        json.dumps({"id": "a" * 20, "sealed": "\ud800"}).encode(),
        b'{"id": "' + b"a" * 20 + b'", "sealed": NaN}',
    ],
    ids=["nothing", "no text", "deep", "numbers", "a path", "a surrogate", "NaN"],
)
def test_what_no_device_sends_is_refused(device: Device, session: Session, body: bytes) -> None:
    answer = device.client.post(f"/{device.slug}/offline/entries", data=body)
    assert (answer.status_code, answer.get_json()["outcome"]) == (400, "refused")
    assert not asides(session)


def test_an_unknown_engagement_is_said_in_json(device: Device) -> None:
    device.slug = "nowhere"
    answer = device.send(device.entry(*GOOD))
    assert (answer.status_code, answer.get_json()["outcome"]) == (404, "refused")


def test_only_this_site_opens_what_was_sealed_to_it(app: Flask) -> None:
    with app.app_context():
        sealed = seal_entry("words é".encode(), public_key())
        assert open_entry(sealed) == "words é".encode()
        assert open_entry(sealed[:-1] + bytes([sealed[-1] ^ 1])) is None
        assert open_entry(b"\x04" + sealed[1:65] + b"short") is None
        assert open_entry(bytes(len(sealed))) is None
        assert app.config["RECORD_KEY"]
        before = app.config["RECORD_KEY"]
        app.config["RECORD_KEY"] = "another"
        try:
            assert open_entry(sealed) is None
        finally:
            app.config["RECORD_KEY"] = before
