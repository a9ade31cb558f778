"""Held tests: which may be used, which wait for an inspector, and who had a part in them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from pathways.arrest_tests.models import Authority, AuthorityRefusal, DrugTest, Hold, HoldRule
from pathways.arrest_tests.rules.holds import HoldState, may_decide
from pathways.auth import Viewer
from pathways.people.models import Episode, Person, PersonDetails
from pathways.people.queries import (
    EpisodeView,
    custody_numbers_of,
    details_of_many,
    known_to_force,
    surviving_id,
    view_of,
)
from pathways.refusals import OutOfSight
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class HeldLine:
    """One held record in the list: never an outcome and never a result."""

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
        return tuple(one for one in self.rules if one.decided_at is None)

    @property
    def decided_rules(self) -> tuple[HoldRule, ...]:
        return tuple(one for one in self.rules if one.decided_at is not None)


def usable() -> ColumnElement[bool]:
    """Whether a test may be counted, told or rested on: it is clear, or an inspector released it (V-055).

    One that went otherwise than the rules say and has no hold (its table went and came again empty) is not clear.
    """
    held, released = aliased(Hold), aliased(Hold)
    is_released = exists().where(released.drug_test_id == DrugTest.id, released.state == HoldState.RELEASED)
    waits = exists().where(held.drug_test_id == DrugTest.id, held.state != HoldState.RELEASED)
    return and_(~waits, or_(~DrugTest.is_irregular, is_released))


def hold_of(test_id: int) -> Hold | None:
    """The hold of a test; None where it is clear."""
    return db.session.scalar(select(Hold).where(Hold.drug_test_id == test_id))


def is_held(test: DrugTest | None) -> bool:
    """Whether a test may not be used: it waits for an inspector, or was voided."""
    if test is None:
        return False
    found = hold_of(test.id)
    return test.is_irregular if found is None else not found.state.may_be_used


def rules_of(hold_id: int) -> tuple[HoldRule, ...]:
    """The rules a record is held for, in the order they were noticed."""
    return tuple(db.session.scalars(select(HoldRule).where(HoldRule.hold_id == hold_id).order_by(HoldRule.id)))


def held_records(viewer: Viewer) -> tuple[HeldLine, ...]:
    """What waits for an inspector in the viewer's force, the oldest first. Raises OutOfSight below inspector."""
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
            rules=tuple(one for one in rules_of(hold.id) if one.decided_at is None),
            was_involved=viewer.user_id in _who_had_a_part(test, hold),
        )
        for hold, test, person_id in rows
    )


def held_record(viewer: Viewer, hold_id: int) -> HeldRecord:
    """One record that waits, for an inspector who had no part in it. Raises OutOfSight for everybody else."""
    hold = db.session.get(Hold, hold_id)
    if hold is None or hold.state is not HoldState.QUARANTINED:
        raise OutOfSight
    test = db.session.get_one(DrugTest, hold.drug_test_id)
    held_in = db.session.scalar(select(Episode).where(Episode.id == test.episode_id, *within_reach(viewer)))
    if held_in is None:
        raise OutOfSight
    view = view_of(held_in)
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
