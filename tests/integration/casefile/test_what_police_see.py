"""What an officer sees whatever was agreed: a failure, a condition, a death, who passed the referral on."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.acceptance.rules import decline_reasons
from pathways.arrest_tests.failures_to_attend import queries as failing
from pathways.arrest_tests.failures_to_attend.actions import decide_failure
from pathways.arrest_tests.failures_to_attend.rules import FailureStep
from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.casefile.queries.police_links import links_of, police_views
from pathways.casefile.queries.referral_outcome import FOLLOWS
from pathways.casefile.rules.who_may_see import FactKind
from pathways.disposals.conditions import actions as deciding
from pathways.disposals.models import Condition, Disposal, DisposalEvent
from pathways.disposals.steps.rules.machine import STANDS_ASIDE
from pathways.engagement.case.queries import steps as engagement
from pathways.engagement.required_assessments import actions
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.custody import queries as custody_queries
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.people.rules import DeathSource
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.store.base import db as database
from tests import county
from tests.accepted import accepted
from tests.integration.casefile.police_pages import FEEDBACK_WORDS, became
from tests.integration.disposals import plain_disposal as caution
from tests.referred import referred


def test_a_failure_shows_once_reported_although_consent_was_refused(client_of, app, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED, required_at=the_clock.now() + timedelta(hours=5))
    scene.next_day()
    assert "failed to attend" not in became(client_of, scene)
    required = scene.case.required
    report = {"by": scene.worker, "required_id": required.id, "at": required.initial_at}
    actions.report_required_assessment(outcome=RequiredOutcome.FAILED_TO_ATTEND, **report)
    page = became(client_of, scene)
    assert "Required assessment: failed to attend" in page
    assert "Decide whether there was good cause" in page
    actions.report_required_assessment(
        outcome=RequiredOutcome.ATTENDED_REMAINED, correction_reason="Wrong person", **report
    )
    page = became(client_of, scene)
    assert "the report was wrong" in page
    assert "Required assessment attended" not in page
    assert "Decide whether there was good cause" not in page


def test_that_something_follows_a_failure_is_read_by_the_service_too_and_never_what_police_decided(
    client_of, app, the_clock
):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED, required_at=the_clock.now() + timedelta(hours=5))
    scene.next_day()
    required = scene.case.required
    actions.report_required_assessment(
        by=scene.worker,
        required_id=required.id,
        outcome=RequiredOutcome.FAILED_TO_ATTEND,
        at=required.initial_at,
    )
    (waiting,) = failing.failures_waiting(scene.officer).rows
    for step in (FailureStep.NO_GOOD_CAUSE, FailureStep.CHARGE):
        failure_view, view = failing.failure(scene.officer, waiting.failure.id)
        decide_failure(
            by=scene.officer,
            failure_view=failure_view,
            view=view,
            step=step,
            on=clock.today(),
            reason="He said nothing",
        )
        theirs = client_of(scene.worker_user, Role.TW).get(f"/cases/{scene.referral.id}/as-police").text
        for page in (became(client_of, scene), theirs):
            assert FOLLOWS in page
            assert not [words for words in ("good cause", "charge", "court", "He said nothing") if words in page]


def test_a_death_is_told_only_to_whoever_holds_an_open_step(db, client_of, app, the_clock):
    scene = accepted(the_clock)
    person = db.session.get_one(Person, scene.referral.person_id)
    person.died_at = person.death_recorded_at = clock.now()
    person.death_recorded_by_id, person.death_source = scene.worker.user_id, DeathSource.SERVICE
    assert FactKind.DIED.label not in became(client_of, scene)


def test_a_death_is_told_where_a_required_assessment_stands(db, client_of, app, the_clock):
    scene = accepted(the_clock, required_at=the_clock.now() + timedelta(hours=5))
    person = db.session.get_one(Person, scene.referral.person_id)
    person.died_at = person.death_recorded_at = clock.now()
    person.death_recorded_by_id, person.death_source = scene.worker.user_id, DeathSource.SERVICE
    assert "Ended, no further action" in became(client_of, scene)


def test_a_condition_reported_met_shows_while_the_caution_runs_although_consent_was_refused(client_of, app, the_clock):
    where = caution.scene()
    signed = caution.signed(where)
    scene = accepted(the_clock, episode=where.episode, feedback=ConsentState.REFUSED)
    (condition,) = engagement.conditions_for(scene.worker, scene.case.referral.episode_id)
    actions.report_condition(
        by=scene.worker, referral_id=scene.referral.id, condition_id=condition.id, met=True, on=clock.today()
    )
    page = became(client_of, scene)
    assert "Condition 1: reported met" in page
    assert "A condition was reported" in page
    assert not [words for words in FEEDBACK_WORDS if words in page]
    deciding.accept_condition(by=where.officer, condition_id=condition.id, evidence=None, victim_told=None)
    assert signed.completed_at is not None
    assert "Condition 1: reported met" not in became(client_of, scene)


@pytest.mark.database
def test_what_a_monitor_enters_of_a_condition_is_said_to_be_the_polices_by_name(client_of, app, the_clock):
    where = caution.scene()
    signed = caution.signed(where)
    scene = accepted(the_clock, episode=where.episode, feedback=ConsentState.REFUSED)
    (condition,) = engagement.conditions_for(scene.worker, scene.case.referral.episode_id)
    monitor = county.viewer_of(county.user(Role.CM, name="N. Tuxford"))
    deciding.report_condition(by=monitor, condition_id=condition.id, met=False, on=clock.today())
    assert "Entered by the police: N. Tuxford." in became(client_of, scene)
    decided = client_of(where.sergeant_user, Role.DM).get(f"/disposals/{signed.id}").text
    assert "entered by the police: N. Tuxford." in decided
    assert "The police entered a report" in decided
    assert "A service reported a condition" not in decided
    worker = client_of(scene.worker_user, Role.TW).get(f"/cases/{scene.referral.id}").text
    assert "Entered by the police: N. Tuxford" in worker


def test_a_declined_referral_says_who_passed_it_on_why_and_that_nothing_is_needed(client_of, app, the_clock):
    officer = county.user(Role.CO)
    county.service("Trent Bank Service", county.provider("Trent Bank"))
    referral = referred(county.viewer_of(officer), county.service())
    accepting.decline(
        by=county.viewer_of(county.user(Role.TW)), referral_id=referral.id, reason=decline_reasons()["no_place"]
    )
    page = client_of(officer, Role.CO).get(f"/referrals/{referral.id}").text
    assert "Passed on" in page
    assert "Lincoln Recovery Hub: no place in time" in page
    assert "you do not need to do anything" in page


def test_an_officer_who_did_not_send_it_and_has_no_such_case_finds_nothing(client_of, app, the_clock):
    scene = accepted(the_clock)
    stranger = county.user(Role.CO, of=county.force("Another Police"))
    browser = client_of(stranger, Role.CO)
    theirs, none = browser.get(f"/referrals/{scene.referral.id}"), browser.get("/referrals/999999")
    assert (theirs.status_code, theirs.data) == (404, none.data)


def test_whoever_referred_reads_that_it_ended_once_nobody_looks_for_a_service_and_never_why(db, client_of, app):
    officer = county.officer()
    referral = referred(officer, county.service())
    worker = county.viewer_of(county.user(Role.TW))
    finder = county.viewer_of(county.user(Role.PW))
    accepting.step_at_inbox(by=worker, referral_id=referral.id, event="moved_away", given={"outside": "yes"})
    browser = client_of(db.session.get_one(User, officer.user_id), Role.CO)
    assert "Needs a place" in browser.get("/referrals").text
    given = {"said": "Would only have gone to the first one", "on": clock.today()}
    accepting.step_in_placing(by=finder, referral_id=referral.id, event="person_declines", given=given)
    page, shown = browser.get(f"/referrals/{referral.id}").text, browser.get("/referrals").text
    assert "Ended before a service accepted" in page
    assert "none is being looked for now" in page
    assert "Needs a place" not in shown
    assert "first one" not in page


@pytest.mark.database
def test_a_condition_of_a_disposal_that_ended_otherwise_ran_until_its_last_step(made_up_county):
    """One that was not completed has no day of its own on which it ended."""
    ended = select(Disposal).where(Disposal.state.in_(STANDS_ASIDE), Disposal.completed_at.is_(None))
    with_conditions = ended.join(Condition, Condition.disposal_id == Disposal.id).order_by(Disposal.id)
    disposal = database.session.scalars(with_conditions).first()
    last = select(func.max(DisposalEvent.at)).where(DisposalEvent.disposal_id == disposal.id)
    conditions = select(Condition.id).where(Condition.disposal_id == disposal.id)
    links = links_of([custody_queries.view_of(database.session.get_one(Episode, disposal.episode_id))])
    ended_at = {each.condition_id: each.ended_at for each in police_views(links)[disposal.episode_id].conditions}
    for condition_id in database.session.scalars(conditions):
        assert ended_at[condition_id] == database.session.scalar(last)
