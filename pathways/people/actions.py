"""What actions on people share: locking the person first, the next record of a detention, a number that is taken."""

from dataclasses import asdict

from sqlalchemy import bindparam, select

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.people.custody.queries import EpisodeView, continuous_detention_of, is_shared_key, number_held_now
from pathways.people.custody.rules import DetentionFacts, TransferFacts
from pathways.people.deaths.queries import bars_of_death
from pathways.people.models.custody import CustodyTransfer, Detention, Episode
from pathways.people.models.identity import Person
from pathways.refusals import Refused, refuse_if
from pathways.store.base import db, save

# What every action on a detention shares: its next record, the episode that follows it, a number that is taken.


def new_record(episode: Episode, facts: DetentionFacts, key: str, by: Viewer) -> Detention:
    """A row with these facts, under the key of its continuous detention; not added yet."""
    return Detention(
        episode_id=episode.id,
        continuous_detention=key,
        **asdict(facts),
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )


def follow(episode: Episode, facts: DetentionFacts) -> None:
    """Set the episode's suite, day and closing from its detention: it closes with the release."""
    episode.suite_id, episode.closed_at = facts.suite_id, facts.released_at
    episode.came_on = dates.london_date(facts.arrived_at)
    db.session.flush()


def key_after_correcting(view: EpisodeView, before: Detention, facts: DetentionFacts) -> str:
    """The key of the continuous detention after a correction of the arrest or the ground, which may make it another.

    A correction that does not touch whether this detention went on from another leaves the key (PACE 1984 s.63B(5B)).
    """
    if (before.arrested_at, before.presence) == (facts.arrested_at, facts.presence):
        return before.continuous_detention
    key, stood_before = continuous_detention_of(view.person.id, facts, beside=view.episode.id)
    if stood_before or is_shared_key(before.continuous_detention, beside=view.episode.id):
        return key
    return before.continuous_detention


def keep_move(by: Viewer, view: EpisodeView, detention: Detention, facts: TransferFacts) -> CustodyTransfer:
    """Record a move from the suite of `detention`, which goes on deciding what could be asked before the move."""
    made = CustodyTransfer(
        episode_id=view.episode.id,
        from_suite_id=detention.suite_id,
        to_suite_id=facts.to_suite_id,
        from_record_no=detention.custody_record_no,
        to_record_no=facts.custody_record_no,
        left_at=facts.left_at,
        arrived_at=facts.arrived_at,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(made)
    subject = ("custody_transfer", made.id)
    audit.change(by, view.person.id, "detention.transferred", subject, episode=view.episode.id, to=facts.to_suite_id)
    return made


def refuse_a_number_in_use(by: Viewer, facts: DetentionFacts, *, beside: int | None = None) -> None:
    """Raise Refused where somebody else in custody has this number: a test could be recorded for the wrong person."""
    if number_held_now(by, facts.custody_record_no, beside=beside) is not None:
        raise Refused(
            f"Somebody else in custody now has custody record {facts.custody_record_no}. Check the number",
            field="custody_record_no",
        )


# What every action does first: lock the person, and refuse with all reasons at once. The statement is built once; it
# reads the person afresh, over what the session knows.
_PERSON = (
    select(Person)
    .where(Person.id == bindparam("of_person"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def lock(by: Viewer, person: Person, seen_version: int | None) -> None:
    """Lock a person's head and row until the transaction ends, and read the row afresh. Raises Stale.

    `seen_version` is the version that the form was filled from; None where there was no form to fill (a command, the
    demonstration).
    """
    audit.lock(person.id)  # before the row: a clock that has locked the head names the row in what it writes
    db.session.scalars(_PERSON, {"of_person": person.id}).one()
    audit.expect(person.id, seen_version, in_confidence=by.is_treatment)


def lock_the_living(by: Viewer, person: Person, seen_version: int | None) -> None:
    """Lock a person's head and row, and raise Refused if they have died: open steps have ended."""
    lock(by, person, seen_version)
    refuse_if(bars_of_death(by, person))
