"""Write a summary: every sentence a claim, every number a cell of the release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.disclosure import ReleasedTables
from analysis.summarize.claims import Claims
from analysis.summarize.findings import main_unit, ranked_themes, say_finding
from analysis.summarize.heard import say_who_was_heard, say_who_was_not
from analysis.summarize.model import ChosenQuote, Summary
from analysis.summarize.quoting import checked_quotes, choose_quotes
from analysis.tables import cell_key

FEWEST_FINDINGS = 3
MOST_FINDINGS = 5
DOUBT = "doubt"


def summarize(
    tables: ReleasedTables,
    themes: pd.DataFrame,
    quotes: pd.DataFrame,
    question: str,
    *,
    findings: int = MOST_FINDINGS,
    method: Mapping[str, int | str] | None = None,
    labels: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Summary:
    """Return what a working group reads of a release.

    themes: `theme`, `name`, `description`, `keywords`; where known `stance` ("doubt" for what
    speaks against) and `quotable` (False keeps a theme's words out, as for fear of deportation).
    quotes: cleared candidates only: `quote`, `theme`, `text`, `language`, `person`, `place`
    (missing unless the person agreed to it), `question`, `score` (higher is more central).
    method: settings to print, by name; never counts of people, which only cells may hold.
    labels: how to call a dimension ("group:home") or a value ("language=es") in a sentence.
    notes: templates without places that are said as caveats, such as "quotes_not_cleared".
    Raises ValueError where columns are missing or `findings` is not three to five.
    """
    if not FEWEST_FINDINGS <= findings <= MOST_FINDINGS:
        raise ValueError("a summary has three to five findings")
    themes = _checked_themes(themes)
    quotes = checked_quotes(quotes)
    claims = Claims(tables, labels or {})
    claims.say("question", "question", question=question)
    unit = main_unit(tables)
    chosen: list[str] = []
    if unit is None:
        claims.say("finding", "nothing_shown")
    else:
        chosen = ranked_themes(tables, unit, list(themes.index))[:findings]
        _say_all(claims, unit, themes, chosen)
    picked: tuple[ChosenQuote, ...] = ()
    if unit is not None:
        quotable = [theme for theme in chosen if themes.loc[theme, "quotable"]]
        picked = choose_quotes(quotes, quotable, tables, unit)
    _say_method(claims, unit, method or {}, bool(picked))
    for template in ("caveat", *notes):
        claims.say("caveat", template)
    return Summary(question, tuple(claims.made), picked, dict(method or {}))


def _say_all(claims: Claims, unit: str, themes: pd.DataFrame, chosen: list[str]) -> None:
    """Say findings, what was said against, and who was and was not heard."""
    for counted in sorted({cell.unit for cell in claims.tables.cells}, key=lambda u: u != unit):
        if claims.tables.shown(counted) is not None:
            claims.say("question", f"counted_{counted}", {"n": counted})
    for theme in chosen:
        row = themes.loc[theme]
        say_finding(claims, unit, theme, str(row["name"]), str(row["description"]))
    if len(chosen) < FEWEST_FINDINGS:
        claims.say("finding", f"few_findings_{unit}")
    shown = ranked_themes(claims.tables, unit, list(themes.index))
    if (themes["stance"] != "").any():
        for theme in shown:
            if themes.loc[theme, "stance"] == DOUBT:
                cells = {"n": cell_key(unit, theme), "of": unit}
                name = str(themes.loc[theme, "name"])
                claims.say("against", f"against_{unit}", cells, (f"theme:{theme}",), theme=name)
    else:
        claims.say("against", "against_unknown")
    say_who_was_heard(claims, unit)
    say_who_was_not(claims, unit, hidden_themes=len(shown) < len(themes))


def _say_method(
    claims: Claims, unit: str | None, method: Mapping[str, int | str], has_quotes: bool
) -> None:
    """Say by which rules this was made, then each setting."""
    claims.say("method", "rule_threshold", {"threshold": "rule:threshold"})
    if unit is not None:
        claims.say("method", f"rule_rank_{unit}")
        claims.say("method", "rule_base", {"base": "rule:base"})
        rules = {name: f"rule:{name}" for name in ("base", "points", "errors")}
        claims.say("method", "rule_differs", rules)
    if has_quotes:
        claims.say("method", "rule_quotes")
    claims.say("method", "not_a_sample")
    for name, setting in method.items():
        claims.say_setting(name, setting, f"method:{name}")


def _checked_themes(themes: pd.DataFrame) -> pd.DataFrame:
    """Return themes by id with every column in place, or raise ValueError."""
    absent = [name for name in ("theme", "name", "description", "keywords") if name not in themes]
    if absent:
        raise ValueError(f"themes lack the columns {absent}")
    themes = themes.assign(theme=themes["theme"].astype(str))
    if themes["theme"].duplicated().any():
        raise ValueError("themes must have an id each")
    stance = themes["stance"] if "stance" in themes else pd.Series("", index=themes.index)
    quotable = themes["quotable"] if "quotable" in themes else pd.Series(True, index=themes.index)
    themes = themes.assign(
        stance=stance.astype(object).where(stance.notna(), ""),
        quotable=quotable.astype(bool),
        description=themes["description"].astype(object).where(themes["description"].notna(), ""),
    )
    return themes.set_index("theme")
