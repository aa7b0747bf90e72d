"""What holds for the whole app: numbers in addresses, and who may read its files."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.exceptions import MethodNotAllowed, NotFound

from community_voice.store.columns import LARGEST_KEY

NO_KEYS = (str(2**31), str(2**32), str(2**63 - 1), str(2**63), "9" * 30, "9" * 5000)


def test_a_number_that_no_row_can_have_leads_nowhere(app: Flask) -> None:
    site, tried = app.url_map.bind("localhost"), 0
    for rule in app.url_map.iter_rules():
        pattern = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
        pattern = re.sub(r"<(?!int)[^>]*>", "word", pattern)
        if "<int" not in pattern:
            continue
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        found, _values = site.match(re.sub("<int[^>]*>", str(LARGEST_KEY), pattern), method)
        assert found == rule.endpoint
        for number in NO_KEYS:
            tried += 1
            with pytest.raises((NotFound, MethodNotAllowed)):
                site.match(re.sub("<int[^>]*>", number, pattern), method)
    assert tried >= 15 * len(NO_KEYS)


@pytest.mark.parametrize("number", [str(LARGEST_KEY), *NO_KEYS])
def test_staff_see_a_plain_page_for_such_a_number(
    staff_client: Callable[[str], FlaskClient], number: str
) -> None:
    browser = staff_client("administrator")
    assert browser.get(f"/staff/accounts/{number}/password").status_code == 404
    for before in (number, f"-{number}"):
        assert browser.get("/staff/audit", query_string={"before": before}).status_code == 200


def test_nobody_else_on_the_machine_reads_the_database_or_the_keys(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "instance"
    named = {**os.environ, "INSTANCE": str(folder)}
    for name in ("DATABASE_URL", "SECRET_KEY", "RECORD_KEY"):
        named.pop(name, None)
    # As under a careless umask; the database stays open, so that its journals are there too.
    code = (
        "import os; os.umask(0)\n"
        "from community_voice.app import create_app\n"
        "from community_voice.extensions import db\n"
        "app = create_app()\n"
        "with app.app_context(), db.engine.begin() as connection:\n"
        "    connection.exec_driver_sql('CREATE TABLE kept (words TEXT)')\n"
        "    print(*sorted(os.listdir(os.environ['INSTANCE'])))\n"
        "    for path in (p for p in os.scandir(os.environ['INSTANCE'])):\n"
        "        print(path.name, oct(path.stat().st_mode & 0o777))\n"
    )
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, env=named, capture_output=True, text=True, check=True)  # noqa: S603
    names, *modes = said.stdout.splitlines()
    assert {"community_voice.sqlite3", "community_voice.sqlite3-wal", "keys.json"} <= {
        *names.split()
    }
    assert {mode.split()[1] for mode in modes} == {"0o600"}
    for made in (folder, folder.parent):
        assert made.stat().st_mode & 0o777 == 0o700


def test_what_a_resident_uploads_is_held_in_memory_alone(app: Flask) -> None:
    for path, in_memory in (("/river-street/survey", True), ("/staff/river-street/import", False)):
        large = {"sound": (BytesIO(b"x" * 1_000_000), "sound.webm")}
        with app.test_request_context(path, method="POST", data=large):
            assert isinstance(request.files["sound"].stream, BytesIO) is in_memory
