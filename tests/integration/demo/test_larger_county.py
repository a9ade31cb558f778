"""The county copied inside its database, as the bench measures it: whole, open to its desks, and its log is true."""

import pytest
from sqlalchemy import func, select

from pathways.audit.verify import verify
from pathways.auth.models import RoleHeld, User
from pathways.people.models.identity import PersonDetails
from pathways.people.search.queries import by_name
from pathways.people.search.rules import PersonAsked
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests import county
from tests.bench.larger_county import dangling, enlarge
from tests.bench.submits import accepting_one


@pytest.fixture
def copied(made_up_county, owner_engine):
    """The county with copies of itself and copies of those. What a referral is that was copied."""
    known = db.session.scalar(select(func.max(Referral.id)))
    db.session.remove()
    for referrals in (400, 700):
        assert referrals <= enlarge(owner_engine, referrals) < 2 * referrals
    return Referral.id > known


@pytest.fixture
def signed_in(made_up_county, client_of):
    """`signed_in(name)`: who that is, and a browser in which they are signed in."""

    def as_(name):
        with_role = select(User, RoleHeld.role).join(RoleHeld, RoleHeld.user_id == User.id)
        user, role = db.session.execute(with_role.where(User.sign_in_name == name)).one()
        return user, client_of(user, role)

    return as_


def test_a_copy_is_read_and_accepted_as_any_other_and_the_log_of_everybody_stays_true(copied, signed_in):
    user, worker = signed_in("worker")
    waits = (Referral.organisation_id == user.organisation_id, Referral.state == ReferralState.SUBMITTED)
    referral = db.session.scalars(select(Referral).where(copied, *waits).order_by(Referral.id.desc())).first()
    assert referral.reference in worker.get(f"/inbox/{referral.id}").text
    typed = accepting_one(county.viewer_of(user)).typed
    assert worker.post(f"/inbox/{referral.id}/accept", typed).status_code == 302
    assert referral.reference in worker.get(f"/cases/{referral.id}").text
    assert list(verify()) == []


def test_a_copy_is_whole_found_under_a_birth_date_of_its_own_and_a_suite_holds_whom_it_held(
    copied, owner_engine, signed_in
):
    """Every foreign key names a row that is there."""
    assert dangling(owner_engine) == []
    of_a_copy = select(PersonDetails).join(Referral, Referral.person_id == PersonDetails.person_id).where(copied)
    details = db.session.scalars(of_a_copy.where(PersonDetails.superseded_at.is_(None)).order_by(Referral.id)).first()
    by_name_and_day = PersonAsked(surname=details.surname, date_of_birth=details.date_of_birth)
    assert details.person_id in by_name(by_name_and_day)
    same_day = select(func.count(PersonDetails.id)).where(PersonDetails.date_of_birth == details.date_of_birth)
    assert db.session.scalar(same_day) < 4
    _, officer = signed_in("officer")
    assert 6 <= officer.get("/custody").text.count('scope="row"') <= 10
