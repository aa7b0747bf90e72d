"""Whether an answer is held for a person to look at, decided before its receipt is shown.

The rule, in full. Nothing is held for its address; nothing is deleted; whoever sent a held answer
gets the same receipt; staff see both counts and let answers in.

- **near_copy**: the answer holds prose (WORDY different pieces of four letters or more), and at
  least PASSING answers came to the same engagement within the hour whose prose is nearly the same.
  The longer it is, the less alike it must be (see `bar_for`). So the first three copies of a
  letter that an organization hands out are counted, and the fourth is looked at.
- **burst**: the answer has few words or none, and far more came within ten minutes that are the
  same than this engagement's own rate lets one expect (`expected`). The less an answer says, the
  likelier people are to give the same one, so the more of them pass: of an empty answer two
  hundred, and for each ordinary answer beside them three more. A number makes no other answer of
  words, nor does a scrap beside a short sentence (BARELY pieces or more): what it shares with
  another is then at least ALIKE of both. Where the scrap is in a box of its own, that holds for a
  new one alone: many people give one short answer beside another, and theirs come again.

The minute in which an answer came is in the memory of this process alone, for an hour.
"""

import math
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from community_voice.answering.flood.likes import Likes
from community_voice.answering.flood.sketch import (
    SALT,
    Sketch,
    plain,
    sketch,
    sketch_brief,
    weigh,
    without_numbers,
)

NEAR_COPY, BURST = "near_copy", "burst"
PROSE, FEW_WORDS = "prose", "brief"
# Minutes: how long copies are remembered, and over which a burst is counted.
WINDOW, SHORT_WHILE = 60, 10
PASSING = 3
# Different pieces of four letters: below BARELY only the same words are the same; from WORDY on
# it is prose, which two people hardly write alike.
BARELY, BRIEF, WORDY, LONG = 10, 25, 60, 120
# How much of their pieces two brief texts share that are taken for one.
ALIKE = 0.5
MOST_GROUPS, MOST_KNOWN = 8000, 20000
# Beyond this many in a short while a group's answers say nothing of an engagement's own rate.
ORDINARY = 60


@dataclass(frozen=True)
class Gist:
    """What an answer says: its prose, its other words, and its choices with their surprise."""

    prose: str = ""
    words: str = ""
    choices: Hashable = ()
    bits: float = 0.0
    # Of the prose, see `weigh`.
    weight: int = 0

    def __repr__(self) -> str:
        return f"<Gist {len(self.prose)} {len(self.words)}>"


@dataclass
class _Group:
    minutes: dict[int, int] = field(default_factory=dict)
    # Where texts like each other are one group: among which, and as which of them.
    likes: tuple[Likes, int] | None = None

    def count(self, now: int, within: int) -> int:
        return sum(times for minute, times in self.minutes.items() if now - within < minute <= now)


