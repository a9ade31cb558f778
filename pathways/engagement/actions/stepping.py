"""Taking any step of a case that has no page of its own, with what follows: an appointment, an exit, a transfer.

The table says what may follow what, `referrals.rules.guards` what must hold, `referrals.rules.asked` what is recorded.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import update

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import date_first_offer, expect
from pathways.engagement.actions.planning import end_with_the_case
from pathways.engagement.models import Attempt, Exit
from pathways.engagement.queries import Case
from pathways.engagement.rules import bars_to_ending_with_case
from pathways.engagement.rules.outreach import AttemptFacts, Way, bars_to_attempt
from pathways.engagement.rules.ways import IN_CASE, reason_of_leaving
from pathways.referrals import actions as referring
from pathways.referrals.models import Appointment, Referral
from pathways.referrals.rules import Channel, Purpose
from pathways.referrals.rules.transfers import BY_THEIR_WORD, WRITTEN
from pathways.refusals import OutOfSight, Reason, Refused
from pathways.store import db

REOPENING = ("reopen_before_start", "reopen_in_treatment")
FOUND = ("contact_made", "contact_made_in_treatment")
FIRST = "A colleague changed this case first. What you typed is still here: look at the case, then save again"


def step_in_case(
    *, by: Viewer, referral_id: int, event: str, given: Mapping[str, Any], version: int | None = None
) -> Referral:
    """Take one step of a case of the viewer's provider.

    Raises OutOfSight for an event that is not one of these or not the viewer's to take, Refused with every reason (each
    field, each guard), Stale when a colleague moved the case or the record changed since the form was filled.
    """
    if event not in IN_CASE:
        raise OutOfSight
    case = queries.case(by, referral_id)
    expect(case, version)
    held, chosen = case.referral, _chosen(by, case, event, given)
    asked_for = held.service_id if event in REOPENING else chosen if event == "transfer_out" else None
    now = queries.standing_of(case, for_service=asked_for)
    reason, values = reason_of_leaving(event, given), _values(by, event, given, chosen)
    ended_on = case.ended_on
    also = _also(case, event, given, chosen)
    word = {"word": WRITTEN} if event in BY_THEIR_WORD else None
    referring.take_step(held, event, by=by, given=given, now=now, first=FIRST, also=also, recorded=word, **values)
    if reason:
        leave_with(by, held, reason, given["on"])
    elif event in REOPENING and ended_on:
        # What ended with the case stays ended, also where a place elsewhere or a no to every place had closed it.
        end_with_the_case(by, case, on=ended_on, reason=case.exit.reason if case.exit else "")
    _follow(by, case, event, given, chosen)
    db.session.flush()
    return held


def record_attempt(*, by: Viewer, referral_id: int, facts: AttemptFacts, way: Way, note: str | None) -> Attempt:
    """Keep that somebody was looked for. Raises Refused with every reason, OutOfSight."""
    case = queries.case(by, referral_id)
    if bars := bars_to_attempt(facts):
        raise Refused(reasons=bars)
    row = Attempt(
        referral_id=referral_id, at=facts.at, way=way, note=note, recorded_at=clock.now(), recorded_by_id=by.user_id
    )
    db.session.add(row)
    db.session.flush()
    audit.in_confidence(by, case.person.id, "outreach.attempted", ("outreach_attempt", row.id), referral=referral_id)
    return row


def _chosen(by: Viewer, case: Case, event: str, given: Mapping[str, Any]) -> int | None:
    """The number behind what was chosen from a list that the page made; None for another answer than a number."""
    for name, listed in queries.choices_for(by, case, event).items():
        value = str(given.get(name) or "")
        if value and value not in dict(listed):
            raise Refused("Select one of the answers", field=name)
        return int(value) if value.isdigit() else None
    return None


def _also(case: Case, event: str, given: Mapping[str, Any], chosen: int | None) -> tuple[Reason, ...]:
    """What a page asks for only beside another answer; and no case ends before it was last seen, or began."""
    if event == "transfer_out" and chosen is None and not given.get("elsewhere"):
        return (Reason("Name the service that is to take the person on", "elsewhere"),)
    if event in FOUND and given.get("next_at") in case.booked_at:
        return (Reason("There is an appointment at that time already: choose another time", "next_at"),)
    on, seen, accepted_at = given.get("on"), case.last_seen_on, case.referral.accepted_at
    if not reason_of_leaving(event, given) or not isinstance(on, date) or event == "picked_up":
        return ()
    if seen and on < seen:
        return (Reason(f"The day cannot be before the last contact, {seen.day} {seen:%B %Y}", "on"),)
    if accepted_at and on < (began := clock.london_date(accepted_at)):
        return (Reason(f"The day cannot be before you accepted the referral, {began.day} {began:%B %Y}", "on"),)
    return bars_to_ending_with_case(queries.plan_of(case).spans, on, "on")


def _values(by: Viewer, event: str, given: Mapping[str, Any], chosen: int | None) -> dict[str, Any]:
    """The milestones that go with the step."""
    if event in REOPENING:
        return {"closed_at": None, "exited_on": None}
    if event == "worker_left":
        return {"keyworker_id": chosen or by.user_id}
    return {"exited_on": given.get("on")} if reason_of_leaving(event, given) else {}


def leave_with(by: Viewer, held: Referral, reason: str, on: date) -> None:
    """Keep the exit that a step stands for, with its national reason; what is open of the case ends with it."""
    db.session.add(
        Exit(
            referral_id=held.id,
            reason=reason,
            planned=False,
            exited_on=on,
            recorded_at=clock.now(),
            recorded_by_id=by.user_id,
        )
    )
    end_with_the_case(by, queries.case_of(held), on=on, reason=reason)


def _follow(by: Viewer, case: Case, event: str, given: Mapping[str, Any], chosen: int | None) -> None:
    """What a step does beside moving the case."""
    held = case.referral
    if event in FOUND:
        offered = Appointment(
            referral_id=held.id,
            starts_at=given["next_at"],
            place=str(given["place"])[:120],
            channel=Channel.IN_PERSON,
            purpose=Purpose.STRUCTURED if case.start else Purpose.ASSESSMENT,
            offered_at=clock.now(),
            offered_by_id=by.user_id,
        )
        db.session.add(offered)
        db.session.flush()
        date_first_offer(case)
    elif event == "transfer_out":
        name = str(given.get("elsewhere") or "")[:200]
        referring.begin_transfer(by=by, held=held, service_id=chosen, name=name, sent_on=given["sent_on"])
    elif event in REOPENING:
        stands = (Exit.referral_id == held.id, Exit.undone_at.is_(None))
        db.session.execute(update(Exit).where(*stands).values(undone_at=clock.now()))
