"""How long work reports where it is, and how it is cancelled."""

from collections.abc import Callable

# Called as progress(done, total) after each step of long work. It may raise, and whatever
# it raises stops the work and reaches the caller: that is how a run is cancelled.
Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Report nothing: the default where nobody is waiting."""
