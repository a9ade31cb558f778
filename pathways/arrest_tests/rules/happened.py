"""Every rule that a record of what has happened meets: by its times, by the case, by what the officer says."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from pathways.arrest_tests.rules.answers import BasisAnswer, RouteAnswer
from pathways.arrest_tests.rules.findings import Finding, stops
from pathways.arrest_tests.rules.holds import Difference
from pathways.arrest_tests.rules.keeping import KeepingFacts, may_be_kept_for_a_sample
from pathways.arrest_tests.rules.outcomes import Outcome
from pathways.arrest_tests.rules.record import RecordedTest, unwarned_refusal
from pathways.arrest_tests.rules.severities import once_it_has_happened
from pathways.arrest_tests.rules.taking import TakingFacts, taking_faults

NOT_SAID: Final = "not recorded"


@dataclass(frozen=True, kw_only=True)
class HappenedFacts:
    """What really happened: the record, both routes as they stood when the sample was asked for, and what was said."""

    record: RecordedTest
    answer: BasisAnswer
    happened_at: datetime
    taken_on: date
    arrived_at: datetime | None = None
    charged_at: datetime | None = None
    differences: frozenset[Difference] = frozenset()
    taker: str = ""
    lot: str = ""
    lot_expires_on: date | None = field(default=None)


def nearest_route(answer: BasisAnswer) -> RouteAnswer:
    """The route that was open, or the one with fewest rules in its way."""
    return min(answer.routes, key=lambda route: (len(route.blocks), not route.relied_on))


def met_by_what_happened(facts: HappenedFacts) -> tuple[Finding, ...]:
    """Each rule and sentence once, with what it does to a record of something that has happened."""
    return once_it_has_happened(dict.fromkeys((*_of_the_request(facts), *_of_the_sample(facts))))


def _of_the_request(facts: HappenedFacts) -> Iterable[Finding]:
    standing = nearest_route(facts.answer).blocking
    said = {rule for rule, difference in _SAID.items() if difference in facts.differences}
    yield from standing
    yield from (stops(rule) for rule in sorted(said - {one.rule for one in standing}))
    unwarned = unwarned_refusal(facts.record)
    if unwarned is not None:
        yield unwarned


def _of_the_sample(facts: HappenedFacts) -> Iterable[Finding]:
    if facts.record.outcome is Outcome.SAMPLE_GIVEN:
        yield from taking_faults(
            TakingFacts(
                taken_on=facts.taken_on,
                taker=facts.taker or "Whoever took the sample",
                is_prescribed=Difference.NOT_PRESCRIBED not in facts.differences,
                lot=facts.lot or NOT_SAID,
                lot_expires_on=facts.lot_expires_on,
                has_passed_check=Difference.EXPIRED_LOT not in facts.differences,
                is_by_force=Difference.FORCE in facts.differences,
            )
        )
    if facts.differences & {Difference.KEPT_TOO_LONG, Difference.KEPT_WITHOUT_BAIL} and facts.arrived_at:
        yield from may_be_kept_for_a_sample(
            KeepingFacts(
                at=facts.happened_at,
                is_only_for_sample=True,
                relevant_time=facts.arrived_at,
                charged_at=facts.charged_at,
                is_leaving_on_bail=Difference.KEPT_WITHOUT_BAIL not in facts.differences,
            )
        )


_SAID: Final = {"V-007": Difference.NO_ADULT, "V-014": Difference.NOT_WARNED}
