"""What goes with a case, transfers on the way to the viewer's provider, and the steps that a case may take next."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from pathways import clock
from pathways.acceptance.queries.answering import keyworkers
from pathways.arrest_tests.testing import queries as arrest_tests
from pathways.arrest_tests.testing.queries import ResultView
from pathways.arrest_tests.testing.rules.results import ResultPurpose
from pathways.auth.models import User
from pathways.auth.queries import names_of
from pathways.auth.roles import Viewer
from pathways.directory.entries import queries as directory
from pathways.directory.models import Service
from pathways.disposals.conditions import queries as disposals
from pathways.disposals.conditions.queries import ChangedFrom
from pathways.disposals.conditions.rules import ConditionKind, ConditionStatus
from pathways.disposals.models import Condition
from pathways.engagement.case.queries.case import OF_REFERRAL, Case, case
from pathways.engagement.case.rules import Way, over_in_words
from pathways.engagement.models.case import Attempt
from pathways.engagement.models.treatment import RequiredAssessmentOutcome
from pathways.engagement.notes.rules import ContactHow
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.engagement.rules import IN_CASE, Ending, endings_from, is_with_the_service
from pathways.people import queries as people_queries
from pathways.people.identity import queries as identity_queries
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import FEEDBACK, ConsentVerdict
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.joint_plans import queries as joint_plans_queries
from pathways.referrals.models.needs_and_consents import Transfer
from pathways.referrals.models.referral import Appointment, Referral, ReferralEvent
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.needs.queries import Screen
from pathways.referrals.needs.rules import needs_in_words
from pathways.referrals.steps import queries as steps_queries
from pathways.referrals.steps.rules import (
    REFERRAL_STEPS,
    ReferralStanding,
    ReferralState,
    guard_reasons,
    pick_up_by,
    steps_asked,
)
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.safeguarding.queries import may_be_sent_to
from pathways.store.base import db, shared_alias
from pathways.store.paging import PAGE_SIZE, Page, page_of
from pathways.store.together import Records, SideBySide

# What goes with a case: one of its appointments, its conditions, the consent about the police, the test result.


def appointment(viewer: Viewer, referral_id: int, appointment_id: int) -> tuple[Case, Appointment]:
    """One appointment of a case in sight, as it stands. Raises OutOfSight."""
    own_case = case(viewer, referral_id)
    appointment = next((each for each in own_case.appointments if each.id == appointment_id), None)
    return own_case, or_out_of_sight(appointment)


def is_by_notice(case: Case, appointment: Appointment) -> bool:
    """Whether an appointment is the required assessment of a notice to this provider, not recorded yet."""
    due_at = case.required.initial_at if case.required and case.is_assessor else None
    return due_at == appointment.starts_at and case.required_outcome is None and appointment.outcome is None


def conditions_for(viewer: Viewer, episode_id: int) -> tuple[Condition, ...]:
    """The running conditions on which the viewer's provider reports, in the episode of a case in sight, in their order.

    Conditions that police check themselves (an apology, an area to stay away from) are not the service's to know.
    """
    return tuple(conditions_changed(viewer, episode_id))


def conditions_changed(viewer: Viewer, episode_id: int) -> dict[Condition, ChangedFrom | None]:
    """The same conditions, each with what was before it where it replaced another."""
    conditions = disposals.conditions_changed(viewer, episode_id)
    return {condition: before for condition, before in conditions.items() if condition.kind.is_at_a_service}


ASSESSMENTS = (ConditionKind.DRUG_ASSESSMENT, ConditionKind.NEEDS_ASSESSMENT)


def conditions_to_confirm(
    conditions: Iterable[Condition], outcome: RequiredAssessmentOutcome | None, *, has_died: bool
) -> tuple[Condition, ...]:
    """Conditions that ask for an assessment and still wait for a report, though the required one was attended here.

    The two are separate: another law, another offence (out-of-court-disposals 1.2). Police are told nothing of an
    attendance, so nobody confirms the condition until the service reports it.
    """
    if has_died or outcome is None or outcome.outcome is not RequiredOutcome.ATTENDED_REMAINED:
        return ()
    waits = (
        condition
        for condition in conditions
        if condition.status is ConditionStatus.OPEN and condition.reported_as is None
    )
    return tuple(condition for condition in waits if condition.kind in ASSESSMENTS)


def condition(viewer: Viewer, referral_id: int, condition_id: int) -> tuple[Case, Condition]:
    """One condition on which this case may report. Raises OutOfSight."""
    own_case = case(viewer, referral_id)
    for condition in conditions_for(viewer, own_case.referral.episode_id):
        if condition.id == condition_id:
            return own_case, condition
    raise OutOfSight


def feedback_answer(case: Case) -> ConsentVerdict:
    """Consent 2, to tell the police how it goes, as it stands for this case now."""
    return consents_queries.answers_of(case.episode)[FEEDBACK]


def result_for_treatment(viewer: Viewer, case: Case) -> ResultView | None:
    """The valid result of the test on arrest of a case in sight, for advice and treatment (PACE 1984 s.63B(7)(d)).

    None where there is none, and once the case is no longer with the service: the purpose has ended (design choice).
    The caller logs the look.
    """
    if case.has_died or not is_with_the_service(case.referral.state):
        return None
    result = arrest_tests.result_for(
        viewer,
        case.referral.episode_id,
        ResultPurpose.ADVICE_AND_TREATMENT,
        accepting_organisation_id=case.referral.organisation_id,
    )
    return result if result and result.overall.is_valid else None


# Transfers to the viewer's provider: who is on the way, and those that ended lately.
#
# Of a person only what consent 1 lets out is read, and only while it does: the name, the safe contact, the needs and
# the risks. Nothing that the sender keeps for itself (docs/decisions/0039), and no test result.


_THERE = shared_alias(Service)


@dataclass(frozen=True, kw_only=True)
class Coming:
    """Somebody on the way to a service of the viewer's provider. `details` and `screen` are None without consent."""

    transfer: Transfer
    referral: Referral
    person: Person
    ours: str
    sender: Service
    keyworker: str
    verdict: ConsentVerdict
    pick_up_by: date
    details: PersonDetails | None
    screen: Screen | None

    @property
    def is_paused(self) -> bool:
        return self.referral.state is ReferralState.SUSPENDED

    @property
    def has_died(self) -> bool:
        return self.person.died_at is not None

    @property
    def risks(self) -> tuple[str, ...]:
        return self.screen.flags if self.screen else ()

    @property
    def needs(self) -> tuple[str, ...]:
        return needs_in_words(self.screen) if self.screen else ()


