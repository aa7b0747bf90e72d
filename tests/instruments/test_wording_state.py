"""A text's state is worked out from its words, its source and who read them, and from no column."""

import re
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import community_voice
from community_voice.collect.builder.service import make_draft, make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.instruments.carried import closing, copy_reviews, open_carried
from community_voice.instruments.crisis_text import CRISIS_MESSAGES, crisis_texts
from community_voice.instruments.definition import (
    Definition,
    digest,
    publish,
    read_definition,
    write_draft,
)
from community_voice.instruments.wording_state import (
    DRAFT,
    MISSING,
    PUBLISHED,
    REVIEWED,
    STALE,
    STATES,
    Translated,
    needed_paths,
    opened_languages,
    read_language,
    read_states,
    state_of,
)
from community_voice.store import (
    EngagementWording,
    OpenedLanguage,
    SpokenPrompt,
    Version,
    VersionWording,
    WordingReview,
)

OLD, NOW = "Have you called?", "Have you called for help?"
SAID = "¿Ha llamado?"
READ_NOW, READ_THEN = {(digest(SAID), digest(NOW))}, {(digest(SAID), digest(OLD))}


@pytest.mark.parametrize(
    ("text", "made_of", "read", "is_open", "state"),
    [
        ("", None, set(), False, MISSING),
        ("", digest(OLD), READ_NOW, True, MISSING),
        (SAID, digest(NOW), set(), False, DRAFT),
        (SAID, None, set(), False, DRAFT),
        (SAID, digest(OLD), set(), False, STALE),
        (SAID, digest(OLD), READ_THEN, False, STALE),
        (SAID, None, READ_THEN, False, STALE),
        (SAID, digest(NOW), READ_NOW, False, REVIEWED),
        (SAID, digest(NOW), READ_NOW | READ_THEN, False, REVIEWED),
        (SAID, digest(NOW), READ_NOW, True, PUBLISHED),
        (SAID, digest(NOW), set(), True, DRAFT),
        ("¿Llamó?", digest(NOW), READ_NOW, True, DRAFT),
    ],
)
def test_the_state_of_one_text(
    text: str, made_of: str | None, read: set[tuple[str, str]], is_open: bool, state: str
) -> None:
    assert state_of(NOW, text, made_of, read, is_open) == state


def a_survey(label: str = "Have you called?") -> Definition:
    made: dict[str, Any] = {
        "source_language": "en",
        "languages": ["en", "ar"],
        "sections": [
            {
                "code": "all",
                "title": {"en": "All", "ar": "الكل"},
                "questions": [
                    {
                        "code": "consent",
                        "type": "consent",
                        "label": {"en": "May we?", "ar": "هل يمكننا؟"},
                        "choices": [{"code": "counted", "label": {"en": "Yes", "ar": "نعم"}}],
                    },
                    {
                        "code": "called",
                        "type": "number",
                        "required": True,
                        "label": {"en": label, "ar": "هل اتصلت؟"},
                    },
                    {
                        "code": "why",
                        "type": "long_text",
                        "label": {"en": "Why?"},
                        "settings": {"require_if": {"value": True}},
                    },
                    {"code": "more", "type": "long_text", "label": {"en": "More?"}},
                ],
            }
        ],
    }
    return cast(Definition, made)


def a_version(session: Session) -> Version:
    engagement = make_engagement(
        session, Setup("river", {"title": {"en": "River", "ar": "النهر"}}, ("en", "ar", "vi"))
    )
    return make_draft(session, engagement, a_survey(), "main")


def next_version(session: Session, old: Version, definition: Definition) -> Version:
    new = Version(survey=old.survey, number=old.number + 1, source_language="en")
    session.add(new)
    session.flush()
    write_draft(session, new, definition)
    return new


def read_all(session: Session, version: Version, tag: str = "ar") -> Translated:
    """Say of all that is there, and of what is not, that somebody read it."""
    for text in read_language(session, version, tag).texts:
        words = text.text or f"{tag} {text.source.text}"
        if not text.text and text.path.startswith("question"):
            session.add(
                VersionWording(version_id=version.id, path=text.path, language=tag, text=words)
            )
        review = WordingReview(version_id=version.id, path=text.path, language=tag)
        review.text_digest, review.source_digest = digest(words), digest(text.source.text)
        review.reviewer = "Amal"
        session.add(review)
    session.flush()
    return read_language(session, version, tag)


def test_the_list_of_crisis_messages_is_what_the_help_strip_says() -> None:
    folder = Path(community_voice.__file__).parent / "templates"
    macros = (folder / "macros.html").read_text(encoding="utf-8")
    (police,) = re.findall(r"macro local_police\(greeting\) %}(.*?){% endmacro", macros, re.DOTALL)
    strip = (folder / "survey" / "help.html").read_text(encoding="utf-8")
    shown = strip.replace("{{ local_police(greeting) }}", police)
    said = re.findall(r'_\("([^"]+)"\)', shown)
    assert list(CRISIS_MESSAGES) == list(dict.fromkeys(said))


def test_crisis_messages_are_there_in_english_and_nowhere_without_a_catalog(
    session: Session,
) -> None:
    assert list(crisis_texts("en").values()) == list(CRISIS_MESSAGES)
    assert crisis_texts("de") == {}


def test_consent_and_all_that_is_or_may_be_required_is_needed() -> None:
    assert needed_paths(a_survey()) == {
        "question.consent.label",
        "question.consent.choice.counted.label",
        "question.called.label",
        "question.why.label",
    }


