"""What the ARC report counts: who was assessed, what they declared, how they engaged, and under which definition."""

from collections import defaultdict
from datetime import date

from sqlalchemy import func, select

from pathways import dates
from pathways.engagement.models.case import AssessedSubstance, Assessment, Engagement
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.people.queries import is_open_to
from pathways.referrals.models.referral import Referral
from pathways.reporting.queries.records import CountedRecords, Counting, deaths, may_count, whose
from pathways.reporting.rules.arc_units import AssessedUnit, DefinitionState, EngagedUnit
from pathways.store.base import db
from pathways.vocabulary import Origin, Substance


def assessed_units(records: CountedRecords) -> list[AssessedUnit]:
    """Every attended assessment of these records that stands."""
    return records.once("assessed", lambda: _read_assessed(records))


def _read_assessed(records: CountedRecords) -> list[AssessedUnit]:
    standing = (Assessment.superseded_at.is_(None), *records.among(Assessment.person_id))
    assessed = (
        select(
            Assessment.id, Assessment.person_id, Assessment.attended_on, Assessment.uses_substances,
            Person.is_demonstration, Episode.origin,
        )
        .join(Person, Person.id == Assessment.person_id)
        .join(Referral, Referral.id == Assessment.referral_id)
        .join(Episode, Episode.id == Referral.episode_id)
        .where(*standing)
        .order_by(Assessment.id)
    )  # fmt: skip
    substances: dict[int, set[Substance]] = defaultdict(set)
    named = select(AssessedSubstance.assessment_id, AssessedSubstance.substance).join(Assessment).where(*standing)
    for line in db.session.execute(named):
        substances[line.assessment_id].add(line.substance)
    marks: dict[int, set[date]] = defaultdict(set)
    for unit in engaged_units(records):
        marks[unit.person_id].add(unit.engaged_on)
    died, referrals = deaths(records), _open_between(records)
    return [
        AssessedUnit(
            person_id=(person := records.person(row.person_id)),
            record_id=row.person_id,
            number=row.id,
            assessed_on=row.attended_on,
            uses_substances=row.uses_substances,
            substances=frozenset(substances.get(row.id, ())),
            engaged_on=tuple(sorted(marks.get(person, ()))),
            died_on=died.get(person),
            referrals=tuple(referrals.get(person, ())),
            engagement_link_is_invented=row.is_demonstration and row.origin is Origin.ARC_IOM,
        )
        for row in db.session.execute(assessed)
    ]


def engaged_units(records: CountedRecords) -> list[EngagedUnit]:
    """Every mark of engagement of these records that stands."""
    marks = (
        select(
            Engagement.id, Engagement.person_id, Engagement.engaged_on, Engagement.definition,
            Engagement.definition_version,
        )
        .where(Engagement.superseded_at.is_(None), *records.among(Engagement.person_id))
        .order_by(Engagement.id)
    )  # fmt: skip
    return [
        EngagedUnit(
            **whose(records, row),
            engaged_on=row.engaged_on,
            definition=DefinitionState(row.definition, row.definition_version),
        )
        for row in db.session.execute(marks)
    ]


def _open_between(records: CountedRecords) -> dict[int, list[tuple[date, date | None]]]:
    """From when and until when each person's referrals were open: sent, and neither left nor closed."""
    sent = (
        select(Referral.person_id, Referral.sent_at, Referral.closed_at, Referral.exited_on)
        .where(Referral.sent_at.is_not(None), *records.among(Referral.person_id))
        .order_by(Referral.id)
    )
    between: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for row in db.session.execute(sent):
        ends = [day for day in (row.exited_on, row.closed_at and dates.london_date(row.closed_at)) if day is not None]
        between[records.person(row.person_id)].append((dates.london_date(row.sent_at), min(ends, default=None)))
    return between


def first_assessed_on(viewer: Counting) -> date | None:
    """The day of the earliest assessment on record, or None: where a report over everything begins."""
    may_count(viewer)
    standing = (Assessment.superseded_at.is_(None), is_open_to(viewer, Assessment.person_id))
    return db.session.scalar(select(func.min(Assessment.attended_on)).where(*standing))
