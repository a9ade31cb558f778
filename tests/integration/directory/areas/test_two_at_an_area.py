"""Two administrators who rename the same area at the same moment: one does, the other is told."""

from datetime import date, timedelta

from pathways import clock
from pathways.audit.models import SYSTEM
from pathways.directory.areas import actions, queries
from pathways.directory.areas import actions as acting
from tests import county
from tests.together import at_once, both_look_first

BEGAN = date(2020, 1, 1)


def test_an_area_has_one_name_and_one_end_whoever_presses_at_the_same_moment(app, db, monkeypatch):
    force, today = county.force(), clock.today()
    number = actions.add_area(by=SYSTEM, organisation=force, name="Northmoor", from_on=BEGAN).id
    both_look_first(monkeypatch, acting, "_stands")

    def rename(name, day):
        return lambda: actions.rename_area(by=SYSTEM, area=queries.area_name(number), name=name, from_on=day)

    messages = at_once(app, rename("The Moors", today), rename("Moorland", today + timedelta(days=1)))
    assert messages == ["", "This has an end already"]
    rows = [row for row in queries.area_names(force.id) if row.code == "northmoor"]
    assert [row.valid_to is None for row in rows] == [False, True]
