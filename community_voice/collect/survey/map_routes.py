"""The picture of a place question's map, drawn by the server; nobody's answer is in it."""

import re

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.errors import NotFound
from community_voice.extensions import db
from community_voice.locale import requested_language, speak
from community_voice.questions import Asked, ask
from community_voice.questions.place_map import PlaceMap, middle, read_map, stretch
from community_voice.store import Question, Survey, Version, VersionWording
from community_voice.store.engagement import RESERVED_SLUGS, engagement_at
from community_voice.store.wording import Wordings

blueprint = Blueprint("survey_map", __name__)

# The height of letters in CSS pixels, and how wide one is beside its height at most.
LETTER, LETTER_WIDTH = 11, 0.62
# Marks without which a name reads the same, and with which a picture is none.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@blueprint.get("/<slug>/map/<int:version>/<code>.svg")
def place_map(slug: str, version: int, code: str) -> Response:
    """Draw the map of one question of a published version, in the visitor's language."""
    asked = _find(db.session(), slug, version, code)
    drawn = read_map(asked) if asked else None
    if asked is None or drawn is None:
        raise NotFound(_("We could not find that page. The address may be wrong."))
    scale = drawn.shown_width / drawn.width
    areas = [_area(asked, drawn, code, scale) for code in drawn.shapes]
    picture = render_template("survey/questions/place_map.svg", drawn=drawn, areas=areas)
    return Response(picture, mimetype="image/svg+xml")


def _find(session: Session, slug: str, version_id: int, code: str) -> Asked | None:
    engagement = None if slug in RESERVED_SLUGS else engagement_at(session, slug)
    if engagement is None:
        return None
    version = session.scalar(
        select(Version)
        .join(Survey)
        .where(
            Version.id == version_id,
            Version.published_on.is_not(None),
            Survey.engagement_id == engagement.id,
        )
    )
    question = session.scalar(
        select(Question).where(
            Question.version_id == version_id, Question.code == code, Question.type == "place"
        )
    )
    if version is None or question is None:
        return None
    tag = speak(requested_language(version.languages, version.source_language)).tag
    rows = session.scalars(
        select(VersionWording).where(
            VersionWording.version_id == version_id,
            VersionWording.language.in_({tag, version.source_language}),
            VersionWording.path.startswith(f"question.{code}.", autoescape=True),
        )
    )
    return ask(question, Wordings(rows, tag, version.source_language))


def _area(asked: Asked, drawn: PlaceMap, code: str, scale: float) -> dict[str, object]:
    """Return one area as it is drawn: with its number, and its name where there is room."""
    shape = drawn.shapes[code]
    option = asked.option(code)
    name = NOT_XML.sub("", option.label.text) if option else ""
    x, y = middle(shape)
    has_room = stretch(shape, y) * scale >= len(name) * LETTER * LETTER_WIDTH
    return {
        "points": " ".join(f"{across * scale:.1f},{down * scale:.1f}" for across, down in shape),
        "name": name,
        "shown": name if has_room else "",
        "number": drawn.numbers[code],
        "x": round(x * scale, 1),
        "y": round(y * scale, 1),
    }
