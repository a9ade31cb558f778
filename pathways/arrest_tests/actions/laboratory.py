"""Disputing a result, sending the sample, and the laboratory's answer with what it ends (Drugs Act 2005 s.16)."""

from datetime import datetime

from pathways import audit, clock
from pathways.arrest_tests.actions.assessments import end_assessment
from pathways.arrest_tests.actions.failures import discontinue
from pathways.arrest_tests.models import LabCheck, LabCheckStep
from pathways.arrest_tests.queries import deciding_test
from pathways.arrest_tests.queries.laboratory import answer_due_on, lab_check_of, steps_of
from pathways.arrest_tests.rules.laboratory import LabBasis, LabFacts, LabState, LabStep, lab_faults, next_state
from pathways.auth import Viewer
from pathways.people.actions.holding import hold_the_living, refuse_if
from pathways.people.queries import EpisodeView
from pathways.refusals import Reason, Refused
from pathways.store import db

NOT_CONFIRMED = "The laboratory did not confirm the result (Drugs Act 2005 s.16)"


def record_lab_step(
    *,
    by: Viewer,
    view: EpisodeView,
    step: LabStep,
    at: datetime | None,
    words: str = "",
    reference: str = "",
    basis: LabBasis | None = None,
    seen_version: int | None = None,
) -> LabCheck:
    """Record the next step. A result that is not confirmed ends the requirement and its failures.

    A dispute stops nothing: the person must still go (s.16). Raises Refused, Stale.
    """
    hold_the_living(by, view.person, seen_version)
    test = deciding_test(view.episode.id)
    if test is None:
        raise Refused("There is no test whose result could be sent")
    check = lab_check_of(test.id)
    before = steps_of(check)
    facts = LabFacts(
        step=step,
        state=check.state if check else None,
        result=test.overall_result,
        now=clock.now(),
        at=at,
        since=before[-1].at if before else test.result_at,
        words=words,
        reference=reference,
        basis=basis,
    )
    refuse_if(lab_faults(facts))
    after = next_state(facts.state, step)
    if check is None:
        check = LabCheck(drug_test_id=test.id, state=after)
        db.session.add(check)
    check.state = after
    if after is LabState.SENT and at is not None:
        check.sent_at, check.reference = at, reference.strip()
        check.due_on = answer_due_on(clock.london_date(at))
    db.session.flush()
    made = {"at": at, "words": words.strip() or None, "recorded_at": clock.now(), "recorded_by_id": by.user_id}
    made["basis"] = basis if step is LabStep.DISPUTE else None
    db.session.add(LabCheckStep(lab_check_id=check.id, step=step, **made))
    db.session.flush()
    audit.change(by, view.person.id, "test.laboratory.recorded", ("drug_test", test.id), check=check.id)
    if after is LabState.NOT_CONFIRMED:
        end_assessment(by=by, view=view, reason=NOT_CONFIRMED)
        discontinue(by=by, view=view, reason=NOT_CONFIRMED)
    return check


def tell_not_confirmed(*, by: Viewer, view: EpisodeView, at: datetime, seen_version: int | None = None) -> LabCheck:
    """Record that an officer told the person that the requirement has ended (s.16(2)). Raises Refused, Stale."""
    hold_the_living(by, view.person, seen_version)
    test = deciding_test(view.episode.id)
    check = lab_check_of(test.id) if test else None
    if check is None or check.state is not LabState.NOT_CONFIRMED or check.told_at is not None:
        raise Refused("There is nothing left to tell the person")
    answered_at = steps_of(check)[-1].at
    if not answered_at.replace(second=0, microsecond=0) <= at <= clock.now():
        refuse_if([Reason("The time must lie between the laboratory’s answer and now", "at")])
    check.told_at, check.told_by_id = at, by.user_id
    db.session.flush()
    audit.change(by, view.person.id, "test.laboratory.told", ("drug_test", check.drug_test_id), check=check.id)
    return check
