"""Domain errors, and the pages that say what to do next."""

from flask import Flask, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException


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
    """Show every error as a page in the reader's language."""
    app.register_error_handler(DomainError, show_domain_error)
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(HTTPException, show_http_error)


def show_domain_error(error: Exception) -> tuple[str, int]:
    """Show what a room had to say."""
    status = error.status if isinstance(error, DomainError) else 400
    return render_template("error.html", message=str(error), status=status), status


def show_stale_form(error: Exception) -> tuple[str, int]:
    """Say that a staff form has gone stale, and how to go on."""
    message = _("This form is too old or came from another page. Go back, reload it and try again.")
    return render_template("error.html", message=message, status=400), 400


def show_http_error(error: Exception) -> tuple[str, int] | HTTPException:
    """Show an HTTP error; redirects and such pass through."""
    assert isinstance(error, HTTPException)
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    return render_template("error.html", message=explain(status), status=status), status


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
