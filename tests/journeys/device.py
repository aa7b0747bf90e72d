"""A device that goes out of reach: a browser of its own that can be killed, and a bad network."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

# A busy machine takes longer than the five seconds that are usual.
expect.set_options(timeout=15_000)
BROWSER_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class QuietHandler(WSGIRequestHandler):
    """Logs nothing: a resident's visit leaves no line."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Keep quiet."""


QUEUE = re.compile(r"^/([^/]+/offline/entries|host/sessions/[^/]+/notes|host/paper/[^/]+/entries)$")
WORKER = "/offline/sw.js"


@dataclass
class Gate:
    """The network between a device and the app: cut, or losing answers after the app has done."""

    app: Any
    is_cut: bool = False
    # So many seconds pass before the app has what a device sends.
    slow: float = 0
    # What devices send does not come through; all else does.
    holds_back: bool = False
    # Every how many answers to what a device sends is lost; 0: none.
    drop_every: int = 0
    # What the app has done of it, lost answers too: path, status, body.
    done: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    # More at the end of the worker: a newer version of the app.
    newer: str = ""
    seen: int = 0
    at_once: int = 0
    most_at_once: int = 0
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Let one request through, or lose it."""
        path = environ["PATH_INFO"]
        is_sent = environ["REQUEST_METHOD"] == "POST" and bool(QUEUE.match(path))
        if self.is_cut or (self.holds_back and is_sent):
            self._drop(environ)
        with self.lock:
            self.at_once += is_sent
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            time.sleep(self.slow * is_sent)
            told: list[Any] = []
            body = b"".join(self.app(environ, lambda *given: told.extend(given[:2])))
        finally:
            with self.lock:
                self.at_once -= is_sent
        if is_sent:
            self._note(environ, path, told[0], body)
        if path == WORKER and self.newer:
            body = self._as_newer(body)
            told[1] = [each for each in told[1] if each[0].lower() != "content-length"]
        start_response(*told)
        return [body]

    def _note(self, environ: dict[str, Any], path: str, status: str, body: bytes) -> None:
        try:
            said = json.loads(body)
        except ValueError:
            said = {}
        with self.lock:
            self.done.append((path, int(status[:3]), said))
            self.seen += 1
            is_lost = self.drop_every and self.seen % self.drop_every == 0
        if is_lost:
            self._drop(environ)

    def _as_newer(self, body: bytes) -> bytes:
        version = f'"version": "{self.newer}"'.encode()
        return re.sub(rb'"version": "[^"]*"', version, body, count=1)

    def _drop(self, environ: dict[str, Any]) -> None:
        wire: socket.socket = environ["werkzeug.socket"]
        wire.shutdown(socket.SHUT_RDWR)
        raise ConnectionError("lost")

    def outcomes(self) -> list[str]:
        """Return what the app said to everything that was sent, lost or not."""
        return [said.get("outcome", "") for _path, _status, said in self.done]


def serve(gate: Gate) -> tuple[BaseWSGIServer, str]:
    """Serve the app behind the gate; return the server and its address."""
    server = make_server("127.0.0.1", 0, gate, threaded=True, request_handler=QuietHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


class Device:
    """A browser with a profile on disk, in a process of its own."""

    def __init__(self, browsers: BrowserType, profile: Path, gate: Gate) -> None:
        self.browsers, self.profile, self.gate = browsers, profile, gate
        self.process: subprocess.Popen[bytes] | None = None
        self.browser: Browser | None = None

    def switch_on(self) -> BrowserContext:
        """Start the browser on its profile."""
        port = self.profile / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        command = [shutil.which("chromium") or "chromium", *BROWSER_ARGS, "--headless=new"]
        command += [f"--user-data-dir={self.profile}", "--remote-debugging-port=0", "about:blank"]
        self.process = subprocess.Popen(
            command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(300):
            if port.exists() and len(port.read_text().splitlines()) == 2:
                break
            time.sleep(0.1)
        address = f"http://127.0.0.1:{port.read_text().splitlines()[0]}"
        self.browser = self.browsers.connect_over_cdp(address)
        self.browser.contexts[0].set_default_timeout(15_000)
        return self.context

    @property
    def context(self) -> BrowserContext:
        """Return the browser's own context, which lives on disk."""
        assert self.browser is not None
        return self.browser.contexts[0]

    def kill(self) -> None:
        """Kill it, as a phone that falls into water."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def cut(self) -> None:
        """Take the network away."""
        away(self.context, self.gate, cut=True)

    def join(self) -> None:
        """Bring the network back."""
        away(self.context, self.gate, cut=False)

    def files_with(self, word: str) -> list[str]:
        """Return the files of the profile in which a word stands, in any common encoding."""
        forms = (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"))
        files = [path for path in self.profile.rglob("*") if path.is_file()]
        return [each.name for each in files if any(form in each.read_bytes() for form in forms)]


def away(context: BrowserContext, gate: Gate, *, cut: bool) -> None:
    """Take the network away, or give it back."""
    gate.is_cut = cut
    context.set_offline(cut)


def waiting(page: Page, box: str = "residents") -> int:
    """Return how many items of a box wait in the device's database."""
    count: int = page.evaluate(
        """async (name) => {
          await import("/static/offline/core.js");
          return new self.communityVoiceOffline.Box(name).waiting();
        }""",
        box,
    )
    return count


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait for what no line of the page says."""
    for _ in range(150):
        if is_so():
            return
        page.wait_for_timeout(100)
    assert is_so()
