"""The database itself holds who may be put in other words, and that two people did it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from community_voice.store import Account, Paraphrase, Response, Testimony
from tests.study.speaking import start_engagement


def account(session: Session, name: str) -> Account:
    made = Account(email=f"{name}@example.org", name=name, fs_uniquifier=name * 4)
    session.add(made)
    session.flush()
    return made


def laid_over(testimony: Testimony, author: Account, **about: object) -> Paraphrase:
    told: dict[str, object] = {
        "testimony_id": testimony.id,
        "consent": testimony.consent,
        "verbatim": testimony.verbatim,
        "start": 0,
        "end": 5,
        "text": "Somebody was hurt.",
        "author_id": author.id,
        "author_name": author.name,
    }
    return Paraphrase(**(told | about))


def said(session: Session, consent: str) -> Testimony:
    speaking = start_engagement(session)
    for other in ("counted", "quoted"):
        speaking.say("Somebody else's words.", consent=other)
    response = speaking.say("They hurt me and went away.", consent=consent)
    return session.query(Testimony).filter_by(response_id=response.id).one()


@pytest.mark.parametrize("consent", ["paraphrased", "quoted", "quoted_with_place"])
def test_who_allowed_other_words_can_be_told_in_them(session: Session, consent: str) -> None:
    row = laid_over(said(session, consent), account(session, "Ana"))
    session.add(row)
    session.flush()
    assert row.approved_by_id is None
    assert "hurt" not in repr(row)


@pytest.mark.parametrize(
    ("consent", "about"),
    [
        ("counted", {}),
        # A consent that the person never gave is refused too.
        ("counted", {"consent": "paraphrased"}),
        ("paraphrased", {"consent": "quoted"}),
        ("paraphrased", {"text": ""}),
        ("paraphrased", {"author_name": ""}),
        ("paraphrased", {"start": 5}),
    ],
)
def test_what_nobody_allowed_is_refused(
    session: Session, consent: str, about: dict[str, object]
) -> None:
    row = laid_over(said(session, consent), account(session, "Ana"), **about)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.add(row)


def test_nobody_approves_their_own_words(session: Session) -> None:
    author, reader = account(session, "Ana"), account(session, "Min")
    row = laid_over(said(session, "paraphrased"), author)
    session.add(row)
    session.flush()
    with pytest.raises(DBAPIError), session.begin_nested():
        row.approved_by_id = author.id
        session.flush()
    row.approved_by_id = reader.id
    session.flush()


def test_one_passage_has_one_paraphrase(session: Session) -> None:
    testimony, author = said(session, "paraphrased"), account(session, "Ana")
    session.add(laid_over(testimony, author))
    session.flush()
    session.add(laid_over(testimony, author, start=1))
    session.flush()
    with pytest.raises(DBAPIError), session.begin_nested():
        session.add(laid_over(testimony, author))


def test_it_goes_with_the_words_that_it_is_laid_over(session: Session) -> None:
    testimony, author = said(session, "paraphrased"), account(session, "Ana")
    session.add(laid_over(testimony, author))
    session.flush()
    gone = {"person": session.get_one(Response, testimony.response_id).id}
    session.execute(text("DELETE FROM response WHERE id = :person"), gone)
    assert session.scalar(text("SELECT count(*) FROM paraphrase")) == 0


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE paraphrase SET text = 'Nobody was hurt.'", "never edited"),
        ("UPDATE paraphrase SET author_name = 'Min'", "never edited"),
        ("UPDATE paraphrase SET approved_by_id = NULL", "approval is never changed"),
    ],
)
def test_words_and_their_approval_are_never_edited(
    session: Session, statement: str, why: str
) -> None:
    testimony, author = said(session, "paraphrased"), account(session, "Ana")
    row = laid_over(testimony, author)
    session.add(row)
    session.flush()
    row.approved_by_id = account(session, "Min").id
    session.flush()
    with pytest.raises(DBAPIError, match=why), session.begin_nested():
        session.execute(text(statement))
