"""A partner whose engagement has a survey, and another organization beside it."""

import pytest
from sqlalchemy.orm import Session

from community_voice.answering.tally import tally
from community_voice.collect.builder.service import load_template, make_survey
from community_voice.store import Engagement, Partner, Survey
from tests.conftest import make_partner


@pytest.fixture
def survey(session: Session, partner: Partner) -> Survey:
    """Return the survey that residents of the partner's engagement answer."""
    make_survey(session, partner.engagement, load_template("when-you-need-help"))
    session.commit()
    tally().forget()
    return session.query(Survey).filter_by(engagement_id=partner.engagement_id).one()


@pytest.fixture
def engagement(survey: Survey) -> Engagement:
    """Return the partner's engagement, with its survey."""
    return survey.engagement


@pytest.fixture
def stranger(session: Session, engagement: Engagement) -> Partner:
    """Return another organization that hosts in the same engagement."""
    return make_partner(session, engagement.slug, "Hill Road Library")
