"""Sessions, mentions and read-back cards: numbers that are no counts of people, and their rule.

None of them counts people, and each could still give some away:

- How many sessions there were, how many mentions came from them and how many cards were read
  back is told only where the number of people who spoke in sessions is told (the cell
  `people|mode=session`): one session beside a voice count that is hidden would say that few spoke.
- Mentions beside people say how many at most spoke more than once, and, beside the shown questions,
  how many at most answered a hidden one. So the mentions of sessions are told only where they are
  at least `threshold` more than the people, and where every hidden question could still hold
  `threshold`. A theme's mentions are told only where its people are, and where they are at least
  `threshold` more than the pairs of person and question in which it was raised.
- Marks on cards are told only where there are `threshold` or more, and where neither "right" nor
  "wrong" stands at less than that, unless it is nought: that nobody said "wrong" points at nobody.

What a host knows of its own session, and subtracts, no rule here can hold.
tests/benchmarks/attack_disclosure.py plays a reader who has all of these beside the tables.
"""

from __future__ import annotations

import pandas as pd

from analysis.disclosure import NOT_SHOWN, THRESHOLD, Figure, ReleasedTables
from analysis.summarize.claims import Claims
from analysis.summarize.templates import PERCENT_BASE
from analysis.tables import NO_QUESTION, QUESTION, VOICES, Tables, cell_key


def mention_figures(codings: pd.DataFrame, threshold: int = THRESHOLD) -> list[Figure]:
    """Return how often each theme was mentioned, where that gives nobody away.

    codings: `person`, `unit`, `theme`, `segment`, and `question` where it is known. Keys:
    `people|theme=t1|mentions`; give them to `told_figures`, which asks for the theme's own count.
    """
    if codings.empty:
        return []
    rows = codings.assign(asked=_asked(codings))
    figures = []
    for (unit, theme), its in rows.groupby(["unit", "theme"]):
        mentions = int(its["segment"].nunique())
        pairs = len(its[["person", "asked"]].drop_duplicates())
        if mentions - pairs >= threshold:
            people = int(its["person"].nunique())
            figures.append(
                Figure(f"{cell_key(str(unit), str(theme))}|mentions", str(mentions), people)
            )
    return figures


def session_figures(
    passages: pd.DataFrame, cards: pd.DataFrame, tables: Tables, released: ReleasedTables
) -> list[Figure]:
    """Return how many sessions, mentions, cards and marks may be told.

    passages: `session`, `person`, `unit`, `question`, `segment`: one row a passage that was read
    of what was said in sessions. cards: `session`, `right`, `wrong`: those that were read back.
    Keys: `people|mode=session|sessions`, `...|mentions`, `...|cards`, `...|marks`, `...|right`.
    """
    voices = released.shown(VOICES)
    if voices is None or passages.empty:
        return []
    figures = [_figure("sessions", int(passages["session"].nunique()), voices)]
    mentions = int(passages["segment"].nunique())
    if _may_tell_mentions(mentions, passages, voices, tables, released):
        figures.append(_figure("mentions", mentions, voices))
    right, wrong = int(cards["right"].sum()), int(cards["wrong"].sum())
    if len(cards):
        figures.append(_figure("cards", len(cards), voices))
    least = released.threshold
    if right + wrong >= least and all(n == 0 or n >= least for n in (right, wrong)):
        figures.append(_figure("marks", right + wrong, right + wrong))
        figures.append(_figure("right", right, right + wrong))
    return sorted(figures, key=lambda each: each.key)


def say_sessions(claims: Claims) -> None:
    """Say how many sessions, voices and mentions there were, and whether they were heard right."""
    found = claims.figures(VOICES, "sessions")
    if found is None:
        return
    is_one = claims.tables.figure_of[f"{VOICES}|sessions"].text == "1"
    cells = {**found, "n": VOICES}
    claims.say("heard", "sessions_heard_one" if is_one else "sessions_heard", cells)
    mentions = claims.figures(VOICES, "mentions")
    if mentions:
        claims.say("heard", "sessions_mentions", mentions)
    _say_heard_you(claims)


def say_mentions(claims: Claims, unit: str, theme: str) -> None:
    """Say how often a theme was mentioned, where it may be told."""
    found = claims.figures(cell_key(unit, theme), "mentions")
    if found:
        claims.say("finding", "mentions", found, (f"theme:{theme}",))


def _say_heard_you(claims: Claims) -> None:
    """Say the rate at which cards that were read back were found right: did we hear you?"""
    cards = claims.figures(VOICES, "cards")
    told = claims.figures(VOICES, "cards", "marks", "right")
    if told and int(claims.tables.figure_of[f"{VOICES}|marks"].text) >= PERCENT_BASE:
        claims.say("heard", "heard_you_percent", {**told, "percent": "percent:right/marks"})
    elif told:
        claims.say("heard", "heard_you", told)
    elif cards:
        claims.say("heard", "heard_you_hidden", cards, not_shown=NOT_SHOWN)


def _may_tell_mentions(
    mentions: int,
    passages: pd.DataFrame,
    voices: int,
    tables: Tables,
    released: ReleasedTables,
) -> bool:
    """Tell whether mentions bound no small number: of who spoke twice, or of a hidden question."""
    if mentions - voices < released.threshold:
        return False
    keys = [cell_key("people", None, QUESTION, name) for name in sorted(set(_asked(passages)))]
    keys = [key for key in keys if key in released.by_key]
    everybody = sum(tables.n(key) for key in keys)
    hidden = [key for key in keys if released.shown(key) is None]
    return all(mentions - (everybody - tables.n(key)) >= released.threshold for key in hidden)


def _asked(rows: pd.DataFrame) -> pd.Series:
    """Return the question of each row, with a name for none."""
    if QUESTION not in rows:
        return pd.Series(NO_QUESTION, index=rows.index)
    return rows[QUESTION].astype(object).where(rows[QUESTION].notna(), NO_QUESTION)


def _figure(name: str, number: int, rests_on: int) -> Figure:
    return Figure(f"{VOICES}|{name}", str(number), rests_on)
