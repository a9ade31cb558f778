"""Each report as files: what is read for it, and what its CSV, its workbook and its paper hold.

Its page and a pack of reports ask here, so that both hand over the same bytes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Generic, TypeVar

from pathways.auth.roles import Viewer
from pathways.reporting.charts import arc as arc_charts
from pathways.reporting.charts import areas as area_charts
from pathways.reporting.charts import contact as contact_charts
from pathways.reporting.charts import fairness as fairness_charts
from pathways.reporting.charts import funnels as funnel_charts
from pathways.reporting.charts import groups as group_charts
from pathways.reporting.charts import profile as profile_charts
from pathways.reporting.charts import trend as trend_charts
from pathways.reporting.charts.by_service import of_services
from pathways.reporting.documents import files, papers
from pathways.reporting.documents.strategy import strategy_paper
from pathways.reporting.queries import figures
from pathways.reporting.queries.board import page_for_the_board
from pathways.reporting.rules import contents_of_reports as contents
from pathways.reporting.rules.arc import ArcReport
from pathways.reporting.rules.board import Board, fingerprint_of
from pathways.reporting.rules.by_service_words import ServicesView
from pathways.reporting.rules.contents import ReportContents
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.fairness import DeskOutcome
from pathways.reporting.rules.fairness_tables import Fairness
from pathways.reporting.rules.groups import Which
from pathways.reporting.rules.groups_words import GroupsView, contents_of_groups
from pathways.reporting.rules.overview import Overview
from pathways.reporting.rules.overview_words import contents_of_overview, pair_in_words
from pathways.reporting.rules.profile_words import ProfileView, contents_of_profile
from pathways.reporting.rules.recovery_words import Recovery
from pathways.reporting.rules.strategy import StrategyView, contents_of_strategy
from pathways.reporting.rules.testing import DrugTestingReturn
from pathways.reporting.rules.testing_published import published_beside
from pathways.reporting.rules.treatment_words import Treatment

View = TypeVar("View")


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Who a file is made for, and when: both stand on it."""

    made_at: datetime
    made_by: str


@dataclass(frozen=True, kw_only=True)
class ReportFiles(Generic[View]):
    """How a report is read, and how each of its files is written.

    `name` is what they are called. `logged` is what the log calls a report that has no figures of its own, and
    `fingerprints` are those of the figures that such a report takes from several others.
    """

    name: str
    read: Callable[[Viewer, Edition], View]
    lines: Callable[[View, Edition], Sequence[str]]
    contents: Callable[[View, Edition], ReportContents]
    paper: Callable[[View, Edition, Signed], bytes]
    logged: str = ""
    fingerprints: Callable[[View], Sequence[str]] | None = None

    def fingerprints_of(self, viewer: Viewer, view: View, edition: Edition) -> Sequence[str]:
        """Those of all the figures in it. Raises OutOfSight where these figures were not made."""
        if self.fingerprints is not None:
            return self.fingerprints(view)
        return (fingerprint_of(figures.made(viewer, edition).sha256),)

    def csv(self, view: View, edition: Edition) -> bytes:
        return "".join(self.lines(view, edition)).encode()

    def workbook(self, view: View, edition: Edition, fingerprints: Iterable[str], signed: Signed) -> bytes:
        return files.report_workbook(self.contents(view, edition), edition, fingerprints, **vars(signed))


# The overview compares two areas: the largest, or those that its page was asked for.


def overview_files(pair_of: Callable[[Overview], tuple[str, ...]]) -> ReportFiles[Overview]:
    """The overview, with the words on how two areas compare."""
    return ReportFiles(
        name="overview",
        read=figures.overview,
        lines=_overview_lines,
        contents=lambda seen, edition: contents_of_overview(seen, edition, pair_of(seen)),
        paper=partial(_overview_paper, pair_of),
    )


def _overview_lines(seen: Overview, edition: Edition) -> Sequence[str]:
    return files.contents_csv_lines(contents_of_overview(seen, edition, ()), edition.as_at)


def _overview_paper(
    pair_of: Callable[[Overview], tuple[str, ...]], seen: Overview, edition: Edition, signed: Signed
) -> bytes:
    areas, trend = area_charts.areas_of_overview(seen), trend_charts.trend_of_overview(seen)
    funnels = [(view, funnel_charts.of_funnel(view)) for view in seen.funnels]
    return papers.overview_paper(seen, edition, pair_of(seen), areas, trend, funnels, **vars(signed))


OVERVIEW: Final = overview_files(lambda seen: pair_in_words(seen, seen.areas.largest, were_asked=False))

# Fairness has a paper for each outcome. Its other files hold all of them.


