"""`brief verify` names whatever was changed, also where the seal was forged to fit."""

import json
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from community_voice.deliver.brief import page
from community_voice.deliver.brief.checking import check_brief
from community_voice.deliver.brief.routes import render_brief
from community_voice.deliver.brief.service import approve
from community_voice.deliver.brief.tongue import tongue_for
from community_voice.release.compose import WRITTEN
from community_voice.release.logged import log_frozen
from community_voice.store import (
    Account,
    Brief,
    Claim,
    Codebook,
    EngagementWording,
    Quote,
    Testimony,
)
from community_voice.store.columns import now
from community_voice.store.judgement import CodingRound
from community_voice.store.review_state import theme_code
from community_voice.store.theme import AdoptedTheme
from community_voice.store.triggers import remove_triggers
from tests.deliver.brief.conftest import Tamper
from tests.release.ready import Crowd, Ready


def failures(session: Session, brief: Brief) -> str:
    return "\n".join(check_brief(session, brief).failures)


def finding(brief: Brief) -> Claim:
    return next(claim for claim in brief.release.claims if claim.code == "finding-1")


def test_an_honest_brief_passes_and_says_how_much_was_checked(
    session: Session, brief: Brief
) -> None:
    result = check_brief(session, brief)
    assert result.failures == ()
    assert result.quotes == len(brief.release.quotes) == 6
    assert result.cells == len(brief.release.cells)
    assert result.claims == len(brief.release.claims)
    assert result.numbers == sum(len(claim.numbers) for claim in brief.release.claims)


def test_later_answers_change_nothing(session: Session, ready: Ready, brief: Brief) -> None:
    ready.add(Crowd(12, "wait", "en", "old"))
    ready.speaking.say("Came after the run and was read by nobody.")
    ready.name("wait", "Another name, given later")
    assert check_brief(session, brief).failures == ()


def test_a_changed_cell_is_named(session: Session, brief: Brief, tamper: Tamper) -> None:
    tamper("UPDATE release_cell SET n = n + 1 WHERE key = 'people|language=es'")
    found = failures(session, brief)
    assert "cell people|language=es: expected 57, found 58" in found


def test_a_hidden_cell_that_was_filled_in_is_named(
    session: Session, ready: Ready, brief: Brief, tamper: Tamper
) -> None:
    key = f"people|theme=t{ready.themes['rare'].id}"
    tamper("UPDATE release_cell SET n = 3 WHERE key = :key", key=key)
    assert f"cell {key}: expected not shown" in failures(session, brief)


def test_a_cell_that_was_taken_away_is_named(
    session: Session, brief: Brief, tamper: Tamper
) -> None:
    tamper("DELETE FROM release_cell WHERE key = 'people|language=es'")
    assert "cell people|language=es: expected 57, found no such cell" in failures(session, brief)


def test_a_changed_number_is_named(session: Session, brief: Brief, tamper: Tamper) -> None:
    values = str(finding(brief).values).replace("'", '"').replace('"n": 50', '"n": 60')
    tamper("UPDATE claim SET \"values\" = :v WHERE code = 'finding-1'", v=values)
    found = failures(session, brief)
    assert "number finding-1.n: expected 50" in found
    assert "sentence finding-1" in found


def test_a_number_pointed_at_another_cell_is_named(
    session: Session, brief: Brief, tamper: Tamper
) -> None:
    numbers = '{"n": "people|language=es", "of": "people", "percent": "percent:n/of"}'
    tamper("UPDATE claim SET numbers = :v WHERE code = 'finding-1'", v=numbers)
    assert "number finding-1.n: expected 57 (people|language=es)" in failures(session, brief)


def test_a_changed_sentence_is_named(session: Session, brief: Brief, tamper: Tamper) -> None:
    said = finding(brief).text.replace("50 of", "90 of")
    tamper("UPDATE claim SET text = :said WHERE code = 'finding-1'", said=said)
    found = failures(session, brief)
    assert "sentence finding-1" in found
    assert "stray number finding-1" in found


