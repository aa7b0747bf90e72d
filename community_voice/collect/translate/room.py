"""What every page of this room begins with: who may enter, and which version in which language."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from babel import Locale, UnknownLocaleError
from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.errors import DomainError, NotFound
from community_voice.locale import INTERFACE_LANGUAGES, language, match_language
from community_voice.staff.access import role_required
from community_voice.staff.pages import title_of
from community_voice.staff.roles import ADMINISTRATOR, TRANSLATOR
from community_voice.store import Engagement, Survey, Version
from community_voice.store.columns import LARGEST_KEY, storable
from community_voice.store.engagement import engagement_named

View = TypeVar("View", bound=Callable[..., Any])
# A language, maybe a script, maybe a region; "und" says that nobody knows.
TAG = re.compile(r"(?!und\b)[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
PREFIX = "/staff/<slug>/surveys/<survey>/<number>/translations"


@dataclass(frozen=True)
class Room:
    """A version, as this room's pages name it."""

    engagement: Engagement
    survey: Survey
    version: Version

    @property
    def subject(self) -> str:
        """Return how the log names it."""
        return f"{self.engagement.slug}/{self.survey.slug}/{self.version.number}"

    @property
    def address(self) -> dict[str, Any]:
        """Return the parts of its addresses."""
        return {
            "slug": self.engagement.slug,
            "survey": self.survey.slug,
            "number": self.version.number,
        }


def translators_only(view: View) -> View:
    """Let translators and administrators pass."""
    return role_required(ADMINISTRATOR, TRANSLATOR)(view)


def find_room(
    session: Session, slug: str, survey: str, number: str, *, to_change: bool = False
) -> Room:
    """Return the version at an address, or say that there is none.

    Whoever changes it keeps it until the end: what the builder writes is the whole draft, and
    would put back what a translator wrote meanwhile. Residents who answer it do not wait.
    """
    engagement = engagement_named(session, slug)
    known = number.isascii() and number.isdigit() and len(number) < 11 and storable(survey)
    found = known and session.scalar(
        select(Version)
        .join(Survey)
        .where(
            Survey.engagement_id == engagement.id,
            Survey.kind == "survey",
            Survey.slug == survey,
            Version.number == min(int(number), LARGEST_KEY),
        )
    )
    if found and to_change:
        row = select(Version.id).where(Version.id == found.id).with_for_update(key_share=True)
        found = session.scalar(row) and found
    if not found:
        raise NotFound(_("There is no version of a survey at this address."))
    if to_change:
        session.refresh(found)
    return Room(engagement, found.survey, found)


def usable_tag(asked: str) -> str:
    """Return a language tag as we write it, or tell that it is none ("tl" is "fil")."""
    parts = asked.strip().replace("_", "-").split("-")
    written = [parts[0].lower()]
    written += [part.title() if len(part) == 4 else part.upper() for part in parts[1:]]
    tag = "-".join(written)
    if tag in ("tl", "zh", "zh-CN", "zh-TW", "zh-HK", "zh-SG", "zh-MO"):
        tag = match_language(tag, INTERFACE_LANGUAGES) or tag
    if not TAG.fullmatch(tag) or not _is_known(tag):
        raise DomainError(_("We do not know this language. Give its code, such as vi or zh-Hant."))
    return tag


def language_here(room: Room, asked: str) -> str:
    """Return the language of an address; the survey's own is not translated.

    A tag that the survey or its engagement has already is known as they write it ("pt-br").
    """
    own = room.version.source_language
    if asked != own and asked in (*room.engagement.languages, *room.version.languages):
        return asked
    try:
        tag = usable_tag(asked)
    except DomainError as unknown:
        raise NotFound(str(unknown)) from unknown
    if tag != asked or tag == own:
        raise NotFound(_("The survey is not translated into this language."))
    return tag


def render(template: str, room: Room, **values: Any) -> str:
    """Show a page of this room."""
    return render_template(
        f"translate/{template}.html",
        room=room,
        engagement=room.engagement,
        version=room.version,
        title=title_of(room.engagement),
        at=partial(url_for, **room.address),
        source=language(room.version.source_language),
        **values,
    )


def _is_known(tag: str) -> bool:
    try:
        Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return True
