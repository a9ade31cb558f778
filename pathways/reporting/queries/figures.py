"""The figures of reports as they were made and stay: which there are, and each as it may be shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from pathways import dates
from pathways.arrest_tests.models.testing import DrugTest
from pathways.audit.models import SYSTEM
from pathways.auth.roles import OrganisationKind, Role, Viewer
from pathways.directory.areas.queries import areas_known
from pathways.disposals.models import Disposal
from pathways.engagement.models.case import Assessment
from pathways.people.models.custody import Detention
from pathways.referrals.models.referral import Referral
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.reporting.models import FiguresCheck, FiguresMaking, PublishedFigures
from pathways.reporting.queries.fairness import groups_shown
from pathways.reporting.queries.records import Counting, may_count
from pathways.reporting.rules.arc import ArcReport, arc_report
from pathways.reporting.rules.by_service_words import OwnView, ServicesView, own_view, services_view
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.fairness import NOT_RECORDED
from pathways.reporting.rules.fairness_tables import Fairness, fairness_of
from pathways.reporting.rules.groups import Which
from pathways.reporting.rules.groups_words import GroupsView, groups_view
from pathways.reporting.rules.kept_figures import read_counts, read_table
from pathways.reporting.rules.overview import Overview, overview_of
from pathways.reporting.rules.periods import QUARTER, YEAR, Stretch, parts_of, period_of
from pathways.reporting.rules.profile_words import ProfileView, declared_part, found_part, year_declared
from pathways.reporting.rules.progress import AreasView, areas_view
from pathways.reporting.rules.recovery_words import Recovery, recovery_of
from pathways.reporting.rules.revisions import Cause, Checked
from pathways.reporting.rules.strategy import StrategyView, editions_of, strategy_view
from pathways.reporting.rules.strategy_data import STRATEGIES
from pathways.reporting.rules.strategy_figures import KeptFigures
from pathways.reporting.rules.testing import DrugTestingReturn, ReturnCounts
from pathways.reporting.rules.treatment_words import Treatment, treatment_of
from pathways.reporting.rules.trend import MOST, Trend, trend_of
from pathways.small_numbers.beside import Table
from pathways.store.base import db
from pathways.vocabulary import Area


@dataclass(frozen=True)
class Made:
    """When figures were made, and the digest of all that was counted and hidden."""

    at: datetime
    sha256: str


@dataclass(frozen=True)
class Registered:
    """Figures, when they were made, and what came of making them again, once they were."""

    edition: Edition
    made: Made
    checked: Checked | None

    @property
    def made_on(self) -> date:
        return dates.london_date(self.made.at)


def editions_made(viewer: Counting, *reports: Report) -> list[Edition]:
    """The figures that there are of these reports, the newest period first, and of each as last known first."""
    may_count(viewer)
    made = PublishedFigures
    rows = select(made.report, made.from_on, made.to_on, made.as_at)
    rows = rows.where(made.report.in_(reports)) if reports else rows
    in_order = rows.order_by(made.to_on.desc(), made.from_on.desc(), made.as_at.desc(), made.report)
    return [Edition(row.report, Stretch(row.from_on, row.to_on), row.as_at) for row in db.session.execute(in_order)]


def made(viewer: Counting, edition: Edition) -> Made:
    """When these figures were made. Raises OutOfSight where they were not."""
    may_count(viewer)
    row = db.session.execute(
        select(PublishedFigures.made_at, PublishedFigures.sha256).where(*_of(edition))
    ).one_or_none()
    return Made(*or_out_of_sight(row))


def overview(viewer: Counting, edition: Edition) -> Overview:
    """With the trend of the quarters up to its end, and the areas of the years, as they were known by then. Raises
    OutOfSight where these figures were not made."""
    years = _years(viewer, edition) if edition.days.months == YEAR else ()
    return replace(_overview(viewer, edition), trend=_trend(viewer, edition), years=tuple(years))


def _overview(viewer: Counting, edition: Edition) -> Overview:
    counts, hidden = _read(viewer, edition)
    period = period_of(edition.days, edition.as_at)
    return overview_of(counts, hidden, named=areas_of(period.last_on), period=period)


def _trend(viewer: Counting, edition: Edition) -> Trend:
    quarters = _up_to(viewer, edition, QUARTER)
    return trend_of((each.edition.days, each.counts.engaged, each.hidden) for each in quarters)


def _years(viewer: Counting, edition: Edition) -> Iterator[tuple[Stretch, AreasView]]:
    for of_year in sorted(_up_to(viewer, edition, YEAR), key=lambda each: each.edition.days):
        yield of_year.edition.days, areas_compared(of_year)


def _up_to(viewer: Counting, edition: Edition, months: int) -> list[KeptFigures]:
    """The overview of every period as long that was over by then, each as it was last known by then."""
    newest: dict[Stretch, Edition] = {}
    for each in editions_made(viewer, Report.OVERVIEW):  # of a period the one that was known last comes first
        if each.days.months == months and each.days.to_on <= edition.days.to_on and each.as_at <= edition.as_at:
            newest.setdefault(each.days, each)
    return kept(viewer, list(newest.values())[:MOST])


def kept(viewer: Counting, editions: Iterable[Edition]) -> list[KeptFigures]:
    """These figures as they were made and stay, as far as they were, in one statement."""
    return [_kept(row) for row in rows_of_figures(viewer, editions).values()]


def rows_of_figures(viewer: Counting, editions: Iterable[Edition]) -> dict[Edition, PublishedFigures]:
    """The rows in which these figures are kept, as far as they were made, in one statement."""
    may_count(viewer)
    wanted = [and_(*_of(each)) for each in editions]
    rows = db.session.scalars(select(PublishedFigures).where(or_(*wanted))) if wanted else ()
    return {Edition(row.report, Stretch(row.from_on, row.to_on), row.as_at): row for row in rows}


def _kept(row: PublishedFigures) -> KeptFigures:
    counts, hidden = read_counts(row.report, row.content)
    edition = Edition(row.report, Stretch(row.from_on, row.to_on), row.as_at)
    return KeptFigures(edition=edition, counts=counts, hidden=hidden, made_at=row.made_at, sha256=row.sha256)


def areas_of(on: date) -> tuple[Area, ...]:
    """The areas of the overview, each by its name on a day, and where none was recorded."""
    return (*areas_known(on).values(), Area(NOT_RECORDED, "Not recorded"))


def arc(viewer: Counting, edition: Edition) -> ArcReport:
    """Raises OutOfSight where these figures were not made."""
    counts, hidden = _read(viewer, edition)
    return arc_report(counts, hidden, period_of(edition.days, edition.as_at))


def fairness(viewer: Counting, edition: Edition) -> Fairness:
    """Raises OutOfSight where these figures were not made."""
    counts, hidden = _read(viewer, edition)
    period = period_of(edition.days, edition.as_at)
    groups = {
        breakdown: {group: groups.get(group, group) for group in counts.counts.everybody[breakdown]}
        for breakdown, groups in groups_shown(period).items()
    }
    return fairness_of(counts, hidden, period, groups)


def areas_compared(of_year: KeptFigures) -> AreasView:
    """The areas of a year, each beside all together."""
    counts = of_year.counts
    return areas_view(counts.areas, counts.engaged, of_year.hidden, areas_of(of_year.edition.days.to_on))


def figures_id(viewer: Counting, edition: Edition) -> int:
    """By which number these figures are kept. Raises OutOfSight where they were not made."""
    return _row(viewer, edition).id


def testing(viewer: Counting, edition: Edition) -> DrugTestingReturn:
    """A year with its quarters, each as last known by then. Raises OutOfSight where these figures were not made."""
    counts, hidden = _read(viewer, edition)
    quarters = parts_of(edition.days) if edition.days.months == YEAR else ()
    newest: dict[Stretch, Edition] = {}
    for each in editions_made(viewer, edition.report) if quarters else ():  # what was known last comes first
        if each.days in quarters and each.as_at <= edition.as_at:
            newest.setdefault(each.days, each)
    read = sorted(kept(viewer, newest.values()), key=lambda each: each.edition.days)
    return _return(edition, counts, hidden, tuple(_return(each.edition, each.counts, each.hidden) for each in read))


def _return(
    edition: Edition, counts: ReturnCounts, hidden: frozenset[str], quarters: tuple[DrugTestingReturn, ...] = ()
) -> DrugTestingReturn:
    period = period_of(edition.days, edition.as_at)
    return DrugTestingReturn(period=period, counts=counts, hidden=hidden, quarters=quarters)


def by_service(viewer: Counting, edition: Edition) -> ServicesView:
    """Services beside each other. Raises OutOfSight where these figures were not made."""
    counts, hidden = _read(viewer, edition)
    return services_view(counts, hidden, edition.days, edition.as_at)


def by_group(viewer: Counting, edition: Edition, which: Which = ()) -> GroupsView:
    """Those in these groups, everybody where none is named. Raises OutOfSight where these figures were not made."""
    counts, hidden = _read(viewer, edition)
    return groups_view(counts, hidden, areas_of(edition.days.to_on), which, edition.days, edition.as_at)


def profile(viewer: Counting, edition: Edition) -> ProfileView:
    """The drug profile by area, with what people say as last known by then. Raises OutOfSight where these figures were
    not made."""
    areas = areas_of(edition.days.to_on)
    parts = [found_part(*_read(viewer, edition), areas, edition.days, edition.as_at)]
    declared = _newest(viewer, Edition(Report.DECLARED, year_declared(edition.days), edition.as_at))
    if declared is not None:
        parts.append(declared_part(*_read(viewer, declared), areas, declared.days, declared.as_at))
    return ProfileView(parts=tuple(parts))


def strategy(viewer: Counting, edition: Edition) -> StrategyView:
    """The measures of a year as known on a day, whichever report's figures name the two: those of each are read."""
    wanted = editions_of(STRATEGIES, edition.days, edition.as_at, editions_made(viewer, *STRATEGIES.reports))
    figures = {each.edition.report: each for each in kept(viewer, wanted.values())}
    return strategy_view(STRATEGIES, edition.days, edition.as_at, figures)


