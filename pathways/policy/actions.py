"""One policy lead proposes a change, another decides it, and it takes effect; and what one would have done is asked."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Unpack

from sqlalchemy import select, update

from pathways import clock
from pathways.approvals import actions as approvals
from pathways.approvals.rules import SecondPersonAnswer
from pathways.audit import record as audit
from pathways.auth.roles import OrganisationKind, Viewer
from pathways.disposals import actions as disposals
from pathways.law.queries import book_in_use, book_of
from pathways.law.rules.disposal_language import Value
from pathways.law.rules.disposal_terms import SWITCHES, Kind
from pathways.law.rules.proposed_changes import NOTHING_DIFFERS
from pathways.policy.models import PolicyChange, WhatIfRun
from pathways.policy.queries import (
    change,
    decisions,
    extent_of,
    gravity_tables,
    latest_of,
    leaflets,
    said_of,
    what_if_run,
)
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
from pathways.policy.rules.counts import AnswerTally, result_of, tally_of
from pathways.policy.rules.what_if import (
    AT_A_LOOK,
    AnswerAgain,
    RunState,
    Sandbox,
    WhatIfQuestion,
    is_old,
    question_of,
    question_reasons,
)
from pathways.refusals import OutOfSight, Reason, refuse_if
from pathways.store.base import db, rows_changed, save

# What an approved change writes in the room whose rules read it.


def refuse_effect(policy_change: PolicyChange) -> tuple[Reason, ...]:
    """Why a change cannot take effect as things stand, asked when it is proposed and again when it is approved."""
    return _REFUSES[policy_change.subject](policy_change)


def take_effect(by: Viewer, policy_change: PolicyChange) -> None:
    """Write what was approved. Raises Refused if another change came first."""
    _WRITES[policy_change.subject](by, policy_change)


def _switch_bars(policy_change: PolicyChange) -> tuple[Reason, ...]:
    settings = said_of(policy_change.organisation_id).get(policy_change.name, [])
    if any(setting.since == policy_change.starts_on for setting in settings):
        return (Reason("This switch already changes on that day. Choose another first day", "starts_on"),)
    now = next((setting for setting in reversed(settings) if setting.since <= policy_change.starts_on), None)
    holds = now is not None and (now.until is None or policy_change.starts_on <= now.until)
    # An example may be confirmed as the force's own value; what two people have set need not be proposed again.
    same = now is not None and holds and now.value == as_stored(policy_change.content["value"]) and not now.is_example
    if same and now is not None and now.until == policy_change.until_on:
        return (Reason(NOTHING_DIFFERS, "value"),)
    return ()


def _set_switch(by: Viewer, policy_change: PolicyChange) -> None:
    disposals.set_switch(
        by=by,
        organisation_id=policy_change.organisation_id,
        name=policy_change.name,
        value=as_stored(policy_change.content["value"]),
        valid_from=policy_change.starts_on,
        valid_to=policy_change.until_on + timedelta(days=1) if policy_change.until_on else None,
        source=policy_change.source,
        is_demonstration=policy_change.is_demonstration,
    )


def _table_bars(policy_change: PolicyChange) -> tuple[Reason, ...]:
    tables = gravity_tables(policy_change.organisation_id)
    bars = []
    if any(row.version == policy_change.name for row in tables):
        bars.append(Reason("A table of this version is kept already. Give this one another version", "version_named"))
    if any(row.valid_from == policy_change.starts_on for row in tables):
        bars.append(Reason("Another table begins on that day. Choose another first day", "starts_on"))
    return tuple(bars)


def _set_table(by: Viewer, policy_change: PolicyChange) -> None:
    disposals.set_gravity_table(
        by=by, version=policy_change.name, text=policy_change.content["text"], **_from(policy_change)
    )


def _leaflet_bars(policy_change: PolicyChange) -> tuple[Reason, ...]:
    versions = [row for row in leaflets(policy_change.organisation_id) if row.kind == policy_change.name]
    if any(row.valid_from == policy_change.starts_on for row in versions):
        return (Reason("Another version begins on that day. Choose another first day", "starts_on"),)
    return ()


def _set_leaflet(by: Viewer, policy_change: PolicyChange) -> None:
    disposals.set_leaflet(
        by=by, kind=Kind(policy_change.name), text=policy_change.content["text"], **_from(policy_change)
    )


def _from(policy_change: PolicyChange) -> dict[str, Any]:
    return {
        "valid_from": policy_change.starts_on,
        "source": policy_change.source,
        "is_demonstration": policy_change.is_demonstration,
    }


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
    """Propose a value for a switch from a day on. Nothing changes until another person approves it.

    Raises OutOfSight for a switch that no rule reads, and Refused.
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
    """Propose a change of any subject. `wrong` is what its own rules object to. Raises Refused."""
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


def decide_change(*, by: Viewer, change_id: int, seen: str, **answer: Unpack[SecondPersonAnswer]) -> PolicyChange:
    """Approve what another proposed, so that it holds from its first day, or send it back.

    `seen` is what `seen_of` gave when the page was made. Raises OutOfSight, Refused, Stale.
    """
    policy_change = change(by, change_id)
    refuse_if(_bars(by))
    _lock(policy_change)
    sight = approvals.Sight(seen, seen_of(policy_change), CHANGED_MEANWHILE)
    approvals.check_decision(policy_change, by=by, answer=answer, sight=sight)
    if answer["approves"]:
        refuse_if(past_reasons(policy_change.starts_on, clock.today()) + refuse_effect(policy_change))
    approvals.decide(policy_change, by=by, answer=answer, sight=sight)
    _record(by, f"policy.{policy_change.state}", policy_change)
    if answer["approves"]:
        take_effect(by, policy_change)
    return policy_change


