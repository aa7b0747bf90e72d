"""With the receipt in hand: see that it is stored, set a PIN, see the words again."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from community_voice.answering.flood.limit import brake
from community_voice.answering.forms import wanted_language
from community_voice.answering.greeting import Greeting, greet
from community_voice.answering.instrument import load_instrument
from community_voice.answering.pins import (
    MOST_PIN_TRIES,
    find_by_receipt,
    forgive_pin_tries,
    hash_pin,
    is_given_out,
    pin_matches,
    set_pin,
    spend_pin_try,
)
from community_voice.answering.read_back import ReadBack, lines_stored, said_stored
from community_voice.answering.receipts import (
    is_easy_to_guess,
    read_pin,
    read_receipt,
    show_receipt,
)
from community_voice.answering.recording import find_submission
from community_voice.answering.state import unseal_receipt
from community_voice.errors import DomainError, NotFound
from community_voice.extensions import csrf, db
from community_voice.locale import INTERFACE_LANGUAGES, current_language, speak
from community_voice.store import Engagement
from community_voice.store import Response as StoredResponse
from community_voice.store.database import begin_writing

blueprint = Blueprint("receipts", __name__)
# No cookie and no session, as in the survey: nothing that a forged request could ride on.
csrf.exempt(blueprint)

Page = str | tuple[str, int]


@dataclass(frozen=True)
class Found:
    """What a receipt's holder is told."""

    greeting: Greeting
    stored: StoredResponse
    has_pin: bool
    is_locked: bool


@blueprint.get("/what-we-keep")
def what_we_keep() -> str:
    """List what is kept of an answer, and what is not."""
    _speak()
    return render_template("survey/what_we_keep.html")


@blueprint.route("/receipt", methods=["GET", "POST"])
def receipt() -> Page:
    """Ask for a receipt, and say what is stored under it."""
    _speak()
    typed = request.form.get("receipt", "")
    if request.method == "GET":
        return render_template("survey/receipt_ask.html", typed="", problem="")
    digits = read_receipt(typed)
    if brake("receipt"):
        problem = _("Too many tries. Wait a little and try again.")
        return render_template("survey/receipt_ask.html", typed=typed, problem=problem), 429
    if digits is None:
        problem = _("A receipt has 16 digits. Please look at it again: one may be wrong.")
        return render_template("survey/receipt_ask.html", typed=typed, problem=problem), 422
    session = db.session()
    stored = find_by_receipt(session, digits)
    if stored is None:
        problem = _("Nothing is stored under this receipt. Please check the digits.")
        if is_given_out(session, digits):
            problem = _("This receipt is right, but nothing is stored yet. Try again another day.")
        return render_template("survey/receipt_ask.html", typed=typed, problem=problem), 404
    return _show_found(session, stored, digits)


def _show_found(session: Session, stored: StoredResponse, digits: str) -> Page:
    words, problem = None, ""
    if stored.pin_hash is not None and request.form.get("pin"):
        words, problem = _try_pin(session, stored, request.form["pin"])
    engagement = session.get_one(Engagement, stored.engagement_id)
    found = Found(
        greet(session, engagement, current_language().tag),
        stored,
        has_pin=stored.pin_hash is not None,
        is_locked=stored.pin_tries >= MOST_PIN_TRIES,
    )
    shown = render_template(
        "survey/receipt_found.html",
        found=found,
        greeting=found.greeting,
        receipt=show_receipt(digits),
        sections=words,
        said=[] if words is None else said_stored(session, stored),
        problem=problem,
    )
    return shown, 422 if problem else 200


def _try_pin(session: Session, stored: StoredResponse, typed: str) -> tuple[ReadBack | None, str]:
    """Return the words where the PIN is right, else what is wrong."""
    pin, response_id, pin_hash = read_pin(typed), stored.id, stored.pin_hash or ""
    session.rollback()
    begin_writing(session)
    may_try = spend_pin_try(session, response_id)
    session.commit()
    if not may_try:
        return None, ""
    if pin is None or not pin_matches(pin_hash, pin):
        return None, _("That is not the PIN. After 10 wrong tries it is locked.")
    session.rollback()
    begin_writing(session)
    forgive_pin_tries(session, response_id)
    session.commit()
    instrument = load_instrument(
        session, stored.engagement_id, stored.version_id, current_language().tag
    )
    return (lines_stored(session, instrument, stored) if instrument else None), ""


@blueprint.post("/receipt/pin")
def pin() -> Page:
    """Set a PIN: only whoever sent the answers holds the token that this takes."""
    _speak()
    held = unseal_receipt(request.form.get("token", ""))
    if held is None:
        raise DomainError(_("We could not set a PIN from this page. Your answers are stored."))
    submission_id, digits = held
    chosen = read_pin(request.form.get("pin", ""))
    problem = ""
    if chosen is None:
        problem = _("A PIN has 6 to 12 digits. Please choose another.")
    elif is_easy_to_guess(chosen):
        problem = _(
            "This PIN is too easy to guess. Do not use one digit repeated or digits in a row."
        )
    session = db.session()
    is_set = False
    if chosen is not None and not problem:
        pin_hash = hash_pin(chosen)
        begin_writing(session)
        is_set = set_pin(session, submission_id, pin_hash)
        session.commit()
    return _show_pin_page(session, submission_id, digits, problem, is_set)


def _show_pin_page(
    session: Session, submission_id: str, digits: str, problem: str, is_set: bool
) -> Page:
    stored = find_submission(session, submission_id)
    if stored is None:
        raise NotFound(_("Nothing is stored under this receipt. Please check the digits."))
    engagement = session.get_one(Engagement, stored.engagement_id)
    was_set_before = not is_set and not problem
    shown = render_template(
        "survey/receipt.html",
        greeting=greet(session, engagement, current_language().tag),
        receipt=show_receipt(digits),
        token=request.form["token"] if problem and stored.pin_hash is None else "",
        problem=problem,
        pin_is_set=is_set,
        pin_was_set=was_set_before,
    )
    return shown, 422 if problem else 409 if was_set_before else 200


def _speak() -> None:
    speak(wanted_language(request.form, INTERFACE_LANGUAGES, "en"))
