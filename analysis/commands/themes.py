"""`python -m analysis themes`: find the themes of the texts in a file."""

import argparse
import json
from collections.abc import Hashable, MutableMapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import language
from analysis.commands.cells import harmless
from analysis.commands.reading import (
    UnreadableTable,
    read_table,
    require_columns,
)
from analysis.commands.reporting import shown
from analysis.distribute import SpreadEncoder
from analysis.encoders import (
    ENCODERS,
    DirectoryCache,
    Encoder,
    default_encoder,
    encode_cached,
    encoder_named,
    text_hash,
)
from analysis.fragility import Again
from analysis.large import SAMPLE, Columns, rows_in, themes_of_parquet, to_json
from analysis.text import segment
from analysis.themes import Discover, Theme, Themes
from analysis.themes.assign import themes_of_texts

EXAMPLE = """example:
  python -m analysis themes answers.csv --text "What happened?" --id number --out results

writes results/themes.json (each theme with its label, size, stability, sub-themes, keywords by
language and the rows to quote; and how the number of themes was chosen) and
results/assignments.csv (row, theme, score, start, end, primary, subtheme). A row of the file is
cut into its sentences; exactly one line a row is primary: the theme that most of its characters
are about.

  python -m analysis themes million.parquet --text comment --whole --out results \
    --scheduler tcp://10.0.0.5:8786

reads a large Parquet file in batches, over a cluster if there is one, and writes
results/assignments.parquet in place of the CSV.
"""
LIBRARIES = ("numpy", "py3langid", "sentencex", "stopwordsiso")
# Without a list of languages to expect, a language that fewer rows than this share seem to be
# in is more likely a mistake of the detector.
RARE = 0.01


