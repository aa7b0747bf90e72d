"""A file too large for memory gives the themes of its sample, and every text its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import distribute, large
from analysis.encoders import ENCODERS, Vectors
from analysis.encoders.encoder import unit_rows
from analysis.large import Columns, ParquetMissing, rows_in, themes_of_parquet
from analysis.progress import Progress, silent

pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")

SUBJECTS = ("the ambulance came very late", "my landlord raised the rent", "bring a warm blanket")


@dataclass(frozen=True)
class BySubject:
    """An encoder that hears three subjects, and a little of each text."""

    name: str = "subjects"
    version: str = "1"
    dimensions: int = 32
    whole_corpus: bool = False

    def available(self) -> bool:
        return True

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        rows = np.zeros((len(texts), 32))
        for place, text in enumerate(texts):
            rows[place] = np.random.default_rng(list(text.encode()[:40])).normal(0, 0.15, 32)
            for number, subject in enumerate(SUBJECTS):
                rows[place, number] += 3.0 * (subject in text)
        return unit_rows(rows)


@pytest.fixture(autouse=True)
def an_encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(ENCODERS, "subjects", BySubject)
    monkeypatch.setattr(large, "BATCH", 64)
    distribute.engine.cache_clear()
    yield
    distribute.engine.cache_clear()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    texts = [f"Report {n}: {SUBJECTS[n % 3]} again" for n in range(900)]
    frame = pd.DataFrame({"key": [f"k{n}" for n in range(900)], "said": texts, "noise": 1})
    frame.loc[[5, 6], "said"] = [None, "   "]
    path = tmp_path / "large.parquet"
    frame.to_parquet(path)
    return path


COLUMNS = Columns(text="said", id="key", allowed=("en",), whole=True)


def test_every_text_of_the_file_is_placed_by_its_subject(source: Path, tmp_path: Path) -> None:
    found = themes_of_parquet(source, tmp_path / "out", COLUMNS, BySubject(), sample=300)
    lines = pd.read_parquet(tmp_path / "out" / "assignments.parquet")
    assert 200 < found.sampled < 400 and found.texts == 900
    primary = lines[lines["primary"]]
    assert set(primary["row"]) == {f"k{n}" for n in range(900)} - {"k5", "k6"}
    subject = primary["row"].str[1:].astype(int) % 3
    table = pd.crosstab(subject, primary["theme"])
    assert (table.max(axis=1) / table.sum(axis=1)).min() > 0.9
    assert found.sizes == primary["theme"].value_counts().sort_index().to_dict()


def test_the_same_file_gives_the_same_bytes_and_leaves_no_words_behind(
    source: Path, tmp_path: Path
) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    told = [
        large.to_json(themes_of_parquet(source, out, COLUMNS, BySubject(), sample=200))
        for out in folders
    ]
    assert told[0] == told[1]
    first, second = (pd.read_parquet(out / "assignments.parquet") for out in folders)
    assert first.equals(second)
    assert [path.name for path in folders[0].iterdir()] == ["assignments.parquet"]


def test_a_cluster_gives_what_one_process_gives(source: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    here = themes_of_parquet(source, tmp_path / "here", COLUMNS, BySubject(), sample=200)
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        dashboard_address=None,
    ) as cluster:
        there = themes_of_parquet(
            source,
            tmp_path / "there",
            COLUMNS,
            BySubject(),
            sample=200,
            address=cluster.scheduler_address,
        )
    assert large.to_json(here) == large.to_json(there)
    written = [(tmp_path / name / "assignments.parquet").read_bytes() for name in ("here", "there")]
    assert written[0] == written[1]


def test_what_stops_the_work_leaves_no_words_behind(source: Path, tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done > 200:
            raise Stop

    with pytest.raises(Stop):
        themes_of_parquet(source, tmp_path / "out", COLUMNS, BySubject(), progress=stop)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_column_that_is_missing_and_a_file_without_words_are_named(tmp_path: Path) -> None:
    path = tmp_path / "empty.parquet"
    pd.DataFrame({"said": [None, " "]}).to_parquet(path)
    with pytest.raises(ValueError, match="no column 'text'"):
        themes_of_parquet(path, tmp_path / "out", Columns(text="text"), BySubject())
    with pytest.raises(ValueError, match="no text of the file has words"):
        themes_of_parquet(path, tmp_path / "out", Columns(text="said"), BySubject())


def test_without_pyarrow_it_is_said_what_to_install(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "parquet", None)
    assert rows_in(source) == 0
    with pytest.raises(ParquetMissing, match="parquet"):
        themes_of_parquet(source, tmp_path / "out", COLUMNS, BySubject())


def test_only_parquet_files_have_rows_to_be_counted(source: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("said\nwords\n")
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and no more")
    assert [rows_in(path) for path in (source, table, broken, tmp_path / "none")] == [900, 0, 0, 0]


def test_an_id_that_comes_again_in_another_batch_is_refused(source: Path, tmp_path: Path) -> None:
    frame = pd.read_parquet(source)
    frame.loc[800, "key"] = "k3"
    frame.to_parquet(source)
    with pytest.raises(ValueError, match="the id 'k3' is there more than once in 'key'"):
        themes_of_parquet(source, tmp_path / "out", COLUMNS, BySubject())
    assert list((tmp_path / "out").iterdir()) == []


def test_no_part_of_a_theme_names_a_segment_of_the_sample(source: Path, tmp_path: Path) -> None:
    found = themes_of_parquet(source, tmp_path / "out", COLUMNS, BySubject(), sample=200)
    first, *others = found.themes.themes
    parted = replace(first, subthemes=(replace(first, id="t01.1"),))
    whole = replace(found, themes=replace(found.themes, themes=(parted, *others))).to_dict()
    (part,) = whole["themes"][0]["subthemes"]
    assert first.quotes and part["id"] == "t01.1"
    assert not any("quotes" in each for each in (part, *whole["themes"]))
