"""How every page of this room is shown: in the frame of a host, or of the engagement's staff."""

from flask import render_template

from community_voice.collect.paper.desk import Desk
from community_voice.collect.paper.form_numbers import show_number
from community_voice.collect.paper.reading import show_letters
from community_voice.collect.paper.versions import title_of, version_code
from community_voice.extensions import db
from community_voice.staff.two_doors import slug_here

Page = str | tuple[str, int]


def show(desk: Desk, page: str, **more: object) -> str:
    """Return a page of this room."""
    is_host = slug_here() is None
    return render_template(
        f"paper/{page}.html",
        frame="host/base_host.html" if is_host else "staff/base_staff.html",
        is_host=is_host,
        engagement=desk.engagement,
        show_number=show_number,
        show_letters=show_letters,
        version_code=version_code,
        title_of=lambda version: title_of(db.session(), version),
        **more,
    )
