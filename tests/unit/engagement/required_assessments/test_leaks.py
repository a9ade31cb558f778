"""What of an assessment was told without written consent is V-050, whoever learned of it."""

from datetime import UTC, datetime, timedelta

import pytest

from pathways.engagement.required_assessments.rules import Leaked, LeakedTo, LeakFacts, leak_faults, met_by_leak

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def a_leak(**changes: object) -> LeakFacts:
    plain: dict[str, object] = {
        "what": Leaked.ATTENDANCE,
        "whom": LeakedTo.POLICE,
        "told_to": "PC Marsh, Lincoln",
        "told_at": NOW - timedelta(hours=1),
        "done": "He was asked not to use it",
    }
    return LeakFacts(**(plain | changes))


def fields(facts: LeakFacts, *, agreed: bool = False) -> list[str | None]:
    return [reason.field for reason in leak_faults(facts, now=NOW, police_may_know=agreed)]


def test_a_whole_account_has_nothing_against_it_and_met_v_050() -> None:
    assert fields(a_leak()) == []
    for what in Leaked:
        assert met_by_leak(a_leak(what=what)).rule == "V-050"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"told_at": NOW + timedelta(minutes=1)}, "told_at"),
        ({"told_to": "  "}, "told_to"),
        ({"done": "Nothing"}, "done"),
    ],
)
def test_each_thing_that_is_missing_is_said_at_its_field(changes: dict[str, object], field: str) -> None:
    assert fields(a_leak(**changes)) == [field]


def test_what_the_person_had_agreed_in_writing_that_police_are_told_is_no_incident_and_anything_else_is() -> None:
    assert fields(a_leak(), agreed=True) == ["whom"]
    assert fields(a_leak(what=Leaked.CONTENT), agreed=True) == []
    assert fields(a_leak(whom=LeakedTo.FAMILY), agreed=True) == []
