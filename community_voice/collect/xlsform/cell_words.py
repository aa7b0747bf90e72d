"""What single cells say, read and written alike: yes and no, references, rules joined, ranges."""

from typing import Any

from community_voice.collect.xlsform.targets import NEVER_READ, Target
from community_voice.collect.xlsform.terms import Expr

YES = {"yes", "true", "true()", "1"}
NO = {"no", "false", "false()", "0"}
MULTILINE = "multiline"


def can_be_piped(target: Target | None) -> bool:
    """Say whether words can hold the answer to this."""
    return target is not None and target.kind == "question" and target.type not in NEVER_READ


def pipe(code: str) -> str:
    """Return how our words refer to an earlier answer."""
    return f"${{{code}}}"


def joined(rules: list[Expr | None]) -> Expr | None:
    """Return the rule that holds where all of them hold."""
    there = [rule for rule in rules if rule]
    if len(there) < 2:
        return there[0] if there else None
    return {"op": "and", "args": there}


def written_range(settings: Any) -> str:
    """Return a scale's parameters as XLSForm writes them."""
    return f"start={settings.get('low', 1)} end={settings.get('high', 5)} step=1"
