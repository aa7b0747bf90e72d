"""A turn of a conversation, and who is named in front of the words of a plain transcript.

Read are lines such as `Ana: words`, `[00:12:03] Ana: words`, `Ana (00:12): words`, and those of
chat logs: `12/03/2026, 10:22 - Ana: words`, `[12.03.26, 10:22:31] Ana: words`,
`10:22:31 From Ana to Everyone: words`. A line without a name goes on with the turn before it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,3})?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?"
# What a recorder or a chat writes in front of a name.
STAMP = re.compile(
    rf"[\u200e\u200f]?(?:\[(?:{DAY},? ?)?{CLOCK}\]|(?:{DAY},? )?{CLOCK}(?: ?[-\u2013]| ?\t)?)[ \t]*"
)
BRACKET = "["
# No blank is looked at twice (`++`, `*+`): thousands of them in a line would stop the server.
FROM = re.compile(
    r"(?:From|De|Von|من)\s++(?P<name>.{1,60}?)(?:\s++(?:to|a|an|إلى)\s++.{1,40}?)?\s*+:\s*+"
)
NAME = re.compile(
    r"(?P<name>[^\s:：](?:[^:：\n]{0,38}?[^\s:：])??)\s*+"
    rf"(?:[(\[]{CLOCK}[)\]]\s*+)?[:：](?!//)[ \t]*+"
)
MOST_WORDS_IN_NAME = 5
# Names that stand for a role or a number, and so are names even where they stand once.
ROLE = re.compile(
    r"(speaker|person|participant|voice|persona|hablante|متحدث|发言人|說話者|p|s|q|a)?\s*\d{1,3}",
    re.I,
)
ASKING = re.compile(
    r"(facilitator|moderator|host|interviewer|note-?taker|facilitador[ea]?|moderador[ea]?"
    r"|animateur|animatrice|ميسر|主持人|Q)\b.*",
    re.I,
)


@dataclass(frozen=True)
class Turn:
    """What one voice said at a stretch; `name` is "" where nobody is named.

    `before` is all that stood in front of the words: it goes back in where the name is none.
    """

    name: str
    text: str
    before: str = ""

    def __repr__(self) -> str:
        return f"<Turn of {len(self.text)} characters>"


def read_plain(text: str) -> list[Turn]:
    """Read lines with names in front; what stands before the first name is nobody's."""
    turns: list[Turn] = []
    for line in text.splitlines():
        turn, begins = _split(line.strip())
        if begins or not turns:
            if turn.text or turn.name:
                turns.append(turn)
        else:
            turns[-1] = replace(turns[-1], text=f"{turns[-1].text}\n{turn.text}")
    return tidy(turns)


def tidy(turns: Iterable[Turn]) -> list[Turn]:
    """Take out space around words; a "name" that no words follow was words itself."""
    kept: list[Turn] = []
    for turn in turns:
        stripped = replace(turn, text=turn.text.strip())
        if stripped.text:
            kept.append(stripped)
        elif turn.before.strip():
            _go_on(kept, turn.before.strip())
    return kept


def names_in(turns: Sequence[Turn]) -> list[tuple[str, int]]:
    """Return every name and how many turns it has, in the order in which they come first."""
    counts = Counter(turn.name for turn in turns)
    return list(counts.items())


def seems_a_name(name: str, count: int) -> bool:
    """Say whether what stands before a colon is likely a voice: it comes back, or names a role.

    "What I need: a place to sleep" begins with no name.
    """
    return count > 1 or bool(ROLE.fullmatch(name) or ASKING.fullmatch(name))


def seems_to_ask(name: str) -> bool:
    """Say whether a name is likely that of the facilitator."""
    return bool(ASKING.fullmatch(name))


def put_back(turns: Sequence[Turn], no_names: Iterable[str]) -> list[Turn]:
    """Join turns whose "name" is none to the turn before, with all that stood in front."""
    none = set(no_names)
    joined: list[Turn] = []
    for turn in turns:
        if turn.name and turn.name in none:
            _go_on(joined, f"{turn.before or turn.name + ': '}{turn.text}")
        else:
            joined.append(turn)
    return joined


def _go_on(turns: list[Turn], words: str) -> None:
    """Let words go on with the last turn; where there is none they are nobody's."""
    if turns:
        turns[-1] = replace(turns[-1], text=f"{turns[-1].text}\n{words}")
    else:
        turns.append(Turn("", words))


def _split(line: str) -> tuple[Turn, bool]:
    """Return what a line holds, and whether a turn begins with it.

    A clock without brackets is a stamp only in front of a name: "10:30 the police came" is words.
    """
    stamp = STAMP.match(line)
    start = stamp.end() if stamp else 0
    named = (FROM.match(line, start) if stamp else None) or NAME.match(line, start)
    if named and len(named["name"].split()) <= MOST_WORDS_IN_NAME:
        return Turn(named["name"].strip(), line[named.end() :], line[: named.end()]), True
    if stamp and stamp[0].lstrip("\u200e\u200f").startswith(BRACKET) and line[start:]:
        return Turn("", line[start:], line[:start]), True
    return Turn("", line), False
