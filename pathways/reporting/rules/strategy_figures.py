"""The figures that may stand beside a strategy, each as the report prints it that it is taken from. Nothing is counted.

A cell is what stands on that report's page of the same days, or it is empty: then that page prints none there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from pathways.dates import day_in_words, months_after
from pathways.reporting.rules import arc_words, mental_health, testing_words
from pathways.reporting.rules.arc import ArcReport, arc_report
from pathways.reporting.rules.editions import YEAR_ENDS, Edition, Report
from pathways.reporting.rules.fairness import DeskOutcome
from pathways.reporting.rules.fairness_figures import PEOPLE as DECIDED
from pathways.reporting.rules.fairness_tables import totals_of
from pathways.reporting.rules.funnels import FunnelStage
from pathways.reporting.rules.journeys import ENGAGED, STARTED
from pathways.reporting.rules.metrics import Cohort
from pathways.reporting.rules.overview import Overview, overview_of
from pathways.reporting.rules.overview_counts import OverviewCounts
from pathways.reporting.rules.periods import QUARTER, YEAR, Stretch, of_months, period_of
from pathways.reporting.rules.profile_words import ProfilePart, found_part
from pathways.reporting.rules.proportions import OutcomeClass
from pathways.reporting.rules.recovery_words import recovery_of
from pathways.reporting.rules.testing import DrugTestingReturn
from pathways.reporting.rules.testing_published import interval_beside
from pathways.reporting.rules.testing_units import DrugsFound, Required
from pathways.reporting.rules.testing_words import NOT_SHOWN
from pathways.reporting.rules.treatment_parts import OfAYear, Section
from pathways.reporting.rules.treatment_words import MEASURES, treatment_of
from pathways.small_numbers.published import HIDDEN

NONE_SHOWN, NOT_MADE = "none shown", "not made"
NOT_COUNTED_THEN: Final = "It was not counted yet when those figures were made."


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A figure in the words of its page. `sentence` is what that page says in its place, or with it; `besides` a row
    there without which the figure misleads, as "no day of an offer recorded: 121"; `days` of whom it is, where that is
    not the period of the report."""

    people: str = NONE_SHOWN
    of: str = ""
    share: str = ""
    interval: str = ""
    pending: str = ""
    sentence: str = ""
    besides: str = ""
    days: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return self.people, self.of, self.share, self.interval, self.pending

    @property
    def is_shown(self) -> bool:
        """Whether there is a number to be read."""
        return self.people not in (NONE_SHOWN, NOT_MADE, NOT_SHOWN, HIDDEN)


@dataclass(frozen=True, kw_only=True)
class KeptFigures:
    """The figures of a report as they were made and stay: its counts, and which of them are hidden."""

    edition: Edition
    counts: Any
    hidden: frozenset[str]
    made_at: datetime
    sha256: str

    @cached_property
    def view(self) -> Any:
        """The report as its page shows it."""
        return SHOWN_AS[self.edition.report](self)

    @property
    def words(self) -> str:
        """As "Treatment, April 2025 to March 2026, as known on 30 June 2026"."""
        return f"{self.edition.report.label}, {self.edition.days.words}, as known on {day_in_words(self.edition.as_at)}"


def year_of(report: Report, days: Stretch) -> Stretch:
    """The year of a report that was the last to be over when these days were: not every report's year ends in March."""
    years = (of_months(months_after(days.from_on, -months), YEAR) for months in range(0, YEAR, QUARTER))
    return next(each for each in years if each.to_on.month == YEAR_ENDS[report])


# The reports that a figure may be taken from.


def _of_period(shown: Callable[..., Any]) -> Callable[[KeptFigures], Any]:
    """A report that is shown by its counts, what is hidden, and its period."""
    return lambda of: shown(of.counts, of.hidden, period=period_of(of.edition.days, of.edition.as_at))


def _testing(of: KeptFigures) -> DrugTestingReturn:
    period = period_of(of.edition.days, of.edition.as_at)
    return DrugTestingReturn(period=period, counts=of.counts, hidden=of.hidden)


def _overview(of: KeptFigures) -> tuple[Overview, OverviewCounts, frozenset[str]]:
    period = period_of(of.edition.days, of.edition.as_at)
    return overview_of(of.counts, of.hidden, period=period), of.counts, of.hidden


