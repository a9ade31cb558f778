"""The facts behind the figures of fairness: who is counted, once, and in which groups."""

from datetime import time, timedelta

import pytest

from pathways import clock, dates
from pathways.arrest_tests.models.offences import Offence
from pathways.audit.models import SYSTEM
from pathways.auth.roles import Rank, Role
from pathways.disposals.models import DisposalEvent
from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_terms import Kind
from pathways.people.identity.rules import Ethnicity
from pathways.people.models.identity import Person
from pathways.people.rules import ReleaseType
from pathways.refusals import OutOfSight
from pathways.reporting.queries import counting
from pathways.reporting.queries.fairness import groups_shown
from pathways.reporting.rules.fairness import Breakdown, DeskOutcome
from pathways.reporting.rules.proportions import Period
from pathways.store.base import db
from tests import county, restricted
from tests.integration.disposals import plain_disposal
from tests.integration.reporting.records import merge
from tests.integration.reporting.test_fairness_pages import decided
from tests.unit.reporting.alone import fairness_alone


def report(viewer=SYSTEM):
    today = clock.today()
    return shown(viewer, Period(from_on=today, to_on=today, as_at=today))


def shown(viewer, period):
    """The report of any days, as it is shown where nothing stands beside it."""
    return fairness_alone(counting.fairness(viewer, period), period, groups_shown(period))


def released(how_many, release_type, *, with_offence=True):
    officer = county.officer()
    for _ in range(how_many):
        who = county.person(by=officer, ethnicity=Ethnicity.A4)
        episode, _ = county.detained(who, by=officer, released_at=clock.now(), release_type=release_type)
        if with_offence:
            plain_disposal.offence(episode)


def charged_on(day):
    return shown(SYSTEM, Period(from_on=day, to_on=day, as_at=clock.today())).totals[DeskOutcome.CHARGED]


def test_a_charge_of_the_disposal_desk_is_dated_by_its_own_day_and_not_by_its_entry(app):
    decided(12, State.CLOSED_CHARGED)
    day = clock.today() - timedelta(days=9)
    assert charged_on(clock.today())[2] == "12"
    for step in db.session.query(DisposalEvent):
        step.recorded = {"on": day.isoformat(), "authority": "A sergeant"}
    assert charged_on(day)[2] == "12"
    assert charged_on(clock.today())[2] == "0"


def test_a_charge_before_release_is_dated_by_its_own_day_where_an_offence_says_it(app):
    released(11, ReleaseType.CHARGED_BAIL)
    yesterday = clock.today() - timedelta(days=1)
    for offence in db.session.query(Offence):
        offence.charged_at = dates.from_london(yesterday, time(23, 50))
    assert charged_on(yesterday)[2] == "11"
    assert charged_on(clock.today())[2] == "0"


def of(outcome, breakdown, group):
    return next(row.cells[1:3] for row in report().tables[breakdown, outcome] if row.name == group)


def test_a_charge_or_no_further_action_at_release_counts_where_an_offence_is_recorded_and_a_disposal_by_itself(app):
    released(7, ReleaseType.CHARGED_BAIL)
    released(6, ReleaseType.NO_FURTHER_ACTION)
    released(9, ReleaseType.NO_FURTHER_ACTION, with_offence=False)
    released(8, ReleaseType.ON_BAIL)
    released(5, ReleaseType.OUT_OF_COURT)
    assert report().people == 13
    assert report().without_verdict == "13"
    assert of(DeskOutcome.CHARGED, Breakdown.ETHNICITY, "Asian") == ("13", "7")
    assert of(DeskOutcome.NO_FURTHER_ACTION, Breakdown.AREA, "Not recorded") == ("13", "6")


def test_a_conditional_caution_is_of_those_to_whom_it_stood_open_by_its_stored_verdict(app):
    decided(8, State.ACTIVE)
    decided(7, State.CLOSED_CHARGED)
    released(10, ReleaseType.REMANDED)
    assert report().totals[DeskOutcome.CC][1:3] == ("15", "8")
    assert report().totals[DeskOutcome.CHARGED][1:3] == ("25", "17")


def test_two_records_of_one_person_are_one_and_a_restricted_one_is_none(app):
    decided(14, State.GIVEN, kind=Kind.SC)
    first, second, *_, last = db.session.query(Person.id).order_by(Person.id).all()
    assert report().people == 14
    merge(second.id, first.id)
    assert report().people == 13
    restricted.shut_to_all_but([db.session.get_one(Person, last.id)], county.user(Role.DM, rank=Rank.INSPECTOR))
    assert report().people == 12


def test_nobody_but_a_manager_may_count(app):
    with pytest.raises(OutOfSight):
        report(county.officer())
