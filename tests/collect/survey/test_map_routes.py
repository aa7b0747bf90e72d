"""The picture of a map: only of a published version of this engagement, and safe to show."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from community_voice.collect.survey.map_routes import place_map
from community_voice.errors import NotFound
from community_voice.instruments.definition import Definition, publish, write_draft
from community_voice.store import Engagement, Survey, Version

EVIL = '<script>alert(1)</script>&"\x0b'
SHAPES = {"north": [[0, 0], [100, 0], [100, 25], [0, 25]], "spit": [[0, 30], [3, 30], [3, 50]]}


def definition() -> Definition:
    choices: list[Any] = [
        {"code": "north", "label": {"en": EVIL, "es": "Norte"}},
        {"code": "spit", "label": {"en": "A spit of land", "es": "Lengua"}},
    ]
    area: Any = {
        "code": "area",
        "type": "place",
        "label": {"en": "Where?", "es": "¿Dónde?"},
        "settings": {"map": {"shapes": SHAPES, "width": 100, "height": 50}},
        "choices": choices,
    }
    plain: Any = {**area, "code": "plain", "settings": {}}
    return {
        "source_language": "en",
        "languages": ["en", "es"],
        "sections": [{"code": "s", "title": {"en": "S"}, "questions": [area, plain]}],
    }


@pytest.fixture
def version(session: Session) -> Version:
    """Make an engagement with a published survey that asks for a place."""
    engagement = Engagement(slug="river", source_language="en", languages=["en", "es"])
    version = Version(
        survey=Survey(engagement=engagement, slug="main"), source_language="en", languages=["en"]
    )
    session.add_all([version, Engagement(slug="lake", source_language="en", languages=["en"])])
    session.flush()
    write_draft(session, version, definition())
    return version


def picture(app: Flask, slug: str, version_id: int, code: str, lang: str = "en") -> ET.Element:
    with app.test_request_context(f"/?lang={lang}"):
        answer = place_map(slug, version_id, code)
    assert answer.mimetype == "image/svg+xml"
    return ET.fromstring(answer.get_data())


def test_a_map_has_every_area_by_number_and_those_with_room_by_name(
    app: Flask, session: Session, version: Version
) -> None:
    publish(session, version)
    drawn = picture(app, "river", version.id, "area", "es")
    assert (drawn.get("width"), drawn.get("height")) == ("260", "130")
    texts = [element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["1", "Norte", "2"]
    titles = [element.text for element in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert titles == ["Norte", "Lengua"]


def test_a_name_cannot_break_out_of_the_picture(
    app: Flask, session: Session, version: Version
) -> None:
    publish(session, version)
    drawn = picture(app, "river", version.id, "area")
    assert [element.tag for element in drawn.iter() if element.tag.endswith("script")] == []
    titles = [element.text for element in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert titles[0] == EVIL.replace("\x0b", "")


def test_nothing_is_drawn_of_a_draft(app: Flask, version: Version) -> None:
    with pytest.raises(NotFound):
        picture(app, "river", version.id, "area")


@pytest.mark.parametrize(
    ("slug", "code", "further"),
    [
        ("lake", "area", 0),
        ("nowhere", "area", 0),
        ("staff", "area", 0),
        ("river", "plain", 0),
        ("river", "nowhere", 0),
        ("river", "area", 1),
    ],
)
def test_what_is_not_there_is_not_found(
    app: Flask, session: Session, version: Version, slug: str, code: str, further: int
) -> None:
    publish(session, version)
    with pytest.raises(NotFound):
        picture(app, slug, version.id + further, code)
