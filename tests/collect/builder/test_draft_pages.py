"""The draft of a survey through its pages: acts, undoing, several editors, publishing."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from community_voice.collect.builder import drafts
from community_voice.collect.builder.drafts import steps_of
from community_voice.collect.builder.service import make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.instruments.definition import publish, write_draft
from community_voice.store import AuditEntry, DraftStep, Survey, Version
from tests.collect.builder.conftest import Desk

Browser = Callable[[str], FlaskClient]


def form(**more: str) -> dict[str, str]:
    """Return a short text question as its form sends it."""
    said = {"type": "short_text", "old": "", "section": "calls", "after": "", "code": ""}
    return {**said, "text:label": "Who came to help you?", "required": "no", **more}


def test_the_page_shows_questions_in_order_with_rules_as_sentences(desk: Desk) -> None:
    page = desk.get()
    assert (
        page.index("Did you call?") < page.index("How often after") < page.index("What happened?")
    )
    assert "“Did you call?” is “Yes”" in page.replace("&#34;", '"')
    assert "Yes · No" in page


def test_questions_move_within_and_between_sections(desk: Desk) -> None:
    answer = desk.act("question_down", "called")
    assert answer.location == f"{desk.base}#q-called"
    assert desk.codes == [["times", "called"], ["story"]]
    desk.act("question_down", "called")
    assert desk.codes == [["times"], ["called", "story"]]
    desk.act("question_up", "called")
    assert desk.codes == [["times", "called"], ["story"]]
    desk.act("question_to", "called", section="words", place="2")
    assert desk.codes == [["times"], ["story", "called"]]
    desk.act("section_up", "words")
    assert desk.codes == [["story", "called"], ["times"]]


def test_a_copy_has_a_code_of_its_own_and_every_language(desk: Desk) -> None:
    desk.act("question_double", "called")
    assert desk.codes == [["called", "called_2", "times"], ["story"]]
    assert desk.question("called_2")["label"] == {"en": "Did you call?", "es": "¿Llamó?"}


def test_acts_are_undone_one_after_another_and_history_says_who(desk: Desk) -> None:
    before = desk.definition
    desk.act("question_down", "called")
    desk.act("question_delete", "story")
    desk.act("section_delete", "words")
    assert "Undo: Delete the section “words”" in desk.get()
    for _again in range(3):
        desk.act("undo")
    assert desk.definition == before
    assert desk.act("undo").status_code == 409
    history = desk.get("/history")
    assert history.count("undone") >= 3
    assert "Ada Park" in history


def test_undoing_keeps_what_a_translator_did_since(desk: Desk, session: Session) -> None:
    desk.act("question_down", "called")
    now = desk.definition
    now["sections"][1]["questions"][0]["label"]["es"] = "¿Qué pasó?"
    version = session.scalars(select(Version)).one()
    write_draft(session, version, now)
    desk.act("undo")
    assert desk.codes == [["called", "times"], ["story"]]
    assert desk.question("story")["label"]["es"] == "¿Qué pasó?"


def test_undoing_keeps_a_language_that_a_translator_added_since(
    desk: Desk, session: Session
) -> None:
    desk.act("question_down", "called")
    version = session.scalars(select(Version)).one()
    version.languages = [*version.languages, "so"]
    session.flush()
    desk.act("undo")
    assert desk.definition["languages"] == ["en", "es", "so"]


def test_undoing_takes_back_the_languages_of_its_act_but_not_what_was_written_in_them(
    desk: Desk, session: Session
) -> None:
    desk.save("/texts", title="About help", languages=["es", "ar", "so"])
    assert desk.definition["languages"] == ["en", "es", "ar", "so"]
    now = desk.definition
    now["sections"][1]["questions"][0]["label"]["so"] = "Maxaa dhacay?"
    write_draft(session, session.scalars(select(Version)).one(), now)
    desk.act("undo")
    assert desk.definition["languages"] == ["en", "es", "so"]
    assert desk.question("story")["label"]["so"] == "Maxaa dhacay?"


def test_only_the_step_that_is_undone_is_read_whole(desk: Desk, session: Session) -> None:
    for _again in range(3):
        desk.act("question_double", "story")
    version = session.scalars(select(Version)).one()
    session.expire_all()
    steps = [step for step, _who, _undone in steps_of(session, version)]
    assert len(steps) == 3
    assert all("before" in inspect(step).unloaded for step in steps)
    desk.act("undo")
    assert desk.codes == [["called", "times"], ["story", "story_3", "story_2"]]


@pytest.mark.parametrize(
    ("bound", "most", "left"),
    [("KEPT_STEPS", 2, 2), ("KEPT_CHARACTERS", 2600, 3), ("KEPT_CHARACTERS", 1, 1)],
)
def test_the_oldest_steps_go_and_the_last_act_can_be_undone(
    desk: Desk, session: Session, monkeypatch: pytest.MonkeyPatch, bound: str, most: int, left: int
) -> None:
    monkeypatch.setattr(drafts, bound, most)
    moves = ["question_down", "question_up"] * 4
    for move in moves:
        desk.act(move, "called")
    kept = session.scalars(select(DraftStep.number).order_by(DraftStep.number)).all()
    assert kept == list(range(len(moves) - len(kept) + 1, len(moves) + 1))
    assert len(kept) == left
    desk.act("undo")
    assert desk.codes == [["times", "called"], ["story"]]


def test_an_act_on_an_older_step_is_refused(desk: Desk) -> None:
    old = desk.step
    desk.act("question_down", "called")
    late = desk.browser.post(
        f"{desk.base}/act", data={"step": old, "act": "question_delete", "code": "story"}
    )
    assert desk.codes == [["times", "called"], ["story"]]
    assert "Somebody changed this draft" in desk.browser.get(late.location).text


@pytest.mark.parametrize("step", ["", "-1", "x", "99999999999", "1"])
def test_a_step_that_was_never_shown_does_nothing(desk: Desk, step: str) -> None:
    data = {"step": step, "act": "question_delete", "code": "story"}
    desk.browser.post(f"{desk.base}/act", data=data)
    assert desk.codes == [["called", "times"], ["story"]]


def test_a_late_form_keeps_what_was_typed(desk: Desk) -> None:
    old = desk.step
    desk.act("question_down", "called")
    late = desk.browser.post(
        f"{desk.base}/new-question", data={**form(), "step": old, "do": "save"}
    )
    assert late.status_code == 409
    assert "Somebody changed this draft" in late.text
    assert "Who came to help you?" in late.text
    assert f'name="step" value="{desk.step}"' in late.text, "a second look may save"


def test_a_question_is_added_after_another_with_a_code_from_its_words(desk: Desk) -> None:
    desk.save("/new-question", **form(after="called"))
    assert desk.codes == [["called", "came_help", "times"], ["story"]]


def test_a_question_that_was_deleted_meanwhile_comes_back_when_asked(desk: Desk) -> None:
    desk.act("question_delete", "story")
    typed = form(type="long_text", old="story", code="story", section="")
    refused = desk.save("/questions/story", **typed)
    assert refused.status_code == 409
    assert "deleted this question" in refused.text
    desk.save("/new-question", **{**typed, "old": "", "section": "words"})
    assert desk.codes[1] == ["story"]


def test_a_section_gets_words_a_rule_and_repeats(desk: Desk) -> None:
    said = {
        "title": "Each person",
        "after": "calls",
        "repeats": "on",
        "most": "5",
        "count": "times",
        "rule:show_if:kind": "formula",
        "rule:show_if:formula": "called = 'yes'",
    }
    desk.save("/new-section", **said)
    made = desk.definition["sections"][1]
    assert (made["code"], made["title"]) == ("each_person", {"en": "Each person"})
    assert made["settings"] == {
        "repeat": {"most": 5, "count": {"answer": "times"}},
        "show_if": {"op": "eq", "args": [{"answer": "called"}, {"value": "yes"}]},
    }
    wrong = desk.save("/sections/each_person", **said, old="each_person", code="words")
    assert wrong.status_code == 422
    assert "There is a section with this code already." in wrong.text
    many = desk.save("/new-section", **{**said, "most": "1000"})
    assert "from 1 to 50" in many.text


def test_a_deadline_needs_its_time_zone(desk: Desk) -> None:
    said = {"title": "About help", "audience": "applicants", "deadline": "2027-03-31T17:00"}
    assert "needs the time zone" in desk.save("/texts", **said).text
    assert "We do not know this time zone" in desk.save("/texts", **said, time_zone="Nowhere").text
    desk.save(
        "/texts", **said, time_zone="America/Los_Angeles", languages=["es", "ar"], thanks="Ta"
    )
    made = desk.definition
    assert made["settings"] == {
        "deadline": "2027-03-31T17:00",
        "time_zone": "America/Los_Angeles",
    }
    assert (made["languages"], made["thanks"]) == (["en", "es", "ar"], {"en": "Ta"})
    assert made["title"] == {"en": "About help", "es": "Sobre la ayuda"}
    assert desk.session.scalars(select(Survey)).one().audience == "applicants"


def test_publishing_asks_fixes_and_forgets_the_steps(desk: Desk, session: Session) -> None:
    desk.act("question_double", "called")
    asked = desk.get("/publish")
    assert "never change afterwards" in asked
    answer = desk.save("/publish")
    assert answer.location == "/staff/river-street/surveys/help/"
    assert session.scalars(select(Version)).one().published_on is not None
    assert session.scalars(select(DraftStep)).all() == []
    acts = [entry.act for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert acts[-2:] == ["draft.double_question", "survey.publish"]


def test_what_makes_a_survey_unanswerable_stops_it(desk: Desk, session: Session) -> None:
    desk.act("question_delete", "called")
    page = desk.get("/publish")
    assert "This stops publishing" in page
    assert "There is no question “called”" in page
    assert desk.save("/publish").status_code == 422
    assert session.scalars(select(Version)).one().published_on is None


def test_a_published_version_has_no_editor(desk: Desk, session: Session) -> None:
    version = session.scalars(select(Version)).one()
    publish(session, version)
    for path in ("", "/texts", "/publish", "/history", "/questions/called", "/discard", "/add"):
        assert desk.browser.get(desk.base + path).status_code == 409, path
    for path in ("/act", "/new-question", "/questions/called", "/publish", "/discard", "/texts"):
        data = {"step": "0", "do": "save", "act": "question_delete", "code": "story"}
        assert desk.browser.post(desk.base + path, data=data).status_code == 409, path
    assert desk.codes == [["called", "times"], ["story"]]


def test_another_engagements_survey_is_not_here(desk: Desk, session: Session) -> None:
    make_engagement(session, Setup(slug="elsewhere", wordings={"title": {"en": "E"}}))
    for path in ("help/1/edit", "help/", "help/compare", "help/1/look", "help/1/edit/publish"):
        assert desk.browser.get(f"/staff/elsewhere/surveys/{path}").status_code == 404, path
    data = {"step": "0", "act": "question_delete", "code": "story"}
    gone = desk.browser.post("/staff/elsewhere/surveys/help/1/edit/act", data=data)
    assert gone.status_code == 404
    for number in ("0", "2", "x", "1e3", "٣", "9" * 40, "%00"):
        assert (
            desk.browser.get(f"/staff/river-street/surveys/help/{number}/edit").status_code == 404
        )


def test_words_are_words_and_no_markup(desk: Desk) -> None:
    hostile = '"><script>alert(1)</script>'
    desk.save("/new-question", **form(**{"text:label": hostile, "text:help": hostile}))
    code = desk.codes[0][-1]
    for path in ("", f"/questions/{code}", "/advice", "/publish", "/history"):
        page = desk.get(path)
        assert "<script>alert" not in page, path
    assert "&lt;script&gt;" in desk.get()


def test_searching_finds_by_any_words_in_any_language(desk: Desk) -> None:
    page = desk.get("?q=Llamó")
    assert "Did you call?" in page
    assert "What happened?" not in page
    assert "Nothing found" in desk.get("?q=zebra")


def test_a_long_draft_is_shown_by_section(desk: Desk, session: Session) -> None:
    now = desk.definition
    for number in range(300):
        now["sections"][1]["questions"].append(
            {"code": f"q{number}", "type": "short_text", "label": {"en": f"Ask {number}"}}
        )
    write_draft(session, session.scalars(select(Version)).one(), now)
    first = desk.get()
    assert "Did you call?" in first
    assert "Ask 299" not in first
    assert "Ask 0<" in desk.get("?section=words")
    assert "Ask 299" in desk.get("?section=words&page=4")
    assert "Ask 250" in desk.get("?q=ask+250")


def test_throwing_a_draft_away_asks_and_takes_an_empty_survey_with_it(
    desk: Desk, session: Session
) -> None:
    desk.act("question_double", "called")
    assert "This cannot be undone" in desk.get("/discard")
    desk.save("/discard")
    assert session.scalars(select(Version)).all() == []
    assert session.scalars(select(Survey)).all() == []


def test_analysts_look_and_do_not_touch(desk: Desk, staff_client: Browser) -> None:
    analyst = staff_client("analyst")
    assert analyst.get("/staff/river-street/surveys/").status_code == 200
    page = analyst.get("/staff/river-street/surveys/help/").text
    assert "/edit" not in page
    assert analyst.get("/staff/river-street/surveys/help/1/look").status_code == 200
    assert analyst.get(desk.base).status_code == 403


def test_every_act_is_in_the_log_with_its_draft(desk: Desk, session: Session) -> None:
    desk.act("question_down", "called")
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.act, entry.subject) == ("draft.move_question", "river-street/help/1")
    assert json.loads(json.dumps(entry.detail)) == {"what": "called"}


def test_a_long_draft_is_shown_again_where_the_question_went(desk: Desk, session: Session) -> None:
    now = desk.definition
    for number in range(250):
        now["sections"][1]["questions"].append(
            {"code": f"q{number}", "type": "short_text", "label": {"en": f"Ask {number}"}}
        )
    write_draft(session, session.scalars(select(Version)).one(), now)
    moved = desk.act("question_to", "called", section="words", place="200", section_shown="calls")
    assert moved.location == f"{desk.base}?section=words&page=2#q-called"
    assert "Did you call?" in desk.browser.get(moved.location).text
    gone = desk.act("question_delete", "times", section_shown="calls")
    assert gone.location == f"{desk.base}?section=calls#q-times"
