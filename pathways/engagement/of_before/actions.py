"""Recording how a case of before went and ended, on its referral of before, and taking it back."""

from collections.abc import Collection
from datetime import date, datetime, time

from sqlalchemy import select

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.engagement.models.case import AssessedSubstance, Assessment, CarePlan, Engagement, Exit, StructuredStart
from pathways.engagement.of_before.queries import OF_A_CASE, more_is_recorded_of_cases
from pathways.engagement.of_before.rules import DEFINITION, NEEDS, VERSION, PastCase, end_of, past_case_reasons
from pathways.referrals.models.referral import Referral
from pathways.referrals.of_before.actions import end_past_referral, open_past_referral
from pathways.refusals import OutOfSight, Refused, refuse_if
from pathways.store.base import Record, db, save


def record_past_case(*, by: Viewer, referral: Referral, facts: PastCase, **origin: object) -> None:
    """Record how an accepted referral of before went, for the service that accepted it. Raises OutOfSight, Refused.

    Police notice nothing of it. No check-in falls due, and no clock is read: the case has ended as it is recorded.
    """
    if not by.is_treatment or referral.organisation_id != by.organisation_id:
        raise OutOfSight
    audit.lock(referral.person_id)
    db.session.refresh(referral)
    refuse_if(past_case_reasons(facts, today=clock.today()))
    if referral.accepted_at is None:
        raise Refused("The service did not accept this referral, so nothing came of it", field="referral_key")
    if not referral.is_of_before or referral.exited_on is not None:
        raise Refused("How this referral went is recorded already", field="referral_key")
    accepted_on = dates.london_date(referral.accepted_at)
    seen_on = facts.first_seen_on
    if min(day for day in (seen_on, facts.exited_on) if day) < accepted_on:
        raise Refused(
            f"Nothing can come before the service accepted, on {dates.day_in_words(accepted_on)}",
            field="first_attended_on" if facts.first_attended_on else "exited_on",
        )
    ended = end_of(facts)
    if ended is None:  # refused above
        raise Refused("What came before cannot end so", field="ending")
    _keep(by, referral, facts)
    ending, after = ended
    exited = {"reason": ending.code, "planned": ending.is_planned, "exited_on": facts.exited_on}
    save(Exit(referral_id=referral.id, **exited, **_now(by)))
    end_past_referral(
        by=by,
        referral=referral,
        event=ending.event,
        before=facts.reached,
        after=after,
        at=max(_at(facts.exited_on), referral.accepted_at),
        first_attended_on=seen_on,
        assessed_on=facts.assessed_on,
        engaged_on=facts.engaged_on,
        exited_on=facts.exited_on,
    )
    subject = ("referral", referral.id)
    audit.in_confidence(by, referral.person_id, "case.recorded", subject, reason=ending.code, **origin)


def _keep(by: Viewer, referral: Referral, facts: PastCase) -> None:
    """A row of each kind that happened. Who made the assessment is not known: the row names who recorded it."""
    if facts.assessed_on is not None:
        assessment = save(
            Assessment(
                referral_id=referral.id,
                person_id=referral.person_id,
                attended_on=facts.assessed_on,
                assessor_id=by.user_id,
                uses_substances=facts.uses,
                needs_agreed=NEEDS,
                **_now(by),
            )
        )
        for each in dict.fromkeys(facts.substances):
            db.session.add(AssessedSubstance(assessment_id=assessment.id, substance=each))
    if facts.care_plan_on is not None:
        db.session.add(CarePlan(referral_id=referral.id, agreed_on=facts.care_plan_on, **_now(by)))
    if facts.started_on is not None and facts.modality is not None:
        started = {"modality": facts.modality, "started_on": facts.started_on}
        db.session.add(StructuredStart(referral_id=referral.id, **started, **_now(by)))
    if facts.engaged_on is not None:
        whose = {"referral_id": referral.id, "person_id": referral.person_id, "engaged_on": facts.engaged_on}
        db.session.add(Engagement(**whose, definition=DEFINITION, definition_version=VERSION, **_now(by)))


def _now(by: Viewer) -> dict[str, object]:
    return {"recorded_at": clock.now(), "recorded_by_id": by.user_id}


def _at(day: date) -> datetime:
    """A case closes at noon of its last day: no hour of it is known."""
    return dates.at_wall(day, time(12))


def take_back_case(*, by: Viewer, referral: Referral, beside: Collection[type[Record]] = (), **origin: object) -> None:
    """Take back how a case of before went: the referral is again one of which only is known that it was accepted.

    The caller has locked the person (`audit.lock`). Rows of the tables in `beside` may name the referral. Raises
    Refused where more was recorded of it since.
    """
    if more_is_recorded_of_cases([referral.id], beside=beside):
        raise Refused("Something was recorded of this case since. It stays")
    audit.taken_back(by, referral.person_id, "case.taken_back", ("referral", referral.id), origin, quietly=True)
    of_assessment = select(AssessedSubstance).join(Assessment).where(Assessment.referral_id == referral.id)
    for each in db.session.scalars(of_assessment.order_by(AssessedSubstance.id)).all():
        db.session.delete(each)
    db.session.flush()
    for kind in OF_A_CASE:
        for row in db.session.scalars(select(kind).where(kind.referral_id == referral.id)).all():
            db.session.delete(row)
    db.session.flush()
    open_past_referral(referral)
