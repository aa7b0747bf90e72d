"""One visit to a survey: whose it is, where its forms go, and how its pages are shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from community_voice.answering.greeting import Greeting
from community_voice.answering.instrument import Instrument
from community_voice.answering.lost_words import find_words
from community_voice.answering.offered import Named
from community_voice.answering.state import DESK, KIOSK, LINK, Answers
from community_voice.store import Engagement, Version

Answer = str | tuple[str, int]


@dataclass(frozen=True)
class Visit:
    """Whose survey is walked, where its forms go, and whether anything may be stored."""

    session: Session
    engagement: Engagement
    greeting: Greeting
    version: Version
    address: str
    named: Named = field(default_factory=Named)
    is_preview: bool = False
    # A question's code -> the address of its words read aloud, where there is a recording.
    sounds: Callable[[], dict[str, str]] = dict
    # How its person came here: see answering/state.py.
    through: Mapping[str, str] = field(default_factory=dict)

    @property
    def kiosk(self) -> str:
        """Return the address at which the next person on a shared device begins; "" elsewhere."""
        if KIOSK not in self.through:
            return ""
        code = self.through.get(LINK, "")
        return url_for("entrance.kiosk", slug=self.engagement.slug, code=code)

    @property
    def desk(self) -> str:
        """Return the address at which somebody fills in for the next person; "" elsewhere."""
        pages = {"host": "assisted.index", "staff": "assisted_room.index"}
        endpoint = pages.get(self.through.get(DESK, ""))
        slug = self.engagement.slug if endpoint == "assisted_room.index" else None
        return url_for(endpoint, slug=slug) if endpoint else ""

    def show(self, template: str, **context: object) -> str:
        """Render a page of the walk."""
        return render_template(
            template,
            greeting=self.greeting,
            address=self.address,
            is_preview=self.is_preview,
            kiosk=self.kiosk,
            desk=self.desk,
            **self._with_pictures(),
            **context,
        )

    def _with_pictures(self) -> dict[str, int]:
        """Name the version whose pictures may be fetched: a draft's are nobody's yet."""
        return {"version_id": self.version.id} if self.version.published_on else {}


def show_lost(visit: Visit, reason: str, instrument: Instrument | None, answers: Answers) -> str:
    """Say why the survey cannot go on from here, and keep every word visible."""
    words = find_words(instrument, answers, request.form)
    return visit.show("survey/lost.html", reason=reason, words_typed=words)
