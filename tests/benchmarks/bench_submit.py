"""How fast answers are stored durably, and whether any is lost or doubled by kill -9.

Prints submissions a second beside the durable commits a second of the same database in the same
run (the ceiling of any server that commits each answer), latencies at 1 and 16 clients, and what
became of every submission when all server processes are killed again and again in mid-load and
every tenth try hangs up before its answer. The same harness without a lasting submission id must
show doubles: it proves that the harness looks.

Clients and server share this machine. BENCH_DATABASE_URL names an empty PostgreSQL database.
"""

import argparse
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import inspect, select, text

from community_voice.answering.receipts import show_receipt
from community_voice.answering.state import Filling, begin, seal
from community_voice.app import create_app
from community_voice.collect.builder.service import load_template, make_engagement, make_survey
from community_voice.collect.builder.setup import Setup
from community_voice.extensions import db
from community_voice.store import Testimony
from community_voice.store.database import begin_writing
from community_voice.store.migrating import upgrade

SLUG = "bench"
WORDS = "They came after two hours and nobody explained anything to my mother. " * 4


@dataclass
class Ledger:
    """What clients know: which markers were sent, and which came back with a receipt."""

    sent: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    dropped: int = 0
    latencies: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def prepare(folder: Path) -> tuple[Flask, int]:
    """Make a migrated database with one open survey; return the app and the version's id."""
    os.environ.update(INSTANCE=str(folder), COMMUNITY_VOICE_HTTP="1")
    # Never the database that a host works with: thousands of made-up answers go in.
    os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL", "")
    app = create_app()
    with app.app_context():
        if inspect(db.engine).get_table_names():
            raise SystemExit("BENCH_DATABASE_URL must name an empty database.")
        upgrade(db.engine)
        session = db.session()
        begin_writing(session)
        setup = Setup(slug=SLUG, wordings={"title": {"en": "Benchmark"}})
        engagement = make_engagement(session, setup, is_open=True)
        version = make_survey(session, engagement, load_template("when-you-need-help"))
        version_id = version.id
        session.commit()
        db.session.remove()
    return app, version_id


def durable_commits(app: Flask, seconds: float) -> float:
    """Return commits a second of one row of the same size, one connection, same settings."""
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS scratch (words TEXT)"))
        connection.commit()
        count, until = 0, time.perf_counter() + seconds
        while time.perf_counter() < until:
            connection.execute(text("INSERT INTO scratch VALUES (:words)"), {"words": WORDS})
            connection.commit()
            count += 1
        connection.execute(text("DROP TABLE scratch"))
        connection.commit()
    return count / seconds


def start_server(port: int) -> subprocess.Popen[bytes]:
    """Start gunicorn in a process group of its own, so that all of it can be killed at once."""
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "8", "--log-level", "critical"]
    server = subprocess.Popen([*command, "--no-control-socket"], start_new_session=True)
    wait_for(port)
    return server


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", f"/{SLUG}/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("the server did not start")


class Form:
    """One person's finished survey, ready to be sent and, if need be, sent again."""

    def __init__(self, app: Flask, version_id: int, marker: str) -> None:
        self.app, self.marker = app, marker
        answers = {
            "what_happened": {"": [f"{WORDS}{marker}"]},
            "wanted_help_did_not_call": {"": ["yes"]},
            "consent": {"": ["counted"]},
        }
        self.filling: Filling = begin(version_id).with_answers(answers)

    def body(self) -> tuple[str, str]:
        """Return the form's body and the receipt that its answer must show."""
        with self.app.app_context():
            state = seal(self.filling)
        fields = {"state": state, "at": "review", "go": "send", "lang": "en"}
        return urlencode(fields), show_receipt(self.filling.receipt)

    def renew(self) -> None:
        """Forget the submission id: what a form without one does on every try."""
        self.filling = self.filling.as_another()


def send(
    form: Form,
    port: int,
    ledger: Ledger,
    until: float,
    lasting_id: bool = True,
    lossy: bool = False,
) -> None:
    """Send until a receipt is seen, as a person with a bad connection would."""
    with ledger.lock:
        ledger.sent.append(form.marker)
    while time.monotonic() < until:
        body, receipt = form.body()
        started = time.perf_counter()
        # A phone that leaves the network: the form went out, the answer never comes back.
        hangs_up = lossy and secrets.randbelow(10) == 0
        if post(port, body, receipt, hangs_up):
            with ledger.lock:
                ledger.acknowledged.append(form.marker)
                ledger.latencies.append(time.perf_counter() - started)
            return
        with ledger.lock:
            ledger.dropped += 1
        if not lasting_id:
            form.renew()
        time.sleep(0.05)


