"""What each kind of unit is read from, and which kinds each report counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pathways.reporting.queries.arc import assessed_units, engaged_units
from pathways.reporting.queries.by_service import served_units
from pathways.reporting.queries.fairness import decision_units
from pathways.reporting.queries.funnels import (
    arrest_test_units,
    first_referral_units,
    grouped_units,
    positive_test_units,
    referred_units,
    request_units,
)
from pathways.reporting.queries.profile import declared_units, found_units
from pathways.reporting.queries.records import CountedRecords
from pathways.reporting.queries.recovery import (
    asked_units,
    conditions_units,
    journey_units,
    left_custody_units,
    peer_units,
    supplied_units,
)
from pathways.reporting.queries.testing import return_units
from pathways.reporting.queries.treatment import (
    answered_units,
    contact_units,
    recorded_units,
    released_units,
    treated_units,
)
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.recovery import since_ever
from pathways.reporting.rules.recovery_units import JourneyState, public_year
from pathways.reporting.rules.standings import ReportUnit, UnitKind, state_of_words
from pathways.reporting.rules.treatment import year_before

UNITS: Mapping[UnitKind, Callable[[CountedRecords], Sequence[ReportUnit]]] = {
    UnitKind.TESTED: arrest_test_units,
    UnitKind.REQUESTED: request_units,
    UnitKind.REFERRED: referred_units,
    UnitKind.ASSESSED: assessed_units,
    UnitKind.ENGAGED: engaged_units,
    UnitKind.DECIDED: decision_units,
    UnitKind.TESTED_POSITIVE: positive_test_units,
    UnitKind.FIRST_REFERRED: first_referral_units,
    UnitKind.ON_RETURN: return_units,
    UnitKind.SERVED: served_units,
    UnitKind.FIRST_CONTACT: contact_units,
    UnitKind.TREATED: treated_units,
    UnitKind.RELEASED: released_units,
    UnitKind.IN_TREATMENT: journey_units,
    UnitKind.LEFT_CUSTODY: left_custody_units,
    UnitKind.SUPPLIED: supplied_units,
    UnitKind.PEER_OFFERED: peer_units,
    UnitKind.ASKED_NEEDS: asked_units,
    UnitKind.CONDITIONS: conditions_units,
    UnitKind.ANSWERED: answered_units,
    UnitKind.RECORDED: recorded_units,
    UnitKind.GROUPED: grouped_units,
    UnitKind.FOUND: found_units,
    UnitKind.DECLARED: declared_units,
}
KINDS: Mapping[Report, tuple[UnitKind, ...]] = {
    Report.TESTING: (UnitKind.ON_RETURN,),
    Report.OVERVIEW: (
        UnitKind.TESTED, UnitKind.REQUESTED, UnitKind.REFERRED, UnitKind.TESTED_POSITIVE, UnitKind.FIRST_REFERRED,
    ),
    Report.ARC: (UnitKind.ASSESSED,),
    Report.FAIRNESS: (UnitKind.DECIDED,),
    Report.SERVICES: (UnitKind.SERVED,),
    Report.TREATMENT: (
        UnitKind.FIRST_CONTACT, UnitKind.TREATED, UnitKind.RELEASED, UnitKind.ANSWERED, UnitKind.RECORDED,
    ),
    Report.RECOVERY: (
        UnitKind.IN_TREATMENT, UnitKind.LEFT_CUSTODY, UnitKind.SUPPLIED, UnitKind.PEER_OFFERED, UnitKind.ASKED_NEEDS,
        UnitKind.CONDITIONS,
    ),
    Report.GROUPS: (UnitKind.GROUPED,),
    Report.PROFILE: (UnitKind.FOUND,),
    Report.DECLARED: (UnitKind.DECLARED,),
}  # fmt: skip
"""The kinds of which each report counts what falls into its period, or the one that a kind is counted over."""

LATER: Final[Mapping[Report, Mapping[UnitKind, str]]] = {
    Report.RECOVERY: {UnitKind.ASKED_NEEDS: "mental_health", UnitKind.CONDITIONS: "conditions"},
    Report.TREATMENT: {UnitKind.ANSWERED: "declined", UnitKind.RECORDED: "recorded"},
}
"""What a report counts only since a later release, and which part of its counts that is: figures made before it have
None there."""


def kinds_counted(report: Report, counts: Any) -> tuple[UnitKind, ...]:
    """The kinds that these counts of a report were made of."""
    later = LATER.get(report, {})
    return tuple(kind for kind in KINDS[report] if kind not in later or getattr(counts, later[kind]) is not None)


def counted_as(report: Report, counts: Any, then: Any) -> Any:
    """The same without the parts that others were made without."""
    parts = [part for part in LATER.get(report, {}).values() if getattr(then, part) is None]
    return replace(counts, **dict.fromkeys(parts)) if parts else counts


def counted_over(kind: UnitKind, period: Period) -> Period:
    """The period of a kind in a report of another: of releases the year before, whose 12 months are over; of journeys
    through treatment all that began by its end, of which their state says whether they went on into it (`is_in`)."""
    if kind is UnitKind.IN_TREATMENT:
        return since_ever(period)
    return year_before(period) if kind is UnitKind.RELEASED else period


def is_in(kind: UnitKind, words: str, period: Period) -> bool:
    """Whether a unit counted over that period, in the state of these words, is in a report of the period."""
    is_journey = kind is UnitKind.IN_TREATMENT
    return not is_journey or JourneyState(*state_of_words(words)).is_in(public_year(period.from_on))
