"""How complete the records are of those whose treatment began: what is recorded of each, how the figures add up with
those of treatment, whose people these are, and how they are said (treatment reference 1.2.1, 3.9 and 6)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from pathways.reporting.rules.funnels import falling_with
from pathways.reporting.rules.metrics import metric, terms_of
from pathways.reporting.rules.proportions import Period, Share
from pathways.reporting.rules.standings import PeopleAlike, Standing, days_of
from pathways.reporting.rules.treatment_parts import Rate, Section, months_of, sentence_of, tallies
from pathways.small_numbers.published import Figure, Parts, Rank, Sum

COMPLETE: Final = "records_complete"
SECTION: Final = "records"
IN_TIME: Final = timedelta(days=7)
"""An outcome of an appointment is recorded in time within a week (design choice)."""
YES, NO, NONE = "yes", "no", "none"


class RecordedState(NamedTuple):
    """What is counted of a journey through treatment: whether the ethnicity was asked, a substance (or that there is
    none) is recorded, and every outcome of an appointment was in time; `NONE` where there was no appointment."""

    ethnicity: bool
    substance: bool
    outcomes: str


@dataclass(frozen=True, kw_only=True)
class RecordedUnit:
    """A journey through treatment and what is recorded of it: the days of assessments that say what is used, and each
    appointment with the day on which its outcome was recorded."""

    person_id: int
    record_id: int
    number: int
    referred_on: date
    began: date
    has_ethnicity: bool
    assessed_on: tuple[date, ...] = ()
    appointments: tuple[tuple[date, date | None], ...] = ()

    @property
    def _last_day(self) -> date:
        return self.began + timedelta(days=metric(COMPLETE, self.began).horizon_days)

    @property
    def days(self) -> frozenset[date]:
        over = (day + IN_TIME for day, _ in self.appointments)
        return days_of(self.began, *self.assessed_on, *over)

    def on(self, as_at: date) -> Standing:
        last_day = min(as_at, self._last_day)
        has_substance = any(self.referred_on <= day <= last_day for day in self.assessed_on)
        in_time = [
            recorded_on is not None and recorded_on <= day + IN_TIME
            for day, recorded_on in self.appointments
            if self.referred_on <= day <= self._last_day and day + IN_TIME <= as_at
        ]
        outcomes = NONE if not in_time else YES if all(in_time) else NO
        return Standing(self.began, self.began, RecordedState(self.has_ethnicity, has_substance, outcomes))


@dataclass(frozen=True, kw_only=True)
class RecordedCounts:
    """People whose treatment began in the year, each by the first of their journeys, and of how many what is
    recorded."""

    people: int = 0
    ethnicity: int = 0
    substance: int = 0
    in_time: int = 0
    late: int = 0

    @property
    def with_appointments(self) -> int:
        return self.in_time + self.late


def recorded_counts(people: Iterable[PeopleAlike]) -> RecordedCounts:
    """What is recorded of these people."""
    counted: Counter[str] = Counter()
    for states, number, _ in people:
        state = RecordedState(*states[0])
        counted["people"] += number
        counted["ethnicity"] += number * state.ethnicity
        counted["substance"] += number * state.substance
        counted["in_time"] += number * (state.outcomes == YES)
        counted["late"] += number * (state.outcomes == NO)
    return RecordedCounts(**counted)


# How the figures add up.


ETHNICITY, SUBSTANCE, OFFER = "recorded ethnicity", "recorded substance", "recorded offer"
WITH_APPOINTMENTS, TIMELY, LATE = "recorded appointments", "recorded outcomes", "recorded outcomes late"


def parts_of(of: RecordedCounts, *, everybody: str, no_offer: str, without_offer: int) -> Parts:
    """What is recorded of whoever's treatment began, whose figure is `everybody`. Of how many no offer is recorded
    (`without_offer`) is the figure `no_offer`: it stands with the offers already."""
    lines = ((ETHNICITY, of.ethnicity), (SUBSTANCE, of.substance), (WITH_APPOINTMENTS, of.with_appointments))
    figures, sums = [], []
    for name, number in lines:
        rest = f"not {name}"
        figures += [
            Figure(name=name, people=number, rank=Rank.SUBTOTAL),
            Figure(name=rest, people=of.people - number, printed=False),
        ]
        sums.append(Sum(everybody, (name, rest)))
    figures += [
        Figure(name=OFFER, people=of.people - without_offer),
        Figure(name=TIMELY, people=of.in_time),
        Figure(name=LATE, people=of.late, printed=False),
    ]
    sums += [Sum(everybody, (OFFER, no_offer)), Sum(WITH_APPOINTMENTS, (TIMELY, LATE))]
    return falling_with(everybody, figures), sums


# The section of the report.


CANNOT: Final = (
    "Not that what is recorded is right: only that something is recorded.",
    "Not that a service is careless: records brought over from another system have no appointments, and some have no "
    "assessment.",
    "Nothing about people whose treatment has not begun.",
)


def section_of(
    of: RecordedCounts, hidden: frozenset[str], period: Period, *, everybody: str, without_offer: int
) -> Section:
    """What the report says of it. `everybody` is a figure of treatment."""
    lines = (
        ("Ethnicity asked", of.ethnicity, of.people, ETHNICITY, everybody),
        ("Substances recorded at an assessment", of.substance, of.people, SUBSTANCE, everybody),
        ("Day of the first offer recorded", of.people - without_offer, of.people, OFFER, everybody),
        (
            "Every appointment’s outcome recorded within 7 days", of.in_time, of.with_appointments, TIMELY,
            WITH_APPOINTMENTS,
        ),
    )  # fmt: skip
    rates = tuple(
        Rate(code=COMPLETE, label=label, share=Share(number, whole), count=count, of=whom, hidden=hidden)
        for label, number, whole, count, whom in lines
    )
    classes = tallies(
        hidden,
        ("Everybody whose treatment began", everybody, of.people),
        ("Of them, with an appointment recorded", WITH_APPOINTMENTS, of.with_appointments),
    )
    is_shown = bool(of.people) and everybody not in hidden
    *of_everybody, timely = rates
    counted = [f"{rate.label}: {rate.words}." for rate in of_everybody]
    counted.append(f"{timely.label}: {timely.words_of('who had an appointment')}.")
    sentence = sentence_of(
        of.people,
        f"This is what is recorded for people whose treatment began. {' '.join(counted)}",
        is_shown=is_shown,
        nobody=f"Nobody’s structured treatment began, {months_of(period)}.",
        who="began structured treatment",
    )
    return Section(
        name=SECTION,
        title="How complete the records are",
        sentence=sentence,
        rates=rates,
        classes=classes,
        cannot=CANNOT,
        metrics=tuple(terms_of(period.from_on, COMPLETE)),
        is_shown=is_shown,
        head=("Of whom", "People"),
    )
