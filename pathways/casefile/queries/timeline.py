"""One person in time order: for police what police did and may see, for the service what it did with its own case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests import queries as arrest_tests
from pathways.arrest_tests.models import DrugTest, Offence
from pathways.auth import Viewer
from pathways.auth.models import Suite
from pathways.auth.queries import name_of
from pathways.casefile.queries.became import Entry, entry, visible_facts
from pathways.casefile.queries.facts import dated
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.engagement import queries as engagement
from pathways.engagement.queries import Case
from pathways.people import queries as people
from pathways.people.models import Detention, Episode, Person, PersonDetails
from pathways.store import db

STEPS_OF_A_DISPOSAL = {
    "propose": "proposed",
    "authorise": "authorised",
    "refuse": "not authorised",
    "decline": "not agreed to",
    "sign": "signed",
    "all_met": "completed",
}


@dataclass(frozen=True, kw_only=True)
class PersonTimeline:
    """A person, and what happened, newest first."""

    person: Person
    details: PersonDetails
    entries: tuple[Entry, ...]


def for_police(viewer: Viewer, person_id: int) -> PersonTimeline:
    """What police did in the episodes in the viewer's sight, and of each referral what they may see.

    A test's result is not among it (PACE 1984 s.63B(7)): only that one was recorded. Raises OutOfSight.
    """
    person = people.person(viewer, person_id)
    moment = clock.now()
    in_sight = select(Episode).where(
        Episode.person_id.in_(people.record_ids_of(person.id)), Episode.id.in_(people.episodes_in_sight(viewer))
    )
    found: list[tuple[datetime, Entry]] = []
    for episode in db.session.scalars(in_sight.order_by(Episode.opened_at, Episode.id)):
        found += _arrival(episode)
        found += _testing(episode)
        found += _disposals(episode)
        found += [(fact.at, entry(fact)) for fact in visible_facts(episode, moment)]
    return PersonTimeline(person=person, details=people.details_of(person.id), entries=_newest_first(found))


def for_service(viewer: Viewer, referral_id: int) -> tuple[Case, tuple[Entry, ...]]:
    """What the service did with its own case: its referral, contacts and steps, and what it told police."""
    held = engagement.case(viewer, referral_id)
    return held, _newest_first([*_service_steps(held), *_service_contacts(held)])


def _newest_first(found: Iterable[tuple[datetime, Entry]]) -> tuple[Entry, ...]:
    ordered = sorted(found, key=lambda pair: (pair[0], pair[1].title), reverse=True)
    return tuple(one for _, one in ordered)


def _at(at: datetime | None, title: str, by: str = "", text: str = "") -> Iterable[tuple[datetime, Entry]]:
    if at is not None:
        yield at, Entry(title=title, at=at, by=by, text=text)


def _arrival(episode: Episode) -> Iterable[tuple[datetime, Entry]]:
    opened_by = name_of(episode.opened_by_id)
    held: Detention | None = people.detention_of(episode.id)
    if held is None:
        yield from _at(episode.opened_at, episode.origin.label, opened_by)
        return
    suite = db.session.get(Suite, held.suite_id)
    yield from _at(held.arrested_at, "Arrested", "", f"Custody record {held.custody_record_no}.")
    yield from _at(held.arrived_at, f"Arrived at {suite.name if suite else 'custody'}", opened_by)
    yield from _at(held.custody_officer_seen_at, "Seen by custody officer")
    released = held.release_type.label if held.release_type else ""
    yield from _at(held.released_at, "Released", "", f"{released}." if released else "")


def _testing(episode: Episode) -> Iterable[tuple[datetime, Entry]]:
    offences = select(Offence).where(Offence.episode_id == episode.id, Offence.superseded_at.is_(None))
    if first := db.session.scalar(offences.order_by(Offence.recorded_at, Offence.id).limit(1)):
        words = arrest_tests.progress(episode.id).offence_words
        yield from _at(first.recorded_at, "Offences recorded", name_of(first.recorded_by_id), f"{words}.")
    tests = select(DrugTest).where(DrugTest.episode_id == episode.id, DrugTest.superseded_at.is_(None))
    for test in db.session.scalars(tests.order_by(DrugTest.recorded_at, DrugTest.id)):
        by = name_of(test.recorded_by_id)
        yield from _at(test.warned_at, "Purpose, warning and rights said", by)
        yield from _at(test.requested_at, "Sample asked for", by)
        yield from _at(test.taken_at, "Sample taken", by)
        yield from _at(test.result_at, "Result recorded", by)
        if test.taken_at is None:
            yield from _at(test.recorded_at, f"Drug test: {test.outcome.label.lower()}", by)
    required = arrest_tests.required_assessment_of(episode.id)
    if required is not None:
        yield from _at(required.notice_served_at, "Notice handed over", name_of(required.notice_served_by_id))


def _disposals(episode: Episode) -> Iterable[tuple[datetime, Entry]]:
    rows = (
        select(DisposalEvent, Disposal)
        .join(Disposal, Disposal.id == DisposalEvent.disposal_id)
        .where(Disposal.episode_id == episode.id, DisposalEvent.event.in_(STEPS_OF_A_DISPOSAL))
        .order_by(DisposalEvent.at, DisposalEvent.id)
    )
    for step, disposal in db.session.execute(rows):
        title = f"{disposal.kind.label} {STEPS_OF_A_DISPOSAL[step.event]}"
        yield from _at(step.at, title, name_of(step.by_id))


def _service_contacts(held: Case) -> Iterable[tuple[datetime, Entry]]:
    for one in held.appointments:
        yield from _at(one.offered_at, "Appointment offered", name_of(one.offered_by_id), f"{one.purpose.label}.")
        if one.outcome and one.outcome_at:
            yield from _at(min(one.starts_at, one.outcome_at), one.outcome.label, name_of(one.outcome_by_id))
    if told := held.required_outcome:
        words = "Police were told." if told.reported_to_police_at else "Police are told only with written consent."
        title = f"Required assessment: {told.outcome.label.lower()}"
        yield from _at(told.at, title, name_of(told.recorded_by_id), words)


def _service_steps(held: Case) -> Iterable[tuple[datetime, Entry]]:
    referral = held.referral
    yield from _at(referral.sent_at, "Referred")
    yield from _at(referral.accepted_at, "Accepted", name_of(referral.accepted_by_id))
    steps = (
        ("Assessment", held.assessment and (held.assessment.attended_on, held.assessment)),
        ("Care plan agreed", held.care_plan and (held.care_plan.agreed_on, held.care_plan)),
        ("Structured treatment started", held.start and (held.start.started_on, held.start)),
        ("Engaged", held.engagement and (held.engagement.engaged_on, held.engagement)),
        ("Left", held.exit and (held.exit.exited_on, held.exit)),
    )
    for title, step in steps:
        if step:
            day, row = step
            by = name_of(row.recorded_by_id)
            yield dated(day, row.recorded_at), Entry(title=title, at=day, by=by)
