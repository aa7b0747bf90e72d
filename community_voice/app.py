"""The app, as a flat list of steps."""

import os
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from flask import Flask, Request
from werkzeug.routing import IntegerConverter, Map

from community_voice import store  # noqa: F401  registers every table
from community_voice.cli import init_commands
from community_voice.config import load_settings, use_psycopg
from community_voice.errors import init_errors
from community_voice.extensions import csrf, db
from community_voice.headers import init_headers
from community_voice.locale import init_locale
from community_voice.rooms import init_rooms
from community_voice.staff.accounts import init_accounts
from community_voice.store.columns import LARGEST_KEY
from community_voice.store.database import prepare_engine
from community_voice.weight import init_weight


class Key(IntegerConverter):
    """A number in an address: one that no row can have leads nowhere."""

    def __init__(self, url_map: Map, max: int = LARGEST_KEY, **limits: Any) -> None:
        super().__init__(url_map, max=min(max, LARGEST_KEY), **limits)


class Visit(Request):
    """A request; what a resident recorded is never on a disk before it is stored."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.path.startswith("/staff/"):
            return super()._get_file_stream(
                total_content_length, content_type, filename, content_length
            )
        return BytesIO()


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Build the app from the environment, with `overrides` on top."""
    # Before any file is made: the database and its journals hold residents' words.
    os.umask(0o077)
    app = Flask(__name__, instance_path=str(instance_folder()))
    app.url_map.converters["int"] = Key
    app.request_class = Visit
    app.config.from_mapping(load_settings(os.environ, Path(app.instance_path)))
    app.config.from_mapping(overrides or {})
    database = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config["SQLALCHEMY_DATABASE_URI"] = use_psycopg(database)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    csrf.init_app(app)
    init_locale(app)
    init_accounts(app)
    # After-request steps run last to first: headers are set, then the answer is compressed.
    init_weight(app)
    init_headers(app)
    init_errors(app)
    init_rooms(app)
    init_commands(app)
    return app


def instance_folder() -> Path:
    """Return the folder for the database and keys: `instance/` beside the code, or INSTANCE.

    One that this process makes is its user's alone (see `create_app`).
    """
    folder = Path(os.environ.get("INSTANCE") or Path(__file__).parents[1] / "instance").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
