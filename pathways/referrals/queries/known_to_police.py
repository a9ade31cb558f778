"""How long an officer reads a referral they sent: by a clock of facts that police always know, never by its end.

When a case closes is told to police only under live consent (treatment reference 2.4). A list from which it dropped so
long after closing would tell it to everybody, so the end of a case is not read here at all: docs/decisions/0011.
"""

from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, tuple_
from sqlalchemy.orm import aliased

from pathways import clock
from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.rules import AssessmentDecision
from pathways.disposals.models import Disposal
from pathways.disposals.rules import ENDED
from pathways.people.queries import records_of_whom
from pathways.referrals.models import Consent, Referral
from pathways.referrals.rules import FEEDBACK, ConsentState, ReferralState, Told, first_day_still_live, versions_telling
from pathways.store import db, shared_alias

SEEN_AFTER_ANSWER = timedelta(days=28)
"""After acceptance or recall, while nothing more is told (R6 of trust.md, counted from what police know)."""
SEEN_UNANSWERED = timedelta(days=365)
"""A referral that nobody accepted stays so long: what was forgotten must be seen, and no consent lives longer."""
SEEN_AFTER_NOTICE = timedelta(days=183)
"""A failure at a required assessment can be charged within six months (Drugs Act 2005 s.12(3); time limit: design)."""

# Made once: every list of the police asks it.
_ELDER = shared_alias(Referral)

RECALLED = (ReferralState.WITHDRAWN, ReferralState.CONSENT_WITHDRAWN)


def after_acceptance() -> ColumnElement[bool]:
    """Whether a service had accepted the person before this offer was made: a condition on `Referral`.

    What becomes of somebody's place after that is the service's own. An episode has one chain of referrals, so whatever
    follows an accepted one in it was made when that service handed the person back: to see it would tell so.
    """
    same, earlier = _ELDER.episode_id == Referral.episode_id, _ELDER.id < Referral.id
    return exists().where(same, earlier, _ELDER.accepted_at.is_not(None)).correlate_except(_ELDER)


def is_after_acceptance(held: Referral) -> bool:
    """The same of one referral: then whatever happens to it is recorded in confidence."""
    return bool(db.session.scalar(select(Referral.id).where(Referral.id == held.id, after_acceptance())))


def still_read_by_police() -> ColumnElement[bool]:
    """Whether whoever sent a referral still reads it, as a condition. Where its case stands, or ended, is not read."""
    now = clock.now()
    longer = or_(_they_are_told(), _assessment_was_required(now), _disposal_is_open())
    return or_(_answered_lately(now), and_(Referral.accepted_at.is_not(None), longer))


def still_read_by_liaison() -> ColumnElement[bool]:
    """The same for liaison and diversion, who know neither of a required assessment nor of a disposal."""
    told = _they_are_told(Told.LIAISON)
    return or_(_answered_lately(clock.now()), and_(Referral.accepted_at.is_not(None), told))


def _answered_lately(now: datetime) -> ColumnElement[bool]:
    """Accepted or recalled not long ago, or not answered yet."""
    recalled = and_(Referral.accepted_at.is_(None), Referral.state.in_(RECALLED))
    unanswered = and_(Referral.accepted_at.is_(None), Referral.state.not_in(RECALLED))
    return or_(
        Referral.accepted_at >= now - SEEN_AFTER_ANSWER,
        and_(recalled, Referral.closed_at >= now - SEEN_AFTER_ANSWER),
        and_(unanswered, Referral.sent_at >= now - SEEN_UNANSWERED),
    )


def _they_are_told(who: Told = Told.POLICE) -> ColumnElement[bool]:
    """Consent to telling them is live: `consent_live` of the rules, over the answers that `consents_in` reads and
    that `heard_by` lets count for them; save that a lapse with the end of the episode moves no list (0011)."""
    given, later = aliased(Consent), aliased(Consent)
    theirs = versions_telling(Told.POLICE if who is Told.LIAISON else Told.LIAISON)
    since = clock.from_london(first_day_still_live(clock.today()), time(0))
    undone = exists().where(
        later.person_id.in_(records_of_whom(Referral.person_id)),
        later.number == FEEDBACK,
        later.state != ConsentState.EXPIRED,
        ~and_(later.state == ConsentState.GIVEN, later.wording_version.in_(theirs)),
        tuple_(later.taken_at, later.id) > tuple_(given.taken_at, given.id),
        or_(
            later.episode_id == Referral.episode_id,
            later.state.in_((ConsentState.WITHDRAWN, ConsentState.REFUSED)),  # wherever they said so
        ),
    )
    agreed = select(given.id).where(
        given.episode_id == Referral.episode_id,
        given.number == FEEDBACK,
        given.state == ConsentState.GIVEN,
        given.understood,
        given.wording_version.not_in(theirs),
        given.taken_at >= since,
        # Unless told so, SQLAlchemy reads every referral here: it looks for the outer one no further than one step out.
        ~undone.correlate_except(later),
    )
    return agreed.correlate_except(given).exists()


def _assessment_was_required(now: datetime) -> ColumnElement[bool]:
    """Police required an assessment and its day is not long past: a failure may be reported, whatever became of it."""
    return exists().where(
        RequiredAssessment.episode_id == Referral.episode_id,
        RequiredAssessment.superseded_at.is_(None),
        RequiredAssessment.decision == AssessmentDecision.IMPOSED,
        RequiredAssessment.initial_at >= now - SEEN_AFTER_NOTICE,
    )


def _disposal_is_open() -> ColumnElement[bool]:
    """Whoever holds an open disposal keeps its record until it has ended (trust.md R6)."""
    return exists().where(Disposal.episode_id == Referral.episode_id, Disposal.state.not_in(ENDED))
