"""A run whose texts a cluster encodes finds the same, and says in words what a cluster cannot."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from analysis import distribute
from analysis.encoders import ENCODERS, Vectors
from analysis.encoders.encoder import unit_rows
from analysis.progress import Progress, silent
from community_voice.config import load_settings
from community_voice.errors import DomainError
from community_voice.store import Embedding
from community_voice.study.runs import encoding
from community_voice.study.runs.encoding import CLUSTER_PROBLEMS
from community_voice.study.words import CLUSTER_MISSING, PROBLEMS
from tests.study.conftest import run_now
from tests.study.speaking import Speaking

distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

WORDS = ("ambulance", "hours", "interpreter", "mother", "police", "street", "speak", "came")
threads: list[str] = []


@dataclass(frozen=True)
class Counting:
    """An encoder that counts words, and notes where it does."""

    name: str = "counting"
    version: str = "1"
    dimensions: int = len(WORDS)
    whole_corpus: bool = False

    def available(self) -> bool:
        return True

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        threads.append(threading.current_thread().name)
        return unit_rows(np.asarray([[1.0 + text.count(word) for word in WORDS] for text in texts]))


@pytest.fixture(autouse=True)
def an_encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(ENCODERS, "counting", Counting)
    monkeypatch.setattr(encoding, "BATCH", 8)
    for kept in (distribute.engine, distribute.fingerprint):
        kept.cache_clear()
    threads.clear()
    yield
    for kept in (distribute.engine, distribute.fingerprint):
        kept.cache_clear()


@pytest.fixture
def address() -> Iterator[str]:
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        dashboard_address=None,
    ) as cluster:
        yield cluster.scheduler_address


def test_a_run_over_a_cluster_finds_the_same(
    app: Flask,
    session: Session,
    speaking: Speaking,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speaking.say_all([f"The ambulance came to {number} street late." for number in range(40)])
    here = run_now(session, speaking, encoder="counting")
    kept = session.scalar(select(func.count()).select_from(Embedding))
    assert set(threads) == {threading.current_thread().name}
    session.execute(delete(Embedding))
    threads.clear()
    monkeypatch.setitem(app.config, "ANALYSIS_SCHEDULER", address)
    spread = run_now(session, speaking, encoder="counting")
    assert any(name != threading.current_thread().name for name in threads), "no worker encoded"
    assert len(threads) > 5, "the work was not cut into batches"
    assert spread.result_digest == here.result_digest != ""
    assert session.scalar(select(func.count()).select_from(Embedding)) == kept


def test_an_encoder_that_reads_all_texts_stays_on_this_machine(
    app: Flask, session: Session, speaking: Speaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "ANALYSIS_SCHEDULER", "tcp://127.0.0.1:1")
    assert run_now(session, speaking).result_digest


def test_a_cluster_that_does_not_answer_is_said_in_words(
    app: Flask, session: Session, speaking: Speaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distribute, "SECONDS_TO_CONNECT", 1)
    monkeypatch.setitem(app.config, "ANALYSIS_SCHEDULER", "tcp://127.0.0.1:1")
    with pytest.raises(DomainError) as raised:
        run_now(session, speaking, encoder="counting")
    assert str(raised.value) == CLUSTER_MISSING


@pytest.mark.parametrize("error", [distribute.ClusterDiffers, distribute.ClusterFailed])
def test_what_a_cluster_cannot_do_is_said_in_words(
    app: Flask,
    session: Session,
    speaking: Speaking,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
) -> None:
    def fails(*_parts: Any) -> Vectors:
        raise error("in the middle")

    monkeypatch.setattr(distribute.SpreadEncoder, "encode", fails)
    monkeypatch.setitem(app.config, "ANALYSIS_SCHEDULER", "tcp://127.0.0.1:1")
    with pytest.raises(DomainError) as raised:
        run_now(session, speaking, encoder="counting")
    assert str(raised.value) == CLUSTER_PROBLEMS[error]


def test_what_a_worker_says_of_a_cluster_is_translated_for_its_readers(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert [str(PROBLEMS[text]) for text in CLUSTER_PROBLEMS.values()] == list(
            CLUSTER_PROBLEMS.values()
        )


def test_the_address_is_a_setting(tmp_path: Any) -> None:
    given = load_settings({"ANALYSIS_SCHEDULER": " tls://scheduler:8786 "}, tmp_path)
    assert given["ANALYSIS_SCHEDULER"] == "tls://scheduler:8786"
    assert load_settings({}, tmp_path)["ANALYSIS_SCHEDULER"] == ""
