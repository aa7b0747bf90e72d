"""Pages are small on the way, and static files are kept by their content."""

import gzip
import re

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.answering.live_script import LIVE, make_live_script
from community_voice.collect.builder.service import load_template, make_engagement, make_survey
from community_voice.collect.builder.setup import Setup
from community_voice.store import Engagement
from tests.collect.survey.browser import Browser
from tests.collect.survey.conftest import LANGUAGES, SLUG, Walker

FIRST_PAGE = 14 * 1024
LATER_PAGE = 6 * 1024


def assets(page: str) -> list[str]:
    """Return what a browser fetches for a page."""
    return re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="([^"]+)"', page)


def weigh(
    client: FlaskClient, path: str, encoding: str = "gzip", form: dict[str, str] | None = None
) -> int:
    """Return what an answer weighs, headers and all; with a form, that of sending it."""
    method = "POST" if form else "GET"
    answer = client.open(path, method=method, data=form, headers={"Accept-Encoding": encoding})
    head = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers)
    return len(answer.data) + head


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_the_first_page_costs_little(
    client: FlaskClient, engagement: Engagement, lang: str, encoding: str
) -> None:
    path = f"/{SLUG}/?lang={lang}"
    files = assets(client.get(path).text)
    assert 1 + len(files) <= 3
    cost = sum(weigh(client, each, encoding) for each in [path, *files])
    assert cost <= FIRST_PAGE


@pytest.mark.parametrize("lang", LANGUAGES)
def test_later_pages_cost_less(client: FlaskClient, engagement: Engagement, lang: str) -> None:
    walker = Walker(client, lang=lang)
    while walker.hidden()["at"] != "review":
        assert len(gzip.compress(walker.page.data)) <= LATER_PAGE
        walker.press("next")
    assert len(gzip.compress(walker.page.data)) <= LATER_PAGE


@pytest.mark.parametrize("lang", ["en", "am", "ru", "zh-Hans"])
@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_pages_with_rules_cost_as_little_before_they_are_answered(
    client: FlaskClient, session: Session, lang: str, encoding: str
) -> None:
    template = load_template("resident-survey")
    languages = ("en", "am", "ru", "zh-Hans")
    made = make_engagement(session, Setup("maple", template["texts"], languages), is_open=True)
    make_survey(session, made, template)
    session.commit()
    kept = assets(client.get(f"/maple/?lang={lang}").text)
    browser, weighed, live = Browser(client, "/maple/survey", lang), [], set()
    while browser.at != "review":
        files = [each for each in assets(browser.text) if each not in kept]
        kept += files
        if "data-when" in browser.text:
            again = {"state": browser.form.sent["state"], "lang": lang, "at": browser.at}
            cost = weigh(client, "/maple/survey", encoding, again)
            weighed.append(cost + sum(weigh(client, each, encoding) for each in files))
            live.update(re.findall(r'data-follow="([^"]+)"', browser.text))
        browser.press("next")
    assert len(weighed) >= 3
    assert max(weighed) <= LATER_PAGE
    # With the first touch of the first such page, and kept from then on.
    assert [weigh(client, each, encoding) <= LATER_PAGE for each in live] == [True]


def test_the_script_of_surveys_with_rules_is_made_of_its_parts() -> None:
    assert LIVE.read_text(encoding="utf-8") == make_live_script()


@pytest.mark.parametrize("name", ["site.css", "survey.js", "survey_live.js"])
def test_a_static_file_is_compressed_and_kept_by_its_content(
    app: Flask, client: FlaskClient, name: str
) -> None:
    with app.test_request_context():
        address = app.url_for("static", filename=name)
    plain = client.get(address).data
    squeezed = client.get(address, headers={"Accept-Encoding": "br, gzip"})
    assert squeezed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(squeezed.data) == plain
    assert "Accept-Encoding" in squeezed.headers["Vary"]
    assert squeezed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for stale in (address.partition("?")[0], address + "0"):
        assert "immutable" not in client.get(stale).headers.get("Cache-Control", "")


def test_a_page_that_answers_to_a_cookie_is_not_compressed(
    client: FlaskClient, engagement: Engagement
) -> None:
    headers = {"Accept-Encoding": "gzip"}
    assert client.get(f"/{SLUG}/", headers=headers).headers["Content-Encoding"] == "gzip"
    client.set_cookie("staff", "somebody")
    assert "Content-Encoding" not in client.get(f"/{SLUG}/", headers=headers).headers
