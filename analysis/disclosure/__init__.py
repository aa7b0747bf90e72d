"""Hide what could point at someone: cells, and whatever lets a cell be worked out.

Against a reader who has every shown cell, every sum and inequality between them, knows that what
is named exists, and may know that everybody (or nobody) has two themes, or answered one question.
tests/benchmarks/attack_disclosure.py plays that reader. A split within one value of another (who
hosted those who spoke in a session) is hidden together with it (nested.py). Not held here: that
whoever hosted one session can subtract its own people from those of all; what the order or the
numbers of theme ids tell (give ids that do not follow size), what two releases tell together, and
what a reader knows of single people from elsewhere, unless `at_least` says it.
"""

from analysis.disclosure.released import NOT_SHOWN, Figure, ReleasedCell, ReleasedTables
from analysis.disclosure.suppress import THRESHOLD, suppress

__all__ = ["NOT_SHOWN", "THRESHOLD", "Figure", "ReleasedCell", "ReleasedTables", "suppress"]
