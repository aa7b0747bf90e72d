"""The doors to coding: the room, one passage after another, and asking the machine to learn."""

from dataclasses import replace

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.errors import NotFound
from community_voice.extensions import db
from community_voice.locale import current_language
from community_voice.staff.access import signed_in_account, staff_required
from community_voice.store import Engagement
from community_voice.store.columns import read_key
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named
from community_voice.study.coding import tasks
from community_voice.study.coding.desk import Desk, desk_of, still_codable
from community_voice.study.coding.judging import Said, judge, read_said
from community_voice.study.coding.pages import passage_page, room_page

blueprint = Blueprint("coding", __name__, url_prefix="/staff/<slug>/coding")

FOLLOW_SECONDS = 5
# After so many passages in a row the page says that a break helps.
BREAK_AFTER = 20
COVER = "cover_passages"


@blueprint.get("")
@staff_required
def room(slug: str) -> Response:
    """Show how far coding is, and what the machine has learned from it."""
    engagement = engagement_named(db.session(), slug)
    page = room_page(db.session(), engagement, signed_in_account())
    following = page["working"] and "follow" in request.args
    answer = make_response(render_template("study/coding.html", **page, following=following))
    if following:
        answer.headers["Refresh"] = str(FOLLOW_SECONDS)
    return answer


@blueprint.post("/learn")
@staff_required
def learn(slug: str) -> Response:
    """Ask the worker to learn from what people coded."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    tasks.ask_to_learn(db.session(), engagement, signed_in_account())
    db.session.commit()
    return redirect(url_for(".room", slug=slug))


@blueprint.post("/tasks/<int:task_id>/cancel")
@staff_required
def cancel(slug: str, task_id: int) -> Response:
    """Ask the worker to stop."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    tasks.cancel_task(db.session(), engagement, signed_in_account(), task_id)
    db.session.commit()
    flash(_("It is being stopped. What was learned before stays."))
    return redirect(url_for(".room", slug=slug))


@blueprint.post("/cover")
@staff_required
def cover(slug: str) -> Response:
    """Remember whether this person wants every passage covered until they open it."""
    session[COVER] = "cover" in request.form
    return redirect(url_for(".room", slug=slug))


@blueprint.get("/next", defaults={"round_id": None})
@blueprint.get("/rounds/<int:round_id>/next")
@staff_required
def following(slug: str, round_id: int | None) -> Response:
    """Go to the next passage that this person has not coded."""
    engagement = engagement_named(db.session(), slug)
    desk = desk_of(db.session(), engagement, signed_in_account(), round_id)
    if desk.is_closed:
        return _to_closed(slug, desk)
    after = request.args.get("after", None, type=read_key)
    return _go_on(slug, desk, after)


@blueprint.get("/passages/<int:segment_id>", defaults={"round_id": None})
@blueprint.get("/rounds/<int:round_id>/passages/<int:segment_id>")
@staff_required
def show(slug: str, round_id: int | None, segment_id: int) -> str | Response:
    """Show one passage in its context, and the codebook to choose from."""
    engagement = engagement_named(db.session(), slug)
    desk = _desk_with(engagement, round_id, segment_id)
    if desk.is_closed:
        return _to_closed(slug, desk)
    return _passage(engagement, desk, segment_id)


@blueprint.post("/passages/<int:segment_id>", defaults={"round_id": None})
@blueprint.post("/rounds/<int:round_id>/passages/<int:segment_id>")
@staff_required
def save(slug: str, round_id: int | None, segment_id: int) -> Response | tuple[str, int]:
    """Keep what this person says of a passage, and go on to the next."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    desk = _desk_with(engagement, round_id, segment_id, shown_before=True)
    offered = desk.offered_by(request.form)
    said = read_said(request.form, offered)
    if said.problem:
        return _passage(engagement, desk, segment_id, said), 400
    judge(db.session(), signed_in_account(), segment_id, desk.round, offered, said)
    db.session.commit()
    desk = desk_of(db.session(), engagement, signed_in_account(), round_id)
    if len(desk.done) % BREAK_AFTER == 0 and desk.left:
        flash(_("You have coded many passages. A break helps: your place is kept."))
    return _go_on(slug, desk, segment_id)


def _desk_with(
    engagement: Engagement, round_id: int | None, segment_id: int, shown_before: bool = False
) -> Desk:
    desk = desk_of(db.session(), engagement, signed_in_account(), round_id)
    if segment_id in desk.order:
        return desk
    late = shown_before and round_id is None
    if not (late and still_codable(db.session(), engagement, segment_id)):
        raise NotFound(_("This passage is not yours to code, or it is not there any more."))
    return replace(desk, order=(*desk.order, segment_id))


def _passage(engagement: Engagement, desk: Desk, segment_id: int, said: Said | None = None) -> str:
    page = passage_page(db.session(), engagement, signed_in_account(), desk, segment_id, said)
    covered = bool(session.get(COVER)) or page["flagged"]
    tag = current_language().tag
    return render_template("study/passage.html", **page, covered=covered, tag=tag)


def _to_closed(slug: str, desk: Desk) -> Response:
    """Lead from a closed round to what it found, before somebody codes what cannot be kept."""
    flash(_("This round is closed: its codings stay as they are."))
    round_id = desk.round.id if desk.round else None
    return redirect(url_for("agreement.show", slug=slug, round_id=round_id))


def _go_on(slug: str, desk: Desk, after: int | None) -> Response:
    """Lead to the next passage, or back to where the work was begun when all is done."""
    round_id = desk.round.id if desk.round else None
    key = desk.next_after(after)
    if key is not None:
        return redirect(url_for(".show", slug=slug, round_id=round_id, segment_id=key))
    if after is not None and after not in desk.done and after in desk.order:
        flash(_("This is the last passage that is left."))
        return redirect(url_for(".show", slug=slug, round_id=round_id, segment_id=after))
    flash(_("You have coded all of these passages. Thank you."))
    if round_id is not None:
        return redirect(url_for("agreement.show", slug=slug, round_id=round_id))
    return redirect(url_for(".room", slug=slug))
