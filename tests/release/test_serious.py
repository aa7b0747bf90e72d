"""What few people said that is serious: offered, put in other words by two people, and told."""

import re
from collections.abc import Callable

import pandas as pd
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from analysis.summarize import serious_rows
from community_voice.deliver.brief.checking import check_brief
from community_voice.deliver.brief.page import BriefPage
from community_voice.deliver.brief.plain import as_text
from community_voice.errors import Conflict, NotFound
from community_voice.release import rewording
from community_voice.release.compose import compose
from community_voice.release.digest import seal_of
from community_voice.release.freezing import store_content
from community_voice.release.serious import FEW, Passage, find_passages
from community_voice.release.service import THRESHOLD
from community_voice.store import (
    Account,
    AuditEntry,
    Brief,
    Codebook,
    Paraphrase,
    Segment,
    Testimony,
    ToldParaphrase,
)
from community_voice.store.frames.codings import codings_frame
from community_voice.store.judgement import CodingRound, Judgement
from community_voice.store.review_state import read_codebook
from community_voice.store.theme import AdoptedTheme
from community_voice.store.triggers import remove_triggers
from tests.release.ready import USUAL, Crowd, Ready, make_ready, silent

Browser = Callable[[str], FlaskClient]
PAGE = "/staff/river-street/release/serious"
WORDS = "Someone lost their vehicle, and with it what they earn a living with."


@pytest.fixture
def ready(session: Session) -> Ready:
    """Return an engagement with a rare serious theme, beside one that says the same."""
    for slug in ("hill-street", "river-street"):
        crowds = (*USUAL, Crowd(2, "rare", "es", "old", "paraphrased"), Crowd(1, "rare"))
        made = make_ready(session, crowds, slug=slug)
        for theme, serious in (("rare", True), ("wait", True), ("words", False)):
            adopt(made, theme, serious)
    return made


def adopt(ready: Ready, theme: str, serious: bool) -> None:
    book = ready.session.query(Codebook).filter_by(engagement_id=ready.speaking.engagement.id)
    ready.session.add(
        AdoptedTheme(
            theme_id=ready.themes[theme].id, codebook_id=book.one().id, slug=theme, serious=serious
        )
    )
    ready.session.flush()


def colleague(ready: Ready, name: str = "Min Seo") -> Account:
    found = ready.session.query(Account).filter_by(name=name).one_or_none()
    if found is None:
        found = Account(email=f"{name[:3]}@example.org", name=name, fs_uniquifier=name * 3)
        ready.session.add(found)
        ready.session.flush()
    return found


def passages(ready: Ready) -> list[Passage]:
    state = read_codebook(ready.session, ready.speaking.engagement.id)
    return find_passages(ready.session, state).passages


def write(ready: Ready, words: str = WORDS, place: int = 0) -> Paraphrase:
    written = rewording.Written(passages(ready)[place].segment_id, words, "Ana Reader")
    return rewording.write(ready.session, ready.speaking.engagement, written, ready.reader)


def approved(ready: Ready, words: str = WORDS, place: int = 0) -> Paraphrase:
    row = write(ready, words, place)
    rewording.approve(ready.session, ready.speaking.engagement, row.id, colleague(ready))
    return row


def consents_of(ready: Ready) -> dict[str, str]:
    return dict(ready.session.execute(select(Testimony.id, Testimony.consent)).tuples().all())


def flag(ready: Ready, theme: str, round_state: str = "") -> int:
    """Let somebody flag a passage of a theme for safety; return its segment."""
    coded = codings_frame(ready.session, ready.speaking.engagement.id, ready.run.id, 0)
    rows = coded[coded["theme"] == f"t{ready.themes[theme].id}"]
    quoted = rows["testimony"].map(consents_of(ready)) == "quoted"
    segment = int(rows.loc[quoted, "segment"].iloc[0])
    round_id = None
    if round_state:
        blind = CodingRound(
            engagement_id=ready.speaking.engagement.id,
            run_id=ready.run.id,
            seed=1,
            size=1,
            themes=[],
            first_coder_id=ready.reader.id,
            second_coder_id=colleague(ready).id,
        )
        ready.session.add(blind)
        ready.session.flush()
        round_id = blind.id
    ready.session.add(
        Judgement(
            segment_id=segment,
            coder_id=ready.reader.id,
            round_id=round_id,
            offered=[],
            safety=["crisis_disclosure"],
        )
    )
    ready.session.flush()
    return segment


