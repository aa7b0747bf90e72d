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
FROM = re.compile(
    r"(?:From|De|Von|من)\s+(?P<name>.{1,60}?)(?:\s+(?:to|a|an|إلى)\s+.{1,40}?)?\s*:\s*"
)
NAME = re.compile(
    rf"(?P<name>[^\s:：][^:：\n]{{0,39}}?)\s*(?:[(\[]{CLOCK}[)\]])?\s*[:：](?!//)[ \t]*"
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
    """What one voice said at a stretch; `name` is "" where nobody is named."""

    name: str
    text: str

    def __repr__(self) -> str:
        return f"<Turn of {len(self.text)} characters>"


def read_plain(text: str) -> list[Turn]:
    """Read lines with names in front; what stands before the first name is nobody's."""
    turns: list[Turn] = []
    for line in text.splitlines():
        name, words, begins = _split(line.strip())
        if begins or not turns:
            if words or name:
                turns.append(Turn(name, words))
        elif words or turns[-1].text:
            turns[-1] = replace(turns[-1], text=f"{turns[-1].text}\n{words}")
    return tidy(turns)


def tidy(turns: Iterable[Turn]) -> list[Turn]:
    """Take out turns without words, and space around words."""
    stripped = (replace(turn, text=turn.text.strip()) for turn in turns)
    return [turn for turn in stripped if turn.text]


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
    """Join turns whose "name" is none to the turn before, with what stood before the colon."""
    none = set(no_names)
    joined: list[Turn] = []
    for turn in turns:
        if turn.name not in none or not turn.name:
            joined.append(turn)
            continue
        whole = f"{turn.name}: {turn.text}"
        if joined:
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text}\n{whole}")
        else:
            joined.append(Turn("", whole))
    return joined


def _split(line: str) -> tuple[str, str, bool]:
    """Return the name in front of a line, the words after it, and whether a turn begins here."""
    stamp = STAMP.match(line)
    rest = line[stamp.end() :] if stamp else line
    named = (FROM.match(rest) if stamp else None) or NAME.match(rest)
    if named and len(named["name"].split()) <= MOST_WORDS_IN_NAME:
        return named["name"].strip(), rest[named.end() :], True
    # A stamp with words and no name begins a turn of nobody in particular.
    return "", rest if stamp and rest else line, bool(stamp and rest)
