"""Changing one condition or action by agreement, and the log of contacts while something runs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.disposals import queries
from pathways.disposals.actions.judging import judge, step_now
from pathways.disposals.actions.planning import plan_faults
from pathways.disposals.actions.proposing import reasons_of
from pathways.disposals.actions.steps import a_reason, refuse_if_dead, take
from pathways.disposals.models import Condition, ConditionVariation, Disposal, DisposalEvent, MonitoringContact
from pathways.disposals.queries import DisposalView
from pathways.disposals.rules import (
    WRITTEN_WITH_THE_CONDITIONS,
    ConditionStatus,
    Gate,
    Kind,
    Planned,
    Reached,
    ReachedBy,
    Reported,
    custody_test_named,
    with_margin_day,
)
from pathways.refusals import Reason, Refused, Stale
from pathways.store import db

COUNTS = (ConditionStatus.OPEN, ConditionStatus.MET)
VARIES = {Kind.CC: "agree_variation", Kind.CR: "change_actions"}


def vary_condition(
    *,
    by: Viewer,
    condition_id: int,
    new: Planned,
    reason: str | None,
    agrees_in_writing: bool,
    deadline_reason: str = "",
    version: int | None = None,
) -> Condition:
    """Put a new condition in the place of an open one, which stays on the record as it was.

    A caution is signed anew; a resolution's action is agreed. The limits hold as when it was proposed, counted from the
    day it was signed. Raises OutOfSight, Stale and Refused.
    """
    row, found = queries.condition(by, condition_id)
    disposal = found.disposal
    if version is not None:
        audit.expect(found.view.person.id, version)
    if disposal.kind not in VARIES or row.status is not ConditionStatus.OPEN:
        raise Refused("Only a condition of a caution, or an action of a resolution, that is still open can be changed")
    why = a_reason(reason, "reason")
    if not agrees_in_writing:
        raise Refused("It changes only if the person agrees in writing. Print it and have it signed", field="agrees")
    written = (replace(one, field=_at_its_field(one.field)) for one in plan_faults(disposal.kind, (new,)))
    named = custody_test_named(disposal.kind, {"new-wording": new.wording, "reason": why}, clock.today())
    if wrong := (*written, *named, *_over_the_limits(by, found, row, new, deadline_reason)):
        raise Refused(reasons=wrong)
    event = take(disposal, VARIES[disposal.kind], by=by, reason=why, recorded={"condition_id": row.id})
    made = _in_its_place(row, new, event)
    _end_with_the_last(disposal)
    return made


def excused_conditions(view: DisposalView, until: date) -> tuple[Condition, ...]:
    """The open conditions that an accepted excuse gives more time: past their date or reported not done, else each.

    None is given less than it has.
    """
    rows = view.open_conditions
    about = tuple(
        condition for condition in rows if condition.due_on < clock.today() or condition.reported_as is Reported.NOT_MET
    )
    return tuple(condition for condition in about or rows if condition.due_on < until)


def bars_to_new_date(by: Viewer, view: DisposalView, until: date, why: str) -> tuple[Reason, ...]:
    """Why the conditions that an excuse is about cannot be moved to this day: the limits hold as for any change."""
    bars = [
        replace(reason, field="until")
        for row in excused_conditions(view, until)
        for reason in _over_the_limits(by, view, row, replace(queries.planned(row), due_on=until), why)
    ]
    return tuple(dict.fromkeys(bars))


def move_to(conditions: Iterable[Condition], until: date, event: DisposalEvent) -> None:
    """Put each of these conditions of a disposal under its new date; the old one stays on the record."""
    for row in conditions:
        made = _in_its_place(row, replace(queries.planned(row), due_on=until), event)
        _end_with_the_last(db.session.get_one(Disposal, made.disposal_id))


def _end_with_the_last(disposal: Disposal) -> None:
    if disposal.ends_on:
        days = (one.due_on for one in queries.conditions_of(disposal.id) if one.status in COUNTS)
        disposal.ends_on = max(days)
        db.session.flush()


def _at_its_field(name: str | None) -> str | None:
    """The field of this page, which asks about one condition, not about several."""
    return name and name.replace("conditions-0-", "new-")


def _over_the_limits(
    by: Viewer, found: DisposalView, row: Condition, new: Planned, deadline_reason: str
) -> tuple[Reason, ...]:
    others = (one for one in found.conditions if one.id != row.id)
    plan = (*(queries.planned(one) for one in others if one.status in COUNTS), new)
    signed = found.disposal.signed_at
    step = step_now(by, anchor=clock.london_date(signed) if signed else None)
    reason = deadline_reason or found.disposal.deadline_reason or ""
    # A limit that an officer set aside with a reason stays set aside; nobody is asked for it again at each change.
    aside = tuple(sorted(queries.set_aside(found.events)))
    case = queries.case_of(found.view)
    judged = judge(found.disposal.kind, case.facts(step, plan, reason), Gate.AUTHORISE, aside)
    asked = with_margin_day(judged.opinion, case.keeps_margin_until)
    return reasons_of(one for one in asked.reasons if one.rule_id in WRITTEN_WITH_THE_CONDITIONS)


def _in_its_place(row: Condition, new: Planned, event: DisposalEvent) -> Condition:
    db.session.refresh(row)
    if row.status is not ConditionStatus.OPEN:
        raise Stale
    row.status = ConditionStatus.VARIED
    made = Condition(
        disposal_id=row.disposal_id,
        position=row.position,
        kind=new.kind,
        object=new.kind.object,
        wording=new.wording.strip(),
        due_on=new.due_on,
        service_id=new.service_id,
        proof=new.proof,
        hours=new.hours,
        amount=new.amount,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(ConditionVariation(condition_id=row.id, replaced_by_id=made.id, event_id=event.id))
    db.session.flush()
    return made


def record_contact(
    *,
    by: Viewer,
    disposal_id: int,
    at: datetime,
    by_what: ReachedBy,
    result: Reached,
    note: str | None = None,
    version: int | None = None,
) -> MonitoringContact:
    """Write down one attempt to reach the person while something runs. Raises OutOfSight, Stale and Refused."""
    found = queries.disposal(by, disposal_id)
    if version is not None:
        audit.expect(found.view.person.id, version)
    refuse_if_dead(by, found.disposal.person_id)
    if at > clock.now():
        raise Refused("The time cannot be in the future", field="at")
    if found.disposal.signed_at is None:
        raise Refused("This has not started yet: record a contact once it is signed or agreed")
    line = MonitoringContact(
        disposal_id=disposal_id,
        at=at,
        by_what=by_what,
        result=result,
        note=(note or "").strip() or None,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    db.session.add(line)
    db.session.flush()
    subject = ("disposal", disposal_id)
    audit.change(by, found.view.person.id, "disposal.contact.recorded", subject, result=result.value)
    return line
