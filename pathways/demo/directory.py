"""What made-up services say of themselves, lists of who may not see a record, and what the monthly file needs."""

from datetime import date, datetime, time
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import select

from pathways.auth.queries import sign_in_name_of
from pathways.auth.roles import Viewer
from pathways.demo.journey import County
from pathways.directory.diary.rules import Weekday
from pathways.directory.entries.rules import Access, ChangeKind, PlaceKind, WeekSession, stored
from pathways.directory.models import Service, ServiceChange, ServiceDetail, ServiceException, ServicePlace
from pathways.ndtms import actions as ndtms
from pathways.people.models.custody import Detention, Episode
from pathways.people.models.identity import Person
from pathways.people.restrictions import actions, queries
from pathways.people.restrictions.rules import RestrictionList, RestrictionWhy
from pathways.referrals.consents import actions as referrals
from pathways.referrals.consents.rules.consents import STATISTICS, ConsentState, Helped
from pathways.referrals.consents.rules.sharing import AnswerGiven
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import REFERRAL_STEPS
from pathways.store.base import db

# The details of the services: hours, places, whom they are for, days that differ.


_MADE_UP: Final = UUID("5b1f0d0e-6f0c-4a6b-9a53-0f6f3d1c2a00")
_OFFICE: Final = "09:00 17:00"
_LATE: Final = {Weekday.THURSDAY: "09:00 19:30"}
_SHORT: Final = {Weekday.WEDNESDAY: "13:00 17:00"}
# service: street, postcode, outcodes, towns, hours that differ by weekday, languages, co-occurring, outreach, remote
SAID: Final[dict[str, tuple[str, str, str, str, dict[Weekday, str], str, bool, bool, bool]]] = {
    "Lincoln Recovery Hub": (
        "12 Orchard Yard", "LN1 1ZZ", "LN1 LN2 LN3 LN5 LN6", "Gainsborough", _LATE, "English, Polish, Lithuanian",
        True, True, True,
    ),
    "Trent Bank Service": (
        "3 Wharf Walk", "NG31 6ZZ", "NG31 NG32", "Sleaford", _SHORT, "English, Polish", True, False, True,
    ),
    "Lindum Women's Service": ("40 Castle Row", "LN1 3ZZ", "", "", _SHORT, "English, Polish", True, True, True),
    "Coastline Skegness": (
        "7 Drummond Parade", "PE25 3ZZ", "PE24 PE25", "Mablethorpe", {Weekday.SATURDAY: "10:00 13:00"}, "English",
        False, True, False,
    ),
    "Boston Open Door": (
        "21 Pump Square", "PE21 6ZZ", "PE20 PE21 PE22", "Spalding", _LATE, "English, Latvian, Lithuanian, Polish",
        True, False, True,
    ),
    "Next Step": ("5 Minster Close", "LN2 1ZZ", "", "", {Weekday.MONDAY: "11:00 18:00"}, "English", True, True, True),
}  # fmt: skip


def say_of_themselves(services: dict[str, Service], by: Viewer, since: datetime) -> None:
    """Fill in every service of the county as its manager would have, on the day it was entered."""
    for name, service in services.items():
        street, postcode, outcodes, towns, differs, languages, co_occurring, outreach, remote = SAID[name]
        service.languages = languages
        week = {day: differs.get(day, _OFFICE if day not in list(Weekday)[5:] else "") for day in Weekday}
        service.access_notes = "Ring the bell at the front door"
        db.session.add(
            ServiceDetail(
                service_id=service.id,
                reference=_id(name),
                description="Made up for the demonstration: drug and alcohol help, with mental health and housing.",
                outcodes=outcodes.split(),
                towns=[towns] if towns else [],
                age_from=None if service.young_people else 18,
                age_to=17 if service.young_people else None,
                co_occurring=co_occurring,
                outreach=outreach,
                remote=remote,
                access=stored("access", (Access.STEP_FREE, Access.INTERPRETERS)),
                hours=stored("hours", _openings(week)),
                published_at=since,
                came_with={},
            )
        )
        _place(service, street, postcode, by, since)
        _christmas(service, by, since)
        entered = {"name": name, "town": service.town}
        line = ServiceChange(service_id=service.id, kind=ChangeKind.ADDED, was={}, became=entered)
        line.changed_at, line.changed_by_id = since, by.user_id
        db.session.add(line)
    db.session.flush()


def _openings(week: dict[Weekday, str]) -> tuple[WeekSession, ...]:
    return tuple(
        WeekSession(weekday=day, opens=time.fromisoformat(text.split()[0]), closes=time.fromisoformat(text.split()[1]))
        for day, text in week.items()
        if text
    )


