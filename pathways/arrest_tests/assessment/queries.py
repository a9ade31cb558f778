"""Required assessments, the free times of services' diaries, and how far an episode's testing is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, bindparam, or_, select

from pathways import clock, dates
from pathways.arrest_tests.assessment.rules import (
    LOCAL_TARGET_WORKING_DAYS,
    AssessmentDecision,
    RequiredAssessmentFacts,
)
from pathways.arrest_tests.failures_to_attend.rules import FailureState
from pathways.arrest_tests.held_records.rules import HoldState
from pathways.arrest_tests.lawful_basis.queries import ArrestRows, arrest_of
from pathways.arrest_tests.models.assessment import AppointmentChange, Failure, RequiredAssessment
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.offences.queries import OffenceLine, offences_of
from pathways.arrest_tests.testing.queries import (
    TestStanding,
    earliest_assessment_on,
    is_not_confirmed,
    standing_test,
)
from pathways.arrest_tests.testing.rules.results import SampleOutcome
from pathways.auth.roles import Viewer
from pathways.dates import weekday_in_words
from pathways.directory.areas import queries as areas_queries
from pathways.directory.diary import queries as diary_queries
from pathways.directory.diary.rules import SlotState, TimeOffered, state_of
from pathways.directory.matching.rules.weights import miles_between
from pathways.directory.models import Service, Slot
from pathways.people.custody.queries import EpisodeView
from pathways.people.deaths.queries import open_step
from pathways.people.models.custody import Episode
from pathways.store.base import db
from pathways.store.together import among
from pathways.vocabulary import Worded

# Required assessments: the decision, and the facts that the rules read.


_DECISION = select(RequiredAssessment).where(
    RequiredAssessment.episode_id == bindparam("of_episode"), RequiredAssessment.superseded_at.is_(None)
)


def decision_of(episode_id: int) -> RequiredAssessment | None:
    """The live decision about a required assessment, to impose it or not."""
    return db.session.scalar(_DECISION, {"of_episode": episode_id})


def is_required_in(episode_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether a row is the live required assessment of an episode, as a condition on `RequiredAssessment`."""
    return and_(
        RequiredAssessment.episode_id == episode_id,
        RequiredAssessment.superseded_at.is_(None),
        RequiredAssessment.decision == AssessmentDecision.IMPOSED,
    )


def required_assessment_of(episode_id: int) -> RequiredAssessment | None:
    """The live required assessment of an episode in sight, if one was imposed."""
    required = decision_of(episode_id)
    return required if required and required.decision is AssessmentDecision.IMPOSED else None


@open_step
def people_with_an_open_test_or_assessment(viewer: Viewer) -> Select[int]:
    """People with a sample not yet read, a required assessment or an open failure in the viewer's force.

    The assessment counts whatever happened there: otherwise the answer would show that somebody attended.
    """
    waits = select(DrugTest.episode_id).where(
        DrugTest.superseded_at.is_(None), DrugTest.taken_at.is_not(None), DrugTest.overall_result.is_(None)
    )
    required = select(RequiredAssessment.episode_id).where(
        RequiredAssessment.superseded_at.is_(None), RequiredAssessment.decision == AssessmentDecision.IMPOSED
    )
    failed = select(Failure.episode_id).where(
        Failure.taken_back_at.is_(None),
        Failure.state.in_((FailureState.REVIEW, FailureState.FILE, FailureState.CHARGED)),
    )
    is_open = or_(Episode.id.in_(waits), Episode.id.in_(required), Episode.id.in_(failed))
    return select(Episode.person_id).where(Episode.organisation_id == viewer.organisation_id, is_open)


REQUIRED = (
    select(RequiredAssessment)
    .where(
        among(RequiredAssessment.episode_id, "of_episodes"),
        RequiredAssessment.decision == AssessmentDecision.IMPOSED,
        RequiredAssessment.superseded_at.is_(None),
    )
    .order_by(RequiredAssessment.id)
)
"""The live required assessments of several episodes; a later room reads beside them what became of each there."""


def required_assessments_of(episode_ids: Collection[int]) -> dict[int, RequiredAssessment]:
    """The live required assessments of several episodes, by episode."""
    return {row.episode_id: row for row in db.session.scalars(REQUIRED, {"of_episodes": episode_ids})}


