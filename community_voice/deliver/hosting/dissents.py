"""A partner's own words beside a brief: written, changed and taken back by its hosts alone.

Staff can hide them, where they point at somebody; the brief says that they did.
"""

import hashlib

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.staff.audit import record_act
from community_voice.store import (
    Account,
    Dissent,
    Engagement,
    EntryLink,
    ListeningSession,
    PaperEntry,
    PaperStack,
    Partner,
    Release,
)
from community_voice.store.columns import LARGEST_KEY, now, storable, today

LONGEST = 10_000
# So many came by a link of a partner's, where it brought in neither a session nor forms.
ENOUGH = 11


def release_for(session: Session, partner: Partner, release_id: int) -> Release:
    """Return a frozen release of the engagement that a partner hosts in."""
    found = session.get(Release, release_id)
    if found is None or found.engagement_id != partner.engagement_id or found.state != "done":
        raise NotFound(_("We could not find that page. The address may be wrong."))
    return found


def dissent_of(session: Session, release: Release, partner: Partner) -> Dissent | None:
    """Return what a partner wrote beside a release's brief."""
    found = select(Dissent).where(
        Dissent.release_id == release.id, Dissent.partner_id == partner.id
    )
    return session.scalar(found)


def may_write(session: Session, release: Release, partner: Partner) -> bool:
    """Say whether a partner brought something into a release: a session, forms, or by its links."""
    frozen_on, mine = release.frozen_on or today(), partner.id
    brought = (
        select(ListeningSession.id).where(
            ListeningSession.partner_id == mine, ListeningSession.sent_on <= frozen_on
        ),
        select(PaperEntry.id)
        .join(PaperStack)
        .where(PaperStack.partner_id == mine, PaperEntry.state == "stored"),
        select(EntryLink.id).where(EntryLink.partner_id == mine, EntryLink.sent >= ENOUGH),
    )
    return any(session.scalar(query.limit(1)) is not None for query in brought)


def refusal() -> str:
    """Return who may write words beside a brief."""
    told = _("Words beside a brief are for those who held a session or brought in forms for it.")
    return str(told)


def hide_or_show(
    session: Session, engagement: Engagement, dissent_id: int, *, is_hidden: bool
) -> None:
    """Take a partner's words off the brief, which says so, or print them again."""
    found = session.get(Dissent, dissent_id) if 0 < dissent_id <= LARGEST_KEY else None
    if found is not None:
        _take_turns(session, found.partner)
        # Its partner may have taken it back while this waited.
        found = session.get(Dissent, dissent_id, populate_existing=True)
    release = session.get(Release, found.release_id) if found is not None else None
    if found is None or release is None or release.engagement_id != engagement.id:
        raise NotFound(_("We could not find that page. The address may be wrong."))
    found.is_hidden = is_hidden
    session.flush()
    act = "dissent.hide" if is_hidden else "dissent.show"
    _record(session, act, release, found.partner)


def mark_of(dissent: Dissent | None) -> str:
    """Return what tells whether a partner's words are those that a form was opened with."""
    if dissent is None or not dissent.text:
        return ""
    return hashlib.sha256(f"{dissent.language} {dissent.text}".encode()).hexdigest()[:16]


def write_dissent(
    session: Session,
    release: Release,
    partner: Partner,
    said: tuple[str, str],
    by: Account,
    seen: str | None = None,
) -> Dissent:
    """Keep a partner's words and their language as they were typed, in place of those `seen`.

    Raises Conflict where another host of the partner wrote others meanwhile.
    """
    text, language = said[0].replace("\r\n", "\n").strip("\n"), said[1]
    if not text.strip():
        raise DomainError(_("Write your words"))
    if len(text) > LONGEST:
        most = _("At most %(most)s letters.", most=LONGEST)
        raise DomainError(f"{_('This is too long.')} {most}")
    if not storable(text):
        raise DomainError(_("This is too long, or holds a mark that we cannot keep."))
    if language not in INTERFACE_LANGUAGES:
        raise DomainError(_("We do not know this choice. Please choose again from the list."))
    _take_turns(session, partner)
    dissent = dissent_of(session, release, partner)
    if seen is not None and dissent is not None and seen != mark_of(dissent):
        if (dissent.text, dissent.language) == (text, language):
            return dissent
        raise Conflict(_("Somebody changed this in the meantime. Please read it again."))
    if dissent is None and not may_write(session, release, partner):
        raise DomainError(refusal())
    if dissent is None:
        dissent = Dissent(release_id=release.id, partner_id=partner.id)
    dissent.partner_name = partner.name
    dissent.text, dissent.language = text, language
    dissent.written_by_id, dissent.written_at = by.id, now()
    session.add(dissent)
    session.flush()
    _record(session, "dissent.write", release, partner)
    return dissent


def take_dissent_back(session: Session, release: Release, partner: Partner) -> None:
    """Delete a partner's words; nothing of them is kept, but that staff hid them."""
    _take_turns(session, partner)
    dissent = dissent_of(session, release, partner)
    if dissent is not None and dissent.text:
        if dissent.is_hidden:
            dissent.text = ""
        else:
            session.delete(dissent)
        session.flush()
        _record(session, "dissent.take_back", release, partner)


def _take_turns(session: Session, partner: Partner) -> None:
    """Keep other hosts of a partner and staff waiting, so that each finds what was done before."""
    session.scalar(
        select(Partner.id).where(Partner.id == partner.id).with_for_update(key_share=True)
    )


def _record(session: Session, act: str, release: Release, partner: Partner) -> None:
    detail = {"release": release.id, "partner": partner.name}
    record_act(session, act, release.engagement.slug, detail=detail)
