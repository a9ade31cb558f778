"""One person of the ARC caseload: referred, assessed, engaged or not. No arrest, test or disposal."""

from datetime import datetime, timedelta

from pathways import clock
from pathways.acceptance import actions as acceptance
from pathways.demo import referring
from pathways.demo.case import Case
from pathways.demo.custody import known
from pathways.demo.schedule import Journey, office_time
from pathways.demo.statistics import ask_about_statistics
from pathways.engagement import actions as engagement
from pathways.people import actions as people
from pathways.people.models import Person
from pathways.people.rules import EpisodeFacts
from pathways.referrals.rules import Outcome
from pathways.store import db
from pathways.vocabulary import Origin


def course(case: Case, start: datetime, *, engages: bool) -> Journey:
    """From the team's first meeting to an assessment everybody attended, and on from there."""
    officer = case.county.staff["officer"]
    yield start
    known(case, officer)
    person = db.session.get_one(Person, case.person_id)
    facts = EpisodeFacts(origin=Origin.ARC_IOM, came_on=clock.london_date(start))
    case.episode_id = people.open_episode(by=officer, person=person, facts=facts).id
    referral_id = referring.refer(case, officer, likely=1.0, ranks=False)
    if referral_id is None:
        return
    worker = case.county.worker_of(referral_id)
    place = referring.nearest_service(case).name
    yield office_time(clock.now(), days=1, hour=9)
    slot = office_time(clock.now(), days=2)
    acceptance.accept(by=worker, referral_id=referral_id, keyworker_id=worker.user_id, first_slot_at=slot, place=place)
    yield slot + timedelta(hours=1)
    referring.record_outcome(worker, referral_id, Outcome.ATTENDED)
    engagement.record_assessment(
        by=worker,
        referral_id=referral_id,
        attended_on=clock.today(),
        assessor_id=worker.user_id,
        uses_substances=bool(case.who.uses),
        substances=case.who.uses,
        needs_agreed="Invented for the demonstration.",
    )
    ask_about_statistics(worker, referral_id)
    if engages:
        yield from _engage(case, referral_id)
    else:
        yield clock.now() + timedelta(days=case.random.randrange(10, 40))
        reason = "88" if case.who.uses else "no_need"
        engagement.leave(by=worker, referral_id=referral_id, reason=reason, exited_on=clock.today())


def _engage(case: Case, referral_id: int) -> Journey:
    worker = case.county.worker_of(referral_id)
    yield office_time(clock.now(), days=3)
    engagement.agree_care_plan(by=worker, referral_id=referral_id, agreed_on=clock.today())
    yield from referring.start_and_engage(case, referral_id, worker, days=5)
