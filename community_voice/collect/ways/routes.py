"""Links and codes: a host's own partner's, or for staff all of an engagement."""

from flask import Blueprint

from community_voice.collect.ways import pages
from community_voice.collect.ways.desk import at_desk
from community_voice.staff.access import staff_required
from community_voice.staff.two_doors import RoomPage, add_pages

blueprint = Blueprint("ways", __name__, url_prefix="/host/links")
staff_blueprint = Blueprint("links_room", __name__, url_prefix="/staff/<slug>/links")

PAGES: tuple[RoomPage, ...] = (
    ("/", "index", "GET", at_desk(pages.list_links)),
    ("/", "make_link", "POST", at_desk(pages.add_link)),
    ("/<int:link_id>", "link", "GET", at_desk(pages.show_link)),
    ("/<int:link_id>", "change_link", "POST", at_desk(pages.change_link)),
    ("/<int:link_id>/poster", "poster", "GET", at_desk(pages.show_poster)),
    ("/codes", "codes", "GET", at_desk(pages.list_sheets)),
    ("/codes", "make_codes", "POST", at_desk(pages.add_sheet)),
    ("/codes/<int:sheet_id>", "change_codes", "POST", at_desk(pages.change_sheet)),
)
add_pages(PAGES, blueprint, staff_blueprint, staff_required, root="")
