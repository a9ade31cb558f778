"""Recording that something of an assessment was told without the person's written consent."""

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import expect, refuse
from pathways.engagement.models import AssessmentLeaked
from pathways.engagement.rules.leaks import LeakFacts, leak_faults, met_by_leak
from pathways.store import db


def record_leak(*, by: Viewer, referral_id: int, facts: LeakFacts, version: int | None = None) -> AssessmentLeaked:
    """Keep an information incident of a case of the viewer's provider, closed or open, also of somebody who has died.

    Police notice nothing of it. Raises OutOfSight, Refused with every reason, Stale.
    """
    case = queries.case(by, referral_id)
    expect(case, version)
    agreed = queries.police_may_know(case, facts.told_at)
    refuse(leak_faults(facts, now=clock.now(), police_may_know=agreed))
    met = met_by_leak(facts)
    made = AssessmentLeaked(
        referral_id=referral_id,
        what=facts.what,
        whom=facts.whom,
        told_to=facts.told_to.strip(),
        told_at=facts.told_at,
        done=facts.done.strip(),
        rule=met.rule,
        message=met.message,
        source=met.source,
        mark=met.mark.value,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    db.session.add(made)
    db.session.flush()
    subject, recorded = ("referral", referral_id), {"incident": made.id, "rules": [met.rule]}
    audit.in_confidence(by, case.person.id, "assessment.disclosed", subject, **recorded)
    return made
