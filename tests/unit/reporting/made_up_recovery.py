"""The courses of treatment, the releases and the journeys of a made-up county's people, as two reports count them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from pathways.reporting.rules.recovery import RecoveryCounts, custody_counts, recovered_counts, since_ever
from pathways.reporting.rules.recovery_units import JourneyUnit, LeftCustodyUnit, public_year
from pathways.reporting.rules.standings import alike
from pathways.reporting.rules.treatment import (
    TreatmentCounts,
    contact_counts,
    released_counts,
    treated_counts,
    year_before,
)
from pathways.reporting.rules.treatment_units import (
    ContactUnit,
    Course,
    ReleasedRoute,
    ReleasedUnit,
    TreatedUnit,
    journeys_of,
)

REFERRED = tuple(route for route in ReleasedRoute if route is not ReleasedRoute.NONE)


@dataclass(frozen=True)
class MadeUpJourneys:
    """The units of everybody who was referred, released or treated; what two reports count of them."""

    contacts: tuple[ContactUnit, ...]
    custody: tuple[LeftCustodyUnit, ...]
    released: tuple[ReleasedUnit, ...]
    treated: tuple[TreatedUnit, ...]
    journeys: tuple[JourneyUnit, ...]

    def of_treatment(self, period) -> TreatmentCounts:
        return TreatmentCounts(
            contacts=contact_counts(alike(self.contacts, period)),
            treated=treated_counts(alike(self.treated, period)),
            released=released_counts(alike(self.released, year_before(period))),
        )

    def of_recovery(self, period) -> RecoveryCounts:
        return RecoveryCounts(
            recovered=recovered_counts(alike(self.journeys, since_ever(period)), public_year(period.from_on)),
            custody=custody_counts(alike(self.custody, period)),
        )


def with_journeys(units, dice):
    """The same people: whom custody referred, who was released without, whose treatment began and how it ended."""
    contacts, custody, released, courses = [], [], [], defaultdict(dict)
    for each in units.referred:
        whose = {"person_id": each.person_id, "record_id": each.record_id, "number": each.number}
        whose["died_on"] = each.died_on
        contacts.append(ContactUnit(**whose, chain=each.chain))
        if dice.random() < 0.7:
            on = each.chain.referred_on + timedelta(days=dice.choice((0, 0, 0, 1)))
            custody.append(LeftCustodyUnit(**whose, released_on=on, chains=(each.chain,)))
            released.append(ReleasedUnit(**whose, released_on=on, route=dice.choice(REFERRED)))
        started_on = each.chain.links[0].started_on
        if started_on:
            days = dice.choice((None, dice.randrange(90), dice.randrange(400)))
            ended_on = None if days is None else started_on + timedelta(days=days)
            course = Course(started_on=started_on, ended_on=ended_on, why=dice.choice(("80", "80", "85", "84")))
            courses[each.person_id].setdefault(course, (whose, each.chain))
    released += [
        ReleasedUnit(
            person_id=each.person_id, record_id=each.record_id, number=each.number, released_on=each.taken_on,
            route=ReleasedRoute.NONE,
        )
        for each in units.tests
        if not each.chains
    ]  # fmt: skip
    treated, journeys = [], []
    for under in courses.values():
        of_person = journeys_of(under)
        for place, each in enumerate(of_person):
            whose, chain = under[each[0]]
            treated.append(TreatedUnit(**whose, referred_on=chain.referred_on, courses=each))
            after = of_person[place + 1 : place + 2]
            journeys.append(JourneyUnit(**whose, courses=each, again_on=after[0][0].started_on if after else None))
    return MadeUpJourneys(*map(tuple, (contacts, custody, released, treated, journeys)))
