"""A disposal of before was given and has ended, in a way that its machine has."""

from datetime import UTC, datetime, timedelta

import pytest

from pathways.disposals.of_before.rules import PastDisposal, ends_of, past_disposal_reasons, takes_effect
from pathways.disposals.steps.rules.machine import GIVEN_IS_THE_END, MACHINES, State, is_ended
from pathways.law.rules.disposal_terms import Kind
from pathways.law.rules.tables import packaged

DECIDED = datetime(2025, 3, 5, 8, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
CAUTION = {
    "offence": "TA68-1",
    "kind": Kind.CC,
    "decided_at": DECIDED,
    "given_at": DECIDED + timedelta(hours=1),
    "ended_as": State.COMPLETED,
    "ended_at": DECIDED + timedelta(days=60),
}
SIMPLE = {name: CAUTION[name] for name in ("offence", "decided_at", "given_at")} | {"kind": Kind.SC}


def fields(facts):
    return [each.field for each in past_disposal_reasons(PastDisposal(**facts), now=NOW, law=packaged())]


def test_one_that_was_given_and_has_ended_may_be_said():
    assert fields(CAUTION) == []
    assert fields(SIMPLE) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"offence": None}, "offence"),
        ({"kind": Kind.YC}, "kind"),
        ({"given_at": DECIDED - timedelta(hours=1)}, "given_at"),
        ({"given_at": NOW + timedelta(hours=1), "ended_at": NOW + timedelta(hours=2)}, "given_at"),
        ({"ended_as": None}, "ended_as"),
        ({"ended_as": State.ACTIVE}, "ended_as"),
        ({"ended_as": State.PAID}, "ended_as"),
        ({"ended_as": State.CLOSED_DIED}, "ended_as"),
        ({"ended_at": None}, "ended_at"),
        ({"ended_at": DECIDED}, "ended_at"),
        ({"ended_at": NOW + timedelta(hours=1)}, "ended_at"),
    ],
)
def test_what_cannot_be_is_told_at_its_column(changed, field):
    assert field in fields(CAUTION | changed)


@pytest.mark.parametrize("named", ["ended_as", "ended_at"])
def test_what_ends_when_it_is_given_has_no_other_end(named):
    assert fields(SIMPLE | {named: CAUTION[named]}) == [named]


@pytest.mark.parametrize("kind", MACHINES)
def test_every_end_is_one_of_the_machine_that_comes_after_it_was_given(kind):
    ends = ends_of(kind)
    assert bool(ends) is (kind not in GIVEN_IS_THE_END)
    assert all(is_ended(kind, end) and step.to == end for end, step in ends.items())
    assert State(takes_effect(kind).to) not in ends
