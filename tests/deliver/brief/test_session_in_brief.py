"""A listening session all the way into a brief: sessions, voices and mentions, never mixed up."""

from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.listening.incoming import Incoming
from community_voice.collect.listening.late import keep_late
from community_voice.collect.listening.late_acts import add_late, take_late_back
from community_voice.collect.listening.late_reading import late_notes
from community_voice.collect.listening.sending import send_session
from community_voice.deliver.brief.checking import check_brief
from community_voice.deliver.brief.page import BriefPage
from community_voice.deliver.brief.plain import as_text
from community_voice.deliver.brief.routes import render_brief
from community_voice.errors import Conflict
from community_voice.release.candidates import candidates
from community_voice.release.compose import compose
from community_voice.release.digest import seal_of
from community_voice.release.freezing import make_salt, store_content
from community_voice.release.serious import find_passages
from community_voice.store import (
    Brief,
    Contribution,
    Dissent,
    HeardCard,
    ListeningSession,
    Partner,
    Question,
    Quote,
    Response,
    Segment,
    SessionNote,
    Speaker,
    Testimony,
)
from community_voice.store.columns import random_id
from community_voice.store.partner import dissents_of
from community_voice.store.review_state import read_codebook, theme_code
from community_voice.store.triggers import remove_triggers
from tests.release.ready import Crowd, Ready, finish, make_ready, silent
from tests.study.speaking import add_survey

DIMENSIONS = ["group:age", "language", "mode", "partner"]
TONGUES = ("en", "es", "ar")
CROWDS = (Crowd(30, "wait"), Crowd(20, "words", "es", "old"))
VOICES = "people|mode=session"
FACILITATED = "Thank you all for coming, the ambulance is our subject tonight"
SAID = {
    "en": "We waited for the ambulance until the morning",
    "es": "Esperamos la ambulancia hasta la mañana",
    "ar": "انتظرنا سيارة الإسعاف حتى الصباح",
}
NOTED = "Speaker says that nobody interpreted for them at the door"
ROOM = "Several voices said together that the waiting is too long"


@dataclass
class Hosted:
    """An engagement with one sent session of twelve speakers, ready to freeze."""

    ready: Ready
    partner: Partner
    listening: ListeningSession
    typed: list[SessionNote] = field(default_factory=list)
    mentions: int = 0

    @property
    def session(self) -> Session:
        return self.ready.session

    def freeze(self) -> Brief:
        return self.ready.freeze(dimensions=DIMENSIONS)


def hold_a_session(ready: Ready, name: str, speakers: int = 12) -> Hosted:
    """Type, send and analyse a session: two things said and one noted of each, and the room's."""
    session, engagement = ready.session, ready.speaking.engagement
    guide = add_survey(session, engagement, "guide", kind="guide")
    partner = Partner(engagement_id=engagement.id, name=name)
    session.add(partner)
    session.flush()
    listening = ListeningSession(
        engagement_id=engagement.id,
        partner_id=partner.id,
        guide_version_id=guide.version.id,
        state="closed",
    )
    session.add(listening)
    session.flush()
    hosted = Hosted(ready, partner, listening)
    story, wish = guide.questions["story"].id, guide.questions["wish"].id

    def note(speaker: int | None, form: str, text: str, question: int, tongue: str) -> None:
        hosted.typed.append(
            SessionNote(
                id=random_id(),
                session_id=listening.id,
                position=float(len(hosted.typed)),
                speaker=speaker,
                form=form,
                language=tongue,
                question_id=question,
                consent="quoted",
                text=f"{text}, {chr(ord('a') + len(hosted.typed) % 26)}.",
            )
        )

    note(None, "facilitator", FACILITATED, story, "en")
    for number in range(1, speakers + 1):
        tongue = TONGUES[number % len(TONGUES)]
        session.add(
            Speaker(session_id=listening.id, number=number, consent="quoted", language=tongue)
        )
        note(number, "verbatim", f"{SAID[tongue]} {'x' * number}", story, tongue)
        note(number, "verbatim", f"{SAID[tongue]} {'y' * number}", story, tongue)
        note(number, "noted", f"{NOTED} {'z' * number}", wish, "en")
    note(None, "facilitator", FACILITATED, wish, "en")
    note(None, "noted", ROOM, story, "en")
    note(None, "verbatim", ROOM + " indeed", story, "en")
    session.add_all(hosted.typed)
    session.add_all(
        HeardCard(session_id=listening.id, position=n, text="Waits", said_right=r, said_wrong=w)
        for n, (r, w) in enumerate([(12, 0), (11, 11)])
    )
    session.flush()
    hosted.mentions = sum(each.form != "facilitator" for each in hosted.typed)
    assert send_session(session, listening)
    analyse(hosted, story)
    return hosted


