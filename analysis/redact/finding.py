"""Look for everything that could point at someone, and say what to put in its place."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis.progress import Progress, silent
from analysis.redact.names import NAME, NOBODY
from analysis.redact.numbers import (
    EMAIL,
    HANDLE,
    IMMIGRATION,
    PAPER,
    PHONE,
    PUBLIC_NUMBERS,
    SPOKEN_PHONE,
    SSN,
    WEB,
)
from analysis.redact.patterns import HIGH, LOW, MEDIUM, Pattern, composed, mirrored
from analysis.redact.places import ADDRESS, PLACE
from analysis.redact.times import DATE, TIME

# What is looked for, and what stands in brackets for it; where two meet, the earlier kind stays.
KINDS: dict[str, tuple[Pattern, ...]] = {
    "email": EMAIL,
    "web address": WEB,
    "account": HANDLE,
    "social security number": SSN,
    "immigration number": IMMIGRATION,
    "phone": (*PHONE, *SPOKEN_PHONE),
    "address": ADDRESS,
    "date": DATE,
    "number": PAPER,
    "place": PLACE,
    "name": NAME,
    "time": TIME,
}
CONFIDENCES = (LOW, MEDIUM, HIGH)
# A date or a time this near to a place, in characters, tells which night it was.
NEAR = 120
SURER = {LOW: MEDIUM, MEDIUM: HIGH, HIGH: HIGH}
COLUMNS = ["text_id", "start", "end", "kind", "confidence"]


@dataclass(frozen=True)
class Finding:
    """text[start:end] may point at someone; `kind` is one of KINDS, `confidence` of CONFIDENCES."""

    start: int
    end: int
    kind: str
    confidence: str


def find(text: str) -> tuple[Finding, ...]:
    """Return what could point at someone in a text, in order and without overlap.

    Places are in characters of the text as it is. "high": the form leaves little doubt;
    "medium": a likely form or a word before it; "low": worth a look. A date or time beside a
    place or address is a step surer, because together they tell which event it was. Numbers
    that everyone knows (911, 988, 9/11, 24/7) are not found.
    """
    whole, places = composed(text)
    mirror = mirrored(whole)
    digits = any(character.isdigit() for character in mirror)
    found = [
        Finding(*place_of(match), kind, pattern.confidence)
        for kind, patterns in KINDS.items()
        for pattern in patterns
        if digits or not pattern.numeric
        for match in pattern.expression.finditer(mirror)
    ]
    kept = apart([trimmed(mirror, finding) for finding in found if counts(mirror, finding)])
    return tuple(
        replace(one, start=places[one.start][0], end=places[one.end - 1][1])
        for one in beside_places(kept)
    )


def place_of(match: re.Match[str]) -> tuple[int, int]:
    """Return the span of the group `it` where there is one, else that of the whole match."""
    start, end = match.span("it") if "it" in match.re.groupindex else (-1, -1)
    return (start, end) if start >= 0 else match.span()


def counts(mirror: str, finding: Finding) -> bool:
    """Return False for what looks like a finding and is none."""
    part = mirror[finding.start : finding.end].strip()
    if part in PUBLIC_NUMBERS:
        return False
    if finding.kind == "name" and finding.confidence == LOW:
        # Somebody who shouts writes everything in capitals.
        return not part.isupper() and not any(
            word.lower().strip("'’.") in NOBODY for word in part.split()
        )
    return bool(part)


def trimmed(mirror: str, finding: Finding) -> Finding:
    """Return the finding without spaces or commas at its ends."""
    part = mirror[finding.start : finding.end]
    start = finding.start + len(part) - len(part.lstrip(" ,;"))
    after = " ,;.:!?" if finding.kind in {"email", "web address", "account"} else " ,;"
    return replace(finding, start=start, end=finding.start + len(part.rstrip(after)))


def apart(found: Iterable[Finding]) -> list[Finding]:
    """Return the findings without overlap: what meets becomes one, of the surest and first kind."""
    order = list(KINDS)
    result: list[Finding] = []
    for finding in sorted(found, key=lambda one: (one.start, -one.end)):
        if result and finding.start < result[-1].end:
            pair = [result.pop(), finding]
            best = min(
                pair, key=lambda one: (-CONFIDENCES.index(one.confidence), order.index(one.kind))
            )
            end = max(one.end for one in pair)
            finding = replace(best, start=pair[0].start, end=end)
        result.append(finding)
    return result


def beside_places(found: Sequence[Finding]) -> list[Finding]:
    """Return the findings, with dates and times near a place a step surer."""
    places = [one for one in found if one.kind in {"address", "place"}]
    starts = [place.start for place in places]
    result = []
    for one in found:
        # They are in order and apart, so the nearest place is the one before or the one after.
        after = bisect_left(starts, one.start)
        near = any(
            one.start - NEAR <= place.end and place.start <= one.end + NEAR
            for place in places[max(0, after - 1) : after + 1]
        )
        surer = near and one.kind in {"date", "time"}
        result.append(replace(one, confidence=SURER[one.confidence]) if surer else one)
    return result


def find_all(frame: pd.DataFrame, progress: Progress = silent) -> pd.DataFrame:
    """Return the findings of every text: columns `text_id`, `start`, `end`, `kind`, `confidence`.

    In: columns `text_id` and `text`. The words themselves are not in the result.
    """
    rows = []
    texts = frame[["text_id", "text"]].itertuples(index=False, name=None)
    for done, (text_id, text) in enumerate(texts, start=1):
        rows += [(text_id, one.start, one.end, one.kind, one.confidence) for one in find(text)]
        if done % 500 == 0:
            progress(done, len(frame))
    progress(len(frame), len(frame))
    return pd.DataFrame(rows, columns=COLUMNS)


def redacted(text: str, found: Iterable[Finding], least: str = LOW) -> str:
    """Return the layer: the text with a bracketed kind for each finding of at least `least`.

    The original stays as it is; a layer never is a quote. Raise ValueError for findings that
    overlap or lie outside the text.
    """
    surest = CONFIDENCES[CONFIDENCES.index(least) :]
    parts: list[str] = []
    reached = 0
    for finding in sorted(found, key=lambda one: one.start):
        if finding.confidence not in surest:
            continue
        if not reached <= finding.start < finding.end <= len(text):
            raise ValueError(
                f"the finding at {finding.start} to {finding.end} does not fit the text"
            )
        parts += [text[reached : finding.start], f"[{finding.kind}]"]
        reached = finding.end
    return "".join([*parts, text[reached:]])