def failures(ready: Ready, brief: Brief) -> str:
    ready.session.expire_all()
    return "\n".join(check_brief(ready.session, brief).failures)


def test_the_page_and_the_release_mean_the_same_by_few() -> None:
    assert FEW == THRESHOLD


def test_it_offers_what_the_analysis_calls_serious(ready: Ready) -> None:
    flagged = flag(ready, "words")
    coded = codings_frame(ready.session, ready.speaking.engagement.id, ready.run.id)
    lines = coded.assign(
        text="words",
        consent=coded["testimony"].map(consents_of(ready)),
        safety=["flagged" if each == flagged else "" for each in coded["segment"]],
    )
    themes = pd.DataFrame(
        [
            {"theme": f"t{ready.themes[name].id}", "name": name, "serious": name != "words"}
            for name in ready.themes
        ]
    )
    expected = serious_rows(lines, themes)
    found = passages(ready)
    allowed = expected[expected["may_paraphrase"]]
    assert [each.segment_id for each in found] == list(allowed["segment"])
    assert [each.people for each in found] == list(allowed["people"])
    assert len(found) == 6
    state = read_codebook(ready.session, ready.speaking.engagement.id)
    assert find_passages(ready.session, state).not_allowed == 1


def test_passages_that_were_written_down_from_a_recording_say_so(
    ready: Ready, staff_client: Browser
) -> None:
    analyst = staff_client("analyst")
    assert "written down from a recording" not in analyst.get(PAGE).text
    assert not any(each.written_down for each in passages(ready))
    ready.speaking.let_be_recordings("story")
    assert "written down from a recording" in analyst.get(PAGE).text
    assert all(each.written_down for each in passages(ready))


def test_flags_of_an_open_blind_round_stay_blind(ready: Ready) -> None:
    before = len(passages(ready))
    flag(ready, "words", "open")
    assert len(passages(ready)) == before


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "in your own words"),
        ("…", "in your own words"),
        ("x" * 401, "under 400"),
        ("nul \x00", "under 400"),
        ("It happened to them in 2019.", "every number"),
        ("It happened to them at ٣ in the night.", "every number"),
        ("It cost ½ of what they had.", "every number"),
        ("They said that SE LLEVARON MI CAMIONETA, CON mis herramientas.", "too many words"),
        ("se llevaron mi camioneta con mís herramientas adentro", "too many words"),
    ],
)
def test_words_that_could_point_at_somebody_are_refused(words: str, why: str) -> None:
    own = "Se llevaron mi camioneta con mis herramientas adentro, ab."
    with pytest.raises(rewording.BadWords, match=f"(?i){why}"):
        rewording.check_words(words, own, own)


@pytest.mark.parametrize(
    ("words", "passage", "holds"),
    [
        ("Se llevaron mi camioneta con otra gente", "", True),
        ("Police", "police.", False),
        ("Somebody was hurt by the police", "Police!", True),
        ("They hurt me, somebody said", "They hurt me.", False),
        ("他们说救护车等了很久才来", "救护车等了很久才来到我家门口的街上", True),
        ("他们说救护车等了很久才来到我家门口的", "救护车等了很久才来到我家门口的街上", False),
    ],
)
def test_only_a_run_of_words_counts_as_copied(words: str, passage: str, holds: bool) -> None:
    own = passage or "Se llevaron mi camioneta con mis herramientas"
    if holds:
        rewording.check_words(words, own, own)
    else:
        with pytest.raises(rewording.BadWords):
            rewording.check_words(words, own, own)


def test_words_of_the_rest_of_an_answer_are_no_own_words_either() -> None:
    whole = "They hit me. Nobody in that house wanted to listen to me."
    with pytest.raises(rewording.BadWords):
        rewording.check_words("nobody in that house wanted to know", whole, "They hit me.")


@pytest.mark.parametrize("name", ["", "Ana 2", "x" * 121, "nul \x00"])
def test_a_printed_name_is_plain(name: str) -> None:
    with pytest.raises(rewording.BadWords):
        rewording.check_name(name)


