"""Paraphrases as the analysis reads them: to write a summary, and to write it again."""

from collections import defaultdict
from collections.abc import Callable, Iterator

import pandas as pd
from sqlalchemy.orm import Session

from analysis.summarize import Claim, Summary
from community_voice.release.digest import sealed_paraphrases, told_hash
from community_voice.release.record import Record
from community_voice.release.serious import paraphrases_of
from community_voice.store import Paraphrase, Release, ToldParaphrase
from community_voice.store.paraphrase import NOTED, RETOLD, SERIOUS, told_paraphrases

COLUMNS = ["paraphrase", "text", "author", "consent", "approved_by", NOTED]


def approved_paraphrases(session: Session, record: Record) -> pd.DataFrame:
    """Return `paraphrase, text, author, consent, approved_by, noted` of those that may be printed.

    Approved by a second person, and laid over words of somebody whom the record counts.
    `consent` is what that person allows now; `noted` says that the words are a note-taker's.
    """
    written = paraphrases_of(session, record.state.engagement_id)
    return _frame(record, [each for each in written if each.approved_by_id is not None])


def still_approved(session: Session, record: Record, release: Release) -> pd.DataFrame:
    """Return the same columns for those that a frozen Release told, as they stand now."""
    rows = [
        session.get(Paraphrase, each.paraphrase_id, populate_existing=True)
        for each in told_paraphrases(release)
    ]
    return _frame(record, [row for row in rows if row is not None])


def told_rows(
    release: Release,
    summary: Summary,
    paraphrases: pd.DataFrame,
    unverified: frozenset[str],
    salt: Callable[[], str],
) -> list[ToldParaphrase]:
    """Return the claims of a summary that hold a paraphrase, as rows to store."""
    # Two people may have found the same words for two passages: each is told for itself.
    by_words: dict[tuple[str, str, bool], list[tuple[int, int]]] = defaultdict(list)
    for row in paraphrases.to_dict("records"):
        words = row["text"], row["author"], bool(row[NOTED])
        by_words[words].append((row["paraphrase"], row["approved_by"]))
    told = []
    for position, claim in enumerate(summary.claims):
        if claim.template in RETOLD:
            values = claim.values
            words = str(values["paraphrase"]), str(values["author"]), NOTED in values
            paraphrase_id, approved_by_id = by_words[words].pop(0)
            if claim.id not in unverified:
                told.append(
                    ToldParaphrase(
                        release_id=release.id,
                        code=claim.id,
                        position=position,
                        paraphrase_id=int(paraphrase_id),
                        approved_by_id=int(approved_by_id),
                        text=claim.text,
                        values={name: str(value) for name, value in claim.values.items()},
                        salt=salt(),
                    )
                )
    return told


def told_claims(release: Release) -> list[tuple[int, Claim]]:
    """Return (position, claim) of what a Release tells in a reviewer's words."""
    return [
        (each.position, Claim(each.code, SERIOUS, each.template, each.text, {}, dict(each.values)))
        for each in told_paraphrases(release)
    ]


def told_failures(session: Session, release: Release, record: Record) -> Iterator[str]:
    """Name paraphrases that are gone or changed since the seal, or that the record does not bear.

    Their words are named nowhere.
    """
    told, sealed = told_paraphrases(release), sealed_paraphrases(release)
    present = {told_hash(each) for each in told}
    counted = set(record.testimony["testimony"])
    for each in told:
        if told_hash(each) not in sealed:
            yield f"seal: paraphrase {each.code} is not among those that were sealed"
        row = session.get(Paraphrase, each.paraphrase_id, populate_existing=True)
        if row is None or row.approved_by_id in (None, row.author_id):
            yield f"paraphrase {each.code}: no second person approved it"
        elif row.testimony_id not in counted:
            yield f"paraphrase {each.code}: its words are not in the record of this release"
    for place, its_hash in enumerate(sealed):
        if its_hash not in present:
            yield f"seal: the sealed paraphrase {place + 1} is gone or changed"


def _frame(record: Record, written: list[Paraphrase]) -> pd.DataFrame:
    consents = record.testimony.set_index("testimony")["consent"]
    rows = [
        (
            each.id,
            each.text,
            each.author_name,
            consents[each.testimony_id],
            each.approved_by_id,
            not each.verbatim,
        )
        for each in written
        if each.testimony_id in consents.index
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
