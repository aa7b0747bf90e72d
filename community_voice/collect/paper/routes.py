"""Paper: print forms, keep stacks, type them in. Hosts and staff have the same pages."""

from flask import Blueprint

from community_voice.collect.paper import entry_pages, print_pages, review_pages, stack_pages
from community_voice.staff.access import role_required
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.staff.two_doors import RoomPage, add_pages

blueprint = Blueprint("paper", __name__, url_prefix="/host/paper")
room_blueprint = Blueprint("paper_room", __name__, url_prefix="/staff/<slug>/paper")

PAGES: tuple[RoomPage, ...] = (
    ("/", "index", "GET", stack_pages.index),
    ("/print", "print_form", "GET", print_pages.print_form),
    ("/print", "print_run", "POST", print_pages.print_run),
    ("/new", "new", "GET", stack_pages.new),
    ("/new", "create", "POST", stack_pages.create),
    ("/<int:stack_id>", "stack", "GET", stack_pages.stack),
    ("/<int:stack_id>/count", "count", "POST", stack_pages.count),
    ("/<int:stack_id>/close", "close", "POST", stack_pages.close),
    ("/<int:stack_id>/open", "reopen", "POST", stack_pages.reopen),
    ("/<int:stack_id>/enter", "enter", "GET", entry_pages.enter),
    ("/<int:stack_id>/enter", "save", "POST", entry_pages.save),
    ("/<int:stack_id>/entries", "entries", "POST", entry_pages.entries),
    ("/<int:stack_id>/different/<entry_number>", "different", "GET", review_pages.different),
    ("/<int:stack_id>/different/<entry_number>", "resolve", "POST", review_pages.resolve),
)


add_pages(PAGES, blueprint, room_blueprint, role_required(ADMINISTRATOR))
