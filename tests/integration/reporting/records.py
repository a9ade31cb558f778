"""Rows that the manager's figures are counted from: plainest valid cases, inserted as they would stand."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.testing import DrugTest
from pathways.auth.models import User
from pathways.engagement.models.case import AssessedSubstance, Assessment, Engagement, Exit, StructuredStart
from pathways.engagement.models.treatment import NaloxoneSupply, NeedsAssessed, PeerSupport, RequiredAssessmentOutcome
from pathways.people.models.identity import Person
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.referrals.models.referral import Referral
from pathways.store.base import db
from pathways.vocabulary import Origin, Substance
from tests import county

RECORDER = "Whoever recorded it"


def added(row):
    db.session.add(row)
    db.session.flush()
    return row


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def worker() -> int:
    """Whoever recorded it: the same officer in the rows of a county, as it matters nowhere who that is."""
    somebody = db.session.scalar(select(User.id).where(User.name == RECORDER))
    return somebody or county.user(name=RECORDER).id


def a_test_on_arrest(person=None, *, on=None, positive=True, imposed=None, outcome="sample_given", route="arrest"):
    """A test on arrest; returns its episode. `imposed` None leaves the required assessment undecided."""
    taken = at_noon(on or clock.today() - timedelta(days=30))
    episode, detention = county.detained(person, arrested_at=taken - timedelta(hours=3))
    given = outcome == "sample_given"
    test = added(
        DrugTest(
            episode_id=episode.id, continuous_detention=detention.continuous_detention, route=route, relied_on=[],
            law_version="1", outcome=outcome, warned_at=taken - timedelta(minutes=20),
            requested_at=taken - timedelta(minutes=10), taken_at=taken if given else None,
            sample_condition="sufficient_and_suitable" if given else None,
            refusal_words="No" if outcome == "refused" else None,
            result_at=taken + timedelta(minutes=10) if given else None,
            overall_result=("positive" if positive else "negative") if given else None,
            recorded_at=taken, recorded_by_id=worker(),
        )
    )  # fmt: skip
    if imposed is not None:
        added(
            RequiredAssessment(
                episode_id=episode.id, drug_test_id=test.id, decision="imposed" if imposed else "not_imposed",
                not_imposed_reason=None if imposed else "Already in treatment",
                imposed_at=taken + timedelta(hours=1) if imposed else None,
                initial_at=taken + timedelta(days=2) if imposed else None,
                initial_place="Lincoln" if imposed else None,
                service_id=county.service().id if imposed else None,
                recorded_at=taken, recorded_by_id=worker(),
            )
        )  # fmt: skip
    return episode


def became(episode, outcome, on):
    """What became of the assessment that was required at this episode."""
    required = db.session.scalars(select(RequiredAssessment).where(RequiredAssessment.episode_id == episode.id)).one()
    facts = {"recorded_at": at_noon(on), "recorded_by_id": required.recorded_by_id}
    reported_at = None if outcome == "attended_remained" else at_noon(on)
    added(
        RequiredAssessmentOutcome(
            required_assessment_id=required.id,
            outcome=outcome,
            at=at_noon(on),
            reported_to_police_at=reported_at,
            **facts,
        )
    )


def a_referral(episode, *, on=None, accepted_on=None, attended_on=None, engaged_on=None, **changed):
    """A referral of the episode's person, sent on a day, with the milestones given."""
    sent = at_noon(on or clock.today() - timedelta(days=30))
    by, service = worker(), county.service()
    number = db.session.query(Referral).count() + 1
    facts = {
        "reference": f"PW-T{number:05}", "person_id": episode.person_id, "episode_id": episode.id,
        "service_id": service.id, "organisation_id": service.organisation_id,
        "state": "ACCEPTED" if accepted_on else "SUBMITTED", "routing": {}, "made_at": sent,
        "first_submitted_at": sent, "sent_at": sent, "sent_by_id": by, "due_on": sent.date() + timedelta(days=2),
        "accepted_at": at_noon(accepted_on) if accepted_on else None, "accepted_by_id": by if accepted_on else None,
        "keyworker_id": by if accepted_on else None, "first_attended_on": attended_on, "engaged_on": engaged_on,
    }  # fmt: skip
    return added(Referral(**facts | changed))


def screen(episode, area):
    """What somebody of that area said, as plainly as can be."""
    return added(
        NeedScreen(
            episode_id=episode.id, use_answer="nothing", injected="never", mental_health="no", housing="safe",
            contact_way="no_phone", area=area, recorded_at=clock.now(), recorded_by_id=worker(),
        )
    )  # fmt: skip


def referred(count, *, accepted):
    """So many people referred a month ago; returns their ids."""
    month_ago = clock.today() - timedelta(days=30)
    referrals = [
        a_referral(county.episode(county.person()), accepted_on=month_ago if accepted else None) for _ in range(count)
    ]
    return [referral.person_id for referral in referrals]


