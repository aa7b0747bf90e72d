"""The door to common ground: one page, for staff."""

from flask import Blueprint, render_template

from community_voice.extensions import db
from community_voice.staff.access import staff_required
from community_voice.store import Engagement
from community_voice.store.engagement import engagement_named
from community_voice.study.votes import voters
from community_voice.study.votes.pages import common_ground_page

blueprint = Blueprint("votes", __name__, url_prefix="/staff/<slug>/themes/common-ground")


@blueprint.app_context_processor
def know_votes() -> dict[str, object]:
    """Let the study's pages lead here where there are statements to vote on."""
    return {"has_statements": has_statements, "voters_of": voters_of}


def has_statements(engagement: Engagement) -> bool:
    """Say whether an engagement asks for votes."""
    return voters.has_statements(db.session(), engagement.id)


def voters_of(engagement: Engagement) -> int:
    """Count the people who voted."""
    return voters.count_voters(db.session(), engagement.id)


@blueprint.get("")
@staff_required
def index(slug: str) -> str:
    """Show opinion groups and what they agree on."""
    engagement = engagement_named(db.session(), slug)
    return render_template("study/votes.html", **common_ground_page(db.session(), engagement))
