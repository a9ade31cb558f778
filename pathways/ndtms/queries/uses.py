"""What people said they use, main problem first: as the needs were asked, else as the assessment has it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from pathways.engagement.models import AssessedSubstance, Assessment, NeedsAssessed, UseAssessed
from pathways.referrals.models import Referral
from pathways.store import db


@dataclass(frozen=True)
class Use:
    """One substance, and how it is taken where somebody asked."""

    substance: str
    route: str


def substances_said(of_provider: Iterable[ColumnElement[bool]]) -> dict[int, tuple[Use, ...]]:
    """By referral: in the order the person gave (the one that does most harm first), else as recorded."""
    conditions = tuple(of_provider)
    assessed = (
        select(Assessment.referral_id, AssessedSubstance.substance)
        .join(Assessment, Assessment.id == AssessedSubstance.assessment_id)
        .join(Referral, Referral.id == Assessment.referral_id)
        .where(*conditions, Assessment.superseded_at.is_(None))
        .order_by(AssessedSubstance.id)
    )
    ranked = (
        select(NeedsAssessed.referral_id, UseAssessed.substance, UseAssessed.route)
        .join(NeedsAssessed, NeedsAssessed.id == UseAssessed.needs_assessed_id)
        .join(Referral, Referral.id == NeedsAssessed.referral_id)
        .where(*conditions, NeedsAssessed.superseded_at.is_(None))
        .order_by(UseAssessed.needs_assessed_id, UseAssessed.position)
    )
    as_recorded: dict[int, list[Use]] = defaultdict(list)
    for referral_id, substance in db.session.execute(assessed):
        as_recorded[referral_id].append(Use(substance.value, ""))
    as_ranked: dict[int, list[Use]] = defaultdict(list)
    for referral_id, substance, route in db.session.execute(ranked):
        as_ranked[referral_id].append(Use(substance.value, route or ""))
    return {referral_id: tuple(many) for referral_id, many in (as_recorded | as_ranked).items()}
