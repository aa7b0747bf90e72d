"""An area pressed on a map is chosen; the point goes no further."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.answering.state import unseal
from tests.collect.survey.browser import Browser
from tests.collect.survey.made import SLUG, choices, publish_survey, question, section

SHAPES = {"west": [[0, 0], [50, 0], [50, 100], [0, 100]], "east": [[60, 0], [100, 0], [100, 100]]}


@pytest.fixture
def browser(client: FlaskClient, session: Session) -> Browser:
    """Return somebody at a question with a map."""
    publish_survey(
        session,
        section(
            "one",
            question(
                "area",
                "place",
                choices=choices("west", "east"),
                map={"shapes": SHAPES, "width": 100, "height": 100},
            ),
            question("story"),
        ),
    )
    return Browser(client, f"/{SLUG}/survey")


def press_map(browser: Browser, x: int, y: int, **fields: str) -> None:
    """Press the picture, as a browser does: two numbers, and no button."""
    data = {**browser.form.sent, "q-area-map.x": str(x), "q-area-map.y": str(y), **fields}
    browser.page = browser.client.post(f"/{SLUG}/survey", data=data)


def test_the_area_is_chosen_and_the_page_stays(browser: Browser) -> None:
    assert 'type="image"' in browser.text
    press_map(browser, 20, 40, **{"q-story": "typed before"})
    assert browser.at == "one"
    assert browser.form.sent["q-area"] == "west"
    assert browser.form.sent["q-story"] == "typed before"
    assert "You chose:" in browser.words
    filling = unseal(browser.form.sent["state"])
    assert filling
    assert filling.answers == {"area": {"": ["west"]}, "story": {"": ["typed before"]}}


def test_a_spot_outside_every_area_is_told_and_changes_nothing(browser: Browser) -> None:
    press_map(browser, 20, 40)
    press_map(browser, 140, 250)
    assert "There is no area at that spot." in browser.words
    assert browser.form.sent["q-area"] == "west"
