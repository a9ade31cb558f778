"""Somebody did not come at a time that a further notice had changed: a note, no failure, and told to nobody."""

from datetime import datetime

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.models import EarlierTimeNote
from pathways.engagement.queries import Expected
from pathways.engagement.rules import DIED, RequiredOutcome, words_on_earlier_time
from pathways.refusals import Refused
from pathways.store import db

CHOOSE = "Select one of the appointments on the page"


def note_on_earlier_time(
    *, by: Viewer, required_id: int, change_id: int, outcome: RequiredOutcome, version: int | None = None
) -> EarlierTimeNote:
    """Keep what somebody did not do at an earlier time of the initial assessment.

    Raises OutOfSight, Refused (V-042) for an attendance: that is recorded against the time that stands. Stale.
    """
    expected = queries.expected_one(by, required_id)
    change = next((earlier for earlier in queries.earlier_times(expected.required) if earlier.id == change_id), None)
    if change is None:
        raise Refused(CHOOSE, field="which")
    note = EarlierTimeNote(appointment_change_id=change.id, outcome=outcome, earlier_at=change.old_at)
    return _kept(by, expected, note, standing_at=expected.due_at, version=version)


def note_on_earlier_follow_up(
    *, by: Viewer, required_id: int, follow_up_id: int, outcome: RequiredOutcome, version: int | None = None
) -> EarlierTimeNote:
    """Keep what somebody did not do at an earlier time of the follow-up. Raises OutOfSight, Refused (V-042), Stale."""
    expected = queries.expected_one(by, required_id)
    binding = queries.given_before(queries.follow_up_of(required_id))
    earlier = {follow_up.id: follow_up.starts_at for follow_up in queries.earlier_times_of_follow_up(required_id)}
    earlier_at = earlier.get(follow_up_id)
    if earlier_at is None or binding is None or binding.starts_at is None:
        raise Refused(CHOOSE, field="which")
    note = EarlierTimeNote(follow_up_id=follow_up_id, outcome=outcome, earlier_at=earlier_at)
    return _kept(by, expected, note, standing_at=binding.starts_at, version=version)


def _kept(
    by: Viewer, expected: Expected, note: EarlierTimeNote, *, standing_at: datetime, version: int | None
) -> EarlierTimeNote:
    words = words_on_earlier_time(outcome=note.outcome, earlier_at=note.earlier_at, standing_at=standing_at)
    if expected.has_died:
        raise Refused(reasons=(DIED,))
    if not note.outcome.is_failure:
        raise Refused(reasons=words)
    now = clock.now()
    if note.earlier_at > now:
        raise Refused("That time has not come yet", field="which")
    if version is not None:
        audit.expect(expected.person.id, version, in_confidence=True)
    note.required_assessment_id, note.message = expected.required.id, " ".join(reason.message for reason in words)
    note.recorded_at, note.recorded_by_id = now, by.user_id
    db.session.add(note)
    db.session.flush()
    of = {"change": note.appointment_change_id} if note.follow_up_id is None else {"follow_up": note.follow_up_id}
    subject = ("required_assessment", expected.required.id)
    audit.in_confidence(by, expected.person.id, "required_assessment.note.recorded", subject, **of)
    return note
