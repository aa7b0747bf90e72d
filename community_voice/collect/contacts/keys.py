"""A custodian's key: made once, and kept off the web server."""

from pathlib import Path

import pyrage

from community_voice.errors import DomainError
from community_voice.staff.custodian import write_new


def make_identity(path: Path, passphrase: str = "") -> str:
    """Write a new private key where nothing is yet, for its owner's eyes, and return the public.

    The file is what `age-keygen` writes; with a passphrase, what `age --passphrase` makes of it.
    """
    made = pyrage.x25519.Identity.generate()
    public = str(made.to_public())
    text = f"# public key: {public}\n{made}\n".encode()
    if passphrase:
        text = pyrage.passphrase.encrypt(text, passphrase, armored=True)
    write_new(path, text)
    return public


def read_recipient(text: str) -> pyrage.x25519.Recipient:
    """Read a public key."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise DomainError("This is no public key: one begins with age1.") from None
