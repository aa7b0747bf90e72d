"""A draft whose settings have another shape than their readers count on is not published."""

from typing import Any, cast

import pytest
from flask import Flask

from community_voice.collect.builder.findings import stops_of
from community_voice.instruments.definition import Definition
from community_voice.instruments.setting_shapes import definition_faults
from community_voice.instruments.template import TEMPLATES, load_template


def survey(kind: str, **settings: Any) -> Definition:
    asked = {"code": "q", "type": kind, "label": {"en": "Q?"}, "settings": settings}
    section = {"code": "s", "title": {"en": "S"}, "questions": [asked]}
    made = {"source_language": "en", "languages": ["en"], "sections": [section]}
    return cast(Definition, made)


@pytest.mark.parametrize("settings", [{"max": "abc"}, {"limits": 5}, {"decimals": 0.5}])
def test_a_setting_of_another_shape_stops_publishing(app: Flask, settings: dict[str, Any]) -> None:
    with app.test_request_context("/?lang=en"):
        assert [stop.code for stop in stops_of(survey("number", **settings)) if stop.stops] == ["q"]
        assert not [stop for stop in stops_of(survey("number", max=2.5)) if stop.stops]


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_has_one(name: str) -> None:
    assert not list(definition_faults(cast(Definition, load_template(name))))
