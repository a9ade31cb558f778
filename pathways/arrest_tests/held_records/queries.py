"""Held tests and held requirements: those that wait for an inspector, who had a part in them, what rests on a test."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from pathways import clock
from pathways.arrest_tests.assessment.queries import assessment_facts, required_assessment_of
from pathways.arrest_tests.held_records.rules import HoldState, may_decide, why_it_binds_nobody
from pathways.arrest_tests.models.assessment import RequiredAssessment, RequiredOtherwise, RequiredOtherwiseRule
from pathways.arrest_tests.models.offences import Authority, AuthorityRefusal
from pathways.arrest_tests.models.testing import DrugTest, Hold, HoldRule, ResultShared
from pathways.arrest_tests.testing.queries import deciding_test
from pathways.arrest_tests.testing.rules.results import OverallResult
from pathways.auth.roles import Viewer
from pathways.people.custody.queries import EpisodeView, custody_numbers_of, view_of
from pathways.people.identity.queries import details_of_many
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import known_to_force, surviving_id
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import db

# Held tests: which may be used, which wait for an inspector, and who had a part in them.


@dataclass(frozen=True, kw_only=True)
class HeldLine:
    """One held test in the list. It has neither an outcome nor a result."""

    hold: Hold
    details: PersonDetails
    custody_record_no: str
    rules: tuple[HoldRule, ...]
    was_involved: bool


@dataclass(frozen=True, kw_only=True)
class HeldRecord:
    """One held test as the inspector reads it: the case, the test, the rules still to decide and those decided."""

    hold: Hold
    test: DrugTest
    view: EpisodeView
    rules: tuple[HoldRule, ...]

    @property
    def open_rules(self) -> tuple[HoldRule, ...]:
        return tuple(rule for rule in self.rules if rule.decided_at is None)

    @property
    def decided_rules(self) -> tuple[HoldRule, ...]:
        return tuple(rule for rule in self.rules if rule.decided_at is not None)


def usable() -> ColumnElement[bool]:
    """Whether a test may be counted, told or relied on: nothing holds it, or an inspector released it (V-055).

    An irregular test without a hold (the table was emptied) may not.
    """
    unreleased, released = aliased(Hold), aliased(Hold)
    is_released = exists().where(released.drug_test_id == DrugTest.id, released.state == HoldState.RELEASED)
    waits = exists().where(unreleased.drug_test_id == DrugTest.id, unreleased.state != HoldState.RELEASED)
    return and_(~waits, or_(~DrugTest.is_irregular, is_released))


def rules_of(hold_id: int) -> tuple[HoldRule, ...]:
    """The rules a test is held for, in the order they were noticed."""
    return tuple(db.session.scalars(select(HoldRule).where(HoldRule.hold_id == hold_id).order_by(HoldRule.id)))


def held_records(viewer: Viewer) -> tuple[HeldLine, ...]:
    """The tests that wait for an inspector of the viewer's force, oldest first. Raises OutOfSight below inspector."""
    if not may_decide(rank=viewer.rank, was_involved=False):
        raise OutOfSight
    statement = (
        select(Hold, DrugTest, Episode.person_id)
        .join(DrugTest, DrugTest.id == Hold.drug_test_id)
        .join(Episode, Episode.id == DrugTest.episode_id)
        .where(Hold.state == HoldState.QUARANTINED, *within_reach(viewer))
        .order_by(Hold.opened_at, Hold.id)
    )
    rows = db.session.execute(statement).all()
    people = details_of_many([person_id for _, _, person_id in rows])
    numbers = custody_numbers_of([test.episode_id for _, test, _ in rows])
    return tuple(
        HeldLine(
            hold=hold,
            details=people[person_id],
            custody_record_no=numbers.get(test.episode_id, ""),
            rules=tuple(rule for rule in rules_of(hold.id) if rule.decided_at is None),
            was_involved=viewer.user_id in _who_had_a_part(test, hold),
        )
        for hold, test, person_id in rows
    )


def held_record(viewer: Viewer, hold_id: int) -> HeldRecord:
    """One test that waits, for an inspector who had no part in it. Raises OutOfSight for everybody else."""
    hold = db.session.get(Hold, hold_id)
    if hold is None or hold.state is not HoldState.QUARANTINED:
        raise OutOfSight
    test = db.session.get_one(DrugTest, hold.drug_test_id)
    of_test = select(Episode).where(Episode.id == test.episode_id, *within_reach(viewer))
    view = view_of(or_out_of_sight(db.session.scalar(of_test)))
    if not may_decide(rank=viewer.rank, was_involved=viewer.user_id in _who_had_a_part(test, hold)):
        raise OutOfSight
    return HeldRecord(hold=hold, test=test, view=view, rules=rules_of(hold.id))


