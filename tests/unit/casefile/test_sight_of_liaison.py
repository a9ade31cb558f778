"""What liaison and diversion see of a referral: how it goes, as far as the person agreed that they are told."""

import pytest

from pathways.casefile.rules.who_may_see import FactKind, liaison_may_see
from tests.unit.casefile.sight_cases import CONDITION, HAPPENED, NOTHING, NOW, OPEN_STEP, SAID_ALOUD, SIGNED, a_fact

HOW_IT_GOES = (
    FactKind.APPOINTMENT_OFFERED,
    FactKind.ATTENDED,
    FactKind.DID_NOT_ATTEND,
    FactKind.ENGAGED,
    FactKind.COMPLETED,
    FactKind.CLOSED,
)
OF_THE_POLICE = (
    FactKind.ASSESSMENT_ON_NOTICE,
    FactKind.ASSESSMENT_ATTENDED,
    FactKind.ASSESSMENT_FAILED,
    FactKind.ASSESSMENT_FAILURE_CORRECTED,
    FactKind.CONDITION_REPORTED,
    FactKind.DIED,
    FactKind.SAFEGUARDING_ACTION,
    FactKind.CLINICAL,
)


@pytest.mark.parametrize("kind", [FactKind.SENT, FactKind.ACCEPTED, FactKind.DECLINED, FactKind.NEEDS_A_PLACE])
def test_they_always_see_whether_their_referral_was_taken(kind):
    assert liaison_may_see(a_fact(kind), NOTHING, NOW)


@pytest.mark.parametrize("kind", HOW_IT_GOES)
def test_they_see_how_it_goes_only_while_the_person_agrees(kind):
    assert liaison_may_see(a_fact(kind), SAID_ALOUD, NOW)
    assert not liaison_may_see(a_fact(kind), NOTHING, NOW)
    assert not liaison_may_see(a_fact(kind), SAID_ALOUD, HAPPENED.replace(year=2028))


@pytest.mark.parametrize("kind", OF_THE_POLICE)
@pytest.mark.parametrize("link", [NOTHING, SIGNED, CONDITION, OPEN_STEP])
def test_nothing_of_a_test_an_assessment_or_a_disposal_is_ever_theirs(kind, link):
    fact = a_fact(kind, was_reported=True, condition_id=7, police_are_recipient=True)
    assert not liaison_may_see(fact, link, NOW)


def test_what_comes_from_a_required_assessment_is_not_theirs_even_in_writing():
    assert not liaison_may_see(a_fact(FactKind.ATTENDED, from_required_assessment=True), SIGNED, NOW)
