"""`python -m analysis code`: code the texts of a file by a codebook, learning from people."""

import argparse
import json
from collections.abc import MutableMapping
from pathlib import Path

import pandas as pd

from analysis.coding import (
    Codebook,
    Coder,
    LearnedCoder,
    Suggestions,
    ask_next,
    read_codebook,
    starter_codebook,
    starter_languages,
)
from analysis.coding.codebook import FIRST
from analysis.commands.cells import harmless
from analysis.commands.reading import UnreadableTable, read_table, require_columns
from analysis.commands.reporting import shown
from analysis.commands.themes import add_run_arguments, opened_cache, texts_of, write
from analysis.encoders import Encoder, default_encoder, encode_cached, encoder_named, text_hash
from analysis.encoders.encoder import Vectors

EXAMPLE = """example:
  python -m analysis code answers.csv --text comment --id number --out results
  python -m analysis code answers.csv --text comment --id number --out results \\
      --codings coded.csv --row number --theme theme

The first codes by the definitions of the codebook alone (--codebook FILE.json, else the 28
starter themes). The second also learns from what people coded: coded.csv has one line for each
row and theme that a person gave, and a line with an empty theme for a row in which a person
found none. A row that is in it counts as coded whole.

results/suggestions.csv has row, theme, score (the probability that a person would agree),
suggested and sure (False: look yourself); results/coder.json says of each theme how many
examples it has and how well it is coded; results/ask.csv has the rows to code next.
"""
MOST_ASKED = 20
YES = {"", "1", "true", "yes", "y"}
NO = {"0", "false", "no", "n"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.description = "Suggest themes of a codebook for the texts of a CSV, TSV or Parquet file."
    parser.epilog = EXAMPLE
    parser.add_argument("file", type=Path, metavar="FILE", help="a table with a header")
    parser.add_argument("--text", required=True, metavar="COLUMN", help="the column with the texts")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where to write")
    parser.add_argument("--id", metavar="COLUMN", help="ids of the rows (default: 1, 2, 3 ...)")
    parser.add_argument(
        "--language", metavar="COLUMN", help="BCP 47 tags; where empty or left out, it is guessed"
    )
    parser.add_argument(
        "--languages", metavar="TAGS", help="languages to expect when guessing, as in en,es,zh-Hans"
    )
    parser.add_argument("--codebook", type=Path, metavar="FILE", help="default: the 28 themes")
    parser.add_argument("--codings", type=Path, metavar="FILE", help="what people coded")
    parser.add_argument("--row", default="row", metavar="COLUMN", help="its ids (default: row)")
    parser.add_argument(
        "--theme", default="theme", metavar="COLUMN", help="its themes (default: theme)"
    )
    parser.add_argument(
        "--value", metavar="COLUMN", help="its yes or no, where people also said no"
    )
    parser.add_argument(
        "--attributes", action="store_true", help="also suggest stance, voice and safety flags"
    )
    parser.add_argument(
        "--ask", type=int, default=MOST_ASKED, metavar="N", help="rows to ask for (default: 20)"
    )
    add_run_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Read, learn, suggest; write what is suggested, how it stands, and what to code next."""
    table = read_table(arguments.file)
    require_columns(table, [arguments.text, arguments.id, arguments.language], arguments.file)
    if not len(table):
        raise UnreadableTable(f"{arguments.file} has no rows under its header")
    arguments.person = None
    frame = texts_of(table, arguments).rename(columns={"text_id": "row"})
    frame["row"] = frame["row"].astype(str)
    book = codebook_of(arguments.codebook, set(frame["language"]))
    codings, complete = codings_of(arguments, set(frame["row"]), book)
    encoder = encoder_named(arguments.encoder) if arguments.encoder else default_encoder()
    cache = opened_cache(arguments)
    texts = frame["text"].tolist()
    vectors = encode_cached(encoder, texts, cache, text_hash, shown("reading the texts"))
    coded = {"themes": coded_by(book, frame, vectors, encoder, cache, codings, complete)}
    for name in book.attributes if arguments.attributes else ():
        nothing = codings.iloc[:0]
        values = book.attribute(name)
        coded[name] = coded_by(values, frame, vectors, encoder, cache, nothing, set())
    learned, suggestions = coded["themes"]
    asked = ask_next(learned, frame, vectors, max(arguments.ask, 0), suggestions)
    write_results(arguments.out, coded, frame, asked, f"{encoder.name} {encoder.version}")
    found = int(suggestions.suggested.sum())
    print(f"{found} suggestions for {len(frame)} rows are in {arguments.out}")
    return 0


def codebook_of(path: Path | None, spoken: set[str]) -> Codebook:
    """Return the codebook of a file, or the starter one in English and the languages spoken.

    Phrases in other languages would take minutes to read and tell little more.
    """
    if path is None:
        return starter_codebook(tag for tag in starter_languages() if tag in {FIRST, *spoken})
    try:
        return read_codebook(path)
    except ValueError as problem:
        raise UnreadableTable(str(problem)) from problem


def codings_of(
    arguments: argparse.Namespace, rows: set[str], book: Codebook
) -> tuple[pd.DataFrame, set[str]]:
    """Return the codings (row, theme, value) and the rows that were coded whole."""
    columns = ["row", "theme", "value"]
    if arguments.codings is None:
        return pd.DataFrame(columns=columns), set()
    table = read_table(arguments.codings)
    named = [arguments.row, arguments.theme, arguments.value]
    require_columns(table, named, arguments.codings)
    codings = pd.DataFrame(
        {"row": table[arguments.row].str.strip(), "theme": table[arguments.theme].str.strip()}
    )
    # People write a theme as its id, its code (T01) or its name.
    words = [(word, t.id) for t in book.themes for word in (t.name, t.code) if word]
    ids = {**dict(words), **{id: id for id in book.ids}}
    codings["theme"] = codings["theme"].map(lambda told: ids.get(told, told))
    codings["value"] = True
    if arguments.value:
        told = table[arguments.value].str.strip().str.lower()
        strange = sorted(set(told) - YES - NO)
        if strange:
            raise UnreadableTable(
                f"{arguments.codings}: {strange[0]!r} in {arguments.value!r} is neither yes nor no"
            )
        codings["value"] = told.isin(YES)
    lost = sorted(set(codings["row"]) - rows)
    if lost:
        raise UnreadableTable(
            f"{arguments.codings} codes the row {lost[0]!r}, which is not in {arguments.file}"
        )
    strange = sorted(set(codings["theme"]) - {"", *book.ids})
    if strange:
        raise UnreadableTable(
            f"{arguments.codings} has the theme {strange[0]!r}; the codebook has:"
            f" {', '.join(book.ids)}"
        )
    return codings[codings["theme"] != ""].reset_index(drop=True), set(codings["row"])


def coded_by(
    book: Codebook,
    frame: pd.DataFrame,
    vectors: Vectors,
    encoder: Encoder,
    cache: MutableMapping[str, bytes],
    codings: pd.DataFrame,
    complete: set[str],
) -> tuple[LearnedCoder, Suggestions]:
    """Learn what there is to learn, and suggest for every row."""

    def phrases(texts: list[str]) -> Vectors:
        return encode_cached(encoder, texts, cache, text_hash, shown("reading the codebook"))

    # An encoder that is fitted on its texts cannot place the codebook's phrases among them.
    coder = Coder(book, encode=None if encoder.whole_corpus else phrases)
    learned = coder.learn(frame, vectors, codings, complete, shown("learning"))
    return learned, learned.suggest(frame, vectors)


def write_results(
    out: Path,
    coded: dict[str, tuple[LearnedCoder, Suggestions]],
    frame: pd.DataFrame,
    asked: list[str | int],
    encoder: str,
) -> None:
    """Write the three files, each whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    parts = []
    for name, (_, suggestions) in coded.items():
        lines = suggestions.to_frame(only_suggested=True)
        parts.append(lines.assign(attribute="" if name == "themes" else name))
    lines = pd.concat(parts, ignore_index=True)
    if len(coded) == 1:
        lines = lines.drop(columns="attribute")
    write(out / "suggestions.csv", lines.map(harmless).to_csv(index=False, lineterminator="\n"))
    state = {name: learned.to_dict() for name, (learned, _) in coded.items()}
    whole = {"coder": state, "encoder": encoder, "rows": len(frame)}
    write(
        out / "coder.json",
        json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1) + "\n",
    )
    order = pd.DataFrame({"row": asked, "ask": range(1, len(asked) + 1)})
    questions = order.merge(frame[["row", "language", "text"]], on="row", how="left")
    write(out / "ask.csv", questions.map(harmless).to_csv(index=False, lineterminator="\n"))
