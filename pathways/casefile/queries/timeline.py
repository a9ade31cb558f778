"""One person in time order: what police did and may see, or what the service did with its own case."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal

from pathways import clock
from pathways.arrest_tests.authority import queries as authority_queries
from pathways.arrest_tests.failures_to_attend.rules import FailureKind, step_in_words
from pathways.arrest_tests.held_records.rules import HoldDecision
from pathways.arrest_tests.lawful_basis import queries as lawful_basis_queries
from pathways.arrest_tests.lawful_basis.queries import ArrestRows
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing.queries import TestStanding
from pathways.arrest_tests.testing.rules.record import LaterFacts, reasons_to_ask_later
from pathways.auth.queries import names_of
from pathways.auth.roles import Viewer
from pathways.casefile.queries.moments import (
    CALL,
    FAILURE,
    REMINDER,
    REQUEST,
    REQUIRED_OTHERWISE,
    STEP,
    Moments,
    moments_of,
)
from pathways.casefile.queries.police_links import EpisodeLink, links_of
from pathways.casefile.queries.referral_facts import EpisodeFacts, dated
from pathways.casefile.queries.referral_outcome import Entry, entry, visible_facts
from pathways.disposals.steps.rules.machine import steps_asked
from pathways.engagement.case.queries import case as engagement
from pathways.engagement.case.queries.case import Case
from pathways.law.rules.disposal_terms import Kind
from pathways.people import queries as people_queries
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.queries import EpisodeView
from pathways.people.identity import queries as identity_queries
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.rules import AgreesToTalk, Rung

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


def at_moment(at: datetime | None, title: str, by: str = "", text: str = "") -> Iterable[tuple[datetime, Entry]]:
    if at is not None:
        yield at, Entry(title=title, at=at, by=by, text=text)


@dataclass(frozen=True, kw_only=True)
class Story:
    """An episode with what its lines rest on. `names` are those of everybody in it, by user id."""

    view: EpisodeView
    arrest: ArrestRows
    required: RequiredAssessment | None
    moments: Moments
    names: Mapping[int | None, str]

    def name_of(self, user_id: int | None) -> str:
        return self.names.get(user_id, "Pathways")

    def suite_called(self, suite_id: int | None) -> str:
        """The name of a suite where the person was."""
        site = self.arrest.sites.get(suite_id or 0)
        return site.suite.name if site else "custody"


def _who_is_named(
    views: Iterable[EpisodeView],
    arrests: Mapping[int, ArrestRows],
    links: Mapping[int, EpisodeLink],
    moments: Mapping[int, Moments],
) -> Iterable[int | None]:
    """Everybody who did something in these episodes, by user id."""
    for view in views:
        arrest, required = arrests[view.episode.id], links[view.episode.id].required
        yield view.episode.opened_by_id
        yield from (row.recorded_by_id for row in (*arrest.stay.transfers, *arrest.stay.decisions))
        yield from (line.recorded_by_id for line in arrest.offences.lines)
        yield from (authority.given_by_id for authority in arrest.offences.every_authority)
        yield from (refusal.refused_by_id for refusal in arrest.offences.every_refusal)
        yield from (test.recorded_by_id for test in arrest.tests.rows)
        yield from (each.hold.decided_by_id for each in arrest.tests.standing if each.hold)
        yield required.notice_served_by_id if required else None
        for kind in moments[view.episode.id].values():
            yield from (by_id for moment in kind for by_id in (moment.by_id, moment.then_by_id))


def arrival(story: Story) -> Iterable[tuple[datetime, Entry]]:
    episode, detention = story.view.episode, story.view.detention
    opened_by = story.name_of(episode.opened_by_id)
    if detention is None:
        yield from at_moment(episode.opened_at, episode.origin.label, opened_by)
        return
    moves = story.arrest.stay.transfers
    number = moves[-1].from_record_no if moves else detention.custody_record_no
    first = story.suite_called(story.arrest.stay.suite_id_at(episode, detention.arrived_at))
    yield from at_moment(detention.arrested_at, "Arrested", "", f"Custody record {number}.")
    yield from at_moment(detention.arrived_at, f"Arrived at {first}", opened_by)
    yield from at_moment(detention.custody_officer_seen_at, "Seen by custody officer")
    for move in moves:
        words, by = f"Custody record there {move.to_record_no}.", story.name_of(move.recorded_by_id)
        yield from at_moment(move.arrived_at, f"Transferred to {story.suite_called(move.to_suite_id)}", by, words)


def leaving(story: Story) -> Iterable[tuple[datetime, Entry]]:
    """What was decided about leaving custody, and that the person left: the last of what is done in one minute."""
    for decision in story.arrest.stay.decisions:
        if decision.decision is not None:
            only = " Kept only for a sample." if decision.held_only_for_sample else ""
            words, by = f"{decision.decision.label}.{only}", story.name_of(decision.recorded_by_id)
            yield from at_moment(decision.decided_at, "Release decided", by, words)
    detention = story.view.detention
    if detention is not None:
        released = detention.release_type.label if detention.release_type else ""
        yield from at_moment(detention.released_at, "Released", "", f"{released}." if released else "")


def calls_about_youth(story: Story) -> Iterable[tuple[datetime, Entry]]:
    """Whom an officer rang about somebody under 18, or that nobody was rung yet. Never a sign that others use them."""
    for call in reversed(story.moments[CALL]):
        rung = [Rung(value) for value in json.loads(call.rung)]
        labels = " and ".join(each.label for each in rung)
        title = "Nobody rung yet" if Rung.NOBODY in rung else f"{labels} rung"
        answered = f"{call.words} answered. " if call.words else ""
        words = f"{answered}Agrees to talk to them: {AgreesToTalk(call.code).label.lower()}."
        yield from at_moment(call.then_at or call.at, title, story.name_of(call.by_id), words)


def testing(story: Story) -> Iterable[tuple[datetime, Entry]]:
    lines = story.arrest.offences.lines
    if first := min(lines, key=lambda line: (line.recorded_at, line.id), default=None):
        words = "; ".join(line.in_words for line in lines)
        yield from at_moment(first.recorded_at, "Offences recorded", story.name_of(first.recorded_by_id), f"{words}.")
    yield from _authorities(story)
    for later in reversed(story.moments[REMINDER]):
        why = LaterFacts(why=reasons_to_ask_later()[later.code], ask_again_at=None, note=later.words or "")
        yield from at_moment(later.at, "Not asked yet", story.name_of(later.by_id), f"{why.words}.")
    for each in story.arrest.tests.standing:
        yield from _test(each, story)
    for otherwise in reversed(story.moments[REQUIRED_OTHERWISE]):
        by = story.name_of(otherwise.by_id)
        yield from at_moment(otherwise.at, "Required assessment held for an inspector", by)
        if otherwise.code:
            is_void = HoldDecision(otherwise.code) is HoldDecision.VOID
            words = f"Required assessment {'voided' if is_void else 'released'}"
            yield from at_moment(otherwise.then_at, f"{words} by an inspector", story.name_of(otherwise.then_by_id))
    required = story.required
    if required is not None:
        by = story.name_of(required.notice_served_by_id)
        words = (
            f"{required.initial_place} sees since then that it expects the person." if required.initial_place else ""
        )
        yield from at_moment(required.notice_served_at, "Notice handed over", by, words)


def _test(standing: TestStanding, story: Story) -> Iterable[tuple[datetime, Entry]]:
    test, hold = standing.test, standing.hold
    by = story.name_of(test.recorded_by_id)
    yield from at_moment(test.warned_at, "Purpose, warning and rights said", by)
    yield from at_moment(test.requested_at, "Sample asked for", by)
    yield from at_moment(test.taken_at, "Sample taken", by)
    yield from at_moment(test.result_at, "Result recorded", by)
    if test.taken_at is None:
        yield from at_moment(test.recorded_at, f"Drug test: {test.outcome.label.lower()}", by)
    if hold is not None:
        yield from at_moment(hold.opened_at, "Drug test held for an inspector")
        decided_by = story.name_of(hold.decided_by_id) if hold.decided_by_id else ""
        yield from at_moment(hold.decided_at, f"Drug test {hold.state.label.lower()}", decided_by)


def _authorities(story: Story) -> Iterable[tuple[datetime, Entry]]:
    """What inspectors were asked and decided about a test for an offence that is no trigger."""
    for request in story.moments[REQUEST]:
        yield from at_moment(request.at, "An inspector was asked for authority", story.name_of(request.by_id))
    for row in reversed(story.arrest.offences.every_authority):
        by = story.name_of(row.given_by_id)
        yield from at_moment(authority_queries.counts_from(row), f"Drug test authorised {row.mode.label.lower()}", by)
        if row.mode is AuthorityMode.ORAL:
            yield from at_moment(row.confirmed_in_writing_at, "Authority confirmed in writing", by)
        yield from at_moment(row.disowned_at, "Authority: not what the inspector said", by)
    for refusal in reversed(story.arrest.offences.every_refusal):
        by = story.name_of(refusal.refused_by_id)
        yield from at_moment(refusal.refused_at, "Authority for a drug test refused", by)


def happened(event: str) -> str:
    """What one step of a disposal was, to follow a colon."""
    return steps_asked()[event].happened


def disposals(story: Story) -> Iterable[tuple[datetime, Entry]]:
    for step in story.moments[STEP]:
        kind, words = Kind(step.words), STEPS_OF_A_DISPOSAL.get(step.code)
        title = f"{kind.label} {words}" if words else f"{kind.label}: {happened(step.code)}"
        yield from at_moment(step.at, title, story.name_of(step.by_id))


def failures(story: Story) -> Iterable[tuple[datetime, Entry]]:
    """What was decided about a failure. The reason stands on its page: it may say something of somebody's health."""
    for decided in story.moments[FAILURE]:
        words = step_in_words(decided.code)
        title = f"{FailureKind(decided.words).label}: {words[0].lower()}{words[1:]}"
        yield from at_moment(decided.at, title, story.name_of(decided.by_id))


