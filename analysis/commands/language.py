"""`python -m analysis language`: which language, or languages, each text of a file is in."""

import argparse
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.commands.cells import harmless
from analysis.commands.reading import UnreadableTable, read_table, require_columns
from analysis.commands.reporting import shown
from analysis.language import COMMON, UNDETERMINED, detect, is_mixed, languages_in

EXAMPLE = """example:
  python -m analysis language answers.csv --text comment --languages en,es,vi --out results

writes results/languages.csv (row, language, mixed, and the share of each language in the text)
and results/languages.json (how many rows are in each). "und" is undetermined: too little to tell,
or none of the languages to expect. Name those with --languages: a short text is much easier to
place among five languages than among forty.
"""
# Without a list of languages to expect, a language that fewer rows than this share seem to be
# in is more likely a mistake of the detector.
RARE = 0.01


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.description = "Tell the language of each text, and the languages of mixed ones."
    parser.epilog = EXAMPLE
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, TSV or Parquet with a header")
    parser.add_argument("--text", required=True, metavar="COLUMN", help="the column with the texts")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where to write")
    parser.add_argument("--id", metavar="COLUMN", help="ids of the rows (default: 1, 2, 3 ...)")
    parser.add_argument(
        "--languages", metavar="TAGS", help="languages to expect, as in en,es,zh-Hans"
    )


def run(arguments: argparse.Namespace) -> int:
    """Read the file, tell its languages, write the two results."""
    table = read_table(arguments.file)
    require_columns(table, [arguments.text, arguments.id], arguments.file)
    texts = table[arguments.text].tolist()
    rows = table[arguments.id].tolist() if arguments.id else list(range(1, len(texts) + 1))
    allowed = expected(texts, arguments.languages)
    told = languages_of_rows(rows, texts, allowed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    summary = json.dumps(described(told, allowed), ensure_ascii=False, indent=1, sort_keys=True)
    (arguments.out / "languages.json").write_text(summary + "\n", encoding="utf-8")
    lines = told.rename(columns=harmless).map(harmless)
    lines.to_csv(arguments.out / "languages.csv", index=False, lineterminator="\n")
    heard = [tag for tag in allowed if tag in set(told["language"])]
    print(f"{', '.join(heard) or UNDETERMINED} in {len(told)} rows; see {arguments.out}")
    return 0


def expected(texts: list[str], named: str | None) -> list[str]:
    """Return the languages to choose among: those named, or those that many rows seem to be in."""
    if named is not None:
        tags = list(dict.fromkeys(tag.strip() for tag in named.split(",") if tag.strip()))
        if not tags:
            raise UnreadableTable("--languages names no language; write it as in en,es,zh-Hans")
        return tags
    guesses = pd.Series(detect(texts, COMMON), dtype=object)
    sizes = guesses.value_counts()
    spoken = set(sizes.index[sizes >= max(3, RARE * len(texts))]) or set(sizes.index)
    return [tag for tag in COMMON if tag in spoken]


def languages_of_rows(
    rows: Sequence[object], texts: Sequence[str], allowed: Sequence[str]
) -> pd.DataFrame:
    """Return a line a row: `row`, `language`, `mixed`, and a share for each language found."""
    progress = shown("hearing languages")
    found = []
    for done, text in enumerate(texts, start=1):
        found.append(languages_in(text, allowed))
        if done % 100 == 0:
            progress(done, len(texts))
    progress(len(texts), len(texts))
    told = pd.DataFrame({"row": rows, "language": [next(iter(shares)) for shares in found]})
    told["mixed"] = [is_mixed(shares) for shares in found]
    for tag in [*allowed, UNDETERMINED]:
        if any(tag in shares for shares in found):
            told[tag] = [shares.get(tag, 0.0) for shares in found]
    return told


def described(told: pd.DataFrame, allowed: Sequence[str]) -> dict[str, Any]:
    """Return what the rows amount to, as plain values. For staff: the counts are not hidden."""
    sizes = told["language"].value_counts()
    return {
        "rows": len(told),
        "expected": list(allowed),
        "languages": {str(tag): int(size) for tag, size in sizes.items()},
        "mixed": int(told["mixed"].sum()),
        "undetermined": int(sizes.get(UNDETERMINED, 0)),
        "versions": {"py3langid": version("py3langid")},
    }
