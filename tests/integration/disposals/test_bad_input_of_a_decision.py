"""What is tried by the wrong person, too late, or beyond a limit, and what stays of it: nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from pathways import clock
from pathways.auth.models import RankHeld, RoleHeld, User
from pathways.auth.roles import Rank, Role
from pathways.disposals.conditions import actions as conditions_actions
from pathways.disposals.conditions import queries as conditions_queries
from pathways.disposals.conditions.rules import ConditionKind
from pathways.disposals.models import Disposal
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.signing import actions as signing_actions
from pathways.disposals.steps import actions as steps_actions
from pathways.disposals.steps.rules.machine import State
from pathways.refusals import Refused
from tests.integration.disposals.machine.placed import placed
from tests.integration.disposals.machine.pressing import LOW, SENTENCE, answers, press
from tests.integration.disposals.machine.the_desks import every_desk
from tests.integration.disposals.machine.the_table import KINDS
from tests.integration.disposals.plain_disposal import BECAUSE, assessment, authorised, proposed, signed, with_facts

DECIDED = {"decision": "authorise", "reason": BECAUSE}
WEEK = timedelta(weeks=1)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_disposal_is_authorised_by_whoever_proposed_it(app, kind):
    desks = every_desk()
    press(desks, desks.who["inspector"], kind, Disposal(), "propose")
    disposal = proposal_queries.disposals_of(desks.episode_id)[0]
    with pytest.raises(Refused, match="You proposed this"):
        signing_actions.authorise(by=desks.who["inspector"], disposal_id=disposal.id, reason=BECAUSE, gravity=LOW)
    if kind in ("CC", "SC"):
        press(desks, desks.who["sergeant"], kind, disposal, "refer_cps")
        with pytest.raises(Refused, match="You proposed this"):
            press(desks, desks.who["inspector"], kind, disposal, "cps_authorises")


def test_a_role_that_was_taken_away_a_minute_ago_decides_nothing(sergeant, where, db):
    disposal = proposed(with_facts(where))
    address = f"/disposals/{disposal.id}/authorise"
    assert sergeant.get(address).status_code == 200
    criterion = RoleHeld.user_id == where.sergeant_user.id
    db.session.execute(update(RoleHeld).where(criterion).values(removed_at=clock.now() - timedelta(minutes=1)))
    db.session.commit()
    answer = sergeant.ask("POST", address, data=DECIDED)
    assert answer.status_code in (302, 403)
    db.session.refresh(disposal)
    assert disposal.state is State.PROPOSED


def test_a_rank_that_was_lost_today_decides_nothing_and_the_words_stay_on_the_page(sergeant, where, db):
    disposal = proposed(with_facts(where))
    lower = {"rank": Rank.CONSTABLE, "from_on": clock.today(), "recorded_at": clock.now()}
    db.session.add(RankHeld(user_id=where.sergeant_user.id, **lower))
    db.session.commit()
    page = sergeant.post(f"/disposals/{disposal.id}/authorise", DECIDED).text
    assert "CC-05: An authorised person" in page
    assert BECAUSE in page
    db.session.refresh(disposal)
    assert disposal.state is State.PROPOSED


def attendance(hours: int, weeks: int = 4):
    words = {"kind": ConditionKind.COMMUNITY_WORK, "wording": "Do the hours of work that the officer arranges"}
    return assessment(weeks=weeks, hours=hours, **words)


def penalty(amount: int):
    return assessment(kind=ConditionKind.FINANCIAL_PENALTY, wording="Pay the penalty at the desk", amount=amount)


@pytest.mark.parametrize(
    ("rule", "plan"),
    [
        ("CC-14", lambda: (attendance(20), attendance(1))),
        ("CC-14", lambda: (replace(attendance(40), kind=ConditionKind.REPAIR, wording="Repair the fence, 40 h"),)),
        ("CC-13", lambda: (penalty(100), penalty(1))),
        ("CC-15", lambda: (assessment(weeks=21),)),
        ("CC-16", lambda: (assessment(weeks=17),)),
        ("whole number of hours", lambda: (attendance(-5),)),
        ("whole pounds", lambda: (penalty(-50),)),
    ],
)
def test_conditions_beyond_a_limit_are_not_proposed(app, where, rule, plan):
    with_facts(where)
    with pytest.raises(Refused, match=rule):
        proposed(where, *plan())
    assert proposal_queries.disposals_of(where.episode.id) == ()


def vary(where, row, new, **more):
    given = {"reason": SENTENCE, "agrees_in_writing": True} | more
    return conditions_actions.vary_condition(by=where.sergeant, condition_id=row.id, new=new, **given)


def test_the_weeks_of_a_changed_condition_are_counted_from_the_signature(app, where, the_clock):
    (row,) = proposal_queries.conditions_of(signed(where).id)
    the_clock.advance(3 * WEEK)
    with pytest.raises(Refused, match="CC-16"):
        vary(where, row, assessment(weeks=14))
    with pytest.raises(Refused, match="CC-15"):
        vary(where, row, assessment(weeks=18), deadline_reason="The course begins late in the new year")
    assert vary(where, row, assessment(weeks=17), deadline_reason="The course begins late in the new year").id != row.id


def test_hours_and_money_count_with_the_conditions_that_stay(app, where):
    first, second = proposal_queries.conditions_of(signed(where, attendance(19), penalty(60)).id)
    with pytest.raises(Refused, match="CC-14"):
        vary(where, second, attendance(2))
    with pytest.raises(Refused, match="CC-13"):
        vary(where, second, penalty(101))
    assert vary(where, second, penalty(100)).amount == 100
    assert vary(where, first, attendance(20)).hours == 20


def test_what_is_wrong_with_a_changed_condition_is_said_at_its_field(app, where):
    (row,) = proposal_queries.conditions_of(signed(where).id)
    with pytest.raises(Refused) as refused:
        vary(where, row, assessment(wording="Test negative for crack at each appointment", weeks=-1))
    assert {reason.field for reason in refused.value.reasons} == {"new-wording", "new-due_on"}


def test_nothing_is_signed_whose_date_has_passed(app, where, the_clock):
    disposal = authorised(where, assessment(where.service, weeks=1))
    the_clock.advance(2 * WEEK)
    with pytest.raises(Refused, match="A date that was agreed has passed"):
        signing_actions.sign(
            by=where.sergeant, disposal_id=disposal.id, explained_at=clock.now(), consents=True, was_signed=True
        )


def test_a_caution_closed_with_an_excuse_is_the_end_of_the_matter_and_a_void_one_is_decided_first(app):
    desks = every_desk()
    closed = placed(desks, "CC", "EXCUSED_CLOSED")
    with pytest.raises(Refused, match="not dealt with again"):
        press(desks, desks.who["constable"], "CR", closed, "propose")
    press(desks, desks.who["inspector"], "CC", closed, "error_found")
    with pytest.raises(Refused, match="what may still lawfully be done"):
        press(desks, desks.who["constable"], "CR", closed, "propose")
    press(desks, desks.who["sergeant"], "CC", closed, "redecide")
    press(desks, desks.who["constable"], "CR", closed, "propose")


@pytest.mark.parametrize("event", ["no_failure_found", "excuse_accepted"])
def test_a_report_that_a_sergeant_has_answered_no_longer_stops_the_officer(app, where, event):
    disposal = signed(where)
    (row,) = proposal_queries.conditions_of(disposal.id)
    conditions_actions.report_condition(by=where.worker, condition_id=row.id, met=False, on=clock.today())
    of = {"disposal_id": disposal.id}
    steps_actions.take_step(by=where.officer, event="suspected_breach", given=answers("suspected_breach"), **of)
    steps_actions.take_step(by=where.sergeant, event=event, given=answers(event), **of)
    assert not [line for line in conditions_queries.due(where.sergeant) if line.why is conditions_queries.Due.REPORTED]
    seen = {"evidence": "The letter of the service says attended", "victim_told": None}
    (row,) = conditions_queries.running_conditions(where.episode.id)
    conditions_actions.accept_condition(by=where.officer, condition_id=row.id, **seen)
    assert disposal.state is State.COMPLETED


def test_a_monitor_whose_step_ends_it_is_led_back_to_the_list(client_of, app, db):
    desks = every_desk()
    disposal = placed(desks, "PND", "GIVEN")
    db.session.commit()
    monitor = client_of(db.session.get_one(User, desks.who["monitor"].user_id), Role.CM)
    form = {"on-day": "25", "on-month": "11", "on-year": "2026", "how": "penalty"}
    answer = monitor.post(f"/disposals/{disposal.id}/step/paid", form)
    assert answer.location.endswith("/disposals/due")
    assert monitor.get(answer.location).status_code == 200
