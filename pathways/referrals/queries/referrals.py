"""Referrals: which of them a viewer may see, one of them, and the lists."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select

from pathways import clock
from pathways.auth import Role, Viewer
from pathways.people import queries as people
from pathways.people.models import Episode
from pathways.referrals.models import Referral, ReferralEvent
from pathways.referrals.queries.known_to_police import (
    after_acceptance,
    is_after_acceptance,
    still_read_by_liaison,
    still_read_by_police,
)
from pathways.referrals.rules import ReferralState, groups
from pathways.refusals import OutOfSight
from pathways.store import db
from pathways.store.paging import Page, page_of

SEEN_AFTER_CLOSING = timedelta(days=28)
"""A service reads a case it held until so long after it closed (trust.md, R6: design choice). Not the police."""

# Every page of a service asks it: built once.
_TO_A_SERVICE = or_(
    Referral.state.in_(groups()["WITH_PROVIDER"] | {ReferralState.SUSPENDED}), Referral.accepted_at.is_not(None)
)
_OF_EPISODE = (
    select(Referral).where(Referral.episode_id == bindparam("of_episode")).order_by(Referral.id.desc()).limit(1)
)
_DRAFT = _OF_EPISODE.where(Referral.state == ReferralState.DRAFT)
_PRESENT = _OF_EPISODE.where(Referral.state.in_(groups()["SENT"]))
# As whoever sent it knows it: never past the one that was accepted, whoever has the person now.
_LATEST = _OF_EPISODE.where(Referral.sent_at.is_not(None), ~after_acceptance())
_ON_ITS_WAY = _OF_EPISODE.where(
    or_(Referral.state.in_(groups()["SENT"]), Referral.accepted_at.is_not(None)), ~after_acceptance()
)


def draft_of(episode_id: int) -> Referral | None:
    """The referral of an episode that is not sent yet."""
    return db.session.scalar(_DRAFT, {"of_episode": episode_id})


def sent_of(episode_id: int) -> Referral | None:
    """The referral of an episode that is on its way or was accepted: the latest of its chain that the desk knows of.

    An accepted one whose case ended counts too. A second one opened then would tell police that it ended.
    """
    return db.session.scalar(_ON_ITS_WAY, {"of_episode": episode_id})


def place_needed_since(referral_ids: Collection[int]) -> dict[int, datetime]:
    """When no service was left for each of these referrals, the last time that it came to that."""
    came = select(ReferralEvent.referral_id, ReferralEvent.at).where(
        ReferralEvent.referral_id.in_(referral_ids), ReferralEvent.to_state == ReferralState.NEEDS_PLACE
    )
    return {row[0]: row[1] for row in db.session.execute(came.order_by(ReferralEvent.at, ReferralEvent.id))}


def latest_of(episode_id: int) -> Referral | None:
    """The latest referral of an episode that was ever sent, closed ones too, as police and liaison know it: of what
    came after an acceptance they are not told."""
    return db.session.scalar(_LATEST, {"of_episode": episode_id})


def latest_of_many(episode_ids: Collection[int]) -> dict[int, Referral]:
    """The same by episode; one statement for all."""
    sent = select(Referral).where(Referral.episode_id.in_(set(episode_ids)), Referral.sent_at.is_not(None))
    sent = sent.where(~after_acceptance())
    return {one.episode_id: one for one in db.session.scalars(sent.order_by(Referral.id))}


def present_of(held: Referral) -> Referral:
    """The link of its chain that is open now; the referral itself where none is."""
    return db.session.scalar(_PRESENT, {"of_episode": held.episode_id}) or held


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Which referrals a viewer may see, as a condition.

    A service sees what is offered to it and what it accepted, never what it declined; a pathway manager what needs a
    place; police what they sent, and, through the episode, what their force sent (asked by `referral`); so do liaison
    and diversion.
    """
    is_open = people.is_open_to(viewer, Referral.person_id)
    if viewer.is_treatment:
        still_read = or_(Referral.closed_at.is_(None), Referral.closed_at >= clock.now() - SEEN_AFTER_CLOSING)
        return and_(Referral.organisation_id == viewer.organisation_id, _TO_A_SERVICE, still_read, is_open)
    if viewer.role is Role.PW:
        return and_(Referral.state == ReferralState.NEEDS_PLACE, is_open)
    still = still_read_by_liaison() if viewer.is_liaison else still_read_by_police()
    mine = (Referral.sent_by_id == viewer.user_id, still, is_open, ~after_acceptance())
    return and_(*mine) if viewer.brings_people_in else false()


