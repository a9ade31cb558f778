"""Who may see which person and which episode: every read of people asks here."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    event,
    exists,
    false,
    func,
    inspect,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, object_session

from pathways import clock
from pathways.audit import models as audit
from pathways.auth.models import Suite, User
from pathways.auth.roles import Role, Viewer
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, Restriction, RestrictionName
from pathways.people.restrictions.rules import RestrictionList
from pathways.people.rules import in_sight_for
from pathways.refusals import or_out_of_sight
from pathways.store.base import db, shared_alias
from pathways.store.together import Gathered, among
from pathways.vocabulary import Origin

# To whom a person's record is shut. Every read of people asks here; nothing else decides it.
#
# A record is shut to everybody on its list of those excluded and, where it has a list of those allowed, to everybody
# who is not on that one. It is shut together with every record merged with it. Nothing of it is shown then: not a page,
# not a line, not a count (docs/decisions/0018).


Answering = Callable[[Viewer, Any], ColumnElement[bool] | None]
_answering: list[Answering] = []

# Made once: every read of people uses them, and making an alias takes longer than the database takes to answer.
_LIST, _OTHER_LIST, _LIST_OF_CASE = shared_alias(Restriction), shared_alias(Restriction), shared_alias(Restriction)
_SHUT_OWN, _SHUT_RECORD, _SHUT_ASKED, _OF_FAMILY = (
    shared_alias(Person),
    shared_alias(Person),
    shared_alias(Person),
    shared_alias(Person),
)
_EXCLUDED, _ALLOWED = shared_alias(RestrictionName), shared_alias(RestrictionName)


def still_answers(of: Answering) -> Answering:
    """Decorator for a later room: its function says whether the viewer has to answer for somebody (a person id) and so
    stays let in, or gives None. An only keyworker must not lose somebody by a list that others keep.
    """
    _answering.append(of)
    return of


def in_force(restriction: Any = Restriction, on: date | BindParameter[date] | None = None) -> ColumnElement[bool]:
    """Whether the names of a restriction count today: decided (or an own conflict), not ended or past its last day.

    `on` names today in a statement that is built once.
    """
    lasts = or_(restriction.until_on.is_(None), restriction.until_on >= (clock.today() if on is None else on))
    return and_(restriction.in_force_at.is_not(None), restriction.ended_at.is_(None), lasts)


def is_open_to(viewer: audit.Actor, person_id: Any) -> ColumnElement[bool]:
    """Whether the viewer may know of the person with this id: a condition on any column of person ids."""
    if isinstance(viewer, Viewer) and viewer.request_id:
        shut = shut_in_request(viewer)
        known_condition: ColumnElement[bool] = person_id.not_in(shut) if shut else true()
        return known_condition
    condition: ColumnElement[bool] = person_id.not_in(shut_to(viewer))
    return condition


def shut_in_request(viewer: Viewer) -> tuple[int, ...]:
    """The ids that are shut to the viewer, read once a request: each page asks many times, and nearly always for none.

    They are kept in the session, which ends with the request. Without a request each statement asks for itself.
    """
    known: dict[tuple[Viewer, date], tuple[int, ...]] = db.session().info.setdefault("shut_to", {})
    asked = viewer, clock.today()
    if asked not in known:
        of, ids = db.session().info.get(AT_MOST, (None, ()))
        known[asked] = _read_shut_to(viewer, ids if of == asked else None)
    return known[asked]


def keep_shut(viewer: Viewer, ids: tuple[int, ...]) -> None:
    """Keep what was read with the session of who is looking (`SHUT_TO_USER`)."""
    db.session().info[AT_MOST] = ((viewer, clock.today()), ids)


def _read_shut_to(viewer: Viewer, ids: tuple[int, ...] | None) -> tuple[int, ...]:
    """Read by a statement that is built once, or with the session (`ids`), which leaves out who has to answer for
    somebody: it finds all that is shut, and perhaps more. Where it finds something, and the viewer may have to answer,
    all of it is asked."""
    named = {"of_user": viewer.user_id, "of_organisation": viewer.organisation_id, "today": clock.today()}
    ids = tuple(db.session.scalars(_SHUT_AT_MOST, named)) if ids is None else ids
    may_answer = ids and any(of(viewer, _LIST.person_id) is not None for of in _answering)
    return tuple(db.session.scalars(shut_to(viewer))) if may_answer else ids


def _forget(_mapper: Any, _connection: Any, row: Any) -> None:
    """Forget what was read, because a list or a name on one was written."""
    if session := object_session(row):
        for name in ("shut_to", AT_MOST):
            session.info.pop(name, None)


def _forget_merged(mapper: Any, connection: Any, row: Person) -> None:
    """Forget what was read, because a merge was written. Adding a person changes nothing: nobody new is on a list."""
    if inspect(row).attrs.merged_into_id.history.has_changes():
        _forget(mapper, connection, row)


for _kind in (Restriction, RestrictionName):
    for _moment in ("after_insert", "after_update"):
        event.listen(_kind, _moment, _forget)
event.listen(Person, "after_update", _forget_merged)


def shut_to(viewer: audit.Actor) -> Select[int]:
    """The ids of all records that are shut to the viewer: few, and read from the short table of lists.

    It joins instead of asking with IN, and from the short table: otherwise all people would be read before it.
    """
    answers = [of(viewer, _LIST.person_id) for of in _answering] if isinstance(viewer, Viewer) else []
    still = [~answer for answer in answers if answer is not None]
    return _shut(viewer.user_id, viewer.organisation_id, clock.today(), still)


def _shut(user_id: Any, organisation_id: Any, today: Any, still: Collection[ColumnElement[bool]] = ()) -> Select[int]:
    """Of a user, on a day, each a value or a parameter. `still`: whom nobody has to answer for."""
    restriction, own, record = _LIST, _SHUT_OWN, _SHUT_RECORD
    of_one = or_(record.id.in_([own.id, own.merged_into_id]), record.merged_into_id.in_([own.id, own.merged_into_id]))
    # Each list has its person, so outer joins find what inner ones would; and SQLite, which knows no figure of a table
    # that was empty when it counted, may not begin them with all people.
    lists = select(record.id).select_from(restriction).outerjoin(own, own.id == restriction.person_id)
    lists = lists.outerjoin(record, of_one)
    leaves_out = and_(_leaves_out(restriction, user_id, organisation_id, today), *still)
    return lists.where(in_force(restriction, today), or_(_excludes(restriction, user_id), leaves_out))


def _excludes(restriction: Any, user_id: Any) -> ColumnElement[bool]:
    name = _EXCLUDED
    named = exists().where(name.restriction_id == restriction.id, name.user_id == user_id).correlate_except(name)
    return and_(restriction.which == RestrictionList.EXCLUDED_FROM, named)


def _leaves_out(restriction: Any, user_id: Any, organisation_id: Any, today: Any) -> ColumnElement[bool]:
    """Whether a list of those allowed leaves somebody out, who is on none for this record."""
    other, name = _OTHER_LIST, _ALLOWED
    allows = (
        other.person_id == restriction.person_id,
        other.which == RestrictionList.RESTRICTED_TO,
        in_force(other, today),
    )
    named = select(other.id).join(name, name.restriction_id == other.id).where(name.user_id == user_id, *allows)
    is_allowed = named.correlate_except(other, name).exists()
    return and_(restriction.which == RestrictionList.RESTRICTED_TO, _binds(restriction, organisation_id), ~is_allowed)


def _binds(restriction: Any, organisation_id: Any) -> ColumnElement[bool]:
    return or_(restriction.binds_all.is_(True), restriction.organisation_id == organisation_id)


AT_MOST: Final = "shut_at_most"
_SHUT_AT_MOST = _shut(bindparam("of_user"), bindparam("of_organisation"), bindparam("today"))
SHUT_TO_USER = (
    _shut(User.id, User.organisation_id, bindparam("today"))
    .with_only_columns(Gathered(_SHUT_RECORD.id))
    .correlate_except(_LIST, _SHUT_OWN, _SHUT_RECORD)
    .scalar_subquery()
)
"""The same of the user whose session is read, as one value beside it."""


def may_be_given(
    person_id: int | BindParameter[int], on: date | BindParameter[date] | None = None
) -> ColumnElement[bool]:
    """A condition on `User`: whom a person's case may be given to, because the record is not shut to them.

    A statement that is built once names the person and today (`on`) by parameters.
    """
    asked, record, restriction = _SHUT_ASKED, _OF_FAMILY, _LIST_OF_CASE
    stays = select(func.coalesce(asked.merged_into_id, asked.id)).where(asked.id == person_id).scalar_subquery()
    family = select(record.id).where(or_(record.id == stays, record.merged_into_id == stays))
    lives = (restriction.person_id.in_(family), in_force(restriction, on))
    named = (
        select(RestrictionName.user_id)
        .join(restriction, restriction.id == RestrictionName.restriction_id)
        .where(*lives)
    )
    excluded = named.where(restriction.which == RestrictionList.EXCLUDED_FROM)
    allowed = named.where(restriction.which == RestrictionList.RESTRICTED_TO)
    shuts = exists().where(
        *lives, restriction.which == RestrictionList.RESTRICTED_TO, _binds(restriction, User.organisation_id)
    )
    return and_(User.id.not_in(excluded), or_(~shuts, User.id.in_(allowed)))


def shut_record(viewer: audit.Actor, *, person_id: int | None, episode_id: int | None) -> int | None:
    """The id of the shut record that an address names, by person or episode: for the log, and for no page."""
    of_episode = Person.id.in_(select(Episode.person_id).where(Episode.id == episode_id))
    named = or_(Person.id == person_id, of_episode)
    return db.session.scalar(select(Person.id).where(named, ~is_open_to(viewer, Person.id)).limit(1))


# Who may see which person and which episode.
#
# Police see people through the episodes of their own force: open ones, and those closed not long ago (rule R6; a
# custody officer only at their own suite). Liaison and diversion see the episodes of their own team, and people in
# custody or interviewed at the suite where they work. Later rooms add how their own staff reach people, with `way_in`.
# Everything else is out of sight and answers like what does not exist, and so does a record that is shut to the viewer
# (`is_open_to`).


def in_sight_since() -> datetime:
    """What ended after that moment is still read: a closed episode by the police, a case by its service."""
    return clock.now() - in_sight_for(clock.today())


SEEN_AT_THE_SUITE = (Origin.DETENTION, Origin.VOLUNTARY_INTERVIEW)
"""Whom liaison and diversion see at a suite: people in custody, and those who attend voluntarily (NHS England)."""

WayIn = Callable[[Viewer], Select[int]]
Among = Collection[int] | Collection[InstrumentedAttribute[int]] | Select[int] | None
_ways_in: list[WayIn] = []

# Made once: SQLAlchemy takes longer to make an alias than the database takes to answer.
_OPENED, _VISIT, _FIRST_VISIT = shared_alias(Episode), shared_alias(Episode), shared_alias(Episode)
_SEEN, _SEEN_ASKED, _SEEN_RECORD = shared_alias(Person), shared_alias(Person), shared_alias(Person)


def way_in(way: WayIn) -> WayIn:
    """Decorator for a later room: its function selects the ids of the people a viewer reaches there, if any.

    So this room imports no later one, and the scope of a referral is written once, where referrals are.
    """
    _ways_in.append(way)
    return way


def surviving_id(of: Any = Person) -> ColumnElement[int]:
    """A person's id, or that of the record it was merged into. `of` is `Person` or an alias of it in the query."""
    survivor: ColumnElement[int] = func.coalesce(of.merged_into_id, of.id)
    return survivor


