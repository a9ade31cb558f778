"""The facts behind the figures: whose they are after merging, by the day they happened, both ends included."""

from datetime import date, timedelta

import pytest
from sqlalchemy import inspect, select

from pathways import clock
from pathways.arrest_tests.models.testing import DrugTest, Hold, LabCheck, LabCheckStep
from pathways.audit.models import SYSTEM
from pathways.auth.roles import Role
from pathways.refusals import OutOfSight
from pathways.reporting.queries import arc as arc_queries
from pathways.reporting.queries import counting
from pathways.reporting.rules.arc import measures
from pathways.reporting.rules.funnels import BY_ANY_ROUTE, ON_ARREST, funnel
from pathways.reporting.rules.journeys import requests
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.standings import UnitKind
from pathways.store.base import supersede
from pathways.vocabulary import Origin, Substance
from tests import county
from tests.integration.reporting.records import (
    a_referral,
    a_test_on_arrest,
    added,
    assessed,
    at_noon,
    dies,
    merge,
    units_of,
)

FROM, TO = date(2026, 1, 1), date(2026, 10, 31)


def period(**changed):
    return Period(**{"from_on": FROM, "to_on": TO, "as_at": date(2026, 11, 25)} | changed)


def people(kind, when):
    return counting.counted(SYSTEM, when, kind)[kind]


def of_tests(when):
    return funnel(people(UnitKind.TESTED, when), stages=ON_ARREST)


def referred(when):
    return funnel(people(UnitKind.REFERRED, when), stages=BY_ANY_ROUTE)


def on_arrest(**changed):
    return [row.people for row in of_tests(period(**changed)).rows]


def any_route(**changed):
    return [row.people for row in referred(period(**changed)).rows]


def report(as_at=date(2026, 11, 25), from_on=FROM, to_on=TO):
    return counting.arc(SYSTEM, Period(from_on=from_on, to_on=to_on, as_at=as_at))


def figures(**changed):
    return dict(measures(report(**changed)))


def test_a_whole_journey_from_custody_moves_both_funnels_by_one(app):
    day = date(2026, 3, 2)
    episode = a_test_on_arrest(on=day, imposed=True)
    a_referral(episode, on=day, accepted_on=day, attended_on=date(2026, 3, 5), engaged_on=date(2026, 3, 20))
    assert on_arrest() == [1] * 7
    assert any_route() == [1] * 4


def test_a_test_that_was_corrected_keeps_its_required_assessment_in_the_figures(app, db):
    episode = a_test_on_arrest(on=date(2026, 3, 2), imposed=True)
    before = db.session.scalar(select(DrugTest).where(DrugTest.episode_id == episode.id))
    columns = {each.key for each in inspect(DrugTest).column_attrs} - {"id"}
    after = DrugTest(**{name: getattr(before, name) for name in columns})
    supersede(before, after, at=clock.now(), reason="The medicine was left out")
    assert on_arrest()[:3] == [1, 1, 1]


def overturned(test, on):
    check = added(
        LabCheck(drug_test_id=test.id, state="NOT_CONFIRMED", sent_at=at_noon(test.taken_at.date()), reference="L 1")
    )
    facts = {"lab_check_id": check.id, "recorded_at": at_noon(on), "recorded_by_id": test.recorded_by_id}
    added(LabCheckStep(step="quality_check", at=check.sent_at, **facts))
    added(LabCheckStep(step="not_confirmed", at=at_noon(on), **facts))


def test_an_overturned_test_is_tested_and_nothing_more_from_the_day_the_laboratory_answered(app, db):
    day, answered_on = date(2026, 3, 2), date(2026, 3, 30)
    episode = a_test_on_arrest(on=day, imposed=True)
    a_referral(episode, on=day, accepted_on=day, attended_on=date(2026, 3, 5), engaged_on=date(2026, 3, 20))
    overturned(db.session.scalar(select(DrugTest).where(DrugTest.episode_id == episode.id)), answered_on)
    assert on_arrest() == [1, 0, 0, 0, 0, 0, 0]
    assert any_route() == [1] * 4
    assert of_tests(period()).overturned == 1
    so_far = of_tests(period(as_at=date(2026, 3, 29)))
    assert [row.people for row in so_far.rows] == [1] * 7
    assert (so_far.overturned, so_far.unconfirmed) == (0, 1)


