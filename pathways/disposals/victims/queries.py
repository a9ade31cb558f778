"""The contacts with the victim of an episode's offence, and what follows from them."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import bindparam, exists, select

from pathways.disposals.models import Disposal, DisposalEvent, VictimContact
from pathways.disposals.victims.rules import VictimAnswer
from pathways.people.models.custody import Episode
from pathways.store.base import db

_CONTACTS = (
    select(VictimContact)
    .where(VictimContact.episode_id == bindparam("of_episode"))
    .order_by(VictimContact.at.desc(), VictimContact.id.desc())
)

_RECORDED = select(DisposalEvent.disposal_id, DisposalEvent.recorded).where(
    DisposalEvent.disposal_id.in_(bindparam("of_disposals", expanding=True))
)
_TOLD_AT = (
    select(Disposal.id, VictimContact.at)
    .join(VictimContact, VictimContact.episode_id == Disposal.episode_id)
    .where(Disposal.id.in_(bindparam("of_disposals", expanding=True)), VictimContact.answer == VictimAnswer.TOLD)
)
WAS_TRIED = exists().where(VictimContact.episode_id == Episode.id).correlate(Episode)
"""Whether an attempt to reach the victim of an episode is recorded, even if nobody answered (dictionary 1.9)."""


def victim_contacts(episode_id: int) -> tuple[VictimContact, ...]:
    """Every attempt to reach the victim of an episode in sight, latest first."""
    return tuple(db.session.scalars(_CONTACTS, {"of_episode": episode_id}))


def remedy_chosen(episode_id: int) -> str | None:
    """What the victim last chose from the community remedies; None if nothing."""
    return next((row.remedy for row in victim_contacts(episode_id) if row.remedy), None)


def victim_told(disposal: Disposal, events: Iterable[DisposalEvent] | None = None) -> bool:
    """Whether the victim was told of the outcome (`victims_told`). `events` are its steps, if they were read."""
    return disposal.id in victims_told([disposal], events)


def victims_told(disposals: Collection[Disposal], events: Iterable[DisposalEvent] | None = None) -> frozenset[int]:
    """The ids of those disposals whose victim was told of the outcome: in a contact since it took effect, or as a step
    recorded.

    An officer tells the victim before completing a case, so a contact counts from the signing, not the completion.
    """
    steps: Iterable[Any] = events or ()
    if events is None:
        steps = db.session.execute(_RECORDED, {"of_disposals": [disposal.id for disposal in disposals]})
    by_a_step = {step.disposal_id for step in steps if step.recorded.get("victim_told") in (True, "yes")}
    signed = {disposal.id: disposal.signed_at for disposal in disposals if disposal.signed_at is not None}
    asked = list(signed.keys() - by_a_step)
    contacts = db.session.execute(_TOLD_AT, {"of_disposals": asked}).all() if asked else ()
    since = ((disposal_id, at, signed[disposal_id].replace(second=0, microsecond=0)) for disposal_id, at in contacts)
    return frozenset(by_a_step | {disposal_id for disposal_id, at, signed_at in since if at >= signed_at})
