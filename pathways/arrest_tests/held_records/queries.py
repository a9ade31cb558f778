"""Held tests and held requirements: those that wait for an inspector, who had a part in them, what rests on a test."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from pathways import clock
from pathways.arrest_tests.assessment.queries import assessment_facts, required_assessment_of
from pathways.arrest_tests.held_records.rules import HoldState, may_decide, why_it_binds_nobody
from pathways.arrest_tests.lawful_basis.queries import ArrestRows
from pathways.arrest_tests.models.assessment import RequiredAssessment, RequiredOtherwise, RequiredOtherwiseRule
from pathways.arrest_tests.models.offences import Authority, AuthorityRefusal
from pathways.arrest_tests.models.testing import DrugTest, Hold, HoldRule, ResultShared
from pathways.arrest_tests.testing.queries import EpisodeTests, deciding_test
from pathways.arrest_tests.testing.rules.results import OverallResult
from pathways.auth.roles import Viewer
from pathways.people.custody.queries import WHOLE, EpisodeView, as_view
from pathways.people.models.custody import Episode
from pathways.people.models.identity import PersonDetails
from pathways.people.queries import of_own_force
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import db
from pathways.store.paging import Page, page_of

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
    return rules_of_many([hold_id])[hold_id]


def rules_of_many(hold_ids: Collection[int]) -> dict[int, tuple[HoldRule, ...]]:
    """The rules that these tests are held for, by hold, in the order they were noticed; one statement for all."""
    rules: dict[int, tuple[HoldRule, ...]] = dict.fromkeys(hold_ids, ())
    rows = select(HoldRule).where(HoldRule.hold_id.in_(hold_ids)).order_by(HoldRule.id)
    for rule in db.session.scalars(rows) if rules else ():
        rules[rule.hold_id] = (*rules[rule.hold_id], rule)
    return rules


def held_records(viewer: Viewer, after: str | None = None) -> Page[HeldLine]:
    """A page of the tests that wait for an inspector of the viewer's force, oldest first. Raises OutOfSight below
    inspector."""
    if not may_decide(rank=viewer.rank, was_involved=False):
        raise OutOfSight
    statement = _held(WHOLE, viewer).add_columns(Hold, _had_a_part(viewer).label("had_a_part"))
    keys = (Hold.opened_at, Hold.id)
    page = page_of(statement, keys, lambda row: (row.Hold.opened_at, row.Hold.id), after=after)
    rules = rules_of_many([row.Hold.id for row in page.rows])
    lines = (
        HeldLine(
            hold=hold,
            details=view.details,
            custody_record_no=view.detention.custody_record_no or "" if view.detention else "",
            rules=tuple(rule for rule in rules[hold.id] if rule.decided_at is None),
            was_involved=bool(was_involved),
        )
        for view, hold, was_involved in ((as_view(row), row.Hold, row.had_a_part) for row in page.rows)
    )
    return Page(tuple(lines), page.after)


def held_to_count(viewer: Viewer) -> Select[int]:
    """How many tests wait for the viewer: those in which they had a part wait for another inspector."""
    return _held(select(func.count(Hold.id)).select_from(Episode), viewer).where(~_had_a_part(viewer))


def _held(statement: Select[*tuple[Any, ...]], viewer: Viewer) -> Select[*tuple[Any, ...]]:
    tests = statement.join(DrugTest, DrugTest.episode_id == Episode.id).join(Hold, Hold.drug_test_id == DrugTest.id)
    return tests.where(Hold.state == HoldState.QUARANTINED, *of_own_force(viewer))


def held_record(viewer: Viewer, hold_id: int) -> HeldRecord:
    """One test that waits, for an inspector who had no part in it. Raises OutOfSight for everybody else."""
    statement = _held(WHOLE, viewer).add_columns(Hold, DrugTest, _had_a_part(viewer)).where(Hold.id == hold_id)
    row = or_out_of_sight(db.session.execute(statement).one_or_none())
    view, (hold, test, was_involved) = as_view(row), row[4:]
    if not may_decide(rank=viewer.rank, was_involved=bool(was_involved)):
        raise OutOfSight
    return HeldRecord(hold=hold, test=test, view=view, rules=rules_of(hold.id))


def _had_a_part(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer recorded any entry of the tests of that episode, noticed a rule, or gave or refused an
    authority there. A condition on a held test."""
    entry, its_hold, me = aliased(DrugTest), aliased(Hold), viewer.user_id
    recorded = exists().where(entry.episode_id == DrugTest.episode_id, entry.recorded_by_id == me)
    given = exists().where(Authority.episode_id == DrugTest.episode_id, Authority.given_by_id == me)
    refused = exists().where(AuthorityRefusal.episode_id == DrugTest.episode_id, AuthorityRefusal.refused_by_id == me)
    rules_noticed = select(HoldRule.id).join(its_hold, its_hold.id == HoldRule.hold_id)
    noticed = rules_noticed.where(its_hold.drug_test_id == DrugTest.id, HoldRule.noticed_by_id == me).exists()
    return or_(recorded, given, refused, noticed)


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


