"""How well each language and each way of collecting was served."""

from analysis.parity.model import NOTES, FellOut, Parity, Served, ThemeParity
from analysis.parity.served import parity

__all__ = ["NOTES", "FellOut", "Parity", "Served", "ThemeParity", "parity"]
