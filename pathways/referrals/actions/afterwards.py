"""What whoever sent a referral does afterwards: closes a draft, recalls, answers a question, tells of custody."""

from collections.abc import Mapping
from typing import Any

from pathways import clock
from pathways.auth import Viewer
from pathways.people import queries as people
from pathways.people.models import Person
from pathways.referrals import queries
from pathways.referrals.actions.stepping import OF_THE_REFERRER, take_step
from pathways.referrals.models import Referral
from pathways.referrals.queries.states import due_once_answered
from pathways.referrals.rules import steps
from pathways.referrals.rules.asked import steps_asked
from pathways.refusals import OutOfSight, Refused
from pathways.store import db

OF_CUSTODY = ("taken_into_custody", "released")


def step_by_referrer(*, by: Viewer, referral_id: int, event: str, given: Mapping[str, Any]) -> Referral:
    """Take a step that is the referrer's. Raises OutOfSight, Refused with every reason, Stale.

    That somebody is on remand, or out again, is told by police of any referral in their sight: whether a case was open
    that it pauses is not theirs to know, so the answer is the same where it was not. It pauses whichever link of the
    chain is open now, which they need not know of. A pathway manager who found a place sent that referral, and answers.
    """
    referral = queries.sent_by(by, referral_id)
    person = db.session.get_one(Person, people.details_of(referral.person_id).person_id)
    if bars := people.bars_of_death(by, person):
        raise Refused(reasons=bars)
    if event in OF_CUSTODY and referral.sent_at is not None:
        _tell_of_custody(by, queries.present_of(referral), event, given)
    elif event in OF_THE_REFERRER:
        runs_on = due_once_answered(referral) if event == "answered" else {}
        take_step(referral, event, by=by, given=given, now=queries.standing_of(referral), **runs_on)
    else:
        raise OutOfSight
    return referral


def _tell_of_custody(by: Viewer, held: Referral, event: str, given: Mapping[str, Any]) -> None:
    now = queries.standing_of(held)
    if faults := steps_asked()[event].faults(given, clock.london(clock.now())):
        raise Refused(reasons=faults)
    if (held.state, event) in steps():
        # When a pause began is the service's to know as well, so a day before it is taken as the day it began.
        on = max(given["on"], now.since) if event == "released" else given["on"]
        take_step(held, event, by=by, given={**given, "on": on}, now=now)
