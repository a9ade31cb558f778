"""What the report on treatment counts of a year, and how its figures add up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pathways.dates import months_after
from pathways.reporting.rules import completeness, declined
from pathways.reporting.rules.completeness import RecordedCounts
from pathways.reporting.rules.declined import DeclinedCounts
from pathways.reporting.rules.funnels import falling_with
from pathways.reporting.rules.periods import ONE, YEAR
from pathways.reporting.rules.proportions import ClassTally, OutcomeClass, Period, Share
from pathways.reporting.rules.standings import PeopleAlike
from pathways.reporting.rules.treatment_units import (
    EFFECTIVE,
    FIXED_DAYS,
    LEFT_EARLY,
    OFFERED,
    ContactState,
    ReleasedRoute,
    ReleasedState,
    TreatedState,
)
from pathways.small_numbers.published import TOO_FEW_BASE, Figure, Parts, Published, Rank, Sum, together

CONTACT: Final = "contact"
PEOPLE, OUT_OF, LEFT_OUT, PENDING, DIED = "people", "out of", "left out", "pending", "died"
NOT_SEEN, WAITS = "not seen", "waits for an offer"


def figure_of(of: str, what: str) -> str:
    """The name of a figure."""
    return f"{of} {what}"


# Time to first contact.


@dataclass(frozen=True, kw_only=True)
class ContactCounts:
    """People first referred in the year, each by the first of their referrals that counts.

    `seen` are those seen by each of the fixed days and not by the one before. Nobody's wait is cut short before day 42
    (whoever is short of it is pending), so of each day the share of Aalen and Johansen is how many were seen by then,
    out of all who were followed, also those who died first.
    """

    left_out: int = 0
    pending: int = 0
    seen: tuple[int, ...] = (0,) * len(FIXED_DAYS)
    died: int = 0
    not_seen: int = 0
    waits_for_offer: int = 0

    @property
    def out_of(self) -> int:
        return sum(self.seen) + self.died + self.not_seen

    @property
    def people(self) -> int:
        return self.out_of + self.pending

    @property
    def shares(self) -> tuple[Share, ...]:
        """Seen by each of the fixed days."""
        return tuple(Share(sum(self.seen[: step + 1]), self.out_of) for step in range(len(FIXED_DAYS)))


def contact_counts(people: Iterable[PeopleAlike]) -> ContactCounts:
    """How these people got on, each by the first of their referrals that counts."""
    classes: Counter[str] = Counter()
    seen: Counter[int] = Counter()
    waits = 0
    for states, number, _ in people:
        every = [ContactState(*state) for state in states]
        state = next((each for each in every if each.outcome != OutcomeClass.LEFT_OUT.value), every[0])
        classes[state.outcome] += number
        seen[state.by] += number
        waits += number * state.waits_for_offer
    return ContactCounts(
        left_out=classes[OutcomeClass.LEFT_OUT.value],
        pending=classes[OutcomeClass.PENDING.value],
        seen=tuple(seen[day] for day in FIXED_DAYS),
        died=classes[OutcomeClass.DIED.value],
        not_seen=classes[OutcomeClass.NO.value],
        waits_for_offer=waits,
    )


def seen_on(step: int) -> str:
    """The figure of whoever was seen by one of the fixed days and not by the one before."""
    return figure_of(CONTACT, f"seen {step}")


def seen_by(step: int) -> str:
    """The figure of whoever was seen by one of the fixed days: by the first it is `seen_on`."""
    return figure_of(CONTACT, f"by {FIXED_DAYS[step]}") if step else seen_on(step)


def not_seen_by(step: int) -> str:
    """The figure of whoever was followed and not seen by one of the fixed days, also because they died."""
    return f"not {seen_by(step)}"


def _of_contacts(of: ContactCounts) -> Parts:
    people, out_of, pending = (figure_of(CONTACT, what) for what in (PEOPLE, OUT_OF, PENDING))
    died, not_seen, waits = (figure_of(CONTACT, what) for what in (DIED, NOT_SEEN, WAITS))
    figures = [
        whole(people, of.people),
        Figure(name=figure_of(CONTACT, LEFT_OUT), people=of.left_out),
        Figure(name=pending, people=of.pending),
        Figure(name=out_of, people=of.out_of, rank=Rank.SUBTOTAL),
        Figure(name=died, people=of.died),
        Figure(name=not_seen, people=of.not_seen),
        Figure(name=waits, people=of.waits_for_offer),
        Figure(name=f"not {waits}", people=of.people - of.waits_for_offer, printed=False),
    ]
    steps = range(len(FIXED_DAYS))
    figures += [Figure(name=seen_on(step), people=of.seen[step]) for step in steps]
    figures += [
        Figure(name=seen_by(step), people=share.count, rank=Rank.SUBTOTAL)
        for step, share in enumerate(of.shares)
        if step
    ]
    figures += [
        Figure(name=not_seen_by(step), people=share.of - share.count, printed=False)
        for step, share in enumerate(of.shares)
    ]
    sums = [
        Sum(people, (out_of, pending)),
        Sum(people, (waits, f"not {waits}")),
        Sum(out_of, (*map(seen_on, steps), died, not_seen)),
        *(Sum(out_of, (seen_by(step), not_seen_by(step))) for step in steps),
        *(Sum(seen_by(step), (seen_by(step - 1), seen_on(step))) for step in steps if step),
        Sum(not_seen_by(steps[-1]), (died, not_seen)),
    ]
    return falling_with(people, figures), sums


def whole(name: str, people: int) -> Figure:
    """Everybody of a measure. Of fewer than ten nothing is shown."""
    is_too_few = 0 < people < TOO_FEW_BASE
    return Figure(name=name, people=people, rank=Rank.TOTAL, withheld=is_too_few, star=0 if is_too_few else 1)


# Courses of structured treatment.


TREATED: Final = "treated"
YES, NO, MISSING = OutcomeClass.YES.value, OutcomeClass.NO.value, OutcomeClass.MISSING.value
_DIED = OutcomeClass.DIED.value
TOGETHER: Final = ((YES, NO), (YES, _DIED), (NO, YES), (NO, NO), (_DIED, YES), (_DIED, _DIED))
"""How somebody can stand by both at once: nobody stayed or completed who left early, and a death before day 84 counts
for both, but for whoever had completed or left before it."""


@dataclass(frozen=True, kw_only=True)
class TreatedCounts:
    """People whose course of structured treatment began in the year, each by the first of them.

    `offered` are they by how long they waited. `became` has them by both other measures at once, as "yes no":
    in treatment on day 84 or completed, and not left early.
    """

    offered: ClassTally = field(default_factory=ClassTally)
    became: Mapping[str, int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        return self.offered.cohort

    @property
    def effective(self) -> ClassTally:
        return self._by(0)

    @property
    def left_early(self) -> ClassTally:
        return self._by(1)

    def _by(self, place: int) -> ClassTally:
        classes: Counter[str] = Counter()
        for both, number in self.became.items():
            classes[both.split()[place]] += number
        return ClassTally(**classes)

    @property
    def tallies(self) -> Mapping[str, ClassTally]:
        """The classes of each measure, by its code."""
        return {OFFERED: self.offered, EFFECTIVE: self.effective, LEFT_EARLY: self.left_early}


def treated_counts(people: Iterable[PeopleAlike]) -> TreatedCounts:
    """How these people got on, each by the first of their journeys."""
    offered: Counter[str] = Counter()
    became: Counter[str] = Counter()
    for states, number, _ in people:
        state = TreatedState(*states[0])
        offered[state.offered] += number
        became[f"{state.effective} {state.left_early}"] += number
    return TreatedCounts(offered=ClassTally(**offered), became=dict(sorted(became.items())))


def _of_treated(of: TreatedCounts) -> Parts:
    people = figure_of(TREATED, PEOPLE)
    figures, sums = [whole(people, of.people)], []
    for code, tally in of.tallies.items():
        out_of = figure_of(code, OUT_OF)
        classes = {each.value: getattr(tally, each.value) for each in OutcomeClass}
        figures += [Figure(name=figure_of(code, each), people=number) for each, number in classes.items()]
        figures.append(Figure(name=out_of, people=classes[YES] + classes[NO], rank=Rank.SUBTOTAL))
        apart = (figure_of(code, each) for each in classes if each not in (YES, NO))
        sums += [Sum(people, (out_of, *apart)), Sum(out_of, (figure_of(code, YES), figure_of(code, NO)))]
    # The same people by both other measures: a reader has the margins, and takes one from the other.
    cells = {both: figure_of(TREATED, " ".join(both)) for both in TOGETHER}
    figures += [
        Figure(name=name, people=of.became.get(" ".join(both), 0), printed=False) for both, name in cells.items()
    ]
    for place, code in enumerate((EFFECTIVE, LEFT_EARLY)):
        for each in (YES, NO, _DIED):
            sums.append(Sum(figure_of(code, each), tuple(name for both, name in cells.items() if both[place] == each)))
    for each in (OutcomeClass.PENDING.value, OutcomeClass.LEFT_OUT.value):
        sums.append(Sum(figure_of(EFFECTIVE, each), (figure_of(LEFT_EARLY, each),)))
    return falling_with(people, figures), sums


# Released from custody, and back within 6 and 12 months.


RELEASED: Final = "released"
SOON, LATER = "back within 6 months", "back from 6 to 12 months"
BACK_BY_THEN, NOT_BACK = "back within 12 months", "not back"
REFERRED: Final = "referred"


def year_before(period: Period) -> Period:
    """The year whose releases are counted: the 12 months of everybody are over when the report is made."""
    from_on, to_on = (months_after(day, -YEAR) for day in (period.from_on, period.to_on + ONE))
    return Period(from_on=from_on, to_on=to_on - ONE, as_at=period.as_at)


@dataclass(frozen=True, kw_only=True)
class BackCounts:
    """Of people released: how many came back within 6 months, within 12 and not within 6, and not within 12."""

    soon: int = 0
    later: int = 0
    not_back: int = 0

    @property
    def out_of(self) -> int:
        return self.soon + self.later + self.not_back

    @property
    def back(self) -> int:
        return self.soon + self.later


@dataclass(frozen=True, kw_only=True)
class ReleasedCounts:
    """People released in the year before, each by the first of their releases, and by route."""

    routes: Mapping[str, BackCounts] = field(default_factory=dict)
    pending: int = 0
    died: int = 0

    @property
    def everybody(self) -> BackCounts:
        of = self.routes.values()
        return BackCounts(
            soon=sum(each.soon for each in of),
            later=sum(each.later for each in of),
            not_back=sum(each.not_back for each in of),
        )

    @property
    def people(self) -> int:
        return self.everybody.out_of + self.pending + self.died


def released_counts(people: Iterable[PeopleAlike]) -> ReleasedCounts:
    """How these people got on, each by the first of their releases."""
    of: Counter[tuple[str, str]] = Counter()
    classes: Counter[str] = Counter()
    for states, number, _ in people:
        state = ReleasedState(*states[0])
        classes[state.outcome] += number
        if state.outcome in (YES, NO):
            what = NOT_BACK if state.outcome == NO else SOON if state.is_soon else LATER
            of[state.route, what] += number
    return ReleasedCounts(
        routes={
            route.value: BackCounts(
                soon=of[route.value, SOON], later=of[route.value, LATER], not_back=of[route.value, NOT_BACK]
            )
            for route in ReleasedRoute
        },
        pending=classes[OutcomeClass.PENDING.value],
        died=classes[_DIED],
    )


def of_route(route: str, what: str) -> str:
    """The figure of those released by a route; of all where it is ""."""
    return figure_of(RELEASED, f"{what} of {route}" if route else what)


def _of_released(of: ReleasedCounts) -> Parts:
    """Deaths are printed of all together alone. Of a route only those are printed whom its shares are out of."""
    people = figure_of(RELEASED, PEOPLE)
    pending, died = (figure_of(RELEASED, what) for what in (PENDING, DIED))
    figures = [
        whole(people, of.people),
        Figure(name=pending, people=of.pending),
        Figure(name=died, people=of.died),
    ]
    sums = [Sum(people, (of_route("", OUT_OF), pending, died))]
    columns = (OUT_OF, SOON, LATER, BACK_BY_THEN, NOT_BACK, f"not {SOON}")
    for route, back in {"": of.everybody, **of.routes}.items():
        counts = (back.out_of, back.soon, back.later, back.back, back.not_back, back.out_of - back.soon)
        for column, number in zip(columns, counts, strict=True):
            is_total = column == OUT_OF or not route
            # Of a route the shares are printed, with what they are out of; who is left of them a reader works out.
            is_printed = not route or column in (OUT_OF, SOON, BACK_BY_THEN)
            rank = Rank.SUBTOTAL if is_total else Rank.INNER
            figures.append(
                Figure(
                    name=of_route(route, column), people=number, rank=rank, printed=is_printed and column != columns[-1]
                )
            )
        sums += [
            Sum(of_route(route, OUT_OF), (of_route(route, BACK_BY_THEN), of_route(route, NOT_BACK))),
            Sum(of_route(route, OUT_OF), (of_route(route, SOON), of_route(route, f"not {SOON}"))),
            Sum(of_route(route, BACK_BY_THEN), (of_route(route, SOON), of_route(route, LATER))),
        ]
    if of.routes:
        # By any route: the report on recovery of the year before counts them as well.
        referred, none = figure_of(RELEASED, REFERRED), of_route(ReleasedRoute.NONE.value, OUT_OF)
        number = of.everybody.out_of - of.routes.get(ReleasedRoute.NONE.value, BackCounts()).out_of
        figures.append(Figure(name=referred, people=number, printed=False))
        sums.append(Sum(of_route("", OUT_OF), (referred, none)))
    for column in columns if of.routes else ():
        sums.append(Sum(of_route("", column), tuple(of_route(route, column) for route in of.routes)))
    return falling_with(people, figures), sums


# The whole report.


@dataclass(frozen=True, kw_only=True)
class TreatmentCounts:
    """The counts of a year. Of what a release did not count yet there is None."""

    contacts: ContactCounts = field(default_factory=ContactCounts)
    treated: TreatedCounts = field(default_factory=TreatedCounts)
    released: ReleasedCounts = field(default_factory=ReleasedCounts)
    declined: DeclinedCounts | None = None
    recorded: RecordedCounts | None = None


def published_of(of: TreatmentCounts) -> Published:
    """Every figure of the report, printed or worked out, and how they add up."""
    parts = [_of_contacts(of.contacts), _of_treated(of.treated), _of_released(of.released)]
    if of.declined is not None:
        everybody, over = (figure_of(CONTACT, what) for what in (PEOPLE, OUT_OF))
        parts.append(declined.parts_of(of.declined, everybody=everybody, over=over))
    if of.recorded is not None:
        no_offer, number = figure_of(OFFERED, MISSING), of.treated.offered.missing
        everybody = figure_of(TREATED, PEOPLE)
        parts.append(completeness.parts_of(of.recorded, everybody=everybody, no_offer=no_offer, without_offer=number))
    figures, sums = together(parts)
    return Published(figures=tuple(figures), sums=tuple(sums))
