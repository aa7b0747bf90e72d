"""Themes of more texts than fit in memory: found in a sample, all others placed beside it.

Two readings of a Parquet file, a batch at a time. The first finds languages, cuts segments and
encodes them, and keeps a sample for `Discover`; the second places every segment. Either can be
spread over a cluster (analysis.distribute), with the same bytes. Memory holds the sample and a
few batches, however long the file is.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.distribute import BATCH, Assign, Encode, fingerprint, spread, vectors_of
from analysis.encoders import Encoder
from analysis.language import COMMON, detect
from analysis.progress import Progress, silent
from analysis.text import segment
from analysis.themes import Discover, Themes
from analysis.themes.assign import themes_of_texts
from analysis.themes.join import placed

try:
    import pyarrow as arrow
    from pyarrow import parquet
except ImportError:  # the optional extra "parquet" is not installed
    arrow = parquet = None

SAMPLE = 100_000
# Parquet files begin so (Apache Parquet format, "File format").
MAGIC = b"PAR1"
COLUMNS = ["row", "theme", "score", "start", "end", "primary"]


class ParquetMissing(Exception):
    """Parquet files cannot be read here: pyarrow is not installed."""


@dataclass(frozen=True)
class Columns:
    """Which columns of the file hold what; `allowed` are the languages to expect."""

    text: str
    id: str | None = None
    language: str | None = None
    allowed: tuple[str, ...] = COMMON
    whole: bool = False


@dataclass(frozen=True)
class Large:
    """What came of a file: the themes of the sample, and how many texts each theme has in all."""

    themes: Themes = field(repr=False)
    sizes: dict[str, int]
    texts: int
    sampled: int

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Large({self.texts} texts, {len(self.themes.themes)} themes)"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, without the lines."""
        result = self.themes.to_dict()
        for bulky in ("assignments", "columns"):
            del result[bulky]
        for theme in result["themes"]:
            theme["size"] = self.sizes.get(theme["id"], 0)
            # Quotes name segments of the sample, which nobody can look up.
            for part in (theme, *theme["subthemes"]):
                del part["quotes"]
        return {**result, "rows": self.texts, "sampled": self.sampled}


@dataclass(frozen=True)
class Prepare:
    """Find the language of a batch's texts, cut them, and encode the segments."""

    encode: Encode
    allowed: tuple[str, ...]
    whole: bool

    def __call__(self, batch: pd.DataFrame) -> pd.DataFrame:
        """Return text_id, start, end, text, language, vector of each segment."""
        untold = (batch["language"] == "").to_numpy()
        tags = batch["language"].to_numpy(dtype=object, copy=True)
        tags[untold] = detect(batch.loc[untold, "text"].tolist(), list(self.allowed))
        cut = segment(batch.assign(language=tags), self.whole)
        vectors = self.encode(cut[["text"]])
        columns = ["text_id", "start", "end", "text", "language"]
        return cut[columns].assign(vector=vectors["vector"].to_numpy())


def themes_of_parquet(
    source: Path,
    out: Path,
    columns: Columns,
    encoder: Encoder,
    *,
    seed: int = 0,
    sample: int = SAMPLE,
    address: str = "",
    progress: Progress = silent,
) -> Large:
    """Find the themes of a Parquet file; writes `assignments.parquet` into `out`.

    Its columns: row (the id), theme, score, start, end, primary: one line a segment, one primary
    line a text. About `sample` texts, drawn evenly over the file, decide what the themes are.
    Words and vectors are kept beside the result while it works, and removed however it ends.
    Raises ParquetMissing, ValueError where a column is missing, an id is there twice, or no text
    has words.
    """
    if parquet is None:
        raise ParquetMissing("a large file is read by pyarrow: install the extra 'parquet'")
    if encoder.whole_corpus:
        raise ValueError(f"encoder {encoder.name!r} reads all texts at once: choose another")
    out.mkdir(parents=True, exist_ok=True)
    working = out / ".working"
    shutil.rmtree(working, ignore_errors=True)
    working.mkdir()
    try:
        total = rows_in(source)
        encode = Encode(encoder.name, fingerprint(encoder.name) if address else "")
        work = Prepare(encode, columns.allowed, columns.whole)
        parts = spread(work, batches_in(source, columns), address, halved(progress, 0, total))
        kept = drawn(write_rows(parts, working / "segments.parquet"), total, sample, seed)
        if kept.empty:
            raise ValueError("no text of the file has words")
        found = Discover(seed=seed, encoder=f"{encoder.name} {encoder.version}")(
            kept.drop(columns="vector"), vectors_of(kept), progress
        )
        assert found.placing is not None
        lines = spread(
            Assign(partial(lines_of, found.placing)),
            groups_in(working / "segments.parquet"),
            address,
            halved(progress, 1, total),
        )
        sizes: Counter[str] = Counter()
        for part in write_rows(lines, working / "assignments.parquet"):
            sizes.update(part.loc[part["primary"], "theme"])
        (working / "assignments.parquet").replace(out / "assignments.parquet")
    finally:
        shutil.rmtree(working, ignore_errors=True)
    return Large(found, dict(sorted(sizes.items())), total, len(kept))