def names_an_episode_in_sight(viewer: Viewer, episode_id: Any) -> ColumnElement[bool]:
    """Whether the viewer may open the episode that a row names in this column, as a condition on the row: so nobody
    reads a whole force's for one. A statement that reads the episode itself asks `is_episode_in_sight`."""
    named = select(_OPENED.id).where(_OPENED.id == episode_id, is_episode_in_sight(viewer, _OPENED))
    return named.correlate_except(_OPENED).exists()


def sees_episode(viewer: Viewer, episode: Episode) -> bool:
    """Whether the pages of an episode open for a viewer who has its referral or its disposal in sight."""
    if episode.closed_at is None and episode.organisation_id == viewer.organisation_id:
        return viewer.brings_people_in
    opened = select(_OPENED.id).where(_OPENED.id == episode.id, is_episode_in_sight(viewer, _OPENED))
    return db.session.scalar(opened) is not None


def is_episode_in_sight(viewer: Viewer, episode: Any = Episode) -> ColumnElement[bool]:
    """Whether the viewer may open this episode, as a condition on a row: so nobody reads a whole force's for one.

    `episode` is `Episode` or an alias of it in the query.
    """
    if not viewer.brings_people_in:
        return false()
    here: ColumnElement[bool] = false() if viewer.suite_id is None else episode.suite_id == viewer.suite_id
    lately: ColumnElement[bool] = episode.closed_at > in_sight_since()
    if viewer.role is Role.CO:
        lately = and_(lately, here)
    ours: ColumnElement[bool] = episode.organisation_id == viewer.organisation_id
    if viewer.is_liaison:
        of_force = select(Suite.organisation_id).where(Suite.id == viewer.suite_id).correlate(None).scalar_subquery()
        at_suite = and_(here, episode.organisation_id == of_force, episode.origin.in_(SEEN_AT_THE_SUITE))
        ours = or_(ours, at_suite)  # not what another team opened at the same suite
    return and_(ours, or_(episode.closed_at.is_(None), lately), is_open_to(viewer, episode.person_id))


