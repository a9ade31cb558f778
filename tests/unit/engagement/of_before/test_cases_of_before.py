"""A case of before ended; each step comes after the one before it, and what it came to may end so."""

from datetime import date, timedelta

import pytest

from pathways.engagement.of_before.rules import PastCase, end_of, past_case_reasons
from pathways.engagement.rules import endings
from pathways.referrals.steps.rules import ReferralState, is_closed
from pathways.vocabulary import Substance

CAME, TODAY = date(2025, 3, 11), date(2026, 11, 25)
TREATED = {
    "first_attended_on": CAME,
    "assessed_on": CAME,
    "substances": (Substance.HEROIN,),
    "care_plan_on": CAME + timedelta(days=7),
    "started_on": CAME + timedelta(days=14),
    "modality": "94",
    "engaged_on": CAME + timedelta(days=21),
    "exited_on": CAME + timedelta(days=200),
    "ending": "80",
}
NEVER_CAME = {"exited_on": CAME, "ending": "not-found"}
ASSESSED = {name: TREATED[name] for name in ("assessed_on", "exited_on")} | {"uses_substances": False}


def fields(facts):
    return [each.field for each in past_case_reasons(PastCase(**facts), today=TODAY)]


def test_a_whole_course_one_assessment_and_nobody_at_all_may_be_said():
    for facts in (TREATED, NEVER_CAME, ASSESSED | {"ending": "no_need"}):
        assert fields(facts) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"assessed_on": CAME - timedelta(days=1)}, "assessed_on"),
        ({"care_plan_on": CAME - timedelta(days=1)}, "care_plan_on"),
        ({"engaged_on": CAME}, "engaged_on"),
        ({"exited_on": CAME}, "exited_on"),
        ({"exited_on": TODAY + timedelta(days=1)}, "exited_on"),
        ({"substances": ()}, "uses_substances"),
        ({"uses_substances": False}, "substances"),
        ({"assessed_on": None}, "substances"),
        ({"assessed_on": None, "substances": ()}, "assessed_on"),
        ({"started_on": None, "modality": None}, "started_on"),
        ({"modality": None}, "modality"),
        ({"modality": "96"}, "modality"),
        ({"ending": "cured"}, "ending"),
        ({"ending": "88"}, "ending"),
        ({"ending": "not-found"}, "ending"),
    ],
)
def test_what_cannot_be_is_told_at_its_column(changed, field):
    assert field in fields(TREATED | changed)


@pytest.mark.parametrize("ending", ["80", "85", "85-lost", "86"])
def test_treatment_that_never_started_cannot_end(ending):
    assert fields(ASSESSED | {"ending": ending}) == ["ending"]


@pytest.mark.parametrize(
    ("facts", "ending", "after"),
    [
        (TREATED, "85-lost", ReferralState.LEFT_TREATMENT),
        (TREATED, "83", ReferralState.TRANSFERRED),
        (TREATED, "87", ReferralState.ENDED_IN_CUSTODY),
        (ASSESSED, "88", ReferralState.NOT_ENGAGED),
        (NEVER_CAME, "88", ReferralState.NOT_ENGAGED),
        (NEVER_CAME, "84", ReferralState.TRANSFERRED),
    ],
)
def test_it_may_also_end_by_way_of_a_search_a_transfer_or_a_pause(facts, ending, after):
    assert fields(facts | {"ending": ending}) == []
    assert end_of(PastCase(**(facts | {"ending": ending})))[1] is after


def test_wherever_it_ended_nothing_more_is_expected():
    for facts in (TREATED, ASSESSED, NEVER_CAME):
        ends = [end_of(PastCase(**(facts | {"ending": each}))) for each in endings()]
        assert any(ends)
        assert all(is_closed(each[1]) for each in ends if each)
