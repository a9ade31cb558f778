"""What a self-referral needs, how the person may be reached, and what makes a referral urgent."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import BindParameter, bindparam, or_, select

from pathways import clock, dates
from pathways.auth import queries as auth
from pathways.auth.models import Suite
from pathways.auth.roles import Viewer
from pathways.dates import age_on, day_in_words
from pathways.directory.entries import queries as directory
from pathways.directory.models import Service
from pathways.people.custody import queries as custody_queries
from pathways.people.models.custody import Detention, Episode
from pathways.people.rules import ReleaseType
from pathways.people.search import queries as search_queries
from pathways.people.search.rules import PersonAsked, too_little
from pathways.referrals.first_appointments.rules import AppointmentText, ContactFacts, TextHolds, telling
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs.queries import NeedsAsked, Screen, screen_of
from pathways.referrals.sending.rules import Sitting, UrgencyFacts, urgent_because
from pathways.safeguarding.models import RiskScreen
from pathways.safeguarding.rules.risks import RiskAnswers
from pathways.store.base import db

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
    if screen is None:
        return None
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


def detained_at(episode: Episode) -> tuple[Suite, datetime | None] | None:
    """The suite where a person referred from a cell still is, and when they are to leave: until then a call to their
    own number reaches nobody. None once they left."""
    detention = custody_queries.detention_of(episode.id)
    if detention is None or detention.released_at is not None or episode.closed_at is not None:
        return None
    suite = auth.suite(episode.suite_id)
    return (suite, detention.planned_release_at) if suite else None


# What the desk knew that makes a referral urgent. It takes no viewer: the caller has found the referrals in sight. The
# statements run at every look at a case, so they are built once.
_EPISODES: BindParameter[list[int]] = bindparam("of_episodes", expanding=True)
_RISKS = select(RiskScreen).where(RiskScreen.episode_id.in_(_EPISODES)).order_by(RiskScreen.id)
_NEEDS = (
    select(NeedScreen.episode_id, NeedScreen.recorded_at, NeedScreen.pregnant)
    .where(NeedScreen.episode_id.in_(_EPISODES))
    .order_by(NeedScreen.id)
)
_LEAVING = select(Detention.episode_id, Detention.released_at, Detention.planned_release_at).where(
    Detention.episode_id.in_(_EPISODES),
    Detention.superseded_at.is_(None),
    or_(Detention.release_type.is_(None), Detention.release_type != ReleaseType.REMANDED),
)


def urgency_facts(
    rows: Collection[Referral], asked: Mapping[int, NeedsAsked | Screen], born_on: Mapping[int, date]
) -> dict[int, UrgencyFacts]:
    """By id of each referral sent; `asked` is by episode id, `born_on` by person id. Three statements at most."""
    sent = [row for row in rows if row.first_submitted_at is not None]
    leaves = leaving({row.episode_id for row in sent})
    sittings = _sittings({row.episode_id for row in sent if _says_yes(asked[row.episode_id])})
    by_referral = {}
    for row in sent:
        at = row.first_submitted_at or clock.now()
        on, screen = dates.london_date(at), _screen_of(asked[row.episode_id])
        by_referral[row.id] = UrgencyFacts(
            sent_at=at,
            sent_on=on,
            desk=tuple(sittings.get(row.episode_id, ())),
            leaves_on=leaves.get(row.episode_id),
            cannot_be_rung=screen is not None and screen.facts.cannot_be_rung,
            age=age_on(born_on[row.person_id], on),
        )
    return by_referral


def is_urgent_if_sent_now(episode: Episode, screen: Screen, born_on: date) -> bool:
    """Whether a referral of this episode would be urgent if it was sent now."""
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
        leaves_on=leaving([episode.id]).get(episode.id),
        cannot_be_rung=screen_facts.cannot_be_rung,
        age=age_on(born_on, today),
    )
    return bool(urgent_because(facts))


def leaving(episode_ids: Collection[int]) -> dict[int, date]:
    """By episode id, the London date on which somebody leaves police custody or is planned to; not where remanded."""
    rows = db.session.execute(_LEAVING, {"of_episodes": list(set(episode_ids))})
    times = ((row[0], row[1] or row[2]) for row in rows)
    return {episode_id: dates.london_date(at) for episode_id, at in times if at}


def _sittings(episode_ids: Collection[int]) -> dict[int, list[Sitting]]:
    """By episode id, every answer at the desk, superseded ones included, oldest first."""
    by_episode: dict[int, list[Sitting]] = defaultdict(list)
    if not episode_ids:
        return by_episode
    asked = {"of_episodes": list(set(episode_ids))}
    for row in db.session.scalars(_RISKS, asked):
        by_episode[row.episode_id].append(
            Sitting(
                at=row.recorded_at,
                on=dates.london_date(row.recorded_at),
                overdose_last_7_days=row.overdose_last_7_days,
                suicide_risk=row.suicide_risk,
            )
        )
    for episode_id, at, pregnant in db.session.execute(_NEEDS, asked):
        by_episode[episode_id].append(_asked_at(at, pregnant))
    return by_episode


def _asked_at(at: datetime, pregnant: object) -> Sitting:
    return Sitting(at=at, on=dates.london_date(at), pregnant=pregnant)  # type: ignore[arg-type]  # the column's Answer


def _screen_of(asked: NeedsAsked | Screen) -> Screen | None:
    return asked.screen if isinstance(asked, NeedsAsked) else asked


def _says_yes(asked: NeedsAsked | Screen) -> bool:
    """Whether anything urgent was said: only then are the answers before it read."""
    risks: RiskAnswers = asked.risks
    screen = _screen_of(asked)
    return risks.is_urgent or (screen is not None and screen.facts.is_pregnant)
