"""TOP scores, naloxone supplied and used, peer support."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import update

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import FIRST, expect, log, put, refuse
from pathways.engagement.models import NaloxoneSupply, PeerSupport, TopScores
from pathways.engagement.rules import (
    PeerAnswer,
    PeerFacts,
    Supply,
    TopStage,
    UsedOutcome,
    bars_to_peer,
    bars_to_scores,
    bars_to_supply,
    bars_to_use,
)
from pathways.refusals import Stale
from pathways.store import db, rows_changed

ANSWERED_ANEW = "Answered or changed since"


def record_scores(
    *,
    by: Viewer,
    referral_id: int,
    stage: TopStage,
    taken_on: date,
    scores: Mapping[str, int | None],
    correction_reason: str = "",
    version: int | None = None,
) -> TopScores:
    """Record a set of scores; of a day and stage that has one, correct it. Raises OutOfSight, Refused, Stale."""
    case = queries.case(by, referral_id)
    expect(case, version)
    stands = (one for one in queries.scores_of(case) if (one.stage, one.taken_on) == (stage, taken_on))
    already = next(stands, None)
    refuse(
        bars_to_scores(
            stage=stage,
            state=case.referral.state,
            has_died=case.has_died,
            today=clock.today(),
            taken_on=taken_on,
            scores=scores,
            is_correction=already is not None,
            correction_reason=correction_reason,
        )
    )
    made = TopScores(
        referral_id=referral_id,
        stage=stage,
        taken_on=taken_on,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
        **scores,
    )
    put(case, already, made, correction_reason, None)
    log(by, case, "top_scores", made.id, correction_reason if already else "", stage=stage)
    return made


def supply_naloxone(*, by: Viewer, referral_id: int, supply: Supply, version: int | None = None) -> NaloxoneSupply:
    """Record a supply of take-home naloxone. Raises OutOfSight, Refused with every bar, Stale."""
    case = queries.case(by, referral_id)
    expect(case, version)
    refuse(bars_to_supply(supply, state=case.referral.state, has_died=case.has_died, today=clock.today()))
    made = NaloxoneSupply(referral_id=referral_id, recorded_at=clock.now(), recorded_by_id=by.user_id, **vars(supply))
    db.session.add(made)
    db.session.flush()
    audit.in_confidence(by, case.person.id, "naloxone.supplied", ("naloxone_supply", made.id), referral=referral_id)
    return made


def record_use(*, by: Viewer, referral_id: int, supply_id: int, used_on: date, outcome: UsedOutcome) -> NaloxoneSupply:
    """Record that a supply was used and what became of whoever it was used on, once. Raises as above."""
    case, held = queries.supply_of(by, referral_id, supply_id)
    refuse(
        bars_to_use(
            state=case.referral.state,
            has_died=case.has_died,
            today=clock.today(),
            supplied_on=held.supplied_on,
            used_on=used_on,
            already=held.used_on is not None,
        )
    )
    unused = update(NaloxoneSupply).where(NaloxoneSupply.id == held.id, NaloxoneSupply.used_on.is_(None))
    if rows_changed(unused.values(used_on=used_on, used_outcome=outcome, used_by_id=by.user_id)) != 1:
        raise Stale(FIRST)
    db.session.refresh(held)
    audit.in_confidence(by, case.person.id, "naloxone.used", ("naloxone_supply", held.id), referral=referral_id)
    return held


def record_peer(*, by: Viewer, referral_id: int, facts: PeerFacts, version: int | None = None) -> PeerSupport:
    """Record that peer support was offered and what was answered; the latest stands. Raises as above."""
    case = queries.case(by, referral_id)
    expect(case, version)
    verdict = queries.may_tell_a_peer(case)
    refuse(
        bars_to_peer(
            facts,
            state=case.referral.state,
            has_died=case.has_died,
            today=clock.today(),
            may_share=verdict.live,
            why_not=verdict.why,
        )
    )
    is_passed_on = facts.answer is PeerAnswer.ACCEPTED
    made = PeerSupport(
        referral_id=referral_id,
        offered_on=facts.offered_on,
        answer=facts.answer,
        peer=facts.peer if is_passed_on else None,
        contact=facts.contact if is_passed_on else None,
        told=list(facts.told),
        first_contact_on=facts.first_contact_on,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    put(case, queries.peer_of(case), made, ANSWERED_ANEW, None)
    log(by, case, "peer_support", made.id, "")
    return made
