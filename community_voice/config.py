"""Settings from the environment, with safe defaults, in one place."""

import json
import os
import secrets
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
BODY_LIMIT = 4 * 1024 * 1024
UPLOAD_LIMIT = 64 * 1024 * 1024


def load_settings(environment: Mapping[str, str], instance: Path) -> dict[str, Any]:
    """Return Flask's settings for this environment."""
    database = (
        environment.get("DATABASE_URL") or f"sqlite:///{instance / 'community_voice.sqlite3'}"
    )
    # Plain http is for a demo on one's own machine; anywhere else cookies need https.
    secure = environment.get("COMMUNITY_VOICE_HTTP") != "1"
    hosts = [host.strip() for host in environment.get("TRUSTED_HOSTS", "").split(",")]
    return {
        "SQLALCHEMY_DATABASE_URI": use_psycopg(database),
        "SQLALCHEMY_ENGINE_OPTIONS": {
            # An error message of the database must never carry words into a log.
            "hide_parameters": True,
            # NaN is no JSON: PostgreSQL refuses it, so SQLite must not take it either.
            "json_serializer": partial(json.dumps, allow_nan=False),
        },
        **load_keys(environment, instance),
        # To whom contact details are sealed: public keys (age1...), never a private one.
        "CONTACT_RECIPIENT": environment.get("CONTACT_RECIPIENT", "").strip()
        or _kept_text(instance / "contact_recipient.txt"),
        "TRUSTED_HOSTS": [host for host in hosts if host] or LOCAL_HOSTS,
        "MAX_CONTENT_LENGTH": BODY_LIMIT,
        "MAX_FORM_MEMORY_SIZE": BODY_LIMIT,
        "MAX_FORM_PARTS": 2000,
        "UPLOAD_LIMIT": UPLOAD_LIMIT,
        # A Dask scheduler of the host's own (tls://...): residents' words travel to its workers.
        "ANALYSIS_SCHEDULER": environment.get("ANALYSIS_SCHEDULER", "").strip(),
        "SESSION_COOKIE_NAME": "__Host-staff" if secure else "staff",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "HTTPS_ONLY": secure,
        # How many web servers of the host's own stand in front: so many addresses from the right of
        # X-Forwarded-For are believed. 0: that header is not read.
        "TRUSTED_PROXIES": int(environment.get("TRUSTED_PROXIES") or 0),
        # What one address may send in a minute before it must wait: a library full of people.
        "SENDS_PER_MINUTE": int(environment.get("SENDS_PER_MINUTE") or 300),
        # For tests: residents may answer in languages whose texts nobody has reviewed.
        "OPEN_ALL_LANGUAGES": False,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parents[1] / "translations"),
        "JSON_AS_ASCII": False,
    }


def use_psycopg(url: str) -> str:
    """Name the driver we ship, whichever common form of a PostgreSQL address was given."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def load_keys(environment: Mapping[str, str], instance: Path) -> dict[str, str]:
    """Return SECRET_KEY (cookies, forms) and RECORD_KEY (receipts, digests).

    Without SECRET_KEY and RECORD_KEY in the environment both are made once and kept beside
    the database, readable by this user only. RECORD_KEY must never change: receipts and
    cached embeddings are found by it.
    """
    given = {name: environment.get(name, "") for name in ("SECRET_KEY", "RECORD_KEY")}
    if all(given.values()):
        return given
    kept = _kept_keys(instance / "keys.json")
    return {name: value or kept[name] for name, value in given.items()}


def _kept_text(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def _kept_keys(path: Path) -> dict[str, str]:
    """Read the key file, making it first where there is none; two makers agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = {name: secrets.token_hex(32) for name in ("SECRET_KEY", "RECORD_KEY")}
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(made, file)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    keys: dict[str, str] = json.loads(path.read_text())
    return keys
