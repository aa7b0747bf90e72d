"""A custodian's key file: kept off the web server, read only where it opens something."""

import os
from pathlib import Path

import click
import pyrage

from community_voice.errors import DomainError

ARMOR = b"-----BEGIN AGE ENCRYPTED FILE-----"
SECRET = "AGE-SECRET-KEY-"  # noqa: S105 (how a private key begins)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read; one that is there already stays as it is."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise DomainError(f"{path} is there already, and is not written over.") from None
    except OSError as problem:
        raise DomainError(f"{path} cannot be written: {problem.strerror}.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def read_identities(path: Path) -> list[pyrage.x25519.Identity]:
    """Read the private keys of a file; its passphrase is asked for where it has one."""
    text = path.read_bytes()
    try:
        if text.startswith(ARMOR):
            passphrase = click.prompt("Passphrase of the key", hide_input=True, err=True)
            text = pyrage.passphrase.decrypt(text, passphrase)
        lines = text.decode().splitlines()
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith(SECRET)]
    except pyrage.DecryptError:
        raise DomainError("This is not the passphrase of the key.") from None
    except (pyrage.IdentityError, UnicodeDecodeError):
        found = []
    if not found:
        # Never what stands in the file: it may be half a key.
        raise DomainError(f"{path} holds no private key that can be read.")
    return found
