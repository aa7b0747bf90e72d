"""What is uploaded with Send and only then: recordings, whose forms stand on the review."""

from collections.abc import Mapping

from werkzeug.datastructures import FileStorage

from community_voice.answering.course import Course
from community_voice.answering.piping import dress, tell_of
from community_voice.answering.recording import Upload, Uploads
from community_voice.answering.walk import Field
from community_voice.questions import QUESTION_TYPES, Asked, Problem

# A request with recordings beside the answers; each recording has its type's own limit.
MOST_WITH_UPLOADS = 24 * 1024 * 1024
Problems = Mapping[str, list[Problem]]


def recorders(course: Course, problems: Problems) -> list[Field]:
    """Return the questions whose forms stand on the review."""
    found = []
    for asked in recorded(course):
        home = course.home(asked.code)
        dressed = dress(asked, tell_of(course, home and home.as_instance(asked.instance)))
        found.append(Field(dressed, course.typed(asked.key), tuple(problems.get(asked.key, ()))))
    return found


def recorded(course: Course) -> list[Asked]:
    """Return the questions that are answered on the review."""
    return [asked for asked in course.asked if QUESTION_TYPES[asked.type].on_review]


def read_uploads(course: Course, files: Mapping[str, FileStorage]) -> Uploads:
    """Read what was recorded; an empty file is none."""
    uploads = {}
    for asked in recorded(course):
        file = files.get(asked.field())
        content = file.read() if file else b""
        if file and content:
            uploads[asked.key] = Upload(content)
    return uploads


def upload_problems(course: Course, uploads: Uploads) -> dict[str, list[Problem]]:
    """Say of each recording why it cannot be taken, by the question's key."""
    problems = {}
    for asked in recorded(course):
        upload = uploads.get(asked.key)
        content = upload.content if upload else None
        found = QUESTION_TYPES[asked.type].check_upload(asked, content)
        if found:
            problems[asked.key] = found
    return problems
