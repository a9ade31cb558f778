"""What a self-referral needs, how the person may be reached, and what makes a referral urgent."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Integer, String, case, union_all

from pathways import clock, dates
from pathways.auth.models import Suite
from pathways.auth.roles import Viewer
from pathways.dates import age_on, day_in_words
from pathways.directory.entries import queries as directory
from pathways.directory.models import Service
from pathways.people.models.custody import Detention, Episode
from pathways.people.rules import ReleaseType
from pathways.people.search import queries as search_queries
from pathways.people.search.rules import PersonAsked, too_little
from pathways.referrals.first_appointments.rules import AppointmentText, ContactFacts, TextHolds, telling
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs.queries import Screen, screen_of
from pathways.referrals.needs.rules import ContactWay, cannot_be_rung
from pathways.referrals.sending.rules import Sitting, UrgencyFacts, urgent_because
from pathways.safeguarding.models import RiskScreen
from pathways.store.base import Instant, db
from pathways.store.together import Layout, among
from pathways.vocabulary import Answer

# For a worker to whom somebody came: their own services that take referrals, and people the service knows already.


def own_services(viewer: Viewer) -> tuple[Service, ...]:
    """The services of the viewer's provider that take referrals today, by name."""
    return tuple(
        service
        for service in directory.services_open_on(clock.today())
        if service.organisation_id == viewer.organisation_id
    )


def known_here(viewer: Viewer, surname: str | None, born_on: date | None) -> tuple[tuple[int, str], ...]:
    """People the service reaches who may be meant, closest first, as (id, words). None until both were typed."""
    asked = PersonAsked(surname=surname or "", date_of_birth=born_on)
    if not surname or born_on is None or too_little(asked):
        return ()
    hits = search_queries.search(viewer, asked).hits
    return tuple((hit.person.id, _words(hit.details.full_name, hit.details.date_of_birth)) for hit in hits)


def _words(name: str, born_on: date) -> str:
    return f"{name}, born {day_in_words(born_on)}"


# How somebody may be reached, as custody was told, and the text about an appointment of their referral.


def contact_said(episode_id: int) -> ContactFacts | None:
    """The safe contact as said on the needs page, before anything about appointments was agreed; None without one."""
    screen = screen_of(episode_id)
    return contact_of(screen) if screen else None


def contact_of(screen: Screen) -> ContactFacts:
    """The safe contact as said on the needs page."""
    row = screen.row
    return ContactFacts(
        way=row.contact_way, number=row.contact_number or "", note=row.contact_note or "", holds=TextHolds.NUMBER
    )


def text_to(referral: Referral, contact: ContactFacts | None, starts_at: datetime) -> AppointmentText | None:
    """The text about an appointment of a referral in sight; None where none is sent."""
    if not referral.service_id:
        return None
    ring = directory.service(referral.service_id).phone
    return telling(contact, reference=referral.reference or "", ring=ring, starts_at=starts_at)


# What the desk knew that makes a referral urgent. It takes no viewer: the caller has found the referrals in sight. The
# statement runs at every look at a case, so it is built once.
_LAYOUT = Layout(
    episode_id=Integer(),
    number=Integer(),
    at=Instant(),
    planned_at=Instant(),
    overdose=String(),
    suicide_risk=String(),
    pregnant=String(),
    way=String(),
    contact_number=String(),
    suite=String(),
    suite_phone=String(),
    stands=Integer(),
)
_RISKS, _NEEDS, _LEAVING = "risks", "needs", "leaving"
_DESK = union_all(
    _LAYOUT.rows(
        _RISKS,
        episode_id=RiskScreen.episode_id,
        number=RiskScreen.id,
        at=RiskScreen.recorded_at,
        overdose=RiskScreen.overdose_last_7_days,
        suicide_risk=RiskScreen.suicide_risk,
        stands=case((RiskScreen.superseded_at.is_(None), 1), else_=0),
    ).where(among(RiskScreen.episode_id, "of_episodes")),
    _LAYOUT.rows(
        _NEEDS,
        episode_id=NeedScreen.episode_id,
        number=NeedScreen.id,
        at=NeedScreen.recorded_at,
        pregnant=NeedScreen.pregnant,
        way=NeedScreen.contact_way,
        contact_number=NeedScreen.contact_number,
        stands=case((NeedScreen.superseded_at.is_(None), 1), else_=0),
    ).where(among(NeedScreen.episode_id, "of_episodes")),
    _LAYOUT.rows(
        _LEAVING,
        episode_id=Detention.episode_id,
        number=Detention.id,
        at=Detention.released_at,
        planned_at=Detention.planned_release_at,
        suite=case((Episode.closed_at.is_(None), Suite.name)),
        suite_phone=Suite.phone,
        stands=case((Detention.release_type == ReleaseType.REMANDED, 0), else_=1),
    )
    .join_from(Detention, Episode, Episode.id == Detention.episode_id)
    .outerjoin(Suite, Suite.id == Episode.suite_id)
    .where(among(Detention.episode_id, "of_episodes"), Detention.superseded_at.is_(None)),
).order_by("number")