def years_of_services(viewer: Viewer) -> list[Edition]:
    """The years of which a provider's manager may see their own figures, the newest first. Raises OutOfSight."""
    _may_see_own(viewer)
    return editions_made(SYSTEM, Report.SERVICES)


def own_services(viewer: Viewer, edition: Edition) -> OwnView:
    """The viewer's own services to the digit, and the rest where there are enough others: no other's row is read.

    Raises OutOfSight for everybody but a provider's manager, and where these figures were not made.
    """
    _may_see_own(viewer)
    counts, hidden = _read(SYSTEM, replace(edition, report=Report.SERVICES))
    return own_view(counts, hidden, edition.days, viewer.organisation_id)


def own_made(viewer: Viewer, edition: Edition) -> Made:
    """When the figures of services were made. Raises OutOfSight."""
    _may_see_own(viewer)
    return made(SYSTEM, edition)


def _may_see_own(viewer: Viewer) -> None:
    if viewer.role is not Role.PM or viewer.organisation_kind is not OrganisationKind.PROVIDER:
        raise OutOfSight


def treatment(viewer: Counting, edition: Edition) -> Treatment:
    """Raises OutOfSight where these figures were not made."""
    return treatment_of(*_read(viewer, edition), period_of(edition.days, edition.as_at))


