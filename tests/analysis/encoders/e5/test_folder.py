"""Converted weights are there whole or not at all, whoever dies, waits or may not write."""

import os
import tempfile
import threading
from pathlib import Path

import pytest

from analysis.encoders.e5.folder import prepared


@pytest.fixture(autouse=True)
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMMUNITY_VOICE_CACHE", str(tmp_path / "chosen"))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    return tmp_path / "chosen"


def write(place: Path) -> None:
    (place / "model.bin").write_text("whole")


def test_it_is_made_once_and_found_again(chosen: Path) -> None:
    made: list[Path] = []

    def make(place: Path) -> None:
        made.append(place)
        write(place)

    for _ in range(2):
        found = prepared("weights", make)
        assert found == chosen / "weights"
        assert (found / "model.bin").read_text() == "whole"
    assert len(made) == 1


def test_one_that_fails_on_the_way_leaves_nothing(chosen: Path) -> None:
    def fail(place: Path) -> None:
        write(place)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepared("weights", fail)
    assert not [path for path in chosen.iterdir() if path.is_dir()]


def test_what_a_killed_one_left_is_cleared_away_and_never_used(chosen: Path) -> None:
    left = chosen / ".weights-killed" / "weights"
    left.mkdir(parents=True)
    (left / "model.bin").write_text("ha")
    (chosen / ".other-at-work").mkdir()
    assert (prepared("weights", write) / "model.bin").read_text() == "whole"
    assert not left.parent.exists()
    assert (chosen / ".other-at-work").exists()


def test_two_at_once_make_it_once() -> None:
    made: list[Path] = []
    both = threading.Barrier(2)

    def make(place: Path) -> None:
        made.append(place)
        write(place)

    def one() -> None:
        both.wait()
        prepared("weights", make)

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_where_nothing_may_be_written_a_temporary_folder_serves(
    chosen: Path, tmp_path: Path
) -> None:
    chosen.write_text("a file stands where the folder should be")
    found = prepared("weights", write)
    assert found.parent.parent == tmp_path / "temporary"
    assert found.parent.stat().st_mode & 0o777 == 0o700
    assert prepared("weights", lambda _place: pytest.fail("made again")) == found


def test_a_folder_that_everybody_may_write_is_passed_over(chosen: Path) -> None:
    (chosen / "weights").mkdir(parents=True)
    (chosen / "weights" / "model.bin").write_text("a stranger's")
    chosen.chmod(0o777)
    assert (prepared("weights", write) / "model.bin").read_text() == "whole"


def test_a_folder_of_somebody_else_is_passed_over(
    chosen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen.mkdir()
    somebody = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: somebody)
    if os.getuid() == 0 or chosen.stat().st_uid == 0:
        pytest.skip("what root made may be used by everybody")
    with pytest.raises(OSError, match="belongs to somebody else"):
        prepared("weights", write)


def test_nowhere_to_write_says_so_for_every_place(chosen: Path, tmp_path: Path) -> None:
    chosen.write_text("a file")
    (tmp_path / "temporary").write_text("a file too")
    with pytest.raises(OSError, match="chosen.*temporary"):
        prepared("weights", write)


def test_a_user_keeps_it_in_the_users_own_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMMUNITY_VOICE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "mine"))
    assert prepared("weights", write) == tmp_path / "mine" / "community-voice" / "weights"
