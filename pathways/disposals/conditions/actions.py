"""Conditions: report, accept, settle with a step, change by agreement; and record contacts with the person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.auth.queries import rank_on
from pathways.auth.roles import Rank, Viewer
from pathways.directory.entries.queries import service
from pathways.disposals.actions import a_reason, refuse_if_dead, take
from pathways.disposals.conditions.rules import ConditionStatus, Planned, Reported
from pathways.disposals.facts import queries as facts_queries
from pathways.disposals.facts.queries import CaseView
from pathways.disposals.models import Condition, ConditionVariation, Disposal, DisposalEvent, MonitoringContact
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.proposal.actions import judge, plan_faults, reasons_of, step_now
from pathways.disposals.proposal.queries import FOLLOWED, DisposalView
from pathways.disposals.proposal.rules.verdicts import WRITTEN_WITH_THE_CONDITIONS, with_margin_day
from pathways.disposals.proposal.rules.words_of_a_test import custody_test_named
from pathways.disposals.steps import queries as steps_queries
from pathways.disposals.steps.rules.machine import State, is_deciding_sergeant
from pathways.disposals.victims.rules import ReachResult
from pathways.law.rules.disposal_terms import Gate, Kind
from pathways.people.identity.queries import details_of
from pathways.people.models.identity import Person
from pathways.refusals import OutOfSight, Reason, Refused, Stale, refuse_if
from pathways.store.base import db, rows_changed, save
from pathways.tables import Listed

# A service reports facts about a condition; an officer accepts the evidence.


LEAST_EVIDENCE = 10
NOTHING_AWAITED = (
    "Nothing more can be reported here: a sergeant is looking at it, or it has ended. Tell the police what you know"
)


REPORTS: dict[tuple[Kind, State], tuple[str, str]] = {
    (Kind.CC, State.ACTIVE): ("report_condition", "report_condition"),
    (Kind.CR, State.AGREED): ("report_action", "report_action"),
    (Kind.O22, State.DEFERRED): ("report_done", "report_not_done"),
}
"""The steps that a report takes where one is expected: for met, and for not met."""


def report_condition(
    *,
    by: Viewer,
    condition_id: int,
    met: bool,
    on: date,
    words: str | None = None,
    version: int | None = None,
) -> Condition:
    """A service or a monitor reports one condition, action or activity met or not met, with the day.

    A report of "not met" is not a finding. Before the deadline of a caution the person may still do it; after it, the
    report goes to a sergeant. For a treatment viewer the caller has made sure that the episode's referral is theirs.
    Raises OutOfSight, Stale and Refused.
    """
    row = _reportable(by, condition_id)
    disposal = db.session.get_one(Disposal, row.disposal_id)
    stays = details_of(disposal.person_id).person_id
    audit.expect(stays, version)
    refuse_if_dead(by, db.session.get_one(Person, stays))
    steps = REPORTS.get((disposal.kind, disposal.state))
    if steps is None:
        raise Refused(NOTHING_AWAITED)
    if row.status is not ConditionStatus.OPEN:
        raise Refused(f"This condition is already settled: {row.status.label.lower()}")
    _refuse_day(on, disposal)
    reported = Reported.MET if met else Reported.NOT_MET
    facts: dict[str, Any] = {"condition_id": row.id, "met": met, "on": on.isoformat()}
    reason = (words or "").strip() or None
    take(disposal, steps[0] if met else steps[1], by=by, reason=reason, recorded=facts)
    _settle(row, reported_as=reported, reported_on=on, reported_at=clock.now(), reported_by_id=by.user_id)
    if disposal.kind is Kind.CC and not met and clock.today() > row.due_on:
        take(disposal, "suspected_breach", by=by, recorded=facts)
    return row


def _reportable(by: Viewer, condition_id: int) -> Condition:
    if by.is_treatment:
        row = db.session.get(Condition, condition_id)
        if row is None or not _is_theirs(by, row):
            raise OutOfSight
        return row
    return proposal_queries.condition(by, condition_id)[0]


def accept_condition(
    *,
    by: Viewer,
    condition_id: int,
    evidence: str | None,
    victim_told: bool | None,
    version: int | None = None,
) -> Condition:
    """Accept the evidence that one condition is met. The last one completes the caution.

    Without a report from a service the officer says what they saw. `victim_told` is needed with the last condition if
    there is a victim. Raises OutOfSight, Stale and Refused.
    """
    row, disposal_view = proposal_queries.condition(by, condition_id)
    audit.expect(disposal_view.view.person.id, version)
    refuse_if_dead(by, disposal_view.view.person)
    if disposal_view.disposal.kind is not Kind.CC:
        raise Refused("The actions of a resolution and the activity of Outcome 22 are accepted as a whole")
    if row.reported_as is Reported.NOT_MET:
        raise Refused(_reported_not_met(by))
    seen = (evidence or "").strip()
    if row.reported_as is None and len(seen) < LEAST_EVIDENCE:
        raise Refused("No service has reported this. Say what you saw that shows it is met", field="evidence")
    is_last = [condition.id for condition in disposal_view.open_conditions] == [row.id]
    if is_last and victim_told is not True and steps_queries.victim_may_exist(disposal_view.disposal):
        raise Refused("Tell the victim before you complete the caution", field="victim_told")
    now = clock.now()
    met = {"status": ConditionStatus.MET, "accepted_at": now, "accepted_by_id": by.user_id, "evidence": seen or None}
    recorded: dict[str, Any] = {"condition_id": row.id, "victim_told": victim_told}
    event, columns = ("all_met", {"completed_at": now}) if is_last else ("condition_met", {})
    take(disposal_view.disposal, event, by=by, reason=seen or None, recorded=recorded, columns=columns)
    _settle(row, **met)
    # A colleague may have settled others since they were read, so that `is_last` is no longer right.
    if is_last == any(condition.status is ConditionStatus.OPEN for condition in _read_anew(disposal_view.disposal.id)):
        raise Stale
    return row


def _reported_not_met(by: Viewer) -> str:
    reported = "This condition was reported not met"
    if is_deciding_sergeant(by.role.value, by.rank.level if by.rank else None):
        return f"{reported}. Record first that something was not done: then you decide whether it was a failure"
    return f"{reported}. A sergeant must look at it first"


def _read_anew(disposal_id: int) -> Sequence[Condition]:
    rows = select(Condition).where(Condition.disposal_id == disposal_id)
    return db.session.scalars(rows.execution_options(populate_existing=True)).all()


def _is_theirs(by: Viewer, row: Condition) -> bool:
    return row.service_id is None or service(row.service_id).organisation_id == by.organisation_id


def _refuse_day(on: date, disposal: Disposal) -> None:
    if on > clock.today():
        raise Refused("The day cannot be in the future", field="on")
    if disposal.signed_at and on < dates.london_date(disposal.signed_at):
        raise Refused("The day is before the caution was signed. Check it", field="on")


def _settle(row: Condition, **values: Any) -> None:
    """Write to a condition that is still open. Raises Stale if somebody else settled it first."""
    if _write(Condition.id == row.id, Condition.status == ConditionStatus.OPEN, **values) != 1:
        raise Stale
    db.session.refresh(row)


def _write(*which: ColumnElement[bool], **values: Any) -> int:
    """Update the conditions that match, and give their number."""
    return rows_changed(update(Condition).where(*which).values(**values))


# What a step does to the conditions, actions or activity of a disposal, and to its days.


DONE = frozenset({"action_done", "late_done", "late_completion_accepted", "accept_done"})
"""Steps in which an officer accepts that everything was done."""

COMPLETES = DONE | {"all_met"}
BECOMES = {
    "excuse_accepted_no_time": ConditionStatus.EXCUSED,
    "part_compliance_accepted": ConditionStatus.NOT_MET,
    "decide_prosecute": ConditionStatus.NOT_MET,
    "not_done": ConditionStatus.NOT_MET,
    "not_completed": ConditionStatus.NOT_MET,
    "time_expired": ConditionStatus.CANCELLED,
    "withdraw_agreement": ConditionStatus.CANCELLED,
    "error_found": ConditionStatus.CANCELLED,
    "quashed": ConditionStatus.CANCELLED,
    "person_died": ConditionStatus.CANCELLED,
    "new_offence": ConditionStatus.CANCELLED,
}
"""The status that the open conditions get from a step."""
LOOKED_AT = frozenset({"no_failure_found", "excuse_accepted"})
"""Steps in which a sergeant answers a report of "not met". The report is cleared, and stays in the events."""
GOES_ON = frozenset({"re_offer", "continue"})
"""Steps by which what was agreed goes on until a new date."""
NOT_COMPLETE_AFTER_ALL = frozenset({"evidence_returned", "new_offence"})
NOT_REPORTED: dict[str, Any] = {"reported_as": None, "reported_on": None, "reported_at": None, "reported_by_id": None}
AUTHORITY_IS_ASKED_AGAIN = {"authorised_at": None, "authorised_by_id": None, "authorised_rank": None}


def columns_of(event: str, to: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the disposal that a step sets."""
    if event in COMPLETES:
        return {"completed_at": clock.now()}
    if event in GOES_ON:
        return {"ends_on": given["ends_on"]}
    if event in NOT_COMPLETE_AFTER_ALL:
        return {"completed_at": None}
    if event == "provider_unavailable" and to == State.PROPOSED.value:
        return dict(AUTHORITY_IS_ASKED_AGAIN)
    return {}


