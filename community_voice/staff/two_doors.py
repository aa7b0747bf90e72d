"""A room with two doors: hosts come in under /host, staff under /staff/<slug>, to its pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Self

from flask import Blueprint, request
from sqlalchemy.orm import Session

from community_voice.extensions import db
from community_voice.staff.access import host_required, own_partner
from community_voice.store import Engagement, Partner
from community_voice.store.engagement import engagement_named

View = Callable[..., Any]
Guard = Callable[[View], View]
# Its address within the room, its endpoint, what it answers to, and its view, which asks itself
# for whom it works (`slug_here`).
RoomPage = tuple[str, str, str, View]
ROOT = "/"


@dataclass(frozen=True)
class Desk:
    """Where somebody works in such a room: for one partner, or (no partner) as staff.

    A room derives one of its own, which knows what is its desk's.
    """

    session: Session
    engagement: Engagement
    partner: Partner | None = None

    @classmethod
    def here(cls) -> Self:
        """Return the desk of this request; in a view that writes, after `begin_writing`."""
        session, slug = db.session(), slug_here()
        if slug is not None:
            return cls(session, engagement_named(session, slug))
        partner = own_partner()
        return cls(session, partner.engagement, partner)

    @property
    def partner_id(self) -> int | None:
        """Return whose things these are; None for staff's."""
        return self.partner.id if self.partner else None

    @property
    def is_staff(self) -> bool:
        """Say whether these are staff's pages."""
        return self.partner is None

    @property
    def frame(self) -> str:
        """Return the template around the page."""
        return "staff/base_staff.html" if self.is_staff else "host/base_host.html"


def add_pages(
    pages: Iterable[RoomPage], hosts: Blueprint, staff: Blueprint, guard: Guard, root: str = ROOT
) -> None:
    """Open every page of a room at both doors; `guard` says which staff may pass.

    `root` is the address of the first page at the staff's door.
    """
    for address, endpoint, method, view in pages:
        hosts.add_url_rule(address, endpoint, host_required(view), methods=[method])
        at = root if address == ROOT else address
        staff.add_url_rule(at, endpoint, guard(_without_slug(view)), methods=[method])
    staff.url_defaults(_give_slug)


def slug_here() -> str | None:
    """Return the engagement's address where staff are at work; None where a host is."""
    slug: str | None = (request.view_args or {}).get("slug")
    return slug


def _give_slug(_endpoint: str, values: dict[str, Any]) -> None:
    """Stay in the engagement where a link of the same room names none."""
    slug = slug_here()
    if slug is not None:
        values.setdefault("slug", slug)


def _without_slug(view: View) -> View:
    @wraps(view)
    def entered(slug: str, **values: Any) -> Any:
        return view(**values)

    return entered
