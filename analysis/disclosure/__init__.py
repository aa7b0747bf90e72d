"""Hide what could point at someone: cells, and whatever lets a cell be worked out."""

from analysis.disclosure.released import NOT_SHOWN, ReleasedCell, ReleasedTables
from analysis.disclosure.suppress import THRESHOLD, suppress

__all__ = ["NOT_SHOWN", "THRESHOLD", "ReleasedCell", "ReleasedTables", "suppress"]
