"""All that clocks are read from comes in a few statements, and says what reading each table by itself would say."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from pathways import clock, dates
from pathways.auth.roles import Role
from pathways.deadlines.models import ClockAnswer
from pathways.deadlines.queries import whom_to_tell
from pathways.deadlines.queries.facts import ReferralInTime, courses_of
from pathways.deadlines.rules.deadlines import Answered, TimerRecipient
from pathways.deadlines.rules.states import is_a_deadline
from pathways.engagement.models.case import Attempt, Contact, StructuredStart
from pathways.engagement.models.treatment import PlanReview
from pathways.engagement.notes.rules import MEETS, ContactWith
from pathways.referrals.models.referral import Appointment, Referral, ReferralEvent
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests.accepted import accepted
from tests.bench.statements import statements_in
from tests.many_rows import many_like
from tests.on_both import POSTGRES_ALONE
from tests.rounds import rounds

SAID = {Answered.CHECKED: "checked", Answered.SPOKE: "spoken_to"}


def every_referral() -> list[int]:
    return list(db.session.scalars(select(Referral.id).order_by(Referral.id)))


def rows(kind: type[Any], chain: Iterable[int], *, order: Any = None) -> list[Any]:
    in_order = select(kind).where(kind.referral_id.in_(chain)).order_by(kind.id if order is None else order, kind.id)
    return [row for row in db.session.scalars(in_order) if getattr(row, "superseded_at", None) is None]


def noon(day: date):
    return dates.from_london(day, time(12))


def stepped(chain: Iterable[int]) -> list[tuple[Any, ...]]:
    steps = [step for link in chain for step in rows(ReferralEvent, [link])]
    paused = {
        step.id: (step.recorded or {}).get("on")
        for step in steps
        if ReferralState.SUSPENDED in (step.from_state, step.to_state)
    }
    return [
        (
            step.event,
            step.at,
            step.from_state,
            step.to_state,
            noon(date.fromisoformat(on)) if (on := paused.get(step.id)) else None,
        )
        for step in steps
    ]


def met(chain: Iterable[int]) -> list[tuple[Any, ...]]:
    meetings = [each for link in chain for each in rows(Appointment, [link], order=Appointment.starts_at)]
    return [(each.offered_at, each.starts_at, each.purpose, each.outcome, each.outcome_at) for each in meetings]


def recorded(chain: Iterable[int]) -> list[tuple[Any, ...]]:
    facts = [("draft_made", db.session.get_one(Referral, next(iter(chain))).made_at)]
    answers = rows(ClockAnswer, chain)
    facts += [(SAID[each.answered], each.at) for each in answers if each.answered in SAID]
    facts += [("review_recorded", min(noon(each.reviewed_on), each.recorded_at)) for each in rows(PlanReview, chain)]
    for contact in rows(Contact, chain):
        if contact.whom is ContactWith.PERSON and contact.how in MEETS:
            facts += [
                ("attended", contact.at),
                *([("structured_contact", contact.at)] if contact.is_structured else []),
            ]
    facts += [
        ("structured_start", min(noon(each.started_on), each.recorded_at)) for each in rows(StructuredStart, chain)
    ]
    tried = [
        each.at
        for each in (*answers, *rows(Attempt, chain))
        if getattr(each, "answered", Answered.ATTEMPTED) is Answered.ATTEMPTED
    ]
    return facts + [("attempted_twice", at) for at in sorted(tried)[1:2]]


@pytest.mark.database
def test_events_meetings_and_what_else_was_recorded_are_those_of_each_table_along_the_chain(made_up_county):
    by_id = {row.id: row for row in db.session.scalars(select(Referral))}
    courses = courses_of(by_id)
    assert len(courses) == len(by_id) > 100
    own = {name for name, _ in recorded([min(by_id)])} | {"checked", "spoken_to", "review_recorded", "attended"}
    own |= {"structured_contact", "structured_start", "attempted_twice"}
    for number, each in courses.items():
        chain = [number]
        while parent := by_id[chain[0]].parent_id:
            chain.insert(0, parent)
        assert each.chain == tuple(chain)
        assert [(step.event, step.at, step.before, step.after, step.since) for step in each.course.events] == stepped(
            chain
        )
        assert [tuple(vars(meeting).values()) for meeting in each.course.meetings] == met(chain)
        assert [(fact.name, fact.at) for fact in each.course.facts if fact.name in own] == recorded(chain)


@pytest.mark.rounds
def test_a_referral_is_read_alike_by_itself_and_together_with_all_others(made_up_county):
    numbers, now = every_referral(), clock.now()

    def as_read(course: ReferralInTime) -> tuple[Any, ...]:
        return (
            course.person_id,
            course.chain,
            course.course,
            course.calendar,
            course.duties,
            course.urgent,
            course.desk,
            course.came_to,
            course.clocks(now),
        )

    together = {number: as_read(course) for number, course in courses_of(numbers).items()}
    sent_on = {number for number, course in courses_of(numbers).items() if len(course.chain) > 1}
    assert sent_on
    some = sorted({*numbers[:: rounds(5, 1)], *sent_on})
    alone = {number: as_read(courses_of([number])[number]) for number in some}
    assert alone == {number: together[number] for number in some}


def test_a_list_is_told_the_deadlines_that_the_page_of_the_clocks_tells(made_up_county):
    now, running = clock.now(), 0
    for course in courses_of(every_referral()).values():
        deadlines = tuple(filter(is_a_deadline, course.clocks(now)))
        assert course.deadlines(now) == deadlines
        assert course.deadlines(now, ("urgent",)) == tuple(each for each in deadlines if each.timer.code == "urgent")
        running += len(deadlines)
    assert running > 100


def test_it_takes_four_statements_for_any_number_of_referrals(made_up_county):
    numbers = every_referral()
    for some in (numbers[:1], numbers):
        with statements_in(db.engine) as asked:
            courses_of(some)
        assert len([each for each in asked if each.reads or each.sql.startswith("WITH")]) == 4


def test_whom_clocks_are_told_to_is_read_of_many_at_once_as_of_each_by_itself(made_up_county):
    courses, now = courses_of(every_referral()).values(), clock.now()
    ends = [(course, each, end.addressees) for course in courses for each in course.clocks(now) for end in each.ends]
    by_itself = [whom_to_tell.recipients(*each) for each in ends]
    assert {recipient.addressee for some in by_itself for recipient in some} > {TimerRecipient.KEYWORKER}
    officers = {duty.officer_id for course in courses for duty in course.duties if duty.officer_id}
    told = [whom_to_tell.officer(each) for each in sorted(officers)]
    db.session.commit()
    with statements_in(db.engine) as asked:
        whom_to_tell.expect_recipients_of(courses)
        assert [whom_to_tell.recipients(*each) for each in ends] == by_itself
        assert [whom_to_tell.officer(each) for each in sorted(officers)] == told
    suites = {course.came_to for course in courses}
    assert len([each for each in asked if each.reads]) <= 1 + 2 * len(suites)  # sergeants are asked for by their suite


@pytest.mark.parametrize(
    ("roles", "place", "who", "suite"),
    [
        ((Role.CO,), 1, None, 1),
        ((Role.TW, Role.PM), 1, None, None),
        ((Role.PM,), None, None, None),
        ((Role.CO,), 1, None, None),
        ((), None, None, None),
        ((), None, 1, 1),
    ],
    ids=["a suite", "two roles", "managers of everywhere", "another role", "nobody named", "one person of a suite"],
)
def test_what_the_statement_for_many_does_not_read_is_refused(the_clock, roles, place, who, suite):
    asked = (roles, place, who, suite, clock.today())
    with pytest.raises(ValueError, match="Not to be read together"):
        whom_to_tell._people_of_many([asked])


@pytest.mark.database
def test_more_referrals_are_asked_for_than_a_statement_takes_values(made_up_county):
    numbers = every_referral()
    assert courses_of(range(1, 100_000)).keys() == set(numbers)


@POSTGRES_ALONE
def test_what_happened_is_found_by_an_index_whoever_else_was_met(app, the_clock, owner_engine):
    """PostgreSQL takes a chain that it follows step by step for long, and would read every appointment there ever was."""
    scene = accepted(the_clock)
    appointment = scene.case.appointments[0]
    many_like(
        owner_engine,
        {scene.referral: {"reference": "'X-' || more"}, appointment: {"referral_id": "referral_id + more"}},
    )
    with statements_in(db.engine) as asked:
        courses_of(range(scene.referral.id, scene.referral.id + 50))
    chain = next(each for each in asked if each.sql.startswith("WITH"))
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN {chain.sql}", chain.values)
    assert "ix_appointment_referral_id" in "\n".join(str(row) for row in plan)
