"""What the staff's own pages show: engagements with their counts, and the log."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from community_voice.locale import current_language
from community_voice.store import AuditEntry, Engagement, Response, Survey, Version
from community_voice.store.response import COUNTED
from community_voice.store.survey import RESIDENTS
from community_voice.store.wording import Phrase, Wordings

LOG_PAGE = 50
STATE_NAMES = {"draft": _l("draft"), "open": _l("open"), "closed": _l("closed")}


@dataclass(frozen=True)
class HomeRow:
    """One engagement as the home lists it; `counts` maps a unit to a number of responses."""

    engagement: Engagement
    title: Phrase
    counts: dict[str, int]


@dataclass(frozen=True)
class LogPage:
    """Some entries of the log, newest first; `older` is the key to go on from, if any."""

    entries: list[AuditEntry]
    older: int | None


def home_rows(session: Session, asked: str) -> list[HomeRow]:
    """Return the engagements whose address, host or title holds the words asked for."""
    counts = responses_by_unit(session)
    rows = [
        HomeRow(engagement, title_of(engagement), counts[engagement.id])
        for engagement in session.scalars(
            select(Engagement).options(selectinload(Engagement.wordings)).order_by(Engagement.slug)
        )
    ]
    wanted = asked.casefold()
    return [row for row in rows if wanted in searchable(row.engagement).casefold()]


def responses_by_unit(session: Session) -> dict[int, dict[str, int]]:
    """Count responses of every engagement by unit: people, comments and sessions never add up.

    Who answered as something else than a resident is counted under that ("responders"). What a
    flood brought and nobody has looked at yet is not counted in, but beside it ("held"); so is
    what somebody set aside ("set_aside"), so that both counts can be seen.
    """
    counted = (
        select(
            Response.engagement_id,
            Response.standing,
            Response.unit,
            Survey.audience,
            func.count(),
        )
        .join(Version, Version.id == Response.version_id)
        .join(Survey, Survey.id == Version.survey_id)
        .group_by(Response.engagement_id, Response.standing, Response.unit, Survey.audience)
    )
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for engagement_id, standing, unit, audience, count in session.execute(counted):
        told = unit if audience == RESIDENTS else audience
        counts[engagement_id][told if standing in COUNTED else standing] += count
    return defaultdict(dict, {key: dict(found) for key, found in counts.items()})


def title_of(engagement: Engagement) -> Phrase:
    """Return an engagement's title in this reader's language, else in its own."""
    words = Wordings(engagement.wordings, current_language().tag, engagement.source_language)
    return words("title") or Phrase(engagement.slug, engagement.source_language)


def searchable(engagement: Engagement) -> str:
    """Return everything an engagement can be found by."""
    titles = [row.text for row in engagement.wordings if row.path == "title"]
    return "\n".join([engagement.slug, engagement.host, *titles])


def log_page(session: Session, asked: str, before: int | None) -> LogPage:
    """Return a page of the log, of the entries that hold the words asked for."""
    entries = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(LOG_PAGE + 1)
    if before is not None:
        entries = entries.where(AuditEntry.id < max(0, min(before, 2**31 - 1)))
    if asked:
        columns = (AuditEntry.act, AuditEntry.subject, AuditEntry.actor_name)
        entries = entries.where(or_(*(c.icontains(asked, autoescape=True) for c in columns)))
    found = list(session.scalars(entries))
    shown = found[:LOG_PAGE]
    return LogPage(shown, shown[-1].id if len(found) > LOG_PAGE else None)
