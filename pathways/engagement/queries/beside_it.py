"""What stands beside a case: its appointments one by one, its conditions, the answer about the police, the test."""

from collections.abc import Iterable

from pathways.arrest_tests import queries as arrest_tests
from pathways.arrest_tests.queries import ResultView
from pathways.arrest_tests.rules import Purpose
from pathways.auth import Viewer
from pathways.disposals import queries as disposals
from pathways.disposals.models import Condition
from pathways.disposals.rules import ConditionKind, ConditionStatus
from pathways.engagement.queries.case import Case
from pathways.engagement.queries.cases import appointments_of, case
from pathways.engagement.queries.expected import Expected
from pathways.engagement.rules import RequiredOutcome, answers_for, is_with_the_service
from pathways.people.models import Episode
from pathways.referrals import queries as referrals
from pathways.referrals.models import Appointment
from pathways.referrals.rules import FEEDBACK, ConsentVerdict
from pathways.refusals import OutOfSight
from pathways.store import db


def appointment(viewer: Viewer, referral_id: int, appointment_id: int) -> tuple[Case, Appointment]:
    """One appointment of a case in sight, as it stands. Raises OutOfSight."""
    held = case(viewer, referral_id)
    found = next((one for one in held.appointments if one.id == appointment_id), None)
    if found is None:
        raise OutOfSight
    return held, found


def same_visit(held: Expected) -> Appointment | None:
    """The appointment at the time on a notice, on the case of the viewer's provider, still to be recorded."""
    if held.referral is None or not held.is_a_case or not answers_for(held.referral.state):
        return None
    theirs = appointments_of([held.referral.id]).get(held.referral.id, ())
    return next((one for one in theirs if one.outcome is None and one.starts_at == held.due_at), None)


def is_by_notice(held: Case, one: Appointment) -> bool:
    """Whether an appointment is the required assessment of a notice to this provider, still to be recorded."""
    due_at = held.required.initial_at if held.required and held.is_assessor else None
    return due_at == one.starts_at and held.required_outcome is None and one.outcome is None


def conditions_for(viewer: Viewer, held: Case) -> tuple[Condition, ...]:
    """The running conditions of a case in sight on which the viewer's provider reports, in their order.

    What police check themselves (an apology, an area to stay away from) is not the service's to know.
    """
    found = disposals.conditions_for_service(viewer, held.referral.episode_id)
    return tuple(one for one in found if one.kind.is_at_a_service)


ASSESSMENTS = (ConditionKind.DRUG_ASSESSMENT, ConditionKind.NEEDS_ASSESSMENT)


def conditions_to_confirm(conditions: Iterable[Condition], case: Case) -> tuple[Condition, ...]:
    """Those that ask for an assessment and wait for the service's word, though the required one was attended here.

    The two stand apart: own law, own offence (out-of-court-disposals 1.2). Of an attendance the police are told
    nothing, so the condition is confirmed by nobody until the service reports it.
    """
    outcome = case.required_outcome
    if case.has_died or outcome is None or outcome.outcome is not RequiredOutcome.ATTENDED_REMAINED:
        return ()
    waits = (
        condition
        for condition in conditions
        if condition.status is ConditionStatus.OPEN and condition.reported_as is None
    )
    return tuple(condition for condition in waits if condition.kind in ASSESSMENTS)


def condition(viewer: Viewer, referral_id: int, condition_id: int) -> tuple[Case, Condition]:
    """One condition on which this case may report. Raises OutOfSight."""
    held = case(viewer, referral_id)
    for one in conditions_for(viewer, held):
        if one.id == condition_id:
            return held, one
    raise OutOfSight


def feedback_answer(held: Case) -> ConsentVerdict:
    """How the question about telling the police stands for this case now."""
    return referrals.answers_of(episode_of(held))[FEEDBACK]


def result_for_treatment(viewer: Viewer, held: Case) -> ResultView | None:
    """The valid result of the test on arrest of a case in sight, for advice and treatment (PACE 1984 s.63B(7)(d)).

    None where there is none, and once the case is not with the service any more: the purpose has ended (design
    choice). The caller records the look.
    """
    if held.has_died or not is_with_the_service(held.referral.state):
        return None
    found = arrest_tests.result_for(
        viewer,
        held.referral.episode_id,
        Purpose.ADVICE_AND_TREATMENT,
        accepting_organisation_id=held.referral.organisation_id,
    )
    return found if found and found.overall.is_valid else None


def episode_of(held: Case) -> Episode:
    """The episode that a case hangs on."""
    return db.session.get_one(Episode, held.referral.episode_id)
