"""A small made-up county for tests of every room: plain functions that insert rows and return them.

Each takes what its test is about and fills the rest with the plainest valid case; `force()`, `suite()`, `provider()`
and `service()` of the same name are the same row each time. Nothing here is committed or audited: to test what an
action records, call the action.
"""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from pathways import clock, dates
from pathways.arrest_tests.models.testing import ShiftSetUp
from pathways.arrest_tests.testing.rules.record import TakerCategory
from pathways.auth.models import Organisation, RankHeld, RoleHeld, Suite, User
from pathways.auth.roles import OrganisationKind, Rank, Role, Viewer
from pathways.directory.models import Service, Slot
from pathways.people.identity.actions import keep_search_keys
from pathways.people.identity.rules import Ethnicity
from pathways.people.models.custody import Detention, Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.rules import AgeEvidence, ReleaseType
from pathways.store.base import Record, db
from pathways.vocabulary import Area, Need, Origin, Sex
from tests import areas as areas_of_county
from tests.scenes import stage, step

Row = TypeVar("Row", bound=Record)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LIKE = {Role.DM: Role.CO, Role.HP: Role.CO, Role.CM: Role.CO, Role.PM: Role.TW}
"""Whose pages are those of another role, and some beyond: a deciding officer's a custody officer's, a manager of a
provider's a worker's. Who walks through every page asks only for those beyond once more."""
_numbers = stage.numbers