def settle_conditions(disposal_view: DisposalView, event: str, given: Mapping[str, Any], *, by: Viewer) -> None:
    """Change the conditions as a step requires. The step is stored as an event, so nothing of the past is lost."""
    if event in DONE:
        evidence = given.get("evidence") or given.get("why")
        met = {"status": ConditionStatus.MET, "accepted_at": clock.now(), "accepted_by_id": by.user_id}
        _each(disposal_view, (ConditionStatus.OPEN, ConditionStatus.NOT_MET), **met, evidence=evidence)
    elif event in BECOMES:
        _each(disposal_view, (ConditionStatus.OPEN,), status=BECOMES[event])
    elif event == "provider_unavailable" and disposal_view.disposal.state is State.REVIEWED:
        _each(disposal_view, (ConditionStatus.OPEN,), status=ConditionStatus.CANCELLED)
    elif event == "charge" and disposal_view.disposal.state is State.PROSECUTED:
        _each(disposal_view, (ConditionStatus.OPEN,), status=ConditionStatus.NOT_MET)
    elif event in LOOKED_AT:
        _each(disposal_view, (ConditionStatus.OPEN,), Condition.reported_as == Reported.NOT_MET, **NOT_REPORTED)
    elif event in GOES_ON:
        goes_on = {"status": ConditionStatus.OPEN, "due_on": given["ends_on"]} | NOT_REPORTED
        _each(disposal_view, (ConditionStatus.OPEN, ConditionStatus.NOT_MET), **goes_on)
    elif event == "evidence_returned":
        not_shown = {"status": ConditionStatus.OPEN, "accepted_at": None, "accepted_by_id": None}
        _each(disposal_view, (ConditionStatus.MET,), **not_shown)


