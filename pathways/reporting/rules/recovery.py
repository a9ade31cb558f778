"""What the report on recovery counts of a year, and how its figures add up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from pathways.reporting.rules import conditions, mental_health, overview_counts, treatment
from pathways.reporting.rules.conditions import ConditionsCounts
from pathways.reporting.rules.funnels import falling_with
from pathways.reporting.rules.mental_health import MentalHealthCounts
from pathways.reporting.rules.proportions import OutcomeClass, Period
from pathways.reporting.rules.recovery_units import (
    Became,
    JourneyState,
    PeerState,
    SeenState,
    SuppliedState,
)
from pathways.reporting.rules.standings import PeopleAlike
from pathways.reporting.rules.treatment import DIED, LEFT_OUT, OUT_OF, PENDING, PEOPLE, figure_of, whole
from pathways.small_numbers.published import Figure, Parts, Published, Rank, Sum, together

YES, NO = OutcomeClass.YES.value, OutcomeClass.NO.value
_DIED, _PENDING = OutcomeClass.DIED.value, OutcomeClass.PENDING.value


def since_ever(period: Period) -> Period:
    """Over what journeys are read: all that had begun when the year ended. Their state says which were over before."""
    return Period(from_on=date.min, to_on=period.to_on, as_at=period.as_at)


# In treatment at any time in the year, and in treatment again after it was completed.


IN_TREATMENT: Final = "in treatment"
COMPLETIONS: Final = "completions"
LEFT: Final = "who left"
BEGAN, BEGAN_BEFORE = "began in the year", "began before"
NOT_DONE, LEFT_NOT_DONE, NEVER = "not completed", "left and not completed", "never completed"
OTHER: Final = "other"
ENDS: Final = (Became.COMPLETED, Became.LEFT, Became.MOVED, Became.DIED)
STANDS: Final = (*ENDS, Became.GOES_ON)
TOGETHER: Final = tuple(
    (latest, again)
    for latest in (Became.COMPLETED.value, OTHER)
    for again in (YES, NO, _DIED, _PENDING)
    if (latest, again) != (OTHER, _DIED)
)
"""How somebody who completed treatment in the year can stand by both at once: by the latest of their journeys, and by
whether they began again. Whoever died before they began again has no later one."""


@dataclass(frozen=True, kw_only=True)
class RecoveredCounts:
    """People in treatment at any time in the year, by how the latest of their journeys stood when it ended.

    `again` are those of them who completed a course in it, each by the first that they did, by both at once: "completed
    yes" began again within 6 months and has completed since, "other yes" began again and has not.
    """

    left_out: int = 0
    began: int = 0
    became: Mapping[str, int] = field(default_factory=dict)
    again: Mapping[str, int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        return sum(self.became.values())

    def of(self, *became: Became) -> int:
        """So many of them stood in one of these ways."""
        return sum(self.became.get(each.value, 0) for each in became)

    @property
    def left(self) -> int:
        """Whoever was in treatment no more when the year ended."""
        return self.of(*ENDS)

    def again_of(self, outcome: str) -> int:
        return sum(self.again.get(f"{latest} {outcome}", 0) for latest in (Became.COMPLETED.value, OTHER))

    @property
    def completions(self) -> int:
        return sum(self.again.values())

    @property
    def completions_out_of(self) -> int:
        return self.again_of(YES) + self.again_of(NO)


def recovered_counts(people: Iterable[PeopleAlike], year: int) -> RecoveredCounts:
    """How those of these people stood who were in treatment on any day of that year of public money."""
    became: Counter[str] = Counter()
    again: Counter[str] = Counter()
    left_out = began = 0
    for states, number, _ in people:
        every = [each for each in (JourneyState(*state) for state in states) if each.is_in(year)]
        counted = [each for each in every if each.became != Became.WRONG.value]
        if not counted:
            left_out += number if every else 0
            continue
        latest = counted[-1].became if counted[-1].ended_in == year else Became.GOES_ON.value
        became[latest] += number
        began += number * any(each.began_in == year for each in counted)
        done = next((each.again for each in counted if each.again and each.ended_in == year), "")
        if done:
            again[f"{latest if latest == Became.COMPLETED.value else OTHER} {done}"] += number
    return RecoveredCounts(
        left_out=left_out, began=began, became=dict(sorted(became.items())), again=dict(sorted(again.items()))
    )


def _of_recovered(of: RecoveredCounts) -> Parts:
    people, left = figure_of(IN_TREATMENT, PEOPLE), figure_of(IN_TREATMENT, LEFT)
    stands = {each: figure_of(IN_TREATMENT, each.value) for each in STANDS}
    began, before, not_done, left_not_done = (
        figure_of(IN_TREATMENT, what) for what in (BEGAN, BEGAN_BEFORE, NOT_DONE, LEFT_NOT_DONE)
    )
    done, goes_on = stands[Became.COMPLETED], stands[Became.GOES_ON]
    figures = [
        whole(people, of.people),
        Figure(name=figure_of(IN_TREATMENT, LEFT_OUT), people=of.left_out),
        Figure(name=left, people=of.left, rank=Rank.SUBTOTAL),
        *(
            Figure(name=name, people=of.of(each), rank=Rank.TOTAL if name == done else Rank.INNER)
            for each, name in stands.items()
        ),
        # What a reader takes from other reports (treatment, the year before); and what is left of shares.
        Figure(name=began, people=of.began, printed=False),
        Figure(name=before, people=of.people - of.began, printed=False),
        Figure(name=not_done, people=of.people - of.of(Became.COMPLETED), printed=False),
        Figure(name=left_not_done, people=of.left - of.of(Became.COMPLETED), printed=False),
    ]
    sums = [
        Sum(people, (left, goes_on)),
        Sum(people, (began, before)),
        Sum(people, (done, not_done)),
        Sum(left, (done, left_not_done)),
        Sum(left_not_done, tuple(stands[each] for each in ENDS if each is not Became.COMPLETED)),
    ]
    more, further = _of_completions(of, done)
    # Whoever completed a course is among them, also where a later journey of theirs was not completed.
    never, others = figure_of(IN_TREATMENT, NEVER), [cell for cell in TOGETHER if cell[0] == OTHER]
    figures.append(Figure(name=never, people=of.people - of.completions, printed=False))
    sums.append(Sum(not_done, (never, *(figure_of(COMPLETIONS, " ".join(pair)) for pair in others))))
    return [*falling_with(people, figures), *more], [*sums, *further]


def _of_completions(of: RecoveredCounts, done: str) -> Parts:
    """Whoever completed a course, by whether they began again: beside those who completed the latest (`done`)."""
    people, out_of = (figure_of(COMPLETIONS, what) for what in (PEOPLE, OUT_OF))
    classes = {each: figure_of(COMPLETIONS, each) for each in (YES, NO, _DIED, _PENDING)}
    # How many completed any course differs by a few from those who completed the latest, who are asked for more: it is
    # hidden first, and the others do not fall with it but where all are too few.
    everybody = replace(whole(people, of.completions), rank=Rank.INNER)
    figures = [everybody]
    figures += [Figure(name=name, people=of.again_of(each)) for each, name in classes.items()]
    figures.append(Figure(name=out_of, people=of.completions_out_of, rank=Rank.SUBTOTAL))
    cells = {pair: figure_of(COMPLETIONS, " ".join(pair)) for pair in TOGETHER}
    figures += [
        Figure(name=name, people=of.again.get(" ".join(pair), 0), printed=False) for pair, name in cells.items()
    ]
    sums = [Sum(people, (out_of, classes[_DIED], classes[_PENDING])), Sum(out_of, (classes[YES], classes[NO]))]
    sums += [
        Sum(name, tuple(cell for (_, again), cell in cells.items() if again == each)) for each, name in classes.items()
    ]
    sums.append(Sum(done, tuple(cell for (latest, _), cell in cells.items() if latest == Became.COMPLETED.value)))
    return falling_with(people, figures) if everybody.withheld else figures, sums


# Released from police custody with a referral.


CUSTODY: Final = "custody"
SOON, LATER, BY_THEN, NOT_SEEN = "seen by 7", "seen from 8 to 21", "seen by 21", "not seen"
NOT_SOON, NOT_BY_THEN = f"not {SOON}", f"not {BY_THEN}"


@dataclass(frozen=True, kw_only=True)
class CustodyCounts:
    """People released with a referral in the year, each by the first such release that counts."""

    left_out: int = 0
    pending: int = 0
    soon: int = 0
    later: int = 0
    died: int = 0
    not_seen: int = 0

    @property
    def seen(self) -> int:
        return self.soon + self.later

    @property
    def out_of(self) -> int:
        return self.seen + self.not_seen

    @property
    def people(self) -> int:
        return self.out_of + self.died + self.pending


def custody_counts(people: Iterable[PeopleAlike]) -> CustodyCounts:
    """How these people were seen, each by the first of their releases that counts."""
    classes: Counter[str] = Counter()
    soon = 0
    for states, number, _ in people:
        every = [SeenState(*state) for state in states]
        state = next((each for each in every if each.outcome != OutcomeClass.LEFT_OUT.value), every[0])
        classes[state.outcome] += number
        soon += number * state.is_soon
    return CustodyCounts(
        left_out=classes[OutcomeClass.LEFT_OUT.value],
        pending=classes[_PENDING],
        soon=soon,
        later=classes[YES] - soon,
        died=classes[_DIED],
        not_seen=classes[NO],
    )


def _of_custody(of: CustodyCounts) -> Parts:
    people, out_of, left_out, pending, died = (
        figure_of(CUSTODY, what) for what in (PEOPLE, OUT_OF, LEFT_OUT, PENDING, DIED)
    )
    soon, later, by_then, not_seen, not_soon, not_by_then = (
        figure_of(CUSTODY, what) for what in (SOON, LATER, BY_THEN, NOT_SEEN, NOT_SOON, NOT_BY_THEN)
    )
    figures = [
        whole(people, of.people),
        Figure(name=left_out, people=of.left_out),
        Figure(name=pending, people=of.pending),
        Figure(name=died, people=of.died),
        Figure(name=out_of, people=of.out_of, rank=Rank.SUBTOTAL),
        Figure(name=by_then, people=of.seen, rank=Rank.SUBTOTAL),
        Figure(name=soon, people=of.soon),
        Figure(name=later, people=of.later),
        Figure(name=not_seen, people=of.not_seen),
        Figure(name=not_soon, people=of.out_of - of.soon, printed=False),
        # What a reader takes from the report on treatment, which has those who died among the people who were followed.
        Figure(name=not_by_then, people=of.not_seen + of.died, printed=False),
    ]
    sums = [
        Sum(people, (out_of, died, pending)),
        Sum(out_of, (by_then, not_seen)),
        Sum(out_of, (soon, not_soon)),
        Sum(by_then, (soon, later)),
        Sum(not_by_then, (not_seen, died)),
    ]
    return falling_with(people, figures), sums


# What other reports count of the same people: pairs of names, ours first.


IN_THE_OVERVIEW: Final = (
    (figure_of(CUSTODY, PEOPLE), overview_counts.REFERRED),
    (figure_of(CUSTODY, BY_THEN), overview_counts.SEEN),
)
"""Whoever was released with a referral is among those first referred in the year, and among them who were seen."""
IN_TREATMENT_OF_THE_YEAR: Final = (
    (figure_of(IN_TREATMENT, BEGAN), figure_of(treatment.TREATED, PEOPLE)),
    (figure_of(CUSTODY, PEOPLE), figure_of(treatment.CONTACT, PEOPLE)),
    (figure_of(CUSTODY, SOON), treatment.seen_by(0)),
    (figure_of(CUSTODY, LATER), treatment.seen_on(1)),
    (figure_of(CUSTODY, BY_THEN), treatment.seen_by(1)),
    (figure_of(CUSTODY, NOT_BY_THEN), treatment.not_seen_by(1)),
    (figure_of(CUSTODY, DIED), figure_of(treatment.CONTACT, DIED)),
)
"""Whoever began treatment; and whoever was referred, from custody or any other way, by how they got on: what lies
between are those of each class who came in another way."""
IN_TREATMENT_OF_THE_NEXT: Final = ((figure_of(CUSTODY, PEOPLE), figure_of(treatment.RELEASED, treatment.REFERRED)),)
"""Whoever was released with a referral: the report on treatment of the year after counts them as well."""
CARRIED_ON: Final = ((figure_of(IN_TREATMENT, Became.GOES_ON.value), figure_of(IN_TREATMENT, BEGAN_BEFORE)),)
"""Whoever was still in treatment when a year ended began before the next, but for whoever began anew in that one."""


# Take-home naloxone, and peer support.


SUPPLIED, KITS, MORE_KITS = "supplied", "kits", "kits beyond the first of each"
PEER, ACCEPTED, MET = "peer", "accepted", "met"


@dataclass(frozen=True, kw_only=True)
class SuppliedCounts:
    """People supplied with take-home naloxone in the year, and how many kits they were given."""

    people: int = 0
    kits: int = 0


def supplied_counts(people: Iterable[PeopleAlike]) -> SuppliedCounts:
    counted = [(number, sum(SuppliedState(*state).kits for state in states)) for states, number, _ in people]
    return SuppliedCounts(
        people=sum(number for number, _ in counted), kits=sum(number * kits for number, kits in counted)
    )


def _of_supplied(of: SuppliedCounts) -> Parts:
    """Kits are no people. But where a few more were given than there are people, a few were given another."""
    people, kits, more = (figure_of(SUPPLIED, what) for what in (PEOPLE, KITS, MORE_KITS))
    figures = [
        whole(people, of.people),
        Figure(name=kits, people=of.kits),
        Figure(name=more, people=of.kits - of.people, printed=False),
    ]
    return falling_with(people, figures), [Sum(kits, (people, more))]


@dataclass(frozen=True, kw_only=True)
class PeerCounts:
    """People offered peer support in the year: how many accepted, and how many of them met their peer."""

    people: int = 0
    accepted: int = 0
    met: int = 0


def peer_counts(people: Iterable[PeopleAlike]) -> PeerCounts:
    """Each by what became of any of their offers."""
    offered = accepted = met = 0
    for states, number, _ in people:
        every = [PeerState(*state) for state in states]
        offered += number
        accepted += number * any(each.accepted for each in every)
        met += number * any(each.met for each in every)
    return PeerCounts(people=offered, accepted=accepted, met=met)


def _of_peers(of: PeerCounts) -> Parts:
    people, accepted, met = (figure_of(PEER, what) for what in (PEOPLE, ACCEPTED, MET))
    figures = [
        whole(people, of.people),
        Figure(name=accepted, people=of.accepted, rank=Rank.SUBTOTAL),
        Figure(name=met, people=of.met),
        Figure(name=f"not {accepted}", people=of.people - of.accepted, printed=False),
        Figure(name=f"not {met}", people=of.accepted - of.met, printed=False),
        Figure(name=f"no {met}", people=of.people - of.met, printed=False),
    ]
    sums = [
        Sum(people, (accepted, f"not {accepted}")),
        Sum(accepted, (met, f"not {met}")),
        Sum(people, (met, f"no {met}")),
    ]
    return falling_with(people, figures), sums


# The whole report.


@dataclass(frozen=True, kw_only=True)
class RecoveryCounts:
    """The counts of a year. Of what a release did not count yet there is None."""

    recovered: RecoveredCounts = field(default_factory=RecoveredCounts)
    custody: CustodyCounts = field(default_factory=CustodyCounts)
    supplied: SuppliedCounts = field(default_factory=SuppliedCounts)
    peers: PeerCounts = field(default_factory=PeerCounts)
    mental_health: MentalHealthCounts | None = None
    conditions: ConditionsCounts | None = None


def published_of(of: RecoveryCounts) -> Published:
    """Every figure of the report, printed or worked out, and how they add up."""
    parts = [_of_recovered(of.recovered), _of_custody(of.custody), _of_supplied(of.supplied), _of_peers(of.peers)]
    if of.mental_health is not None:
        parts.append(mental_health.parts_of(of.mental_health))
    if of.conditions is not None:
        parts.append(conditions.parts_of(of.conditions))
    figures, sums = together(parts)
    return Published(figures=tuple(figures), sums=tuple(sums))
