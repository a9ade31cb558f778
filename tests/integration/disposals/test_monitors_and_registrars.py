"""Whoever follows conditions reads what was agreed and reported, not why; the registrar reads the record that stays."""

import re

from sqlalchemy import select

from pathways.audit.models import AuditChain, AuditEvent
from pathways.auth.roles import Role
from pathways.disposals.models import OutcomeRecord
from pathways.disposals.outcome_codes.rules import CodeStep
from pathways.disposals.signing import actions as signing_actions
from pathways.disposals.steps import actions as steps_actions
from pathways.people.identity.actions import merge
from pathways.people.models.identity import Person
from pathways.store.base import db
from tests import county
from tests.integration.disposals.plain_disposal import BECAUSE, WHY, proposed, signed, with_facts
from tests.pages import faulty, is_told_it_was_saved

FAILED, SHOWS = "He did not come on Tuesday.", "The service rang on Wednesday."


def test_whoever_follows_conditions_reads_what_was_reported_and_not_why_it_was_decided(client_of, where):
    disposal = signed(where)
    given = {"failed": FAILED, "reason": "hospital_or_detox", "reason_from": "His sister rang", "evidence": SHOWS}
    monitor = county.user(Role.CM)
    steps_actions.take_step(
        by=county.viewer_of(monitor), disposal_id=disposal.id, event="suspected_breach", given=given
    )
    db.session.commit()
    address = f"/disposals/{disposal.id}"
    decider = client_of(where.sergeant_user, Role.DM).get(address).text
    follower = client_of(monitor, Role.CM).get(address).text
    assert all(words in decider for words in (WHY, BECAUSE, FAILED, SHOWS))
    assert all(words in follower for words in (FAILED, SHOWS))
    assert not [words for words in (WHY, BECAUSE) if words in follower]


def test_every_link_of_a_disposal_opens_for_whoever_follows_conditions(client_of, where):
    disposal = signed(with_facts(where, victim="supports"))
    db.session.commit()
    monitor = client_of(county.user(Role.CM), Role.CM)
    page = monitor.get(f"/disposals/{disposal.id}").text
    links = set(re.findall(r'href="(/(?:disposals|conditions|episodes|people|custody)[^"#]*)"', page))
    assert "Drug test" not in page  # nor the bar of the parts, which says whether there was one
    assert f"/disposals/{disposal.id}/contact" in links
    assert {each: monitor.get(each).status_code for each in links} == dict.fromkeys(links, 200)


def test_the_code_of_somebody_whose_record_was_merged_away_is_answered_on_the_record_that_stays(client_of, where):
    disposal = signed(where)
    away, keep = db.session.get_one(Person, disposal.person_id), county.person(by=where.officer)
    merge(by=where.officer, keep=keep, away=away, reason="Same fingerprints")
    db.session.commit()
    asked = db.session.scalars(select(OutcomeRecord).order_by(OutcomeRecord.id.desc())).first()
    registrar = client_of(county.user(Role.RG), Role.RG)
    answered = registrar.post(f"/outcome-codes/{asked.id}", {"answer": "accept"})
    assert is_told_it_was_saved(registrar.get(answered.location).text)
    assert not is_told_it_was_saved(registrar.get("/outcome-codes").text)
    newest = db.session.scalars(select(OutcomeRecord).order_by(OutcomeRecord.id.desc())).first()
    assert newest.step is CodeStep.ACCEPTED
    chain = select(AuditChain.key).join(AuditEvent, AuditEvent.chain_id == AuditChain.id)
    seen = db.session.scalars(chain.where(AuditEvent.action.in_(("disposal.viewed", "disposal.code.answered"))))
    assert set(seen) == {f"person:{keep.id}"}


def test_nobody_is_asked_about_legal_advice_before_they_said_whether_the_person_agrees(client_of, where):
    disposal = proposed(with_facts(where))
    signing_actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE)
    db.session.commit()
    page = client_of(where.sergeant_user, Role.DM).post(f"/disposals/{disposal.id}/sign", {}).text
    assert "consents" in faulty(page)
    assert "advice_offered" not in faulty(page)
