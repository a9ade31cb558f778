"""Record a force's settings, gravity table and leaflets; and take one step of a disposal."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, update

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.queries import rank_on
from pathways.auth.roles import Rank, Viewer
from pathways.disposals.facts.rules.gravity import read_gravity
from pathways.disposals.models import Disposal, DisposalEvent, GravityTableKept, Leaflet, Switch
from pathways.disposals.outcome_codes.actions import move_code, remove_death
from pathways.disposals.steps.queries import closed_words
from pathways.disposals.steps.rules.machine import (
    DEATH_TAKEN_BACK,
    DISPOSAL_STEPS,
    Desk,
    State,
    who_may,
)
from pathways.law.rules.disposal_language import Value
from pathways.law.rules.disposal_terms import SWITCHES, Kind
from pathways.people.deaths.queries import bars_of_death
from pathways.people.identity.rules import adult_form_bars
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.refusals import Reason, Refused, Stale, refuse_if
from pathways.step_tables.rules import TableStep
from pathways.store.base import db, rows_changed, save

# The settings of a force.


def set_switch(
    *,
    by: Viewer,
    organisation_id: int,
    name: str,
    value: Value,
    valid_from: date,
    valid_to: date | None = None,
    source: str,
    is_demonstration: bool = False,
) -> Switch:
    """Record the value of a force's setting from a day on, up to but not including `valid_to`.

    The earlier value holds until then; a value recorded for a later day takes over on that day. Raises Refused for a
    name that no rule knows, and if the setting already changes on that day.
    """
    if name not in SWITCHES:
        raise Refused(f"No rule uses a setting called {name}")
    ends_on = _make_room(organisation_id, name, valid_from, valid_to)
    stored: Any = list(value) if isinstance(value, tuple) else value
    row = Switch(
        organisation_id=organisation_id,
        name=name,
        value=stored,
        valid_from=valid_from,
        valid_to=ends_on,
        source=source,
        is_demonstration=is_demonstration,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(row)
    audit.administered(by, "config.changed", organisation_id, switch=name, valid_from=valid_from.isoformat())
    return row


def _make_room(organisation_id: int, name: str, first: date, until: date | None) -> date | None:
    """End the row before on the new first day, and give the day on which the new row ends; None if it does not.

    It ends on `until`, or earlier if a later row begins. Raises Refused if a row already begins on the new first day.
    """
    of_switch = select(Switch).where(Switch.organisation_id == organisation_id, Switch.name == name)
    rows = db.session.scalars(of_switch.order_by(Switch.valid_from).with_for_update()).all()
    if any(row.valid_from == first for row in rows):
        raise Refused("This setting already changes on that day. Choose another first day", field="starts_on")
    for row in rows:
        if row.valid_from < first and (row.valid_to is None or row.valid_to > first):
            row.valid_to = first
    later = min((row.valid_from for row in rows if row.valid_from > first), default=None)
    return min((day for day in (until, later) if day), default=None)


# What two people of a force signed off: its gravity table and leaflets. The caller checks who may do this.


def set_gravity_table(
    *, by: Viewer, version: str, text: str, valid_from: date, source: str, is_demonstration: bool = False
) -> GravityTableKept:
    """Store a force's gravity table from a day on. Raises NotATable if the text is not one."""
    read_gravity(text, version)
    row = GravityTableKept(
        organisation_id=by.organisation_id,
        version=version,
        text=text,
        valid_from=valid_from,
        source=source,
        is_demonstration=is_demonstration,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(row)
    audit.administered(by, "definition.changed", by.organisation_id, gravity=version, starts=valid_from)
    return row


def set_leaflet(
    *, by: Viewer, kind: Kind, text: str, valid_from: date, source: str, is_demonstration: bool = False
) -> Leaflet:
    """Store the next version of a force's leaflet on one disposal from a day on."""
    own = (Leaflet.organisation_id == by.organisation_id, Leaflet.kind == kind)
    row = Leaflet(
        organisation_id=by.organisation_id,
        kind=kind,
        number=(db.session.scalar(select(func.max(Leaflet.number)).where(*own)) or 0) + 1,
        text=text,
        source=source,
        valid_from=valid_from,
        is_demonstration=is_demonstration,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(row)
    audit.administered(by, "definition.changed", by.organisation_id, leaflet=kind.value, number=row.number)
    return row


# One step of a disposal. A state changes only here.


# Asked at every step, so it is built once.
_STAYS = select(surviving_id()).where(Person.id == bindparam("of_person"))
DIED = "person_died"
LEAST_REASON = 20
"""Characters a reason needs, where one must be given (design choice)."""

AUDITED = {
    "propose": "disposal.proposed",
    "authorise": "disposal.authorised",
    "cps_authorises": "disposal.authorised",
    "refuse": "disposal.refused",
    "decline": "disposal.declined",
    "withdraw_proposal": "disposal.withdrawn",
    "sign": "disposal.signed",
    "agree": "disposal.signed",
    "give": "disposal.signed",
    "report_condition": "disposal.activity.reported",
    "report_action": "disposal.activity.reported",
    "report_done": "disposal.activity.reported",
    "report_not_done": "disposal.activity.reported",
    "suspected_breach": "disposal.breach.suspected",
    "condition_met": "disposal.evidence.accepted",
    "accept_done": "disposal.evidence.accepted",
    "all_met": "disposal.completed",
    "action_done": "disposal.completed",
    "late_done": "disposal.completed",
    "late_completion_accepted": "disposal.completed",
    "close_22": "disposal.completed",
    "agree_variation": "disposal.varied",
    "change_actions": "disposal.varied",
    "excuse_accepted": "disposal.excused",
    "excuse_accepted_no_time": "disposal.excused",
    "decide_prosecute": "disposal.breach.found",
    "part_compliance_accepted": "disposal.breach.found",
    "error_found": "disposal.voided",
    "quashed": "disposal.voided",
    "transfer_force": "disposal.transferred",
    "person_died": "disposal.died",
    "new_disposal": "disposal.replaced",
}
"""The name of a step in the log. Every other step is logged as `MOVED`."""
MOVED = "disposal.moved"


def take(
    disposal: Disposal,
    event: str,
    *,
    by: Viewer,
    reason: str | None = None,
    recorded: Mapping[str, Any] | None = None,
    columns: Mapping[str, Any] | None = None,
) -> DisposalEvent:
    """Take one step of the table: move the disposal, with its event, its outcome code and its audit entry; flush.

    `columns` are set in the same update, which names the state the disposal must still have. Raises Refused if the
    person has died, the machine has no such step or the rank is too low, and Stale if somebody else moved the disposal
    first.
    """
    stays = _stays(disposal.person_id)
    if event != DIED:
        refuse_if_dead(by, db.session.get_one(Person, stays))
    before: State = disposal.state
    step = DISPOSAL_STEPS[disposal.kind].steps.get((before, event))
    if step is None:
        raise Refused(closed_words(disposal, event))
    rank = rank_on(by.user_id, clock.today()) if by.is_police else None
    _refuse_who_may_not(step, by, rank)
    audit.lock(stays)
    taken = _put(disposal, event, State(step.to), by=by, columns=columns, rank=rank, reason=reason, recorded=recorded)
    move_code(disposal, step, by=by, recorded=recorded or {})
    db.session.flush()
    audit.change(
        by,
        stays,
        AUDITED.get(event, MOVED),
        ("disposal", disposal.id),
        kind=disposal.kind.value,
        step=event,
        before=before.value,
        after=step.to,
        rank=rank.value if rank else None,
        **_ids(recorded or {}),
    )
    return taken


def _put(
    disposal: Disposal,
    event: str,
    to: State,
    *,
    by: Viewer,
    columns: Mapping[str, Any] | None = None,
    recorded: Mapping[str, Any] | None = None,
    **facts: Any,
) -> DisposalEvent:
    """Set the state of a disposal and add the event. Raises Stale if somebody else moved it first."""
    before: State = disposal.state
    same = update(Disposal).where(Disposal.id == disposal.id, Disposal.state == before)
    if rows_changed(same.values(state=to, **(columns or {}))) != 1:
        raise Stale
    db.session.refresh(disposal)
    made = DisposalEvent(disposal_id=disposal.id, event=event, from_state=before, to_state=to, at=clock.now(), **facts)
    made.by_id, made.role, made.recorded = by.user_id, by.role.value, dict(recorded or {})
    db.session.add(made)
    return made


def go_on(disposal: Disposal, state: State, *, by: Viewer) -> None:
    """Reopen a disposal in the state it had before a death that was taken back (decision 0053). Raises Stale."""
    _put(disposal, DEATH_TAKEN_BACK, state, by=by)
    remove_death(disposal, by=by)
    db.session.flush()
    audit.change(
        by, _stays(disposal.person_id), "disposal.death.taken_back", ("disposal", disposal.id), after=state.value
    )


def refuse_if_dead(by: Viewer, person: Person) -> None:
    """Raise Refused if the person (the record that stays) has died: every open step has ended."""
    refuse_if(bars_of_death(by, person))


def refuse_if_young(details: PersonDetails) -> None:
    """Raise Refused if the person is, or may be, under 18 today: no adult disposal can go on."""
    refuse_if(bars_of_youth(details))


def bars_of_youth(details: PersonDetails) -> tuple[Reason, ...]:
    """Why no adult disposal can go on for somebody who is, or may be, under 18 today; empty for an adult."""
    bars = adult_form_bars(details, clock.today())
    return tuple(Reason(bar.message, None, bar.source, bar.mark) for bar in bars)


def _stays(person_id: int) -> int:
    """The id of the person's record that remains if this one was merged into another."""
    return db.session.scalars(_STAYS, {"of_person": person_id}).one()


def a_reason(text: str | None, field: str) -> str:
    """The reason without spaces around it. Raises Refused at `field` if it is too short."""
    given = (text or "").strip()
    if len(given) < LEAST_REASON:
        raise Refused(f"Give a reason of {LEAST_REASON} characters or more. You typed {len(given)}", field=field)
    return given


def _refuse_who_may_not(step: TableStep, by: Viewer, rank: Rank | None) -> None:
    desk = Desk.WORKER.value if by.is_treatment else by.role.value
    if step.is_open_to(desk, rank.level if rank else None):
        return
    if step.is_open_to(Desk.DECIDER, rank.level if rank else None):  # the rank is there, and the desk is not
        desk = "You are signed in as {}, whatever your rank: a deciding officer takes it"
        raise Refused(f"This step needs another desk. {desk.format(by.role.label.lower())}")
    your_rank = f"You are recorded as {rank.label.lower()} today" if rank else "No rank is recorded for you today"
    raise Refused(f"This step needs {who_may(step)}. {your_rank}: ask somebody who may take it")


def _ids(recorded: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a step's record that goes into the log: numbers, codes and yes or no, never free text."""
    return {
        name: value for name, value in recorded.items() if isinstance(value, bool | int) or name in ("sha256", "code")
    }
