"""What follows from a round: the panel's finding on each case, and what the force does. No case is reopened."""

from datetime import date

from sqlalchemy import update

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.refusals import Reason, Refused, Stale
from pathways.scrutiny import queries
from pathways.scrutiny.models import ScrutinyCase, ScrutinyLearning
from pathways.scrutiny.rules import RoundState, Score, finding_reasons, learning_reasons
from pathways.store import db, rows_changed


def record_finding(*, by: Viewer, case_id: int, finding: Score, words: str | None) -> None:
    """What the panel found as a whole, once. Raises OutOfSight, Stale and Refused."""
    view, line = queries.case_line(by, case_id)
    if view.round.state is not RoundState.RELEASED:
        raise Refused("A finding is recorded while the round is with its panel")
    if line.case.finding is not None:
        raise Stale("The panel's finding on this case is recorded already. Open the round again to read it")
    if reasons := finding_reasons(finding, words, scored=len(line.scores)):
        raise Refused(reasons=reasons)
    values = {"finding": finding, "finding_words": (words or "").strip() or None}
    unfound = update(ScrutinyCase).where(ScrutinyCase.id == case_id, ScrutinyCase.finding.is_(None))
    if rows_changed(unfound.values(**values, found_at=clock.now(), found_by_id=by.user_id)) != 1:
        raise Stale
    audit.administered(
        by, "scrutiny.found", view.round.organisation_id, round_id=view.round.id, case_id=case_id, finding=finding.value
    )


def add_learning(*, by: Viewer, round_id: int, what: str, owner: str, due_on: date) -> ScrutinyLearning:
    """An action with its owner and the day it is due. Raises OutOfSight and Refused."""
    view = queries.round_view(by, round_id)
    if view.round.state is RoundState.DRAWN:
        raise Refused("Learning follows from what the panel read. Release the pack first")
    if reasons := learning_reasons(due_on, clock.today()):
        raise Refused(reasons=reasons)
    row = ScrutinyLearning(
        round_id=round_id, what=what, owner=owner, due_on=due_on, added_at=clock.now(), added_by_id=by.user_id
    )
    db.session.add(row)
    db.session.flush()
    audit.administered(
        by, "scrutiny.learning.added", view.round.organisation_id, round_id=round_id, learning_id=row.id, due_on=due_on
    )
    return row


def finish_learning(*, by: Viewer, learning_id: int, done_on: date, words: str) -> None:
    """Say when an action was done and what was done. Raises OutOfSight, Stale and Refused."""
    view, row = queries.learning_line(by, learning_id)
    if row.done_on is not None:
        raise Stale("This action was recorded as done already. Open the round again to read it")
    if done_on > clock.today() or done_on < clock.london_date(row.added_at):
        raise Refused(reasons=(Reason("The day must be between the day it was added and today", "done_on"),))
    values = {"done_on": done_on, "done_words": words, "done_at": clock.now(), "done_by_id": by.user_id}
    undone = (ScrutinyLearning.id == learning_id, ScrutinyLearning.done_on.is_(None))
    if rows_changed(update(ScrutinyLearning).where(*undone).values(**values)) != 1:
        raise Stale
    audit.administered(
        by, "scrutiny.learning.done", view.round.organisation_id, round_id=view.round.id, learning_id=learning_id
    )