def withdraw_change(*, by: Viewer, change_id: int, why: str, seen: str) -> PolicyChange:
    """Take back one's own proposal, which stays on the list. Raises OutOfSight, Refused, Stale."""
    policy_change = change(by, change_id)
    approvals.withdraw(
        policy_change, by=by, why=why, sight=approvals.Sight(seen, seen_of(policy_change), CHANGED_MEANWHILE)
    )
    _record(by, "policy.withdrawn", policy_change)
    return policy_change


def seen_of(policy_change: PolicyChange) -> str:
    """What a decision rests on: the change's version, and the last approved change of the same thing."""
    return f"{policy_change.version}:{latest_of(policy_change)}"


def _bars(by: Viewer) -> tuple[Reason, ...]:
    return force_only(is_force=by.organisation_kind is OrganisationKind.FORCE)


def _lock(policy_change: PolicyChange) -> None:
    """Lock the first change of the same thing until the transaction ends, so that decisions on it come one by one."""
    same = (
        PolicyChange.organisation_id == policy_change.organisation_id,
        PolicyChange.subject == policy_change.subject,
    )
    db.session.execute(select(PolicyChange.id).where(*same).order_by(PolicyChange.id).limit(1).with_for_update())


def _record(by: Viewer, action: str, policy_change: PolicyChange) -> None:
    facts = {
        "change": policy_change.id,
        "subject": policy_change.subject.value,
        "name": policy_change.name,
        "starts": policy_change.starts_on,
    }
    audit.administered(by, action, policy_change.organisation_id, **facts)


# Asking what a change of policy would have done, and answering it bit by bit. Only the question is kept.


def ask_what_if(*, by: Viewer, question: WhatIfQuestion) -> WhatIfRun:
    """Store a question, to be answered over the decisions that stand now. Raises Refused."""
    refuse_if(_bars(by) + question_reasons(question, book_in_use().rules, clock.today()))
    extent = extent_of(by, question)
    run = WhatIfRun(
        organisation_id=by.organisation_id,
        question=question.as_json(),
        asked_by_id=by.user_id,
        asked_at=clock.now(),
        state=RunState.RUNNING,
        total=extent.total,
        last_id=extent.last_id,
        partial=AnswerTally().as_json(),
    )
    save(run)
    changed = {"switches": sorted(run.question["switches"]), "rules": [row for row, *_ in run.question["dates"]]}
    audit.administered(by, "what_if.asked", by.organisation_id, run=run.id, **changed)
    return run


def go_on(*, by: Viewer, run_id: int, most: int = AT_A_LOOK) -> WhatIfRun:
    """Answer the next part of a running question, or drop an answer that is an hour old.

    Of two looks at once, only one counts the part. Raises OutOfSight.
    """
    run = what_if_run(by, run_id)
    if run.state is RunState.DONE and is_old(run.ended_at, clock.now()):
        _move(run, state=RunState.DROPPED, result=None)
    if run.state is not RunState.RUNNING:
        return run
    question, tally = question_of(run.question), tally_of(run.partial or AnswerTally().as_json())
    read, reached = answered(by, question, tally, after_id=run.reached_id, last_id=run.last_id, most=most)
    if read < most:  # decisions that were removed or shut meanwhile are not waited for
        _move(run, state=RunState.DONE, done=run.total, partial=None, result=result_of(tally), ended_at=clock.now())
    else:
        _move(run, done=min(run.done + read, run.total), reached_id=reached, partial=tally.as_json())
    return run


def answered(
    by: Viewer, question: WhatIfQuestion, tally: AnswerTally, *, after_id: int, last_id: int, most: int
) -> tuple[int, int]:
    """Answer the next decisions again and count them. Returns how many were read, and the id of the last."""
    boxes: dict[str, Sandbox | None] = {}
    counts: Counter[tuple[int, tuple[str, ...]]] = Counter()
    met: dict[int, AnswerAgain | None] = {id(None): None}
    read, reached = 0, after_id
    for decision in decisions(by, question, after_id=after_id, last_id=last_id, most=most):
        read, reached = read + 1, decision.id
        if decision.rules_version not in boxes:
            boxes[decision.rules_version] = _sandbox(question, decision.rules_version)
        box = boxes[decision.rules_version]
        answer = box.answer(decision.kind, decision.facts, decision.day) if box else None
        met[id(answer)] = answer  # keeps it alive, so that no other answer gets its id
        counts[id(answer), decision.labels] += 1
    for (number, labels), people in counts.items():
        tally.add(met[number], labels, people)
    return read, reached


def cancel_what_if(*, by: Viewer, run_id: int) -> WhatIfRun:
    """Stop answering, and drop what was counted so far. Raises OutOfSight."""
    run = what_if_run(by, run_id)
    if run.state is RunState.RUNNING and _move(run, state=RunState.CANCELLED, partial=None, ended_at=clock.now()):
        audit.administered(by, "what_if.cancelled", by.organisation_id, run=run.id)
    return run


def _sandbox(question: WhatIfQuestion, version: str) -> Sandbox | None:
    """The question in the book of a version; None where that book is no longer kept."""
    try:
        return Sandbox(question, book_of(version))
    except LookupError:
        return None


def _move(run: WhatIfRun, **facts: Any) -> bool:
    """Write facts on a run and return True, unless another look moved it first: then it is only read afresh."""
    there = (WhatIfRun.id == run.id, WhatIfRun.version == run.version)
    moved = update(WhatIfRun).where(*there).values(version=run.version + 1, **facts)
    is_first = rows_changed(moved.execution_options(synchronize_session=False)) == 1
    db.session.expire(run)
    return is_first