def test_two_people_are_needed_and_the_log_holds_no_words(ready: Ready) -> None:
    engagement = ready.speaking.engagement
    row = write(ready)
    with pytest.raises(Conflict, match="Another person"):
        rewording.approve(ready.session, engagement, row.id, ready.reader)
    rewording.approve(ready.session, engagement, row.id, colleague(ready))
    assert row.approved_by_id == colleague(ready).id
    with pytest.raises(Conflict, match="meanwhile"):
        write(ready)
    rewording.remove(ready.session, engagement, row.id, ready.reader)
    acts = ready.session.query(AuditEntry).filter(AuditEntry.act.like("paraphrase.%")).all()
    assert [entry.act.split(".")[1] for entry in acts] == ["write", "approve", "remove"]
    assert "vehicle" not in repr([entry.detail for entry in acts])
    assert ready.session.query(Paraphrase).count() == 0


def test_nothing_of_another_engagement_is_reached(ready: Ready) -> None:
    other = ready.session.query(Segment).order_by(Segment.id).first()
    assert other is not None
    written = rewording.Written(other.id, WORDS, "Ana Reader")
    with pytest.raises(NotFound):
        rewording.write(ready.session, ready.speaking.engagement, written, ready.reader)
    row = write(ready)
    hill = ready.session.query(Codebook).order_by(Codebook.id).first()
    assert hill is not None
    elsewhere = make_ready(ready.session, (), slug="lake-street").speaking.engagement
    for act in (rewording.approve, rewording.remove):
        with pytest.raises(NotFound):
            act(ready.session, elsewhere, row.id, colleague(ready))


def test_approved_words_are_frozen_printed_and_verified(ready: Ready) -> None:
    approved(ready)
    write(ready, "Nobody approved these words.", 1)
    brief = ready.freeze()
    told = ready.session.query(ToldParaphrase).one()
    assert WORDS in told.text
    assert told.values == {"paraphrase": WORDS, "author": "Ana Reader"}
    assert "vehicle" not in repr([claim.values for claim in brief.release.claims])
    printed = as_text(brief)
    assert f"{WORDS} (In the words of Ana Reader.)" in printed
    assert "Nobody approved" not in printed
    assert "SAID BY FEW, AND SERIOUS\nFew said this" in printed
    assert f"{WORDS}（" in as_text(brief, "zh-Hans") or WORDS in as_text(brief, "es")
    assert failures(ready, brief) == ""


def test_a_brief_without_other_words_says_nothing_of_them(ready: Ready) -> None:
    write(ready)
    brief = ready.freeze()
    assert BriefPage(brief.release).section("serious") == []
    assert failures(ready, brief) == ""


def test_the_same_words_for_two_passages_are_told_twice(ready: Ready) -> None:
    first, second = approved(ready), approved(ready, place=1)
    brief = ready.freeze()
    told = ready.session.query(ToldParaphrase).all()
    assert {each.paraphrase_id for each in told} == {first.id, second.id}
    assert failures(ready, brief) == ""


def test_withdrawn_words_take_the_paraphrase_out_of_the_brief(ready: Ready) -> None:
    row, other = approved(ready), approved(ready, "Somebody was robbed of a car.", place=1)
    brief = ready.freeze()
    seal = brief.release.digest
    for testimony_id, left in ((row.testimony_id, 1), (other.testimony_id, 0)):
        person = ready.session.get_one(Testimony, testimony_id).response_id
        ready.session.execute(text("DELETE FROM response WHERE id = :p"), {"p": person})
        ready.session.expire_all()
        assert ready.session.query(ToldParaphrase).count() == left
    assert WORDS not in as_text(brief)
    page = BriefPage(brief.release)
    assert page.section("serious") == []
    assert page.withdrawn >= 2
    found = failures(ready, brief)
    assert "seal: the sealed paraphrase 1 is gone or changed" in found
    assert "seal: the sealed paraphrase 2 is gone or changed" in found
    assert "sentence serious" not in found
    assert seal_of(brief.release) == seal
    held = ready.session.execute(text("SELECT text FROM claim")).scalars().all()
    assert not any("vehicle" in each for each in held)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE paraphrase SET text = 'They beat me.'", "paraphrase serious-2"),
        ("UPDATE paraphrase SET author_name = 'Somebody'", "paraphrase serious-2"),
        ("UPDATE told_paraphrase SET salt = 'beat'", "the sealed paraphrase 1 is gone"),
        ("UPDATE paraphrase SET text = 'In 2019.'", "the paraphrases of the record"),
        ("DELETE FROM told_paraphrase", "the sealed paraphrase 1 is gone"),
    ],
)
def test_whatever_was_changed_is_named_without_its_words(
    ready: Ready, statement: str, named: str
) -> None:
    approved(ready)
    brief = ready.freeze()
    ready.session.flush()
    remove_triggers(ready.session.connection())
    ready.session.execute(text(statement))
    found = failures(ready, brief)
    assert named in found
    assert "beat" not in found
    assert "vehicle" not in found