def go_on_as_before(disposal: Disposal) -> None:
    """Reopen the conditions that were cancelled with a death that was taken back, if the disposal runs again.

    While a disposal runs nothing else cancels conditions, so all that are cancelled are meant.
    """
    if disposal.state in FOLLOWED:
        cancelled = (Condition.disposal_id == disposal.id, Condition.status == ConditionStatus.CANCELLED)
        _write(*cancelled, status=ConditionStatus.OPEN)


def _each(
    disposal_view: DisposalView, among: tuple[ConditionStatus, ...], *only: ColumnElement[bool], **values: Any
) -> None:
    _write(Condition.disposal_id == disposal_view.disposal.id, Condition.status.in_(among), *only, **values)
    for row in disposal_view.conditions:
        db.session.refresh(row)


# A condition or action is changed by agreement, or moved by an excuse; and contacts with the person are recorded.


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
    """Replace an open condition by a new one. The old one stays on the record.

    A changed caution is signed again; a changed action of a resolution is agreed. The limits are those of the proposal,
    counted from the day of signing. Raises OutOfSight, Stale and Refused.
    """
    row, disposal_view = proposal_queries.condition(by, condition_id)
    disposal = disposal_view.disposal
    audit.expect(disposal_view.view.person.id, version)
    if disposal.kind not in VARIES or row.status is not ConditionStatus.OPEN:
        raise Refused("Only a condition of a caution, or an action of a resolution, that is still open can be changed")
    why = a_reason(reason, "reason")
    if not agrees_in_writing:
        raise Refused("It changes only if the person agrees in writing. Print it and have it signed", field="agrees")
    written = (replace(fault, field=_at_its_field(fault.field)) for fault in plan_faults(disposal.kind, (new,)))
    named = custody_test_named(disposal.kind, {"new-wording": new.wording, "reason": why}, clock.today())
    case, rank = facts_queries.case_of(disposal_view.view), rank_on(by.user_id, clock.today())
    refuse_if((*written, *named, *_over_the_limits(disposal_view, case, rank, row, new, deadline_reason)))
    event = take(disposal, VARIES[disposal.kind], by=by, reason=why, recorded={"condition_id": row.id})
    made = _in_its_place(row, new, event)
    _end_with_the_last(disposal)
    return made


