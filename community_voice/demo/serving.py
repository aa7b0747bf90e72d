"""Run the demo's web server and worker side by side, and stop both together."""

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from types import FrameType

HOST = "127.0.0.1"


def port_is_free(port: int) -> bool:
    """Say whether the demo can listen on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def start(port: int) -> list[subprocess.Popen[bytes]]:
    """Start the web server and the worker as processes of their own."""
    python = [sys.executable, "-m"]
    # No access log: it would hold addresses and times.
    server = [*python, "gunicorn", "wsgi:app", "--bind", f"{HOST}:{port}", "--workers", "2"]
    server += ["--threads", "4", "--log-level", "warning", "--no-control-socket"]
    worker = [*python, "flask", "--app", "wsgi", "worker"]
    return [subprocess.Popen(command) for command in (server, worker)]  # noqa: S603


def work_until_idle() -> None:
    """Let a worker do all that is asked for, as a process of its own, and wait for its end."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--idle-exit"]
    ended = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  our own command
    if ended.returncode:
        raise SystemExit(f"The worker failed while the demo was made.\n{ended.stderr}")


def wait_until_ready(port: int, seconds: float = 60) -> bool:
    """Wait for the first answer of the server."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=5):
                return True
        except OSError:
            time.sleep(0.2)
    return False


def serve(port: int, when_ready: Callable[[], None]) -> int:
    """Serve until Ctrl-C, a signal, or the end of either process; return an exit status."""
    processes = start(port)

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        if not wait_until_ready(port):
            sys.stderr.write("The web server did not answer within a minute.\n")
            return 1
        when_ready()
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        sys.stderr.write("The web server or the worker ended by itself.\n")
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            if process.poll() is None:
                process.terminate()
        for process in processes:
            process.wait(timeout=30)
