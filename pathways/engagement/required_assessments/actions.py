"""What the service tells of a required assessment, a condition or a concern; and incidents of telling too much."""

from datetime import date, datetime
from typing import Final

from pathways import clock
from pathways.arrest_tests.failures_to_attend import actions as arrest_tests
from pathways.arrest_tests.failures_to_attend.rules import FailureKind
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.testing.queries import standing_test
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.disposals.conditions import actions as disposals
from pathways.disposals.models import Condition
from pathways.engagement.actions import expect, refuse
from pathways.engagement.appointments.actions import record_outcome
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.case.queries import steps as steps_queries
from pathways.engagement.follow_up import queries as follow_up_queries
from pathways.engagement.follow_up.rules import bars_after_notice
from pathways.engagement.models.case import AssessmentLeaked
from pathways.engagement.models.treatment import EarlierTimeNote, RequiredAssessmentOutcome
from pathways.engagement.required_assessments import queries
from pathways.engagement.required_assessments.queries import Expected
from pathways.engagement.required_assessments.rules import (
    THE_SAME_VISIT,
    LeakFacts,
    RequiredFacts,
    RequiredOutcome,
    bars_to_required_outcome,
    leak_faults,
    met_by_leak,
    reported_at,
    words_on_earlier_time,
)
from pathways.engagement.rules import DIED
from pathways.people.custody.queries import view_of
from pathways.referrals.queries import episode_of
from pathways.refusals import Refused
from pathways.safeguarding import actions as safeguarding
from pathways.safeguarding.models import Concern
from pathways.safeguarding.rules.concerns import ConcernFacts
from pathways.safeguarding.rules.risks import AvoidFacts
from pathways.store.base import save, supersede

# Reports to the custody desk: a reported failure opens a decision there, a corrected report takes it back. Police are
# told that and nothing else (Drugs Act 2005 s.12(2), s.14(2)).


Kinds = dict[RequiredOutcome, FailureKind]
INITIAL: Final[Kinds] = {
    RequiredOutcome.FAILED_TO_ATTEND: FailureKind.INITIAL_ATTEND,
    RequiredOutcome.FAILED_TO_REMAIN: FailureKind.INITIAL_REMAIN,
}
FOLLOW_UP: Final[Kinds] = {
    RequiredOutcome.FAILED_TO_ATTEND: FailureKind.FOLLOW_UP_ATTEND,
    RequiredOutcome.FAILED_TO_REMAIN: FailureKind.FOLLOW_UP_REMAIN,
}


def when_it_was(
    expected: Expected,
    *,
    due_at: datetime,
    outcome: RequiredOutcome,
    at: datetime | None,
    is_time_unknown: bool,
    already: RequiredOutcome | None,
    why: str,
) -> tuple[datetime, bool]:
    """The time to record for what became of an assessment, initial or follow-up; and whether nobody knows it.

    If somebody left and nobody knows when, the time on the notice is used. Raises Refused with every bar.
    """
    is_unknown = is_time_unknown and outcome is RequiredOutcome.FAILED_TO_REMAIN
    typed_at, counts = None if is_unknown else at, standing_test(expected.required.episode_id)
    facts = RequiredFacts(
        has_died=expected.has_died,
        now=clock.now(),
        due_at=due_at,
        outcome=outcome,
        at=typed_at,
        is_time_unknown=is_unknown,
        already=already,
        correction_reason=why,
        is_test_held=counts is not None and counts.is_held,
    )
    refuse(bars_to_required_outcome(facts))
    return typed_at or due_at, is_unknown


def follow(required: RequiredAssessment, outcome: RequiredOutcome, at: datetime, kinds: Kinds, *, booking: int) -> None:
    """Pass on the outcome that stands: an earlier report of the same appointment is taken back, a failure opened."""
    arrest_tests.take_back_failure(required_id=required.id, kinds=tuple(kinds.values()), booking=booking)
    if outcome in kinds:
        arrest_tests.open_failure(
            episode_id=required.episode_id, kind=kinds[outcome], failed_at=at, required_id=required.id, booking=booking
        )


# What the service tells: a failure at a required assessment, and whether a condition was met.


