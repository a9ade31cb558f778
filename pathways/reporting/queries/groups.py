"""What is counted by group: every referral by any route, with the groups of the person and the tests on the arrest."""

from sqlalchemy import select

from pathways.people.models.custody import Episode
from pathways.reporting.queries.fairness import groups_of
from pathways.reporting.queries.funnels import chains, first_referral_units
from pathways.reporting.queries.records import CountedRecords
from pathways.reporting.queries.testing import tests_of_arrests
from pathways.reporting.rules.fairness import Breakdown
from pathways.reporting.rules.groups import GroupedUnit, GroupKind
from pathways.store.base import db

_OF_PERSON = {
    GroupKind.SEX: Breakdown.SEX,
    GroupKind.AGE: Breakdown.AGE,
    GroupKind.ETHNICITY: Breakdown.ETHNICITY,
}


def grouped_units(records: CountedRecords) -> list[GroupedUnit]:
    """Every referral of these records that was sent, with the groups that the person was in on its day."""
    groups_on, tests = groups_of(records), tests_of_arrests(records)
    origins = {
        row.id: row.origin.value
        for row in db.session.execute(select(Episode.id, Episode.origin).where(*records.among(Episode.person_id)))
    }
    units = []
    for (first, chain), referral in zip(chains(records), first_referral_units(records), strict=True):
        of_person = groups_on(referral.person_id, chain.referred_on)
        groups = {kind: of_person[breakdown] for kind, breakdown in _OF_PERSON.items()}
        units.append(
            GroupedUnit(
                referral=referral,
                groups={GroupKind.ROUTE: origins[first.episode_id], **groups},
                tests=tests.get(first.episode_id, ()),
            )
        )
    return units
