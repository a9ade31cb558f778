"""Whether outcomes of the disposal desk are given alike: who could have had each, who had it, group by group. Pure."""

from pathways.reporting.rules.fairness.counting import Counts, Line, counted
from pathways.reporting.rules.fairness.decisions import (
    CHARGES,
    Course,
    Decision,
    Moved,
    PersonCounted,
    Reached,
    course_of,
    reached,
)
from pathways.reporting.rules.fairness.limits import (
    CANNOT,
    FAIRNESS_TITLE,
    fairness_lead,
    fairness_lines,
    how_counted,
    table_note,
    totals_note,
)
from pathways.reporting.rules.fairness.mask import Mask, few_together, mask_of
from pathways.reporting.rules.fairness.ratios import Ratio, koopman
from pathways.reporting.rules.fairness.shown import HEAD, TOTALS_HEAD, Fairness, GroupRow, fairness_of
from pathways.reporting.rules.fairness.verdicts import left_open
from pathways.reporting.rules.fairness.words import (
    NOT_RECORDED,
    AgeBand,
    Basis,
    Breakdown,
    Groups,
    Outcome,
    about_outcome_22,
    age_band,
    groups_with,
    reference_of,
)

__all__ = [
    "CANNOT",
    "CHARGES",
    "FAIRNESS_TITLE",
    "HEAD",
    "NOT_RECORDED",
    "TOTALS_HEAD",
    "AgeBand",
    "Basis",
    "Breakdown",
    "Counts",
    "Course",
    "Decision",
    "Fairness",
    "GroupRow",
    "Groups",
    "Line",
    "Mask",
    "Moved",
    "Outcome",
    "PersonCounted",
    "Ratio",
    "Reached",
    "about_outcome_22",
    "age_band",
    "counted",
    "course_of",
    "fairness_lead",
    "fairness_lines",
    "fairness_of",
    "few_together",
    "groups_with",
    "how_counted",
    "koopman",
    "left_open",
    "mask_of",
    "reached",
    "reference_of",
    "table_note",
    "totals_note",
]