def assessment_facts(
    view: EpisodeView,
    at: datetime,
    *,
    rows: ArrestRows | None = None,
    initial_at: datetime | None = None,
    decided: RequiredAssessment | None = None,
) -> RequiredAssessmentFacts:
    """The case as the assessment rules read it at `at`, with the appointment on the form or in the decision.

    `rows` is what a page has read already. An action, which has locked the person, reads for itself.
    """
    rows, detention = rows or arrest_of(view), view.detention
    counts = rows.tests.deciding
    test, check = (counts.test, counts.check) if counts else (None, None)
    place = rows.sites.get(detention.suite_id) if detention and detention.suite_id else None
    notified = place.notified_on(dates.london_date(at)) if place else None
    served = decided.notice_served_at if decided else None
    return RequiredAssessmentFacts(
        at=at,
        born_on=view.details.date_of_birth,
        result=test.overall_result if test and not is_not_confirmed(check) else None,
        site=place.suite.name if place else "This station",
        is_notified=bool(notified and notified.covers_assessment),
        is_detention=detention is not None,
        released_at=detention.released_at if detention else None,
        initial_at=initial_at or (decided.initial_at if decided else None),
        target_on=_local_target(at),
        disputed_until=earliest_assessment_on(test, check),
        has_been_told=served is not None,
        notice_served_at=served,
        is_held=counts is not None and counts.is_held,
    )


def _local_target(at: datetime) -> date | None:
    """The last day of the local target; None where bank holidays are not known that far."""
    try:
        return dates.add_working_days(dates.london_date(at), LOCAL_TARGET_WORKING_DAYS)
    except dates.HorizonPassed:
        return None


# The times of services' diaries that an officer may choose, the one they chose, and changed appointments.


FARTHEST = 999
"""Miles to a town that is not on the map, so that it comes last."""


def kept_for(episode_id: int) -> str:
    """The key under which a diary keeps a time for the required assessment of an episode."""
    return f"required {episode_id}"


def kept_for_change(required_id: int) -> str:
    """The key under which a diary holds a time until the notice of a changed appointment is given."""
    return f"change {required_id}"


def times_offered(key: str, services: Iterable[Service], near: str = "") -> list[TimeOffered]:
    """The times free for a key, day by day; within a day those nearest to the town `near` first, then the soonest."""
    by_id = {service.id: service for service in services}
    towns = areas_queries.map_now().towns if near else ()

    def turn(slot: Slot) -> tuple[date, bool, int, datetime, int]:
        town = by_id[slot.service_id].town
        miles = miles_between(towns, near, town) if near else None
        far = FARTHEST if miles is None else miles
        return (dates.london_date(slot.starts_at), town != near, far, slot.starts_at, slot.id)

    return [
        TimeOffered(
            slot_id=each.id,
            day=weekday_in_words(each.starts_at).partition(",")[0],
            words=f"{dates.london(each.starts_at):%H:%M}, {by_id[each.service_id].name}, {by_id[each.service_id].town}",
        )
        for each in sorted(diary_queries.free_slots(key, by_id), key=turn)
    ]


def chosen_time(required: RequiredAssessment | None) -> Slot | None:
    """The time of a diary that a decision names, even if somebody else has it by now; None if no diary has it."""
    if required is None or required.service_id is None or required.initial_at is None:
        return None
    return diary_queries.slot_at(required.service_id, required.initial_at)


def pending_change(required_id: int) -> AppointmentChange | None:
    """The changed appointment of a requirement whose notice is still to be given."""
    return db.session.scalar(
        select(AppointmentChange).where(
            AppointmentChange.required_assessment_id == required_id,
            AppointmentChange.notice_served_at.is_(None),
            AppointmentChange.dropped_at.is_(None),
        )
    )


def changes_of(required_id: int) -> tuple[AppointmentChange, ...]:
    """The changed appointments of a requirement whose notice was given, oldest first."""
    return changes_of_many([required_id])[required_id]


