"""Many entries on a device that is killed again and again, on a network that loses answers.

Exit status 1 where an entry was lost, doubled or changed. Needs Chromium.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import func, select

from community_voice.answering.receipts import make_receipt
from community_voice.app import create_app
from community_voice.extensions import db
from community_voice.store import Response
from community_voice.store.migrating import upgrade
from community_voice.store.secrets import keyed_digest
from tests.journeys.conftest import make_open_engagement
from tests.journeys.device import Device, Gate, serve, waiting
from tests.journeys.field_work import stored_answers
from tests.journeys.offline_pages import SEAL, keep_forms, shell

LONGEST = 900


def make_app(folder: Path) -> Flask:
    """Return the app with an open survey."""
    app = create_app(
        {
            "SECRET_KEY": "stress",
            "RECORD_KEY": "stress-record",
            "OPEN_ALL_LANGUAGES": True,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'stress.sqlite3'}",
            "SESSION_COOKIE_SECURE": False,
            "HTTPS_ONLY": False,
        }
    )
    with app.app_context():
        upgrade(db.engine)
        make_open_engagement()
    return app


def seal_entries(page: Page, gate: Gate, count: int) -> dict[str, str]:
    """Let entries wait on the device; return words by receipt."""
    keep_forms(page, gate.url, "en")
    page.locator("[data-form$='/en'] [data-open]").click()
    page.locator("#to-review").wait_for()
    given = {}
    for number in range(count):
        receipt, words = make_receipt(), f"words {number} {random.getrandbits(64):x}"
        page.evaluate(SEAL, [f"stress-entry-{number:06d}", receipt, words])
        given[receipt] = words
    return given


def send_with_kills(device: Device, gate: Gate, kills: int) -> int:
    """Send from two tabs, killed now and then, until nothing waits; return how many are left."""
    began = time.monotonic()
    while time.monotonic() - began < LONGEST:
        pages = [device.context.pages[0], device.context.new_page()]
        for page in pages:
            page.goto(shell(gate.url))
        if kills > 0:
            time.sleep(random.uniform(0.2, 3))
            device.kill()
            device.switch_on()
            kills -= 1
            continue
        while (left := waiting(pages[0])) and time.monotonic() - began < LONGEST:
            time.sleep(1)
        return left
    return -1


def check(app: Flask, given: dict[str, str]) -> list[str]:
    """Return what is wrong with what is stored."""
    wrong = []
    with app.app_context():
        count = db.session.scalar(select(func.count()).select_from(Response))
        if count != len(given):
            wrong.append(f"{count} stored of {len(given)}")
        for receipt, words in given.items():
            _about, answers = stored_answers(keyed_digest("receipt", receipt))
            if answers["what_happened"] != [words]:
                wrong.append(f"changed: {words}")
        db.session.remove()
    return wrong


def main() -> int:
    """Run it, and say what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=250)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    random.seed(asked.seed)
    folder = Path(tempfile.mkdtemp())
    gate = Gate(make_app(folder))
    server, gate.url = serve(gate)
    with sync_playwright() as playwright:
        device = Device(playwright.chromium, folder / "profile", gate)
        (folder / "profile").mkdir()
        page = device.switch_on().pages[0]
        gate.holds_back = True
        given = seal_entries(page, gate, asked.entries)
        gate.holds_back, gate.drop_every = False, 3
        began = time.monotonic()
        left = send_with_kills(device, gate, asked.kills)
        seconds = time.monotonic() - began
        device.kill()
    server.shutdown()
    wrong = check(gate.app, given)
    outcomes = gate.outcomes()
    print(f"{asked.entries} entries, {asked.kills} kills, every third answer lost: {seconds:.0f} s")
    print(f"sent {len(outcomes)} times; {outcomes.count('again')} again; {left} left on the device")
    print("\n".join(wrong) or "each is stored once, as it was written")
    with gate.app.app_context():
        db.engine.dispose()
    shutil.rmtree(folder, ignore_errors=True)
    return 1 if wrong or left else 0


if __name__ == "__main__":
    sys.exit(main())
