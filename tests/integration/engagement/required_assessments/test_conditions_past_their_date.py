"""What police set and nobody reported: red once its day has passed, for the service too."""

from datetime import timedelta

from pathways import clock
from pathways.auth.roles import Role
from pathways.disposals.conditions import actions
from pathways.disposals.conditions import queries as conditions_queries
from pathways.disposals.conditions.rules import ConditionStatus
from pathways.disposals.proposal import queries as proposal_queries
from pathways.engagement.required_assessments import actions as engagement
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.ui.rendering import day, short_day
from tests.accepted import accepted
from tests.integration.disposals import plain_disposal as caution


def test_a_condition_that_nobody_reported_by_its_day_is_past_its_date_on_the_case(app, client_of, the_clock):
    where = caution.scene()
    caution.signed(where)
    scene = accepted(the_clock, episode=where.episode)
    address = f"/cases/{scene.referral.id}"
    assert 'tag--blue">Not yet reported<' in client_of(scene.worker_user, Role.TW).get(address).text
    the_clock.advance(timedelta(weeks=5))
    page = client_of(scene.worker_user, Role.TW).get(address).text
    assert ('tag--red">Past its date<' in page, "Not yet reported" in page) == (True, False)
    became = client_of(scene.officer_user, Role.CO).get(f"/referrals/{scene.referral.id}")
    assert (became.status_code, 'tag--red">Past its date<' in became.text) == (200, True)


def test_a_changed_condition_stands_once_with_its_new_date_on_the_case_the_caseload_and_among_the_clocks(
    app, client_of, the_clock
):
    where, today = caution.scene(), clock.today()
    disposal = caution.signed(where, caution.assessment(where.service))
    scene = accepted(the_clock, episode=where.episode)
    (before,) = proposal_queries.conditions_of(disposal.id)
    later = caution.assessment(where.service, weeks=8)
    actions.vary_condition(
        by=where.sergeant,
        condition_id=before.id,
        new=later,
        reason="The course begins later than was thought",
        agrees_in_writing=True,
    )
    scene.comes_to_the_first()
    the_clock.advance(timedelta(weeks=5))
    worker = client_of(scene.worker_user, Role.TW)
    page = worker.get(f"/cases/{scene.referral.id}").text
    assert page.count("Report met or not met") == 1
    assert "Past its date" not in page
    assert f"Until the change of {day(today)}: by {day(before.due_on)}" in page
    assert f"Report on a condition, {short_day(later.due_on)}" in worker.get("/cases?whose=all").text
    assert scene.referral.reference not in worker.get("/cases?whose=all&only=overdue").text
    clocks = worker.get(f"/referrals/{scene.referral.id}/clocks").text
    assert f"Due by the end of {day(later.due_on)}" in clocks
    assert day(before.due_on) not in clocks
    assert [row.due_on for row in conditions_queries.running_conditions(where.episode.id)] == [later.due_on]


def test_an_attended_required_assessment_confirms_no_condition_and_the_case_says_that_it_waits(
    app, client_of, the_clock
):
    where = caution.scene()
    disposal = caution.signed(where, caution.assessment(where.service))
    due_at = clock.now() + timedelta(days=2)
    scene = accepted(the_clock, episode=where.episode, required_at=due_at)
    address = f"/cases/{scene.referral.id}"
    assert "waits for your word" not in client_of(scene.worker_user, Role.TW).get(address).text
    the_clock.set(due_at)
    required = scene.case.required
    report = {"required_id": required.id, "outcome": RequiredOutcome.ATTENDED_REMAINED, "at": due_at}
    engagement.report_required_assessment(by=scene.worker, **report)
    worker = client_of(scene.worker_user, Role.TW)
    (condition,) = proposal_queries.conditions_of(disposal.id)
    assert (condition.reported_as, condition.status) == (None, ConditionStatus.OPEN)
    door = f"{address}/conditions/{condition.id}/report"
    for page in (address, f"/inbox/required-assessments/{required.id}"):
        assert "waits for your word" in worker.get(page).text
        assert door in worker.get(page).text
    actions.report_condition(by=scene.worker, condition_id=condition.id, met=True, on=clock.today())
    assert "waits for your word" not in worker.get(address).text
