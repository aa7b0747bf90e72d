"""Save and finish later: sealed by a code, once sent gone, and never a word in the open."""

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.answering import saved
from community_voice.store import Engagement, Response, SavedDraft
from community_voice.store.columns import today
from tests.collect.survey.browser import Browser
from tests.collect.survey.conftest import SLUG, Walker, receipt_on

WORDS = "unmistakable-quince-7f3a"


def keep(walker: Walker, words: str = WORDS) -> str:
    """Write something, save it, and return the code."""
    walker.press("next")
    walker.press("later", what_happened=words)
    assert "Save and finish later?" in walker.page.text
    page = walker.post({**walker.hidden(), "go": "save"}).text
    found = re.search(r'id="saved-code"><bdi dir="ltr">([^<]+)<', page)
    assert found, page
    return found[1]


def resume(client: FlaskClient, code: str, go: str = "open") -> Browser:
    browser = Browser(client, f"/{SLUG}/survey", start=False)
    browser.page = client.post(f"/{SLUG}/later", data={"lang": "en", "go": go, "code": code})
    return browser


def drafts(session: Session) -> list[SavedDraft]:
    session.expire_all()
    return session.query(SavedDraft).all()


def test_nothing_is_kept_before_somebody_says_so(walker: Walker, session: Session) -> None:
    walker.press("next")
    page = walker.press("later", what_happened=WORDS).text
    assert drafts(session) == []
    assert "Do others use this phone" in page
    walker.press("section:hard_moment")
    assert WORDS in walker.page.text


def test_a_draft_opens_where_it_was_left_and_is_sent_once(
    client: FlaskClient, session: Session, walker: Walker
) -> None:
    code = keep(walker)
    browser = resume(client, f" {code.lower()} ")
    assert browser.at == "hard_moment"
    assert WORDS in browser.text
    browser.press("review")
    form = {**browser.form.sent.to_dict(), "go": "send"}
    receipt = receipt_on(client.post(f"/{SLUG}/survey", data=form).text)
    assert drafts(session) == []
    # The page that was left open elsewhere sends the same answers: the same receipt, once.
    walker.press("review")
    assert receipt_on(walker.press("send").text) == receipt
    assert session.query(Response).count() == 1
    assert resume(client, code).page.status_code == 404


def test_only_the_code_opens_it(session: Session, walker: Walker) -> None:
    code = keep(walker)
    (draft,) = drafts(session)
    read = saved.read_draft_code(code)
    assert read and len(read) >= 16
    assert WORDS.encode() not in draft.sealed
    assert read not in draft.code_digest.upper()
    assert (len(draft.sealed) - saved.NONCE_BYTES - 16) % saved.PADDED_TO == 0
    other = saved.make_draft_code()
    assert saved._unlock(other, draft.engagement_id, draft.sealed) is None
    assert saved._unlock(read, draft.engagement_id + 1, draft.sealed) is None
    assert draft.expires_on == today() + dt.timedelta(days=14)


def test_saving_again_replaces_what_is_under_the_code(
    client: FlaskClient, session: Session, walker: Walker
) -> None:
    code = keep(walker)
    browser = resume(client, code)
    asked = browser.press("later", {"what_happened": "newer words"}).text
    assert code in asked
    browser.press("save")
    assert code in browser.text
    assert len(drafts(session)) == 1
    assert "newer words" in resume(client, code).text


def test_a_page_sent_again_saves_once_and_sending_leaves_no_copy(
    client: FlaskClient, session: Session, walker: Walker
) -> None:
    walker.press("next")
    walker.press("later", what_happened=WORDS)
    asked = walker.hidden()
    codes = {
        re.findall(r'id="saved-code"><bdi dir="ltr">([^<]+)<', page)[0]
        for page in (walker.post({**asked, "go": "save"}).text for _time in range(2))
    }
    assert (len(codes), len(drafts(session))) == (1, 1)
    # Back on the page that asked: whoever goes on and sends has sent all that is kept.
    walker.post({**asked, "go": "review"})
    walker.press("send")
    assert (session.query(Response).count(), drafts(session)) == (1, [])