@people.way_in
def reached(viewer: Viewer) -> Select[int]:
    """Whom treatment and pathway staff reach through a referral. Police, and liaison, reach them through episodes."""
    return select(Referral.person_id).where(false() if viewer.brings_people_in else visible_to(viewer))


@people.still_answers
def has_to_answer(viewer: Viewer, person_id: Any) -> ColumnElement[bool] | None:
    """Whether nobody could answer a person's open referral but the viewer, were the person shut to them.

    The manager of the provider that has it, the keyworker whom the manager chose, and whoever finds places.
    """
    theirs = [Referral.person_id == person_id]
    if viewer.role is Role.PW:
        theirs += [Referral.state == ReferralState.NEEDS_PLACE]
    elif viewer.is_treatment:
        held = Referral.state.in_(groups()["WITH_PROVIDER"] | groups()["LIVE"])
        theirs += [Referral.organisation_id == viewer.organisation_id, held]
        theirs += [] if viewer.role is Role.PM else [Referral.keyworker_id == viewer.user_id]
    else:
        return None
    return select(Referral.id).where(*theirs).correlate_except(Referral).exists()


def referral(viewer: Viewer, referral_id: int) -> Referral:
    """One referral. Raises OutOfSight for what is not there and for what is not theirs, alike."""
    found = db.session.scalar(select(Referral).where(Referral.id == referral_id, visible_to(viewer)))
    if found is not None:
        return found
    of_their_force = db.session.get(Referral, referral_id) if viewer.brings_people_in else None
    if of_their_force is None or is_after_acceptance(of_their_force):
        raise OutOfSight
    people.episode(viewer, of_their_force.episode_id)
    return of_their_force


def asked_of_who_placed(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a question is open about a referral that the viewer, a pathway manager, sent by finding its place, as a
    condition: after a service had accepted the person nobody else may be asked (`_child` of `actions.onward`)."""
    if viewer.role is not Role.PW:
        return false()
    is_theirs = and_(Referral.sent_by_id == viewer.user_id, after_acceptance())
    return and_(Referral.state == ReferralState.RETURNED, is_theirs, people.is_open_to(viewer, Referral.person_id))


def sent_by(viewer: Viewer, referral_id: int) -> Referral:
    """A referral of which the viewer takes the referrer's steps; a pathway manager only while a question is open.
    Raises OutOfSight."""
    if viewer.role is not Role.PW:
        return referral(viewer, referral_id)
    asked = select(Referral).where(Referral.id == referral_id, asked_of_who_placed(viewer))
    if (placed := db.session.scalar(asked)) is None:
        raise OutOfSight
    return placed


def episode_of(held: Referral) -> Episode:
    """The episode of a referral that the caller found in sight."""
    return db.session.get_one(Episode, held.episode_id)


def chain_of(held: Referral) -> tuple[Referral, ...]:
    """The referral and those it was sent on from, first referred first."""
    chain, parent_id = [held], held.parent_id
    while parent_id is not None:
        parent = db.session.get_one(Referral, parent_id)
        chain.insert(0, parent)
        parent_id = parent.parent_id
    return tuple(chain)


def mine(viewer: Viewer, after: str | None = None) -> Page[Referral]:
    """What the viewer sent, the newest first; of a chain only its present link, or the one that was accepted."""
    is_present = or_(Referral.state != ReferralState.REROUTED, Referral.accepted_at.is_not(None))
    statement = select(Referral).where(visible_to(viewer), Referral.sent_at.is_not(None), is_present)
    keys = (Referral.sent_at, Referral.id)
    return page_of(statement, keys, lambda row: (row.sent_at, row.id), after=after, newest_first=True)
