"""What an officer's pages hold, through the whole stack: base rows always, feedback under live consent, nothing clinical."""

import re
from datetime import timedelta

import pytest

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.acceptance.rules import DeclineReason
from pathways.auth import Role
from pathways.disposals import actions as deciding
from pathways.engagement import actions
from pathways.engagement import queries as engagement
from pathways.engagement.rules import RequiredOutcome
from pathways.people.models import Person
from pathways.people.rules import DeathSource
from pathways.referrals import actions as referring
from pathways.referrals import queries as referrals
from pathways.referrals.rules import FEEDBACK, ConsentState, How, Outcome
from tests import county
from tests.accepted import accepted
from tests.integration.disposals import plain_disposal as caution
from tests.referred import referred

SENTINELS = ("ZZ-CLINICAL-1", "ZZ-PLACE-1")
FEEDBACK_WORDS = ("Appointment attended", "Appointment offered", "Did not attend", "Engaged", "Completed")


def officer_of(client_of, scene):
    return client_of(scene.officer_user, Role.CO)


def became(client_of, scene):
    return officer_of(client_of, scene).get(f"/referrals/{scene.referral.id}").text


def without_the_time(page):
    """The page as it reads, leaving out only what says when it was made and the token of its forms."""
    page = re.sub(r"As at [^.]*\.", "", page)
    page = re.sub(r'name="csrf_token" value="[^"]*"', "", page)
    return re.sub(r'nonce="[^"]*"', "", page)


def withdraw(scene):
    verdict = referrals.answers_of(scene.episode)[FEEDBACK]
    referring.withdraw_consent(by=scene.worker, consent_id=verdict.row.id)


def test_under_live_consent_the_officer_sees_each_step_and_no_more(client_of, app, the_clock):
    scene = accepted(the_clock)
    scene.engage()
    page = became(client_of, scene)
    for words in ("Consent live", "Accepted by Lincoln Recovery Hub", "Appointment attended", "Engaged", "Sent"):
        assert words in page
    assert "agreed in writing on 25 November 2026" in page


def test_completed_and_dropped_out_are_told_in_neutral_words(client_of, app, the_clock):
    scene = accepted(the_clock)
    scene.engage()
    actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())
    page = became(client_of, scene)
    assert "No longer in treatment" in page
    assert "ropped out" not in page


@pytest.mark.parametrize("answer", [ConsentState.REFUSED, ConsentState.NOT_ASKED])
def test_without_consent_the_page_reads_the_same_before_and_after_everything(client_of, app, the_clock, answer):
    scene = accepted(the_clock, feedback=answer)
    before = without_the_time(became(client_of, scene))
    scene.engage()
    during = without_the_time(became(client_of, scene))
    actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())
    after = without_the_time(became(client_of, scene))
    assert before == during == after
    assert "This page reads the same before and after any appointment" in after
    assert not [words for words in FEEDBACK_WORDS if words in after]


def test_a_required_assessment_kept_changes_not_one_byte_of_the_page(client_of, app, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED, required_at=the_clock.now() + timedelta(hours=5))
    before = without_the_time(became(client_of, scene))
    scene.next_day()
    actions.report_required_assessment(
        by=scene.worker,
        referral_id=scene.referral.id,
        outcome=RequiredOutcome.ATTENDED_REMAINED,
        at=scene.case.required.initial_at,
    )
    scene.record(scene.case.appointments[0], Outcome.ATTENDED)
    assert without_the_time(became(client_of, scene)) == before


def test_a_failure_shows_once_reported_although_consent_was_refused(client_of, app, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED, required_at=the_clock.now() + timedelta(hours=5))
    scene.next_day()
    assert "failed to attend" not in became(client_of, scene)
    report = {"by": scene.worker, "referral_id": scene.referral.id, "at": scene.case.required.initial_at}
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


def test_an_agreement_said_aloud_tells_nothing_that_comes_from_the_required_assessment(client_of, app, the_clock):
    scene = accepted(the_clock, how=How.ORAL, required_at=the_clock.now() + timedelta(hours=5))
    scene.engage()
    page = became(client_of, scene)
    assert "Appointment attended" in page
    assert page.count("Appointment attended") == 1  # the structured contact, never the assessment
    assert "Engaged" in page


