"""A machine read from a table: what leads where, for whom, and every reason against it. What no row says, nobody may."""

from enum import StrEnum
from pathlib import Path

import pytest

from pathways.arrest_tests.rules import CUSTODY_STEPS
from pathways.disposals.steps.rules.machine import DISPOSAL_STEPS
from pathways.referrals.steps.rules import REFERRAL_STEPS
from pathways.step_tables.rules import StepTable, StepTaker, read_table, reasons_against
from tests.machines.table import CUSTODY, DISPOSALS, REFERRALS, singles

HEAD = "machine,from,event,to,guard,who,must_record\n"
ROWS = """GROUP,OPEN,members,NEW|PAUSED_TOO,,,
GROUP,PAUSED_TOO,members,PAUSED|OF_ANOTHER,,,
ONE,NEW,begin,AT_WORK,,officer,
ONE,AT_WORK,pause,PAUSED,,officer,
ONE,PAUSED,go_on,PREVIOUS,,officer,
ALL,OPEN,look,SAME,,nobody,
TWO|THREE,NEW,begin,PAUSED,,sergeant,
"""
MAY = {"officer": (StepTaker("CO"),), "sergeant": (StepTaker("DM", 2),), "nobody": ()}


class Work(StrEnum):
    NEW, AT_WORK, PAUSED = "NEW", "AT_WORK", "PAUSED"


def tables(folder: Path, rows: str = ROWS) -> dict[str, StepTable[Work]]:
    (folder / "table.csv").write_text(HEAD + rows)
    return read_table(folder / "table.csv", ["ONE", "TWO"], Work, lambda _, who: MAY[who])


def test_a_row_is_of_each_machine_and_leads_from_each_state_that_it_names(tmp_path):
    both = tables(tmp_path)
    assert set(both) == {"ONE", "TWO"}
    assert [step.event for step in both["ONE"].steps_from(Work.NEW)] == ["begin", "look"]
    assert set(both["TWO"].steps) == {(Work.NEW, "begin"), (Work.NEW, "look"), (Work.PAUSED, "look")}
    assert both["ONE"].states_before("look") == both["ONE"].groups["OPEN"] == {Work.NEW, Work.PAUSED}


def test_a_step_leads_on_or_stays_or_leads_back_to_where_it_came_from_if_that_is_known(tmp_path):
    after = tables(tmp_path)["ONE"].after
    assert after(Work.NEW, "begin") is Work.AT_WORK
    assert after(Work.NEW, "look") is Work.NEW
    assert after(Work.PAUSED, "go_on", Work.AT_WORK) is Work.AT_WORK
    assert after(Work.PAUSED, "go_on") is None
    assert after(Work.AT_WORK, "begin") is None


def test_a_step_is_for_whom_the_table_names_from_their_rank_on_and_for_nobody_else(tmp_path):
    both = tables(tmp_path)
    assert both["ONE"].may_take(Work.NEW, "begin", "CO")
    assert not both["ONE"].may_take(Work.NEW, "begin", "DM", 4)
    assert [both["TWO"].may_take(Work.NEW, "begin", "DM", level) for level in (None, 1, 2, 3)] == [0, 0, 1, 1]
    assert not both["ONE"].may_take(Work.NEW, "look", "CO")
    assert not both["ONE"].may_take(Work.AT_WORK, "begin", "CO")


@pytest.mark.parametrize(
    ("rows", "fault"),
    [(ROWS + "ONE,NEW,begin,PAUSED,,officer,\n", ValueError), (ROWS.replace("sergeant", "a sergeant"), KeyError)],
)
def test_a_table_that_leads_to_two_places_or_names_somebody_unknown_is_not_used(tmp_path, rows, fault):
    with pytest.raises(fault):
        tables(tmp_path, rows)


def test_every_guard_is_asked_and_every_reason_given_with_its_field():
    def late(now, _given):
        if now > 3:
            yield "It is late"

    def short(_now, given):
        if len(given["words"]) < 3:
            yield "Write more", "words"

    reasons = reasons_against((late, short), 4, {"words": ""}, source="The Act")
    assert [(reason.message, reason.field, reason.source) for reason in reasons] == [
        ("It is late", None, "The Act"),
        ("Write more", "words", "The Act"),
    ]
    assert reasons_against((late, short), 3, {"words": "enough"}) == ()


@pytest.mark.parametrize(
    ("table", "machines"), [(CUSTODY, CUSTODY_STEPS), (DISPOSALS, DISPOSAL_STEPS), (REFERRALS, {"REF": REFERRAL_STEPS})]
)
def test_a_second_reading_of_each_table_makes_the_same_steps(table, machines):
    ours = {(name, *pair, step.to, step.who) for name, steps in machines.items() for pair, step in steps.steps.items()}
    again = {(*pair, step.to, step.who) for pair, step in singles(table).items() if step.machine in machines}
    assert ours == again
    assert len(ours) > 100
