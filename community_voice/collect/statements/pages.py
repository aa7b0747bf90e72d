"""What the pages of statements show."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l

from community_voice.collect.statements import putting, service
from community_voice.collect.statements.definition import SURVEY
from community_voice.collect.statements.proposals import proposals_of
from community_voice.collect.statements.service import (
    APPROVED,
    DECLINED,
    MOST_LETTERS,
    PROPOSED,
    RETIRED,
    STATES,
    languages_of,
)
from community_voice.errors import Conflict
from community_voice.extensions import db
from community_voice.staff.paging import paging_of
from community_voice.store import Engagement
from community_voice.store.columns import storable

STATES_NAMED = {
    PROPOSED: _l("Proposed"),
    APPROVED: _l("Approved"),
    DECLINED: _l("Declined"),
    RETIRED: _l("Retired"),
}
ORIGINS = {"staff": _l("by staff"), "resident": _l("by a resident"), "polis": _l("from Polis")}
A_PAGE = 50


def list_page(engagement: Engagement, asked: Mapping[str, str], number: int) -> str:
    """Show the statements that a filter asks for, proposals, and what people vote on now."""
    session = db.session()
    state, words = (asked.get(name, "").strip() for name in ("state", "q"))
    words = words if storable(words) else ""
    found = service.statements_of(session, engagement, state, words)
    paging = paging_of(len(found), A_PAGE, number)
    open_vote, problem = None, ""
    try:
        open_vote = putting.open_vote_of(session, engagement)
    except Conflict as conflict:
        problem = str(conflict)
    return _render(
        engagement,
        "list",
        statements=paging.rows_of(found),
        found=len(found),
        proposals=proposals_of(session, engagement),
        open_vote=open_vote,
        problem=problem,
        asked={"state": state, "q": words},
        paging=paging,
        state_names=STATES_NAMED,
        origins=ORIGINS,
        states=STATES,
        address=url_for("survey.welcome_to", slug=engagement.slug, survey=SURVEY, _external=True),
    )


def new_page(engagement: Engagement, text: str, tongue: str, problem: str = "") -> str:
    """Show the form of a new statement with what was typed so far."""
    tongues = languages_of(engagement)
    return _render(
        engagement,
        "new",
        text=text,
        chosen=tongue if tongue in tongues else tongues[0],
        tongues=tongues,
        problem=problem,
        most=MOST_LETTERS,
    )


def statement_page(
    engagement: Engagement,
    statement_id: int,
    texts: Mapping[str, str] | None = None,
    problem: str = "",
) -> str:
    """Show one statement with its texts by language, or with those that were refused."""
    statement = service.find_statement(db.session(), engagement, statement_id)
    tongues = dict.fromkeys([statement.language, *languages_of(engagement), *statement.texts])
    return _render(
        engagement,
        "statement",
        statement=statement,
        texts=statement.texts if texts is None else texts,
        tongues=list(tongues),
        is_shown=statement.code in service.shown_codes(db.session(), engagement),
        problem=problem,
        most=MOST_LETTERS,
        state_names=STATES_NAMED,
        origins=ORIGINS,
    )


def decline_page(engagement: Engagement, text: str, tongue: str) -> str:
    """Ask whether a statement is to be declined."""
    return _render(engagement, "decline", text=text, tongue=tongue)


def polis_page(engagement: Engagement, problem: str = "") -> str:
    """Offer to import an export of Polis."""
    return _render(engagement, "polis", problem=problem, tongues=languages_of(engagement))


def _render(engagement: Engagement, page: str, **more: Any) -> str:
    return render_template(f"statements/{page}.html", engagement=engagement, **more)
