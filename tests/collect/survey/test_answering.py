"""Page by page: back and forth without loss, and mistakes told plainly."""

import html
import re

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.answering.state import begin, seal, unseal
from community_voice.store import Engagement, Response
from tests.collect.survey.conftest import Walker, publish_version


def problems(page: TestResponse) -> list[tuple[str, str]]:
    """Return what the summary at the top links to, and says."""
    summary = page.text.partition('id="problems"')[2].partition("</div>")[0]
    return re.findall(r'<a href="#([^"]+)">.*?</a>: (.*?)</li>', summary, re.DOTALL)


def area(page: TestResponse, name: str) -> str:
    """Return a text area's content as a browser reads it."""
    raw = page.text.partition(f'<textarea id="q-{name}"')[2].partition(">")[2]
    return html.unescape(raw.partition("</textarea>")[0]).removeprefix("\n")


def test_going_back_keeps_even_what_is_wrong(walker: Walker) -> None:
    walker.press("next")
    walker.press("back", what_happened="\n\nfirst line kept " + "x" * 20_100)
    assert walker.hidden()["at"] == "about_help"
    page = walker.press("next")
    assert area(page, "what_happened") == "\n\nfirst line kept " + "x" * 20_100
    assert not problems(page), "nobody is scolded for coming back to a page"


def test_a_text_too_long_is_shown_whole_with_how_much_too_long(walker: Walker) -> None:
    walker.press("next")
    text = "é" * 20_003
    page = walker.press("next", what_happened=text)
    assert page.status_code == 422
    assert problems(page) == [
        ("q-what_happened", "This is 3 characters too long. Please shorten it.")
    ]
    assert area(page, "what_happened") == text
    assert "maxlength" not in page.text, "a browser would cut a pasted text without a word"
    assert 'aria-invalid="true"' in page.text
    assert 'aria-describedby="q-what_happened-help q-what_happened-error"' in page.text


def test_a_mistake_in_each_part_is_linked_to_its_own_field(walker: Walker) -> None:
    page = walker.press("next", times_needed="a few", which_fit="nonsense")
    assert [link for link, _message in problems(page)] == ["q-which_fit", "q-times_needed"]
    assert all(f'id="{link}"' in page.text for link, _message in problems(page))
    page = walker.press("next", times_needed="2")
    page = walker.press("next", **{"who_first__1": "peer", "who_first__3": "peer"})
    assert [link for link, _message in problems(page)] == ["q-who_first-3"]


@pytest.mark.parametrize("text", ["\x00nul", "a\x00"])
def test_what_cannot_be_kept_is_told_and_shown(walker: Walker, session: Session, text: str) -> None:
    walker.press("next")
    page = walker.press("next", what_happened=text)
    assert page.status_code == 422
    assert area(page, "what_happened") == text.replace("\x00", "\ufffd")
    walker.press("back", what_happened=text)
    assert walker.press("send").status_code == 422, "nor can it be sent by another way"
    assert session.query(Response).count() == 0


@pytest.mark.parametrize(
    "body", [b"%ff%fe", b"%ed%a0%80", b"\xff\xfe raw bytes", b"%", b"=&=&&;", b"q-what_happened"]
)
def test_bytes_that_are_not_text_never_break_anything(walker: Walker, body: bytes) -> None:
    walker.press("next")
    state = walker.hidden()["state"].encode()
    page = walker.client.post(
        f"/{walker.slug}/survey",
        data=b"at=hard_moment&go=next&state=" + state + b"&q-what_happened=" + body,
        content_type="application/x-www-form-urlencoded",
    )
    assert page.status_code in (200, 400, 422)


def test_any_page_can_be_changed_from_the_review(walker: Walker) -> None:
    walker.press("review", times_needed="4")
    assert walker.hidden()["at"] == "review"
    walker.press("section:trust_and_worries")
    assert walker.hidden()["at"] == "trust_and_worries"
    page = walker.press("review", trust_911="5")
    assert walker.hidden()["at"] == "review"
    assert "5 – Full trust" in page.text
    assert re.search(r"<dd>\s*4\s*</dd>", page.text)


