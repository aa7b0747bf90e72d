"""A browser without JavaScript: it sends what a page's form holds, and nothing that is disabled."""

import html
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse


class Form(HTMLParser):
    """The fields of one form, by name, as the page holds them."""

    def __init__(self, page: str, form: str = "walk") -> None:
        super().__init__()
        self.form, self.inside, self.disabled = form, False, 0
        self.sent: MultiDict[str, str] = MultiDict()
        self.there: set[str] = set()
        self.buttons: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == self.form
            if self.inside:
                self.attributes = given
        if not self.inside:
            return
        if tag == "fieldset" and ("disabled" in given or self.disabled):
            self.disabled += 1
        name = given.get("name") or ""
        if tag == "button":
            self.buttons.append(given.get("value") or "")
        elif tag in ("input", "select", "textarea") and name:
            self.there.add(name)
        if self.disabled or "disabled" in given:
            return
        if tag == "input":
            is_box = given.get("type") in ("radio", "checkbox")
            if given.get("type") not in ("file",) and (not is_box or "checked" in given):
                self.sent.add(name, given.get("value") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.sent.add(self._select, given.get("value") or "")
        elif tag == "textarea":
            self._area = name
            self.sent.add(name, "")

    def handle_data(self, data: str) -> None:
        if self._area:
            words = self.sent[self._area] + data
            self.sent[self._area] = words

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "fieldset" and self.disabled:
            self.disabled -= 1
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            if self._area:
                self.sent[self._area] = self.sent[self._area].removeprefix("\n")
            self._area = ""


class Browser:
    """Walks a survey by its own forms."""

    def __init__(
        self, client: FlaskClient, address: str, lang: str = "en", start: bool = True
    ) -> None:
        self.client, self.address = client, address
        self.page: TestResponse
        if start:
            self.page = client.post(address, data={"lang": lang, "go": "start"})

    @property
    def text(self) -> str:
        """Return the page's HTML."""
        return self.page.text

    @property
    def words(self) -> str:
        """Return the page's words, without its markup."""
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", self.text)))

    @property
    def form(self) -> Form:
        """Return the form of the page at hand."""
        return Form(self.text)

    @property
    def at(self) -> str:
        """Return the page's name."""
        return self.form.sent.get("at", "")

    def press(self, go: str, typed: Mapping[str, Any] | None = None, **others: Any) -> TestResponse:
        """Fill fields in by name (without the q-), and press a button."""
        form = self.form.sent.copy()
        for name, value in (typed or {}).items():
            form.setlist(f"q-{name}", value if isinstance(value, list) else [value])
        form["go"] = go
        for name, value in others.items():
            form[name] = value
        self.page = self.client.post(self.address, data=form)
        return self.page

    def asks(self, name: str) -> bool:
        """Say whether the page shows this field, ready to be filled in."""
        return name in {f"{each}" for each in Open(self.text).names}


class Open(Form):
    """The names of fields that can be filled in: those that are not disabled."""

    names: set[str]

    def __init__(self, page: str) -> None:
        self.names = set()
        super().__init__(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        name = dict(attrs).get("name") or ""
        if self.inside and not self.disabled and name.startswith("q-"):
            self.names.add(name.removeprefix("q-"))
