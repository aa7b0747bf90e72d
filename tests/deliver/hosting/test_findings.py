"""After sending, a host sees the release's own figures, the findings, and may dissent in print."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community_voice.deliver.brief.plain import as_text
from community_voice.deliver.hosting.dissents import hide_or_show
from community_voice.errors import NotFound
from community_voice.release.digest import seal_of
from community_voice.store import (
    AnalysisRun,
    AuditEntry,
    Brief,
    Claim,
    Dissent,
    ListeningSession,
    Partner,
    Release,
    ReleaseCell,
    ReleaseTheme,
)
from community_voice.store.columns import now, today
from community_voice.store.partner import dissents_of
from community_voice.store.triggers import remove_triggers
from tests.conftest import make_partner

Browser = Callable[[str], FlaskClient]
NOT_SHOWN = "not shown: too few to show without pointing at someone"
SURE = {"sure": "1"}
WORDS = "We do not see it so.\n\n  The line was <b>longer</b>."


@pytest.fixture
def release(partner: Partner, session: Session) -> Release:
    """Return a frozen release with figures of two partners, and its draft brief."""
    engagement_id = partner.engagement_id
    other = make_partner(session, "lakeside", "Hill Library")
    session.add(sent_session(partner))
    run = AnalysisRun(engagement_id=engagement_id, state="done")
    session.add(run)
    session.flush()
    told = {"theme": "Long waits", "n": "91", "of": "124"}
    made = Release(
        engagement_id=engagement_id,
        run_id=run.id,
        dimensions=["language", "partner"],
        frozen_on=today(),
        cells=[
            cell(0, 124),
            cell(1, 91, theme="t1"),
            cell(2, 37, value=partner.id),
            cell(3, None, theme="t1", value=partner.id),
            cell(4, 71, value=other.id),
            cell(5, 68, theme="t1", value=other.id),
        ],
        themes=[ReleaseTheme(code="t1", position=0, name="Long waits")],
        claims=[
            claim(0, "finding", "finding_people", told, "“Long waits”: 91 people of 124."),
            claim(1, "finding", "finding_people", told, "Unverified.", verified=False),
            claim(2, "method", "setting", {}, "A setting."),
        ],
    )
    session.add(made)
    session.flush()
    made.digest = seal_of(made)
    session.add(Brief(release_id=made.id))
    session.flush()
    made.state, made.finished_at = "done", now()
    session.flush()
    return made


def sent_session(partner: Partner) -> ListeningSession:
    return ListeningSession(
        engagement_id=partner.engagement_id,
        partner_id=partner.id,
        title="Thursday",
        state="sent",
        sent_on=today(),
    )


def cell(
    position: int, n: int | None, theme: str | None = None, value: int | None = None
) -> ReleaseCell:
    key = "people" if theme is None and value is None else f"people|{theme}|{value}"
    dimension = "partner" if value is not None else None
    of = str(value) if value is not None else None
    return ReleaseCell(
        key=key, position=position, unit="people", theme=theme, dimension=dimension, value=of, n=n
    )


def claim(
    position: int,
    section: str,
    template: str,
    values: dict[str, str],
    text: str,
    verified: bool = True,
) -> Claim:
    return Claim(
        code=f"{section}-{position}",
        position=position,
        section=section,
        template=template,
        text=text,
        values=values,
        sources=["theme:t1"],
        verified=verified,
    )


@pytest.fixture
def mine(staff_client: Browser) -> FlaskClient:
    return staff_client("host")


def dissents(session: Session) -> list[Dissent]:
    return list(session.scalars(select(Dissent)))


def test_a_host_sees_its_own_figures_and_no_other_partner_s(
    release: Release, mine: FlaskClient
) -> None:
    page = mine.get("/host/findings").text
    own = page.split("Who spoke in your sessions")[1].split("What the findings say")[0]
    assert "37" in own
    table, _, beside = own.partition("</table>")
    assert NOT_SHOWN not in table, "it is said once, not in a row for each theme"
    assert f"{NOT_SHOWN} (1)" in beside and "<bdi>Long waits</bdi>" in beside
    for theirs in ("71", "68", "Hill Library"):
        assert theirs not in own


def test_the_findings_are_shown_before_the_brief_is_approved_and_marked(
    release: Release, mine: FlaskClient, session: Session
) -> None:
    page = mine.get("/host/findings").text
    told = page.split("What the findings say")[1]
    assert "<bdi>Long waits</bdi>" in told
    assert "“Long waits”: 91 people of 124." in told
    assert "Unverified" not in page
    assert "A setting" not in page
    assert "Nobody has approved this yet" in page
    brief = session.scalars(select(Brief)).one()
    brief.state, brief.approver_name, brief.approved_at = "approved", "Ana", now()
    session.flush()
    assert "Nobody has approved this yet" not in mine.get("/host/findings").text


def test_sentences_stand_in_the_host_s_language(release: Release, mine: FlaskClient) -> None:
    page = mine.get("/host/findings?lang=es").text
    assert "“Long waits”: personas, 91 de 124." in page
    assert "no se muestra: muy pocos" in page
    assert NOT_SHOWN not in page


def test_what_does_not_match_its_seal_is_not_shown(
    release: Release, mine: FlaskClient, session: Session
) -> None:
    remove_triggers(session.connection())
    release.cells[1].n = 12345
    session.flush()
    page = mine.get("/host/findings").text
    assert "does not match the seal" in page
    assert "Long waits" not in page


def test_a_partner_s_own_words_are_kept_to_the_letter_changed_and_taken_back(
    release: Release, mine: FlaskClient, session: Session, partner: Partner
) -> None:
    here = f"/host/findings/{release.id}/dissent"
    mine.post(here, data={"text": WORDS.replace("\n", "\r\n"), "language": "en", **SURE})
    [kept] = dissents_of(session, release.id)
    assert (kept.text, kept.partner_name, kept.language) == (WORDS, partner.name, "en")
    shown = mine.get("/host/findings").text
    assert "The line was &lt;b&gt;longer&lt;/b&gt;." in shown
    mine.post(here, data={"text": "لا نتفق", "language": "ar", **SURE})
    assert [each.text for each in dissents(session)] == ["لا نتفق"]
    assert 'lang="ar" dir="rtl"' in mine.get("/host/findings").text
    assert "لا نتفق" in mine.get(f"{here}/take-back").text, "it asks first"
    assert len(dissents(session)) == 1
    mine.post(f"{here}/take-back")
    assert dissents(session) == []
    acts = list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert acts[-3:] == ["dissent.write", "dissent.write", "dissent.take_back"]
    assert not [
        each for each in session.scalars(select(AuditEntry)) if "line was" in str(each.detail)
    ]


def test_words_of_a_colleague_are_not_written_over_unseen(
    release: Release, mine: FlaskClient, session: Session
) -> None:
    here = f"/host/findings/{release.id}/dissent"
    opened = seen_on(mine.get(here).text)
    mine.post(here, data={"text": "The colleague's", "language": "en", "seen": opened, **SURE})
    page = mine.post(here, data={"text": "The older", "language": "en", "seen": opened, **SURE})
    assert page.status_code == 409
    assert "The colleague&#39;s" in page.text
    assert "The older" in page.text
    assert [each.text for each in dissents(session)] == ["The colleague's"]
    both = {"text": "Both", "language": "en", "seen": seen_on(page.text), **SURE}
    mine.post(here, data=both)
    assert [each.text for each in dissents(session)] == ["Both"]


def test_words_are_seen_as_they_will_be_printed_before_they_are(
    release: Release, mine: FlaskClient, session: Session, partner: Partner
) -> None:
    here = f"/host/findings/{release.id}/dissent"
    said = {"text": 'We say "no".\nTwice.', "language": "en", "seen": ""}
    page = mine.post(here, data=said).text
    assert f"<bdi>{partner.name}</bdi>" in page
    assert '<p lang="en" dir="auto">Twice.</p>' in page
    assert 'value="We say &#34;no&#34;.\nTwice."' in page
    assert dissents(session) == []
    again = mine.post(here, data={**said, "go": "change"}).text
    assert "Twice.</textarea>" in again


def seen_on(page: str) -> str:
    return page.partition('name="seen" value="')[2].partition('"')[0]


@pytest.mark.parametrize(
    "said",
    [
        {"text": "  ", "language": "en"},
        {"text": "x" * 10_001, "language": "en"},
        {"text": "a\x00b", "language": "en"},
        {"text": "We differ", "language": "xx"},
    ],
)
def test_words_that_cannot_be_kept_are_said_and_stay_typed(
    release: Release, mine: FlaskClient, session: Session, said: dict[str, str]
) -> None:
    page = mine.post(f"/host/findings/{release.id}/dissent", data=said)
    assert page.status_code == 422
    assert said["text"].replace("\x00", "")[:9] in page.text.replace("\x00", "")
    assert dissents(session) == []


def test_each_partner_has_words_of_its_own(
    release: Release, mine: FlaskClient, session: Session
) -> None:
    beside = session.scalars(select(Partner).where(Partner.name == "Hill Library")).one()
    session.add(
        Dissent(
            release_id=release.id,
            partner_id=beside.id,
            partner_name=beside.name,
            text="Theirs",
            language="en",
        )
    )
    session.flush()
    assert "Theirs" not in mine.get("/host/findings").text
    mine.post(f"/host/findings/{release.id}/dissent/take-back")
    assert [each.text for each in dissents(session)] == ["Theirs"]
    names = [each.partner_name for each in dissents_of(session, release.id)]
    assert names == ["Hill Library"]


def test_a_release_that_is_not_frozen_is_not_there(
    release: Release, mine: FlaskClient, session: Session
) -> None:
    remove_triggers(session.connection())
    release.state = "failed"
    session.flush()
    assert "Nothing is counted yet" in mine.get("/host/findings").text
    assert mine.get(f"/host/findings/{release.id}/dissent").status_code == 404


def test_a_release_without_partners_says_so(
    release: Release, mine: FlaskClient, session: Session
) -> None:
    remove_triggers(session.connection())
    for each in release.cells:
        each.dimension = each.dimension and "language"
    release.digest = seal_of(release)
    session.flush()
    page = mine.get("/host/findings").text
    assert "does not count by organization" in page
    assert "<td>" not in page


def test_staff_hide_words_and_the_brief_and_the_partner_are_told(
    release: Release,
    mine: FlaskClient,
    session: Session,
    partner: Partner,
    staff_client: Browser,
) -> None:
    brief = session.scalars(select(Brief)).one()
    brief.state, brief.approver_name, brief.approved_at = "approved", "Ana", now()
    here = f"/host/findings/{release.id}/dissent"
    mine.post(here, data={"text": "Maria of flat 4 said this", "language": "en", **SURE})
    [kept] = dissents(session)
    public, told = "/lakeside/brief/", "Staff hid the words of 1 partner."
    staff, room = staff_client("administrator"), "/staff/lakeside/brief"
    assert "Hide these words" in staff.get(room).text
    staff.post(f"{room}/dissents", data={"dissent": kept.id, "go": "hide"})
    page = mine.get(public).text
    assert "Maria" not in page
    assert told in page
    assert "Maria" not in as_text(brief, dissents=dissents_of(session, release.id))
    assert "Staff hid your words." in mine.get("/host/findings").text
    assert "Show it again" in staff.get(room).text
    mine.post(f"{here}/take-back")
    assert told not in mine.get(public).text
    mine.post(here, data={"text": "Maria again", "language": "en", **SURE})
    assert "Maria" not in mine.get(public).text, "what staff hid stays hidden"
    staff.post(f"{room}/dissents", data={"dissent": kept.id, "go": "show"})
    assert "Maria again" in mine.get(public).text
    partner.active = False
    session.flush()
    page = staff_client("analyst").get(public).text
    assert "Maria" not in page
    assert told in page
    acts = list(session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("dissent.%"))))
    assert {"dissent.hide", "dissent.show"} <= set(acts)


def test_words_that_were_taken_back_meanwhile_are_not_there_to_be_hidden(
    release: Release, mine: FlaskClient, session: Session
) -> None:
    here = f"/host/findings/{release.id}/dissent"
    mine.post(here, data={"text": WORDS, "language": "en", **SURE})
    (kept,) = dissents(session)
    gone = delete(Dissent).where(Dissent.id == kept.id)
    session.execute(gone, execution_options={"synchronize_session": False})
    with pytest.raises(NotFound):
        hide_or_show(session, release.engagement, kept.id, is_hidden=True)


def test_who_brought_in_nothing_writes_nothing_beside_the_brief(
    release: Release, mine: FlaskClient, session: Session
) -> None:
    session.query(ListeningSession).delete()
    assert "for those who held a session" in mine.get("/host/findings").text
    answer = mine.post(
        f"/host/findings/{release.id}/dissent", data={"text": "Mine", "language": "en", **SURE}
    )
    assert answer.status_code == 422
    assert "Mine" in answer.text
    assert dissents(session) == []
