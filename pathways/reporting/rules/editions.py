"""Which figures are made when: of a period once it is over, and again when nothing of it is pending any more.

Figures are made at the end of each quarter, and stay. Whoever looked every day could take yesterday's from today's, and
what is left is what one person did; so nothing is shown in between (treatment reference 4.4: a change of a few waits;
the days on which figures are made are a design choice).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from pathways.dates import day_in_words, months_after
from pathways.reporting.rules import by_service, profile, recovery, testing, treatment
from pathways.reporting.rules.overview_counts import POSITIVE, REFERRED, SEEN, TESTED
from pathways.reporting.rules.periods import (
    ONE,
    QUARTER,
    YEAR,
    Stretch,
    each_of,
    of_months,
    parts_of,
    quarter_of,
    years_together,
)
from pathways.reporting.rules.progress import ALL
from pathways.small_numbers.beside import Link, Near, Whole
from pathways.tables import records_of
from pathways.vocabulary import Mark, Worded

FIRST, FINAL = 0, 2
"""So many quarters after that in which a period ended its figures are made: once it is over, and when the 168 days of
everybody are (two quarters are 181 days at least). A year of the overview is made with the latter alone (`ONCE`)."""
DAYS_TO_RECORD: Final = timedelta(days=7)
"""What happened on the last days of a quarter is recorded in the week after it."""
QUARTERS_BACK: Final = 8
"""Of so many quarters the first figures are made although they were over before any were."""
YEARS_TOGETHER: Final = 0
"""Stands for some years together among the lengths, whose months differ."""


class Report(Worded):
    """What is published as one."""

    TESTING = "testing", "Drug testing on arrest"
    OVERVIEW = "overview", "Overview"
    ARC = "arc", "ARC report"
    FAIRNESS = "fairness", "Fairness of disposals"
    SERVICES = "services", "Services"
    TREATMENT = "treatment", "Treatment"
    RECOVERY = "recovery", "Recovery"
    GROUPS = "groups", "Who engages"
    PROFILE = "profile", "Drug profile: tests on arrest"
    DECLARED = "declared", "Drug profile: what people say"


LENGTHS: Final = {
    Report.TESTING: (QUARTER, YEAR),
    Report.OVERVIEW: (QUARTER, YEAR),
    Report.ARC: (YEARS_TOGETHER, YEAR, QUARTER),
    Report.FAIRNESS: (YEAR,),
    Report.SERVICES: (YEAR,),
    Report.TREATMENT: (YEAR,),
    Report.RECOVERY: (YEAR,),
    Report.GROUPS: (YEAR,),
    Report.PROFILE: (YEAR,),
    Report.DECLARED: (YEAR,),
}
"""The lengths of each report, in the order in which they are decided: what a Board reads first hides least."""
YEAR_ENDS: Final = {
    Report.TESTING: 3,
    Report.OVERVIEW: 3,
    Report.ARC: 12,
    Report.FAIRNESS: 9,
    Report.SERVICES: 3,
    Report.TREATMENT: 3,
    Report.RECOVERY: 3,
    Report.GROUPS: 3,
    Report.PROFILE: 3,
    Report.DECLARED: 12,
}
"""The month with which a year of each report ends: all that counts the same people is of public money, ARC of the
calendar as the published one is, and with it what else counts who was assessed. No two years of a report overlap: what
the one has and the other has not are a few people of a quarter."""
ONCE: Final = {
    (Report.OVERVIEW, YEAR): FINAL,
    (Report.FAIRNESS, YEAR): 0,
    (Report.SERVICES, YEAR): 1,
    (Report.TREATMENT, YEAR): 1,
    (Report.RECOVERY, YEAR): 2,
    (Report.GROUPS, YEAR): 1,
    (Report.PROFILE, YEAR): FINAL,
    (Report.DECLARED, YEAR): FINAL,
}
"""What is made once, and so many quarters after that in which the period ended. Of these the time of everybody is over
then (84 days; 168 of the overview; after a completion six months; a decision counts by the day on which it was made):
nobody is pending, and no second figures differ from the first by a few people. The drug profile is made with the final
figures of those that count the same people."""
FAMILIES: Final = (
    frozenset(
        {
            Report.TESTING, Report.OVERVIEW, Report.SERVICES, Report.TREATMENT, Report.RECOVERY, Report.GROUPS,
            Report.PROFILE,
        }
    ),
    frozenset({Report.ARC, Report.DECLARED}),
    frozenset({Report.FAIRNESS}),
)  # fmt: skip
"""The reports that count the same people, so that one is taken from the other."""


@dataclass(frozen=True, kw_only=True)
class YearsTogether:
    """Some years that a strategy or a published report takes together."""

    first_year: int
    last_year: int
    source: str
    mark: Mark

    @property
    def days(self) -> Stretch:
        return years_together(self.first_year, self.last_year)


TAKEN_TOGETHER: Final = records_of(Path(__file__).parents[1] / "data" / "years_together.csv", YearsTogether)


@dataclass(frozen=True, order=True)
class Edition:
    """The figures of a report for a period, as known on a day."""

    report: Report
    days: Stretch
    as_at: date

    @property
    def name(self) -> str:
        """What the log calls it: what was made before is found there by this name."""
        return f"{self.report.value} {self.days.from_on} to {self.days.to_on} as known on {self.as_at}"

    @property
    def is_final(self) -> bool:
        """Whether no other will be made of this period."""
        return (self.report, self.days.months) in ONCE or _quarters_between(self.days.to_on, self.as_at) >= FINAL

    @property
    def is_for_the_board(self) -> bool:
        """Whether the page for the Board shows these figures."""
        return self.report is Report.OVERVIEW and self.days.months == QUARTER

    def said_of(self, made_on: date) -> str:
        """When these figures were made, and when the final ones will be."""
        if self.is_final:
            return f"Final figures, made on {day_in_words(made_on)}. They stay as they are."
        last = of_months(quarter_of(self.days.to_on).from_on, (1 + FINAL) * QUARTER).to_on
        return (
            f"First figures, made on {day_in_words(made_on)}. They stay as they are. The final ones, as known on "
            f"{day_in_words(last)}, are made from {day_in_words(last + ONE + DAYS_TO_RECORD)} on."
        )


def length_of(days: Stretch) -> int:
    """The months of a period as `LENGTHS` has them."""
    return days.months if days.months <= YEAR else YEARS_TOGETHER


def newest_of(there: Iterable[Edition]) -> list[tuple[str, Edition]]:
    """The newest quarter and year of which there are figures, as last known, by what they are called."""
    in_order = sorted(there, key=lambda each: (each.days.to_on, each.as_at), reverse=True)
    named = (("Last quarter", QUARTER), ("Last year", YEAR))
    newest = ((name, next((each for each in in_order if each.days.months == length), None)) for name, length in named)
    return [(name, each) for name, each in newest if each is not None]


# When: at the ends of quarters.


def last_end(today: date) -> date:
    """The last quarter's end as known on which figures can be made: the week after it is over."""
    return quarter_of(today - DAYS_TO_RECORD).from_on - ONE


