"""Where the converted weights are kept: made once per machine, whole or not there at all."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock


def roots() -> Iterator[Path]:
    """Yield the folders to try: $COMMUNITY_VOICE_CACHE or the user's own, then a temporary one.

    A folder that belongs to somebody else is passed over: anybody could leave weights in the
    temporary one.
    """
    if chosen := os.environ.get("COMMUNITY_VOICE_CACHE"):
        yield Path(chosen)
    else:
        with contextlib.suppress(RuntimeError):  # a user without a home
            user = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
            yield Path(user) / "community-voice"
    number = os.getuid() if hasattr(os, "getuid") else 0
    yield Path(tempfile.gettempdir()) / f"community-voice-{number}"


def prepared(name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder `name` in the first root that works, made by `make` if it is missing.

    `make` fills an unfinished folder that gets its name only when it is complete. A second
    process waits for the first. OSError when no root can be written.
    """
    places = list(roots())
    for root in places:
        if (root / name).is_dir() and ours(root):
            return root / name
    problems = []
    for root in places:
        try:
            return made(root, name, make)
        except OSError as problem:
            problems.append(str(problem))
    raise OSError("; ".join(problems))


def made(root: Path, name: str, make: Callable[[Path], None]) -> Path:
    """Make the folder in this root, unless another process did while we waited for it."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not ours(root):
        raise PermissionError(f"{root} belongs to somebody else or everybody may write there")
    finished = root / name
    with FileLock(root / f"{name}.lock"):
        if finished.is_dir():
            return finished
        for left in root.glob(f".{name}-*"):  # by one that was killed
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=root) as room:
            work = Path(room) / name
            work.mkdir()
            make(work)
            work.replace(finished)
    return finished


def ours(root: Path) -> bool:
    """Return whether the folder is the user's own (or root's) and not open to everybody."""
    if not hasattr(os, "getuid"):
        return True
    state = root.stat()
    return state.st_uid in (os.getuid(), 0) and not state.st_mode & 0o002
