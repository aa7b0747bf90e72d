"""What a custodian's commands share: the key file, kept off the web server, and the log."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click
import pyrage
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.errors import DomainError
from community_voice.staff.audit import record_act
from community_voice.store import Account

Command = TypeVar("Command", bound=Callable[..., Any])
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)
ARMOR = b"-----BEGIN AGE ENCRYPTED FILE-----"
SECRET = "AGE-SECRET-KEY-"  # noqa: S105 (how a private key begins)


identity_option = click.option(
    "--identity", type=EXISTING, required=True, help="The private key's file."
)
by_option = click.option(
    "--by", required=True, help="Who does this, for the log: a name, or an account's e-mail."
)


def plainly(command: Command) -> Command:
    """Tell what went wrong in one line."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except DomainError as problem:
            raise click.ClickException(str(problem)) from problem

    return cast(Command, run)


def log_act(
    session: Session,
    act: str,
    by: str,
    counts: dict[str, int],
    subject: str = "",
    *,
    day_alone: bool = False,
) -> None:
    """Write a custodian's act to the log: who and how many, and no receipt.

    The custodian need not have an account; a name does. `day_alone`: without its time.
    """
    account = session.scalar(select(Account).where(func.lower(Account.email) == by.lower()))
    detail: dict[str, Any] = {**counts, **({} if account else {"by": by})}
    record_act(session, act, subject, actor=account, detail=detail, brings_words=day_alone)


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
