"""What the fairness report counts: decisions with their steps, what was open to whom, and each person's groups."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, select

from pathways import dates
from pathways.arrest_tests.models.offences import Offence
from pathways.dates import age_on
from pathways.directory.areas import queries as directory
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.law import queries as disposals
from pathways.law.rules.disposal_book import RuleBook
from pathways.people.models.custody import Detention, Episode
from pathways.people.models.identity import PersonDetails
from pathways.people.rules import ReleaseType
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.referrals.models.referral import Referral
from pathways.reporting.queries.records import CountedRecords
from pathways.reporting.rules.fairness import NOT_RECORDED, Breakdown, DeskOutcome, Groups, age_band, groups_with
from pathways.reporting.rules.fairness_courses import CHARGES, Decision, DecisionUnit, Moved, left_open
from pathways.reporting.rules.proportions import Period
from pathways.store.base import db

_RELEASED_AS = {
    ReleaseType.CHARGED_BAIL: DeskOutcome.CHARGED,
    ReleaseType.REMANDED: DeskOutcome.CHARGED,
    ReleaseType.NO_FURTHER_ACTION: DeskOutcome.NO_FURTHER_ACTION,
}

GroupsOf = Callable[[int, date], dict[Breakdown, str]]
"""The groups of a person on a day."""


def decision_units(records: CountedRecords) -> list[DecisionUnit]:
    """Every decision of the disposal desk about these records: disposals proposed, and releases that ended the case."""
    groups = groups_of(records)
    disposals_of: dict[int, list[Decision]] = defaultdict(list)
    units = []
    for record_id, decision in _proposed(records, groups):
        disposals_of[decision.episode_id].append(decision)
        units.append(DecisionUnit(person_id=records.person(record_id), record_id=record_id, decision=decision))
    for record_id, decision in _released(records, groups):
        beside = tuple(disposals_of.get(decision.episode_id, ()))
        units.append(
            DecisionUnit(person_id=records.person(record_id), record_id=record_id, decision=decision, beside=beside)
        )
    return units


def groups_shown(period: Period) -> Groups:
    """The groups of each breakdown: of areas those in use in the period, and those that somebody was recorded in.

    They have their names at its end. A person recorded in an area that has since ended is still counted in it: its
    code stays.
    """
    in_use = {area.value for day in (period.from_on, period.last_on) for area in directory.map_on(day).places}
    known = directory.areas_known(period.last_on)
    recorded = set(db.session.scalars(select(NeedScreen.area).where(NeedScreen.superseded_at.is_(None)).distinct()))
    recorded |= set(db.session.scalars(select(Referral.area_of_before).where(Referral.area_of_before.is_not(None))))
    named = (area for code, area in known.items() if code in in_use | recorded)
    return groups_with([*named, *(directory.area_of(code, known) for code in sorted(recorded - known.keys()))])


def _proposed(records: CountedRecords, groups: GroupsOf) -> Iterator[tuple[int, Decision]]:
    """Every disposal that was proposed, with its steps so far, by record."""
    which = (_has_offence(Disposal.episode_id), *records.among(Disposal.person_id))
    steps, book_of = steps_of_disposals(records), lru_cache(_book_of)
    rows = select(
        Disposal.id, Disposal.person_id, Disposal.episode_id, Disposal.kind, Disposal.proposed_at, Disposal.results,
        Disposal.facts, Disposal.rules_version,
    ).where(*which).order_by(Disposal.id)  # fmt: skip
    for row in db.session.execute(rows):
        day = dates.london_date(row.proposed_at)
        yield (
            row.person_id,
            Decision(
                episode_id=row.episode_id,
                recorded_on=day,
                kind=row.kind,
                steps=tuple(steps.get(row.id, ())),
                open_to=left_open(
                    row.kind, results=row.results, facts=row.facts, book=book_of(row.rules_version), on=day
                ),
                groups=groups(records.person(row.person_id), day),
            ),
        )


def steps_of_disposals(records: CountedRecords) -> Mapping[int, Sequence[Moved]]:
    """By disposal, the steps that it took so far."""
    return records.once("steps of disposals", lambda: _steps_of(records))


def _steps_of(records: CountedRecords) -> Mapping[int, Sequence[Moved]]:
    steps: dict[int, list[Moved]] = defaultdict(list)
    events = (
        select(
            DisposalEvent.disposal_id,
            DisposalEvent.event,
            DisposalEvent.from_state,
            DisposalEvent.to_state,
            DisposalEvent.at,
            DisposalEvent.recorded,
        )
        .join(Disposal, Disposal.id == DisposalEvent.disposal_id)
        .where(*records.among(Disposal.person_id))
        .order_by(DisposalEvent.id)
    )
    for row in db.session.execute(events):
        moved = Moved(event=row.event, before=row.from_state, to=row.to_state, on=_day_of(row))
        steps[row.disposal_id].append(moved)
    return steps


def _released(records: CountedRecords, groups: GroupsOf) -> Iterator[tuple[int, Decision]]:
    """Detentions with a recorded offence that ended in a charge or in no further action, by record."""
    charged_at = (
        select(func.min(Offence.charged_at))
        .where(Offence.episode_id == Episode.id, Offence.superseded_at.is_(None))
        .scalar_subquery()
    )
    statement = (
        select(Episode.id, Episode.person_id, Detention.released_at, Detention.release_type, charged_at.label("at"))
        .join(Detention, Detention.episode_id == Episode.id)
        .where(Detention.superseded_at.is_(None), Detention.release_type.in_(_RELEASED_AS))
        .where(_has_offence(Episode.id), *records.among(Episode.person_id))
        .order_by(Episode.id)
    )
    for row in db.session.execute(statement):
        day, released_as = dates.london_date(row.released_at), _RELEASED_AS[row.release_type]
        yield (
            row.person_id,
            Decision(
                episode_id=row.id,
                recorded_on=day,
                released_as=released_as,
                charged_on=dates.london_date(row.at) if row.at and released_as is DeskOutcome.CHARGED else None,
                groups=groups(records.person(row.person_id), day),
            ),
        )


def _has_offence(episode_id: Any) -> ColumnElement[bool]:
    return exists().where(Offence.episode_id == episode_id, Offence.superseded_at.is_(None))


def _day_of(step: Row[Any]) -> date:
    """The London day of a step: when it was entered; of a charge, requisition or summons the day that it names."""
    named = step.recorded.get("on") if step.to_state in CHARGES else None
    return date.fromisoformat(named) if named else dates.london_date(step.at)


def _book_of(version: str) -> RuleBook | None:
    try:
        return disposals.book_of(version)
    except LookupError:
        return None


def groups_of(records: CountedRecords) -> GroupsOf:
    """A function that gives a person's group in each breakdown on a day, from the last record after merging."""
    return records.once("groups", lambda: _read_groups(records))


