"""Nothing of a resident's is stored that was not typed: no address, device or hour."""

import datetime as dt
import logging
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Date, DateTime, Table, Time, inspect

from community_voice.extensions import Base, db
from tests.collect.survey.conftest import SLUG, Walker

# Everything a resident's visit may write.
RESIDENT_TABLES = (
    *("response", "answer", "testimony", "segment", "contact_detail", "contribution"),
    "voice_note",
)
MARKERS = {
    "User-Agent": "marker-agent-7f3a",
    "Referer": "https://marker-referrer-7f3a.example/",
    "X-Forwarded-For": "203.0.113.77",
    "X-Real-IP": "203.0.113.78",
    "Forwarded": "for=203.0.113.79",
    "Cookie": "marker=marker-cookie-7f3a",
    "DNT": "marker-dnt-7f3a",
    "Accept-Language": "en;q=0.7123",
}
TELL_TALE = re.compile(r"(^|_)(ip|address|agent|device|referr?er|browser|fingerprint)(_|$)")


@pytest.mark.parametrize("name", RESIDENT_TABLES)
def test_resident_tables_have_days_and_nothing_finer(name: str) -> None:
    table: Table = Base.metadata.tables[name]
    for column in table.columns:
        assert not isinstance(getattr(column.type, "impl", column.type), DateTime | Time), column
        assert not TELL_TALE.search(column.name), column
    dated = [column.name for column in table.columns if isinstance(column.type, Date)]
    assert dated == (["received_on"] if name == "response" else [])


def test_the_tables_themselves_are_as_the_models_say(app: Flask) -> None:
    with app.app_context():
        found = inspect(db.engine)
        for name in RESIDENT_TABLES:
            for column in found.get_columns(name):
                assert not isinstance(column["type"], DateTime | Time), (name, column["name"])


def everything_written(folder: Path) -> bytes:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files), "the WAL is searched too"
    return b"".join(path.read_bytes() for path in files)


def hours_in_rows() -> list[str]:
    """Return the tables that hold this hour; the staff's own log may, of the staff's own acts."""
    hour = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H}"
    tables = [table for table in Base.metadata.sorted_tables if table.name != "audit_entry"]
    return [
        table.name
        for table in tables
        for row in db.session.execute(table.select())
        if hour in " ".join(str(value) for value in row)
    ]


def test_a_visits_traces_are_in_no_file_and_no_log(
    own_app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = own_app.test_client(use_cookies=False)
    client.environ_base.update(
        {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in MARKERS.items()}
    )
    client.environ_base["REMOTE_ADDR"] = "203.0.113.80"
    walker = Walker(client)
    walker.press("next")
    before = everything_written(tmp_path)
    walker.press("next", what_happened="typed-word-7f3a")
    assert b"typed-word-7f3a" not in everything_written(tmp_path), "not before it is sent"
    assert len(everything_written(tmp_path)) == len(before)
    walker.press("review")
    page = walker.press("send")
    assert page.status_code == 200, page.text
    written = everything_written(tmp_path)
    assert b"typed-word-7f3a" in written, "the search finds what is there"
    traces = [*MARKERS.values(), "203.0.113.80", "marker-referrer"]
    assert [trace for trace in traces if trace.encode() in written] == []
    assert [trace for trace in [*traces, "typed-word"] if trace in caplog.text] == []
    with own_app.app_context():
        assert hours_in_rows() == []


def test_a_failure_logs_no_words(
    own_app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker = Walker(own_app.test_client())
    walker.press("next")
    walker.press("review", what_happened="typed-word-7f3a")
    with own_app.app_context():
        db.session.connection().exec_driver_sql("DROP TABLE answer")
        db.session.commit()
    page = walker.press("send")
    assert page.status_code == 503
    assert "typed-word-7f3a" not in caplog.text
    assert walker.hidden()["state"], "the answers are still on the page"


def test_no_resident_page_sets_a_cookie_or_may_be_kept(own_app: Flask) -> None:
    client = own_app.test_client()
    walker = Walker(client)
    pages = [walker.page, walker.press("next"), walker.press("review"), walker.press("send")]
    pages += [client.get(path) for path in ("/", f"/{SLUG}/", "/receipt", "/what-we-keep", "/no/")]
    for page in pages:
        assert "Set-Cookie" not in page.headers
        assert page.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_a_form_needs_no_cookie_where_there_is_nothing_to_ride_on(own_app: Flask) -> None:
    # own_app has CSRF protection on, unlike the app of most tests.
    assert own_app.config.get("WTF_CSRF_ENABLED", True)
    walker = Walker(own_app.test_client(use_cookies=False))
    walker.press("review")
    assert walker.press("send").status_code == 200


def test_the_page_says_that_a_recordings_words_stay_when_it_is_deleted(
    client: FlaskClient,
) -> None:
    kept = client.get("/what-we-keep", query_string={"lang": "en"}).text
    kept = kept[: kept.index("We do not keep")]
    assert "Then we delete it" in kept
    assert "the words that this person wrote down from it. They are your answer" in kept
