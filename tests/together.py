"""Two who act at the same moment, or while another is at it, each on a connection of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError, Event, Thread
from typing import Any

import pytest
from flask import Flask

from pathways.refusals import Refused
from pathways.store.base import db


def both_look_first(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """After this check of a module whoever comes first waits for the other, unless the other waits for them already.

    On SQLite the other always does: one writes at a time.
    """
    if db.engine.dialect.name == "sqlite":
        return
    check, barrier = getattr(module, name), Barrier(2)

    def then_wait(*args: Any, **facts: Any) -> Any:
        answer = check(*args, **facts)
        with suppress(BrokenBarrierError):
            barrier.wait(0.25)
        return answer

    monkeypatch.setattr(module, name, then_wait)


def at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """What each is told, "" for done, in the order of the words."""
    db.session.commit()

    def run(act: Callable[[], object]) -> str:
        with app.app_context():
            try:
                act()
                db.session.commit()
                return ""
            except Refused as refusal:
                db.session.rollback()
                return str(refusal)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@contextmanager
def meanwhile(app: Flask, act: Callable[[], object]) -> Iterator[None]:
    """Somebody else has written this, and commits at the end and not before. Only PostgreSQL lets two write at once."""
    is_written, may_end = Event(), Event()

    def write() -> None:
        with app.app_context():
            act()
            db.session.flush()
            is_written.set()
            may_end.wait(20)
            db.session.commit()
            db.session.remove()

    writer = Thread(target=write)
    writer.start()
    try:
        assert is_written.wait(20)
        yield
    finally:
        may_end.set()
        writer.join()
