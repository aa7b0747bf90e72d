"""Look at two typings of one form, and choose: the first, the second, or a third."""

import datetime as dt
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from community_voice.answering.instrument import Instrument
from community_voice.answering.state import Answers
from community_voice.collect.paper.desk import PaperDesk, find_copy
from community_voice.collect.paper.looking import Looked, Odd, look
from community_voice.collect.paper.may_type import entries_of
from community_voice.collect.paper.printing import instrument_of
from community_voice.collect.paper.reading import SentForm, read_letters
from community_voice.collect.paper.typings import (
    FIRST,
    SECOND,
    THIRD,
    Difference,
    differences,
    put_together,
)
from community_voice.errors import DomainError
from community_voice.questions.typed import OTHER, undo_transport
from community_voice.store import PaperCopy, PaperEntry, PaperStack


@dataclass(frozen=True)
class Review:
    """Two typings of one form that differ."""

    copy: PaperCopy
    instrument: Instrument
    entries: tuple[PaperEntry, PaperEntry]
    differences: list[Difference]

    @property
    def languages(self) -> list[str]:
        """Return the languages that the two say, each once."""
        return list(dict.fromkeys(entry.language for entry in self.entries))

    def read(self, form: SentForm) -> tuple[Answers, str]:
        """Return the answers that a person chose, and their language; raises DomainError."""
        chosen = [(each, self._chosen(each, form)) for each in self.differences]
        spoken = form.get("language", "") if len(self.languages) > 1 else self.languages[0]
        if spoken not in self.languages:
            raise DomainError(_("Choose the language of the answers."))
        one, two = (entry.answers or {} for entry in self.entries)
        return put_together(self.instrument, one, two, chosen), spoken

    def look(self, answers: Answers, form: SentForm, day: dt.date | None) -> Looked:
        """Look at what is neither typing: both go for it, so that it is asked about if odd."""
        thirds = [each for each in self.differences if form.get(each.name) == THIRD]
        looked = look(self.instrument, answers, day)
        keys = {each.item.asked.key for each in thirds}
        odd = [each for each in looked.odd if each.asked.key in keys]
        message = f"{_('Neither. The paper says:')} {_('nothing')}"
        emptied = self._emptied(form)
        odd += [Odd(each.item.code(each.row.part), each.item.asked, message) for each in emptied]
        return replace(looked, odd=tuple(odd))

    def dropped(self, form: SentForm) -> Answers:
        """Return what was typed where a person says that the paper has nothing."""
        found = Answers()
        for each in self._emptied(form):
            texts = dict.fromkeys([*each.values[0], *each.values[1]])
            found.setdefault(each.item.asked.key, {})[each.row.part] = list(texts)
        return found

    def _emptied(self, form: SentForm) -> list[Difference]:
        thirds = [each for each in self.differences if form.get(each.name) == THIRD]
        return [each for each in thirds if not self._chosen(each, form)]

    def _chosen(self, difference: Difference, form: SentForm) -> list[str]:
        pick = form.get(difference.name, "")
        if pick in (FIRST, SECOND):
            return difference.values[pick == SECOND]
        if pick != THIRD:
            code = difference.item.code(difference.row.part)
            raise DomainError(_("Choose what the paper says at %(code)s.", code=code))
        text = undo_transport(form.get(f"third-{difference.name}", ""))
        if difference.item.boxes and difference.row.part != OTHER:
            return read_letters(text, difference.item.boxes)
        return [text] if text.strip() else []


def find_review(session: Session, desk: PaperDesk, stack: PaperStack, number: str) -> Review | None:
    """Return the two typings of a form of this stack; None where there is nothing to look at."""
    copy = find_copy(session, desk, number)
    entries = entries_of(session, number) if copy else {}
    if copy is None or set(entries) != {1, 2}:
        return None
    one, two = entries[1], entries[2]
    if one.stack_id != stack.id or one.answers is None or two.answers is None:
        return None
    instrument = instrument_of(session, desk, stack.version, copy.run.language)
    found = differences(instrument, one.answers, two.answers)
    return Review(copy, instrument, (one, two), found)