def next_day(today: date) -> tuple[date, date]:
    """The next quarter's end as known on which figures will be made, and the day from which on they are."""
    end = quarter_of(last_end(today) + ONE).to_on
    return end, end + ONE + DAYS_TO_RECORD


def none_yet_in_words(today: date, being_made: date | None, under_way: str) -> str:
    """Why there are no figures: records are being imported (how far that is), or those as known on a day are being
    made, or none are made before the next quarter's end."""
    if under_way:
        waits = "The figures are made of all of them: look again in some minutes."
        return f"Existing records are being imported ({under_way}). {waits}"
    if being_made:
        return f"The figures as known on {day_in_words(being_made)} are being made. Look again in some minutes."
    end, day = next_day(today)
    next_ones = f"the next, as known on {day_in_words(end)}, from {day_in_words(day)} on."
    return f"There are no figures yet. They are made in the second week after each quarter: {next_ones}"


def due_at(
    as_at: date, since: date, *, is_first: bool, before: Collection[Report] = tuple(Report)
) -> Iterator[Edition]:
    """What is made as known on the end of a quarter, in the order in which it is decided what each hides.

    `since` is the first day of which anything is on record. The first time, of all or of a report that is not among
    those `before`, what was over before is made as well: every year, and the quarters of two years.
    """
    for report, lengths in LENGTHS.items():
        is_new = is_first or report not in before
        for length in lengths:
            for days in _of_length(report, length, since, as_at):
                edition = Edition(report, days, as_at)
                behind = _quarters_between(days.to_on, as_at) - ONCE.get((report, length), FIRST)
                is_long_ago = length == QUARTER and behind >= QUARTERS_BACK
                was_before = is_new and not is_long_ago and behind > FIRST
                again = behind == FINAL and (report, length) not in ONCE and not is_new
                if behind == FIRST or was_before or again:
                    yield edition


