"""A manager who looks again sees what is so now, though nobody is judged a second time without a reason."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from html import escape

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Role
from pathways.ndtms import actions
from pathways.ndtms.queries import files, pre_flight
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
from pathways.refusals import OutOfSight
from pathways.store.base import db
from pathways.vocabulary import Sex
from tests import county
from tests.bench.statements import statements_in
from tests.merged import merged, undone
from tests.on_both import POSTGRES_ALONE
from tests.restricted import proposed
from tests.rounds import rounds
from tests.together import meanwhile

pytestmark = pytest.mark.rounds
EACH, KEPT = rounds(6, 1), rounds(2, pre_flight.MOST_MONTHS)
"""Which of the months are looked at, and how many of these a process keeps: fewer than that, in the suite as well."""


@pytest.fixture
def manager(made_up_county, monkeypatch):
    """The manager of a provider of the county."""
    monkeypatch.setattr(pre_flight.MONTHS.here(), "most", KEPT)
    return county.viewer_of(someone(Role.PM))


def someone(role, organisation_id=None):
    """The first user of the county in a role."""
    of_role = select(User).join(RoleHeld, RoleHeld.user_id == User.id).where(RoleHeld.role == role).order_by(User.id)
    ours = of_role if organisation_id is None else of_role.where(User.organisation_id == organisation_id)
    return db.session.scalars(ours.limit(1)).one()


def from_nothing(manager, month):
    """The pre-flight as the file is made of it, which remembers nothing."""
    return pre_flight.flight_of_file(manager, month, lambda *_: None)[0]


def looked_at(manager):
    """The last month and others, each as it is judged from nothing, and as often as it takes until nothing is read of it
    but the log."""
    db.session.commit()
    months = months_until(clock.today())[::EACH]
    flights = {month: from_nothing(manager, month) for month in months}
    for month in reversed(months):  # a process keeps the last few
        for _ in range(3):
            assert pre_flight.flight(manager, month) == flights[month], month.address
    return flights


def judged_anew(monkeypatch):
    """The episodes that are read from now on, in the order in which that is done."""
    numbers, read = [], pre_flight.episodes

    def then_note(begun, *more):
        numbers.extend(begun)
        return read(begun, *more)

    monkeypatch.setattr(pre_flight, "episodes", then_note)
    return numbers


def month_of(flights):
    """The last month that is over."""
    return next(iter(flights))


def agreed(flights):
    """An open case of the last month whose person lives and agrees."""
    in_full = flights[month_of(flights)].may_go.in_full
    lives = select(Person.id).where(Person.died_at.is_(None))
    cases = select(Referral).where(
        Referral.id.in_(in_full), Referral.closed_at.is_(None), Referral.person_id.in_(lives)
    )
    return db.session.scalars(cases.order_by(Referral.id).limit(1)).one()


@pytest.mark.database
def test_whoever_looks_again_reads_in_one_statement_that_nothing_has_changed(manager, monkeypatch):
    flights = looked_at(manager)
    numbers = judged_anew(monkeypatch)
    assert max(flight.episodes for flight in flights.values()) > 30
    for month in list(flights)[:KEPT]:
        with statements_in(db.engine) as asked:
            assert pre_flight.flight(manager, month) == flights[month]
        assert len(asked) == 1
        assert not any("care_plan" in each.sql for each in asked)  # by which an episode is known
    assert numbers == []


def refused(case):
    """The person takes back that the national statistics have it."""
    worker = county.viewer_of(db.session.get_one(User, case.keyworker_id))
    no = AnswerGiven(number=STATISTICS, state=ConsentState.REFUSED, signed=True, understood=True)
    record_answers(by=worker, referral_id=case.id, answers=[no])


@POSTGRES_ALONE
def test_what_somebody_is_writing_while_the_log_goes_on_is_in_the_first_look_after_it_is_saved(manager, app):
    before = looked_at(manager)
    month, case = month_of(before), agreed(before)
    others = select(Person).where(Person.id != case.person_id).order_by(Person.id)
    officer, other = county.viewer_of(someone(Role.CO)), db.session.scalars(others.limit(1)).one()
    with meanwhile(app, lambda: refused(db.session.get_one(Referral, case.id))):
        audit.change(officer, other.id, "note.added", ("referral", None))  # a later event, which is there before it
        db.session.commit()
        for _ in range(4):
            assert pre_flight.flight(manager, month) == before[month]
            db.session.commit()
    assert pre_flight.flight(manager, month).in_full == before[month].in_full - 1
    looked_at(manager)


def test_where_the_log_says_too_much_each_episode_is_asked_about(manager, monkeypatch):
    before = looked_at(manager)
    monkeypatch.setattr(pre_flight, "MOST_CHANGED", 0)
    refused(agreed(before))
    db.session.commit()
    assert pre_flight.flight(manager, month_of(before)).in_full == before[month_of(before)].in_full - 1
    looked_at(manager)


def test_nobody_but_a_manager_is_told_what_was_said_to_one(manager):
    month = month_of(looked_at(manager))
    with pytest.raises(OutOfSight):
        pre_flight.flight(replace(manager, role=Role.TW), month)


def test_many_episodes_are_read_in_several_looks_and_what_is_wrong_is_said_once_all_are(
    manager, client_of, monkeypatch
):
    """A page that reads thousands would keep everybody else from a report for as long."""
    month = months_until(clock.today())[0]
    whole, numbers = from_nothing(manager, month), judged_anew(monkeypatch)
    monkeypatch.setattr(pre_flight, "LOT", 20)
    user = db.session.get_one(User, manager.user_id)
    db.session.commit()
    client, address, pages = client_of(user, Role.PM), f"/ndtms?month={month.address}&field=SEX", []
    while "Look again" in (page := client.get(address).text):
        pages.append(page)
        assert f": {20 * len(pages)} of {whole.episodes}" in page
        assert 'id="faults"' not in page
        assert f'href="{escape(address)}" data-goes-on' in page
    assert len(pages) == (whole.episodes - 1) // 20 > 0
    assert sorted(numbers) == sorted(set(numbers))
    assert len(numbers) == whole.episodes
    assert "Episodes looked at" in page


def test_who_asks_while_another_reads_a_month_is_told_so_and_does_not_wait_for_a_place(
    app, manager, client_of, monkeypatch
):
    month, read, meanwhile_pages = months_until(clock.today())[0], pre_flight.episodes, []
    monkeypatch.setattr(pre_flight, "LOT", 10)
    user = db.session.get_one(User, manager.user_id)
    db.session.commit()
    reader, colleague, address = client_of(user, Role.PM), client_of(user, Role.PM), f"/ndtms?month={month.address}"

    def ask():
        with app.app_context():
            meanwhile_pages.append(colleague.get(address).text)
            db.session.remove()

    def meanwhile_asked(begun, *more):
        with ThreadPoolExecutor(1) as pool:  # what reads is read-only, and so is whoever is called from there
            pool.submit(ask).result()
        return read(begun, *more)

    colleague.get("/inbox")  # signed in by now
    monkeypatch.setattr(pre_flight, "episodes", meanwhile_asked)
    assert f"Reading the episodes of {month.words}: 10 of" in reader.get(address).text
    assert len(meanwhile_pages) == 1
    assert f"Reading the episodes of {month.words}<" in meanwhile_pages[0]
    monkeypatch.setattr(pre_flight, "episodes", read)
    assert f"Reading the episodes of {month.words}: 20 of" in colleague.get(address).text


@pytest.mark.database
def test_an_agreement_taken_back_shows_at_once_and_nobody_else_is_judged_again(manager, monkeypatch):
    before = looked_at(manager)
    case, month = agreed(before), month_of(before)
    refused(case)
    numbers = judged_anew(monkeypatch)
    assert pre_flight.flight(manager, month).in_full == before[month].in_full - 1
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
    colleague = replace(officer, user_id=max(db.session.scalars(select(User.id))))
    keep = county.person(by=officer, sex=Sex.NOT_KNOWN)
    merge = merged(officer, colleague, keep, db.session.get_one(Person, case.person_id))
    assert has_fault(looked_at(manager), case, "SEX")
    facts = replace(person_facts(details_of(keep.id)), sex=Sex.FEMALE)
    people.correct_details(by=officer, person=keep, facts=facts, reason="Asked the person")
    assert not has_fault(looked_at(manager), case, "SEX")
    facts = replace(facts, sex=Sex.NOT_KNOWN)
    people.correct_details(by=officer, person=keep, facts=facts, reason="Asked the person")
    assert has_fault(looked_at(manager), case, "SEX")
    undone(officer, colleague, merge)
    assert not has_fault(looked_at(manager), case, "SEX")


def test_a_record_that_is_shut_to_the_manager_is_in_nothing_at_the_next_look(manager):
    before = looked_at(manager)
    case, month = agreed(before), month_of(before)
    person, of_manager = db.session.get_one(Person, case.person_id), db.session.get_one(User, manager.user_id)
    proposed(person, [of_manager], by=replace(manager, role=Role.TW))  # a conflict of one's own counts at once
    after = looked_at(manager)[month]
    assert before[month].may_go.at_all - after.may_go.at_all >= {case.id}


@pytest.mark.database
def test_a_code_that_is_entered_for_a_service_counts_at_once_though_it_is_recorded_of_nobody(manager, monkeypatch):
    looked_at(manager)
    line = files.agencies(manager)[0]
    numbers = judged_anew(monkeypatch)
    actions.enter_agency_code(by=manager, service_id=line.service.id, code="ZZ987", was=line.code)
    pre_flight.flight(manager, months_until(clock.today())[0])
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
        flight = pre_flight.flight(manager, first)
        assert (case.id in flight.may_go.in_full) == (moment < lapses)
        assert flight == from_nothing(manager, first)
    looked_at(manager)


def test_a_process_forgets_whom_it_judged_first(manager, monkeypatch):
    monkeypatch.setattr(pre_flight.REMEMBERED.here(), "most", 1)
    month = months_until(clock.today())[0]
    flight = pre_flight.flight(manager, month)
    assert len(pre_flight.REMEMBERED.here().of) == 1
    assert pre_flight.flight(manager, month) == flight
