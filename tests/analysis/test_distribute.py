"""Work that is spread over a cluster gives what one process gives, and says why it cannot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from analysis import distribute
from analysis.distribute import (
    Assign,
    ClusterDiffers,
    ClusterMissing,
    Encode,
    EncodeAndAssign,
    SpreadEncoder,
    batches_of,
    spread,
    vectors_of,
)
from analysis.encoders import ENCODERS, Vectors, encode_cached
from analysis.progress import Progress, silent

distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")


@dataclass(frozen=True)
class Counting:
    """An encoder that counts letters: quick, and alike everywhere."""

    name: str = "counting"
    version: str = "1"
    dimensions: int = 26
    whole_corpus: bool = False

    def available(self) -> bool:
        return True

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        rows = [[text.lower().count(chr(97 + n)) for n in range(26)] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), 26)


def place(frame: pd.DataFrame, vectors: Vectors) -> pd.DataFrame:
    return pd.DataFrame({"row": frame["row"], "letters": vectors.sum(axis=1).astype(int)})


@pytest.fixture(autouse=True)
def an_encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(ENCODERS, "counting", Counting)
    distribute.engine.cache_clear()
    distribute.fingerprint.cache_clear()
    yield
    distribute.engine.cache_clear()
    distribute.fingerprint.cache_clear()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        dashboard_address=None,
    ) as cluster:
        yield cluster.scheduler_address


def texts(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"row": range(count), "text": [f"row {n} " + "abc" * n for n in range(count)]}
    )


def together(parts: Iterator[pd.DataFrame]) -> str:
    return pd.concat(list(parts), ignore_index=True).to_csv(index=False)


def test_a_cluster_gives_the_bytes_of_one_process_in_the_order_of_the_rows(address: str) -> None:
    frame = texts(57)
    work = EncodeAndAssign(Encode("counting"), place)
    here = together(spread(work, batches_of(frame, 5)))
    assert together(spread(work, batches_of(frame, 5), address)) == here
    expected = [sum(map(str.isalpha, text)) for text in frame["text"]]
    assert here.splitlines()[1:] == [f"{row},{n}" for row, n in enumerate(expected)]


def test_vectors_that_are_known_are_assigned_without_an_encoder(address: str) -> None:
    known = Encode("counting")(texts(9))
    assert "text" not in known
    lines = together(spread(Assign(place), batches_of(known, 4), address))
    assert lines == together(spread(EncodeAndAssign(Encode("counting"), place), [texts(9)]))


def test_an_encoder_is_spread_behind_the_cache_like_any_other(address: str) -> None:
    words = texts(23)["text"].tolist()
    cache: dict[str, bytes] = {}
    spread_out = SpreadEncoder(Counting(), address, batch=4)
    found = encode_cached(spread_out, words, cache, str)
    assert np.array_equal(found, Counting().encode(words))
    assert len(cache) == 23 and all(name.startswith("counting-1:") for name in cache)


def test_a_worker_that_would_encode_otherwise_is_refused(address: str) -> None:
    work = Encode("counting", fingerprint="of another machine")
    with pytest.raises(ClusterDiffers, match="another engine"):
        list(spread(work, batches_of(texts(3)), address))


def test_what_raises_in_progress_stops_the_work_and_leaves_nothing_waiting(address: str) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise Stop

    with pytest.raises(Stop):
        list(
            spread(
                EncodeAndAssign(Encode("counting"), place), batches_of(texts(60), 2), address, stop
            )
        )
    # The cluster is free for the next work at once.
    assert len(list(spread(Encode("counting"), [texts(3)], address))) == 1


def test_no_batches_are_no_results(address: str) -> None:
    assert list(spread(Encode("counting"), iter([]), address)) == []
    assert vectors_of(pd.DataFrame({"vector": []})).shape == (0, 0)


def test_a_mistake_in_the_work_is_raised_as_it_is(address: str) -> None:
    with pytest.raises(KeyError, match="text"):
        list(spread(Encode("counting"), [pd.DataFrame({"row": [1]})], address))


def test_an_address_where_nobody_answers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distribute, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(ClusterMissing, match="no Dask scheduler answers at tcp://127.0.0.1:1"):
        list(spread(Encode("counting"), [texts(1)], "tcp://127.0.0.1:1"))
    monkeypatch.setattr(distribute, "distributed", None)
    with pytest.raises(ClusterMissing, match='extra "cluster"'):
        list(spread(Encode("counting"), [texts(1)], "tcp://127.0.0.1:1"))


def test_an_encoder_that_reads_all_texts_is_not_spread() -> None:
    with pytest.raises(ValueError, match="cannot be spread"):
        SpreadEncoder(Counting(whole_corpus=True), "tcp://127.0.0.1:1")
