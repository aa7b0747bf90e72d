"""An export of Polis comes in once: its statements as proposals, its participants as voters."""

import io

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.store import Engagement, ImportBatch, Response, Statement
from community_voice.store.frames.labels import question_labels
from community_voice.store.frames.votes import votes_frame
from tests.collect.statements.conftest import PAGE, SLUG, Browser

COMMENTS = (
    "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    '1,0,4,1,1,1,"Parks, and quiet streets"\n'
    "2,7,4,1,0,0,More buses\n"
    "3,9,4,0,0,-1,=cmd()\n"
)
MATRIX = "participant,xid,group-id,n-votes,0,7,9\n0,,0,3,1,-1,1\n1,,1,1,,0,\n2,,,0,,,\n"
LIST = (
    "timestamp,datetime,comment-id,voter-id,vote\n"
    "1,x,0,0,1\n2,x,7,0,1\n3,x,7,0,-1\n4,x,9,0,1\n5,x,7,1,0\n"
)


def send(
    staff_client: Browser, comments: str | bytes = COMMENTS, votes: str | bytes = MATRIX
) -> TestResponse:
    files = {
        name: (io.BytesIO(content if isinstance(content, bytes) else content.encode()), name)
        for name, content in (("comments", comments), ("votes", votes))
    }
    browser = staff_client("administrator")
    return browser.post(f"{PAGE}/polis", data={**files, "language": "en"}, follow_redirects=True)


@pytest.mark.parametrize("votes", [MATRIX, LIST], ids=["matrix", "list"])
def test_statements_and_votes_are_stored(
    staff_client: Browser, session: Session, engagement: Engagement, votes: str
) -> None:
    page = send(staff_client, votes=votes)
    assert page.status_code == 200
    assert "2 people voted." in page.text
    assert "1 vote was left out" in page.text
    states = {s.code: (s.state, s.origin) for s in session.query(Statement)}
    assert states == {
        "p0": ("proposed", "polis"),
        "p7": ("proposed", "polis"),
        "p9": ("declined", "polis"),
    }
    responses = session.query(Response).all()
    assert [(r.mode, r.unit, r.consent) for r in responses] == [("import", "people", "counted")] * 2
    frame = votes_frame(session, engagement.id)
    told = sorted(zip(frame["statement"], frame["vote"], strict=True))
    assert told == [("p0", 1), ("p7", -1), ("p7", 0)]
    (name,) = set(frame["question"])
    labels = question_labels(session, engagement.id)[name].choices
    assert labels == {"p0": "Parks, and quiet streets", "p7": "More buses"}


def test_the_same_export_is_stored_once(
    staff_client: Browser, session: Session, engagement: Engagement
) -> None:
    send(staff_client)
    again = send(staff_client)
    assert again.status_code == 409
    assert "Nothing was stored again" in again.text
    assert session.query(Response).count() == 2
    batch = session.query(ImportBatch).one()
    assert (batch.people_stored, batch.rows_stored, batch.content) == (2, 3, None)
    browser = staff_client("administrator")
    for page in ("import", f"import/{batch.id}", "themes/common-ground", ""):
        assert browser.get(f"/staff/{SLUG}/{page}").status_code == 200, page


def test_a_large_export_is_let_in_before_its_form_is_checked(
    app: Flask, staff_client: Browser, engagement: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = staff_client("administrator")
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    files = {"comments": (io.BytesIO(b"x" * (app.config["MAX_CONTENT_LENGTH"] + 1)), "comments")}
    # Told that the form has no token, not that the file is too large.
    assert browser.post(f"{PAGE}/polis", data=files).status_code == 400


@pytest.mark.parametrize(
    ("comments", "votes", "told"),
    [
        (b"PK\x03\x04\xff", MATRIX, "no CSV file in UTF-8"),
        ("a,b\n1,2\n", MATRIX, "lacks the column comment-id"),
        ("comment-id,comment-body\n1,x\n1,y\n", MATRIX, "line 3"),
        ("comment-id,comment-body\n1,\n", MATRIX, "line 2"),
        ("comment-id,comment-body\n1,a\x00b\n", MATRIX, "comments.csv, line 2"),
        ('comment-id,comment-body\n1,"never closed\n', MATRIX, "quote mark"),
        ("comment-id,comment-id\n1,1\n", MATRIX, "twice"),
        (COMMENTS, "who,what\n1,2\n", "neither participants-votes.csv nor votes.csv"),
        (COMMENTS, "participant,0\n0,5\n", "a vote is not 1, 0 or -1"),
        (COMMENTS, "participant,0\n0,1\n0,1\n", "this participant is there twice"),
        (COMMENTS, "participant,0\n0\n", "more or fewer cells"),
        (COMMENTS, "participant,0\n", "no vote"),
        (COMMENTS, "", "Choose both files first"),
    ],
    ids=[
        *("workbook", "columns", "double", "empty", "nul", "quotes", "header", "votes", "vote"),
        *("participant", "cells", "none", "no-file"),
    ],
)
def test_a_hostile_file_gets_a_clear_message_and_stores_nothing(
    staff_client: Browser,
    session: Session,
    engagement: Engagement,
    comments: str | bytes,
    votes: str,
    told: str,
) -> None:
    answer = send(staff_client, comments, votes)
    assert answer.status_code in (400, 422)
    assert told in answer.text
    assert session.query(Statement).count() == session.query(Response).count() == 0
