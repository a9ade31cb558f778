"""People whom a notice tells to come, the force that is told of a concern, and what was told without consent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, false, func, or_, select

from pathways import clock, dates
from pathways.arrest_tests.assessment.queries import REQUIRED
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.roles import Role, Viewer
from pathways.directory.entries import queries as directory
from pathways.directory.models import Service
from pathways.engagement.case.queries.case import BECAME_OF_IT, Case, appointments_of
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.models.case import AssessmentLeaked
from pathways.engagement.models.treatment import FollowUp, FollowUpOutcome, RequiredAssessmentOutcome
from pathways.engagement.rules import answers_for
from pathways.people import queries as people_queries
from pathways.people.identity import queries as identity_queries
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import FEEDBACK, AgreedRecipient, consent_live, heard_by
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.needs.rules import AreaFrom
from pathways.referrals.steps.rules import REFERRAL_STEPS
from pathways.refusals import or_out_of_sight
from pathways.safeguarding.queries import forces_for
from pathways.safeguarding.rules.concerns import ForceFacts
from pathways.store.base import db, shared_alias
from pathways.store.paging import PAGE_SIZE, Page, page_of
from pathways.store.together import Records, SideBySide, among
from pathways.vocabulary import ELSEWHERE

# People whom a notice tells to come to the viewer's service: what is on the notice (RA1), and nothing else.
#
# The service named on a notice is the assessor. It is told these facts whatever the person answered about a referral:
# the statutory duty needs no consent (Drugs Act 2005 ss.9 to 12; what may be told before consent, treatment reference
# 1.2.2 and 2.4: design choice). No needs, no offence, no result and no later correction of the name is read here.


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A required assessment as on its notice. `person` is the record that stays; only a death is read of it.

    `referral` is the one of the same episode that waits with the viewer's provider or was accepted by it.
    """

    required: RequiredAssessment
    person: Person
    on_notice: PersonDetails
    custody_record_no: str
    outcome: RequiredAssessmentOutcome | None
    referral: Referral | None

    @property
    def has_died(self) -> bool:
        return self.person.died_at is not None

    @property
    def due_at(self) -> datetime:
        """The time on the notice. Raises ValueError for a decision that has none; such a decision is never read."""
        if self.required.initial_at is None:
            raise ValueError("An assessment that is required has a time")
        return self.required.initial_at

    @property
    def is_a_case(self) -> bool:
        """Whether the viewer's provider has accepted the person, so that it is recorded on the case."""
        return self.referral is not None and self.referral.accepted_at is not None


NoticeRow = tuple[RequiredAssessment, Person, Episode, RequiredAssessmentOutcome | None]
"""A notice that was handed over: the person (the record that stays), the episode, the outcome that stands."""


def not_recorded(viewer: Viewer, after: str | None = None) -> Page[NoticeRow]:
    """A page of 50 whose outcome is not recorded, by the time on the notice; nobody who died.

    People in the inbox or on the caseload are listed as well: the list says who comes when.
    """
    statement = notices(viewer).where(_not_recorded(), Person.died_at.is_(None))
    keys = (RequiredAssessment.initial_at, RequiredAssessment.id)
    return page_of(statement, keys, lambda row: (row[0].initial_at, row[0].id), after=after)


def recorded_lately(viewer: Viewer) -> Sequence[NoticeRow]:
    """Outcomes recorded lately (rule R6), latest first, so that they can be corrected."""
    lately = RequiredAssessmentOutcome.recorded_at > people_queries.in_sight_since()
    statement = notices(viewer).where(lately, ~_is_with(viewer), Person.died_at.is_(None))
    statement = statement.order_by(RequiredAssessment.initial_at.desc(), RequiredAssessment.id.desc())
    return db.session.execute(statement.limit(PAGE_SIZE)).all()


def due_by_tonight(viewer: Viewer) -> int:
    """How many people not on the caseload are due by the end of today and not recorded."""
    tomorrow = dates.from_london(clock.today() + timedelta(days=1), time(0))
    waiting = notices(viewer).where(_not_recorded(), ~_is_case(viewer), Person.died_at.is_(None))
    waiting = waiting.where(RequiredAssessment.initial_at < tomorrow)
    return db.session.scalar(waiting.with_only_columns(func.count(RequiredAssessment.id))) or 0


def required_of_cases(viewer: Viewer, episode_ids: Collection[int]) -> dict[int, tuple[RequiredAssessment, bool]]:
    """By episode id, the live required assessment, and whether the viewer's provider has to record its outcome."""
    ours = notices(viewer).where(_not_recorded(), among(RequiredAssessment.episode_id, "of_episodes"))
    to_record = ours.with_only_columns(RequiredAssessment.id).subquery()
    rows = REQUIRED.add_columns(to_record.c.id.is_not(None)).outerjoin(
        to_record, to_record.c.id == RequiredAssessment.id
    )
    read = db.session.execute(rows, {"of_episodes": episode_ids})
    return {required.episode_id: (required, is_to_record) for required, is_to_record in read}


