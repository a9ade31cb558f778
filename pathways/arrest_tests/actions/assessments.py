"""Requiring both assessments or not, handing over the notice, and ending a requirement made in error."""

from datetime import datetime

from pathways import audit, clock
from pathways.arrest_tests.actions import diaries
from pathways.arrest_tests.actions.printing import keep_notice
from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.queries import assessment_facts, deciding_test, decision_of, is_held, required_assessment_of
from pathways.arrest_tests.rules import (
    AssessmentDecision,
    appointment_faults,
    explanations_missing,
    may_assessment_be_required,
    notice_faults,
)
from pathways.arrest_tests.rules.assessment import TOLD, WORDS_VERSION
from pathways.arrest_tests.rules.standing import use_faults
from pathways.auth import Viewer
from pathways.directory.queries import services_open_on
from pathways.people.actions.holding import hold_the_living, refuse_if
from pathways.people.queries import EpisodeView
from pathways.refusals import Reason, Refused
from pathways.store import db
from pathways.store.superseding import supersede

SERVED = "The notice has been handed over, so this decision can no longer be changed"


def decide_assessment(
    *,
    by: Viewer,
    view: EpisodeView,
    decision: AssessmentDecision,
    not_imposed_reason: str = "",
    initial_at: datetime | None = None,
    service_id: int | None = None,
    slot_id: int | None = None,
    seen_version: int | None = None,
) -> RequiredAssessment:
    """Require both assessments at a time and a service, or say why not. Raises Refused (V-032 to V-038), Stale.

    Until the notice is handed over the decision may be changed: the one before is superseded. A time of a service's
    diary is held meanwhile, 15 minutes; raises TakenMeanwhile where somebody else has it.
    """
    hold_the_living(by, view.person, seen_version)
    now, test = clock.now(), deciding_test(view.episode.id)
    if slot_id is not None:
        initial_at, service_id = diaries.time_of_diary(slot_id)
    facts = assessment_facts(view, now, initial_at=initial_at)
    bars = may_assessment_be_required(facts).bars
    if bars or test is None:  # without a test there is no positive result, so the bars say so
        raise Refused(reasons=tuple(one.as_reason("decision") for one in bars))
    before = decision_of(view.episode.id)
    if before and before.notice_served_at:
        raise Refused(SERVED, field="decision")
    made = RequiredAssessment(
        episode_id=view.episode.id,
        drug_test_id=test.id,
        decision=decision,
        recorded_at=now,
        recorded_by_id=by.user_id,
    )
    if decision is AssessmentDecision.IMPOSED:
        refuse_if(one.as_reason("initial_at") for one in appointment_faults(facts))
        _appoint(made, initial_at, service_id, now)
        diaries.hold(view.episode.id, slot_id, initial_at, service_id)
    else:
        diaries.let_go(view.episode.id)
        if not not_imposed_reason.strip():
            raise Refused("Enter why you do not require the assessments", field="not_imposed_reason")
        made.not_imposed_reason = not_imposed_reason.strip()
    if before:
        supersede(before, made, at=now, reason="Decided again before the notice was handed over")
    else:
        db.session.add(made)
        db.session.flush()
    action = "assessment.required" if decision is AssessmentDecision.IMPOSED else "assessment.not_required"
    audit.change(by, view.person.id, action, ("required_assessment", made.id), service=service_id)
    return made


def serve_notice(
    *, by: Viewer, view: EpisodeView, all_said: bool, served_at: datetime, seen_version: int | None = None
) -> RequiredAssessment:
    """Record that all five things were said and the notice handed over, with the paper's hash.

    Raises Refused (V-034, V-036, V-037; V-055 while the test is held), Stale.
    """
    hold_the_living(by, view.person, seen_version)
    required = required_assessment_of(view.episode.id)
    if required is None or required.imposed_at is None:
        raise Refused("No assessment is required yet")
    if required.notice_served_at:
        raise Refused(SERVED)
    reasons = [one.as_reason("all_said") for one in explanations_missing(TOLD if all_said else ())]
    reasons += [one.as_reason() for one in use_faults(is_held=is_held(deciding_test(view.episode.id)))]
    if served_at > clock.now():
        reasons.append(Reason("The notice cannot have been handed over in the future", "served_at"))
    released_at = view.detention.released_at if view.detention else None
    late = notice_faults(served_at=served_at, imposed_at=required.imposed_at, released_at=released_at)
    refuse_if((*reasons, *(one.as_reason("served_at") for one in late)))
    diaries.take(view.episode.id, required)
    paper = keep_notice(by=by, view=view, required=required)  # first: a notice is served whole, or not at all
    # Within the minute of the requirement the notice still followed it: the typed time has no seconds.
    required.notice_served_at, required.notice_served_by_id = max(served_at, required.imposed_at), by.user_id
    required.notice_sha256 = paper.sha256
    required.words_version = WORDS_VERSION
    db.session.flush()
    audit.change(
        by,
        view.person.id,
        "assessment.notice.served",
        ("required_assessment", required.id),
        sha256=required.notice_sha256,
        words=WORDS_VERSION,
        told_to_service=required.service_id,
    )
    return required


def end_assessment(*, by: Viewer, view: EpisodeView, reason: str) -> None:
    """End a live decision that no longer has a positive result under it; nothing happens where there is none."""
    decided = decision_of(view.episode.id)
    if decided is None:
        return
    diaries.let_go(view.episode.id)
    decided.superseded_at, decided.correction_reason = clock.now(), reason
    db.session.flush()
    audit.change(by, view.person.id, "assessment.ended", ("required_assessment", decided.id))


def take_out_of_force(required: RequiredAssessment, reason: str) -> None:
    """A requirement that binds nobody for now: its row stays, and its time stays taken."""
    required.superseded_at, required.correction_reason = clock.now(), reason
    db.session.flush()


def _appoint(made: RequiredAssessment, initial_at: datetime | None, service_id: int | None, now: datetime) -> None:
    if initial_at is None:
        raise Refused("Enter the date and time of the initial assessment", field="initial_at")
    service = next((one for one in services_open_on(clock.london_date(now)) if one.id == service_id), None)
    if service is None or service.young_people:
        raise Refused("Select the service where the initial assessment is", field="service_id")
    made.imposed_at, made.initial_at, made.service_id = now, initial_at, service.id
    made.initial_place = f"{service.name}, {service.town}"
