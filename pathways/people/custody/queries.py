"""Reading an episode with its person and detention, calls about under-18s, and somebody who is being booked in."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, bindparam, or_, select

from pathways.auth.roles import Viewer
from pathways.people.custody.rules import DetentionFacts, goes_on
from pathways.people.identity.queries import details_of, record_ids_of
from pathways.people.models.custody import Detention, Episode, YouthHandover
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import is_episode_in_sight, is_of_their_own, is_open_to, is_record_of, surviving_id
from pathways.people.rules import Presence, fold_number
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import Record, db, shared_alias
from pathways.store.together import among, named_elsewhere
from pathways.vocabulary import Origin

# An episode and its detention. A function without a viewer expects that the caller has found the episode in sight.


@dataclass(frozen=True, kw_only=True)
class EpisodeView:
    """An episode with what every page about it needs. `person` is the one that stays when records were merged.

    `is_in_sight`: the viewer found it among the episodes in their sight, so that its own pages open for them.
    """

    episode: Episode
    person: Person
    details: PersonDetails
    detention: Detention | None
    is_in_sight: bool = False

    @property
    def presence(self) -> Presence:
        """Why a detained person is in the cells; an arrest for an offence while the page was not sent yet."""
        return (self.detention.presence if self.detention else None) or Presence.ARRESTED

    @property
    def is_for_an_offence(self) -> bool:
        """Whether an offence is being dealt with, as far as the custody record says (V-001)."""
        return self.presence.is_for_an_offence

    @property
    def offence_arrested_at(self) -> datetime | None:
        """When they were arrested for what they are here for: of a return on bail, the first time."""
        if self.detention is None or not self.is_for_an_offence:
            return None
        return self.detention.first_arrested_at or self.detention.arrested_at


@dataclass(frozen=True, kw_only=True)
class History:
    """One line of a person's episodes. Of one out of sight only its day and origin are shown, and it opens no page."""

    episode: Episode
    detention: Detention | None
    is_in_sight: bool


# Every page of an episode runs these, so they are built once; the person and the detention come in the same statement.
STAYS = shared_alias(Person)
"""In `WHOLE` the record that stays, of the person whom an episode is about."""
_IS_LIVE = Detention.superseded_at.is_(None)
WHOLE = (
    select(STAYS, PersonDetails, Detention, Episode)
    .select_from(Episode)
    .join(Person, Person.id == Episode.person_id)
    .join(STAYS, STAYS.id == surviving_id())
    .join(PersonDetails, (PersonDetails.person_id == STAYS.id) & PersonDetails.superseded_at.is_(None))
    .outerjoin(Detention, (Detention.episode_id == Episode.id) & _IS_LIVE)
)
"""Episodes with their person, details and detention, for `as_view`. A later room joins what it lists to it."""
_EPISODE = WHOLE.where(Episode.id == bindparam("of_episode"))
_EPISODES = WHOLE.where(Episode.id.in_(bindparam("of_episodes", expanding=True)))
_ASKED, _RECORD, _THIS = shared_alias(Person), shared_alias(Person), shared_alias(Episode)
_DETENTION = select(Detention).where(Detention.episode_id == bindparam("of_episode"), _IS_LIVE)


def episode(viewer: Viewer, episode_id: int) -> EpisodeView:
    """One episode in sight with its person, details and detention. Raises OutOfSight."""
    in_sight = _EPISODE.where(is_episode_in_sight(viewer))
    row = db.session.execute(in_sight, {"of_episode": episode_id}).one_or_none()
    return as_view(or_out_of_sight(row), is_in_sight=True)


def episodes(
    viewer: Viewer, *which: ColumnElement[bool], order_by: Iterable[Any], most: int | None = None
) -> tuple[EpisodeView, ...]:
    """The episodes in sight that fit `which`, a condition on `Episode` and its live `Detention`; one statement."""
    rows = WHOLE.where(*which, is_episode_in_sight(viewer)).order_by(*order_by).limit(most)
    return tuple(as_view(row, is_in_sight=True) for row in db.session.execute(rows))


def episodes_of_whom(viewer: Viewer, person_id: SQLColumnExpression[int]) -> tuple[EpisodeView, ...]:
    """The episodes in sight of the person whose record this is, under any of their records, in the order they began."""
    theirs = Episode.person_id.in_(records_of_whom(person_id))
    return episodes(viewer, theirs, order_by=(Episode.opened_at, Episode.id))


