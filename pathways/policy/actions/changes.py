"""One policy lead proposes a change of what a force decides for itself, another decides; and what it then writes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Unpack

from sqlalchemy import select

from pathways import clock
from pathways.approvals import actions as approvals
from pathways.approvals.rules import Answer
from pathways.audit import record as audit
from pathways.auth.roles import OrganisationKind, Viewer
from pathways.disposals import actions as disposals
from pathways.law.rules.disposal_language import Value
from pathways.law.rules.disposal_terms import SWITCHES, Kind
from pathways.policy.models import PolicyChange
from pathways.policy.queries import change, gravity_tables, latest_of, leaflets, said_of
from pathways.policy.rules.changes import (
    Subject,
    as_stored,
    change_reasons,
    force_only,
    leaflet_reasons,
    past_reasons,
    table_reasons,
    value_reasons,
)
from pathways.refusals import OutOfSight, Reason, refuse_if
from pathways.store.base import db

# What an approved change writes, in the room whose rules read it.


def refuse_effect(found: PolicyChange) -> tuple[Reason, ...]:
    """Why a change cannot take effect as things stand, asked when it is proposed and again when it is approved."""
    return _REFUSES[found.subject](found)


def take_effect(by: Viewer, found: PolicyChange) -> None:
    """Write what was approved. Raises Refused if it was overtaken."""
    _WRITES[found.subject](by, found)


def _switch_bars(found: PolicyChange) -> tuple[Reason, ...]:
    said = said_of(found.organisation_id).get(found.name, [])
    if any(one.since == found.starts_on for one in said):
        return (Reason("This switch already changes on that day. Choose another first day", "starts_on"),)
    now = next((one for one in reversed(said) if one.since <= found.starts_on), None)
    holds = now is not None and (now.until is None or found.starts_on <= now.until)
    # An example may be confirmed as the force's own; what two people have set is not proposed again as it stands.
    same = now is not None and holds and now.value == as_stored(found.content["value"]) and not now.is_example
    if same and now is not None and now.until == found.until_on:
        return (Reason("Nothing here differs from the law as it is now", "value"),)
    return ()


def _set_switch(by: Viewer, found: PolicyChange) -> None:
    disposals.set_switch(
        by=by,
        organisation_id=found.organisation_id,
        name=found.name,
        value=as_stored(found.content["value"]),
        valid_from=found.starts_on,
        valid_to=found.until_on + timedelta(days=1) if found.until_on else None,
        source=found.source,
        is_demonstration=found.is_demonstration,
    )


def _table_bars(found: PolicyChange) -> tuple[Reason, ...]:
    kept = gravity_tables(found.organisation_id)
    bars = []
    if any(row.version == found.name for row in kept):
        bars.append(Reason("A table of this version is kept already. Give this one another version", "version_named"))
    if any(row.valid_from == found.starts_on for row in kept):
        bars.append(Reason("Another table begins on that day. Choose another first day", "starts_on"))
    return tuple(bars)


def _set_table(by: Viewer, found: PolicyChange) -> None:
    disposals.set_gravity_table(by=by, version=found.name, text=found.content["text"], **_from(found))


def _leaflet_bars(found: PolicyChange) -> tuple[Reason, ...]:
    kept = [row for row in leaflets(found.organisation_id) if row.kind == found.name]
    if any(row.valid_from == found.starts_on for row in kept):
        return (Reason("Another version begins on that day. Choose another first day", "starts_on"),)
    return ()


def _set_leaflet(by: Viewer, found: PolicyChange) -> None:
    disposals.set_leaflet(by=by, kind=Kind(found.name), text=found.content["text"], **_from(found))


def _from(found: PolicyChange) -> dict[str, Any]:
    return {"valid_from": found.starts_on, "source": found.source, "is_demonstration": found.is_demonstration}


_REFUSES: dict[Subject, Callable[[PolicyChange], tuple[Reason, ...]]] = {
    Subject.SWITCH: _switch_bars,
    Subject.GRAVITY: _table_bars,
    Subject.LEAFLET: _leaflet_bars,
}
_WRITES: dict[Subject, Callable[[Viewer, PolicyChange], None]] = {
    Subject.SWITCH: _set_switch,
    Subject.GRAVITY: _set_table,
    Subject.LEAFLET: _set_leaflet,
}


# Changing what a force decides for itself: one person proposes, another decides.


CHANGED_MEANWHILE = (
    "Somebody else decided this change, or another of the same, after you opened the page. "
    "What you typed is still here: read the change again, then decide"
)


def propose_switch(
    *,
    by: Viewer,
    name: str,
    value: Value | None,
    starts_on: date,
    until_on: date | None,
    source: str,
    why: str,
    is_demonstration: bool = False,
) -> PolicyChange:
    """Propose what a switch shall be from a day on. Nothing changes until another approves it.

    Raises OutOfSight for a name no rule reads, and Refused.
    """
    if name not in SWITCHES:
        raise OutOfSight
    content = {"value": list(value) if isinstance(value, tuple) else value}
    return propose(
        by=by,
        subject=Subject.SWITCH,
        name=name,
        content=content,
        starts_on=starts_on,
        until_on=until_on,
        source=source,
        why=why,
        is_demonstration=is_demonstration,
        wrong=value_reasons(name, value),
    )


def propose_gravity(
    *, by: Viewer, version: str, text: str, starts_on: date, source: str, why: str, is_demonstration: bool = False
) -> PolicyChange:
    """Propose the gravity table of the force from a day on, as CSV. Raises Refused with the line of each fault."""
    return propose(
        by=by,
        subject=Subject.GRAVITY,
        name=version.strip(),
        content={"text": text},
        starts_on=starts_on,
        source=source,
        why=why,
        is_demonstration=is_demonstration,
        wrong=table_reasons(version, text),
    )


def propose_leaflet(
    *, by: Viewer, kind: Kind, text: str, starts_on: date, source: str, why: str, is_demonstration: bool = False
) -> PolicyChange:
    """Propose the words of one leaflet from a day on. Raises Refused."""
    return propose(
        by=by,
        subject=Subject.LEAFLET,
        name=kind.value,
        content={"text": text},
        starts_on=starts_on,
        source=source,
        why=why,
        is_demonstration=is_demonstration,
        wrong=leaflet_reasons(text),
    )


def propose(
    *,
    by: Viewer,
    subject: Subject,
    name: str,
    content: dict[str, Any],
    starts_on: date,
    until_on: date | None = None,
    source: str,
    why: str,
    is_demonstration: bool = False,
    wrong: tuple[Reason, ...] = (),
) -> PolicyChange:
    """Propose a change of one kind; `wrong` is what its own rules say against it. Raises Refused."""
    dated = change_reasons(starts_on=starts_on, until_on=until_on, source=source, why=why, today=clock.today())
    refuse_if(_bars(by) + wrong + dated)
    made = PolicyChange(
        organisation_id=by.organisation_id,
        subject=subject,
        name=name,
        content=content,
        starts_on=starts_on,
        until_on=until_on,
        source=source.strip(),
        why=why.strip(),
        is_demonstration=is_demonstration,
    )
    refuse_if(refuse_effect(made))
    approvals.propose(made, by=by)
    _record(by, "policy.proposed", made)
    return made


def decide_change(*, by: Viewer, change_id: int, seen: str, **answer: Unpack[Answer]) -> PolicyChange:
    """Approve what another proposed, and it holds from its first day; or send it back.

    `seen` is what `seen_of` gave when the page was made. Raises OutOfSight, Refused, Stale.
    """
    found = change(by, change_id)
    refuse_if(_bars(by))
    _lock(found)
    sight = approvals.Sight(seen, seen_of(found), CHANGED_MEANWHILE)
    approvals.check_decision(found, by=by, answer=answer, sight=sight)
    if answer["approves"]:
        refuse_if(past_reasons(found.starts_on, clock.today()) + refuse_effect(found))
    approvals.decide(found, by=by, answer=answer, sight=sight)
    _record(by, f"policy.{found.state}", found)
    if answer["approves"]:
        take_effect(by, found)
    return found


def withdraw_change(*, by: Viewer, change_id: int, why: str, seen: str) -> PolicyChange:
    """Take back one's own proposal; it stays on the list. Raises OutOfSight, Refused, Stale."""
    found = change(by, change_id)
    approvals.withdraw(found, by=by, why=why, sight=approvals.Sight(seen, seen_of(found), CHANGED_MEANWHILE))
    _record(by, "policy.withdrawn", found)
    return found


def seen_of(found: PolicyChange) -> str:
    """What a decision is taken on: the step the change stands at, and the last approved change of the same thing."""
    return f"{found.version}:{latest_of(found)}"


def _bars(by: Viewer) -> tuple[Reason, ...]:
    return force_only(is_force=by.organisation_kind is OrganisationKind.FORCE)


def _lock(found: PolicyChange) -> None:
    """One decision about the same thing at a time: its first change is locked until the transaction ends."""
    same = (PolicyChange.organisation_id == found.organisation_id, PolicyChange.subject == found.subject)
    db.session.execute(select(PolicyChange.id).where(*same).order_by(PolicyChange.id).limit(1).with_for_update())


def _record(by: Viewer, action: str, found: PolicyChange) -> None:
    facts = {"change": found.id, "subject": found.subject.value, "name": found.name, "starts": found.starts_on}
    audit.administered(by, action, found.organisation_id, **facts)
