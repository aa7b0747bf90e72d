"""Staff adopt a codebook, code with it, and compare, in a browser without JavaScript."""

import re
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.store import (
    Account,
    AdoptedTheme,
    AnalysisRun,
    CodingRound,
    CodingTask,
    JudgedTheme,
    Judgement,
    ReviewAct,
    RoundSegment,
    Segment,
    Suggestion,
)
from community_voice.store.review_state import read_codebook
from community_voice.study.runs.compute import compute
from tests.study.conftest import run_now
from tests.study.speaking import Speaking

Browser = Callable[[str], FlaskClient]
Do = Callable[[CodingTask], CodingTask]
STAFF = "/staff/river-street"


def text_of(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_starter_codebook_is_adopted_once_searched_and_set_aside(
    session: Session, run: AnalysisRun, speaking: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    assert "Add 28 starter themes" in text_of(browser, f"{STAFF}/codebook")
    for _twice in range(2):
        browser.post(f"{STAFF}/codebook/adopt")
    assert session.scalar(select(func.count()).select_from(AdoptedTheme)) == 28
    assert "starter themes" not in text_of(browser, f"{STAFF}/codebook")
    found = text_of(browser, f"{STAFF}/codebook?q=INTERPRETER")
    assert 0 < found.count('<li id="theme-') < 6
    state = read_codebook(session, speaking.engagement.id)
    theme = next(theme for theme in state.adopted.values() if theme.slug == "transport")
    browser.post(f"{STAFF}/codebook/{theme.id}/set-aside")
    state = read_codebook(session, speaking.engagement.id)
    assert len(state.adopted) == 27
    page = text_of(browser, f"{STAFF}/codebook")
    undo = re.search(r'action="([^"]+/undo)"', page)
    assert undo is not None
    browser.post(undo.group(1))
    assert len(read_codebook(session, speaking.engagement.id).adopted) == 28
    assert not state.shown.keys() & state.adopted.keys(), "no run found them: they are not counted"


def test_starter_words_read_in_each_readers_language_until_somebody_writes_their_own(
    session: Session, run: AnalysisRun, speaking: Speaking, staff_client: Browser, analyst: Account
) -> None:
    browser = staff_client("analyst")
    browser.post(f"{STAFF}/codebook/adopt")
    english = text_of(browser, f"{STAFF}/codebook")
    analyst.language = "es"
    spanish = text_of(browser, f"{STAFF}/codebook")
    names = [re.findall(r'<h2><bdi dir="auto">([^<]+)', page) for page in (english, spanish)]
    assert len(names[0]) == len(names[1]) == 28
    assert sum(one == other for one, other in zip(*names, strict=True)) < 3
    state = read_codebook(session, speaking.engagement.id)
    first = next(iter(state.adopted))
    browser.post(f"{STAFF}/codebook/{first}", data={"name": "Confianza", "definition": "Nuestra."})
    analyst.language = "en"
    assert "Confianza" in text_of(browser, f"{STAFF}/codebook")
    history = text_of(browser, f"{STAFF}/themes/history")
    assert "Named a theme" in history


def test_a_theme_without_words_is_refused_and_one_with_words_is_added(
    session: Session, run: AnalysisRun, speaking: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    page = browser.post(f"{STAFF}/codebook", data={"name": "  "}, follow_redirects=True)
    assert "Write something first." in page.text
    added = {"name": "Veterans", "definition": "Who served.", "sensitive": "1"}
    browser.post(f"{STAFF}/codebook", data=added)
    theme = next(iter(read_codebook(session, speaking.engagement.id).adopted.values()))
    assert (theme.title, theme.sensitive, theme.serious) == ("Veterans", True, False)


def test_words_of_a_theme_that_cannot_be_kept_come_back_as_they_were_typed(
    session: Session, themes: dict[str, int], staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    for wrong in ("\u200b\u202e", "x" * 121):
        typed = {"name": wrong, "definition": "<b>Long\nthought.", "serious": "1"}
        for address in (f"{STAFF}/codebook", f"{STAFF}/codebook/{themes['wait']}"):
            refused = browser.post(address, data=typed)
            assert refused.status_code == 400
            assert wrong in refused.text
            assert "&lt;b&gt;Long\nthought." in refused.text
            assert 'role="alert"' in refused.text
    assert session.scalar(select(func.count()).select_from(AdoptedTheme)) == len(themes)


def test_a_line_in_a_definition_counts_once_as_the_browser_counts_it(
    session: Session, themes: dict[str, int], speaking: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    typed = {"name": "Waiting for help", "definition": "a\r\n" * 999 + "b"}
    for _twice in range(2):
        assert browser.post(f"{STAFF}/codebook/{themes['wait']}", data=typed).status_code == 302
    theme = read_codebook(session, speaking.engagement.id).adopted[themes["wait"]]
    assert theme.description == "a\n" * 999 + "b"
    described = select(func.count(ReviewAct.id)).where(ReviewAct.kind == "describe")
    assert session.scalar(described) == 1, "the same words again are no act"


def passages(browser: FlaskClient, address: str) -> str:
    """Follow the way to the next passage, and return its address."""
    answer = browser.get(address)
    assert answer.status_code == 302, answer.text
    return answer.location


def test_a_passage_is_coded_corrected_and_skipped(
    session: Session, themes: dict[str, int], staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    here = passages(browser, f"{STAFF}/coding/next")
    page = text_of(browser, here)
    assert "<mark>" in page
    assert "Passage 1 of" in page
    both = {"theme": [str(themes["wait"])], "none": "1"}
    refused = browser.post(here, data=both)
    assert refused.status_code == 400
    assert "not both" in refused.text
    assert f'value="{themes["wait"]}" checked' in refused.text
    assert browser.post(here, data={}).status_code == 400
    assert session.scalar(select(func.count(Judgement.id))) == 0
    said = {"theme": [str(themes["wait"])], "stance": "oppose", "safety": ["crisis_disclosure"]}
    there = browser.post(here, data=said).location
    assert there != here
    page = text_of(browser, here)
    assert f'value="{themes["wait"]}" checked' in page
    assert "<summary>This may be hard to read" in page
    browser.post(here, data={"none": "1", "theme": ["999999"], "stance": "nonsense"})
    row = session.scalars(select(Judgement)).one()
    assert (row.stance, row.safety, row.offered) == ("", [], sorted(themes.values()))
    assert session.scalars(select(JudgedTheme)).all() == []
    skipped = passages(browser, f"{STAFF}/coding/next?after={there.rsplit('/', 1)[1]}")
    assert skipped not in (here, there)


def test_a_passage_that_was_written_down_from_a_recording_says_so(
    themes: dict[str, int], speaking: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    here = passages(browser, f"{STAFF}/coding/next")
    assert "written down from a recording" not in text_of(browser, here)
    speaking.let_be_recordings("story")
    assert "written down from a recording" in text_of(browser, here)


def test_two_people_never_get_the_same_passage_outside_of_rounds(
    session: Session, themes: dict[str, int], staff_client: Browser
) -> None:
    first, other = staff_client("analyst"), staff_client("administrator")
    here = passages(first, f"{STAFF}/coding/next")
    first.post(here, data={"none": "1"})
    assert other.get(here).status_code == 404
    assert passages(other, f"{STAFF}/coding/next") != here


def test_two_people_who_begin_together_lose_nothing_and_are_dealt_different_passages(
    session: Session, themes: dict[str, int], staff_client: Browser
) -> None:
    first, other = staff_client("analyst"), staff_client("administrator")
    here = passages(first, f"{STAFF}/coding/next")
    assert passages(other, f"{STAFF}/coding/next") == here
    said = {"theme": [str(themes["wait"])]}
    for browser in (first, other):
        assert browser.post(here, data=said).status_code == 302
    assert session.scalar(select(func.count(Judgement.id))) == 2
    for _turn in range(3):
        ways = [passages(browser, f"{STAFF}/coding/next") for browser in (first, other)]
        assert ways[0] != ways[1]
        for browser, place in zip((first, other), ways, strict=True):
            assert browser.post(place, data=said).status_code == 302


def test_what_left_the_queue_while_somebody_read_it_is_kept_unless_a_round_drew_it(
    session: Session,
    themes: dict[str, int],
    staff_client: Browser,
    analyst: Account,
    second: Account,
) -> None:
    browser, other = staff_client("analyst"), staff_client("administrator")
    here = passages(browser, f"{STAFF}/coding/next")
    other.post(here, data={"none": "1"})
    refused = browser.post(here, data={})
    assert refused.status_code == 400
    assert "Choose at least one theme" in refused.text
    assert browser.post(here, data={"none": "1"}).status_code == 302
    start(other, analyst, second)
    drawn = session.scalars(select(RoundSegment.segment_id)).first()
    there = f"{STAFF}/coding/passages/{drawn}"
    assert browser.post(there, data={"none": "1"}).status_code == 404
    assert browser.post(f"{STAFF}/coding/passages/999999", data={"none": "1"}).status_code == 404


def test_a_theme_that_came_or_went_while_somebody_read_is_judged_as_it_was_offered(
    session: Session, themes: dict[str, int], staff_client: Browser
) -> None:
    browser, other = staff_client("analyst"), staff_client("administrator")
    here = passages(browser, f"{STAFF}/coding/next")
    found = re.search(r'name="offered" value="([^"]+)"', text_of(browser, here))
    assert found is not None
    other.post(f"{STAFF}/codebook", data={"name": "New", "definition": "Came late."})
    other.post(f"{STAFF}/codebook/{themes['wait']}/set-aside")
    said = {"offered": found.group(1), "theme": [str(themes["wait"])]}
    assert browser.post(here, data=said).status_code == 302
    row = session.scalars(select(Judgement)).one()
    assert row.offered == sorted(themes.values()), "nobody was asked about the new theme"
    assert session.scalars(select(JudgedTheme.theme_id)).all() == [themes["wait"]]
    forged = {"offered": "0 x 999999", "theme": ["999999"], "none": "1"}
    browser.post(here, data=forged)
    assert themes["wait"] not in row.offered, "what was never offered falls back to the codebook"


def test_asking_twice_for_a_theme_or_a_round_makes_one(
    session: Session,
    themes: dict[str, int],
    staff_client: Browser,
    analyst: Account,
    second: Account,
) -> None:
    browser = staff_client("analyst")
    for _twice in range(2):
        browser.post(f"{STAFF}/codebook", data={"name": "Veterans", "definition": "Who served."})
    assert session.scalar(select(func.count()).select_from(AdoptedTheme)) == len(themes) + 1
    here = start(browser, analyst, second)
    assert start(browser, second, analyst) == here
    assert start(browser, analyst, second, size="11") != here
    made = session.scalars(select(CodingRound).order_by(CodingRound.id)).first()
    assert made is not None
    browser.post(passages(browser, f"{STAFF}/coding/rounds/{made.id}/next"), data={"none": "1"})
    assert start(browser, analyst, second) != here


def start(browser: FlaskClient, first: Account, second: Account, **asked: str) -> str:
    data = {"first": str(first.id), "second": str(second.id), "themes": "codebook", "size": "10"}
    return browser.post(f"{STAFF}/agreement", data=data | asked).location


def test_a_round_is_blind_until_it_is_closed(
    session: Session,
    themes: dict[str, int],
    staff_client: Browser,
    analyst: Account,
    administrator: Account,
    do: Do,
) -> None:
    one, two = staff_client("analyst"), staff_client("administrator")
    here = start(one, analyst, administrator)
    made = session.scalars(select(CodingRound)).one()
    sample = session.scalars(select(RoundSegment.segment_id)).all()
    assert len(sample) == made.size == 10
    suggest(session, made, themes["wait"])
    for browser, choice in ((one, "wait"), (two, "language")):
        way = f"{STAFF}/coding/rounds/{made.id}/next"
        for _passage in sample:
            there = passages(browser, way)
            page = text_of(browser, there)
            assert " checked" not in page.split("<fieldset")[1]
            assert "suggested" not in page
            assert "hard to read" not in page
            browser.post(there, data={"theme": [str(themes[choice])]})
    page = text_of(one, here)
    assert page.count("10 of 10") == 2
    assert "Alpha" not in page
    one.post(f"{here}/close")
    there = f"{STAFF}/coding/rounds/{made.id}/passages/{sample[0]}"
    assert one.post(there, data={"none": "1"}).status_code == 409
    for closed in (there, f"{STAFF}/coding/rounds/{made.id}/next"):
        assert one.get(closed).location == here, "nobody is led to code what cannot be kept"
    task = session.scalars(select(CodingTask).where(CodingTask.kind == "agree")).one()
    assert "waits for its turn" in text_of(one, here)
    do(task)
    page = text_of(one, here)
    assert "too few" in page
    assert made.state == "compared"
    assert one.post(f"{here}/close").status_code == 409
    assert one.post(f"{here}/again").status_code == 409


def suggest(session: Session, made: CodingRound, theme: int) -> None:
    """Let the machine have opinions of a round's segments."""
    task = CodingTask(
        engagement_id=made.engagement_id, kind="learn", run_id=made.run_id, state="done"
    )
    session.add(task)
    session.flush()
    for key in session.scalars(select(RoundSegment.segment_id)):
        about: dict[str, Any] = {"task_id": task.id, "segment_id": key, "score": 0.9}
        about |= {"suggested": True, "sure": True}
        session.add(Suggestion(theme_id=theme, **about))
        session.add(Suggestion(attribute="safety", value="crisis_disclosure", **about))
    session.flush()


def test_others_see_a_round_but_do_not_code_in_it(
    session: Session,
    themes: dict[str, int],
    staff_client: Browser,
    administrator: Account,
    second: Account,
) -> None:
    browser = staff_client("analyst")
    here = start(browser, administrator, second)
    assert "0 of 10" in text_of(browser, here)
    made = session.scalars(select(CodingRound)).one()
    assert browser.get(f"{STAFF}/coding/rounds/{made.id}/next").status_code == 404
    assert browser.post(f"{here}/close").status_code == 409


def test_a_round_wants_two_people_a_sensible_size_and_new_passages(
    session: Session, themes: dict[str, int], staff_client: Browser, analyst: Account
) -> None:
    browser = staff_client("analyst")
    for wrong in ({"size": "3"}, {"size": "many"}, {"second": str(analyst.id)}, {"second": "0"}):
        data = {"first": str(analyst.id), "second": "999", "themes": "codebook", "size": "10"}
        browser.post(f"{STAFF}/agreement", data=data | wrong)
    assert session.scalars(select(CodingRound)).all() == []


def test_passages_of_a_round_are_in_nobodys_queue(
    session: Session,
    themes: dict[str, int],
    staff_client: Browser,
    analyst: Account,
    second: Account,
) -> None:
    browser = staff_client("analyst")
    every = set(session.scalars(select(Segment.id)))
    start(browser, analyst, second)
    sample = set(session.scalars(select(RoundSegment.segment_id)))
    seen = set()
    for _each in every - sample:
        here = passages(browser, f"{STAFF}/coding/next")
        seen.add(int(here.rsplit("/", 1)[1]))
        browser.post(here, data={"none": "1"})
    assert seen == every - sample


def test_what_was_learned_is_suggested_and_never_ticked(
    session: Session,
    themes: dict[str, int],
    staff_client: Browser,
    do: Do,
) -> None:
    browser = staff_client("analyst")
    words = {
        key: "wait" if "ambul" in page else "language"
        for key in session.scalars(select(Segment.id))
        for page in [text_of(browser, f"{STAFF}/coding/passages/{key}")]
    }
    for _each in range(8):
        here = passages(browser, f"{STAFF}/coding/next")
        key = int(here.rsplit("/", 1)[1])
        browser.post(here, data={"theme": [str(themes[words[key]])], "stance": "oppose"})
    browser.post(f"{STAFF}/coding/learn")
    assert browser.post(f"{STAFF}/coding/learn").status_code == 409
    task = session.scalars(select(CodingTask)).one()
    assert "waits for its turn" in text_of(browser, f"{STAFF}/coding")
    do(task)
    assert task.results["judgements"] == 8
    assert len(task.results["queue"]) == len(words) - 8
    here = passages(browser, f"{STAFF}/coding/next")
    assert int(here.rsplit("/", 1)[1]) == task.results["queue"][0]
    pages = [text_of(browser, f"{STAFF}/coding/passages/{key}") for key in task.results["queue"]]
    assert sum("suggested," in page for page in pages) >= len(pages) // 2
    assert not any('name="theme" value="' in p and " checked>\n" in p for p in pages)
    assert "It learned from 8 codings." in text_of(browser, f"{STAFF}/coding")


def test_learning_is_stopped(
    session: Session, themes: dict[str, int], staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    browser.post(f"{STAFF}/coding/learn")
    task = session.scalars(select(CodingTask)).one()
    browser.post(f"{STAFF}/coding/tasks/{task.id}/cancel")
    assert task.state == "cancelled"
    assert browser.post(f"{STAFF}/coding/tasks/{task.id}/cancel").status_code == 409


def test_without_a_run_or_a_codebook_the_page_says_what_to_do_first(
    session: Session, speaking: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    assert "Find themes first" in text_of(browser, f"{STAFF}/coding")
    assert browser.post(f"{STAFF}/coding/learn").status_code == 409
    assert "no theme has a name" in text_of(browser, f"{STAFF}/agreement")


def test_a_run_by_the_codebook_is_asked_for_and_a_new_discovery_brings_the_other_themes_back(
    session: Session, run: AnalysisRun, speaking: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    assert 'name="codebook"' not in text_of(browser, f"{STAFF}/themes/runs")
    asked = {"encoder": "tfidf", "codebook": "1"}
    assert browser.post(f"{STAFF}/themes/runs", data=asked).status_code == 409
    found = set(read_codebook(session, speaking.engagement.id).shown)
    words = {"name": "Late", "definition": "The ambulance came hours late, we waited."}
    browser.post(f"{STAFF}/codebook", data=words)
    assert 'name="codebook"' in text_of(browser, f"{STAFF}/themes/runs")
    theme = next(iter(read_codebook(session, speaking.engagement.id).adopted))
    for _each in range(4):
        here = passages(browser, f"{STAFF}/coding/next")
        browser.post(here, data={"theme": [str(theme)]})
    browser.post(f"{STAFF}/themes/runs", data=asked)
    coded = session.scalars(select(AnalysisRun).order_by(AnalysisRun.id.desc())).first()
    assert coded is not None
    assert coded.settings["codebook"] is True
    compute(session, coded, lambda stage, done, total: None)
    coded.state = "done"
    session.flush()
    page = text_of(browser, f"{STAFF}/themes")
    assert page.count('<article class="card theme"') == 1
    assert "Late" in page
    assert "no name yet" not in page
    again = run_now(session, speaking)
    shown = set(read_codebook(session, speaking.engagement.id, again.id).shown)
    assert len(shown) == len(found)
    assert theme not in shown
