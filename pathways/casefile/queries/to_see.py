"""Whom liaison and diversion are to see: who is at their suite, and their own team's open cases."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_

from pathways import clock
from pathways.auth.roles import Viewer
from pathways.casefile.queries.tasks import is_adult
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.queries import EpisodeView
from pathways.people.models.custody import Detention, Episode
from pathways.referrals import queries as referrals_queries
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.steps.rules import said_to_police

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
    asked, sent = needs_queries.asked_of_many(ids), referrals_queries.latest_of_many(ids)
    rows = []
    for view in views:
        screened, referral = asked[view.episode.id], sent.get(view.episode.id)
        rows.append(
            ToSee(
                view=view,
                is_ours=view.episode.organisation_id == viewer.organisation_id,
                is_adult=is_adult(view),
                was_seen=screened.screen is not None,
                referral=said_to_police(referral.state, accepted=referral.accepted_at is not None) if referral else "",
                risks=screened.flags,
            )
        )
    return tuple(sorted(rows, key=lambda row: (bool(row.referral), _leaves(row), row.was_seen, row.view.episode.id)))


def _leaves(row: ToSee) -> tuple[bool, float]:
    planned = row.view.detention.planned_release_at if row.view.detention else None
    return planned is None, (planned or row.view.episode.opened_at).timestamp()


def _open_to(viewer: Viewer) -> tuple[EpisodeView, ...]:
    """The open episodes in sight of the living, newest first. An interview from before yesterday counts only if it is
    the team's."""
    ours, yesterday = Episode.organisation_id == viewer.organisation_id, clock.today() - timedelta(days=1)
    return custody_queries.episodes(
        viewer,
        Episode.closed_at.is_(None),
        custody_queries.STAYS.died_at.is_(None),
        or_(ours, Detention.id.is_not(None), Episode.came_on >= yesterday),
        order_by=(Episode.opened_at.desc(), Episode.id.desc()),
        most=MOST,
    )
