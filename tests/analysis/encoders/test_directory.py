"""A model in a directory of the user; the package is a stand-in, as it is an optional extra."""

import importlib.machinery
import importlib.metadata
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from analysis.encoders import EncoderMissing, directory, encoder_named


class StandIn:
    """Says of a text how long it is; remembers how it was loaded."""

    loaded: list[dict[str, Any]] = []

    def __init__(self, place: str, **how: Any) -> None:
        self.loaded.append({"place": place, **how})

    def get_sentence_embedding_dimension(self) -> int:
        return 2

    def encode(self, texts: list[str], **_how: Any) -> Any:
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    stand_in = ModuleType("sentence_transformers")
    stand_in.SentenceTransformer = StandIn  # type: ignore[attr-defined]
    stand_in.__spec__ = importlib.machinery.ModuleSpec("sentence_transformers", None)
    monkeypatch.setitem(sys.modules, "sentence_transformers", stand_in)
    monkeypatch.setattr(importlib.metadata, "version", lambda _name: "5.0")
    StandIn.loaded.clear()
    directory.loaded.cache_clear()
    directory.checksum.cache_clear()
    yield
    directory.loaded.cache_clear()
    directory.checksum.cache_clear()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "modules.json").write_text("[]")
    (tmp_path / "model.safetensors").write_text("weights")
    return tmp_path


@pytest.mark.usefixtures("package")
def test_a_directory_with_a_model_encodes(place: Path) -> None:
    encoder = encoder_named(f"sentence-transformers:{place}")
    texts = ["four", "", "seventy-three", "\x00", "\ud800"]
    seen: list[tuple[int, int]] = []
    vectors = encoder.encode(texts, lambda done, total: seen.append((done, total)))
    lengths = np.array([[4, 1], [0, 0], [13, 1], [0, 0], [1, 1]])
    expected = lengths / np.maximum(np.linalg.norm(lengths, axis=1, keepdims=True), 1e-9)
    assert np.allclose(vectors, expected)
    assert vectors.dtype == np.float32
    assert seen == [(3, 3)]
    assert encoder.encode([]).shape == (0, encoder.dimensions)


@pytest.mark.usefixtures("package")
def test_nothing_is_downloaded_and_no_code_of_the_directory_runs(place: Path) -> None:
    encoder = encoder_named(f"sentence-transformers:{place}")
    encoder.encode(["one"])
    encoder.encode(["two"])
    assert StandIn.loaded == [
        {
            "place": str(place),
            "device": "cpu",
            "local_files_only": True,
            "trust_remote_code": False,
        }
    ]


@pytest.mark.usefixtures("package")
def test_the_version_changes_with_any_file_of_the_model(place: Path) -> None:
    encoder = encoder_named(f"sentence-transformers:{place}")
    before = encoder.version
    assert before.startswith("5.0-")
    assert before == encoder_named(encoder.name).version
    (place / "model.safetensors").write_text("other weights")
    directory.checksum.cache_clear()
    assert encoder.version != before


@pytest.mark.usefixtures("package")
def test_a_directory_without_a_model_is_refused(tmp_path: Path) -> None:
    for wrong in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(EncoderMissing, match="there is no model of sentence-transformers"):
            encoder_named(f"sentence-transformers:{wrong}")


def test_without_the_package_it_is_refused_with_its_name(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(EncoderMissing, match="package sentence-transformers is not installed"):
        encoder_named(f"sentence-transformers:{place}")
    alone = directory.ModelDirectory(str(place))
    assert alone.version == "absent"
    with pytest.raises(EncoderMissing):
        alone.encode(["hello"])
