"""Cards of what was heard: written, shown in big print, and marked by the room."""

from collections.abc import Mapping
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from community_voice.collect.listening.cards import (
    COUNTS,
    Said,
    add_card,
    cards_of,
    change_card,
    count_one,
    delete_card,
    find_card,
)
from community_voice.collect.listening.finding import find_session
from community_voice.collect.listening.forms import MOST_PEOPLE, plain_lines, read_count, read_tag
from community_voice.collect.listening.once import record_once
from community_voice.collect.listening.routes import Page, blueprint, refuse_sent
from community_voice.extensions import db
from community_voice.staff.access import host_required, own_partner_id
from community_voice.store import ListeningSession
from community_voice.store.database import begin_writing

CARDS = "/<int:session_id>/heard"
CARD = f"{CARDS}/<int:card_id>"


@blueprint.get(CARDS)
@host_required
def heard(session_id: int) -> str:
    """Show the cards, each with its marks, and a place for a new one."""
    found = find_session(db.session(), own_partner_id(), session_id)
    refuse_sent(found)
    return cards_page(found)


@blueprint.get(f"{CARDS}/read")
@host_required
def read_out(session_id: int) -> str:
    """Show the cards in big print, to read to the room."""
    found = find_session(db.session(), own_partner_id(), session_id)
    refuse_sent(found)
    cards = cards_of(db.session(), found)
    return render_template("listening/heard_read.html", listening=found, cards=cards)


@blueprint.post(CARDS)
@host_required
def new_card(session_id: int) -> Page:
    """Write a card."""
    begin_writing(db.session())
    found = find_session(db.session(), own_partner_id(), session_id, to_change=True)
    text = plain_lines(request.form.get("text", "")).strip()
    if not text:
        db.session.rollback()
        found = find_session(db.session(), own_partner_id(), session_id)
        return cards_page(found, problem=_("Write what you heard.")), 422
    add_card(db.session(), found, text, read_tag(request.form.get("language")))
    db.session.commit()
    return redirect(url_for("listening.heard", session_id=session_id, _anchor="new"))


@blueprint.post(CARD)
@host_required
def card(session_id: int, card_id: int) -> Page:
    """Change a card, its counts and its correction, or count one more person by a tap."""
    begin_writing(db.session())
    found = find_session(db.session(), own_partner_id(), session_id, to_change=True)
    its = find_card(db.session(), found, card_id)
    wanted = request.form.get("do", "save")
    seen = read_said("was_", Said("", "", 0, 0, ""))
    said, wrong = read_said("", seen), wrong_counts()
    # Whatever was typed on the card is kept with every button; an empty card keeps its words.
    kept = not wrong and change_card(
        db.session(), its, replace(said, text=said.text or seen.text), seen
    )
    if not kept:
        db.session.rollback()
        found = find_session(db.session(), own_partner_id(), session_id)
        return cards_page(found, typed=(card_id, said), wrong=wrong), 422 if wrong else 409
    record_once(db.session(), found, "listening.card_marked")
    if wanted in ("right", "wrong"):
        count_one(db.session(), its, wanted == "right")
    db.session.commit()
    if wanted == "save":
        flash(_("Saved."))
    return redirect(url_for("listening.heard", session_id=session_id, _anchor=f"card-{card_id}"))


@blueprint.route(f"{CARD}/delete", methods=["GET", "POST"])
@host_required
def throw_card(session_id: int, card_id: int) -> Page:
    """Ask whether to throw a card away, and do it."""
    is_post = request.method == "POST"
    if is_post:
        begin_writing(db.session())
    found = find_session(db.session(), own_partner_id(), session_id, to_change=is_post)
    refuse_sent(found)
    its = find_card(db.session(), found, card_id)
    if not is_post:
        return render_template("listening/heard_delete.html", listening=found, card=its)
    delete_card(db.session(), found, its)
    db.session.commit()
    return redirect(url_for("listening.heard", session_id=session_id))


def cards_page(
    found: ListeningSession,
    *,
    problem: str = "",
    typed: tuple[int, Said] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> str:
    """Show the cards; `typed` is what could not be kept on one of them.

    `wrong` holds what was typed as its counts and is none; without it, somebody else changed it.
    """
    return render_template(
        "listening/heard.html",
        listening=found,
        cards=cards_of(db.session(), found),
        problem=problem,
        typed=typed,
        wrong=wrong or {},
    )


def read_said(prefix: str, before: Said) -> Said:
    """Read a card's form; `was_` reads what the form was opened with.

    A count that is empty, or none, stays what it was before.
    """
    form = request.form
    right, wrong = (read_people(form.get(f"{prefix}{name}", "")) for name in COUNTS)
    return Said(
        plain_lines(form.get(f"{prefix}text", "")).strip(),
        read_tag(form.get(f"{prefix}language")),
        before.said_right if right is None else right,
        before.said_wrong if wrong is None else wrong,
        plain_lines(form.get(f"{prefix}correction", "")).strip(),
    )


def read_people(typed: str) -> int | None:
    """Return a count of people who may have been in one room; None for any other."""
    found = read_count(typed)
    return None if found is None or found > MOST_PEOPLE else found


def wrong_counts() -> dict[str, str]:
    """Return what was typed as a card's counts and is no count, by its field."""
    typed = {name: request.form.get(name, "").strip() for name in COUNTS}
    return {name: text for name, text in typed.items() if text and read_people(text) is None}
