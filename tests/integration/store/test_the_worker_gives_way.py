"""Whoever saves at a desk on an SQLite file gets a turn while the worker makes figures, and how everybody stands."""

from contextlib import closing
from itertools import pairwise
from types import SimpleNamespace

import pytest

from pathways.cli import worker
from pathways.reporting.actions import making
from pathways.store import engines
from tests.figures import AFTER_THE_QUARTER, keep_standings
from tests.integration.reporting.records import assessed
from tests.on_both import SQLITE_ALONE


def saves_at_once(db):
    """Whether somebody else may write now, without any patience."""
    with closing(db.engine.raw_connection()) as other, closing(other.cursor()) as asking:
        asking.execute("PRAGMA busy_timeout=0")
        asking.execute("BEGIN IMMEDIATE")
        asking.execute("ROLLBACK")
        asking.execute(f"PRAGMA busy_timeout={1000 * engines.LOCK_SECONDS}")
    return True


@pytest.mark.parametrize("while_it", ["counts_of", "hidden_from_each", "remade"])
@SQLITE_ALONE
def test_figures_are_counted_and_decided_while_desks_save(app, db, the_clock, monkeypatch, while_it):
    assessed()
    the_clock.set(AFTER_THE_QUARTER)
    db.session.commit()
    keep_standings()
    does, saved = getattr(making, while_it), []
    monkeypatch.setattr(making, while_it, lambda *given: (saved.append(saves_at_once(db)), does(*given))[1])
    while worker.make_figures("one"):
        continue
    assert saved


LONGEST_LOOK = 0.1
"""Seconds after which SQLite looks again at the latest, for whoever waits to save."""


@SQLITE_ALONE
def test_between_many_lots_whoever_waits_has_time_to_look_again(app, monkeypatch):
    now, rested, lots = [0.0], [0.0], iter([1] * 40)

    def made():
        now[0] += 0.1
        return next(lots, 0)

    def rest(seconds):
        assert seconds > LONGEST_LOOK
        now[0] += seconds
        rested.append(now[0])

    monkeypatch.setattr(worker, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=rest))
    monkeypatch.setattr(making, "keep_standings", made)
    done = worker.keep_standings("one")
    assert 0 < done < 40, "the other jobs have their turn"
    held = [later - before for before, later in pairwise([*rested, now[0]])]
    assert len(rested) > 2
    assert max(held) < 1, "a desk waits for less than a second"