def post(port: int, body: str, receipt: str, hangs_up: bool = False) -> bool:
    """Send one form; say whether the receipt came back."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("POST", f"/{SLUG}/survey", body, headers)
        if hangs_up:
            time.sleep(0.02)
            connection.close()
            return False
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
    except (OSError, http.client.HTTPException):
        return False
    return answer.status == 200 and receipt in page


def run_clients(clients: int, work: Callable[[], bool]) -> None:
    """Run `work` over and over in each of several threads until it says stop."""

    def go_on() -> None:
        while work():
            pass

    threads = [threading.Thread(target=go_on) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def measure(app: Flask, version_id: int, port: int, clients: int, seconds: float) -> Ledger:
    """Let clients send one form after another for a while."""
    ledger, until = Ledger(), time.monotonic() + seconds

    def one() -> bool:
        form = Form(app, version_id, secrets.token_hex(8))
        send(form, port, ledger, until + 60)
        return time.monotonic() < until

    run_clients(clients, one)
    return ledger


def torment(
    app: Flask, version_id: int, port: int, count: int, kills: int, lasting_id: bool
) -> tuple[Ledger, int]:
    """Send `count` forms from 16 clients while the whole server is killed again and again."""
    ledger, until = Ledger(), time.monotonic() + 600
    left, lock = iter(range(count)), threading.Lock()
    server = start_server(port)
    over = threading.Event()
    killed = 0

    def one() -> bool:
        with lock:
            if next(left, None) is None:
                return False
        form = Form(app, version_id, secrets.token_hex(8))
        send(form, port, ledger, until, lasting_id, lossy=True)
        return True

    def kill_and_restart() -> None:
        nonlocal server, killed
        while not over.wait(0.7):
            if killed < kills:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
                killed += 1
                server = start_server(port)

    killer = threading.Thread(target=kill_and_restart)
    killer.start()
    run_clients(16, one)
    over.set()
    killer.join()
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    return ledger, killed


def count_stored(app: Flask) -> Counter[str]:
    """Count the responses by the marker at the end of their words."""
    with app.app_context():
        texts = db.session.scalars(select(Testimony.text)).all()
        db.session.remove()
    return Counter(words[len(WORDS) :] for words in texts)


def report_torment(app: Flask, ledger: Ledger, killed: int, name: str) -> tuple[int, int]:
    """Print and return how many acknowledged answers are lost, and how many are doubled."""
    stored = count_stored(app)
    lost = sum(1 for marker in ledger.acknowledged if not stored[marker])
    doubled = sum(1 for marker in ledger.sent if stored[marker] > 1)
    print(
        f"{name}: {len(ledger.sent)} sent, {len(ledger.acknowledged)} receipts, {killed} kills, "
        f"{ledger.dropped} dropped tries: {lost} lost, {doubled} doubled"
    )
    return lost, doubled


def percentile(values: list[float], share: float) -> float:
    """Return a percentile in milliseconds."""
    ordered = sorted(values)
    return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def main() -> int:
    """Measure, torment, and say whether the promise holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement")
    parser.add_argument("--count", type=int, default=1500, help="forms sent under kill -9")
    parser.add_argument("--kills", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-submit-") as folder:
        return bench(Path(folder), options)


def bench(folder: Path, options: argparse.Namespace) -> int:
    """Do everything in one folder; return the exit status."""
    app, version_id = prepare(folder)
    with app.app_context():
        print(f"database: {db.engine.dialect.name}; {os.cpu_count()} cores, clients included")
    ceiling = durable_commits(app, options.seconds)
    print(f"durable commits of one row: {ceiling:.0f} a second")
    port = free_port()
    server = start_server(port)
    for clients in (1, 16):
        ledger = measure(app, version_id, port, clients, options.seconds)
        rate = len(ledger.acknowledged) / options.seconds
        print(
            f"{clients:2d} clients: {rate:.0f} submissions a second "
            f"({rate / ceiling:.2f} of the durable commits), "
            f"p50 {percentile(ledger.latencies, 0.5):.0f} ms, "
            f"p99 {percentile(ledger.latencies, 0.99):.0f} ms"
        )
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    ledger, killed = torment(app, version_id, port, options.count, options.kills, True)
    kept = report_torment(app, ledger, killed, "with the submission id")
    unanswered = len(ledger.sent) - len(ledger.acknowledged)
    ledger, killed = torment(app, version_id, port, options.count, options.kills, False)
    _, doubled = report_torment(app, ledger, killed, "without a lasting id")
    holds = kept == (0, 0) and unanswered == 0 and doubled > 0
    print("the promise holds" if holds else "THE PROMISE DOES NOT HOLD, or the harness is blind")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
