"""Where a commit is a commit: drafts, codes and counts begin to write before they read."""

import re
import time
from pathlib import Path

import pytest
from flask import Flask

from community_voice.answering.eligible import print_codes
from community_voice.answering.tally import OPENED, tally
from community_voice.extensions import db
from community_voice.store import CodeSheet, Engagement, EntryCode, EntryLink, Response, SavedDraft
from community_voice.store.database import begin_writing
from community_voice.store.survey import Survey
from tests.collect.survey.browser import Browser
from tests.collect.survey.conftest import SLUG, Walker
from tests.collect.survey.test_what_is_kept import everything_written


def make_ways(app: Flask) -> str:
    """Make a link and a sheet of codes, and return a code."""
    with app.app_context():
        begin_writing(db.session())
        engagement = db.session.query(Engagement).filter_by(slug=SLUG).one()
        survey = db.session.query(Survey).filter_by(engagement_id=engagement.id).one()
        sheet = CodeSheet(survey_id=survey.id, name="Tuesday", codes=1)
        link = EntryLink(engagement_id=engagement.id, code="QRTV2345", kind="site", name="Desk")
        db.session.add_all([sheet, link])
        db.session.flush()
        code = print_codes(db.session(), sheet)[0]
        db.session.commit()
        db.session.remove()
    return code


def test_a_code_and_a_link_are_written_later(own_app: Flask) -> None:
    code = make_ways(own_app)
    walker = Walker(own_app.test_client())
    walker.post({"lang": "en", "go": "start", "code": code, "link": "QRTV2345"})
    walker.press("review")
    assert "Your receipt" in walker.press("send").text
    with own_app.app_context():
        assert db.session.query(EntryCode).one().is_used is False
        db.session.remove()
        tally().write_quietly()
        assert db.session.query(EntryCode).one().is_used is True
        link = db.session.query(EntryLink).one()
        assert (link.opened, link.sent) == (1, 1)


def test_a_link_that_is_opened_all_day_holds_no_spent_code_back(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community_voice.answering.tally.SOONEST_SECONDS", 0)
    monkeypatch.setattr("community_voice.answering.tally.LATEST_SECONDS", 1)
    with own_app.app_context():
        tally().spend("a-code")
        for _visit in range(200):
            if not tally().is_spent("a-code"):
                break
            tally().count(1, OPENED)
            time.sleep(0.02)
        assert not tally().is_spent("a-code")


def test_a_draft_is_kept_opened_sent_and_leaves_no_word(own_app: Flask, tmp_path: Path) -> None:
    client = own_app.test_client()
    for way in ("send", "delete-surely"):
        walker = Walker(client)
        walker.press("next")
        walker.press("later", what_happened="unmistakable-sorrel-91ab")
        page = walker.post({**walker.hidden(), "go": "save"}).text
        (code,) = re.findall(r'id="saved-code"><bdi dir="ltr">([^<]+)<', page)
        assert b"unmistakable-sorrel-91ab" not in everything_written(tmp_path)
        browser = Browser(client, f"/{SLUG}/survey", start=False)
        form = {"lang": "en", "code": code, "go": "open" if way == "send" else way}
        browser.page = client.post(f"/{SLUG}/later", data=form)
        if way == "delete-surely":
            assert 'id="deleted"' in browser.text
            continue
        browser.press("next", {"what_happened": ""})
        browser.press("review")
        assert "Your receipt" in browser.press("send").text
    with own_app.app_context():
        assert db.session.query(SavedDraft).count() == 0
        assert db.session.query(Response).count() == 1
    assert b"unmistakable-sorrel-91ab" not in everything_written(tmp_path)
