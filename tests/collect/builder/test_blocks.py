"""A page of a template is added to a draft, with codes of its own where they are taken."""

from collections.abc import Callable

from flask.testing import FlaskClient

from community_voice.collect.builder.blocks import PURPOSES, section_from, with_block
from community_voice.collect.builder.editing import questions_of
from community_voice.instruments.template import TEMPLATES
from tests.collect.builder.conftest import Desk, small_survey

Browser = Callable[[str], FlaskClient]


def test_every_template_says_to_staff_what_it_is_for() -> None:
    assert set(PURPOSES) == set(TEMPLATES)


def test_a_block_comes_after_the_page_that_was_named(desk: Desk) -> None:
    said = {"template": "demographics", "section": "about_you", "after": "calls"}
    assert "About you" in desk.get("/blocks?after=calls")
    answer = desk.save("/blocks", **said)
    assert answer.location == f"{desk.base}?section=about_you#s-about_you"
    sections = desk.definition["sections"]
    assert [section["code"] for section in sections] == ["calls", "about_you", "words"]
    desk.save("/blocks", **said)
    assert desk.definition["sections"][1]["code"] == "about_you_2"
    codes = [question["code"] for question in questions_of(desk.definition)]
    assert len(codes) == len(set(codes))


def test_rules_within_a_block_follow_its_new_codes() -> None:
    section = {**small_survey()["sections"][0], "code": "calls"}
    made = with_block(small_survey(), section, "")  # type: ignore[arg-type]
    assert made["sections"][2]["code"] == "calls_2"
    called, times = made["sections"][2]["questions"]
    assert (called["code"], times["code"]) == ("called_2", "times_2")
    assert times["settings"]["show_if"]["args"][0] == {"answer": "called_2"}
    assert times["label"]["en"] == "How often after ${called_2}?"
    assert made["sections"][:2] == small_survey()["sections"]


def test_what_is_in_no_template_is_not_added(desk: Desk) -> None:
    for hostile in ({"template": "x"}, {"template": "demographics", "section": "x"}, {}):
        assert desk.save("/blocks", **hostile).status_code == 404
    late = desk.browser.post(
        f"{desk.base}/blocks",
        data={"step": "9", "template": "demographics", "section": "about_you"},
    )
    assert "Somebody changed this draft" in late.text
    assert len(desk.definition["sections"]) == 2


def test_a_block_keeps_its_translations_and_leaves_out_what_is_off() -> None:
    assert "es" in section_from("demographics", "about_you", with_off=False)["title"]
    without, with_all = (
        {q["code"] for q in section_from("demographics", "more_about_you", off)["questions"]}
        for off in (False, True)
    )
    assert with_all - without == {"gender", "orientation"}
