"""Reads of the contacts with the victim of an episode's offence."""

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
    """Every attempt to reach the victim, latest first. The caller found the episode in sight."""
    return tuple(db.session.scalars(_CONTACTS, {"of_episode": episode_id}))


def victim_was_tried(episode_id: int) -> bool:
    """Whether one attempt with what came of it is recorded, be it that nobody answered (dictionary 1.9)."""
    return bool(victim_contacts(episode_id))


def remedy_chosen(episode_id: int) -> str | None:
    """What the victim chose last of the community remedies."""
    return next((row.remedy for row in victim_contacts(episode_id) if row.remedy), None)


def victim_told(disposal: Disposal) -> bool:
    """Whether the victim was told of the outcome since it took effect, or a step that closed it recorded so.

    Whoever completes a case tells the victim first, so what counts is not the minute of completion.
    """
    if any(step.get("victim_told") in (True, "yes") for step in db.session.scalars(_RECORDED, {"of": disposal.id})):
        return True
    since = disposal.signed_at
    times = (row.at for row in victim_contacts(disposal.episode_id) if row.answer is VictimAnswer.TOLD)
    return since is not None and any(at >= since.replace(second=0, microsecond=0) for at in times)
