"""The report on treatment as it is shown: every figure masked, what each says in words, and the lines of its file."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pathways.reporting.rules import completeness, declined
from pathways.reporting.rules.metrics import metric, terms_of
from pathways.reporting.rules.proportions import OutcomeClass, Period, Range, Share
from pathways.reporting.rules.released_words import released_section
from pathways.reporting.rules.treatment import (
    CONTACT,
    DIED,
    LEFT_OUT,
    NOT_SEEN,
    OUT_OF,
    PENDING,
    PEOPLE,
    TREATED,
    WAITS,
    ContactCounts,
    TreatedCounts,
    TreatmentCounts,
    figure_of,
    seen_by,
    seen_on,
)
from pathways.reporting.rules.treatment_parts import (
    Rate,
    Section,
    lead_of,
    masked,
    months_of,
    pending_words,
    sentence_of,
    tallies,
)
from pathways.reporting.rules.treatment_units import CONTACTED, EFFECTIVE, FIXED_DAYS, LEFT_EARLY, OFFERED

TITLE: Final = "Treatment"


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """The report of a year."""

    period: Period
    contacts: Section
    treated: tuple[Section, ...]
    released: Section
    declined: Section | None = None
    recorded: Section | None = None

    @property
    def lead(self) -> str:
        return lead_of(self.period)

    @property
    def sections(self) -> tuple[Section, ...]:
        return (
            self.contacts,
            *filter(None, (self.declined,)),
            *self.treated,
            self.released,
            *filter(None, (self.recorded,)),
        )


def treatment_of(counts: TreatmentCounts, hidden: frozenset[str], period: Period) -> Treatment:
    """Everything that stands on the page; a part that was not counted when the figures were made does not. `hidden` are
    the names of figures with a star."""
    answered = recorded = None
    if counts.declined is not None:
        everybody, pending = (figure_of(CONTACT, what) for what in (PEOPLE, PENDING))
        answered = declined.section_of(counts.declined, hidden, period, everybody=everybody, pending=pending)
    if counts.recorded is not None:
        everybody, without_offer = figure_of(TREATED, PEOPLE), counts.treated.offered.missing
        recorded = completeness.section_of(
            counts.recorded, hidden, period, everybody=everybody, without_offer=without_offer
        )
    return Treatment(
        period=period,
        contacts=_contacts(counts.contacts, hidden, period),
        treated=tuple(_treated(code, counts.treated, hidden, period) for code in MEASURES),
        released=released_section(counts.released, hidden, period),
        declined=answered,
        recorded=recorded,
    )


# Time to first contact.


CONTACT_CANNOT: Final = (
    "Not that a service is slow: how far people live, who could be reached and who did not want to come differ, and "
    "none of it is taken into account.",
    "Not that whoever was not seen by day 42 was never seen: a later contact is not counted here.",
    "Not that treatment began: a first contact may be an assessment.",
)


def _contacts(of: ContactCounts, hidden: frozenset[str], period: Period) -> Section:
    rates = tuple(
        Rate(
            code=CONTACTED,
            label=f"Seen within {day} days",
            share=of.shares[step],
            count=seen_by(step),
            of=figure_of(CONTACT, OUT_OF),
            hidden=hidden,
        )
        for step, day in enumerate(FIXED_DAYS)
    )
    last = FIXED_DAYS[-1]
    between = (f"Seen on day 0 to {FIXED_DAYS[0]}", *(f"Seen on day {a + 1} to {b}" for a, b in pairwise(FIXED_DAYS)))
    classes = tallies(
        hidden,
        *((label, seen_on(step), of.seen[step]) for step, label in enumerate(between)),
        ("Died before anybody saw them", figure_of(CONTACT, DIED), of.died),
        (f"Not seen by day {last}", figure_of(CONTACT, NOT_SEEN), of.not_seen),
        ("All of these", figure_of(CONTACT, OUT_OF), of.out_of),
        (f"Pending: their {last} days are not over", figure_of(CONTACT, PENDING), of.pending),
        ("Everybody first referred", figure_of(CONTACT, PEOPLE), of.people),
        ("Left out, and in none of these", figure_of(CONTACT, LEFT_OUT), of.left_out),
        ("Still waiting for a first offer, among everybody", figure_of(CONTACT, WAITS), of.waits_for_offer),
    )
    is_shown = bool(of.people) and figure_of(CONTACT, PEOPLE) not in hidden
    sentence = sentence_of(
        of.people,
        _contact_sentence(of, rates, hidden, period),
        is_shown=is_shown,
        nobody=f"Nobody was first referred, {months_of(period)}.",
        who="were first referred",
    )
    return Section(
        name="first-contact",
        title="Time to first contact",
        sentence=sentence,
        rates=rates,
        classes=classes,
        cannot=CONTACT_CANNOT,
        metrics=tuple(terms_of(period.from_on, CONTACTED)),
        is_shown=is_shown,
    )


def _contact_sentence(of: ContactCounts, rates: tuple[Rate, ...], hidden: frozenset[str], period: Period) -> str:
    pending = pending_words(masked(figure_of(CONTACT, PENDING), of.pending, hidden), f"{FIXED_DAYS[-1]} days")
    if not of.out_of:
        return f"{of.people:,} people were first referred, {months_of(period)}.{pending}"
    shares = "; ".join(f"within {day} days {rate.words}" for day, rate in zip(FIXED_DAYS, rates, strict=True))
    return f"Seen for the first time after a referral: {shares}.{_half(of, rates)}{pending}"


def _half(of: ContactCounts, rates: tuple[Rate, ...]) -> str:
    """Between which of the fixed days half of them had been seen: the median, as closely as it is published."""
    if any(rate.shown is None for rate in rates):
        return ""
    step = next((step for step, share in enumerate(of.shares) if 2 * share.count >= share.of), None)
    if step is None:
        return f" Fewer than half were seen by day {FIXED_DAYS[-1]}."
    first = FIXED_DAYS[step - 1] + 1 if step else 0
    return f" The day by which half had been seen lies between day {first} and day {FIXED_DAYS[step]}."


# Courses of structured treatment, by three measures.


BEGAN: Final = "whose treatment began"
"""Of whom the three measures are: not of everybody who was referred."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How a measure of those whose treatment began is said: each class of it, and what may not be concluded.

    `sentence` is what the sentence begins with: it says the weeks too, where staff ask for them. `whose` says of whom
    it is.
    """

    title: str
    sentence: str
    classes: dict[str, str]
    cannot: tuple[str, ...]
    whose: str = BEGAN


_ALIKE: Final = {
    OutcomeClass.PENDING.value: "Pending: their 84 days are not over",
    OutcomeClass.LEFT_OUT.value: "Left out: an end dated before the start",
}
MEASURES: Final = {
    OFFERED: Measure(
        title="Offered an appointment within 21 days",
        whose=f"{BEGAN} and of whom an offer is recorded",
        sentence="Offered an appointment within 21 days (3 weeks)",
        classes={
            OutcomeClass.YES.value: "Offered within 21 days of the referral",
            OutcomeClass.NO.value: "Offered later",
            OutcomeClass.MISSING.value: "No day of an offer recorded",
            OutcomeClass.LEFT_OUT.value: "Left out: an offer dated before the referral",
        },
        cannot=(
            "Not that everybody referred is offered one in time: only those whose treatment began are counted. How "
            "many wait for a first offer stands with the time to first contact.",
            "Not how long people waited to be seen: an offer is no contact.",
        ),
    ),
    EFFECTIVE: Measure(
        title="In treatment for 84 days, or completed",
        sentence="In treatment for 84 days (12 weeks), or completed",
        classes={
            OutcomeClass.YES.value: "In treatment on day 84, or completed before",
            OutcomeClass.NO.value: "Neither",
            OutcomeClass.DIED.value: "Died before day 84",
            **_ALIKE,
        },
        cannot=(
            "Not that treatment worked: it says that people stayed, not how they were.",
            "Not that one service does better than another: who comes with what need is not taken into account.",
        ),
    ),
    LEFT_EARLY: Measure(
        title="Left early and unplanned",
        sentence="Left before day 84 and unplanned",
        classes={
            OutcomeClass.YES.value: "Dropped out, withdrawn or declined before day 84",
            OutcomeClass.NO.value: "Did not, or went to custody or another service",
            OutcomeClass.DIED.value: "Died before day 84",
            **_ALIKE,
        },
        cannot=(
            "Not why people left: the reason is the one that the service recorded.",
            "Not that everybody else stayed: custody and transfers are no unplanned exit.",
        ),
    ),
}


def _treated(code: str, of: TreatedCounts, hidden: frozenset[str], period: Period) -> Section:
    measure, tally, people = MEASURES[code], of.tallies[code], figure_of(TREATED, PEOPLE)
    share = Share(tally.yes, tally.yes + tally.no)
    rate = Rate(
        code=code,
        label=measure.title,
        share=share,
        count=figure_of(code, OutcomeClass.YES.value),
        of=figure_of(code, OUT_OF),
        hidden=hidden,
    )
    counted = {each: getattr(tally, each) for each in measure.classes}
    classes = tallies(
        hidden,
        *((label, figure_of(code, each), counted[each]) for each, label in measure.classes.items()),
        ("Everybody whose treatment began", people, of.people),
    )
    is_shown = bool(of.people) and people not in hidden
    pending = masked(figure_of(code, OutcomeClass.PENDING.value), tally.pending, hidden)
    waiting = pending_words(pending, f"{metric(code, period.from_on).horizon_days} days")
    sentence = sentence_of(
        of.people,
        f"{measure.sentence}: {rate.words_of(measure.whose)}.{_bounds(code, tally.missing, share, hidden)}{waiting}",
        is_shown=is_shown,
        nobody=f"Nobody’s structured treatment began, {months_of(period)}.",
        who="began structured treatment",
    )
    return Section(
        name=code.replace("_", "-"),
        title=measure.title,
        sentence=sentence,
        rates=(rate,),
        classes=classes,
        cannot=measure.cannot,
        metrics=tuple(terms_of(period.from_on, code)),
        is_shown=is_shown,
    )


def _bounds(code: str, missing: int, share: Share, hidden: frozenset[str]) -> str:
    """What the rate would be if all whose outcome is not recorded were no, or yes; "" where that may not be said."""
    figures = {figure_of(code, what) for what in (OutcomeClass.YES.value, OutcomeClass.MISSING.value, OUT_OF)}
    if not missing or figures & hidden:
        return ""
    bounds = Range(share.count, share.count + missing, share.of + missing)
    return f" With the {missing:,} of whom it is not recorded it is {bounds.words}."
