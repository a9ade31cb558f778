"""A worker says that it is at work."""

from datetime import timedelta

from sqlalchemy import delete, update

from pathways import clock
from pathways.outbox.models import WorkerBeat
from pathways.store import db, rows_changed

FORGOTTEN_AFTER = timedelta(days=7)
"""Until then whoever looks after the service can see that one was killed (design choice)."""


def beat(*, worker: str) -> None:
    """The worker of this name is at work now."""
    now = clock.now()
    if not rows_changed(update(WorkerBeat).where(WorkerBeat.worker == worker).values(beat_at=now)):
        db.session.add(WorkerBeat(worker=worker, started_at=now, beat_at=now))
        db.session.flush()


def stopped(*, worker: str) -> None:
    """The worker ended because somebody asked it to."""
    db.session.execute(delete(WorkerBeat).where(WorkerBeat.worker == worker))


def forget_silent() -> None:
    """Drop the rows of workers that have not been heard for a week."""
    db.session.execute(delete(WorkerBeat).where(WorkerBeat.beat_at < clock.now() - FORGOTTEN_AFTER))
