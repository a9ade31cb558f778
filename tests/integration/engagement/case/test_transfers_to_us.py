"""Somebody is sent on to a service that works here: its workers read what consent 1 lets out, and say what became."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import Role
from pathways.engagement.case import actions
from pathways.engagement.case.queries import steps as queries
from pathways.engagement.case.queries.case import case_of
from pathways.engagement.case.queries.overview import overview_of
from pathways.outbox.models import Message
from pathways.referrals.consents import actions as consents_actions
from pathways.referrals.consents.rules.consents import REFERRAL, ConsentState, Covers
from pathways.referrals.consents.rules.sharing import AnswerGiven
from pathways.referrals.joint_plans import queries as referrals
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.sending import actions as sending_actions
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db
from pathways.store.paging import PAGE_SIZE
from tests import county
from tests.accepted import CLINICAL, Scene, accepted
from tests.bench.statements import plan_of, statements_in
from tests.many_rows import many_like
from tests.pages import as_drawn
from tests.referred import died

NAME = "Dean Rawcliffe"


def sent_on(scene: Scene):
    """The case is sent on to another provider's service, which has somebody who signs in: the transfer, and that one."""
    theirs = county.provider("Trent Bank")
    there, worker = county.service("Trent Bank Service", theirs), county.user(Role.TW, of=theirs, name="Rosa Tennant")
    given = {"receiver": str(there.id), "agrees": "yes", "sent_on": clock.today()}
    actions.step_in_case(by=scene.worker, referral_id=scene.referral.id, event="transfer_out", given=given)
    return referrals.transfer_of(scene.referral), worker


def kinds_written() -> list[str]:
    kinds = db.session.scalars(select(Message.kind).order_by(Message.id))
    return [kind for kind in kinds if kind.startswith("transfer")]


def test_the_receiving_worker_reads_what_was_agreed_and_their_word_ends_the_senders_case_and_clock(scene, client_of):
    scene.start()
    sent, user = sent_on(scene)
    db.session.commit()
    theirs, ours = client_of(user, Role.TW), client_of(scene.worker_user, Role.TW)
    assert "Transfer picked up" in ours.get(f"/cases/{scene.referral.id}").text
    assert NAME in theirs.get("/inbox/transfers").text
    assert "Transfers (1)" in theirs.get("/inbox").text
    page = theirs.get(f"/inbox/transfers/{sent.id}").text
    for words in (NAME, "Crack", "Overdose", "07700 900318", "Sam Okafor", "Any listed service", "in writing"):
        assert words in page, words
    assert CLINICAL not in page
    assert "ZZ-" not in as_drawn(page)
    assert theirs.ask("GET", f"/cases/{scene.referral.id}").status_code == 404
    version = audit.version_of(scene.referral.person_id)
    today = clock.today()
    on = {"on-day": str(today.day), "on-month": str(today.month), "on-year": str(today.year)}
    assert theirs.post(f"/inbox/transfers/{sent.id}/step/picked_up", on).location.endswith("/inbox/transfers")
    assert audit.version_of(scene.referral.person_id) == version
    db.session.expire_all()
    assert (scene.referral.state, scene.case.exit.reason) == (ReferralState.TRANSFERRED, "83")
    case = ours.get(f"/cases/{scene.referral.id}").text
    assert "Recorded there by Rosa Tennant, Trent Bank Service" in case
    assert "Transfer picked up" not in case
    over = theirs.get("/inbox/transfers").text
    assert NAME not in over
    assert "The person came" in over
    assert theirs.ask("GET", f"/inbox/transfers/{sent.id}").status_code == 404
    assert kinds_written() == ["transfer_waits", "transfer_answered"]
    after = read_by_police(scene, client_of)
    assert all(word not in after for word in ("Trent Bank", "Rosa Tennant", "ransfer"))


def test_police_without_consent_to_feedback_read_the_same_page_before_and_after(the_clock, client_of):
    scene = accepted(the_clock, feedback=ConsentState.REFUSED)
    pages = []
    for step in (lambda: None, lambda: sent_on(scene), lambda: _sends_back(scene)):
        step()
        db.session.commit()
        pages.append(read_by_police(scene, client_of))
    assert len(set(pages)) == 1


