"""One person in time order: what police did and may see, or what the service did with its own case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.authority import queries as authority_queries
from pathways.arrest_tests.held_records.queries import otherwise_of
from pathways.arrest_tests.held_records.rules import HoldDecision
from pathways.arrest_tests.models.offences import Offence
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.auth.queries import name_of, suite
from pathways.auth.roles import Viewer
from pathways.casefile.queries.referral_facts import dated
from pathways.casefile.queries.referral_outcome import Entry, entry, visible_facts
from pathways.casefile.rules.who_may_see import Fact
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.disposals.steps.rules.machine import DEATH_TAKEN_BACK, steps_asked
from pathways.engagement.case.queries import case as engagement
from pathways.engagement.case.queries.case import Case
from pathways.people import queries as people_queries
from pathways.people.custody import queries as custody_queries
from pathways.people.identity import queries as identity_queries
from pathways.people.leaving_custody import queries as leaving_custody_queries
from pathways.people.models.custody import Detention, Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.store.base import db

# What police did in one episode, as lines of a timeline. A result is never among them (PACE 1984 s.63B(7)).


STEPS_OF_A_DISPOSAL = {
    "propose": "proposed",
    "authorise": "authorised",
    "refuse": "not authorised",
    "decline": "not agreed to",
    "sign": "signed",
    "agree": "agreed",
    "give": "given",
    "all_met": "completed",
}
NOT_OF_THE_STORY = (
    *("report_condition", "report_action", "report_done", "report_not_done", "condition_met"),
    *("new_disposal", DEATH_TAKEN_BACK),
)
"""Steps between two that the story tells."""


def at_moment(at: datetime | None, title: str, by: str = "", text: str = "") -> Iterable[tuple[datetime, Entry]]:
    if at is not None:
        yield at, Entry(title=title, at=at, by=by, text=text)


def arrival(episode: Episode) -> Iterable[tuple[datetime, Entry]]:
    opened_by = name_of(episode.opened_by_id)
    detention: Detention | None = custody_queries.detention_of(episode.id)
    if detention is None:
        yield from at_moment(episode.opened_at, episode.origin.label, opened_by)
        return
    moves = leaving_custody_queries.transfers_of(episode.id)
    number = moves[-1].from_record_no if moves else detention.custody_record_no
    first = _called(leaving_custody_queries.suite_id_at(episode, detention.arrived_at))
    yield from at_moment(detention.arrested_at, "Arrested", "", f"Custody record {number}.")
    yield from at_moment(detention.arrived_at, f"Arrived at {first}", opened_by)
    yield from at_moment(detention.custody_officer_seen_at, "Seen by custody officer")
    for move in moves:
        words, by = f"Custody record there {move.to_record_no}.", name_of(move.recorded_by_id)
        yield from at_moment(move.arrived_at, f"Transferred to {_called(move.to_suite_id)}", by, words)


def leaving(episode: Episode) -> Iterable[tuple[datetime, Entry]]:
    """What was decided about leaving custody, and that the person left: the last of what is done in one minute."""
    for decision in leaving_custody_queries.decisions_of(episode.id):
        if decision.decision is not None:
            only = " Kept only for a sample." if decision.held_only_for_sample else ""
            words, by = f"{decision.decision.label}.{only}", name_of(decision.recorded_by_id)
            yield from at_moment(decision.decided_at, "Release decided", by, words)
    detention: Detention | None = custody_queries.detention_of(episode.id)
    if detention is not None:
        released = detention.release_type.label if detention.release_type else ""
        yield from at_moment(detention.released_at, "Released", "", f"{released}." if released else "")


def calls_about_youth(episode: Episode) -> Iterable[tuple[datetime, Entry]]:
    """Whom an officer rang about somebody under 18, or that nobody was rung yet. Never a sign that others use them."""
    for call in custody_queries.handovers_of(episode.id):
        title = f"{' and '.join(call.rung_labels)} rung" if call.somebody_was_rung else "Nobody rung yet"
        answered = f"{call.answered_by} answered. " if call.answered_by else ""
        words = f"{answered}Agrees to talk to them: {call.agrees.label.lower()}."
        yield from at_moment(call.called_at or call.recorded_at, title, name_of(call.recorded_by_id), words)


def _called(suite_id: int | None) -> str:
    place = suite(suite_id)
    return place.name if place else "custody"


def testing(episode: Episode) -> Iterable[tuple[datetime, Entry]]:
    offences = select(Offence).where(Offence.episode_id == episode.id, Offence.superseded_at.is_(None))
    if first := db.session.scalar(offences.order_by(Offence.recorded_at, Offence.id).limit(1)):
        words = assessment_queries.progress(episode.id).offence_words
        yield from at_moment(first.recorded_at, "Offences recorded", name_of(first.recorded_by_id), f"{words}.")
    yield from _authorities(episode)
    for later in testing_queries.reminders_of(episode.id):
        yield from at_moment(later.recorded_at, "Not asked yet", name_of(later.recorded_by_id), f"{later.words}.")
    tests = select(DrugTest).where(DrugTest.episode_id == episode.id, DrugTest.superseded_at.is_(None))
    for test in db.session.scalars(tests.order_by(DrugTest.recorded_at, DrugTest.id)):
        by = name_of(test.recorded_by_id)
        yield from at_moment(test.warned_at, "Purpose, warning and rights said", by)
        yield from at_moment(test.requested_at, "Sample asked for", by)
        yield from at_moment(test.taken_at, "Sample taken", by)
        yield from at_moment(test.result_at, "Result recorded", by)
        if test.taken_at is None:
            yield from at_moment(test.recorded_at, f"Drug test: {test.outcome.label.lower()}", by)
        if hold := testing_queries.hold_of(test.id):
            yield from at_moment(hold.opened_at, "Drug test held for an inspector")
            decided_by = name_of(hold.decided_by_id) if hold.decided_by_id else ""
            yield from at_moment(hold.decided_at, f"Drug test {hold.state.label.lower()}", decided_by)
    for otherwise in otherwise_of(episode.id):
        by = name_of(otherwise.recorded_by_id)
        yield from at_moment(otherwise.recorded_at, "Required assessment held for an inspector", by)
        if otherwise.decision is not None and otherwise.decided_by_id is not None:
            words = f"Required assessment {'voided' if otherwise.decision is HoldDecision.VOID else 'released'}"
            yield from at_moment(otherwise.decided_at, f"{words} by an inspector", name_of(otherwise.decided_by_id))
    required = assessment_queries.required_assessment_of(episode.id)
    if required is not None:
        by = name_of(required.notice_served_by_id)
        words = (
            f"{required.initial_place} sees since then that it expects the person." if required.initial_place else ""
        )
        yield from at_moment(required.notice_served_at, "Notice handed over", by, words)


def _authorities(episode: Episode) -> Iterable[tuple[datetime, Entry]]:
    """What inspectors were asked and decided about a test for an offence that is no trigger."""
    for request in authority_queries.requests_of(episode.id):
        yield from at_moment(request.asked_at, "An inspector was asked for authority", name_of(request.asked_by_id))
    for row in authority_queries.every_authority(episode.id):
        by = name_of(row.given_by_id)
        yield from at_moment(authority_queries.counts_from(row), f"Drug test authorised {row.mode.label.lower()}", by)
        if row.mode is AuthorityMode.ORAL:
            yield from at_moment(row.confirmed_in_writing_at, "Authority confirmed in writing", by)
        yield from at_moment(row.disowned_at, "Authority: not what the inspector said", by)
    for refusal in authority_queries.refusals_of(episode.id):
        yield from at_moment(refusal.refused_at, "Authority for a drug test refused", name_of(refusal.refused_by_id))


def happened(event: str) -> str:
    """What one step of a disposal was, to follow a colon."""
    return steps_asked()[event].happened


def disposals(episode: Episode) -> Iterable[tuple[datetime, Entry]]:
    rows = (
        select(DisposalEvent, Disposal)
        .join(Disposal, Disposal.id == DisposalEvent.disposal_id)
        .where(Disposal.episode_id == episode.id, DisposalEvent.event.not_in(NOT_OF_THE_STORY))
        .order_by(DisposalEvent.at, DisposalEvent.id)
    )
    for step, disposal in db.session.execute(rows):
        words = STEPS_OF_A_DISPOSAL.get(step.event)
        title = f"{disposal.kind.label} {words}" if words else f"{disposal.kind.label}: {happened(step.event)}"
        yield from at_moment(step.at, title, name_of(step.by_id))


# What a service did with its own case, as lines of a timeline.


def contacts(case: Case) -> Iterable[tuple[datetime, Entry]]:
    for appointment in case.appointments:
        yield from at_moment(
            appointment.offered_at,
            "Appointment offered",
            name_of(appointment.offered_by_id),
            f"{appointment.purpose.label}.",
        )
        if appointment.outcome and appointment.outcome_at:
            yield from at_moment(
                min(appointment.starts_at, appointment.outcome_at),
                appointment.outcome.label,
                name_of(appointment.outcome_by_id),
            )
    if outcome := case.required_outcome:
        words = "Police were told." if outcome.reported_to_police_at else "Police are told only with written consent."
        title = f"Required assessment: {outcome.outcome.label.lower()}"
        yield from at_moment(outcome.at, title, name_of(outcome.recorded_by_id), words)


def steps(case: Case) -> Iterable[tuple[datetime, Entry]]:
    referral = case.referral
    yield from at_moment(referral.sent_at, "Referred")
    yield from at_moment(referral.accepted_at, "Accepted", name_of(referral.accepted_by_id))
    steps = (
        ("Assessment", case.assessment and (case.assessment.attended_on, case.assessment)),
        ("Care plan agreed", case.care_plan and (case.care_plan.agreed_on, case.care_plan)),
        ("Structured treatment started", case.start and (case.start.started_on, case.start)),
        ("Engaged", case.engagement and (case.engagement.engaged_on, case.engagement)),
        ("Left", case.exit and (case.exit.exited_on, case.exit)),
    )
    for title, step in steps:
        if step:
            day, row = step
            by = name_of(row.recorded_by_id)
            yield dated(day, row.recorded_at), Entry(title=title, at=day, by=by)


# One person in time order: for police what police did and may see, for the service what it did with its own case.


@dataclass(frozen=True, kw_only=True)
class PersonTimeline:
    """A person, and what happened, newest first."""

    person: Person
    details: PersonDetails
    entries: tuple[Entry, ...]


def for_police(viewer: Viewer, person_id: int, seen: Mapping[int, tuple[Fact, ...]] | None = None) -> PersonTimeline:
    """What police did in the episodes in the viewer's sight, and of each referral what they may see.

    A test's result is not among it (PACE 1984 s.63B(7)): only that one was recorded. Raises OutOfSight.
    `seen` are the visible facts that the caller has read already, by episode.
    """
    person = people_queries.person(viewer, person_id)
    moment, known = clock.now(), dict(seen or {})
    in_sight = select(Episode).where(
        Episode.person_id.in_(identity_queries.record_ids_of(person.id)),
        Episode.id.in_(people_queries.episodes_in_sight(viewer)),
    )
    lines: list[tuple[datetime, Entry]] = []
    for episode in db.session.scalars(in_sight.order_by(Episode.opened_at, Episode.id)):
        lines += arrival(episode)
        lines += calls_about_youth(episode)
        lines += testing(episode)
        lines += disposals(episode)
        if episode.id not in known:
            known[episode.id] = visible_facts(episode, moment)
        lines += [(fact.at, entry(fact)) for fact in reversed(known[episode.id])]
        lines += leaving(episode)
    return PersonTimeline(person=person, details=identity_queries.details_of(person.id), entries=_newest_first(lines))


def for_service(viewer: Viewer, referral_id: int) -> tuple[Case, tuple[Entry, ...]]:
    """What the service did with its own case: its referral, contacts and steps, and what it told police."""
    case = engagement.case(viewer, referral_id)
    return case, _newest_first([*steps(case), *contacts(case)])


def _newest_first(done: Iterable[tuple[datetime, Entry]]) -> tuple[Entry, ...]:
    """Newest first; of one instant the last thing done comes first. Each stage gives its own in the order done."""
    oldest_first = sorted(done, key=lambda pair: pair[0])
    return tuple(entry for _, entry in oldest_first[::-1])
