"""Earlier answers within a survey's texts: `${code}` becomes what was answered there."""

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TypeVar

from babel.lists import format_list
from markupsafe import Markup, escape

from community_voice.answering.course import CALCULATED, Course
from community_voice.answering.instrument import Page
from community_voice.instruments.logic import as_text
from community_voice.instruments.logic.values import Value
from community_voice.locale import current_language, name_of_language
from community_voice.questions import QUESTION_TYPES, Asked, OwnWords, Shown
from community_voice.questions.number import show_number
from community_voice.questions.own_words import showable
from community_voice.store.wording import Phrase

PIPE = re.compile(r"\$\{([a-z0-9][a-z0-9_]{0,59})\}")
UNANSWERED = "…"
LONGEST = 200
# Marks that would turn the text around them; within an isolate they could end it.
TURNING = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
ISOLATE, END = "\u2068", "\u2069"
# Isolates that run as the reader's language does.
AS_READ = {"ltr": "\u2066", "rtl": "\u2067"}
# A text, or a code of this page with its answer so far: the page writes that one anew.
Piece = str | tuple[str, str]
Tell = Callable[[str], Piece]
Thing = TypeVar("Thing", Asked, Page)


class PipedText(str):
    """A plain text; as HTML, answers of the same page stand where a script can find them."""

    pieces: tuple[Piece, ...]

    def __new__(cls, pieces: Collection[Piece]) -> "PipedText":
        """Join the pieces to one text."""
        made = super().__new__(cls, "".join(p if isinstance(p, str) else p[1] for p in pieces))
        made.pieces = tuple(pieces)
        return made

    def __html__(self) -> str:
        """Return HTML, everything escaped."""
        made = Markup()
        for piece in self.pieces:
            if isinstance(piece, str):
                made += escape(piece)
            else:
                made += Markup("<bdi dir={} data-pipe={}>{}</bdi>").format(
                    current_language().direction, *piece
                )
        return str(made)

    def splitlines(self, keepends: bool = False) -> list[str]:
        """Split at the line ends of the survey's own text; an answer has none."""
        lines: list[list[Piece]] = [[]]
        for piece in self.pieces:
            if isinstance(piece, tuple):
                lines[-1].append(piece)
                continue
            first, *others = piece.split("\n")
            lines[-1].append(first)
            lines.extend([other] for other in others)
        return [PipedText(line) for line in lines]


def pipe(phrase: Phrase, tell: Tell) -> Phrase:
    """Return a phrase with answers in place of their codes."""
    if "${" not in phrase.text:
        return phrase
    parts = PIPE.split(phrase.text)
    pieces: list[Piece] = [
        _apart(tell(part), phrase) if place % 2 else part
        for place, part in enumerate(parts)
        if part
    ]
    return replace(phrase, text=PipedText(pieces))


def _apart(piece: Piece, phrase: Phrase) -> Piece:
    """Isolate an answer within words of another language, which may run the other way."""
    if isinstance(piece, tuple) or not phrase.is_fallback:
        return piece
    return f"{AS_READ[current_language().direction]}{piece}{END}"


def plainly(phrase: Phrase) -> Phrase:
    """Return a phrase for a place without markup; one of another language says so itself."""
    if not phrase.is_fallback or not phrase.text:
        return phrase
    named = name_of_language(phrase.language)
    return replace(phrase, text=f"{ISOLATE}{phrase.text}{END} ({named})")


def tell_of(course: Course, page: Page | None, live: Collection[str] = ()) -> Tell:
    """Return what says a code's answer on a page; `live` codes can still change there."""

    def tell(code: str) -> Piece:
        text = told(course, code, page)
        return (code, text) if code in live else text

    return tell


def told(course: Course, code: str, page: Page | None) -> str:
    """Return an answer as one line in the reader's language."""
    home = course.home(code)
    if home is None:
        return UNANSWERED
    if page is not None and home.code == page.code:
        numbers = range(page.instance, page.instance + 1)
    else:
        numbers = range(1, course.count(home.code) + 1)
    lines = [line for number in numbers if (line := _line(course, code, number))]
    return _listed(lines) if lines else UNANSWERED


def dress(asked: Asked, tell: Tell) -> Asked:
    """Return a question with answers in place of their codes, in all that it says."""
    if not any("${" in phrase.text for phrase in phrases_of(asked)):
        return asked
    return replace(
        asked,
        label=pipe(asked.label, tell),
        help=pipe(asked.help, tell),
        low=pipe(asked.low, tell),
        high=pipe(asked.high, tell),
        required_message=pipe(asked.required_message, tell),
        limit_messages=tuple(pipe(message, tell) for message in asked.limit_messages),
        columns=tuple(replace(each, label=pipe(each.label, tell)) for each in asked.columns),
        options=tuple(
            replace(each, label=pipe(each.label, tell), help=pipe(each.help, tell))
            for each in asked.options
        ),
    )


def dress_page(page: Page, tell: Tell) -> Page:
    """Return a page with answers in place of their codes; one that repeats is numbered."""
    title = pipe(page.title, tell)
    if page.repeat is not None:
        pieces = title.text.pieces if isinstance(title.text, PipedText) else (title.text,)
        title = replace(title, text=PipedText((*pieces, f" {show_number(page.instance)}")))
    return replace(page, title=title, intro=pipe(page.intro, tell))


def without_pipes(asked: Asked) -> Asked:
    """Return a question with nothing in place of codes: there is no answer to tell."""
    return dress(asked, lambda _code: UNANSWERED)


def line_of(shown: Collection[Shown]) -> str:
    """Return what a reader is shown of an answer, as one line."""
    return _listed([line for each in shown if (line := _isolated(each))])


def phrases_of(asked: Asked) -> list[Phrase]:
    """Return everything that a question says."""
    phrases = [asked.label, asked.help, asked.low, asked.high, asked.required_message]
    phrases += asked.limit_messages
    for each in (*asked.columns, *asked.options):
        phrases += [each.label, each.help]
    return phrases


def is_live(phrase: Phrase) -> bool:
    """Say whether a phrase tells an answer that the page can still change."""
    text = phrase.text
    return isinstance(text, PipedText) and any(isinstance(each, tuple) for each in text.pieces)


def _line(course: Course, code: str, number: int) -> str:
    if not course.shows(code, number):
        return ""
    asked = course.question(code, number)
    if asked.type == CALCULATED:
        return _calculated(course.value(code, number))
    kind = QUESTION_TYPES[asked.type]
    typed = course.typed(asked.key)
    if not typed or kind.find_problems(asked, typed):
        return ""
    return line_of(kind.show(without_pipes(asked), kind.rows(asked, typed)))


def _calculated(value: Value) -> str:
    if isinstance(value, float) and not isinstance(value, bool):
        return show_number(value)
    return clean(as_text(value))


def _isolated(each: Shown) -> str:
    text = clean(each.text)
    if isinstance(each, Phrase) and each.is_fallback:
        text = f"{text} ({name_of_language(each.language)})"
    elif not isinstance(each, OwnWords):
        return text
    return f"{ISOLATE}{text}{END}" if text else ""


def clean(text: str) -> str:
    """Return a person's words as one line that turns nothing around it."""
    line = " ".join(showable(text).translate(TURNING).split())
    return line if len(line) <= LONGEST else line[:LONGEST] + UNANSWERED


def _listed(lines: list[str]) -> str:
    if len(lines) < 2:
        return "".join(lines)
    return format_list(lines, locale=current_language().locale)
