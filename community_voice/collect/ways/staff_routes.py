"""Staff's links and codes: all of an engagement, those of its partners too."""

from flask import Blueprint
from werkzeug.wrappers import Response

from community_voice.collect.ways import pages
from community_voice.collect.ways.desk import staff_desk
from community_voice.collect.ways.pages import Page
from community_voice.extensions import db
from community_voice.staff.access import staff_required
from community_voice.store.database import begin_writing

blueprint = Blueprint("links_room", __name__, url_prefix="/staff/<slug>/links")


@blueprint.get("")
@staff_required
def index(slug: str) -> Page:
    """List the links."""
    return pages.list_links(staff_desk(slug))


@blueprint.post("")
@staff_required
def make_link(slug: str) -> Page:
    """Make a link."""
    begin_writing(db.session())
    return pages.add_link(staff_desk(slug))


@blueprint.get("/<int:link_id>")
@staff_required
def link(slug: str, link_id: int) -> Page:
    """Show a link."""
    return pages.show_link(staff_desk(slug), link_id)


@blueprint.post("/<int:link_id>")
@staff_required
def change_link(slug: str, link_id: int) -> Response:
    """Close a link, or open it again."""
    begin_writing(db.session())
    return pages.change_link(staff_desk(slug), link_id)


@blueprint.get("/<int:link_id>/poster")
@staff_required
def poster(slug: str, link_id: int) -> Page:
    """Show a page to print."""
    return pages.show_poster(staff_desk(slug), link_id)


@blueprint.get("/codes")
@staff_required
def codes(slug: str) -> Page:
    """List the sheets of codes."""
    return pages.list_sheets(staff_desk(slug))


@blueprint.post("/codes")
@staff_required
def make_codes(slug: str) -> Page:
    """Make a sheet and show it, this once."""
    begin_writing(db.session())
    return pages.add_sheet(staff_desk(slug))


@blueprint.post("/codes/<int:sheet_id>")
@staff_required
def change_codes(slug: str, sheet_id: int) -> Response:
    """Close a sheet, or open it again."""
    begin_writing(db.session())
    return pages.change_sheet(staff_desk(slug), sheet_id)
