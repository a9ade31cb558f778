"""The first page of a policy lead: everything that waits for their decision, and what they proposed themselves."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask.typing import ResponseReturnValue

from pathways.arrest_tests.models import NotificationChange, ProposedChange
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.policy import queries
from pathways.policy.queries import WaitingChange
from pathways.policy.views.blueprint import pages
from pathways.policy.views.told import told
from pathways.scrutiny.queries.rounds import rounds_of
from pathways.scrutiny.rules.rounds import RoundState
from pathways.ui.pages import show


@dataclass(frozen=True, kw_only=True)
class Line:
    """One change as the list says it."""

    kind: str
    title: str
    address: str
    first_on: date | None
    proposed_at: datetime
    proposed_by_id: int


@pages.get("/policy/waiting")
@permit("policy.change")
def waiting() -> ResponseReturnValue:
    """Switches, gravity tables, leaflets, the law and what suites are notified for; and rounds to be released."""
    found = queries.waiting_changes(viewer())
    to_decide, own = [_line(each) for each in found.to_decide], [_line(each) for each in found.own]
    names = names_of(line.proposed_by_id for line in to_decide)
    rounds = [each for each in rounds_of(viewer()) if each.state is RoundState.DRAWN]
    return show("policy/waiting.html", to_decide=to_decide, rounds=rounds, own=own, names=names)


def _line(waits: WaitingChange) -> Line:
    change = waits.change
    if isinstance(change, ProposedChange):
        kind, title = "Law", f"{change.law_table.label} {change.code}"
        address = url_for("arrest_tests.law_change", change_id=change.id)
    elif isinstance(change, NotificationChange):
        place = waits.suite.name if waits.suite else ""
        kind, title = "Notification", f"{place}: a notification {'ends' if change.ends else 'begins'}"
        address = url_for("arrest_tests.notification_change", notification_change_id=change.id)
    else:
        kind, title = change.subject.label, told(viewer(), change).title
        address = url_for("policy.change", policy_change_id=change.id)
    return Line(
        kind=kind,
        title=title,
        address=address,
        first_on=change.starts_on or change.until_on,
        proposed_at=change.proposed_at,
        proposed_by_id=change.proposed_by_id,
    )