def within_reach(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """The viewer's own force, however long ago the case was closed: a held record waits until it is decided."""
    known = select(Person.id).where(surviving_id(Person).in_(known_to_force(viewer)))
    return Episode.organisation_id == viewer.organisation_id, Episode.person_id.in_(known)


def _who_had_a_part(test: DrugTest, hold: Hold) -> set[int]:
    """Who recorded any entry of the tests of that episode, noticed a rule, or gave or refused an authority there."""
    recorded = select(DrugTest.recorded_by_id).where(DrugTest.episode_id == test.episode_id)
    given = select(Authority.given_by_id).where(Authority.episode_id == test.episode_id)
    refused = select(AuthorityRefusal.refused_by_id).where(AuthorityRefusal.episode_id == test.episode_id)
    noticed = select(HoldRule.noticed_by_id).where(HoldRule.hold_id == hold.id)
    return {person for which in (recorded, given, refused, noticed) for person in db.session.scalars(which)}


# Required assessments that were done against the rules: of an episode, and those that wait for an inspector.


@dataclass(frozen=True, kw_only=True)
class OtherwiseView:
    """One record of how an assessment was really required, with its case. It never has a result."""

    row: RequiredOtherwise
    view: EpisodeView
    was_involved: bool


def otherwise_of(episode_id: int) -> tuple[RequiredOtherwise, ...]:
    """Every record of an episode of how an assessment was really required, latest first."""
    of_episode = select(RequiredOtherwise).where(RequiredOtherwise.episode_id == episode_id)
    return tuple(db.session.scalars(of_episode.order_by(RequiredOtherwise.id.desc())))


def is_requirement_held(episode_id: int) -> bool:
    """Whether a requirement of an episode is held for an inspector."""
    waits = (RequiredOtherwise.episode_id == episode_id, RequiredOtherwise.decided_at.is_(None))
    return db.session.scalar(select(RequiredOtherwise.id).where(*waits)) is not None


def rules_of_requirements(rows: Iterable[RequiredOtherwise]) -> dict[int, list[RequiredOtherwiseRule]]:
    """The rules that several held requirements broke, by the id of the record."""
    rules: dict[int, list[RequiredOtherwiseRule]] = {row.id: [] for row in rows}
    met = select(RequiredOtherwiseRule).where(RequiredOtherwiseRule.required_otherwise_id.in_(rules))
    for rule in db.session.scalars(met.order_by(RequiredOtherwiseRule.id)) if rules else ():
        rules[rule.required_otherwise_id].append(rule)
    return rules


def rules_of_requirement(otherwise_id: int) -> tuple[RequiredOtherwiseRule, ...]:
    """The rules that one held requirement broke, in the order they were recorded."""
    of_record = select(RequiredOtherwiseRule).where(RequiredOtherwiseRule.required_otherwise_id == otherwise_id)
    return tuple(db.session.scalars(of_record.order_by(RequiredOtherwiseRule.id)))


def requirements_waiting(viewer: Viewer) -> tuple[OtherwiseView, ...]:
    """The requirements of the viewer's force that wait for an inspector, oldest first."""
    return tuple(_as_view(viewer, *row) for row in db.session.execute(_waiting(viewer)).all())


def requirement_waiting(viewer: Viewer, otherwise_id: int) -> OtherwiseView:
    """One requirement that waits, for an inspector who had no part in it. Raises OutOfSight for everybody else."""
    row = db.session.execute(_waiting(viewer).where(RequiredOtherwise.id == otherwise_id)).one_or_none()
    requirement = _as_view(viewer, *row) if row else None
    if requirement is None or not may_decide(rank=viewer.rank, was_involved=requirement.was_involved):
        raise OutOfSight
    return requirement


def why_not_enforceable(requirement: OtherwiseView) -> tuple[str, ...]:
    """Why a held requirement would bind nobody if it were released now; empty if it would bind the person."""
    row, facts = requirement.row, assessment_facts(requirement.view, clock.now())
    return why_it_binds_nobody(
        (rule.rule for rule in rules_of_requirement(row.id)),
        has_time=row.initial_at is not None,
        left_without_notice=row.notice_served_at is None and facts.released_at is not None,
        is_positive=facts.is_held or facts.result is OverallResult.POSITIVE,
        has_died=requirement.view.person.died_at is not None,
    )


def _waiting(viewer: Viewer) -> Select[RequiredOtherwise, Episode, RequiredAssessment]:
    return (
        select(RequiredOtherwise, Episode, RequiredAssessment)
        .join(Episode, Episode.id == RequiredOtherwise.episode_id)
        .outerjoin(RequiredAssessment, RequiredAssessment.id == RequiredOtherwise.before_id)
        .where(RequiredOtherwise.decided_at.is_(None), *within_reach(viewer))
        .order_by(RequiredOtherwise.recorded_at, RequiredOtherwise.id)
    )


def _as_view(
    viewer: Viewer, row: RequiredOtherwise, episode: Episode, before: RequiredAssessment | None
) -> OtherwiseView:
    """A row with its case. Officers who recorded it, or required or served the one before, had a part in it."""
    had_a_part = {row.recorded_by_id} | ({before.recorded_by_id, before.notice_served_by_id} if before else set())
    return OtherwiseView(row=row, view=view_of(episode), was_involved=viewer.user_id in had_a_part)


# What rests on a test: the assessment required on it, and who was told its result. It is held with the test (V-055).


@dataclass(frozen=True, kw_only=True)
class Resting:
    """The requirement, if the test is the one that counts in its episode, and every time its result was shared."""

    required: RequiredAssessment | None
    shared: tuple[ResultShared, ...]


def resting_on(test: DrugTest) -> Resting:
    """What rests on a test, and on the entries that it superseded."""
    decides = deciding_test(test.episode_id)
    shared = select(ResultShared).where(ResultShared.drug_test_id.in_(_entries_of(test)))
    return Resting(
        required=required_assessment_of(test.episode_id) if decides and decides.id == test.id else None,
        shared=tuple(db.session.scalars(shared.order_by(ResultShared.shared_at, ResultShared.id))),
    )


def _entries_of(test: DrugTest) -> set[int]:
    """The test and every entry corrected into it."""
    entries = select(DrugTest.id, DrugTest.superseded_by_id).where(DrugTest.episode_id == test.episode_id)
    into = {row[0]: row[1] for row in db.session.execute(entries.order_by(DrugTest.id.desc()))}
    entry_ids = {test.id}
    for entry, later in into.items():  # the later ones first
        if later in entry_ids:
            entry_ids.add(entry)
    return entry_ids
