"""Home, welcome and the ways in that do not lead on."""

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.store import Engagement
from community_voice.store.columns import today
from community_voice.store.engagement import RESERVED_SLUGS
from tests.collect.survey.conftest import LANGUAGES, SLUG

DAY = dt.timedelta(days=1)


def language_of(page: str) -> str:
    found = re.search(r'<html lang="([^"]+)" dir="(ltr|rtl)">', page)
    assert found
    return found[1]


def test_home_lists_open_engagements_in_their_languages_own_names(
    client: FlaskClient, session: Session, engagement: Engagement
) -> None:
    session.add(Engagement(slug="no-survey-yet", state="open", languages=["en"]))
    session.query(Engagement).filter_by(slug="hill-road").one().state = "closed"
    session.commit()
    page = client.get("/?lang=en").text
    assert f"/{SLUG}/?lang=en" in page
    assert all(name in page for name in ("Español", "العربية", "中文"))
    assert "hill-road" not in page
    assert "no-survey-yet" not in page


@pytest.mark.parametrize(
    ("query", "accepted", "served"),
    [
        ("", "es-MX,en;q=0.5", "es"),
        ("", "zh-CN", "zh-Hans"),
        ("", "fr,ar;q=0.8", "ar"),
        ("", "", "en"),
        ("?lang=ar", "es", "ar"),
        ("?lang=AR-eg", "es", "ar"),
        ("?lang=klingon", "es", "es"),
        ("?lang=%00%ff", "", "en"),
        ("?lang=" + "x" * 5000, "", "en"),
        ('?lang="><script>', "", "en"),
        ("?lang=../../etc/passwd", "", "en"),
        ("?lang=en&lang=ar", "", "en"),
    ],
)
def test_the_welcome_speaks_the_visitors_language(
    client: FlaskClient, engagement: Engagement, query: str, accepted: str, served: str
) -> None:
    page = client.get(f"/{SLUG}/{query}", headers={"Accept-Language": accepted})
    assert page.status_code == 200
    assert language_of(page.text) == served
    assert "<script>" not in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_picker_names_each_language_in_itself_and_marks_this_one(
    client: FlaskClient, engagement: Engagement, lang: str
) -> None:
    page = client.get(f"/{SLUG}/?lang={lang}").text
    links = re.findall(
        r'<a href="([^"]+)" lang="([^"]+)" hreflang="([^"]+)" dir="\w+"( aria-current="true")?>',
        page,
    )
    assert [link[:3] for link in links] == [(f"/{SLUG}/?lang={tag}", tag, tag) for tag in LANGUAGES]
    assert [link[1] for link in links if link[3]] == [lang]


def test_words_without_a_translation_are_shown_as_what_they_are(
    client: FlaskClient, session: Session, engagement: Engagement
) -> None:
    for row in list(engagement.wordings):
        if (row.path, row.language) == ("title", "ar"):
            session.delete(row)
    session.commit()
    page = client.get(f"/{SLUG}/?lang=ar").text
    assert '<span lang="en" dir="ltr">When you need help</span>' in page
    assert "الإنجليزية" in page, "the reader is told, in Arabic, that this is English"


@pytest.mark.parametrize(
    ("state", "opens", "closes", "shown"),
    [
        ("open", None, None, "start"),
        ("open", -DAY, DAY, "start"),
        ("open", 0 * DAY, 0 * DAY, "start"),
        ("open", DAY, None, "early"),
        ("open", None, -DAY, "closed"),
        ("draft", None, None, "early"),
        ("closed", None, None, "closed"),
    ],
)
def test_an_engagement_that_is_not_open_says_so(
    client: FlaskClient,
    session: Session,
    engagement: Engagement,
    state: str,
    opens: dt.timedelta | None,
    closes: dt.timedelta | None,
    shown: str,
) -> None:
    engagement.state = state
    engagement.opens_on = None if opens is None else today() + opens
    engagement.closes_on = None if closes is None else today() + closes
    session.commit()
    page = client.get(f"/{SLUG}/?lang=en").text
    assert [name for name in ("start", "early", "closed") if f'id="{name}"' in page] == [shown]
    assert ("When you need help" in page) == (shown != "early"), "a draft's title stays inside"
    assert (f'href="/{SLUG}/' in client.get("/").text) == (shown == "start")


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_no_engagement_can_stand_at_an_address_of_ours(
    client: FlaskClient, session: Session, engagement: Engagement, slug: str
) -> None:
    engagement.slug = slug
    session.commit()
    assert 'id="start"' not in client.get(f"/{slug}/", follow_redirects=True).text


def test_every_address_of_ours_is_reserved(app: Flask) -> None:
    roots = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    assert {root for root in roots if root and not root.startswith("<")} <= RESERVED_SLUGS


@pytest.mark.parametrize("path", ["/nowhere/", "/nowhere/survey", "/%00/", "/%ff/", "/a/b/c"])
def test_an_address_that_leads_nowhere_is_a_page_with_help_on_it(
    client: FlaskClient, engagement: Engagement, path: str
) -> None:
    page = client.get(path, follow_redirects=True)
    assert page.status_code == 404
    assert 'href="tel:988"' in page.text
    assert 'id="leave"' in page.text


def test_a_reloaded_survey_page_leads_back_to_the_welcome(
    client: FlaskClient, engagement: Engagement
) -> None:
    answer = client.get(f"/{SLUG}/survey?lang=ar")
    assert (answer.status_code, answer.location) == (303, f"/{SLUG}/?lang=ar")


@pytest.mark.parametrize(
    ("brings", "said"),
    [
        (None, "We do not know whether the local line can bring police."),
        (True, "The local line can bring police too."),
        (False, "The host says that the local line does not bring police."),
    ],
)
def test_the_strip_says_of_each_line_whether_it_can_bring_police(
    client: FlaskClient,
    session: Session,
    engagement: Engagement,
    brings: bool | None,
    said: str,
) -> None:
    engagement.local_line_brings_police = brings
    session.commit()
    page = client.get(f"/{SLUG}/?lang=en").text
    assert "988 and 911 can both bring police." in page
    assert said in page
    assert 'href="tel:5550100"' in page
    assert "Nobody is alerted by what you type here." in page
    assert "It cannot hide your browser history." in page


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://example.org/", "https://example.org/"),
        ("javascript:alert(1)", "https://www.weather.gov/"),
        ("", "https://www.weather.gov/"),
    ],
)
def test_leaving_goes_to_a_web_page_and_says_nothing_of_this_one(
    client: FlaskClient, session: Session, engagement: Engagement, address: str, link: str
) -> None:
    engagement.leave_url = address
    session.commit()
    page = client.get(f"/{SLUG}/?lang=en")
    found = re.search(r'<a class="leave" id="leave" href="([^"]+)" rel="noreferrer', page.text)
    assert found
    assert found[1] == link
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_titles_tell_a_glance_nothing(client: FlaskClient, engagement: Engagement) -> None:
    for path in ("/", f"/{SLUG}/", "/receipt", "/what-we-keep", "/nowhere/"):
        title = client.get(f"{path}?lang=en").text.partition("<title>")[2].partition("</title>")[0]
        assert title.strip()
        assert not re.search("help|crisis|police|911|988", title, re.IGNORECASE)
