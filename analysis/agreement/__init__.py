"""How far two people agree on themes, and how far the machine agrees with people."""

from analysis.agreement.machine import MachineAgreement, agree_with_machine
from analysis.agreement.model import FEWEST, NOTES
from analysis.agreement.people import Agreement, agree
from analysis.agreement.sample import draw_sample

__all__ = [
    "FEWEST",
    "NOTES",
    "Agreement",
    "MachineAgreement",
    "agree",
    "agree_with_machine",
    "draw_sample",
]