def is_record_of(stays: Collection[int] | str, of: Any = Person) -> ColumnElement[bool]:
    """Whether a record is of one of these people: the one that stays, or one merged into it. Read by indexes alone.

    `stays` is their ids, or the name under which the statement is given them.
    """
    return or_(and_(among(of.id, stays), of.merged_into_id.is_(None)), among(of.merged_into_id, stays))


def people_in_sight(viewer: Viewer, among: Among = None) -> Select[int]:
    """The ids of the people whom the viewer may look at, by the record that stays after merges.

    `among` limits it to these records; it is never asked of everybody.
    """
    person, visit = _SEEN, _VISIT
    through_episodes = exists().where(visit.person_id == person.id, is_episode_in_sight(viewer, visit))
    # Asked of each: IN would read all whom a later room's way leads to.
    ways = [way(viewer) for way in _ways_in]
    through_later_rooms = [exists(way.where(way.selected_columns[0] == person.id).correlate(person)) for way in ways]
    added = and_(_just_added(viewer, person), person.created_by_id == viewer.user_id)
    sees = or_(through_episodes, added, *through_later_rooms)
    return select(surviving_id(person)).where(sees, is_open_to(viewer, person.id), *_only(person, among))


def known_to_force(viewer: Viewer, among: Among = None) -> Select[int]:
    """The ids of people with any episode of the viewer's own force, or just added by it; `among` limits the records."""
    person, visit = _SEEN, _VISIT
    stays = select(surviving_id(person))
    if not viewer.brings_people_in:
        return stays.where(false())
    ever = exists().where(visit.person_id == person.id, is_of_their_own(viewer, visit))
    theirs = or_(ever, _just_added(viewer, person))
    return stays.where(theirs, is_open_to(viewer, person.id), *_only(person, among))


