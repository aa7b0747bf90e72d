"""What people who think differently agree on: votes on statements, opinion groups, and scores."""

from analysis.consensus.groups import Grouped, opinion_groups
from analysis.consensus.model import Consensus, consensus
from analysis.consensus.votes import Ballots, UnreadableVotes, ballots_of, read_polis

__all__ = [
    "Ballots",
    "Consensus",
    "Grouped",
    "UnreadableVotes",
    "ballots_of",
    "consensus",
    "opinion_groups",
    "read_polis",
]