def analyse(hosted: Hosted, story: int) -> None:
    """Let the run code what was said: stories are of waits, wishes of words; clear every quote."""
    rows = hosted.session.execute(
        select(Testimony, Contribution.question_id)
        .join(Contribution, Contribution.id == Testimony.contribution_id)
        .where(Contribution.session_id == hosted.listening.id)
        .order_by(Contribution.position)
    ).all()
    for testimony, question in rows:
        hosted.ready.code(testimony, "wait" if question == story else "words")
        hosted.ready.clear(testimony)
    run = hosted.ready.run
    run.results = {**run.results, "said_in_sessions": True}
    hosted.session.flush()


def add_noise(ready: Ready) -> None:
    """Add answers that are held, some after they were coded, and some that came late."""
    for place, testimony in enumerate(ready.add(Crowd(12, "wait", "en", "old", "quoted"))):
        ready.clear(testimony)
        response = ready.session.get_one(Response, testimony.response_id)
        response.standing = "held" if place else "set_aside"
        response.held_because = "burst"
    more = ready.add(Crowd(1, "rare", "en", "old", "quoted"))[0]
    held = ready.session.get_one(Response, more.response_id)
    held.standing, held.held_because = "held", "near_copy"
    for person in ready.people[:12]:
        ready.session.get_one(Response, person).is_late = True
    ready.session.flush()


@pytest.fixture
def hosted(session: Session) -> Hosted:
    """Return the session, beside another engagement with its own, and beside held answers."""
    elsewhere = make_ready(session, (Crowd(2, "wait"),), slug="hill-street")
    hold_a_session(elsewhere, "Elsewhere", speakers=3)
    ready = make_ready(session, CROWDS)
    add_noise(ready)
    return hold_a_session(ready, "Day Center")


def sentences(brief: Brief, section: str) -> list[str]:
    return [claim.text for claim in brief.release.claims if claim.section == section]


def test_a_brief_says_one_session_twelve_people_and_so_many_mentions(
    app: Flask, hosted: Hosted
) -> None:
    brief = hosted.freeze()
    heard = sentences(brief, "heard")
    assert heard[:3] == [
        "1 listening session is counted here. 12 people spoke in it.",
        f"{hosted.mentions} mentions come from listening sessions."
        " A mention is one passage of what was said.",
        "Did we hear you? What was heard was read back in the sessions (cards: 2)."
        " Of 34 marks, 23 (68%) said that it is right.",
    ]
    cells = {cell.key: cell.n for cell in brief.release.cells}
    assert cells["people"] == 50 + 12
    assert cells[VOICES] == cells[f"people|partner={hosted.partner.id}"] == 12
    assert cells["sessions"] is None
    # Thirty on the web once each, twelve in the room twice, and the room itself apart.
    assert "It was mentioned 54 times in all." in sentences(brief, "finding")
    method = " ".join(sentences(brief, "method"))
    assert "12 of these people were still sent in after the survey had closed" in method
    assert "12 more answers are held for a person to look at" in method
    assert check_brief(hosted.session, brief).failures == ()
    with app.test_request_context("/?lang=es"):
        page = render_brief(brief)
    assert "Sesión de escucha contada aquí: 1." in page


def test_a_facilitators_turns_are_in_no_segment_and_a_note_takers_words_in_no_quote(
    app: Flask, hosted: Hosted
) -> None:
    session = hosted.session
    cut = session.scalars(
        select(Testimony.text).join(Segment, Segment.testimony_id == Testimony.id)
    ).all()
    assert sum(NOTED in text for text in cut) == 12 + 3
    assert not any(FACILITATED in text for text in cut)
    state = read_codebook(session, hosted.ready.speaking.engagement.id)
    quotable = [each for found in candidates(session, state).values() for each in found]
    offered = [each.text for each in quotable]
    held = session.scalars(
        select(Testimony.id)
        .join(Response, Response.id == Testimony.response_id)
        .where(Response.standing.in_(("held", "set_aside")))
    ).all()
    serious = {each.testimony_id for each in find_passages(session, state).passages}
    assert len(held) == 13
    assert not ({each.testimony_id for each in quotable} | serious) & set(held)
    brief = hosted.freeze()
    quoted = session.scalars(select(Quote).where(Quote.release_id == brief.release_id)).all()
    with app.test_request_context("/"):
        page = render_brief(brief)
    assert any(text.startswith(SAID["ar"]) for text in offered)
    assert any(quote.text.startswith(tuple(SAID.values())) for quote in quoted)
    for words in (FACILITATED, NOTED, ROOM):
        assert not any(words in text for text in offered)
        assert words not in page


FIGURES = [
    *(f"{VOICES}|{name}" for name in ("cards", "marks", "mentions", "right", "sessions")),
    "held|answers",
    "people|late",
]


