"""Other doors to a survey: a link with a count, a code that proves one may answer, a kiosk."""

from flask import Blueprint
from flask_babel import gettext as _

from community_voice.answering.links import find_link
from community_voice.answering.offered import resident_versions, version_at
from community_voice.collect.survey.meeting import find, show_welcome, slug_within
from community_voice.collect.survey.visit import Answer
from community_voice.errors import NotFound
from community_voice.extensions import csrf, db
from community_voice.headers import MICROPHONE, SOUND, allow
from community_voice.store import Engagement, EntryLink, Version

blueprint = Blueprint("entrance", __name__)
# No cookie and no session, as in the survey: nothing that a forged request could ride on.
csrf.exempt(blueprint)


@blueprint.get("/<slug>/via/<code>")
def via(slug: str, code: str) -> Answer:
    """Greet somebody who came by a link; one that is unknown or closed is as good as none."""
    session = db.session()
    engagement, _first = find(session, slug, None)
    link = find_link(session, engagement.id, code)
    version, survey_slug = _survey_of(engagement, link)
    more = {"link": link.code} if link is not None and link.is_open else {}
    return show_welcome(session, engagement, version, survey_slug, **more)


@blueprint.get("/<slug>/kiosk/<code>")
def kiosk(slug: str, code: str) -> Answer:
    """Begin on a shared device. A closed link is not counted, and still wipes after each person."""
    session = db.session()
    engagement, _first = find(session, slug, None)
    link = find_link(session, engagement.id, code)
    if link is None or not link.is_kiosk:
        raise NotFound(_("We could not find that page. The address may be wrong."))
    # The pages that follow take this one's place without a load of their own (static/kiosk.js).
    allow(SOUND, MICROPHONE)
    version, survey_slug = _survey_of(engagement, link)
    return show_welcome(
        session, engagement, version, survey_slug, "survey/kiosk.html", link=link.code
    )


@blueprint.get("/<slug>/with-code")
@blueprint.get("/<slug>/s/<survey>/with-code", endpoint="with_code_to")
def with_code(slug: str, survey: str | None = None) -> Answer:
    """Greet somebody with a code, which a QR code carries behind the # that no server sees."""
    session = db.session()
    engagement, version = find(session, slug, survey)
    return show_welcome(session, engagement, version, survey, reads_code=True)


def _survey_of(engagement: Engagement, link: EntryLink | None) -> tuple[Version | None, str | None]:
    """Return what a link leads to: its survey's newest version, else the engagement's first."""
    session = db.session()
    if link is not None and link.survey is not None:
        version = resident_versions(session, engagement.id).get(link.survey.slug)
        if version is not None:
            return version, slug_within(session, engagement, version)
    return version_at(session, engagement, None), None