@dataclass(frozen=True, kw_only=True)
class Over:
    """A transfer that ended: its number, whom to ring, and how it ended. Nothing of the person."""

    reference: str
    ours: str
    sender: Service
    at: datetime
    words: str


def coming(viewer: Viewer, after: str | None = None) -> Page[Coming]:
    """A page of who is on the way to a service of the viewer's provider, the earliest sent first; nobody who died."""
    waiting = _TRANSFERS.where(_IS_COMING, *_to_us(viewer))
    keys = (Transfer.sent_on, Transfer.id)
    page = page_of(waiting, keys, lambda row: (row[0].sent_on, row[0].id), after=after)
    return Page(_as_coming(page.rows), page.after)


def how_many_coming(viewer: Viewer) -> int:
    """How many transfers are on the way to the viewer's provider, counted no further than one more than a page."""
    some = _COMING_TO_COUNT.where(*_to_us(viewer)).limit(PAGE_SIZE + 1)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def coming_one(viewer: Viewer, transfer_id: int) -> Coming:
    """One open transfer to the viewer's provider. Raises OutOfSight, alike, for one that is over, another's or none."""
    asked = _TRANSFERS.where(Transfer.id == transfer_id, Transfer.ended_at.is_(None), *_to_us(viewer))
    incoming = _as_coming(db.session.execute(asked).all())
    if not incoming:
        raise OutOfSight
    return incoming[0]


