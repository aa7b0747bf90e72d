"""What few people said, and what is serious: for staff's eyes, then in a reviewer's words.

A threshold keeps small numbers from pointing at people; it must not bury what one person told
of a harm. So staff see such rows, may put one in other words where its person agreed to that,
and only those words are printed: without language, place, group or theme.
"""

from __future__ import annotations

import pandas as pd

from analysis.disclosure import THRESHOLD
from analysis.summarize.claims import Claims
from analysis.summarize.templates import digit_runs

PARAPHRASABLE = ("paraphrased", "quoted", "quoted_with_place")
LINES = ("segment", "person", "theme", "text")
PARAPHRASES = ("paraphrase", "text", "author", "consent")
NOTED = "noted"
SHOWN = ("segment", "theme", "name", "why", "people", "may_paraphrase", "text")


def serious_rows(
    lines: pd.DataFrame, themes: pd.DataFrame, threshold: int = THRESHOLD
) -> pd.DataFrame:
    """Return what few people said that is serious, for staff alone: it holds testimony and counts.

    lines: `segment` (an id), `person`, `theme`, `text`; where known `consent` and `safety` (what
    a safety flag says of the segment, blank or missing where it has none).
    themes: `theme`, `name`, and `serious` (True where staff or the codebook marked it).
    A row is there when its theme is serious and fewer than `threshold` people raised it (why:
    "rare theme"), or when it carries a safety flag (why: the flag), however large its theme.
    Returns `segment, theme, name, why, people, may_paraphrase, text`, the rarest theme first, ties
    by theme and segment. `people` counts those who raised the theme; `may_paraphrase` says that
    the person allowed it. Raises ValueError where columns are missing.
    """
    _need(lines, LINES, "lines")
    _need(themes, ("theme", "name", "serious"), "themes")
    about = themes.assign(theme=themes["theme"].astype(str))[["theme", "name", "serious"]]
    lines = lines.assign(theme=lines["theme"].astype(str))
    people = lines.groupby("theme")["person"].nunique()
    rows = lines.merge(about, on="theme", how="left")
    rows["people"] = rows["theme"].map(people).astype(int)
    rare = rows["serious"].eq(True) & (rows["people"] < threshold)
    flags = rows["safety"] if "safety" in rows else pd.Series("", index=rows.index)
    flags = flags.astype(object).where(flags.notna(), "").astype(str).str.strip()
    consent = rows["consent"] if "consent" in rows else pd.Series("", index=rows.index)
    rows["why"] = flags.where(flags != "", "rare theme")
    rows["name"] = rows["name"].fillna("")
    rows["may_paraphrase"] = consent.isin(PARAPHRASABLE)
    found = rows[rare | (flags != "")].sort_values(["people", "theme", "segment"], kind="stable")
    return found[list(SHOWN)].reset_index(drop=True)


def checked_paraphrases(paraphrases: pd.DataFrame | None) -> pd.DataFrame:
    """Return approved paraphrases in the order of their words, which tells nothing of who spoke.

    Columns: `paraphrase` (an id), `text`, `author`, `consent` (the least of those it rests on), and
    where known `noted` (true where it was laid over a note-taker's words).
    Raises ValueError naming ids without consent, without an author, or with a number in the
    words: every figure that leaves the staff's rooms is a cell of the release.
    """
    if paraphrases is None:
        return pd.DataFrame(columns=[*PARAPHRASES, NOTED])
    _need(paraphrases, PARAPHRASES, "paraphrases")
    texts = paraphrases["text"].fillna("").astype(str)
    authors = paraphrases["author"].fillna("").astype(str)
    wrong = (
        ("consent to be paraphrased", ~paraphrases["consent"].isin(PARAPHRASABLE)),
        ("words", texts.str.strip() == ""),
        ("an author", authors.str.strip() == ""),
        ("words without numbers", texts.map(lambda text: any(digit_runs(text)))),
        ("an author without numbers", authors.map(lambda text: any(digit_runs(text)))),
    )
    for what, is_wrong in wrong:
        if is_wrong.any():
            named = ", ".join(map(str, paraphrases.loc[is_wrong, "paraphrase"]))
            raise ValueError(f"a paraphrase needs {what}: {named}")
    noted = paraphrases[NOTED] if NOTED in paraphrases else pd.Series(False, paraphrases.index)
    checked = paraphrases.assign(text=texts, author=authors, noted=noted.astype(bool))
    return checked.sort_values(["text", "author", NOTED])


def say_serious(claims: Claims, paraphrases: pd.DataFrame) -> None:
    """Say each approved paraphrase, and by whom it is; never of whom.

    A note-taker's words are not the person's: what rests on them says so.
    """
    if len(paraphrases):
        claims.say("serious", "serious_intro")
    for row in paraphrases.to_dict("records"):
        text, author = str(row["text"]), str(row["author"])
        if row[NOTED]:
            claims.say("serious", "said_once_noted", paraphrase=text, author=author, noted=NOTED)
        else:
            claims.say("serious", "said_once", paraphrase=text, author=author)


def _need(frame: pd.DataFrame, columns: tuple[str, ...], name: str) -> None:
    """Raise ValueError naming the columns that a frame lacks."""
    absent = [column for column in columns if column not in frame]
    if absent:
        raise ValueError(f"{name} lack the columns {absent}")
