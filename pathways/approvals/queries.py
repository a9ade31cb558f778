"""Who proposed and decided what, which proposals come first, and why somebody may not decide one."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, case

from pathways.approvals.models import ApprovedRecord, ProposedRecord
from pathways.approvals.rules import TO_APPROVE, TO_CONFIRM, ChangeState, DecisionWords, decision_bars
from pathways.audit.models import Actor
from pathways.auth.queries import names_of
from pathways.refusals import Reason
from pathways.store.paging import Page, page_of

PARTS = ("proposed_by_id", "decided_by_id", "ended_by_id")


def names_in(proposals: Iterable[ProposedRecord]) -> dict[int | None, str]:
    """The names of everybody who proposed, decided or ended one of these."""
    return names_of(getattr(proposal, part, None) for proposal in proposals for part in PARTS)


def waiting_first(
    changes: Select[*tuple[Any, ...]], kind: type[ApprovedRecord], *, after: str | None = None
) -> Page[Any]:
    """A page of changes of a kind: those that wait before all others, each group with the latest first."""
    waits: Any = case((kind.state == ChangeState.WAITING, 1), else_=0)
    page = page_of(
        changes.add_columns(waits), (waits, kind.id), lambda row: (row[-1], row[0].id), after=after, newest_first=True
    )
    return Page(tuple(row[0] if len(row) == 2 else tuple(row)[:-1] for row in page.rows), page.after)


def bars_to_confirming(
    proposal: ProposedRecord, *, by: Actor, words: DecisionWords = TO_CONFIRM, named: Collection[int | None] = ()
) -> tuple[Reason, ...]:
    """Every reason why `by` may not answer a proposal. The page asks this, and the action asks it again."""
    return decision_bars(
        by_id=by.user_id,
        proposed_by_id=proposal.proposed_by_id,
        is_decided=not proposal.waits,
        named=named,
        words=words,
    )


def bars_to_approving(change: ApprovedRecord, *, by: Actor) -> tuple[Reason, ...]:
    """Every reason why `by` may not decide a change."""
    decided = f"This change is no longer waiting: {change.state.label.lower()}"
    return bars_to_confirming(change, by=by, words=replace(TO_APPROVE, decided=decided))
