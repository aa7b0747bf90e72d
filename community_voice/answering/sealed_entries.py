"""Entries that a device sealed to this site: the key pair, and opening what comes.

The pair is derived from RECORD_KEY, so it lasts as long as receipts do: whoever kept an entry on
a device for months can still send it. The device seals with the public key, and cannot open again
what it sealed.
"""

import base64
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app

CURVE = ec.SECP256R1()
# One less than the number of points of P-256: private keys are 1 up to this.
KEYS = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550
ENTRY = b"community_voice entry 1"
POINT, NONCE, TAG = 65, 12, 16


def public_key() -> str:
    """Return the public key that devices seal to: the uncompressed point, as base64."""
    return base64.b64encode(_point_of(_private_key(current_app.config["RECORD_KEY"]))).decode()


def open_entry(sealed: bytes) -> bytes | None:
    """Return what was sealed, or None where it was not sealed to this site or was changed."""
    if len(sealed) < POINT + NONCE + TAG:
        return None
    point, nonce = sealed[:POINT], sealed[POINT : POINT + NONCE]
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        shared = _private_key(current_app.config["RECORD_KEY"]).exchange(ec.ECDH(), theirs)
        return AESGCM(_entry_key(shared, point)).decrypt(nonce, sealed[POINT + NONCE :], None)
    except (ValueError, InvalidTag):
        return None


def seal_entry(plain: bytes, public: str) -> bytes:
    """Seal as a device does; for tests, and for what is told of the format."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, base64.b64decode(public))
    mine = ec.generate_private_key(CURVE)
    point, nonce = _point_of(mine), AESGCM.generate_key(128)[:NONCE]
    key = _entry_key(mine.exchange(ec.ECDH(), theirs), point)
    return point + nonce + AESGCM(key).encrypt(nonce, plain, None)


@lru_cache(maxsize=4)
def _private_key(record_key: str) -> ec.EllipticCurvePrivateKey:
    # Twice the bits of the curve's order less a quarter: the remainder favours no key.
    made = HKDF(hashes.SHA256(), 48, salt=None, info=b"community_voice offline 1")
    number = int.from_bytes(made.derive(record_key.encode()), "big")
    return ec.derive_private_key(number % KEYS + 1, CURVE)


def _entry_key(shared: bytes, point: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=point, info=ENTRY).derive(shared)


def _point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
