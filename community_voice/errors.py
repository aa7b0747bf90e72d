"""Domain errors, the pages that say what to do next, and logs that hold no visitor's words."""

import logging
import re
import traceback

from flask import Flask, current_app, has_request_context, render_template, request
from flask.logging import default_handler
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

# Pages of staff and hosts, whose forms carry words that stand nowhere else yet.
ROOMS = ("/host/", "/staff/")
# Of a form these are no words, or nobody's to see again; of other fields, what looks like a code.
NO_WORDS = re.compile(
    r"(csrf_token|next|lang|language|email|password|current|new|again|pin|code|state)|(was|had)_.*"
)
LIKE_A_CODE = re.compile(r"[a-z0-9_+-]{0,60}")
WORDS = {"text", "correction", "other", "pasted"}
# Of a form on paper every letter and number is somebody's answer: shown with its field's name.
PAPER, OF_PAPER = "/paper/", re.compile(r"[qk]-.+|number")


class DomainError(Exception):
    """Something a person can be told about, in their language."""

    status = 400


class NotFound(DomainError):
    """There is no such thing, or it is not this person's to see."""

    status = 404


class Conflict(DomainError):
    """What was asked does not fit what is stored already."""

    status = 409


def init_errors(app: Flask) -> None:
    """Show every error as a page in the reader's language, and log where it came from alone."""
    app.register_error_handler(DomainError, show_domain_error)
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(SecurityError, show_foreign_host)
    app.register_error_handler(HTTPException, show_http_error)
    # By name: asking for `app.logger` would give it a handler before it has to log anything.
    for logger in (app.name, "gunicorn.error"):
        logging.getLogger(logger).addFilter(forget_the_visitor)
    # No time either: it would tell when somebody was here.
    default_handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))


def show_domain_error(error: Exception) -> tuple[str, int]:
    """Show what a room had to say."""
    status = error.status if isinstance(error, DomainError) else 400
    return error_page(str(error), status), status


def show_stale_form(error: Exception) -> tuple[str, int]:
    """Say that a staff form has gone stale, or that nobody is signed in, and how to go on."""
    if words_typed() and not current_user.is_authenticated:
        message = _("You are signed out, so this was not saved. Sign in and put it in again.")
        return error_page(message, 401), 401
    message = _("This form is too old or came from another page. Go back, reload it and try again.")
    return error_page(message, 400), 400


def show_foreign_host(_error: Exception) -> tuple[str, int]:
    """Say that this site has another address: there is none here to link to."""
    message = _("This site has another address. Check the address you typed.")
    return bare_page(message), 400


def show_http_error(error: Exception) -> tuple[str, int] | HTTPException:
    """Show an HTTP error; redirects and such pass through."""
    assert isinstance(error, HTTPException)
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    message = explain(status)
    try:
        return error_page(message, status), status
    except Exception:
        # What broke the page (a database that is away) may break this one; it broke already.
        if status < 500:
            raise
        return bare_page(message), status


def error_page(message: str, status: int) -> str:
    """Return the page of an error, with what somebody typed: it may stand nowhere else."""
    typed = words_typed()
    again = paper_fields() if status in (400, 401) else []
    return render_template(
        "error.html", message=message, status=status, words_typed=typed, again=again
    )


def words_typed() -> list[str]:
    """Return what this request's form brought to a page of staff or hosts, each text once."""
    if request.method != "POST" or not request.path.startswith(ROOMS):
        return []
    try:
        sent = list(request.form.items(multi=True))
    except HTTPException:
        return []  # it is more than we read
    sent = [(name, text) for name, text in sent if text.strip() and not NO_WORDS.fullmatch(name)]
    answers = paper_answers(sent) if PAPER in request.path else {}
    texts = [
        text
        for name, text in sent
        if name not in answers and (name in WORDS or not LIKE_A_CODE.fullmatch(text))
    ]
    return list(dict.fromkeys([*filter(None, ["\n".join(answers.values())]), *texts]))


def paper_answers(sent: list[tuple[str, str]]) -> dict[str, str]:
    """Return a line for each field of a form on paper, by its name."""
    found: dict[str, list[str]] = {}
    for name, text in sent:
        if OF_PAPER.fullmatch(name):
            found.setdefault(name, []).append(text)
    return {name: f"{name.removeprefix('q-')}: {', '.join(each)}" for name, each in found.items()}


def paper_fields() -> list[tuple[str, str]]:
    """Return the fields of a form on paper, for a button that sends them again.

    Of a page of ours alone: a foreign one must not have its fields sent by somebody's press.
    """
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    if not is_ours or PAPER not in request.path or not words_typed():
        return []
    return [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]


def bare_page(message: str) -> str:
    """Return a page that needs nothing: no address, no session, no database."""
    template = current_app.jinja_env.get_template("bare.html")
    return template.render(message=message, locale=get_locale())


def traced(error: BaseException) -> str:
    """Return where an error came from: its kind and the lines of code, never its message."""
    lines = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}\n{lines}"


def forget_the_visitor(record: logging.LogRecord) -> bool:
    """Take addresses and words out of what is logged; of an error keep where it came from."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        endpoint = request.endpoint if has_request_context() else None
        record.msg, record.args = "%s failed: %s", (endpoint or "a request", traced(error))
        record.exc_info = record.exc_text = None
    elif str(record.msg).startswith("Invalid request from ip="):
        record.msg, record.args = "Invalid request", None
    return True


def explain(status: int) -> str:
    """Return plain words for an HTTP status."""
    messages = {
        400: _("We could not read that. Go back and try again. Your words are still on that page."),
        403: _("You do not have access to this page."),
        404: _("We could not find that page. The address may be wrong."),
        405: _("That page works another way. Go back and try again."),
        413: _("That is more than we can take at once. Go back and shorten it."),
        429: _("Too many tries. Wait a little and try again."),
    }
    fallback: str = _("Something went wrong on our side. Go back and try again in a minute.")
    return str(messages.get(status, fallback))
