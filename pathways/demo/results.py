"""A drug and a result that are not known yet, and a result told for bail: a visitor finds each once. All made up."""

from datetime import datetime, timedelta

from sqlalchemy import select

from pathways import audit, clock
from pathways.arrest_tests import actions as tests
from pathways.arrest_tests.models import DrugTest, LabCheck
from pathways.arrest_tests.queries import usable
from pathways.arrest_tests.rules import OverallResult
from pathways.arrest_tests.rules.entries import EnteredOffence
from pathways.arrest_tests.rules.laboratory import LabBasis, LabStep
from pathways.arrest_tests.rules.outcomes import Purpose
from pathways.arrest_tests.rules.sharing import BailNote, Recipient, SharingFacts
from pathways.auth import Viewer
from pathways.demo import referring
from pathways.demo.case import Case
from pathways.demo.custody import known
from pathways.demo.schedule import Journey
from pathways.people import actions as people
from pathways.people import queries
from pathways.people.models import Episode, Person
from pathways.people.rules import DetentionFacts, EpisodeFacts, Presence
from pathways.store import db
from pathways.vocabulary import Known, Origin

MINUTE = timedelta(minutes=1)
FOR_BAIL = SharingFacts(
    purpose=Purpose.BAIL,
    recipient=Recipient.COURT,
    bail_note=BailNote(is_area_notified=Known.NOT_KNOWN, reason="The court asked; its clerk looks up the area"),
)


def drug_not_known_yet(case: Case, start: datetime) -> Journey:
    """Somebody arrested with a powder that nobody has looked at: recorded as it is, and they are still here."""
    officer = case.county.staff["officer"]
    yield start
    known(case, officer)
    facts = DetentionFacts(
        custody_record_no=f"LI-{start:%y}-01{case.who.facts.date_of_birth:%j}",
        suite_id=case.county.suites["Lincoln"].id,
        presence=Presence.ARRESTED,
        arrested_at=start - 40 * MINUTE,
        arrived_at=start - 10 * MINUTE,
        custody_officer_seen_at=start - 2 * MINUTE,
    )
    person = db.session.get_one(Person, case.person_id)
    opened = people.open_episode(
        by=officer, person=person, facts=EpisodeFacts(origin=Origin.DETENTION, detention=facts)
    )
    case.episode_id = opened.id
    powder = EnteredOffence(code="MDA71-5-2", drug=None, amount="a wrap of powder", arrested_at=facts.arrested_at)
    tests.record_offences(by=officer, view=queries.episode(officer, opened.id), offences=[powder])
    referring.ask_risks(case, officer)


def dispute_and_tell(officer: Viewer) -> None:
    """Of the last two positive results at the officer's suite one was told for bail, one is at the laboratory."""
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
            tests.share_result(by=officer, view=view, facts=FOR_BAIL, told_to="T. Saxilby, clerk at Lincoln")
            continue
        now, basis, words = clock.now(), LabBasis.MEDICATION, "It is my cough mixture."
        tests.record_lab_step(by=officer, view=view, step=LabStep.DISPUTE, at=now, basis=basis, words=words)
        tests.record_lab_step(by=officer, view=view, step=LabStep.SEND, at=now, reference="Courier bag 5102")


def miss_many(officer: Viewer) -> None:
    """An old list of links: the auditor is told, and says what it was."""
    for _ in range(10):
        audit.security(officer, "object.not_in_scope", route="people.person")
    people.tell_of_misses(by=officer)