def over_lately(viewer: Viewer, after: str | None = None) -> Page[Over]:
    """A page of the transfers to the viewer's provider that ended lately (rule R6), the latest first."""
    ended, keys = (
        _TRANSFERS.where(Transfer.ended_at > people_queries.in_sight_since(), *_to_us(viewer)),
        (Transfer.ended_at, Transfer.id),
    )
    page = page_of(ended, keys, lambda row: (row[0].ended_at, row[0].id), after=after, newest_first=True)
    lines = (
        Over(
            reference=referral.reference or "",
            ours=transfer.name,
            sender=there,
            at=transfer.ended_at or transfer.sent_at,
            words=over_in_words(transfer.how or ""),
        )
        for transfer, referral, _, there in page.rows
    )
    return Page(tuple(lines), page.after)


# Built once: how many there are stands above every list of what comes in.
_SENT_ON = shared_alias(Person)
_TRANSFERS = (
    select(Transfer, Referral, Person, _THERE)
    .join(Referral, Referral.id == Transfer.referral_id)
    .join(_THERE, _THERE.id == Referral.service_id)
    .join(_SENT_ON, _SENT_ON.id == Referral.person_id)
    .join(Person, Person.id == surviving_id(_SENT_ON))
)
_IS_COMING = and_(Transfer.ended_at.is_(None), Referral.person_died.is_(False))
_COMING_TO_COUNT = (
    select(Transfer.id)
    .join(Referral, Referral.id == Transfer.referral_id)
    .where(_IS_COMING)
    .order_by(Transfer.sent_on, Transfer.id)
)