def is_of_their_own(viewer: Viewer, episode: Any = Episode) -> ColumnElement[bool]:
    """Whether the viewer's own organisation opened an episode; for liaison and diversion, or whether it is in sight."""
    ours: ColumnElement[bool] = episode.organisation_id == viewer.organisation_id
    return or_(ours, is_episode_in_sight(viewer, episode)) if viewer.is_liaison else ours


def of_own_force(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """The episodes that the viewer's own force opened, however long ago they closed, of people open to the viewer.

    Their people are known to the force (`known_to_force`) by these very episodes: who that is need not be looked up.
    """
    ours = Episode.organisation_id == viewer.organisation_id, is_open_to(viewer, Episode.person_id)
    return ours if viewer.brings_people_in else (false(),)


def person(viewer: Viewer, person_id: int) -> Person:
    """Somebody in sight; the record that stays, if this one was merged away. Raises OutOfSight."""
    return _one(person_id, lambda records: people_in_sight(viewer, records))


def sees_person(viewer: Viewer, person_id: int) -> bool:
    """Whether somebody is still in sight: for use where a change may have closed their record to the viewer."""
    return person_id in people_seen(viewer, [person_id])


def people_seen(viewer: Viewer, person_ids: Collection[int]) -> frozenset[int]:
    """Those of these people who are in sight, by the id asked for, merged or not; one statement for all."""
    stay = select(surviving_id(_SEEN_ASKED)).where(_SEEN_ASKED.id.in_(person_ids))
    records = select(_SEEN_RECORD.id).where(or_(_SEEN_RECORD.id.in_(stay), _SEEN_RECORD.merged_into_id.in_(stay)))
    seen = select(Person.id).where(Person.id.in_(person_ids), surviving_id().in_(people_in_sight(viewer, records)))
    return frozenset(db.session.scalars(seen)) if person_ids else frozenset()


def person_to_bring_in(viewer: Viewer, person_id: int) -> Person:
    """Somebody whom a search finds and for whom an episode may be opened. Raises OutOfSight.

    This is wider than `person`: an exact search covers everybody the force ever knew. Otherwise each new arrest after a
    month would make a second record (docs/decisions/0072: the search goes over the whole force). It shows who they
    are, never an earlier episode.
    """
    return _one(person_id, lambda records: known_to_force(viewer, records))


def _one(person_id: int, in_sight: Callable[[Among], Select[int]]) -> Person:
    stays = select(surviving_id(_SEEN_ASKED)).where(_SEEN_ASKED.id == person_id).scalar_subquery()
    records = select(_SEEN_RECORD.id).where(or_(_SEEN_RECORD.id == stays, _SEEN_RECORD.merged_into_id == stays))
    seen = select(Person).where(Person.id == stays, Person.id.in_(in_sight(records)))
    return or_out_of_sight(db.session.scalar(seen))


def _only(person: Any, records: Among) -> tuple[ColumnElement[bool], ...]:
    if records is None:
        return ()
    if isinstance(records, Select):
        return (person.id.in_(records),)
    ids = [each for each in records if isinstance(each, int)]  # as one value, else it is a row's own columns
    return (among(person.id, ids) if len(ids) == len(records) else person.id.in_(records),)


def _just_added(viewer: Viewer, person: Any) -> ColumnElement[bool]:
    """Whether the own force added them for an episode that is not open yet: a search finds them, so work can go on."""
    if not viewer.brings_people_in:
        return false()
    colleagues = select(User.id).where(User.organisation_id == viewer.organisation_id)
    lately = person.created_at > in_sight_since()
    return and_(lately, person.created_by_id.in_(colleagues), ~exists().where(_FIRST_VISIT.person_id == person.id))


def every_person_id() -> tuple[int, ...]:
    """The id of every record of a person, for the check that the log has a chain for each."""
    return tuple(db.session.scalars(select(Person.id).order_by(Person.id)))
