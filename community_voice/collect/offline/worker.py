"""The service worker's script: as it is, after one line that names the files it must keep."""

import hashlib
import json
from pathlib import Path

from flask import current_app, url_for

WORKER = "offline/sw.js"
# What pages that a device keeps may load, beside everything in static/offline/.
PLAIN = (
    *("icon.svg", "site.css", "staff.css", "host.css", "survey.js", "survey_live.js"),
    *("notes.js", "notes.css", "listening.css", "paper.js", "paper.css", "ways.css", "kiosk.js"),
)


def write_worker() -> str:
    """Return the worker with what it keeps; its version changes with any of the files."""
    static = Path(current_app.static_folder or "")
    names = [name for name in PLAIN if (static / name).is_file()]
    own = sorted(
        path.relative_to(static).as_posix()
        for path in (static / "offline").glob("*")
        if path.suffix in (".js", ".css", ".svg", ".png")
    )
    names += [name for name in own if name != WORKER]
    script = (static / WORKER).read_text(encoding="utf-8") if (static / WORKER).is_file() else ""
    digest = hashlib.sha256(script.encode())
    for name in names:
        digest.update(name.encode() + b"\0" + (static / name).read_bytes())
    build = {
        "version": digest.hexdigest()[:16],
        "files": [url_for("static", filename=name) for name in names],
    }
    return f"self.build = {json.dumps(build)};\n{script}"
