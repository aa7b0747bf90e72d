"""Held answers in groups of those that are alike, found anew from what is stored.

The judge's own sketches are in the memory of a process, and gone with it; what staff look at is
grouped in the same way when they ask for the page, up to MOST answers.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from community_voice.answering.flood.judge import Gist, gist_of, likened
from community_voice.answering.flood.likes import Likes
from community_voice.collect.floods.looks import Look, within
from community_voice.store import Answer, Response, Testimony

MOST = 5000


@dataclass(frozen=True)
class Text:
    """One text of an answer."""

    text: str
    language: str

    def __repr__(self) -> str:
        return "<Text>"


@dataclass(frozen=True)
class HeldAnswer:
    """One answer that staff look at."""

    id: str
    because: str
    language: str
    day: dt.date
    texts: tuple[Text, ...] = ()


@dataclass
class Group:
    """Answers that are alike; the first stands for them."""

    members: list[HeldAnswer] = field(default_factory=list)

    @property
    def sample(self) -> HeldAnswer:
        """Return the answer that stands for the group."""
        return self.members[0]

    @property
    def ids(self) -> list[str]:
        """Return whose answers are in it, as the page that shows it carries them."""
        return [member.id for member in self.members]

    @property
    def languages(self) -> list[tuple[str, int]]:
        """Return how many came in each language, most first."""
        return Counter(member.language for member in self.members).most_common()

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Return the first and the last day."""
        days = [member.day for member in self.members]
        return min(days), max(days)


def groups_of(session: Session, engagement_id: int, look: Look) -> list[Group]:
    """Return the groups of a filter, largest first."""
    answers = _answers(session, engagement_id, look)
    choices = _choices(session, _ids(engagement_id, look))
    likes, groups = defaultdict[str, Likes](Likes), defaultdict[Hashable, Group](Group)
    for answer in answers:
        gist = gist_of(sorted(text.text for text in answer.texts))
        groups[_key(likes, gist, choices.get(answer.id, ()))].members.append(answer)
    return sorted(groups.values(), key=lambda group: (-len(group.members), group.sample.id))


def _key(likes: defaultdict[str, Likes], gist: Gist, choices: Hashable) -> Hashable:
    if found := likened(gist):
        kind, sketched, bar = found
        return kind, likes[kind].join(sketched, bar)
    return "same", gist.words or choices


def _ids(engagement_id: int, look: Look) -> Select[tuple[str]]:
    return select(Response.id).where(within(engagement_id, look)).order_by(Response.id).limit(MOST)


def _answers(session: Session, engagement_id: int, look: Look) -> list[HeldAnswer]:
    texts: dict[str, list[Text]] = defaultdict(list)
    ids = _ids(engagement_id, look)
    rows = select(Testimony.response_id, Testimony.text, Testimony.language).where(
        Testimony.response_id.in_(ids)
    )
    for response_id, text, language in session.execute(rows):
        texts[response_id or ""].append(Text(text, language))
    found = session.execute(
        select(Response.id, Response.held_because, Response.language, Response.received_on)
        .where(Response.id.in_(ids))
        .order_by(Response.id)
    )
    # The longest text first: it is what shows that two answers are alike.
    return [
        HeldAnswer(key, because, language, day, tuple(sorted(texts[key], key=_shortness)))
        for key, because, language, day in found
    ]


def _shortness(text: Text) -> int:
    return -len(text.text)


def _choices(session: Session, ids: Select[tuple[str]]) -> dict[str, Hashable]:
    """Return what was chosen by answer, as something that is the same where the choices are."""
    found: dict[str, list[Hashable]] = defaultdict(list)
    rows = session.execute(
        select(
            Answer.response_id,
            Answer.question_id,
            Answer.instance,
            Answer.position,
            Answer.choice_id,
            Answer.number,
            Answer.value,
        )
        .where(Answer.response_id.in_(ids))
        .order_by(Answer.question_id, Answer.instance, Answer.position)
    )
    for response_id, *chosen in rows:
        found[response_id].append(tuple(chosen))
    return {key: tuple(chosen) for key, chosen in found.items()}
