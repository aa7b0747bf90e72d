"""Two versions side by side: what came, went, changed and moved, in words."""

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.builder.compare import Difference, Part, compare
from community_voice.collect.builder.differences import moved_codes, words_told_apart
from community_voice.instruments.definition import Definition, publish, read_definition, write_draft
from community_voice.store import Version
from tests.collect.builder.conftest import Desk, small_survey


def parts(app: Flask, new: Definition) -> dict[str, Part]:
    """Return what differs from the small survey, by code."""
    with app.test_request_context():
        return {part.code: part for part in compare(small_survey(), new, "en")}


def after(difference: Difference) -> str:
    """Return the words as the new version has them."""
    return "".join(text for kind, text in difference.pieces if kind != "gone")


def test_the_same_survey_differs_in_nothing(app: Flask) -> None:
    assert parts(app, small_survey()) == {}


def test_what_came_and_what_went_are_told(app: Flask) -> None:
    new = small_survey()
    new["sections"][1]["questions"][0] = {"code": "new", "type": "note", "label": {"en": "Read"}}
    found = parts(app, new)
    assert found["new"].kinds == ("added",)
    assert found["story"].kinds == ("removed",)
    assert set(found) == {"new", "story"}


def test_the_fewest_moves_explain_the_new_order(app: Flask) -> None:
    assert moved_codes("abcde", "eabcd") == {"e"}
    assert moved_codes("abc", "abc") == set()
    assert len(moved_codes("abc", "cba")) == 2
    new = small_survey()
    new["sections"][0]["questions"].reverse()
    assert [part.kinds for part in parts(app, new).values()] == [("moved",)]
    across = small_survey()
    across["sections"][1]["questions"].insert(0, across["sections"][0]["questions"].pop())
    assert {code: part.kinds for code, part in parts(app, across).items()} == {"times": ("moved",)}


@given(st.permutations("abcdef"))
def test_those_that_did_not_move_stand_in_their_old_order(after: list[str]) -> None:
    kept = [code for code in after if code not in moved_codes("abcdef", after)]
    assert kept == sorted(kept)


@given(st.text(max_size=60), st.text(max_size=60))
def test_told_apart_words_give_both_texts_back(before: str, after: str) -> None:
    pieces = words_told_apart(before, after)
    assert "".join(text for kind, text in pieces if kind != "new") == before
    assert "".join(text for kind, text in pieces if kind != "gone") == after


def test_words_rules_choices_and_settings_are_told_one_by_one(app: Flask) -> None:
    new = small_survey()
    called, times = new["sections"][0]["questions"]
    called["label"]["en"] = "Did you ever call?"
    called["choices"].append({"code": "unsure", "label": {"en": "Not sure"}})
    called["required"] = True
    times["settings"]["show_if"]["args"][1] = {"value": "no"}
    times["settings"]["min"] = 2
    new["sections"][1]["settings"] = {"repeat": {"most": 4}}
    new["settings"] = {"deadline": "2027-01-01T12:00"}
    found = parts(app, new)
    told = {d.name: d.pieces for d in found["called"].differences}
    assert told["Question"] == (("same", "Did you "), ("new", "ever "), ("same", "call?"))
    assert ("new", "Not sure (unsure)\n") in told["Choices"]
    assert told["Must be answered"] == (("new", "yes"),)
    rules = {
        d.name: "".join(t for k, t in d.pieces if k != "gone") for d in found["times"].differences
    }
    assert rules["Shown if"] == "“Did you call?” is “No”".replace("Did you", "Did you ever")
    assert rules["Smallest number"] == "2"
    assert found["words"].differences[0].name == "Repeats"
    assert found[""].differences[0].pieces == (("new", "2027-01-01T12:00"),)


def test_the_page_compares_a_draft_with_what_is_published(desk: Desk, session: Session) -> None:
    publish(session, session.scalars(select(Version)).one())
    desk.browser.post("/staff/river-street/surveys/help/version")
    draft = session.scalars(select(Version).where(Version.number == 2)).one()
    new = read_definition(session, draft)
    new["sections"][0]["questions"][0]["label"]["en"] = "Did you <b>ring</b>?"
    write_draft(session, draft, new)
    page = desk.browser.get("/staff/river-street/surveys/help/compare").text
    assert "<b>ring" not in page
    assert "added:" in page
    assert "removed:" in page
    same = desk.browser.get("/staff/river-street/surveys/help/compare?one=1&two=1").text
    assert "are the same" in same
    for hostile in ("one=9&two=1", "one=x", "two=%00", "one=-1"):
        gone = desk.browser.get(f"/staff/river-street/surveys/help/compare?{hostile}")
        assert gone.status_code == 404, hostile
