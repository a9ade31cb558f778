"""The service goes on where custody stopped: what was said is filled in, corrected by a new row, and stays here."""

from sqlalchemy import select

from pathways.audit import record as audit
from pathways.auth.roles import Role
from pathways.engagement.care_plan import queries
from pathways.engagement.models.treatment import NeedsAssessed
from pathways.referrals.needs import queries as referrals
from pathways.vocabulary import Answer, Substance
from tests.accepted import accepted
from tests.integration.hostile.agreeing_scene import NEEDS

SAID = {
    "substances": (Substance.CRACK, Substance.HEROIN),
    "mental_health": Answer.YES,
    "overdose_last_7_days": Answer.YES,
}


def test_what_custody_heard_is_filled_in_and_what_the_service_hears_never_changes_custodys_copy(
    app, db, the_clock, client_of
):
    scene = accepted(the_clock, **SAID)
    worker, address = client_of(scene.worker_user, Role.TW), f"/cases/{scene.referral.id}/needs"
    before = referrals.screen_of(scene.episode.id)
    version = audit.version_of(scene.referral.person_id)
    shown = worker.get(address).text
    assert '<option value="crack" selected' in shown
    assert "asked before the referral" in shown
    answer = worker.post(address, NEEDS)
    import re

    print(re.findall(r"error-summary.*?</ul>", answer.text, re.S)[:1])
    assert answer.status_code == 302
    facts = queries.needs_of(scene.referral.id).facts
    assert [use.substance.value for use in facts.uses] == ["heroin", "crack", "alcohol", "ketamine"]
    assert worker.post(address, NEEDS | {"safeguarding": "yes"}).location.endswith("/safeguarding")
    rows = db.session.scalars(select(NeedsAssessed).order_by(NeedsAssessed.id)).all()
    assert [row.superseded_at is None for row in rows] == [False, True]
    assert referrals.screen_of(scene.episode.id) == before
    assert audit.version_of(scene.referral.person_id) == version
