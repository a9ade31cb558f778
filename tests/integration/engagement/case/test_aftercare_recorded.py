"""Check-ins after a case is closed, and feedback that leads to nobody."""

from sqlalchemy import inspect

from pathways import clock
from pathways.auth.roles import Role
from pathways.engagement.case import actions
from pathways.engagement.models.case import Exit, Feedback
from pathways.engagement.outcomes import queries
from tests import county
from tests.integration.engagement.addresses import at


def test_a_check_in_is_due_when_the_case_is_out_of_sight_and_shows_nothing_of_it(db, signs_in, client_of, scene):
    scene.start()
    actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
    scene.next_day(92)
    browser = signs_in()
    assert browser.ask("GET", at(scene)).status_code == 404
    assert "Dean Rawcliffe" in browser.get("/check-ins").text
    address = f"/check-ins/{scene.referral.id}/2"
    page = browser.get(address).text
    assert "07700 900318" in page
    assert "ZZ-CLINICAL" not in page
    assert browser.post(address, {"outcome": "declined"}).status_code == 302
    assert "No check-in is due" in browser.get("/check-ins").text
    stranger = client_of(county.user(Role.TW, of=county.provider("Coastline Recovery")), Role.TW)
    assert stranger.ask("GET", address).status_code == 404
    assert "Dean Rawcliffe" not in stranger.get("/check-ins").text
    assert db.session.query(Exit).count() == 1


def test_somebody_who_came_back_and_completed_again_is_due_one_check_in_after_the_second_end(signs_in, scene):
    scene.start()
    who = {"by": scene.worker, "referral_id": scene.referral.id}
    actions.leave(**who, reason="80", exited_on=clock.today())
    scene.next_day(10)
    actions.step_in_case(**who, event="reopen_in_treatment", given={"why": "came_back"})
    actions.leave(**who, reason="80", exited_on=clock.today())
    scene.next_day(14)
    assert [line.number for line in queries.check_ins_due(scene.worker).rows] == [1]
    assert signs_in().get(f"/check-ins/{scene.referral.id}/1").status_code == 200


def test_feedback_keeps_no_person_no_worker_and_no_day_and_a_manager_reads_it_from_five_on(
    db, signs_in, client_of, scene
):
    browser = signs_in()
    assert "Answer one of the questions" in browser.post(at(scene, "/feedback"), {}).text
    for _ in range(4):
        assert browser.post(at(scene, "/feedback"), {"helped": "yes", "words": "More evenings"}).status_code == 302
    columns = {column.key for column in inspect(Feedback).columns}
    assert columns == {"id", "organisation_id", "month_on", "respected", "in_time", "helped", "words"}
    manager = county.user(Role.PM)
    assert "Too few to show" in client_of(manager, Role.PM).get("/feedback").text
    browser.post(at(scene, "/feedback"), {"helped": "no"})
    page = client_of(manager, Role.PM).get("/feedback").text
    assert "5 people answered" in page
    assert "More evenings" in page
    browser.post(at(scene, "/feedback"), {"helped": "no", "words": "Nobody rang back"})
    sixth = client_of(manager, Role.PM).get("/feedback").text
    assert "5 people answered" in sixth
    assert "Nobody rang back" not in sixth
    assert browser.ask("GET", "/feedback").status_code == 403
    assert queries.feedback_of(scene.worker).count == 5
