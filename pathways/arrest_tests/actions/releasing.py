"""What a release makes of a required assessment that was held: a requirement like any other."""

from pathways import clock
from pathways.arrest_tests.actions import diaries
from pathways.arrest_tests.actions.printing import keep_notice
from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.queries import deciding_test, decision_of
from pathways.arrest_tests.queries.required_otherwise import OtherwiseView
from pathways.arrest_tests.rules import AssessmentDecision
from pathways.arrest_tests.rules.assessment import WORDS_VERSION
from pathways.auth import Viewer
from pathways.directory.actions import TakenMeanwhile
from pathways.refusals import Refused
from pathways.store import db
from pathways.store.superseding import supersede


def require_as_released(*, by: Viewer, held: OtherwiseView) -> RequiredAssessment:
    """The requirement as the officer said it was imposed; where the notice was handed over, with it."""
    row, test = held.row, deciding_test(held.row.episode_id)
    if test is None:
        raise Refused("There is no test for it to be based on")
    made = RequiredAssessment(
        episode_id=row.episode_id,
        drug_test_id=test.id,
        decision=AssessmentDecision.IMPOSED,
        imposed_at=row.imposed_at,
        initial_at=row.initial_at,
        initial_place=row.initial_place,
        service_id=row.service_id,
        recorded_at=row.recorded_at,
        recorded_by_id=row.recorded_by_id,
    )
    before = decision_of(row.episode_id)
    stood = db.session.get(RequiredAssessment, row.before_id) if row.before_id else None
    if before is not None:
        supersede(before, made, at=clock.now(), reason="An inspector released what really happened")
    else:
        db.session.add(made)
        db.session.flush()
    if stood is not None:
        stood.superseded_by_id = made.id
    if row.notice_served_at is not None:
        _hand_over(by, held, made, stood)
    db.session.flush()
    return made


def _hand_over(by: Viewer, held: OtherwiseView, made: RequiredAssessment, stood: RequiredAssessment | None) -> None:
    """With the paper that was handed over, where the record has it; else with one that says what was handed over."""
    try:
        diaries.take(made.episode_id, made)
    except TakenMeanwhile:  # the notice names the time, so it stands: the service sees both and rings
        diaries.let_go(made.episode_id)
    is_same = stood is not None and (stood.initial_at, stood.service_id) == (made.initial_at, made.service_id)
    digest = stood.notice_sha256 if stood is not None and is_same else None
    made.notice_sha256 = digest or keep_notice(by=by, view=held.view, required=made).sha256
    made.notice_served_at, made.notice_served_by_id = held.row.notice_served_at, held.row.recorded_by_id
    made.words_version = WORDS_VERSION
