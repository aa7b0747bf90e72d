"""A resident votes on statements: page by page, read back, and kept as they meant it."""

import gzip
import re
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.collect.builder.service import load_template, make_engagement, make_survey
from community_voice.collect.builder.setup import Setup
from community_voice.store import Engagement, Response
from tests.collect.survey.conftest import LANGUAGES, Walker
from tests.collect.survey.test_weight import LATER_PAGE

SLUG = "common-street"


@pytest.fixture
def common(session: Session) -> Engagement:
    """Return an open engagement in which people vote on statements."""
    template = load_template("common-ground")
    setup = Setup(SLUG, template["texts"], LANGUAGES, source_language="en")
    made = make_engagement(session, setup, is_open=True)
    make_survey(session, made, template)
    session.commit()
    return made


def test_votes_are_read_back_beside_their_statements_and_stored(
    client: FlaskClient, session: Session, common: Engagement
) -> None:
    walker = Walker(client, SLUG)
    walker.press("next", who_comes__police_first="disagree", who_comes__police_near_by="pass")
    walker.press("review", how_it_works__comes_back="agree")
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", walker.page.text))
    assert "Police should arrive first at every call for help. Disagree" in shown
    assert "Police should wait near by while the team works. Pass" in shown
    assert "The team should call or come back in the days after. Agree" in shown
    assert "Police should come only when" not in shown, "nobody voted on it"
    walker.press("send")
    answers = session.query(Response).filter_by(engagement_id=common.id).one().answers
    votes = {a.choice.code: a.number for a in answers if a.choice and a.number is not None}
    assert votes == {
        "police_first": Decimal(-1),
        "police_near_by": Decimal(0),
        "comes_back": Decimal(1),
    }


def test_two_votes_on_one_statement_are_told_beside_it(
    client: FlaskClient, common: Engagement
) -> None:
    walker = Walker(client, SLUG)
    fields = {"q-who_comes-police_first": ["agree", "pass"], "q-who_comes-police_near_by": "agree"}
    page = walker.post({**walker.hidden(), **fields, "go": "next"}).text
    assert 'aria-describedby="q-who_comes-police_first-error"' in page
    assert page.count('<div class="error"') == 1
    assert 'href="#q-who_comes-police_first"' in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_of_statements_cost_little(
    client: FlaskClient, common: Engagement, lang: str
) -> None:
    walker = Walker(client, SLUG, lang)
    while walker.hidden()["at"] != "review":
        assert len(gzip.compress(walker.page.data)) <= LATER_PAGE
        walker.press("next")
