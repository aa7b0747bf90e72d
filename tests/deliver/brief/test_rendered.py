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
        assert f"claim:{claim.code}" in html or claim.template in ("no_difference", "group_hidden")
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


def test_a_chinese_word_that_can_also_mean_one_is_no_number(html: str, brief: Brief) -> None:
    changed = html.replace("<h2", "<p>一致</p><h2", 1)
    assert changed != html
    assert failures(changed, brief) == []


def test_an_unverified_claim_is_not_printed(app: Flask, brief: Brief, tamper: Tamper) -> None:
    lost = next(claim for claim in brief.release.claims if claim.code == "against-1").text
    tamper("UPDATE claim SET verified = FALSE WHERE code = 'against-1'")
    with app.test_request_context("/"):
        assert lost not in render_brief(brief)


def test_what_holds_for_every_finding_is_said_once(html: str) -> None:
    assert html.count("No clear difference between groups could be shown.") == 1


def test_a_placeholder_is_no_section_and_machinery_stands_by_the_seal(html: str) -> None:
    assert "What was said against" not in html
    how, appendix = html[html.index('id="method"') :].split('id="why"')
    assert "Support and doubt were not told apart." in how
    for setting in ("Analysis run:", "Seed:", "Program version:"):
        assert setting not in how
        assert setting in appendix[appendix.index('id="seal"') :]


def test_themes_stand_by_how_many_raised_them_and_hidden_rows_are_left_out(
    html: str, brief: Brief
) -> None:
    page = BriefPage(brief.release)
    counts = [cell.n if (cell := page.total("people", theme)) else None for theme in page.themes]
    shown = [n for n in counts if n is not None]
    assert counts == [*sorted(shown, reverse=True), *[None] * (len(counts) - len(shown))]
    assert len(shown) < len(counts)
    crossed = html[html.index('id="tables"') :]
    for table in page.theme_tables:
        assert table.left_out == 1
    assert f'"theme:{page.themes[-1].code}"' not in crossed
    assert crossed.count("Themes left out of this table") == len(page.theme_tables)
