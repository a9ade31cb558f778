"""The files of a pack: each report in each shape, the same bytes as its page hands over, and all of them in one ZIP."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pathways.dates import london
from pathways.packs.queries import PackOrder
from pathways.packs.rules import LIST_NAME, PackFile, PackPart, PackReport, PackShape, how_many_files, list_of
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
from pathways.reporting.queries import figures
from pathways.reporting.queries.figures import Made
from pathways.reporting.rules import contents_of_reports as contents
from pathways.reporting.rules import overview_words
from pathways.reporting.rules.arc import ArcReport
from pathways.reporting.rules.board import Board, fingerprint_of
from pathways.reporting.rules.by_service_words import ServicesView
from pathways.reporting.rules.contents import ReportContents, file_name
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.fairness import DeskOutcome
from pathways.reporting.rules.fairness_tables import Fairness
from pathways.reporting.rules.groups_words import GroupsView, contents_of_groups
from pathways.reporting.rules.overview import Overview
from pathways.reporting.rules.profile_words import ProfileView, contents_of_profile
from pathways.reporting.rules.recovery_words import Recovery
from pathways.reporting.rules.testing import DrugTestingReturn
from pathways.reporting.rules.testing_published import published_beside
from pathways.reporting.rules.treatment_words import Treatment


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Who a file is made for, and when: it stands on it."""

    made_at: datetime
    made_by: str


Named = tuple[str, bytes]
"""A file by what it is called besides its report: fairness has a paper for each outcome."""


@dataclass(frozen=True, kw_only=True)
class InShapes:
    """How a report is read, and how it is written in each shape: as its page does it."""

    read: Callable[..., Any]
    lines: Callable[[Any, Edition], Iterable[str]]
    contents: Callable[[Any, Edition], ReportContents]
    papers: Callable[[Any, Edition, Made, Signed], Iterable[Named]]


def written(order: PackOrder, tell: Callable[[int, int], None], *, made_at: datetime) -> tuple[bytes, int]:
    """A pack as one ZIP, and how many files are in it besides their list."""
    made = files_of(order, tell, made_at=made_at)
    return zip_of(order, made, made_at=made_at), len(made)


def files_of(order: PackOrder, tell: Callable[[int, int], None], *, made_at: datetime) -> list[PackFile]:
    """Every file of a pack, in the order of its list. `tell` is called with how many are made, and of how many."""
    total = how_many_files([part.report for part in order.parts], order.shapes)
    signed = Signed(made_at=made_at, made_by=order.viewer.name)
    made: list[PackFile] = []
    tell(0, total)
    for part in order.parts:
        for each in _of_part(part, order, signed):
            made.append(each)
            tell(len(made), total)
    return made


def _of_part(part: PackPart, order: PackOrder, signed: Signed) -> Iterator[PackFile]:
    how, edition = REPORTS[part.report], part.edition
    report, made = how.read(order.viewer, edition), figures.made(order.viewer, edition)
    fingerprint = fingerprint_of(made.sha256)
    for shape in order.shapes:
        for called, content in _in_shape(shape, how, report, edition, made, signed):
            name = file_name("-".join(filter(None, (part.report.value, called))), edition.days, edition.as_at, shape)
            yield PackFile(name=name, part=part, content=content, fingerprint=fingerprint)


def _in_shape(
    shape: PackShape, how: InShapes, report: Any, edition: Edition, made: Made, signed: Signed
) -> Iterable[Named]:
    match shape:
        case PackShape.CSV:
            return [("", "".join(how.lines(report, edition)).encode())]
        case PackShape.XLSX:
            told = how.contents(report, edition)
            return [("", files.report_workbook(told, edition, fingerprint_of(made.sha256), **vars(signed)))]
        case PackShape.PDF:
            return how.papers(report, edition, made, signed)


