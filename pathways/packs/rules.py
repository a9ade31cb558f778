"""A pack: which reports it may hold, of which figures, how it stands, when it is gone, and what its list says. Pure."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from pathways.dates import count_in_words, day_in_words, moment_in_words
from pathways.leases.rules import is_leased
from pathways.refusals import Reason
from pathways.reporting.rules.editions import Edition, Report, next_day
from pathways.reporting.rules.fairness import DeskOutcome
from pathways.reporting.rules.periods import QUARTER, Stretch
from pathways.reporting.rules.sheets import MARKING
from pathways.reporting.rules.strategy import is_of_public_money
from pathways.reporting.rules.strategy_data import STRATEGIES
from pathways.tables import Dated, dated_rows_of, in_force
from pathways.vocabulary import Worded

# What a pack may hold.


class PackReport(Worded):
    """A report that a pack may hold. The value is what its files are called."""

    BOARD = "board", "For the Board"
    OVERVIEW = "overview", "Overview"
    ARC = "arc", "ARC report"
    TESTING = "drug-testing", "Drug testing on arrest"
    TREATMENT = "treatment", "Treatment"
    RECOVERY = "recovery", "Recovery"
    SERVICES = "services", "Services"
    GROUPS = "who-engages", "Who engages"
    PROFILE = "drug-profile", "Drug profile"
    STRATEGY = "strategy", "Strategy measures"
    FAIRNESS = "fairness", "Fairness of disposals"

    @property
    def permission(self) -> str:
        """Who may open its page may have it in a pack."""
        return _PERMISSIONS[self]

    @property
    def figures(self) -> frozenset[Report]:
        """From which figures it is read: the page for the Board from those of the overview, and the measures of the
        strategy from those of several reports."""
        return _FIGURES[self]

    def edition(self, days: Stretch, as_at: date) -> Edition:
        """Its figures of a period, as known on a day. Where it is read from those of several reports the period and the
        day alone name them, so that any of these reports will do."""
        return Edition(min(self.figures), days, as_at)


_PERMISSIONS: Final = {
    PackReport.BOARD: "report.board",
    PackReport.OVERVIEW: "overview.read",
    PackReport.ARC: "report.arc",
    PackReport.TESTING: "report.testing",
    PackReport.TREATMENT: "report.treatment",
    PackReport.RECOVERY: "report.recovery",
    PackReport.SERVICES: "report.services",
    PackReport.GROUPS: "report.groups",
    PackReport.PROFILE: "report.profile",
    PackReport.STRATEGY: "report.strategy",
    PackReport.FAIRNESS: "report.fairness",
}
_FIGURES: Final = {
    PackReport.BOARD: frozenset({Report.OVERVIEW}),
    PackReport.OVERVIEW: frozenset({Report.OVERVIEW}),
    PackReport.ARC: frozenset({Report.ARC}),
    PackReport.TESTING: frozenset({Report.TESTING}),
    PackReport.TREATMENT: frozenset({Report.TREATMENT}),
    PackReport.RECOVERY: frozenset({Report.RECOVERY}),
    PackReport.SERVICES: frozenset({Report.SERVICES}),
    PackReport.GROUPS: frozenset({Report.GROUPS}),
    PackReport.PROFILE: frozenset({Report.PROFILE}),
    PackReport.STRATEGY: STRATEGIES.reports,
    PackReport.FAIRNESS: frozenset({Report.FAIRNESS}),
}


class PackShape(Worded):
    """The shape of a file."""

    PDF = "pdf", "PDF", "To read and to print"
    XLSX = "xlsx", "Excel", "Each table on a sheet, with its definitions"
    CSV = "csv", "CSV", "A line for each figure, to work with"


class When(Worded):
    """Whether a pack is made once, or each quarter."""

    ONCE = "once", "Once, now", "For the period that you choose below"
    EACH_QUARTER = (
        "each_quarter",
        "Each quarter, once its figures are made",
        "You get an e-mail when it is ready. The first pack is of the quarter whose figures are made next",
    )


@dataclass(frozen=True, order=True)
class PackPart:
    """One report of a pack, with its figures."""

    report: PackReport
    edition: Edition

    @property
    def words(self) -> str:
        """As "Recovery, April 2025 to March 2026, as known on 30 September 2026"."""
        edition = self.edition
        return f"{self.report.label}, {edition.days.words}, as known on {day_in_words(edition.as_at)}"

    def as_row(self) -> dict[str, str]:
        """As its row keeps it, and the log."""
        days, as_at = self.edition.days, self.edition.as_at
        dates = {"from": days.from_on, "to": days.to_on, "as_at": as_at}
        return {"report": self.report.value} | {name: day.isoformat() for name, day in dates.items()}

    @classmethod
    def read(cls, row: Mapping[str, str]) -> "PackPart":
        report = PackReport(row["report"])
        from_on, to_on, as_at = (date.fromisoformat(row[name]) for name in ("from", "to", "as_at"))
        return cls(report, report.edition(Stretch(from_on, to_on), as_at))


# Of which figures: those of the period that was chosen, or of a report that has none of it the newest by its end.


def parts_of(reports: Iterable[PackReport], days: Stretch, there: Sequence[Edition]) -> tuple[PackPart, ...]:
    """The reports for a period, each with its figures: of that period as last known; of a report that is not made of
    such periods the newest that was over by its end. One that has none is left out."""
    wanted = frozenset(reports)
    chosen = ((each, _figures_for(each, days, there)) for each in PackReport if each in wanted)
    return tuple(PackPart(report, edition) for report, edition in chosen if edition)


def _figures_for(report: PackReport, days: Stretch, there: Iterable[Edition]) -> Edition | None:
    over = (each for each in there if each.report in report.figures and each.days.to_on <= days.to_on)
    fit = (each for each in over if _is_page_of(report, each))
    newest = max(fit, key=lambda each: (*_nearness(each.days, days), each.as_at), default=None)
    return report.edition(newest.days, newest.as_at) if newest else None


def _is_page_of(report: PackReport, figures: Edition) -> bool:
    """Whether the page of a report shows figures of such a period."""
    match report:
        case PackReport.BOARD:
            return figures.is_for_the_board
        case PackReport.STRATEGY:
            return is_of_public_money(figures.days)
        case _:
            return True


def _nearness(each: Stretch, days: Stretch) -> tuple[bool, bool, date]:
    return each == days, each.months == days.months, each.to_on


def periods_of(there: Iterable[Edition]) -> list[Stretch]:
    """The periods of which there are figures, the quarters first, each kind the newest first."""
    every = {each.days for each in there}
    return sorted(every, key=lambda days: (days.months == QUARTER, days.to_on, days.from_on), reverse=True)


# Whether it may be ordered.


MOST_FILES: Final = 30
"""All reports in two shapes fit. The worker makes one pack after the other, and others wait (design choice)."""
MOST_PACKS: Final = 20
"""Packs of one person that wait or can be downloaded (design choice)."""
NOTHING_TICKED, NO_SHAPE = "Tick at least one report", "Tick at least one kind of file"


def files_of(report: PackReport, shape: PackShape) -> int:
    """How many files a report is in a shape: its page has fairness of one outcome at a time, and so has its paper."""
    return len(DeskOutcome) if (report, shape) == (PackReport.FAIRNESS, PackShape.PDF) else 1


def how_many_files(reports: Iterable[PackReport], shapes: Iterable[PackShape]) -> int:
    """How many files a pack of these has."""
    shapes = tuple(shapes)
    return sum(files_of(report, shape) for report in reports for shape in shapes)


def why_not_so(reports: Sequence[PackReport], shapes: Sequence[PackShape]) -> Iterator[Reason]:
    """Why no pack is made of these reports and shapes, whatever it is of."""
    if not reports:
        yield Reason(NOTHING_TICKED, "reports")
    if not shapes:
        yield Reason(NO_SHAPE, "shapes")
    if (files := how_many_files(reports, shapes)) > MOST_FILES:
        more = f" {PackReport.FAIRNESS.label} has a PDF for each outcome." if PackReport.FAIRNESS in reports else ""
        yield Reason(
            f"That is {files} files. A pack can have {MOST_FILES} at most. Untick a report or a kind of file.{more}",
            "reports",
        )


def why_not_made(days: Stretch, there: Iterable[Edition]) -> Iterator[Reason]:
    """Why no pack is of a period: there are no figures of it."""
    if days not in periods_of(there):
        yield Reason(f"There are no figures of {days.words}. Choose a period of the list", "days")


def why_not_of(reports: Sequence[PackReport], days: Stretch, there: Sequence[Edition]) -> Iterator[Reason]:
    """Why no pack of these reports is made for a period: some have no figures yet."""
    has = {part.report for part in parts_of(reports, days, there)}
    without = [each.label for each in reports if each not in has]
    if without:
        names = " and ".join(filter(None, (", ".join(without[:-1]), without[-1])))
        words = f"There were no figures of {names} by the end of {days.words}"
        yield Reason(f"{words}. Untick what has none, or choose another period", "reports")


def why_no_more(packs: int) -> Iterator[Reason]:
    """Why nobody with so many packs that wait or can be downloaded orders another."""
    if packs >= MOST_PACKS:
        yield Reason(
            f"You have {count_in_words(packs, 'pack')} waiting or ready to download, and you can have no more. "
            "Cancel one that is waiting, or come back when one has expired"
        )


def digest_of(reports: Iterable[object], shapes: Iterable[PackShape]) -> str:
    """What two orders of the same have in common. `reports` are the period and its parts as they are kept, or, of a
    schedule, the names of its reports."""
    text = json.dumps([list(reports), [each.value for each in shapes]], sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


# How it stands, and for how long it is kept.


class PackFailure(Worded):
    """Why there is no pack. The hint says what to do."""

    CANCELLED = "cancelled", "You cancelled it", "No file was kept."
    ASKER_LEFT = (
        "asker_left",
        "You could not open all of its reports any more when it was due to be made",
        "If you can open them again, order it again.",
    )
    GAVE_UP = (
        "gave_up",
        "It was begun three times and never finished",
        "Order it again. If it fails again, tell whoever looks after Pathways: the log of the server says why.",
    )


class PackStanding(Worded):
    """What has become of a pack."""

    WAITS = "waits", "Waiting"
    MAKING = "making", "Being made"
    READY = "ready", "Ready"
    EXPIRED = "expired", "Expired"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Not made"

    @property
    def is_open(self) -> bool:
        return self in (PackStanding.WAITS, PackStanding.MAKING)


def standing_of(
    *, expires_at: datetime | None, failure: PackFailure | None, leased_until: datetime | None, now: datetime
) -> PackStanding:
    """How a pack stands. One whose worker has said nothing for too long waits again: it is begun anew."""
    if failure is not None:
        return PackStanding.CANCELLED if failure is PackFailure.CANCELLED else PackStanding.FAILED
    if expires_at is not None:
        return PackStanding.READY if now < expires_at else PackStanding.EXPIRED
    return PackStanding.MAKING if is_leased(leased_until, now) else PackStanding.WAITS


@dataclass(frozen=True, kw_only=True)
class DaysKept(Dated):
    days: int


_DAYS_KEPT: Final = dated_rows_of(Path(__file__).parent / "data" / "days_packs_are_kept.csv", DaysKept)


def kept_for(day: date) -> timedelta:
    """How long a pack made on a day can be downloaded."""
    return timedelta(days=in_force(_DAYS_KEPT, day).days)


def kept_in_words(day: date) -> str:
    """The same in words."""
    return count_in_words(kept_for(day).days, "day")


# On schedule: each quarter, once its figures are made.


class ScheduleEnd(Worded):
    """Why a schedule makes no more packs."""

    STOPPED = "stopped", "You stopped it"
    ASKER_LEFT = "asker_left", "You could not open all of its reports any more"


MOST_SCHEDULES: Final = 5
"""Schedules of one person that go on (design choice)."""


def why_no_more_schedules(schedules: int) -> Iterator[Reason]:
    """Why nobody with so many schedules that go on sets up another."""
    if schedules >= MOST_SCHEDULES:
        yield Reason(f"You have {count_in_words(schedules, 'schedule')}, and you can have no more. Stop one first")


def first_due(asked_at: datetime, made: Iterable[tuple[date, datetime]], ordered: Collection[date]) -> date | None:
    """The last day of the first quarter of which a schedule is to order a pack now; None where there is none.

    `made` are quarters by their last day, with when all their figures were made: those made before the schedule was set
    up do not count. Of those in `ordered` it has ordered one.
    """
    return min((end for end, made_at in made if made_at >= asked_at and end not in ordered), default=None)


def next_in_words(today: date) -> str:
    """When a schedule that is ordered on a day makes its first pack."""
    end, day = next_day(today)
    return f"The next figures will be as known on {day_in_words(end)}. They will be made from {day_in_words(day)} on"


# What stands in it: the files, and a list of them that whoever holds the pack can check.


LIST_NAME: Final = "contents.txt"


@dataclass(frozen=True, kw_only=True)
class PackFile:
    """One file of a pack, with the fingerprint of each of its figures."""

    name: str
    part: PackPart
    content: bytes
    fingerprints: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def title_of(days: Stretch) -> str:
    """What a pack is called."""
    return f"Pack of reports, {days.words}"


def zip_name(days: Stretch, digest: str) -> str:
    """What its file is called: two packs of one period do not lie over each other."""
    return f"reports-{days.from_on}-{days.to_on}-{digest[:8]}.zip"


def list_of(
    days: Stretch, files: Sequence[PackFile], without: Sequence[PackReport], *, made_at: datetime, made_by: str
) -> str:
    """What the pack holds, as plain text: of each file whose figures it has, as known on which day, their fingerprint,
    and its own hash. `without` are reports that were ordered and had no figures yet."""
    lines = [
        MARKING,
        "",
        title_of(days),
        f"Made for {made_by} on {moment_in_words(made_at)}.",
        count_in_words(len(files), "file") + ", and this list.",
        "",
    ]
    for number, each in enumerate(files, start=1):
        lines += [
            f"{number}. {each.name}",
            f"   {each.part.words}",
            *(f"   Fingerprint of the figures: {fingerprint}" for fingerprint in each.fingerprints),
            f"   SHA-256 of the file: {each.sha256}",
            f"   Size: {len(each.content):,} bytes",
            "",
        ]
    if without:
        lines += ["Left out, because there were no figures yet:"]
        lines += [*(f"   {each.label}" for each in without), ""]
    lines += [
        "Pathways shows the same fingerprints under “Figures made”.",
        "To work out SHA-256 yourself: “certutil -hashfile FILE SHA256” on Windows, “sha256sum FILE” elsewhere.",
    ]
    return "\r\n".join(lines) + "\r\n"
