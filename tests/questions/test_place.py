"""A place is an area of a list; a press on its map becomes an area, and the point goes nowhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, render_template

from community_voice.answering.walk import Field
from community_voice.questions import QUESTION_TYPES, Asked, Option, read_map_press
from community_voice.questions.place_map import is_inside, middle, read_map
from community_voice.store.wording import Phrase

AREAS = tuple(Option(code, Phrase(code.title(), "en")) for code in ("north", "south", "horseshoe"))
# A sheet of 100 by 50: the north, the south below it, and at the right an area around a bay.
SHAPES: dict[str, Any] = {
    "north": [[0, 0], [50, 0], [50, 25], [0, 25]],
    "south": [[0, 25], [50, 25], [50, 50], [0, 50]],
    "horseshoe": [
        *([60, 0], [100, 0], [100, 50], [60, 50], [60, 40], [90, 40], [90, 10], [60, 10]),
    ],
}
MAP = {"shapes": SHAPES, "width": 100, "height": 50}


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=en"):
        yield


def asked(options: tuple[Option, ...] = AREAS, instance: int = 1, **settings: object) -> Asked:
    label = Phrase("Where?", "en")
    return Asked("area", "place", label, settings=settings, options=options, instance=instance)


def press(x: object, y: object, question: Asked | None = None, key: str = "area") -> str | None:
    form = {f"q-{key}-map.x": str(x), f"q-{key}-map.y": str(y), "at": "page"}
    return read_map_press(form, question or asked(map=MAP))


def show(question: Asked, typed: dict[str, list[str]], **more: object) -> str:
    field = Field(question, typed, tuple(QUESTION_TYPES["place"].check(question, typed)))
    return render_template(
        "survey/questions/place.html",
        field=field,
        asked=question,
        name=question.field(),
        help_ids=[],
        **more,
    )


@pytest.mark.parametrize(
    ("x", "y", "area"),
    [
        (10, 10, "north"),
        (10, 120, "south"),
        (129, 64, "north"),
        (129, 65, "south"),
        (250, 60, "horseshoe"),
        (200, 60, ""),
        (140, 10, ""),
        (999, 999, ""),
    ],
)
def test_a_press_is_the_area_that_is_drawn_there(x: int, y: int, area: str) -> None:
    # 100 by 50 is shown 260 pixels wide and 130 high.
    assert press(x, y) == area


def test_a_press_from_the_keyboard_is_none() -> None:
    assert press(0, 0) is None
    assert press(0, 1) == "north"


@pytest.mark.parametrize("x", ["", "-1", "1.5", "nan", "1e9", "9" * 30, "١٢", "\x00", "10 "])
def test_a_press_that_no_browser_sends_is_none(x: str) -> None:
    assert press(x, 10) is None
    assert press(10, x) is None


def test_no_press_is_none() -> None:
    assert read_map_press({"at": "page"}, asked(map=MAP)) is None
    assert read_map_press({"q-area-map.x": "10"}, asked(map=MAP)) is None
    assert press(10, 10, asked()) is None
    assert press(10, 10, key="other") is None


def test_each_instance_of_a_repeated_section_has_a_map_of_its_own() -> None:
    second = asked(instance=2, map=MAP)
    assert press(10, 10, second, key="area.2") == "north"
    assert press(10, 10, second) is None


def test_an_area_that_is_not_offered_cannot_be_pressed() -> None:
    assert press(10, 10, asked(AREAS[1:], map=MAP)) == ""
    assert press(10, 120, asked(AREAS[1:], map=MAP)) == "south"


def test_neighbours_never_both_hold_a_point_of_their_border() -> None:
    north, south = (read_map(asked(map=MAP)).shapes[code] for code in ("north", "south"))  # type: ignore[union-attr]
    for x in range(1, 50):
        assert is_inside((x, 25.0), north) + is_inside((x, 25.0), south) == 1


def test_a_name_stands_inside_its_area_even_where_that_bends() -> None:
    for shape in read_map(asked(map=MAP)).shapes.values():  # type: ignore[union-attr]
        assert is_inside(middle(shape), shape)


@pytest.mark.parametrize(
    "said",
    [
        None,
        7,
        [],
        {},
        {"shapes": []},
        {"shapes": {}},
        {"shapes": {"nowhere": SHAPES["north"]}},
        {"shapes": {"north": [[0, 0], [1, 1]]}},
        {"shapes": {"north": [[0, 0], [1, 1], ["x", 2]]}},
        {"shapes": {"north": [[0, 0], [1, 1], [2]]}},
        {"shapes": {"north": [[0, 0], [1, 1], [float("nan"), 2]]}},
        {"shapes": SHAPES, "width": 0},
        {"shapes": SHAPES, "height": -5},
        {"shapes": SHAPES, "width": "wide"},
        {"shapes": SHAPES, "width": True},
        {"shapes": SHAPES, "width": 10**400},
    ],
)
def test_a_map_that_cannot_be_drawn_leaves_the_list(said: object) -> None:
    question = asked(map=said)
    assert read_map(question) is None
    assert press(10, 10, question) is None
    page = show(question, {})
    assert page.count('type="radio"') == len(AREAS)


def test_a_tall_map_does_not_fill_the_page() -> None:
    tall = read_map(asked(map={"shapes": SHAPES, "width": 100, "height": 1000}))
    assert tall is not None
    assert (tall.shown_width, tall.shown_height) == (52, 520)
    wide = read_map(asked(map={"shapes": SHAPES, "width": 100_000, "height": 1}))
    assert wide is not None
    assert (wide.shown_width, wide.shown_height) == (260, 1)


def test_few_areas_are_buttons_and_many_a_list() -> None:
    assert "<select" not in show(asked(other=True), {})
    many = tuple(Option(f"a{number}", Phrase(f"Area {number}", "en")) for number in range(9))
    page = show(asked(many, other=True), {"": ["a4"]})
    assert page.count("<option") == len(many) + 2
    assert page.count(" selected") == 1
    assert '<label class="pick" for="q-area">' in page
    assert 'type="radio"' not in page


def test_a_place_that_is_not_in_the_list_can_be_written() -> None:
    kind, question = QUESTION_TYPES["place"], asked(other=True)
    assert kind.check(question, {"other": ["by the river"]}) == []
    assert kind.value(question, {"other": ["by the river"]}) == "+other"
    assert len(kind.check(question, {"": ["north", "south"]})) == 1
    assert len(kind.check(question, {"": ["41.88,-87.62"]})) == 1


def test_the_map_stands_beside_the_list_and_says_what_was_chosen() -> None:
    question = asked(map=MAP)
    more: dict[str, Any] = {"greeting": {"slug": "river"}, "version_id": 7}
    page = show(question, {"": ["south"]}, map_pressed={"area": "south"}, **more)
    assert 'src="/river/map/7/area.svg?lang=en"' in page
    assert 'name="q-area-map"' in page
    assert 'width="260" height="130"' in page
    assert page.index('name="go" value="next"') < page.index('type="image"'), "Enter goes on"
    assert "You chose:" in page
    assert "<strong>South</strong>" in page
    assert page.count('type="radio"') == len(AREAS)
    assert "<b>2.</b>" in page
    assert "<span>South</span>" in page, "later texts repeat the words without the number"
    missed = show(question, {}, map_pressed={"area": ""}, **more)
    assert "There is no area at that spot." in missed
    assert "You chose:" not in missed


def test_a_long_list_beside_a_map_has_the_numbers_of_the_map() -> None:
    many = (*(Option(f"a{number}", Phrase(f"Area {number}", "en")) for number in range(9)), *AREAS)
    more: dict[str, Any] = {"greeting": {"slug": "river"}, "version_id": 7}
    page = show(asked(many, map=MAP), {}, **more)
    assert '<option value="south" label="2. South">South</option>' in page
    assert '<option value="a4">Area 4</option>' in page