def expected_one(viewer: Viewer, required_id: int) -> Expected:
    """One required assessment, for the service that its notice names. Raises OutOfSight.

    It can be read for a while after its outcome is recorded (rule R6), and for as long as the provider has the person
    as a case or expects them at a follow-up.
    """
    return as_expected(viewer, [or_out_of_sight(db.session.execute(_still_read(viewer, required_id)).one_or_none())])[0]


def is_still_recorded(viewer: Viewer, case: Case) -> bool:
    """Whether what happened at the required assessment of a case may be recorded, or corrected, by its assessor: of a
    closed case for as long as `expected_one` gives it."""
    if case.required is None or not case.is_assessor:
        return False
    still_read = _still_read(viewer, case.required.id).with_only_columns(RequiredAssessment.id)
    return case.is_open or db.session.scalar(still_read) is not None


def _still_read(
    viewer: Viewer, required_id: int
) -> Select[RequiredAssessment, Person, Episode, RequiredAssessmentOutcome | None]:
    still_read = or_(_not_recorded(), _recorded_lately(), _is_with(viewer), _is_open(viewer), _follow_up_is_open())
    return notices(viewer).where(RequiredAssessment.id == required_id, still_read)


def notices(viewer: Viewer) -> Select[RequiredAssessment, Person, Episode, RequiredAssessmentOutcome | None]:
    """Live requirements whose notice was handed over and names a service of the viewer's provider.

    Without a notice before release there is no time that can be missed (Drugs Act 2005 s.11(6), s.12(6): verified).
    """
    ours = Service.organisation_id == viewer.organisation_id if viewer.is_treatment else false()
    return _NOTICES.where(ours, people_queries.is_open_to(viewer, Episode.person_id))


# Built once: every list of those expected begins with it.
_RECORD = shared_alias(Person)
_NOTICES: Select[RequiredAssessment, Person, Episode, RequiredAssessmentOutcome | None] = (
    select(RequiredAssessment, Person, Episode, RequiredAssessmentOutcome)
    .join(Episode, Episode.id == RequiredAssessment.episode_id)
    .join(_RECORD, _RECORD.id == Episode.person_id)
    .join(Person, Person.id == surviving_id(_RECORD))
    .join(Service, Service.id == RequiredAssessment.service_id)
    .outerjoin(RequiredAssessmentOutcome, BECAME_OF_IT)
    .where(RequiredAssessment.decision == AssessmentDecision.IMPOSED)
    .where(RequiredAssessment.superseded_at.is_(None), RequiredAssessment.notice_served_at.is_not(None))
)


@people_queries.still_answers
def has_to_assess(viewer: Viewer, person_id: Any) -> ColumnElement[bool] | None:
    """Whether a notice names a service of the provider that the viewer manages, and its outcome may be recorded.

    The statutory duty needs no referral: if the record were shut to everybody there, nobody could report the outcome.
    """
    if viewer.role is not Role.PM:
        return None
    open_notices = (
        select(RequiredAssessment.id)
        .join(Episode, Episode.id == RequiredAssessment.episode_id)
        .join(Service, Service.id == RequiredAssessment.service_id)
        .where(Episode.person_id == person_id, Service.organisation_id == viewer.organisation_id)
        .where(RequiredAssessment.superseded_at.is_(None), RequiredAssessment.notice_served_at.is_not(None))
        .where(or_(_not_recorded(), _recorded_lately(), _follow_up_is_open()))
    )
    return open_notices.correlate_except(RequiredAssessment, Episode, Service).exists()


_OUTCOME = shared_alias(RequiredAssessmentOutcome)


def _outcome() -> Select[int]:
    return select(_OUTCOME.id).where(
        _OUTCOME.required_assessment_id == RequiredAssessment.id,
        _OUTCOME.booking == RequiredAssessment.booking,
        _OUTCOME.superseded_at.is_(None),
    )


def _not_recorded() -> ColumnElement[bool]:
    return ~exists(_outcome())


def _recorded_lately() -> ColumnElement[bool]:
    return exists(_outcome().where(_OUTCOME.recorded_at > people_queries.in_sight_since()))


def _follow_up_is_open() -> ColumnElement[bool]:
    """Whether a follow-up is required and was not recorded long ago (rule R6)."""
    same = FollowUp.required_assessment_id == RequiredAssessment.id
    long_done = exists().where(
        FollowUpOutcome.required_assessment_id == FollowUp.required_assessment_id,
        FollowUpOutcome.booking == FollowUp.booking,
        FollowUpOutcome.superseded_at.is_(None),
        FollowUpOutcome.recorded_at <= people_queries.in_sight_since(),
    )
    asked = FollowUp.superseded_at.is_(None), FollowUp.decision == FollowUpDecision.REQUIRED
    return exists().where(same, *asked, ~long_done)


