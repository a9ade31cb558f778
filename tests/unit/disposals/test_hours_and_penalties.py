"""The hours of attendance and the sums of a caution, each against the limit of its day, and low-value shop theft."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pathways.disposals.conditions.rules import ConditionKind, Object
from pathways.disposals.facts.rules.case import CaseRecord, OffenceFact
from pathways.disposals.proposal.rules.verdicts import opinion
from pathways.law.rules.disposal_terms import Gate, Kind
from tests.unit.disposals.plain_case import TODAY, facts, one_condition


def _cap(*codes: str, on: date = TODAY, mode: str | None = None) -> object:
    offences = tuple(OffenceFact(code=code) for code in codes)
    case = CaseRecord(age_at_disposal=35, appropriate_adult_needed=False, offences=offences)
    return facts({"trial_mode": mode} if mode else None, case=case, anchor=on)["fin_cap"]


def test_the_penalty_cap_follows_how_the_offence_is_tried() -> None:
    assert [_cap(code) for code in ("TA68-12", "TA68-1", "TA68-8", "XX")] == [50, 100, 150, None]
    assert [_cap("XX", mode=mode) for mode in ("summary", "either_way", "indictable_only")] == [50, 100, 150]


def test_low_value_shop_theft_takes_the_lowest_cap_unless_it_stands_beside_a_graver_offence_in_either_order() -> None:
    assert _cap("TA68-1-LOW") == 50
    assert _cap("TA68-1-LOW", "TA68-12") == 50
    assert _cap("TA68-1-LOW", "TA68-22") == _cap("TA68-22", "TA68-1-LOW") == 100


def test_the_caps_are_those_of_the_day_of_the_caution_and_not_known_before_the_order_that_set_them() -> None:
    first = date(2013, 4, 8)
    assert (_cap("TA68-1", on=first), _cap("TA68-1", on=first - timedelta(days=1))) == (100, None)


def test_low_value_shop_theft_is_tried_either_way_so_that_no_six_months_run_however_old_it_is() -> None:
    old = CaseRecord(
        age_at_disposal=35,
        appropriate_adult_needed=False,
        offences=(OffenceFact(code="TA68-1-LOW"),),
        offence_on=date(2026, 5, 26),
    )
    summary = replace(old, offences=(OffenceFact(code="VA1824-3"),))
    known = facts(case=old, plan=(one_condition(),))
    assert (known["offence_statute"], known["trial_mode"]) == ("SHOP_LOW_VALUE", "either_way")
    assert known["limitation_applies"] is False
    fires = {
        case.offences[0].code: "CC-17"
        in {
            reason.rule_id
            for reason in opinion(Kind.CC, facts(case=case, plan=(one_condition(),)), gate=Gate.AUTHORISE).reasons
        }
        for case in (old, summary)
    }
    assert fires == {"TA68-1-LOW": False, "VA1824-3": True}


@pytest.mark.parametrize("kind", [kind for kind in ConditionKind if kind.object is not Object.REHABILITATIVE])
def test_hours_of_any_condition_that_is_not_for_rehabilitation_count_whatever_its_kind(kind: ConditionKind) -> None:
    known = facts(plan=(one_condition(kind=kind, hours=40),))
    assert known["non_rehab_attendance_hours"] == 40
    assert "CC-14" in {reason.rule_id for reason in opinion(Kind.CC, known).reasons}


def test_a_repair_or_an_apology_without_hours_asks_for_none() -> None:
    plan = (one_condition(kind=ConditionKind.REPAIR), one_condition(kind=ConditionKind.APOLOGY))
    assert facts(plan=plan)["non_rehab_attendance_hours"] == 0


def test_hours_that_stand_in_the_words_of_a_repair_are_not_known_until_they_are_entered() -> None:
    plan = (one_condition(kind=ConditionKind.REPAIR, wording="Repair the fence of 3 High Street, 40 h"),)
    assert facts(plan=plan)["non_rehab_attendance_hours"] is None
