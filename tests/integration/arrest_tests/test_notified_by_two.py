"""What a suite is notified for is proposed by one policy lead and decided by another."""

from datetime import date, timedelta

import pytest

from pathways import clock
from pathways.approvals.rules import ChangeState
from pathways.auth.roles import Role
from pathways.law import actions as law_actions
from pathways.law import queries
from pathways.law.models import NotificationChange, SiteNotification
from pathways.law.rules import proposed_changes as proposed_changes_rules
from pathways.law.rules.findings import SampleRoute
from pathways.refusals import OutOfSight, Stale
from pathways.store.base import db as database
from tests import county
from tests.integration.arrest_tests.law_scenes import (
    CHECKED,
    FIRST_DAY,
    a_lead,
    decided_notification,
    message_of,
    proposed_notification,
)

SAID = {"source": "Notice of May 2024", "why": "Testing begins there"}


def on(field: str, day: date) -> dict[str, str]:
    return {f"{field}-day": str(day.day), f"{field}-month": str(day.month), f"{field}-year": str(day.year)}


@pytest.mark.database
def test_on_the_pages_one_proposes_and_another_approves_and_so_it_ends_too(app, client_of):
    first, second = (client_of(county.user(Role.PL, name=name), Role.PL) for name in ("H. Astley", "K. Adeyemi"))
    suite, day = county.suite(), date(2024, 5, 1)
    address = f"/suites/{suite.id}/testing"
    covers = {"routes": ["arrest", "charge"], "also": ["assessment"], **on("valid_from", day)}
    change = first.post(address, {**covers, **SAID}).location
    assert queries.sites_of([suite.id])[suite.id].notified_on(clock.today()) is None
    assert "Another policy lead decides" in first.get(change).text
    decision = {"checked": CHECKED, "read_source": "yes"}
    assert "Approved, in your name." in second.get(second.post(change, decision).location).text
    (row,) = queries.notifications_of(suite.id)
    assert (row.routes, row.under18, row.assessment) == (["arrest", "charge"], False, True)
    last = clock.today()
    change = second.post(f"{address}/{row.id}/withdraw", {**SAID, **on("valid_to", last)}).location
    assert queries.sites_of([suite.id])[suite.id].notified_on(last + timedelta(days=1)) is not None
    first.post(change, decision)
    assert queries.sites_of([suite.id])[suite.id].notified_on(last) is not None
    assert queries.sites_of([suite.id])[suite.id].notified_on(last + timedelta(days=1)) is None
    listed = client_of(county.user(), Role.CO).get("/law-changes").text
    assert "Approved by H. Astley" in listed
    assert "A notification ends" in listed
    for nowhere in ("/suites/999/testing", f"{address}/999/withdraw", "/notification-changes/999"):
        assert first.get(nowhere).status_code == 404
    assert client_of(county.user(Role.AD), Role.AD).get(address).status_code in (403, 404)


def test_nobody_decides_their_own_and_nothing_counts_that_was_sent_back_or_taken_back(app):
    lead, other = a_lead(), a_lead("K. Adeyemi")
    own, back = proposed_notification(lead), proposed_notification(lead)
    elsewhere = county.user(Role.PL, of=county.force("Nottinghamshire Police"))
    assert [queries.notifications_waiting(who) for who in (lead, county.viewer_of(elsewhere))] == [2, 0]
    assert "another policy lead decides" in message_of(decided_notification, lead, own)
    decided_notification(other, back, approves=False)
    take = {"by": lead, "change_id": own.id, "seen": str(own.version)}
    assert "Say why" in message_of(law_actions.take_back_notification, why=" ", **take)
    assert "Only whoever" in message_of(law_actions.take_back_notification, why="No", **take | {"by": other})
    with pytest.raises(Stale):
        law_actions.take_back_notification(why="Typed the wrong suite", **take | {"seen": "9"})
    law_actions.take_back_notification(why="Typed the wrong suite", **take)
    assert [change.state for change in (own, back)] == [ChangeState.WITHDRAWN, ChangeState.SENT_BACK]
    assert queries.notifications_of(own.suite_id) == ()


def test_a_last_day_is_given_once_and_a_suite_of_another_force_is_not_there(app):
    lead, other = a_lead(), a_lead("K. Adeyemi")
    made = decided_notification(other, proposed_notification(lead))
    row = database.session.get_one(SiteNotification, made.notification_id)
    ends = proposed_changes_rules.NotificationDraft(
        until=FIRST_DAY, source="Letter", why="It ends", ends_from=row.valid_from
    )
    both = [proposed_notification(lead, draft=ends, ends_id=row.id) for _ in range(2)]
    decided_notification(other, both[0])
    assert row.valid_to == FIRST_DAY
    assert "already has its last day" in message_of(decided_notification, other, both[1])
    theirs = county.suite("Nottingham", of=county.force("Nottinghamshire Police"))
    with pytest.raises(OutOfSight):
        proposed_notification(lead, suite_id=theirs.id)
    with pytest.raises(OutOfSight):
        proposed_notification(lead, draft=ends, ends_id=row.id, suite_id=county.suite("Boston").id)


@pytest.mark.parametrize(
    "change",
    [
        {"decided_by_id": 1, "decided_at": clock.now, "checked": "Read", "state": ChangeState.APPROVED},
        {"state": ChangeState.WITHDRAWN},
        {"starts_on": None},
        {"ends": True, "starts_on": None},
        {"state": ChangeState.APPROVED},
    ],
)
def test_no_change_is_kept_half_told(app, change):
    lead = a_lead()
    facts = {
        "suite_id": county.suite().id,
        "ends": False,
        "routes": [SampleRoute.ARREST.value],
        "under18": False,
        "assessment": False,
        "starts_on": FIRST_DAY,
        "source": "Notice",
        "why": "It begins",
        "state": ChangeState.WAITING,
        "proposed_at": clock.now(),
        "proposed_by_id": lead.user_id,
    }
    changed = {name: value() if callable(value) else value for name, value in change.items()}
    if "decided_by_id" in changed:
        changed["decided_by_id"] = lead.user_id
    database.session.add(NotificationChange(**facts | changed))
    with pytest.raises(Exception, match="ck_notification_change"):
        database.session.flush()
    database.session.rollback()
