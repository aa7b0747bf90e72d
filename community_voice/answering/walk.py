"""The way through a survey: which page comes next, and what is wrong on this one."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from community_voice.answering.checking import (
    find_problems,
    has_problems,
    no_longer_offered,
    otherwise,
)
from community_voice.answering.course import Course, stands_on_page
from community_voice.answering.forms import REVIEW
from community_voice.answering.instrument import Page
from community_voice.answering.page_rules import PageRules, Rules, shuffled
from community_voice.answering.piping import (
    dress,
    dress_page,
    is_live,
    phrases_of,
    plainly,
    tell_of,
)
from community_voice.questions import QUESTION_TYPES, Asked, Problem, QuestionType, Typed
from community_voice.store.wording import Phrase

TO_SECTION = "section:"


@dataclass(frozen=True)
class Field:
    """One question on a page: how it is asked, what was typed, and what is wrong with it."""

    asked: Asked
    typed: Typed
    problems: tuple[Problem, ...] = ()
    rules: Rules = field(default_factory=Rules)
    is_hidden: bool = False

    @property
    def type(self) -> QuestionType:
        """Return the question's type."""
        return QUESTION_TYPES[self.asked.type]

    def anchor(self, part: str = "") -> str:
        """Return the id of the form field where a problem with this part is mended."""
        parts = self.type.parts(self.asked)
        return self.asked.field(part if part in parts or not parts else parts[0])

    def messages(self, part: str = "") -> list[str]:
        """Return what is wrong with one part."""
        return [problem.message for problem in self.problems if problem.part == part]

    def value(self, part: str = "") -> str:
        """Return the one value of a part."""
        return (self.typed.get(part) or [""])[0]

    @property
    def limits_json(self) -> str:
        """Return the limits that the page's script checks."""
        if not self.rules.limits:
            return ""
        messages = tuple(map(plainly, self.asked.limit_messages))
        return self.rules.limits_json(replace(self.asked, limit_messages=messages), otherwise())


@dataclass(frozen=True)
class Sheet:
    """A page as it is written out."""

    page: Page
    fields: tuple[Field, ...]
    number: int
    total: int
    is_live: bool = False
    calculations_json: str = ""
    revealed: tuple[Field, ...] = ()
    may_add: bool = False
    may_remove: bool = False

    @property
    def has_problems(self) -> bool:
        """Say whether something must be mended."""
        return any(field.problems for field in self.fields)


@dataclass(frozen=True)
class Turn:
    """Where a button leads: a page, the review, or away to be stored."""

    page: Page | None = None
    shows_problems: bool = False
    is_sending: bool = False
    # Questions that the form did not show and that its answers have brought up.
    revealed: frozenset[str] = frozenset()


def write_out(course: Course, turn: Turn, seed: str) -> Sheet:
    """Return a page with its questions, what was typed and, where asked for, what is wrong."""
    assert turn.page is not None
    at = turn.page.at
    whole = course.instrument.page(at)
    assert whole is not None
    rules = PageRules(course, whole)
    tell = tell_of(course, whole, rules.keep)
    fields = []
    for asked in rules.asked:
        is_hidden = not course.shows(asked.code, asked.instance)
        is_new = is_hidden or asked.key in turn.revealed
        strict = course.question(asked.code, asked.instance)
        check = find_problems if turn.shows_problems else no_longer_offered
        problems = [] if is_new else check(course, strict)
        shown = shuffled(dress(asked, tell), seed)
        typed = course.typed(asked.key)
        fields.append(Field(shown, typed, tuple(problems), rules.rules[asked.key], is_hidden))
    pages = [page.at for page in course.pages]
    page = dress_page(whole, tell)
    return Sheet(
        page=page,
        fields=tuple(fields),
        number=pages.index(at) + 1 if at in pages else 1,
        total=max(len(pages), 1),
        is_live=rules.is_live or any(map(is_live, _said(page, fields))),
        calculations_json=rules.calculations_json,
        revealed=tuple(field for field in fields if field.asked.key in turn.revealed),
        may_add=may_add(course, whole),
        may_remove=may_remove(course, whole),
    )


def may_add(course: Course, page: Page) -> bool:
    """Say whether another instance can be added after this page."""
    count = course.count(page.code)
    return is_free(page) and page.instance == count < course.most(page)


def may_remove(course: Course, page: Page) -> bool:
    """Say whether this instance can be taken away: one always stays."""
    return (
        is_free(page) and page.instance <= course.count(page.code) and course.count(page.code) > 1
    )


def is_free(page: Page) -> bool:
    """Say whether the person decides how often a section is filled in."""
    return page.repeat is not None and not isinstance(page.repeat.get("count"), dict)


def turn_page(course: Course, at: str, go: str, shown: Collection[str] = ()) -> Turn:
    """Follow a button from the page it stands on; an unknown button stays."""
    pages = course.pages
    here = course.page(at)
    if go == "back":
        return Turn(_before(pages, here, at))
    if go.startswith(TO_SECTION):
        return Turn(course.page(go.removeprefix(TO_SECTION)) or _first(pages))
    if go in ("next", "another") and here is not None:
        if stop := _stop(course, here, shown):
            return stop
        following = pages[pages.index(here) + 1 :]
        return Turn(following[0]) if following else _to_review(course, here)
    if go in ("review", "next"):
        return _to_review(course, here)
    if go == "send":
        wrong = _first_wrong(course)
        return Turn(wrong, shows_problems=True) if wrong else Turn(is_sending=True)
    return Turn(here) if here or at == REVIEW else Turn(_first(pages))


def _stop(course: Course, here: Page, shown: Collection[str]) -> Turn | None:
    """Return the same page where something on it must be seen or mended first."""
    revealed = frozenset(_revealed(course, here, shown))
    seen = tuple(asked for asked in here.asked if asked.key not in revealed)
    is_wrong = has_problems(course, replace(here, asked=seen))
    if revealed or is_wrong:
        return Turn(here, shows_problems=is_wrong, revealed=revealed)
    return None


def _revealed(course: Course, here: Page, shown: Collection[str]) -> list[str]:
    whole = course.instrument.page(here.at)
    assert whole is not None
    rules = PageRules(course, whole)
    return [
        asked.key
        for asked in here.asked
        if stands_on_page(asked)
        and not rules.is_certain(asked.key)
        and asked.key not in shown
        and not course.typed(asked.key)
    ]


def _said(page: Page, fields: list[Field]) -> list[Phrase]:
    of_fields = [phrase for field in fields for phrase in phrases_of(field.asked)]
    return [page.title, page.intro, *of_fields]


def _first(pages: tuple[Page, ...]) -> Page | None:
    return pages[0] if pages else None


def _before(pages: tuple[Page, ...], here: Page | None, at: str) -> Page | None:
    if not pages:
        return None
    if here is None:
        return pages[-1] if at == REVIEW else pages[0]
    return pages[max(pages.index(here) - 1, 0)]


def _to_review(course: Course, here: Page | None) -> Turn:
    """Go to the review, by way of the first page with something to mend, this one first."""
    if here is not None and has_problems(course, here):
        return Turn(here, shows_problems=True)
    wrong = _first_wrong(course)
    return Turn(wrong, shows_problems=wrong is not None)


def _first_wrong(course: Course) -> Page | None:
    return next((page for page in course.pages if has_problems(course, page)), None)
