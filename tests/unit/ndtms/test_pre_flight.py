"""The pre-flight finds every fault there is, and invents none."""

from random import Random

import pytest

from pathways.ndtms.rules.checks import CheckFacts, FaultSeverity
from pathways.ndtms.rules.lists import lists_on
from pathways.ndtms.rules.pre_flight import checked, pre_flight
from tests.unit.ndtms.episodes import ENDS_ON, faultless, without_consent
from tests.unit.ndtms.planted import FAULTS

EPISODES, PLANTED = 10_000, 500


def asked() -> CheckFacts:
    return CheckFacts(ends_on=ENDS_ON, lists=lists_on(ENDS_ON))


def looked_at(rows):
    """The pre-flight of these episodes."""
    return pre_flight(checked(row, asked()) for row in rows)


def test_of_ten_thousand_episodes_every_one_of_500_planted_faults_is_found_and_none_is_invented():
    random = Random(20261031)
    spoiled = set(random.sample(range(1, EPISODES + 1), PLANTED))
    rows, planted = [], set()
    for number in range(1, EPISODES + 1):
        if number in spoiled:
            plant, fields = FAULTS[len(planted) % len(FAULTS)]
            rows.append(plant(faultless(number, random)))
            planted |= {(number, field) for field in fields}
        elif random.random() < 0.1:
            rows.append(without_consent(number, random, asked=random.random() < 0.5))
        else:
            rows.append(faultless(number, random))
    random.shuffle(rows)

    report = looked_at(rows)

    assert len(planted) == PLANTED
    assert len(FAULTS) < PLANTED / 6, "each kind is planted several times"
    assert {(fault.referral_id, fault.field) for fault in report.faults} == planted
    assert len(report.faults) == PLANTED, "each is said once"
    assert all(fault.reference and fault.wrong and fault.todo for fault in report.faults)
    assert report.episodes == EPISODES
    assert report.in_full + report.reduced + len([row for row in rows if not row.consent_asked]) == EPISODES
    assert report.stays_out == {fault.referral_id for fault in report.errors}
    assert report.held_back == EPISODES - report.goes


@pytest.mark.parametrize(("plant", "fields"), FAULTS)
def test_each_fault_is_found_alone_whatever_episode_it_is_in(plant, fields):
    for seed in range(5):
        report = looked_at([plant(faultless(1, Random(seed)))])
        assert {fault.field for fault in report.faults} == fields


def test_of_somebody_who_did_not_agree_nothing_but_agency_and_number_is_looked_at():
    report = looked_at([without_consent(1, Random(1), asked=True)])
    assert report.faults == ()
    assert (report.in_full, report.reduced, report.not_asked) == (0, 1, 0)


def test_a_question_never_put_is_counted_apart_from_a_no():
    report = looked_at([without_consent(1, Random(1), asked=False)])
    assert (report.reduced, report.not_asked) == (0, 1)


def test_whose_agreement_could_still_be_asked_for_is_named_and_is_no_fault():
    rows = [without_consent(1, Random(1), asked=False), faultless(2, Random(1), CONSENT="N", may_be_asked=True)]
    report = looked_at(rows)
    assert ([row.referral_id for row in report.to_ask], report.faults) == ([2], ())


def test_an_episode_number_used_twice_holds_the_second_back():
    rows = [faultless(1, Random(1)), faultless(2, Random(2), EPISODID="R-00001")]
    report = looked_at(rows)
    assert [(fault.referral_id, fault.field) for fault in report.faults] == [(2, "EPISODID")]
    assert (report.goes, report.stays_out) == (1, {2})


def test_a_fourth_substance_is_no_fault():
    substances = ("heroin", "crack", "alcohol", "cannabis", "mdma")
    assert looked_at([faultless(1, Random(1), substances=substances)]).faults == ()


def test_a_death_is_no_fault_where_it_is_the_reason():
    row = faultless(1, Random(1), interventions=(), tops=(), DISD=ENDS_ON, DISRSN="89", died_on=ENDS_ON)
    assert looked_at([row]).faults == ()


def test_somebody_who_left_and_died_later_keeps_how_they_left():
    row = faultless(1, Random(3), interventions=(), tops=(), DISD=ENDS_ON.replace(day=2), DISRSN="85", died_on=ENDS_ON)
    assert looked_at([row]).faults == ()


def test_a_number_that_nobody_verified_is_listed_and_is_no_fault():
    row = faultless(1, Random(1), substances=("synthetic_cannabinoids",), DISD=None, DISRSN="")
    report = looked_at([row])
    assert report.faults == ()
    assert ("DRUG1", "Mamba, spice", 1) in {(blank.column, blank.label, blank.records) for blank in report.left_blank}


def test_faults_that_stop_a_record_come_first():
    rows = [faultless(1, Random(1), ETHNIC=""), faultless(2, Random(2), SEX="")]
    severities = [fault.severity for fault in looked_at(rows).faults]
    assert severities == [FaultSeverity.ERROR, FaultSeverity.WARNING]


def test_what_pathways_does_not_record_is_named_and_never_filled():
    report = looked_at([faultless(1, Random(1))])
    named = {column.name for column in report.not_recorded}
    assert {"NATION", "DAT", "VETERAN"} <= named