def rows_in(source: Path) -> int:
    """Return how many rows a Parquet file has, 0 for any other file."""
    if parquet is None or not source.is_file():
        return 0
    with source.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            return 0
    try:
        return int(parquet.ParquetFile(source).metadata.num_rows)
    except arrow.ArrowInvalid:  # a broken file is told of where it is read as a table
        return 0


def batches_in(source: Path, columns: Columns) -> Iterator[pd.DataFrame]:
    """Yield text_id, text, language of the file's rows, a batch at a time."""
    file = parquet.ParquetFile(source)
    named = [name for name in (columns.text, columns.id, columns.language) if name]
    absent = [name for name in named if name not in file.schema_arrow.names]
    if absent:
        raise ValueError(f"{source} has no column {absent[0]!r}")
    row = 0
    known: set[bytes] = set()
    for part in file.iter_batches(BATCH, columns=list(dict.fromkeys(named))):
        table = part.to_pydict()
        ids = table[columns.id] if columns.id else range(row + 1, row + 1 + part.num_rows)
        tags = table[columns.language] if columns.language else [""] * part.num_rows
        row += part.num_rows
        names = [str(each) for each in ids]
        if columns.id:
            refuse_known(names, known, columns.id)
        yield pd.DataFrame(
            {
                "text_id": names,
                "text": pd.Series([said(each) for each in table[columns.text]], dtype=object),
                "language": [said(each).strip() for each in tags],
            }
        )


def refuse_known(names: Iterable[str], known: set[bytes], column: str) -> None:
    """Add ids to those that are known; raises ValueError where one is there already.

    Of each id 16 bytes are kept, however long it is: about 120 MB for a million of them.
    """
    for name in names:
        digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if digest in known:
            raise ValueError(f"the id {name!r} is there more than once in {column!r}")
        known.add(digest)


def said(value: object) -> str:
    """Return a cell as text."""
    return "" if value is None else str(value)


def groups_in(prepared: Path) -> Iterator[pd.DataFrame]:
    """Yield what was prepared, a batch at a time: no text is cut in two."""
    file = parquet.ParquetFile(prepared)
    for group in range(file.num_row_groups):
        yield file.read_row_group(group).to_pandas().reset_index(drop=True)


def write_rows(parts: Iterable[pd.DataFrame], path: Path) -> Iterator[pd.DataFrame]:
    """Write each part as a group of rows, and hand it on."""
    writer = None
    try:
        for part in parts:
            if len(part):
                table = arrow.Table.from_pandas(part, preserve_index=False)
                writer = writer or parquet.ParquetWriter(path, table.schema)
                writer.write_table(table, row_group_size=len(part))
            yield part
    finally:
        if writer is not None:
            writer.close()


def drawn(parts: Iterable[pd.DataFrame], total: int, sample: int, seed: int) -> pd.DataFrame:
    """Return the segments of about `sample` of all texts, each with the same chance.

    The same file and seed draw the same texts, whatever the batches.
    """
    random = np.random.default_rng(seed)
    share = min(1.0, sample / max(total, 1))
    kept = []
    for part in parts:
        texts = part["text_id"].drop_duplicates()
        chosen = set(texts[random.random(len(texts)) < share])
        kept.append(part[part["text_id"].isin(chosen)])
    frame = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame()
    return frame.assign(row=range(len(frame)))


def lines_of(placing: Any, frame: pd.DataFrame, vectors: Any) -> pd.DataFrame:
    """Return the lines of one batch, with one primary line a text."""
    frame = frame.assign(row=range(len(frame)))
    lines = placed(placing, frame, vectors)[["row", "theme", "score"]].assign(primary=True)
    lines = lines.assign(start=frame["start"].to_numpy(), end=frame["end"].to_numpy())
    lead = set(themes_of_texts(lines, frame)["row"])
    lines = lines.assign(primary=lines["row"].isin(lead), row=frame["text_id"].to_numpy())
    return lines[COLUMNS]


def halved(progress: Progress, half: int, total: int) -> Progress:
    """Report batches of one of two readings as texts of both."""
    return lambda done, _sent: progress(half * total + min(done * BATCH, total), 2 * total)


def to_json(large: Large) -> str:
    """Return the same text for the same result."""
    return json.dumps(large.to_dict(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
