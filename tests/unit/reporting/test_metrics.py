"""A metric is a definition that can be read, each person counted is in one class of it, and a group's figures add up."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pathways.arrest_tests.testing.rules.results import LabStep
from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.rules.completeness import COMPLETE
from pathways.reporting.rules.conditions import KEPT_IN_TIME
from pathways.reporting.rules.declined import DECLINED_FIRST
from pathways.reporting.rules.journeys import ENGAGED, STARTED, Chain, ChainLink, FirstReferralUnit, PositiveTestUnit
from pathways.reporting.rules.mental_health import NEED, NEED_MET
from pathways.reporting.rules.metrics import (
    METRICS,
    REGISTER,
    Cohort,
    OutcomeState,
    Registered,
    checked,
    cohort_of,
    cohorts_by_area,
    metric,
    outcome_state,
    terms_of,
)
from pathways.reporting.rules.profile_words import DECLARED_METRIC, FOUND_METRIC, POSITIVE_METRIC
from pathways.reporting.rules.proportions import ClassTally, CountedUnit
from pathways.reporting.rules.recovery_units import (
    AGAIN,
    DONE,
    DONE_OF_LEFT,
    NALOXONE,
    PEER,
    SEEN,
    SEEN_SOON,
)
from pathways.reporting.rules.standings import PeopleAlike, stretches_of
from pathways.reporting.rules.treatment_units import BACK, BACK_SOON, CONTACTED, EFFECTIVE, LEFT_EARLY, OFFERED
from pathways.tables import BadTable

START, H = date(2026, 3, 1), 84
DAY_H = START + timedelta(days=H)


def state(as_at=DAY_H, **facts):
    of = outcome_state(CountedUnit(started_on=START, **facts), as_at=as_at, horizon=H)
    return of.outcome, of.happened, of.may_still


def test_every_metric_says_what_a_commissioner_asks_and_what_began_before_a_change_is_counted_as_before():
    every = {each.code for each in METRICS}
    for each, terms in terms_of(START, *every):
        assert [term for term, _ in terms] == [
            "Who is counted", "Counts as yes", "Of whom", "Left out", "Pending until", "Definition",
        ]  # fmt: skip
        assert str(each.horizon_days) in f"{each.numerator} {each.maturity}"
    assert every == {STARTED, ENGAGED, CONTACTED, OFFERED, EFFECTIVE, LEFT_EARLY, BACK_SOON, BACK} | {
        DONE, DONE_OF_LEFT, AGAIN, SEEN_SOON, SEEN, NALOXONE, PEER, POSITIVE_METRIC, FOUND_METRIC, DECLARED_METRIC,
        NEED, NEED_MET, KEPT_IN_TIME, DECLINED_FIRST, COMPLETE,
    }  # fmt: skip
    assert metric(STARTED, date(1990, 1, 1)).version == "1"
    with pytest.raises(KeyError):
        metric("reconviction", START)


def test_a_word_of_a_metric_changes_with_a_new_version_alone_and_that_needs_somebody_who_approved_it():
    first = metric(ENGAGED, START)
    assert checked([first], REGISTER) == (first,)
    assert first.terms[-1][1].endswith("Not approved by a commissioner yet.")
    with pytest.raises(BadTable, match="does not read as it was registered"):
        checked([replace(first, numerator=f"{first.numerator}, in the room")], REGISTER)
    later = replace(first, version="2", effective_from=date(2027, 4, 1), horizon_days=42)
    with pytest.raises(BadTable, match=f"is not registered: .*{later.digest}"):
        checked([first, later], REGISTER)
    registered = Registered(code=ENGAGED, version="2", digest=later.digest)
    with pytest.raises(BadTable, match="must say who approved it"):
        checked([first, later], [*REGISTER, registered])
    approved = replace(registered, approved_by="J. Sutterby, Lincolnshire Public Health", approved_on=START)
    assert checked([first, later], [*REGISTER, approved]) == (first, later)
    assert approved.words == "Approved by J. Sutterby, Lincolnshire Public Health on 1 March 2026."
    assert replace(first, effective_to=date(2027, 3, 31)).digest == first.digest


def test_day_84_counts_and_before_it_is_over_everybody_is_pending_even_if_it_happened():
    assert state(event_on=DAY_H) == ("yes", True, False)
    assert state(event_on=DAY_H + timedelta(days=1), as_at=DAY_H + timedelta(days=9)) == ("no", False, False)
    day_before = DAY_H - timedelta(days=1)
    assert state(day_before, event_on=START) == ("pending", True, False)
    assert state(day_before) == ("pending", False, True)
    assert state() == ("no", False, False)


def test_who_died_first_may_no_longer_and_who_is_dated_before_the_start_is_left_out():
    soon = START + timedelta(days=5)
    assert state(soon, died_on=soon) == ("pending", False, False)
    assert state(died_on=soon) == ("died", False, False)
    assert state(event_on=soon, died_on=soon) == ("yes", True, False)
    assert state(event_on=START - timedelta(days=1)) == ("left_out", False, False)


def test_the_worked_quarter_of_the_reference_is_36_8_per_cent_and_not_28():
    """Fifty referrals: one in error, nine pending, fourteen engaged, two died first, twenty-four did not."""
    quarter = {
        ("left_out", False, False, ""): 1, ("pending", False, True, ""): 7, ("pending", True, False, ""): 2,
        ("yes", True, False, ""): 14, ("died", False, False, ""): 2, ("no", False, False, ""): 24,
    }  # fmt: skip
    cohort = cohort_of([PeopleAlike((state,), number, number) for state, number in quarter.items()])
    assert cohort.tally == ClassTally(left_out=1, pending=9, yes=14, died=2, no=24)
    assert cohort.tally.share.words == "36.8% (23.4 to 52.7)"
    assert (cohort.people, cohort.so_far, cohort.may_still, cohort.is_final) == (49, 16, 7, False)
    assert cohort.share_so_far.words == "32.7% (21.2 to 46.6)"


def test_a_person_counts_by_the_first_unit_that_counts_and_an_area_has_its_own():
    left, yes = OutcomeState("left_out", False, False, "boston"), OutcomeState("yes", True, False, "lincoln")
    no = OutcomeState("no", False, False, "boston")
    people = [PeopleAlike((left, yes, no), 3, 3), PeopleAlike((no, yes), 2, 2), PeopleAlike((left,), 1, 1)]
    assert cohort_of(people).tally == ClassTally(yes=3, no=2, left_out=1)
    assert cohorts_by_area(people) == {
        "lincoln": Cohort(tally=ClassTally(yes=3), so_far=3),
        "boston": Cohort(tally=ClassTally(no=2, left_out=1)),
    }


def positive(**facts):
    return PositiveTestUnit(person_id=1, record_id=1, number=1, taken_on=START, **facts)


def test_a_test_that_the_laboratory_overturned_is_counted_until_that_day_and_no_longer():
    answer = START + timedelta(days=20)
    unit = positive(checks=((START, LabStep.DISPUTE), (START, LabStep.SEND), (answer, LabStep.NOT_CONFIRMED)))
    assert unit.on(answer - timedelta(days=1)).state.may_still
    assert unit.on(answer) is None


def test_treatment_counts_from_the_day_of_the_test_to_day_168():
    day_168 = START + timedelta(days=168)
    assert positive(started_on=START).on(day_168).state.outcome == "yes"
    assert positive(started_on=day_168).on(day_168).state.outcome == "yes"
    assert positive(started_on=day_168 + timedelta(days=1)).on(day_168 + timedelta(days=9)).state.outcome == "no"
    assert [stretch.standing.state.outcome for stretch in stretches_of(positive())] == ["pending", "no"]


def referral(engaged_on=None, state=ReferralState.IN_TREATMENT, closed_on=None, died_on=None):
    link = ChainLink(state=state, accepted_on=START, attended_on=START, engaged_on=engaged_on, closed_on=closed_on)
    chain = Chain(referred_on=START, links=(link,))
    return FirstReferralUnit(person_id=1, record_id=1, number=1, chain=chain, area="boston", died_on=died_on)


def test_a_referral_closed_without_engaging_is_a_no_and_one_in_error_is_left_out_once_it_is_known():
    closed = START + timedelta(days=10)
    assert referral(state=ReferralState.NOT_ENGAGED, closed_on=closed).on(DAY_H).state.outcome == "no"
    error = referral(state=ReferralState.ERROR, closed_on=closed)
    assert error.on(START).state.may_still
    assert error.on(closed).state.outcome == "left_out"
    assert referral(engaged_on=DAY_H).on(DAY_H).state == OutcomeState("yes", True, False, "boston")
