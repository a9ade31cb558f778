"""The way out: planned or not, once."""

from datetime import date

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import move, refuse
from pathways.engagement.actions.planning import end_with_the_case
from pathways.engagement.models import (
    Exit,
)
from pathways.engagement.queries import Case
from pathways.engagement.rules import (
    Ending,
    ExitFacts,
    bars_to_ending_with_case,
    bars_to_exit,
    endings,
)
from pathways.engagement.rules.afterwards import Afterwards, bars_to_saying
from pathways.referrals.rules.guards import guard_reasons
from pathways.refusals import Refused
from pathways.store import db


def leave(*, by: Viewer, referral_id: int, reason: str, exited_on: date, afterwards: Afterwards | None = None) -> Exit:
    """Close the case with a reason from the list, planned or not. Once only: to come back is a re-opening.

    Every intervention that is open ends on that day, and stays ended when the case is re-opened.
    `reason` is the key of an ending, `afterwards` what is recorded beside it. Raises Refused with every reason, Stale.
    """
    case = queries.case(by, referral_id)
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
    db.session.add(made)
    db.session.flush()
    end_with_the_case(by, case, on=exited_on, reason=ending.code)
    audit.in_confidence(by, case.person.id, "referral.closed", ("referral", referral_id), reason=ending.code)
    return made


def may_leave(case: Case, reason: str, exited_on: date, afterwards: Afterwards | None) -> Ending:
    """The ending that this case may be closed with on this day. Raises Refused with every reason."""
    ending = endings().get(reason)
    if ending is None:
        raise Refused("Choose one of the reasons on the page", field="reason")
    dated = [one.agreed_on for one in [case.care_plan] if one]
    dated += [one.started_on for one in [case.start] if one]
    refuse(
        bars_to_exit(
            ExitFacts(
                state=case.referral.state,
                has_died=case.has_died,
                today=clock.today(),
                on=exited_on,
                ending=ending,
                not_before=max([*dated, *([case.last_seen_on] if case.last_seen_on else [])], default=None),
                accepted_on=clock.london_date(case.referral.accepted_at) if case.referral.accepted_at else None,
            )
        )
    )
    bars = guard_reasons(ending.event, queries.standing_of(case), {})
    dated_later = bars_to_ending_with_case(queries.plan_of(case).spans, exited_on, "exited_on")
    refuse((*bars, *dated_later, *bars_to_saying(ending, afterwards)))
    return ending
