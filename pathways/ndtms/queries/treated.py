"""The interventions of each episode as they stood at the end of a month, the one treatment started with first."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, select

from pathways.engagement import models as engagement
from pathways.ndtms.rules import Intervention, Month
from pathways.referrals.models import Referral
from pathways.store import db


def interventions(of_provider: Iterable[ColumnElement[bool]], month: Month) -> dict[int, tuple[Intervention, ...]]:
    """By referral. One that ended later has not ended; its number stays the same from month to month."""
    held = engagement.Intervention
    rows = (
        select(held)
        .join(Referral, Referral.id == held.referral_id)
        .where(*of_provider)
        .order_by(held.is_start.desc(), held.id)
    )
    found: dict[int, list[Intervention]] = defaultdict(list)
    for row in db.session.scalars(rows):
        has_ended = row.ended_on is not None and row.ended_on <= month.ends_on
        number = len(found[row.referral_id]) + 1
        found[row.referral_id].append(
            Intervention(
                MODAL=row.modality,
                MODID=number,
                MODST=row.started_on,
                MODEND=row.ended_on if has_ended else None,
                MODEXIT=row.exit_status or "" if has_ended else "",
            )
        )
    until = month.ends_on
    return {key: tuple(one for one in many if one.MODST and until >= one.MODST) for key, many in found.items()}
