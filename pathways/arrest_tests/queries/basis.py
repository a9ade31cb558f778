"""What the rules are told about a case: the detention, the station's notification, authorities, earlier samples."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from pathways import clock
from pathways.arrest_tests.models import Authority, DrugTest, Offence, SiteNotification
from pathways.arrest_tests.queries.offences import key_of, offence_facts, offences_of
from pathways.arrest_tests.rules import (
    AuthorityFacts,
    CaseFacts,
    Notification,
    OffenceFacts,
    Outcome,
    Route,
    SampleCondition,
    SampleFacts,
)
from pathways.arrest_tests.rules.moments import time_in_words
from pathways.arrest_tests.rules.words import AuthorityMode
from pathways.auth import Rank, Role, Viewer
from pathways.auth.models import User
from pathways.auth.queries import rank_on, roles_of, suite
from pathways.people.queries import EpisodeView
from pathways.store import db


def case_facts(
    view: EpisodeView,
    at: datetime,
    *,
    offences: Iterable[OffenceFacts] | None = None,
    warned_at: datetime | None = None,
    told_at: datetime | None = None,
    without_test: int | None = None,
) -> CaseFacts:
    """The case as the rules read it at `at`.

    `offences` are those on a form that is not saved yet; `warned_at` what a test form says; `told_at` stands in for an
    authority whose being told is on the same form; `without_test` leaves out a test that is being corrected.
    """
    detention, details = view.detention, view.details
    held = detention is not None and (detention.released_at is None or detention.released_at > at)
    left = detention.released_at if detention and not held else None
    place = suite(detention.suite_id if detention else view.episode.suite_id)
    arrived = detention.arrived_at if detention else None
    saved = [offence_facts(line, arrived_at=arrived) for line in offences_of(view.episode.id)]
    return CaseFacts(
        request_at=at,
        born_on=details.date_of_birth,
        age_is_only_said_or_estimated=not details.age_evidence.is_sure,
        clear_age_evidence=bool(details.clear_age_evidence),
        in_police_detention=held,
        presence_label=f"released at {time_in_words(left)}" if left else view.episode.origin.label.lower(),
        site=place.name if place else "This station",
        notification=notification_on(place.id, clock.london_date(at)) if place else None,
        custody_officer_seen_at=detention.custody_officer_seen_at if detention else None,
        warned_at=warned_at,
        is_vulnerable=bool(detention and detention.needs_appropriate_adult),
        appropriate_adult_present=bool(detention and detention.appropriate_adult_present),
        offences=tuple(saved if offences is None else offences),
        authorities=authority_facts(view.episode.id, told_at=told_at),
        samples=samples_in(detention.continuous_detention, without_test=without_test) if detention else (),
    )


def notification_on(suite_id: int, day: date) -> Notification | None:
    """What a suite is notified for on a day, all its live notifications together; None where there is none."""
    rows = [row for row in notifications_of(suite_id) if row.valid_from <= day <= (row.valid_to or date.max)]
    if not rows:
        return None
    return Notification(
        routes=frozenset(Route(word) for row in rows for word in row.routes),
        covers_under_18=any(row.under18 for row in rows),
        covers_assessment=any(row.assessment for row in rows),
    )


def notifications_of(suite_id: int) -> tuple[SiteNotification, ...]:
    """Every notification a suite ever had, latest first."""
    statement = select(SiteNotification).where(SiteNotification.suite_id == suite_id)
    return tuple(db.session.scalars(statement.order_by(SiteNotification.valid_from.desc(), SiteNotification.id.desc())))


def samples_in(continuous_detention: str, *, without_test: int | None = None) -> tuple[SampleFacts, ...]:
    """Every sample of a continuous detention, whatever the custody number or the episode (s.63B(5B))."""
    statement = select(DrugTest).where(
        DrugTest.continuous_detention == continuous_detention,
        DrugTest.outcome == Outcome.SAMPLE_GIVEN,
        DrugTest.superseded_at.is_(None),
        DrugTest.id != (without_test or 0),
    )
    return tuple(
        SampleFacts(route=row.route or Route.ARREST, condition=row.sample_condition or SampleCondition.SUFFICIENT)
        for row in db.session.scalars(statement.order_by(DrugTest.taken_at, DrugTest.id))
    )


def authorities_of(episode_id: int) -> tuple[Authority, ...]:
    """The authorities given in an episode, latest first."""
    statement = select(Authority).where(Authority.episode_id == episode_id)
    return tuple(db.session.scalars(statement.order_by(Authority.given_at.desc(), Authority.id.desc())))


def authority_facts(episode_id: int, *, told_at: datetime | None = None) -> tuple[AuthorityFacts, ...]:
    """The same, as the rules read them, each with how often its grounds were written that day by the same officer."""
    statement = (
        select(Authority, Offence.number, Offence.code)
        .join(Offence, Offence.id == Authority.offence_id)
        .where(Authority.episode_id == episode_id)
        .order_by(Authority.given_at, Authority.id)
    )
    return tuple(
        AuthorityFacts(
            offence_key=key_of(number, code),
            rank_label=row.rank.label,
            is_inspector_or_above=row.rank.at_least(Rank.INSPECTOR),
            grounds=row.grounds,
            given_at=row.given_at,
            told_at=row.told_at or (told_at if told_at and told_at >= row.given_at else None),
            is_oral=row.mode is AuthorityMode.ORAL,
            confirmed_in_writing_at=row.confirmed_in_writing_at,
            same_grounds_that_day=_same_grounds(row),
        )
        for row, number, code in db.session.execute(statement)
    )


def _same_grounds(authority: Authority) -> int:
    """How many other authorities of that officer and London day have the very same grounds (V-012)."""
    day = clock.london_date(authority.given_at)
    start, end = (clock.from_london(one, time()) for one in (day, day + timedelta(days=1)))
    statement = select(func.count(Authority.id)).where(
        Authority.given_by_id == authority.given_by_id,
        Authority.given_at >= start,
        Authority.given_at < end,
        Authority.grounds == authority.grounds,
        Authority.id != authority.id,
    )
    return db.session.scalar(statement) or 0


def officers_who_may_authorise(viewer: Viewer) -> tuple[tuple[User, Rank], ...]:
    """Officers of the viewer's force with a rank of inspector or above today, and the viewer with whatever rank.

    Listing the viewer lets a constable learn in words that a constable cannot authorise.
    """
    today = clock.today()
    statement = select(User).where(User.organisation_id == viewer.organisation_id, User.disabled_at.is_(None))
    found = []
    for user in db.session.scalars(statement.order_by(User.name, User.id)):
        rank = rank_on(user.id, today)
        if rank is None:
            continue
        is_senior = rank.at_least(Rank.INSPECTOR) and {Role.CO, Role.DM} & set(roles_of(user.id, today))
        if is_senior or user.id == viewer.user_id:
            found.append((user, rank))
    return tuple(found)
