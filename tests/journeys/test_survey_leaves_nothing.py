"""Between two pages of a half-filled survey, nothing of it is kept anywhere."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route
from sqlalchemy import func, select

from community_voice.extensions import Base, db
from tests.journeys.conftest import SLUG, Live, Resident
from tests.journeys.device import BROWSER_ARGS

pytestmark = pytest.mark.browser

UNIQUE = "unmistakable-quince-7f3a"
STORES = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).length, cookie: document.cookie,
  caches: window.caches ? await caches.keys() : [],
  workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
})"""


def row_counts(live: Live) -> dict[str, int]:
    with live.app.app_context():
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def files_with(folder: Path, word: str) -> list[str]:
    forms = (word.encode(), word.encode("utf-16-le"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(form in path.read_bytes() for form in forms)]


def test_half_a_survey_is_on_the_page_and_nowhere_else(browser: Browser, live: Live) -> None:
    before = row_counts(live)
    context = browser.new_context()
    resident = Resident(context, live, "en")
    headers: list[dict[str, str]] = []
    resident.page.on("response", lambda answer: headers.append(answer.headers))
    resident.start()
    resident.press("next")
    resident.write("what_happened", UNIQUE)
    resident.press("next")
    assert resident.at == "the_team"
    kept: dict[str, Any] = resident.page.evaluate(STORES)
    assert {name: value for name, value in kept.items() if value} == {}
    assert context.cookies() == []
    assert not any("set-cookie" in each for each in headers)
    pages = [each for each in headers if each["content-type"].startswith("text/html")]
    assert pages
    assert {each["cache-control"] for each in pages} == {"no-store"}
    assert row_counts(live) == before
    assert files_with(live.folder, UNIQUE) == []
    resident.press("back")
    assert resident.page.locator("[name=q-what_happened]").input_value() == UNIQUE
    context.close()


def test_a_profile_on_disk_holds_the_visit_and_not_the_words(
    browser: Browser, live: Live, tmp_path: Path
) -> None:
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=shutil.which("chromium"), args=BROWSER_ARGS
    )
    resident = Resident(context, live, "en")
    resident.start()
    resident.press("next")
    resident.write("what_happened", UNIQUE)
    for go in ("next", "back", "review"):
        resident.press(go)
    state = resident.page.locator("input[name=state]").get_attribute("value") or ""
    resident.press("send")
    resident.page.locator("#pin").fill("482915")
    resident.click("main form button")
    receipt = resident.receipt().replace(" ", "")
    context.close()
    assert files_with(tmp_path, SLUG), "the history cannot be hidden, and we say so"
    assert files_with(tmp_path, UNIQUE) == []
    # Neither the field that carries the words, nor what opens them later.
    for secret in (state[:60], state[-40:], receipt, "482915"):
        assert files_with(tmp_path, secret) == []


def leave(resident: Resident) -> None:
    """Answer for the page that people leave to, without a network, and go there."""

    def weather(route: Route) -> None:
        assert "referer" not in route.request.headers
        route.fulfill(status=200, content_type="text/html", body="<title>Weather</title>")

    resident.page.route("https://www.weather.gov/**", weather)


@pytest.mark.parametrize("scripts", [True, False])
def test_leaving_works_with_and_without_javascript(
    browser: Browser, live: Live, scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    resident = Resident(context, live, "en")
    leave(resident)
    resident.start()
    resident.page.locator("#leave").click()
    resident.page.wait_for_url("https://www.weather.gov/")
    if scripts:
        resident.page.go_back()
        assert resident.page.url == f"{live.url}/{SLUG}/?lang=en", "the survey's place was taken"
    context.close()


def test_escape_three_times_leaves(browser: Browser, live: Live) -> None:
    context = browser.new_context()
    resident = Resident(context, live, "en")
    leave(resident)
    resident.start()
    for _ in range(3):
        resident.page.keyboard.press("Escape")
    resident.page.wait_for_url("https://www.weather.gov/")
    context.close()
