"""The route that a request for a sample rests on, its row, and when a sample is treated as taken on charge."""

from datetime import datetime

from pathways import clock, dates
from pathways.arrest_tests.authority.queries import authorities_of
from pathways.arrest_tests.lawful_basis.queries import ArrestRows, arrest_of, case_facts, last_sample_in, sample_facts
from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import BasisAnswer, RouteAnswer
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.offences.queries import key_of, offence_rows
from pathways.arrest_tests.rules import WARNING_VERSION
from pathways.arrest_tests.testing.queries import adult_of, analytes_of
from pathways.arrest_tests.testing.rules.record import RecordedTest, relied_route
from pathways.arrest_tests.testing.rules.results import AdultStep, SampleOutcome, treated_as_charge_from
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.law.queries import law_in_use
from pathways.law.rules.offences_and_drugs import regime_on
from pathways.people.custody.queries import EpisodeView
from pathways.refusals import Refused
from pathways.store.base import db


def recorded(test: DrugTest) -> RecordedTest:
    """A recorded test in the shape in which an officer enters one."""
    return RecordedTest(
        outcome=test.outcome,
        warned_at=test.warned_at,
        requested_at=test.requested_at,
        taken_at=test.taken_at,
        sample_condition=test.sample_condition,
        refusal_words=test.refusal_words or "",
        good_cause=test.good_cause or "",
        not_tested_reason=test.not_tested_reason,
        not_tested_text=test.not_tested_text or "",
        result_at=test.result_at,
        analytes=analytes_of(test.id),
        has_medicine=test.has_medicine,
        medicine=test.medicine or "",
        told_answer=test.told_answer,
        told_as=test.told_as,
        adult=adult_of(test),
    )


def lawful_route(view: EpisodeView, record: RecordedTest, at: datetime, before: DrugTest | None) -> RouteAnswer:
    """The route the request rests on. If none is open, raises Refused with every reason of the nearer route."""
    answer = basis_at(view, record, at, before)
    route, standing = relied_route(record, answer)
    if route is None:
        to_say = ("V-014", "V-015")
        raise Refused(
            reasons=tuple(finding.as_reason("warned_at" if finding.rule in to_say else None) for finding in standing)
        )
    return route


def basis_at(
    view: EpisodeView, record: RecordedTest, at: datetime, before: DrugTest | None, rows: ArrestRows | None = None
) -> BasisAnswer:
    """Both routes at the moment of asking. The warning before it also tells of an authority and its grounds.

    `rows` is what a page has read already. An action, which has locked the person, reads for itself.
    """
    return may_a_sample_be_requested(
        case_facts(
            view,
            at,
            rows=rows,
            warned_at=record.warned_at,
            told_at=record.warned_at,
            adult_present=record.adult_was_present,
            without_test=before.id if before else None,
        )
    )


def told_of_authority(view: EpisodeView, route: RouteAnswer, warned_at: datetime) -> None:
    keys = {offence.key for offence in route.relied_on}
    ids = {row.id for row in offence_rows(view.episode.id) if key_of(row.number, row.code) in keys}
    for authority in authorities_of(view.episode.id):
        if authority.offence_id in ids and authority.told_at is None and authority.given_at <= warned_at:
            authority.told_at = warned_at


def row_of(
    by: Viewer,
    view: EpisodeView,
    record: RecordedTest,
    at: datetime,
    route: RouteAnswer | None,
    detention: str,
    before: DrugTest | None = None,
) -> DrugTest:
    law = law_in_use()
    regime = regime_on(dates.london_date(at), law)
    numbers = {row.id: key_of(row.number, row.code) for row in offence_rows(view.episode.id)}
    relied = {offence.key for offence in route.relied_on} if route else set()
    return DrugTest(
        episode_id=view.episode.id,
        continuous_detention=detention,
        route=route.route if route else None,
        relied_on=[row_id for row_id, key in numbers.items() if key in relied],
        regime=regime.code if regime else None,
        law_version=law.version,
        outcome=record.outcome,
        not_tested_reason=record.not_tested_reason if route is None else None,
        not_tested_text=(record.not_tested_text or None) if route is None else None,
        sample_seq=_sequence(record, before, detention),
        words_version=WARNING_VERSION if record.warned_at else None,
        warned_at=record.warned_at,
        requested_at=record.requested_at if route else None,
        taken_at=record.taken_at if record.outcome is SampleOutcome.SAMPLE_GIVEN else None,
        sample_condition=record.sample_condition if record.outcome is SampleOutcome.SAMPLE_GIVEN else None,
        **_adult_columns(record),
        refusal_words=record.refusal_words or None,
        good_cause=record.good_cause or None,
        result_at=record.result_at,
        overall_result=record.overall_result,
        has_medicine=record.has_medicine,
        medicine=record.medicine or None,
        told_answer=record.told_answer,
        told_as=record.told_as,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )


def _adult_columns(record: RecordedTest) -> dict[str, object]:
    """Who the appropriate adult was, and at which steps they were there; empty where nobody was asked about one."""
    adult = record.adult
    if adult is None or record.outcome is SampleOutcome.NOT_ASKED:
        return {}
    steps = AdultStep.of_outcome(record.outcome)
    return {
        "adult_name": adult.name.strip() or None,
        "adult_relation": adult.relation,
        **{f"adult_at_{step.value}": step in adult.there_for for step in steps},
    }


def keep_on_charge(before: DrugTest, test: DrugTest) -> None:
    """Copy to a corrected entry that the sample is treated as taken on charge, if it still is a sample."""
    if test.outcome is SampleOutcome.SAMPLE_GIVEN:
        test.treated_as_charge_at = before.treated_as_charge_at
        test.treated_as_charge_recorded_at = before.treated_as_charge_recorded_at


def note_on_charge(by: Viewer, view: EpisodeView, *, is_correction: bool = False) -> None:
    """Store since when each sample of the continuous detention is treated as taken on charge (PACE 1984 s.63B(5B)).

    Dropping the charge undoes nothing. Only a correction does, if there never was a charge.
    """
    if view.detention is None:
        return
    now, rows = clock.now(), arrest_of(view)
    if not rows.tests.samples:
        return
    case = case_facts(view, now, rows=rows)
    for row in rows.tests.samples:
        since = treated_as_charge_from(case, sample_facts(row), now)
        if since is not None and row.treated_as_charge_at is None:
            row.treated_as_charge_at, row.treated_as_charge_recorded_at = since, now
            _audit_on_charge(by, view, row, is_treated=True)
        elif since is None and is_correction and row.episode_id == view.episode.id and row.treated_as_charge_at:
            row.treated_as_charge_at = row.treated_as_charge_recorded_at = None
            _audit_on_charge(by, view, row, is_treated=False)


def _audit_on_charge(by: Viewer, view: EpisodeView, row: DrugTest, *, is_treated: bool) -> None:
    db.session.flush()
    audit.change(by, view.person.id, "test.treated_as_charge", ("drug_test", row.id), is_treated=is_treated)


def _sequence(record: RecordedTest, before: DrugTest | None, detention: str) -> int:
    """The sample's number in the detention: that of the entry it supersedes, else the next."""
    if record.outcome is not SampleOutcome.SAMPLE_GIVEN:
        return 1
    if before is not None and before.outcome is SampleOutcome.SAMPLE_GIVEN:
        return before.sample_seq
    return last_sample_in(detention) + 1