def _fairness(of: KeptFigures) -> Mapping[DeskOutcome, tuple[str, ...]]:
    """None where it is hidden how many people had a decision, or nobody had one."""
    return totals_of(of.counts, of.hidden) if of.counts.people and DECIDED not in of.hidden else {}


def _profile(of: KeptFigures) -> ProfilePart:
    return found_part(of.counts, of.hidden, (), of.edition.days, of.edition.as_at)


SHOWN_AS: Final[Mapping[Report, Callable[[KeptFigures], Any]]] = {
    Report.TESTING: _testing,
    Report.OVERVIEW: _overview,
    Report.ARC: _of_period(arc_report),
    Report.FAIRNESS: _fairness,
    Report.TREATMENT: _of_period(treatment_of),
    Report.RECOVERY: _of_period(recovery_of),
    Report.PROFILE: _profile,
}


# How a figure is read from the page of its report.


@dataclass(frozen=True, kw_only=True)
class OwnFigure:
    """A figure by what it is called here: of which report, below which heading of its page, and how it is read."""

    label: str
    report: Report
    anchor: str = ""
    read: Callable[[Any], Printed]


NOBODY: Final = "0"
NOT_RECORDED: Final = frozenset(
    each.classes[OutcomeClass.MISSING.value] for each in MEASURES.values() if OutcomeClass.MISSING.value in each.classes
)
"""The rows of those whose outcome nobody recorded: no share has them, so it never stands without them."""


def _as_row(label: str, number: str) -> str:
    """As "no day of an offer recorded: 121"; "" of nobody."""
    return f"{label[0].lower()}{label[1:]}: {number}" if number != NOBODY else ""


def _of_section(report: Report, section: str, row: str, label: str) -> OwnFigure:
    """A rate of a report of a year, or a count where it has no rate of that name."""

    def read(of: OfAYear) -> Printed:
        there = next((each for each in of.sections if each.name == section), None)
        return _in_section(there, row) if there else Printed(sentence=NOT_COUNTED_THEN)

    return OwnFigure(label=label, report=report, anchor=section, read=read)


def _in_section(section: Section, row: str) -> Printed:
    if not section.is_shown:
        return Printed(sentence=section.sentence, days=section.days)
    pending = next((each.people for each in section.classes if each.label.startswith("Pending")), "")
    besides = next((_as_row(*each.cells) for each in section.classes if each.label in NOT_RECORDED), "")
    sentence = section.sentence if besides else ""
    for rate in section.rates:
        if rate.label == row:
            _, people, of, share, interval = rate.cells
            figure = Printed(people=people, of=of, share=share, interval=interval, pending=pending)
            return replace(figure, sentence=sentence, besides=besides, days=section.days)
    return Printed(people=next(each.people for each in section.classes if each.label == row), days=section.days)


def _of_tests(of: DrugTestingReturn) -> Printed:
    """Positive tests of all tests. The return prints an interval where it lays the published share beside its own."""
    if not of.counts.whole.tests or of.is_not_shown:
        return Printed(sentence=testing_words.lead(of))
    tests, _, positive, share, _ = testing_words.shown_cells(of, of.counts.whole)
    return Printed(people=positive, of=tests, share=share, interval=interval_beside(of))


def _of_required(of: DrugTestingReturn) -> Printed:
    """Positive tests whose required assessment was attended. The return prints no share of them, but the rest of its
    table: whatever has no outcome yet may still be attended."""
    if not of.counts.whole.tests or of.is_not_shown:
        return Printed(sentence=testing_words.lead(of))
    rows = {row[0]: row[1] for row in testing_words.lines_of(of, of.counts.by_requirement)}
    in_words = "; ".join(filter(None, (_as_row(*each) for each in rows.items())))
    _, _, positive, _, _ = testing_words.shown_cells(of, of.counts.whole)
    return Printed(
        people=rows[Required.ATTENDED.label],
        of=positive,
        sentence=f"In the return these are: {in_words}." if in_words else "",
        besides=_as_row(Required.AWAITED.label, rows[Required.AWAITED.label]),
    )


def _of_stage(place: int, stage: FunnelStage, label: str) -> OwnFigure:
    """A stage of one of the overview's two funnels, of the stage before it."""

    def read(of: tuple[Overview, OverviewCounts, frozenset[str]]) -> Printed:
        view = of[0].funnels[place]
        if view.is_empty:
            return Printed(sentence=view.sentence)
        _, people, whole, share, interval, pending, _ = next(row.cells for row in view.rows if row.stage is stage)
        return Printed(people=people, of=whole, share=share, interval=interval, pending=pending)

    anchor = ("tested-on-arrest", "referred-by-any-route")[place]
    return OwnFigure(label=label, report=Report.OVERVIEW, anchor=anchor, read=read)