def _added(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row


@step
def organisation(name: str, kind: OrganisationKind) -> Organisation:
    """An organisation; the same row for the same name. The first force sets up the county's areas and towns."""
    organisation = db.session.scalar(select(Organisation).where(Organisation.name == name))
    made = organisation or _added(Organisation(name=name, kind=kind, created_at=LONG_AGO))
    return areas_of_county.set_up(made) if kind is OrganisationKind.FORCE and not organisation else made


def force(name: str = "Lincolnshire Police") -> Organisation:
    return organisation(name, OrganisationKind.FORCE)


def provider(name: str = "Lincoln Recovery") -> Organisation:
    return organisation(name, OrganisationKind.PROVIDER)


def health(name: str = "Wolds Health Liaison and Diversion") -> Organisation:
    return organisation(name, OrganisationKind.HEALTH)


def commissioner(name: str = "Lincolnshire County Council") -> Organisation:
    return organisation(name, OrganisationKind.COMMISSIONER)


@step
def suite(name: str = "Lincoln", of: Organisation | None = None) -> Suite:
    """A custody suite of a force."""
    owner = of or force()
    suite = db.session.scalar(select(Suite).where(Suite.name == name, Suite.organisation_id == owner.id))
    return suite or _added(Suite(name=name, town=name, organisation_id=owner.id, phone="01632 960 100"))


@step
def service(
    name: str = "Lincoln Recovery Hub",
    of: Organisation | None = None,
    *,
    town: str = "Lincoln",
    areas: tuple[Area, ...] = areas_of_county.EVERYWHERE,
    needs: tuple[Need, ...] = tuple(Need),
    young_people: bool = False,
    women_only: bool = False,
    phone: str = "01632 960 471",
    opened_on: date = date(2015, 1, 1),
    closed_on: date | None = None,
    places: int | None = 5,
) -> Service:
    """A service of a provider: open, for adults, every area and need unless said otherwise."""
    owner = of or provider()
    same = (Service.name == name, Service.organisation_id == owner.id, Service.town == town)
    service = db.session.scalar(select(Service).where(*same))
    return service or _added(
        Service(
            organisation_id=owner.id,
            name=name,
            town=town,
            areas=[area.value for area in areas],
            needs=[need.value for need in needs],
            women_only=women_only,
            young_people=young_people,
            phone=phone,
            opened_on=opened_on,
            closed_on=closed_on,
            places=places,
            places_updated_on=None if places is None else clock.today(),
        )
    )


@step
def slot(*, of: Service | None = None, in_hours: float = 24) -> Slot:
    """A free time in the diary of a service, tomorrow at this hour."""
    place, now = of or service(), clock.now()
    at = now + timedelta(hours=in_hours)
    return _added(Slot(service_id=place.id, starts_at=at, minutes=60, added_at=now, added_by_id=user(Role.PM).id))


@step
def user(
    role: Role = Role.CO,
    *,
    of: Organisation | None = None,
    at: Suite | None = None,
    rank: Rank | None = None,
    name: str = "",
    password_hash: str | None = None,
) -> User:
    """Somebody who holds one role since long ago; an officer is a sergeant at Lincoln unless said otherwise."""
    is_police = role in (Role.CO, Role.DM)
    number = next(_numbers)
    home = {Role.HP: health, Role.TW: provider, Role.PM: provider, Role.PW: commissioner, Role.MG: commissioner}
    owner = of or home.get(role, force)()
    place = at or (suite(of=owner) if is_police else suite() if role is Role.HP else None)
    someone = _added(
        User(
            name=name or f"{role.value} {number}",
            sign_in_name=f"{role.value.lower()}{number}@example.test",
            organisation_id=owner.id,
            suite_id=place.id if place else None,
            password_hash=password_hash,
            created_at=LONG_AGO,
        )
    )
    db.session.add(RoleHeld(user_id=someone.id, role=role, from_on=LONG_AGO.date()))
    if rank or is_police:
        user_rank = rank or Rank.SERGEANT
        db.session.add(RankHeld(user_id=someone.id, rank=user_rank, from_on=LONG_AGO.date(), recorded_at=LONG_AGO))
    if role is Role.CO and place:
        shift_set_up(someone.id, place.id)
    else:
        db.session.flush()
    return someone


@step
def shift_set_up(user_id: int, suite_id: int, **changes: Any) -> ShiftSetUp:
    """A device whose check passed, a lot with years to run and somebody who may take samples, set up now."""
    facts: dict[str, Any] = {
        "device": "Custody saliva device",
        "serial": "SN-20417",
        "lot": "88C",
        "lot_expires_on": date(2027, 4, 30),
        "check_passed_at": clock.now(),
        "taker": "PC 2290 Ellery",
        "category": TakerCategory.POLICE_OFFICER,
        "trained_until": date(2027, 10, 31),
        "made_at": clock.now(),
    }
    return _added(ShiftSetUp(user_id=user_id, suite_id=suite_id, **(facts | changes)))


def viewer_of(someone: User) -> Viewer:
    """The viewer that a signed-in user becomes, in the role they hold."""
    roles_held = db.session.scalars(select(RoleHeld).where(RoleHeld.user_id == someone.id).order_by(RoleHeld.id.desc()))
    ranks = select(RankHeld).where(RankHeld.user_id == someone.id, RankHeld.from_on <= clock.today())
    rank = db.session.scalars(ranks.order_by(RankHeld.from_on.desc())).first()
    owner = db.session.get_one(Organisation, someone.organisation_id)
    return Viewer(
        user_id=someone.id,
        name=someone.name,
        role=roles_held.first().role,
        organisation_id=owner.id,
        organisation_kind=owner.kind,
        suite_id=someone.suite_id,
        rank=rank.rank if rank else None,
        request_id="a test",
    )


@step
def officer(rank: Rank = Rank.SERGEANT, at: Suite | None = None) -> Viewer:
    """A custody officer, as a viewer."""
    place = at or suite()
    return viewer_of(user(Role.CO, of=db.session.get_one(Organisation, place.organisation_id), at=place, rank=rank))


@step
def person(
    surname: str = "Rawcliffe",
    given_names: str | None = "Dean",
    *,
    born: date = date(1991, 6, 9),
    sex: Sex = Sex.MALE,
    ethnicity: Ethnicity | None = None,
    pnc_id: str | None = None,
    age_evidence: AgeEvidence = AgeEvidence.DOCUMENTED,
    by: Viewer | None = None,
) -> Person:
    """A person with live details, known from a document seen."""
    recorder = by.user_id if by else user().id
    someone = _added(Person(created_at=clock.now(), created_by_id=recorder))
    _added(
        PersonDetails(
            person_id=someone.id,
            surname=surname,
            given_names=given_names,
            date_of_birth=born,
            age_evidence=age_evidence,
            sex=sex,
            ethnicity=ethnicity,
            pnc_id=pnc_id,
            recorded_at=clock.now(),
            recorded_by_id=recorder,
        )
    )
    keep_search_keys(someone.id)
    return someone


@step
def episode(
    of: Person | None = None,
    *,
    origin: Origin = Origin.VOLUNTARY_INTERVIEW,
    by: Viewer | None = None,
    at: Suite | None = None,
    came_on: date | None = None,
    closed_at: datetime | None = None,
) -> Episode:
    """An open episode, opened today by an officer at Lincoln unless said otherwise. For custody see `detained`."""
    opener = by or officer(at=at)
    place = at.id if at else opener.suite_id
    return _added(
        Episode(
            person_id=(of or person(by=opener)).id,
            origin=origin,
            organisation_id=opener.organisation_id,
            suite_id=place,
            came_on=came_on or clock.today(),
            opened_at=clock.now(),
            opened_by_id=opener.user_id,
            closed_at=closed_at,
        )
    )


@step
def detained(
    of: Person | None = None,
    *,
    by: Viewer | None = None,
    at: Suite | None = None,
    arrested_at: datetime | None = None,
    arrived_at: datetime | None = None,
    custody_officer_seen_at: datetime | None = None,
    planned_release_at: datetime | None = None,
    released_at: datetime | None = None,
    release_type: ReleaseType | None = None,
    continuous_detention: str = "",
    custody_record_no: str = "",
    needs_appropriate_adult: bool = False,
    appropriate_adult_present: bool = False,
) -> tuple[Episode, Detention]:
    """An episode in custody with its detention: arrested two hours ago, arrived and seen within the hour after."""
    opener = by or officer(at=at)
    arrested = arrested_at or (arrived_at or clock.now() - timedelta(minutes=90)) - timedelta(minutes=30)
    arrived = arrived_at or arrested + timedelta(minutes=30)
    opened = episode(
        of,
        origin=Origin.DETENTION,
        by=opener,
        at=at,
        came_on=dates.london_date(arrived),
        closed_at=released_at,
    )
    detention = _added(
        Detention(
            episode_id=opened.id,
            continuous_detention=continuous_detention or str(uuid.uuid4()),
            custody_record_no=custody_record_no or f"LN-26-{next(_numbers):05}",
            suite_id=opened.suite_id,
            arrested_at=arrested,
            arrived_at=arrived,
            custody_officer_seen_at=custody_officer_seen_at or arrived + timedelta(minutes=10),
            planned_release_at=planned_release_at,
            released_at=released_at,
            release_type=release_type or (ReleaseType.WITHOUT_BAIL if released_at else None),
            needs_appropriate_adult=needs_appropriate_adult,
            appropriate_adult_present=appropriate_adult_present,
            recorded_at=clock.now(),
            recorded_by_id=opener.user_id,
        )
    )
    return opened, detention
