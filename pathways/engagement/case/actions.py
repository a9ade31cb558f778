"""Taking a step of a case: the course of treatment, leaving, any other step, and the answer to a transfer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import update

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.dates import day_in_words
from pathways.engagement.actions import CASE_CHANGED_FIRST, date_first_offer, expect, log, mark, move, put, refuse
from pathways.engagement.care_plan import queries as care_plan_queries
from pathways.engagement.care_plan.actions import end_with_the_case, follow_start
from pathways.engagement.case import rules
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.case.queries import steps as steps_queries
from pathways.engagement.case.queries.case import Case
from pathways.engagement.models.case import Attempt, CarePlan, Engagement, Exit, StructuredStart
from pathways.engagement.notes.rules import counts_as_engaged
from pathways.engagement.rules import IN_CASE, Ending, StepFacts, endings
from pathways.referrals import actions as referrals_actions
from pathways.referrals.first_appointments.actions import offer
from pathways.referrals.first_appointments.rules import AppointmentPurpose, WayToMeet
from pathways.referrals.joint_plans.rules import BY_THEIR_WORD, ITS_OWN, WRITTEN
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps import actions as steps_actions
from pathways.referrals.steps.rules import guard_reasons
from pathways.refusals import OutOfSight, Reason, Refused, refuse_if
from pathways.store.base import db, save

# The course of treatment: care plan, structured start, engaged. Each is recorded once; saved again with a reason, it is
# corrected by a row that supersedes the one before.


def agree_care_plan(
    *, by: Viewer, referral_id: int, agreed_on: date, correction_reason: str = "", version: int | None = None
) -> CarePlan:
    """Record that the care plan was agreed with the person, or correct it. Raises OutOfSight, Refused, Stale."""
    case = case_queries.case(by, referral_id)
    already = case.care_plan
    facts = _step(
        case,
        agreed_on,
        not_before=case.assessment.attended_on if case.assessment else None,
        already_on=already.agreed_on if already else None,
        correction_reason=correction_reason,
    )
    refuse(rules.bars_to_care_plan(facts))
    made = CarePlan(referral_id=referral_id, agreed_on=agreed_on, recorded_at=clock.now(), recorded_by_id=by.user_id)
    put(case, already, made, correction_reason, version)
    if already is None:
        move(by=by, case=case, event="need_agreed")
    log(by, case, "care_plan", made.id, correction_reason)
    return made


def start_treatment(
    *,
    by: Viewer,
    referral_id: int,
    started_on: date,
    modality: str,
    correction_reason: str = "",
    version: int | None = None,
) -> StructuredStart:
    """Record the start of structured treatment, or correct it: pharmacological (94) or psychosocial (95).

    Raises OutOfSight, Refused, Stale.
    """
    case = case_queries.case(by, referral_id)
    already = case.start
    facts = _step(
        case,
        started_on,
        not_before=case.care_plan.agreed_on if case.care_plan else None,
        already_on=already.started_on if already else None,
        correction_reason=correction_reason,
    )
    refuse(rules.bars_to_start(facts, modality))
    made = StructuredStart(
        referral_id=referral_id,
        modality=modality,
        started_on=started_on,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    put(case, already, made, correction_reason, version)
    if already is None:
        move(by=by, case=case, event="structured_start")
    follow_start(case, made)
    log(by, case, "structured_start", made.id, correction_reason, modality=modality)
    return made


def record_engaged(
    *, by: Viewer, referral_id: int, engaged_on: date, correction_reason: str = "", version: int | None = None
) -> Engagement:
    """Record that the person engaged on that day, under the definition in force now, or correct it.

    Raises OutOfSight, Refused, Stale.
    """
    case = case_queries.case(by, referral_id)
    already = case.engagement
    facts = _step(
        case,
        engaged_on,
        not_before=case.start.started_on if case.start else None,
        already_on=already.engaged_on if already else None,
        correction_reason=correction_reason,
    )
    refuse(rules.bars_to_engaged(facts, case.structured_contacts))
    counts = counts_as_engaged(clock.today())
    made = Engagement(
        referral_id=referral_id,
        person_id=case.person.id,
        engaged_on=engaged_on,
        definition=counts.code,
        definition_version=counts.version,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    put(case, already, made, correction_reason, version)
    mark(by, case, "engaged", engaged_on=engaged_on)
    log(by, case, "engagement", made.id, correction_reason, definition=f"{counts.code}/{counts.version}")
    return made


def _step(
    case: Case, on: date, *, not_before: date | None, already_on: date | None, correction_reason: str
) -> StepFacts:
    return StepFacts(
        state=case.referral.state,
        has_died=case.has_died,
        today=clock.today(),
        on=on,
        not_before=not_before,
        already_on=already_on,
        correction_reason=correction_reason,
    )


# Leaving, planned or not, once.


def leave(
    *, by: Viewer, referral_id: int, reason: str, exited_on: date, afterwards: rules.Afterwards | None = None
) -> Exit:
    """Close the case with a reason from the list, planned or not. It happens once: to come back is a re-opening.

    Every open intervention ends on that day, and stays ended if the case is re-opened. `reason` is the key of an
    ending, `afterwards` what is recorded beside it. Raises OutOfSight, Refused with every reason, Stale.
    """
    case = case_queries.case(by, referral_id)
    ending = may_leave(case, reason, exited_on, afterwards)
    recorded = afterwards.as_stored(exited_on) if afterwards else {}
    milestones = {"exited_on": exited_on}
    move(by=by, case=case, event=ending.event, reason=ending.code, milestones=milestones, recorded=recorded)
    made = Exit(
        referral_id=referral_id,
        reason=ending.code,
        planned=ending.is_planned,
        exited_on=exited_on,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(made)
    end_with_the_case(by, case, on=exited_on, reason=ending.code)
    audit.in_confidence(by, case.person.id, "referral.closed", ("referral", referral_id), reason=ending.code)
    return made


def may_leave(case: Case, reason: str, exited_on: date, afterwards: rules.Afterwards | None) -> Ending:
    """The ending with which this case may be closed on this day. Raises Refused with every reason."""
    ending = endings().get(reason)
    if ending is None:
        raise Refused("Choose one of the reasons on the page", field="reason")
    dated = [plan.agreed_on for plan in [case.care_plan] if plan]
    dated += [start.started_on for start in [case.start] if start]
    refuse(
        rules.bars_to_exit(
            rules.ExitFacts(
                state=case.referral.state,
                has_died=case.has_died,
                today=clock.today(),
                on=exited_on,
                ending=ending,
                not_before=max([*dated, *([case.last_seen_on] if case.last_seen_on else [])], default=None),
                accepted_on=dates.london_date(case.referral.accepted_at) if case.referral.accepted_at else None,
            )
        )
    )
    bars = guard_reasons(ending.event, steps_queries.standing_of(case), {})
    dated_later = rules.bars_to_ending_with_case(care_plan_queries.plan_of(case).spans, exited_on, "exited_on")
    refuse((*bars, *dated_later, *rules.bars_to_saying(ending, afterwards)))
    return ending


# Any step of a case that has no page of its own, with what follows from it: an appointment, an exit, a transfer.
#
# The table says which step may follow which, `referrals.steps.rules` what must be true and what is recorded.


REOPENING = ("reopen_before_start", "reopen_in_treatment")
FOUND = ("contact_made", "contact_made_in_treatment")


def step_in_case(
    *, by: Viewer, referral_id: int, event: str, given: Mapping[str, Any], version: int | None = None
) -> Referral:
    """Take one of the steps that share a page, on a case of the viewer's provider.

    Raises OutOfSight for an event that is not one of these or not the viewer's to take, Refused with every reason (each
    field, each guard), Stale when a colleague moved the case or the record has changed since the form was filled.
    """
    if event not in IN_CASE:
        raise OutOfSight
    case = case_queries.case(by, referral_id)
    expect(case, version)
    referral, chosen = case.referral, _chosen(by, case, event, given)
    asked_for = referral.service_id if event in REOPENING else chosen if event == "transfer_out" else None
    now = steps_queries.standing_of(case, for_service=asked_for)
    reason, values = rules.reason_of_leaving(event, given), _values(by, event, given, chosen)
    ended_on = case.ended_on
    also = _also(case, event, given, chosen)
    word = {"word": WRITTEN} if event in BY_THEIR_WORD else None
    steps_actions.take_step(
        referral, event, by=by, given=given, now=now, first=CASE_CHANGED_FIRST, also=also, recorded=word, **values
    )
    if reason:
        leave_with(by, referral, reason, given["on"])
    elif event in REOPENING and ended_on:
        # What ended with the case stays ended, also if it had closed for a place elsewhere or for want of any place.
        end_with_the_case(by, case, on=ended_on, reason=case.exit.reason if case.exit else "")
    _follow(by, case, event, given, chosen)
    db.session.flush()
    return referral


def record_attempt(
    *, by: Viewer, referral_id: int, facts: rules.AttemptFacts, way: rules.Way, note: str | None
) -> Attempt:
    """Record an attempt to find somebody. Raises Refused with every reason, OutOfSight."""
    case = case_queries.case(by, referral_id)
    refuse_if(rules.bars_to_attempt(facts))
    row = Attempt(
        referral_id=referral_id, at=facts.at, way=way, note=note, recorded_at=clock.now(), recorded_by_id=by.user_id
    )
    save(row)
    audit.in_confidence(by, case.person.id, "outreach.attempted", ("outreach_attempt", row.id), referral=referral_id)
    return row


def _chosen(by: Viewer, case: Case, event: str, given: Mapping[str, Any]) -> int | None:
    """The id behind an answer from a list that the page made; None for an answer that is not an id. Raises Refused."""
    for name, listed in steps_queries.choices_for(by, case, event).items():
        value = str(given.get(name) or "")
        if value and value not in dict(listed):
            raise Refused("Select one of the answers", field=name)
        return int(value) if value.isdigit() else None
    return None


def _also(case: Case, event: str, given: Mapping[str, Any], chosen: int | None) -> tuple[Reason, ...]:
    """Reasons that depend on several answers; and no case ends before it was accepted or the person last seen."""
    if event == "transfer_out" and chosen is None and not given.get("elsewhere"):
        return (Reason("Name the service that is to take the person on", "elsewhere"),)
    if event in FOUND and given.get("next_at") in case.booked_at:
        return (Reason("There is an appointment at that time already: choose another time", "next_at"),)
    on, seen, accepted_at = given.get("on"), case.last_seen_on, case.referral.accepted_at
    if not rules.reason_of_leaving(event, given) or not isinstance(on, date) or event == "picked_up":
        return ()
    if seen and on < seen:
        return (Reason(f"The day cannot be before the last contact, {day_in_words(seen)}", "on"),)
    if accepted_at and on < (began := dates.london_date(accepted_at)):
        return (Reason(f"The day cannot be before you accepted the referral, {day_in_words(began)}", "on"),)
    return rules.bars_to_ending_with_case(care_plan_queries.plan_of(case).spans, on, "on")


def _values(by: Viewer, event: str, given: Mapping[str, Any], chosen: int | None) -> dict[str, Any]:
    """The milestones that go with the step."""
    if event in REOPENING:
        return {"closed_at": None, "exited_on": None}
    if event == "worker_left":
        return {"keyworker_id": chosen or by.user_id}
    return {"exited_on": given.get("on")} if rules.reason_of_leaving(event, given) else {}


def leave_with(by: Viewer, referral: Referral, reason: str, on: date) -> None:
    """Record the exit that a step stands for, with its national reason. What is open in the case ends with it."""
    db.session.add(
        Exit(
            referral_id=referral.id,
            reason=reason,
            planned=False,
            exited_on=on,
            recorded_at=clock.now(),
            recorded_by_id=by.user_id,
        )
    )
    end_with_the_case(by, case_queries.case_of(referral), on=on, reason=reason)


def _follow(by: Viewer, case: Case, event: str, given: Mapping[str, Any], chosen: int | None) -> None:
    """Do what follows from a step besides moving the case."""
    referral = case.referral
    if event in FOUND:
        offer(
            referral.id,
            by=by,
            starts_at=given["next_at"],
            place=str(given["place"])[:120],
            channel=WayToMeet.IN_PERSON,
            purpose=AppointmentPurpose.STRUCTURED if case.start else AppointmentPurpose.ASSESSMENT,
        )
        date_first_offer(case)
    elif event == "transfer_out":
        name = str(given.get("elsewhere") or "")[:200]
        referrals_actions.begin_transfer(
            by=by, referral=referral, service_id=chosen, name=name, sent_on=given["sent_on"]
        )
    elif event in REOPENING:
        stands = (Exit.referral_id == referral.id, Exit.undone_at.is_(None))
        db.session.execute(update(Exit).where(*stands).values(undone_at=clock.now()))


# What the receiving service says of a transfer: the person came, or it sends them back. Nobody else may say so for it.


TRANSFER_CHANGED_FIRST = (
    "The sender, or a colleague, recorded something of this transfer first. What you typed is still here"
)


def answer_transfer(
    *, by: Viewer, transfer_id: int, event: str, given: Mapping[str, Any], version: int | None = None
) -> Referral:
    """Record for the viewer's provider that the person came, or that the transfer goes back. The sender is told.

    The sender's case ends with the national reason, or goes back to the sender, as the table says. Raises OutOfSight,
    Refused with every reason, Stale when the sender or a colleague was first.
    """
    if event not in BY_THEIR_WORD:
        raise OutOfSight
    incoming = steps_queries.coming_one(by, transfer_id)
    audit.expect(incoming.person.id, version, in_confidence=True)
    refuse(
        rules.bars_to_answering(incoming.verdict)
    )  # before anything else is said: not even a death is theirs to know
    referral, reason = incoming.referral, rules.reason_of_leaving(event, given)
    answers = {**given, "told_by": f"{by.name}, {incoming.ours}", "told_on": clock.today()}
    milestones: dict[str, Any] = {"exited_on": given.get("on")} if reason else {}
    steps_actions.take_step(
        referral,
        event,
        by=by,
        given=answers,
        now=steps_queries.standing_of(case_queries.case_of(referral)),
        first=TRANSFER_CHANGED_FIRST,
        recorded={"word": ITS_OWN},
        **milestones,
    )
    if reason:
        leave_with(by, referral, reason, given["on"])
    referrals_actions.tell_sender(by=by, referral=referral, transfer_id=transfer_id)
    db.session.flush()
    return referral
