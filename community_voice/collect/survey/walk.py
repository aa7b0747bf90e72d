"""The way through a survey: which page comes next, and what is wrong on this one."""

from dataclasses import dataclass

from community_voice.collect.survey.instrument import Instrument, Page
from community_voice.collect.survey.state import Answers
from community_voice.questions import QUESTION_TYPES, Asked, Problem, QuestionType, Typed

REVIEW = "review"
TO_SECTION = "section:"


@dataclass(frozen=True)
class Field:
    """One question on a page: how it is asked, what was typed, and what is wrong with it."""

    asked: Asked
    typed: Typed
    problems: tuple[Problem, ...] = ()

    @property
    def type(self) -> QuestionType:
        """Return the question's type."""
        return QUESTION_TYPES[self.asked.type]

    def anchor(self, part: str = "") -> str:
        """Return the id of the form field where a problem with this part is mended."""
        parts = self.type.parts(self.asked)
        return self.asked.field(part if part in parts else parts[0])

    def messages(self, part: str = "") -> list[str]:
        """Return what is wrong with one part."""
        return [problem.message for problem in self.problems if problem.part == part]

    def value(self, part: str = "") -> str:
        """Return the one value of a part."""
        return (self.typed.get(part) or [""])[0]


@dataclass(frozen=True)
class Turn:
    """Where a button leads: a page, the review, or away to be stored."""

    page: Page | None = None
    shows_problems: bool = False
    is_sending: bool = False


def fields_of(page: Page, answers: Answers, shows_problems: bool) -> list[Field]:
    """Return a page's questions with what was typed and, where asked for, what is wrong."""
    fields = []
    for asked in page.asked:
        typed = answers.get(asked.code, {})
        problems = QUESTION_TYPES[asked.type].check(asked, typed) if shows_problems else []
        fields.append(Field(asked, typed, tuple(problems)))
    return fields


def has_problems(page: Page, answers: Answers) -> bool:
    """Say whether anything on a page must be mended."""
    return any(
        QUESTION_TYPES[asked.type].check(asked, answers.get(asked.code, {})) for asked in page.asked
    )


def turn_page(instrument: Instrument, at: str, go: str, answers: Answers) -> Turn:
    """Follow a button from the page it stands on; an unknown button stays."""
    pages = instrument.pages
    here = instrument.page(at)
    if go == "back":
        return Turn(_before(pages, here, at))
    if go.startswith(TO_SECTION):
        return Turn(instrument.page(go.removeprefix(TO_SECTION)) or pages[0])
    if go == "next" and here is not None:
        if has_problems(here, answers):
            return Turn(here, shows_problems=True)
        following = pages[pages.index(here) + 1 :]
        return Turn(following[0]) if following else _to_review(pages, here, answers)
    if go in ("review", "next"):
        return _to_review(pages, here, answers)
    if go == "send":
        wrong = _first_wrong(pages, answers)
        return Turn(wrong, shows_problems=True) if wrong else Turn(is_sending=True)
    return Turn(here) if here or at == REVIEW else Turn(pages[0])


def _before(pages: tuple[Page, ...], here: Page | None, at: str) -> Page:
    if here is None:
        return pages[-1] if at == REVIEW else pages[0]
    return pages[max(pages.index(here) - 1, 0)]


def _to_review(pages: tuple[Page, ...], here: Page | None, answers: Answers) -> Turn:
    """Go to the review, by way of the first page with something to mend, this one first."""
    if here is not None and has_problems(here, answers):
        return Turn(here, shows_problems=True)
    wrong = _first_wrong(pages, answers)
    return Turn(wrong, shows_problems=wrong is not None)


def _first_wrong(pages: tuple[Page, ...], answers: Answers) -> Page | None:
    return next((page for page in pages if has_problems(page, answers)), None)
