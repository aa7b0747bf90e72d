"""Messages need a language to be in."""

from collections.abc import Iterator

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def in_the_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
