"""What every action on a person does first: hold them, refuse with all reasons at once; and the next detention."""

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
from pathways.store.base import db

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
    """The episode stands where its detention stands, and closes with the release."""
    episode.suite_id, episode.closed_at = facts.suite_id, facts.released_at
    episode.came_on = dates.london_date(facts.arrived_at)
    db.session.flush()


def key_after_correcting(view: EpisodeView, before: Detention, facts: DetentionFacts) -> str:
    """The key of the continuous detention once the arrest or the ground is put right: another one goes on or begins.

    Whatever does not say whether this detention went on from another leaves the key (PACE 1984 s.63B(5B)).
    """
    if (before.arrested_at, before.presence) == (facts.arrested_at, facts.presence):
        return before.continuous_detention
    key, stood_before = continuous_detention_of(view.person.id, facts, beside=view.episode.id)
    if stood_before or is_shared_key(before.continuous_detention, beside=view.episode.id):
        return key
    return before.continuous_detention


def keep_move(by: Viewer, view: EpisodeView, detention: Detention, facts: TransferFacts) -> CustodyTransfer:
    """Record that somebody was moved from the suite of `detention`: what could be asked before is asked of it."""
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
    db.session.add(made)
    db.session.flush()
    subject = ("custody_transfer", made.id)
    audit.change(by, view.person.id, "detention.transferred", subject, episode=view.episode.id, to=facts.to_suite_id)
    return made


def refuse_a_number_in_use(by: Viewer, facts: DetentionFacts, *, beside: int | None = None) -> None:
    """Two people in custody at once never share a custody record number: a test could land on the wrong one."""
    if number_held_now(by, facts.custody_record_no, beside=beside) is not None:
        raise Refused(
            f"Somebody else in custody now has custody record {facts.custody_record_no}. Check the number",
            field="custody_record_no",
        )


# What every action does first: hold the person, and refuse with all reasons at once.


# Every change begins with it: built once, and what the session knows of the person is read over.
_PERSON = (
    select(Person)
    .where(Person.id == bindparam("of_person"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def hold(by: Viewer, person: Person, seen_version: int | None) -> None:
    """Hold a person's head and row until the transaction ends, and read it afresh. Raises Stale.

    `seen_version` is the version that the form was filled from; None where there was no form to fill (a command, the
    demonstration).
    """
    audit.hold(person.id)  # before the row: a clock that holds the head names the row in what it writes
    db.session.scalars(_PERSON, {"of_person": person.id}).one()
    audit.expect(person.id, seen_version, in_confidence=by.is_treatment)


def hold_the_living(by: Viewer, person: Person, seen_version: int | None) -> None:
    """Hold a person's head and row, and raise Refused when they have died: open steps have ended."""
    hold(by, person, seen_version)
    refuse_if(bars_of_death(by, person))