def test_a_changed_name_of_a_theme_is_named(
    session: Session, ready: Ready, brief: Brief, tamper: Tamper
) -> None:
    code = theme_code(ready.themes["wait"].id)
    tamper("UPDATE release_theme SET name = 'No waits at all' WHERE code = :code", code=code)
    assert f"theme {code}: its name or meaning" in failures(session, brief)


def test_a_changed_quote_is_named_without_its_words(
    session: Session, brief: Brief, tamper: Tamper
) -> None:
    words = brief.release.quotes[0].text
    tamper("UPDATE quote SET text = text || ' They beat me.' WHERE position = 0")
    found = failures(session, brief)
    assert "quote quote 1: expected the words at" in found
    assert words not in found
    assert "beat" not in found


def test_a_quote_that_nobody_sealed_is_named(
    session: Session, ready: Ready, brief: Brief, tamper: Tamper
) -> None:
    used = {quote.testimony_id for quote in brief.release.quotes}
    other = next(
        row
        for row in session.query(Testimony).filter(Testimony.consent == "quoted")
        if row.id not in used and row.engagement_id == ready.speaking.engagement.id
    )
    tamper(
        "INSERT INTO quote (release_id, position, claim_code, theme, testimony_id, consent,"
        ' verbatim, review_id, points_at_nobody, start, "end", text, language, salt)'
        " SELECT release_id, 99, claim_code, theme, :testimony, 'quoted', verbatim, review_id,"
        " points_at_nobody, 0, 10, 'I made it up', language, salt FROM quote WHERE position = 0"
        " AND release_id = :release",
        testimony=other.id,
        release=brief.release_id,
        reseal=False,
    )
    found = failures(session, brief)
    assert "quote 100 is not among the quotes that were sealed" in found
    assert "quote quote 100: expected the words at" in found


def test_a_consent_that_was_taken_back_is_named(
    session: Session, brief: Brief, tamper: Tamper
) -> None:
    key = brief.release.quotes[0].testimony_id
    tamper("UPDATE testimony SET consent = 'paraphrased' WHERE id = :key", key=key)
    assert "consent quote 1: expected quoted" in failures(session, brief)


def test_a_place_that_nobody_told_is_named(session: Session, brief: Brief, tamper: Tamper) -> None:
    placed = next(quote for quote in brief.release.quotes if quote.place)
    tamper("UPDATE quote SET place = 'Elm Street 4' WHERE place IS NOT NULL")
    found = failures(session, brief)
    assert f"quote {placed.position + 1}: its person told another place" in found
    assert "Elm" not in found


def test_a_reading_that_was_taken_back_is_named(
    session: Session, brief: Brief, tamper: Tamper
) -> None:
    key = brief.release.quotes[0].review_id
    tamper("UPDATE quote_review SET points_at_nobody = FALSE WHERE id = :key", key=key)
    assert "quote 1: nobody cleared it" in failures(session, brief)


def test_a_coding_that_was_moved_is_named(
    session: Session, ready: Ready, brief: Brief, tamper: Tamper
) -> None:
    wait, words = ready.themes["wait"].id, ready.themes["words"].id
    tamper(
        "UPDATE coding SET theme_id = :words WHERE id = "
        "(SELECT min(id) FROM coding WHERE theme_id = :wait)",
        words=words,
        wait=wait,
    )
    found = failures(session, brief)
    assert f"cell people|theme=t{wait}: expected 49, found 50" in found
    assert f"cell people|theme=t{words}: expected 42, found 41" in found


def test_somebody_left_out_of_the_count_is_named(
    session: Session, brief: Brief, tamper: Tamper
) -> None:
    tamper(
        "DELETE FROM release_voice WHERE response_id = "
        "(SELECT min(response_id) FROM release_voice WHERE release_id = :key)",
        key=brief.release_id,
    )
    assert "cell people: expected 123, found 124" in failures(session, brief)


def test_a_change_that_says_the_same_breaks_the_seal(
    session: Session, brief: Brief, tamper: Tamper
) -> None:
    tamper("UPDATE claim SET template = template || ' ' WHERE code = 'caveat-1'", reseal=False)
    assert "seal: the cells, themes, claims and quotes" in failures(session, brief)


