"""Make, close and open links to a survey, and put them on paper."""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community_voice.answering.links import make_link_code
from community_voice.collect.ways.desk import LinksDesk
from community_voice.errors import DomainError, NotFound
from community_voice.staff.audit import record_act
from community_voice.store import EntryLink
from community_voice.store.columns import read_key, storable

SITE, SESSION, CAMPAIGN = "site", "session", "campaign"
KINDS = {SITE: _l("A place"), SESSION: _l("A listening session"), CAMPAIGN: _l("A campaign")}
LONGEST_NAME = 120


def links_of(desk: LinksDesk, words: str = "") -> list[EntryLink]:
    """Return the links of a desk whose names hold the words: open ones first, newest first."""
    query = select(EntryLink).where(EntryLink.engagement_id == desk.engagement.id)
    if desk.partner is not None:
        query = query.where(EntryLink.partner_id == desk.partner.id)
    found = desk.session.scalars(query.order_by(EntryLink.is_open.desc(), EntryLink.id.desc()))
    return [link for link in found if words.casefold() in link.name.casefold()]


def link_at(desk: LinksDesk, link_id: int) -> EntryLink:
    """Return one of a desk's links; another's does not exist here."""
    found = next((link for link in links_of(desk) if link.id == link_id), None)
    if found is None:
        raise NotFound(_("There is no such link."))
    return found


def make_link(desk: LinksDesk, form: Mapping[str, str]) -> EntryLink:
    """Make a link of what was filled in, or say what is wrong with it."""
    kind = form.get("kind", "")
    if kind not in KINDS:
        raise DomainError(_("Please choose what the link is for."))
    link = EntryLink(
        engagement_id=desk.engagement.id,
        partner_id=desk.partner_id,
        survey_id=_survey_id(desk, form.get("survey", "")),
        session_id=_session_id(desk, form.get("session_id", "")) if kind == SESSION else None,
        code=_free_code(desk),
        kind=kind,
        name=read_name(form.get("name", "")),
        is_kiosk=form.get("is_kiosk") == "1",
    )
    desk.session.add(link)
    desk.session.flush()
    record_act(desk.session, "link.make", desk.engagement.slug, detail={"id": link.id})
    return link


def open_or_close(desk: LinksDesk, link: EntryLink, *, is_open: bool) -> None:
    """Count what comes through a link from now on, or no more; people can answer either way."""
    link.is_open = is_open
    act = "link.open" if is_open else "link.close"
    record_act(desk.session, act, desk.engagement.slug, detail={"id": link.id})


def rename(desk: LinksDesk, link: EntryLink, name: str) -> None:
    """Give a link another name; its address stays."""
    link.name = read_name(name)
    record_act(desk.session, "link.rename", desk.engagement.slug, detail={"id": link.id})


def address_of(link: EntryLink, lang: str | None = None) -> str:
    """Return the address that a link stands for; on a shared device it starts the kiosk."""
    endpoint = "entrance.kiosk" if link.is_kiosk else "entrance.via"
    slug = link.engagement.slug
    return url_for(endpoint, slug=slug, code=link.code, lang=lang, _external=True)


def read_name(typed: str) -> str:
    """Return a name that can be kept, or say what is wrong with it."""
    name = typed.strip()
    if not name or len(name) > LONGEST_NAME or not storable(name):
        raise DomainError(_("Please give it a short name."))
    return name


def _survey_id(desk: LinksDesk, slug: str) -> int | None:
    if not slug:
        return None
    version = desk.version(slug)
    if version is None:
        raise DomainError(_("Please choose a survey."))
    return version.survey_id


def _session_id(desk: LinksDesk, typed: str) -> int:
    try:
        key = read_key(typed)
    except ValueError:
        key = 0
    if key not in {each.id for each in desk.listening_sessions()}:
        raise DomainError(_("Please choose a listening session."))
    return key


def _free_code(desk: LinksDesk) -> str:
    query = select(EntryLink.code).where(EntryLink.engagement_id == desk.engagement.id)
    taken = set(desk.session.scalars(query))
    code = make_link_code()
    while code in taken:
        code = make_link_code()
    return code
