"""Checking in after a planned exit, and taking what the person says of the service."""

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import refuse
from pathways.engagement.models import CheckIn, Feedback
from pathways.engagement.rules import CheckInOutcome, Grade, bars_to_check_in, not_changeable
from pathways.refusals import OutOfSight
from pathways.store import db


def check_in(*, by: Viewer, referral_id: int, number: int, outcome: CheckInOutcome, note: str = "") -> CheckIn:
    """Record a check-in, once. Raises OutOfSight, Refused with every bar."""
    held = queries.after_exit(by, referral_id)
    if number not in (1, 2, 3):
        raise OutOfSight
    refuse(
        bars_to_check_in(
            has_died=held.has_died,
            number=number,
            exited_on=held.exited_on,
            made=held.outcomes,
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
    db.session.add(made)
    db.session.flush()
    audit.in_confidence(by, held.details.person_id, "check_in.recorded", ("check_in", made.id), referral=referral_id)
    return made


def give_feedback(
    *,
    by: Viewer,
    referral_id: int,
    respected: Grade | None,
    in_time: Grade | None,
    helped: Grade | None,
    words: str = "",
) -> None:
    """Keep what the person said, with nothing that leads to them: not in the log either. Raises OutOfSight, Refused."""
    case = queries.case(by, referral_id)
    refuse(not_changeable(has_died=case.has_died, state=case.referral.state))
    db.session.add(
        Feedback(
            organisation_id=by.organisation_id,
            month_on=clock.today().replace(day=1),
            respected=respected,
            in_time=in_time,
            helped=helped,
            words=words.strip() or None,
        )
    )
    db.session.flush()
    audit.administered(by, "feedback.taken", by.organisation_id)