def test_quarantined_and_voided_tests_are_in_no_stage_and_are_counted_beside(app, db):
    day = date(2026, 3, 2)
    for state in ("quarantined", "voided", "released"):
        episode = a_test_on_arrest(on=day)
        test = db.session.scalar(select(DrugTest).where(DrugTest.episode_id == episode.id))
        decided = {"decided_at": at_noon(day), "decided_by_id": test.recorded_by_id}
        what = {"sample_is": "destroyed", "is_person_told": True} if state == "voided" else {}
        test.is_irregular = True
        added(Hold(drug_test_id=test.id, state=state, opened_at=at_noon(day), **what,
                   **({} if state == "quarantined" else decided)))  # fmt: skip
    assert on_arrest()[0] == 1
    assert requests(people(UnitKind.REQUESTED, period()), is_held=True) == 2
    assert requests(people(UnitKind.REQUESTED, period(from_on=date(2026, 4, 1))), is_held=True) == 0


def test_a_refused_test_and_a_voluntary_referral_sent_on_move_the_second_funnel_only(app):
    episode = a_test_on_arrest(on=date(2026, 3, 2), outcome="refused")
    first = a_referral(episode, on=date(2026, 3, 2), state="REROUTED", closed_at=at_noon(date(2026, 3, 3)))
    a_referral(
        episode,
        on=date(2026, 3, 2),
        parent_id=first.id,
        sent_at=at_noon(date(2026, 3, 3)),
        accepted_on=date(2026, 3, 4),
    )
    assert on_arrest() == [0] * 7
    assert any_route() == [1, 1, 0, 0]
    assert requests(people(UnitKind.REQUESTED, period()), is_held=False) == 1
    assert units_of(people(UnitKind.REFERRED, period())) == 1


def test_a_test_after_charge_is_not_in_the_funnel_of_tests_on_arrest(app):
    a_test_on_arrest(on=date(2026, 3, 2), route="charge")
    assert on_arrest() == [0] * 7


def test_a_referral_of_another_arrest_does_not_count_for_this_test(app):
    person = county.person()
    a_test_on_arrest(person, on=date(2026, 3, 2), imposed=True)
    a_referral(county.episode(person), on=date(2026, 3, 3), accepted_on=date(2026, 3, 4))
    assert on_arrest() == [1, 1, 1, 0, 0, 0, 0]
    assert any_route() == [1, 1, 0, 0]


def test_both_days_at_the_ends_of_a_period_are_inside_it_by_the_london_date(app):
    a_test_on_arrest(on=FROM)
    a_test_on_arrest(on=TO)
    a_test_on_arrest(on=date(2025, 12, 31))
    a_test_on_arrest(on=date(2026, 11, 1))
    assert on_arrest()[0] == 2


def test_what_happened_after_the_as_at_date_is_not_seen(app):
    day = date(2026, 3, 2)
    a_referral(
        a_test_on_arrest(on=day, imposed=True), on=day, accepted_on=date(2026, 3, 9), attended_on=date(2026, 3, 12)
    )
    assert on_arrest(as_at=date(2026, 3, 9)) == [1, 1, 1, 1, 1, 0, 0]
    assert any_route(as_at=date(2026, 3, 8)) == [1, 0, 0, 0]
    assert on_arrest(as_at=date(2026, 3, 1)) == [0] * 7


def test_a_merged_person_is_counted_once_by_the_furthest_stage(app):
    person, other = county.person(), county.person()
    a_referral(county.episode(person), on=date(2026, 3, 2), accepted_on=date(2026, 3, 3))
    a_referral(county.episode(other), on=date(2026, 4, 2))
    assert any_route() == [2, 1, 0, 0]
    merge(other.id, person.id)
    assert any_route() == [1, 1, 0, 0]


def test_a_referral_withdrawn_before_acceptance_is_left_out_from_the_day_it_was(app):
    a_referral(
        county.episode(county.person()), on=date(2026, 3, 2), state="WITHDRAWN", closed_at=at_noon(date(2026, 3, 9))
    )
    assert any_route() == [0] * 4
    assert any_route(as_at=date(2026, 3, 8)) == [1, 0, 0, 0]
    assert referred(period()).left_out == 1


def test_nobody_waits_for_what_can_no_longer_happen(app):
    recent = clock.today() - timedelta(days=10)
    a_test_on_arrest(on=recent, positive=False)
    a_test_on_arrest(on=recent, imposed=False)
    a_test_on_arrest(on=recent)
    when = period(to_on=clock.today())
    assert [row.pending for row in of_tests(when).rows] == [0, 0, 1, 0, 0, 0, 0]


