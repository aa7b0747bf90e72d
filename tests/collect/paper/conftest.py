"""A partner whose engagement has the survey, beside another partner's, and two hosts who type."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.store import Account, PaperCopy, PaperStack, Partner, PrintRun, Version
from tests.collect.paper.made import publish_survey
from tests.conftest import make_host, make_partner, signed_in_browser

Typed = dict[str, Any]


@pytest.fixture
def version(session: Session, partner: Partner) -> Version:
    """Return the published survey, with noise: another partner's, in another engagement."""
    partner.engagement.host = "City of Riverton"
    partner.engagement.local_line = "555-0100"
    other = make_partner(session, "hillside", "Hillside Library")
    publish_survey(session, other.engagement)
    made = publish_survey(session, partner.engagement)
    session.commit()
    return made


@dataclass
class Desk:
    """One host at work, who presses what the pages offer."""

    browser: FlaskClient
    account: Account
    session: Session
    version: Version

    def print(self, copies: int = 1, lang: str = "en") -> TestResponse:
        """Print copies."""
        form = {"what": f"{self.version.id}:{lang}", "copies": str(copies), "day": "2099-01-15"}
        return self.browser.post("/host/paper/print", data=form)

    def numbers(self, copies: int = 1, lang: str = "en") -> list[str]:
        """Print copies, and return their numbers."""
        known = set(self.session.scalars(select(PaperCopy.number)))
        assert self.print(copies, lang).status_code == 200
        return sorted(set(self.session.scalars(select(PaperCopy.number))) - known)

    def stack(self, forms: int = 5, times: int = 1, name: str = "Monday") -> PaperStack:
        """Make a stack."""
        what = f"{self.version.id}:en"
        form = {"name": name, "what": what, "forms": str(forms), "times": str(times)}
        answer = self.browser.post("/host/paper/new", data=form)
        assert answer.status_code == 302, answer.text
        stack_id = int((answer.location or "").rsplit("/", 1)[1])
        return self.session.get_one(PaperStack, stack_id)

    def open(self, stack: PaperStack, number: str) -> TestResponse:
        """Type a form's number."""
        return self.browser.get(f"/host/paper/{stack.id}/enter", query_string={"number": number})

    def type(self, stack: PaperStack, number: str, typed: Typed, **more: str) -> TestResponse:
        """Type a form and save it; whatever is odd stands so on the paper."""
        form = {**typed, **more, "number": number, "go": "save"}
        answer = self.browser.post(f"/host/paper/{stack.id}/enter", data=form)
        if answer.status_code == 422 and 'name="seen"' in answer.text:
            seen = answer.text.partition('name="seen" value="')[2].partition('"')[0]
            form["seen"] = seen
            answer = self.browser.post(f"/host/paper/{stack.id}/enter", data=form)
        return answer

    def send(self, stack: PaperStack, number: str, typed: Typed) -> TestResponse:
        """Send a form that was typed without a network."""
        fields = [[name, value] for name, value in typed.items()]
        body = {"number": number, "turn": 1, "fields": fields}
        return self.browser.post(f"/host/paper/{stack.id}/entries", json=body)


SignIn = Callable[[str], Desk]


@pytest.fixture
def sign_in(app: Flask, session: Session, partner: Partner, version: Version) -> SignIn:
    """Return a function from an address to a host of the partner at work."""

    def start(email: str) -> Desk:
        account = make_host(session, partner, email)
        return Desk(signed_in_browser(app, account), account, session, version)

    return start


@pytest.fixture
def desk(sign_in: SignIn) -> Desk:
    """Return the first host at work."""
    return sign_in("first@example.org")


@pytest.fixture
def second(sign_in: SignIn) -> Desk:
    """Return another host of the same partner."""
    return sign_in("second@example.org")


def run_of(session: Session) -> PrintRun:
    """Return the one run that was printed."""
    return session.scalars(select(PrintRun)).one()