def recovery(viewer: Counting, edition: Edition) -> Recovery:
    """Raises OutOfSight where these figures were not made."""
    return recovery_of(*_read(viewer, edition), period_of(edition.days, edition.as_at))


def _newest(viewer: Counting, edition: Edition) -> Edition | None:
    """The same as last known by then."""
    there = [each for each in editions_made(viewer, edition.report) if each.days == edition.days]
    return next((each for each in there if each.as_at <= edition.as_at), None)


def _read(viewer: Counting, edition: Edition) -> tuple[Any, frozenset[str]]:
    return read_counts(edition.report, _row(viewer, edition).content)


def _row(viewer: Counting, edition: Edition) -> PublishedFigures:
    may_count(viewer)
    return or_out_of_sight(db.session.scalar(select(PublishedFigures).where(*_of(edition))))


def _of(edition: Edition) -> tuple[ColumnElement[bool], ...]:
    return (
        PublishedFigures.report == edition.report,
        PublishedFigures.from_on == edition.days.from_on,
        PublishedFigures.to_on == edition.days.to_on,
        PublishedFigures.as_at == edition.as_at,
    )


def register(viewer: Counting, as_at: date) -> list[Registered]:
    """All figures as known on a day, in the order in which they were made, each with what came of making it again."""
    may_count(viewer)
    newest = select(func.max(FiguresCheck.id)).group_by(FiguresCheck.figures_id)
    rows = (
        select(PublishedFigures, FiguresCheck)
        .select_from(PublishedFigures)
        .outerjoin(FiguresCheck, (FiguresCheck.figures_id == PublishedFigures.id) & FiguresCheck.id.in_(newest))
        .where(PublishedFigures.as_at == as_at)
        .order_by(PublishedFigures.id)
    )
    return [
        Registered(
            edition=Edition(made.report, Stretch(made.from_on, made.to_on), made.as_at),
            made=Made(made.made_at, made.sha256),
            checked=_checked(check) if check else None,
        )
        for made, check in db.session.execute(rows)
    ]


