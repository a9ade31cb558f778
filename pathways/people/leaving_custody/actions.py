"""Planning and deciding a release, moving somebody to another suite, and recording why parts were left open."""

from dataclasses import replace

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.queries import suite
from pathways.auth.roles import Viewer
from pathways.people.actions import follow, keep_move, lock_the_living, new_record, refuse_a_number_in_use
from pathways.people.custody.queries import EpisodeView, detention_facts, detention_of, view_of
from pathways.people.custody.rules import TransferFacts, transfer_reasons
from pathways.people.identity.rules import NOTHING_CHANGED
from pathways.people.leaving_custody.queries import decision_of, leaving_facts, open_parts, transfers_of
from pathways.people.leaving_custody.rules import LeavingFacts, NotDone, leaving_reasons, not_done_reasons
from pathways.people.models.custody import CustodyTransfer, Detention, Episode, PartLeftOpen, ReleaseDecision
from pathways.refusals import Refused, refuse_if
from pathways.store.base import db, save, supersede


def plan_release(*, by: Viewer, episode: Episode, facts: LeavingFacts, seen_version: int | None = None) -> None:
    """Set or change the planned release, and record how the release was decided. Raises Refused, Stale.

    The earlier plan and decision are kept, with who recorded them.
    """
    view = view_of(episode)
    lock_the_living(by, view.person, seen_version)
    detention = _still_held(episode)
    refuse_if(leaving_reasons(facts, arrived_at=detention.arrived_at, now=clock.now()))
    before = leaving_facts(view, decision_of(view.episode.id))
    if facts == before:
        raise Refused(NOTHING_CHANGED)
    if facts.planned_release_at != before.planned_release_at:
        planned = replace(detention_facts(detention), planned_release_at=facts.planned_release_at)
        after = new_record(episode, planned, detention.continuous_detention, by)
        supersede(detention, after, at=clock.now(), reason=None)
        changed = ["planned_release_at"]
        audit.change(by, view.person.id, "release.planned", ("detention", after.id), episode=episode.id, fields=changed)
    if replace(facts, planned_release_at=before.planned_release_at) != before:
        _decide(by, view, facts)


def transfer(*, by: Viewer, episode: Episode, facts: TransferFacts, seen_version: int | None = None) -> CustodyTransfer:
    """Move a detention to another suite. It keeps its key, and its episode goes along. Raises Refused, Stale."""
    view = view_of(episode)
    lock_the_living(by, view.person, seen_version)
    detention = _still_held(episode)
    earlier = transfers_of(episode.id)
    since = earlier[0].arrived_at if earlier else detention.arrived_at
    refuse_if(transfer_reasons(facts, from_suite_id=detention.suite_id, since=since, now=clock.now()))
    place = suite(facts.to_suite_id)
    if place is None or place.organisation_id != by.organisation_id:
        raise Refused("Select a suite of your own force", field="to_suite_id")
    moved = replace(
        detention_facts(detention), suite_id=facts.to_suite_id, custody_record_no=facts.custody_record_no, cell=None
    )
    refuse_a_number_in_use(by, moved, beside=episode.id)
    after = new_record(episode, moved, detention.continuous_detention, by)
    supersede(detention, after, at=clock.now(), reason=f"Transferred to {place.name}")
    follow(episode, moved)
    return keep_move(by, view, detention, facts)


def leave_open(by: Viewer, view: EpisodeView, not_done: NotDone) -> None:
    """Record why each open part is not done. Raises Refused with a reason for each part without an answer."""
    left = open_parts(by, view)
    refuse_if(not_done_reasons(left, not_done))
    for part in left:
        db.session.add(
            PartLeftOpen(
                episode_id=view.episode.id,
                part=part.key,
                label=part.label,
                why=not_done.why[part.key],
                note=not_done.note.strip() or None,
                recorded_at=clock.now(),
                recorded_by_id=by.user_id,
            )
        )
    db.session.flush()


def _decide(by: Viewer, view: EpisodeView, facts: LeavingFacts) -> None:
    made = ReleaseDecision(
        episode_id=view.episode.id,
        decision=facts.decision,
        decided_at=facts.decided_at if facts.decision else None,
        held_only_for_sample=facts.held_only_for_sample,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(made)
    audit.change(
        by,
        view.person.id,
        "release.decided",
        ("release_decision", made.id),
        episode=view.episode.id,
        how=facts.decision,
        only_for_sample=facts.held_only_for_sample,
    )


def _still_held(episode: Episode) -> Detention:
    detention = detention_of(episode.id)
    if detention is None:
        raise Refused("Only somebody in detention can have a planned release or be moved to another suite")
    if detention.released_at is not None:
        raise Refused("They have left already. If that is wrong, correct the custody record")
    return detention
