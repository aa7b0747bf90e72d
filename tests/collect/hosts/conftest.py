"""A signed-in administrator and a signed-in host of Lakeside Day Center."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def staff(staff_client: Browser) -> FlaskClient:
    """Return an administrator's browser."""
    return staff_client("administrator")


@pytest.fixture
def mine(staff_client: Browser) -> FlaskClient:
    """Return a host's browser."""
    return staff_client("host")
