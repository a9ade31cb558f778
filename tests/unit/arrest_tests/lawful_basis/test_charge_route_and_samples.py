"""The charge route, and the one sample in a detention that closes both."""

from datetime import date, timedelta

import pytest

from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import SampleFacts
from pathways.law.rules.findings import SampleCondition, SampleRoute
from pathways.law.rules.proposed_changes import Notification
from tests.unit.arrest_tests.cases import NIGHT, a_case, an_offence

AT = NIGHT + timedelta(hours=2)
ON_ARREST_ONLY = Notification(routes=frozenset({SampleRoute.ARREST}))


def test_the_charge_route_is_open_from_14_with_an_appropriate_adult() -> None:
    charged = an_offence(charged_at=AT - timedelta(minutes=30))
    fourteen = a_case(born_on=date(2011, 6, 1), offences=(charged,), appropriate_adult_present=True)
    thirteen = a_case(born_on=date(2011, 6, 2), offences=(charged,), appropriate_adult_present=True)
    assert may_a_sample_be_requested(fourteen).charge.is_open
    assert may_a_sample_be_requested(fourteen).verdict == "Yes, after charge. No inspector needed"
    assert may_a_sample_be_requested(thirteen).charge.blocks == ("V-006",)


def test_under_18s_need_their_own_notification_on_the_charge_route() -> None:
    charged = an_offence(charged_at=AT - timedelta(minutes=30))
    adults_only = Notification(routes=frozenset(SampleRoute))
    young = a_case(
        born_on=date(2009, 1, 1), offences=(charged,), appropriate_adult_present=True, notification=adults_only
    )
    unsure = a_case(
        born_on=date(2007, 1, 1),
        age_is_only_said_or_estimated=True,
        offences=(charged,),
        appropriate_adult_present=True,
        notification=adults_only,
    )
    assert may_a_sample_be_requested(young).charge.blocks == ("V-004",)
    assert may_a_sample_be_requested(unsure).charge.blocks == ()
    assert may_a_sample_be_requested(unsure).charge.warnings == ("V-004",)


def test_a_route_that_the_notification_leaves_out_stays_closed() -> None:
    charged = an_offence(charged_at=AT - timedelta(minutes=30))
    answer = may_a_sample_be_requested(a_case(offences=(charged,), notification=ON_ARREST_ONLY))
    assert answer.charge.blocks == ("V-004",)
    assert [finding.message for finding in answer.charge.blocking] == [
        "The notification for Lincoln does not cover charge testing."
    ]


@pytest.mark.parametrize("condition", list(SampleCondition))
def test_one_sample_in_a_continuous_detention_bars_both_routes_whatever_became_of_it(
    condition: SampleCondition,
) -> None:
    offences = (an_offence(), an_offence("TA68-8", charged_at=AT - timedelta(minutes=5)))
    taken = (SampleFacts(route=SampleRoute.ARREST, condition=condition),)
    answer = may_a_sample_be_requested(a_case(offences=offences, samples=taken))
    assert [route.blocks for route in answer.routes] == [("V-018",), ("V-018",)]
    assert answer.verdict == "No: a sample has already been taken"


def test_a_second_sample_would_be_allowed_only_by_a_regime_of_two_after_an_insufficient_first() -> None:
    def again(condition: SampleCondition) -> tuple[str, ...]:
        taken = (SampleFacts(route=SampleRoute.ARREST, condition=condition),)
        return may_a_sample_be_requested(a_case(samples=taken, max_samples=2)).arrest.blocks

    assert again(SampleCondition.INSUFFICIENT) == ()
    assert again(SampleCondition.SUFFICIENT) == ("V-018",)