def _to_us(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """To a service of the viewer's provider, of people whose record is open to the viewer."""
    if not viewer.is_treatment:
        raise OutOfSight
    return Transfer.organisation_id == viewer.organisation_id, people_queries.is_open_to(viewer, Referral.person_id)


def _as_coming(rows: Sequence[Any]) -> tuple[Coming, ...]:
    verdicts = consents_queries.may_be_told_of([(row[1], row[0].service_id) for row in rows])
    shown = [row for row in rows if verdicts[row[1].id].live]
    keyworkers = names_of(referral.keyworker_id for _, referral, _, _ in rows)
    paused = joint_plans_queries.paused_days_of_many([row[0] for row in rows])
    known = identity_queries.details_of_many({referral.person_id for _, referral, _, _ in shown})
    screens = needs_queries.screens_of({referral.episode_id for _, referral, _, _ in shown})
    return tuple(
        Coming(
            transfer=transfer,
            referral=referral,
            person=person,
            ours=transfer.name,
            sender=there,
            keyworker=keyworkers[referral.keyworker_id] if referral.keyworker_id else "",
            verdict=verdicts[referral.id],
            pick_up_by=pick_up_by(transfer.sent_on, paused[transfer.id]),
            details=known.get(referral.person_id) if verdicts[referral.id].live else None,
            screen=screens.get(referral.episode_id) if verdicts[referral.id].live else None,
        )
        for transfer, referral, person, there in rows
    )


# The steps that a case may take next, the attempts so far, and who may take the person on.


ELSEWHERE, QUEUE = "elsewhere", "queue"


@dataclass(frozen=True, kw_only=True)
class OutreachAttempt:
    """One attempt to find somebody."""

    at: datetime
    way: Way
    note: str
    who: str


def standing_of(
    case: Case, *, for_service: int | None = None, attempts: Collection[OutreachAttempt] | None = None
) -> ReferralStanding:
    """What the guards read of a case. For a closed one the day of leaving counts, else the day it was closed.

    `attempts` are those of a caller that has read them.
    """
    return steps_queries.standing_of(
        case.referral,
        for_service=for_service,
        has_start=case.start is not None,
        attempts=len(attempts_of(case) if attempts is None else attempts),
        never_came=_never_came(case),
        closed_on=_closed_on(case),
    )


def _never_came(case: Case) -> bool:
    """Whether the person did not come, or is being looked for, and nobody has met or spoken with them since acceptance,
    as far as appointments and contacts say.

    A letter that went out reaches nobody; somebody who cancelled an appointment spoke with the service.
    """
    outcomes = {appointment.outcome for appointment in case.appointments}
    never_came = case.referral.state is ReferralState.OUTREACH or AppointmentOutcome.DID_NOT_ATTEND in outcomes
    spoke = AppointmentOutcome.CANCELLED_BY_PERSON in outcomes or any(
        contact.how is not ContactHow.LETTER for contact in case.contacts
    )
    return never_came and not spoke and case.last_seen_on is None


def _closed_on(case: Case) -> date | None:
    return case.exit.exited_on if case.exit else None


_TRIED = shared_alias(User)
_SINCE = select(func.max(ReferralEvent.at)).where(
    ReferralEvent.referral_id == OF_REFERRAL, ReferralEvent.to_state == ReferralState.OUTREACH
)
ATTEMPTS = Records(
    (Attempt, _TRIED.name),
    and_(
        Attempt.referral_id == OF_REFERRAL,
        Attempt.recorded_at >= func.coalesce(_SINCE.scalar_subquery(), Attempt.recorded_at),
    ),
    (Attempt.at.desc(), Attempt.id.desc()),
    beside=((_TRIED, _TRIED.id == Attempt.recorded_by_id),),
)
_ATTEMPTS = SideBySide(attempts=ATTEMPTS)


def attempts_of(case: Case) -> tuple[OutreachAttempt, ...]:
    """The attempts since somebody was last looked for, the latest first."""
    return attempts_in(_ATTEMPTS.read({"of_referral": case.referral.id})["attempts"])


def attempts_in(rows: Iterable[tuple[Attempt, str]]) -> tuple[OutreachAttempt, ...]:
    """Attempts, each read with the name of who recorded it."""
    return tuple(OutreachAttempt(at=row.at, way=row.way, note=row.note or "", who=who) for row, who in rows)


def open_steps(viewer: Viewer, case: Case, now: ReferralStanding) -> tuple[tuple[str, str], ...]:
    """The steps that the viewer may take on this case now, as (event, title), in the order of `IN_CASE`."""
    return tuple(
        (event, steps_asked()[event].title)
        for event in IN_CASE
        if REFERRAL_STEPS.may_take(case.referral.state, event, viewer.role) and not guard_reasons(event, now, {})
    )


def endings_of(case: Case, now: ReferralStanding) -> tuple[tuple[Ending, ...], tuple[tuple[Ending, str], ...]]:
    """The reasons for leaving that may be chosen now; and the others that the state has, each with why not.

    For somebody who died none is shut: the page says that everything has ended, whatever is chosen.
    """
    if case.has_died:
        return endings_from(case.referral.state), ()
    judged = [(ending, guard_reasons(ending.event, now, {})) for ending in endings_from(case.referral.state)]
    shut = tuple((ending, " ".join(reason.message for reason in reasons)) for ending, reasons in judged if reasons)
    return tuple(ending for ending, reasons in judged if not reasons), shut


def choices_for(viewer: Viewer, case: Case, event: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """The choices of a step that the table cannot know, as (value, words), by the name of the question."""
    if event == "transfer_out":
        listed = tuple(
            (str(each.id), f"{each.name}, {each.town}")
            for each in may_be_sent_to(directory.services_open_on(clock.today()), case.person.id)
            if each.id != case.referral.service_id
        )
        return {"receiver": (*listed, (ELSEWHERE, "A service outside this list"))}
    if event == "worker_left":
        ours = tuple(
            (str(keyworker.id), keyworker.name)
            for keyworker in keyworkers(viewer, case.referral.person_id)
            if keyworker.id != case.referral.keyworker_id
        )
        return {"keyworker": (*ours, (QUEUE, "Team queue: I hold it until somebody is named"))}
    return {}
