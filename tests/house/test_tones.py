"""Colour tells the truth: one table of states and tones, and every template takes the tone from it."""

import re

import pytest

from pathways.admin.rules import ProposalState, UserState
from pathways.approvals.rules import ChangeState
from pathways.arrest_tests.failures_to_attend.rules import FailureState
from pathways.arrest_tests.held_records.rules import HoldState
from pathways.arrest_tests.lawful_basis.rules.facts import Tag
from pathways.arrest_tests.testing.rules.results import LabState
from pathways.casefile.rules.tasks import TaskState
from pathways.deadlines.rules.states import ClockStanding as OfAClock
from pathways.disposals.conditions.queries import Due
from pathways.disposals.conditions.rules import ConditionStatus, Reported
from pathways.disposals.steps.rules.machine import State
from pathways.engagement.care_plan.rules import GoalState
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.imports.rules.comparing import Agreement
from pathways.imports.rules.deciding import RunState as OfAnImport
from pathways.law.rules.disposal_terms import Verdict
from pathways.law.rules.law_on_a_day import RegimeStanding as OfALaw
from pathways.ndtms.rules.checks import FaultSeverity
from pathways.outbox.rules import MessageState
from pathways.people.search.rules import Closeness
from pathways.policy.rules.changes import SwitchState
from pathways.policy.rules.what_if import RunState
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.steps.rules import ReferralState
from pathways.ui.rendering import TABLE, TONES, panel_tone, tone
from tests.house.test_templates import TEMPLATES, read

MACHINES = (
    *(ProposalState, UserState, Tag, FailureState, HoldState, LabState, ChangeState, OfALaw, TaskState, OfAClock),
    *(ConditionStatus, Reported, State, Verdict, RequiredOutcome, GoalState, FaultSeverity, MessageState, Closeness),
    *(RunState, SwitchState, AppointmentOutcome, ConsentState, ReferralState, Due, Agreement, OfAnImport),
)
LATE = ("Overdue", "Passed", "Past its date", "Out of time", "Time limit passed", "Time to charge has run out")
NEVER_GREEN = (
    *LATE,
    *("Lapsed", "Withdrawn", "Agreed, not live", "Agreed, not understood", "Agreed earlier", "Does not agree"),
    *("Did not attend", "Failed to attend", "Not met", "Held for an inspector", "To record", "To be decided again"),
)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: f"{machine.__module__}.{machine.__name__}")
def test_each_state_has_a_tone(machine):
    assert [
        state.label for state in machine if state.label.partition(":")[0] not in TONES and state.label not in TONES
    ] == []


def test_no_word_has_two_tones():
    words = [word for words in TABLE.values() for word in words.split("|")]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_late_is_red_everywhere():
    assert {tone(word) for word in LATE} == {"red"}
    assert panel_tone("Past its date") == "bad"


def test_what_lapsed_was_missed_or_is_to_do_is_never_green():
    assert [word for word in NEVER_GREEN if tone(word) == "green"] == []
    assert tone("Lapsed: this service") == "amber"


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_gives_a_state_a_tone_of_its_own(name):
    assert re.findall(r"\btag\([^{}]*\btone=", read(name)) == []


def test_a_green_tick_stands_for_what_is_so_never_for_what_is_to_do():
    ticked = re.compile(r"to_do[^}]*state=\"done\"")
    assert [name for name in TEMPLATES if ticked.search(read(name))] == []
