"""The consents that the service asks, and those it asks again: what is kept, who reads it, and what it stops."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import Role
from pathways.referrals.consents import actions, queries
from pathways.referrals.consents.rules.consents import FEEDBACK, REFERRAL, SHARING, STATISTICS, ConsentState, How, Whom
from pathways.referrals.consents.rules.sharing import may_share_with, ndtms_consent
from pathways.referrals.models.needs_and_consents import Consent
from pathways.refusals import OutOfSight
from tests import county
from tests.accepted import accepted

SAID = {"understood": "interpreter", "signed": "yes", "language": "Polish"}


def page(scene):
    return f"/cases/{scene.referral.id}/consents"


def test_the_service_asks_two_reads_two_and_police_never_learn_of_its_own(app, db, the_clock, client_of):
    scene = accepted(the_clock)
    worker, officer = client_of(scene.worker_user, Role.TW), client_of(scene.officer_user, Role.CO)
    shown = worker.get(page(scene))
    assert "checked" not in shown.text
    assert "Signed." in shown.text
    assert "Ends" in shown.text
    refused = worker.post(page(scene), {"statistics": "refused", "sharing": "given", **SAID})
    assert "Select who may be asked to join" in refused.text
    version = audit.version_of(scene.referral.person_id)
    typed = {"statistics": "refused", "sharing": "given", "whom": ["peers", "mental_health"], **SAID}
    assert worker.post(page(scene), typed).status_code == 302
    assert audit.version_of(scene.referral.person_id) == version
    facts = queries.consents_of_case(scene.referral)
    assert [bool(may_share_with(facts, whom, clock.now())) for whom in Whom] == [True, False, True]
    assert (ndtms_consent(facts, clock.now()).letter, ndtms_consent(facts, clock.now()).was_asked) == ("N", True)
    rows = {row.number: row for row in db.session.scalars(select(Consent).order_by(Consent.id))}
    assert (rows[SHARING].language, rows[SHARING].helped, rows[SHARING].how) == ("Polish", "interpreter", "signed")
    assert rows[STATISTICS].service_id == scene.referral.service_id
    for number in (STATISTICS, SHARING):
        assert officer.ask("GET", f"/consents/{rows[number].id}/withdraw").status_code == 404
    assert worker.post(f"/consents/{rows[SHARING].id}/withdraw", {}).status_code == 302
    assert not may_share_with(queries.consents_of_case(scene.referral), Whom.PEERS, clock.now())
    assert "Withdrawn" in worker.get(page(scene)).text


def test_what_is_asked_again_stands_beside_the_older_answer_and_not_understood_is_not_agreed(
    app, db, the_clock, client_of
):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED)
    worker = client_of(scene.worker_user, Role.TW)
    again = f"{page(scene)}/feedback"
    unsure = {"answer": "given", "understood": "not_understood", "signed": "no"}
    assert "Say why it was not understood" in worker.post(again, unsure).text
    assert worker.post(again, unsure | {"not_understood_why": "Very tired"}).status_code == 302
    assert not queries.answers_of(scene.episode)[FEEDBACK]
    assert "Very tired" in worker.get(page(scene)).text
    assert worker.post(again, {"answer": "given", "understood": "no_help", "signed": "yes"}).status_code == 302
    assert queries.answers_of(scene.episode)[FEEDBACK].in_writing
    assert worker.get(page(scene)).text.count("Before:") == 2
    elsewhere = county.viewer_of(county.user(Role.TW, of=county.provider("Coastline Recovery")))
    with pytest.raises(OutOfSight):
        actions.record_answers(by=elsewhere, referral_id=scene.referral.id, answers=())
    assert queries.answers_of(scene.episode)[REFERRAL]


def test_who_did_not_understand_is_asked_again_and_not_only_if_something_has_changed(app, db, the_clock, client_of):
    scene = accepted(the_clock)
    worker = client_of(scene.worker_user, Role.TW)
    unsure = {"understood": "not_understood", "not_understood_why": "Very tired", "signed": "no"}
    assert worker.post(page(scene), {"statistics": "given", "sharing": "not_asked", **unsure}).status_code == 302
    shown = worker.get(page(scene)).text
    assert "Why not: Very tired." in shown
    assert shown.count("ask again.") == 1, "said once"
    assert "Ask again only if something has changed" not in shown
    worker.post(page(scene), {"statistics": "given", "sharing": "not_asked", **SAID})
    assert worker.get(page(scene)).text.count("Ask again only if something has changed") == 1


def test_a_no_that_was_not_understood_is_no_settled_answer_and_is_asked_again(app, db, the_clock, client_of):
    scene = accepted(the_clock)
    worker = client_of(scene.worker_user, Role.TW)
    unsure = {"understood": "not_understood", "not_understood_why": "Very tired", "signed": "no"}
    worker.post(page(scene), {"statistics": "refused", "sharing": "not_asked", **unsure})
    shown = worker.get(page(scene)).text
    assert "Not understood: Very tired. Ask again." in shown, "why it was not understood is no reason of the no"
    assert "Ask again only if something has changed" not in shown


@pytest.mark.parametrize("how", [How.SIGNED, How.ORAL])
def test_what_came_out_of_a_required_assessment_is_handed_to_another_service_only_on_a_signature(
    app, db, the_clock, how
):
    scene = accepted(the_clock, required_at=clock.now() + timedelta(days=2), how=how)
    other = county.service("Boston Hub", of=county.provider("Coastline Recovery"))
    assert queries.may_be_told(scene.referral, other.id).live == (how is How.SIGNED)
    assert queries.may_be_told(scene.referral, scene.referral.service_id).live
