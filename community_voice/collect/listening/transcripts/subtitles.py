"""Subtitles (WebVTT, SubRip): cues with times, of which only who said what is kept.

WebVTT: https://www.w3.org/TR/webvtt1/ (voice spans `<v Name>`, notes, styles, regions). The
readers of subtitles that we looked at build old packages at install time or drop the voices.
"""

import html
import re

from community_voice.collect.listening.transcripts.turns import Turn, read_plain, tidy

TIMES = re.compile(r"^\s*[\d:.,]+\s*-->\s*[\d:.,]+")
VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
# Only what WebVTT and SubRip know as marks: anything else in angles is words.
TAG = re.compile(
    r"</?(?:v|c|i|b|u|s|font|ruby|rt|lang)(?:[.\s][^<>]*)?>|<[\d:.]+>|\{\\[^}]*\}", re.I
)
NO_WORDS = re.compile(r"^(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)")
# Cues of one voice are one turn until it is this long and a sentence ends.
LONG_ENOUGH = 280
ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "።")


def read_subtitles(text: str) -> list[Turn]:
    """Read cues; cues that follow each other and name the same voice, or none, are one turn."""
    turns: list[Turn] = []
    for name, words in _cues(text):
        last = turns[-1] if turns else None
        goes_on = last and name in ("", last.name) and not _is_full(last.text)
        if last and goes_on:
            turns[-1] = Turn(last.name, f"{last.text} {words}")
        else:
            turns.append(Turn(name or (last.name if last else ""), words))
    return tidy(turns)


def _cues(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip("\n").split("\n")
        at = next((place for place, line in enumerate(lines) if TIMES.match(line)), None)
        if at is not None:
            found += _voices("\n".join(lines[at + 1 :]))
        elif found and block.strip() and not NO_WORDS.match(block.strip()):
            # An empty line within a cue: its words go on.
            name, words = found[-1]
            more = " ".join(said for _name, said in _voices(block))
            found[-1] = (name, f"{words} {more}".strip())
    return found


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
