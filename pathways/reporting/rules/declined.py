"""Whether a service declined somebody before any accepted them: how each referral is counted, how the figures add up
with those of first contacts, whose people these are, and how they are said (treatment reference 2.5, `n_bounces`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final, NamedTuple

from pathways.reporting.rules.funnels import falling_with
from pathways.reporting.rules.journeys import Chain
from pathways.reporting.rules.metrics import metric, terms_of
from pathways.reporting.rules.proportions import CountedUnit, OutcomeClass, Period, Share, outcome_class
from pathways.reporting.rules.standings import ByClass, PeopleAlike, Standing, days_of, first_but, people_by_class
from pathways.reporting.rules.treatment_parts import (
    Rate,
    Section,
    masked,
    months_of,
    pending_words,
    sentence_of,
    tallies,
)
from pathways.small_numbers.published import HIDDEN, Figure, Parts, Rank, Sum
from pathways.vocabulary import Worded

DECLINED_FIRST: Final = "declined_before_accepted"
SECTION: Final = "declined"


class Answered(Worded):
    """How a referral stands 42 days on, by how services answered."""

    ONCE = "once", "Declined once, then accepted by day 42"
    MORE = "more", "Declined twice or more, then accepted by day 42"
    NOBODY = "nobody", "Declined, and accepted by nobody by day 42"
    NOT_DECLINED = "not declined", "Not declined by day 42"
    NOT_KNOWN = "not known", "Not known: the referral was brought over from another system"
    PENDING = "pending", "Pending: their 42 days are not over"
    LEFT_OUT = "left out", "Left out"


DECLINED: Final = (Answered.ONCE, Answered.MORE, Answered.NOBODY)


class AnsweredState(NamedTuple):
    """What is counted of a referral."""

    answered: str


@dataclass(frozen=True, kw_only=True)
class AnsweredUnit:
    """A referral by any route with those it was sent on as, and the days on which services declined it. Of one that
    `is_of_before` another system had the answers."""

    person_id: int
    record_id: int
    number: int
    chain: Chain
    declined_on: tuple[date, ...] = ()
    is_of_before: bool = False

    @property
    def _horizon(self) -> int:
        return metric(DECLINED_FIRST, self.chain.referred_on).horizon_days

    @property
    def days(self) -> frozenset[date]:
        return self.chain.days | days_of(self.chain.referred_on + timedelta(days=self._horizon), *self.declined_on)

    def on(self, as_at: date) -> Standing:
        began, seen_on = self.chain.referred_on, self.chain.milestones[2]
        # Whoever is left out of first contacts is left out here: these are the same people.
        unit = CountedUnit(started_on=began, event_on=seen_on, left_out=self.chain.is_left_out(as_at))
        match outcome_class(unit, as_at=as_at, horizon=self._horizon):
            case OutcomeClass.LEFT_OUT:
                answered = Answered.LEFT_OUT
            case OutcomeClass.PENDING:
                answered = Answered.PENDING
            case _:
                answered = Answered.NOT_KNOWN if self.is_of_before else self._answered()
        return Standing(began, began, AnsweredState(answered.value))

    def _answered(self) -> Answered:
        last_day, accepted_on = self.chain.referred_on + timedelta(days=self._horizon), self.chain.milestones[1]
        is_accepted = accepted_on is not None and accepted_on <= last_day
        until = min(last_day, accepted_on or last_day)
        declines = sum(day <= until for day in self.declined_on)
        if not declines:
            return Answered.NOT_DECLINED
        if not is_accepted:
            return Answered.NOBODY
        return Answered.ONCE if declines == 1 else Answered.MORE


@dataclass(frozen=True, kw_only=True)
class DeclinedCounts(ByClass):
    """People first referred in the year, each by the first of their referrals that counts."""

    once: int = 0
    more: int = 0
    nobody: int = 0
    not_declined: int = 0
    not_known: int = 0
    pending: int = 0
    left_out: int = 0

    @property
    def declined(self) -> int:
        return self.once + self.more + self.nobody

    @property
    def out_of(self) -> int:
        """Whose answers are known."""
        return self.declined + self.not_declined

    @property
    def people(self) -> int:
        return self.out_of + self.not_known + self.pending


def declined_counts(people: Iterable[PeopleAlike]) -> DeclinedCounts:
    """How services answered these people, each by the first of their referrals that counts."""
    return DeclinedCounts(
        **people_by_class(
            people, lambda state: Answered(AnsweredState(*state).answered), chosen=partial(first_but, Answered.LEFT_OUT)
        )
    )


# How the figures add up.


OUT_OF: Final = "answered out of"
AT_ALL: Final = "answered declined"


def _cell(answered: Answered) -> str:
    return f"answered {answered.value}"


def parts_of(of: DeclinedCounts, *, everybody: str, over: str) -> Parts:
    """By how services answered whoever was first referred, whose figures are those of first contacts: `everybody`, and
    those whose 42 days are `over`."""
    cells = {each: _cell(each) for each in (*DECLINED, Answered.NOT_DECLINED, Answered.NOT_KNOWN)}
    rest = f"{OUT_OF} but {Answered.NOBODY.value}"
    figures = [
        Figure(name=OUT_OF, people=of.out_of, rank=Rank.SUBTOTAL),
        Figure(name=AT_ALL, people=of.declined, rank=Rank.SUBTOTAL),
        *(Figure(name=name, people=of.of(each)) for each, name in cells.items()),
        Figure(name=rest, people=of.out_of - of.nobody, printed=False),
    ]
    sums = [
        Sum(over, (OUT_OF, cells[Answered.NOT_KNOWN])),
        Sum(OUT_OF, (AT_ALL, cells[Answered.NOT_DECLINED])),
        Sum(AT_ALL, tuple(cells[each] for each in DECLINED)),
        Sum(OUT_OF, (cells[Answered.NOBODY], rest)),
    ]
    return falling_with(everybody, figures), sums


# The section of the report.


CANNOT: Final = (
    "Not that a service was wrong to decline: it may have had no place, or the person may live elsewhere.",
    "Not that everybody else was accepted: people who wait for an answer count as not declined.",
    "Not which service declined: the page about services shows how each answered.",
)


WHOSE_ANSWERS: Final = "who were first referred and whose answers from services are known"


def not_known_words(number: str) -> str:
    """How many are not in the share since another system had the answers, as a sentence that goes on; "" where it is
    nobody."""
    if number == "0":
        return ""
    if number == HIDDEN:
        return " How many were brought over from another system, without the answers, is not shown."
    was, referrals = ("was", "referral") if number == "1" else ("were", "referrals")
    return f" {number} more {was} brought over from another system: the answers to their {referrals} are not known."


def section_of(of: DeclinedCounts, hidden: frozenset[str], period: Period, *, everybody: str, pending: str) -> Section:
    """What the report says of it. `everybody` and `pending` are figures of first contacts."""
    first, nobody = (
        Rate(code=DECLINED_FIRST, label=label, share=Share(number, of.out_of), count=count, of=OUT_OF, hidden=hidden)
        for label, number, count in (
            ("Declined before anybody accepted", of.declined, AT_ALL),
            ("Declined, and accepted by nobody by day 42", of.nobody, _cell(Answered.NOBODY)),
        )
    )
    classes = tallies(
        hidden,
        *((each.label, _cell(each), of.of(each)) for each in (*DECLINED, Answered.NOT_DECLINED)),
        ("All of these", OUT_OF, of.out_of),
        (Answered.NOT_KNOWN.label, _cell(Answered.NOT_KNOWN), of.not_known),
        (Answered.PENDING.label, pending, of.pending),
        ("Everybody first referred", everybody, of.people),
    )
    is_shown = bool(of.people) and everybody not in hidden
    counted = (
        f"Declined by a service before any accepted them: {first.words_of(WHOSE_ANSWERS)}. Of the same people, "
        f"declined and not accepted by anybody by day 42: {nobody.words}."
    )
    sentence = sentence_of(
        of.people,
        counted
        + not_known_words(masked(_cell(Answered.NOT_KNOWN), of.not_known, hidden))
        + pending_words(masked(pending, of.pending, hidden), "42 days"),
        is_shown=is_shown,
        nobody=f"Nobody was first referred, {months_of(period)}.",
        who="were first referred",
    )
    return Section(
        name=SECTION,
        title="Declined before anybody accepted",
        sentence=sentence,
        rates=(first, nobody),
        classes=classes,
        cannot=CANNOT,
        metrics=tuple(terms_of(period.from_on, DECLINED_FIRST)),
        is_shown=is_shown,
        head=("How services answered", "People"),
    )
