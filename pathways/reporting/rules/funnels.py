"""Two funnels of people, never mixed: tested on arrest, and referred by any route; and how their counts add up."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from pathways.reporting.rules.proportions import Share, is_mature
from pathways.reporting.rules.standings import PeopleAlike
from pathways.small_numbers.published import TOO_FEW_BASE, Figure, Parts, Rank, Sum
from pathways.vocabulary import Worded

# The stages of each funnel, and counting people by the furthest stage they reached.
#
# Sources: criminal-justice attrition as the Drugs Act 2005 pathway runs (test, required assessment, treatment),
# verified; the stages shown, 168 days from the start of each and the person's furthest stage are design choices.


HORIZON_DAYS = 168


class FunnelStage(Worded):
    """A step people reach; the hint says what it means on the page."""

    TESTED = "tested", "Tested", "a valid result of a test on arrest"
    POSITIVE = "positive", "Positive", "for a drug of the device's panel"
    REQUIRED = "required", "Assessment required", "imposed before release"
    REFERRED = "referred", "Referred", "sent to a service"
    ACCEPTED = "accepted", "Accepted", "by any service"
    ATTENDED = "attended", "Seen", "first appointment attended"
    ENGAGED = "engaged", "Engaged", "recorded as engaged in treatment"


ON_ARREST = tuple(FunnelStage)
BY_ANY_ROUTE = (FunnelStage.REFERRED, FunnelStage.ACCEPTED, FunnelStage.ATTENDED, FunnelStage.ENGAGED)


@dataclass(frozen=True, kw_only=True)
class Journey:
    """One test on arrest, or one referral with those it was sent on as, and what followed.

    `reached` holds the London date of each later stage in the order of its funnel, None where it was not reached.
    `is_settled` says that the next step can no longer happen (a negative test; no requirement imposed; the referral was
    withdrawn or the person died). `is_overturned`: the laboratory did not confirm a positive result; `is_unconfirmed`:
    it was sent, and no answer confirms or denies it.
    """

    started_on: date
    reached: tuple[date | None, ...]
    is_settled: bool = False
    left_out: bool = False
    is_overturned: bool = False
    is_unconfirmed: bool = False


class JourneyState(NamedTuple):
    """What is counted of a journey: how many stages after the first it passed, and whether it may pass the next."""

    depth: int = 0
    may_go_on: bool = False
    left_out: bool = False
    is_out_of_order: bool = False
    is_overturned: bool = False
    is_unconfirmed: bool = False


def state_of(journey: Journey, as_at: date) -> JourneyState:
    """How a journey stands on a day.

    An event after that day or after day 168 is not seen. It may go on while it is younger than that and not settled.
    Events dated before it began are a data error. A test that the laboratory overturned is tested and nothing more,
    whatever followed from it; one it has not confirmed stays positive (treatment reference 3.1).
    """
    if journey.left_out:
        return JourneyState(left_out=True)
    depth = _depth(journey, as_at)
    is_over = journey.is_settled or journey.is_overturned
    return JourneyState(
        depth=depth,
        may_go_on=not is_over and not is_mature(journey.started_on, HORIZON_DAYS, as_at),
        is_out_of_order=any(day is not None and day < journey.started_on for day in journey.reached),
        is_overturned=journey.is_overturned,
        is_unconfirmed=journey.is_unconfirmed and not journey.is_overturned and depth > 0,
    )


@dataclass(frozen=True, kw_only=True)
class FunnelRow:
    """One stage: people who reached it, of those at the stage before, and those who still may."""

    stage: FunnelStage
    people: int
    before: int | None
    first: int
    pending: int
    is_final: bool

    @property
    def of_previous(self) -> Share | None:
        return None if self.before is None else Share(self.people, self.before)

    @property
    def of_first(self) -> Share:
        return Share(self.people, self.first)


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """The rows, each a part of the one before; `journeys` is how many tests or referrals the people had.

    `overturned_people` had no other positive test: they stand at the first stage. `unconfirmed_people` stand at the
    second or further.
    """

    rows: tuple[FunnelRow, ...]
    journeys: int
    left_out: int
    out_of_order: int
    overturned: int = 0
    overturned_people: int = 0
    unconfirmed: int = 0
    unconfirmed_people: int = 0

    @property
    def pending(self) -> int:
        return sum(row.pending for row in self.rows)


def funnel(people: Iterable[PeopleAlike], *, stages: Sequence[FunnelStage]) -> Funnel:
    """People by their furthest stage. A stage counts within one journey only, and only if the one before it does.

    A person is pending at the step after their furthest one while any journey of theirs may go on. Journeys left out
    are counted beside, and so are those with an event dated before they began.
    """
    furthest = [0] * len(stages)
    pending = [0] * len(stages)
    beside: Counter[str] = Counter()
    for states, number, _ in people:
        every = [JourneyState(*state) for state in states]
        counted = [state for state in every if not state.left_out]
        beside["left out"] += number * (len(every) - len(counted))
        if not counted:
            continue
        depth = max(state.depth for state in counted)
        furthest[depth] += number
        if depth + 1 < len(stages) and any(state.may_go_on for state in counted):
            pending[depth + 1] += number
        beside["journeys"] += number * len(counted)
        for name in ("is_out_of_order", "is_overturned", "is_unconfirmed"):
            such = sum(getattr(state, name) for state in counted)
            beside[name] += number * such
            beside[f"people {name}"] += number * bool(such and (depth == 0 or name != "is_overturned"))
    at_least = [sum(furthest[step:]) for step in range(len(stages))]
    rows = tuple(
        FunnelRow(
            stage=stage,
            people=at_least[step],
            before=at_least[step - 1] if step else None,
            first=at_least[0],
            pending=pending[step],
            is_final=not any(pending[: step + 1]),
        )
        for step, stage in enumerate(stages)
    )
    return Funnel(
        rows=rows,
        journeys=beside["journeys"],
        left_out=beside["left out"],
        out_of_order=beside["is_out_of_order"],
        overturned=beside["is_overturned"],
        overturned_people=beside["people is_overturned"],
        unconfirmed=beside["is_unconfirmed"],
        unconfirmed_people=beside["people is_unconfirmed"],
    )


def _depth(journey: Journey, as_at: date) -> int:
    if journey.is_overturned:
        return 0
    last_day = min(as_at, journey.started_on + timedelta(days=HORIZON_DAYS))
    depth = 0
    for day in journey.reached:
        if day is None or not journey.started_on <= day <= last_day:
            break
        depth += 1
    return depth


# How the counts of a funnel hang together: of each step a reader knows the people before it, at it and pending, and
# works out who is lost and who is missing of the first stage.


@dataclass(frozen=True)
class FunnelMask:
    """Which stages and which pending counts of one funnel are hidden. One that is dropped shows no figure at all.

    The others are the counts that stand beside it: journeys, tests that went to the laboratory, and what is left out.
    """

    people: tuple[bool, ...]
    pending: tuple[bool, ...]
    is_dropped: bool = False
    journeys: bool = False
    overturned: bool = False
    unconfirmed: bool = False
    left_out: bool = False
    out_of_order: bool = False


def mask_of(funnel: Funnel, place: int, hidden: Collection[str]) -> FunnelMask:
    """What of the funnel at a place is hidden, by the names of all figures that are."""
    steps, is_dropped = range(len(funnel.rows)), figure_name(place, "people", 0) in hidden
    return FunnelMask(
        tuple(figure_name(place, "people", step) in hidden for step in steps),
        tuple(is_dropped or figure_name(place, "pending", step) in hidden for step in steps),
        is_dropped=is_dropped,
        **{name: f"{place} {name}" in hidden for name in BESIDE},
    )


BESIDE = ("journeys", "overturned", "unconfirmed", "left_out", "out_of_order")
"""What stands beside a funnel, each the name of a figure and of its place in the mask."""


def parts_of(funnel: Funnel, place: int = 0) -> Parts:
    """Every count of a funnel, printed or worked out, and how they add up.

    Of fewer than ten people nothing is shown, and nothing where it is hidden how many there are.
    """
    rows = funnel.rows
    base = figure_name(place, "people", 0)
    is_too_few = 0 < rows[0].people < TOO_FEW_BASE
    figures = [
        Figure(name=base, people=rows[0].people, rank=Rank.TOTAL, withheld=is_too_few, star=0 if is_too_few else 1)
    ]
    sums = []
    for step, (before, row) in enumerate(pairwise(rows), 1):
        people, pending, lost, gone, of_first = (
            figure_name(place, what, step) for what in ("people", "pending", "lost", "not so far", "not of first")
        )
        figures += [
            Figure(name=people, people=row.people, rank=Rank.SUBTOTAL),
            Figure(name=pending, people=row.pending),
            Figure(name=lost, people=before.people - row.people - row.pending, printed=False),
            Figure(name=gone, people=before.people - row.people, printed=False),
            Figure(name=of_first, people=rows[0].people - row.people, printed=False),
        ]
        sums += [
            Sum(figure_name(place, "people", step - 1), (people, gone)),
            Sum(gone, (pending, lost)),
            Sum(base, (people, of_first)),
        ]
    for more, also in (_of_journeys(funnel, place), _of_laboratory(funnel, place)):
        figures += more
        sums += also
    figures += [
        Figure(name=f"{place} left_out", people=funnel.left_out),
        Figure(name=f"{place} out_of_order", people=funnel.out_of_order),
    ]
    return falling_with(base, figures), sums


def falling_with(base: str, figures: Iterable[Figure]) -> list[Figure]:
    """The same figures, none of which is printed where that one is hidden."""
    return [replace(each, falls_with=(base,)) if each.printed and each.name != base else each for each in figures]


def _of_journeys(funnel: Funnel, place: int) -> Parts:
    """How many tests or referrals these people had; printed where it is more than one each."""
    journeys, more = f"{place} journeys", f"{place} more than once"
    further = funnel.journeys - funnel.rows[0].people
    figures = [
        Figure(name=journeys, people=funnel.journeys, printed=bool(further)),
        Figure(name=more, people=further, printed=False),
    ]
    return figures, [Sum(journeys, (figure_name(place, "people", 0), more))]


def _of_laboratory(funnel: Funnel, place: int) -> Parts:
    """Who is lost at the second stage by the laboratory's answer, who otherwise, and who waits for an answer.

    Tests are printed; they are hidden with the people whose they are.
    """
    if not funnel.overturned and not funnel.unconfirmed:
        return [], []
    first, second = funnel.rows[0], funnel.rows[1]
    gone = first.people - second.people
    # Somebody whose test was overturned may wait for another: then they are no part of those who are lost.
    is_lost = funnel.overturned_people <= gone - second.pending
    parts = (
        ("overturned", "lost" if is_lost else "not so far", funnel.overturned_people, gone - second.pending * is_lost),
        ("unconfirmed", "people", funnel.unconfirmed_people, second.people),
    )
    figures, sums = [], []
    for what, whole, people, everybody in parts:
        named, others, row = f"{place} {what} people", f"{place} not {what}", f"{place} {what}"
        figures += [
            Figure(name=row, people=getattr(funnel, what), row=row),
            Figure(name=named, people=people, row=row),
            Figure(name=others, people=everybody - people, printed=False),
        ]
        sums.append(Sum(figure_name(place, whole, 1), (named, others)))
    return figures, sums


def parts_between(part: Funnel, whole: Funnel) -> Parts:
    """Who is at a stage of the second funnel and not of the first, for each stage that both have.

    Where every referral after a test is counted in the period too, everybody at a stage of the one is at that of the
    other, and a reader can take the difference.
    """
    steps = {row.stage: step for step, row in enumerate(whole.rows)}
    figures, sums = [], []
    for step, row in enumerate(part.rows):
        if row.stage not in steps or whole.rows[steps[row.stage]].people < row.people:
            continue
        elsewhere = f"elsewhere {row.stage.value}"
        people = whole.rows[steps[row.stage]].people - row.people
        figures.append(Figure(name=elsewhere, people=people, printed=False))
        sums.append(Sum(figure_name(1, "people", steps[row.stage]), (figure_name(0, "people", step), elsewhere)))
    return figures, sums


def figure_name(place: int, what: str, step: int) -> str:
    """What a count of the funnel at a place is called: how many `people` are at a step."""
    return f"{place} {what} {step}"