def _ours(organisation_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Whether a referral waits with a provider, or was accepted by it and is not closed."""
    states = REFERRAL_STEPS.groups["WITH_PROVIDER"] | REFERRAL_STEPS.groups["LIVE"]
    return and_(Referral.organisation_id == organisation_id, Referral.state.in_(states))


_ON_NOTICES = SideBySide(
    **identity_queries.AS_IT_STOOD,
    referrals=Records(
        (Referral,), among(Referral.episode_id, "of_episodes") & _ours(bindparam("of_organisation")), (Referral.id,)
    ),
)


def _is_with(viewer: Viewer) -> ColumnElement[bool]:
    of_episode = Referral.episode_id == RequiredAssessment.episode_id
    return exists(select(Referral.id).where(of_episode, _ours(viewer.organisation_id)))


def _is_open(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the provider accepted the person and has not closed the case, which may be paused."""
    of_episode = Referral.episode_id == RequiredAssessment.episode_id
    ours = Referral.organisation_id == viewer.organisation_id, Referral.accepted_at.is_not(None)
    return exists(select(Referral.id).where(of_episode, *ours, Referral.closed_at.is_(None)))


def _is_case(viewer: Viewer) -> ColumnElement[bool]:
    of_episode = Referral.episode_id == RequiredAssessment.episode_id
    return exists(
        select(Referral.id).where(of_episode, _ours(viewer.organisation_id), Referral.accepted_at.is_not(None))
    )


def as_expected(viewer: Viewer, rows: Sequence[NoticeRow]) -> tuple[Expected, ...]:
    """The rows with what is on their notices, in the same order; one statement however many rows."""
    if not rows:
        return ()
    served = {required.id: required.notice_served_at or clock.now() for required, *_ in rows}
    of_person = {required.id: (episode.person_id, served[required.id]) for required, _, episode, _ in rows}
    of_episode = {required.id: (episode.id, served[required.id]) for required, _, episode, _ in rows}
    read = _ON_NOTICES.read(
        {
            "of_people": [episode.person_id for _, _, episode, _ in rows],
            "of_episodes": [episode.id for _, _, episode, _ in rows],
            "of_organisation": viewer.organisation_id,
        }
    )
    details = identity_queries.details_at(of_person.values(), read)
    numbers = identity_queries.custody_numbers_at(of_episode.values(), read)
    referrals = {each.episode_id: each for each in read["referrals"]}
    return tuple(
        Expected(
            required=required,
            person=person,
            on_notice=details[of_person[required.id]],
            custody_record_no=numbers.get(of_episode[required.id], ""),
            outcome=outcome,
            referral=referrals.get(episode.id),
        )
        for required, person, episode, outcome in rows
    )


def same_visit(expected: Expected) -> Appointment | None:
    """The appointment at the time on a notice, on a case of the viewer's provider, not recorded yet."""
    if expected.referral is None or not expected.is_a_case or not answers_for(expected.referral.state):
        return None
    theirs = appointments_of([expected.referral.id]).get(expected.referral.id, ())
    return next(
        (
            appointment
            for appointment in theirs
            if appointment.outcome is None and appointment.starts_at == expected.due_at
        ),
        None,
    )


# Which police force is told of a concern raised from a case.


def forces_of_case(referral: Referral) -> tuple[ForceFacts, ...]:
    """The force that is told, or the forces to choose from: where the person says they are, else where the service
    is."""
    return forces_for(referrals_queries.episode_of(referral), towns_near(referral))


def towns_near(referral: Referral) -> tuple[str, ...]:
    """The area where the person says they usually are, then the town of the service."""
    screen = needs_queries.screen_of(referral.episode_id)
    lives = screen and screen.facts.area_from is AreaFrom.SAID and screen.facts.area != ELSEWHERE
    usual_area = [screen.facts.area.label] if screen and lives else []
    served = [directory.service(referral.service_id).town] if referral.service_id is not None else []
    return (*usual_area, *served)


# What was told of an assessment without consent, and whether police were allowed to know.


def leaks_of(case: Case) -> tuple[AssessmentLeaked, ...]:
    """The incidents of a case in sight, the latest first; only for the manager of its service."""
    rows = select(AssessmentLeaked).where(AssessmentLeaked.referral_id == case.referral.id)
    return tuple(db.session.scalars(rows.order_by(AssessmentLeaked.told_at.desc(), AssessmentLeaked.id.desc())))


def police_may_know(case: Case, at: datetime) -> bool:
    """Whether the person's written consent to tell the police how it goes was live at a moment. Words that named only
    liaison and diversion do not cover police."""
    answers = heard_by(AgreedRecipient.POLICE, consents_queries.consents_in(case.episode))
    verdict = consent_live(answers, FEEDBACK, at)
    return verdict.live and verdict.in_writing
