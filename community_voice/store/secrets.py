"""Keyed digests: one key, and a label for each use so that no two can be compared."""

import hashlib
import hmac

from flask import current_app


def keyed_digest(label: str, content: str | bytes, key: str | None = None) -> str:
    """Return a hex HMAC-SHA256 of `content` under RECORD_KEY, separate for each label.

    Labels in use: receipt, contact, response, text, file, audit, release, sign-in,
    known-browser, invitation, offline, entry-code, saved-draft, note, aside, paper, count.
    """
    secret: str = key if key is not None else current_app.config["RECORD_KEY"]
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    sub_key = hmac.digest(secret.encode(), label.encode(), hashlib.sha256)
    return hmac.new(sub_key, raw, hashlib.sha256).hexdigest()
