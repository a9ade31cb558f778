"""Everything on record that says who a case is about or who worked on it: what the redaction takes out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
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
from pathways.store.base import db, shared, shared_alias
from pathways.store.together import Layout, among


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

# `of` is the person who was asked for; `standing_born_on` is the day of birth in the details that stand.
_LAYOUT = Layout(
    of=Integer(),
    number=Integer(),
    given_names=String(),
    surname=String(),
    born_on=Date(),
    standing_born_on=Date(),
    reference=String(),
    phone=String(),
)
_ASKED, _RECORD = shared_alias(Person), shared_alias(Person)
_STAYS = surviving_id(_ASKED)
_FAMILY = shared(
    select(_ASKED.id.label("asked_id"), _RECORD.id.label("record_id"), _STAYS.label("stays"))
    .join_from(_ASKED, _RECORD, or_(_RECORD.id == _STAYS, _RECORD.merged_into_id == _STAYS))
    .where(among(_ASKED.id, "of_people"))
    .cte("family")
)
_STANDS = and_(PersonDetails.person_id == _FAMILY.c.stays, PersonDetails.superseded_at.is_(None))


def _of_people(kind: str, table: Any, **columns: Any) -> Select[Any]:
    """The rows of a table that names a person, of all records of these people."""
    rows = _LAYOUT.rows(kind, of=_FAMILY.c.asked_id, number=table.id, **columns)
    return rows.join_from(_FAMILY, table, table.person_id == _FAMILY.c.record_id)


def _of_their_episodes(kind: str, table: Any, **columns: Any) -> Select[Any]:
    """The rows of a table that names an episode, of all records of these people."""
    rows = _LAYOUT.rows(kind, of=_FAMILY.c.asked_id, number=table.id, **columns)
    episodes = rows.join_from(_FAMILY, Episode, Episode.person_id == _FAMILY.c.record_id)
    return episodes.join(table, table.episode_id == Episode.id)


_RECORDED = union_all(
    _of_people(
        "details",
        PersonDetails,
        given_names=PersonDetails.given_names,
        surname=PersonDetails.surname,
        born_on=PersonDetails.date_of_birth,
        standing_born_on=case((_STANDS, PersonDetails.date_of_birth)),
        reference=PersonDetails.pnc_id,
    ),
    _of_people("alias", PersonAlias, given_names=PersonAlias.given_names, surname=PersonAlias.surname),
    _of_their_episodes("detention", Detention, reference=Detention.custody_record_no),
    _of_their_episodes("transfer", CustodyTransfer, reference=CustodyTransfer.from_record_no),
    _of_their_episodes("transfer", CustodyTransfer, reference=CustodyTransfer.to_record_no),
    _of_their_episodes("screen", NeedScreen, phone=NeedScreen.contact_number),
).order_by("number")


def known_of(
    drawn: Mapping[int, Disposal], events: Mapping[int, list[DisposalEvent]]
) -> dict[int, tuple[date, KnownNames]]:
    """By case: the day of birth, and the names, numbers and places that any record has of the person, with all staff
    and all known places."""
    recorded: dict[int, list[Any]] = {}
    for row in db.session.execute(_RECORDED, {"of_people": [disposal.person_id for disposal in drawn.values()]}):
        recorded.setdefault(row.of, []).append(row)
    involved, places, hidden = involved_in(drawn.values()), _places(), _words_hidden(drawn)
    staff = _staff({disposal.organisation_id for disposal in drawn.values()}, frozenset().union(*involved.values()))
    known = {}
    for case_id, disposal in drawn.items():
        lines = recorded[disposal.person_id]
        of_own = frozenset(user.id for user in staff if user.organisation_id == disposal.organisation_id)
        known[case_id] = (
            next(line.standing_born_on for line in lines if line.standing_born_on),
            KnownNames(
                names=_each(f"{line.given_names or ''} {line.surname or ''}".strip() for line in lines),
                staff=_each([*_names(staff, involved[disposal.id]), *prosecutors_of(events.get(disposal.id, ()))]),
                colleagues=_names(staff, of_own),
                born=_each(line.born_on for line in lines),
                numbers=_each(line.reference for line in lines),
                phones=_each(line.phone for line in lines),
                places=places,
                further=hidden.get(case_id, ()),
            ),
        )
    return known


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


def _each(values: Iterable[Any]) -> tuple[Any, ...]:
    """Each value once, blanks left out."""
    return tuple(dict.fromkeys(value for value in values if value))