def _checked(check: FiguresCheck) -> Checked:
    return Checked(
        on=dates.london_date(check.checked_at),
        is_as_written=check.is_as_written,
        is_same=check.is_same,
        is_of_this_release=check.is_of_this_release,
        disposed_of=check.disposed_of,
        people={cause: getattr(check, cause.value) for cause in Cause},
    )


def being_made(viewer: Counting) -> date | None:
    """The day as known on which figures are being made now; None where all are made that can be."""
    may_count(viewer)
    making = last_making()
    return making.as_at if making and making.ended_at is None else None


# What making them needs.


def tables_of(editions: Iterable[Edition]) -> list[Table]:
    """These figures with how they add up."""
    wanted = {(each.report, each.days.from_on, each.days.to_on, each.as_at): each for each in editions}
    if not wanted:
        return []
    rows = select(PublishedFigures).where(
        PublishedFigures.report.in_({report for report, *_ in wanted}),
        PublishedFigures.from_on >= min(from_on for _, from_on, *_ in wanted),
        PublishedFigures.to_on <= max(to_on for _, _, to_on, _ in wanted),
    )
    tables = []
    for row in db.session.scalars(rows.order_by(PublishedFigures.id)):
        if edition := wanted.get((row.report, row.from_on, row.to_on, row.as_at)):
            tables.append(read_table(edition.name, row.content))
    return tables


def last_making() -> FiguresMaking | None:
    """The making of the figures that are known last."""
    return db.session.scalar(select(FiguresMaking).order_by(FiguresMaking.as_at.desc()).limit(1))


def first_day() -> date | None:
    """The first day of which anything that a report counts is on record."""
    days = (
        db.session.scalar(select(func.min(column)))
        for column in (
            DrugTest.taken_at, DrugTest.requested_at, Referral.first_submitted_at, Disposal.proposed_at,
            Detention.released_at, Assessment.attended_on,
        )
    )  # fmt: skip
    return min((dates.london_date(day) if isinstance(day, datetime) else day for day in days if day), default=None)