def _sends_back(scene: Scene) -> None:
    row = referrals.transfer_of(scene.referral)
    worker = county.viewer_of(county.user(Role.TW, of=county.provider("Trent Bank")))
    actions.answer_transfer(by=worker, transfer_id=row.id, event="receiver_declines", given={"why": "did_not_come"})


def read_by_police(scene: Scene, client_of) -> str:
    """What the officer who sent him reads on the two pages of the referral."""
    officer, address = client_of(scene.officer_user, Role.CO), f"/referrals/{scene.referral.id}"
    return "".join(inside(officer.get(each).text) for each in (address, f"{address}/sent"))


def inside(page: str) -> str:
    """What a page says, without the frame around it."""
    return page[page.index("<h1") : page.index("</main>")]


def test_whoever_did_not_come_is_the_senders_again_where_the_case_stood(scene):
    stood = scene.referral.state
    sent, user = sent_on(scene)
    worker = county.viewer_of(user)
    with pytest.raises(Refused, match="Why"):
        actions.answer_transfer(by=worker, transfer_id=sent.id, event="receiver_declines", given={})
    _sends_back(scene)
    assert scene.referral.state is stood
    assert overview_of(case_of(scene.referral)).transfer.ended.words == "Sent back: the person did not come"
    with pytest.raises(OutOfSight):
        actions.answer_transfer(by=worker, transfer_id=sent.id, event="picked_up", given={"on": clock.today()})
    assert [transfer.words for transfer in queries.over_lately(worker).rows] == ["Sent back to the sender"]
    again, _ = sent_on(scene)
    scene.next_day(22)
    with pytest.raises(Refused, match="More than 21 days"):
        actions.answer_transfer(by=worker, transfer_id=again.id, event="picked_up", given={"on": clock.today()})


def test_nothing_of_a_required_assessment_goes_on_by_an_answer_said_aloud_and_a_withdrawal_ends_the_transfer(
    the_clock, client_of
):
    scene = accepted(the_clock, required_at=the_clock.now() + timedelta(days=2))
    sent, user = sent_on(scene)
    worker = county.viewer_of(user)
    assert queries.coming_one(worker, sent.id).details.full_name == NAME
    aloud = AnswerGiven(
        number=REFERRAL, state=ConsentState.GIVEN, signed=False, understood=True, covers=Covers.ANY_LISTED
    )
    consents_actions.record_answers(by=scene.worker, referral_id=scene.referral.id, answers=(aloud,))
    db.session.commit()
    theirs = client_of(user, Role.TW)
    for address in ("/inbox/transfers", f"/inbox/transfers/{sent.id}", f"/inbox/transfers/{sent.id}/step/picked_up"):
        page = theirs.get(address).text
        assert NAME not in page
        assert "aid aloud only" in page
    with pytest.raises(Refused, match="may not be told"):
        actions.answer_transfer(by=worker, transfer_id=sent.id, event="picked_up", given={"on": clock.today()})
    db.session.rollback()
    latest = db.session.scalars(select(Consent).where(Consent.number == REFERRAL).order_by(Consent.id.desc())).first()
    sending_actions.withdraw_consent(by=scene.worker, consent_id=latest.id)
    db.session.commit()
    assert scene.referral.state is ReferralState.APPT_OFFERED
    assert "destroy what you were sent" in theirs.get("/inbox/transfers").text
    assert "They are told to destroy" in client_of(scene.worker_user, Role.TW).get(f"/cases/{scene.referral.id}").text
    assert kinds_written() == ["transfer_waits", "transfer_over"]
    with pytest.raises(Refused, match=r"Ask the person first\. Withdrawn"):
        sent_on(scene)