def report_required_assessment(
    *,
    by: Viewer,
    required_id: int,
    outcome: RequiredOutcome,
    at: datetime | None,
    is_time_unknown: bool = False,
    correction_reason: str = "",
    version: int | None = None,
) -> RequiredAssessmentOutcome:
    """Record what became of a required assessment, with or without a referral, whichever page it is typed on.

    This tells police of a failure. Of an attendance they are not told, and nothing moves that they could notice (Drugs
    Act 2005 s.12(2), s.14(2), s.15(3)). Raises OutOfSight unless the notice names a service of the viewer's provider,
    Refused with every bar, Stale.
    """
    expected = queries.expected_one(by, required_id)
    now, already = clock.now(), expected.outcome
    before = already.outcome if already else None
    at, is_unknown = when_it_was(
        expected,
        due_at=expected.due_at,
        outcome=outcome,
        at=at,
        is_time_unknown=is_time_unknown,
        already=before,
        why=correction_reason,
    )
    follow_up = follow_up_queries.given_before(follow_up_queries.follow_up_of(required_id))
    if follow_up is not None:
        refuse(bars_after_notice(outcome=outcome, at=at, decision=follow_up.decision, given_at=follow_up.given_at))
    audit.expect(expected.person.id, version, in_confidence=True)
    made = RequiredAssessmentOutcome(
        required_assessment_id=required_id,
        referral_id=expected.referral.id if expected.referral and expected.is_a_case else None,
        booking=expected.required.booking,
        outcome=outcome,
        at=at,
        is_time_unknown=is_unknown,
        reported_to_police_at=reported_at(outcome, now),
        recorded_at=now,
        recorded_by_id=by.user_id,
    )
    supersede(already, made, at=now, reason=correction_reason)
    follow(expected.required, outcome, at, INITIAL, booking=expected.required.booking)
    subject = ("required_assessment", required_id)
    if outcome.is_failure or (already is not None and already.outcome.is_failure):
        audit.change(by, expected.person.id, "required_assessment.outcome.disclosed", subject, outcome=outcome)
    else:
        audit.in_confidence(by, expected.person.id, "required_assessment.outcome.recorded", subject, outcome=outcome)
    if already is None:
        _record_the_visit(by, expected, outcome)
    return made


def _record_the_visit(by: Viewer, expected: Expected, outcome: RequiredOutcome) -> None:
    """Record the appointment that our own diary has at the time on the notice: it is the same visit."""
    appointment = queries.same_visit(expected)
    if appointment is not None:
        as_appointment = THE_SAME_VISIT[outcome]
        record_outcome(
            by=by, referral_id=appointment.referral_id, appointment_id=appointment.id, outcome=as_appointment
        )


def report_condition(
    *, by: Viewer, referral_id: int, condition_id: int, met: bool, on: date, version: int | None = None
) -> Condition:
    """Tell the police whether one condition of a signed disposal was met, and nothing else. Police decide what follows.

    Raises OutOfSight, Refused, Stale.
    """
    case, condition = steps_queries.condition(by, referral_id, condition_id)
    audit.expect(case.person.id, version, in_confidence=True)
    if case.has_died:
        raise Refused(reasons=(DIED,))
    return disposals.report_condition(by=by, condition_id=condition.id, met=met, on=on)


# Somebody did not come at a time that a further notice had changed: a note, not a failure, and nobody is told.


CHOOSE = "Select one of the appointments on the page"


def note_on_earlier_time(
    *, by: Viewer, required_id: int, change_id: int, outcome: RequiredOutcome, version: int | None = None
) -> EarlierTimeNote:
    """Record a note that somebody did not come, or left, at an earlier time of the initial assessment.

    Raises OutOfSight, Stale, and Refused (V-042) for an attendance, which is recorded for the time that stands.
    """
    expected = queries.expected_one(by, required_id)
    change = next(
        (earlier for earlier in follow_up_queries.earlier_times(expected.required) if earlier.id == change_id), None
    )
    if change is None:
        raise Refused(CHOOSE, field="which")
    note = EarlierTimeNote(appointment_change_id=change.id, outcome=outcome, earlier_at=change.old_at)
    return _kept(by, expected, note, standing_at=expected.due_at, version=version)


