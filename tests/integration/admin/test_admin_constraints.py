"""What the database itself refuses of a proposal, whoever writes it."""

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.admin.models import AccessProposal
from pathways.admin.rules import ProposalState, Proposed
from pathways.auth.roles import Role
from pathways.store.base import db as database
from tests import county

WAITS = {"state": ProposalState.WAITING}
REFUSED = {"state": ProposalState.REFUSED, "refused_why": "Nobody knows them"}


def add_proposal(**facts):
    by = county.user(Role.AD)
    row = AccessProposal(
        organisation_id=by.organisation_id,
        kind=Proposed.DOMAIN,
        content={"email_domains": "lincs.example", "before": ""},
        proposed_at=clock.now(),
        proposed_by_id=by.id,
        **facts,
    )
    if facts.get("decided_by_id") == "who proposed it":
        row.decided_by_id = by.id
    database.session.add(row)
    database.session.flush()


def test_a_proposal_waits_is_refused_with_its_reason_or_is_approved_on_the_server(app):
    add_proposal(**WAITS)
    add_proposal(**REFUSED, decided_at=clock.now(), decided_by_id=county.user(Role.AD).id)
    add_proposal(state=ProposalState.APPROVED, decided_at=clock.now())


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        (lambda: WAITS | {"decided_at": clock.now()}, "decided_by_state"),
        (lambda: {"state": ProposalState.APPROVED}, "decided_by_state"),
        (lambda: WAITS | {"decided_by_id": county.user(Role.AD).id}, "decided_whole"),
        (lambda: {"state": ProposalState.REFUSED, "decided_at": clock.now()}, "refused_with_reason"),
        (lambda: WAITS | {"refused_why": "Nobody knows them"}, "refused_with_reason"),
        (
            lambda: {"state": ProposalState.APPROVED, "decided_at": clock.now(), "decided_by_id": "who proposed it"},
            "decided_by_another",
        ),
    ],
)
def test_half_a_decision_and_one_by_who_proposed_it_are_refused(app, facts, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        add_proposal(**facts())
