"""Small pages: compressed on the way, and static files that a browser may keep."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from flask_compress import Compress

compress = Compress()
A_YEAR = 365 * 24 * 60 * 60


def init_weight(app: Flask) -> None:
    """Compress answers, and give each static file an address that changes with its content."""
    app.config.setdefault("COMPRESS_REGISTER", False)
    app.config.setdefault("COMPRESS_BR_LEVEL", 5)
    # Static files are streamed, and Flask-Compress streams no gzip: read them whole instead.
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    compress.init_app(app)
    folder = Path(app.static_folder or "")

    @app.url_defaults
    def name_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            values["v"] = version_of(folder / values["filename"])

    @app.after_request
    def lighten(response: Response) -> Response:
        if request.endpoint == "static":
            keep_static(response, folder)
        # A page that answers to a cookie may hold a secret beside what a stranger typed, and
        # the length of such a page, compressed, can tell the secret (BREACH).
        elif request.cookies:
            return response
        return compress.after_request(response)


def keep_static(response: Response, folder: Path) -> None:
    """Let a browser keep a file for a year where the address names its very content."""
    if response.status_code != 200:
        return
    response.direct_passthrough = False
    response.set_data(response.get_data())
    filename = (request.view_args or {}).get("filename", "")
    if request.args.get("v") == version_of(folder / filename):
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"


@cache
def _digest(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def version_of(path: Path) -> str:
    """Return a short digest of a file's content, read again only when the file changes."""
    try:
        return _digest(path, path.stat().st_mtime_ns)
    except OSError:
        return "0"
