"""A host's links and codes: those of the host's own partner, and no others."""

from flask import Blueprint
from werkzeug.wrappers import Response

from community_voice.collect.ways import pages
from community_voice.collect.ways.desk import host_desk
from community_voice.collect.ways.pages import Page
from community_voice.extensions import db
from community_voice.staff.access import host_required
from community_voice.store.database import begin_writing

blueprint = Blueprint("ways", __name__, url_prefix="/host/links")


@blueprint.get("/")
@host_required
def host_links() -> Page:
    """List the links."""
    return pages.list_links(host_desk())


@blueprint.post("/")
@host_required
def make_link() -> Page:
    """Make a link."""
    begin_writing(db.session())
    return pages.add_link(host_desk())


@blueprint.get("/<int:link_id>")
@host_required
def link(link_id: int) -> Page:
    """Show a link."""
    return pages.show_link(host_desk(), link_id)


@blueprint.post("/<int:link_id>")
@host_required
def change_link(link_id: int) -> Response:
    """Close a link, or open it again."""
    begin_writing(db.session())
    return pages.change_link(host_desk(), link_id)


@blueprint.get("/<int:link_id>/poster")
@host_required
def poster(link_id: int) -> Page:
    """Show a page to print."""
    return pages.show_poster(host_desk(), link_id)


@blueprint.get("/codes")
@host_required
def codes() -> Page:
    """List the sheets of codes."""
    return pages.list_sheets(host_desk())


@blueprint.post("/codes")
@host_required
def make_codes() -> Page:
    """Make a sheet and show it, this once."""
    begin_writing(db.session())
    return pages.add_sheet(host_desk())


@blueprint.post("/codes/<int:sheet_id>")
@host_required
def change_codes(sheet_id: int) -> Response:
    """Close a sheet, or open it again."""
    begin_writing(db.session())
    return pages.change_sheet(host_desk(), sheet_id)
