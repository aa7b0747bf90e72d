"""Plan a session: made, changed against its revision, deleted; the caller commits."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community_voice.collect.listening.finding import subject_of
from community_voice.collect.listening.guides import known_guide, title_of_guide, use_guide
from community_voice.collect.listening.scripts import default_agreements, default_scripts
from community_voice.collect.listening.speakers import bring_to_count
from community_voice.errors import Conflict
from community_voice.locale import current_language
from community_voice.staff.audit import record_act
from community_voice.store import HeardCard, ListeningSession, Partner, SessionNote, Speaker
from community_voice.store.columns import storable, today
from community_voice.store.listening import PLANNED
from community_voice.store.wording import Phrase


class PlanChanged(Conflict):
    """Somebody else changed the plan since this page was opened."""


@dataclass(frozen=True)
class Plan:
    """What a host decides of a session; `problems` is what could not be read, by field."""

    title: str = ""
    held_on: dt.date | None = None
    place: str = ""
    languages: tuple[str, ...] = ()
    guide: str = ""
    agreements: str = ""
    scripts: Mapping[str, str] = field(default_factory=dict)
    speakers: int | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    # A day far from today that was asked about.
    sure_of: str = ""


def empty_plan(partner: Partner, day: dt.date) -> Plan:
    """Return the plan that a new session begins with: scripts in every language offered.

    It is held in the host's language until they say which others are spoken.
    """
    tags = tuple(partner.engagement.languages or [partner.engagement.source_language])
    own = current_language().tag
    return Plan(
        held_on=day,
        languages=(own if own in tags else tags[0],),
        guide="listening-session-guide",
        agreements=default_agreements(),
        scripts=default_scripts(tags),
    )


def plan_of(listening_session: ListeningSession) -> Plan:
    """Return the plan as it is stored."""
    return Plan(
        title=listening_session.title,
        held_on=listening_session.held_on,
        place=listening_session.place,
        languages=tuple(listening_session.languages),
        guide=str(listening_session.guide_version_id or ""),
        agreements=listening_session.agreements,
        scripts=dict(listening_session.scripts),
        speakers=len(listening_session.speakers) or None,
    )


def find_problems(session: Session, partner: Partner, plan: Plan) -> dict[str, str]:
    """Return what is wrong with a plan, by field."""
    problems = dict(plan.problems)
    if not plan.title.strip():
        problems["title"] = str(_("Give the session a title."))
    if plan.held_on is None and "held_on" not in problems:
        problems["held_on"] = str(_("Give the day of the session."))
    if plan.held_on and is_far(plan.held_on) and plan.sure_of != plan.held_on.isoformat():
        problems["held_on"] = str(
            _("This day is more than a year from today. If it is right, save again.")
        )
    if not plan.languages:
        problems["languages"] = str(_("Choose at least one language."))
    if not known_guide(session, partner.engagement, plan.guide):
        problems["guide"] = str(_("Choose one of the list."))
    for name in ("title", "place", "agreements"):
        if not storable(getattr(plan, name)):
            problems[name] = str(_("There is a character here that we cannot keep. Type it again."))
    return problems


def is_far(day: dt.date) -> bool:
    """Say whether a day is so far from today that its year may be a slip of the finger."""
    return abs(day - today()) > dt.timedelta(days=366)


def make_session(session: Session, partner: Partner, plan: Plan) -> ListeningSession:
    """Make a planned session of a plan without problems."""
    made = ListeningSession(engagement=partner.engagement, partner=partner, room={})
    session.add(made)
    _write(session, made, plan)
    record_act(session, "listening.plan", subject_of(made))
    return made


def change_session(
    session: Session, listening_session: ListeningSession, plan: Plan, revision: int
) -> None:
    """Change a plan; raises PlanChanged where the page was opened before somebody's change."""
    if revision != listening_session.revision:
        raise PlanChanged(_("Somebody changed this plan after you opened it."))
    if replace(plan, problems={}, sure_of="") == plan_of(listening_session):
        return
    listening_session.revision += 1
    _write(session, listening_session, plan)
    record_act(session, "listening.change", subject_of(listening_session))


def delete_session(session: Session, listening_session: ListeningSession) -> None:
    """Delete a session that is only planned: nobody has spoken in it."""
    has_notes = session.scalar(
        select(func.count()).where(SessionNote.session_id == listening_session.id)
    )
    if listening_session.state != PLANNED or has_notes:
        raise Conflict(_("Only a session that is planned, and has no notes, can be deleted."))
    subject = subject_of(listening_session)
    session.execute(delete(Speaker).where(Speaker.session_id == listening_session.id))
    session.execute(delete(ListeningSession).where(ListeningSession.id == listening_session.id))
    session.expire_all()
    record_act(session, "listening.delete", subject)


def _write(session: Session, listening_session: ListeningSession, plan: Plan) -> None:
    listening_session.title = plan.title.strip()
    listening_session.held_on = plan.held_on
    listening_session.place = plan.place.strip()
    listening_session.languages = list(plan.languages)
    listening_session.agreements = plan.agreements
    listening_session.scripts = {tag: text for tag, text in plan.scripts.items() if text.strip()}
    guide = use_guide(session, listening_session.engagement, plan.guide)
    listening_session.guide_version_id = guide.id
    session.flush()
    if plan.speakers is not None:
        bring_to_count(session, listening_session, plan.speakers)


def guide_title(listening_session: ListeningSession) -> Phrase | None:
    """Return the title of the session's guide."""
    guide = listening_session.guide
    return title_of_guide(guide) if guide else None


def heard_totals(session: Session, listening_session: ListeningSession) -> tuple[int, int, int]:
    """Return how many cards were read back, and how many people said right, and wrong."""
    row = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(HeardCard.said_right), 0),
            func.coalesce(func.sum(HeardCard.said_wrong), 0),
        ).where(HeardCard.session_id == listening_session.id)
    ).one()
    return int(row[0]), int(row[1]), int(row[2])
