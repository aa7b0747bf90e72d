"""How much may come from one address, and what an address is."""

import logging

import pytest
from flask import Flask

from community_voice.answering.flood import limit
from community_voice.answering.flood.limit import Counts, Limit, address_of_request, brake, may_send


@pytest.fixture(autouse=True)
def nothing_counted(app: Flask) -> None:
    app.extensions.pop(limit.EXTENSION, None)


def test_what_waits_a_little_may_go_on() -> None:
    moment = [0.0]
    counts = Counts(lambda: moment[0])
    asked = [counts.is_too_much("send", "a", Limit(3, 60)) for _ in range(6)]
    assert asked == [False, False, False, True, True, True]
    assert not counts.is_too_much("send", "b", Limit(3, 60))
    assert not counts.is_too_much("code", "a", Limit(3, 60))
    moment[0] = 61.0
    assert not counts.is_too_much("send", "a", Limit(3, 60))


def test_the_key_is_another_each_day_and_no_address_is_kept() -> None:
    moment = [0.0]
    counts = Counts(lambda: moment[0])
    counts.is_too_much("send", "203.0.113.7", Limit(3, 60))
    before = counts._key
    assert "203.0.113.7" not in repr(counts._times)
    moment[0] = limit.DAY + 1.0
    counts.is_too_much("send", "198.51.100.1", Limit(3, 60))
    assert counts._key != before
    assert len(counts._times) == 1


def test_the_number_of_addresses_in_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "MOST_KEYS", 10)
    counts = Counts()
    for number in range(50):
        counts.is_too_much("send", str(number), Limit(3, 60))
    assert len(counts._times) == 10


@pytest.mark.parametrize(
    ("proxies", "peer", "header", "address"),
    [
        (0, "203.0.113.7", "198.51.100.9", "203.0.113.7"),
        (0, "127.0.0.1", "198.51.100.9", ""),
        (1, "127.0.0.1", "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        (2, "10.0.0.1", "198.51.100.9, 203.0.113.7, 10.0.0.3", "203.0.113.7"),
        (2, "10.0.0.1", "203.0.113.7", ""),
        (1, "127.0.0.1", "<script>", ""),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "::ffff:203.0.113.7", "", "203.0.113.7"),
    ],
    ids=["direct", "own-server", "one", "two", "too-few", "no-address", "ipv6", "mapped"],
)
def test_a_header_is_believed_only_where_it_was_said_to_be(
    app: Flask, proxies: int, peer: str, header: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_PROXIES", proxies)
    headers = {"X-Forwarded-For": header} if header else {}
    with app.test_request_context(headers=headers, environ_base={"REMOTE_ADDR": peer}):
        assert address_of_request() == address


def test_fifty_people_behind_one_address_are_far_below_the_limit(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.7"}):
            assert all(may_send() for _ in range(300))
            assert not may_send()
        with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.8"}):
            assert may_send()
    assert "203.0.113" not in caplog.text


def test_guessing_a_code_is_braked(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.7"}):
        tries = [brake("saved") for _ in range(70)]
        assert tries == [False] * 60 + [True] * 10
        assert not brake("receipt")
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        assert not any(brake("saved") for _ in range(600)), (
            "many may stand behind what we cannot tell"
        )
        assert brake("saved")
