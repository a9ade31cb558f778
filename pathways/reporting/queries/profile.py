"""What the drug profile counts: tests on arrest and assessments, each with the area in which the person lived."""

from collections.abc import Mapping

from sqlalchemy import select

from pathways.engagement.models.case import Assessment
from pathways.people.models.custody import Episode
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.referrals.models.referral import Referral
from pathways.referrals.of_before.queries import lived_in
from pathways.reporting.queries.arc import assessed_units
from pathways.reporting.queries.records import CountedRecords
from pathways.reporting.queries.testing import tests_of_arrests
from pathways.reporting.rules.fairness import NOT_RECORDED
from pathways.reporting.rules.profile import DeclaredUnit, FoundUnit
from pathways.store.base import db


def found_units(records: CountedRecords) -> list[FoundUnit]:
    """Every test on arrest of these records with a result, and the area that was recorded for that arrest."""
    areas = _areas_of_arrests(records)
    return [
        FoundUnit(counted=test, area=areas.get(episode_id) or NOT_RECORDED)
        for episode_id, tests in tests_of_arrests(records).items()
        for test in tests
    ]


def _areas_of_arrests(records: CountedRecords) -> Mapping[int, str]:
    """By arrest the area as it was asked at the desk; else that of the first referral from there that was imported with
    one."""
    imported = (
        select(Referral.episode_id, Referral.area_of_before)
        .where(Referral.area_of_before.is_not(None), *records.among(Referral.person_id))
        .order_by(Referral.id.desc())
    )
    asked = (
        select(NeedScreen.episode_id, NeedScreen.area)
        .join(Episode, Episode.id == NeedScreen.episode_id)
        .where(NeedScreen.superseded_at.is_(None), *records.among(Episode.person_id))
    )
    areas: dict[int, str] = {}
    for statement in (imported, asked):
        areas.update((episode_id, area) for episode_id, area in db.session.execute(statement) if area)
    return areas


def declared_units(records: CountedRecords) -> list[DeclaredUnit]:
    """Every attended assessment of these records, and the area that was recorded for its referral."""
    lived = (
        select(Assessment.id, lived_in().label("area"))
        .join(Referral, Referral.id == Assessment.referral_id)
        .outerjoin(NeedScreen, (NeedScreen.episode_id == Referral.episode_id) & NeedScreen.superseded_at.is_(None))
        .where(Assessment.superseded_at.is_(None), *records.among(Assessment.person_id))
    )
    areas = {row.id: row.area for row in db.session.execute(lived)}
    return [DeclaredUnit(counted=unit, area=areas.get(unit.number) or NOT_RECORDED) for unit in assessed_units(records)]
