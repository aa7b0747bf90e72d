"""Sections that are filled in once a person or thing: one more, or one less."""

from community_voice.answering.course import REPEAT, Course
from community_voice.answering.instrument import Page
from community_voice.answering.state import Answers
from community_voice.answering.walk import may_add, may_remove


def add_instance(course: Course, page: Page) -> Answers:
    """Return the answers with room for one more instance after this page."""
    if not may_add(course, page):
        return course.answers
    return _with_count(course.answers, page.code, course.count(page.code) + 1)


def remove_instance(course: Course, page: Page) -> Answers:
    """Return the answers without this instance; those behind it move up."""
    if not may_remove(course, page):
        return course.answers
    answers = dict(course.answers)
    count = course.count(page.code)
    for number in range(page.instance, count + 1):
        behind = page.as_instance(number + 1).asked
        for asked, following in zip(page.as_instance(number).asked, behind, strict=True):
            answers.pop(asked.key, None)
            if number < count and following.key in answers:
                answers[asked.key] = answers[following.key]
    return _with_count(answers, page.code, count - 1)


def is_blank(course: Course, page: Page) -> bool:
    """Say whether nothing was typed in this instance."""
    return not any(course.typed(asked.key) for asked in page.asked)


def _with_count(answers: Answers, section: str, count: int) -> Answers:
    counts = {**answers.get(REPEAT, {})}
    counts.pop(section, None)
    if count > 1:
        counts[section] = [str(count)]
    kept = {key: typed for key, typed in answers.items() if key != REPEAT}
    return {**kept, REPEAT: counts} if counts else kept