def _read_groups(records: CountedRecords) -> GroupsOf:
    of_person = (PersonDetails.superseded_at.is_(None), *records.among(PersonDetails.person_id))
    details: dict[int, Any] = {
        row.person_id: row
        for row in db.session.execute(
            select(PersonDetails.person_id, PersonDetails.sex, PersonDetails.ethnicity, PersonDetails.date_of_birth)
            .where(*of_person)
            .order_by(PersonDetails.id)
        )
    }
    of_before = select(Referral.person_id, Referral.area_of_before).where(
        Referral.area_of_before.is_not(None), *records.among(Referral.person_id)
    )
    areas: dict[int, str] = {
        records.person(person): area or "" for person, area in db.session.execute(of_before.order_by(Referral.id))
    }
    screens = (
        select(Episode.person_id, NeedScreen.area)
        .join(Episode, Episode.id == NeedScreen.episode_id)
        .where(NeedScreen.superseded_at.is_(None), *records.among(Episode.person_id))
        .order_by(NeedScreen.recorded_at, NeedScreen.id)
    )
    for row in db.session.execute(screens):
        areas[records.person(row.person_id)] = row.area

    def groups(person: int, day: date) -> dict[Breakdown, str]:
        known = details[person]
        return {
            Breakdown.ETHNICITY: known.ethnicity.group.value if known.ethnicity else NOT_RECORDED,
            Breakdown.SEX: known.sex.value,
            Breakdown.AGE: age_band(age_on(known.date_of_birth, day)).value,
            Breakdown.AREA: areas.get(person, NOT_RECORDED),
        }

    return groups