@dataclass(frozen=True)
class Coded:
    """The segments of a file, their themes, the theme of each text, and how to find them again."""

    segments: pd.DataFrame
    themes: Themes
    texts: pd.DataFrame
    again: Again = field(repr=False)

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Coded({len(self.texts)} texts, {len(self.segments)} segments)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.description = "Find what the texts of a CSV or TSV file have in common."
    parser.epilog = EXAMPLE
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV or TSV, UTF-8, with a header")
    parser.add_argument("--text", required=True, metavar="COLUMN", help="the column with the texts")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where to write")
    parser.add_argument("--id", metavar="COLUMN", help="ids of the rows (default: 1, 2, 3 ...)")
    parser.add_argument(
        "--person", metavar="COLUMN", help="who wrote it, so that people count once"
    )
    parser.add_argument(
        "--language", metavar="COLUMN", help="BCP 47 tags; where empty or left out, it is guessed"
    )
    parser.add_argument(
        "--languages", metavar="TAGS", help="languages to expect when guessing, as in en,es,zh-Hans"
    )
    add_run_arguments(parser)
    parser.add_argument(
        "--sample",
        type=int,
        default=SAMPLE,
        metavar="N",
        help="a Parquet file of more rows than this is read in batches, and its themes are found "
        "in about so many of them (default: 100000)",
    )
    parser.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="a Dask cluster, as tcp://10.0.0.5:8786"
    )
    coding = parser.add_mutually_exclusive_group()
    coding.add_argument(
        "--segments", action="store_false", dest="whole", help="code sentences (the default)"
    )
    coding.add_argument("--whole", action="store_true", help="code each text as one piece")
    parser.set_defaults(whole=False)


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what any command that encodes texts takes."""
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="keep embeddings here (derived from the words)"
    )
    parser.add_argument(
        "--encoder",
        metavar="NAME",
        help=f"{', '.join(ENCODERS)}, or sentence-transformers:DIRECTORY (default: the first that "
        "runs)",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="default: 0")


def run(arguments: argparse.Namespace) -> int:
    """Read the file, find its themes, write the two results."""
    if is_large(arguments):
        return run_large(arguments)
    table = read_table(arguments.file)
    named = [arguments.text, arguments.id, arguments.language, arguments.person]
    require_columns(table, named, arguments.file)
    texts = texts_of(table, arguments)
    encoder = encoder_named(arguments.encoder) if arguments.encoder else default_encoder()
    if arguments.scheduler:
        encoder = SpreadEncoder(encoder, arguments.scheduler)
    coded = code(texts, encoder, opened_cache(arguments), arguments.seed, arguments.whole)
    arguments.out.mkdir(parents=True, exist_ok=True)
    summary = json.dumps(described(coded), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write(arguments.out / "themes.json", summary)
    lines = assignments_of(coded).map(harmless)
    write(arguments.out / "assignments.csv", lines.to_csv(index=False, lineterminator="\n"))
    print(f"{len(coded.themes.themes)} themes of {len(texts)} rows are in {arguments.out}")
    print_stability(coded.themes)
    return 0


def is_large(arguments: argparse.Namespace) -> bool:
    """Say whether a file is a Parquet file of more rows than the sample."""
    return bool(rows_in(arguments.file) > arguments.sample)


def run_large(arguments: argparse.Namespace) -> int:
    """Find the themes of a file that is read in batches."""
    if arguments.person:
        raise UnreadableTable("people are not counted in a file of this size: leave out --person")
    expected = (arguments.languages or "").replace(" ", "")
    columns = Columns(
        text=arguments.text,
        id=arguments.id,
        language=arguments.language,
        allowed=tuple(expected.split(",")) if expected else language.COMMON,
        whole=arguments.whole,
    )
    encoder = encoder_named(arguments.encoder) if arguments.encoder else default_encoder()
    try:
        found = themes_of_parquet(
            arguments.file,
            arguments.out,
            columns,
            encoder,
            seed=arguments.seed,
            sample=arguments.sample,
            address=arguments.scheduler,
            progress=shown("reading, then placing the texts"),
        )
    except ValueError as problem:
        raise UnreadableTable(str(problem)) from problem
    write(arguments.out / "themes.json", to_json(found))
    print(
        f"{len(found.themes.themes)} themes of {found.texts} texts are in {arguments.out}; they "
        f"were found in {found.sampled} segments of a sample"
    )
    print_stability(found.themes)
    return 0


def opened_cache(arguments: argparse.Namespace) -> MutableMapping[str, bytes]:
    """Return the cache asked for, or one that lasts as long as this command."""
    return DirectoryCache(arguments.cache) if arguments.cache else {}


def texts_of(table: pd.DataFrame, arguments: argparse.Namespace) -> pd.DataFrame:
    """Return the columns `text_id`, `text`, `language` and, if named, `person`."""
    ids = table[arguments.id] if arguments.id else pd.Series(range(1, len(table) + 1))
    if ids.duplicated().any():
        again = ids[ids.duplicated()].iloc[0]
        raise UnreadableTable(f"the id {again!r} is there more than once in {arguments.id!r}")
    texts = pd.DataFrame({"text_id": ids.to_numpy(), "text": table[arguments.text].to_numpy()})
    given = table[arguments.language].str.strip().tolist() if arguments.language else []
    texts["language"] = languages_of(texts["text"].tolist(), given, arguments.languages)
    if arguments.person:
        texts["person"] = table[arguments.person].to_numpy()
    return texts


def languages_of(texts: list[str], given: list[str], expected: str | None) -> list[str]:
    """Return the given tags, and a guess where there is none."""
    if given and all(given):
        return given
    allowed = (
        [tag.strip() for tag in expected.split(",")] if expected else sorted(set(given) - {""})
    )
    guesses = language.detect(texts, allowed or language.COMMON)
    if not allowed:
        sizes = pd.Series(guesses, dtype=object).value_counts()
        spoken = set(sizes.index[sizes >= max(3, RARE * len(texts))])
        # A short text is easier to place among the few languages that are really spoken here.
        guesses = language.detect(texts, [tag for tag in language.COMMON if tag in spoken])
    return [
        known or guess for known, guess in zip(given or [""] * len(texts), guesses, strict=True)
    ]


def code(
    texts: pd.DataFrame,
    encoder: Encoder,
    cache: MutableMapping[str, bytes],
    seed: int,
    whole: bool,
) -> Coded:
    """Cut the texts into segments, encode them and find their themes."""
    segments = segment(texts, whole)
    segments["row"] = range(len(segments))
    if "person" in texts:
        segments = segments.merge(texts[["text_id", "person"]], on="text_id", how="left")
    vectors = encode_cached(
        encoder, segments["text"].tolist(), cache, text_hash, shown("reading the texts")
    )
    discover = Discover(seed=seed, encoder=f"{encoder.name} {encoder.version}")
    themes = discover(segments, vectors, shown("finding themes"))
    whole_texts = themes_of_texts(themes.assignments, segments)
    return Coded(segments, themes, whole_texts, Again(segments, vectors, discover, main=True))


def print_stability(themes: Themes) -> None:
    """Print how the number of themes was chosen and how well each comes back; nobody's words."""
    print(f"How many: {themes.choice}.")
    print("How well each comes back when a tenth of the rows is left out (1 always, 0 never):")
    for theme in themes.themes:
        steady = "not known" if theme.stability is None else f"{theme.stability:.2f}"
        parts = f", {len(theme.subthemes)} sub-themes" if theme.subthemes else ""
        print(f"  {theme.id} {steady}{parts}")


