"""One person's way through a custody suite, and the shorter way of somebody stopped in the street."""

from dataclasses import replace
from datetime import datetime, timedelta

from pathways import clock, dates
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.held_records import actions as held_records_actions
from pathways.arrest_tests.held_records.rules import Difference
from pathways.arrest_tests.offences import actions as offences_actions
from pathways.arrest_tests.offences.rules import EnteredOffence
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing import queries as arrest_tests
from pathways.arrest_tests.testing.rules.record import (
    LaterFacts,
    RecordedTest,
    ShiftFacts,
    TakerCategory,
    reasons_to_ask_later,
)
from pathways.arrest_tests.testing.rules.results import (
    AdultFacts,
    AdultRelation,
    AdultStep,
    AnalyteResult,
    SampleOutcome,
    ToldAnswer,
    not_tested_reasons,
)
from pathways.auth.roles import Viewer
from pathways.casefile.rules.tasks import TaskPart
from pathways.demo import disposing, referring
from pathways.demo import disposing as running
from pathways.demo import treatment as following_up
from pathways.demo.journey import BOSTON, GRANTHAM, Journey, JourneyCase, office_time, together
from pathways.disposals.proposal.actions import WITH_A_PLAN
from pathways.law.rules.disposal_terms import Kind
from pathways.law.rules.findings import SampleCondition
from pathways.people.custody import actions as custody_actions
from pathways.people.custody import queries
from pathways.people.custody.rules import DetentionFacts, EpisodeFacts
from pathways.people.identity import actions as identity_actions
from pathways.people.leaving_custody import actions as leaving_custody_actions
from pathways.people.leaving_custody.rules import LeavingFacts, NotDone, reasons_left_open
from pathways.people.models.identity import Person
from pathways.people.rules import NoneOfThese, Presence, ReleaseType
from pathways.store.base import db
from pathways.vocabulary import Origin, Sex, Substance

