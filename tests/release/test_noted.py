"""A paraphrase of a note-taker's words says so, and verify holds it to that."""

from sqlalchemy.orm import Session

from community_voice.deliver.brief.checking import check_brief
from community_voice.release import rewording
from community_voice.release.digest import seal_of, told_hash
from community_voice.release.serious import find_passages
from community_voice.store import Account, Codebook
from community_voice.store.paraphrase import told_paraphrases
from community_voice.store.review_state import read_codebook
from community_voice.store.theme import AdoptedTheme
from community_voice.store.triggers import remove_triggers
from tests.release.ready import Crowd, make_ready

CROWDS = (Crowd(14, "wait"), Crowd(12, "words", "es", "old"))
WORDS = ("Someone lost what they earn a living with.", "Another person was left without a vehicle.")


def test_words_of_a_note_taker_are_told_as_such(session: Session) -> None:
    ready = make_ready(session, CROWDS)
    said = ready.add(Crowd(2, "rare", "en", "old", "paraphrased"))
    # Whose words they are is fixed when they are stored; the rest of what was stored will do.
    remove_triggers(session.connection())
    said[0].verbatim = False
    second = Account(email="b@example.org", name="Min Seo", fs_uniquifier="b" * 32)
    book = session.query(Codebook).one()
    rare = AdoptedTheme(
        theme_id=ready.themes["rare"].id, codebook_id=book.id, slug="rare", serious=True
    )
    session.add_all([second, rare])
    ready.run.results = {**ready.run.results, "added": True}
    session.flush()
    engagement = ready.speaking.engagement
    passages = find_passages(session, read_codebook(session, engagement.id)).passages
    assert {each.testimony_id: each.verbatim for each in passages} == {
        said[0].id: False,
        said[1].id: True,
    }
    for passage, words in zip(sorted(passages, key=lambda p: p.verbatim), WORDS, strict=True):
        written = rewording.Written(passage.segment_id, words, "Ana Reader")
        row = rewording.write(session, engagement, written, ready.reader)
        rewording.approve(session, engagement, row.id, second)
    brief = ready.freeze()
    told = {each.values["paraphrase"]: each for each in told_paraphrases(brief.release)}
    assert told[WORDS[0]].text == (
        f"{WORDS[0]} (In the words of Ana Reader, after a note-taker's words.)"
    )
    assert told[WORDS[1]].text == f"{WORDS[1]} (In the words of Ana Reader.)"
    assert check_brief(session, brief).failures == ()
    claim = told[WORDS[0]]
    claim.values = {"paraphrase": WORDS[0], "author": "Ana Reader"}
    claim.text = f"{WORDS[0]} (In the words of Ana Reader.)"
    session.flush()
    release = brief.release
    hashes = [told_hash(each) for each in told_paraphrases(release)]
    release.method = {**release.method, "paraphrases": hashes}
    release.digest = seal_of(release)
    assert f"paraphrase {claim.code}: expected an approved one" in "\n".join(
        check_brief(session, brief).failures
    )
