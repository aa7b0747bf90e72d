"""What in a text could point at someone: suggestions for a person, never an edit of words.

`find` gives the spans of one text, `find_all` those of a frame, and `redacted` a second text with
a bracketed kind in place of each: a layer beside the original, which stays as it is. These are
rules without a model: they would rather mark too much than too little, and they miss what needs
understanding ("the tall boy from the bakery"). tests/analysis/redact/ tells how much was found
of what was planted there, per language.
"""

from analysis.redact.finding import CONFIDENCES, KINDS, Finding, find, find_all, redacted

__all__ = ["CONFIDENCES", "KINDS", "Finding", "find", "find_all", "redacted"]
