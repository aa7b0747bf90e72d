"""Only staff pass, and only with the role a page asks for."""

from collections.abc import Callable

from flask.testing import FlaskClient

Browser = Callable[[str], FlaskClient]


def test_nobody_signed_in_is_sent_to_the_sign_in_page(client: FlaskClient) -> None:
    answer = client.get("/staff/")
    assert answer.status_code == 302
    assert answer.location == "/staff/sign-in?next=/staff/"


def test_every_role_sees_the_home(staff_client: Browser) -> None:
    for role in ("analyst", "administrator"):
        assert staff_client(role).get("/staff/").status_code == 200
