"""Everything that is true of an episode's referrals and of the police's link: facts for the one rule of sight."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pathways import dates
from pathways.arrest_tests.assessment import queries as arrest_tests
from pathways.arrest_tests.models.assessment import AppointmentChange, RequiredAssessment
from pathways.auth.queries import names_and_police
from pathways.casefile.queries.police_links import EpisodeLink
from pathways.casefile.queries.sent_referrals import SentReferral, sent_referrals
from pathways.casefile.rules.who_may_see import Fact, FactKind
from pathways.dates import day_in_words
from pathways.disposals.models import Condition
from pathways.engagement.follow_up import queries as follow_up_queries
from pathways.engagement.models.treatment import FollowUpOutcome, RequiredAssessmentOutcome
from pathways.people.models.identity import Person
from pathways.referrals.consents.rules.consents import FEEDBACK, ConsentFacts, ConsentState
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose
from pathways.referrals.models.referral import Appointment, Referral, ReferralEvent
from pathways.referrals.steps.rules import ReferralState, is_closed

Names = Mapping[int | None, str]


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """A required assessment with the times changed since its notice, and what the assessor reported, oldest first."""

    row: RequiredAssessment
    changes: tuple[AppointmentChange, ...] = ()
    outcomes: tuple[RequiredAssessmentOutcome, ...] = ()
    follow_ups: tuple[FollowUpOutcome, ...] = ()


def requirements_of(rows: Iterable[RequiredAssessment]) -> dict[int, Requirement]:
    """These required assessments with what became of them, by id."""
    by_id = {row.id: row for row in rows if row.imposed_at is not None and row.initial_at is not None}
    if not by_id:
        return {}
    booked_again = [row.id for row in by_id.values() if row.booking > 1]
    changes = arrest_tests.changes_of_many(booked_again) if booked_again else {}
    outcomes, follow_ups = follow_up_queries.what_became_of(by_id)
    return {
        each: Requirement(
            row=row,
            changes=tuple(change for change in changes.get(each, ()) if change.is_rebooking),
            outcomes=tuple(outcome for outcome in outcomes if outcome.required_assessment_id == each),
            follow_ups=tuple(failure for failure in follow_ups if failure.required_assessment_id == each),
        )
        for each, row in by_id.items()
    }


# Facts beside the referral: the required assessment, conditions of a signed disposal, consents, a death.


def required_assessment(requirement: Requirement | None) -> Iterable[Fact]:
    required = requirement.row if requirement else None
    imposed_at, initial_at = (required.imposed_at, required.initial_at) if required else (None, None)
    if requirement is None or required is None or imposed_at is None or initial_at is None:
        return
    on_notice = _on_notice(initial_at, required.initial_place)
    yield Fact(
        kind=FactKind.ASSESSMENT_ON_NOTICE,
        at=imposed_at,
        heading="Required assessment",
        note=f"{on_notice}, as on the notice.",
    )
    booked_since = (_on_notice(change.old_at, change.old_place) for change in requirement.changes)
    earlier = dict(enumerate(booked_since, start=1))
    for outcome in requirement.outcomes:
        yield from _required_outcome(outcome, earlier.get(outcome.booking, on_notice))
    for each in requirement.follow_ups:
        yield from _required_outcome(each, "a follow-up was required", of="Follow-up assessment")


def _on_notice(at: datetime, place: str | None) -> str:
    due = dates.london(at)
    return f"{due:%A} {day_in_words(due)}, {due:%H:%M}, {place}"


def _required_outcome(
    outcome: RequiredAssessmentOutcome | FollowUpOutcome, on_notice: str, of: str = "Required assessment"
) -> Iterable[Fact]:
    if outcome.reported_to_police_at is not None:
        at = dates.london(outcome.at)
        heading = f"{of}: {outcome.outcome.label.lower()}"
        when = "The time is not known" if outcome.is_time_unknown else f"{at:%H:%M} on {day_in_words(at)}"
        note = f"{when}. The notice: {on_notice}."
        told_at = outcome.reported_to_police_at
        yield Fact(kind=FactKind.ASSESSMENT_FAILED, at=told_at, heading=heading, note=note, was_reported=True)
        if outcome.superseded_at is not None:
            yield Fact(
                kind=FactKind.ASSESSMENT_FAILURE_CORRECTED,
                at=outcome.superseded_at,
                heading=f"{of}: the report was wrong",
                note=f"The service corrected “{outcome.outcome.label.lower()}”. It no longer counts.",
                was_reported=True,
            )
    elif outcome.superseded_at is None:
        yield Fact(
            kind=FactKind.ASSESSMENT_ATTENDED,
            at=min(outcome.at, outcome.recorded_at),
            heading="Required assessment attended",
            note="Told with written consent.",
            whole_day=True,
            from_required_assessment=True,
        )


def reported_in(links: Iterable[EpisodeLink]) -> dict[int, list[Condition]]:
    """The conditions that somebody reported, by episode."""
    return {
        link.view.episode.id: sorted(
            (row for each in link.decided for row in each.conditions if row.reported_at is not None),
            key=lambda row: (row.position, row.id),
        )
        for link in links
    }


def conditions(reported: Iterable[Condition], police: Names, names: Names) -> Iterable[Fact]:
    for report in reported:
        if report.reported_at is None or report.reported_as is None or report.reported_on is None:
            continue
        accepted = f" Accepted by {names.get(report.accepted_by_id, 'Pathways')}." if report.accepted_at else ""
        by = f" Entered by the police: {police[report.reported_by_id]}." if report.reported_by_id in police else ""
        yield Fact(
            kind=FactKind.CONDITION_REPORTED,
            at=report.reported_at,
            heading=f"Condition {report.position}: {report.reported_as.label.lower()}",
            note=f"{day_in_words(report.reported_on)}.{by}{accepted}",
            condition_id=report.id,
        )


def consents(answers: Iterable[ConsentFacts]) -> Iterable[Fact]:
    for consent in answers:
        if consent.number == FEEDBACK and consent.state is not ConsentState.EXPIRED:
            how = (", in writing" if consent.signed else ", aloud") if consent.state is ConsentState.GIVEN else ""
            note = f"{consent.state.label}{how}."
            yield Fact(
                kind=FactKind.CONSENT_ANSWER, at=consent.taken_at, heading="Telling the police how it goes", note=note
            )


def death(person: Person) -> Iterable[Fact]:
    if person.died_at and person.death_recorded_at:
        died = dates.london(person.died_at)
        note = f"{day_in_words(died)}."
        yield Fact(kind=FactKind.DIED, at=person.death_recorded_at, heading=FactKind.DIED.label, note=note)


# Facts of one referral: how it was answered, who came, how it went on. Dates and kinds only, nothing clinical.


# A cancellation is no attendance and no miss: police are told of neither.
TOLD_OF = {AppointmentOutcome.ATTENDED: FactKind.ATTENDED, AppointmentOutcome.DID_NOT_ATTEND: FactKind.DID_NOT_ATTEND}
STEPS_BEFORE = {
    "acknowledge": (FactKind.RECEIVED, "Received"),
    "place_found": (FactKind.RECEIVED, "A place was found"),
    "withdraw": (FactKind.WITHDRAWN_BY_REFERRER, "Recalled by the referrer"),
    "consent_withdrawn": (FactKind.WITHDRAWN_WITH_CONSENT, "Recalled: the person no longer agrees to be referred"),
}
NOBODY_LOOKS = "No service took it, and none is being looked for now. Help can be asked for again at any time."
# How a referral ended where its step, or the next referral, is shown as a fact of its own already.
SAID_OTHERWISE = frozenset(
    {ReferralState.REROUTED, ReferralState.WITHDRAWN, ReferralState.CONSENT_WITHDRAWN, ReferralState.DISCARDED}
)
WENT_ON = {"decline_send_on": "It went to the next service", "decline_no_next": "A pathway manager finds a place"}


@dataclass(frozen=True, kw_only=True)
class EpisodeFacts:
    """The sent referrals of an episode in the order they were made, and every fact of it."""

    chain: tuple[Referral, ...]
    facts: tuple[Fact, ...]


def dated(day: date, entered_at: datetime) -> datetime:
    """The instant that stands for a dated fact: its entry, if made that day, else the end of its London day."""
    if dates.london_date(entered_at) <= day:
        return entered_at
    return dates.from_london(day + timedelta(days=1), time(0)) - timedelta(seconds=1)


def earliest(day: date, referral: Referral) -> datetime:
    """The first instant at which a dated fact may have happened: its London day began, or the service had accepted."""
    began = dates.from_london(day, time(0))
    accepted_at = referral.accepted_at
    return accepted_at if accepted_at and dates.london_date(accepted_at) == day else began


def on_the_way(sent: SentReferral) -> Iterable[Fact]:
    referral, where, no = sent.referral, sent.where, sent.decline
    if referral.sent_at and referral.parent_id is None:
        yield Fact(kind=FactKind.SENT, at=referral.sent_at, heading="Sent", who=sent.sent_by, where=where)
    if referral.accepted_at:
        heading = f"Accepted by {where}" if where else "Accepted"
        yield Fact(kind=FactKind.ACCEPTED, at=referral.accepted_at, heading=heading, where=where)
    for step in sent.events:
        if step.event in WENT_ON and no:
            note = (
                f"{sent.declined_by}: {no.reason.label.lower()}. {WENT_ON[step.event]}; you do not need to do anything."
            )
            yield Fact(kind=FactKind.DECLINED, at=step.at, heading="Passed on", note=note)
        # Once somebody was accepted, what happens to their place is the service's own business.
        if referral.accepted_at is None:
            yield from before_acceptance(step)


def before_acceptance(step: ReferralEvent) -> Iterable[Fact]:
    """The steps of a referral that nobody has accepted. Police see them always (treatment reference 2.4, base rows)."""
    if step.event in STEPS_BEFORE:
        kind, heading = STEPS_BEFORE[step.event]
        yield Fact(kind=kind, at=step.at, heading=heading)
    if step.to_state is ReferralState.NEEDS_PLACE and step.from_state is not step.to_state:
        yield Fact(kind=FactKind.NEEDS_A_PLACE, at=step.at, heading="Needs a place")
    if is_closed(step.to_state) and step.to_state not in SAID_OTHERWISE:
        kind = FactKind.ENDED_BEFORE_ACCEPTED
        yield Fact(kind=kind, at=step.at, heading=kind.label, note=NOBODY_LOOKS)


def contacts(meetings: Iterable[Appointment], where: str, *, is_required: bool) -> Iterable[Fact]:
    for meeting in meetings:
        from_required = is_required and meeting.purpose is AppointmentPurpose.ASSESSMENT
        starts = dates.london(meeting.starts_at)
        yield Fact(
            kind=FactKind.APPOINTMENT_OFFERED,
            at=meeting.offered_at,
            heading="Appointment offered",
            note=f"For {day_in_words(starts)}.",
            where=where,
            from_required_assessment=from_required,
        )
        kind = TOLD_OF.get(meeting.outcome) if meeting.outcome else None
        if kind and meeting.outcome_at:
            yield Fact(
                kind=kind,
                at=min(meeting.starts_at, meeting.outcome_at),
                heading=kind.label,
                where=where,
                whole_day=True,
                from_required_assessment=from_required,
            )


def course(sent: SentReferral, *, is_required: bool) -> Iterable[Fact]:
    """How treatment went on, as dates alone.

    The service's own assessment shows only as an attendance, and only where no appointment says so already.
    """
    referral, where = sent.referral, sent.where
    came = {
        dates.london_date(meeting.starts_at)
        for meeting in sent.meetings
        if meeting.outcome is AppointmentOutcome.ATTENDED
    }
    if sent.assessed and sent.assessed[0] not in came:
        attended_on, entered_at = sent.assessed
        yield Fact(
            kind=FactKind.ATTENDED,
            at=dated(attended_on, entered_at),
            earliest_at=earliest(attended_on, referral),
            heading=FactKind.ATTENDED.label,
            where=where,
            whole_day=True,
            from_required_assessment=is_required,
        )
    if sent.engaged:
        engaged_on, entered_at = sent.engaged
        yield Fact(
            kind=FactKind.ENGAGED,
            at=dated(engaged_on, entered_at),
            earliest_at=earliest(engaged_on, referral),
            heading="Engaged",
            where=where,
            whole_day=True,
        )
    if sent.left:
        exited_on, entered_at, was_planned = sent.left
        kind = FactKind.COMPLETED if was_planned else FactKind.CLOSED
        yield Fact(
            kind=kind,
            at=dated(exited_on, entered_at),
            earliest_at=earliest(exited_on, referral),
            heading=kind.label,
            where=where,
            whole_day=True,
            from_required_assessment=is_required and not sent.has_started,
        )


# The facts of whole episodes. No clinical column is read for them: what police must never see is not even loaded.


def facts_of(links: Mapping[int, EpisodeLink]) -> dict[int, EpisodeFacts]:
    """Every fact of these episodes' referrals, required assessments and signed conditions, unsorted, by episode.

    Once one referral of a chain was accepted, the steps of those after it are no longer shown to police whatever the
    person answered: another offer would tell them that the first service handed the person back.
    """
    chains = sent_referrals(links)
    requirements = requirements_of(link.required for link in links.values() if link.required is not None)
    reported = reported_in(links.values())
    reports = [row for rows in reported.values() for row in rows]
    names, police = names_and_police(by for row in reports for by in (row.reported_by_id, row.accepted_by_id))
    facts_by_episode = {}
    for episode_id, link in links.items():
        chain, is_required = chains.get(episode_id, ()), link.required is not None
        facts: list[Fact] = []
        last_told = next((sent.referral.id for sent in chain if sent.referral.accepted_at is not None), None)
        for sent in chain:
            if last_told is None or sent.referral.id <= last_told:
                facts += on_the_way(sent)
            facts += contacts(sent.meetings, sent.where, is_required=is_required)
            facts += course(sent, is_required=is_required)
        facts += required_assessment(requirements.get(link.required.id) if link.required else None)
        facts += conditions(reported[episode_id], police, names)
        facts += consents(link.consents)
        facts += death(link.view.person)
        facts_by_episode[episode_id] = EpisodeFacts(chain=tuple(sent.referral for sent in chain), facts=tuple(facts))
    return facts_by_episode
