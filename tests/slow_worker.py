"""A worker that dawdles while it computes, so that a test can kill it there.

`python -m tests.slow_worker MARK STAGE` makes the file MARK when the stage begins, then sleeps
in it for as long as the file is there.
"""

import sys
import time
from pathlib import Path
from typing import Any

from community_voice import worker
from community_voice.extensions import db
from community_voice.store.leasing import Lease
from wsgi import app

if __name__ == "__main__":
    mark, stage = Path(sys.argv[1]), sys.argv[2]
    told = Lease.tick

    def tick(lease: Lease, name: str, done: int, total: int) -> None:
        told(lease, name, done, total)
        if name == stage and done and not mark.exists():
            mark.touch()
            while mark.exists():
                time.sleep(0.02)
                told(lease, name, done, total)

    dawdling: Any = tick
    Lease.tick = dawdling  # type: ignore[method-assign]
    with app.app_context():
        stopping = worker.Stopping()
        stopping.listen()
        worker.run_worker(db.engine, stopping, once=True)
