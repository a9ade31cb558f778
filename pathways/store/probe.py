"""Asking the database whether it answers, without waiting for it longer than whoever asks can wait."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from pathways.server_log import told_without_words
from pathways.store.outages import Outage, outage_of

logger = logging.getLogger(__name__)

SECONDS = 1.2
FRESH_FOR = 1.0
DOES_NOT_ANSWER = "the database does not answer"
IS_FULL = "the disk of the database is full"
MISSES_THAT_ALARM = 2
_TAKES_LONG = frozenset({Outage.SLOW, Outage.LOCKED})


@dataclass(frozen=True)
class Answer:
    """What is wrong, a sentence each, and whether it may go on: one miss may only mean that the machine is busy."""

    problems: tuple[str, ...] = ()
    is_ready: bool = True


class _Question:
    """One question, asked in a thread of its own: it may never come back."""

    def __init__(self, ask: Callable[[], list[str]], seconds: float) -> None:
        self.began, self.seconds, self.came_back = time.monotonic(), seconds, threading.Event()
        self.problems, self.took_too_long, self.why = [DOES_NOT_ANSWER], False, ""
        threading.Thread(target=self._run, args=(ask,), daemon=True).start()

    @property
    def is_missed(self) -> bool:
        """Whether there is no answer yet, or the database gave up before it had one."""
        return self.took_too_long or not self.came_back.is_set()

    def _run(self, ask: Callable[[], list[str]]) -> None:
        try:
            self.problems = ask()
        except SQLAlchemyError as error:
            is_late = time.monotonic() - self.began > self.seconds
            self.took_too_long = is_late or outage_of(error) in _TAKES_LONG
            if outage_of(error) is Outage.FULL:
                self.problems = [IS_FULL]
            self.why = f" ({told_without_words(error)})"
        finally:
            self.came_back.set()


class Probe:
    """What is wrong with a database, on a connection of its own. One question at a time, whoever asks.

    `look` reads what it wants to know on that connection and says what is wrong. A question that hangs is not asked
    again before it came back. `name` is what the log calls it.
    """

    def __init__(
        self, url: str, look: Callable[[Connection], list[str]], *, name: str, seconds: float = SECONDS
    ) -> None:
        self.url, self.look, self.name, self.seconds = url, look, name, seconds
        self.engine: Engine | None = None
        self.lock = threading.Lock()
        self.question: _Question | None = None
        self.missed: _Question | None = None
        self.misses_in_a_row = 0
        self.last = Answer()

    def answer(self) -> Answer:
        """What is wrong, within `seconds`. Misses are counted in this process: it knows of no other."""
        with self.lock:
            now, question = time.monotonic(), self.question
            is_over = question is not None and question.came_back.is_set()
            if question is None or (is_over and now - question.began > FRESH_FOR):
                question = self.question = _Question(self._ask, self.seconds)
            until = question.began + self.seconds
            # The first miss was told already: a second needs as long again without an answer.
            is_asked_again = now >= until
            if is_asked_again and self.misses_in_a_row < MISSES_THAT_ALARM:
                until = now + self.seconds
        question.came_back.wait(max(0.0, until - time.monotonic()))
        with self.lock:
            return self._settled(question, is_asked_again=is_asked_again)

    def _settled(self, question: _Question, *, is_asked_again: bool) -> Answer:
        """The answer to a question that was waited for; what turned is told to the log."""
        if question.is_missed:
            if question is not self.missed:
                self.missed, self.misses_in_a_row = question, self.misses_in_a_row + 1
            elif is_asked_again:
                self.misses_in_a_row = max(self.misses_in_a_row, MISSES_THAT_ALARM)
            too_slow = f"the database did not answer within {self.seconds:g} seconds"
            answer = Answer((too_slow,), is_ready=self.misses_in_a_row < MISSES_THAT_ALARM)
        else:
            self.misses_in_a_row = 0
            answer = Answer(tuple(question.problems), is_ready=not question.problems)
        if answer != self.last:
            self.last = answer
            self._tell(answer, question.why)
        return answer

    def _tell(self, answer: Answer, why: str) -> None:
        words = "; ".join(answer.problems)
        if not answer.problems:
            logger.warning("Health: %s is answered with 200 again", self.name)
        elif answer.is_ready:
            logger.warning("Health: %s: %s. A second time in a row is answered with 503", self.name, words)
        else:
            logger.error("Health: %s is answered with 503: %s%s", self.name, words, why)

    def _ask(self) -> list[str]:
        if self.engine is None:
            limits: dict[str, Any] = {"timeout": 1.0}
            if self.url.startswith("postgresql"):
                limits = {"connect_timeout": 2, "options": "-c statement_timeout=1000 -c lock_timeout=1000"}
            self.engine = create_engine(self.url, poolclass=NullPool, connect_args=limits)
        with self.engine.connect() as connection:
            return self.look(connection)
