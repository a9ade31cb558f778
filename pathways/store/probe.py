"""Asking the database whether it answers, without waiting for it longer than whoever asks can wait."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from pathways.server_log import told_without_words

logger = logging.getLogger(__name__)

SECONDS = 1.2
FRESH_FOR = 1.0
DOES_NOT_ANSWER = "the database does not answer"


class _Asking:
    """One question, asked in a thread of its own: it may never come back."""

    def __init__(self, ask: Callable[[], list[str]]) -> None:
        self.began, self.problems, self.is_answered = time.monotonic(), [DOES_NOT_ANSWER], threading.Event()
        threading.Thread(target=self._run, args=(ask,), daemon=True).start()

    def _run(self, ask: Callable[[], list[str]]) -> None:
        try:
            self.problems = ask()
        except SQLAlchemyError as error:
            told = told_without_words(error)
            logger.error("Health: the database does not answer: %s", told, extra={"repeated": "outage seen by health"})
        finally:
            self.is_answered.set()


class Probe:
    """What is wrong with a database, on a connection of its own. One question at a time, whoever asks.

    `look` reads what it wants to know on that connection and says what is wrong. A question that hangs is not asked
    again before it came back.
    """

    def __init__(self, url: str, look: Callable[[Connection], list[str]], *, seconds: float = SECONDS) -> None:
        self.url, self.look, self.seconds = url, look, seconds
        self.engine: Engine | None = None
        self.lock = threading.Lock()
        self.asking: _Asking | None = None

    def problems(self) -> list[str]:
        """What is wrong, a sentence each, within `seconds`."""
        with self.lock:
            asking = self.asking
            is_over = asking is not None and asking.is_answered.is_set()
            if asking is None or (is_over and time.monotonic() - asking.began > FRESH_FOR):
                asking = self.asking = _Asking(self._ask)
        asking.is_answered.wait(max(0.0, asking.began + self.seconds - time.monotonic()))
        return list(asking.problems)

    def _ask(self) -> list[str]:
        if self.engine is None:
            limits: dict[str, Any] = {"timeout": 1.0}
            if self.url.startswith("postgresql"):
                limits = {"connect_timeout": 2, "options": "-c statement_timeout=1000 -c lock_timeout=1000"}
            self.engine = create_engine(self.url, poolclass=NullPool, connect_args=limits)
        with self.engine.connect() as connection:
            return self.look(connection)
