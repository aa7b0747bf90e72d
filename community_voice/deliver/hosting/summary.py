"""What a release tells a partner: the figures of its own, and what the findings say."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.deliver.brief.page import BriefPage
from community_voice.deliver.hosting.dissents import may_write
from community_voice.release.digest import seal_of
from community_voice.store import Brief, Dissent, Partner, Release, ReleaseCell
from community_voice.store.partner import dissents_of

# The split of a release whose groups are partners, under their keys.
DIMENSION = "partner"


@dataclass(frozen=True)
class OwnTable:
    """A partner's own figures of one unit; None stands for a number that is not shown."""

    unit: str
    own: int | None
    themes: list[tuple[str, int | None]]

    @property
    def shown(self) -> list[tuple[str, int]]:
        """Return the themes that have a figure."""
        return [(name, n) for name, n in self.themes if n is not None]

    @property
    def hidden(self) -> list[str]:
        """Return the names of the others: of a small partner they are nearly all."""
        return [name for name, n in self.themes if n is None]


@dataclass(frozen=True)
class ReleaseView:
    """One release as a partner meets it, before its brief is approved and after."""

    release: Release
    partner_id: int
    language: str
    is_draft: bool
    dissent: Dissent | None = None
    may_dissent: bool = False

    @cached_property
    def page(self) -> BriefPage:
        """Return the sentences, in the language of the reader where there are templates."""
        return BriefPage(self.release, self.language)

    @property
    def is_broken(self) -> bool:
        """Say that the release is not what was sealed: nothing of it is shown."""
        return seal_of(self.release) != self.release.digest

    @property
    def counts_partners(self) -> bool:
        """Say whether this release counts by partner at all."""
        return bool(self._counted)

    @property
    def tables(self) -> list[OwnTable]:
        """Return the partner's figures by each unit that is counted by partner.

        They are released cells and nothing else: those of who spoke in its sessions.

        A theme without a cell prints what a hidden one does: nought is too few to show.
        """
        own = {(cell.unit, cell.theme): cell.n for cell in self._cells}
        return [
            OwnTable(
                unit,
                own.get((unit, None)),
                [(theme.name, own.get((unit, theme.code))) for theme in self.page.themes],
            )
            for unit in self.page.units
            if unit in self._counted
        ]

    @cached_property
    def _counted(self) -> set[str]:
        """Return the units that are counted by partner, whichever."""
        return {cell.unit for cell in self.release.cells if cell.dimension == DIMENSION}

    @property
    def _cells(self) -> list[ReleaseCell]:
        wanted = DIMENSION, str(self.partner_id)
        return [cell for cell in self.release.cells if (cell.dimension, cell.value) == wanted]


def views_for(session: Session, partner: Partner, language: str) -> list[ReleaseView]:
    """Return what every frozen release of the engagement tells a partner, newest first."""
    rows = session.execute(
        select(Release, Brief.state)
        .outerjoin(Brief, Brief.release_id == Release.id)
        .where(Release.engagement_id == partner.engagement_id, Release.state == "done")
        .order_by(Release.id.desc())
    )
    return [
        ReleaseView(
            release,
            partner.id,
            language,
            state != "approved",
            _own(session, release, partner),
            may_write(session, release, partner),
        )
        for release, state in rows.all()
    ]


def _own(session: Session, release: Release, partner: Partner) -> Dissent | None:
    found = dissents_of(session, release.id)
    return next((each for each in found if each.partner_id == partner.id), None)
