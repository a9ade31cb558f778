"""The files of a pack: each report in each shape, the same bytes as its page hands over, and all of them in one ZIP."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from pathways.dates import london
from pathways.packs.queries import PackOrder
from pathways.packs.rules import LIST_NAME, PackFile, PackPart, PackReport, PackShape, how_many_files, list_of
from pathways.reporting.documents import reports
from pathways.reporting.documents.reports import ReportFiles, Signed, fairness_files
from pathways.reporting.rules.contents import file_name
from pathways.reporting.rules.fairness import DeskOutcome

REPORTS: Final[Mapping[PackReport, ReportFiles[Any]]] = {
    PackReport.BOARD: reports.BOARD,
    PackReport.OVERVIEW: reports.OVERVIEW,
    PackReport.ARC: reports.ARC,
    PackReport.TESTING: reports.TESTING,
    PackReport.TREATMENT: reports.TREATMENT,
    PackReport.RECOVERY: reports.RECOVERY,
    PackReport.SERVICES: reports.SERVICES,
    PackReport.GROUPS: reports.GROUPS,
    PackReport.PROFILE: reports.PROFILE,
    PackReport.STRATEGY: reports.STRATEGY,
    PackReport.FAIRNESS: fairness_files(DeskOutcome.CC),
}
"""How the page of each report makes its files. Fairness has a paper for each outcome: see `_of_part`."""


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
    report, edition = REPORTS[part.report], part.edition
    view = report.read(order.viewer, edition)
    fingerprints = tuple(report.fingerprints_of(order.viewer, view, edition))

    def file(shape: PackShape, content: bytes, *more: str) -> PackFile:
        name = file_name("-".join((report.name, *more)), edition.days, edition.as_at, shape)
        return PackFile(name=name, part=part, content=content, fingerprints=fingerprints)

    for shape in order.shapes:
        match shape:
            case PackShape.CSV:
                yield file(shape, report.csv(view, edition))
            case PackShape.XLSX:
                yield file(shape, report.workbook(view, edition, fingerprints, signed))
            case PackShape.PDF if part.report is PackReport.FAIRNESS:
                for outcome in DeskOutcome:
                    paper = fairness_files(outcome).paper(view, edition, signed)
                    yield file(shape, paper, outcome.value.replace("_", "-"))
            case PackShape.PDF:
                yield file(shape, report.paper(view, edition, signed))


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
