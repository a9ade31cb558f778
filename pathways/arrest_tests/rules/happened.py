"""Every rule that a record of what has happened meets: by its times, by the case, by what the officer says."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pathways.arrest_tests.rules.answers import BasisAnswer
from pathways.arrest_tests.rules.facts import CaseFacts
from pathways.arrest_tests.rules.findings import Finding, stops
from pathways.arrest_tests.rules.holds import Difference
from pathways.arrest_tests.rules.outcomes import Outcome
from pathways.arrest_tests.rules.record import RecordedTest, unwarned_refusal
from pathways.arrest_tests.rules.severities import once_it_has_happened
from pathways.arrest_tests.rules.standing import not_switched_on
from pathways.arrest_tests.rules.taking import TakingFacts, taking_faults
from pathways.people.rules import ReleaseType

NOT_SAID: Final = "not recorded"


@dataclass(frozen=True, kw_only=True)
class HappenedFacts:
    """What really happened: the record, both routes as they stood when the sample was asked for, and what was said."""

    record: RecordedTest
    answer: BasisAnswer
    taken_on: date
    differences: frozenset[Difference] = frozenset()
    read: tuple[Finding, ...] = ()
    taker: str = ""
    is_trained: bool = True
    lot: str = ""
    lot_expires_on: date | None = None


def as_kept(case: CaseFacts, differences: frozenset[Difference]) -> CaseFacts:
    """The case with the ground on which the officer says that the person was kept only for the sample."""
    if not differences & {Difference.KEPT_TOO_LONG, Difference.KEPT_WITHOUT_BAIL}:
        return case
    without = Difference.KEPT_WITHOUT_BAIL in differences
    leaving = ReleaseType.WITHOUT_BAIL if without else ReleaseType.ON_BAIL
    return replace(case, held_only_for_sample=True, release_decision=leaving)


def met_by_what_happened(facts: HappenedFacts) -> tuple[Finding, ...]:
    """Each rule and sentence once, with what it does to a record of something that has happened."""
    return once_it_has_happened(dict.fromkeys((*_of_the_request(facts), *_of_the_sample(facts), *facts.read)))


def _of_the_request(facts: HappenedFacts) -> Iterable[Finding]:
    standing = facts.answer.nearest.blocking
    said = {rule for rule, difference in _SAID.items() if difference in facts.differences}
    yield from standing
    yield from (stops(rule) for rule in sorted(said - {one.rule for one in standing}))
    if any(one.rule == "V-052" for one in facts.answer.nearest.shared):  # a second sample rests on a law to come
        yield from not_switched_on(None, facts.taken_on)
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
                is_trained=facts.is_trained,
                lot=facts.lot or NOT_SAID,
                lot_expires_on=facts.lot_expires_on,
                has_passed_check=Difference.EXPIRED_LOT not in facts.differences,
                is_by_force=Difference.FORCE in facts.differences,
            )
        )


_SAID: Final = {"V-007": Difference.NO_ADULT, "V-014": Difference.NOT_WARNED}
