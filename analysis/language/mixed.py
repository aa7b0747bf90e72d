"""Texts in more than one language: where each stands, and what a short segment is in."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis.language.detecting import UNDETERMINED, detect_one
from analysis.language.evidence import (
    ADDRESS,
    KNOWN_WORD,
    WORD,
    known_to_detector,
    plain,
    score_among,
    word_evidence,
)
from analysis.language.scripts import (
    DENSE_SCRIPTS,
    DENSE_WEIGHT,
    letters_by_script,
    main_script,
    primary,
    written_in,
)
from analysis.progress import Progress, silent

# A segment is this many times likelier in its text's language than in another.
PRIOR_ODDS = 20.0
# A segment with more letters than this, in no language of the engagement, is left undetermined.
SHORT_SEGMENT = 40
# A word is judged with this many neighbours on either side.
NEIGHBOURS = 2
# What it costs, in nats, to say that the language changes after a word, or after a clause.
CHANGE, CHANGE_AFTER_CLAUSE = 5.0, 2.5
# No word rules a language out by more than this share: a name can look like anything.
LEAST_SHARE = 0.03
# Fewer foreign words than this in the middle of a clause are borrowed, not another language.
BORROWED = 3
# A text is mixed when a second language has at least this share of it.
MIXED = 0.1
CLAUSE_END = re.compile(r"[.!?…;:,()\"«»“”\n؟،؛۔。！？；：，、—–]")


@dataclass(frozen=True)
class LanguageSpan:
    """text[start:end] is in `language`, a tag of the engagement or "und"."""

    start: int
    end: int
    language: str


@dataclass(frozen=True)
class Word:
    """One word of a text, with the tags that its script allows and whether a clause ends after."""

    start: int
    end: int
    script: str
    fitting: tuple[str, ...]
    ends_clause: bool


def detect_segments(
    frame: pd.DataFrame, allowed: Sequence[str], progress: Progress = silent
) -> pd.Series:
    """Return the language tag of each segment, in the light of its text's.

    In: columns `text` (of the segment) and `language` (of the whole text). Out: tags, with the
    frame's index. A short segment ("Gracias.", "9/11") follows its text unless its words clearly
    say otherwise; a long one in none of the allowed languages is "und".
    """
    tags = tuple(allowed)
    found = []
    rows = zip(frame["text"], frame["language"], strict=True)
    for done, (text, around) in enumerate(rows, start=1):
        found.append(detect_segment(text, around, tags))
        if done % 1000 == 0:
            progress(done, len(frame))
    progress(len(frame), len(frame))
    return pd.Series(found, index=frame.index, name="language", dtype=object)


def detect_segment(text: str, around: str, allowed: tuple[str, ...]) -> str:
    """Return the language of one segment of a text that is in `around`."""
    heard = detect_one(text, allowed, around, PRIOR_ODDS)
    if heard != UNDETERMINED or around not in allowed:
        return heard
    letters = letters_by_script(ADDRESS.sub(" ", text))
    fits = not letters or around in written_in(main_script(letters), letters, allowed)
    return around if fits and weight(text) <= SHORT_SEGMENT else UNDETERMINED


def languages_in(text: str, allowed: Sequence[str]) -> dict[str, float]:
    """Return the share of each language in a text, largest first; the shares add up to 1.

    Shares are of letters, where a Chinese, Japanese or Korean character counts as three. A text
    without letters is wholly "und". A few borrowed words ("ambulance") are no second language.
    """
    sizes: dict[str, int] = {}
    for span in spans_in(text, allowed):
        size = weight(text[span.start : span.end])
        sizes[span.language] = sizes.get(span.language, 0) + size
    total = sum(sizes.values())
    if not total:
        return {UNDETERMINED: 1.0}
    ordered = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
    return {language: round(size / total, 4) for language, size in ordered}


def is_mixed(shares: Mapping[str, float]) -> bool:
    """Return True where a second language has a part worth telling; "und" is no language."""
    return sum(share >= MIXED for tag, share in shares.items() if tag != UNDETERMINED) > 1


def weight(text: str) -> int:
    """Return the number of letters, dense ones counted as three."""
    return sum(
        count * (DENSE_WEIGHT if script in DENSE_SCRIPTS else 1)
        for script, count in letters_by_script(text).items()
    )


def spans_in(text: str, allowed: Sequence[str]) -> tuple[LanguageSpan, ...]:
    """Return the spans of a text by language, in order; together they hold every word of it.

    The likeliest sequence of languages under a cost for each change (Viterbi 1967), with every
    word judged among its neighbours by the same evidence as `detect`.
    """
    tags = tuple(allowed)
    words = list(words_of_text(text, tags))
    if not words:
        return ()
    runs = list(runs_of(words, likeliest(text, words)))
    runs = list(without_borrowed(text, words, runs, tags))
    if len(runs) == 1:
        return (LanguageSpan(*trimmed(text, 0, len(text)), detect_one(text, tags)),)
    firsts = [0, *(words[first].start for first, _, _ in runs[1:]), len(text)]
    spans: list[LanguageSpan] = []
    for (_, _, language), begin, end in zip(runs, firsts, firsts[1:], strict=False):
        start, stop = trimmed(text, begin, end)
        heard = detect_one(text[start:stop], tags, language, PRIOR_ODDS)
        if spans and spans[-1].language == heard:
            spans[-1] = replace(spans[-1], end=stop)
        else:
            spans.append(LanguageSpan(start, stop, heard))
    return tuple(spans)


def words_of_text(text: str, allowed: tuple[str, ...]) -> Iterator[Word]:
    """Yield the words of a text with the tags that they can be in; addresses are none."""
    every = letters_by_script(text)
    hidden = ADDRESS.sub(lambda found: " " * len(found.group()), text)
    places = [found.span() for found in WORD.finditer(hidden)]
    followed = [start for start, _ in places][1:] + [len(text)] * bool(places)
    chinese_of: dict[tuple[str, ...], str] = {}
    for (start, end), following in zip(places, followed, strict=True):
        script = main_script(letters_by_script(text[start:end]))
        fitting = written_in(script, every, allowed)
        chinese = tuple(tag for tag in fitting if primary(tag) == "zh")
        if len(chinese) > 1:
            # One text is in one of the two kinds of characters; it is read once for all words.
            if chinese not in chinese_of:
                chinese_of[chinese] = detect_one(text, chinese)
            kind = detect_one(text[start:end], chinese, chinese_of[chinese])
            fitting = tuple(tag for tag in fitting if tag not in chinese or tag == kind) or fitting
        yield Word(start, end, script, fitting, bool(CLAUSE_END.search(hidden, end, following)))


def likeliest(text: str, words: Sequence[Word]) -> list[str]:
    """Return the tag of each word in the likeliest sequence."""
    tags = sorted({tag for word in words for tag in word.fitting} | {UNDETERMINED})
    best = dict.fromkeys(tags, 0.0)
    origins: list[dict[str, str]] = []
    for place in range(len(words)):
        cost = CHANGE_AFTER_CLAUSE if place and words[place - 1].ends_clause else CHANGE
        leader = max(tags, key=lambda tag: (best[tag], tag))
        seen = emission(text, words, place)
        origin = {tag: tag if best[tag] >= best[leader] - cost else leader for tag in tags}
        best = {
            tag: max(best[tag], best[leader] - cost) + seen.get(tag, math.log(LEAST_SHARE) * 2)
            for tag in tags
        }
        origins.append(origin)
    tag = max(tags, key=lambda name: (best[name], name))
    path = [tag]
    for origin in reversed(origins[1:]):
        tag = origin[tag]
        path.append(tag)
    return path[::-1]


def emission(text: str, words: Sequence[Word], place: int) -> dict[str, float]:
    """Return how well each tag explains one word among its neighbours, in nats."""
    word = words[place]
    names = {primary(tag): tag for tag in reversed(word.fitting) if known_to_detector(tag)}
    if len(word.fitting) < 2 or len(names) < 2:
        return dict.fromkeys(word.fitting or (UNDETERMINED,), 0.0)
    near = [place]
    for step in (-1, 1):
        for other in range(place + step, place + step * (NEIGHBOURS + 1), step):
            if not 0 <= other < len(words) or words[other].script != word.script:
                break
            if words[min(other, other - step)].ends_clause:
                break
            near.append(other)
    around = plain(text[words[min(near)].start : words[max(near)].end])
    known = score_among(around, frozenset(names))
    own = WORD.findall(plain(text[word.start : word.end]))
    worths = {name: worth + word_evidence(own, name) / KNOWN_WORD for name, worth in known.items()}
    top = max(worths.values())
    total = sum(math.exp(worth - top) for worth in worths.values())
    return {
        names[name]: math.log(max(LEAST_SHARE, math.exp(worth - top) / total))
        for name, worth in worths.items()
    }


Run = tuple[int, int, str]


def runs_of(words: Sequence[Word], path: Sequence[str]) -> Iterator[Run]:
    """Yield the runs of words with one tag: first word, word after the last, tag."""
    begin = 0
    for place in range(1, len(words) + 1):
        if place == len(words) or path[place] != path[begin]:
            yield begin, place, path[begin]
            begin = place


def without_borrowed(
    text: str, words: Sequence[Word], runs: Sequence[Run], allowed: tuple[str, ...]
) -> Iterator[Run]:
    """Yield the runs, with a word or two that a sentence borrowed given to the run around."""
    kept = [run for run in runs if stands_alone(text, words, run, allowed)]
    kept = kept or [max(runs, key=lambda run: (run[1] - run[0], -run[0]))]
    for place, (_, _, tag) in enumerate(kept):
        first = kept[place][0] if place else 0
        last = kept[place + 1][0] if place + 1 < len(kept) else len(words)
        yield first, last, tag


def stands_alone(text: str, words: Sequence[Word], run: Run, allowed: tuple[str, ...]) -> bool:
    """Return True for a long run, or a clause of its own that is clearly in its language."""
    first, last, tag = run
    part = text[words[first].start : words[last - 1].end]
    if last - first >= BORROWED or (words[first].script in DENSE_SCRIPTS and weight(part) >= 12):
        return True
    begins = first == 0 or words[first - 1].ends_clause
    ends = last == len(words) or words[last - 1].ends_clause
    return begins and ends and detect_one(part, allowed) == tag


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the spaces around it."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())
