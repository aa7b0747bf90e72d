"""What a new version takes over from the one before: reviews that still hold, open languages.

The builder calls `copy_reviews` when it makes a new draft, `closing` to say what publishing would
close, and `open_carried` when it publishes.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from community_voice.instruments.definition import digest
from community_voice.instruments.wording_state import (
    ENGAGEMENT,
    INTERFACE,
    opened_languages,
    read_states,
)
from community_voice.staff.audit import record_act
from community_voice.store import Version, VersionWording
from community_voice.store.translation import OpenedLanguage, SpokenPrompt, WordingReview

Rows = dict[tuple[str, str], VersionWording]


def copy_reviews(session: Session, old: Version, new: Version) -> int:
    """Give a new draft the reviews that hold for its words, and recordings; return how many.

    A translation that was taken over keeps the source words it was made of too, so that what was
    stale in the old version, or became so by a change, is stale in the new one.
    """
    before, now = _rows(session, old), _rows(session, new)
    for key, row in now.items():
        kept = before.get(key)
        if kept is not None and kept.text == row.text and kept.source_digest:
            row.source_digest = kept.source_digest
    source = {path: row.text for (path, tag), row in now.items() if tag == new.source_language}
    there = {_key(review) for review in _reviews(session, new)}
    copied = 0
    for review in _reviews(session, old):
        if _key(review) in there or not _still_holds(review, now, source):
            continue
        session.add(_copy(review, new))
        copied += 1
    _copy_recordings(session, old, new, before, now)
    session.flush()
    return copied


def open_carried(session: Session, version: Version) -> list[str]:
    """Open what was open before and is still reviewed where it must be; return those languages."""
    return _open(session, version, _split(session, version)[0])


def closing(session: Session, version: Version) -> list[str]:
    """Return the languages open in the version before that publishing this one would close."""
    return _split(session, version)[1]


def version_before(session: Session, version: Version) -> Version | None:
    """Return the published version that residents answered before this one."""
    return session.scalars(
        select(Version)
        .where(
            Version.survey_id == version.survey_id,
            Version.number < version.number,
            Version.published_on.is_not(None),
        )
        .order_by(Version.number.desc())
        .limit(1)
    ).one_or_none()


def _split(session: Session, version: Version) -> tuple[list[str], list[str]]:
    before = version_before(session, version)
    tags = opened_languages(session, before) if before else []
    tags = [tag for tag in tags if tag != version.source_language]
    states = read_states(session, version, tags)
    return (
        [tag for tag in tags if not states[tag].wanting],
        [tag for tag in tags if states[tag].wanting],
    )


def _open(session: Session, version: Version, tags: list[str]) -> list[str]:
    already = set(opened_languages(session, version))
    added = [tag for tag in tags if tag not in already]
    session.add_all(OpenedLanguage(version_id=version.id, language=tag) for tag in added)
    if added:
        subject = f"{version.survey.engagement.slug}/{version.survey.slug}/{version.number}"
        record_act(session, "language.carried", subject, detail={"languages": added})
    return tags


def _copy_recordings(session: Session, old: Version, new: Version, before: Rows, now: Rows) -> None:
    """Take over each recording whose words are still the same, and which words it says."""
    there = set(
        session.execute(
            select(SpokenPrompt.path, SpokenPrompt.language).where(
                SpokenPrompt.version_id == new.id
            )
        ).tuples()
    )
    recorded = select(SpokenPrompt).where(SpokenPrompt.version_id == old.id)
    for prompt in session.scalars(recorded.options(undefer(SpokenPrompt.sound))):
        key = (prompt.path, prompt.language)
        words = _shown(before, key, old.source_language)
        if key in there or not words or words != _shown(now, key, new.source_language):
            continue
        session.add(
            SpokenPrompt(
                version_id=new.id,
                path=prompt.path,
                language=prompt.language,
                media_type=prompt.media_type,
                sound=prompt.sound,
                size=prompt.size,
                digest=prompt.digest,
                text_digest=prompt.text_digest,
            )
        )


def _shown(rows: Rows, key: tuple[str, str], source_language: str) -> str:
    """Return the words that stand at a path in a language, or else in the source language."""
    row = rows.get(key) or rows.get((key[0], source_language))
    return row.text if row is not None else ""


def _rows(session: Session, version: Version) -> Rows:
    rows = select(VersionWording).where(VersionWording.version_id == version.id)
    return {(row.path, row.language): row for row in session.scalars(rows)}


def _reviews(session: Session, version: Version) -> list[WordingReview]:
    rows = select(WordingReview).where(WordingReview.version_id == version.id)
    return list(session.scalars(rows.order_by(WordingReview.id)))


def _still_holds(review: WordingReview, now: Rows, source: dict[str, str]) -> bool:
    if review.path.startswith((ENGAGEMENT, INTERFACE)):
        return True  # Of words that are no version's: their digests tell, wherever they are read.
    row = now.get((review.path, review.language))
    return (
        row is not None
        and review.text_digest == digest(row.text)
        and review.source_digest == digest(source.get(review.path, ""))
    )


def _key(review: WordingReview) -> tuple[str, str, str, str]:
    return review.path, review.language, review.text_digest, review.source_digest


def _copy(review: WordingReview, new: Version) -> WordingReview:
    return WordingReview(
        version_id=new.id,
        path=review.path,
        language=review.language,
        text_digest=review.text_digest,
        source_digest=review.source_digest,
        reviewer=review.reviewer,
        on_paper=review.on_paper,
        recorded_by_id=review.recorded_by_id,
        reviewed_on=review.reviewed_on,
    )