class Judge:
    """Remembers what came within the hour, by sketch, and judges what comes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._groups: OrderedDict[Hashable, _Group] = OrderedDict()
        self._likes: dict[int, Likes] = defaultdict(Likes)
        self._brief: dict[int, Likes] = defaultdict(Likes)
        self._ordinary: dict[int, dict[int, int]] = defaultdict(dict)
        self._known: OrderedDict[str, tuple[int, str]] = OrderedDict()

    def judge(self, engagement_id: int, submission_id: str, gist: Gist) -> str:
        """Return why an answer is held: NEAR_COPY, BURST, or "" where it is not.

        The same submission, sent again, is judged once.
        """
        with self._lock:
            now = int(self._clock() // 60)
            self._forget(now)
            if submission_id in self._known:
                return self._known[submission_id][1]
            verdict = self._look(engagement_id, gist, now)
            self._known[submission_id] = (now, verdict)
            return verdict

    def _look(self, engagement_id: int, gist: Gist, now: int) -> str:
        is_prose = gist.weight >= WORDY
        group = self._group(engagement_id, gist, now)
        group.minutes[now] = group.minutes.get(now, 0) + 1
        lately = group.count(now, SHORT_WHILE)
        if is_prose:
            is_held = group.count(now, WINDOW) > PASSING
        else:
            has_words = bool(gist.prose or gist.words)
            bits = weigh(gist.prose + gist.words) / 2 if has_words else gist.bits
            others = self._others(engagement_id, now) - min(lately - 1, ORDINARY)
            is_held = lately > expected(bits, max(0, others))
        if not is_held and lately <= ORDINARY:
            ordinary = self._ordinary[engagement_id]
            ordinary[now] = ordinary.get(now, 0) + 1
        return (NEAR_COPY if is_prose else BURST) if is_held else ""

    def _group(self, engagement_id: int, gist: Gist, now: int) -> _Group:
        """Return the group that an answer belongs to, as the one that came last."""
        likes: tuple[Likes, int] | None = None
        key: Hashable = (engagement_id, "choices", hash((SALT, gist.choices)))
        words = gist.words
        same_words = (engagement_id, "words", hash((SALT, words)))
        many_boxes = gist.weight < BRIEF and "\n" in words
        if not (many_boxes and same_words in self._groups) and (how := likened(gist)):
            if many_boxes:
                self._groups[same_words] = _Group({now: 1})
            kind, sketched, bar = how
            among = (self._likes if kind == PROSE else self._brief)[engagement_id]
            likes = among, among.join(sketched, bar)
            key = (engagement_id, kind, likes[1])
        elif words:
            key = same_words
        found = self._groups.setdefault(key, _Group(likes=likes))
        self._groups.move_to_end(key)
        return found

    def _others(self, engagement_id: int, now: int) -> int:
        kept = self._ordinary[engagement_id]
        return sum(times for minute, times in kept.items() if now - SHORT_WHILE < minute <= now)

    def _forget(self, now: int) -> None:
        """Forget what came more than an hour ago, and the oldest where there is too much."""
        while self._groups:
            key, group = next(iter(self._groups.items()))
            if len(self._groups) <= MOST_GROUPS and max(group.minutes, default=0) > now - WINDOW:
                break
            del self._groups[key]
            if group.likes is not None:
                among, number = group.likes
                among.forget(number)
        while self._known:
            submission_id, (minute, _verdict) = next(iter(self._known.items()))
            if len(self._known) <= MOST_KNOWN and minute > now - WINDOW:
                break
            del self._known[submission_id]
        for kept in self._ordinary.values():
            for minute in [minute for minute in kept if minute <= now - WINDOW]:
                del kept[minute]


def likened(gist: Gist) -> tuple[str, Sketch, float] | None:
    """Return among which texts others like these are, their sketch, and how like they must be.

    None where so little is said that only the same is the same.
    """
    if gist.weight >= BRIEF:
        return PROSE, sketch(gist.prose), bar_for(gist.weight)
    if sum(map(weigh, gist.words.split("\n"))) >= BARELY:
        return FEW_WORDS, sketch_brief(gist.words), ALIKE
    return None


def bar_for(weight: int) -> float:
    """Return how like two texts must be: 0.8 where prose begins, 0.45 from LONG on.

    Of less than prose a burst lets many pass: there 0.6, so that a slip does not tell two apart.
    """
    if weight < WORDY:
        return 0.6
    share = (weight - WORDY) / (LONG - WORDY)
    return 0.8 - 0.35 * min(1.0, max(0.0, share))


def expected(bits: float, others: int) -> float:
    """Return how many same answers may come in a short while, beside so many ordinary others.

    `bits`: how surprising the answer is, were all choices as likely.
    """
    return max(20.0, 200 / (1 + bits / 4)) + max(0.5, 3 / (1 + bits / 4)) * others


def bits_of(options: int) -> float:
    """Return the surprise of one choice among so many."""
    return math.log2(max(2, options))


def gist_of(words: list[str], choices: Hashable = (), bits: float = 0.0) -> Gist:
    """Return what an answer says, of all its texts and its choices."""
    parts = [without_numbers(plain(text) or text) for text in words]
    weights = [weigh(part) for part in parts]
    long = [part for part, weight in zip(parts, weights, strict=True) if weight >= BRIEF]
    brief = [part for part, weight in zip(parts, weights, strict=True) if weight < BRIEF]
    prose = "".join(long)
    weight = max(weights, default=0) if len(long) == 1 else weigh(prose)
    return Gist(prose, "\n".join(brief), choices, bits, weight)