def assessed(
    person=None,
    *substances,
    on=None,
    engaged=False,
    engaged_on=None,
    is_open=False,
    demonstration=False,
    origin=Origin.ARC_IOM,
):
    """Somebody assessed (heroin unless said otherwise), whose referral has closed unless it is open."""
    day = on or clock.today() - timedelta(days=60)
    person = person or county.person()
    person.is_demonstration = demonstration
    referral = a_referral(
        county.episode(person, origin=origin),
        on=day - timedelta(days=7),
        accepted_on=day - timedelta(days=5),
        attended_on=day,
        state="ATTENDED_ASSESSMENT" if is_open else "NOT_ENGAGED",
        closed_at=None if is_open else at_noon(day + timedelta(days=40)),
    )
    by = referral.sent_by_id
    substances_used = substances or (Substance.HEROIN,)
    substances_used = () if substances_used == (None,) else substances_used
    row = added(
        Assessment(
            referral_id=referral.id, person_id=person.id, attended_on=day, assessor_id=by, uses_substances=bool(substances_used),
            needs_agreed="Housing", recorded_at=at_noon(day), recorded_by_id=by,
        )
    )  # fmt: skip
    for substance in substances_used:
        added(AssessedSubstance(assessment_id=row.id, substance=substance))
    if engaged or engaged_on:
        when = engaged_on or day + timedelta(days=10)
        added(
            Engagement(
                referral_id=referral.id, person_id=person.id, engaged_on=when, definition="structured_contact",
                definition_version="1", recorded_at=at_noon(when), recorded_by_id=by,
            )
        )  # fmt: skip
        referral.engaged_on = when
    db.session.flush()
    return row


def in_treatment(began, ended=None, why="80", *, person=None):
    """A referral whose person began structured treatment on a day, and left it on another for a reason, or goes on."""
    referral = a_referral(county.episode(person or county.person()), on=began, accepted_on=began)
    by = {"recorded_at": at_noon(began), "recorded_by_id": referral.sent_by_id}
    added(StructuredStart(referral_id=referral.id, modality="94", started_on=began, **by))
    if ended is not None:
        added(Exit(referral_id=referral.id, reason=why, planned=why in ("80", "81", "82"), exited_on=ended, **by))
    return referral


def released(on, *, seen=None, sent=0, release="without_bail", person=None, **changed):
    """Somebody released on a day, referred from there some days before or after, and seen so many days after it."""
    at = at_noon(on)
    episode, _ = county.detained(
        person or county.person(), arrested_at=at - timedelta(hours=30), released_at=at, release_type=release
    )
    if sent is not None:
        seen_on = None if seen is None else on + timedelta(days=seen)
        accepted_on = None if seen is None else on + timedelta(days=min(seen, sent))
        a_referral(episode, on=on + timedelta(days=sent), accepted_on=accepted_on, attended_on=seen_on, **changed)
    return episode


def supplied(referral, *, on, kits=1, recipient="at_risk"):
    added(
        NaloxoneSupply(
            referral_id=referral.id, supplied_on=on, product="nasal", kits=kits, batch="N1", expires_on=date(2029, 1, 1),
            recipient=recipient, why="first", authority="drug_service", trained_by="A worker",
            recorded_at=at_noon(on), recorded_by_id=referral.sent_by_id,
        )
    )  # fmt: skip


def offered(referral, answer="accepted", *, on, met_on=None, superseded=False):
    is_passed_on = answer == "accepted"
    added(
        PeerSupport(
            referral_id=referral.id, offered_on=on, answer=answer, peer="Sam" if is_passed_on else None,
            contact="By phone" if is_passed_on else None, shared_risks=[], first_contact_on=met_on,
            recorded_at=at_noon(on), recorded_by_id=referral.sent_by_id,
            superseded_at=at_noon(on) if superseded else None,
            correction_reason="Answered anew" if superseded else None,
        )
    )  # fmt: skip


def asked(referral, mental_health="no", receiving=None, *, on, anew_on=None):
    """A sitting in which the service asked what somebody needs; on another day it was asked anew, and takes its place."""
    added(
        NeedsAssessed(
            referral_id=referral.id, use_answer="nothing", injecting="never", overdose="no", mental_health=mental_health,
            receiving=receiving, housing="safe", children="not_a_parent", employment="other", safeguarding="no",
            naloxone="already_has", recorded_at=at_noon(on), recorded_by_id=referral.sent_by_id,
            superseded_at=at_noon(anew_on) if anew_on else None,
            correction_reason="Asked again" if anew_on else None,
        )
    )  # fmt: skip


def dies(person_id, on):
    """Somebody's death on that day, recorded on it."""
    person = db.session.get(Person, person_id)
    person.died_at = person.death_recorded_at = at_noon(on)
    person.death_recorded_by_id, person.death_source = person.created_by_id, "coroner"


def merge(person_id, into):
    db.session.get(Person, person_id).merged_into_id = into
    db.session.flush()


def units_of(people):
    """How many units these people have: tests, referrals, assessments."""
    return sum(alike.people * len(alike.states) for alike in people)