def _of_length(report: Report, length: int, since: date, as_at: date) -> Iterable[Stretch]:
    if length == YEARS_TOGETHER:
        return [each.days for each in TAKEN_TOGETHER if since <= each.days.to_on <= as_at]
    over = each_of(length, since, as_at)
    return over if length != YEAR else [days for days in over if days.to_on.month == YEAR_ENDS[report]]


def _quarters_between(day: date, as_at: date) -> int:
    first, last = quarter_of(day).to_on, quarter_of(as_at).to_on
    return (last.year - first.year) * YEAR // QUARTER + (last.month - first.month) // QUARTER


# Beside what: whatever was made of the same people, of days that hang together.


def read_beside(edition: Edition, made: Iterable[Edition]) -> list[Edition]:
    """What can be taken from these figures, or these from it: of the same days, or within a year of them."""
    family = next(each for each in FAMILIES if edition.report in each)
    reach = Stretch(months_after(edition.days.from_on, -YEAR), months_after(edition.days.to_on, YEAR))
    for each in TAKEN_TOGETHER if any(YEARS_TOGETHER in LENGTHS[report] for report in family) else ():
        if each.days.has_days_of(reach):
            reach = Stretch(min(reach.from_on, each.days.from_on), max(reach.to_on, each.days.to_on))
    return [each for each in made if each.report in family and each != edition and each.days.has_days_of(reach)]


def links_among(editions: Sequence[Edition]) -> Iterator[Link]:
    """How the figures of these hang together."""
    there = set(editions)
    for edition in editions:
        yield from _of_parts(edition, editions)
        for other in editions:
            if other.report is edition.report and other.days == edition.days and other.as_at < edition.as_at:
                yield Near(edition.name, other.name)
        if edition.report is Report.OVERVIEW:
            beside = Edition(Report.TESTING, edition.days, edition.as_at)
            if beside in there:
                yield Near(edition.name, beside.name, THE_SAME_TESTS)
        if edition.report is Report.SERVICES:
            yield from _of_overview(edition, editions)
        if edition.report is Report.GROUPS:
            yield from _of_groups(edition, editions)
        if edition.report is Report.RECOVERY:
            yield from _of_recovery(edition, editions)
        if edition.report in (Report.PROFILE, Report.DECLARED):
            yield from _of_profile(edition, editions)
        if edition.report is Report.TREATMENT:
            yield from _of_parts(edition, editions, Report.OVERVIEW, SEEN_IN_BOTH[:1])
            for other in editions:
                if other.report is Report.OVERVIEW and other.days == edition.days:
                    yield Near(edition.name, other.name, SEEN_IN_BOTH)
                if other.report is Report.SERVICES and other.days == edition.days:
                    yield Near(edition.name, other.name, THE_SAME_PEOPLE)


THE_SAME_TESTS: Final = (
    (TESTED, testing.figure_of(testing.WHOLE, testing.PEOPLE)),
    (POSITIVE, testing.figure_of(testing.WHOLE, testing.PEOPLE_POSITIVE)),
)
"""What the overview and the return on drug testing both count."""
SEEN_IN_BOTH: Final = (
    (treatment.figure_of(treatment.CONTACT, treatment.PEOPLE), REFERRED),
    (treatment.seen_by(-1), SEEN),
)
"""What the report on treatment and the overview both count: whoever was seen within 42 days was seen within 168. First
figures of the overview have not all of them yet; but the final ones will, beside what was shown of both."""
THE_SAME_PEOPLE: Final = ((SEEN_IN_BOTH[0][0], by_service.figure_of("people", by_service.EVERYBODY)),)
"""Whoever was first referred, in the report on treatment and beside the services."""


