"""Paper: print forms, keep stacks, type them in. Hosts and staff have the same pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint

from community_voice.collect.paper import entry_pages, print_pages, review_pages, stack_pages
from community_voice.collect.paper.desk import slug_here
from community_voice.staff.access import host_required, role_required
from community_voice.staff.roles import ADMINISTRATOR

View = Callable[..., Any]

blueprint = Blueprint("paper", __name__, url_prefix="/host/paper")
room_blueprint = Blueprint("paper_room", __name__, url_prefix="/staff/<slug>/paper")

# Every page of the room: its address, its endpoint, what it answers to, and its view.
PAGES: tuple[tuple[str, str, str, View], ...] = (
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


def _add_pages(to: Blueprint, guard: Callable[[View], View]) -> None:
    for address, endpoint, method, view in PAGES:
        to.add_url_rule(address, endpoint, guard(view), methods=[method])


@room_blueprint.url_defaults
def _give_slug(_endpoint: str, values: dict[str, Any]) -> None:
    slug = slug_here()
    if slug is not None:
        values.setdefault("slug", slug)


def _of_staff(view: View) -> View:
    """Let only administrators pass; the views do not ask for whom they work."""

    @wraps(view)
    def entered(slug: str, **values: Any) -> Any:
        return view(**values)

    return role_required(ADMINISTRATOR)(entered)


_add_pages(blueprint, host_required)
_add_pages(room_blueprint, _of_staff)
