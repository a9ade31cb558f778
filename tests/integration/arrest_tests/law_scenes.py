"""What the tests of the law's data stand on: two policy leads, and the change they speak of."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pathways.auth.roles import Role, Viewer
from pathways.law import actions
from pathways.law import actions as notifying
from pathways.law.models import NotificationChange, ProposedChange
from pathways.law.rules.findings import SampleRoute
from pathways.law.rules.proposed_changes import ChangeDraft, Intent, NotificationDraft
from pathways.law.rules.tables import LawTable, rows_of
from pathways.refusals import Refused
from pathways.vocabulary import Mark
from tests import county
from tests.scenes import restorable, step

FIRST_DAY = date(2026, 12, 1)
THEFT = {"act": "Theft Act 1978", "section": "s.3", "offence": "Making off without payment", "condition": ""}
CHECKED = "Read article 3 and its commencement"


@step
def a_lead(name: str = "Helen Astley") -> Viewer:
    return county.viewer_of(county.user(Role.PL, name=name))


def a_draft(**changes: Any) -> ChangeDraft:
    """Making off without payment joins the trigger list on 1 December."""
    facts: dict[str, Any] = {
        "table": LawTable.TRIGGER,
        "code": "TA78-3",
        "intent": Intent.CHANGE,
        "starts_on": FIRST_DAY,
        "values": THEFT,
        "source": "SI 2026/999 art 3",
        "mark": Mark.VERIFIED,
        "why": "The order was made last week",
    }
    return ChangeDraft(**(facts | changes))


def the_regime_of_2026(starts_on: date = FIRST_DAY) -> ChangeDraft:
    """A first day for the row of 2026, with nothing else changed."""
    row = next(row for row in rows_of(LawTable.REGIME) if row["code"] == "Controlled_2026")
    return a_draft(table=LawTable.REGIME, code="Controlled_2026", values=row, starts_on=starts_on)


@restorable
def proposed(by: Viewer, **changes: Any) -> ProposedChange:
    return actions.propose_law_change(by=by, draft=a_draft(**changes))


def a_notice(**changes: Any) -> NotificationDraft:
    """Both routes and required assessments, from 1 December."""
    facts: dict[str, Any] = {
        "routes": (SampleRoute.ARREST, SampleRoute.CHARGE),
        "assessment": True,
        "starts_on": FIRST_DAY,
        "source": "Notice of November 2026",
        "why": "Testing begins there",
    }
    return NotificationDraft(**(facts | changes))


@step
def proposed_notification(by: Viewer | None = None, **more: Any) -> NotificationChange:
    facts: dict[str, Any] = {"suite_id": county.suite().id, "draft": a_notice()}
    return notifying.propose_notification(by=by or a_lead(), **(facts | more))


@step
def decided_notification(by: Viewer, made: NotificationChange, **changes: Any) -> NotificationChange:
    facts: dict[str, Any] = {"approves": True, "checked": CHECKED, "has_read_source": True, "seen": str(made.version)}
    return notifying.decide_notification(by=by, change_id=made.id, **(facts | changes))


@restorable
def approved(draft: ChangeDraft | None = None) -> ProposedChange:
    """Proposed by one lead and approved by another."""
    made = actions.propose_law_change(by=a_lead(), draft=draft or a_draft())
    return decided(a_lead("K. Adeyemi"), made)


@step
def decided(by: Viewer, made: ProposedChange, **changes: Any) -> ProposedChange:
    facts: dict[str, Any] = {
        "change_id": made.id,
        "approves": True,
        "checked": CHECKED,
        "has_read_source": True,
        "seen": actions.seen_of(made),
    }
    return actions.decide_law_change(by=by, **(facts | changes))


def message_of(act: Callable[..., object], *args: Any, **facts: Any) -> str:
    """What an action says when it refuses."""
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return str(refused.value)