def fairness_files(outcome: DeskOutcome) -> ReportFiles[Fairness]:
    """Fairness of disposals, with the paper of one outcome."""

    def paper(report: Fairness, _: Edition, signed: Signed) -> bytes:
        drawn = fairness_charts.all_of_fairness(report, outcome)
        return papers.fairness_paper(report, outcome, drawn, **vars(signed))

    return ReportFiles(
        name="fairness",
        read=figures.fairness,
        lines=lambda report, _: files.fairness_csv_lines(report),
        contents=lambda report, _: contents.contents_of_fairness(report),
        paper=paper,
    )


# Who engages is of everybody, or of the groups that its page was asked for.


def groups_files(which: Which = (), groups: Iterable[str] = ()) -> ReportFiles[GroupsView]:
    """Those in these groups, everybody where none is named. Files of two groups are called differently."""
    return ReportFiles(
        name="-".join(("who-engages", *groups)).replace("_", "-"),
        read=partial(figures.by_group, which=which),
        lines=files.groups_csv_lines,
        contents=lambda view, _: contents_of_groups(view),
        paper=_groups_paper,
    )


def _groups_paper(view: GroupsView, edition: Edition, signed: Signed) -> bytes:
    drawn = [group_charts.of_groups(view, table) for table in view.tables]
    return papers.groups_paper(view, edition, drawn, **vars(signed))


GROUPS: Final = groups_files()

# What every other page has is of its address alone.


def _arc_contents(report: ArcReport, _: Edition) -> ReportContents:
    charts = arc_charts.both_of_arc(report)
    return contents.contents_of_arc(report, *((each.head, *each.rows) if each else () for each in charts))


def _arc_paper(report: ArcReport, _: Edition, signed: Signed) -> bytes:
    use, substances = arc_charts.both_of_arc(report)
    return papers.arc_paper(report, use=use, substances=substances, **vars(signed))


def _services_contents(view: ServicesView, _: Edition) -> ReportContents:
    drawn = of_services(view)
    return contents.contents_of_services(view, drawn.head, drawn.rows, drawn.note)


def _profile_paper(view: ProfileView, edition: Edition, signed: Signed) -> bytes:
    drawn = [profile_charts.of_part(part) for part in view.parts]
    return papers.profile_paper(view, edition, drawn, **vars(signed))


def _treatment_paper(report: Treatment, _: Edition, signed: Signed) -> bytes:
    return papers.treatment_paper(report, contact_charts.of_contacts(report.contacts), **vars(signed))


BOARD: Final[ReportFiles[Board]] = ReportFiles(
    name="board",
    logged="board",
    read=page_for_the_board,
    lines=lambda board, edition: files.contents_csv_lines(contents.contents_of_board(board), edition.as_at),
    contents=lambda board, _: contents.contents_of_board(board),
    paper=lambda board, _, __: papers.board_paper(board),
)
ARC: Final[ReportFiles[ArcReport]] = ReportFiles(
    name="arc",
    read=figures.arc,
    lines=lambda report, _: files.arc_lines(report),
    contents=_arc_contents,
    paper=_arc_paper,
)
TESTING: Final[ReportFiles[DrugTestingReturn]] = ReportFiles(
    name="drug-testing",
    read=figures.testing,
    lines=lambda report, _: files.testing_csv_lines(report),
    contents=lambda report, _: contents.contents_of_testing(report, published_beside(report)),
    paper=lambda report, _, signed: papers.testing_paper(report, published_beside(report), **vars(signed)),
)
TREATMENT: Final[ReportFiles[Treatment]] = ReportFiles(
    name="treatment",
    read=figures.treatment,
    lines=lambda report, _: files.of_a_year_csv_lines(report),
    contents=lambda report, _: contents.contents_of_treatment(report),
    paper=_treatment_paper,
)
RECOVERY: Final[ReportFiles[Recovery]] = ReportFiles(
    name="recovery",
    read=figures.recovery,
    lines=lambda report, _: files.of_a_year_csv_lines(report),
    contents=lambda report, _: contents.contents_of_recovery(report),
    paper=lambda report, _, signed: papers.recovery_paper(report, **vars(signed)),
)
SERVICES: Final[ReportFiles[ServicesView]] = ReportFiles(
    name="services",
    read=figures.by_service,
    lines=lambda view, _: files.by_service_csv_lines(view),
    contents=_services_contents,
    paper=lambda view, edition, signed: papers.by_service_paper(view, edition, of_services(view), **vars(signed)),
)
PROFILE: Final[ReportFiles[ProfileView]] = ReportFiles(
    name="drug-profile",
    read=figures.profile,
    lines=lambda view, _: files.profile_csv_lines(view),
    contents=lambda view, _: contents_of_profile(view),
    paper=_profile_paper,
)
STRATEGY: Final[ReportFiles[StrategyView]] = ReportFiles(
    name="strategy",
    logged="strategy",
    read=figures.strategy,
    lines=lambda view, _: files.strategy_csv_lines(view),
    contents=lambda view, _: contents_of_strategy(view),
    paper=lambda view, _, signed: strategy_paper(view, **vars(signed)),
    fingerprints=lambda view: view.fingerprints,
)
