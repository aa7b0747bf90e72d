"""A brief is a draft until somebody approves it in their name; then everyone can read it."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.deliver.brief.checking import check_brief
from community_voice.store import AuditEntry, Brief
from tests.deliver.brief.conftest import Tamper
from tests.release.ready import Ready, make_ready

Browser = Callable[[str], FlaskClient]
PUBLIC = "/river-street/brief/"
STAFF = "/staff/river-street/brief"


def test_a_draft_is_for_staff_alone_and_says_so(
    client: FlaskClient, staff_client: Browser, brief: Brief
) -> None:
    assert client.get(PUBLIC).status_code == 404
    assert client.get(STAFF).status_code == 302
    assert client.get(f"{STAFF}/approve").status_code == 302
    page = staff_client("analyst").get(STAFF)
    assert page.status_code == 200
    assert "<strong>Draft</strong>" in page.text
    assert '<body class="brief draft">' in page.text


def test_approving_asks_first_and_puts_a_name_on_it(
    client: FlaskClient, staff_client: Browser, session: Session, brief: Brief
) -> None:
    analyst = staff_client("analyst")
    assert "Your name is printed on it" in analyst.get(f"{STAFF}/approve").text
    assert brief.state == "draft"
    answer = analyst.post(f"{STAFF}/approve", data={"name": "  Noor   Haddad "})
    assert answer.status_code == 302
    page = client.get(PUBLIC)
    assert page.status_code == 200
    assert "Approved by Noor Haddad on" in page.text
    assert "Draft" not in page.text
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.act, entry.subject, entry.detail["name"]) == (
        "brief.approve",
        "river-street",
        "Noor Haddad",
    )


def test_a_name_is_needed_and_nobody_approves_twice(
    staff_client: Browser, client: FlaskClient, brief: Brief
) -> None:
    analyst = staff_client("analyst")
    for name in ("", "   ", "x" * 121):
        assert analyst.post(f"{STAFF}/approve", data={"name": name}).status_code == 400
    assert client.get(PUBLIC).status_code == 404
    assert analyst.post(f"{STAFF}/approve", data={"name": "Noor"}).status_code == 302
    assert analyst.post(f"{STAFF}/approve", data={"name": "Ada"}).status_code == 409
    assert brief.approver_name == "Noor"


def test_a_stranger_cannot_approve(client: FlaskClient, brief: Brief) -> None:
    assert client.post(f"{STAFF}/approve", data={"name": "Mallory"}).status_code == 401
    assert brief.state == "draft"


def test_there_is_no_brief_where_nothing_is_frozen(staff_client: Browser, session: Session) -> None:
    make_ready(session, slug="mill-lane")
    analyst = staff_client("analyst")
    answer = analyst.get("/staff/mill-lane/brief")
    assert answer.status_code == 404
    assert 'href="/staff/mill-lane/release"' in answer.text
    assert analyst.get("/mill-lane/brief/").status_code == 404
    assert analyst.get("/nowhere/brief/").status_code == 404


def test_a_brief_whose_seal_is_broken_is_not_shown(
    staff_client: Browser, brief: Brief, tamper: Tamper
) -> None:
    analyst = staff_client("analyst")
    analyst.post(f"{STAFF}/approve", data={"name": "Noor"})
    tamper("UPDATE release_cell SET n = 90 WHERE key = 'people|language=es'", reseal=False)
    answer = analyst.get(PUBLIC)
    assert answer.status_code == 409
    assert "does not match the seal" in answer.text


def test_every_sentence_leads_to_its_numbers(staff_client: Browser, brief: Brief) -> None:
    html = staff_client("analyst").get(STAFF).text
    wanted = set(re.findall(r'href="#([^"]+)"', html))
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert wanted <= set(ids)
    with_numbers = [c for c in brief.release.claims if c.numbers and c.template != "method"]
    assert with_numbers
    for claim in with_numbers:
        assert f"why-{claim.code}" in wanted
        assert f'id="why-{claim.code}"' in html
    assert html.count('id="why-') == len(with_numbers)


def test_quotes_stand_in_their_own_language(staff_client: Browser, brief: Brief) -> None:
    html = staff_client("analyst").get(f"{STAFF}?lang=ar").text
    assert '<html lang="ar" dir="rtl">' in html
    assert '<p class="message">' in html[: html.index('id="question"')]
    assert '<blockquote lang="es" dir="ltr"' in html
    assert ">Español</span>" in html


def test_sentences_are_in_the_language_of_the_reader(staff_client: Browser, brief: Brief) -> None:
    html = staff_client("analyst").get(f"{STAFF}?lang=es").text
    assert '<span lang="es" dir="ltr" data-told="claim:counted-1"' not in html
    assert "Personas contadas aquí: 124." in html
    assert "people are counted here" not in html
    assert "no se muestra: muy pocos" in html
    assert "Nobody who grew up with this language" in html or "Nadie" in html
    english = staff_client("analyst").get(f"{STAFF}?lang=en").text
    assert "124 people are counted here." in english


def test_hostile_names_and_words_stay_words(
    staff_client: Browser, session: Session, ready: Ready
) -> None:
    attack = "<script>alert(1)</script>{{ 7*7 }}=1+1\u202e"
    ready.name("wait", attack)
    ready.name("wait", attack, "describe")
    quoted = ready.speaking.respond("en", consent="quoted", groups={"age": "old"})
    said = ready.speaking.add_words(quoted, "<img src=x onerror=alert(1)> they said to me")
    ready.code(said, "wait")
    ready.clear(said)
    ready.freeze(question=attack)
    html = staff_client("analyst").get(STAFF).text
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}=1+1" in html
    assert "onclick" not in html
    assert " style=" not in html


def test_words_of_a_language_that_nobody_knows_find_their_own_direction(
    staff_client: Browser, session: Session, ready: Ready
) -> None:
    response = ready.speaking.respond("und", consent="quoted", groups={"age": "old"})
    said = ready.speaking.add_words(response, "انتظرنا طويلاً\r\nولم يأت أحد إلى بيتنا")
    ready.code(said, "wait")
    ready.clear(said)
    brief = ready.freeze()
    html = staff_client("analyst").get(STAFF).text
    assert '<blockquote lang="und" dir="auto"' in html
    assert "language not known" in html
    assert check_brief(session, brief).failures == ()
