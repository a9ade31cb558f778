"""The lists of the Tactical pack and what is counted of them, of the records that the viewer may open, as of now."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import outerjoin

from pathways import clock, dates
from pathways.acceptance.models import Decline
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.models import User
from pathways.auth.roles import Viewer
from pathways.deadlines.rules import tactical_figures as counting
from pathways.deadlines.rules.tactical import (
    Opens,
    TacticalFigures,
    TacticalLine,
    TacticalList,
    TacticalPart,
    WaitsFor,
    waits_for,
)
from pathways.deadlines.rules.tactical_figures import ServiceLoad
from pathways.directory.models import Service
from pathways.disposals.conditions.queries import awaits_a_service
from pathways.disposals.conditions.rules import Reported
from pathways.disposals.models import Condition, Disposal
from pathways.engagement.care_plan.rules import answers_to
from pathways.engagement.caseload.queries.cases import HEADS, KEYWORKER, OF_WHOM, our_keyworkers
from pathways.engagement.models.treatment import NeedsAssessed, RequiredAssessmentOutcome
from pathways.engagement.required_assessments import queries as required_queries
from pathways.engagement.required_assessments.queries import Expected
from pathways.people import queries as people_queries
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.rules import in_sight_for, name_in_full
from pathways.referrals import queries as referrals_queries
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps import queries as steps_queries
from pathways.referrals.steps.queries import Running
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState
from pathways.store.base import db, shared_alias
from pathways.vocabulary import Answer

RECEIVES_NOTHING: Final = "none"
"""The answer of `care_plan/data/need_codes.csv` that there is a need and no help with it yet."""

_EARLIER = shared_alias(NeedsAssessed)


def part(of: TacticalList, lines: tuple[TacticalLine, ...], *figures: TacticalFigures) -> TacticalPart:
    """One list with what is counted of it."""
    return TacticalPart(of=of, figures=figures, lines=lines, number=len(lines))


def days_looked_back() -> int:
    """How many days back the lists look that look back."""
    return in_sight_for(clock.today()).days


def beginning() -> datetime:
    """The beginning of the first of those days."""
    return dates.from_london(clock.today() - timedelta(days=days_looked_back()), time(0))


# Whom a line is about. Every statement of referrals begins with this one: in the viewer's sight, and of the living.


def of_whom(viewer: Viewer, *columns: Any) -> Select[*tuple[Any, ...]]:
    is_ours = and_(KEYWORKER.id == Referral.keyworker_id, KEYWORKER.id.in_(our_keyworkers(viewer)))
    rows = outerjoin(outerjoin(OF_WHOM, KEYWORKER, is_ours), Service, Service.id == Referral.service_id)
    whom = (
        Referral.id,
        Referral.person_id,
        Person.id.label("stays_id"),
        Referral.reference,
        Referral.accepted_at,
        PersonDetails.given_names,
        PersonDetails.surname,
        PersonDetails.date_of_birth,
        KEYWORKER.name.label("keyworker"),
        Service.name.label("service"),
    )
    living = select(*whom, *columns).select_from(rows).where(Referral.person_died.is_(False))
    return living.where(referrals_queries.visible_to(viewer))


def as_line(
    viewer: Viewer, row: Any, of: TacticalList, what: str, since: date, *, late: str = "", note: str = ""
) -> TacticalLine:
    is_case = row.accepted_at is not None
    return TacticalLine(
        of=of,
        what=what,
        since=since,
        days=(clock.today() - since).days,
        late=late,
        note=note,
        person_id=row.stays_id,
        person=name_in_full(row.given_names, row.surname),
        born_on=row.date_of_birth,
        reference=row.reference or "",
        service=row.service or "",
        keyworker=row.keyworker or "",
        opens=(Opens.CASE if is_case else Opens.OFFER) if viewer.is_treatment else Opens.PLACE,
        record_id=row.id,
    )


def _first(row: Any) -> date:
    """The day on which the person was first referred: nothing starts a wait again."""
    return dates.london_date(row.first_submitted_at)


# Who waits now.


def unmet(viewer: Viewer) -> Sequence[Any]:
    """Everybody whom no service has met yet, and who needs a place, the longest wait first.

    A service may have met somebody before it handed them back: they wait for a place like anybody else.
    """
    statement = of_whom(
        viewer,
        Referral.episode_id,
        Referral.organisation_id,
        Referral.keyworker_id,
        Referral.service_id,
        Referral.state,
        Referral.bounces,
        Referral.first_submitted_at,
        Referral.first_offered_on,
        HEADS.label("heads"),
    )
    waits = or_(Referral.first_attended_on.is_(None), Referral.state == ReferralState.NEEDS_PLACE)
    waiting = statement.where(Referral.state.in_(REFERRAL_STEPS.groups["SENT"]), waits)
    return db.session.execute(waiting.order_by(Referral.first_submitted_at, Referral.id)).all()


def waiting(viewer: Viewer, rows: Sequence[Any]) -> tuple[TacticalLine, ...]:
    """Those rows as lines, with each deadline that has passed."""
    running = steps_queries.what_runs(viewer, rows, heads={row.person_id: row.heads for row in rows})
    return tuple(_who_waits(viewer, row, running[row.id]) for row in rows)


def _who_waits(viewer: Viewer, row: Any, running: Iterable[Running]) -> TacticalLine:
    late = "; ".join(f"{each.label}: {each.words[0].lower()}{each.words[1:]}" for each in running if each.is_late)
    paused = row.state.label if row.state is ReferralState.SUSPENDED else ""
    return as_line(viewer, row, TacticalList.WAITING, _stage(row).label, _first(row), late=late, note=paused)


def _stage(row: Any) -> WaitsFor:
    return waits_for(
        needs_place=row.state is ReferralState.NEEDS_PLACE,
        is_accepted=row.accepted_at is not None,
        is_offered=row.first_offered_on is not None,
    )


# Who was declined. Of a referral that the provider declined it has the reason and the reference, and nothing of the
# person (rule R8).


def declined_without_place(viewer: Viewer, rows: Iterable[Any]) -> tuple[TacticalLine, ...]:
    """Who has no place yet and was declined before, of those who wait."""
    return tuple(
        as_line(viewer, row, TacticalList.DECLINED, counting.times_declined(row.bounces), _first(row))
        for row in rows
        if row.bounces
    )


def declined(viewer: Viewer) -> tuple[TacticalLine, ...]:
    """What the provider declined lately, the latest first."""
    rows = (
        select(Decline, Referral.reference, Service.name)
        .join(Referral, Referral.id == Decline.referral_id)
        .join(Service, Service.id == Decline.service_id)
        .where(Decline.organisation_id == viewer.organisation_id, Decline.declined_at >= beginning())
        .where(Referral.person_died.is_(False), people_queries.is_open_to(viewer, Referral.person_id))
        .order_by(Decline.declined_at.desc(), Decline.id.desc())
    )
    return tuple(
        TacticalLine(
            of=TacticalList.DECLINED,
            what=decline.reason.label,
            since=dates.london_date(decline.declined_at),
            days=(clock.today() - dates.london_date(decline.declined_at)).days,
            reference=reference or "",
            service=service,
            opens=Opens.OFFER,
            record_id=decline.referral_id,
        )
        for decline, reference, service in db.session.execute(rows)
    )


# Services of the provider: cases, who waits for an answer, and how long each acceptance took.


def services(viewer: Viewer, unmet: Iterable[Any]) -> tuple[ServiceLoad, ...]:
    """The services of the provider that have or had somebody, by name."""
    ours = select(Service.id, Service.name).where(Service.organisation_id == viewer.organisation_id)
    theirs = (referrals_queries.visible_to(viewer), Referral.person_died.is_(False))
    cases = (
        select(Referral.service_id, func.count(Referral.id))
        .where(*theirs, Referral.accepted_at.is_not(None), Referral.closed_at.is_(None))
        .group_by(Referral.service_id)
    )
    accepted = (
        select(Referral.service_id, Referral.sent_at, Referral.accepted_at)
        .where(*theirs, Referral.accepted_at >= beginning())
        .order_by(Referral.id)
    )
    open_cases = {row[0]: row[1] for row in db.session.execute(cases)}
    waiting = Counter(row.service_id for row in unmet if _stage(row) is WaitsFor.ANSWER)
    answered: dict[int | None, list[timedelta]] = defaultdict(list)
    for service_id, sent_at, accepted_at in db.session.execute(accepted):
        if accepted_at and sent_at:
            answered[service_id].append(accepted_at - sent_at)
    return tuple(
        ServiceLoad(
            name=name,
            cases=open_cases.get(service_id, 0),
            waiting=waiting[service_id],
            answered_after=tuple(answered[service_id]),
        )
        for service_id, name in db.session.execute(ours.order_by(Service.name, Service.id))
        if service_id in open_cases or waiting[service_id] or answered[service_id]
    )


# Duties: required assessments whose time has come, and conditions on which the provider reports.


def required(viewer: Viewer) -> TacticalPart:
    """Required assessments whose time came lately, and those of which nothing is recorded, however long ago it came."""
    counts = or_(RequiredAssessment.initial_at >= beginning(), RequiredAssessmentOutcome.id.is_(None))
    notices = required_queries.notices(viewer).where(counts, RequiredAssessment.initial_at <= clock.now())
    notices = notices.where(Person.died_at.is_(None))
    rows = db.session.execute(notices.order_by(RequiredAssessment.initial_at, RequiredAssessment.id)).all()
    unrecorded = required_queries.as_expected(
        viewer, [(row[0], row[1], row[2], row[3]) for row in rows if row[3] is None]
    )
    lately = (row[3] for row in rows if row[0].initial_at and row[0].initial_at >= beginning())
    figures = counting.required_figures([each.outcome if each else None for each in lately], days_looked_back())
    return part(TacticalList.REQUIRED, tuple(_expected_line(each) for each in unrecorded), figures)


def _expected_line(expected: Expected) -> TacticalLine:
    due_on = dates.london_date(expected.due_at)
    return TacticalLine(
        of=TacticalList.REQUIRED,
        what="Not recorded",
        since=due_on,
        days=(clock.today() - due_on).days,
        late=f"Was due {dates.day_in_words(due_on)}",
        note="Record what became of it",
        person_id=expected.person.id,
        person=expected.on_notice.full_name,
        born_on=expected.on_notice.date_of_birth,
        reference=(expected.referral.reference or "") if expected.referral else "",
        opens=Opens.NOTICE,
        record_id=expected.required.id,
    )


def conditions(viewer: Viewer) -> TacticalPart:
    """Conditions on which the provider owes a report, the longest due first."""
    of_case = of_whom(viewer, Condition.id.label("condition_id"), Condition.kind, Condition.due_on)
    of_case = of_case.join(Disposal, Disposal.episode_id == Referral.episode_id)
    of_case = of_case.join(Condition, Condition.disposal_id == Disposal.id).where(Referral.accepted_at.is_not(None))
    owed = of_case.where(awaits_a_service(Referral.organisation_id), Condition.due_on <= clock.today())
    # An arrest may have led to two cases of this provider, one after the other: the report is owed once.
    rows = {row.condition_id: row for row in db.session.execute(owed.order_by(Condition.due_on, Referral.id))}
    lines = tuple(
        as_line(viewer, row, TacticalList.CONDITIONS, row.kind.label, row.due_on, late=_past(row.due_on))
        for row in rows.values()
    )
    figures = counting.condition_figures(_reported(viewer), len(lines), days_looked_back())
    return part(TacticalList.CONDITIONS, lines, figures)


def _past(due_on: date) -> str:
    return f"Was due {dates.day_in_words(due_on)}" if due_on < clock.today() else ""


def _reported(viewer: Viewer) -> dict[Reported, int]:
    """What staff of the provider reported lately, of people whose case they may open: what the service said itself."""
    with_us = select(Referral.id).where(
        Referral.episode_id == Disposal.episode_id,
        Referral.accepted_at.is_not(None),
        Referral.person_died.is_(False),
        referrals_queries.visible_to(viewer),
    )
    counted = (
        select(Condition.reported_as, func.count(Condition.id))
        .join(Disposal, Disposal.id == Condition.disposal_id)
        .join(User, User.id == Condition.reported_by_id)
        .where(Condition.reported_at >= beginning(), User.organisation_id == viewer.organisation_id)
        .where(with_us.correlate(Disposal).exists())
        .group_by(Condition.reported_as)
    )
    return {reported: number for reported, number in db.session.execute(counted) if reported is not None}


# Mental health: who has a need, as the service asked it, and what they receive. Clinical: the provider's own.


def mental_health(viewer: Viewer) -> TacticalPart:
    """Who has a need and receives nothing yet, the longest since it was first said here."""
    same = (_EARLIER.referral_id == Referral.id, _EARLIER.mental_health == Answer.YES)
    first = select(func.min(_EARLIER.recorded_at)).where(*same).correlate_except(_EARLIER).scalar_subquery()
    statement = of_whom(viewer, NeedsAssessed.receiving, first.label("said_at"))
    statement = statement.join(NeedsAssessed, NeedsAssessed.referral_id == Referral.id).where(
        NeedsAssessed.superseded_at.is_(None),
        NeedsAssessed.mental_health == Answer.YES,
        Referral.accepted_at.is_not(None),
        Referral.closed_at.is_(None),
    )
    rows = db.session.execute(statement.order_by(first, Referral.id)).all()
    receives = {each.value: each.label for each in answers_to("receiving", clock.today())}
    lines = tuple(
        as_line(
            viewer, row, TacticalList.MENTAL_HEALTH, receives.get(row.receiving, ""), dates.london_date(row.said_at)
        )
        for row in rows
        if row.receiving == RECEIVES_NOTHING
    )
    people = {each: {row.stays_id for row in rows if row.receiving == each} for each in receives}
    figures = counting.mental_health_figures([(label, people[value]) for value, label in receives.items()])
    return part(TacticalList.MENTAL_HEALTH, lines, figures)
