"""Several surveys of an engagement: making them by each way, lists, counts, versions."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.builder.service import make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.instruments.definition import digest, publish, read_definition
from community_voice.instruments.template import TEMPLATES
from community_voice.store import (
    AuditEntry,
    Engagement,
    Response,
    SpokenPrompt,
    Survey,
    Version,
    VersionWording,
    WordingReview,
)
from tests.collect.builder.conftest import Desk

Browser = Callable[[str], FlaskClient]
HERE = "/staff/river-street/surveys/"


def version_of(session: Session, survey: str, number: int = 1) -> Version:
    """Return a version by its survey's address."""
    session.expire_all()
    return session.scalars(
        select(Version).join(Survey).where(Survey.slug == survey, Version.number == number)
    ).one()


def answered(session: Session, version: Version, count: int) -> None:
    """Let people answer a version."""
    for number in range(count):
        session.add(
            Response(
                engagement_id=version.survey.engagement_id,
                version_id=version.id,
                submission_id=f"submission-of-{version.id:04}-{number:04}",
                content_digest="d",
                language="en",
            )
        )
    session.flush()


def test_the_templates_say_what_they_are_for_and_are_found_by_words(
    staff_client: Browser, engagement: Engagement
) -> None:
    browser = staff_client("administrator")
    page = browser.get(f"{HERE}new").text
    for slug in TEMPLATES:
        assert f"{HERE}new/{slug}" in page, slug
    found = browser.get(f"{HERE}new?q=eight-week").text
    assert f"{HERE}new/sprint-application" in found
    assert f"{HERE}new/street-form" not in found
    assert "Nothing found" in browser.get(f"{HERE}new?q=zebra").text
    assert browser.get(f"{HERE}new?q=%00").status_code == 200


@pytest.mark.parametrize("slug", TEMPLATES)
def test_every_template_makes_a_draft_or_a_published_survey(
    staff_client: Browser, session: Session, engagement: Engagement, slug: str
) -> None:
    browser = staff_client("administrator")
    said = {"slug": "first", "audience": "residents"}
    made = browser.post(f"{HERE}new/{slug}", data={**said, "do": "look"})
    assert made.location == f"{HERE}first/1/edit"
    assert version_of(session, "first").published_on is None
    assert browser.get(made.location).status_code == 200
    said["slug"] = "second"
    browser.post(f"{HERE}new/{slug}", data={**said, "do": "publish"})
    # A note that is only an example must first say what is true.
    assert (version_of(session, "second").published_on is None) == (slug == "youth-form")


def test_questions_that_are_off_come_only_when_asked_for(
    staff_client: Browser, session: Session, engagement: Engagement
) -> None:
    browser = staff_client("administrator")
    said = {"audience": "residents", "do": "look"}
    browser.post(f"{HERE}new/demographics", data={**said, "slug": "without"})
    browser.post(f"{HERE}new/demographics", data={**said, "slug": "with-all", "with_off": "on"})
    counts = {}
    for slug in ("without", "with-all"):
        definition = read_definition(session, version_of(session, slug))
        asked = [q for section in definition["sections"] for q in section["questions"]]
        assert not any(q.get("settings", {}).get("off") for q in asked)
        counts[slug] = len(asked)
    assert counts["with-all"] > counts["without"]


def test_an_empty_survey_begins_in_the_engagements_language(
    staff_client: Browser, session: Session, engagement: Engagement
) -> None:
    said = {"slug": "mine", "audience": "responders", "title": "<b>Mine</b>"}
    staff_client("administrator").post(f"{HERE}new/empty", data=said)
    made = read_definition(session, version_of(session, "mine"))
    assert made == {
        "source_language": "en",
        "languages": ["en"],
        "title": {"en": "<b>Mine</b>"},
        "sections": [{"code": "page_1", "title": {}, "questions": []}],
    }
    page = staff_client("analyst").get(HERE).text
    assert "&lt;b&gt;Mine" in page
    assert "Call-takers and responders" in page


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"slug": "help"}, "already"),
        ({"slug": "new"}, "address of the site itself"),
        ({"slug": "xlsform"}, "address of the site itself"),
        ({"slug": "A b"}, "small letters"),
        ({"slug": ""}, "small letters"),
        ({"slug": "../x"}, "small letters"),
        ({"audience": "everyone"}, "one of the list"),
        ({"title": "a\x00"}, "cannot keep"),
    ],
)
def test_an_address_or_audience_that_cannot_be_is_said(
    desk: Desk, session: Session, change: dict[str, str], told: str
) -> None:
    said = {"slug": "mine", "audience": "residents", "title": "Kept words", **change}
    page = desk.browser.post(f"{HERE}new/empty", data=said)
    assert (page.status_code, told in page.text) == (422, True)
    assert len(session.scalars(select(Survey)).all()) == 1


def test_lists_count_answers_by_version_and_only_of_this_engagement(
    desk: Desk, session: Session, staff_client: Browser
) -> None:
    first = version_of(session, "help")
    publish(session, first)
    answered(session, first, 3)
    elsewhere = make_engagement(session, Setup(slug="elsewhere", wordings={"title": {"en": "E"}}))
    other = Version(survey=Survey(engagement=elsewhere, slug="help"), source_language="en")
    session.add(other)
    session.flush()
    answered(session, other, 5)
    desk.browser.post(f"{HERE}help/version")
    second = version_of(session, "help", 2)
    publish(session, second)
    answered(session, second, 2)
    page = " ".join(staff_client("analyst").get("/staff/river-street/").text.split())
    assert "5 answered" in page
    assert "version 1: 3, version 2: 2" in page
    shown = " ".join(staff_client("analyst").get(f"{HERE}help/").text.split())
    assert "3 answered" in shown
    assert "2 answered" in shown