THE_SAME_REFERRALS: Final = (
    (by_service.figure_of("people", by_service.EVERYBODY), f"out of of {ALL}"),
    (by_service.figure_of("engaged", by_service.EVERYBODY), f"engaged of {ALL}"),
)
"""What services and the overview's areas both count, besides what both print by the same names."""


def _of_overview(edition: Edition, editions: Iterable[Edition]) -> Iterator[Link]:
    """How services hang together with the overview of the same year, whenever it is known, and with its quarters."""
    for other in editions:
        if other.report is Report.OVERVIEW and other.days == edition.days:
            yield Near(edition.name, other.name)
            yield Near(edition.name, other.name, THE_SAME_REFERRALS)
    yield from _of_parts(edition, editions, Report.OVERVIEW)


OF_EVERYBODY: Final = tuple((second, first) for first, second in THE_SAME_REFERRALS)
"""What the report by group calls as the overview does, beside what services call otherwise."""


def _of_groups(edition: Edition, editions: Iterable[Edition]) -> Iterator[Link]:
    """How the report by group hangs together with what else counts those first referred in the year: by what both call
    alike with the overview and its quarters, the services, and the report on treatment."""
    for other in editions:
        if other.days != edition.days:
            continue
        if other.report in (Report.OVERVIEW, Report.SERVICES):
            yield Near(edition.name, other.name)
        if other.report is Report.SERVICES:
            yield Near(edition.name, other.name, OF_EVERYBODY)
        if other.report is Report.TREATMENT:
            yield Near(edition.name, other.name, tuple((second, first) for first, second in SEEN_IN_BOTH[:1]))
    yield from _of_parts(edition, editions, Report.OVERVIEW)


def _of_recovery(edition: Edition, editions: Iterable[Edition]) -> Iterator[Link]:
    """How the report on recovery hangs together with the overview, with treatment of the year and the next, and with
    recovery of the next."""
    year_after = of_months(edition.days.to_on + ONE, YEAR)
    for other in editions:
        if other.report is Report.OVERVIEW and other.days == edition.days:
            yield Near(edition.name, other.name, recovery.IN_THE_OVERVIEW)
        if other.report is Report.TREATMENT and other.days == edition.days:
            yield Near(edition.name, other.name, recovery.IN_TREATMENT_OF_THE_YEAR)
        if other.report is Report.TREATMENT and other.days == year_after:
            yield Near(edition.name, other.name, recovery.IN_TREATMENT_OF_THE_NEXT)
        if other.report is Report.RECOVERY and other.days == year_after:
            yield Near(edition.name, other.name, recovery.CARRIED_ON)


def _of_profile(edition: Edition, editions: Iterable[Edition]) -> Iterator[Link]:
    """How the drug profile hangs together with the return and the overview, and what people say with the ARC report."""
    for other in (each for each in editions if each.days == edition.days):
        match edition.report, other.report:
            case Report.PROFILE, Report.TESTING:
                yield Near(edition.name, other.name, profile.IN_THE_RETURN)
                if other.as_at == edition.as_at:
                    yield Whole(edition.name, (other.name,), names=profile.LAST_OF_THEIR_TESTS)
            case Report.PROFILE, Report.OVERVIEW:
                yield Near(edition.name, other.name, profile.IN_THE_OVERVIEW)
            case Report.DECLARED, Report.ARC:
                yield Near(edition.name, other.name, profile.IN_THE_ARC_REPORT)


def _of_parts(
    edition: Edition,
    editions: Iterable[Edition],
    report: Report | None = None,
    names: tuple[tuple[str, str], ...] = (),
) -> Iterator[Link]:
    """That its parts (of another `report` where one is named), each as last known by then, are the whole, as far as
    nothing changed since; by these `names` where they are called otherwise."""
    parts, whole = parts_of(edition.days), replace(edition, report=report or edition.report)
    known = [
        max((each for each in editions if _is_part(each, whole, part)), key=lambda each: each.as_at, default=None)
        for part in parts
    ]
    there = [each for each in known if each is not None]
    if there:
        is_settled = len(there) == len(parts) and all(each.is_final or each.as_at == edition.as_at for each in there)
        yield Whole(edition.name, tuple(each.name for each in there), is_settled=is_settled, names=names)


def _is_part(each: Edition, whole: Edition, days: Stretch) -> bool:
    return each.report is whole.report and each.days == days and each.as_at <= whole.as_at
