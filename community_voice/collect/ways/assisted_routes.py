"""Fill in for somebody: hosts' and staff's page from which it begins."""

from flask import Blueprint, render_template, request

from community_voice.answering.eligible import needs_code
from community_voice.answering.state import seal
from community_voice.collect.ways import assisted
from community_voice.collect.ways.desk import LinksDesk, at_desk
from community_voice.errors import DomainError
from community_voice.staff.access import staff_required
from community_voice.staff.two_doors import RoomPage, add_pages
from community_voice.store.columns import UNDETERMINED

blueprint = Blueprint("assisted", __name__, url_prefix="/host/assisted")
staff_blueprint = Blueprint("assisted_room", __name__, url_prefix="/staff/<slug>/assisted")

Page = str | tuple[str, int]


def _ask(desk: LinksDesk, problem: str = "") -> Page:
    """Ask what is to be filled in, and how."""
    surveys = assisted.surveys_open(desk)
    shown = render_template(
        "ways/assisted.html",
        desk=desk,
        engagement=desk.engagement,
        surveys=surveys,
        roles=[(role, assisted.ROLES[role]) for role in assisted.roles_of(desk)],
        tongues=assisted.tongues_of(desk),
        page_languages=assisted.page_languages(desk),
        needs_code=any(needs_code(desk.session, each.survey_id) for each, _name in surveys),
        another=UNDETERMINED,
        typed=request.form,
        problem=problem,
    )
    return (shown, 422) if problem else shown


def _begin(desk: LinksDesk) -> Page:
    """Show the button that leads to the survey's own pages, which know nobody's account."""
    try:
        started = assisted.start(desk, request.form)
    except DomainError as problem:
        return _ask(desk, str(problem))
    shown = render_template(
        "ways/assisted_ready.html",
        desk=desk,
        engagement=desk.engagement,
        started=started,
        state=seal(started.filling),
    )
    desk.session.commit()
    return shown


PAGES: tuple[RoomPage, ...] = (
    ("/", "index", "GET", at_desk(_ask)),
    ("/", "begin", "POST", at_desk(_begin)),
)
add_pages(PAGES, blueprint, staff_blueprint, staff_required, root="")
