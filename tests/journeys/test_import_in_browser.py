"""A file goes the whole way in a real browser: no violation, no overflow, with and without JS."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.collect.importing.work import store_batch
from community_voice.extensions import db
from community_voice.staff.accounts import ADMINISTRATOR
from community_voice.staff.service import create_account
from community_voice.store import ImportBatch, Testimony
from community_voice.store.database import begin_writing
from community_voice.store.leasing import Lease, take_next
from tests.journeys.conftest import SLUG, WIDTHS, Live

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "importer@example.org", "orchard-lantern-river"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
HEAD = "person_id,comment,tongue,area,when\n"
MARK = "the night team came late "


@pytest.fixture(scope="module")
def staff(live: Live) -> Live:
    with live.app.app_context():
        begin_writing(db.session())
        create_account(db.session(), EMAIL, "Ina Porter", ADMINISTRATOR, PASSWORD)
        db.session.commit()
    return live


def check(page: Page, has_script: bool) -> None:
    """Find no violation (axe is a script itself) and no sideways scrolling."""
    if has_script:
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def upload(page: Page, live: Live, file: Path) -> None:
    page.goto(f"{live.url}/staff/{SLUG}/import")
    page.set_input_files("#file", file)
    page.locator("form.upload button").click()


def work(live: Live) -> None:
    """Do what the worker does, without loading the analysis."""
    with live.app.app_context():
        taken = take_next(db.engine, {"import": ImportBatch}, "here")
        assert taken is not None
        lease = Lease(db.engine, taken)
        with Session(db.engine, expire_on_commit=False) as session:
            lease.watched = session
            store_batch(session, session.get_one(ImportBatch, taken.id), lease.tick)
            lease.finish_in(session)
            session.commit()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("tag", "has_script"), [("en", True), ("ar", True), ("es", False)])
def test_a_file_goes_the_whole_way(
    browser: Browser, staff: Live, tmp_path: Path, tag: str, has_script: bool, width: int
) -> None:
    context = browser.new_context(
        locale=tag, java_script_enabled=has_script, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.goto(f"{staff.url}/staff/sign-in")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{staff.url}/staff/")

    mark = f"{MARK} {tag} {width}"
    bad = tmp_path / "bad.csv"
    bad.write_text(HEAD + f'1,"{mark} <b>bold</b>",Elvish,North,soon\n2,noise,es,South,\n')
    upload(page, staff, bad)
    page.select_option("[name=role-2]", "language")
    page.select_option("[name=role-4]", "date")
    page.locator("main button.second[type=submit]").last.click()
    page.locator(".row-errors li").nth(1).wait_for()
    assert page.locator(".row-errors li").count() == 2
    assert page.locator(".sheet b").count() == 0
    check(page, has_script)

    good = tmp_path / "good.csv"
    good.write_text(HEAD + f'1,"{mark}",es,North,2026-03-01\n1,{mark} again,,,\n2,noise,,South,\n')
    upload(page, staff, good)
    page.select_option("[name=role-3]", "group")
    page.locator("main button.second[type=submit]").last.click()
    assert page.locator(".row-errors").count() == 0
    check(page, has_script)
    page.locator("form[action$='/store'] button").click()
    assert page.locator("progress").count() == 1
    check(page, has_script)
    work(staff)
    page.reload()
    assert page.locator("progress").count() == 0
    assert page.locator(f"main a.button[href='/staff/{SLUG}/themes']").count() == 1
    check(page, has_script)

    upload(page, staff, good)
    assert page.locator("[role=alert]").count() == 1
    check(page, has_script)
    context.close()
    with staff.app.app_context():
        stored = select(func.count(Testimony.id)).where(Testimony.text.startswith(mark))
        assert db.session.scalar(stored) == 2


def test_a_waiting_import_can_be_given_up(browser: Browser, staff: Live, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{staff.url}/staff/sign-in")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{staff.url}/staff/")
    file = tmp_path / "given-up.csv"
    file.write_text(HEAD + "1,given up,,,\n")
    upload(page, staff, file)
    page.locator("form[action$='/store'] button").click()
    page.locator("form[action$='/cancel'] button").click()
    assert page.locator("[role=status]").count() == 1
    context.close()
    with staff.app.app_context():
        newest = select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)
        batch = db.session.scalars(newest).one()
        assert (batch.state, batch.content) == ("cancelled", None)
