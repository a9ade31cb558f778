"""A manager who looks again sees what is so now, though nobody is judged a second time without a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Role
from pathways.ndtms import actions
from pathways.ndtms.queries import files
from pathways.ndtms.rules.lists import Month, months_until
from pathways.people.identity import actions as people
from pathways.people.identity.queries import details_of, person_facts
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.referrals.consents.actions import record_answers
from pathways.referrals.consents.rules.consents import STATISTICS, ConsentState, lapses_at
from pathways.referrals.consents.rules.sharing import AnswerGiven
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral
from pathways.store.base import db
from pathways.vocabulary import Sex
from tests import county
from tests.bench.statements import statements_in
from tests.restricted import proposed

pytestmark = pytest.mark.database


@pytest.fixture
def manager(made_up_county):
    """The manager of a provider of the county."""
    return county.viewer_of(someone(Role.PM))


def someone(role, organisation_id=None):
    """The first user of the county in a role."""
    of_role = select(User).join(RoleHeld, RoleHeld.user_id == User.id).where(RoleHeld.role == role).order_by(User.id)
    ours = of_role if organisation_id is None else of_role.where(User.organisation_id == organisation_id)
    return db.session.scalars(ours.limit(1)).one()


def from_nothing(manager, month):
    """The pre-flight as the file is made of it, which remembers nothing."""
    return files.flight_of_file(manager, month, lambda *_: None)[0]


def looked_at(manager):
    """Every month, each as it is judged from nothing."""
    flights = {month: files.flight(manager, month) for month in months_until(clock.today())}
    for month, flight in flights.items():
        assert flight == from_nothing(manager, month), month.address
    return flights


def judged_anew(monkeypatch):
    """The episodes that are read from now on, in the order in which that is done."""
    numbers, read = [], files.episodes

    def then_note(begun, *more):
        numbers.extend(begun)
        return read(begun, *more)

    monkeypatch.setattr(files, "episodes", then_note)
    return numbers


def month_of(flights):
    """The last month that is over."""
    return next(iter(flights))


def agreed(flights):
    """An open case of the last month whose person agrees."""
    in_full = flights[month_of(flights)].may_go.in_full
    cases = select(Referral).where(Referral.id.in_(in_full), Referral.closed_at.is_(None)).order_by(Referral.id)
    return db.session.scalars(cases.limit(1)).one()


def test_whoever_looks_again_reads_in_one_statement_that_nothing_has_changed(manager, monkeypatch):
    flights = looked_at(manager)
    numbers = judged_anew(monkeypatch)
    assert max(flight.episodes for flight in flights.values()) > 30
    for month, flight in flights.items():
        with statements_in(db.engine) as asked:
            assert files.flight(manager, month) == flight
        assert len(asked) == 1
    assert numbers == []


def test_an_agreement_taken_back_shows_at_once_and_nobody_else_is_judged_again(manager, monkeypatch):
    before = looked_at(manager)
    case, month = agreed(before), month_of(before)
    worker = county.viewer_of(db.session.get_one(User, case.keyworker_id))
    no = AnswerGiven(number=STATISTICS, state=ConsentState.REFUSED, signed=True, understood=True)
    record_answers(by=worker, referral_id=case.id, answers=[no])
    numbers = judged_anew(monkeypatch)
    assert files.flight(manager, month).in_full == before[month].in_full - 1
    theirs = select(Referral.id).where(Referral.person_id == case.person_id)
    assert case.id in numbers
    assert set(numbers) <= set(db.session.scalars(theirs))
    looked_at(manager)


def test_a_fault_put_right_is_gone_at_the_next_look(manager):
    before = looked_at(manager)
    case = agreed(before)
    person = db.session.get_one(Person, case.person_id)
    officer = county.viewer_of(someone(Role.CO, db.session.get_one(Episode, case.episode_id).organisation_id))
    facts = person_facts(details_of(person.id))
    assert not has_fault(before, case, "SEX")
    for sex in (Sex.NOT_KNOWN, facts.sex):
        people.correct_details(by=officer, person=person, facts=replace(facts, sex=sex), reason="Asked the person")
        assert has_fault(looked_at(manager), case, "SEX") == (sex is Sex.NOT_KNOWN)


def has_fault(flights, case, field):
    """Whether the last month names this field of a case."""
    return (case.id, field) in {(each.referral_id, each.field) for each in flights[month_of(flights)].faults}


def test_whose_record_was_merged_into_another_is_judged_by_what_is_recorded_of_that_one(manager):
    case = agreed(looked_at(manager))
    officer = county.viewer_of(someone(Role.CO))
    keep = county.person(by=officer, sex=Sex.NOT_KNOWN)
    people.merge(by=officer, keep=keep, away=db.session.get_one(Person, case.person_id), reason="Same fingerprints")
    assert has_fault(looked_at(manager), case, "SEX")
    facts = replace(person_facts(details_of(keep.id)), sex=Sex.FEMALE)
    people.correct_details(by=officer, person=keep, facts=facts, reason="Asked the person")
    assert not has_fault(looked_at(manager), case, "SEX")


def test_a_record_that_is_shut_to_the_manager_is_in_nothing_at_the_next_look(manager):
    before = looked_at(manager)
    case, month = agreed(before), month_of(before)
    person, of_manager = db.session.get_one(Person, case.person_id), db.session.get_one(User, manager.user_id)
    proposed(person, [of_manager], by=replace(manager, role=Role.TW))  # a conflict of one's own counts at once
    after = looked_at(manager)[month]
    assert before[month].may_go.at_all - after.may_go.at_all >= {case.id}


def test_a_code_that_is_entered_for_a_service_counts_at_once_though_it_is_recorded_of_nobody(manager, monkeypatch):
    looked_at(manager)
    line = files.agencies(manager)[0]
    numbers = judged_anew(monkeypatch)
    actions.enter_agency_code(by=manager, service_id=line.service.id, code="ZZ987", was=line.code)
    files.flight(manager, months_until(clock.today())[0])
    of_service = select(Referral.id).where(Referral.service_id == line.service.id)
    assert numbers
    assert set(numbers) <= set(db.session.scalars(of_service))
    looked_at(manager)


def test_an_agreement_that_lapses_by_its_age_is_gone_from_that_moment_and_a_new_month_is_judged(manager, the_clock):
    looked_at(manager)
    case = agreed(looked_at(manager))
    given = select(Consent.taken_at).where(Consent.person_id == case.person_id, Consent.number == STATISTICS)
    lapses = lapses_at(max(db.session.scalars(given)))
    first = Month.of(clock.today())
    for moment in (lapses - timedelta(microseconds=1), lapses, lapses + timedelta(microseconds=1)):
        the_clock.set(moment)
        flight = files.flight(manager, first)
        assert (case.id in flight.may_go.in_full) == (moment < lapses)
        assert flight == from_nothing(manager, first)
    looked_at(manager)


def test_a_process_forgets_whom_it_judged_first(manager, monkeypatch):
    monkeypatch.setattr(files.REMEMBERED.here(), "most", 1)
    month = months_until(clock.today())[0]
    flight = files.flight(manager, month)
    assert len(files.REMEMBERED.here().of) == 1
    assert files.flight(manager, month) == flight