def _of_sentence(code: str, label: str) -> OwnFigure:
    """One of the two sentences with which the overview begins. The whole of it is shown too where a share is of fewer
    than all of them, or hidden."""

    def read(of: tuple[Overview, OverviewCounts, frozenset[str]]) -> Printed:
        seen, counts, hidden = of
        cohort: Cohort = {STARTED: counts.started, ENGAGED: counts.engaged}[code]
        there = [each for each, known in ((STARTED, counts.started), (ENGAGED, counts.engaged)) if known.people]
        if not cohort.people:
            return Printed(sentence="Nobody is counted there in this period.")
        return _in_sentence(cohort, code, hidden, seen.sentences[there.index(code)])

    return OwnFigure(label=label, report=Report.OVERVIEW, anchor="so-far", read=read)


WITHOUT: Final = "{of} without {died} who died"
"""Of how many a share is from which those who died first are left out: two numbers that the page prints."""


def _in_sentence(cohort: Cohort, code: str, hidden: frozenset[str], sentence: str) -> Printed:
    if f"{code} people" in hidden:
        return Printed(sentence=sentence)
    of = f"{cohort.people:,}"
    if f"{code} so far" in hidden:
        return Printed(people=NOT_SHOWN, of=of, sentence=sentence)
    so_far = f"{cohort.so_far:,}"
    if not cohort.is_final:
        waits = NOT_SHOWN if f"{code} may still" in hidden else f"{cohort.may_still:,}" if cohort.may_still else ""
        share = cohort.share_so_far
        return Printed(people=so_far, of=of, share=share.percent, interval=share.interval_words, pending=waits)
    share, died = cohort.tally.share, cohort.tally.died
    if died and f"{code} died" in hidden:
        return Printed(people=so_far, of=of, share=NOT_SHOWN, sentence=sentence)
    if not died:
        return Printed(people=so_far, of=of, share=share.percent, interval=share.interval_words)
    of = WITHOUT.format(of=of, died=f"{died:,}")
    return Printed(people=so_far, of=of, share=share.percent, interval=share.interval_words, sentence=sentence)


def _of_assessed(of: ArcReport) -> Printed:
    """Who engaged, of all assessed but those who died first."""
    if of.is_not_shown or not of.assessed:
        return Printed(sentence=arc_words.lead(of))
    _, people, share, interval = arc_words.outcome_rows(of)[0]
    pending = of.figure("still_open", of.outcome.pending) if of.outcome.pending else ""
    of_whom, died = f"{of.assessed:,}", of.figure("died_before_engaging", of.outcome.died)
    if of.outcome.died and died != HIDDEN:
        of_whom = WITHOUT.format(of=of_whom, died=died)
    return Printed(people=people, of=of_whom, share=share, interval=interval, pending=pending)


def _of_outcome(outcome: DeskOutcome, label: str) -> OwnFigure:
    """An outcome of everybody who could have had it."""

    def read(of: Mapping[DeskOutcome, tuple[str, ...]]) -> Printed:
        if outcome not in of:
            return Printed(sentence="Nobody had a decision, or it is not shown how many.")
        _, could, had, rate, interval = of[outcome]
        return Printed(people=had, of=could, share=rate, interval=interval)

    return OwnFigure(label=label, report=Report.FAIRNESS, anchor="every-outcome", read=read)


def _of_profile(row: str, label: str) -> OwnFigure:
    """A row of what tests on arrest found, each person once."""

    def read(of: ProfilePart) -> Printed:
        cells = next((each for each in of.rows if each[0] == row), None)
        if cells is None:
            return Printed(sentence=of.sentences[0] if not of.rows else "")
        return Printed(people=cells[1], of=cells[2], share=cells[3], interval=cells[4])

    return OwnFigure(label=label, report=Report.PROFILE, anchor="profile-found", read=read)