def test_what_was_told_cannot_be_rewritten(ready: Ready) -> None:
    approved(ready)
    ready.freeze()
    with pytest.raises(DBAPIError, match="frozen release"), ready.session.begin_nested():
        ready.session.execute(text("UPDATE told_paraphrase SET text = 'Nothing happened.'"))


def test_a_changed_sentence_is_named(ready: Ready) -> None:
    approved(ready)
    brief = ready.freeze()
    ready.session.flush()
    remove_triggers(ready.session.connection())
    ready.session.execute(text("UPDATE told_paraphrase SET text = 'Nothing happened.'"))
    assert "sentence serious-2: it is not the one" in failures(ready, brief)


def test_words_taken_back_in_the_meantime_stop_the_freeze(ready: Ready) -> None:
    row = approved(ready)
    release = ready.ask()
    content = compose(ready.session, release, silent)
    ready.session.delete(row)
    ready.session.flush()
    with pytest.raises(Conflict, match="Ask for the release again"):
        store_content(ready.session, release, content, lambda: "salt")


def test_nothing_changes_once_a_release_is_asked_for(ready: Ready) -> None:
    row = write(ready)
    ready.ask()
    engagement = ready.speaking.engagement
    for act in (rewording.approve, rewording.remove):
        with pytest.raises(Conflict, match="frozen"):
            act(ready.session, engagement, row.id, colleague(ready))
    with pytest.raises(Conflict, match="frozen"):
        write(ready, place=1)


def test_the_page_covers_words_and_leads_through_two_people(
    staff_client: Browser, ready: Ready
) -> None:
    analyst = staff_client("analyst")
    html = analyst.get(PAGE).text
    assert html.count("Say it in other words") == 5
    assert "The theme is serious, and 6 people raised it." in html
    assert "1 more passage is not shown here" in html
    for quote in re.findall(r"<details>.*?</details>", html, re.DOTALL):
        html = html.replace(quote, "")
    assert "<blockquote" not in html
    sent = {"passage": str(passages(ready)[0].segment_id), "words": WORDS, "name": "Ann"}
    assert analyst.post(PAGE, data=sent).status_code == 302
    mine = analyst.get(PAGE).text
    assert "waits for a second reader" in mine
    assert "approve</button>" not in mine
    row = ready.session.query(Paraphrase).one()
    assert analyst.post(f"{PAGE}/{row.id}/approve").status_code == 409
    other = staff_client("administrator")
    assert "approve</button>" in other.get(PAGE).text
    assert other.post(f"{PAGE}/{row.id}/approve").status_code == 302
    assert "1 passage said once is told" in other.get(PAGE.removesuffix("/serious")).text
    assert other.post(f"{PAGE}/{row.id}/remove").status_code == 302
    assert ready.session.query(Paraphrase).count() == 0


def test_refused_words_stay_on_the_page(staff_client: Browser, ready: Ready) -> None:
    sent = {
        "passage": str(passages(ready)[0].segment_id),
        "words": "It was in <b>2019</b>.",
        "name": "Ann",
    }
    answer = staff_client("analyst").post(PAGE, data=sent)
    assert answer.status_code == 400
    assert "Leave out every number" in answer.text
    assert "It was in &lt;b&gt;2019&lt;/b&gt;.</textarea>" in answer.text
    assert ready.session.query(Paraphrase).count() == 0


@pytest.mark.parametrize(
    "sent", [{}, {"passage": "9" * 400}, {"passage": "٣", "words": "x"}, {"passage": "-1"}]
)
def test_hostile_forms_meet_plain_words(
    staff_client: Browser, ready: Ready, sent: dict[str, str]
) -> None:
    analyst = staff_client("analyst")
    assert analyst.post(PAGE, data=sent).status_code == 404
    for act in ("approve", "remove"):
        assert analyst.post(f"{PAGE}/{9**30}/{act}").status_code == 404


def test_once_frozen_the_page_only_shows(staff_client: Browser, ready: Ready) -> None:
    approved(ready)
    ready.freeze()
    html = staff_client("analyst").get(PAGE).text
    main = html[html.index("<main") : html.index("</main>")]
    assert WORDS in main
    assert "<form" not in main
