"""Take any step that has no page of its own, with what it does to the conditions; reopen after a wrong death.

`rules.machine` says what may follow what, by whom, and what is recorded; `rules.guards` what must hold.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.auth.queries import rank_on
from pathways.auth.roles import Viewer
from pathways.disposals.actions import DIED, go_on, refuse_if_dead, refuse_if_young, take
from pathways.disposals.conditions.actions import (
    bars_to_new_date,
    columns_of,
    excused_conditions,
    go_on_as_before,
    move_to,
    settle_conditions,
)
from pathways.disposals.facts import queries as facts_queries
from pathways.disposals.facts.queries import CaseView
from pathways.disposals.facts.rules.case import DisposalStepFacts
from pathways.disposals.facts.rules.earlier_outcomes import PROSECUTOR_LEVEL
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.proposal.actions import Judged, at_gate, keep, reasons_of
from pathways.disposals.proposal.queries import DisposalView
from pathways.disposals.proposal.rules.verdicts import with_margin_day
from pathways.disposals.signing.actions import authority_columns, refuse_without_the_test, replace_earlier
from pathways.disposals.steps import queries
from pathways.disposals.steps.rules.guards import guard_reasons
from pathways.disposals.steps.rules.machine import DISPOSAL_STEPS, OWN_PAGE, State, steps_asked
from pathways.law.rules.disposal_terms import Gate
from pathways.people.deaths.queries import when_taken_back
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db

PROSECUTOR_DECIDES = "cps_authorises"
EXCUSED = "excuse_accepted"


def take_step(
    *, by: Viewer, disposal_id: int, event: str, given: Mapping[str, Any], version: int | None = None
) -> Disposal:
    """Take one step of a disposal in sight, with the answers from its page.

    Raises OutOfSight for an event without such a page, Stale if the record changed, and Refused with every reason: of
    the fields, the guards and, for a prosecutor's authority, the rules of the gate.
    """
    asked = steps_asked().get(event)
    if asked is None or event in OWN_PAGE:
        raise OutOfSight
    disposal_view = proposal_queries.disposal(by, disposal_id)
    if event != DIED:
        refuse_if_dead(by, disposal_view.view.person)
    audit.expect(disposal_view.view.person.id, version)
    disposal = disposal_view.disposal
    step = DISPOSAL_STEPS[disposal.kind].steps.get((disposal.state, event))
    if step is None:
        raise Refused(queries.closed_words(disposal, event))
    case = facts_queries.case_of(disposal_view.view)
    faults = asked.faults(given, dates.london(clock.now()))
    guards = guard_reasons(event, queries.standing_of(by, disposal_view, case), given)
    limits = (
        bars_to_new_date(by, disposal_view, case, given["until"], given["evidence"])
        if event == EXCUSED and not faults
        else ()
    )
    if faults or guards or limits:
        raise Refused(reasons=(*faults, *guards, *limits))
    judged = _prosecutors_gate(by, disposal_view, case, given) if event == PROSECUTOR_DECIDES else None
    taken = take(
        disposal,
        event,
        by=by,
        recorded=asked.as_stored(given),
        columns=columns_of(event, step.to, given)
        | (authority_columns(by, rank_on(by.user_id, clock.today())) if judged else {}),
    )
    if judged:
        db.session.add(keep(disposal, taken, judged))
        replace_earlier(by, disposal)
    moved = excused_conditions(disposal_view, given["until"]) if event == EXCUSED else ()
    settle_conditions(disposal_view, event, given, by=by)
    if moved:
        move_to(moved, given["until"], taken)
    db.session.flush()
    return disposal


def _prosecutors_gate(by: Viewer, disposal_view: DisposalView, case: CaseView, given: Mapping[str, Any]) -> Judged:
    """The answer of the rules with the prosecutor's authority. Raises Refused if any rule still fails."""
    refuse_if_young(disposal_view.view.details)
    refuse_without_the_test(disposal_view)
    if disposal_view.disposal.proposed_by_id == by.user_id:
        raise Refused("You proposed this, so another officer must enter the prosecutor's decision")
    step = DisposalStepFacts(
        on=clock.today(),
        rank_level=PROSECUTOR_LEVEL,
        cps_decision="authorised",
        dpp_consent=given.get("dpp_consent") == "yes",
    )
    judged = at_gate(disposal_view, case, Gate.AUTHORISE, step)
    if judged.opinion.reasons:
        answer = with_margin_day(judged.opinion, case.keeps_margin_until)
        raise Refused(reasons=reasons_of(answer.reasons))
    return judged


@when_taken_back
def resume(by: Viewer, person_ids: Collection[int], since: datetime) -> None:
    """After a death is taken back, reopen each disposal that it had ended in its earlier state (decision 0053).

    A disposal whose end nobody had recorded is still in that state.
    """
    ended = select(Disposal).where(Disposal.person_id.in_(person_ids), Disposal.state == State.CLOSED_DIED)
    for disposal in db.session.scalars(ended.order_by(Disposal.id).with_for_update()).all():
        latest = select(DisposalEvent).where(DisposalEvent.disposal_id == disposal.id).order_by(DisposalEvent.id.desc())
        written = db.session.scalars(latest.limit(1)).one()
        if written.event == DIED and written.at >= since:
            go_on(disposal, written.from_state, by=by)
            go_on_as_before(disposal)