FIGURES: Final[Mapping[str, OwnFigure]] = {
    "tests_positive": OwnFigure(label="Positive tests, of tests on arrest", report=Report.TESTING, read=_of_tests),
    "people_positive": _of_profile("Positive", "People with a positive test, of people tested"),
    "found_cocaine": _of_profile(DrugsFound.COCAINE.label, "Cocaine only, of people who tested positive"),
    "found_opiates": _of_profile(DrugsFound.OPIATES.label, "Opiates only, of people who tested positive"),
    "found_both": _of_profile(DrugsFound.BOTH.label, "Cocaine and opiates, of people who tested positive"),
    "assessment_attended": OwnFigure(
        label="Required assessment attended, of positive tests", report=Report.TESTING, read=_of_required
    ),
    "assessment_required": _of_stage(0, FunnelStage.REQUIRED, "Assessment required, of people who tested positive"),
    "started_treatment": _of_sentence(STARTED, "Started treatment, of people who tested positive"),
    "accepted_by_a_service": _of_stage(1, FunnelStage.ACCEPTED, "Accepted by a service, of people first referred"),
    "engaged": _of_sentence(ENGAGED, "Engaged within 12 weeks, of people first referred"),
    "engaged_of_assessed": OwnFigure(
        label="Engaged, of people assessed, with no time set (as ARC counted)", report=Report.ARC, read=_of_assessed
    ),
    "conditional_cautions": _of_outcome(DeskOutcome.CC, "Conditional caution, of people who could have had one"),
    "community_resolutions": _of_outcome(DeskOutcome.CR, "Community resolution, of people who could have had one"),
    "outcome_22": _of_outcome(DeskOutcome.O22, "Outcome 22, of people who could have had it"),
    "conditions_kept": _of_outcome(DeskOutcome.KEPT, "Conditions kept, of people for whom that was decided"),
    "seen_in_time": _of_section(
        Report.TREATMENT, "first-contact", "Seen within 21 days", "Seen within 21 days, of people first referred"
    ),
    "offered_in_time": _of_section(
        Report.TREATMENT,
        "offered-within-21-days",
        "Offered an appointment within 21 days",
        "Offered an appointment within 21 days, of people whose treatment began",
    ),
    "effective": _of_section(
        Report.TREATMENT,
        "effective-treatment",
        "In treatment for 84 days, or completed",
        "In treatment for 12 weeks or completed before, of people whose treatment began",
    ),
    "left_early": _of_section(
        Report.TREATMENT,
        "early-unplanned-exit",
        "Left early and unplanned",
        "Left before 12 weeks and unplanned, of people whose treatment began",
    ),
    "back_within_6_months": _of_section(
        Report.TREATMENT,
        "came-back",
        "Everybody: within 6 months",
        "Back in custody within 6 months, of people released from it",
    ),
    "back_within_12_months": _of_section(
        Report.TREATMENT,
        "came-back",
        "Everybody: within 12 months",
        "Back in custody within 12 months, of people released from it",
    ),
    "in_treatment": _of_section(
        Report.RECOVERY,
        "completed",
        "Everybody in treatment on any day of the year",
        "People in treatment on any day of the year",
    ),
    "completed": _of_section(
        Report.RECOVERY,
        "completed",
        "Completed, of everybody in treatment",
        "Completed treatment, of people in treatment",
    ),
    "again": _of_section(
        Report.RECOVERY,
        "again",
        "In treatment again within 6 months",
        "In treatment again within 6 months, of people who completed it",
    ),
    "seen_after_custody": _of_section(
        Report.RECOVERY,
        "after-custody",
        "Seen within 21 days of the release",
        "Seen within 21 days, of people who left custody with a referral",
    ),
    "naloxone": _of_section(
        Report.RECOVERY, "naloxone", "People supplied", "People supplied with naloxone to take home"
    ),
    "naloxone_kits": _of_section(Report.RECOVERY, "naloxone", "Kits (not people)", "Kits of naloxone supplied"),
    "peers_accepted": _of_section(
        Report.RECOVERY, "peer-support", "Accepted peer support", "Accepted a peer’s support, of people offered it"
    ),
    "peers_met": _of_section(
        Report.RECOVERY,
        "peer-support",
        "Met their peer within 84 days",
        "Met their peer within 84 days, of people offered one",
    ),
    "mental_health_need": _of_section(
        Report.RECOVERY,
        mental_health.SECTION,
        mental_health.NEED_LABEL,
        "Need help with their mental health, of people asked",
    ),
    "mental_health_need_met": _of_section(
        Report.RECOVERY,
        mental_health.SECTION,
        mental_health.HELP_LABEL,
        "Have help with their mental health, of people who need it",
    ),
}
"""What a strategy's measure may name (`data/strategy_measures.csv`), by its code there."""
