"""`python -m analysis redact`: suggest what in the texts of a file could point at someone."""

import argparse
from pathlib import Path

import pandas as pd

from analysis.commands.cells import harmless
from analysis.commands.reading import UnreadableTable, read_table, require_columns
from analysis.commands.reporting import shown
from analysis.redact import CONFIDENCES, Finding, find_all, redacted

EXAMPLE = """example:
  python -m analysis redact answers.csv --text comment --out results

writes results/spans.csv (row, start, end, kind, confidence) and results/redacted.csv (row, and the
text with a bracketed kind for each span). The file itself is not changed. These are suggestions
for a person who reads every text: rules find most numbers and addresses, miss many names, and
cannot see that "the tall boy from the bakery" is one boy. The words themselves are written to
spans.csv only with --show-words. --least high marks only what is nearly sure.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.description = "Suggest what in the texts of a file could point at someone."
    parser.epilog = EXAMPLE
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, TSV or Parquet with a header")
    parser.add_argument("--text", required=True, metavar="COLUMN", help="the column with the texts")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where to write")
    parser.add_argument("--id", metavar="COLUMN", help="ids of the rows (default: 1, 2, 3 ...)")
    parser.add_argument(
        "--least", choices=CONFIDENCES, default=CONFIDENCES[0], help="default: %(default)s"
    )
    parser.add_argument("--show-words", action="store_true", help="write the words found as well")


def run(arguments: argparse.Namespace) -> int:
    """Read the file, look for what points at someone, write the two results."""
    table = read_table(arguments.file)
    require_columns(table, [arguments.text, arguments.id], arguments.file)
    ids = table[arguments.id].tolist() if arguments.id else list(range(1, len(table) + 1))
    if len(set(ids)) < len(ids):
        raise UnreadableTable(f"an id is there more than once in {arguments.id!r}")
    texts = pd.Series(table[arguments.text].tolist(), index=ids, dtype=object)
    frame = pd.DataFrame({"text_id": texts.index, "text": texts.to_numpy()}, dtype=object)
    surest = CONFIDENCES[CONFIDENCES.index(arguments.least) :]
    spans = find_all(frame, shown("reading the texts"))
    spans = spans[spans["confidence"].isin(surest)].rename(columns={"text_id": "row"})
    layer = layer_of(texts, spans)
    if arguments.show_words:
        places = zip(spans["row"], spans["start"], spans["end"], strict=True)
        spans = spans.assign(words=[texts[row][start:end] for row, start, end in places])
    arguments.out.mkdir(parents=True, exist_ok=True)
    spans.map(harmless).to_csv(arguments.out / "spans.csv", index=False, lineterminator="\n")
    layer.map(harmless).to_csv(arguments.out / "redacted.csv", index=False, lineterminator="\n")
    print(f"suggestions for {len(texts)} rows are in {arguments.out}; a person decides")
    return 0


def layer_of(texts: pd.Series, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the layer of every text: `row`, `redacted`."""
    found: dict[object, list[Finding]] = {}
    columns = ["row", "start", "end", "kind", "confidence"]
    for row, *rest in spans[columns].itertuples(index=False, name=None):
        found.setdefault(row, []).append(Finding(*rest))
    lines = [redacted(text, found.get(row, ())) for row, text in texts.items()]
    return pd.DataFrame({"row": texts.index, "redacted": lines}, dtype=object)
