"""Somebody who is being booked in, as the pages will see them once it is saved."""

import uuid
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from pathways.auth import Viewer
from pathways.people.models import Detention, Episode, Person
from pathways.people.queries.records import EpisodeView, details_of, detained_now
from pathways.people.queries.sight import is_record_of
from pathways.people.rules import DetentionFacts, Presence, goes_on
from pathways.store import db
from pathways.vocabulary import Origin


def continuous_detention_of(person_id: int, facts: DetentionFacts, *, beside: int | None = None) -> tuple[str, bool]:
    """The key of the continuous detention that a custody record opened now belongs to, and whether it stood before.

    Somebody whom another force holds at this moment keeps its key: one sample in it (PACE 1984 s.63B(5B)). So does
    whoever had been arrested before they left an earlier detention: they were moved, whatever was recorded there. A
    return on bail is a new detention. `beside` is the episode that is being put right: one that ended goes on in
    another only where that arrest was made before they left.
    """
    _, elsewhere = detained_now([person_id], beside=beside).get(person_id) or (None, None)
    if elsewhere is not None and (facts.released_at is None or elsewhere.arrested_at < facts.released_at):
        return elsewhere.continuous_detention, True
    before = None if facts.presence is Presence.BAIL_RETURN else gone_on_from(person_id, facts.arrested_at, beside)
    return (before.continuous_detention, True) if before else (str(uuid.uuid4()), False)


def is_shared_key(key: str, *, beside: int) -> bool:
    """Whether a detention of another episode has this key."""
    others = select(Detention.id).where(Detention.superseded_at.is_(None), Detention.episode_id != beside)
    return db.session.scalar(others.where(Detention.continuous_detention == key).limit(1)) is not None


def gone_on_from(person_id: int, arrested_at: datetime | None, beside: int | None = None) -> Detention | None:
    """The ended detention, of any force, that one with this arrest goes on from; the last of them."""
    if arrested_at is None:
        return None
    statement = (
        select(Detention)
        .join(Episode, Episode.id == Detention.episode_id)
        .join(Person, Person.id == Episode.person_id)
        .where(is_record_of({person_id}), Detention.superseded_at.is_(None), Detention.released_at > arrested_at)
        .where(Detention.episode_id != (beside or 0))
        .order_by(Detention.released_at.desc(), Detention.id.desc())
    )
    for one in db.session.scalars(statement):
        ended = one.released_at
        if ended and goes_on(arrested_at=arrested_at, earlier_arrested_at=one.arrested_at, earlier_left_at=ended):
            return one
    return None


def as_booked_in(viewer: Viewer, person: Person, facts: DetentionFacts) -> EpisodeView:
    """The episode that a booking-in page would open, for the rules to answer about; nothing is saved.

    A time that is still blank stays blank: the rules say what they miss.
    """
    episode = Episode(
        person_id=person.id,
        origin=Origin.DETENTION,
        organisation_id=viewer.organisation_id,
        suite_id=facts.suite_id or viewer.suite_id,
    )
    key, _ = continuous_detention_of(person.id, facts)
    detention = Detention(continuous_detention=key, **asdict(facts))
    return EpisodeView(episode=episode, person=person, details=details_of(person.id), detention=detention)
