"""Subtitles (WebVTT, SubRip): cues with times, of which only who said what is kept.

WebVTT: https://www.w3.org/TR/webvtt1/ (voice spans `<v Name>`, notes, styles, regions). The
readers of subtitles that we looked at build old packages at install time or drop the voices.
"""

import html
import re

from community_voice.collect.listening.transcripts.turns import Turn, read_plain, tidy

CLOCK = r"\d+:[\d:.,]*\d"
TIMES = re.compile(rf"^\s*{CLOCK}\s*-->\s*{CLOCK}")
# Neither looks at a mark twice, nor beyond the next one: they read what strangers wrote.
VOICE = re.compile(r"<v(?:\.[^\s<>]*+)?\s++([^<>]++)>")
# Only what WebVTT and SubRip know as marks: anything else in angles is words.
TAG = re.compile(
    r"</?(?:v|c|i|b|u|s|font|ruby|rt|lang)(?:[.\s][^<>]*)?>|<[\d:.]+>|\{\\[^{}]*\}", re.I
)
NO_WORDS = re.compile(r"^(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)")
CUE_NUMBER = re.compile(r"\s*\d+\s*")
EMPTY_LINE = re.compile(r"\n\s*\n")
# Cues of one voice are one turn until it is this long and a sentence ends.
LONG_ENOUGH = 280
ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "።")


def are_subtitles(text: str) -> bool:
    """Say whether a line of a text holds a cue's times; an arrow alone may be words."""
    return any(TIMES.match(line) for line in text.splitlines())


def read_subtitles(text: str) -> list[Turn]:
    """Read cues; cues that follow each other and name the same voice, or none, are one turn."""
    turns: list[Turn] = []
    for name, words in _said(text.replace("\r\n", "\n").replace("\r", "\n")):
        last = turns[-1] if turns else None
        goes_on = last and name in ("", last.name) and not _is_full(last.text)
        if last and goes_on:
            turns[-1] = Turn(last.name, f"{last.text} {words}")
        else:
            turns.append(Turn(name or (last.name if last else ""), words))
    return tidy(turns)


def _said(text: str) -> list[tuple[str, str]]:
    """Return who said what, cue by cue; what stands before the first times is read as plain."""
    is_webvtt = text.lstrip().startswith("WEBVTT")
    before, *cues = _cut(text, is_webvtt)
    kept = [block for block in EMPTY_LINE.split(before) if not (is_webvtt and _is_apart(block))]
    said = [(turn.name, turn.text) for turn in read_plain("\n\n".join(kept))]
    for cue in cues:
        words, *more = EMPTY_LINE.split(cue)
        # An empty line within a cue: its words go on.
        more = [block for block in more if not (is_webvtt and _is_apart(block))]
        for block in (words, *more):
            said += _voices(block)
    return said


def _cut(text: str, is_webvtt: bool) -> list[str]:
    """Cut a text at each line of times, without the number or the name of the cue above it."""
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if not TIMES.match(line):
            parts[-1].append(line)
            continue
        above = parts[-1]
        begins = len(above) == 1 or not "".join(above[-2:-1]).strip()
        if above and (CUE_NUMBER.fullmatch(above[-1]) or (is_webvtt and begins)):
            above.pop()
        parts.append([])
    return ["\n".join(lines) for lines in parts]


def _is_apart(block: str) -> bool:
    return bool(NO_WORDS.match(block.strip()))


def _voices(payload: str) -> list[tuple[str, str]]:
    """Return the voices of a cue: named by a span, or in front of a colon."""
    parts = VOICE.split(payload)
    spoken = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    voices = []
    for name, words in spoken:
        plain = html.unescape(TAG.sub("", words)).replace("\n", " ").strip()
        if not plain:
            continue
        if name:
            voices.append((html.unescape(name).strip(), plain))
        else:
            voices += [(turn.name, turn.text) for turn in read_plain(plain)]
    return voices


def _is_full(text: str) -> bool:
    return len(text) >= LONG_ENOUGH and text.rstrip().endswith(ENDS)
