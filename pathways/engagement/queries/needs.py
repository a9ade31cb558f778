"""Needs of a case: as the service asked them, or as far as the desk did, where the service has not asked yet."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select

from pathways import clock
from pathways.engagement.models import NeedsAssessed, UseAssessed
from pathways.engagement.queries.case import Case
from pathways.engagement.rules import NeedsFacts, Use
from pathways.referrals import queries as referrals
from pathways.referrals.rules import NaloxoneFacts, Said, Sitting, harm_first
from pathways.store import db
from pathways.vocabulary import Answer

# Asked at every look at a case: built once.
_SITTINGS = (
    select(NeedsAssessed)
    .where(NeedsAssessed.referral_id.in_(bindparam("of_referrals", expanding=True)))
    .order_by(NeedsAssessed.id)
)


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What the service asked and what stands of it."""

    row: NeedsAssessed
    facts: NeedsFacts


def needs_of(referral_id: int) -> Needs | None:
    """The needs of a case as the service asked them; None before it did."""
    live = (NeedsAssessed.referral_id == referral_id, NeedsAssessed.superseded_at.is_(None))
    row = db.session.scalar(select(NeedsAssessed).where(*live))
    if row is None:
        return None
    used = select(UseAssessed).where(UseAssessed.needs_assessed_id == row.id).order_by(UseAssessed.position)
    facts = NeedsFacts(
        said=row.said,
        uses=tuple(Use(substance=one.substance, route=one.route) for one in db.session.scalars(used)),
        injecting=row.injecting,
        overdose=row.overdose,
        overdose_days=row.overdose_days,
        suicide_risk=row.suicide_risk,
        mental_health=row.mental_health,
        receiving=row.receiving,
        housing=row.housing,
        children=row.children,
        pregnant=row.pregnant,
        employment=row.employment,
        safeguarding=row.safeguarding,
        naloxone=NaloxoneFacts(answer=row.naloxone, why_not=row.naloxone_why or ""),
    )
    return Needs(row=row, facts=facts)


def sittings_of(referral_ids: Collection[int]) -> dict[int, tuple[Sitting, ...]]:
    """By referral what its service was told that may be urgent, oldest first; one statement for all."""
    found: dict[int, list[Sitting]] = defaultdict(list)
    for row in db.session.scalars(_SITTINGS, {"of_referrals": list(set(referral_ids))}):
        found[row.referral_id].append(_sitting(row))
    return {referral_id: tuple(many) for referral_id, many in found.items()}


def _sitting(row: NeedsAssessed) -> Sitting:
    on = clock.london_date(row.recorded_at)
    days = row.overdose_days if row.overdose is Answer.YES else None
    return Sitting(
        at=row.recorded_at,
        on=on,
        overdose_last_7_days=None if row.overdose is Answer.YES else row.overdose,
        overdose_on=on - timedelta(days=days) if days is not None else None,
        suicide_risk=row.suicide_risk,
        pregnant=row.pregnant,
    )


def said_at_the_desk(case: Case) -> dict[str, Any]:
    """What was answered before the referral, by the names of `NeedsFacts`: it is read here and not asked again.

    `in_order` is False where several substances were named and nobody said which does most harm.
    """
    asked = referrals.asked_of(case.referral.episode_id)
    found: dict[str, Any] = {}
    if asked.screen:
        facts = asked.screen.facts
        found |= {
            "said": facts.said,
            "uses": tuple(Use(substance=one) for one in facts.substances),
            "injecting": facts.injected.value,
            "mental_health": facts.mental_health,
            "housing": facts.housing.value,
        }
        if facts.pregnant is not None:
            found["pregnant"] = facts.pregnant
    most_harm = asked.screen.facts.most_harm if asked.screen else None
    if case.assessment and case.substances:  # the assessment is the later word
        uses = harm_first(case.substances, most_harm)
        found |= {"said": Said.NAMED, "uses": tuple(Use(substance=one) for one in uses)}
    found["in_order"] = most_harm is not None or len(found.get("uses", ())) < 2
    if asked.risks.overdose_last_7_days in (Answer.YES, Answer.WOULD_NOT_SAY):
        found["overdose"] = asked.risks.overdose_last_7_days  # a no to the last week is none to the time before
    if asked.risks.suicide_risk in (Answer.YES, Answer.WOULD_NOT_SAY):
        found["suicide_risk"] = asked.risks.suicide_risk  # a no on that day is none today
    if asked.risks.exploitation is Answer.YES:
        found["safeguarding"] = Answer.YES
    return found
