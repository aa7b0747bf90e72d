"""A half-filled survey, as it travels from page to page in one signed form field.

Nothing of it is kept on the server or in the browser before it is sent. The signature keeps
the submission id and the receipt together and ours. There is no time in it, and no PIN.
"""

import hashlib
import json
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from itsdangerous.encoding import base64_decode

from community_voice.answering.receipts import make_receipt
from community_voice.questions import Typed
from community_voice.store.columns import storable

Answers = dict[str, Typed]

# Names in a filling's `through`: the code of a link, a code that proves that one may answer, that
# a device is shared, the code under which a draft of it is kept or will be, what that draft was
# when it was opened or saved here, and the code under which another device saved other answers.
LINK, CODE, KIOSK, SAVED, SAVED_FROM = "link", "code", "kiosk", "saved", "from"
SAVED_BESIDE = "beside"
# Somebody fills it in for the person: in what role, the language that was spoken, the language of
# the answers, whether their words are noted rather than written as said, and from whose pages.
TYPED_AS, INTERVIEW_LANGUAGE, ANSWER_LANGUAGE, NOTED, DESK = "as", "heard", "in", "noted", "desk"

# An unsigned field is opened only to show people their own words, and only up to this size.
MOST_SALVAGED = 4 * 1024 * 1024


@dataclass(frozen=True)
class Filling:
    """What one person has filled in so far, and the names it will be stored under."""

    version_id: int
    submission_id: str
    receipt: str
    answers: Answers = field(default_factory=dict)
    # How somebody came here, by the names above; none of it is stored with a response.
    through: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Filling of version {self.version_id}>"

    def with_answers(self, answers: Answers) -> "Filling":
        """Return this filling with other answers."""
        return replace(self, answers=answers)

    def as_another(self) -> "Filling":
        """Return the same answers under a new submission id and receipt."""
        return replace(begin(self.version_id), answers=self.answers, through=self.through)

    def came_through(self, **named: str) -> "Filling":
        """Return this filling with more said of how somebody came: see LINK, CODE, KIOSK."""
        return replace(self, through={**self.through, **named})


def begin(version_id: int) -> Filling:
    """Begin to fill in a version: the submission id and the receipt are made together here."""
    return Filling(version_id, secrets.token_urlsafe(18), make_receipt())


def seal(filling: Filling) -> str:
    """Return the signed, compressed field."""
    return _serializer("survey state").dumps(parts_of(filling))


def unseal(text: str) -> Filling | None:
    """Return the filling, or None where the field was changed or our key was."""
    try:
        return of_parts(_serializer("survey state").loads(text))
    except (BadData, ValueError, TypeError):
        return None


def parts_of(filling: Filling) -> list[Any]:
    """Return a filling as plain JSON."""
    parts: list[Any] = [filling.version_id, filling.submission_id, filling.receipt]
    parts.append(filling.answers)
    if filling.through:
        parts.append(dict(filling.through))
    return parts


def of_parts(parts: list[Any]) -> Filling:
    """Return the filling of such JSON; ValueError or TypeError for what is none."""
    version_id, submission_id, receipt, answers, *through = parts
    return Filling(version_id, submission_id, receipt, answers, *through)


def seal_receipt(filling: Filling) -> str:
    """Return a token that lets its holder set a PIN: more than the receipt alone does."""
    return _serializer("receipt page").dumps([filling.submission_id, filling.receipt])


def unseal_receipt(text: str) -> tuple[str, str] | None:
    """Return submission id and receipt, or None."""
    try:
        submission_id, receipt = _serializer("receipt page").loads(text)
    except (BadData, ValueError, TypeError):
        return None
    return submission_id, receipt


def open_unsigned(text: str) -> Any:
    """Return what a field holds whose signature does not hold; None where it is not readable.

    Only for showing people their own words back: nothing of it is believed.
    """
    payload = text.rpartition(".")[0]
    try:
        raw = base64_decode(payload.removeprefix("."))
        if payload.startswith("."):
            raw = zlib.decompressobj().decompress(raw, MOST_SALVAGED)
        return json.loads(raw)
    except (BadData, ValueError, zlib.error, RecursionError):
        return None


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        current_app.config["SECRET_KEY"],
        salt=f"community_voice {purpose} 1",
        serializer=_PlainJson,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


class _PlainJson:
    """JSON as short as it goes; lone surrogates, which UTF-8 cannot carry, are escaped."""

    @staticmethod
    def loads(text: str | bytes) -> Any:
        return json.loads(text)

    @staticmethod
    def dumps(value: Any) -> str:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return text if storable(text) else json.dumps(value, separators=(",", ":"))
