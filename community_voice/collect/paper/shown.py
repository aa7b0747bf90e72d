"""How every page of this room is shown: in the frame of a host, or of the engagement's staff."""

from flask import render_template

from community_voice.collect.paper.desk import PaperDesk
from community_voice.collect.paper.form_numbers import show_number
from community_voice.collect.paper.reading import show_letters
from community_voice.collect.paper.versions import title_of, version_code
from community_voice.extensions import db

Page = str | tuple[str, int]


def show(desk: PaperDesk, page: str, **more: object) -> str:
    """Return a page of this room."""
    return render_template(
        f"paper/{page}.html",
        frame=desk.frame,
        is_host=not desk.is_staff,
        engagement=desk.engagement,
        show_number=show_number,
        show_letters=show_letters,
        version_code=version_code,
        title_of=lambda version: title_of(db.session(), version),
        **more,
    )