@pytest.mark.parametrize("what", ["text", "language", "place", "theme"])
def test_a_quote_changed_in_any_way_breaks_its_seal(
    session: Session, brief: Brief, tamper: Tamper, what: str
) -> None:
    tamper(f"UPDATE quote SET {what} = 'xx' WHERE place IS NOT NULL", reseal=False)
    placed: list[Quote] = [quote for quote in brief.release.quotes if quote.place]
    assert placed
    for quote in placed:
        found = failures(session, brief)
        assert f"seal: quote {quote.position + 1} is not among" in found


def test_words_changed_in_the_testimony_and_the_quote_alike_are_named(
    session: Session, brief: Brief, tamper: Tamper
) -> None:
    quote = brief.release.quotes[0]
    words = quote.text.replace("they", "some").replace("to", "by").replace("en", "el")
    assert words != quote.text
    assert len(words) == len(quote.text)
    key = quote.testimony_id
    tamper("UPDATE testimony SET text = :words WHERE id = :key", words=words, key=key)
    tamper("UPDATE quote SET text = :words WHERE testimony_id = :key", words=words, key=key)
    found = failures(session, brief)
    assert "quote 1: its words are not those that were read and coded" in found
    assert words not in found


def test_another_question_at_hand_is_named(session: Session, brief: Brief, tamper: Tamper) -> None:
    tamper("UPDATE release SET question = 'Who pays?' WHERE id = :key", key=brief.release_id)
    found = failures(session, brief)
    assert "log: the question of the release" in found
    assert "sentence question-1: it is not the one that the record gives" in found


def test_a_caveat_that_was_taken_away_is_named(
    session: Session, brief: Brief, tamper: Tamper
) -> None:
    tamper("DELETE FROM claim WHERE code = 'caveat-1' AND release_id = :key", key=brief.release_id)
    assert "sentence caveat-1: it is missing" in failures(session, brief)


def test_a_sentence_that_was_added_is_named(session: Session, brief: Brief, tamper: Tamper) -> None:
    tamper(
        "INSERT INTO claim (release_id, code, position, section, template, text, numbers,"
        " \"values\", sources, verified) SELECT release_id, 'caveat-2', 99, section, template,"
        ' text, numbers, "values", sources, verified FROM claim'
        " WHERE code = 'caveat-1' AND release_id = :key",
        key=brief.release_id,
    )
    assert "sentence caveat-2: the record does not give it" in failures(session, brief)


def change_method(brief: Brief, tamper: Tamper, before: str, after: str) -> None:
    method = json.dumps(brief.release.method).replace(before, after)
    tamper("UPDATE release SET method = :v WHERE id = :key", v=method, key=brief.release_id)


def test_another_encoder_is_named(session: Session, brief: Brief, tamper: Tamper) -> None:
    change_method(brief, tamper, "tfidf 1", "e5-large 2")
    found = failures(session, brief)
    assert "method: “Encoder” is not what the record says" in found
    assert "log: the settings of the release" in found


def test_swapped_labels_are_named(session: Session, brief: Brief, tamper: Tamper) -> None:
    labels = brief.release.method["labels"]
    young, old = labels["group:age=young"], labels["group:age=old"]
    swapped = {**labels, "group:age=young": old, "group:age=old": young}
    change_method(brief, tamper, json.dumps(labels), json.dumps(swapped))
    assert "log: the labels of the release" in failures(session, brief)


def test_another_approver_is_named(
    session: Session, ready: Ready, brief: Brief, tamper: Tamper
) -> None:
    approve(session, "river-street", "Noor Haddad", ready.reader)
    assert check_brief(session, brief).failures == ()
    tamper("UPDATE brief SET approver_name = 'The Mayor' WHERE id = :key", key=brief.id)
    assert failures(session, brief) == (
        "log: the name of the approver is not the one that was approved"
    )


def test_an_approval_that_nobody_gave_is_named(
    session: Session, ready: Ready, brief: Brief, tamper: Tamper
) -> None:
    tamper(
        "UPDATE brief SET state = 'approved', approver_name = 'The Mayor', approved_at = :now"
        " WHERE id = :key",
        key=brief.id,
        now="2026-01-01 00:00:00",
    )
    assert "log: it does not say that this brief is approved" in failures(session, brief)


