"""Which referrals a viewer may see, one of them, the lists, and for how long police read a referral they sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from pathways import clock, dates
from pathways.arrest_tests.assessment.queries import is_required_in
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.roles import Role, Viewer
from pathways.disposals.models import Disposal
from pathways.disposals.steps.rules.machine import ENDED
from pathways.people import queries as people_queries
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.queries import records_of_whom
from pathways.people.models.custody import Episode
from pathways.referrals.consents.rules.consents import (
    FEEDBACK,
    AgreedRecipient,
    ConsentState,
    first_day_still_live,
    versions_telling,
)
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import db, shared_alias
from pathways.store.paging import Page, page_of
from pathways.store.together import among, one_of

# How long police read a referral they sent: by a clock of facts that they always know, never by the end of the case.
#
# When a case closes, police are told only under live consent (treatment reference 2.4). A list that dropped it a while
# after closing would tell everybody, so the end of a case is not read here at all: docs/decisions/0011. After
# acceptance or recall, if told nothing more, they read it as long as a closed episode (rule R6).


SEEN_UNANSWERED = timedelta(days=365)
"""How long a referral that nobody accepted is read: a forgotten one must be seen, and no consent lives longer."""
SEEN_AFTER_NOTICE = timedelta(days=183)
"""A failure at a required assessment can be charged within six months (Drugs Act 2005 s.12(3); time limit: design)."""

# Made once: every list of the police uses it.
_ELDER, _SENT = shared_alias(Referral), shared_alias(Referral)

RECALLED = (ReferralState.WITHDRAWN, ReferralState.CONSENT_WITHDRAWN)


def after_acceptance(of: Any = Referral) -> ColumnElement[bool]:
    """Whether a service had accepted the person before this offer was made: a condition on `Referral`, or on `of`, an
    alias of it.

    What becomes of somebody's place after that is the service's own. An episode has one chain of referrals, so any that
    follows an accepted one was made when that service handed the person back, and to see it would tell so.
    """
    same, earlier = _ELDER.episode_id == of.episode_id, _ELDER.id < of.id
    return exists().where(same, earlier, _ELDER.accepted_at.is_not(None)).correlate_except(_ELDER)


def is_after_acceptance(referral: Referral) -> bool:
    """Whether a service had accepted before this referral was made. What happens to it is then logged in confidence."""
    return referral.id in made_after_acceptance([referral.id])


def made_after_acceptance(referral_ids: Collection[int]) -> frozenset[int]:
    """Those of these referrals before which a service had accepted (`is_after_acceptance`)."""
    rows = select(Referral.id).where(among(Referral.id, referral_ids), after_acceptance())
    return frozenset(db.session.scalars(rows.order_by(Referral.id)))


def still_read_by_police() -> ColumnElement[bool]:
    """Whether the police who sent a referral still read it, as a condition that never reads where its case stands."""
    now = clock.now()
    longer = or_(_they_are_told(), _assessment_was_required(now), _disposal_is_open())
    return or_(_answered_lately(now), and_(Referral.accepted_at.is_not(None), longer))


def still_read_by_liaison() -> ColumnElement[bool]:
    """Whether liaison and diversion still read a referral: they know of no required assessment and no disposal."""
    is_told = _they_are_told(AgreedRecipient.LIAISON)
    return or_(_answered_lately(clock.now()), and_(Referral.accepted_at.is_not(None), is_told))


def _answered_lately(now: datetime) -> ColumnElement[bool]:
    """Whether it was accepted or recalled not long ago, or is not answered yet."""
    recalled = and_(Referral.accepted_at.is_(None), Referral.state.in_(RECALLED))
    unanswered = and_(Referral.accepted_at.is_(None), Referral.state.not_in(RECALLED))
    return or_(
        Referral.accepted_at >= people_queries.in_sight_since(),
        and_(recalled, Referral.closed_at >= people_queries.in_sight_since()),
        and_(unanswered, Referral.sent_at >= now - SEEN_UNANSWERED),
    )


def _they_are_told(who: AgreedRecipient = AgreedRecipient.POLICE) -> ColumnElement[bool]:
    """Whether consent to telling them is live: `consent_live` of the rules, over the answers that `consents_in` reads
    and `heard_by` lets count for them. But a lapse with the end of the episode changes no list (0011)."""
    given, later = aliased(Consent), aliased(Consent)
    theirs = versions_telling(AgreedRecipient.POLICE if who is AgreedRecipient.LIAISON else AgreedRecipient.LIAISON)
    since = dates.from_london(first_day_still_live(clock.today()), time(0))
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
        # Otherwise SQLAlchemy would read every referral here: it looks for the outer one only one step out.
        ~undone.correlate_except(later),
    )
    return agreed.correlate_except(given).exists()


def _assessment_was_required(now: datetime) -> ColumnElement[bool]:
    """Whether police required an assessment not long ago: a failure may be reported, whatever became of the case."""
    return exists().where(
        RequiredAssessment.episode_id == Referral.episode_id,
        RequiredAssessment.superseded_at.is_(None),
        RequiredAssessment.decision == AssessmentDecision.IMPOSED,
        RequiredAssessment.initial_at >= now - SEEN_AFTER_NOTICE,
    )


def _disposal_is_open() -> ColumnElement[bool]:
    """Whether a disposal is open: staff who have one keep its record until it has ended (rule R6)."""
    return exists().where(Disposal.episode_id == Referral.episode_id, Disposal.state.not_in(ENDED))


# Which referrals a viewer may see, one of them, and the lists.


# Built once: every page of a service uses it.
_TO_A_SERVICE = or_(
    one_of(Referral.state, REFERRAL_STEPS.groups["WITH_PROVIDER"] | {ReferralState.SUSPENDED}),
    Referral.accepted_at.is_not(None),
)
_OF_EPISODE = (
    select(Referral).where(Referral.episode_id == bindparam("of_episode")).order_by(Referral.id.desc()).limit(1)
)
_DRAFT = _OF_EPISODE.where(Referral.state == ReferralState.DRAFT)
_PRESENT = _OF_EPISODE.where(Referral.state.in_(REFERRAL_STEPS.groups["SENT"]))
_IS_ON_ITS_WAY = and_(
    or_(Referral.state.in_(REFERRAL_STEPS.groups["SENT"]), Referral.accepted_at.is_not(None)), ~after_acceptance()
)
_ON_ITS_WAY = _OF_EPISODE.where(_IS_ON_ITS_WAY)
_OF_DESK = (
    select(exists().where(is_required_in(Episode.id)).correlate(Episode).label("is_required"), Referral)
    .select_from(Episode)
    .outerjoin(
        Referral,
        and_(Referral.episode_id == Episode.id, or_(Referral.state == ReferralState.DRAFT, _IS_ON_ITS_WAY)),
    )
    .where(Episode.id == bindparam("of_episode"))
    .order_by(Referral.id.desc())
)


@dataclass(frozen=True, kw_only=True)
class ReferralsOfDesk:
    """What the desk has of an episode: the referral that was not sent yet (`draft_of`), the one that is on its way or
    was accepted (`sent_of`), and whether an assessment is required."""

    draft: Referral | None
    sent: Referral | None
    has_required_assessment: bool


def referrals_of_desk(episode_id: int) -> ReferralsOfDesk:
    """One statement for a page that shows all of it."""
    rows = db.session.execute(_OF_DESK, {"of_episode": episode_id}).all()
    referrals = [row for _, row in rows if row is not None]
    return ReferralsOfDesk(
        draft=next((each for each in referrals if each.state is ReferralState.DRAFT), None),
        sent=next((each for each in referrals if each.state is not ReferralState.DRAFT), None),
        has_required_assessment=rows[0].is_required,
    )


def draft_of(episode_id: int) -> Referral | None:
    """The referral of an episode that was not sent yet."""
    return db.session.scalar(_DRAFT, {"of_episode": episode_id})


def sent_of(episode_id: int) -> Referral | None:
    """The referral of an episode that is on its way or was accepted: the latest of its chain that the desk knows of.

    An accepted one whose case ended counts too: a second referral opened then would tell police that it ended.
    """
    return db.session.scalar(_ON_ITS_WAY, {"of_episode": episode_id})


def place_needed_since(referral_ids: Collection[int]) -> dict[int, datetime]:
    """By referral id, when it last came to need a place."""
    came = select(ReferralEvent.referral_id, ReferralEvent.at).where(
        ReferralEvent.referral_id.in_(referral_ids), ReferralEvent.to_state == ReferralState.NEEDS_PLACE
    )
    return {row[0]: row[1] for row in db.session.execute(came.order_by(ReferralEvent.at, ReferralEvent.id))}


def is_latest_of(episode_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether a referral is the latest of an episode that was ever sent, closed ones included, as a condition. It is as
    police and liaison know it: they are not told of those made after an acceptance, whoever has the person now."""
    sent = select(func.max(_SENT.id)).where(_SENT.episode_id == episode_id, _SENT.sent_at.is_not(None))
    return Referral.id == sent.where(~after_acceptance(_SENT)).correlate_except(_SENT).scalar_subquery()


