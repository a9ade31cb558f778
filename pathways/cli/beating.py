"""The worker says that it is at work: every ten seconds, between two things it does. One that hangs falls silent."""

import logging
import time

from sqlalchemy.exc import SQLAlchemyError

from pathways.outbox import actions as outbox
from pathways.server_log import told_without_words
from pathways.store import db, roll_back

logger = logging.getLogger(__name__)
SECONDS = 10.0


class Heart:
    """The beats of this process. Until it is started, as in a command that is no worker, it does nothing."""

    def __init__(self) -> None:
        self.worker, self.beat_at = "", 0.0

    def start(self, worker: str) -> None:
        """From now on this process is the worker of that name."""
        self.worker, self.beat_at = worker, 0.0
        self.beat()

    def beat(self) -> None:
        """Say so, if it is time. Commits, so it is called where nothing is under way; an outage does not stop it."""
        if not self.worker or (self.beat_at and time.monotonic() - self.beat_at < SECONDS):
            return
        try:
            outbox.beat(worker=self.worker)
            db.session.commit()
            self.beat_at = time.monotonic()
        except SQLAlchemyError as error:
            roll_back()
            words = told_without_words(error)
            logger.error("The worker cannot say that it is at work: %s", words, extra={"repeated": "no beat"})

    def stop(self) -> None:
        """The worker ends, because somebody asked it to: it leaves nothing behind that looks like a death."""
        if self.worker:
            try:
                outbox.stopped(worker=self.worker)
                db.session.commit()
            except SQLAlchemyError:
                roll_back()
            self.worker = ""


heart = Heart()
