"""What must never be of a change or a question, named in the database."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.approvals.rules import ChangeState
from pathways.policy.rules.what_if import RunState
from pathways.store.base import db
from tests.integration.policy.policy_scenes import CHECKED, a_lead, asked, decided, proposed


def refused_by(row, name, **values):
    """Whether the database refuses these values of a row, by the constraint of that name."""
    for column, value in values.items():
        setattr(row, column, value)
    with pytest.raises(IntegrityError) as refusal:
        db.session.flush()
    db.session.rollback()
    return name in str(refusal.value)


def test_the_database_refuses_a_change_decided_by_its_proposer(app):
    first = a_lead()
    made = decided(a_lead("K. Adeyemi"), proposed(first))
    assert refused_by(made, "ck_policy_change_decided_by_another", decided_by_id=first.user_id)


@pytest.mark.parametrize("missing", ["decided_at", "decided_by_id", "checked"])
def test_a_decision_told_by_halves_is_refused(app, missing):
    made = decided(a_lead("K. Adeyemi"), proposed(a_lead()))
    assert refused_by(made, "ck_policy_change_decided_", **{missing: None})


def test_a_change_is_approved_by_somebody_or_not_at_all(app):
    assert refused_by(proposed(a_lead()), "ck_policy_change_decided_by_state", state=ChangeState.APPROVED)


def test_a_change_is_withdrawn_with_who_and_why(app):
    made = proposed(a_lead())
    assert refused_by(made, "ck_policy_change_ended_by_state", state=ChangeState.WITHDRAWN)
    made = proposed(a_lead())
    assert refused_by(made, "ck_policy_change_ended_whole", state=ChangeState.WITHDRAWN, ended_at=clock.now())


def test_a_change_ends_after_it_starts(app):
    made = proposed(a_lead())
    assert refused_by(made, "ck_policy_change_ends_after_it_starts", until_on=made.starts_on - timedelta(days=1))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("done_within_total", {"done": 1}),
        ("result_when_done", {"result": {"too_few": True}}),
        ("partial_while_running", {"partial": None}),
        ("partial_while_running", {"state": RunState.CANCELLED}),
    ],
)
def test_a_question_keeps_its_count_while_it_runs_and_its_answer_when_it_is_done(app, name, values):
    assert refused_by(asked(a_lead()), f"ck_what_if_run_{name}", **values)


def test_what_was_checked_stays_with_the_decision(app):
    assert decided(a_lead("K. Adeyemi"), proposed(a_lead())).checked == CHECKED