def has_draft(episode_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether an episode has a referral that was not sent yet, as a condition."""
    in_draft = select(_SENT.id).where(_SENT.episode_id == episode_id, _SENT.state == ReferralState.DRAFT)
    return in_draft.correlate_except(_SENT).exists()


_LATEST = (
    select(Referral)
    .where(Referral.episode_id.in_(bindparam("of_episodes", expanding=True)), is_latest_of(Referral.episode_id))
    .order_by(Referral.id)
)


def latest_of_many(episode_ids: Collection[int]) -> dict[int, Referral]:
    """By episode id, the latest referral that was ever sent, as police and liaison know it; one statement for all."""
    rows = db.session.scalars(_LATEST, {"of_episodes": list(set(episode_ids))})
    return {referral.episode_id: referral for referral in rows}


def present_of(referral: Referral) -> Referral:
    """The link of the referral's chain that is open now; the referral itself where none is."""
    return db.session.scalar(_PRESENT, {"of_episode": referral.episode_id}) or referral


def _of_a_service(organisation_id: Any, since: Any) -> ColumnElement[bool]:
    still_read = or_(Referral.closed_at.is_(None), Referral.closed_at >= since)
    return and_(Referral.organisation_id == organisation_id, _TO_A_SERVICE, still_read)


OF_A_SERVICE = _of_a_service(bindparam("of_organisation"), bindparam("in_sight_since"))
"""What a service sees of referrals, for a statement that is built once; whom the viewer may not know of apart."""


def sight_of(viewer: Viewer) -> dict[str, Any]:
    """The parameters of `OF_A_SERVICE`."""
    return {"of_organisation": viewer.organisation_id, "in_sight_since": people_queries.in_sight_since()}


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Which referrals a viewer may see, as a condition.

    A service sees what is offered to it and what it accepted, never what it declined; a pathway manager what needs a
    place; police what they sent, and through the episode what their force sent (see `referral`); liaison and diversion
    likewise.
    """
    is_open = people_queries.is_open_to(viewer, Referral.person_id)
    if viewer.is_treatment:
        return and_(_of_a_service(viewer.organisation_id, people_queries.in_sight_since()), is_open)
    if viewer.role is Role.PW:
        return and_(Referral.state == ReferralState.NEEDS_PLACE, is_open)
    still = still_read_by_liaison() if viewer.is_liaison else still_read_by_police()
    mine = (Referral.sent_by_id == viewer.user_id, still, is_open, ~after_acceptance())
    return and_(*mine) if viewer.brings_people_in else false()


@people_queries.way_in
def reached(viewer: Viewer) -> Select[int]:
    """Whom treatment and pathway staff reach through a referral. Police and liaison reach people through episodes."""
    return select(Referral.person_id).where(false() if viewer.brings_people_in else visible_to(viewer))


@people_queries.still_answers
def has_to_answer(viewer: Viewer, person_id: Any) -> ColumnElement[bool] | None:
    """Whether only the viewer could answer for a person's open referral, if the person's record were shut.

    That is the manager of the provider that has it, the keyworker whom the manager chose, and pathway managers.
    """
    theirs = [Referral.person_id == person_id]
    if viewer.role is Role.PW:
        theirs += [Referral.state == ReferralState.NEEDS_PLACE]
    elif viewer.is_treatment:
        is_with_provider = Referral.state.in_(REFERRAL_STEPS.groups["WITH_PROVIDER"] | REFERRAL_STEPS.groups["LIVE"])
        theirs += [Referral.organisation_id == viewer.organisation_id, is_with_provider]
        theirs += [] if viewer.role is Role.PM else [Referral.keyworker_id == viewer.user_id]
    else:
        return None
    return select(Referral.id).where(*theirs).correlate_except(Referral).exists()


_BEFORE_ACCEPTANCE = select(Referral).where(Referral.id == bindparam("of_referral"), ~after_acceptance())


def referral(viewer: Viewer, referral_id: int, *, as_it_is: bool = False) -> Referral:
    """One referral. Raises OutOfSight for one that does not exist and for one that is not theirs, alike.

    `as_it_is`: the row as the database has it, whatever was read of it before.
    """
    seen = select(Referral).where(Referral.id == referral_id, visible_to(viewer))
    referral = db.session.scalar(seen, execution_options={"populate_existing": as_it_is})
    if referral is not None:
        return referral
    if not viewer.brings_people_in:
        raise OutOfSight
    of_their_force = or_out_of_sight(db.session.scalar(_BEFORE_ACCEPTANCE, {"of_referral": referral_id}))
    custody_queries.episode(viewer, of_their_force.episode_id)
    return of_their_force


def asked_of_who_placed(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a question is open about a referral that the viewer, a pathway manager, sent by finding its place, as a
    condition. Once a service had accepted the person, nobody else may be asked (`_child` of `steps.actions`)."""
    if viewer.role is not Role.PW:
        return false()
    is_theirs = and_(Referral.sent_by_id == viewer.user_id, after_acceptance())
    return and_(
        Referral.state == ReferralState.RETURNED, is_theirs, people_queries.is_open_to(viewer, Referral.person_id)
    )


def sent_by(viewer: Viewer, referral_id: int) -> Referral:
    """A referral on which the viewer takes the referrer's steps; for a pathway manager only while a question is open.
    Raises OutOfSight."""
    if viewer.role is not Role.PW:
        return referral(viewer, referral_id)
    asked = select(Referral).where(Referral.id == referral_id, asked_of_who_placed(viewer))
    return or_out_of_sight(db.session.scalar(asked))


def episode_of(referral: Referral) -> Episode:
    """The episode of a referral that the caller found in sight."""
    return db.session.get_one(Episode, referral.episode_id)


def chain_of(referral: Referral) -> tuple[Referral, ...]:
    """The referral and those from which it was sent on, the first one first."""
    chain, parent_id = [referral], referral.parent_id
    while parent_id is not None:
        parent = db.session.get_one(Referral, parent_id)
        chain.insert(0, parent)
        parent_id = parent.parent_id
    return tuple(chain)


def mine(viewer: Viewer, after: str | None = None) -> Page[Referral]:
    """What the viewer sent, the newest first; of a chain only the present link, or the one that was accepted.

    Another offer of the same person stands where the viewer first sent it, by the day that the list shows.
    """
    is_present = or_(Referral.state != ReferralState.REROUTED, Referral.accepted_at.is_not(None))
    statement = select(Referral).where(visible_to(viewer), Referral.sent_at.is_not(None), is_present)
    keys = (Referral.first_submitted_at, Referral.id)
    return page_of(statement, keys, lambda row: (row.first_submitted_at, row.id), after=after, newest_first=True)
