"""Two who act at the same moment, each on a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from flask import Flask

from pathways.refusals import Refused
from pathways.store.base import db


def both_look_first(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """After this check of a module whoever comes first waits for the other, unless the other waits for them already."""
    check, barrier = getattr(module, name), Barrier(2)

    def then_wait(*args: Any, **facts: Any) -> Any:
        answer = check(*args, **facts)
        with suppress(BrokenBarrierError):
            barrier.wait(0.5)
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
