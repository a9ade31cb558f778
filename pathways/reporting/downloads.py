"""The ARC report as a file: measure and count, the lines of the published table."""

from pathways.exports import csv_lines
from pathways.reporting.rules import TOO_FEW_BASE, ArcReport, is_too_few, published

ARC_HEAD = ("measure", "count")


def arc_lines(report: ArcReport) -> tuple[str, ...]:
    """The CSV line by line, head first. Too few people to show give one line that says so."""
    if is_too_few(report):
        return tuple(csv_lines(ARC_HEAD, [("assessed", f"fewer than {TOO_FEW_BASE}")]))
    return tuple(csv_lines(ARC_HEAD, published(report)))