def test_what_another_device_saved_since_is_not_written_over(
    client: FlaskClient, session: Session, walker: Walker
) -> None:
    code = keep(walker)
    newer, older = resume(client, code), resume(client, code)
    newer.press("later", {"what_happened": "newer words"})
    newer.press("save")
    asked = older.press("later", {"what_happened": "older words"}).text
    assert code not in asked, "nothing is replaced"
    older.press("save")
    own = re.search(r'id="saved-code"><bdi dir="ltr">([^<]+)<', older.text)
    assert own
    assert own[1] != code
    assert 'id="other">Other answers were saved under your first code since.' in older.text
    assert code in older.text
    assert "newer words" in resume(client, code).text
    assert "older words" in resume(client, own[1]).text
    # Sending the older ones leaves the newer ones where they are.
    older.press("review")
    older.press("send")
    assert "newer words" in resume(client, code).text
    assert resume(client, own[1]).page.status_code == 404


def test_what_is_saved_after_another_device_sent_is_said_and_can_be_sent_too(
    client: FlaskClient, session: Session, walker: Walker
) -> None:
    code = keep(walker)
    first, second = resume(client, code), resume(client, code)
    first.press("review")
    first.press("send")
    second.press("later", {"what_happened": "written later"})
    assert second.page.status_code == 409
    assert "You have sent other answers before" in second.words
    assert "written later" in second.words
    assert drafts(session) == []


def test_it_is_deleted_when_somebody_asks(
    client: FlaskClient, session: Session, walker: Walker
) -> None:
    code = keep(walker)
    asked = resume(client, code, "delete")
    assert len(drafts(session)) == 1
    assert "Delete what you saved?" in asked.text
    assert "deleted" in resume(client, code, "delete-surely").text
    assert drafts(session) == []
    assert resume(client, code).page.status_code == 404


def test_what_is_too_old_is_gone(
    client: FlaskClient, session: Session, walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = keep(walker)
    monkeypatch.setattr(saved, "today", lambda: today() + dt.timedelta(days=15))
    assert resume(client, code).page.status_code == 404
    assert drafts(session) == []


@pytest.mark.parametrize("typed", ["2222-2222-2222-2222", "x" * 5000, "\x00"])
def test_a_code_that_opens_nothing_is_said_plainly(
    client: FlaskClient, engagement: Engagement, typed: str
) -> None:
    page = resume(client, typed).page
    assert page.status_code == 404
    assert "Nothing is saved under this code." in page.text
    assert "Your code, please" in resume(client, " ").page.text


def test_a_survey_that_closed_meanwhile_shows_the_words(
    client: FlaskClient, session: Session, engagement: Engagement, walker: Walker
) -> None:
    code = keep(walker)
    engagement.state = "closed"
    session.commit()
    page = resume(client, code).page
    assert page.status_code == 409
    assert WORDS in page.text
    assert "closed" in page.text


def test_another_engagement_opens_nothing(
    client: FlaskClient, session: Session, walker: Walker
) -> None:
    code = keep(walker)
    answer = client.post("/hill-road/later", data={"code": code, "go": "open"})
    assert answer.status_code == 404


def test_guesses_are_braked(
    client: FlaskClient, engagement: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    from community_voice.collect.survey import later_routes  # noqa: PLC0415

    monkeypatch.setattr(later_routes, "brake", lambda name: name == "saved")
    assert resume(client, "2222-2222-2222-2222").page.status_code == 429


def test_what_we_keep_lists_it(client: FlaskClient) -> None:
    page = client.get("/what-we-keep?lang=en").text
    for said in ("Save and finish later", "after 14 days", "A code works once", "shared device"):
        assert said in page
