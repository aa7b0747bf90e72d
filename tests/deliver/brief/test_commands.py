"""`flask brief` lists, prints and verifies, and its exit status can be trusted."""

import pytest
from flask import Flask

from community_voice.store import Brief
from tests.deliver.brief.conftest import Tamper


def test_it_says_how_much_matches_and_exits_with_0(app: Flask, brief: Brief) -> None:
    result = app.test_cli_runner().invoke(args=["brief", "verify", str(brief.id)])
    assert result.exit_code == 0, result.output
    assert "6 quotes match the record" in result.output
    assert "judgement" in result.output


def test_it_names_what_fails_and_exits_with_1(app: Flask, brief: Brief, tamper: Tamper) -> None:
    tamper("UPDATE release_cell SET n = n + 1 WHERE key = 'people|language=es'")
    result = app.test_cli_runner().invoke(args=["brief", "verify", str(brief.id)])
    assert result.exit_code == 1
    assert "cell people|language=es: expected 57, found 58" in result.output


@pytest.mark.parametrize("command", ["verify", "show"])
def test_a_missing_brief_is_one_clear_line(app: Flask, brief: Brief, command: str) -> None:
    result = app.test_cli_runner().invoke(args=["brief", command, str(brief.id + 1)])
    assert result.exit_code == 1
    assert "There is no brief" in result.output


def test_it_prints_every_sentence_and_quote(app: Flask, brief: Brief) -> None:
    result = app.test_cli_runner().invoke(args=["brief", "show", str(brief.id)])
    assert result.exit_code == 0
    assert "DRAFT" in result.output
    for claim in brief.release.claims:
        # What holds for every finding is said once.
        is_once = claim.template == "no_difference"
        assert (claim.text if is_once else f"{claim.text} [{claim.code}]") in result.output
    for quote in brief.release.quotes:
        assert quote.text in result.output


def test_it_lists_briefs(app: Flask, brief: Brief) -> None:
    result = app.test_cli_runner().invoke(args=["brief", "list"])
    assert f"{brief.id}\triver-street\tdraft" in result.output
