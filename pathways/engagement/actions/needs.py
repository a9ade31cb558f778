"""Needs, as the service asks them: on from where the desk stopped."""

from pathways import clock
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import expect, log, put, refuse
from pathways.engagement.models import NeedsAssessed, UseAssessed
from pathways.engagement.rules import DIED, NeedsFacts, answers_for, needs_reasons, not_open
from pathways.referrals.rules import Naloxone
from pathways.store import db
from pathways.vocabulary import Sex

ASKED_AGAIN = "Asked again"


def record_needs(*, by: Viewer, referral_id: int, facts: NeedsFacts, version: int | None = None) -> NeedsAssessed:
    """Keep what the person said; an earlier sitting is superseded, never overwritten, and the desk's stays as it is.

    Raises OutOfSight, Refused with every reason, Stale.
    """
    case = queries.case(by, referral_id)
    if case.has_died:
        refuse((DIED,))
    if not answers_for(case.referral.state):
        refuse((not_open(case.referral.state),))
    refuse(needs_reasons(facts, may_be_pregnant=case.details.sex is not Sex.MALE))
    expect(case, version)
    not_offered = facts.naloxone.answer is Naloxone.NOT_OFFERED
    made = NeedsAssessed(
        referral_id=referral_id,
        said=facts.said,
        injecting=facts.injecting,
        overdose=facts.overdose,
        overdose_days=facts.overdose_days,
        suicide_risk=facts.suicide_risk,
        mental_health=facts.mental_health,
        receiving=facts.receiving,
        housing=facts.housing,
        children=facts.children,
        pregnant=facts.pregnant,
        employment=facts.employment,
        safeguarding=facts.safeguarding,
        naloxone=facts.naloxone.answer,
        naloxone_why=facts.naloxone.why_not.strip() if not_offered else None,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    before = queries.needs_of(referral_id)
    put(case, before.row if before else None, made, ASKED_AGAIN, None)
    db.session.add_all(
        UseAssessed(needs_assessed_id=made.id, position=place, substance=use.substance, route=use.route)
        for place, use in enumerate(facts.uses, start=1)
    )
    log(by, case, "needs_assessed", made.id, ASKED_AGAIN if before else "")
    return made
