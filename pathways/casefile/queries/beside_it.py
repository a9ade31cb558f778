"""Facts beside the referral: the required assessment, conditions of a signed disposal, consents, a death."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.queries.diaries import changes_of
from pathways.auth.queries import name_of, police_names_of
from pathways.casefile.rules import Fact, Kind
from pathways.disposals.models import Condition, Disposal
from pathways.engagement import queries as engagement
from pathways.engagement.models import FollowUpOutcome, RequiredAssessmentOutcome
from pathways.people import queries as people
from pathways.people.models import Episode
from pathways.referrals import queries as referrals
from pathways.referrals.rules import FEEDBACK, ConsentState
from pathways.store import db


def required_assessment(required: RequiredAssessment | None) -> Iterable[Fact]:
    if required is None or required.imposed_at is None or required.initial_at is None:
        return
    on_notice = _on_notice(required.initial_at, required.initial_place)
    yield Fact(
        kind=Kind.ASSESSMENT_ON_NOTICE,
        at=required.imposed_at,
        heading="Required assessment",
        note=f"{on_notice}, as on the notice.",
    )
    booked_since = [one for one in changes_of(required.id) if one.is_rebooking] if required.booking > 1 else []
    earlier = dict(enumerate((_on_notice(one.old_at, one.old_place) for one in booked_since), start=1))
    for one in engagement.required_outcomes([required.id], also_superseded=True):
        yield from _required_outcome(one, earlier.get(one.booking, on_notice))
    for each in engagement.follow_up_failures([required.id], also_superseded=True):
        yield from _required_outcome(each, "a follow-up was required", of="Follow-up assessment")


def _on_notice(at: datetime, place: str | None) -> str:
    due = clock.london(at)
    return f"{due:%A} {due.day} {due:%B %Y}, {due:%H:%M}, {place}"


def _required_outcome(
    one: RequiredAssessmentOutcome | FollowUpOutcome, on_notice: str, of: str = "Required assessment"
) -> Iterable[Fact]:
    if one.reported_to_police_at is not None:
        at = clock.london(one.at)
        heading = f"{of}: {one.outcome.label.lower()}"
        when = "The time is not known" if one.is_time_unknown else f"{at:%H:%M} on {at.day} {at:%B %Y}"
        note = f"{when}. The notice: {on_notice}."
        told_at = one.reported_to_police_at
        yield Fact(kind=Kind.ASSESSMENT_FAILED, at=told_at, heading=heading, note=note, was_reported=True)
        if one.superseded_at is not None:
            yield Fact(
                kind=Kind.ASSESSMENT_FAILURE_CORRECTED,
                at=one.superseded_at,
                heading=f"{of}: the report was wrong",
                note=f"The service corrected “{one.outcome.label.lower()}”. It no longer counts.",
                was_reported=True,
            )
    elif one.superseded_at is None:
        yield Fact(
            kind=Kind.ASSESSMENT_ATTENDED,
            at=min(one.at, one.recorded_at),
            heading="Required assessment attended",
            note="Told with written consent.",
            whole_day=True,
            from_required_assessment=True,
        )


def conditions(episode_id: int) -> Iterable[Fact]:
    rows = (
        select(Condition)
        .join(Disposal, Disposal.id == Condition.disposal_id)
        .where(Disposal.episode_id == episode_id, Condition.reported_at.is_not(None))
        .order_by(Condition.position, Condition.id)
    )
    reported = db.session.scalars(rows).all()
    police = police_names_of(report.reported_by_id for report in reported)
    for report in reported:
        if report.reported_at is None or report.reported_as is None or report.reported_on is None:
            continue
        accepted = f" Accepted by {name_of(report.accepted_by_id)}." if report.accepted_at else ""
        by = f" Entered by the police: {police[report.reported_by_id]}." if report.reported_by_id in police else ""
        yield Fact(
            kind=Kind.CONDITION_REPORTED,
            at=report.reported_at,
            heading=f"Condition {report.position}: {report.reported_as.label.lower()}",
            note=f"{report.reported_on.day} {report.reported_on:%B %Y}.{by}{accepted}",
            condition_id=report.id,
        )


def consents(episode: Episode) -> Iterable[Fact]:
    for one in referrals.consents_in(episode):
        if one.number == FEEDBACK and one.state is not ConsentState.EXPIRED:
            how = (", in writing" if one.signed else ", aloud") if one.state is ConsentState.GIVEN else ""
            note = f"{one.state.label}{how}."
            yield Fact(kind=Kind.CONSENT_ANSWER, at=one.taken_at, heading="Telling the police how it goes", note=note)


def death(episode: Episode) -> Iterable[Fact]:
    person = people.view_of(episode).person
    if person.died_at and person.death_recorded_at:
        died = clock.london(person.died_at)
        note = f"{died.day} {died:%B %Y}."
        yield Fact(kind=Kind.DIED, at=person.death_recorded_at, heading=Kind.DIED.label, note=note)
