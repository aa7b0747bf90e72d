"""Frames say what the rows say: counted a second way, in plain Python, over noisy rows."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.staff.pages import responses_by_unit
from community_voice.store import (
    AnalysisRun,
    Answer,
    Choice,
    Coding,
    Question,
    Response,
    ReviewAct,
    Section,
    Segment,
    Survey,
    Theme,
    Version,
    VersionWording,
)
from community_voice.store import Testimony as Said
from community_voice.store.frames.codings import codings_frame
from community_voice.store.frames.labels import group_labels, question_labels
from community_voice.store.frames.people import people_frame
from community_voice.store.frames.segments import segments_frame
from community_voice.store.frames.testimony import testimony_frame as read_testimony
from community_voice.store.review_state import read_codebook
from community_voice.study.review.service import Reviewer
from tests.study.conftest import run_now
from tests.study.speaking import (
    LANGUAGE_HELP,
    SPANISH,
    WAITING,
    Speaking,
    add_survey,
    start_engagement,
)


@pytest.fixture
def town(session: Session) -> Speaking:
    """Return an engagement with people, comments and noise, beside another engagement."""
    town = start_engagement(session)
    for number, text in enumerate(WAITING + LANGUAGE_HELP):
        groups = [{"age": "young"}, {"age": "old", "colour": "red"}, {}, {"age": "no such"}]
        consent = ["counted", "quoted", "quoted_with_place"][number % 3]
        person = town.say(text, groups=groups[number % 4] | {"street": "north"}, consent=consent)
        if number % 2:
            town.add_words(person, text + " Again.", "wish")
    town.say(WAITING[0] + " Not to be themed.", themed=False)
    town.say("", groups={"age": "young"})
    file = add_survey(session, town.engagement, "a-file", "imported")
    file.say_all(SPANISH, language="und", unit="comments", groups={"age": "old"})
    elsewhere = start_engagement(session, "hill-street")
    elsewhere.say_all(WAITING, groups={"age": "young"})
    return town


def own_rows(session: Session, town: Speaking) -> list[Response]:
    rows = session.scalars(select(Response)).all()
    return [row for row in rows if row.engagement_id == town.engagement.id]


def test_people_are_one_row_a_response_with_their_groups(session: Session, town: Speaking) -> None:
    frame = people_frame(session, town.engagement.id)
    expected = {}
    for response in own_rows(session, town):
        chosen = [a for a in response.answers if a.question.code == "age"]
        age = (chosen[0].choice.code if chosen[0].choice else "other") if chosen else None
        expected[response.id] = (response.unit, response.language, response.mode, age)
    columns = ["unit", "language", "mode", "group:age"]
    found = {row[0]: tuple(row[1:]) for row in frame[["person", *columns]].itertuples(index=False)}
    assert found == expected
    assert list(frame.columns) == ["person", *columns[:3], "partner", *columns[3:]]
    assert frame["partner"].isna().all()
    assert sorted(expected) == frame["person"].tolist()
    assert Counter(frame["unit"]) == {"people": 14, "comments": 4}


def test_the_language_of_who_did_not_say_is_that_of_most_of_their_words(
    session: Session, town: Speaking
) -> None:
    run = run_now(session, town)
    words: dict[str, Counter[str]] = {}
    for response in own_rows(session, town):
        words[response.id] = Counter()
        for testimony in session.scalars(
            select(Said).where(Said.response_id == response.id, Said.themed)
        ):
            for segment in session.scalars(
                select(Segment).where(Segment.testimony_id == testimony.id)
            ):
                words[response.id][segment.language] += segment.end - segment.start
    frame = people_frame(session, town.engagement.id, run.id).set_index("person")
    for response in own_rows(session, town):
        said = response.language
        expected = words[response.id].most_common(1)[0][0] if said == "und" else said
        assert frame.loc[response.id, "language"] == expected
    assert set(frame.loc[frame["unit"] == "comments", "language"]) == {"es"}


def test_testimony_has_its_source_consent_and_place(session: Session, town: Speaking) -> None:
    frame = read_testimony(session, town.engagement.id)
    rows = session.scalars(select(Said)).all()
    own = {row.id: row for row in rows if row.engagement_id == town.engagement.id and row.themed}
    assert frame["testimony"].tolist() == sorted(own)
    imported = {r.id for r in own_rows(session, town) if r.mode == "import"}
    for line in frame.itertuples():
        row = own[str(line.testimony)]
        answer = session.get_one(Answer, row.answer_id)
        code = session.get_one(Question, answer.question_id).code
        survey = "a-file" if row.response_id in imported else "main"
        assert line.text == row.text
        assert line.question == f"{survey}.{code}"
        assert line.unit == ("comments" if row.response_id in imported else "people")
        assert line.place == ("North" if row.consent == "quoted_with_place" else None)
    everything = read_testimony(session, town.engagement.id, only_themed=False)
    assert len(everything) == len(frame) + 1


def test_one_survey_alone_keeps_its_plain_codes_and_labels(session: Session) -> None:
    town = start_engagement(session)
    town.say(WAITING[0])
    assert read_testimony(session, town.engagement.id)["question"].tolist() == ["story"]
    assert question_labels(session, town.engagement.id)["story"].text == "What story?"
    groups = group_labels(session, town.engagement.id)
    assert list(groups) == ["group:age"]
    assert groups["group:age"].choices == {"young": "Young", "old": "Old"}


def test_codings_are_the_runs_except_where_a_person_decided(
    session: Session, town: Speaking, analyst: object
) -> None:
    run = run_now(session, town)
    account = analyst
    other_run = run_now(session, town)
    reviewer = Reviewer(session, town.engagement, account)  # type: ignore[arg-type]
    state = read_codebook(session, town.engagement.id, run.id)
    first, second, *_rest = [key for key, theme in state.themes.items() if theme.proposed]
    coded = session.scalars(
        select(Coding.segment_id).where(Coding.run_id == other_run.id, Coding.primary)
    ).all()
    shown = list(read_codebook(session, town.engagement.id).shown)
    reviewer.move(coded[0], 0, shown[1])
    reviewer.set_aside_segment(coded[1], 0)
    reviewer.merge(shown[0], shown[1])
    assert {first, second} & set(shown) == set(), "an untouched older run's themes do not show"

    expected = expected_codings(session, other_run.id)
    frame = codings_frame(session, town.engagement.id, other_run.id)
    found = {
        (int(s), str(t), str(b), bool(p))
        for s, t, b, p in frame[["segment", "theme", "by", "primary"]].itertuples(index=False)
    }
    assert found == expected
    assert not frame.duplicated(["segment", "theme"]).any()
    assert set(frame["person"]) <= {r.id for r in own_rows(session, town)}


def expected_codings(session: Session, run_id: int) -> set[tuple[int, str, str, bool]]:
    """Work out by hand, act for act, what counts."""
    merged: dict[int, int] = {}
    decided: dict[int, int | None] = {}
    for act in session.scalars(select(ReviewAct).order_by(ReviewAct.id)):
        if act.kind == "merge":
            merged[act.theme_id or 0] = act.into_theme_id or 0
        elif act.segment_id:
            decided[act.segment_id] = act.into_theme_id
    pairs: dict[tuple[int, int], tuple[str, bool]] = {}
    for coding in session.scalars(select(Coding).where(Coding.run_id == run_id)):
        if coding.segment_id not in decided:
            theme = merged.get(coding.theme_id or 0, coding.theme_id or 0)
            _by, before = pairs.get((coding.segment_id, theme), ("run", False))
            pairs[coding.segment_id, theme] = ("run", before or coding.primary)
    for segment, into in decided.items():
        if into is not None:
            pairs[segment, merged.get(into, into)] = ("person", True)
    return {(segment, f"t{theme}", by, main) for (segment, theme), (by, main) in pairs.items()}


def test_segments_of_a_run_are_those_it_read_with_the_language_it_heard(
    session: Session, town: Speaking
) -> None:
    first = run_now(session, town)
    whole = town.ask_for_run(whole=True)
    assert whole.id
    frame = segments_frame(session, town.engagement.id, first.id)
    assert len(frame) == first.results["counts"]["segments"]
    changed = int(frame["segment"].iloc[0])
    first.results = {**first.results, "spoken_otherwise": {str(changed): "zz"}}
    session.flush()
    heard = segments_frame(session, town.engagement.id, first.id).set_index("segment")["language"]
    assert heard[changed] == "zz"
    assert "zz" not in set(heard.drop(changed))


def test_frames_of_nobody_are_empty_and_whole(session: Session) -> None:
    town = start_engagement(session)
    assert list(people_frame(session, town.engagement.id)) == [
        "person",
        "unit",
        "language",
        "mode",
        "partner",
        "group:age",
    ]
    assert read_testimony(session, town.engagement.id).empty
    run = AnalysisRun(engagement_id=town.engagement.id, state="done")
    session.add(run)
    session.flush()
    assert codings_frame(session, town.engagement.id, run.id).empty
    assert session.scalars(select(Theme)).all() == []
    assert session.scalars(select(Choice)).first() is not None


def test_call_takers_are_no_residents(session: Session, town: Speaking) -> None:
    before = people_frame(session, town.engagement.id)
    staff = add_survey(session, town.engagement, "call-takers", "survey")
    staff.version.survey.audience = "responders"
    said = staff.say("We sort calls by hand.", groups={"age": "old"})
    session.flush()
    after = people_frame(session, town.engagement.id)
    assert said.id not in set(after["person"])
    assert said.id not in set(read_testimony(session, town.engagement.id)["person"])
    assert len(after) == len(before) > 0
    counts = responses_by_unit(session)[town.engagement.id]
    assert counts["responders"] == 1
    assert counts["people"] == sum(before["unit"] == "people")


def ask_more(town: Speaking) -> None:
    """Ask, in a second survey of residents, where they live, and yes or no."""
    asked: list[tuple[str, str, dict[str, Any], tuple[str, ...]]] = [
        ("home", "place", {"group": True}, ("hill", "shore")),
        ("called", "yes_no", {"group": True}, ("yes", "no", "not_sure")),
        ("work", "place", {}, ("hill", "shore")),
        ("several", "several_choices", {"group": True}, ("one",)),
    ]
    version = Version(survey=Survey(engagement=town.engagement, slug="more"), languages=["en"])
    section = Section(version=version, code="one", position=0)
    town.session.add(section)
    town.session.flush()
    for place, (code, kind, settings, choices) in enumerate(asked):
        question = Question(
            version_id=version.id,
            section=section,
            code=code,
            type=kind,
            position=place,
            settings=settings,
            choices=[Choice(code=choice, position=n) for n, choice in enumerate(choices)],
        )
        town.session.add(question)
        town.questions[code] = question
    for code in ("hill", "shore"):
        town.session.add(
            VersionWording(
                version_id=version.id,
                path=f"question.home.choice.{code}.label",
                language="en",
                text=f"The {code}",
            )
        )
    town.session.flush()


def test_people_are_grouped_by_yes_and_no_and_by_place_too(session: Session) -> None:
    town = start_engagement(session)
    ask_more(town)
    one = town.say(WAITING[0], groups={"called": "not_sure", "home": "hill"})
    two = town.say(WAITING[1], groups={"home": "somewhere else", "several": "one"})
    frame = people_frame(session, town.engagement.id).set_index("person")
    assert {name for name in frame.columns if name.startswith("group:")} == {
        "group:age",
        "group:called",
        "group:home",
    }
    assert frame["group:called"].to_dict() == {one.id: "not_sure", two.id: None}
    assert frame["group:home"].to_dict() == {one.id: "hill", two.id: "other"}
    labels = group_labels(session, town.engagement.id)
    assert labels["group:called"].choices == {"yes": "Yes", "no": "No", "not_sure": "Not sure"}
    assert labels["group:home"].choices == {"hill": "The hill", "shore": "The shore"}


def test_the_first_place_that_a_person_names_is_told_if_they_allow_it(session: Session) -> None:
    town = start_engagement(session)
    ask_more(town)
    places = {"work": "shore", "home": "hill"}
    told = town.say(WAITING[0], groups=places, consent="quoted_with_place")
    town.say(WAITING[1], groups=places, consent="quoted")
    written = town.say(WAITING[2], groups={"home": "no such"}, consent="quoted_with_place")
    frame = read_testimony(session, town.engagement.id).set_index("person")
    assert frame.loc[told.id, "place"] == "The hill"
    assert frame.loc[written.id, "place"] is None
    assert frame["place"].notna().sum() == 1