# What a service did with its own case, as lines of a timeline.


Named = Callable[[int | None], str]
"""The name of who did something, by their id."""


def contacts(case: Case, named: Named) -> Iterable[tuple[datetime, Entry]]:
    for appointment in case.appointments:
        yield from at_moment(
            appointment.offered_at,
            "Appointment offered",
            named(appointment.offered_by_id),
            f"{appointment.purpose.label}.",
        )
        if appointment.outcome and appointment.outcome_at:
            yield from at_moment(
                min(appointment.starts_at, appointment.outcome_at),
                appointment.outcome.label,
                named(appointment.outcome_by_id),
            )
    for contact in case.contacts:
        yield from at_moment(contact.at, f"Contact: {contact.how.label.lower()}", named(contact.recorded_by_id))
    if outcome := case.required_outcome:
        words = "Police were told." if outcome.reported_to_police_at else "Police are told only with written consent."
        title = f"Required assessment: {outcome.outcome.label.lower()}"
        yield from at_moment(outcome.at, title, named(outcome.recorded_by_id), words)


def steps(case: Case, named: Named) -> Iterable[tuple[datetime, Entry]]:
    referral = case.referral
    yield from at_moment(referral.sent_at, "Referred")
    yield from at_moment(referral.accepted_at, "Accepted", named(referral.accepted_by_id))
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
            by = named(row.recorded_by_id)
            yield dated(day, row.recorded_at), Entry(title=title, at=day, by=by)


