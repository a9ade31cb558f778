"""Proposing, deciding and taking back: recorded once, with who and when, even when two people act at the same moment.

Each function here is one step of another room's action. That room locks what must not move meanwhile, does what follows
from the decision, and writes the log, in the same transaction.
"""

from collections.abc import Collection
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, update

from pathways import clock
from pathways.approvals.models import ApprovedRecord, ConfirmedRecord, EndedRecord, ProposedRecord
from pathways.approvals.queries import bars_to_approving, bars_to_confirming
from pathways.approvals.rules import (
    TO_CONFIRM,
    ChangeState,
    DecisionWords,
    SecondPersonAnswer,
    approval_reasons,
    ending_reasons,
    withdrawal_bars,
)
from pathways.audit.models import Actor
from pathways.auth.roles import Viewer
from pathways.refusals import Stale, refuse_if
from pathways.store.base import Record, db, rows_changed, save

Proposal = TypeVar("Proposal", bound=ProposedRecord)
DECIDED_MEANWHILE = "Somebody else decided this a moment ago. Read what they decided"


def propose(proposal: Proposal, *, by: Viewer) -> Proposal:
    """Store a proposal with when and by whom it was made. Flushes."""
    proposal.proposed_at, proposal.proposed_by_id = clock.now(), by.user_id
    return save(proposal)


def move_on(row: Record, *waits: ColumnElement[bool], meanwhile: str = DECIDED_MEANWHILE, **facts: object) -> None:
    """Write facts on a row that still waits. Of two at once, the row count lets only one through. Raises Stale."""
    kind = type(row)
    moved = update(kind).where(kind.id == row.id, *waits).values(**facts).execution_options(synchronize_session=False)
    if rows_changed(moved) != 1:
        raise Stale(meanwhile)
    db.session.expire(row)


def decided_by(by: Actor) -> dict[str, Any]:
    """Who decides, and that they decide now."""
    return {"decided_at": clock.now(), "decided_by_id": by.user_id}


# What a second person answers with yes or no.


def confirm(
    proposal: ConfirmedRecord,
    *,
    by: Viewer,
    confirms: bool,
    words: DecisionWords = TO_CONFIRM,
    named: Collection[int] = (),
    **facts: object,
) -> None:
    """Write the answer of a second person, and these facts with it. The caller has locked the person it is about.

    Raises Refused, Stale.
    """
    db.session.refresh(proposal, with_for_update=True)
    refuse_if(bars_to_confirming(proposal, by=by, words=words, named=named))
    undecided = type(proposal).decided_at.is_(None)
    move_on(proposal, undecided, meanwhile=words.decided, is_confirmed=confirms, **decided_by(by), **facts)


# A change that is approved, sent back or taken back by somebody who saw it as it stands.


class Sight(NamedTuple):
    """What somebody had seen, what stands now, and the message they read where the two differ."""

    seen: str
    stands: str
    meanwhile: str

    def check(self) -> None:
        if self.seen != self.stands:
            raise Stale(self.meanwhile)


def check_decision(change: ApprovedRecord, *, by: Viewer, answer: SecondPersonAnswer, sight: Sight) -> None:
    """Check that `by` may decide the change like this. Raises Refused, Stale."""
    refuse_if(bars_to_approving(change, by=by))
    refuse_if(approval_reasons(answer, is_made_up=change.is_demonstration))
    sight.check()


def decide(change: ApprovedRecord, *, by: Viewer, answer: SecondPersonAnswer, sight: Sight, **facts: object) -> None:
    """Approve a change or send it back, once, and store with it what the approval made. Raises Stale."""
    state = ChangeState.APPROVED if answer["approves"] else ChangeState.SENT_BACK
    _step(change, sight, state=state, checked=answer["checked"].strip(), **decided_by(by), **facts)


def withdraw(change: ApprovedRecord, *, by: Viewer, why: str, sight: Sight, does_so: str = "withdraws it") -> None:
    """Take back one's own change; it stays on the list. Raises Refused, Stale."""
    is_own = change.proposed_by_id == by.user_id
    refuse_if(withdrawal_bars(waits=change.waits, is_own=is_own, does_so=does_so))
    end(change, by=by, state=ChangeState.WITHDRAWN, why=why, sight=sight)


def end(change: ApprovedRecord, *, by: Viewer, state: ChangeState, why: str, sight: Sight, **facts: object) -> None:
    """End a change in this state, with the reason why. Raises Refused, Stale."""
    refuse_if(ending_reasons(why))
    sight.check()
    if isinstance(change, EndedRecord):
        facts |= {"ended_at": clock.now(), "ended_by_id": by.user_id}
    _step(change, sight, state=state, ended_why=why.strip(), **facts)


def _step(change: ApprovedRecord, sight: Sight, **facts: object) -> None:
    as_read = type(change).version == change.version
    move_on(change, as_read, meanwhile=sight.meanwhile, version=change.version + 1, **facts)
