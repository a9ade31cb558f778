"""Recording a test on arrest of before with the offence that is stated for it, and taking it back."""

from datetime import datetime

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.assessment.queries import decision_of
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.lawful_basis.actions import row_of
from pathways.arrest_tests.lawful_basis.queries import case_facts
from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.offences import Offence
from pathways.arrest_tests.models.testing import Analyte, DrugTest
from pathways.arrest_tests.of_before.queries import more_is_recorded_of_tests
from pathways.arrest_tests.of_before.rules import PastTest, StatedOffence, bars_of_that_day, past_test_reasons
from pathways.arrest_tests.offences.actions import offence_row
from pathways.arrest_tests.offences.queries import last_number_of, offence_rows
from pathways.arrest_tests.testing.actions import AUDITED_AS
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.directory.entries.queries import service
from pathways.directory.models import Service
from pathways.law.queries import law_in_use
from pathways.law.rules.findings import SampleRoute
from pathways.people.actions import lock
from pathways.people.custody.queries import EpisodeView
from pathways.refusals import Refused, refuse_if
from pathways.store.base import db, save
from pathways.store.together import named_elsewhere


def record_past_test(
    *, by: Viewer, view: EpisodeView, facts: PastTest, **origin: object
) -> tuple[DrugTest, int | None]:
    """Record a test on arrest that was done before, from another system. Raises Refused.

    Nothing follows from it: a refusal opens no file, a positive result no question of an assessment. Returns the test
    and the id of the offence that was recorded with it; None where none is stated, or the episode had it already.
    """
    lock(by, view.person, None)
    if view.detention is None:
        raise Refused("Only somebody in police detention could be tested on arrest", field="detention_key")
    refuse_if(past_test_reasons(facts, now=clock.now(), law=law_in_use()))
    case = case_facts(view, facts.requested_at, warned_at=facts.warned_at)
    route = may_a_sample_be_requested(case).arrest
    arrived_at, released_at = view.detention.arrived_at, view.detention.released_at
    refuse_if(bars_of_that_day(route, facts, arrived_at=arrived_at, released_at=released_at))
    if facts.service_id is not None and decision_of(view.episode.id) is not None:
        raise Refused("It is decided already whether an assessment is required", field="required_at")
    offence, is_new = keep_stated_offence(by=by, view=view, stated=facts, **origin)
    test = row_of(by, view, facts.record, facts.requested_at, None, view.detention.continuous_detention)
    test.route, test.requested_at = SampleRoute.ARREST, facts.requested_at
    test.relied_on = [offence.id] if offence else []
    save(test)
    for analyte, result in facts.analytes.items():
        db.session.add(Analyte(drug_test_id=test.id, analyte=analyte, result=result))
    subject = ("drug_test", test.id)
    audit.change(by, view.person.id, AUDITED_AS[test.outcome], subject, route=test.route, **origin)
    if test.result_at is not None:
        audit.change(by, view.person.id, "test.result.recorded", subject, **origin)
    if facts.service_id is not None:
        _require(by, view, test, facts, service(facts.service_id), **origin)
    return test, offence.id if offence and is_new else None


def _require(by: Viewer, view: EpisodeView, test: DrugTest, facts: PastTest, place: Service, **origin: object) -> None:
    """Keep that an assessment was required. Its notice was the other system's: no time of it is waited for here."""
    required = save(
        RequiredAssessment(
            episode_id=view.episode.id,
            drug_test_id=test.id,
            decision=AssessmentDecision.IMPOSED,
            imposed_at=facts.required_at,
            initial_at=facts.initial_at,
            initial_place=f"{place.name}, {place.town}",
            service_id=place.id,
            recorded_at=clock.now(),
            recorded_by_id=by.user_id,
        )
    )
    subject = ("required_assessment", required.id)
    audit.change(by, view.person.id, "assessment.required", subject, service=place.id, **origin)


def keep_stated_offence(
    *, by: Viewer, view: EpisodeView, stated: StatedOffence, **origin: object
) -> tuple[Offence | None, bool]:
    """The offence of the episode that is stated, recorded where it was not yet; and whether it was recorded now.

    The caller has locked the person, and asked whether it may be recorded (`stated_offence_reasons`).
    """
    entered = stated.entered(_arrested_at(view))
    if entered is None:
        return None, False
    same = (entered.code, entered.drug, entered.described_as)
    for row in offence_rows(view.episode.id):
        if (row.code, row.drug, row.described_as) == same:
            return row, False
    made = save(offence_row(by, view, entered, last_number_of(view.episode.id) + 1))
    subject, law = ("episode", view.episode.id), law_in_use().version
    audit.change(by, view.person.id, "offences.recorded", subject, offences=[made.code], law=law, **origin)
    return made, True


def _arrested_at(view: EpisodeView) -> datetime:
    return view.offence_arrested_at or view.episode.opened_at


def take_back_test(*, by: Viewer, view: EpisodeView, test: DrugTest, offence_id: int | None, **origin: object) -> None:
    """Take a test of before back where nothing hangs on it, with the offence recorded with it. Raises Refused.

    The caller has locked the person (`audit.lock`). The log keeps that it was recorded, and that it was taken back.
    """
    if more_is_recorded_of_tests([test]):
        raise Refused("Something was recorded with this test since. It stays")
    audit.taken_back(by, view.person.id, "test.taken_back", ("drug_test", test.id), origin)
    of_test = select(RequiredAssessment).where(RequiredAssessment.drug_test_id == test.id)
    for required in db.session.scalars(of_test.order_by(RequiredAssessment.id)):
        db.session.delete(required)
    for line in db.session.scalars(select(Analyte).where(Analyte.drug_test_id == test.id).order_by(Analyte.id)):
        db.session.delete(line)
    db.session.flush()
    db.session.delete(test)
    db.session.flush()
    if offence_id is not None:
        take_back_offence(by=by, view=view, offence_id=offence_id, **origin)


def take_back_offence(*, by: Viewer, view: EpisodeView, offence_id: int, **origin: object) -> None:
    """Take back an offence that was recorded with something of before, unless something else rests on it now."""
    offence = db.session.get(Offence, offence_id)
    if offence is None or offence.superseded_at is not None or _is_relied_on(offence):
        return
    audit.taken_back(by, view.person.id, "offence.taken_back", ("offence", offence.id), origin)
    db.session.delete(offence)
    db.session.flush()


def _is_relied_on(offence: Offence) -> bool:
    """Whether a test relies on an offence, or any row names it."""
    if named_elsewhere(Offence, [offence.id], but=()):
        return True
    of_episode = select(DrugTest.relied_on).where(DrugTest.episode_id == offence.episode_id)
    return any(offence.id in relied_on for relied_on in db.session.scalars(of_episode))
