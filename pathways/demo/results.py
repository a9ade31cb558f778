"""A drug and a result that are not known yet, and a result told for bail: a visitor finds each once. All made up."""

from datetime import datetime, timedelta

from sqlalchemy import select

from pathways import audit, clock
from pathways.arrest_tests import actions as tests
from pathways.arrest_tests import queries as arrest_tests
from pathways.arrest_tests.models import DrugTest, LabCheck
from pathways.arrest_tests.queries import usable
from pathways.arrest_tests.rules import OverallResult
from pathways.arrest_tests.rules.entries import EnteredOffence
from pathways.arrest_tests.rules.laboratory import LabBasis, LabStep
from pathways.arrest_tests.rules.outcomes import Purpose
from pathways.arrest_tests.rules.sharing import BailNote, Recipient, SharingFacts
from pathways.arrest_tests.rules.words import AuthorityMode
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
SLURRED = "Slurred, pinpoint pupils, fell asleep while booked in. A friend says {he} took heroin before the fight"
RATTLING = "Said in the van: nothing since the morning, rattling, hit out at whoever stood there. Asks for methadone"
FOR_BAIL = SharingFacts(
    purpose=Purpose.BAIL,
    recipient=Recipient.COURT,
    bail_note=BailNote(is_area_notified=Known.NOT_KNOWN, reason="The court asked; its clerk looks up the area"),
)


def drug_not_known_yet(case: Case, start: datetime) -> Journey:
    """Somebody arrested with a powder that nobody has looked at: recorded as it is, and they are still here."""
    yield start
    powder = EnteredOffence(code="MDA71-5-2", drug=None, amount="a wrap of powder", arrested_at=start - 40 * MINUTE)
    _here_for(case, start, "Lincoln", powder)


def waits_for_an_inspector(case: Case, start: datetime, *, town: str, is_oral: bool) -> Journey:
    """Somebody arrested for an offence that is no trigger: an inspector is asked, or has said yes on the telephone."""
    yield start
    assault = EnteredOffence(code="OAPA61-47", arrested_at=start - 40 * MINUTE)
    officer = _here_for(case, start, town, assault)
    yield start + 15 * MINUTE
    view = queries.episode(officer, case.episode_id)
    (offence,) = arrest_tests.offences_of(case.episode_id)
    if not is_oral:
        tests.ask_for_authority(by=officer, view=view, offence_id=offence.id, grounds=RATTLING)
        return
    tests.give_authority(
        by=officer,
        view=view,
        offence_id=offence.id,
        given_by_id=case.county.staff["inspector"].user_id,
        mode=AuthorityMode.ORAL,
        grounds=SLURRED.format(he=view.details.sex.he),
        given_at=clock.now() - 3 * MINUTE,
    )


def _here_for(case: Case, start: datetime, town: str, offence: EnteredOffence) -> Viewer:
    """Book somebody in for one offence, and let them stay; whoever booked them in."""
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
    opened = people.open_episode(
        by=officer, person=person, facts=EpisodeFacts(origin=Origin.DETENTION, detention=facts)
    )
    case.episode_id = opened.id
    tests.record_offences(by=officer, view=queries.episode(officer, opened.id), offences=[offence])
    referring.ask_risks(case, officer)
    return officer


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
