"""The sample that two people code."""

import pandas as pd
import pytest

from analysis.agreement import draw_sample


def segments() -> pd.DataFrame:
    tags = ["en"] * 900 + ["es"] * 80 + ["so"] * 12
    return pd.DataFrame(
        {
            "segment": range(len(tags)),
            "language": tags,
            "person": [f"p{place % 40}" if place < 900 else None for place in range(len(tags))],
        }
    )


def test_every_language_has_a_seat_and_the_rest_follows_size() -> None:
    frame = segments()
    chosen = draw_sample(frame, size=200, seed=1)
    tags = frame.set_index("segment")["language"][chosen].value_counts()
    assert tags["so"] == 12
    assert tags["es"] >= 30
    assert tags["en"] > tags["es"]
    assert 200 <= len(chosen) <= 203
    assert len(set(chosen)) == len(chosen)


def test_what_is_in_no_known_language_has_seats_too() -> None:
    frame = segments()
    frame["language"] = frame["language"].where(frame["language"] != "so", None)
    chosen = set(draw_sample(frame, size=200, seed=1))
    assert set(frame.loc[frame["language"].isna(), "segment"]) <= chosen
    assert len(chosen) >= 200


def test_everybody_is_asked_once_before_anybody_is_asked_twice() -> None:
    frame = segments()
    chosen = draw_sample(frame.head(900), size=60, seed=1)
    times = frame.set_index("segment")["person"][chosen].value_counts()
    assert (times.min(), times.max(), len(times)) == (1, 2, 40)


def test_the_order_of_the_frame_changes_nothing_and_the_seed_does() -> None:
    frame = segments()
    again = frame.sample(frac=1, random_state=3)
    assert draw_sample(again, seed=2) == draw_sample(frame, seed=2)
    assert draw_sample(frame, seed=3) != draw_sample(frame, seed=2)


def test_a_sample_larger_than_the_file_is_the_file() -> None:
    assert sorted(draw_sample(segments(), size=5000), key=int) == list(range(992))


def test_an_id_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="not all different"):
        draw_sample(pd.DataFrame({"segment": [1, 1], "language": ["en", "en"]}))