def requirements_waiting(viewer: Viewer, after: str | None = None) -> Page[OtherwiseView]:
    """A page of the requirements of the viewer's force that wait for an inspector, oldest first."""
    keys = (RequiredOtherwise.recorded_at, RequiredOtherwise.id)
    page = page_of(
        _whole(viewer), keys, lambda row: (row.RequiredOtherwise.recorded_at, row.RequiredOtherwise.id), after=after
    )
    return Page(tuple(_as_view(viewer, row) for row in page.rows), page.after)


def requirements_to_count(viewer: Viewer) -> Select[int]:
    """How many requirements wait for the viewer: those in which they had a part wait for another inspector."""
    me, before = viewer.user_id, RequiredAssessment
    others = (RequiredOtherwise.recorded_by_id != me, before.recorded_by_id.is_distinct_from(me))
    waiting = _waiting(select(func.count(RequiredOtherwise.id)).select_from(Episode), viewer)
    return waiting.where(*others, before.notice_served_by_id.is_distinct_from(me))


def requirement_waiting(viewer: Viewer, otherwise_id: int) -> OtherwiseView:
    """One requirement that waits, for an inspector who had no part in it. Raises OutOfSight for everybody else."""
    row = db.session.execute(_whole(viewer).where(RequiredOtherwise.id == otherwise_id)).one_or_none()
    requirement = _as_view(viewer, row) if row else None
    if requirement is None or not may_decide(rank=viewer.rank, was_involved=requirement.was_involved):
        raise OutOfSight
    return requirement


def why_not_enforceable(
    requirement: OtherwiseView, rules: Iterable[RequiredOtherwiseRule], rows: ArrestRows | None = None
) -> tuple[str, ...]:
    """Why a held requirement with these rules would bind nobody if it were released now; empty if it would bind the
    person. `rows` is what a page has read of the arrest. An action, which has locked the person, reads for itself."""
    row, facts = requirement.row, assessment_facts(requirement.view, clock.now(), rows=rows)
    return why_it_binds_nobody(
        (rule.rule for rule in rules),
        has_time=row.initial_at is not None,
        left_without_notice=row.notice_served_at is None and facts.released_at is not None,
        is_positive=facts.is_held or facts.result is OverallResult.POSITIVE,
        has_died=requirement.view.person.died_at is not None,
    )


def _whole(viewer: Viewer) -> Select[Any]:
    return _waiting(WHOLE, viewer).add_columns(RequiredOtherwise, RequiredAssessment)


def _waiting(statement: Select[*tuple[Any, ...]], viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        statement.join(RequiredOtherwise, RequiredOtherwise.episode_id == Episode.id)
        .outerjoin(RequiredAssessment, RequiredAssessment.id == RequiredOtherwise.before_id)
        .where(RequiredOtherwise.decided_at.is_(None), *of_own_force(viewer))
    )


def _as_view(viewer: Viewer, whole: Any) -> OtherwiseView:
    """A row with its case. Officers who recorded it, or required or served the one before, had a part in it."""
    row, before = whole.RequiredOtherwise, whole.RequiredAssessment
    had_a_part = {row.recorded_by_id} | ({before.recorded_by_id, before.notice_served_by_id} if before else set())
    return OtherwiseView(row=row, view=as_view(whole), was_involved=viewer.user_id in had_a_part)


# What rests on a test: the assessment required on it, and who was told its result. It is held with the test (V-055).


@dataclass(frozen=True, kw_only=True)
class Resting:
    """The requirement, if the test is the one that counts in its episode, and every time its result was shared."""

    required: RequiredAssessment | None
    shared: tuple[ResultShared, ...]


def resting_on(test: DrugTest, tests: EpisodeTests | None = None) -> Resting:
    """What rests on a test, and on the entries that it superseded. `tests`: those of its episode, as a page has read
    them."""
    decides = deciding_test(test.episode_id) if tests is None else tests.deciding_test
    entries = (
        select(DrugTest.id, DrugTest.superseded_by_id, ResultShared)
        .outerjoin(ResultShared, ResultShared.drug_test_id == DrugTest.id)
        .where(DrugTest.episode_id == test.episode_id)
        .order_by(DrugTest.id.desc())
    )
    rows = db.session.execute(entries).all()
    entry_ids = {test.id}
    for entry, later, _ in rows:  # the later ones first
        if later in entry_ids:
            entry_ids.add(entry)
    shared = {row for entry, _, row in rows if row is not None and entry in entry_ids}
    return Resting(
        required=required_assessment_of(test.episode_id) if decides and decides.id == test.id else None,
        shared=tuple(sorted(shared, key=lambda row: (row.shared_at, row.id))),
    )
