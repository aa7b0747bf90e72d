"""A fictional partner with a host, a session that was sent, and one that is open to try."""

import datetime as dt
import json
import secrets
from pathlib import Path
from typing import Any

from flask_security import hash_password
from sqlalchemy.orm import Session

from community_voice.collect.listening.guides import make_ready
from community_voice.collect.listening.incoming import Incoming
from community_voice.collect.listening.notes import keep_note
from community_voice.collect.listening.plan import Plan, make_session
from community_voice.collect.listening.scripts import default_scripts
from community_voice.collect.listening.sending import send_session
from community_voice.collect.listening.speakers import bring_to_count, get_speaker, record_consent
from community_voice.staff.roles import HOST, ROLES
from community_voice.store import (
    Account,
    Engagement,
    HeardCard,
    ListeningSession,
    Partner,
    PartnerHost,
    Role,
)
from community_voice.store.columns import random_id, today
from community_voice.store.listening import OPEN

HOST_EMAIL = "host@example.org"
SESSION = Path(__file__).with_name("session.json")
GUIDE = "listening-session-guide"
LANGUAGES = ("en", "es", "ar")


def make_hosting(session: Session, engagement: Engagement) -> int:
    """Make the partner and its sessions; return how many people spoke in the one that was sent."""
    said: dict[str, Any] = json.loads(SESSION.read_text(encoding="utf-8"))
    partner = Partner(engagement=engagement, name=said["partner"])
    session.add(partner)
    session.flush()
    session.add(PartnerHost(account=make_host(session), partner=partner))
    make_ready(GUIDE)
    held = hold(session, partner, said)
    for number, consent in enumerate(said["speakers"], start=1):
        record_consent(session, held, get_speaker(session, held, number), consent)
    for speaker, form, language, text in said["notes"]:
        note = Incoming(random_id(), text, speaker=speaker, form=form, language=language)
        keep_note(session, held, note if speaker is None else with_own_consent(note))
    for place, (language, text, right, wrong) in enumerate(said["cards"]):
        card = HeardCard(session_id=held.id, position=place, text=text, language=language)
        card.said_right, card.said_wrong = right, wrong
        session.add(card)
    send_session(session, held)
    hold(session, partner, {**said, "title": said["next"]}, dt.timedelta(days=2)).room = {}
    return len(said["speakers"])


def with_own_consent(note: Incoming) -> Incoming:
    """Return a note that allows what its speaker allowed."""
    return Incoming(**{**vars(note), "consent": ""})


def hold(
    session: Session, partner: Partner, said: dict[str, Any], ahead: dt.timedelta = dt.timedelta(0)
) -> ListeningSession:
    """Plan and open a session."""
    plan = Plan(
        title=said["title"],
        held_on=today() + ahead,
        place=said["place"],
        languages=LANGUAGES,
        guide=GUIDE,
        agreements=said["agreements"],
        scripts=default_scripts(LANGUAGES),
        speakers=len(said["speakers"]),
    )
    made = make_session(session, partner, plan)
    bring_to_count(session, made, len(said["speakers"]))
    made.room, made.state = dict(said["room"]), OPEN
    session.flush()
    return made


def make_host(session: Session) -> Account:
    """Make the partner's host, whose password nobody knows yet."""
    account = Account(
        email=HOST_EMAIL,
        name="Demo host",
        password=hash_password(secrets.token_urlsafe(32)),
        fs_uniquifier=secrets.token_hex(16),
        roles=[Role(name=HOST, description=ROLES[HOST])],
    )
    session.add(account)
    session.flush()
    return account
