"""An engagement is made from what a person decided, and a survey from a template."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.builder.service import (
    change_engagement,
    load_template,
    make_engagement,
    make_survey,
    set_state,
)
from community_voice.collect.builder.setup import Setup
from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.store import AuditEntry, Question, Survey, Version, VersionWording
from community_voice.store.engagement import engagement_named

RIVER = Setup(
    slug="river-street",
    wordings={"title": {"en": "River Street", "es": "Calle del Río"}, "purpose": {"en": "Why"}},
    languages=("en", "es"),
)


def test_an_engagement_begins_as_a_draft_with_its_words(session: Session) -> None:
    engagement = make_engagement(session, RIVER)
    said = {(row.path, row.language): row.text for row in engagement.wordings}
    assert engagement.state == "draft"
    assert said == {
        ("title", "en"): "River Street",
        ("title", "es"): "Calle del Río",
        ("purpose", "en"): "Why",
    }


def test_an_address_is_taken_once(session: Session) -> None:
    make_engagement(session, RIVER)
    with pytest.raises(Conflict):
        make_engagement(session, RIVER)


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "staff"},
        {"slug": "River Street"},
        {"slug": "a/b"},
        {"slug": "-a"},
        {"slug": "x" * 61},
        {"slug": "café"},
        {"languages": ("en", "klingon-tongue")},
        {"languages": ("es",)},
        {"languages": ()},
        {"wordings": {"title": {"en": "  "}}},
        {"wordings": {"title": {"en": "nul \x00"}}},
        {"host": "\ud800"},
        {"opens_on": dt.date(2026, 5, 2), "closes_on": dt.date(2026, 5, 1)},
        {"leave_url": "javascript:alert(1)"},
        {"leave_url": "http://example.org/"},
        {"leave_url": "//example.org/"},
        {"leave_url": "https://"},
        {"leave_url": "https://good.example@evil.example/"},
        {"leave_url": "https://[broken/"},
    ],
)
def test_what_does_not_fit_is_refused(session: Session, wrong: dict[str, object]) -> None:
    with pytest.raises(DomainError):
        make_engagement(session, replace(RIVER, **wrong))  # type: ignore[arg-type]


def test_a_change_keeps_the_address_and_takes_away_emptied_words(session: Session) -> None:
    engagement = make_engagement(session, RIVER)
    wordings = {"title": {"en": "River Street again", "es": ""}}
    change_engagement(session, engagement, replace(RIVER, wordings=wordings, host="The city"))
    session.expire_all()
    said = {(row.path, row.language): row.text for row in engagement.wordings}
    assert (engagement.slug, engagement.host) == ("river-street", "The city")
    assert said == {("title", "en"): "River Street again", ("purpose", "en"): "Why"}


def test_opening_and_closing_are_logged(session: Session) -> None:
    engagement = make_engagement(session, RIVER)
    make_survey(session, engagement, load_template("when-you-need-help"))
    set_state(session, engagement, "open")
    set_state(session, engagement, "closed")
    with pytest.raises(DomainError):
        set_state(session, engagement, "burnt")
    acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert acts == ["engagement.create", "engagement.open", "engagement.closed"]
    assert engagement.state == "closed"


def test_an_engagement_without_a_survey_is_not_opened(session: Session) -> None:
    engagement = make_engagement(session, RIVER)
    with pytest.raises(Conflict):
        set_state(session, engagement, "open")
    imported = Survey(engagement=engagement, slug="file", kind="imported")
    session.add(Version(survey=imported, source_language="en", published_on=dt.date(2026, 5, 1)))
    session.flush()
    with pytest.raises(Conflict):
        set_state(session, engagement, "open")
    assert engagement.state == "draft"


def test_an_unknown_address_or_template_is_not_found(session: Session) -> None:
    make_engagement(session, RIVER)
    assert engagement_named(session, "river-street").slug == "river-street"
    with pytest.raises(NotFound):
        engagement_named(session, "river")
    with pytest.raises(NotFound):
        load_template("../../config")


def test_a_survey_holds_every_question_and_text_of_its_template(session: Session) -> None:
    template = load_template("when-you-need-help")
    version = make_survey(session, make_engagement(session, RIVER), template)
    session.expire_all()
    assert version.published_on is not None
    for page, said in zip(version.sections, template["sections"], strict=True):
        assert page.code == said["code"]
        for question, written in zip(page.questions, said["questions"], strict=True):
            codes = [choice["code"] for choice in written.get("choices", [])]
            assert (question.code, question.type) == (written["code"], written["type"])
            assert [choice.code for choice in question.choices] == codes
            assert question.required is written["required"]


def test_texts_stand_under_the_documented_paths(session: Session) -> None:
    template = load_template("when-you-need-help")
    version = make_survey(session, make_engagement(session, RIVER), template)
    kept = {(row.path, row.language): row.text for row in version.wordings}
    trust = next(
        question
        for section in template["sections"]
        for question in section["questions"]
        if question["code"] == "trust_911"
    )
    for tag in template["languages"]:
        assert kept["question.trust_911.label", tag] == trust["label"][tag]
        assert kept["question.trust_911.low", tag] == trust["low"][tag]
        assert kept["question.trust_911.high", tag] == trust["high"][tag]
    assert kept["section.about_help.title", "es"] == template["sections"][0]["title"]["es"]
    assert ("question.age.choice.under_18.label", "ar") in kept
    stored = session.scalar(select(Question).where(Question.code == "trust_911"))
    assert stored is not None
    assert not {"low_label", "high_label"} & stored.settings.keys()


def test_every_text_stands_once_and_in_every_language(session: Session) -> None:
    template = load_template("when-you-need-help")
    version = make_survey(session, make_engagement(session, RIVER), template)
    rows = session.scalars(
        select(VersionWording).where(VersionWording.version_id == version.id)
    ).all()
    paths = {row.path for row in rows}
    assert len(rows) == len(paths) * len(template["languages"]) == len(version.wordings)


def test_two_engagements_have_surveys_of_their_own(session: Session) -> None:
    template = load_template("when-you-need-help")
    first = make_survey(session, make_engagement(session, RIVER), template)
    other = make_engagement(session, replace(RIVER, slug="hill-street"))
    second = make_survey(session, other, template)
    assert session.query(Survey).count() == session.query(Version).count() == 2
    assert first.survey.engagement.slug != second.survey.engagement.slug
