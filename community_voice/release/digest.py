"""The digest of a Release: what a signature covers, so that words can go and it still holds."""

import hashlib
import json
from typing import Any

from community_voice.store import Quote, Release


def quote_hash(quote: Quote) -> str:
    """Return the salted hash of one quote; without the salt a short quote could be guessed."""
    said = {
        "theme": quote.theme,
        "text": quote.text,
        "language": quote.language,
        "place": quote.place,
        "consent": quote.consent,
    }
    return hashlib.sha256(quote.salt.encode() + canonical(said)).hexdigest()


def seal_of(release: Release) -> str:
    """Return the SHA-256 of everything that a Release says, as its rows stand now.

    Quotes are covered by their salted hashes, kept beside it: when a person's words go, the
    seal of what was told still holds.
    """
    content = {
        "question": release.question,
        "threshold": release.threshold,
        "dimensions": release.dimensions,
        "method": release.method,
        "cells": [[cell.key, cell.n] for cell in release.cells],
        "themes": [[theme.code, theme.name, theme.description] for theme in release.themes],
        "claims": [
            {
                "code": claim.code,
                "section": claim.section,
                "template": claim.template,
                "text": claim.text,
                "numbers": claim.numbers,
                "values": claim.values,
                "sources": claim.sources,
                "verified": claim.verified,
            }
            for claim in release.claims
        ],
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def sealed_quotes(release: Release) -> list[str]:
    """Return the hashes of the quotes that a Release was sealed with, in order."""
    hashes: list[str] = release.method.get("quotes", [])
    return hashes


def canonical(content: Any) -> bytes:
    """Return the one spelling of a value as JSON: sorted keys, no spaces, plain UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
