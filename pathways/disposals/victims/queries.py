"""The contacts with the victim of an episode's offence, and what follows from them."""

from sqlalchemy import bindparam, select

from pathways.disposals.models import Disposal, DisposalEvent, VictimContact
from pathways.disposals.victims.rules import VictimAnswer
from pathways.store.base import db

_CONTACTS = (
    select(VictimContact)
    .where(VictimContact.episode_id == bindparam("of_episode"))
    .order_by(VictimContact.at.desc(), VictimContact.id.desc())
)

_RECORDED = select(DisposalEvent.recorded).where(DisposalEvent.disposal_id == bindparam("of"))


def victim_contacts(episode_id: int) -> tuple[VictimContact, ...]:
    """Every attempt to reach the victim of an episode in sight, latest first."""
    return tuple(db.session.scalars(_CONTACTS, {"of_episode": episode_id}))


def victim_was_tried(episode_id: int) -> bool:
    """Whether an attempt to reach the victim is recorded, even if nobody answered (dictionary 1.9)."""
    return bool(victim_contacts(episode_id))


def remedy_chosen(episode_id: int) -> str | None:
    """What the victim last chose from the community remedies; None if nothing."""
    return next((row.remedy for row in victim_contacts(episode_id) if row.remedy), None)


def victim_told(disposal: Disposal) -> bool:
    """Whether the victim was told of the outcome: in a contact since it took effect, or as a step recorded.

    An officer tells the victim before completing a case, so a contact counts from the signing, not the completion.
    """
    if any(step.get("victim_told") in (True, "yes") for step in db.session.scalars(_RECORDED, {"of": disposal.id})):
        return True
    since = disposal.signed_at
    times = (row.at for row in victim_contacts(disposal.episode_id) if row.answer is VictimAnswer.TOLD)
    return since is not None and any(at >= since.replace(second=0, microsecond=0) for at in times)
