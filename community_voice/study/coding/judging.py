"""One person's judgement of one segment: read from a form, and kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from community_voice.errors import Conflict, DomainError
from community_voice.store import Account, CodingRound, JudgedTheme, Judgement
from community_voice.store.columns import now
from community_voice.store.judgement import SAFETY, STANCES, VOICES


@dataclass(frozen=True)
class Said:
    """What a form says of a segment. `none` is ticked for "about none of these"."""

    themes: frozenset[int] = frozenset()
    none: bool = False
    stance: str = ""
    voice: str = ""
    safety: tuple[str, ...] = ()

    @property
    def problem(self) -> str:
        """Return what is missing or does not go together, nothing where all is well."""
        if self.none and self.themes:
            return str(_("Choose themes, or “none of these”, not both."))
        if not self.none and not self.themes:
            return str(_("Choose at least one theme, or “none of these”."))
        return ""


def read_said(form: MultiDict[str, str], offered: Iterable[int]) -> Said:
    """Read a form; what was never offered is left out."""
    known = {str(theme): theme for theme in offered}
    stance, voice = form.get("stance", ""), form.get("voice", "")
    return Said(
        themes=frozenset(known[key] for key in form.getlist("theme") if key in known),
        none="none" in form,
        stance=stance if stance in STANCES else "",
        voice=voice if voice in VOICES else "",
        safety=tuple(flag for flag in SAFETY if flag in form.getlist("safety")),
    )


def judgement_of(
    session: Session, account: Account, segment_id: int, round_id: int | None
) -> Said | None:
    """Return what this person said of a segment before, in this round or outside of rounds."""
    row = _row(session, account.id, segment_id, round_id)
    if row is None:
        return None
    themes = session.scalars(select(JudgedTheme.theme_id).where(JudgedTheme.judgement_id == row.id))
    chosen = frozenset(themes)
    return Said(chosen, not chosen, row.stance, row.voice, tuple(row.safety))


def judge(
    session: Session,
    account: Account,
    segment_id: int,
    coding_round: CodingRound | None,
    offered: Iterable[int],
    said: Said,
) -> Judgement:
    """Keep what a person says of a segment; saying it again corrects it."""
    if said.problem:
        raise DomainError(said.problem)
    if coding_round is not None and coding_round.state != "open":
        raise Conflict(_("This round is closed: its codings stay as they are."))
    round_id = coding_round.id if coding_round else None
    row = _row(session, account.id, segment_id, round_id)
    if row is None:
        row = Judgement(segment_id=segment_id, coder_id=account.id, round_id=round_id)
        session.add(row)
    row.offered = sorted(offered)
    row.stance, row.voice, row.safety = said.stance, said.voice, list(said.safety)
    row.at = now()
    session.flush()
    session.execute(delete(JudgedTheme).where(JudgedTheme.judgement_id == row.id))
    session.add_all(
        JudgedTheme(judgement_id=row.id, theme_id=theme) for theme in sorted(said.themes)
    )
    session.flush()
    return row


@dataclass(frozen=True)
class Hints:
    """What the learned coder suggests of one segment: scores by theme, and attribute values.

    `perhaps` are themes that it is not sure enough of to suggest.
    """

    themes: Mapping[int, float] = field(default_factory=dict)
    perhaps: Mapping[int, float] = field(default_factory=dict)
    attributes: Mapping[tuple[str, str], float] = field(default_factory=dict)


def _row(
    session: Session, account_id: int, segment_id: int, round_id: int | None
) -> Judgement | None:
    same_round = (
        Judgement.round_id.is_(None) if round_id is None else Judgement.round_id == round_id
    )
    return session.scalar(
        select(Judgement).where(
            Judgement.coder_id == account_id, Judgement.segment_id == segment_id, same_round
        )
    )