# Offence, drug, share of arrests.
OFFENCES = (
    ("TA68-1", None, 38),
    ("MDA71-5-2", "crack_cocaine", 16),
    ("MDA71-5-2", "diamorphine", 12),
    ("TA68-9", None, 9),
    ("FA06-1", None, 6),
    ("MDA71-5-3", "crack_cocaine", 5),
    ("OAPA61-47", None, 9),
    ("CJA88-139", None, 5),
    ("MDA71-5-2", "cannabis", 16),
)
NO_TRIGGERS = ("OAPA61-47", "CJA88-139")
UNTRAINED = held_records_actions.WhatHappened(
    words="PC Ward took the sample. At the handover we noticed that his training ran out in October.",
    differences=frozenset({Difference.NOT_PRESCRIBED}),
    taker="PC Ward",
)
FROM_THE_SCHEME = AdultFacts(
    name="Ruth Ancaster", relation=AdultRelation.SCHEME, there_for=frozenset(AdultStep.of_a_test())
)
WHY_LEFT = {
    "assessment": reasons_left_open()["not_needed"],
    "disposal": reasons_left_open()["later"],
    "needs": reasons_left_open()["declined"],
    "referral": reasons_left_open()["declined"],
    "leaving": reasons_left_open()["declined"],
}
ASKED = 0.5
"""The share of people without a drug on the test who talk about their needs; the others are released before."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
COCAINE = {Substance.CRACK, Substance.COCAINE_POWDER, Substance.COCAINE_UNSPECIFIED}


def detained(case: JourneyCase, start: datetime) -> Journey:
    """Arrest to release, and whatever follows from it."""
    random, county = case.random, case.county
    yield start
    near = "Grantham" if case.who.area in (GRANTHAM, BOSTON) and case.chance(0.8) else "Lincoln"
    town = case.suite or near
    officer = county.staff["officer2" if town == "Grantham" else "officer"]
    code, drug, _share = random.choices(OFFENCES, weights=[row[2] for row in OFFENCES])[0]
    if case.offence:
        code, drug = case.offence, case.drug
    known(case, officer)
    arrived = start - 10 * MINUTE
    number = f"{town[:2].upper()}-{start:%y}-{random.randrange(1000, 9999):05d}"
    arrested = arrived - random.randrange(20, 70) * MINUTE
    facts = DetentionFacts(
        custody_record_no=number,
        suite_id=county.suites[town].id,
        cell=f"{'F' if case.who.facts.sex is Sex.FEMALE else 'M'}{next(county.cells)}",
        presence=Presence.BAIL_RETURN if case.is_back_on_bail else Presence.ARRESTED,
        first_arrested_at=arrested - 12 * DAY if case.is_back_on_bail else None,
        arrested_at=arrested,
        arrived_at=arrived,
        custody_officer_seen_at=start - 2 * MINUTE,
        planned_release_at=start + case.stays,
        needs_appropriate_adult=case.needs_adult,
        appropriate_adult_present=case.needs_adult,
    )
    person = db.session.get_one(Person, case.person_id)
    episode = custody_actions.open_episode(
        by=officer, person=person, facts=EpisodeFacts(origin=Origin.DETENTION, detention=facts)
    )
    case.episode_id = episode.id
    yield start + 8 * MINUTE
    offences_actions.record_offences(
        by=officer,
        view=queries.episode(officer, case.episode_id),
        offences=[
            EnteredOffence(
                code=code,
                drug=drug,
                amount="2 wraps" if drug else None,
                arrested_at=facts.first_arrested_at or facts.arrested_at,
            )
        ],
    )
    referring.ask_risks(case, officer)
    if case.who.facts.date_of_birth.day % 8 == 3:
        _ask_later(case, officer)
    yield start + random.randrange(25, 80) * MINUTE
    is_positive = _test(case, officer, can_be_asked=code not in NO_TRIGGERS and drug != "cannabis")
    imposed = is_positive and (case.chance(0.95) or case.is_told)
    if imposed:
        yield clock.now() + 12 * MINUTE
        _require_assessment(case, officer)
    kind = None
    if disposing.may_be_decided(case, code):
        yield clock.now() + 25 * MINUTE
        kind = disposing.propose(case, officer, drug)
    yield clock.now() + 10 * MINUTE
    is_sent = kind in WITH_A_PLAN  # it is an assessment or a course there: agreeing to it is agreeing to be sent
    case.refuses = (case.refuses and not is_sent and not case.is_told) or case.comes_by_notice
    referral_id = None
    if is_sent or imposed or case.is_told or case.refuses or case.chance(ASKED):
        likely = 1 if is_sent or case.is_told else 0.9 if imposed else 0.3
        referral_id = referring.refer(case, officer, likely=likely)
    if kind:
        yield from disposing.authorise_and_sign(case, kind)
    yield max(clock.now() + 20 * MINUTE, start + min(6 * HOUR, case.stays))
    # A deferred Outcome 22 is not given yet: its activity comes first.
    is_given = kind is not None and kind is not Kind.O22
    let_go(case, officer, ReleaseType.OUT_OF_COURT if is_given else ReleaseType.WITHOUT_BAIL)
    what_follows = [running.follow(case)] if kind else []
    if referral_id:
        what_follows.append(referring.after_sending(case, referral_id, imposed=imposed))
    elif imposed:
        what_follows.append(following_up.only_required(case))
    yield from together(*what_follows)


def held_for_no_offence(case: JourneyCase, start: datetime) -> Journey:
    """Somebody held for a breach of the peace: nobody asks for a sample, and they are still here."""
    county, officer = case.county, case.county.staff["officer"]
    yield start
    known(case, officer)
    facts = DetentionFacts(
        custody_record_no=f"LI-{start:%y}-00{case.who.facts.date_of_birth:%j}",
        suite_id=county.suites["Lincoln"].id,
        presence=Presence.BREACH_OF_PEACE,
        arrested_at=start - 30 * MINUTE,
        arrived_at=start - 10 * MINUTE,
        custody_officer_seen_at=start - 2 * MINUTE,
    )
    person = db.session.get_one(Person, case.person_id)
    opened = custody_actions.open_episode(
        by=officer, person=person, facts=EpisodeFacts(origin=Origin.DETENTION, detention=facts)
    )
    case.episode_id = opened.id
    referring.ask_risks(case, officer)


def in_the_street(case: JourneyCase, start: datetime, origin: Origin) -> Journey:
    """Somebody who was never detained: needs, consent, referral."""
    officer = case.county.staff["officer" if case.who.area != GRANTHAM else "officer2"]
    if origin in (Origin.LIAISON_AND_DIVERSION, Origin.SELF):
        officer = case.county.staff["liaison"]
    yield start
    known(case, officer)
    person = db.session.get_one(Person, case.person_id)
    facts = EpisodeFacts(origin=origin, came_on=dates.london_date(start))
    case.episode_id = custody_actions.open_episode(by=officer, person=person, facts=facts).id
    yield start + 12 * MINUTE
    referring.ask_risks(case, officer)
    referral_id = referring.refer(case, officer, likely=1 if case.is_told else 0.7)
    if referral_id:
        yield from referring.after_sending(case, referral_id, imposed=False)


def known(case: JourneyCase, officer: Viewer) -> None:
    """Find the person, or add them the first time they come."""
    if not case.person_id:
        why = NoneOfThese.CHECKED
        person = identity_actions.add_person(by=officer, facts=case.who.facts, none_of_these=why, is_demonstration=True)
        case.person_id = person.id


def _test(case: JourneyCase, officer: Viewer, *, can_be_asked: bool) -> bool:
    """Ask for the sample where a route is open. Returns whether a positive result was read."""
    view = queries.episode(officer, case.episode_id)
    now = clock.now()
    warned_at, asked = now - 9 * MINUTE, now - 8 * MINUTE
    if not can_be_asked and not case.goes_wrong:
        record = RecordedTest(
            outcome=SampleOutcome.NOT_ASKED, not_tested_reason=not_tested_reasons()["offence_not_trigger_no_authority"]
        )
    elif case.chance(0.06) and not case.goes_wrong and not case.is_told:
        record = RecordedTest(
            outcome=SampleOutcome.REFUSED,
            warned_at=warned_at,
            requested_at=asked,
            refusal_words="I am not giving you anything",
        )
    else:
        uses = set(case.who.uses)
        shows = {"cocaine": bool(uses & COCAINE), "opiates": Substance.HEROIN in uses}
        record = RecordedTest(
            outcome=SampleOutcome.SAMPLE_GIVEN,
            warned_at=warned_at,
            requested_at=asked,
            taken_at=now - 6 * MINUTE,
            sample_condition=SampleCondition.SUFFICIENT,
            result_at=now - 2 * MINUTE,
            analytes={
                name: AnalyteResult.POSITIVE
                if is_shown and (case.chance(0.45) or case.is_told)
                else AnalyteResult.NEGATIVE
                for name, is_shown in shows.items()
            },
            has_medicine=False,
            told_answer=ToldAnswer.ACCEPTS,
        )
    set_up(officer)
    if case.needs_adult and record.outcome is not SampleOutcome.NOT_ASKED:
        record = replace(record, adult=FROM_THE_SCHEME)
    if case.goes_wrong:
        held_records_actions.record_as_it_happened(by=officer, view=view, record=record, what_happened=UNTRAINED)
        return False
    testing_actions.record_test(by=officer, view=view, record=record)
    return AnalyteResult.POSITIVE in record.analytes.values()


def set_up(officer: Viewer) -> None:
    """Set up the officer’s shift, if it is not yet."""
    if arrest_tests.set_up_now(officer) is None:
        until = clock.today().replace(month=12, day=31) + 365 * DAY
        facts = ShiftFacts(
            device="Custody saliva device",
            serial=f"SN-{20400 + officer.user_id}",
            lot=f"{clock.today():%y%m}C",
            lot_expires_on=until,
            check_passed_at=clock.now() - 20 * MINUTE,
            taker=officer.name,
            category=TakerCategory.POLICE_OFFICER,
            trained_until=until,
        )
        testing_actions.set_up_shift(by=officer, facts=facts)


def _ask_later(case: JourneyCase, officer: Viewer) -> None:
    """Put off asking those who are not fit to be asked at once."""
    facts = LaterFacts(why=reasons_to_ask_later()["too_intoxicated"], ask_again_at=clock.now() + HOUR)
    testing_actions.ask_later(by=officer, view=queries.episode(officer, case.episode_id), facts=facts)


def let_go(case: JourneyCase, officer: Viewer, how: ReleaseType) -> None:
    """Release the person; what is still open is left with a reason."""
    view = queries.episode(officer, case.episode_id)
    decided = LeavingFacts(
        planned_release_at=view.detention.planned_release_at if view.detention else None,
        decision=how,
        decided_at=clock.now() - 5 * MINUTE,
    )
    leaving_custody_actions.plan_release(by=officer, episode=view.episode, facts=decided)
    why = {part.value: WHY_LEFT.get(part.value, reasons_left_open()["no_time"]) for part in TaskPart}
    custody_actions.release(
        by=officer, episode=view.episode, released_at=clock.now(), release_type=how, not_done=NotDone(why=why)
    )


def _require_assessment(case: JourneyCase, officer: Viewer) -> None:
    view = queries.episode(officer, case.episode_id)
    service = referring.nearest_service(case)
    assessment_actions.decide_assessment(
        by=officer,
        view=view,
        decision=AssessmentDecision.IMPOSED,
        initial_at=office_time(clock.now(), days=5),
        service_id=service.id,
    )
    assessment_actions.serve_notice(by=officer, view=view, all_said=True, served_at=clock.now())