def changes_of_many(required_ids: Collection[int]) -> dict[int, tuple[AppointmentChange, ...]]:
    """The changed appointments of these requirements whose notice was given, by requirement, oldest first."""
    given = AppointmentChange.notice_served_at.is_not(None)
    rows = select(AppointmentChange).where(AppointmentChange.required_assessment_id.in_(set(required_ids)), given)
    changes: dict[int, list[AppointmentChange]] = {required_id: [] for required_id in required_ids}
    for row in db.session.scalars(rows.order_by(AppointmentChange.notice_served_at, AppointmentChange.id)):
        changes[row.required_assessment_id].append(row)
    return {required_id: tuple(made) for required_id, made in changes.items()}


def held_until(episode_id: int, slot: Slot | None) -> datetime | None:
    """Until when a chosen time is held for an episode; None if it is not held, or already taken."""
    is_ours = slot is not None and slot.kept_for == kept_for(episode_id)
    return slot.held_until if slot is not None and is_ours and not slot.taken_at else None


def is_lost(episode_id: int, slot: Slot | None) -> bool:
    """Whether a chosen time is held or taken for somebody else by now."""
    if slot is None or slot.kept_for == kept_for(episode_id):
        return False
    state = state_of(now=clock.now(), held_until=slot.held_until, taken_at=slot.taken_at, has_ended=False)
    return state is not SlotState.FREE


# How far each part of an episode's testing is, in words that never give a result away.


class TestProgress(Worded):
    """How far the drug test is. Positive and negative are one word."""

    __test__ = False  # so that pytest does not collect it

    NONE = "none", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    NO_RESULT = "no_result", "Done"
    RESULT = "result", "Result recorded"


class AssessmentProgress(Worded):
    """How far the required assessment is. Until it is decided, a positive and a negative result read alike."""

    NOT_OPEN = "not_open", "Cannot start yet"
    HELD = "held", "Cannot start yet"
    OPEN = "open", "Before release"
    IMPOSED = "imposed", "In progress"
    SERVED = "served", "Done"
    NOT_REQUIRED = "not_required", "Done"


@dataclass(frozen=True, kw_only=True)
class ArrestProgress:
    """How far the arrest, the test and the assessment of an episode are."""

    offences: tuple[OffenceLine, ...]
    test: TestProgress
    test_words: str
    assessment: AssessmentProgress

    @property
    def offence_words(self) -> str:
        """The offences in one line, each with its drug."""
        return "; ".join(line.in_words for line in self.offences)


def progress(episode_id: int) -> ArrestProgress:
    """How far an episode in sight is; never whether a result was positive or negative."""
    return progress_with(offences_of(episode_id), standing_test(episode_id), decision_of(episode_id))


def progress_with(
    lines: tuple[OffenceLine, ...], counts: TestStanding | None, decided: RequiredAssessment | None
) -> ArrestProgress:
    """How far an episode with these offences, the test that counts and the decision on an assessment is."""
    state, words = _test_progress(counts.test if counts else None)
    hold = counts.hold if counts else None
    is_usable = hold is None or hold.state.may_be_used
    words = words if hold is None or is_usable else f"{words} {hold.state.label}."
    return ArrestProgress(
        offences=lines,
        test=state,
        test_words=words,
        assessment=_assessment_progress(state, decided, hold.state if hold else None),
    )


def _test_progress(test: DrugTest | None) -> tuple[TestProgress, str]:
    if test is None:
        return TestProgress.NONE, ""
    if test.outcome is not SampleOutcome.SAMPLE_GIVEN:
        return TestProgress.NO_RESULT, f"{test.outcome.label}."
    if test.overall_result is None:
        return TestProgress.IN_PROGRESS, "Sample taken. The result is not recorded yet."
    return TestProgress.RESULT, "Sample taken and result recorded."


def _assessment_progress(
    test: TestProgress, decided: RequiredAssessment | None, hold: HoldState | None
) -> AssessmentProgress:
    if decided is None:
        if test is not TestProgress.RESULT or hold is HoldState.VOIDED:
            return AssessmentProgress.NOT_OPEN
        return AssessmentProgress.HELD if hold is HoldState.QUARANTINED else AssessmentProgress.OPEN
    if decided.decision is AssessmentDecision.NOT_IMPOSED:
        return AssessmentProgress.NOT_REQUIRED
    return AssessmentProgress.SERVED if decided.notice_served_at else AssessmentProgress.IMPOSED
