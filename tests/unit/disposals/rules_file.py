"""A small file of rules that is sound; a test spoils one cell of it."""

import csv
import io

import pytest

from pathways.law.rules.disposal_book import COLUMNS, read_book
from pathways.law.rules.disposal_language import LineFault, NotABook

ROW = {
    "rule_id": "LP-01",
    "version": "1",
    "valid_from": "2027-01-01",
    "valid_to": "",
    "replaces": "",
    "disposal": "ALL",
    "kind": "POLICY",
    "gate": "propose",
    "fail_when": "age_at_disposal < 18",
    "verdict": "NOT_AVAILABLE",
    "why_not_message": "Not for anybody under 18.",
    "opens_if": "nothing: use the young people's route",
    "source": "Force policy 12",
    "verif": "R",
}


def a_file(*rows: dict[str, str], header: tuple[str, ...] = COLUMNS) -> str:
    """A file with these rows, each the sound one with the cells given; the sound row alone if none is given."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(ROW | row for row in rows or ({},))
    return out.getvalue()


def faults_of(content: bytes | str) -> tuple[LineFault, ...]:
    """Every fault of a file that must not be read."""
    with pytest.raises(NotABook) as refused:
        read_book(content, "test")
    return refused.value.faults


def fault_of(content: bytes | str) -> LineFault:
    """The one fault of a file."""
    (fault,) = faults_of(content)
    return fault
