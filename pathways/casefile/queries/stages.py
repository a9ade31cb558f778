"""How far disposal and referral are, as the board says it: never past what police may always see."""

from datetime import datetime

from pathways import clock
from pathways.arrest_tests.models import AskLater
from pathways.auth import Viewer
from pathways.casefile.queries.tasks import Parts
from pathways.casefile.rules import (
    Asking,
    DisposalStage,
    ReferralStage,
    RowFacts,
)
from pathways.disposals.models import Disposal
from pathways.disposals.rules import STANDS_ASIDE, TAKES_EFFECT, Kind, State
from pathways.referrals.models import Referral
from pathways.referrals.rules import ReferralState, is_closed
from pathways.store import db

DISPOSAL_STAGES = {
    State.PROPOSED: DisposalStage.PROPOSED,
    State.AUTHORISED: DisposalStage.TO_SIGN,
    State.ACTIVE: DisposalStage.SIGNED,
}
REFERRAL_STAGES = {
    ReferralState.NEEDS_PLACE: ReferralStage.NEEDS_PLACE,
    ReferralState.WITHDRAWN: ReferralStage.WITHDRAWN,
    ReferralState.CONSENT_WITHDRAWN: ReferralStage.WITHDRAWN,
    ReferralState.DRAFT: ReferralStage.DRAFT,
}


def row_facts(viewer: Viewer, parts: Parts, *, is_to_confirm: bool = False) -> RowFacts:
    """What the board's rules read of an episode."""
    facts = parts.facts
    return RowFacts(
        is_adult=facts.is_adult,
        has_died=facts.has_died,
        offences=facts.offences,
        is_for_no_offence=bool(facts.held_for_no_offence),
        needs_authority=facts.sample_needs_authority,
        authority_is_asked=parts.asked is not None,
        is_to_confirm=is_to_confirm,
        sample_is_closed=facts.sample_is_open is False and not facts.sample_needs_authority,
        sample_is_open=facts.sample_is_open is True,
        drug_is_missing=facts.drug_is_missing,
        asking=asking(parts.later, clock.now()),
        was_handed_over=not facts.is_adult and bool(facts.young_call_words),
        test=facts.test,
        disposal=disposal_stage(parts),
        may_decide_proposal=_may_decide_proposal(viewer, parts),
        review=facts.review,
        may_review=viewer.may("safeguarding.review"),
        takes_effect=_takes_effect(parts),
        has_needs=facts.has_needs,
        consent_refused=facts.consent_refused,
        referral=referral_stage(parts.referral, drafted=facts.referral_drafted, refused=facts.consent_refused),
    )


def asking(later: AskLater | None, now: datetime) -> Asking:
    """Whether a reminder lies ahead, is due, or there is none."""
    if later is None:
        return Asking.NOW
    return Asking.AGAIN if later.ask_again_at <= now else Asking.LATER


def _may_decide_proposal(viewer: Viewer, parts: Parts) -> bool:
    """Whoever decides proposals, unless they made this one."""
    if parts.disposal_id is None or not viewer.may("disposal.authorise"):
        return False
    return db.session.get_one(Disposal, parts.disposal_id).proposed_by_id != viewer.user_id


def _takes_effect(parts: Parts) -> str:
    """What is done with the disposal once it is authorised; a caution is signed."""
    kind = db.session.get_one(Disposal, parts.disposal_id).kind if parts.disposal_id is not None else Kind.CC
    return TAKES_EFFECT.get(kind, TAKES_EFFECT[Kind.CC])


def disposal_stage(parts: Parts) -> DisposalStage:
    if parts.disposal_id is None:
        return DisposalStage.NONE
    state = db.session.get_one(Disposal, parts.disposal_id).state
    if state in DISPOSAL_STAGES:
        return DISPOSAL_STAGES[state]
    return DisposalStage.ENDED if state in STANDS_ASIDE else DisposalStage.OTHER


def referral_stage(latest: Referral | None, *, drafted: bool, refused: bool = False) -> ReferralStage:
    """As far as police may always see it: never past accepted, whatever came after."""
    if latest is None and refused:
        return ReferralStage.NOT_APPLICABLE
    if latest is None:
        return ReferralStage.DRAFT if drafted else ReferralStage.NONE
    if latest.accepted_at is not None:
        return ReferralStage.ACCEPTED
    if latest.state in REFERRAL_STAGES:
        return REFERRAL_STAGES[latest.state]
    return ReferralStage.ENDED if is_closed(latest.state) else ReferralStage.SENT
