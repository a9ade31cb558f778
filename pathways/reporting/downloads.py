"""The reports as files: the ARC report as measure and count, fairness as every outcome by every group."""

from pathways.exports import csv_lines
from pathways.reporting.rules.arc import ArcReport, published
from pathways.reporting.rules.arc_words import is_too_few
from pathways.reporting.rules.fairness_tables import Fairness
from pathways.reporting.rules.fairness_words import fairness_lines
from pathways.small_numbers import TOO_FEW_BASE

ARC_HEAD = ("measure", "count")


def arc_lines(report: ArcReport) -> tuple[str, ...]:
    """The CSV line by line, head first. Too few people to show give one line that says so."""
    if is_too_few(report):
        return tuple(csv_lines(ARC_HEAD, [("assessed", f"fewer than {TOO_FEW_BASE}")]))
    return tuple(csv_lines(ARC_HEAD, published(report)))


def fairness_csv_lines(report: Fairness) -> tuple[str, ...]:
    """The CSV line by line, head first. Too few people to show give one line that says so."""
    if report.is_too_few:
        return tuple(csv_lines(("measure", "count"), [("people", f"fewer than {TOO_FEW_BASE}")]))
    head, *rows = fairness_lines(report)
    return tuple(csv_lines(head, rows))
