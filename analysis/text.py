"""Segments: the spans of a text that are coded, each with its place in the original."""

import re
from collections.abc import Iterator

import pandas as pd

from analysis.progress import Progress, silent
from analysis.sentences import BULLET, Span, sentences, weight

__all__ = ["LONGEST", "SHORT_TEXT", "segment", "weight"]

COLUMNS = ["text_id", "segment", "start", "end", "text", "language"]
# A text up to this many units says one thing, whatever its punctuation: "They came late. He was
# gone." belongs together, and either half alone lands among strangers.
SHORT_TEXT = 240
# A sentence below this many units ("No.", "Why?") is joined to its neighbour.
SHORT_SENTENCE = 25
# Short sentences gather in one segment until it weighs this much.
GATHERED = 150
# A span above this many characters is cut at a space: a vector of a whole page says little.
LONGEST = 1000
# A line this long without an end mark, before a line in lower case, was broken by a program.
WRAPPED = 50

LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
ENDED = re.compile(r"[.!?…:;。！？؟۔।]['\")\]»”’]*\s*$")
WORDLIKE = re.compile(r"[^\W_]|[\U0001f000-\U0001faff\u2600-\u27bf]")
# Never cut before one of these: it belongs to the character before it.
JOINED = re.compile(r"[\u0300-\u036f\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")


def segment(
    frame: pd.DataFrame,
    whole: bool = False,
    progress: Progress = silent,
    short_text: int = SHORT_TEXT,
) -> pd.DataFrame:
    """Cut each text into segments.

    In: columns `text_id`, `text`, `language`. Out: `text_id`, `segment` (from 0), `start`,
    `end` (in characters), `text` with text == original[start:end] exactly, `language`. With
    `whole`, each text is one segment; a text of up to `short_text` letters is one in any case
    (a character of a dense script counts as three). A text without any visible character has
    no segment.
    """
    rows: list[tuple[object, int, int, int, str, str]] = []
    columns = frame[["text_id", "text", "language"]].itertuples(index=False, name=None)
    for done, (text_id, text, language) in enumerate(columns, start=1):
        spans = trimmed(text, 0, len(text)) if whole else sentence_spans(text, language, short_text)
        for number, (start, end) in enumerate(spans):
            rows.append((text_id, number, start, end, text[start:end], language))
        if done % 1000 == 0:
            progress(done, len(frame))
    progress(len(frame), len(frame))
    found = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    # `text` stays as it is: a column of Arrow strings refuses half of a surrogate pair.
    return found.astype({"segment": int, "start": int, "end": int}).assign(
        text_id=found["text_id"].infer_objects()
    )


def sentence_spans(text: str, language: str, short_text: int) -> list[Span]:
    """Return the spans of the segments of one text, in order, without overlap."""
    if weight(text) <= short_text and not BULLET.match(text) and not LINE_ENDS.search(text.strip()):
        return trimmed(text, 0, len(text))
    spans: list[Span] = []
    for start, end in line_spans(text):
        if WORDLIKE.search(text, start, end):
            spans.extend(joined(text, list(spoken(text, start, end, language))))
    # A text of nothing but emoji or marks is still something that a person said.
    spans = spans or trimmed(text, 0, len(text))
    return [piece for span in spans for piece in cut(text, span)]


def line_spans(text: str) -> Iterator[Span]:
    """Yield paragraphs and bullet items; a line that a program wrapped goes on."""
    begin = previous = 0
    for match in LINE_ENDS.finditer(text):
        if match.start() < previous:
            continue
        line, rest = text[previous : match.start()], text[match.end() : match.end() + 12]
        previous = match.end()
        if len(line) >= WRAPPED and not ENDED.search(line) and rest[:1].islower():
            continue
        yield begin, match.start()
        begin = match.end()
    yield begin, len(text)


def spoken(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    """Yield the sentences of one paragraph, each without the bullet before it."""
    for first, last in sentences(text[start:end], language):
        begin, stop = start + first, start + last
        # A dash within a paragraph is part of what was said; a number or a dot begins an item.
        item = begin == start or text[begin:stop].lstrip()[:1] in "•‣▪●◦(123456789"
        bullet = BULLET.match(text, begin, stop) if item else None
        yield from trimmed(text, bullet.end() if bullet else begin, stop)


def trimmed(text: str, start: int, end: int) -> list[Span]:
    """Return the span without the spaces around it, or nothing if it is empty."""
    part = text[start:end]
    first = start + len(part) - len(part.lstrip())
    last = start + len(part.rstrip())
    return [(first, last)] if first < last else []


def joined(text: str, spans: list[Span]) -> list[Span]:
    """Join short sentences to their neighbours, so that a segment carries a thought."""
    result: list[Span] = []
    for position, (start, end) in enumerate(spans):
        if result:
            before = weight(text[slice(*result[-1])])
            short = weight(text[start:end]) < SHORT_SENTENCE
            last = position == len(spans) - 1
            if before < SHORT_SENTENCE or (short and (last or before < GATHERED)):
                start = result.pop()[0]
        result.append((start, end))
    return result


def cut(text: str, span: Span) -> Iterator[Span]:
    """Yield the span in pieces of at most LONGEST characters, cut at spaces where there are."""
    start, end = span
    while end - start > LONGEST:
        limit = start + LONGEST
        space = text.rfind(" ", start + LONGEST // 2, limit)
        stop = space if space > 0 else limit
        while stop < end and stop - start < 2 * LONGEST and JOINED.match(text[stop]):
            stop += 1
        yield from trimmed(text, start, stop)
        start = stop
    yield from trimmed(text, start, end)
