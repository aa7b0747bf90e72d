"""The pages that a device keeps: open surveys alone, in each language, with nobody's words."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.collect.builder.surveys import new_version
from community_voice.instruments.definition import publish
from community_voice.store import Engagement, ListeningSession, Partner, Version
from tests.collect.survey.browser import Form
from tests.collect.survey.made import SLUG, publish_survey, question, section

SHELL = f"/{SLUG}/offline/"


def test_the_shell_lists_each_open_survey_in_each_language(
    client: FlaskClient, version: Version
) -> None:
    answer = client.get(f"{SHELL}?lang=es")
    assert 'lang="es"' in answer.text
    forms = re.findall(r'data-form="([^"]+)"', answer.text)
    assert forms == [f"{SHELL}form/{version.id}/{tag}" for tag in ("es", "en")], "its own first"
    for form in forms:
        assert client.get(form).status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy
    assert "Set-Cookie" not in answer.headers


def test_a_closed_survey_has_no_form_and_what_waits_can_still_be_sent(
    client: FlaskClient, version: Version, session: Session
) -> None:
    session.get_one(Engagement, version.survey.engagement_id).state = "closed"
    session.commit()
    answer = client.get(SHELL)
    assert answer.status_code == 200
    assert "data-entries=" in answer.text
    assert client.get(f"{SHELL}form/{version.id}/en").status_code == 404


@pytest.mark.parametrize(
    "end", ["form/99999/en", f"form/{2**70}/en", "form/{id}/fr", "form/{id}/%00", "form/x/en"]
)
def test_no_form_but_those_listed(client: FlaskClient, version: Version, end: str) -> None:
    assert client.get(SHELL + end.format(id=version.id)).status_code == 404
    assert client.get("/nowhere/offline/").status_code == 404


def test_an_earlier_version_s_address_leads_to_the_form_of_now(
    client: FlaskClient, version: Version, session: Session
) -> None:
    newer = new_version(session, version.survey)
    publish(session, newer)
    session.commit()
    answer = client.get(f"{SHELL}form/{version.id}/es?kiosk=1&link=abc&slug=x&_external=1")
    assert (answer.status_code, answer.location) == (
        302,
        f"{SHELL}form/{newer.id}/es?kiosk=1&link=abc",
    )
    assert client.get(f"{SHELL}form/{version.id}/fr").status_code == 404


def test_the_form_sends_nothing_by_itself(client: FlaskClient, version: Version) -> None:
    page = client.get(f"{SHELL}form/{version.id}/en").text
    form = Form(page)
    assert form.attributes["method"] == "dialog"
    assert "action" not in form.attributes
    assert form.attributes["data-version"] == str(version.id)
    assert len(form.attributes["data-key"] or "") == 88
    assert "988" in page
    # What depends on an answer is there, and not sent while it is not asked for.
    assert "q-why" in form.there
    assert "q-why" not in form.sent
    assert "submission" not in page


def test_the_app_s_name_tells_nobody_anything(client: FlaskClient, session: Session) -> None:
    publish_survey(session, section("all", question("one")))
    shown = client.get(f"{SHELL}manifest.webmanifest?lang=en")
    assert shown.mimetype == "application/manifest+json"
    assert (shown.get_json(force=True)["name"], shown.get_json(force=True)["scope"]) == (
        "Forms",
        SHELL,
    )
    assert "Elm" not in shown.text


def test_the_worker_names_files_that_are_all_there(client: FlaskClient) -> None:
    answer = client.get("/offline/sw.js")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert "no-store" in answer.headers["Cache-Control"]
    files = re.findall(r'"(/static/[^"]+)"', answer.text.partition("\n")[0])
    assert len(files) > 5
    assert {client.get(each).status_code for each in files} == {200}


def test_a_host_is_shown_what_is_theirs(
    staff_client: Callable[[str], FlaskClient], session: Session, partner: Partner
) -> None:
    other = Partner(engagement=partner.engagement, name="Somebody else")
    for owner, title in ((partner, "Ours by the lake"), (other, "Not for them")):
        session.add(
            ListeningSession(engagement_id=partner.engagement_id, partner=owner, title=title)
        )
    session.commit()
    page = staff_client("host").get("/host/offline/").text
    assert 'id="outbox"' in page
    assert "Not for them" not in page
    assert ("Ours by the lake" in page) == ("data-page=" in page)
