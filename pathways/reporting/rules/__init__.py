"""What the figures mean: classes, funnels, the ARC report, intervals, small numbers. Pure; the dates are facts."""

from pathways.reporting.rules.arc import (
    ArcCohort,
    ArcLine,
    ArcReport,
    AssessedPerson,
    DoesNotAddUp,
    arc_report,
    line_of,
    measures,
)
from pathways.reporting.rules.funnels import (
    BY_ANY_ROUTE,
    HORIZON_DAYS,
    ON_ARREST,
    Funnel,
    Journey,
    Row,
    Stage,
    funnel,
)
from pathways.reporting.rules.outcomes import OutcomeClass, Tally, Unit, is_mature, outcome_class, tally
from pathways.reporting.rules.periods import Period, faults_of, long_date
from pathways.reporting.rules.proportions import NO_CASES, Range, Share, possible_range, wilson
from pathways.reporting.rules.shown import NOT_FINAL, ShownRow, head_of, largest_loss, shown
from pathways.reporting.rules.suppression import HIDDEN, THRESHOLD, TOO_FEW_BASE, is_small, mask_of_steps

__all__ = [
    "BY_ANY_ROUTE",
    "HIDDEN",
    "HORIZON_DAYS",
    "NOT_FINAL",
    "NO_CASES",
    "ON_ARREST",
    "THRESHOLD",
    "TOO_FEW_BASE",
    "ArcCohort",
    "ArcLine",
    "ArcReport",
    "AssessedPerson",
    "DoesNotAddUp",
    "Funnel",
    "Journey",
    "OutcomeClass",
    "Period",
    "Range",
    "Row",
    "Share",
    "ShownRow",
    "Stage",
    "Tally",
    "Unit",
    "arc_report",
    "faults_of",
    "funnel",
    "head_of",
    "is_mature",
    "is_small",
    "largest_loss",
    "line_of",
    "long_date",
    "mask_of_steps",
    "measures",
    "outcome_class",
    "possible_range",
    "shown",
    "tally",
    "wilson",
]
