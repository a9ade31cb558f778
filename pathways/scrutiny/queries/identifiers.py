"""Everything recorded that says who a case is about, or who worked on it: what the redaction takes out."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, bindparam, select, union

from pathways.auth.models import Suite, User
from pathways.directory.models import AreaName, Service, Town
from pathways.disposals.models import Disposal
from pathways.people.models import CustodyTransfer, Detention, Episode, Person, PersonAlias, PersonDetails
from pathways.people.queries import record_ids_of, surviving_id
from pathways.referrals.models import NeedScreen
from pathways.scrutiny.models import ScrutinyHidden
from pathways.scrutiny.queries.course import prosecutors_of
from pathways.scrutiny.rules import Known
from pathways.store import db

_OUR_OWN = "scrutiny_"
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def known_of(disposal: Disposal, case_id: int | None = None) -> Known:
    """What is known of the person of a disposal by every record there is of them, of its staff and of the places."""
    stays = db.session.scalar(select(surviving_id()).where(Person.id == disposal.person_id)) or disposal.person_id
    records = record_ids_of(stays)
    details = db.session.scalars(select(PersonDetails).where(PersonDetails.person_id.in_(records))).all()
    aliases = db.session.scalars(select(PersonAlias).where(PersonAlias.person_id.in_(records))).all()
    involved = involved_in([disposal]).get(disposal.id, frozenset())
    return Known(
        names=_each([*(one.full_name for one in details), *(one.full_name for one in aliases)]),
        staff=_each([*_names(User.id.in_(involved)), *prosecutors_of(disposal)]),
        colleagues=_names(User.organisation_id == disposal.organisation_id),
        born=tuple({one.date_of_birth for one in details}),
        numbers=_each([*(one.pnc_id for one in details), *_custody_numbers(records)]),
        phones=_each(_column(NeedScreen.contact_number, records)),
        places=_places(),
        further=tuple(db.session.scalars(select(ScrutinyHidden.words).where(ScrutinyHidden.case_id == case_id))),
    )


def involved_in(disposals: Collection[Disposal]) -> dict[int, frozenset[int]]:
    """By disposal, whoever recorded anything at all about it or its episode.

    Read from the tables themselves: each column that names a user, in each table that names the episode or the
    disposal. A table that is added later is asked too.
    """
    by_episode = _users_by("episode", {one.episode_id for one in disposals})
    by_disposal = _users_by("disposal", {one.id for one in disposals})
    return {
        one.id: by_disposal.get(one.id, frozenset()) | by_episode.get(one.episode_id, frozenset()) for one in disposals
    }


def _users_by(subject: str, ids: Collection[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for one, user in db.session.execute(_all_that_name(subject), {"ids": list(ids)}):
        found.setdefault(one, set()).add(user)
    return {one: frozenset(who) for one, who in found.items()}


@cache
def _all_that_name(subject: str) -> CompoundSelect[Any]:
    """Each row of any table that names both a user and one of the `ids`. The tables stand still while it runs: it is
    put together once, and not once a case of a pack."""
    asked: list[Any] = []
    for table in db.metadata.sorted_tables:
        if table.name.startswith(_OUR_OWN):
            continue
        about = [table.c.id] if table.name == subject else [column for column in table.c if _names_a(column, subject)]
        users = [column for column in table.c if _names_a(column, "user_account")]
        asked += [select(one, who).where(one.in_(_IDS), who.is_not(None)) for one in about for who in users]
    return union(*asked)


def _names_a(column: Any, table: str) -> bool:
    return any(key.target_fullname == f"{table}.id" for key in column.foreign_keys)


def _column(column: Any, records: Collection[int]) -> list[Any]:
    of_episode = column.class_.episode_id == Episode.id
    return list(db.session.scalars(select(column).join(Episode, of_episode).where(Episode.person_id.in_(records))))


def _custody_numbers(records: Collection[int]) -> list[Any]:
    columns = (Detention.custody_record_no, CustodyTransfer.from_record_no, CustodyTransfer.to_record_no)
    return [number for column in columns for number in _column(column, records)]


def _places() -> tuple[str, ...]:
    towns: list[str] = []
    for columns in ((AreaName.name,), (Town.name,), (Suite.name, Suite.town), (Service.name, Service.town)):
        towns += [place for row in db.session.execute(select(*columns)) for place in row]
    return _each(towns)


def _names(whose: Any) -> tuple[str, ...]:
    return _each(db.session.scalars(select(User.name).where(whose).order_by(User.id)))


def _each(values: Any) -> tuple[str, ...]:
    """Each value once, blanks left out."""
    return tuple(dict.fromkeys(value for value in values if value))
