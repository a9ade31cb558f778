"""What one row of the custody board reads. No result gets in: it has nowhere to stand."""

from dataclasses import dataclass

from pathways.casefile.rules.parts import TestStage
from pathways.safeguarding.rules import ReviewStage
from pathways.vocabulary import Worded


class DisposalStage(Worded):
    """The disposal as the board says it."""

    NONE = "none", "Not started"
    PROPOSED = "proposed", "Waiting for authority"
    TO_SIGN = "to_sign", "Authorised"
    SIGNED = "signed", "Signed"
    ENDED = "ended", "Closed"
    OTHER = "other", "In progress"


class ReferralStage(Worded):
    """The referral as far as police may always see it: never what came after acceptance."""

    NONE = "none", "Not started"
    DRAFT = "draft", "Draft"
    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Accepted"
    NEEDS_PLACE = "needs_place", "Needs a place"
    WITHDRAWN = "withdrawn", "Withdrawn"
    ENDED = "ended", "Ended"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


class Asking(Worded):
    """Whether a sample is asked for now, or a reminder says when."""

    NOW = "now", "Now"
    LATER = "later", "Later"
    AGAIN = "again", "Again"


@dataclass(frozen=True, kw_only=True)
class RowFacts:
    """What one row of the board reads.

    `is_to_confirm`: the viewer said an authority orally, and has yet to confirm it.
    `may_decide_proposal`: the viewer may decide the proposal that waits, for it is not their own.
    `takes_effect`: what is done with an authorised disposal of this kind: sign, agree, give.
    `drug_is_missing`: whether a sample may be asked for cannot be said before the offence's drug is known."""

    is_adult: bool
    has_died: bool = False
    offences: int = 0
    is_for_no_offence: bool = False
    needs_authority: bool = False
    authority_is_asked: bool = False
    is_to_confirm: bool = False
    sample_is_closed: bool = False
    sample_is_open: bool = False
    drug_is_missing: bool = False
    asking: Asking = Asking.NOW
    was_handed_over: bool = False
    test: TestStage = TestStage.NONE
    disposal: DisposalStage = DisposalStage.NONE
    may_decide_proposal: bool = False
    review: ReviewStage = ReviewStage.NONE
    may_review: bool = False
    takes_effect: str = "sign"
    has_needs: bool = False
    consent_refused: bool = False
    referral: ReferralStage = ReferralStage.NONE
