"""Long work that writes in batches, each of which first asks who holds the work."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.coding_task import CodingTask
from community_voice.store.database import begin_writing
from community_voice.store.leasing import LeaseLost


class Holder:
    """Begins each batch by asking whether this worker still has the work."""

    def __init__(
        self, session: Session, work: AnalysisRun | CodingTask, worker: str | None
    ) -> None:
        self.session = session
        self.work = work
        self._worker = worker

    def begin(self) -> None:
        """Start a transaction that writes, and hold the work's row until it ends."""
        self.session.commit()
        begin_writing(self.session)
        model: type[AnalysisRun] | type[CodingTask] = type(self.work)
        held_by = self.session.scalar(
            select(model.leased_by).where(model.id == self.work.id).with_for_update(key_share=True)
        )
        if held_by != self._worker:
            self.session.rollback()
            raise LeaseLost