def test_every_new_figure_that_was_changed_is_named(hosted: Hosted) -> None:
    brief = hosted.freeze()
    release = brief.release
    remove_triggers(hosted.session.connection())
    true = list(release.method["figures"])
    of_theme = f"people|theme={theme_code(hosted.ready.themes['wait'].id)}|mentions"
    assert [key for key, _text, _n in true] == sorted([*FIGURES, of_theme])
    changed = [[key, str(int(text) + 40), n] for key, text, n in true]
    release.method = {**release.method, "figures": changed}
    release.digest = seal_of(release)
    found = "\n".join(check_brief(hosted.session, brief).failures)
    for key, text, _n in true:
        assert f"figure {key}: expected {text}, found {int(text) + 40}" in found


def test_partners_are_counted_and_never_compared_and_a_dissent_is_printed_as_it_is(
    app: Flask, hosted: Hosted
) -> None:
    brief = hosted.freeze()
    theme = theme_code(hosted.ready.themes["wait"].id)
    cells = {cell.key: cell.n for cell in brief.release.cells}
    # All twelve spoke of waits: a number that would say so of each of them is hidden.
    assert cells[f"people|theme={theme}|partner={hosted.partner.id}"] is None
    assert brief.release.method["labels"][f"partner={hosted.partner.id}"] == "Day Center"
    assert not [key for key in BriefPage(brief.release).cells if "partner" in key]
    with app.test_request_context("/"):
        assert "Day Center" not in render_brief(brief)
    hosted.session.add(
        Dissent(
            release_id=brief.release_id,
            partner_id=hosted.partner.id,
            partner_name="Day Center",
            text="We counted 9 <b>visits</b>.\nNot 3.",
            language="en",
        )
    )
    hosted.session.flush()
    with app.test_request_context("/"):
        page = render_brief(brief)
    assert "We counted 9 &lt;b&gt;visits&lt;/b&gt;." in page
    assert "Nothing in them is checked against the record." in page
    assert page.index("Day Center") < page.index('id="heard"')
    told = as_text(brief, dissents=dissents_of(hosted.session, brief.release_id))
    assert "Day Center:\nWe counted 9 <b>visits</b>.\nNot 3." in told
    set_aside_since(hosted)
    assert check_brief(hosted.session, brief).failures == ()


def test_answers_let_in_while_a_release_is_made_do_not_unsettle_it(
    app: Flask, hosted: Hosted
) -> None:
    release = hosted.ready.ask(dimensions=DIMENSIONS)
    content = compose(hosted.session, release, silent)
    for response in hosted.session.scalars(select(Response).where(Response.standing == "held")):
        response.standing = "let_in"
    store_content(hosted.session, release, content, make_salt)
    finish(hosted.session, release)
    brief = hosted.session.scalars(select(Brief).where(Brief.release_id == release.id)).one()
    assert check_brief(hosted.session, brief).failures == ()


def test_a_note_that_is_added_late_changes_no_release_that_was_made(
    app: Flask, hosted: Hosted
) -> None:
    session, listening = hosted.session, hosted.listening
    brief = hosted.freeze()
    with app.test_request_context("/"):
        before = render_brief(brief)
    guide = {
        each.code: each.id
        for each in session.scalars(
            select(Question).where(Question.version_id == listening.guide_version_id)
        )
    }
    notes = [
        Incoming(random_id(), "And then they left", speaker=1, question_id=guide["wish"]),
        Incoming(random_id(), "I came later", speaker=13, question_id=guide["street"]),
        # Nobody counted had answered this one.
        Incoming(random_id(), "On our street", speaker=1, question_id=guide["street"]),
    ]
    keep_late(session, listening, notes)
    late = {each.note.text: each for each in late_notes(session, listening)}
    for each in late.values():
        add_late(session, listening, each.entry)
    assert check_brief(session, brief).failures == ()
    with app.test_request_context("/"):
        assert render_brief(brief) == before
    added = late["And then they left"].entry
    take_late_back(session, listening, added)
    add_late(session, listening, added)
    said = select(Testimony).where(Testimony.text == "And then they left")
    hosted.ready.code(session.scalars(said).one(), "rare")
    # Now it is as if the release had been made afterwards, and counted it.
    with pytest.raises(Conflict):
        take_late_back(session, listening, added)


def set_aside_since(hosted: Hosted) -> None:
    """Set aside whom the release counted, and let in what was held when it froze."""
    speaker = hosted.session.scalars(
        select(Speaker).where(Speaker.session_id == hosted.listening.id)
    ).first()
    assert speaker is not None and speaker.response_id is not None
    for person in (speaker.response_id, hosted.ready.people[0]):
        response = hosted.session.get_one(Response, person)
        response.standing, response.held_because = "set_aside", "near_copy"
    for held in hosted.session.scalars(select(Response).where(Response.standing == "held")):
        held.standing = "let_in"
    hosted.session.flush()