def excused_conditions(view: DisposalView, until: date) -> tuple[Condition, ...]:
    """The open conditions that get more time from an accepted excuse: those late or reported not done, else all.

    A condition whose date is later already is left out.
    """
    rows = view.open_conditions
    about = tuple(
        condition for condition in rows if condition.due_on < clock.today() or condition.reported_as is Reported.NOT_MET
    )
    return tuple(condition for condition in about or rows if condition.due_on < until)


def bars_to_new_date(by: Viewer, view: DisposalView, case: CaseView, until: date, why: str) -> tuple[Reason, ...]:
    """Why the conditions of an excuse cannot be moved to a date: the limits are those of any change."""
    rank = rank_on(by.user_id, clock.today())
    bars = [
        replace(reason, field="until")
        for row in excused_conditions(view, until)
        for reason in _over_the_limits(view, case, rank, row, replace(proposal_queries.planned(row), due_on=until), why)
    ]
    return tuple(dict.fromkeys(bars))


def move_to(conditions: Iterable[Condition], until: date, event: DisposalEvent) -> None:
    """Replace each of these conditions by one with the new date. The old one stays on the record."""
    for row in conditions:
        made = _in_its_place(row, replace(proposal_queries.planned(row), due_on=until), event)
        _end_with_the_last(db.session.get_one(Disposal, made.disposal_id))


def _end_with_the_last(disposal: Disposal) -> None:
    if disposal.ends_on:
        days = (
            condition.due_on for condition in proposal_queries.conditions_of(disposal.id) if condition.status in COUNTS
        )
        disposal.ends_on = max(days)
        db.session.flush()


def _at_its_field(name: str | None) -> str | None:
    """The name of a field on the page that changes one condition, from its name on the page with several."""
    return name and name.replace("conditions-0-", "new-")


def _over_the_limits(
    disposal_view: DisposalView, case: CaseView, rank: Rank | None, row: Condition, new: Planned, deadline_reason: str
) -> tuple[Reason, ...]:
    others = (condition for condition in disposal_view.conditions if condition.id != row.id)
    plan = (*(proposal_queries.planned(condition) for condition in others if condition.status in COUNTS), new)
    signed = disposal_view.disposal.signed_at
    step = step_now(rank, anchor=dates.london_date(signed) if signed else None)
    reason = deadline_reason or disposal_view.disposal.deadline_reason or ""
    # A limit that was set aside with a reason stays set aside, so that a change does not ask for it again.
    aside = tuple(sorted(proposal_queries.set_aside(disposal_view.events)))
    judged = judge(disposal_view.disposal.kind, case.facts(step, plan, reason), Gate.AUTHORISE, aside)
    asked = with_margin_day(judged.opinion, case.keeps_margin_until)
    return reasons_of(reason for reason in asked.reasons if reason.rule_id in WRITTEN_WITH_THE_CONDITIONS)


def _in_its_place(row: Condition, new: Planned, event: DisposalEvent) -> Condition:
    _settle(row, status=ConditionStatus.VARIED)
    values = asdict(new) | {"wording": new.wording.strip(), "object": new.kind.object}
    made = save(Condition(disposal_id=row.disposal_id, position=row.position, **values))
    save(ConditionVariation(condition_id=row.id, replaced_by_id=made.id, event_id=event.id))
    return made


def record_contact(
    *,
    by: Viewer,
    disposal_id: int,
    at: datetime,
    by_what: Listed,
    result: ReachResult,
    note: str | None = None,
    version: int | None = None,
) -> MonitoringContact:
    """Record one attempt to reach the person while a disposal runs. Raises OutOfSight, Stale and Refused."""
    disposal_view = proposal_queries.disposal(by, disposal_id)
    audit.expect(disposal_view.view.person.id, version)
    refuse_if_dead(by, disposal_view.view.person)
    if at > clock.now():
        raise Refused("The time cannot be in the future", field="at")
    if disposal_view.disposal.signed_at is None:
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
    save(line)
    subject = ("disposal", disposal_id)
    audit.change(by, disposal_view.view.person.id, "disposal.contact.recorded", subject, result=result.value)
    return line