def test_whoever_may_not_be_told_of_a_person_is_not_told_that_they_died(the_clock, client_of):
    scene = accepted(the_clock, required_at=the_clock.now() + timedelta(days=2))
    sent, user = sent_on(scene)
    aloud = AnswerGiven(
        number=REFERRAL, state=ConsentState.GIVEN, signed=False, understood=True, covers=Covers.ANY_LISTED
    )
    consents_actions.record_answers(by=scene.worker, referral_id=scene.referral.id, answers=(aloud,))
    db.session.commit()
    theirs, address = client_of(user, Role.TW), f"/inbox/transfers/{sent.id}"
    before = [inside(theirs.get(each).text) for each in (address, f"{address}/step/picked_up")]
    died(scene.referral.person_id, scene.worker)
    db.session.commit()
    assert [inside(theirs.get(each).text) for each in (address, f"{address}/step/picked_up")] == before
    with pytest.raises(Refused) as refused:
        actions.answer_transfer(
            by=county.viewer_of(user), transfer_id=sent.id, event="picked_up", given={"on": clock.today()}
        )
    assert "died" not in str([each.message for each in refused.value.reasons])


def test_a_transfer_is_nobodys_but_the_receivers_and_waits_while_its_case_is_paused(scene):
    sent, user = sent_on(scene)
    worker, stranger = county.viewer_of(user), county.viewer_of(county.user(Role.TW, of=county.provider("Coastline")))
    for viewer in (stranger, scene.worker):
        assert queries.coming(viewer).rows == ()
        with pytest.raises(OutOfSight):
            queries.coming_one(viewer, sent.id)
    with pytest.raises(OutOfSight):
        queries.coming(scene.officer)
    paused = {"how": "remand", "on": clock.today(), "place": "Lincoln Prison"}
    actions.step_in_case(by=scene.worker, referral_id=scene.referral.id, event="taken_into_custody", given=paused)
    with pytest.raises(Refused):
        actions.answer_transfer(by=worker, transfer_id=sent.id, event="picked_up", given={"on": clock.today()})
    scene.next_day(30)
    free = {"on": clock.today()}
    actions.step_in_case(by=scene.worker, referral_id=scene.referral.id, event="released", given=free)
    transfer = queries.coming_one(worker, sent.id)
    assert transfer.pick_up_by == clock.today() + timedelta(days=21)
    actions.answer_transfer(by=worker, transfer_id=sent.id, event="picked_up", given=free)
    assert scene.referral.state is ReferralState.TRANSFERRED


@pytest.mark.database
def test_transfers_are_counted_no_further_than_a_page_and_read_in_the_order_of_their_lists(
    db, scene, owner_engine, client_of
):
    """PostgreSQL has thousands on the way and as many that are over: SQLite reads an index for one row as well."""
    is_postgres = db.engine.dialect.name == "postgresql"
    sent, user = sent_on(scene)
    worker = county.viewer_of(user)
    if is_postgres:
        ended = {"id": "id + 9000 + more", "ended_at": "sent_at - more * interval '1 minute'", "how": "'undo'"}
        many_like(owner_engine, {scene.referral: {"reference": "reference || more"}})
        for changed in ({}, ended):
            many_like(owner_engine, {sent: {"referral_id": "referral_id + more", **changed}})
    with statements_in(db.engine) as statements:
        assert queries.how_many_coming(worker) == (PAGE_SIZE + 1 if is_postgres else 1)
        assert sent.id in {row.transfer.id for row in queries.coming(worker).rows}
        assert len(queries.over_lately(worker).rows) == (PAGE_SIZE if is_postgres else 0)
    orders = ("ORDER BY referral_transfer.sent_on", "ORDER BY referral_transfer.ended_at")
    asked = [each for each in statements if any(order in each.sql for order in orders)]
    counted, coming, over = (plan_of(each, db.session.connection()) for each in asked)
    for plan, index in ((counted, "on_the_way"), (coming, "on_the_way"), (over, "over")):
        assert f"ix_referral_transfer_{index}" in plan, plan
        assert "Sort" not in plan, plan
        assert "FOR ORDER BY" not in plan, plan
    assert f"Transfers ({'50+' if is_postgres else 1})" in client_of(user, Role.TW).get("/inbox").text
