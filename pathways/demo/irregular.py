"""Irregular cases of the made-up county, one of each, so that a visitor finds something to decide. All made up."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.disclosure import actions as disclosure_actions
from pathways.arrest_tests.disclosure.rules import BailNote, ResultRecipient, SharingFacts
from pathways.arrest_tests.held_records import actions as held_records_actions
from pathways.arrest_tests.held_records.queries import usable
from pathways.arrest_tests.held_records.rules import RequiredAsItHappened, Spoken
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.testing import DrugTest, LabCheck
from pathways.arrest_tests.offences import actions as offences_actions
from pathways.arrest_tests.offences import queries as arrest_tests
from pathways.arrest_tests.offences.rules import EnteredOffence
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing.rules.results import LabBasis, LabStep, OverallResult, ResultPurpose
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.demo import referring
from pathways.demo.custody import known
from pathways.demo.journey import Journey, JourneyCase
from pathways.directory.entries.queries import services_open_on
from pathways.people.custody import actions as custody_actions
from pathways.people.custody import queries
from pathways.people.custody.queries import view_of
from pathways.people.custody.rules import DetentionFacts, EpisodeFacts
from pathways.people.identity import actions as identity_actions
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.people.restrictions import actions as restrictions_actions
from pathways.people.rules import NoneOfThese, Presence
from pathways.store.base import db
from pathways.vocabulary import Known, Origin

# An assessment that was not required as it should have been, for the inspector's page.


WORDS = "The night officer required the initial one only and spoke of no follow-up. It was seen at the handover."


def require_one(officer: Viewer) -> None:
    """Require an assessment of the last person positive at the officer's suite, if there is none yet."""
    required = select(RequiredAssessment.episode_id).where(
        RequiredAssessment.superseded_at.is_(None), RequiredAssessment.decision == AssessmentDecision.IMPOSED
    )
    tested = (
        select(Episode, DrugTest)
        .join(DrugTest, DrugTest.episode_id == Episode.id)
        .join(Person, Person.id == Episode.person_id)
        .where(DrugTest.result_at.is_not(None), DrugTest.superseded_at.is_(None), usable())
        .where(Episode.suite_id == officer.suite_id, Person.died_at.is_(None), Person.merged_into_id.is_(None))
        .where(Episode.id.not_in(required))
        .order_by((DrugTest.overall_result == OverallResult.POSITIVE).desc(), DrugTest.result_at.desc(), DrugTest.id)
        .limit(1)
    )
    if (row := db.session.execute(tested).first()) is None or row[1].result_at is None:
        return
    imposed_at = min(row[1].result_at + timedelta(minutes=10), clock.now())
    entry = RequiredAsItHappened(
        imposed_at=imposed_at,
        with_follow_up=False,
        initial_at=imposed_at + timedelta(days=3),
        service_id=services_open_on(clock.today())[0].id,
        spoken=frozenset({Spoken.TIME_AND_PLACE, Spoken.WARNED_INITIAL}),
        notice_served_at=imposed_at,
    )
    held_records_actions.record_requirement_as_it_happened(by=officer, view=view_of(row[0]), entry=entry, words=WORDS)


# A drug and a result that are not known yet, and a result told for bail.


MINUTE = timedelta(minutes=1)
SLURRED = "Slurred, pinpoint pupils, fell asleep while booked in. A friend says {he} took heroin before the fight"
RATTLING = "Said in the van: nothing since the morning, rattling, hit out at whoever stood there. Asks for methadone"
FOR_BAIL = SharingFacts(
    purpose=ResultPurpose.BAIL,
    recipient=ResultRecipient.COURT,
    bail_note=BailNote(is_area_notified=Known.NOT_KNOWN, reason="The court asked; its clerk looks up the area"),
)


def drug_not_known_yet(case: JourneyCase, start: datetime) -> Journey:
    """Arrest somebody with a powder that nobody has looked at. It is recorded as that, and they are still here."""
    yield start
    powder = EnteredOffence(code="MDA71-5-2", drug=None, amount="a wrap of powder", arrested_at=start - 40 * MINUTE)
    _here_for(case, start, "Lincoln", powder)


def waits_for_an_inspector(case: JourneyCase, start: datetime, *, town: str, is_oral: bool) -> Journey:
    """Arrest somebody for an offence that is no trigger. An inspector is asked, or has said yes by telephone."""
    yield start
    assault = EnteredOffence(code="OAPA61-47", arrested_at=start - 40 * MINUTE)
    officer = _here_for(case, start, town, assault)
    yield start + 15 * MINUTE
    view = queries.episode(officer, case.episode_id)
    (offence,) = arrest_tests.offences_of(case.episode_id)
    if not is_oral:
        authority_actions.ask_for_authority(by=officer, view=view, offence_id=offence.id, grounds=RATTLING)
        return
    authority_actions.give_authority(
        by=officer,
        view=view,
        offence_id=offence.id,
        given_by_id=case.county.staff["inspector"].user_id,
        mode=AuthorityMode.ORAL,
        grounds=SLURRED.format(he=view.details.sex.he),
        given_at=clock.now() - 3 * MINUTE,
    )