def test_a_new_version_takes_reviews_and_voices_with_it(desk: Desk, session: Session) -> None:
    first = version_of(session, "help")
    path, said = "question.called.label", {"en": "Did you call?", "es": "¿Llamó?"}
    session.add(
        WordingReview(
            version_id=first.id,
            path=path,
            language="es",
            text_digest=digest(said["es"]),
            source_digest=digest(said["en"]),
            reviewer="Ana",
        )
    )
    session.add(
        SpokenPrompt(
            version_id=first.id,
            path=path,
            language="es",
            media_type="audio/ogg",
            sound=b"OggS",
            size=4,
            digest="d",
        )
    )
    publish(session, first)
    desk.browser.post(f"{HERE}help/version")
    second = version_of(session, "help", 2)
    reviews = select(WordingReview.reviewer).where(WordingReview.version_id == second.id)
    voices = select(SpokenPrompt.sound).where(SpokenPrompt.version_id == second.id)
    assert session.scalars(reviews).all() == ["Ana"]
    assert session.scalars(voices).all() == [b"OggS"]
    texts = select(VersionWording).where(VersionWording.version_id == second.id)
    assert len(session.scalars(texts).all()) > 5


def test_a_copy_is_another_survey_and_changes_nothing_here(desk: Desk, session: Session) -> None:
    page = desk.browser.get(f"{HERE}help/copy").text
    assert 'value="help-2"' in page
    taken = desk.browser.post(f"{HERE}help/copy", data={"slug": "help", "audience": "residents"})
    assert taken.status_code == 422
    desk.browser.post(f"{HERE}help/copy", data={"slug": "help-2", "audience": "feedback"})
    made = version_of(session, "help-2")
    assert made.survey.audience == "feedback"
    assert read_definition(session, made) == desk.definition


def test_a_draft_of_a_second_version_goes_and_the_first_stays(desk: Desk, session: Session) -> None:
    publish(session, version_of(session, "help"))
    desk.browser.post(f"{HERE}help/version")
    base = f"{HERE}help/2/edit"
    desk.browser.post(f"{base}/discard", data={"step": "0"})
    session.expire_all()
    assert [version.number for version in session.scalars(select(Version))] == [1]
    acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id.desc())).first()
    assert acts == "survey.discard"


def test_an_engagement_can_begin_with_a_draft_of_its_survey(
    staff_client: Browser, session: Session
) -> None:
    browser = staff_client("administrator")
    said = {
        "slug": "hill",
        "languages": ["en"],
        "source_language": "en",
        "wording:title:en": "Hill",
        "survey": "draft",
    }
    made = browser.post("/staff/new/when-you-need-help", data=said)
    assert made.location == "/staff/hill/surveys/main/1/edit"
    assert version_of(session, "main").published_on is None
    assert browser.post("/staff/hill/open").status_code == 409, "nothing to answer yet"


def test_a_preview_stands_in_a_frame_in_any_of_its_languages(desk: Desk) -> None:
    page = desk.browser.get(f"{HERE}help/1/look?lang=es&width=1280")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert f'src="{HERE}help/1/preview?lang=es"' in page.text
    assert "look-1280" in page.text
    odd = desk.browser.get(f'{HERE}help/1/look?lang="><script>&width=9').text
    assert f'src="{HERE}help/1/preview?lang=en"' in odd
    assert "look-320" in odd


def test_every_language_with_words_and_every_one_that_is_offered_can_be_looked_at(
    desk: Desk, session: Session
) -> None:
    made = version_of(session, "help")
    path = "question.called.label"
    session.add(VersionWording(version_id=made.id, path=path, language="so", text="Ma wacday?"))
    session.flush()
    page = desk.browser.get(f"{HERE}help/1/look?lang=so").text
    for tag in ("en", "es", "ar", "so"):
        assert f'&amp;lang={tag}" lang="{tag}"' in page, tag
    assert f'src="{HERE}help/1/preview?lang=so"' in page
    assert '<html lang="so"' in desk.browser.get(f"{HERE}help/1/preview?lang=so").text
    asked = desk.browser.post(f"{HERE}help/1/preview", data={"go": "start", "lang": "so"})
    assert "Ma wacday?" in asked.text


def test_every_survey_says_where_it_is_answered(staff_client: Browser, session: Session) -> None:
    browser = staff_client("administrator")
    make_engagement(session, Setup(slug="river-street", wordings={"title": {"en": "River Street"}}))
    data = {"slug": "apply", "audience": "applicants", "do": "publish"}
    browser.post(f"{HERE}new/sprint-application", data=data)
    address = "/river-street/s/apply/"
    for page in ("/staff/river-street/", HERE, f"{HERE}apply/"):
        text = browser.get(page).text
        assert re.search(rf'<a href="(http://[^/"]+{address})" dir="ltr">\1</a>', text), page
    engagement = browser.get("/staff/river-street/").text
    assert "No survey here asks residents." in engagement
    assert "Open it to residents" not in engagement
    opened = browser.post("/staff/river-street/open", follow_redirects=True).text
    assert "Its surveys can be answered now." in opened
    assert "Residents can answer" not in opened
    assert 'id="start"' in browser.get(f"{address}?lang=en").text
    data = {"slug": "us", "audience": "residents", "do": "publish"}
    browser.post(f"{HERE}new/street-form", data=data)
    assert "Residents answer here:" in browser.get("/staff/river-street/").text