def test_only_a_manager_and_the_product_itself_may_count(app):
    arc_queries.first_assessed_on(county.viewer_of(county.user(Role.MG)))
    for role in (Role.CO, Role.TW, Role.AD):
        with pytest.raises(OutOfSight):
            counting.counted(county.viewer_of(county.user(role)), period(), UnitKind.ASSESSED)


def test_each_person_is_counted_by_their_first_assessment_in_the_period_and_what_they_declared_there(app):
    person = county.person()
    assessed(person, Substance.CANNABIS, on=date(2025, 12, 31))
    assessed(person, Substance.CRACK, Substance.HEROIN, on=FROM)
    assessed(person, Substance.ALCOHOL, on=date(2026, 5, 1))
    counts = figures()
    assert (counts["assessed"], counts["cocaine"], counts["heroin"], counts["alcohol"], counts["cannabis"]) == (
        1,
        1,
        1,
        0,
        0,
    )
    assert figures(from_on=date(2025, 1, 1))["cannabis"] == 1


def test_adding_merging_and_moving_changes_every_figure_as_counted_by_hand(app):
    first, *_ = [
        assessed(None, Substance.HEROIN, on=date(2026, 3, 2), engaged=number < 2).person_id for number in range(4)
    ]
    assert figures()["assessed"] == 4
    extra = assessed(None, Substance.ALCOHOL, Substance.KETAMINE, on=date(2026, 3, 1))
    counts = figures()
    assert (counts["assessed"], counts["alcohol"], counts["other_drugs"], counts["multiple_use"]) == (5, 1, 1, 1)
    merge(extra.person_id, first)
    counts = figures()
    assert (counts["assessed"], counts["heroin"], counts["multiple_use"], counts["engaged"]) == (4, 3, 1, 2)
    assert report().merged == 1
    late = assessed(None, None, on=date(2026, 10, 31), engaged_on=date(2026, 11, 20), is_open=True)
    assert (figures()["engaged"], figures()["no_use"]) == (3, 1)
    counts = figures(as_at=date(2026, 11, 19))
    assert (counts["engaged"], counts["still_open"], counts["did_not_engage"]) == (2, 1, 2)
    late.attended_on = date(2026, 11, 1)
    assert figures()["assessed"] == 4


def test_an_open_referral_is_pending_only_until_the_day_it_closes_or_the_person_leaves(app):
    assessed(on=date(2026, 3, 2))
    assert figures()["did_not_engage"] == 1
    assert figures(as_at=date(2026, 4, 10))["still_open"] == 1
    assert figures(as_at=date(2026, 4, 11))["did_not_engage"] == 1


def test_who_died_before_engaging_stands_beside(app, db):
    row = assessed(on=date(2026, 3, 2), is_open=True)
    dies(row.person_id, date(2026, 6, 1))
    db.session.flush()
    assert figures()["died_before_engaging"] == 1
    assert figures(as_at=date(2026, 5, 31))["still_open"] == 1


def test_a_corrected_assessment_and_a_superseded_engagement_do_not_count(app, db):
    row = assessed(on=date(2026, 3, 2), engaged=True)
    row.superseded_at, row.correction_reason = clock.now(), "Wrong person"
    db.session.flush()
    assert figures()["assessed"] == 0


def test_need_is_exact_on_real_records_and_withheld_on_the_arc_demonstration(app):
    assessed(on=date(2026, 3, 2), engaged=True)
    assessed(None, None, on=date(2026, 3, 2))
    assert report().engaged_of_users.words.startswith("100.0%")
    assessed(on=date(2026, 3, 2), demonstration=True, origin=Origin.SELF)
    assert report().engaged_of_users is not None
    assessed(on=date(2026, 3, 2), demonstration=True)
    arc_figures = report()
    assert arc_figures.engaged_of_users is None
    assert (arc_figures.range_of_users.lowest, arc_figures.range_of_users.highest, arc_figures.range_of_users.of) == (
        0,
        1,
        3,
    )


def test_the_report_says_what_engaged_meant_where_it_was_recorded(app):
    assessed(on=date(2026, 3, 2))
    assert report().recorded_under == ()
    assessed(on=date(2026, 3, 2), engaged=True)
    assert report().recorded_under[0].startswith("Engaged: the person attended a structured contact")


def test_a_report_over_everything_begins_with_the_first_assessment(app):
    assert arc_queries.first_assessed_on(SYSTEM) is None
    assessed(on=date(2016, 6, 1))
    assessed(on=date(2018, 6, 1))
    assert arc_queries.first_assessed_on(SYSTEM) == date(2016, 6, 1)
