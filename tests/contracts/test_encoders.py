"""Every encoder keeps the same promises: whoever adds one adds it to these tests."""

import numpy as np
import pytest

from analysis.encoders import ENCODERS, Encoder

ANSWERS = [
    "Nobody came when I called.",
    "I waited three hours for the ambulance.",
    "We waited hours and hours for an ambulance.",
    "The police should not come alone.",
    "没有人来。",
    "لم يأت أحد.",
]
HOSTILE = [
    "",
    "   ",
    "\x00",
    "before\x00after",
    "\ud800",
    "a\u0301" * 5000,
    "x" * 100_000,
    "👩‍👩‍👧",
    "\u202eevil",
    "می‌خواهم",
]


@pytest.fixture(params=ENCODERS)
def encoder(request: pytest.FixtureRequest) -> Encoder:
    made = ENCODERS[request.param]()
    if not made.available():
        pytest.skip(f"{request.param} is not installed on this machine")
    return made


def test_it_says_what_it_is(encoder: Encoder) -> None:
    assert ENCODERS[encoder.name]().name == encoder.name
    assert encoder.version


def test_a_row_is_as_long_as_one_and_as_wide_as_promised(encoder: Encoder) -> None:
    vectors = encoder.encode(ANSWERS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(ANSWERS), encoder.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_gives_finite_numbers_and_disturbs_nobody(encoder: Encoder, text: str) -> None:
    alone = encoder.encode([text])
    assert alone.shape == (1, encoder.dimensions)
    assert np.isfinite(alone).all()
    beside = encoder.encode([*ANSWERS, text])
    if not encoder.whole_corpus:
        assert np.array_equal(beside[: len(ANSWERS)], encoder.encode(ANSWERS))


def test_what_comes_after_a_nul_is_read_too(encoder: Encoder) -> None:
    texts = [*ANSWERS, "The dog", "The dog\x00 bit the ambulance driver"]
    before, whole = encoder.encode(texts)[-2:]
    assert not np.allclose(before, whole, atol=0.01)


def test_a_text_without_content_is_zeros(encoder: Encoder) -> None:
    assert not encoder.encode([*ANSWERS, "  ", ""])[-2:].any()


def test_the_same_texts_give_the_same_bytes(encoder: Encoder) -> None:
    assert encoder.encode(ANSWERS).tobytes() == encoder.encode(ANSWERS).tobytes()


def test_rows_stay_in_the_order_of_the_texts(encoder: Encoder) -> None:
    forth, back = encoder.encode(ANSWERS), encoder.encode(ANSWERS[::-1])
    likeness = forth @ forth.T
    assert np.allclose(likeness, (back @ back.T)[::-1, ::-1], atol=1e-4)


def test_the_same_thing_said_twice_is_nearer_than_another_thing(encoder: Encoder) -> None:
    waiting, also_waiting, police = encoder.encode(ANSWERS)[[1, 2, 3]]
    assert waiting @ also_waiting > waiting @ police


def test_progress_reaches_its_end_and_may_stop_the_work(encoder: Encoder) -> None:
    seen: list[tuple[int, int]] = []
    encoder.encode(ANSWERS, lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1]

    def stop(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        encoder.encode(ANSWERS, stop)
