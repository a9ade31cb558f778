"""Who may be drawn: every disposal of the force that was decided in the days of a round and stands."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.auth import Viewer
from pathways.auth.models import Suite
from pathways.disposals.models import Disposal
from pathways.disposals.rules import State
from pathways.people.models import Episode
from pathways.people.queries import details_of_many, is_open_to
from pathways.scrutiny.rules import NOT_RECORDED, Candidate
from pathways.store import db

NOT_DECIDED = frozenset(
    {
        State.DRAFT,
        State.PROPOSED,
        State.WITH_CPS,
        State.AUTHORISED,
        State.OFFERED,
        State.REDECIDE,
        State.VOID,
        State.CLOSED_REPLACED,
    }
)
"""Nothing took effect yet, or it was taken back, or another decision stands in its place."""


def population(viewer: Viewer, from_on: date, to_on: date) -> tuple[Candidate, ...]:
    """What was authorised from the first to the last day (London) and took effect, with its strata.

    Whoever's record is shut to the viewer is not in it: nothing is known of them, not even to a draw.
    """
    decided = (Disposal.authorised_at >= _midnight(from_on), Disposal.authorised_at < _midnight(to_on + timedelta(1)))
    rows = db.session.execute(
        select(Disposal.id, Disposal.kind, Disposal.person_id, Disposal.facts, Suite.name)
        .join(Episode, Episode.id == Disposal.episode_id)
        .outerjoin(Suite, Suite.id == Episode.suite_id)
        .where(Disposal.organisation_id == viewer.organisation_id, Disposal.state.not_in(NOT_DECIDED), *decided)
        .where(is_open_to(viewer, Disposal.person_id))
        .order_by(Disposal.id)
    ).all()
    details = details_of_many([row[2] for row in rows])
    return tuple(
        Candidate(
            disposal_id=row[0],
            kind=row[1].value,
            area=row[4] or NOT_RECORDED,
            ethnicity=_group(details.get(row[2])),
            always=is_always_in(row[3]),
        )
        for row in rows
    )


def is_always_in(facts: dict[str, Any]) -> bool:
    """Domestic abuse or hate, as it was known when the decision was taken."""
    return facts.get("domestic_abuse") is True or facts.get("hate_crime") is True


def _group(details: Any) -> str:
    return details.ethnicity.group.value if details is not None and details.ethnicity else NOT_RECORDED


def _midnight(day: date) -> datetime:
    """The first instant of a day in London."""
    return datetime.combine(day, time(), clock.LONDON)