# One person in time order: for police what police did and may see, for the service what it did with its own case.


@dataclass(frozen=True, kw_only=True)
class PersonTimeline:
    """A person, and what happened, newest first."""

    person: Person
    details: PersonDetails
    entries: tuple[Entry, ...]


def for_police(viewer: Viewer, person_id: int) -> PersonTimeline:
    """What police did in the episodes in the viewer's sight, and of each referral what they may see. Raises OutOfSight.

    A test's result is not among it (PACE 1984 s.63B(7)): only that one was recorded.
    """
    person = people_queries.person(viewer, person_id)
    views = custody_queries.episodes_of_whom(viewer, literal(person.id))
    links, arrests = links_of(views), lawful_basis_queries.arrest_rows(views)
    return PersonTimeline(
        person=person,
        details=views[0].details if views else identity_queries.details_of(person.id),
        entries=entries_of(views, arrests, links, visible_facts(links, clock.now())),
    )


def entries_of(
    views: Collection[EpisodeView],
    arrests: Mapping[int, ArrestRows],
    links: Mapping[int, EpisodeLink],
    seen: Mapping[int, EpisodeFacts],
) -> tuple[Entry, ...]:
    """The lines of these episodes of one person, in the order they began, newest first. `seen` is what police may."""
    moments = moments_of([view.episode.id for view in views])
    names = names_of(_who_is_named(views, arrests, links, moments)) if views else {}
    lines: list[tuple[datetime, Entry]] = []
    for view in views:
        number = view.episode.id
        story = Story(
            view=view,
            arrest=arrests[number],
            required=links[number].required,
            moments=moments[number],
            names=names,
        )
        lines += arrival(story)
        lines += calls_about_youth(story)
        lines += testing(story)
        lines += disposals(story)
        lines += [(fact.at, entry(fact)) for fact in reversed(seen[number].facts)]
        lines += failures(story)
        lines += leaving(story)
    return _newest_first(lines)


def for_service(viewer: Viewer, referral_id: int) -> tuple[Case, tuple[Entry, ...]]:
    """What the service did with its own case: its referral, appointments, contacts, steps, and what police know."""
    case = engagement.case(viewer, referral_id)
    rows = (case.assessment, case.care_plan, case.start, case.engagement, case.exit, case.required_outcome)
    acted = {case.referral.accepted_by_id, *(row.recorded_by_id for row in rows if row)}
    acted |= {contact.recorded_by_id for contact in case.contacts}
    acted |= {by for each in case.appointments for by in (each.offered_by_id, each.outcome_by_id)}
    names = names_of(acted)

    def named(user_id: int | None) -> str:
        return names.get(user_id, "Pathways")

    return case, _newest_first([*steps(case, named), *contacts(case, named)])


def _newest_first(done: Iterable[tuple[datetime, Entry]]) -> tuple[Entry, ...]:
    """Newest first; of one instant the last thing done comes first. Each stage gives its own in the order done."""
    oldest_first = sorted(done, key=lambda pair: pair[0])
    return tuple(entry for _, entry in oldest_first[::-1])
