"""Everything that waits for a second policy lead, of whatever kind: one list of the desk."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from pathways.arrest_tests.models import NotificationChange, ProposedChange
from pathways.arrest_tests.queries.law import law_changes
from pathways.arrest_tests.queries.notifications import notification_changes
from pathways.arrest_tests.rules.law_changes import ChangeState
from pathways.auth import Viewer
from pathways.auth.models import Suite
from pathways.policy.models import PolicyChange
from pathways.store import db

Change = PolicyChange | ProposedChange | NotificationChange


@dataclass(frozen=True, kw_only=True)
class WaitingChange:
    """One change that waits; `suite` is named where it is about what a suite is notified for."""

    change: Change
    suite: Suite | None = None


@dataclass(frozen=True, kw_only=True)
class WaitingChanges:
    """What the viewer may decide, and what the viewer proposed and another decides: what begins first stands first."""

    to_decide: tuple[WaitingChange, ...]
    own: tuple[WaitingChange, ...]


def waiting_changes(viewer: Viewer) -> WaitingChanges:
    """The changes of policy of the viewer's organisation, of the law, and of what suites are notified for."""
    own_organisation = (
        PolicyChange.organisation_id == viewer.organisation_id,
        PolicyChange.state == ChangeState.WAITING,
    )
    policy = db.session.scalars(select(PolicyChange).where(*own_organisation).order_by(PolicyChange.id))
    every = [WaitingChange(change=row) for row in policy]
    every += [WaitingChange(change=row) for row in law_changes() if row.state is ChangeState.WAITING]
    notified = notification_changes(viewer)
    every += [WaitingChange(change=row, suite=suite) for row, suite in notified if row.state is ChangeState.WAITING]
    own = [each for each in every if each.change.proposed_by_id == viewer.user_id]
    return WaitingChanges(to_decide=_by_day(each for each in every if each not in own), own=_by_day(own))


def _by_day(rows: Iterable[WaitingChange]) -> tuple[WaitingChange, ...]:
    return tuple(sorted(rows, key=lambda each: (_day(each.change), each.change.proposed_at, each.change.id)))


def _day(change: Change) -> str:
    first = change.starts_on or change.until_on
    return first.isoformat() if first else ""
