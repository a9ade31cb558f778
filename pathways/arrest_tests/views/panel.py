"""What stands beside the drug test: may it be asked for, what the result is, what it allows and what it does not."""

from dataclasses import dataclass, replace

from pathways import clock
from pathways.arrest_tests import queries
from pathways.arrest_tests.actions import basis_at
from pathways.arrest_tests.models import Authority, DrugTest, ShiftSetUp
from pathways.arrest_tests.rules import (
    BasisAnswer,
    Finding,
    OffenceFacts,
    Outcome,
    OverallResult,
    RecordedTest,
    Tag,
    may_assessment_be_required,
    result_findings,
    unwarned_refusal,
)
from pathways.arrest_tests.rules.findings import Bearing, met
from pathways.arrest_tests.rules.outcomes import AnalyteResult
from pathways.arrest_tests.rules.results import what_it_allows
from pathways.arrest_tests.rules.severities import once_it_has_happened
from pathways.arrest_tests.rules.shifts import before_the_sample
from pathways.arrest_tests.rules.standing import charge_notes
from pathways.arrest_tests.rules.taking import negative_faults
from pathways.arrest_tests.rules.words import AUTHORITY_WORDS, WARNING
from pathways.auth.guard import viewer
from pathways.people.queries import EpisodeView


@dataclass(frozen=True, kw_only=True)
class TestPanel:
    """The panel and the words to say. `answer` is None once a record stands."""

    __test__ = False  # a word of the field, not a test of ours

    answer: BasisAnswer | None
    relied_on: tuple[OffenceFacts, ...]
    words: tuple[str, ...]
    verdict: str
    findings: tuple[Finding, ...]
    set_up: ShiftSetUp | None
    before_sample: tuple[Finding, ...]


def panel_of(view: EpisodeView, record: RecordedTest, test: DrugTest | None) -> TestPanel:
    """The panel for what is on the page now, saved or not."""
    at = record.requested_at or clock.now()
    answer = basis_at(view, record, at, test)
    route = next((one for one in answer.routes if one.tag is Tag.OPEN), None)
    allows = may_assessment_be_required(queries.assessment_facts(view, clock.now())).may_be_required
    has_outcome = test is not None or record.overall_result is not None
    outcome = record.outcome if has_outcome else Outcome.NOT_ASKED
    may_require = allows and record.overall_result is OverallResult.POSITIVE
    may_ask_again = queries.may_take_second(view, test, clock.now())
    unwarned = unwarned_refusal(record) if outcome is Outcome.REFUSED else None
    found = (
        *((unwarned,) if unwarned else ()),
        *what_it_allows(outcome, record.overall_result, may_require=may_require, may_ask_again=may_ask_again),
        *dict.fromkeys(
            (*result_findings(record.analytes), *once_it_has_happened(negative_faults(record.analytes, record.told_as)))
        ),
        *charge_notes(is_treated_as_charge_sample=bool(test and test.treated_as_charge_at)),
    )
    set_up = queries.set_up_of(test) or (queries.set_up_now(viewer()) if test is None else None)
    return TestPanel(
        answer=None if has_outcome else answer,
        relied_on=route.relied_on if route else (),
        words=(*WARNING, *_words_of_authority(view, route.relied_on if route and route.by_authority else ())),
        verdict=_verdict(record) if has_outcome else "",
        findings=found,
        set_up=set_up,
        before_sample=() if has_outcome or not answer.may_be_asked else _before_the_sample(set_up, record),
    )


def _before_the_sample(set_up: ShiftSetUp | None, record: RecordedTest) -> tuple[Finding, ...]:
    """V-022 to V-024, asked before a sample is: no force is said each time, for only the officer can know."""
    day = clock.london_date(record.taken_at or clock.now())
    faults = before_the_sample(queries.shift_facts(set_up) if set_up else None, day)
    return (*faults, replace(met("V-024"), bearing=Bearing.NOTES))


def _verdict(record: RecordedTest) -> str:
    """Positive for cocaine and opiates; Negative; Inconclusive; or what happened instead."""
    result = record.overall_result
    if record.outcome is not Outcome.SAMPLE_GIVEN:
        return record.outcome.label
    if result is None:
        return "Not read yet"
    shown = [analyte for analyte, read in record.analytes.items() if read is AnalyteResult.POSITIVE]
    if result is not OverallResult.POSITIVE:  # a spoiled sample may have been read all the same
        return result.label
    return f"Positive for {' and '.join(shown)}"


def _words_of_authority(view: EpisodeView, relied_on: tuple[OffenceFacts, ...]) -> tuple[str, ...]:
    """An authority and its grounds are told before asking (s.63B(5)(b))."""
    keys = {offence.key for offence in relied_on}
    lines = {line.id: line.key for line in queries.offences_of(view.episode.id)}
    given: list[Authority] = [
        row for row in queries.authorities_of(view.episode.id) if lines.get(row.offence_id) in keys
    ]
    return tuple(AUTHORITY_WORDS.format(grounds=row.grounds) for row in given[:1])