def note_on_earlier_follow_up(
    *, by: Viewer, required_id: int, follow_up_id: int, outcome: RequiredOutcome, version: int | None = None
) -> EarlierTimeNote:
    """Record such a note for an earlier time of the follow-up. Raises OutOfSight, Refused (V-042), Stale."""
    expected = queries.expected_one(by, required_id)
    binding = follow_up_queries.given_before(follow_up_queries.follow_up_of(required_id))
    earlier = {
        follow_up.id: follow_up.starts_at for follow_up in follow_up_queries.earlier_times_of_follow_up(required_id)
    }
    earlier_at = earlier.get(follow_up_id)
    if earlier_at is None or binding is None or binding.starts_at is None:
        raise Refused(CHOOSE, field="which")
    note = EarlierTimeNote(follow_up_id=follow_up_id, outcome=outcome, earlier_at=earlier_at)
    return _kept(by, expected, note, standing_at=binding.starts_at, version=version)


def _kept(
    by: Viewer, expected: Expected, note: EarlierTimeNote, *, standing_at: datetime, version: int | None
) -> EarlierTimeNote:
    words = words_on_earlier_time(outcome=note.outcome, earlier_at=note.earlier_at, standing_at=standing_at)
    if expected.has_died:
        raise Refused(reasons=(DIED,))
    if not note.outcome.is_failure:
        raise Refused(reasons=words)
    now = clock.now()
    if note.earlier_at > now:
        raise Refused("That time has not come yet", field="which")
    audit.expect(expected.person.id, version, in_confidence=True)
    note.required_assessment_id, note.message = expected.required.id, " ".join(reason.message for reason in words)
    note.recorded_at, note.recorded_by_id = now, by.user_id
    save(note)
    of = {"change": note.appointment_change_id} if note.follow_up_id is None else {"follow_up": note.follow_up_id}
    subject = ("required_assessment", expected.required.id)
    audit.in_confidence(by, expected.person.id, "required_assessment.note.recorded", subject, **of)
    return note


# Recording that something of an assessment was told without the person's written consent.


def record_leak(*, by: Viewer, referral_id: int, facts: LeakFacts, version: int | None = None) -> AssessmentLeaked:
    """Record an information incident in a case of the viewer's provider, open or closed, also after a death.

    Police notice nothing of it. Raises OutOfSight, Refused with every reason, Stale.
    """
    case = case_queries.case(by, referral_id)
    expect(case, version)
    agreed = queries.police_may_know(case, facts.told_at)
    refuse(leak_faults(facts, now=clock.now(), police_may_know=agreed))
    met = met_by_leak(facts)
    made = AssessmentLeaked(
        referral_id=referral_id,
        what=facts.what,
        whom=facts.whom,
        told_to=facts.told_to.strip(),
        told_at=facts.told_at,
        done=facts.done.strip(),
        rule=met.rule,
        message=met.message,
        source=met.source,
        mark=met.mark.value,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(made)
    subject, recorded = ("referral", referral_id), {"incident": made.id, "rules": [met.rule]}
    audit.in_confidence(by, case.person.id, "assessment.disclosed", subject, **recorded)
    return made


# A concern about somebody in treatment, which goes to the police who brought them in or whose county it is; and
# services that they must not be sent to.


def raise_concern(*, by: Viewer, referral_id: int, facts: ConcernFacts) -> Concern:
    """Raise a concern from a case of the viewer's provider. Police are told of it, whatever the person agreed to.

    Source: treatment-and-statistics 2.6, what police see: a safeguarding action of which they are the recipient.
    Raises OutOfSight, Refused.
    """
    case = case_queries.case(by, referral_id)
    return safeguarding.raise_concern(
        by=by,
        episode=episode_of(case.referral),
        facts=facts,
        near=queries.towns_near(case.referral),
    )


def record_services_to_avoid(
    *, by: Viewer, referral_id: int, facts: AvoidFacts, seen_version: int | None = None
) -> None:
    """Record which services the person of a case must not be sent to: as next service, as partner, by a transfer.

    Raises OutOfSight, Refused, Stale.
    """
    case = case_queries.case(by, referral_id)
    safeguarding.record_services_to_avoid(
        by=by,
        view=view_of(episode_of(case.referral)),
        facts=facts,
        is_keyworker=case.referral.keyworker_id == by.user_id,
        seen_version=seen_version,
    )
