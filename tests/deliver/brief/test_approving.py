"""Approving asks for a name until it gets one."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from community_voice.store import Brief

Browser = Callable[[str], FlaskClient]
APPROVE = "/staff/river-street/brief/approve"


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_what_is_no_name_leads_back_to_the_form(
    staff_client: Browser, brief: Brief, name: str
) -> None:
    answer = staff_client("analyst").post(APPROVE, data={"name": name})
    assert answer.status_code == 400
    assert 'id="name-error">Write the name' in answer.text
    assert f'value="{name}" aria-invalid="true" aria-describedby="name-error"' in answer.text
    assert brief.state == "draft"