def test_a_log_that_was_rewritten_to_fit_is_named(
    session: Session, brief: Brief, tamper: Tamper
) -> None:
    tamper("UPDATE claim SET section = 'method' WHERE code = 'caveat-1'")
    tamper("DELETE FROM audit_entry WHERE act = 'release.frozen'")
    assert "log: it does not say that this release was frozen" in failures(session, brief)
    log_frozen(session, brief.release)
    tamper("UPDATE audit_entry SET detail = '{}' WHERE act = 'release.frozen'")
    assert "what it says was changed" in failures(session, brief)


def test_settings_changed_after_the_freeze_change_nothing_on_the_brief(
    app: Flask, session: Session, ready: Ready, brief: Brief
) -> None:
    def shown(language: str) -> str:
        with app.test_request_context(f"/river-street/brief/?lang={language}"):
            return render_brief(brief)

    engagement = ready.speaking.engagement
    before = [shown("en"), shown("es")]
    engagement.host = "A host who came later"
    engagement.source_language = "es"
    for language in ("en", "es"):
        said = {"engagement_id": engagement.id, "path": "title", "language": language}
        session.merge(EngagementWording(**said, text=f"Approved by 99 in {language}"))
    session.flush()
    session.expire_all()
    assert [shown("en"), shown("es")] == before
    assert check_brief(session, brief).failures == ()


def test_a_host_changed_in_the_release_is_named(
    session: Session, brief: Brief, tamper: Tamper
) -> None:
    change_method(brief, tamper, '"host": "', '"host": "Somebody else, not ')
    assert "log: the heading of the release" in failures(session, brief)


