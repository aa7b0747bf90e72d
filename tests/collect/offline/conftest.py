"""A device without a network: it keeps a form, seals what was typed, and sends it later."""

import base64
import json
import secrets
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.answering.receipts import make_receipt
from community_voice.answering.sealed_entries import public_key, seal_entry
from community_voice.store import Version
from tests.collect.survey.made import SLUG, answer, choices, op, publish_survey, question, section

Pairs = list[list[str]]


class Device:
    """Makes entries of one version, and sends them."""

    def __init__(self, client: FlaskClient, version: Version, slug: str = SLUG) -> None:
        self.client, self.version_id, self.slug = client, version.id, slug

    def entry(self, *pairs: tuple[str, str], **changed: Any) -> dict[str, Any]:
        """Return an entry as a device makes it, with fields by question key."""
        fields = [[f"q-{name}", value] for name, value in pairs]
        made = {
            "id": secrets.token_urlsafe(18),
            "version": self.version_id,
            "language": "en",
            "receipt": make_receipt(),
            "fields": fields,
            "mode": "web",
            "link": "",
        }
        return {**made, **changed}

    def send(self, entry: Any, **outer: Any) -> TestResponse:
        """Seal an entry and send it."""
        sealed = base64.b64encode(seal_entry(json.dumps(entry).encode(), public_key())).decode()
        said = entry.get("id") if isinstance(entry, dict) else "x" * 20
        return self.post({"id": said, "sealed": sealed, **outer})

    def post(self, body: Any) -> TestResponse:
        """Send a body as it is."""
        return self.client.post(f"/{self.slug}/offline/entries", json=body)

    def outcome(self, entry: Any) -> str:
        """Send, and return what the device is told."""
        return str(self.send(entry).get_json()["outcome"])


@pytest.fixture
def version(session: Session) -> Version:
    """Return a published survey with a limit, a needed answer, and one that depends on another."""
    return publish_survey(
        session,
        section(
            "about",
            question("age", "number", limits=[op("le", {"self": True}, 120)]),
            question("called", "one_choice", choices=choices("yes", "no"), required=True),
            question("why", show_if=op("eq", answer("called"), "no")),
            question("story", "long_text"),
        ),
    )


@pytest.fixture
def device(client: FlaskClient, version: Version) -> Device:
    """Return a device with that survey."""
    return Device(client, version)
