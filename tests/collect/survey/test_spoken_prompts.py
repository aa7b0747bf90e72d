"""Questions that somebody read aloud can be listened to, in their language alone."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.instruments.definition import digest
from community_voice.store import SpokenPrompt, Version, VersionWording
from tests.collect.survey.browser import Browser
from tests.collect.survey.made import SLUG, publish_survey, question, section

PATH = "question.story.label"
SOUND = b"OggS" + bytes(range(200))


@pytest.fixture
def version(session: Session) -> Version:
    """Return a version one of whose questions was read aloud in Spanish."""
    version = publish_survey(session, section("one", question("story"), question("other")))
    session.add(
        SpokenPrompt(
            version_id=version.id,
            path=PATH,
            language="es",
            media_type="audio/ogg",
            sound=SOUND,
            size=len(SOUND),
            digest="d" * 64,
            text_digest=digest("Story"),
        )
    )
    session.commit()
    return version


def test_a_question_read_aloud_has_a_player_that_loads_nothing_by_itself(
    client: FlaskClient, version: Version
) -> None:
    page = Browser(client, f"/{SLUG}/survey", "es").page
    players = re.findall(r'<audio controls preload="none" src="([^"]+)"', page.text)
    assert players == [f"/{SLUG}/sound/{version.id}/question.story.label/es"]
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    sound = client.get(players[0])
    assert (sound.data, sound.mimetype) == (SOUND, "audio/ogg")
    assert sound.headers["Cache-Control"] == "no-store"
    part = client.get(players[0], headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"OggS")


def test_other_languages_and_pages_have_no_player(client: FlaskClient, version: Version) -> None:
    page = Browser(client, f"/{SLUG}/survey", "en").page
    assert "<audio" not in page.text
    assert "media-src" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("said", ["Another story", ""])
def test_a_recording_of_other_words_than_those_shown_is_not_offered(
    client: FlaskClient, session: Session, version: Version, said: str
) -> None:
    prompt = session.scalars(select(SpokenPrompt)).one()
    prompt.text_digest = digest(said) if said else ""
    session.commit()
    assert "<audio" not in Browser(client, f"/{SLUG}/survey", "es").page.text


def test_words_that_are_translated_later_are_not_those_that_were_recorded(
    client: FlaskClient, session: Session, version: Version
) -> None:
    wording = VersionWording(version_id=version.id, path=PATH, language="es", text="Su historia")
    session.add(wording)
    session.commit()
    assert "<audio" not in Browser(client, f"/{SLUG}/survey", "es").page.text
    session.scalars(select(SpokenPrompt)).one().text_digest = digest("Su historia")
    session.commit()
    assert "<audio" in Browser(client, f"/{SLUG}/survey", "es").page.text


@pytest.mark.parametrize("path", ["question.other.label/es", "question.story.label/en", "%00/es"])
def test_what_nobody_recorded_is_not_found(
    client: FlaskClient, version: Version, path: str
) -> None:
    assert client.get(f"/{SLUG}/sound/{version.id}/{path}").status_code == 404
    assert client.get(f"/nowhere/sound/{version.id}/{path}").status_code == 404


def test_the_page_carries_the_words_of_the_button_that_reads_aloud(
    client: FlaskClient, version: Version
) -> None:
    assert 'data-read="Read aloud"' in Browser(client, f"/{SLUG}/survey").text
