"""Pages compared before and after; nothing clinical and no place on any page of the police."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.audit import record as audit
from pathways.engagement.case import actions as case_actions
from pathways.engagement.required_assessments import actions as required_assessments_actions
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from tests.accepted import accepted
from tests.integration.casefile.police_pages import FEEDBACK_WORDS, became, officer_of, without_the_time

SENTINELS = ("ZZ-CLINICAL-1", "ZZ-PLACE-1")


@pytest.mark.parametrize("answer", [ConsentState.REFUSED, ConsentState.NOT_ASKED])
def test_without_consent_the_page_reads_the_same_before_and_after_everything(client_of, app, the_clock, answer):
    scene = accepted(the_clock, feedback=answer)
    before = without_the_time(became(client_of, scene))
    scene.engage()
    during = without_the_time(became(client_of, scene))
    case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())
    after = without_the_time(became(client_of, scene))
    assert before == during == after
    assert not [words for words in FEEDBACK_WORDS if words in after]


@pytest.mark.parametrize("answer", [ConsentState.REFUSED, ConsentState.GIVEN])
def test_no_form_of_the_police_goes_stale_or_changes_because_a_service_recorded(app, client_of, the_clock, answer):
    """The version that a form carries would tell of every contact: it stands still whatever the person agreed to."""
    scene = accepted(the_clock, feedback=answer)
    seen = audit.version_of(scene.referral.person_id)
    scene.engage()
    case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())
    assert audit.version_of(scene.referral.person_id) == seen


def test_a_required_assessment_kept_changes_not_one_byte_of_the_page(client_of, app, the_clock):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED, required_at=the_clock.now() + timedelta(hours=5))
    before = without_the_time(became(client_of, scene))
    scene.next_day()
    required_assessments_actions.report_required_assessment(
        by=scene.worker,
        required_id=scene.case.required.id,
        outcome=RequiredOutcome.ATTENDED_REMAINED,
        at=scene.case.required.initial_at,
    )
    scene.record(scene.case.appointments[0], AppointmentOutcome.ATTENDED)
    assert without_the_time(became(client_of, scene)) == before


def test_no_page_of_the_police_holds_what_was_said_or_where_the_person_will_be(client_of, app, the_clock):
    scene = accepted(the_clock)
    scene.engage()
    case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
    browser = officer_of(client_of, scene)
    referral = scene.referral
    pages = [
        f"/referrals/{referral.id}",
        "/referrals",
        "/custody",
        "/custody?view=released",
        f"/episodes/{scene.episode.id}",
        f"/people/{referral.person_id}",
        f"/people/{referral.person_id}/timeline",
        f"/episodes/{scene.episode.id}/needs",
        f"/cases/{referral.id}",
    ]
    for page in pages:
        text = browser.get(page).text
        assert not [sentinel for sentinel in SENTINELS if sentinel in text], page


def test_the_board_and_the_lists_never_go_past_accepted(client_of, app, the_clock):
    scene = accepted(the_clock)
    scene.engage()
    browser = officer_of(client_of, scene)
    for page in ("/custody", "/referrals", f"/episodes/{scene.episode.id}"):
        text = browser.get(page).text
        assert "In treatment" not in text
        assert "Attended assessment" not in text
