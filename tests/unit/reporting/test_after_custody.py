"""Who was seen within 7 and 21 days of a release with a referral; who was given naloxone, and who met a peer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.rules.journeys import Chain, ChainLink
from pathways.reporting.rules.periods import YEAR, of_months, period_of
from pathways.reporting.rules.recovery import (
    CustodyCounts,
    PeerCounts,
    RecoveredCounts,
    RecoveryCounts,
    SuppliedCounts,
    custody_counts,
    peer_counts,
    published_of,
    supplied_counts,
)
from pathways.reporting.rules.recovery_units import LeftCustodyUnit, PeerUnit, SeenState, SuppliedUnit
from pathways.reporting.rules.recovery_words import recovery_of
from pathways.reporting.rules.standings import alike, stretches_of
from pathways.reporting.rules.treatment_parts import FILE_HEAD, file_rows
from pathways.small_numbers.beside import hidden_alone

RELEASED = date(2024, 3, 1)
AS_AT = date(2024, 9, 30)
PERIOD = period_of(of_months(date(2023, 4, 1), YEAR), AS_AT)
DAY = timedelta(days=1)


def chain(seen_on=None, *, state=ReferralState.ACCEPTED, closed_on=None):
    link = ChainLink(state=state, accepted_on=None, attended_on=seen_on, engaged_on=None, closed_on=closed_on)
    return Chain(referred_on=RELEASED, links=(link,))


def released(*chains, died_on=None, person=1, on=RELEASED):
    whose = {"person_id": person, "record_id": person, "number": on.toordinal()}
    return LeftCustodyUnit(**whose, released_on=on, chains=chains, died_on=died_on)


def state(unit, as_at=AS_AT):
    return SeenState(*unit.on(as_at).state)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, ("yes", True)), (7, ("yes", True)), (8, ("yes", False)), (21, ("yes", False)), (22, ("no", False))],
)
def test_the_day_of_the_release_is_day_0_and_day_21_counts(days, expected):
    """Released on 1 March, the last day that counts is 22 March."""
    assert date(2024, 3, 22) == RELEASED + 21 * DAY
    assert state(released(chain(RELEASED + days * DAY))) == expected


def test_who_died_first_who_waits_and_who_was_seen_before_stand_apart():
    assert state(released(chain(), died_on=RELEASED + 21 * DAY)).outcome == "died"
    assert state(released(chain(), died_on=RELEASED + 22 * DAY)).outcome == "no"
    assert state(released(chain(RELEASED)), RELEASED + 20 * DAY).outcome == "pending"
    assert state(released(chain(RELEASED)), RELEASED + 21 * DAY).outcome == "yes"
    assert state(released(chain(RELEASED - DAY))).outcome == "left_out"


def test_a_referral_that_was_withdrawn_counts_for_nothing_and_of_several_the_first_contact_does():
    withdrawn = chain(RELEASED, state=ReferralState.WITHDRAWN, closed_on=RELEASED)
    assert state(released(withdrawn)).outcome == "left_out"
    assert state(released(withdrawn, chain(RELEASED + 9 * DAY))) == ("yes", False)
    assert state(released(chain(RELEASED + 9 * DAY), chain(RELEASED + 3 * DAY))) == ("yes", True)
    assert state(released(chain(closed_on=RELEASED, state=ReferralState.NOT_ENGAGED))).outcome == "no"


def test_nothing_changes_on_a_day_that_a_release_does_not_name():
    unit = released(
        chain(RELEASED + 9 * DAY),
        chain(state=ReferralState.WITHDRAWN, closed_on=RELEASED + 4 * DAY),
        died_on=RELEASED + 15 * DAY,
    )
    stretches = stretches_of(unit)
    for number in range(60):
        day = RELEASED + number * DAY
        (standing,) = [each.standing for each in stretches if each.from_on <= day < each.until_on]
        assert standing == unit.on(day), day


def test_each_person_once_by_the_first_release_that_counts():
    again = RELEASED + 20 * DAY
    units = [
        released(chain(RELEASED - DAY), person=1),
        released(chain(again), person=1, on=again),
        released(chain(), person=2),
        released(chain(again), person=2, on=again),
        released(chain(RELEASED - DAY), person=3),
        released(chain(), person=4, died_on=RELEASED),
        released(chain(RELEASED + 9 * DAY), person=5),
        released(chain(RELEASED), person=6, on=PERIOD.to_on + DAY),
    ]
    assert custody_counts(alike(units, PERIOD)) == CustodyCounts(left_out=1, soon=1, later=1, not_seen=1, died=1)


def test_naloxone_is_people_and_kits_and_a_peer_counts_once_they_met():
    supplies = [
        SuppliedUnit(person_id=person, record_id=person, number=number, supplied_on=on, kits=kits)
        for number, (person, on, kits) in enumerate(
            [(1, RELEASED, 2), (1, RELEASED, 1), (2, RELEASED, 1), (3, PERIOD.to_on + DAY, 1)]
        )
    ]
    assert supplied_counts(alike(supplies, PERIOD)) == SuppliedCounts(people=2, kits=4)
    offers = [
        PeerUnit(person_id=person, record_id=person, number=number, offered_on=RELEASED, accepted=accepted, met_on=met)
        for number, (person, accepted, met) in enumerate(
            [
                (1, True, RELEASED), (2, True, None), (3, False, None), (3, True, RELEASED + 84 * DAY), (4, False, None),
                (5, True, RELEASED + 85 * DAY),
            ]
        )
    ]  # fmt: skip
    assert peer_counts(alike(offers, PERIOD)) == PeerCounts(people=5, accepted=4, met=2)
    later = replace(offers[-1], met_on=RELEASED + DAY)
    assert [each.standing.state for each in stretches_of(later)] == [(True, False), (True, True)]


# The page in words, and its file.


FULL = RecoveryCounts(
    recovered=RecoveredCounts(
        left_out=0,
        began=70,
        became={"completed": 40, "left": 20, "moved": 10, "died": 5, "goes on": 125},
        again={"completed no": 30, "completed yes": 10, "other yes": 8, "other no": 5},
    ),
    custody=CustodyCounts(soon=40, later=20, not_seen=40),
    supplied=SuppliedCounts(people=50, kits=72),
    peers=PeerCounts(people=60, accepted=30, met=15),
)


def report(counts):
    return recovery_of(counts, hidden_alone("recovery", published_of(counts)).hidden, PERIOD)


def test_every_measure_is_said_in_a_sentence_with_whom_it_is_of_and_what_may_not_be_concluded():
    of = report(FULL)
    assert [section.sentence for section in of.sections] == [
        "Completed treatment: 40 of 200 who were in treatment, 20.0% (95% interval 15.0 to 26.1). Of those who left "
        "it: 40 of 75, 53.3% (95% interval 42.2 to 64.2).",
        "In treatment again within six calendar months: 18 of 53 who had completed a course, 34.0% (95% interval "
        "22.7 to 47.4).",
        "Seen for the first time after leaving custody with a referral: within 7 days 40 of 100, 40.0% (95% interval "
        "30.9 to 49.8); within 21 days 60 of 100, 60.0% (95% interval 50.2 to 69.1).",
        "Supplied with take-home naloxone: 50 people, with 72 kits.",
        "Accepted peer support: 30 of 60 who were offered it, 50.0% (95% interval 37.7 to 62.3); met their peer "
        "within 84 days: 15 of 60, 25.0% (95% interval 15.8 to 37.2).",
    ]
    assert all(section.cannot and section.metrics for section in of.sections)
    lines = [dict(zip(FILE_HEAD, row, strict=True)) for row in file_rows(of)]
    by_line = {each["line"]: each for each in lines}
    assert (by_line["Kits (not people)"]["people"], by_line["Died in treatment"]["people"]) == ("72", "5")
    assert {each["metric"] for each in lines} >= {"completed_of_those_who_left", "seen_after_custody_within_7_days"}


def test_few_people_are_said_in_words_and_nobody_is_nobody():
    few = RecoveryCounts(
        recovered=RecoveredCounts(became={"completed": 3}, again={"completed no": 3}),
        custody=CustodyCounts(not_seen=4), supplied=SuppliedCounts(people=2, kits=2), peers=PeerCounts(people=1),
    )  # fmt: skip
    for counts, words in ((few, "is not shown: they are too few"), (RecoveryCounts(), "Nobody ")):
        assert all(words in section.sentence and not section.is_shown for section in report(counts).sections)


def test_a_few_kits_more_than_people_are_not_shown():
    of = report(RecoveryCounts(supplied=SuppliedCounts(people=20, kits=22)))
    assert "20 people. How many kits is not shown." in of.sections[3].sentence
    as_many = report(RecoveryCounts(supplied=SuppliedCounts(people=20, kits=20)))
    assert "20 people, with 20 kits." in as_many.sections[3].sentence
