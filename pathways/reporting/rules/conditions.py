"""Whether what a disposal out of court asks was done in time: how each disposal is counted, how the figures add up, and
how they are said. A disposal counts as a whole: what was replaced by agreement is no condition of it any more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Final, NamedTuple

from pathways.disposals.steps.rules.machine import State
from pathways.reporting.rules.fairness_courses import GIVES, Decision, Moved, course_of, of_the_living
from pathways.reporting.rules.funnels import falling_with
from pathways.reporting.rules.metrics import metric, terms_of
from pathways.reporting.rules.proportions import Period, Share, is_mature
from pathways.reporting.rules.standings import ByClass, PeopleAlike, Standing, days_of, first_but, people_by_class
from pathways.reporting.rules.treatment import DIED, LEFT_OUT, OUT_OF, PENDING, PEOPLE, figure_of, whole
from pathways.reporting.rules.treatment_parts import (
    Rate,
    Section,
    masked,
    months_of,
    pending_words,
    sentence_of,
    tallies,
)
from pathways.small_numbers.published import Figure, Parts, Rank, Sum
from pathways.vocabulary import Worded

KEPT_IN_TIME: Final = "conditions_kept"
SECTION: Final = "conditions"
RUNNING: Final = frozenset(
    {
        State.ACTIVE, State.BREACH_REVIEW, State.DETAINED_24A, State.PROSECUTION_PENDING, State.AGREED,
        State.NON_ENGAGED, State.DEFERRED, State.REVIEW_DUE, State.COMPLETED_AWAITING_REVIEW,
    }
)  # fmt: skip
"""States in which it is not decided yet whether what was asked was done."""


class Compliance(Worded):
    """How a disposal stands 182 days after it was signed or agreed."""

    DONE = "done", "Done, as an officer decided"
    NOT_DONE = "not done", "Not done, as an officer decided"
    OPEN = "open", "Still open on day 182"
    OTHERWISE = "otherwise", "Ended otherwise: excused, withdrawn, replaced, or with another force"
    DIED = "died", "Died first"
    PENDING = "pending", "Pending: their 182 days are not over"
    LEFT_OUT = "left out", "Left out: quashed, or entered in error"


COUNTED: Final = (Compliance.DONE, Compliance.NOT_DONE, Compliance.OPEN, Compliance.OTHERWISE)


class ComplianceState(NamedTuple):
    """What is counted of a disposal."""

    compliance: str


@dataclass(frozen=True, kw_only=True)
class ConditionsUnit:
    """A conditional caution, a community resolution or an Outcome 22 with the steps that it took."""

    person_id: int
    record_id: int
    number: int
    decision: Decision

    @property
    def days(self) -> frozenset[date]:
        given = [step.on for step in self.decision.steps if step.to in GIVES]
        over = (day + timedelta(days=metric(KEPT_IN_TIME, day).horizon_days) for day in given)
        return days_of(*(step.on for step in self.decision.steps), *over)

    def on(self, as_at: date) -> Standing | None:
        """None until it is signed or agreed."""
        steps = of_the_living(step for step in self.decision.steps if step.on <= as_at)
        given_on = _given_on(steps)
        if given_on is None:
            return None
        horizon, is_void = metric(KEPT_IN_TIME, given_on).horizon_days, steps[-1].to is State.VOID
        if is_void or not is_mature(given_on, horizon, as_at):
            compliance = Compliance.LEFT_OUT if is_void else Compliance.PENDING
        else:
            compliance = self._compliance(steps, given_on + timedelta(days=horizon))
        return Standing(given_on, given_on, ComplianceState(compliance.value))

    def _compliance(self, steps: Sequence[Moved], last_day: date) -> Compliance:
        """How it stood on its last day, by the steps that are known by now to count."""
        by_then = tuple(step for step in steps if step.on <= last_day)
        was_row = course_of(replace(self.decision, steps=by_then), last_day).was_row
        if was_row is not None:
            return Compliance.DONE if was_row else Compliance.NOT_DONE
        last = by_then[-1].to
        if last is State.CLOSED_DIED:
            return Compliance.DIED
        return Compliance.OPEN if last in RUNNING else Compliance.OTHERWISE


def _given_on(steps: Sequence[Moved]) -> date | None:
    """The day on which it took effect: of one that was void and given anew the later one."""
    before = max((place for place, step in enumerate(steps[:-1]) if step.to is State.VOID), default=-1)
    given = [step.on for step in steps[before + 1 :] if step.to in GIVES]
    return given[0] if given else None


@dataclass(frozen=True, kw_only=True)
class ConditionsCounts(ByClass):
    """People whose disposal with conditions was signed or agreed in the year, each by the first that counts."""

    done: int = 0
    not_done: int = 0
    open: int = 0
    otherwise: int = 0
    died: int = 0
    pending: int = 0
    left_out: int = 0

    @property
    def out_of(self) -> int:
        return self.done + self.not_done + self.open + self.otherwise

    @property
    def people(self) -> int:
        return self.out_of + self.died + self.pending


def conditions_counts(people: Iterable[PeopleAlike]) -> ConditionsCounts:
    """How these people stand, each by the first of their disposals that counts."""
    return ConditionsCounts(
        **people_by_class(
            people,
            lambda state: Compliance(ComplianceState(*state).compliance),
            chosen=partial(first_but, Compliance.LEFT_OUT),
        )
    )


# How the figures add up.


CONDITIONS: Final = "conditions"


def parts_of(of: ConditionsCounts) -> Parts:
    """Everybody with such a disposal, how each stands, and what a reader takes from the two shares."""
    people, out_of = figure_of(CONDITIONS, PEOPLE), figure_of(CONDITIONS, OUT_OF)
    cells = {each: figure_of(CONDITIONS, each.value) for each in COUNTED}
    figures = [
        whole(people, of.people),
        Figure(name=figure_of(CONDITIONS, LEFT_OUT), people=of.left_out),
        Figure(name=figure_of(CONDITIONS, PENDING), people=of.pending),
        Figure(name=figure_of(CONDITIONS, DIED), people=of.died),
        Figure(name=out_of, people=of.out_of, rank=Rank.SUBTOTAL),
        *(Figure(name=name, people=of.of(each)) for each, name in cells.items()),
    ]
    sums = [
        Sum(people, (out_of, figure_of(CONDITIONS, PENDING), figure_of(CONDITIONS, DIED))),
        Sum(out_of, tuple(cells.values())),
    ]
    for each in (Compliance.DONE, Compliance.NOT_DONE):
        rest = f"{out_of} but {each.value}"
        figures.append(Figure(name=rest, people=of.out_of - of.of(each), printed=False))
        sums.append(Sum(out_of, (cells[each], rest)))
        sums.append(Sum(rest, tuple(name for other, name in cells.items() if other is not each)))
    return falling_with(people, figures), sums


# The section of the report.


DONE, NOT_DONE = "Done within 182 days", "Not done"
CANNOT: Final = (
    "Not that people who did what was asked stopped offending, or that the others went on.",
    "Not that everybody else failed: people who were excused or withdrew, or whose case is open, count as neither.",
    "Not how many conditions were kept: one disposal may have several, and some are replaced by agreement.",
    "Not the share on the page about fairness: its year begins in October, and it is of what was decided.",
)


def section_of(of: ConditionsCounts, hidden: frozenset[str], period: Period) -> Section:
    """What the report says of it."""
    people, out_of, pending = (figure_of(CONDITIONS, what) for what in (PEOPLE, OUT_OF, PENDING))
    done, not_done = (
        Rate(
            code=KEPT_IN_TIME,
            label=label,
            share=Share(of.of(each), of.out_of),
            count=figure_of(CONDITIONS, each.value),
            of=out_of,
            hidden=hidden,
        )
        for label, each in ((DONE, Compliance.DONE), (NOT_DONE, Compliance.NOT_DONE))
    )
    classes = tallies(
        hidden,
        *((each.label, figure_of(CONDITIONS, each.value), of.of(each)) for each in COUNTED),
        ("All of these", out_of, of.out_of),
        *(
            (each.label, figure_of(CONDITIONS, each.value), of.of(each))
            for each in (Compliance.DIED, Compliance.PENDING)
        ),
        ("Everybody who signed or agreed", people, of.people),
        (Compliance.LEFT_OUT.label, figure_of(CONDITIONS, LEFT_OUT), of.left_out),
    )
    is_shown = bool(of.people) and people not in hidden
    counted = (
        f"Did within 182 days what their caution, resolution or Outcome 22 asked of them: "
        f"{done.words_of('who signed or agreed')}. An officer decided that they did not: {not_done.words}."
    )
    sentence = sentence_of(
        of.people,
        counted + pending_words(masked(pending, of.pending, hidden), "182 days"),
        is_shown=is_shown,
        nobody=f"Nobody signed or agreed to a disposal with conditions, {months_of(period)}.",
        who="signed or agreed to a disposal with conditions",
    )
    return Section(
        name=SECTION,
        title="Conditions of disposals",
        sentence=sentence,
        rates=(done, not_done),
        classes=classes,
        cannot=CANNOT,
        metrics=tuple(terms_of(period.from_on, KEPT_IN_TIME)),
        is_shown=is_shown,
    )
