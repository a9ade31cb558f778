"""A fault of one record: which field, what is wrong, what to do, and whether the record can go."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from pathways.ndtms.rules.episodes import EpisodeRow
from pathways.ndtms.rules.lists import Lists
from pathways.vocabulary import Mark, Worded

EXPORTER = "Validation of a public exporter of dataset K (2015)"
OWN = "Pathways: so that no date or code contradicts another"


class Severity(Worded):
    """Whether a record goes into the file with its fault."""

    ERROR = "error", "Cannot go"
    WARNING = "warning", "Can go, look again"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing to put right."""

    referral_id: int
    reference: str
    field: str
    wrong: str
    todo: str
    severity: Severity
    source: str = OWN
    mark: Mark = Mark.DESIGN


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What every check is asked with: the last day of the month, and the code lists in force on it."""

    ends_on: date
    lists: Lists


Check = Callable[[EpisodeRow, Asked], Iterator[Fault]]


def error(row: EpisodeRow, field: str, wrong: str, todo: str, *, read: bool = False) -> Fault:
    """A record that cannot go. `read`: the rule was read in the exporter; else it is ours."""
    return _fault(row, field, wrong, todo, read, Severity.ERROR)


def warning(row: EpisodeRow, field: str, wrong: str, todo: str) -> Fault:
    """A record that goes, and should be looked at."""
    return _fault(row, field, wrong, todo, False, Severity.WARNING)


def _fault(row: EpisodeRow, field: str, wrong: str, todo: str, read: bool, severity: Severity) -> Fault:
    return Fault(
        referral_id=row.referral_id,
        reference=row.reference,
        field=field,
        wrong=wrong,
        todo=todo,
        severity=severity,
        source=EXPORTER if read else OWN,
        mark=Mark.VERIFIED if read else Mark.DESIGN,
    )
