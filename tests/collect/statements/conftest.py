"""An open engagement with statements, and people who vote on them."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.collect.builder.service import make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.store import Account, Engagement, Statement
from tests.collect.survey.conftest import hidden_fields

SLUG = "maple-street"
PAGE = f"/staff/{SLUG}/statements"
Browser = Callable[[str], FlaskClient]


@pytest.fixture
def engagement(session: Session) -> Engagement:
    """Return an open engagement in two languages."""
    setup = Setup(SLUG, {"title": {"en": "Maple Street"}}, ("en", "es"), source_language="en")
    made = make_engagement(session, setup, is_open=True)
    session.commit()
    return made


@pytest.fixture
def put(
    staff_client: Browser, session: Session, engagement: Engagement, administrator: Account
) -> Callable[..., list[str]]:
    """Return a function that writes and approves statements, puts them before people, and
    returns their codes."""

    def write(*texts: str) -> list[str]:
        browser = staff_client("administrator")
        for text in texts:
            browser.post(f"{PAGE}/new", data={"text": text, "language": "en", "go": "approved"})
        browser.post(f"{PAGE}/put")
        found = session.query(Statement).filter_by(state="approved").order_by(Statement.id)
        return [statement.code for statement in found]

    return write


def vote(client: FlaskClient, own: str = "", consent: str = "", **votes: str) -> str:
    """Walk the survey of statements and send; return the last page."""
    address = f"/{SLUG}/s/statements/survey"
    page = client.post(address, data={"lang": "en", "go": "start"}).text
    fields = {f"q-statements-{code}": said for code, said in votes.items()}
    fields |= {"q-own_statement": own}
    page = client.post(address, data=dict(hidden_fields(page)) | fields | {"go": "next"}).text
    if own:
        assert re.search(r'name="q-consent"', page)
        fields = {"q-consent": consent} if consent else {}
        page = client.post(address, data=dict(hidden_fields(page)) | fields | {"go": "next"}).text
    return client.post(address, data=dict(hidden_fields(page)) | {"go": "send"}).text
