"""Staff study themes in a browser without JavaScript."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store import Account, AnalysisRun, AuditEntry, ReviewAct, Segment
from community_voice.store.review_state import read_codebook
from community_voice.study.review.service import Reviewer
from tests.study.conftest import run_now
from tests.study.speaking import SPANISH, WAITING, Speaking, start_engagement

Browser = Callable[[str], FlaskClient]
THEMES = "/staff/river-street/themes"


def themes_of(session: Session, speaking: Speaking) -> list[int]:
    return list(read_codebook(session, speaking.engagement.id).shown)


def text_of(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_only_staff_see_themes(client: FlaskClient, speaking: Speaking) -> None:
    for address in (THEMES, f"{THEMES}/1", f"{THEMES}/history", f"{THEMES}/runs"):
        assert client.get(address).status_code == 302


def test_without_words_the_page_says_what_to_do_first(
    session: Session, staff_client: Browser
) -> None:
    start_engagement(session)
    page = text_of(staff_client("analyst"), THEMES)
    assert "Nobody has said anything in their own words yet" in page
    assert "Find themes" not in page


def test_before_the_first_run_the_page_offers_one(
    speaking: Speaking, staff_client: Browser
) -> None:
    page = text_of(staff_client("analyst"), THEMES)
    assert "Find themes" in page
    assert "16 texts" in page


def test_a_run_is_asked_for_followed_and_stopped(
    session: Session, speaking: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    asked = browser.post(f"{THEMES}/runs", data={"encoder": "tfidf", "most": "12", "tone": "1"})
    run = session.scalars(select(AnalysisRun)).one()
    assert run.settings == {"encoder": "tfidf", "most": 12, "tone": True}
    assert asked.location == f"{THEMES}/runs/{run.id}"
    assert browser.post(f"{THEMES}/runs", data={}).status_code == 409
    assert "waits for its turn" in text_of(browser, asked.location)
    run.state, run.leased_by, run.leased_until = "running", "somebody", run.asked_at
    run.stage, run.done, run.total = "encoding", 300, 1200
    session.flush()
    page = browser.get(f"{asked.location}?follow=1")
    assert page.headers["Refresh"] == "5"
    assert '<progress aria-labelledby="stage" max="1200" value="300">' in page.text
    assert "Refresh" not in browser.get(asked.location).headers
    browser.post(f"{asked.location}/cancel")
    assert run.cancel_asked
    assert "is being stopped" in text_of(browser, asked.location)


def test_a_run_that_nobody_took_is_stopped_at_once(
    session: Session, speaking: Speaking, staff_client: Browser
) -> None:
    run = speaking.ask_for_run()
    staff_client("analyst").post(f"{THEMES}/runs/{run.id}/cancel")
    assert run.state == "cancelled"


def test_a_failed_run_says_why_and_can_be_tried_again(
    session: Session, speaking: Speaking, staff_client: Browser
) -> None:
    run = speaking.ask_for_run(most=9)
    run.state, run.problem = "failed", "The machine was too small."
    session.flush()
    browser = staff_client("analyst")
    assert "The machine was too small." in text_of(browser, THEMES)
    browser.post(f"{THEMES}/runs/{run.id}/again")
    newest = session.scalars(select(AnalysisRun).order_by(AnalysisRun.id.desc())).first()
    assert newest is not None
    assert (newest.state, newest.settings) == ("queued", run.settings)


@pytest.mark.parametrize("wrong", ["-1", "1", "999999", "a few", "٣٠٠٠٠٠", "1e3"])
def test_a_setting_that_is_no_sensible_number_is_refused(
    session: Session, speaking: Speaking, staff_client: Browser, wrong: str
) -> None:
    answer = staff_client("analyst").post(f"{THEMES}/runs", data={"most": wrong})
    assert answer.status_code == 400
    assert session.scalars(select(AnalysisRun)).all() == []


def test_themes_show_their_quotes_in_their_languages(
    session: Session, run: AnalysisRun, staff_client: Browser
) -> None:
    page = text_of(staff_client("analyst"), THEMES)
    assert '<blockquote class="said" lang="es" dir="ltr">' in page
    assert '<blockquote class="said" lang="en" dir="ltr">' in page
    assert "Español" in page
    assert "may be quoted" in page
    assert "counted only: never quote" in page


def test_words_that_were_written_down_from_a_recording_say_so(
    run: AnalysisRun, speaking: Speaking, staff_client: Browser
) -> None:
    told = "written down from a recording"
    browser = staff_client("analyst")
    assert told not in text_of(browser, THEMES)
    speaking.let_be_recordings("wish")
    assert told not in text_of(browser, THEMES)
    speaking.let_be_recordings("story")
    page = text_of(browser, THEMES)
    assert page.count(told) == page.count('<blockquote class="said"')


def test_rough_tone_stands_beside_english_only(
    session: Session, run: AnalysisRun, speaking: Speaking, staff_client: Browser
) -> None:
    for segment in session.scalars(select(Segment)):
        segment.tone = -0.7
    run.settings = {**run.settings, "tone": True}
    session.flush()
    browser = staff_client("analyst")
    for theme_id in themes_of(session, speaking):
        for tag in ("en", "es"):
            page = text_of(browser, f"{THEMES}/{theme_id}?language={tag}")
            quotes = page.count("<blockquote")
            assert page.count("rough tone: harsh") == (quotes if tag == "en" else 0)


def test_a_tone_that_an_earlier_run_left_is_not_shown(
    session: Session, run: AnalysisRun, speaking: Speaking, staff_client: Browser
) -> None:
    for segment in session.scalars(select(Segment)):
        segment.tone = -0.7
    session.flush()
    browser = staff_client("analyst")
    pages = [text_of(browser, f"{THEMES}/{key}") for key in themes_of(session, speaking)]
    assert not any("rough tone:" in page for page in pages)


def test_a_run_that_tells_stability_and_parts_shows_them(
    session: Session, run: AnalysisRun, speaking: Speaking, staff_client: Browser
) -> None:
    first, *others = run.results["themes"]
    parts = [{"id": f"t01.{n}", "label": f"part {n} of it", "rows": n} for n in (1, 2)]
    told = {**first, "stability": 0.875, "subthemes": parts}
    run.results = {**run.results, "themes": [told, *others]}
    session.flush()
    browser = staff_client("analyst")
    for page in (text_of(browser, THEMES), text_of(browser, f"{THEMES}/{first['theme']}")):
        assert page.count("Stability: 88%") == 1
        assert page.count("part 2 of it") == 1


def test_a_run_that_tells_how_themes_stand_shows_it_until_they_are_merged(
    session: Session,
    run: AnalysisRun,
    speaking: Speaking,
    analyst: Account,
    staff_client: Browser,
) -> None:
    first, second = [entry["theme"] for entry in run.results["themes"]][:2]
    run.results = {**run.results, "fragility": [{"theme": first, "stands": 47, "runs": 50}]}
    session.flush()
    browser = staff_client("analyst")
    told = "among the themes told first in 47 of 50 re-runs"
    for page in (text_of(browser, THEMES), text_of(browser, f"{THEMES}/{first}")):
        assert page.count(told) == 1
    assert told not in text_of(browser, f"{THEMES}/{second}")
    Reviewer(session, speaking.engagement, analyst).merge(second, first)
    assert told not in text_of(browser, THEMES) + text_of(browser, f"{THEMES}/{first}")


def test_a_theme_is_searched_without_case_and_accents(
    session: Session, run: AnalysisRun, speaking: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    found = [
        text_of(browser, f"{THEMES}/{theme}?q=TARDO+dos+horas")
        for theme in themes_of(session, speaking)
    ]
    assert sum("1 passage found" in page for page in found) == 1
    assert sum("tardó dos horas" in page for page in found) == 1


def test_every_act_is_done_logged_and_taken_back(
    session: Session, run: AnalysisRun, speaking: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    first, second, *_rest = themes_of(session, speaking)
    segment = session.scalars(select(Segment.id)).first()
    before = read_codebook(session, speaking.engagement.id)
    acts = {
        f"{first}/name": {"name": "Waiting for hours"},
        f"{first}/description": {"description": "How long help takes"},
        f"{first}/segments/{segment}": {"act": "move", "into": str(second)},
        f"{second}/segments/{segment}": {"act": "set_aside"},
        f"{second}/merge": {"into": str(first)},
        f"{first}/set-aside": {},
    }
    for address, form in acts.items():
        answer = browser.post(f"{THEMES}/{address}", data=form)
        assert answer.status_code == 302, answer.text
    done = session.scalars(select(ReviewAct).order_by(ReviewAct.id)).all()
    assert [act.kind for act in done] == [
        "rename",
        "describe",
        "move",
        "set_aside_segment",
        "merge",
        "set_aside_theme",
    ]
    logged = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert logged[-len(done) :] == [f"theme.{act.kind}" for act in done]
    assert "all were set aside" in text_of(browser, THEMES) or len(before.shown) > 2
    history = text_of(browser, f"{THEMES}/history")
    assert history.count("Take back<") == len(done)
    for act in reversed(done):
        browser.post(f"{THEMES}/history/{act.id}/undo")
    after = read_codebook(session, speaking.engagement.id)
    assert after.themes == before.themes
    assert after.decided == {}
    assert browser.post(f"{THEMES}/history/{done[0].id}/undo").status_code == 409


def test_merging_asks_first(
    session: Session, run: AnalysisRun, speaking: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    first, second, *_rest = themes_of(session, speaking)
    page = text_of(browser, f"{THEMES}/{first}/merge?into={second}")
    assert "Merge two themes?" in page
    assert session.scalars(select(ReviewAct)).all() == []
    assert browser.post(f"{THEMES}/{first}/merge", data={"into": str(first)}).status_code == 400


def test_another_engagements_themes_and_words_are_out_of_reach(
    session: Session, run: AnalysisRun, speaking: Speaking, staff_client: Browser
) -> None:
    other = start_engagement(session, "hill-street")
    other.say_all(WAITING)
    browser = staff_client("analyst")
    theme = themes_of(session, speaking)[0]
    segment = session.scalars(select(Segment.id)).first()
    strange = "/staff/hill-street/themes"
    assert browser.get(f"{strange}/{theme}").status_code == 404
    assert browser.get(f"{strange}/runs/{run.id}").status_code == 404
    assert browser.post(f"{strange}/runs/{run.id}/cancel").status_code == 404
    for address in ("name", "description", "set-aside", f"segments/{segment}", "merge"):
        form = {"name": "x", "description": "x", "act": "set_aside", "into": str(theme)}
        assert browser.post(f"{strange}/{theme}/{address}", data=form).status_code == 404
    browser.post(f"{THEMES}/{theme}/name", data={"name": "Ours"})
    act = session.scalars(select(ReviewAct)).one()
    assert browser.post(f"{strange}/history/{act.id}/undo").status_code == 404


def test_before_a_merge_the_sizes_of_both_themes_are_told(
    session: Session, run: AnalysisRun, speaking: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    first, second = themes_of(session, speaking)[:2]
    size = re.compile(r"<strong>(\d+ (?:person|people))</strong>")
    told = [size.findall(text_of(browser, f"{THEMES}/{key}"))[0] for key in (first, second)]
    assert f"({told[1]})</option>" in text_of(browser, f"{THEMES}/{first}")
    asked = text_of(browser, f"{THEMES}/{first}/merge?into={second}")
    assert re.findall(r"\((\d+ \w+)\)</li>", asked) == told


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x00b"])
def test_a_name_that_cannot_be_kept_is_refused(
    session: Session, run: AnalysisRun, speaking: Speaking, staff_client: Browser, name: str
) -> None:
    theme = themes_of(session, speaking)[0]
    browser = staff_client("analyst")
    answer = browser.post(f"{THEMES}/{theme}/name", data={"name": name})
    assert answer.location == f"{THEMES}/{theme}"
    shown = text_of(browser, answer.location)
    assert '<p class="message problem" role="alert">' in shown
    assert "has its new name" not in shown
    assert session.scalars(select(ReviewAct)).all() == []


def test_markup_in_words_and_names_is_shown_as_it_was_written(
    session: Session, speaking: Speaking, staff_client: Browser
) -> None:
    speaking.say_all([f"<script>alert(1)</script> {text}" for text in WAITING])
    run_now(session, speaking)
    browser = staff_client("analyst")
    themes = themes_of(session, speaking)
    for theme in themes:
        browser.post(f"{THEMES}/{theme}/name", data={"name": "<b>Waiting</b>"})
    own = [f"{THEMES}/{theme}" for theme in themes]
    pages = [text_of(browser, address) for address in (THEMES, f"{THEMES}/history", *own)]
    assert sum("&lt;script&gt;alert" in page for page in pages) >= 1
    for page in pages:
        assert "&lt;b&gt;Waiting" in page
        assert "<script>" not in page
        assert "<b>" not in page


def test_a_page_number_that_no_database_can_hold_is_the_first_page(
    speaking: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    for number in (2**31, 2**63, -1, "x"):
        assert browser.get(f"{THEMES}/history?page={number}").status_code == 200


def test_a_run_tells_which_themes_a_language_has_more_or_less_of(
    session: Session, speaking: Speaking, staff_client: Browser
) -> None:
    speaking.say_all([text for text in WAITING for _again in range(5)])
    speaking.say_all([f"{SPANISH[2]} {n}" for n in range(30)], language="es")
    run = run_now(session, speaking)
    told = run.results["parity"]["themes"]
    assert {row["represented"] for row in told} == {"over", "under"}
    assert {row["theme"] for row in told} <= {row["theme"] for row in run.results["themes"]}
    page = text_of(staff_client("analyst"), f"{THEMES}/runs/{run.id}")
    table = page.split('aria-labelledby="unlike"')[1].split("</table>")[0]
    assert table.count("<tr>") == 1 + len(told)
    over = next(row for row in told if row["represented"] == "over")
    assert f">{over['n'] / over['of']:.0%}<" in table
    assert f">{over['ratio']:.2f} " in table
    assert "chance is counted for all of them at once" in page
    parity = {**run.results["parity"], "themes": []}
    run.results = {**run.results, "parity": parity}
    session.flush()
    assert "unlike" not in text_of(staff_client("analyst"), f"{THEMES}/runs/{run.id}")


def test_a_run_tells_how_each_language_and_way_of_collecting_was_served(
    session: Session, run: AnalysisRun, staff_client: Browser
) -> None:
    served = run.results["parity"]["served"]
    groups = {(row["dimension"], row["value"]) for row in served}
    assert groups == {("language", "en"), ("language", "es"), ("mode", "web")}
    theme = run.results["themes"][0]["theme"]
    warning = {"dimension": "language", "theme": theme, "value": "es", "inside": 1.0}
    parity = {**run.results["parity"], "warnings": [{**warning, "fallen": ["en"]}]}
    run.results = {**run.results, "parity": parity}
    session.flush()
    page = text_of(staff_client("analyst"), f"{THEMES}/runs/{run.id}")
    assert "on the web" in page
    assert "perhaps because others fell out" in page
    run.results = {key: told for key, told in run.results.items() if key != "parity"}
    session.flush()
    assert "fell out" not in text_of(staff_client("analyst"), f"{THEMES}/runs/{run.id}")