def episode_with_others(viewer: Viewer, episode_id: int) -> tuple[EpisodeView, ...]:
    """Every episode in sight of the person of one in sight, that one among them. Raises OutOfSight."""
    every = episodes_of_whom(viewer, select(_THIS.person_id).where(_THIS.id == episode_id).scalar_subquery())
    if all(view.episode.id != episode_id for view in every):
        raise OutOfSight
    return every


def views_of(episode_ids: Collection[int]) -> dict[int, EpisodeView]:
    """Episodes with what their pages need, by id, for a caller that scoped them another way; one statement for all."""
    views = (as_view(row) for row in db.session.execute(_EPISODES, {"of_episodes": list(set(episode_ids))}))
    return {view.episode.id: view for view in views}


def as_view(row: Any, *, is_in_sight: bool = False) -> EpisodeView:
    """A row of `WHOLE`, whatever columns a caller added behind."""
    return EpisodeView(person=row[0], details=row[1], detention=row[2], episode=row[3], is_in_sight=is_in_sight)


def view_of(episode: Episode) -> EpisodeView:
    """An episode with what its page needs, for a caller that scoped it another way (a referral of its own service)."""
    return or_out_of_sight(views_of([episode.id]).get(episode.id))


def records_of_whom(person_id: SQLColumnExpression[Any]) -> Select[int]:
    """A subquery of the ids of every record of the person whose record this is, at any depth of a query."""
    stays = select(surviving_id(_ASKED)).where(_ASKED.id == person_id).correlate_except(_ASKED).scalar_subquery()
    either = or_(_RECORD.id == stays, _RECORD.merged_into_id == stays)
    return select(_RECORD.id).where(either).correlate_except(_RECORD)


def history(viewer: Viewer, person_id: int) -> tuple[History, ...]:
    """A person's episodes at the viewer's own organisation, latest first, those of merged records included."""
    statement = (
        select(Episode, Detention, is_episode_in_sight(viewer))
        .outerjoin(Detention, (Detention.episode_id == Episode.id) & Detention.superseded_at.is_(None))
        .where(Episode.person_id.in_(record_ids_of(person_id)), is_of_their_own(viewer))
        .order_by(Episode.came_on.desc(), Episode.id.desc())
    )
    rows = db.session.execute(statement)
    return tuple(History(episode=row[0], detention=row[1], is_in_sight=bool(row[2])) for row in rows)


def detention_of(episode_id: int) -> Detention | None:
    """The live record of an episode's detention."""
    return db.session.scalar(_DETENTION, {"of_episode": episode_id})


def detention_facts(detention: Detention) -> DetentionFacts:
    """A detention as the rules read it."""
    return DetentionFacts(**{fact.name: getattr(detention, fact.name) for fact in fields(DetentionFacts)})


def needed_adult_since(detention: Detention, at: datetime) -> bool:
    """Whether an appropriate adult is needed, or was by any record that stood at that moment or since.

    Unticking the box later does not change that an adult was needed when something was asked.
    """
    if detention.needs_appropriate_adult or detention.id is None or detention.recorded_at <= at:
        return bool(detention.needs_appropriate_adult)
    since = (Detention.episode_id == detention.episode_id, Detention.superseded_at > at)
    needed = select(Detention.id).where(*since, Detention.needs_appropriate_adult)
    return db.session.scalar(needed.limit(1)) is not None


def earlier_detentions(episode_id: int) -> tuple[Detention, ...]:
    """The records of a detention that were superseded, latest first."""
    of_episode = (Detention.episode_id == episode_id, Detention.superseded_at.is_not(None))
    order = (Detention.superseded_at.desc(), Detention.id.desc())
    return tuple(db.session.scalars(select(Detention).where(*of_episode).order_by(*order)))


def more_is_recorded_with(episode_ids: Collection[int], *, beside: Collection[type[Record]] = ()) -> frozenset[int]:
    """Those of these episodes with which more is recorded than one detention that was never corrected: any row that
    names them, but for rows of the tables in `beside`."""
    corrected = select(Detention.episode_id).where(
        among(Detention.episode_id, episode_ids), Detention.superseded_at.is_not(None)
    )
    named = named_elsewhere(Episode, episode_ids, but=(Detention, *beside))
    return named.union(db.session.scalars(corrected))


