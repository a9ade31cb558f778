"""What every action on a detention shares: its next record, the episode that follows it, a number that is taken."""

from dataclasses import asdict

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people.models import CustodyTransfer, Detention, Episode
from pathways.people.queries import EpisodeView, continuous_detention_of, is_shared_key, number_held_now
from pathways.people.rules import DetentionFacts, TransferFacts
from pathways.refusals import Refused
from pathways.store import db


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
    episode.came_on = clock.london_date(facts.arrived_at)
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


def keep_move(by: Viewer, view: EpisodeView, held: Detention, facts: TransferFacts) -> CustodyTransfer:
    """Record that somebody was moved from where `held` says: what could be asked before is asked of that suite."""
    made = CustodyTransfer(
        episode_id=view.episode.id,
        from_suite_id=held.suite_id,
        to_suite_id=facts.to_suite_id,
        from_record_no=held.custody_record_no,
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
