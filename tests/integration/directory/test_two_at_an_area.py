"""Two administrators who rename the same area at the same moment: one does, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError

from pathways import clock
from pathways.audit import SYSTEM
from pathways.directory import actions, queries
from pathways.directory.actions import areas as acting
from pathways.refusals import Refused
from pathways.store import db as database
from tests import county

BEGAN = date(2020, 1, 1)


def at_once(app, *acts):
    """What each is told, "" for done, when both have looked before either has changed anything, where that can be."""
    barrier = Barrier(len(acts))
    database.session.commit()

    def run(act):
        with app.app_context():
            try:
                act(barrier)
                database.session.commit()
                return ""
            except Refused as refusal:
                database.session.rollback()
                return str(refusal)
            finally:
                database.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_an_area_has_one_name_and_one_end_whoever_presses_at_the_same_moment(app, db, monkeypatch):
    force, today = county.force(), clock.today()
    area = actions.add_area(by=SYSTEM, organisation=force, name="Northmoor", from_on=BEGAN)
    number, stands = area.id, acting._stands

    def both_look_first(barrier):
        def waiting(valid_to):
            stands(valid_to)
            with suppress(BrokenBarrierError):  # the other waits for us already
                barrier.wait(0.5)

        monkeypatch.setattr(acting, "_stands", waiting)

    def rename(name, day):
        def act(barrier):
            both_look_first(barrier)
            actions.rename_area(by=SYSTEM, area=queries.area_name(number), name=name, from_on=day)

        return act

    refusals = at_once(app, rename("The Moors", today), rename("Moorland", today + timedelta(days=1)))
    assert refusals == ["", "This has an end already"]
    rows = [row for row in queries.area_names(force.id) if row.code == "northmoor"]
    assert [row.valid_to is None for row in rows] == [False, True]
