"""What a team takes into the field: a host, an open session, a stack of printed forms."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from community_voice.collect.paper.form_numbers import make_number
from community_voice.extensions import db
from community_voice.staff.roles import HOST
from community_voice.staff.service import create_account
from community_voice.store import (
    Engagement,
    ListeningSession,
    PaperCopy,
    PaperStack,
    Partner,
    PartnerHost,
    PrintRun,
    Question,
    Response,
    SessionNote,
    Survey,
    Version,
)
from community_voice.store.columns import today
from community_voice.store.database import begin_writing
from community_voice.store.secrets import keyed_digest
from tests.journeys.conftest import SLUG

ONCE_MORE_OR_OPEN = (
    "() => document.getElementById('outbox-open').hidden"
    " || document.activeElement.id === 'passphrase-again'"
)
PASSWORD, PASSPHRASE = "river-lantern-orchard", "quiet-heron-bridge"


@dataclass(frozen=True)
class FieldWork:
    """A host's account, session and stack."""

    email: str
    account_id: int
    session_id: int
    stack_id: int
    numbers: dict[str, list[str]]

    @property
    def vault(self) -> str:
        """Return the name of the host's vault."""
        return f"host-{self.account_id}"


def prepare(app: Flask, email: str, name: str, copies: int = 1) -> FieldWork:
    """Make a partner's host with an open session and a stack of copies in two languages."""
    with app.app_context():
        session = db.session()
        begin_writing(session)
        engagement = session.scalars(select(Engagement).where(Engagement.slug == SLUG)).one()
        surveys = select(Version).join(Survey).where(Survey.engagement_id == engagement.id)
        version = session.scalars(surveys.order_by(Version.id)).first()
        assert version is not None
        partner = Partner(engagement=engagement, name=name)
        account = create_account(session, email, "Rosa Vega", HOST, PASSWORD)
        session.add(partner)
        session.flush()
        session.add(PartnerHost(account_id=account.id, partner_id=partner.id))
        held = ListeningSession(
            engagement_id=engagement.id,
            partner=partner,
            title="Evening circle",
            languages=["es", "ar"],
            held_on=today(),
            state="open",
        )
        stack = PaperStack(
            version=version, partner=partner, name="Box 1", language="en", forms=2 * copies
        )
        session.add_all([held, stack])
        numbers = {tag: _print(version, partner, tag, copies) for tag in ("en", "ar")}
        session.flush()
        made = FieldWork(email, account.id, held.id, stack.id, numbers)
        session.commit()
        db.session.remove()
    return made


def _print(version: Version, partner: Partner, tag: str, copies: int) -> list[str]:
    run = PrintRun(
        version=version, partner=partner, language=tag, copies=copies, receipts_from=today()
    )
    numbers = [make_number() for _ in range(copies)]
    db.session.add(run)
    for number in numbers:
        copy = PaperCopy(run=run, number=number, receipt_hash=keyed_digest("receipt", number))
        db.session.add(copy)
    return numbers


def sign_in(page: Page, url: str, email: str) -> None:
    """Sign in, where nobody is signed in."""
    page.goto(f"{url}/staff/sign-in?lang=en")
    if "sign-in" not in page.url:
        return
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)


def unlock(page: Page, passphrase: str = PASSPHRASE) -> None:
    """Give the passphrase of the host's vault."""
    # The page's scripts are modules: a press before they have run would go unheard.
    page.wait_for_load_state("networkidle")
    page.locator("#passphrase").fill(passphrase)
    page.locator("#outbox-open button").click()
    page.wait_for_function(ONCE_MORE_OR_OPEN, timeout=90_000)
    again = page.locator("#passphrase-again")
    # The first time on a device: then it is asked for twice.
    if again.is_visible():
        again.fill(passphrase)
        page.locator("#outbox-open button").click()
    # Making a key of a passphrase takes long on purpose, and longer beside other work.
    page.locator("#outbox-open").wait_for(state="hidden", timeout=90_000)


def enqueue(page: Page, vault: str, items: list[dict[str, Any]]) -> list[str]:
    """Put items into the host's vault, as the pages of notes and paper do."""
    told: list[str] = page.evaluate(
        """async ([name, passphrase, items]) => {
          const { openVault } = await import("/static/offline/vault.js");
          const vault = await openVault(name, passphrase);
          const told = [];
          for (const item of items) told.push(await vault.enqueue(item));
          return told;
        }""",
        [vault, PASSPHRASE, items],
    )
    return told


def stored_answers(receipt_hash: str) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return what is stored under a receipt: of the response, and its answers by question."""
    query = select(Response).where(Response.receipt_hash == receipt_hash)
    response = db.session.scalars(query).one()
    codes = dict(db.session.execute(select(Question.id, Question.code)).tuples().all())
    answers: dict[str, list[Any]] = {}
    for answer in sorted(response.answers, key=lambda answer: answer.position):
        said: Any = answer.value
        if answer.choice is not None:
            said = answer.choice.code
        elif answer.number is not None:
            said = int(answer.number)
        elif answer.testimony is not None:
            said = answer.testimony.text
        answers.setdefault(codes[answer.question_id], []).append(said)
    about = {
        "language": response.language,
        "consent": response.consent,
        "mode": response.mode,
        "late": response.is_late,
    }
    return about, answers


def stored_notes(session_id: int) -> dict[str, dict[str, Any]]:
    """Return the notes of a session by their ids."""
    query = select(SessionNote).where(SessionNote.session_id == session_id)
    return {
        note.id: {
            "id": note.id,
            "position": note.position,
            "speaker": note.speaker,
            "form": note.form,
            "language": note.language,
            "question": note.question_id,
            "consent": note.consent,
            "text": note.text,
            "revision": note.revision,
            "deleted": note.is_deleted,
        }
        for note in db.session.scalars(query)
    }
