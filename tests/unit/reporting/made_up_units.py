"""A made-up county as the reports count it: people who are tested, referred, and come again, over some years."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from pathways.arrest_tests.testing.rules.results import LabStep
from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.rules.journeys import (
    ArrestTestUnit,
    Chain,
    ChainLink,
    FirstReferralUnit,
    PositiveTestUnit,
    ReferredUnit,
)
from pathways.reporting.rules.overview_counts import OverviewCounts, overview_counts
from pathways.reporting.rules.standings import alike

FIRST = date(2024, 1, 1)
AREAS = ("lincoln",) * 5 + ("boston",) * 3 + ("skegness",) * 2 + ("grantham",)


@dataclass(frozen=True)
class MadeUpUnits:
    """The units of everybody."""

    tests: tuple[ArrestTestUnit, ...]
    positive: tuple[PositiveTestUnit, ...]
    referred: tuple[ReferredUnit, ...]
    first: tuple[FirstReferralUnit, ...]

    def counts(self, period) -> OverviewCounts:
        """As the overview counts them."""
        return overview_counts(
            alike(self.tests, period),
            alike(self.referred, period),
            positive=alike(self.positive, period),
            first_referred=alike(self.first, period),
            by_area=(period.to_on - period.from_on).days > 300,
            includes_who_was_tested=period.to_on >= period.as_at,
        )


def units_of(seed, people, from_on, to_on):
    """So many people, each with one test or referral, or more, from one day to another."""
    dice, days = Random(seed), (to_on - from_on).days
    tests, positive, referred, first = [], [], [], []
    for person in range(people):
        died_on = from_on + timedelta(days=dice.randrange(2 * days)) if dice.random() < 0.03 else None
        for _ in range(1 + (dice.random() < 0.2) + (dice.random() < 0.05)):
            day = from_on + timedelta(days=dice.randrange(days))
            if died_on and died_on < day:
                continue
            whose = {"person_id": person, "record_id": person, "number": len(tests) + len(referred), "died_on": died_on}
            is_tested, is_positive = dice.random() < 0.85, dice.random() < 0.45
            chain = _chain(dice, day) if not is_tested or (is_positive and dice.random() < 0.8) else None
            if is_tested:
                checks = ((day + timedelta(days=9), LabStep.DISPUTE),) if is_positive and dice.random() < 0.05 else ()
                tests.append(
                    ArrestTestUnit(
                        **whose,
                        taken_on=day,
                        is_positive=is_positive,
                        is_required=is_positive or None,
                        imposed_on=day if is_positive and dice.random() < 0.95 else None,
                        chains=(chain,) if chain else (),
                        checks=checks,
                    )
                )
                if is_positive:
                    started_on = chain.links[0].started_on if chain else None
                    positive.append(PositiveTestUnit(**whose, taken_on=day, started_on=started_on, checks=checks))
            if chain:
                referred.append(ReferredUnit(**whose, chain=chain))
                first.append(FirstReferralUnit(**whose, chain=chain, area=dice.choice(AREAS)))
    return MadeUpUnits(tuple(tests), tuple(positive), tuple(referred), tuple(first))


def _chain(dice, day):
    reached = []
    at = day
    for chance, wait in ((0.85, 8), (0.75, 20), (0.7, 30), (0.7, 15)):
        if (reached and reached[-1] is None) or dice.random() > chance:
            reached.append(None)
            continue
        at += timedelta(days=dice.randrange(wait))
        reached.append(at)
    return Chain(
        referred_on=day,
        links=(
            ChainLink(
                state=ReferralState.WITHDRAWN if reached[0] is None and dice.random() < 0.2 else ReferralState.ACCEPTED,
                accepted_on=reached[0],
                attended_on=reached[1],
                engaged_on=reached[2],
                started_on=reached[3],
                closed_on=None,
            ),
        ),
    )