def _here_for(case: JourneyCase, start: datetime, town: str, offence: EnteredOffence) -> Viewer:
    """Book somebody in for one offence and leave them there. Returns the officer who did."""
    officer = case.county.staff["officer" if town == "Lincoln" else "officer2"]
    known(case, officer)
    facts = DetentionFacts(
        custody_record_no=f"{town[:2].upper()}-{start:%y}-01{case.who.facts.date_of_birth:%j}",
        suite_id=case.county.suites[town].id,
        presence=Presence.ARRESTED,
        arrested_at=offence.arrested_at or start,
        arrived_at=start - 10 * MINUTE,
        custody_officer_seen_at=start - 2 * MINUTE,
    )
    person = db.session.get_one(Person, case.person_id)
    opened = custody_actions.open_episode(
        by=officer, person=person, facts=EpisodeFacts(origin=Origin.DETENTION, detention=facts)
    )
    case.episode_id = opened.id
    offences_actions.record_offences(by=officer, view=queries.episode(officer, opened.id), offences=[offence])
    referring.ask_risks(case, officer)
    return officer


def dispute_and_tell(officer: Viewer) -> None:
    """Of the officer's suite's last two positive results, one is told for bail, one is at the laboratory."""
    tested = (
        select(Episode)
        .join(DrugTest, DrugTest.episode_id == Episode.id)
        .join(Person, Person.id == Episode.person_id)
        .where(DrugTest.overall_result == OverallResult.POSITIVE, DrugTest.superseded_at.is_(None), usable())
        .where(Episode.suite_id == officer.suite_id, Person.died_at.is_(None), Person.merged_into_id.is_(None))
        .where(DrugTest.id.not_in(select(LabCheck.drug_test_id)))
        .order_by(DrugTest.result_at.desc(), DrugTest.id.desc())
        .limit(2)
    )
    for number, episode in enumerate(db.session.scalars(tested)):
        view = queries.view_of(episode)
        if number == 0:
            disclosure_actions.share_result(
                by=officer, view=view, facts=FOR_BAIL, told_to="T. Saxilby, clerk at Lincoln"
            )
            continue
        now, basis, words = clock.now(), LabBasis.MEDICATION, "It is my cough mixture."
        testing_actions.record_lab_step(by=officer, view=view, step=LabStep.DISPUTE, at=now, basis=basis, words=words)
        testing_actions.record_lab_step(by=officer, view=view, step=LabStep.SEND, at=now, reference="Courier bag 5102")


def miss_many(officer: Viewer) -> None:
    """Try an old list of links, which is reported to the auditor, who records what it was."""
    for _ in range(10):
        audit.security(officer, "object.not_in_scope", route="people.person")
    restrictions_actions.tell_of_misses(by=officer)


# A result that was told although it should not have been, for the inspector's page.


TOLD = SharingFacts(purpose=None, asked_for="Whether to renew a tenancy")


def tell_one(officer: Viewer) -> None:
    """A housing officer rang about the person tested last at the officer's suite, and was told."""
    tested = (
        select(Episode)
        .join(DrugTest, DrugTest.episode_id == Episode.id)
        .join(Person, Person.id == Episode.person_id)
        .where(DrugTest.overall_result.is_not(None), DrugTest.superseded_at.is_(None), usable())
        .where(Episode.suite_id == officer.suite_id, Person.died_at.is_(None), Person.merged_into_id.is_(None))
        .order_by(DrugTest.result_at.desc(), DrugTest.id.desc())
        .limit(1)
    )
    if (episode := db.session.scalar(tested)) is not None:
        disclosure_actions.record_told_outside(
            by=officer, view=view_of(episode), facts=TOLD, told_to="A housing officer who rang", told_at=clock.now()
        )


# Somebody with another name who was recorded twice: a second officer decides whether it is one person.


def recorded_twice(case: JourneyCase, start: datetime) -> Journey:
    """Record somebody twice: the second time with a letter missing, and day and name as they were heard."""
    officer = case.county.staff["officer"]
    yield start
    known(case, officer)
    first = db.session.get_one(Person, case.person_id)
    identity_actions.add_alias(by=officer, person=first, surname="Holland", given_names=case.who.facts.given_names)
    yield start + timedelta(hours=3)
    heard = replace(case.who.facts, surname=case.who.facts.surname[:-1], pnc_id=None)
    again = identity_actions.add_person(
        by=officer, facts=heard, none_of_these=NoneOfThese.NOT_CHECKED, is_demonstration=True
    )
    first = db.session.get_one(Person, case.person_id)
    identity_actions.propose_merge(
        by=officer, keep=first, away=again, reason="Same tattoos and the same address: one person"
    )
