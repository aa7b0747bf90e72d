"""A transcript becomes notes once its host has said who is who; names are never stored."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from community_voice.store import Account, ListeningSession, SessionNote
from tests.collect.listening.conftest import opened as opened
from tests.collect.listening.conftest import planned as planned

WORDS = """Facilitator: What happened?
Marisol Q: We waited for hours.
Tomas: They never came.
Marisol Q: What I need: a number to call.
Tomas: And a person who listens."""
Browser = Callable[[str], FlaskClient]


def hidden_turns(page: str) -> str:
    found = re.search(r'name="turns" value="([^"]*)"', page)
    assert found is not None
    return found[1].replace("&#34;", '"').replace("&amp;", "&")


def notes(session: Session) -> list[tuple[int | None, str, str]]:
    found = session.scalars(select(SessionNote).order_by(SessionNote.position)).all()
    return [(note.speaker, note.form, note.text) for note in found]


def bring(browser: FlaskClient, session_id: int, **more: str) -> None:
    address = f"/host/sessions/{session_id}/transcript"
    shown = browser.post(address, data={"pasted": WORDS})
    assert shown.status_code == 200, shown.text
    assert "Marisol Q" in shown.text
    kept = browser.post(
        f"{address}/keep",
        data={"turns": hidden_turns(shown.text), "form": "verbatim", **more},
    )
    assert kept.status_code == 302, kept.text


def test_voices_are_proposed_as_numbers_and_kept_once(
    session: Session, host: Account, opened: ListeningSession, staff_client: Browser
) -> None:
    browser = staff_client("host")
    bring(browser, opened.id)
    expected = [
        (None, "facilitator", "What happened?"),
        (1, "verbatim", "We waited for hours."),
        (2, "verbatim", "They never came."),
        (1, "verbatim", "What I need: a number to call."),
        (2, "verbatim", "And a person who listens."),
    ]
    assert notes(session) == expected
    bring(browser, opened.id)
    assert notes(session) == expected, "the same transcript again makes nothing twice"
    everything = str(session.execute(text("SELECT * FROM session_note")).all())
    everything += str(session.execute(text("SELECT * FROM audit_entry")).all())
    assert "Marisol" not in everything


def test_the_host_decides_who_is_who(
    session: Session, host: Account, opened: ListeningSession, staff_client: Browser
) -> None:
    bring(
        staff_client("host"),
        opened.id,
        **{"who-0": "room", "who-1": "3", "who-2": "facilitator", "form": "noted"},
    )
    assert [(speaker, form) for speaker, form, _words in notes(session)] == [
        (None, "noted"),
        (3, "noted"),
        (None, "facilitator"),
        (3, "noted"),
        (None, "facilitator"),
    ]


def test_a_name_that_comes_once_is_nobodys_until_its_host_says_whose(
    session: Session, host: Account, opened: ListeningSession, staff_client: Browser
) -> None:
    browser, address = staff_client("host"), f"/host/sessions/{opened.id}/transcript"
    said = "Ana: We waited.\nBen: Nobody came.\nAna: I do not know."
    shown = browser.post(address, data={"pasted": said}).text
    assert shown.count(" checked") == 0, "nor is it taken to be word for word, or not"
    chosen = {"turns": hidden_turns(shown), "who-0": "2", "form": "noted", "language": "es"}
    for none in ("000199999", "0001" + "9" * 5000):
        odd = browser.post(f"{address}/keep", data={**chosen, "who-0": none})
        assert odd.status_code == 422 and not notes(session)
    refused = browser.post(f"{address}/keep", data=chosen)
    assert refused.status_code == 422 and not notes(session)
    assert 'value="2" selected' in refused.text and 'value="es" selected' in refused.text
    assert refused.text.count("Choose one of the list.") == 1
    for form in ("noted", "verbatim"):
        browser.post(f"{address}/keep", data={**chosen, "who-1": "3", "form": form})
        assert notes(session) == [
            (2, form, "We waited."),
            (3, form, "Nobody came."),
            (2, form, "I do not know."),
        ]


def test_nothing_is_kept_before_it_is_said_how_it_was_written_down(
    session: Session, host: Account, opened: ListeningSession, staff_client: Browser
) -> None:
    answer = staff_client("host").post(
        f"/host/sessions/{opened.id}/transcript/keep",
        data={"turns": '[["Ana", "We waited.", "Ana: "]]', "form": "", "who-0": "1"},
    )
    assert answer.status_code == 422
    assert notes(session) == []
    assert "We waited." in answer.text


def test_what_is_no_list_of_turns_is_refused_with_words(
    session: Session, host: Account, opened: ListeningSession, staff_client: Browser
) -> None:
    for turns in ("", "[", '{"a": 1}', "[[1, 2]]", "[" * 100_000):
        answer = staff_client("host").post(
            f"/host/sessions/{opened.id}/transcript/keep", data={"turns": turns, "form": "noted"}
        )
        assert answer.status_code == 422, turns[:20]
    assert notes(session) == []


def test_a_sent_session_takes_no_transcript(
    session: Session, host: Account, opened: ListeningSession, staff_client: Browser
) -> None:
    opened.state, opened.sent_on = "sent", opened.held_on
    session.flush()
    answer = staff_client("host").post(
        f"/host/sessions/{opened.id}/transcript/keep",
        data={"turns": '[["Ana", "We waited.", "Ana: "]]', "form": "noted"},
    )
    assert answer.status_code == 409
    assert notes(session) == []


def test_two_transcripts_may_begin_with_the_same_words(
    session: Session, host: Account, opened: ListeningSession, staff_client: Browser
) -> None:
    for rest in ("No.", "Never."):
        staff_client("host").post(
            f"/host/sessions/{opened.id}/transcript/keep",
            data={
                "turns": f'[["Ana", "Yes.", "Ana: "], ["Ana", "{rest}", "Ana: "]]',
                "form": "noted",
                "who-0": "1",
            },
        )
    assert [words for _speaker, _form, words in notes(session)] == ["Yes.", "No.", "Yes.", "Never."]
