"""Half-filled surveys that somebody asked to keep: locked by a code that we do not have.

Of the code a keyed digest is kept, to find the draft by; what opens it is made of the code itself.
A draft's size says little: it is padded. It goes when it is sent, when somebody asks, and after
fourteen days. What another device saved under the same code meanwhile is never written over.
"""

import datetime as dt
import hashlib
import json
import os
import zlib
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community_voice.answering.codes import make_code, read_code
from community_voice.answering.state import (
    SAVED,
    SAVED_BESIDE,
    SAVED_FROM,
    Filling,
    of_parts,
    parts_of,
)
from community_voice.store import SavedDraft
from community_voice.store.columns import today
from community_voice.store.secrets import keyed_digest

LENGTH = 16
DAYS_KEPT = 14
NONCE_BYTES, SIZE_BYTES = 12, 4
# A draft's stored size is a multiple of this.
PADDED_TO = 8 * 1024


@dataclass(frozen=True)
class Draft:
    """What was filled in, and the page on which somebody stopped."""

    filling: Filling
    at: str


def make_draft_code() -> str:
    """Return a new code."""
    return make_code(LENGTH)


def read_draft_code(text: str) -> str | None:
    """Return the code that a person typed, or None where it cannot be one."""
    return read_code(text, LENGTH)


def save_draft(session: Session, engagement_id: int, draft: Draft) -> tuple[Filling, dt.date]:
    """Keep a draft under its code, or a new one; return it with its code, and its last day.

    It takes the place of what it was made from. Where another device saved something else there
    since, both are kept: this one under a new code.
    """
    purge_drafts(session)
    code = draft.filling.through.get(SAVED, "")
    if not code or has_changed(session, engagement_id, draft):
        code = make_draft_code()
    filling = draft.filling.came_through(**{SAVED: code})
    content = _content(replace(draft, filling=filling))
    found = _find(session, engagement_id, code)
    if found is None:
        found = SavedDraft(engagement_id=engagement_id, code_digest=_digest(code))
        session.add(found)
    found.sealed = _lock(code, engagement_id, content)
    found.expires_on = today() + dt.timedelta(days=DAYS_KEPT)
    session.flush()
    return _without_past(filling).came_through(**{SAVED_FROM: _mark(content)}), found.expires_on


def with_code(session: Session, engagement_id: int, draft: Draft) -> tuple[Filling, bool]:
    """Return a draft's filling with the code that it will be kept under; is it replaced there?

    The code is made before anything is saved, so that the same page sent again saves it once.
    """
    filling, code = draft.filling, draft.filling.through.get(SAVED, "")
    if not code:
        return filling.came_through(**{SAVED: make_draft_code()}), False
    if has_changed(session, engagement_id, draft):
        return filling.came_through(**{SAVED: make_draft_code(), SAVED_BESIDE: code}), False
    return filling, _find(session, engagement_id, code) is not None


def has_changed(session: Session, engagement_id: int, draft: Draft) -> bool:
    """Say whether something else was saved under a draft's code since it was opened or saved."""
    code = draft.filling.through.get(SAVED, "")
    kept = _kept(session, engagement_id, code)
    if kept is None:
        return False
    return _mark(kept) not in (draft.filling.through.get(SAVED_FROM), _mark(_content(draft)))


def open_draft(session: Session, engagement_id: int, code: str) -> Draft | None:
    """Return the draft that a code opens, where it is kept still."""
    content = _kept(session, engagement_id, code)
    if content is None:
        return None
    parts, at = json.loads(content)
    return Draft(of_parts(parts).came_through(**{SAVED_FROM: _mark(content)}), at)


def drop_sent(session: Session, engagement_id: int, filling: Filling) -> None:
    """Delete the draft of a filling that was sent, unless another device saved more there since."""
    code = filling.through.get(SAVED, "")
    kept = _kept(session, engagement_id, code) if code else None
    if kept is None:
        return
    answers = of_parts(json.loads(kept)[0]).answers
    is_all_sent = all(filling.answers.get(key) == typed for key, typed in answers.items())
    if is_all_sent or _mark(kept) == filling.through.get(SAVED_FROM):
        drop_draft(session, engagement_id, code)


def drop_draft(session: Session, engagement_id: int, code: str) -> bool:
    """Delete the draft under a code; say whether there was one."""
    found = _find(session, engagement_id, code)
    if found is None:
        return False
    session.delete(found)
    session.flush()
    return True


def purge_drafts(session: Session) -> None:
    """Delete every draft whose time is over; the caller has begun to write, and commits."""
    session.execute(
        delete(SavedDraft)
        .where(SavedDraft.expires_on < today())
        .execution_options(synchronize_session=False)
    )


def _find(session: Session, engagement_id: int, code: str) -> SavedDraft | None:
    """Find a draft, locked where the database can lock a row: two devices may save at once."""
    return session.scalar(
        select(SavedDraft)
        .where(SavedDraft.engagement_id == engagement_id, SavedDraft.code_digest == _digest(code))
        .with_for_update()
    )


def _kept(session: Session, engagement_id: int, code: str) -> bytes | None:
    found = _find(session, engagement_id, code)
    if found is None or found.expires_on < today():
        return None
    return _unlock(code, engagement_id, found.sealed)


def _content(draft: Draft) -> bytes:
    """Return a draft as it is sealed: what it was made from is no part of it."""
    return json.dumps([parts_of(_without_past(draft.filling)), draft.at]).encode()


def _without_past(filling: Filling) -> Filling:
    past = (SAVED_FROM, SAVED_BESIDE)
    through = {name: said for name, said in filling.through.items() if name not in past}
    return replace(filling, through=through)


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _digest(code: str) -> str:
    return keyed_digest("saved-draft", code)


def _key(code: str) -> AESGCM:
    derive = HKDF(SHA256(), length=32, salt=None, info=b"community_voice saved draft 1")
    return AESGCM(derive.derive(code.encode()))


def _lock(code: str, engagement_id: int, content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    framed = len(packed).to_bytes(SIZE_BYTES, "big") + packed
    framed += bytes(-len(framed) % PADDED_TO)
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _key(code).encrypt(nonce, framed, str(engagement_id).encode())


def _unlock(code: str, engagement_id: int, sealed: bytes) -> bytes | None:
    nonce, locked = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        framed = _key(code).decrypt(nonce, locked, str(engagement_id).encode())
    except InvalidTag:
        return None
    size = int.from_bytes(framed[:SIZE_BYTES], "big")
    return zlib.decompress(framed[SIZE_BYTES : SIZE_BYTES + size])
