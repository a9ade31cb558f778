"""One concern that waits for a deciding officer, so that the page of reviews shows a visitor what it is for."""

from sqlalchemy import exists, select

from pathways.auth import Viewer
from pathways.disposals.models import Disposal
from pathways.people.models import Detention, Episode
from pathways.safeguarding import actions
from pathways.safeguarding.rules import ConcernFacts, ConcernKind, Sign
from pathways.store import db
from pathways.vocabulary import YesNo

SEEN = ConcernFacts(
    kinds=(ConcernKind.CUCKOOING, ConcernKind.DEBT_BONDAGE),
    signs=(Sign.UNKNOWN_VISITORS, Sign.LOST_KEYS, Sign.DEBT),
    immediate_danger=YesNo.NO,
    danger_done="",
    note="Two men have the keys of the flat. Does not want to go back there tonight.",
)


def raise_one(officer: Viewer) -> None:
    """About whoever is longest in custody at the officer's suite with nothing proposed yet, so that nothing stops."""
    waiting = (
        select(Episode)
        .join(Detention, Detention.episode_id == Episode.id)
        .where(Detention.superseded_at.is_(None), Detention.released_at.is_(None))
        .where(Episode.suite_id == officer.suite_id, ~exists().where(Disposal.episode_id == Episode.id))
        .order_by(Episode.id)
        .limit(1)
    )
    if (episode := db.session.scalar(waiting)) is not None:
        actions.raise_concern(by=officer, episode=episode, facts=SEEN)
