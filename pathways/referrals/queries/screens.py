"""What people said on the needs page."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select

from pathways.referrals.models import DeclaredSubstance, NeedScreen
from pathways.referrals.queries.leaving import naloxone_facts, naloxone_rows
from pathways.referrals.rules import NaloxoneFacts, ScreenFacts
from pathways.safeguarding import queries as safeguarding
from pathways.safeguarding.rules import RiskAnswers
from pathways.store import db


@dataclass(frozen=True)
class Screen:
    """A live needs screen: the row, what was said as the rules read it, and the risks, which are asked once for all."""

    row: NeedScreen
    facts: ScreenFacts
    risks: RiskAnswers
    naloxone: NaloxoneFacts | None


def screens_of(episode_ids: Collection[int]) -> dict[int, Screen]:
    """The live screens by episode id, with their substances in the order of the vocabulary."""
    rows = db.session.scalars(
        select(NeedScreen)
        .where(NeedScreen.episode_id.in_(set(episode_ids)), NeedScreen.superseded_at.is_(None))
        .order_by(NeedScreen.id)
    ).all()
    said: dict[int, list[DeclaredSubstance]] = defaultdict(list)
    named = select(DeclaredSubstance).where(DeclaredSubstance.need_screen_id.in_([row.id for row in rows]))
    for each in db.session.scalars(named.order_by(DeclaredSubstance.id)):
        said[each.need_screen_id].append(each)
    episode_ids = {row.episode_id for row in rows}
    risks, given = safeguarding.risks_of_many(episode_ids), naloxone_rows(episode_ids)
    return {
        row.episode_id: Screen(
            row,
            _facts(row, said[row.id]),
            risks.get(row.episode_id, RiskAnswers()),
            naloxone_facts(given[row.episode_id]) if row.episode_id in given else None,
        )
        for row in rows
    }


def screen_of(episode_id: int) -> Screen | None:
    """The live screen of one episode."""
    return screens_of([episode_id]).get(episode_id)


def _facts(row: NeedScreen, said: Iterable[DeclaredSubstance]) -> ScreenFacts:
    return ScreenFacts(
        said=row.said,
        substances=tuple(each.substance for each in said),
        injected=row.injected,
        mental_health=row.mental_health,
        housing=row.housing,
        contact_way=row.contact_way,
        contact_number=row.contact_number,
        contact_note=row.contact_note,
        area=row.area,
    )
