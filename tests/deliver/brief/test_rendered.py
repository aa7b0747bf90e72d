"""The page itself is read and compared: nothing lost, nothing added."""

import pytest
from flask import Flask

from community_voice.deliver.brief.page import BriefPage
from community_voice.deliver.brief.rendered import rendered_failures
from community_voice.deliver.brief.routes import render_brief
from community_voice.store import Brief
from tests.deliver.brief.conftest import Tamper


@pytest.fixture
def html(app: Flask, brief: Brief) -> str:
    with app.test_request_context("/river-street/brief/?lang=en"):
        return render_brief(brief)


def failures(html: str, brief: Brief) -> list[str]:
    return list(rendered_failures(html, BriefPage(brief.release)))


def test_the_page_as_it_is_has_everything(html: str, brief: Brief) -> None:
    assert failures(html, brief) == []
    for claim in brief.release.claims:
        assert f"claim:{claim.code}" in html
    for quote in brief.release.quotes:
        assert quote.text in html


def test_a_number_changed_on_the_page_is_named(html: str, brief: Brief) -> None:
    changed = html.replace(">50<", ">51<", 1)
    assert changed != html
    assert any("does not say what the release says" in found for found in failures(changed, brief))


def test_a_sentence_changed_on_the_page_is_named(html: str, brief: Brief) -> None:
    changed = html.replace("spoke about", "complained about")
    assert "page claim:finding-1: it does not say what the release says" in failures(changed, brief)


def test_a_lost_quote_is_named(html: str, brief: Brief) -> None:
    changed = html.replace('data-told="quote:0"', 'data-told="free"')
    assert "page quote:0: the page does not have it" in failures(changed, brief)


@pytest.mark.parametrize("number", ["7", "٧", "½"])
def test_a_number_from_nowhere_is_named(html: str, brief: Brief, number: str) -> None:
    changed = html.replace("<h2", f"<p>About {number} said so.</p><h2", 1)
    assert "page: it holds a number that comes from nowhere in the release" in failures(
        changed, brief
    )


def test_an_unverified_claim_is_not_printed(app: Flask, brief: Brief, tamper: Tamper) -> None:
    lost = next(claim for claim in brief.release.claims if claim.code == "against-1").text
    tamper("UPDATE claim SET verified = FALSE WHERE code = 'against-1'")
    with app.test_request_context("/"):
        assert lost not in render_brief(brief)
