"""Read the form that says what a file's columns hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community_voice.collect.importing.mapping import (
    ROLES,
    ColumnMap,
    map_from_json,
    map_from_roles,
)
from community_voice.collect.importing.values import read_language
from community_voice.errors import DomainError
from community_voice.store import ImportBatch

ROLE_NAMES = {
    "": _l("left out"),
    "text": _l("people's words"),
    "person": _l("who said it"),
    "language": _l("language"),
    "question": _l("question"),
    "group": _l("group to compare by"),
    "date": _l("day"),
    "consent": _l("consent"),
}
CONSENT_NAMES = {
    "counted": _l("Counted: their words are only counted"),
    "paraphrased": _l("Paraphrased: told in other words"),
    "quoted": _l("Quoted: word for word, without a place"),
    "quoted_with_place": _l("Quoted with place"),
}


@dataclass
class DraftForm:
    """What was chosen: a role for each column, and what holds for the whole file."""

    roles: list[str] = field(default_factory=list)
    language: str = ""
    consent: str = "counted"
    reason: str = ""

    def as_map(self, header: Sequence[str], ours: Sequence[str], sheet: str) -> ColumnMap:
        """Return the map, or say what does not fit."""
        tag = read_language(self.language, ours) if self.language else ""
        if tag is None:
            raise DomainError(
                _("“%(language)s” is not a language we know.", language=self.language[:60])
            )
        roles = list(zip(header, self.roles, strict=True))
        columns = map_from_roles(roles, file_language=tag, sheet=sheet)
        columns.check(header)
        return columns


def form_of(batch: ImportBatch, header: Sequence[str]) -> DraftForm:
    """Return a draft as its form shows it."""
    columns = map_from_json(batch.mapping)
    return DraftForm(
        roles=[columns.role_of(column) for column in header],
        language=columns.file_language,
        consent=batch.consent,
        reason=batch.consent_reason,
    )


def read_form(sent: Mapping[str, str], header: Sequence[str]) -> DraftForm:
    """Return what was sent; a role nobody knows is none."""
    roles = [sent.get(f"role-{place}", "") for place in range(len(header))]
    return DraftForm(
        roles=[role if role in ROLES else "" for role in roles],
        language=sent.get("language", "").strip(),
        consent=sent.get("consent", "counted"),
        reason=sent.get("reason", "").strip(),
    )
