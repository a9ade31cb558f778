"""Everything on record that says who a case is about or who worked on it: what the redaction takes out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import IntEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Date,
    Select,
    String,
    bindparam,
    cast,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)

from pathways.auth.models import Suite, User
from pathways.directory.models import AreaName, Service, Town
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.people.models.custody import CustodyTransfer, Detention, Episode
from pathways.people.models.identity import Person, PersonAlias, PersonDetails
from pathways.people.queries import surviving_id
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.scrutiny.models import ScrutinyHidden
from pathways.scrutiny.rules.redaction import KnownNames
from pathways.store.base import db, shared_alias


def rows_by(kind: type[Any], column: Any, ids: Collection[int], *order: Any) -> dict[int, list[Any]]:
    """The rows of a table that name one of these, by which they name, in order."""
    rows: dict[int, list[Any]] = {}
    for row in db.session.scalars(select(kind).where(column.in_(ids)).order_by(*order, kind.id)):
        rows.setdefault(getattr(row, column.key), []).append(row)
    return rows


def prosecutors_of(events: Iterable[DisposalEvent]) -> tuple[str, ...]:
    """The prosecutors that the steps name. They have no account here, so the redaction must be told of them."""
    named = (event.recorded.get("prosecutor") for event in events)
    return tuple(str(name) for name in named if name)


_OUR_OWN = "scrutiny_"
_PEOPLE: BindParameter[Any] = bindparam("of_people", expanding=True)


class _Said(IntEnum):
    """What a line of `_SAID_OF` is, in the order in which the lines come."""

    BORN_ON = 1
    NAME = 2
    ALIAS = 3
    PNC = 4
    CUSTODY_NUMBER = 5
    NUMBER_BEFORE = 6
    NUMBER_AFTER = 7
    PHONE = 8


def known_of(
    drawn: Mapping[int, Disposal], events: Mapping[int, list[DisposalEvent]]
) -> dict[int, tuple[date, KnownNames]]:
    """By case: the day of birth, and the names, numbers and places that any record has of the person, with all staff
    and all known places."""
    of_people: dict[int, list[Any]] = {}
    for row in db.session.execute(_said_of(), {"of_people": [disposal.person_id for disposal in drawn.values()]}):
        of_people.setdefault(row.person_id, []).append(row)
    involved, places, hidden = involved_in(drawn.values()), _places(), _words_hidden(drawn)
    staff = _staff({disposal.organisation_id for disposal in drawn.values()}, frozenset().union(*involved.values()))
    known = {}
    for case_id, disposal in drawn.items():
        lines = of_people[disposal.person_id]
        of_own = frozenset(user.id for user in staff if user.organisation_id == disposal.organisation_id)
        known[case_id] = (
            next(line.born_on for line in lines if line.said == _Said.BORN_ON),
            KnownNames(
                names=_each(
                    f"{line.first} {line.last}" if line.first else line.last
                    for line in lines
                    if line.said in (_Said.NAME, _Said.ALIAS)
                ),
                staff=_each([*_names(staff, involved[disposal.id]), *prosecutors_of(events.get(disposal.id, ()))]),
                colleagues=_names(staff, of_own),
                born=tuple({line.born_on for line in lines if line.said == _Said.NAME}),
                numbers=_each(line.last for line in lines if _Said.PNC <= line.said <= _Said.NUMBER_AFTER),
                phones=_each(line.last for line in lines if line.said == _Said.PHONE),
                places=places,
                further=hidden.get(case_id, ()),
            ),
        )
    return known


@cache
def _said_of() -> Select[Any]:
    """What any record of these people says of who they are, a line each. Built once."""
    asked, record = shared_alias(Person), shared_alias(Person)
    stays = surviving_id(asked)
    family = (
        select(asked.id.label("person_id"), record.id.label("record_id"), stays.label("stays"))
        .join_from(asked, record, or_(record.id == stays, record.merged_into_id == stays))
        .where(asked.id.in_(_PEOPLE))
        .cte("family")
    )
    no_name, no_day = cast(null(), String), cast(null(), Date)

    def said(what: _Said, of: Any, first: Any, last: Any, born_on: Any = no_day) -> Select[Any]:
        columns = (first.label("first"), last.label("last"), born_on.label("born_on"))
        line = select(family.c.person_id, literal(int(what)).label("said"), of.id.label("row_id"), *columns)
        if of in (PersonDetails, PersonAlias):
            return line.join_from(family, of, of.person_id == family.c.record_id)
        in_episode = line.join_from(family, Episode, Episode.person_id == family.c.record_id)
        return in_episode.join(of, of.episode_id == Episode.id)

    is_live = (PersonDetails.person_id == family.c.stays, PersonDetails.superseded_at.is_(None))
    lines = union_all(
        said(_Said.BORN_ON, PersonDetails, no_name, no_name, PersonDetails.date_of_birth).where(*is_live),
        said(
            _Said.NAME,
            PersonDetails,
            PersonDetails.given_names,
            PersonDetails.surname,
            PersonDetails.date_of_birth,
        ),
        said(_Said.ALIAS, PersonAlias, PersonAlias.given_names, PersonAlias.surname),
        said(_Said.PNC, PersonDetails, no_name, PersonDetails.pnc_id),
        said(_Said.CUSTODY_NUMBER, Detention, no_name, Detention.custody_record_no),
        said(_Said.NUMBER_BEFORE, CustodyTransfer, no_name, CustodyTransfer.from_record_no),
        said(_Said.NUMBER_AFTER, CustodyTransfer, no_name, CustodyTransfer.to_record_no),
        said(_Said.PHONE, NeedScreen, no_name, NeedScreen.contact_number),
    ).subquery()
    return select(lines).order_by(lines.c.said, lines.c.row_id)


def words_hidden(case_id: int) -> tuple[str, ...]:
    """What the organiser hid in one case by hand."""
    return _words_hidden([case_id]).get(case_id, ())


def _words_hidden(case_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    rows = rows_by(ScrutinyHidden, ScrutinyHidden.case_id, case_ids)
    return {case_id: tuple(row.words for row in hidden) for case_id, hidden in rows.items()}


def involved_in(disposals: Collection[Disposal]) -> dict[int, frozenset[int]]:
    """For each disposal the users who recorded anything about it or its episode.

    Found by the tables themselves: every column that names a user, in every table that names the episode or the
    disposal. A table that is added later is included without a change here.
    """
    ids = {
        "episode_ids": list({disposal.episode_id for disposal in disposals}),
        "disposal_ids": list({disposal.id for disposal in disposals}),
    }
    users: dict[tuple[str, int], set[int]] = {}
    for subject, subject_id, user in db.session.execute(_all_that_name(), ids):
        users.setdefault((subject, subject_id), set()).add(user)
    return {
        disposal.id: frozenset(
            users.get(("disposal", disposal.id), set()) | users.get(("episode", disposal.episode_id), set())
        )
        for disposal in disposals
    }


@cache
def _all_that_name() -> CompoundSelect[Any]:
    """Each row of any table that names both a user and an episode or a disposal. Built once: tables do not change."""
    asked: list[Any] = []
    for subject in ("episode", "disposal"):
        ids: BindParameter[Any] = bindparam(f"{subject}_ids", expanding=True)
        for table in db.metadata.sorted_tables:
            if table.name.startswith(_OUR_OWN):
                continue
            names_it = [column for column in table.c if _names_a(column, subject)]
            about = [table.c.id] if table.name == subject else names_it
            users = [column for column in table.c if _names_a(column, "user_account")]
            asked += [
                select(literal(subject), column, who).where(column.in_(ids), who.is_not(None))
                for column in about
                for who in users
            ]
    return union(*asked)


def _names_a(column: Any, table: str) -> bool:
    return any(key.target_fullname == f"{table}.id" for key in column.foreign_keys)


def _places() -> tuple[str, ...]:
    named: list[Any] = []
    for place in (AreaName, Town, Suite, Service):
        town = place.town if place in (Suite, Service) else cast(null(), String)
        named.append(
            select(literal(len(named)).label("turn"), place.id.label("row_id"), place.name, town.label("town"))
        )
    lines = union_all(*named).subquery()
    return _each(
        each
        for row in db.session.execute(select(lines).order_by(lines.c.turn, lines.c.row_id))
        for each in (row.name, row.town)
    )


def _staff(organisation_ids: Collection[int], user_ids: Collection[int]) -> Sequence[Any]:
    """Everybody of these organisations, and these users: id, name and organisation."""
    either = or_(User.organisation_id.in_(organisation_ids), User.id.in_(user_ids))
    return db.session.execute(select(User.id, User.name, User.organisation_id).where(either).order_by(User.id)).all()


def _names(staff: Iterable[Any], user_ids: Collection[int]) -> tuple[str, ...]:
    return _each(user.name for user in staff if user.id in user_ids)


def _each(values: Any) -> tuple[str, ...]:
    """Each value once, blanks left out."""
    return tuple(dict.fromkeys(value for value in values if value))