def test_a_sentence_lost_in_another_language_is_named(
    session: Session, brief: Brief, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = tongue_for("es")
    wrong = {**spoken.sentences, "caveat": "Todo es cierto."}
    monkeypatch.setattr(page, "tongue_for", lambda tag: replace(spoken, sentences=wrong))
    assert "es page claim:caveat-1: it does not say what the release says" in failures(
        session, brief
    )


def test_marks_are_frozen_with_a_release_and_rank_its_findings(
    session: Session, ready: Ready
) -> None:
    codebook = session.query(Codebook).filter_by(engagement_id=ready.speaking.engagement.id).one()
    marks = {"wait": ("sensitive",), "words": ("serious",), "rare": ("doubt",)}
    for name, told in marks.items():
        row = AdoptedTheme(theme_id=ready.themes[name].id, codebook_id=codebook.id, slug=name)
        for mark in told:
            setattr(row, mark, True)
        session.add(row)
    brief = ready.freeze()
    release = brief.release
    said = [claim for claim in release.claims if claim.section == "finding"]
    # 41 of 124 is 33 percent, and 15 more for being serious; 50 of 124 is 40.
    assert [c.values["theme"] for c in said if "theme" in c.values] == [
        "No one speaks my language",
        "Long waits",
    ]
    templates = [claim.template for claim in said]
    assert {"marked_serious", "summary_only"} <= set(templates)
    waits = theme_code(ready.themes["wait"].id)
    assert waits not in {quote.theme for quote in release.quotes}
    session.query(AdoptedTheme).update({"serious": False, "sensitive": False})
    assert check_brief(session, brief).failures == ()


def compared(ready: Ready, **people: object) -> CodingRound:
    """Keep a compared round in which two people coded a hundred passages."""
    wait = theme_code(ready.themes["wait"].id)
    told = {
        "theme": wait,
        "language": "",
        "segments": 100,
        "a_yes": 40,
        "b_yes": 42,
        "both": 36,
        "alpha": 0.789,
        "alpha_low": 0.7,
        "alpha_high": 0.86,
        "ac1": None,
    }
    other = Account(email="b@example.org", name="B", fs_uniquifier="b" * 32)
    ready.session.add(other)
    ready.session.flush()
    coding_round = CodingRound(
        engagement_id=ready.speaking.engagement.id,
        run_id=ready.run.id,
        seed=1,
        size=100,
        themes=[ready.themes["wait"].id],
        first_coder_id=ready.reader.id,
        second_coder_id=other.id,
        state="compared",
        closed_at=now(),
        results={"people": [told | people], "machine": []},
    )
    ready.session.add(coding_round)
    ready.session.flush()
    return coding_round


def test_agreement_is_printed_from_figures_of_the_release(
    app: Flask, session: Session, ready: Ready
) -> None:
    compared(ready)
    brief = ready.freeze()
    (claim,) = [c for c in brief.release.claims if c.template == "agreement"]
    assert "coded 100 passages" in claim.text
    assert "alpha is 0.79 (0.70 to 0.86)" in claim.text
    with app.test_request_context("/river-street/brief/?lang=en"):
        html = render_brief(brief)
    assert claim.text in html.replace("&#39;", "'")
    assert check_brief(session, brief).failures == ()
    later = compared_again(ready)
    assert check_brief(session, brief).failures == (), later.id


def compared_again(ready: Ready) -> CodingRound:
    """Keep a later round, which a frozen release does not read."""
    first = ready.session.query(CodingRound).one()
    told = dict(first.results["people"][0]) | {"alpha": 0.1}
    later = CodingRound(
        engagement_id=first.engagement_id,
        run_id=first.run_id,
        seed=2,
        size=100,
        themes=first.themes,
        first_coder_id=first.first_coder_id,
        second_coder_id=first.second_coder_id,
        state="compared",
        closed_at=now(),
        results={"people": [told], "machine": []},
    )
    ready.session.add(later)
    ready.session.flush()
    return later


def test_agreement_about_few_is_not_told(session: Session, ready: Ready) -> None:
    compared(ready, a_yes=10)
    release = ready.freeze().release
    assert release.method["figures"] == []
    assert "agreement_none" in {claim.template for claim in release.claims}


def test_fragility_is_printed_from_what_the_run_found(
    app: Flask, session: Session, ready: Ready
) -> None:
    wait, words = ready.themes["wait"].id, ready.themes["words"].id
    stood = [{"theme": wait, "stands": 50, "runs": 50}, {"theme": words, "stands": 9, "runs": 50}]
    ready.run.results = {**ready.run.results, "fragility": stood}
    session.flush()
    brief = ready.freeze()
    told = [c.text for c in brief.release.claims if c.template == "fragility"]
    assert [text.split(" re-runs")[0] for text in told] == [
        "This stood in 50 of 50",
        "This stood in 9 of 50",
    ]
    with app.test_request_context("/river-street/brief/?lang=en"):
        html = render_brief(brief)
    assert all(text in html.replace("&#39;", "'") for text in told)
    assert check_brief(session, brief).failures == ()
    result = app.test_cli_runner().invoke(args=["brief", "verify", str(brief.id)])
    assert result.exit_code == 0, result.output
    ready.run.results = {**ready.run.results, "fragility": stood[:1]}
    session.flush()
    assert f"fragility|t{words}|stands" in failures(session, brief)


def test_a_changed_figure_is_named(session: Session, ready: Ready) -> None:
    coding_round = compared(ready)
    brief = ready.freeze()
    told = dict(coding_round.results["people"][0]) | {"alpha": 0.95}
    # The database refuses to change a compared round; somebody with its password need not ask.
    remove_triggers(session.connection())
    coding_round.results = {"people": [told], "machine": []}
    session.flush()
    wait = theme_code(ready.themes["wait"].id)
    assert f"figure agreement|{wait}|alpha: expected 0.95, found 0.79" in failures(session, brief)


def test_sentences_of_earlier_rules_are_checked_and_not_written_again(
    session: Session, brief: Brief, tamper: Tamper
) -> None:
    change_method(brief, tamper, f'"written": {WRITTEN}', '"written": 1')
    result = check_brief(session, brief)
    assert not result.is_written_again
    assert "log: the written of the release are not those that were frozen" in result.failures
    assert not any(failure.startswith("sentence") for failure in result.failures)
