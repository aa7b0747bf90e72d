"""Drafts: opening one, acting on it step by step, undoing, publishing; the caller commits."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import cast

from flask_babel import gettext as _
from sqlalchemy import Text, delete, func, select
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, NotFound
from community_voice.instruments.definition import (
    Definition,
    publish,
    read_definition,
    text_paths,
    write_draft,
)
from community_voice.staff.audit import record_act
from community_voice.store import (
    Account,
    DraftStep,
    Engagement,
    Survey,
    Version,
)
from community_voice.store.columns import storable
from community_voice.store.engagement import engagement_named

# How many acts can be undone. Each keeps the whole draft as it stood before, so that those of a
# large draft are bounded by their characters too; the last act can always be undone.
KEPT_STEPS = 200
KEPT_CHARACTERS = 16_000_000
CHANGE_TEXTS = "change_texts"
UNDONE = "undo"


class ChangedMeanwhile(Conflict):
    """Somebody else acted on the draft since this page was shown."""


@dataclass(frozen=True)
class Draft:
    """A version that is being made, as data, and the number of its last step."""

    engagement: Engagement
    survey: Survey
    version: Version
    definition: Definition
    step: int

    @property
    def source(self) -> str:
        """Return the language that its texts are written in first."""
        return self.definition["source_language"]

    @property
    def subject(self) -> str:
        """Return how the log names it."""
        return subject_of(self.version)


def survey_named(session: Session, engagement: Engagement, slug: str) -> Survey:
    """Return a survey of this engagement by its address; imported files are none."""
    found = session.scalar(
        select(Survey).where(
            Survey.engagement_id == engagement.id,
            Survey.slug == (slug if storable(slug) else ""),
            Survey.kind == "survey",
        )
    )
    if found is None:
        raise NotFound(_("There is no survey at this address."))
    return found


def version_numbered(session: Session, survey: Survey, number: str | int) -> Version:
    """Return a version of a survey by its number."""
    text = str(number)
    known = text.isascii() and text.isdigit() and len(text) < 10
    found = session.scalar(
        select(Version).where(
            Version.survey_id == survey.id, Version.number == (int(text) if known else -1)
        )
    )
    if found is None:
        raise NotFound(_("This survey has no such version."))
    return found


def find_version(session: Session, slug: str, survey: str, number: str) -> Version:
    """Return the version at an address."""
    engagement = engagement_named(session, slug)
    return version_numbered(session, survey_named(session, engagement, survey), number)


def open_draft(session: Session, slug: str, survey: str, number: str) -> Draft:
    """Return the draft at an address; a published version is none."""
    version = find_version(session, slug, survey, number)
    if version.published_on is not None:
        raise Conflict(_("This version is published and never changes. Make a new version."))
    return Draft(
        version.survey.engagement,
        version.survey,
        version,
        read_definition(session, version),
        last_step(session, version),
    )


def take_draft(session: Session, slug: str, survey: str, number: str) -> Draft:
    """Return a draft to act on; another act on it waits until this one is stored."""
    version = find_version(session, slug, survey, number)
    session.execute(select(Version.id).where(Version.id == version.id).with_for_update())
    session.refresh(version)
    return open_draft(session, slug, survey, number)


def act(
    session: Session,
    draft: Draft,
    seen: int,
    name: str,
    what: str,
    change: Callable[[Definition], Definition],
) -> Definition:
    """Change a draft by one act that can be undone; refuses where somebody acted since `seen`."""
    if seen != draft.step:
        raise ChangedMeanwhile(
            _("Somebody changed this draft since you opened this page. Look again.")
        )
    made = change(draft.definition)
    if made == draft.definition:
        return made
    session.add(
        DraftStep(
            version_id=draft.version.id,
            number=draft.step + 1,
            act=f"{name}:{what}",
            before=draft.definition,
            account_id=_actor_id(session, f"draft.{name}", draft, what),
        )
    )
    write_draft(session, draft.version, made)
    _forget_old(session, draft.version, draft.step + 1)
    return made


def undo(session: Session, draft: Draft, seen: int) -> str:
    """Take the last act back that was not taken back; returns what it was."""
    if seen != draft.step:
        raise ChangedMeanwhile(
            _("Somebody changed this draft since you opened this page. Look again.")
        )
    step = next_to_undo(session, draft.version)
    if step is None:
        raise Conflict(_("There is nothing more to undo."))
    session.add(
        DraftStep(
            version_id=draft.version.id,
            number=draft.step + 1,
            act=f"{UNDONE}:{step.number}",
            before={},
            account_id=_actor_id(session, "draft.undo", draft, step.act),
        )
    )
    chose_languages = step.act.partition(":")[0] == CHANGE_TEXTS
    before = with_translations(cast(Definition, step.before), draft.definition, chose_languages)
    write_draft(session, draft.version, before)
    return step.act


def with_translations(
    before: Definition, now: Definition, chose_languages: bool = False
) -> Definition:
    """Return a draft of before with the translations of now: a translator's work is not undone.

    A language that came since stays too. Where the act that is undone chose the languages, only
    one that somebody wrote in meanwhile does.
    """
    made = deepcopy(before)
    present = dict(text_paths(now))
    written = {tag for texts in present.values() for tag, text in texts.items() if text}
    came = [tag for tag in now["languages"] if not chose_languages or tag in written]
    made["languages"] = list(dict.fromkeys([*before["languages"], *came]))
    for path, texts in text_paths(made):
        if path in present:
            source = texts.get(made["source_language"])
            texts.clear()
            texts.update(present[path])
            texts.pop(now["source_language"], None)
            if source is not None:
                texts[made["source_language"]] = source
    return made


def steps_of(session: Session, version: Version) -> list[tuple[DraftStep, str, bool]]:
    """Return the acts on a draft, newest first: the step, by whom, and whether it was undone."""
    rows = session.execute(
        select(DraftStep, Account.name, Account.email)
        .outerjoin(Account, Account.id == DraftStep.account_id)
        .where(DraftStep.version_id == version.id)
        .order_by(DraftStep.number.desc())
    ).all()
    undone = {int(step.act[5:]) for step, _n, _e in rows if step.act.startswith(f"{UNDONE}:")}
    return [
        (step, name or email or "", step.number in undone)
        for step, name, email in rows
        if not step.act.startswith(f"{UNDONE}:")
    ]


def next_to_undo(session: Session, version: Version) -> DraftStep | None:
    """Return the last act that was not undone."""
    return next((step for step, _who, undone in steps_of(session, version) if not undone), None)


def last_step(session: Session, version: Version) -> int:
    """Return the number of the last step; 0 before the first."""
    newest = select(func.max(DraftStep.number)).where(DraftStep.version_id == version.id)
    return session.scalar(newest) or 0


def publish_draft(session: Session, draft: Draft, seen: int) -> None:
    """Publish a draft as it was seen; what could be undone is forgotten."""
    if seen != draft.step:
        raise ChangedMeanwhile(
            _("Somebody changed this draft since you opened this page. Look again.")
        )
    publish(session, draft.version)
    session.execute(delete(DraftStep).where(DraftStep.version_id == draft.version.id))
    record_act(session, "survey.publish", draft.subject)


def subject_of(version: Version) -> str:
    """Return how the log names a version."""
    survey = version.survey
    return f"{survey.engagement.slug}/{survey.slug}/{version.number}"


def _actor_id(session: Session, name: str, draft: Draft, what: str) -> int | None:
    return record_act(session, name, draft.subject, detail={"what": what[:200]}).actor_id


def _forget_old(session: Session, version: Version, newest: int) -> None:
    """Forget the oldest steps: those past the number that is kept, or past its characters."""
    size = func.length(as_type(DraftStep.before, Text))
    of_draft = DraftStep.version_id == version.id
    rows = session.execute(
        select(DraftStep.number, size).where(of_draft).order_by(DraftStep.number.desc())
    )
    oldest, total = newest, 0
    for number, characters in rows:
        total += characters
        if number <= newest - KEPT_STEPS or (number < newest and total > KEPT_CHARACTERS):
            break
        oldest = number
    session.execute(delete(DraftStep).where(of_draft, DraftStep.number < oldest))