def test_every_text_is_counted_once_in_one_state(session: Session) -> None:
    states = read_states(session, a_version(session))
    assert list(states) == ["ar", "vi"]
    for translated in states.values():
        counts = translated.counts
        assert sum(counts[state] for state in STATES) == counts["all"] == len(translated.texts)
    # Seven of the survey, the title of the engagement, and what is said of a crisis.
    assert states["ar"].counts["all"] == 6 + 1 + len(CRISIS_MESSAGES)
    assert {t.state for t in states["ar"].texts if t.path == "question.more.label"} == {MISSING}


def test_what_is_written_in_a_language_itself_is_no_translation_into_it(session: Session) -> None:
    english = read_language(session, a_version(session), "en")
    assert english.texts == ()


def test_a_changed_source_makes_its_translation_stale_and_no_other(session: Session) -> None:
    version = a_version(session)
    write_draft(session, version, a_survey("Have you called for help?"))
    found = read_language(session, version, "ar").by_path()
    assert found["question.called.label"].state == STALE
    assert found["question.called.label"].made_of == digest("Have you called?")
    assert found["question.consent.label"].state == DRAFT


def test_a_review_holds_for_these_words_beside_this_source(session: Session) -> None:
    version = a_version(session)
    read_all(session, version)
    found = read_language(session, version, "ar").by_path()
    assert found["question.called.label"].state == REVIEWED
    review = found["question.called.label"].review
    assert review is not None
    assert review.reviewer == "Amal"
    other = a_survey()
    other["sections"][0]["questions"][1]["label"]["ar"] = "هل اتصلت بأحد؟"
    write_draft(session, version, other)
    found = read_language(session, version, "ar").by_path()
    assert found["question.called.label"].state == DRAFT
    assert found["question.consent.label"].state == REVIEWED


def test_a_new_version_takes_over_the_reviews_that_hold(session: Session) -> None:
    version = a_version(session)
    read_all(session, version)
    publish(session, version)
    new = next_version(session, version, a_survey("Have you called for help?"))
    copied = copy_reviews(session, version, new)
    found = read_language(session, new, "ar").by_path()
    assert found["question.called.label"].state == STALE
    assert found["question.consent.label"].state == REVIEWED
    assert found["section.all.title"].state == REVIEWED
    there = select(func.count()).where(WordingReview.version_id == new.id)
    assert session.scalar(there) == copied > 0
    assert copy_reviews(session, version, new) == 0
    of_changed = there.where(WordingReview.path == "question.called.label")
    assert session.scalar(of_changed) == 0


def test_what_was_stale_before_stays_stale_in_a_new_version(session: Session) -> None:
    version = a_version(session)
    changed = a_survey("Have you called for help?")
    write_draft(session, version, changed)
    publish(session, version)
    new = next_version(session, version, changed)
    assert read_language(session, new, "ar").by_path()["question.called.label"].state == DRAFT
    copy_reviews(session, version, new)
    assert read_language(session, new, "ar").by_path()["question.called.label"].state == STALE


def test_a_recording_is_taken_over_with_its_words(session: Session) -> None:
    version = a_version(session)
    publish(session, version)
    for path in ("question.called.label", "question.consent.label"):
        prompt = SpokenPrompt(version_id=version.id, path=path, language="en")
        prompt.media_type, prompt.sound, prompt.size, prompt.digest = "audio/mpeg", b"ID3", 3, "d"
        prompt.text_digest = digest(path)
        session.add(prompt)
    session.flush()
    new = next_version(session, version, a_survey("Have you called for help?"))
    copy_reviews(session, version, new)
    kept = session.scalars(select(SpokenPrompt).where(SpokenPrompt.version_id == new.id)).all()
    assert [(row.path, row.sound) for row in kept] == [("question.consent.label", b"ID3")]
    assert kept[0].text_digest == digest("question.consent.label")


def opened(session: Session) -> Version:
    """Return a published version that is open in Arabic (reviewed) and Vietnamese (reviewed)."""
    version = a_version(session)
    for tag in ("ar", "vi"):
        read_all(session, version, tag)
    publish(session, version)
    session.add_all(OpenedLanguage(version_id=version.id, language=tag) for tag in ("ar", "vi"))
    session.flush()
    return version


def test_open_languages_open_with_a_version_whose_needed_texts_are_still_reviewed(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_every_language(monkeypatch)
    version = opened(session)
    add_title(session, version, "vi")
    new = next_version(session, version, whole(session, version))
    copy_reviews(session, version, new)
    assert closing(session, new) == []
    publish(session, new)
    assert open_carried(session, new) == ["ar", "vi"]
    assert opened_languages(session, new) == ["ar", "vi"]


def test_a_language_with_a_changed_required_question_would_close(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_every_language(monkeypatch)
    version = opened(session)
    add_title(session, version, "vi")
    changed = whole(session, version)
    changed["sections"][0]["questions"][1]["label"]["vi"] = "Bạn đã gọi chưa?"
    new = next_version(session, version, changed)
    copy_reviews(session, version, new)
    assert closing(session, new) == ["vi"]
    publish(session, new)
    assert open_carried(session, new) == ["ar"]
    assert opened_languages(session, new) == ["ar"]


def speak_every_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the crisis messages be there in each language, in English words."""
    monkeypatch.setattr(
        "community_voice.instruments.wording_state.crisis_texts", lambda _tag: crisis_texts("en")
    )


def whole(session: Session, version: Version) -> Definition:
    return read_definition(session, version)


def add_title(session: Session, version: Version, tag: str) -> None:
    """Give the engagement the title that `read_all` said it had read."""
    engagement = version.survey.engagement
    engagement.wordings.append(EngagementWording(path="title", language=tag, text=f"{tag} River"))
    session.flush()