@dataclass(frozen=True, kw_only=True)
class SafeWay:
    """How somebody may be reached, as the desk was told."""

    way: ContactWay
    number: str | None


@dataclass(frozen=True, kw_only=True)
class InCell:
    """The suite where somebody still is, its number, and when they are to leave it."""

    suite: str
    phone: str
    leaves_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DeskFacts:
    """What the desk knows of an episode that may make its referral urgent, and how the person may be reached.

    `sittings` are every answer, superseded ones included; there are none where no answer that stands is a yes.
    `leaves_on` is the London date on which somebody leaves police custody or is planned to; not where remanded.
    `cell` is where they still are: until they leave, a call to their own number reaches nobody.
    """

    sittings: tuple[Sitting, ...] = ()
    leaves_on: date | None = None
    contact: SafeWay | None = None
    cell: InCell | None = None


def desks_of(episode_ids: Collection[int]) -> dict[int, DeskFacts]:
    """What the desk knows, by the id of each episode; one statement for all."""
    sittings: dict[int, list[Sitting]] = defaultdict(list)
    of_needs: dict[int, list[Sitting]] = defaultdict(list)
    leaves: dict[int, date] = {}
    cells: dict[int, InCell] = {}
    contacts: dict[int, SafeWay] = {}
    says_yes = set()
    for row in db.session.execute(_DESK, {"of_episodes": episode_ids}).all() if episode_ids else ():
        episode_id = row.episode_id
        if row.kind == _LEAVING:
            if row.stands and (leaves_at := row.at or row.planned_at):
                leaves[episode_id] = dates.london_date(leaves_at)
            if row.at is None and row.suite is not None:
                cells[episode_id] = InCell(suite=row.suite, phone=row.suite_phone or "", leaves_at=row.planned_at)
            continue
        sitting = Sitting(
            at=row.at,
            on=dates.london_date(row.at),
            overdose_last_7_days=_answer(row.overdose),
            suicide_risk=_answer(row.suicide_risk),
            pregnant=_answer(row.pregnant),
        )
        (of_needs if row.kind == _NEEDS else sittings)[episode_id].append(sitting)
        if row.stands and Answer.YES in (sitting.overdose_last_7_days, sitting.suicide_risk, sitting.pregnant):
            says_yes.add(episode_id)
        if row.stands and row.kind == _NEEDS:
            contacts[episode_id] = SafeWay(way=ContactWay(row.way), number=row.contact_number)
    return {
        episode_id: DeskFacts(
            sittings=(*sittings[episode_id], *of_needs[episode_id]) if episode_id in says_yes else (),
            leaves_on=leaves.get(episode_id),
            contact=contacts.get(episode_id),
            cell=cells.get(episode_id),
        )
        for episode_id in set(episode_ids)
    }


def _answer(word: str | None) -> Answer | None:
    return None if word is None else Answer(word)


def urgency_facts(
    rows: Collection[Referral], desks: Mapping[int, DeskFacts], born_on: Mapping[int, date]
) -> dict[int, UrgencyFacts]:
    """By id of each referral sent; `desks` is by episode id, `born_on` by person id."""
    by_referral = {}
    for row in rows:
        if row.first_submitted_at is None:
            continue
        on, desk = dates.london_date(row.first_submitted_at), desks[row.episode_id]
        by_referral[row.id] = UrgencyFacts(
            sent_at=row.first_submitted_at,
            sent_on=on,
            desk=desk.sittings,
            leaves_on=desk.leaves_on,
            cannot_be_rung=desk.contact is not None and cannot_be_rung(desk.contact.way, desk.contact.number),
            age=age_on(born_on[row.person_id], on),
        )
    return by_referral


def is_urgent_if_sent_now(screen: Screen, born_on: date, leaves_on: date | None) -> bool:
    """Whether a referral of an episode would be urgent if it was sent now; `leaves_on` is what the desk knows of it."""
    now, today = clock.now(), clock.today()
    screen_facts, risks = screen.facts, screen.risks
    sitting = Sitting(
        at=now,
        on=today,
        overdose_last_7_days=risks.overdose_last_7_days,
        suicide_risk=risks.suicide_risk,
        pregnant=screen_facts.pregnant,
    )
    facts = UrgencyFacts(
        sent_at=now,
        sent_on=today,
        desk=(sitting,),
        leaves_on=leaves_on,
        cannot_be_rung=screen_facts.cannot_be_rung,
        age=age_on(born_on, today),
    )
    return bool(urgent_because(facts))