def zip_of(order: PackOrder, made: Sequence[PackFile], *, made_at: datetime) -> bytes:
    """All files in one, the list first. The same files, time and name give the same bytes."""
    listed = list_of(order.days, made, order.without, made_at=made_at, made_by=order.viewer.name)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in ((LIST_NAME, listed.encode()), *((each.name, each.content) for each in made)):
            entry = zipfile.ZipInfo(name, london(made_at).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            packed.writestr(entry, content)
    return out.getvalue()


# How each report is read and written.


def _board_papers(report: Board, _: Edition, made: Made, __: Signed) -> Iterable[Named]:
    return [("", papers.board_paper(report, made_at=made.at))]


def _overview_contents(seen: Overview, edition: Edition) -> ReportContents:
    return overview_words.contents_of_overview(seen, edition, _pair(seen))


def _pair(seen: Overview) -> tuple[str, ...]:
    """How the two largest areas compare."""
    return overview_words.pair_in_words(seen, seen.areas.largest, were_asked=False)


def _overview_lines(seen: Overview, edition: Edition) -> Iterable[str]:
    return files.contents_csv_lines(overview_words.contents_of_overview(seen, edition, ()), edition.as_at)


def _overview_papers(seen: Overview, edition: Edition, _: Made, signed: Signed) -> Iterable[Named]:
    areas, trend = area_charts.areas_of_overview(seen), trend_charts.trend_of_overview(seen)
    funnels = [(view, funnel_charts.of_funnel(view)) for view in seen.funnels]
    return [("", papers.overview_paper(seen, edition, _pair(seen), areas, trend, funnels, **vars(signed)))]


def _arc_contents(report: ArcReport, _: Edition) -> ReportContents:
    charts = arc_charts.both_of_arc(report)
    return contents.contents_of_arc(report, *((each.head, *each.rows) if each else () for each in charts))


def _arc_papers(report: ArcReport, _: Edition, __: Made, signed: Signed) -> Iterable[Named]:
    use, substances = arc_charts.both_of_arc(report)
    return [("", papers.arc_paper(report, use=use, substances=substances, **vars(signed)))]


def _testing_papers(report: DrugTestingReturn, _: Edition, __: Made, signed: Signed) -> Iterable[Named]:
    return [("", papers.testing_paper(report, published_beside(report), **vars(signed)))]


def _treatment_papers(report: Treatment, _: Edition, __: Made, signed: Signed) -> Iterable[Named]:
    return [("", papers.treatment_paper(report, contact_charts.of_contacts(report.contacts), **vars(signed)))]


def _recovery_papers(report: Recovery, _: Edition, __: Made, signed: Signed) -> Iterable[Named]:
    return [("", papers.recovery_paper(report, **vars(signed)))]


def _services_contents(view: ServicesView, _: Edition) -> ReportContents:
    drawn = of_services(view)
    return contents.contents_of_services(view, drawn.head, drawn.rows, drawn.note)


def _services_papers(view: ServicesView, edition: Edition, _: Made, signed: Signed) -> Iterable[Named]:
    return [("", papers.by_service_paper(view, edition, of_services(view), **vars(signed)))]


def _groups_papers(view: GroupsView, edition: Edition, _: Made, signed: Signed) -> Iterable[Named]:
    drawn = [group_charts.of_groups(view, table) for table in view.tables]
    return [("", papers.groups_paper(view, edition, drawn, **vars(signed)))]


def _profile_papers(view: ProfileView, edition: Edition, _: Made, signed: Signed) -> Iterable[Named]:
    drawn = [profile_charts.of_part(part) for part in view.parts]
    return [("", papers.profile_paper(view, edition, drawn, **vars(signed)))]


def _fairness_papers(report: Fairness, _: Edition, __: Made, signed: Signed) -> Iterable[Named]:
    for outcome in DeskOutcome:
        drawn = fairness_charts.all_of_fairness(report, outcome)
        yield outcome.value.replace("_", "-"), papers.fairness_paper(report, outcome, drawn, **vars(signed))


REPORTS: Final[Mapping[PackReport, InShapes]] = {
    PackReport.BOARD: InShapes(
        read=figures.board,
        lines=lambda board, edition: files.contents_csv_lines(contents.contents_of_board(board), edition.as_at),
        contents=lambda board, _: contents.contents_of_board(board),
        papers=_board_papers,
    ),
    PackReport.OVERVIEW: InShapes(
        read=figures.overview, lines=_overview_lines, contents=_overview_contents, papers=_overview_papers
    ),
    PackReport.ARC: InShapes(
        read=figures.arc, lines=lambda report, _: files.arc_lines(report), contents=_arc_contents, papers=_arc_papers
    ),
    PackReport.TESTING: InShapes(
        read=figures.testing,
        lines=lambda report, _: files.testing_csv_lines(report),
        contents=lambda report, _: contents.contents_of_testing(report, published_beside(report)),
        papers=_testing_papers,
    ),
    PackReport.TREATMENT: InShapes(
        read=figures.treatment,
        lines=lambda report, _: files.of_a_year_csv_lines(report),
        contents=lambda report, _: contents.contents_of_treatment(report),
        papers=_treatment_papers,
    ),
    PackReport.RECOVERY: InShapes(
        read=figures.recovery,
        lines=lambda report, _: files.of_a_year_csv_lines(report),
        contents=lambda report, _: contents.contents_of_recovery(report),
        papers=_recovery_papers,
    ),
    PackReport.SERVICES: InShapes(
        read=figures.by_service,
        lines=lambda view, _: files.by_service_csv_lines(view),
        contents=_services_contents,
        papers=_services_papers,
    ),
    PackReport.GROUPS: InShapes(
        read=figures.by_group,
        lines=files.groups_csv_lines,
        contents=lambda view, _: contents_of_groups(view),
        papers=_groups_papers,
    ),
    PackReport.PROFILE: InShapes(
        read=figures.profile,
        lines=lambda view, _: files.profile_csv_lines(view),
        contents=lambda view, _: contents_of_profile(view),
        papers=_profile_papers,
    ),
    PackReport.FAIRNESS: InShapes(
        read=figures.fairness,
        lines=lambda report, _: files.fairness_csv_lines(report),
        contents=lambda report, _: contents.contents_of_fairness(report),
        papers=_fairness_papers,
    ),
}
