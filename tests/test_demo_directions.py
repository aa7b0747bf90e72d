"""What the demo says at its start holds where it runs."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from community_voice.demo.commands import directions
from community_voice.demo.hosting import HOST_EMAIL
from community_voice.demo.making import EMAIL


def test_the_hint_to_check_a_brief_names_the_instance_of_this_demo(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "instance_path", str(tmp_path / "another demo"))
    monkeypatch.chdir(tmp_path)
    told = directions(session, 8000, {EMAIL: "one", HOST_EMAIL: "two"})
    assert "INSTANCE='another demo' .venv/bin/flask" in told
