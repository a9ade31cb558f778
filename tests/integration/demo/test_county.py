"""The made-up county is built by the rooms' own actions: true states, true clocks, a log that verifies."""

import pytest
from sqlalchemy import func, select, text

from pathways.admin.models import AccessProposal
from pathways.admin.rules import ProposalState
from pathways.arrest_tests.models.offences import Authority, AuthorityRequest, Offence
from pathways.arrest_tests.models.testing import LabCheck, ResultShared
from pathways.arrest_tests.testing.rules.results import LabState
from pathways.audit import verify as audit
from pathways.audit.models import AuditEvent
from pathways.auth.models import RoleHeld, User
from pathways.auth.queries import chains_expected, is_demonstration
from pathways.auth.roles import Role
from pathways.demo import card_index
from pathways.demo import commands as the_county
from pathways.demo.of_last_year import COURSES, RELEASED
from pathways.directory.models import Town
from pathways.disposals.replays.queries import alarm_of, every_decision
from pathways.imports.models import PersonSetAside
from pathways.people.models.custody import Detention
from pathways.people.models.identity import Person
from pathways.people.queries import every_person_id
from pathways.people.restrictions.queries import open_misses
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.steps.rules import ReferralState
from pathways.store import engines
from pathways.store.base import db as database
from tests.conftest import PEOPLE, TONIGHT
from tests.county import viewer_of
from tests.databases import tables_of_records
from tests.on_both import SQLITE_ALONE
from tests.rounds import rounds

SOME, THEIR_DAYS = 24, rounds(275, the_county.DAYS)
"""The people whom a county is made for the first of came within nine months: the days before them pass alike."""
OFF, FULL = 0, 2


@pytest.fixture
def built_here(request, app):
    """How many people the county has: as many as other tests read on SQLite, where it is made once a run; on PostgreSQL
    some, made there."""
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        request.getfixturevalue("made_up_county")
        return PEOPLE
    the_county.build("no password", TONIGHT, lambda: None, people=SOME, days=THEIR_DAYS)
    database.session.remove()
    return SOME


@pytest.mark.database
@pytest.mark.rounds
def test_a_county_is_whole_marked_and_its_log_verifies(built_here):
    session = database.session
    # One of them twice: somebody has proposed to join the two records, and nobody has decided yet. Beside them whoever
    # was treated in the year of the report, and released before.
    beside = len(COURSES) + RELEASED
    assert session.scalar(select(func.count(Person.id))) == built_here + 1 + beside
    assert set(session.scalars(select(Person.is_demonstration))) == {True}
    assert is_demonstration()
    waits = PersonSetAside.decided_at.is_(None)
    assert session.scalar(select(func.count(PersonSetAside.id)).where(waits)) == card_index.HEARD_WRONG
    chains = [f"person:{each}" for each in every_person_id()] + chains_expected(sessions_from=1)
    assert list(audit.verify(chains)) == []
    assert session.scalar(select(func.max(AuditEvent.at))) <= TONIGHT
    assert session.scalar(select(func.max(ReferralEvent.at))) <= TONIGHT


def test_every_disposal_decided_in_it_comes_out_the_same_under_the_rules_of_its_day(made_up_county):
    alarms = [alarm_of(decided) for _, decided in every_decision()]
    assert len(alarms) > 100
    assert set(alarms) == {""}


def test_somebody_is_in_custody_now_and_referrals_stand_in_many_states(made_up_county):
    session = database.session
    still_here = select(func.count(Detention.id)).where(
        Detention.released_at.is_(None), Detention.superseded_at.is_(None)
    )
    assert session.scalar(still_here) >= 1
    states = set(session.scalars(select(Referral.state)))
    assert len(states) >= 3
    assert ReferralState.DRAFT not in states


def test_a_visitor_finds_each_new_thing_once(made_up_county):
    """An inspector who is asked, a drug that is not known yet, a result at the laboratory, one told for bail, access and misses that wait, towns."""
    counts = {
        "a drug not known yet": select(Offence.id).where(Offence.code == "MDA71-5-2", Offence.drug.is_(None)),
        "at the laboratory": select(LabCheck.id).where(LabCheck.state == LabState.SENT),
        "told for bail": select(ResultShared.id).where(ResultShared.area_notified.is_not(None)),
        "access that waits": select(AccessProposal.id).where(AccessProposal.state == ProposalState.WAITING),
        "an inspector is asked": select(AuthorityRequest.id).where(AuthorityRequest.ended_at.is_(None)),
        "an oral authority": select(Authority.id).where(Authority.confirmed_in_writing_at.is_(None)),
        "a town in an area": select(Town.id).where(Town.area_code.is_not(None)),
    }
    presence = {name: bool(database.session.scalars(rows).all()) for name, rows in counts.items()}
    assert presence == dict.fromkeys(counts, True)
    holder = select(User).join(RoleHeld, RoleHeld.user_id == User.id).where(RoleHeld.role == Role.AU)
    auditor = database.session.scalars(holder.order_by(User.id)).first()
    (misses,) = open_misses(viewer_of(auditor)).rows
    assert misses.misses == 10


def test_the_same_seed_makes_the_same_people(app):
    made, ticks = [], []
    for _ in range(2):
        the_county.build("no password", TONIGHT, lambda: ticks.append(1), people=4, days=30)
        made.append(database.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all())
        database.session.rollback()
        for table in reversed(tables_of_records()):
            if table.name not in ("audit_event", "audit_chain", "audit_shown"):
                database.session.execute(table.delete())
        database.session.commit()
    assert made[1][len(made[0]) :] == made[0]
    assert len(ticks) == 2 * 4


def test_production_loads_no_demonstration(app, monkeypatch):
    monkeypatch.setitem(app.config, "PATHWAYS_ENV", "production")
    result = app.test_cli_runner().invoke(args=["demo", "county"])
    assert result.exit_code == 1
    assert "never loaded in production" in result.output


@SQLITE_ALONE
def test_while_it_is_made_nothing_waits_for_the_disk_and_afterwards_every_commit_does(app):
    with engines.not_waiting_for_the_disk(database.engine):
        assert _synchronous() == OFF
    assert _synchronous() == FULL


def _synchronous():
    setting = database.session.execute(text("PRAGMA synchronous")).scalar_one()
    database.session.rollback()
    return setting
