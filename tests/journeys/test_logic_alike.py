"""A rule means in the page what it means on the server."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.instruments.logic.both import evaluate_here, evaluate_in_page, exact, folded
from tests.instruments.logic.generating import CODES, GRID, SECTION, any_case

pytestmark = pytest.mark.browser
VECTORS = Path(__file__).parents[1] / "instruments" / "logic" / "vectors.json"
GENERATED = 600


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give an empty page."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_the_page_finds_what_was_worked_out_by_hand(page: Page) -> None:
    cases = json.loads(VECTORS.read_text(encoding="utf-8"))
    for case, told in zip(cases, evaluate_in_page(page, cases), strict=True):
        assert told == evaluate_here(case), case
        assert evaluate_here(case)[0] == exact(case["expected"]), case


def test_the_page_finds_what_the_server_finds_in_generated_rules(page: Page) -> None:
    chance = random.Random(20261126)
    cases = [any_case(chance) for _time in range(GENERATED)]
    whole = [evaluate_here(case) for case in cases]
    assert len({str(result) for result in whole}) > GENERATED / 10
    assert evaluate_in_page(page, cases) == whole
    kept = [{code for code in (*CODES, GRID, SECTION) if chance.random() < 0.4} for _ in cases]
    parts = [folded(case, keep) for case, keep in zip(cases, kept, strict=True)]
    assert evaluate_in_page(page, parts) == whole


def test_a_difference_would_be_seen(page: Page) -> None:
    case = {"expr": {"op": "add", "args": [{"value": 1}, {"value": 1}]}}
    page.set_content("<p>")
    evaluate_in_page(page, [case])
    page.evaluate(
        "() => { window.communityVoiceLogic ="
        " {evaluate: () => 3, asText: String, truth: Boolean}; }"
    )
    assert evaluate_in_page(page, [case]) != [evaluate_here(case)]