def test_in_writing_the_required_assessment_is_told(client_of, app, the_clock):
    scene = accepted(the_clock, required_at=the_clock.now() + timedelta(hours=5))
    scene.next_day()
    actions.report_required_assessment(
        by=scene.worker,
        referral_id=scene.referral.id,
        outcome=RequiredOutcome.ATTENDED_REMAINED,
        at=scene.case.required.initial_at,
    )
    assert "Required assessment attended" in became(client_of, scene)


def test_a_withdrawal_hides_everything_that_rested_on_it_at_once(client_of, app, the_clock):
    scene = accepted(the_clock)
    scene.engage()
    assert "Engaged" in became(client_of, scene)
    withdraw(scene)
    page = became(client_of, scene)
    assert not [words for words in FEEDBACK_WORDS if words in page]
    assert "Withdrawn" in page
    assert "Accepted by Lincoln Recovery Hub" in page


def test_the_service_sees_the_page_word_for_word_as_the_police_do(client_of, app, the_clock):
    scene = accepted(the_clock)
    scene.engage()
    theirs = client_of(scene.worker_user, Role.TW).get(f"/cases/{scene.referral.id}/as-police").text
    police = became(client_of, scene)
    body = police[police.index('<ol class="progress"') : police.index('<p><a class="govuk-link" href="/episodes')]
    assert body.strip() in theirs


def test_no_page_of_the_police_holds_what_was_said_or_where_the_person_will_be(client_of, app, the_clock):
    scene = accepted(the_clock)
    scene.engage()
    actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
    browser = officer_of(client_of, scene)
    held = scene.referral
    pages = [
        f"/referrals/{held.id}",
        "/referrals",
        "/custody",
        "/custody?view=released",
        f"/episodes/{scene.episode.id}",
        f"/people/{held.person_id}",
        f"/people/{held.person_id}/timeline",
        f"/episodes/{scene.episode.id}/needs",
        f"/cases/{held.id}",
    ]
    for page in pages:
        text = browser.get(page).text
        assert not [one for one in SENTINELS if one in text], page


def test_the_board_and_the_lists_never_go_past_accepted(client_of, app, the_clock):
    scene = accepted(the_clock)
    scene.engage()
    browser = officer_of(client_of, scene)
    for page in ("/custody", "/referrals", f"/episodes/{scene.episode.id}"):
        text = browser.get(page).text
        assert "In treatment" not in text
        assert "Attended assessment" not in text


def test_a_death_is_told_only_to_whoever_holds_an_open_step(db, client_of, app, the_clock):
    scene = accepted(the_clock)
    person = db.session.get_one(Person, scene.referral.person_id)
    person.died_at = person.death_recorded_at = clock.now()
    person.death_recorded_by_id, person.death_source = scene.worker.user_id, DeathSource.SERVICE
    assert "Ended, no further action" not in became(client_of, scene)


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
    (condition,) = engagement.conditions_for(scene.worker, scene.case)
    actions.report_condition(
        by=scene.worker, referral_id=scene.referral.id, condition_id=condition.id, met=True, on=clock.today()
    )
    page = became(client_of, scene)
    assert "Condition 1: reported met" in page
    assert "A condition was reported. Look at the report and decide." in page
    assert not [words for words in FEEDBACK_WORDS if words in page]
    deciding.accept_condition(by=where.officer, condition_id=condition.id, evidence=None, victim_told=None)
    assert signed.completed_at is not None
    assert "Condition 1: reported met" not in became(client_of, scene)


def test_a_declined_referral_says_who_passed_it_on_why_and_that_nothing_is_needed(client_of, app, the_clock):
    officer = county.user(Role.CO)
    county.service("Trent Bank Service", county.provider("Trent Bank"))
    held = referred(county.viewer_of(officer), county.service())
    accepting.decline(by=county.viewer_of(county.user(Role.TW)), referral_id=held.id, reason=DeclineReason.NO_PLACE)
    page = client_of(officer, Role.CO).get(f"/referrals/{held.id}").text
    assert "Passed on" in page
    assert (
        "Lincoln Recovery Hub: no place in time. It went to the next service; you do not need to do anything." in page
    )


def test_an_officer_who_did_not_send_it_and_has_no_such_case_finds_nothing(client_of, app, the_clock):
    scene = accepted(the_clock)
    stranger = county.user(Role.CO, of=county.force("Another Police"))
    browser = client_of(stranger, Role.CO)
    theirs, none = browser.get(f"/referrals/{scene.referral.id}"), browser.get("/referrals/999999")
    assert (theirs.status_code, theirs.data) == (404, none.data)
