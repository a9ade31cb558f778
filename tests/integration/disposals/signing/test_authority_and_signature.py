"""Another officer gives authority or sends it back; the person agrees and signs, or does not."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import delete, select, update

from pathways import clock
from pathways.auth.models import RankHeld
from pathways.auth.roles import Rank, Role
from pathways.disposals.facts import actions as facts_actions
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.disposals.proposal import actions as proposal_actions
from pathways.disposals.proposal import queries
from pathways.disposals.signing import actions as signing_actions
from pathways.disposals.steps.rules.machine import State
from pathways.documents.copies import newest_copy
from pathways.documents.kinds import PaperKind
from pathways.refusals import OutOfSight, Refused, Stale
from tests import county
from tests.integration.disposals.plain_disposal import (
    ANSWERS,
    BECAUSE,
    authorised,
    proposed,
    scene,
    signed,
    with_facts,
)
from tests.referred import died


def test_whoever_proposed_never_authorises(app, db):
    officer = county.user(Role.DM)
    where = scene()
    where.officer_user = officer
    disposal = proposed(with_facts(where))
    with pytest.raises(Refused, match="You proposed this"):
        signing_actions.authorise(by=county.viewer_of(officer), disposal_id=disposal.id, reason=BECAUSE)
    assert disposal.state is State.PROPOSED


def test_a_constable_cannot_authorise_and_a_sergeant_of_another_force_does_not_see_it(app):
    where = scene()
    disposal = proposed(with_facts(where))
    constable = county.viewer_of(county.user(Role.DM, rank=Rank.CONSTABLE))
    with pytest.raises(Refused, match="CC-05: An authorised person"):
        signing_actions.authorise(by=constable, disposal_id=disposal.id, reason=BECAUSE)
    elsewhere = county.viewer_of(county.user(Role.DM, of=county.force("Humberside Police")))
    with pytest.raises(OutOfSight):
        signing_actions.authorise(by=elsewhere, disposal_id=disposal.id, reason=BECAUSE)


def test_a_rank_that_begins_tomorrow_authorises_nothing_today(app, db):
    where = scene()
    disposal = proposed(with_facts(where))
    promoted = county.user(Role.DM, rank=Rank.CONSTABLE)
    tomorrow = clock.today() + timedelta(days=1)
    db.session.add(RankHeld(user_id=promoted.id, rank=Rank.SERGEANT, from_on=tomorrow, recorded_at=clock.now()))
    with pytest.raises(Refused, match="CC-05"):
        signing_actions.authorise(by=county.viewer_of(promoted), disposal_id=disposal.id, reason=BECAUSE)


def test_authority_names_the_officer_the_rank_and_the_reason(app, db):
    where = scene()
    disposal = authorised(where)
    assert disposal.state is State.AUTHORISED
    assert (disposal.authorised_by_id, disposal.authorised_rank) == (where.sergeant_user.id, Rank.SERGEANT)
    events = db.session.scalars(select(DisposalEvent).order_by(DisposalEvent.id)).all()
    assert [(event.event, event.rank, event.reason) for event in events] == [
        ("propose", Rank.CONSTABLE, None),
        ("authorise", Rank.SERGEANT, BECAUSE),
    ]


def test_domestic_abuse_waits_for_the_crown_prosecution_service_whatever_the_rank(app):
    where = scene()
    disposal = proposed(with_facts(where, abuse_or_hate="domestic_abuse"))
    chief = county.viewer_of(county.user(Role.DM, rank=Rank.SUPERINTENDENT))
    with pytest.raises(Refused, match="CC-08"):
        signing_actions.authorise(by=chief, disposal_id=disposal.id, reason=BECAUSE)


def test_a_short_margin_to_charge_is_accepted_only_with_a_reason(app):
    where = scene(code="VA1824-3")
    facts_actions.record_facts(
        by=where.officer, episode_id=where.episode.id, answers=ANSWERS, offence_on=clock.today() - timedelta(days=150)
    )
    disposal = proposed(where)
    with pytest.raises(Refused, match="CC-17"):
        signing_actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE)
    margin = "The person has started and will finish next week"
    signing_actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE, overrides={"CC-17": margin})
    assert disposal.state is State.AUTHORISED


def test_sent_back_is_decided_again_and_the_new_authority_replaces_it(app):
    where = with_facts(scene())
    first = proposed(where)
    signing_actions.send_back(by=where.sergeant, disposal_id=first.id, reason="The condition names the wrong town")
    assert first.state is State.REDECIDE
    second = proposed(where)
    signing_actions.authorise(by=where.sergeant, disposal_id=second.id, reason=BECAUSE)
    assert (first.state, second.state) == (State.CLOSED_REPLACED, State.AUTHORISED)


def test_two_officers_deciding_at_once_have_one_winner(app, db):
    where = scene()
    disposal = proposed(with_facts(where))
    disposal_view = queries.disposal(where.sergeant, disposal.id)
    db.session.execute(
        update(Disposal)
        .where(Disposal.id == disposal.id)
        .values(state=State.REDECIDE)
        .execution_options(synchronize_session=False)
    )
    assert disposal_view.disposal.state is State.PROPOSED
    with pytest.raises(Stale):
        signing_actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE)


def test_a_no_before_signing_ends_it_and_concludes_nothing(app, db):
    where = scene()
    disposal = authorised(where)
    signing_actions.decline(by=where.officer, disposal_id=disposal.id, legal_advice_offered=True)
    last = db.session.scalars(select(DisposalEvent).order_by(DisposalEvent.id.desc())).first()
    assert (disposal.state, last.recorded) == (State.REDECIDE, {"legal_advice_offered": True})


def test_signing_keeps_the_document_its_hash_and_asks_for_outcome_3(app, db):
    disposal = signed(scene())
    paper_copy = newest_copy(PaperKind.CAUTION, disposal.id)
    assert disposal.state is State.ACTIVE
    assert (disposal.outcome_requested, disposal.signed_at) == ("3", clock.now())
    assert paper_copy.sha256 == sha256(paper_copy.content).hexdigest()
    assert paper_copy.content.startswith(b"%PDF-")


@pytest.mark.parametrize(("changes", "rule"), [({"consents": False}, "CC-04"), ({"was_signed": False}, "CC-19")])
def test_nothing_is_signed_without_consent_and_a_signature(app, db, changes, rule):
    where = scene()
    disposal = authorised(where)
    values = {"explained_at": clock.now(), "consents": True, "was_signed": True} | changes
    with pytest.raises(Refused, match=rule):
        signing_actions.sign(by=where.sergeant, disposal_id=disposal.id, **values)
    assert newest_copy(PaperKind.CAUTION, disposal.id) is None


def test_an_explanation_before_the_authority_or_in_the_future_is_a_slip(app):
    where = scene()
    disposal = authorised(where)
    for wrong in (clock.now() - timedelta(hours=2), clock.now() + timedelta(minutes=5)):
        with pytest.raises(Refused, match="explanation"):
            signing_actions.sign(
                by=where.sergeant, disposal_id=disposal.id, explained_at=wrong, consents=True, was_signed=True
            )


def test_signing_needs_a_sergeant(app):
    where = scene()
    disposal = authorised(where)
    constable = county.viewer_of(county.user(Role.DM, rank=Rank.CONSTABLE))
    with pytest.raises(Refused):
        signing_actions.sign(
            by=constable, disposal_id=disposal.id, explained_at=clock.now(), consents=True, was_signed=True
        )


def test_after_a_death_no_step_is_taken(app):
    where = scene()
    disposal = authorised(where)
    died(where.episode.person_id, where.officer)
    with pytest.raises(Refused, match="This person has died"):
        signing_actions.sign(
            by=where.sergeant, disposal_id=disposal.id, explained_at=clock.now(), consents=True, was_signed=True
        )


def test_a_step_that_the_disposal_has_passed_is_refused_in_words(app):
    where = scene()
    disposal = signed(where)
    with pytest.raises(Refused, match="no longer open: it is at ‘signed, conditions running’ since 25 November 2026"):
        proposal_actions.withdraw_proposal(
            by=where.officer, disposal_id=disposal.id, reason="It was proposed by mistake"
        )


def test_sending_back_needs_a_sergeant_and_a_rank_on_the_day(app, db):
    where = with_facts(scene())
    disposal = proposed(where)
    constable = county.user(Role.DM, rank=Rank.CONSTABLE)
    with pytest.raises(Refused, match="You are recorded as constable today"):
        signing_actions.send_back(
            by=county.viewer_of(constable), disposal_id=disposal.id, reason="The town is the wrong one"
        )
    unranked = county.user(Role.DM)
    db.session.execute(delete(RankHeld).where(RankHeld.user_id == unranked.id))
    with pytest.raises(Refused, match="No rank is recorded for you today"):
        signing_actions.send_back(
            by=county.viewer_of(unranked), disposal_id=disposal.id, reason="The town is the wrong one"
        )


def test_a_reason_of_a_few_words_is_not_a_reason(app):
    disposal = proposed(with_facts(scene()))
    sergeant = county.viewer_of(county.user(Role.DM))
    with pytest.raises(Refused, match="You typed 5") as refused:
        signing_actions.send_back(by=sergeant, disposal_id=disposal.id, reason="Wrong")
    assert refused.value.reasons[0].field == "reason"
