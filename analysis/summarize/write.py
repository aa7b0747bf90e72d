"""Write a summary: every sentence a claim, every number a cell of the release."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.disclosure import ReleasedTables
from analysis.summarize.claims import Claims
from analysis.summarize.findings import say_finding
from analysis.summarize.heard import say_who_was_heard, say_who_was_not
from analysis.summarize.mentions import say_sessions
from analysis.summarize.model import ChosenQuote, Summary
from analysis.summarize.quoting import checked_quotes, choose_quotes
from analysis.summarize.ranking import Ranked, main_unit, ranked_themes
from analysis.summarize.serious import checked_paraphrases, say_serious
from analysis.summarize.templates import ENGLISH
from analysis.summarize.trust import say_agreement, say_unknown
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
    before: Collection[str] | None = None,
    paraphrases: pd.DataFrame | None = None,
    language: str = ENGLISH,
) -> Summary:
    """Return what a working group reads of a release.

    themes: `theme`, `name`, `description`, `keywords`; where known `stance` ("doubt" for what
    speaks against), `serious` (True ranks it higher) and `quotable` (False keeps a theme's words
    out, as for fear of deportation).
    quotes: cleared candidates only: `quote`, `theme`, `text`, `language`, `person`, `place`
    (missing unless the person agreed to it), `question`, `score` (higher is more central); where
    known `stance`, `mode` and `group:NAME`, which the choice is balanced by.
    method: settings to print, by name; never counts of people, which only cells may hold.
    labels: how to call a dimension ("group:home") or a value ("language=es") in a sentence.
    notes: templates without places that are said as caveats, such as "quotes_not_cleared".
    before: the themes that the last release told; None where there was none.
    paraphrases: approved ones, as `checked_paraphrases` describes them.
    language: a tag of `languages()`; quotes, names and the question stay as they were given.
    Figures of agreement and re-runs are read from `tables.figures` (see `figures_from`).
    Raises ValueError where columns are missing or `findings` is not three to five, KeyError
    where there are no sentences in the language.
    """
    if not FEWEST_FINDINGS <= findings <= MOST_FINDINGS:
        raise ValueError("a summary has three to five findings")
    themes = _checked_themes(themes)
    quotes = checked_quotes(quotes)
    claims = Claims(tables, labels or {})
    claims.say("question", "question", question=question)
    unit = main_unit(tables)
    ranked: list[Ranked] = []
    if unit is not None:
        serious = set(themes.index[themes["serious"]])
        ranked = ranked_themes(tables, unit, list(themes.index), serious, before)
    told = Told(unit, themes, ranked[:findings], ranked)
    _say_all(claims, told)
    say_serious(claims, checked_paraphrases(paraphrases))
    picked = _pick(quotes, told, tables)
    _say_method(claims, unit, method or {}, bool(picked), before is not None)
    for template in ("caveat", *notes):
        claims.say("caveat", template)
    summary = Summary(question, tuple(claims.made), picked, dict(method or {}))
    return summary if language == ENGLISH else summary.in_language(language)


@dataclass(frozen=True)
class Told:
    """What a summary speaks of: the unit, the themes, the findings, and all that is shown."""

    unit: str | None
    themes: pd.DataFrame
    findings: Sequence[Ranked]
    shown: Sequence[Ranked]

    @property
    def doubts(self) -> list[str]:
        """Return the shown themes that speak against, the most raised first."""
        shown = [each for each in self.shown if self.themes.loc[each.theme, "stance"] == DOUBT]
        return [each.theme for each in sorted(shown, key=lambda each: (-each.n, each.theme))]

    def quotable(self, themes: Sequence[str]) -> list[str]:
        """Return those whose words may be printed."""
        return [theme for theme in themes if self.themes.loc[theme, "quotable"]]


def _pick(quotes: pd.DataFrame, told: Told, tables: ReleasedTables) -> tuple[ChosenQuote, ...]:
    """Return the quotes of the findings, and one of each theme that speaks against."""
    if told.unit is None:
        return ()
    findings = told.quotable([each.theme for each in told.findings])
    return choose_quotes(quotes, findings, tables, told.unit, told.quotable(told.doubts))


def _say_all(claims: Claims, told: Told) -> None:
    """Say findings, what is not known, what was said against, and who was and was not heard."""
    unit, themes = told.unit, told.themes
    names = {each.theme: str(themes.loc[each.theme, "name"]) for each in told.shown}
    if unit is None:
        claims.say("finding", "nothing_shown")
        say_unknown(claims, None, False, False, ())
        return
    for counted in sorted({cell.unit for cell in claims.tables.cells}, key=lambda u: u != unit):
        if claims.tables.shown(counted) is not None:
            claims.say("question", f"counted_{counted}", {"n": counted})
    for each in told.findings:
        row = themes.loc[each.theme]
        description, is_quotable = str(row["description"]), bool(row["quotable"])
        say_finding(claims, unit, each, names[each.theme], description, is_quotable)
    if len(told.findings) < FEWEST_FINDINGS:
        claims.say("finding", f"few_findings_{unit}")
    has_stance = bool((themes["stance"] != "").any())
    has_stance |= any(key.endswith("|against") for key in claims.tables.figure_of)
    for theme in told.doubts:
        cells = {"n": cell_key(unit, theme), "of": unit}
        claims.say("against", f"against_{unit}", cells, (f"theme:{theme}",), theme=names[theme])
    if not has_stance:
        claims.say("against", "against_unknown")
    say_sessions(claims)
    say_who_was_heard(claims, unit)
    say_who_was_not(claims, unit, hidden_themes=len(told.shown) < len(themes))
    has_agreement = say_agreement(claims, names)
    split = {cell.dimension for cell in claims.tables.cells if cell.unit == unit and cell.n}
    say_unknown(claims, unit, has_agreement, has_stance, sorted(map(str, split - {None})))


def _say_method(
    claims: Claims,
    unit: str | None,
    method: Mapping[str, int | str],
    has_quotes: bool,
    is_later: bool,
) -> None:
    """Say by which rules this was made, then each setting."""
    claims.say("method", "rule_threshold", {"threshold": "rule:threshold"})
    if unit is not None:
        _say_rule(claims, f"rule_score_{unit}", "serious", "differs")
        if is_later:
            _say_rule(claims, "rule_new", "new")
        _say_rule(claims, "rule_strength", "strong", "alpha", "base", "fell")
        _say_rule(claims, "rule_base", "base")
        _say_rule(claims, "rule_differs", "base", "points", "errors")
    if has_quotes:
        claims.say("method", "rule_seats")
    claims.say("method", "not_a_sample")
    for template, prefix, name in (("late", "people", "late"), ("held", "held", "answers")):
        found = claims.figures(prefix, name)
        if found:
            claims.say("method", template, found)
    for name, setting in method.items():
        claims.say_setting(name, setting, f"method:{name}")


def _say_rule(claims: Claims, template: str, *names: str) -> None:
    """Say a rule with its numbers."""
    claims.say("method", template, {name: f"rule:{name}" for name in names})


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
    serious = themes["serious"] if "serious" in themes else pd.Series(False, index=themes.index)
    themes = themes.assign(
        serious=serious.eq(True),
        stance=stance.astype(object).where(stance.notna(), ""),
        quotable=quotable.astype(bool),
        description=themes["description"].astype(object).where(themes["description"].notna(), ""),
    )
    return themes.set_index("theme")
