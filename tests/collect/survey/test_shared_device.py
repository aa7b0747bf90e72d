"""A kiosk's pages: its mode is stored, no PIN is offered, and once sent nothing opens again."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.store import Engagement, EntryLink, Response, Testimony
from tests.collect.survey.conftest import SLUG, Walker


@pytest.fixture
def kiosk(session: Session, engagement: Engagement) -> str:
    link = EntryLink(
        engagement_id=engagement.id, code="KSKS2345", kind="site", name="Hall", is_kiosk=True
    )
    session.add(link)
    session.commit()
    return link.code


def begin(client: FlaskClient, code: str) -> Walker:
    walker = Walker(client)
    walker.post({"lang": "en", "go": "start", "link": code, "kiosk": "1"})
    return walker


def test_it_begins_with_a_large_button_and_the_languages(client: FlaskClient, kiosk: str) -> None:
    page = client.get(f"/{SLUG}/kiosk/{kiosk}").text
    assert 'class="large"' in page
    assert page.count("hreflang=") == 4
    assert "It is cleared after each person" in page
    # Without the script that clears the device nobody begins.
    assert 'value="start" hidden>' in page
    assert "You need JavaScript" in page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "http-equiv" not in page
    chosen = client.get(f"/{SLUG}/kiosk/{kiosk}?lang=es").text
    assert '<noscript><meta http-equiv="refresh"' in chosen


@pytest.mark.parametrize("code", ["NNNN2222", "x"])
def test_an_address_that_is_no_kiosk_is_not_found(
    client: FlaskClient, kiosk: str, code: str
) -> None:
    assert client.get(f"/{SLUG}/kiosk/{code}").status_code == 404


def test_an_ordinary_link_makes_no_kiosk(client: FlaskClient, session: Session, kiosk: str) -> None:
    session.query(EntryLink).one().is_kiosk = False
    session.commit()
    assert 'id="kiosk"' not in begin(client, kiosk).page.text


def test_every_page_can_be_cleared_and_offers_nothing_for_later(
    client: FlaskClient, session: Session, kiosk: str
) -> None:
    home = f'/{SLUG}/kiosk/{kiosk}"'
    walker = begin(client, kiosk)
    walker.press("next")
    pages = [walker.page, walker.press("review", what_happened="Loud words"), walker.press("send")]
    for page in pages:
        assert f'id="clear" href="{home}' in page.text
        assert f'id="leave" href="{home}' in page.text
        assert "later" not in page.text
        assert "All surveys" not in page.text
    assert 'id="pin"' not in pages[-1].text
    assert "<svg viewBox" in pages[-1].text
    assert "http-equiv" in pages[-1].text
    assert session.query(Response).one().mode == "kiosk"
    assert session.query(Testimony).one().mode == "kiosk"


def test_what_was_sent_does_not_open_again_and_a_retry_gets_its_receipt(
    client: FlaskClient, session: Session, kiosk: str
) -> None:
    walker = begin(client, kiosk)
    walker.press("next")
    walker.press("review", what_happened="Loud words")
    form = walker.hidden()
    assert "Your receipt" in walker.post({**form, "go": "send"}).text
    assert "Your receipt" in walker.post({**form, "go": "send"}).text
    for go in ("back", "review", "section:hard_moment"):
        page = walker.post({**form, "go": go})
        assert page.status_code == 409
        assert "Loud words" not in page.text
    assert session.query(Response).count() == 1


def test_nothing_is_saved_for_later_there(
    client: FlaskClient, session: Session, kiosk: str
) -> None:
    walker = begin(client, kiosk)
    assert walker.press("save").status_code == 200
    assert "Saved, not sent" not in walker.page.text
