"""The person takes the first consent back while somebody has the accept page open."""

from datetime import timedelta

from sqlalchemy import select

from pathways import dates
from pathways.auth.roles import Role
from pathways.people.identity.queries import details_of
from pathways.referrals.consents.rules.consents import REFERRAL
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Appointment
from pathways.referrals.sending import actions
from pathways.refusals import Stale
from tests import county
from tests.pages import hidden_values
from tests.referred import referred

NOTE = "Ring him before the clinic, he works nights"


def accepting(worker, now):
    slot = dates.london(now + timedelta(days=1))
    typed = {f"first_slot-{box}": f"{getattr(slot, box):02d}" for box in ("day", "month", "year")}
    typed |= {"first_slot-time": "10:00", "keyworker": str(worker.id), "place": "Hub", "channel": "in_person"}
    return {**typed, "note": NOTE}


def test_whoever_accepts_after_a_withdrawal_is_told_in_words_keeps_the_text_and_reads_nothing_of_the_person(
    app, db, the_clock, client_of
):
    officer, worker = county.officer(), county.user(Role.TW)
    referral = referred(officer)
    address, name = f"/inbox/{referral.id}/accept", details_of(referral.person_id).full_name
    browser = client_of(worker, Role.TW)
    opened = browser.get(address)
    given = db.session.scalar(select(Consent).where(Consent.number == REFERRAL))
    actions.withdraw_consent(by=officer, consent_id=given.id)
    db.session.commit()
    answer = browser.send(address, {**hidden_values(opened.text, address), **accepting(worker, the_clock.now())})
    assert answer.status_code == 409
    assert "This referral was withdrawn" in answer.text
    assert NOTE in answer.text
    assert name not in answer.text
    assert NOTE in browser.get(address).text
    assert db.session.scalars(select(Appointment)).all() == []
    elsewhere = client_of(county.user(Role.TW, of=county.provider("Coastline Recovery")), Role.TW)
    assert elsewhere.ask("GET", address).status_code == 404


def test_whoever_accepts_at_the_moment_of_a_withdrawal_is_told_the_same(app, db, the_clock, client_of, monkeypatch):
    officer, worker = county.officer(), county.user(Role.TW)
    referral = referred(officer)
    address, name = f"/inbox/{referral.id}/accept", details_of(referral.person_id).full_name
    browser = client_of(worker, Role.TW)
    opened = browser.get(address)
    given = db.session.scalar(select(Consent).where(Consent.number == REFERRAL))

    def comes_second(**_given):
        actions.withdraw_consent(by=officer, consent_id=given.id)
        db.session.commit()
        raise Stale("This referral is no longer waiting for an answer")

    monkeypatch.setattr("pathways.acceptance.views.actions.accept", comes_second)
    answer = browser.send(address, {**hidden_values(opened.text, address), **accepting(worker, the_clock.now())})
    assert answer.status_code == 409
    assert "This referral was withdrawn" in answer.text
    assert NOTE in answer.text
    assert name not in answer.text