def test_the_way_to_the_review_leads_by_what_must_be_mended(walker: Walker) -> None:
    walker.press("next")
    walker.press("back", what_happened="x" * 20_001)
    page = walker.press("review")
    assert walker.hidden()["at"] == "hard_moment"
    assert len(problems(page)) == 1


def test_an_answer_can_be_taken_back_by_emptying_it(walker: Walker) -> None:
    walker.press("next", which_fit="live_here", times_needed="4")
    walker.press("back")
    walker.press("next")
    filling = unseal(walker.hidden()["state"])
    assert filling
    assert "about_help" not in walker.hidden()["at"]
    assert filling.answers == {}


def test_changing_the_language_keeps_everything_and_scolds_nobody(walker: Walker) -> None:
    page = walker.post(
        {**walker.hidden(), "q-times_needed": "a few", "q-which_fit": "live_here", "speak": "ar"}
    )
    assert page.status_code == 200
    assert '<html lang="ar" dir="rtl">' in page.text
    assert walker.hidden()["lang"] == "ar"
    assert 'value="a few"' in page.text
    assert re.search(r'value="live_here"[^>]* checked', page.text)


def test_unknown_buttons_and_pages_do_nothing(walker: Walker) -> None:
    for hidden in ({"at": "nowhere"}, {"go": "explode"}, {"go": "section:nowhere"}, {"at": ""}):
        page = walker.post({**walker.hidden(), "go": "stay", **hidden})
        assert page.status_code == 200
        assert walker.hidden()["at"] == "about_help"


def test_a_question_that_is_marked_must_be_answered(
    walker: Walker, session: Session, engagement: Engagement
) -> None:
    publish_version(session, engagement, number=2)
    new = Walker(walker.client)
    page = new.press("next", one="   ")
    assert page.status_code == 422
    assert problems(page) == [("q-one", "This one question needs an answer before you can go on.")]
    assert new.press("send").status_code == 422
    assert new.press("next", one="yes").status_code == 200
    assert new.press("send").status_code == 200


@pytest.mark.parametrize("go", ["next", "send", "keep", "review", "back"])
def test_a_changed_field_keeps_the_words_in_sight(
    walker: Walker, session: Session, go: str
) -> None:
    walker.press("next", which_fit__other="carried words 我很害怕")
    broken = walker.hidden()["state"][:-4] + "AAAA"
    page = walker.post(
        {"state": broken, "at": "hard_moment", "go": go, "q-what_happened": "fear <b>"}
    )
    assert page.status_code == 400
    assert "fear &lt;b&gt;" in page.text
    assert "carried words 我很害怕" in page.text
    assert 'value="start"' in page.text
    assert session.query(Response).count() == 0


def test_a_state_of_another_engagement_is_not_taken(
    walker: Walker, session: Session, engagement: Engagement
) -> None:
    other = Walker(walker.client, slug="hill-road")
    page = walker.post({**other.hidden(), "go": "send"})
    assert page.status_code == 400
    assert walker.post({"state": seal(begin(999_999)), "go": "send"}).status_code == 400
    assert session.query(Response).count() == 0


def test_a_survey_that_closes_meanwhile_shows_every_word_back(
    walker: Walker, session: Session, engagement: Engagement
) -> None:
    walker.press("next", which_fit__other="我很害怕")
    sent = Walker(walker.client)
    sent.press("review")
    send = {**sent.hidden(), "go": "send"}
    sent.post(send)
    engagement.state = "closed"
    session.commit()
    page = walker.press("next", what_happened="two words", **{"who_first__1": "peer"})
    assert page.status_code == 409
    assert "two words" in page.text
    assert "我很害怕" in page.text
    assert ">peer<" not in page.text
    assert sent.post(send).status_code == 200, "who was in time can still see the receipt"
