"""How an answer came, as far as a response says it: on what device, and who typed."""

from community_voice.answering.recording import Manner
from community_voice.answering.state import (
    ANSWER_LANGUAGE,
    INTERVIEW_LANGUAGE,
    KIOSK,
    NOTED,
    TYPED_AS,
    Filling,
)
from community_voice.store.response import TYPED_AS as ROLES


def manner_of(filling: Filling, hold: str = "") -> Manner:
    """Return how a filling came; `hold` is why it is held for a person to look at, or ""."""
    through = filling.through
    role = through.get(TYPED_AS)
    if role in ROLES:
        return Manner(
            mode="assisted",
            typed_as=role,
            interview_language=through.get(INTERVIEW_LANGUAGE),
            hold=hold,
            verbatim=NOTED not in through,
        )
    return Manner(mode="kiosk" if KIOSK in through else "web", hold=hold)


def language_of_answers(filling: Filling, tag: str) -> str:
    """Return the language that words were typed in: the page's, unless somebody said another."""
    return filling.through.get(ANSWER_LANGUAGE) or tag


def is_shared(filling: Filling) -> bool:
    """Say whether it is filled in on somebody else's device: once sent, it opens no more."""
    return KIOSK in filling.through or TYPED_AS in filling.through
