"""What an episode consisted of at the end of a month: interventions, first offer, TOP scores, what the person uses."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final

from sqlalchemy import Integer, String, select, type_coerce, union_all

from pathways import dates
from pathways.engagement.models import treatment as planning_models
from pathways.engagement.models import treatment as scoring_models
from pathways.engagement.models.case import AssessedSubstance, Assessment
from pathways.engagement.models.treatment import NeedsAssessed, UseAssessed
from pathways.engagement.outcomes.rules import top_items
from pathways.ndtms.rules.file import FileIntervention, Top
from pathways.ndtms.rules.lists import Month
from pathways.referrals.first_appointments.rules import first_offer
from pathways.referrals.models.referral import Appointment
from pathways.store.base import db
from pathways.store.together import Layout, among

OF_REFERRALS: Final = "of_referrals"
"""The numbers of the referrals whose episodes are read, as each statement is given them."""

# The interventions, first offer and TOP scores of each episode as they stood at the end of a month.


def interventions(referral_ids: Collection[int], month: Month) -> dict[int, tuple[FileIntervention, ...]]:
    """The interventions of each referral, the first one first. One that ended after the month has no end yet."""
    model = planning_models.Intervention
    rows = (
        select(model.referral_id, model.modality, model.started_on, model.ended_on, model.exit_status)
        .where(among(model.referral_id, OF_REFERRALS))
        .order_by(model.is_start.desc(), model.id)
    )
    by_referral: dict[int, list[FileIntervention]] = defaultdict(list)
    for row in db.session.execute(rows, {OF_REFERRALS: referral_ids}):
        has_ended = row.ended_on is not None and row.ended_on <= month.ends_on
        number = len(by_referral[row.referral_id]) + 1
        by_referral[row.referral_id].append(
            FileIntervention(
                MODAL=row.modality,
                MODID=number,
                MODST=row.started_on,
                MODEND=row.ended_on if has_ended else None,
                MODEXIT=row.exit_status or "" if has_ended else "",
            )
        )
    until = month.ends_on
    return {
        key: tuple(intervention for intervention in treatments if intervention.MODST and until >= intervention.MODST)
        for key, treatments in by_referral.items()
    }


def first_offers(referral_ids: Collection[int], month: Month) -> dict[int, date]:
    """The London day of the first appointment that counted as offered when the month ended, by referral."""
    end = dates.from_london(month.ends_on + timedelta(days=1), time.min)
    rows = (
        select(
            Appointment.referral_id, Appointment.offered_at, Appointment.starts_at, Appointment.outcome,
            Appointment.outcome_at,
        )
        .where(among(Appointment.referral_id, OF_REFERRALS))
        .where(Appointment.superseded_at.is_(None), Appointment.offered_at < end)
        .order_by(Appointment.id)
    )  # fmt: skip
    offers: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(rows, {OF_REFERRALS: referral_ids}):
        offers[row.referral_id].append(row)
    firsts = ((referral_id, first_offer(appointments, end)) for referral_id, appointments in offers.items())
    return {referral_id: dates.london_date(offered_at) for referral_id, offered_at in firsts if offered_at}


def tops(referral_ids: Collection[int], month: Month) -> dict[int, tuple[Top, ...]]:
    """The TOP scores of each referral in the order taken. An item that the person declined is not in its set."""
    model, items = scoring_models.TopScores, top_items()
    columns = (getattr(model, item.column) for item in items)
    rows = (
        select(model.referral_id, model.taken_on, type_coerce(model.stage, String), *columns)
        .where(among(model.referral_id, OF_REFERRALS), model.superseded_at.is_(None), model.taken_on <= month.ends_on)
        .order_by(model.taken_on, model.id)
    )
    by_referral: dict[int, list[Top]] = defaultdict(list)
    codes = [item.code for item in items]
    for referral_id, taken_on, stage, *scores in db.session.execute(rows, {OF_REFERRALS: referral_ids}):
        by_referral[referral_id].append(
            Top(
                TOPDATE=taken_on,
                TOPID=len(by_referral[referral_id]) + 1,
                TRSTAGE=stage,
                scores=tuple((code, score) for code, score in zip(codes, scores, strict=True) if score is not None),
            )
        )
    return {referral_id: tuple(sets) for referral_id, sets in by_referral.items()}


# What people said they use, main problem first: from the needs page, else from the assessment.


@dataclass(frozen=True)
class FileSubstance:
    """One substance, and how it is taken if somebody asked."""

    substance: str
    route: str


_LAYOUT = Layout(referral_id=Integer(), record=Integer(), place=Integer(), substance=String(), route=String())
_SAID = union_all(
    _LAYOUT.rows(
        "assessed",
        referral_id=Assessment.referral_id,
        record=AssessedSubstance.id,
        substance=AssessedSubstance.substance,
    )
    .join_from(AssessedSubstance, Assessment, Assessment.id == AssessedSubstance.assessment_id)
    .where(among(Assessment.referral_id, OF_REFERRALS), Assessment.superseded_at.is_(None)),
    _LAYOUT.rows(
        "ranked",
        referral_id=NeedsAssessed.referral_id,
        record=UseAssessed.needs_assessed_id,
        place=UseAssessed.position,
        substance=UseAssessed.substance,
        route=UseAssessed.route,
    )
    .join_from(UseAssessed, NeedsAssessed, NeedsAssessed.id == UseAssessed.needs_assessed_id)
    .where(among(NeedsAssessed.referral_id, OF_REFERRALS), NeedsAssessed.superseded_at.is_(None)),
).order_by("record", "place")


def substances_said(referral_ids: Collection[int]) -> dict[int, tuple[FileSubstance, ...]]:
    """The substances of each referral, in the order the person gave (most harmful first), else as recorded."""
    by_kind: dict[str, dict[int, list[FileSubstance]]] = {"assessed": defaultdict(list), "ranked": defaultdict(list)}
    for kind, referral_id, _, _, substance, route in db.session.execute(_SAID, {OF_REFERRALS: referral_ids}):
        by_kind[kind][referral_id].append(FileSubstance(substance, route or ""))
    return {referral_id: tuple(uses) for referral_id, uses in (by_kind["assessed"] | by_kind["ranked"]).items()}
