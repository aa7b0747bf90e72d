"""A survey that is made: the address it may have, and its first version, a draft."""

import re

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.instruments.definition import Definition, write_draft
from community_voice.store import Engagement, Survey, Version
from community_voice.store.survey import RESIDENTS

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LENGTH = range(2, 61)
# Words that are addresses beside a survey's.
RESERVED = frozenset({"new", "xlsform"})


def address_problem(session: Session, engagement: Engagement, slug: str) -> str:
    """Return what is wrong with a new survey's address, or nothing."""
    if not SLUG.fullmatch(slug) or len(slug) not in SLUG_LENGTH:
        return str(_("Use small letters a to z, digits and single hyphens, 2 to 60 of them."))
    if slug in RESERVED:
        return str(_("This word is an address of the site itself. Choose another."))
    if slug in _taken(session, engagement):
        return str(_("There is a survey with this address already."))
    return ""


def free_slug(session: Session, engagement: Engagement, wished: str) -> str:
    """Return an address that no survey of the engagement has."""
    taken = _taken(session, engagement) | RESERVED
    if wished not in taken:
        return wished
    stem = wished[:54].rstrip("-")
    return next(made for made in (f"{stem}-{n}" for n in range(2, 10_000)) if made not in taken)


def make_draft(
    session: Session,
    engagement: Engagement,
    definition: Definition,
    slug: str,
    audience: str = RESIDENTS,
) -> Version:
    """Make a survey with a first version that is a draft."""
    version = Version(
        survey=Survey(engagement=engagement, slug=slug, audience=audience),
        source_language=definition["source_language"],
        languages=list(definition["languages"]),
    )
    session.add(version)
    session.flush()
    write_draft(session, version, definition)
    return version


def _taken(session: Session, engagement: Engagement) -> set[str]:
    return set(session.scalars(select(Survey.slug).where(Survey.engagement_id == engagement.id)))
