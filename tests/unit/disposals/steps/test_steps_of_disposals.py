"""What a step asks and records, refused at its field when it was answered wrongly; and what must hold beside it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pathways.disposals.steps.rules.guards import DisposalStanding, guard_reasons, is_time_for
from pathways.disposals.steps.rules.machine import DISPOSAL_STEPS, steps_asked
from pathways.step_tables.rules import Asks

NOW = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
TODAY, DAY = NOW.date(), timedelta(days=1)
RIGHT: dict[Asks, Any] = {
    Asks.TEXT: "Written out at some length, as it was seen and heard",
    Asks.LINE: "A name",
    Asks.PAST_DAY: TODAY,
    Asks.COMING_DAY: TODAY,
    Asks.MOMENT: NOW,
    Asks.YES_NO: "yes",
    Asks.MUST_YES: "yes",
    Asks.VICTIM: "yes",
    Asks.NUMBER: 90,
    Asks.SCAN: None,
}
WRONG: dict[Asks, tuple[Any, ...]] = {
    Asks.TEXT: ("", "   ", None),
    Asks.LINE: ("", "   ", None),
    Asks.PAST_DAY: (None, TODAY + DAY, "yesterday", NOW),
    Asks.COMING_DAY: (None, TODAY - DAY, "tomorrow", NOW),
    Asks.MOMENT: (None, NOW + timedelta(minutes=1), TODAY, NOW.replace(tzinfo=None)),
    Asks.YES_NO: (None, "perhaps", True),
    Asks.MUST_YES: (None, "no", "perhaps"),
    Asks.VICTIM: (None, "perhaps", False),
    Asks.NUMBER: (None, 0, -90, "90", True, 1.5),
    Asks.PICK: (None, "none of them", 7),
}
FIELDS = [(step.event, each) for step in steps_asked().values() for each in step.records]


def right(event: str) -> dict[str, Any]:
    return {
        each.name: each.choices[0][0] if each.kind is Asks.PICK else RIGHT[each.kind]
        for each in steps_asked()[event].records
    }


@pytest.mark.parametrize("event", steps_asked())
def test_a_step_answered_rightly_has_no_fault(event):
    assert steps_asked()[event].faults(right(event), NOW) == ()


@pytest.mark.parametrize(("event", "asked"), [pytest.param(e, a, id=f"{e}-{a.name}") for e, a in FIELDS])
def test_each_answer_of_each_step_is_refused_at_its_field_when_wrong(event, asked):
    for wrong in WRONG.get(asked.kind, ()):
        is_blank = wrong is None or (isinstance(wrong, str) and not wrong.strip())
        faults = steps_asked()[event].faults(right(event) | {asked.name: wrong}, NOW)
        assert [fault.field for fault in faults] == ([] if is_blank and not asked.required else [asked.name]), wrong
    if asked.least:
        (fault,) = steps_asked()[event].faults(right(event) | {asked.name: " x "}, NOW)
        assert fault.message == f"Write {asked.least} characters or more. You typed 1"


def test_a_step_records_what_it_asks_and_nothing_that_was_slipped_in_beside_it():
    sent = right("cps_refuses") | {"overrides": {"a rule": "because"}, "dpp_consent": "yes"}
    stored = steps_asked()["cps_refuses"].as_stored(sent)
    assert set(stored) == {"prosecutor", "decided_on", "text"}
    assert stored["decided_on"] == TODAY.isoformat()


def test_every_event_of_the_table_has_its_words_and_no_others_do():
    assert {event for table in DISPOSAL_STEPS.values() for _, event in table.steps} == set(steps_asked())


def standing(**changes: Any) -> DisposalStanding:
    return DisposalStanding(**({"today": TODAY} | changes))


OPEN = {"deadlines": (TODAY,), "in_effect_on": TODAY - 30 * DAY}
SIDES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    # event, what stands and what is given when it may be taken, and when it may not
    ("excuse_accepted", {"latest_possible_on": TODAY + DAY}, {}, {"latest_possible_on": TODAY}, {}),
    ("excuse_accepted", {}, {"excuse": "illness"}, {}, {"excuse": "refused"}),
    (
        "excuse_accepted",
        {"latest_possible_on": TODAY + DAY},
        {"until": TODAY + DAY},
        {"latest_possible_on": TODAY + DAY},
        {"until": TODAY + 2 * DAY},
    ),
    ("excuse_accepted_no_time", {"latest_possible_on": TODAY}, {}, {"latest_possible_on": TODAY + DAY}, {}),
    ("excuse_accepted_no_time", {}, {"excuse": "illness"}, {}, {"excuse": "reoffended"}),
    ("no_failure_found", {"deadlines": (TODAY,)}, {"why": "not_due"}, {"deadlines": (TODAY - DAY,)}, {"why": "not_due"}),
    ("part_compliance_accepted", OPEN, {}, {"deadlines": ()}, {}),
    ("part_compliance_accepted", OPEN, {}, OPEN | {"service_failed": True}, {}),
    ("decide_prosecute", {}, {}, {"service_failed": True}, {}),
    ("arrest_24A", {}, {}, {"service_failed": True}, {}),
    ("not_completed", {"service_failed": True}, {}, {"service_failed": True}, {"excuse": "none_given"}),
    ("not_done", {"deadlines": (TODAY - DAY,)}, {"why": "deadline"}, {"deadlines": (TODAY,)}, {"why": "deadline"}),
    ("not_done", {"deadlines": (TODAY,)}, {"why": "withdrew"}, {"deadlines": ()}, {"why": "deadline"}),
    ("decide_prosecute", {"charge_by": TODAY}, {}, {"charge_by": TODAY - DAY}, {}),
    ("charge", {"charge_by": TODAY - DAY}, {"on": TODAY - DAY}, {"charge_by": TODAY - DAY}, {"on": TODAY}),
    ("proceedings_instituted", {"charge_by": TODAY}, {"on": TODAY}, {"charge_by": TODAY - DAY}, {"on": TODAY}),
    ("proceedings_instituted", OPEN, {"on": TODAY}, OPEN, {"on": TODAY - 31 * DAY}),
    ("time_expired", {"charge_by": TODAY - DAY}, {}, {"charge_by": TODAY}, {}),
    ("time_expired", {"charge_by": TODAY - DAY}, {}, {"charge_by": None}, {}),
    ("continue", {"charge_by": TODAY + DAY}, {"ends_on": TODAY + DAY}, {"charge_by": TODAY}, {"ends_on": TODAY + DAY}),
    ("re_offer", {"charge_by": TODAY + DAY}, {"ends_on": TODAY + DAY}, {"charge_by": TODAY}, {"ends_on": TODAY + DAY}),
    ("refer_youth", {"is_under_18": True}, {}, {"is_under_18": False}, {}),
    ("person_died", {"is_dead": True}, {}, {"is_dead": False}, {}),
    ("redecide", {"is_dead": False}, {}, {"is_dead": True}, {}),
    ("no_further_action", {"charge_by": TODAY - DAY}, {"code": "17"}, {"charge_by": TODAY}, {"code": "17"}),
    ("no_further_action", {"victim_exists": True}, {"victim_told": "yes"}, {"victim_exists": True}, {"victim_told": "no"}),
    ("close_22", {"victim_exists": False}, {"victim_told": "none"}, {"victim_exists": True}, {"victim_told": "none"}),
    ("court_requested", {"ends_on": TODAY}, {"on": TODAY}, {"ends_on": TODAY - DAY}, {"on": TODAY}),
    ("paid", OPEN, {"on": TODAY}, OPEN, {"on": TODAY - 31 * DAY}),
    ("late_completion_accepted", OPEN, {"completed_on": TODAY}, OPEN, {"completed_on": TODAY - 31 * DAY}),
    ("unpaid_at_end", {"ends_on": TODAY - DAY}, {}, {"ends_on": TODAY}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("event", "yes", "given_yes", "no", "given_no"), SIDES)
def test_what_must_hold_beside_the_machine_is_asked_on_both_sides(event, yes, given_yes, no, given_no):
    right_answers = right(event)
    if "excuse" in right_answers:
        right_answers["excuse"] = "illness"
    assert guard_reasons(event, standing(**yes), right_answers | given_yes) == ()
    assert len(guard_reasons(event, standing(**no), right_answers | given_no)) == 1


def test_a_page_offers_a_step_bound_to_a_time_only_when_that_has_come_and_the_end_alone_after_a_death():
    assert is_time_for("time_expired", standing(charge_by=TODAY - DAY))
    assert not is_time_for("time_expired", standing(charge_by=TODAY))
    assert is_time_for("decide_prosecute", standing(charge_by=TODAY - DAY)), "the page says why not"
    assert is_time_for("person_died", standing(is_dead=True))
    assert not is_time_for("time_expired", standing(is_dead=True, charge_by=TODAY - DAY))


def test_a_report_that_was_wrong_is_set_aside_although_its_date_has_passed():
    late = standing(deadlines=(date(2026, 11, 1),))
    assert guard_reasons("no_failure_found", late, {"why": "met", "evidence": "x" * 20}) == ()


@pytest.mark.parametrize(
    ("event", "facts", "typed"),
    [
        ("charge", {"charge_by": date(2026, 12, 5)}, {"on": date(2026, 12, 6)}),
        ("time_expired", {"charge_by": date(2026, 12, 5)}, {}),
        ("continue", {"charge_by": date(2026, 12, 5)}, {"ends_on": date(2026, 12, 6)}),
        ("court_requested", {"ends_on": date(2026, 12, 5)}, {"on": date(2026, 12, 6)}),
        ("unpaid_at_end", {"ends_on": date(2026, 12, 5)}, {}),
    ],
)
def test_a_day_in_a_reason_is_written_as_everywhere(event: str, facts: dict[str, Any], typed: dict[str, Any]) -> None:
    (reason,) = guard_reasons(event, standing(today=date(2026, 12, 1), **facts), typed)
    assert "5 December 2026" in reason.message
    assert "05 December" not in reason.message