def _place(service: Service, street: str, postcode: str, by: Viewer, since: datetime) -> None:
    place = ServicePlace(service_id=service.id, reference=_id(f"{service.name}, {street}"), kind=PlaceKind.PHYSICAL)
    place.address, place.town, place.region, place.postcode = street, service.town, "Lincolnshire", postcode
    place.added_at, place.added_by_id = since, by.user_id
    db.session.add(place)


def _christmas(service: Service, by: Viewer, since: datetime) -> None:
    """Short hours on Christmas Eve of the year it began (2026 at the earliest), then closed to New Year."""
    year = max(since.year, 2026)
    eve, last = date(year, 12, 24), date(year + 1, 1, 1)
    for first_on, last_on, closes, why in (
        (eve, eve, time(12), "Christmas Eve"),
        (date(year, 12, 25), last, None, "Christmas"),
    ):
        row = ServiceException(service_id=service.id, first_on=first_on, last_on=last_on, why=why)
        row.opens, row.closes = (time(9), closes) if closes else (None, None)
        row.reference = _id(f"{service.name}, {why}")
        row.added_at, row.added_by_id = since, by.user_id
        db.session.add(row)


def _id(words: str) -> str:
    return str(uuid5(_MADE_UP, words))


# Lists of who may not see a record, so that a visitor finds some to decide and some to review.


KEPT_OUT = RestrictionList.EXCLUDED_FROM


def build_lists(officer: Viewer, inspector: Viewer, kept_out: Viewer, away: Viewer, worker: Viewer) -> None:
    """For the two longest in custody: one list waits, one is in force. A worker names themselves. Commits."""
    here = (
        select(Person)
        .join(Episode, Episode.person_id == Person.id)
        .join(Detention, Detention.episode_id == Episode.id)
        .where(Detention.superseded_at.is_(None), Detention.released_at.is_(None))
        .where(Episode.suite_id == officer.suite_id)
        .order_by(Episode.id)
        .limit(2)
    )
    for number, person in enumerate(db.session.scalars(here).all()):
        row = actions.propose_restriction(
            by=officer,
            person=person,
            which=KEPT_OUT,
            why=(RestrictionWhy.KNOWN, RestrictionWhy.RELATIVE)[number],
            reason=("Lives two doors away from this officer.", "The brother of this officer's wife.")[number],
            sign_in_names=[sign_in_name_of((kept_out, away)[number].user_id)],
        )
        if number:
            actions.decide_restriction(by=inspector, line=queries.restriction(inspector, row.id), confirms=True)
    _own_conflict(worker)
    db.session.commit()


def _own_conflict(worker: Viewer) -> None:
    """A worker's own conflict with somebody a colleague has accepted: it counts already and waits for the manager."""
    cases = (
        select(Person)
        .join(Referral, Referral.person_id == Person.id)
        .where(Referral.organisation_id == worker.organisation_id, Referral.keyworker_id != worker.user_id)
        .where(Referral.state.in_(REFERRAL_STEPS.groups["LIVE"]), Person.merged_into_id.is_(None))
        .order_by(Referral.id.desc())
        .limit(1)
    )
    if (person := db.session.scalar(cases)) is not None:
        actions.propose_restriction(
            by=worker,
            person=person,
            which=KEPT_OUT,
            why=RestrictionWhy.KNOWN,
            reason="We were at school together, and our children are friends.",
            sign_in_names=[sign_in_name_of(worker.user_id)],
        )


# What a provider needs for its monthly file: agency codes, and answers about the national statistics.


CODES = {"Lincoln Recovery Hub": "ZZ001", "Trent Bank Service": "ZZ002"}
"""Made up, like everything here. One service has none, so that a visitor sees the fault this makes."""


def ask_about_statistics(worker: Viewer, referral_id: int) -> None:
    """Most agree and sign, some only aloud, some do not agree, some were not asked yet."""
    if referral_id % 7 == 0:
        return
    agrees = referral_id % 5 != 0
    answer = AnswerGiven(
        number=STATISTICS,
        state=ConsentState.GIVEN if agrees else ConsentState.REFUSED,
        signed=referral_id % 4 != 0,
        understood=True,
        helped=Helped.NO_HELP,
    )
    referrals.record_answers(by=worker, referral_id=referral_id, answers=[answer])


def enter_codes(county: County) -> None:
    """The manager enters the codes of two services; commits."""
    for name, code in CODES.items():
        ndtms.enter_agency_code(by=county.staff["provider"], service_id=county.services[name].id, code=code)
    db.session.commit()
