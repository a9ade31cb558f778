"""Whoever a service declined before any accepted them, of the same people as the first contacts."""

from datetime import date, timedelta
from random import Random

import pytest

from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.rules import treatment
from pathways.reporting.rules.declined import (
    DECLINED_FIRST,
    Answered,
    AnsweredUnit,
    DeclinedCounts,
    declined_counts,
    not_known_words,
)
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.journeys import Chain, ChainLink
from pathways.reporting.rules.kept_figures import read_counts, written
from pathways.reporting.rules.metrics import metric
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.standings import alike
from pathways.reporting.rules.treatment import ContactCounts, TreatmentCounts, contact_counts
from pathways.reporting.rules.treatment_units import CONTACTED, ContactUnit
from pathways.reporting.rules.treatment_words import treatment_of
from pathways.small_numbers.beside import hidden_alone
from tests.unit.reporting.days_of_units import assert_nothing_changes_but_on_its_days

DAY = timedelta(days=1)
SENT = date(2025, 9, 1)
PERIOD = Period(from_on=date(2025, 4, 1), to_on=date(2026, 3, 31), as_at=date(2026, 6, 30))


def link(accepted=None, *, seen=None, state=ReferralState.ACCEPTED, closed=None):
    return ChainLink(
        state=state, accepted_on=accepted, attended_on=seen, engaged_on=None, closed_on=closed,
    )  # fmt: skip


def unit(accepted=None, *noes, person=1, number=1, on=SENT, before=False, **facts):
    """A referral accepted so many days after it was sent, and declined before or after that."""
    accepted_on = None if accepted is None else on + accepted * DAY
    chain = Chain(referred_on=on, links=(link(accepted_on, **facts),))
    return AnsweredUnit(
        person_id=person, record_id=person, number=number, chain=chain, is_of_before=before,
        declined_on=tuple(on + day * DAY for day in noes),
    )  # fmt: skip


def answered(of, as_at=PERIOD.as_at):
    return Answered(of.on(as_at).state.answered)


@pytest.mark.parametrize(
    ("accepted", "noes", "expected"),
    [
        (3, [], Answered.NOT_DECLINED),
        (None, [], Answered.NOT_DECLINED),
        (3, [3], Answered.ONCE),
        (3, [1, 2], Answered.MORE),
        (3, [9], Answered.NOT_DECLINED),
        (42, [0], Answered.ONCE),
        (43, [42], Answered.NOBODY),
        (None, [42], Answered.NOBODY),
        (None, [43], Answered.NOT_DECLINED),
    ],
)
def test_a_no_counts_until_somebody_accepted_and_until_day_42(accepted, noes, expected):
    assert answered(unit(accepted, *noes)) is expected


def test_what_another_system_answered_is_not_known_and_who_withdrew_is_left_out():
    assert answered(unit(3, before=True)) is Answered.NOT_KNOWN
    assert answered(unit(3, 1), SENT + 41 * DAY) is Answered.PENDING
    assert answered(unit(3, 1), SENT + 42 * DAY) is Answered.ONCE
    assert answered(unit(state=ReferralState.WITHDRAWN, closed=SENT + DAY)) is Answered.LEFT_OUT
    assert answered(unit(3, seen=SENT - DAY)) is Answered.LEFT_OUT


def test_nothing_changes_on_a_day_that_a_referral_does_not_name():
    of = unit(5, 1, 3, closed=SENT + 60 * DAY)
    assert_nothing_changes_but_on_its_days(of, until=SENT + 90 * DAY)


@pytest.mark.parametrize("seed", range(5))
def test_these_are_the_people_of_the_first_contacts(seed):
    dice = Random(seed)
    units = [
        unit(
            dice.choice((None, dice.randrange(60))), *dice.sample(range(60), dice.randrange(3)), number=number,
            person=dice.randrange(40), on=PERIOD.from_on + dice.randrange(450) * DAY,
            seen=dice.choice((None, SENT, SENT + 200 * DAY)),
            **dice.choice(({}, {}, {"state": ReferralState.ERROR, "closed": SENT + 99 * DAY})),
        )
        for number in range(80)
    ]  # fmt: skip
    contacts = [
        ContactUnit(person_id=each.person_id, record_id=each.record_id, number=each.number, chain=each.chain)
        for each in units
    ]
    of, theirs = declined_counts(alike(units, PERIOD)), contact_counts(alike(contacts, PERIOD))
    assert (of.people, of.pending, of.left_out) == (theirs.people, theirs.pending, theirs.left_out)
    assert of.out_of + of.not_known == theirs.out_of
    assert metric(DECLINED_FIRST, SENT).horizon_days == metric(CONTACTED, SENT).horizon_days


def shown(of):
    counts = TreatmentCounts(
        contacts=ContactCounts(seen=(of.people - of.pending, 0, 0), pending=of.pending), declined=of
    )
    hidden = hidden_alone("treatment", treatment.published_of(counts)).hidden
    return treatment_of(counts, hidden, PERIOD).declined


MANY = DeclinedCounts(once=12, more=5, nobody=8, not_declined=75, not_known=40)


def test_the_share_is_of_those_whose_answers_are_known():
    of = shown(MANY)
    assert of.sentence == (
        "Declined by a service before any accepted them: 25 of 100 who were first referred and whose answers from "
        "services are known, 25.0% (95% interval 17.5 to 34.3). Of the same people, declined and not accepted by anybody "
        "by day 42: 8 of 100, 8.0% (95% interval 4.1 to 15.0). 40 more were brought over from another system: the "
        "answers to their referrals are not known."
    )
    assert of.cannot
    assert ("Not known: the referral was brought over from another system", "40") in [each.cells for each in of.classes]
    few = shown(DeclinedCounts(nobody=2, not_declined=30))
    assert few.rates[0].cells[1:] == ("*", "32", "*", "*")
    assert "Nobody was first referred" in shown(DeclinedCounts()).sentence


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("0", ""),
        ("1", " 1 more was brought over from another system: the answers to their referral are not known."),
        ("*", " How many were brought over from another system, without the answers, is not shown."),
    ],
)
def test_who_was_brought_over_is_named_beside_the_share_and_a_few_are_not_shown(number, words):
    assert not_known_words(number) == words


def test_a_year_that_was_made_before_says_nothing_of_it():
    before = TreatmentCounts(contacts=ContactCounts(seen=(40, 0, 0)))
    text = written(before, hidden_alone("treatment", treatment.published_of(before)), salt="grain")
    counts, hidden = read_counts(Report.TREATMENT, text.replace(',"declined":null,"recorded":null', ""))
    assert counts == before
    assert [each.name for each in treatment_of(counts, hidden, PERIOD).sections][:2] == [
        "first-contact", "offered-within-21-days",
    ]  # fmt: skip