def described(coded: Coded) -> dict[str, Any]:
    """Return the themes as plain values; quotes carry the row of the file and the place in it."""
    places = coded.segments.set_index("row").to_dict("index")
    sizes = coded.texts["theme"].value_counts()
    themes = []
    for theme in coded.themes.themes:
        values = theme_in_file(theme, places)
        values["size"] = int(sizes.get(theme.id, 0))
        values["subthemes"] = [theme_in_file(part, places) for part in theme.subthemes]
        themes.append(values)
    result = coded.themes.to_dict()
    for bulky in ("assignments", "columns"):
        del result[bulky]
    libraries = {name: version(name) for name in LIBRARIES}
    return {**result, "themes": themes, "rows": len(coded.texts), "versions": libraries}


def theme_in_file(theme: Theme, places: dict[Any, dict[Hashable, Any]]) -> dict[str, Any]:
    """Return a theme or sub-theme as plain values, with rows of the file in place of segments."""
    values = theme.to_dict()
    quoted = [places[row] for row in theme.quotes]
    values["segments"] = values.pop("rows")
    values["quotes"] = [plain_id(place["text_id"]) for place in quoted]
    values["quoted"] = [
        {
            "row": plain_id(place["text_id"]),
            "start": int(place["start"]),
            "end": int(place["end"]),
            "text": place["text"],
            "language": place["language"],
        }
        for place in quoted
    ]
    return values


def plain_id(value: Any) -> str | int:
    """Return an id as JSON knows it: row numbers stay numbers."""
    return int(value) if not isinstance(value, str) else value


def assignments_of(coded: Coded) -> pd.DataFrame:
    """Return the lines by row of the file, with one primary line a row."""
    lines = coded.themes.assignments.merge(coded.segments[["row", "text_id"]], on="row", how="left")
    lead = coded.texts.rename(columns={"row": "lead"})[["text_id", "theme", "lead"]]
    lines = lines.merge(lead, on=["text_id", "theme"], how="left")
    lines["primary"] = lines["primary"] & (lines["lead"] == lines["row"])
    lines["row"] = lines["text_id"]
    return lines[["row", "theme", "score", "start", "end", "primary", "subtheme"]]


def write(path: Path, content: str) -> None:
    """Write a file whole or not at all."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_text(content, encoding="utf-8", newline="")
    unfinished.replace(path)
