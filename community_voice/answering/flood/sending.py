"""The judge of this process, asked about what a resident sends."""

import hashlib
from collections.abc import Hashable, Iterable

from flask import current_app

from community_voice.answering.course import Course
from community_voice.answering.flood.judge import Gist, Judge, bits_of, gist_of
from community_voice.answering.recording import Uploads
from community_voice.answering.rows import QuestionRows, rows_of
from community_voice.answering.state import Filling

EXTENSION = "flood_judge"
# How surprising it is that two recordings are the same, in bits.
RECORDING = 64.0


def judge_sending(course: Course, filling: Filling, uploads: Uploads | None = None) -> str:
    """Say why a finished survey is to be held ("near_copy", "burst"), or "" where it is not.

    For `Manner(hold=...)`; ask before anything is stored, and before the receipt is shown. It
    reads no database and takes well under two milliseconds.
    """
    judge = judge_of_process()
    if judge is None:
        return ""
    gist = gist_of_rows(rows_of(course), uploads or {})
    return judge.judge(course.instrument.engagement_id, filling.submission_id, gist)


def judge_of_process() -> Judge | None:
    """Return the one judge of this process; None where nothing is judged (tests of other things).

    Its memory begins empty with each process, and goes with it.
    """
    if not current_app.config.get("HOLD_FLOODS", not current_app.testing):
        return None
    found: Judge = current_app.extensions.setdefault(EXTENSION, Judge())
    return found


def gist_of_rows(answered: Iterable[QuestionRows], uploads: Uploads) -> Gist:
    """Return what the rows of an answer say; two recordings are the same only byte for byte."""
    words: list[str] = []
    choices: list[Hashable] = []
    bits = 0.0
    for each in answered:
        for row in each.rows:
            if row.words:
                words.append(row.words)
            else:
                choices.append((each.asked.key, row.position, row.choice, row.number, row.value))
                bits += bits_of(len(each.asked.options) if row.choice and not row.number else 4)
    for key, upload in sorted(uploads.items()):
        choices.append((key, hashlib.sha256(upload.content).digest()))
        bits += RECORDING
    return gist_of(words, tuple(choices), bits)