def detained_now(person_ids: Collection[int], *, beside: int | None = None) -> dict[int, tuple[Episode, Detention]]:
    """Which of these people are in custody now, in any force, by the id of the record that stays. If several, the last.

    `beside` is an episode to leave out: another may still be open where somebody was moved.
    """
    statement = (
        select(surviving_id(), Episode, Detention)
        .join(Episode, Episode.person_id == Person.id)
        .join(Detention, Detention.episode_id == Episode.id)
        .where(is_record_of(set(person_ids)))
        .where(Detention.superseded_at.is_(None), Detention.released_at.is_(None), Episode.id != (beside or 0))
        .order_by(Detention.arrived_at, Detention.id)
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(statement)}


def number_held_now(viewer: Viewer, number: str, *, beside: int | None = None) -> int | None:
    """The episode of the viewer's force, other than `beside`, detained now under that custody record number.

    People whose record is shut to the viewer are left out: the answer would tell that they are here.
    """
    statement = (
        select(Episode.id)
        .join(Detention, Detention.episode_id == Episode.id)
        .where(Detention.custody_record_key == fold_number(number), Episode.organisation_id == viewer.organisation_id)
        .where(Detention.superseded_at.is_(None), Detention.released_at.is_(None), Episode.id != (beside or 0))
        .where(is_open_to(viewer, Episode.person_id))
        .order_by(Episode.id)
    )
    return db.session.scalar(statement.limit(1))


def is_number_of(viewer: Viewer, person_id: int, number: str) -> bool:
    """Whether the viewer's force detained this person under this custody record number, now or before."""
    statement = (
        select(Detention.id)
        .join(Episode, Episode.id == Detention.episode_id)
        .join(Person, Person.id == Episode.person_id)
        .where(is_record_of({person_id}), Episode.organisation_id == viewer.organisation_id)
        .where(Detention.custody_record_key == fold_number(number), Detention.superseded_at.is_(None))
    )
    return db.session.scalar(statement.limit(1)) is not None


def custody_numbers_of(episode_ids: Collection[int]) -> dict[int, str]:
    """Custody record numbers by episode id, for a list that the caller has found in sight; none outside custody."""
    rows = select(Detention.episode_id, Detention.custody_record_no)
    rows = rows.where(Detention.episode_id.in_(set(episode_ids)), Detention.superseded_at.is_(None))
    return {episode_id: number for episode_id, number in db.session.execute(rows) if number}


def calls_about_youth(episode_ids: Collection[int]) -> dict[int, YouthHandover]:
    """By episode, the latest record of a call to somebody about a young person; none where nobody was rung."""
    calls = {
        episode_id: next((row for row in rows if row.somebody_was_rung), None)
        for episode_id, rows in handovers_of_many(episode_ids).items()
    }
    return {episode_id: call for episode_id, call in calls.items() if call is not None}


_HANDOVERS = (
    select(YouthHandover)
    .where(YouthHandover.episode_id.in_(bindparam("of_episodes", expanding=True)))
    .order_by(YouthHandover.recorded_at.desc(), YouthHandover.id.desc())
)


def handovers_of_many(episode_ids: Collection[int]) -> dict[int, tuple[YouthHandover, ...]]:
    """What was recorded on the under-18 pages of these episodes, by episode, latest first; one statement for all."""
    handovers: dict[int, list[YouthHandover]] = {episode_id: [] for episode_id in episode_ids}
    for row in db.session.scalars(_HANDOVERS, {"of_episodes": list(handovers)}):
        handovers[row.episode_id].append(row)
    return {episode_id: tuple(rows) for episode_id, rows in handovers.items()}


def handovers_of(episode_id: int) -> tuple[YouthHandover, ...]:
    """What was recorded on the under-18 page of an episode, latest first."""
    return handovers_of_many([episode_id])[episode_id]


# Somebody who is being booked in, as the pages will see them once it is saved.


def continuous_detention_of(person_id: int, facts: DetentionFacts, *, beside: int | None = None) -> tuple[str, bool]:
    """The key of the continuous detention that a custody record opened now belongs to, and whether it stood before.

    Somebody whom another force detains at this moment keeps its key: one sample in it (PACE 1984 s.63B(5B)). So does
    somebody who was arrested before they left an earlier detention: they were moved, whatever was recorded there. A
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
    """The last ended detention, of any force, from which one with this arrest goes on; None if there is none."""
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
    for detention in db.session.scalars(statement):
        ended = detention.released_at
        if ended and goes_on(arrested_at=arrested_at, earlier_arrested_at=detention.arrested_at, earlier_left_at=ended):
            return detention
    return None


def as_booked_in(viewer: Viewer, person: Person, facts: DetentionFacts) -> EpisodeView:
    """The episode that a booking-in page would open, for the rules to look at; nothing is saved.

    A time that is still blank stays blank: the rules say what is missing.
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
