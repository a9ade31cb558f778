"""Pure rules of the national file: code lists, rows, faults."""

from pathways.ndtms.rules.agency import as_kept, code_faults
from pathways.ndtms.rules.cells import ALONE, coded, file_rows, head, rows_of
from pathways.ndtms.rules.endings import reason_of_steps
from pathways.ndtms.rules.episodes import EpisodeRow, Intervention, Top, ended_with, initial, outcode
from pathways.ndtms.rules.faults import Asked, Fault, Severity
from pathways.ndtms.rules.kept import KeptFile, may_still_go
from pathways.ndtms.rules.lines import file_lines
from pathways.ndtms.rules.lists import IN_USE, Column, Held, Lists, column, columns, lists_on
from pathways.ndtms.rules.months import Month, month_faults, months_until
from pathways.ndtms.rules.paging import PAGE, ShownFaults, fields_of, page_of_faults
from pathways.ndtms.rules.pre_flight import LeftBlank, PreFlight, pre_flight

__all__ = [
    "ALONE",
    "IN_USE",
    "PAGE",
    "Asked",
    "Column",
    "EpisodeRow",
    "Fault",
    "Held",
    "Intervention",
    "KeptFile",
    "LeftBlank",
    "Lists",
    "Month",
    "PreFlight",
    "Severity",
    "ShownFaults",
    "Top",
    "as_kept",
    "code_faults",
    "coded",
    "column",
    "columns",
    "ended_with",
    "fields_of",
    "file_lines",
    "file_rows",
    "head",
    "initial",
    "lists_on",
    "may_still_go",
    "month_faults",
    "months_until",
    "outcode",
    "page_of_faults",
    "pre_flight",
    "reason_of_steps",
    "rows_of",
]
