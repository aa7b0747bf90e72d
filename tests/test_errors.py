"""What a visitor sees when something fails, and what the log then knows of them: nothing."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from community_voice.app import create_app
from community_voice.errors import forget_the_visitor

FOREIGN_HOSTS = [
    "evil.example",
    "",
    "localhost.evil.example",
    "a b",
    "\xe4.example",
    "[::1",
    "x" * 300,
]
SECRET = "my-landlord-is-Mr-Smith"


@pytest.fixture
def live_app(app: Flask) -> Flask:
    """Return an app that answers errors as it does on the web, with views that fail."""
    names = ("SECRET_KEY", "RECORD_KEY", "SQLALCHEMY_DATABASE_URI", "SESSION_COOKIE_SECURE")
    live = create_app({name: app.config[name] for name in names})

    @live.get("/fails/<word>")
    def failing(word: str) -> str:
        raise ValueError(f"cannot read {word}")

    return live


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
@pytest.mark.parametrize("path", [f"/{SECRET}", "/static/site.css", "/staff/", "/staff/sign-in"])
def test_an_unknown_host_gets_a_sealed_page_and_no_line_in_the_log(
    live_app: Flask, caplog: pytest.LogCaptureFixture, host: str, method: str, path: str
) -> None:
    headers = {"Host": host, "Accept-Language": "ar"}
    answer = live_app.test_client().open(path, method=method, headers=headers)
    assert answer.status_code == 400
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    if method != "HEAD":
        assert 'lang="ar" dir="rtl"' in answer.text
        assert "evil" not in answer.text
    assert caplog.records == []


def test_a_failure_logs_its_lines_of_code_and_nothing_of_the_visitor(
    live_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    answer = live_app.test_client().get(f"/fails/{SECRET}?q={SECRET}")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert SECRET not in caplog.text
    assert "failing failed: ValueError" in caplog.text
    assert "in failing" in caplog.text


def test_a_failure_while_the_error_page_is_made_still_shows_a_page(
    live_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down() -> dict[str, object]:
        raise OperationalError(SECRET, {}, Exception(SECRET))

    live_app.context_processor(break_down)
    answer = live_app.test_client().get(f"/fails/{SECRET}")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "Content-Security-Policy" in answer.headers
    assert SECRET not in caplog.text


def escape(logger: logging.Logger) -> None:
    """Log as the web server does what the app let through."""
    try:
        raise ValueError(SECRET)
    except ValueError:
        logger.exception("Error handling request %s %s", "GET", f"/{SECRET}?q={SECRET}")


def refuse(logger: logging.Logger) -> None:
    """Log as the web server does a request it cannot read."""
    logger.warning(f"Invalid request from ip=203.0.113.9: {SECRET}")


@pytest.mark.parametrize("log", [escape, refuse])
def test_the_web_servers_own_log_holds_no_address(
    live_app: Flask, caplog: pytest.LogCaptureFixture, log: Callable[[logging.Logger], None]
) -> None:
    logger = logging.getLogger("gunicorn.error")
    assert logger.filters.count(forget_the_visitor) == 1
    log(logger)
    assert len(caplog.records) == 1
    assert SECRET not in caplog.text
    assert "203.0.113.9" not in caplog.text


def test_a_static_file_that_is_not_there_is_kept_by_nobody(live_app: Flask) -> None:
    browser = live_app.test_client()
    assert browser.get("/static/nope.css").headers["Cache-Control"] == "no-store"
    assert "no-store" not in browser.get("/static/site.css").headers["Cache-Control"]
