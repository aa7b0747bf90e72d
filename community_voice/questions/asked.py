"""A question as it is put to a reader: its words in their language, its choices, its settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from community_voice.questions.fixed_choices import fixed_label
from community_voice.questions.typed import MAIN, OTHER, field_name
from community_voice.store import Question
from community_voice.store.wording import Phrase, Wordings

NOTHING = Phrase("", "")


@dataclass(frozen=True)
class Option:
    """One choice of a question, as it is shown."""

    code: str
    label: Phrase
    help: Phrase = NOTHING
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def exclusive(self) -> bool:
        """Say whether it stands alone, as "none of these" does."""
        return bool(self.settings.get("exclusive"))


@dataclass(frozen=True)
class Asked:
    """One question in one language; `instance` counts from 1 in a section that repeats.

    `columns` are a grid's, `limits` the messages of its limits in order.
    """

    code: str
    type: str
    label: Phrase
    help: Phrase = NOTHING
    low: Phrase = NOTHING
    high: Phrase = NOTHING
    required: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    columns: tuple[Option, ...] = ()
    limit_messages: tuple[Phrase, ...] = ()
    required_message: Phrase = NOTHING
    instance: int = 1

    @property
    def key(self) -> str:
        """Return the name under which its answer travels: the code, with a later instance."""
        return self.code if self.instance == 1 else f"{self.code}.{self.instance}"

    def option(self, code: str | None) -> Option | None:
        """Return the choice with this code."""
        return next((option for option in self.options if option.code == code), None)

    def field(self, part: str = MAIN) -> str:
        """Return the name (and id) of this question's form field."""
        return field_name(self.key, part)

    def button_id(self, code: str) -> str:
        """Return the id of a choice's button: the first is where a problem leads to."""
        if self.options and self.options[0].code == code:
            return self.field()
        # "--other" is the button of ours for something else.
        return f"{self.field()}--{code}" + ("." if code == OTHER else "")

    def whole_setting(self, name: str, default: int) -> int:
        """Return a setting that is a whole number."""
        value = self.settings.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else default


def ask(question: Question, words: Wordings) -> Asked:
    """Put a stored question in the reader's language, as its first instance."""
    path = f"question.{question.code}"
    return Asked(
        code=question.code,
        type=question.type,
        label=words(f"{path}.label"),
        help=words(f"{path}.help"),
        low=words(f"{path}.low"),
        high=words(f"{path}.high"),
        required=question.required,
        settings=question.settings,
        options=tuple(
            Option(
                choice.code,
                words(f"{path}.choice.{choice.code}.label")
                or fixed_label(question.type, choice.code),
                words(f"{path}.choice.{choice.code}.help"),
                choice.settings,
            )
            for choice in question.choices
        ),
        columns=tuple(
            Option(code, words(f"{path}.column.{code}.label"))
            for code in _listed(question.settings.get("columns"))
        ),
        limit_messages=tuple(
            words(f"{path}.limit.{number}.message")
            for number in range(len(_listed(question.settings.get("limits"))))
        ),
        required_message=words(f"{path}.required"),
    )


def _listed(setting: object) -> list[Any]:
    return setting if isinstance(setting, list) else []
