"""Whom liaison and diversion are to see: who is at their suite, and their own team's open cases."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select

from pathways import clock
from pathways.auth import Viewer
from pathways.casefile.queries.tasks import is_adult
from pathways.people import queries as people
from pathways.people.models import Detention, Episode, Person, PersonDetails
from pathways.people.queries import EpisodeView
from pathways.referrals import queries as referrals
from pathways.referrals.rules import said_to_police
from pathways.store import db

MOST = 200


@dataclass(frozen=True, kw_only=True)
class ToSee:
    """One person on the list. Nothing of a test, an assessment or a disposal is read for it."""

    view: EpisodeView
    is_ours: bool
    is_adult: bool
    was_seen: bool
    referral: str
    risks: tuple[str, ...]

    @property
    def state(self) -> str:
        """How far the team is with them, in a word or two."""
        if self.referral:
            return f"Referral: {self.referral.lower()}"
        return "Needs recorded" if self.was_seen else "To be seen"


def to_be_seen(viewer: Viewer) -> tuple[ToSee, ...]:
    """Who is at the suite and whose case the team has open: who leaves first stands first, whose referral is sent
    below. A fixed count of statements.

    People whose record is shut to the viewer are not there, nor counted.
    """
    views = _open_to(viewer)
    ids = [view.episode.id for view in views]
    asked, sent = referrals.asked_of_many(ids), referrals.latest_of_many(ids)
    found = []
    for view in views:
        said, held = asked[view.episode.id], sent.get(view.episode.id)
        found.append(
            ToSee(
                view=view,
                is_ours=view.episode.organisation_id == viewer.organisation_id,
                is_adult=is_adult(view),
                was_seen=said.screen is not None,
                referral=said_to_police(held.state, accepted=held.accepted_at is not None) if held else "",
                risks=said.flags,
            )
        )
    return tuple(sorted(found, key=lambda one: (bool(one.referral), _leaves(one), one.was_seen, one.view.episode.id)))


def _leaves(one: ToSee) -> tuple[bool, float]:
    planned = one.view.detention.planned_release_at if one.view.detention else None
    return planned is None, (planned or one.view.episode.opened_at).timestamp()


def _open_to(viewer: Viewer) -> list[EpisodeView]:
    """An interview of long ago that nobody closed keeps nobody at the suite."""
    ours, yesterday = Episode.organisation_id == viewer.organisation_id, clock.today() - timedelta(days=1)
    rows = db.session.execute(
        select(Episode, Person, PersonDetails, Detention)
        .join(Person, Person.id == Episode.person_id)
        .join(
            PersonDetails,
            (PersonDetails.person_id == people.surviving_id()) & PersonDetails.superseded_at.is_(None),
        )
        .outerjoin(Detention, (Detention.episode_id == Episode.id) & Detention.superseded_at.is_(None))
        .where(Episode.id.in_(people.episodes_in_sight(viewer)), Episode.closed_at.is_(None))
        .where(Person.died_at.is_(None), or_(ours, Detention.id.is_not(None), Episode.came_on >= yesterday))
        .order_by(Episode.opened_at.desc(), Episode.id.desc())
        .limit(MOST)
    )
    return [EpisodeView(episode=row[0], person=row[1], details=row[2], detention=row[3]) for row in rows]
