"""Asking what a change of policy would have done, and answering it bit by bit. Only the question is kept."""

from collections import Counter
from typing import Any

from sqlalchemy import update

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import OrganisationKind, Viewer
from pathways.law.queries import book_in_use, book_of
from pathways.policy.models import WhatIfRun
from pathways.policy.queries import decisions, extent_of, what_if_run
from pathways.policy.rules.changes import force_only
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
from pathways.refusals import refuse_if
from pathways.store.base import db, rows_changed, save


def ask_what_if(*, by: Viewer, question: WhatIfQuestion) -> WhatIfRun:
    """Store a question, to be answered over the decisions that stand now. Raises Refused."""
    wrong = force_only(is_force=by.organisation_kind is OrganisationKind.FORCE)
    refuse_if(wrong + question_reasons(question, book_in_use().rules, clock.today()))
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
