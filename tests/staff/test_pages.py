"""The home finds engagements and counts people as people; the log can be paged and searched."""

import secrets
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.staff.audit import record_act
from community_voice.staff.pages import LOG_PAGE, home_rows, log_page, responses_by_unit
from community_voice.store import (
    Account,
    Engagement,
    EngagementWording,
    Response,
    Survey,
    Version,
)

Browser = Callable[[str], FlaskClient]


def engagement(session: Session, slug: str, **titles: str) -> Engagement:
    made = Engagement(slug=slug, host=f"Host of {slug}", languages=["en", "ar"])
    made.wordings = [
        EngagementWording(path="title", language=tag, text=text) for tag, text in titles.items()
    ]
    session.add(made)
    session.flush()
    return made


def answer(session: Session, engagement: Engagement, unit: str, count: int) -> None:
    version = Version(survey=Survey(engagement=engagement, slug=unit))
    session.add(version)
    session.flush()
    for _ in range(count):
        session.add(
            Response(
                engagement_id=engagement.id,
                version_id=version.id,
                submission_id=secrets.token_hex(16),
                content_digest="0",
                unit=unit,
                language="en",
            )
        )
    session.flush()


def test_people_and_comments_are_never_added_up(session: Session) -> None:
    river, hill = engagement(session, "river"), engagement(session, "hill")
    answer(session, river, "people", 3)
    answer(session, river, "comments", 5)
    answer(session, hill, "comments", 2)
    assert responses_by_unit(session) == {
        river.id: {"people": 3, "comments": 5},
        hill.id: {"comments": 2},
    }


def test_an_engagement_is_found_by_any_of_its_names(session: Session) -> None:
    engagement(session, "river", en="When you need help", ar="عندما تحتاج")
    engagement(session, "hill", en="Winter shelter")
    asked = {"": 2, "NEED": 1, "عندما": 1, "hill": 1, "host of": 2, "%": 0, "nothing": 0}
    assert {words: len(home_rows(session, words)) for words in asked} == asked


def test_the_home_shows_hostile_names_as_text(session: Session, staff_client: Browser) -> None:
    engagement(session, "river", en='<script>alert("1")</script>\u202e')
    page = staff_client("analyst").get("/staff/?q=<script>").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_odd_searches_are_answered(staff_client: Browser) -> None:
    browser = staff_client("administrator")
    for words in ("%00", "%ED%A0%80", "'", "%25", "x" * 2000):
        for page in ("/staff/", "/staff/audit"):
            assert browser.get(f"{page}?q={words}").status_code == 200
    for before in ("x", "-1", "0", "99999999999999999999"):
        assert browser.get(f"/staff/audit?before={before}").status_code == 200


def test_the_log_is_read_page_by_page_without_gap_or_repeat(
    session: Session, analyst: Account
) -> None:
    for number in range(LOG_PAGE + 20):
        record_act(session, "theme.rename", str(number), actor=analyst)
    first = log_page(session, "theme.rename", None)
    second = log_page(session, "theme.rename", first.older)
    read = [entry.subject for entry in [*first.entries, *second.entries]]
    assert read == [str(number) for number in reversed(range(LOG_PAGE + 20))]
    assert second.older is None


def test_the_log_is_searched_by_act_thing_and_person(session: Session, analyst: Account) -> None:
    record_act(session, "theme.rename", "river", actor=analyst)
    record_act(session, "import", "100% hill")
    found = {words: len(log_page(session, words, None).entries) for words in ("RIVER", "0%", "_")}
    assert found == {"RIVER": 1, "0%": 1, "_": 0}
    assert any(entry.subject == "river" for entry in log_page(session, "Noor", None).entries)


def test_an_act_that_brings_words_shows_its_day_alone(
    session: Session, staff_client: Browser, analyst: Account
) -> None:
    entry = record_act(session, "import", "river", actor=analyst, brings_words=True)
    page = staff_client("administrator").get("/staff/audit?q=river").text
    assert f'datetime="{entry.day.isoformat()}"' in page
    assert page.count("<time ") == 1
