"""What an officer's page holds while the person agrees, and how a withdrawal empties it."""

from datetime import timedelta

from pathways import clock
from pathways.auth.roles import Role
from pathways.engagement.case import actions as case_actions
from pathways.engagement.required_assessments import actions as required_assessments_actions
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.referrals.consents.rules.consents import How
from tests.accepted import accepted
from tests.integration.casefile.police_pages import FEEDBACK_WORDS, became, withdraw


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
    case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())
    page = became(client_of, scene)
    assert "No longer in treatment" in page
    assert "ropped out" not in page


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
    required_assessments_actions.report_required_assessment(
        by=scene.worker,
        required_id=scene.case.required.id,
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
