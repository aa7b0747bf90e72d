from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from analysis.encoders import DirectoryCache, encode_cached, text_hash
from analysis.encoders.encoder import Vectors
from analysis.progress import Progress, silent


@dataclass
class Counting:
    """An encoder that remembers what it was asked for, and may die on the way."""

    name: str = "counting"
    version: str = "1"
    dimensions: int = 3
    whole_corpus: bool = False
    dies_after: int = 10_000
    asked: list[str] = field(default_factory=list)

    def available(self) -> bool:
        return True

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        if len(self.asked) >= self.dies_after:
            raise KeyboardInterrupt
        self.asked.extend(texts)
        return np.array([[len(text), ord(text[0]), 1] for text in texts], dtype=np.float32)


TEXTS = ["a", "bb", "ccc", "a", "dddd"]
EXPECTED = [[1, 97, 1], [2, 98, 1], [3, 99, 1], [1, 97, 1], [4, 100, 1]]


@pytest.fixture(params=["dictionary", "directory"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> MutableMapping[str, bytes]:
    return {} if request.param == "dictionary" else DirectoryCache(tmp_path / "new" / "deep")


def test_each_text_is_encoded_once_however_often_it_is_said(
    cache: MutableMapping[str, bytes],
) -> None:
    encoder = Counting()
    for _ in range(2):
        vectors = encode_cached(encoder, TEXTS, cache, text_hash)
        assert vectors.tolist() == EXPECTED and vectors.dtype == np.float32
    assert encoder.asked == ["a", "bb", "ccc", "dddd"]
    assert len(cache) == 4


def test_a_run_that_is_killed_takes_up_where_it_was(cache: MutableMapping[str, bytes]) -> None:
    dying = Counting(dies_after=2)
    with pytest.raises(KeyboardInterrupt):
        encode_cached(dying, TEXTS, cache, text_hash, batch=1)
    again = Counting()
    assert encode_cached(again, TEXTS, cache, text_hash, batch=1).tolist() == EXPECTED
    assert dying.asked + again.asked == ["a", "bb", "ccc", "dddd"]


def test_vectors_of_two_versions_never_mix(cache: MutableMapping[str, bytes]) -> None:
    encode_cached(Counting(), TEXTS, cache, text_hash)
    newer = Counting(version="2")
    encode_cached(newer, TEXTS, cache, text_hash)
    assert len(newer.asked) == 4


def test_the_store_sees_the_key_and_never_the_text() -> None:
    seen: dict[str, bytes] = {}
    encode_cached(Counting(), ["a secret"], seen, lambda text: f"k{len(text)}")
    assert list(seen) == ["counting-1:k8"]


def test_half_a_vector_in_the_store_is_encoded_again() -> None:
    store = {f"counting-1:{text_hash('a')}": b"\x00" * 5}
    assert encode_cached(Counting(), ["a"], store, text_hash).tolist() == [EXPECTED[0]]
    assert len(store[f"counting-1:{text_hash('a')}"]) == 12


def test_each_batch_is_one_write_as_soon_as_it_is_done() -> None:
    writes: list[int] = []

    class Store(dict[str, bytes]):
        def update(self, batch: dict[str, bytes]) -> None:  # type: ignore[override]
            writes.append(len(batch))
            super().update(batch)

    encode_cached(Counting(), TEXTS, Store(), text_hash, batch=3)
    assert writes == [3, 1]


def test_progress_counts_what_the_cache_holds_too() -> None:
    seen: list[tuple[int, int]] = []
    store: dict[str, bytes] = {}
    encode_cached(Counting(), TEXTS[:2], store, text_hash)
    encode_cached(
        Counting(), TEXTS, store, text_hash, lambda done, total: seen.append((done, total)), batch=1
    )
    assert seen == [(2, 4), (3, 4), (4, 4)]


def test_an_encoder_of_the_whole_corpus_is_never_cached() -> None:
    store: dict[str, bytes] = {}
    encode_cached(Counting(whole_corpus=True), TEXTS, store, text_hash)
    assert store == {}


def test_no_texts_give_no_rows() -> None:
    assert encode_cached(Counting(), [], {}, text_hash).shape == (0, 3)


def test_a_text_of_half_a_surrogate_has_a_key() -> None:
    assert text_hash("\ud800") != text_hash("?")


def test_a_directory_forgets_what_is_deleted(tmp_path: Path) -> None:
    cache = DirectoryCache(tmp_path)
    cache["name/with:odd*letters"] = b"1"
    assert DirectoryCache(tmp_path)["name/with:odd*letters"] == b"1"
    del cache["name/with:odd*letters"]
    assert cache.get("name/with:odd*letters") is None
    with pytest.raises(KeyError):
        del cache["name/with:odd*letters"]
    with pytest.raises(TypeError):
        list(cache)
