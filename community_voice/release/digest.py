"""The seal of a Release: what it covers, so that words can go and it still holds."""

import hashlib
import json
from typing import Any

from community_voice.store import Quote, Release, ToldParaphrase
from community_voice.store.secrets import keyed_digest


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


def told_hash(told: ToldParaphrase) -> str:
    """Return the salted hash of one paraphrase as it was told."""
    said = {"code": told.code, "text": told.text, "values": told.values}
    return hashlib.sha256(told.salt.encode() + canonical(said)).hexdigest()


def seal_of(release: Release) -> str:
    """Return the keyed digest of everything that a Release says, as its rows stand now.

    Whoever can write to the database but has no RECORD_KEY cannot seal it anew. Quotes and
    paraphrases are covered by their salted hashes, kept beside it: when a person's words go, the
    seal of what was told still holds.
    """
    return keyed_digest("release", canonical(_content(release)))


def part_seals(release: Release) -> dict[str, str]:
    """Return a seal for each part, so that the log can name which one was changed."""
    return {
        name: keyed_digest("release", canonical([name, part]))
        for name, part in _content(release).items()
    }


def sealed_quotes(release: Release) -> list[str]:
    """Return the hashes of the quotes that a Release was sealed with, in order."""
    hashes: list[str] = release.method.get("quotes", [])
    return hashes


def sealed_paraphrases(release: Release) -> list[str]:
    """Return the hashes of the paraphrases that a Release was sealed with, in order."""
    hashes: list[str] = release.method.get("paraphrases", [])
    return hashes


def canonical(content: Any) -> bytes:
    """Return the one spelling of a value as JSON: sorted keys, no spaces, plain UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _content(release: Release) -> dict[str, Any]:
    frozen_on = release.frozen_on.isoformat() if release.frozen_on else None
    return {
        "question": release.question,
        "record": [release.engagement_id, release.run_id, release.last_act_id, frozen_on],
        "threshold": release.threshold,
        "dimensions": release.dimensions,
        **{name: _in_order(part) for name, part in release.method.items()},
        "cells": [
            [cell.key, cell.unit, cell.theme, cell.dimension, cell.value, cell.n]
            for cell in release.cells
        ],
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


def _in_order(part: Any) -> Any:
    """Keep the order of names: it is the order in which a reader meets labels."""
    return list(part.items()) if isinstance(part, dict) else part
