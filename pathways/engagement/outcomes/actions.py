"""Recording check-ins, feedback, TOP scores, naloxone supplied and used, and peer support."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import update

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.engagement.actions import CASE_CHANGED_FIRST, expect, log, put, refuse
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.models.case import CheckIn, Feedback
from pathways.engagement.models.treatment import NaloxoneSupply, PeerSupport, TopScores
from pathways.engagement.naloxone.rules import Supply, UsedOutcome, bars_to_supply, bars_to_use
from pathways.engagement.outcomes import queries, rules
from pathways.engagement.rules import not_changeable
from pathways.refusals import OutOfSight, Stale
from pathways.store.base import db, rows_changed, save

# Check-ins after a planned exit, and what the person says of the service.


def check_in(*, by: Viewer, referral_id: int, number: int, outcome: rules.CheckInOutcome, note: str = "") -> CheckIn:
    """Record a check-in, once. Raises OutOfSight, Refused with every bar."""
    after_exit = queries.after_exit(by, referral_id)
    if number not in (1, 2, 3):
        raise OutOfSight
    refuse(
        rules.bars_to_check_in(
            has_died=after_exit.has_died,
            number=number,
            exited_on=after_exit.exited_on,
            made=after_exit.outcomes,
            today=clock.today(),
        )
    )
    made = CheckIn(
        referral_id=referral_id,
        number=number,
        outcome=outcome,
        note=note.strip() or None,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(made)
    audit.in_confidence(
        by, after_exit.details.person_id, "check_in.recorded", ("check_in", made.id), referral=referral_id
    )
    return made


def give_feedback(
    *,
    by: Viewer,
    referral_id: int,
    respected: rules.Grade | None,
    in_time: rules.Grade | None,
    helped: rules.Grade | None,
    words: str = "",
) -> None:
    """Record what the person said without anything that identifies them, in the log too. Raises OutOfSight, Refused."""
    case = case_queries.case(by, referral_id)
    refuse(not_changeable(has_died=case.has_died, state=case.referral.state))
    save(
        Feedback(
            organisation_id=by.organisation_id,
            month_on=clock.today().replace(day=1),
            respected=respected,
            in_time=in_time,
            helped=helped,
            words=words.strip() or None,
        )
    )
    audit.administered(by, "feedback.taken", by.organisation_id)


# TOP scores, naloxone supplied and used, peer support.


ANSWERED_ANEW = "Answered or changed since"


def record_scores(
    *,
    by: Viewer,
    referral_id: int,
    stage: rules.TopStage,
    taken_on: date,
    scores: Mapping[str, int | None],
    correction_reason: str = "",
    version: int | None = None,
) -> TopScores:
    """Record a set of scores, or correct the one of that day and stage. Raises OutOfSight, Refused, Stale."""
    case = case_queries.case(by, referral_id)
    expect(case, version)
    stands = (row for row in queries.scores_of(case) if (row.stage, row.taken_on) == (stage, taken_on))
    already = next(stands, None)
    refuse(
        rules.bars_to_scores(
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
    case = case_queries.case(by, referral_id)
    expect(case, version)
    refuse(bars_to_supply(supply, state=case.referral.state, has_died=case.has_died, today=clock.today()))
    made = NaloxoneSupply(referral_id=referral_id, recorded_at=clock.now(), recorded_by_id=by.user_id, **vars(supply))
    save(made)
    audit.in_confidence(by, case.person.id, "naloxone.supplied", ("naloxone_supply", made.id), referral=referral_id)
    return made


def record_use(*, by: Viewer, referral_id: int, supply_id: int, used_on: date, outcome: UsedOutcome) -> NaloxoneSupply:
    """Record once that a supply was used and what became of that person. Raises OutOfSight, Refused, Stale."""
    case, supply = queries.supply_of(by, referral_id, supply_id)
    refuse(
        bars_to_use(
            state=case.referral.state,
            has_died=case.has_died,
            today=clock.today(),
            supplied_on=supply.supplied_on,
            used_on=used_on,
            already=supply.used_on is not None,
        )
    )
    unused = update(NaloxoneSupply).where(NaloxoneSupply.id == supply.id, NaloxoneSupply.used_on.is_(None))
    if rows_changed(unused.values(used_on=used_on, used_outcome=outcome, used_by_id=by.user_id)) != 1:
        raise Stale(CASE_CHANGED_FIRST)
    db.session.refresh(supply)
    audit.in_confidence(by, case.person.id, "naloxone.used", ("naloxone_supply", supply.id), referral=referral_id)
    return supply


def record_peer(*, by: Viewer, referral_id: int, facts: rules.PeerFacts, version: int | None = None) -> PeerSupport:
    """Record the offer of peer support and the answer; the latest stands. Raises OutOfSight, Refused, Stale."""
    case = case_queries.case(by, referral_id)
    expect(case, version)
    verdict = queries.may_tell_a_peer(case)
    refuse(
        rules.bars_to_peer(
            facts,
            state=case.referral.state,
            has_died=case.has_died,
            today=clock.today(),
            may_share=verdict.live,
            why_not=verdict.why,
        )
    )
    is_passed_on = facts.answer is rules.PeerAnswer.ACCEPTED
    made = PeerSupport(
        referral_id=referral_id,
        offered_on=facts.offered_on,
        answer=facts.answer,
        peer=facts.peer if is_passed_on else None,
        contact=facts.contact if is_passed_on else None,
        shared_risks=list(facts.shared_risks),
        first_contact_on=facts.first_contact_on,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    put(case, queries.peer_of(case), made, ANSWERED_ANEW, None)
    log(by, case, "peer_support", made.id, "")
    return made
