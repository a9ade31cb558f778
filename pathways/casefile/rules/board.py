"""The custody board: how each row stands, its clock, one next action, and the line over the board."""

from dataclasses import dataclass

from pathways.casefile.rules.tasks import TaskPart, TestStage
from pathways.safeguarding.rules.concerns import ReviewStage
from pathways.vocabulary import Worded

# What one row of the custody board reads. No result gets in: it has nowhere to stand.


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


class SampleAsking(Worded):
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
    asking: SampleAsking = SampleAsking.NOW
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


# The custody board: how each test stands in a word, and one next action each (its clocks: `board_clocks.py`).
#
# No result gets here: a row is built from `TestStage`, which does not know it, so a positive and a negative test give
# the same tag and the same action. Source: custody desk, page 1 (design choice).


@dataclass(frozen=True, kw_only=True)
class NextAction:
    """The one thing to do next, and the part it belongs to (None: the task list; youth: the under-18 page).

    `after` is a part that is done: its list leads on to the next open one. `is_wait`: somebody else does it.
    """

    words: str
    part: TaskPart | None = None
    after: TaskPart | None = None
    is_youth: bool = False
    is_authority: bool = False
    is_safeguarding: bool = False
    is_wait: bool = False


def tag_of_test(facts: RowFacts) -> str:
    """The words of the drug-test column; the result never changes them."""
    if _waits_for_authority(facts):
        return "Waiting for authority"
    if not facts.is_adult and facts.test is TestStage.NONE and not (facts.sample_is_open or facts.needs_authority):
        return "Not applicable"
    if facts.test is TestStage.NONE:
        if facts.sample_is_closed or facts.is_for_no_offence:
            return "Not applicable"
        return NO_TEST if facts.needs_authority else TestStage.NONE.label
    return TestStage.IN_PROGRESS.label if facts.test is TestStage.IN_PROGRESS else "Done"


def tag_of_disposal(facts: RowFacts) -> str:
    """The words of the disposal column."""
    if not facts.is_adult:
        return "Youth route"
    if facts.is_for_no_offence and not facts.offences and facts.disposal is DisposalStage.NONE:
        return NOTHING_TO_DECIDE
    return facts.disposal.label


def next_action(facts: RowFacts) -> NextAction:
    """One next action. Once a result is recorded it is the same whatever the result was."""
    if facts.has_died:
        return NextAction(words="Open the record")
    if facts.is_to_confirm:
        return NextAction(words="Confirm in writing", part=TaskPart.TEST, is_authority=True)
    if not facts.is_adult and not _charge_route_after_handover(facts):
        if facts.was_handed_over:
            return NextAction(words="Open task list")
        return NextAction(words="Refer to young people’s service", is_youth=True)
    if facts.is_for_no_offence and not facts.offences and facts.test is TestStage.NONE:
        return _towards_a_referral(facts)
    if not facts.offences:
        return NextAction(words="Continue arrest record", part=TaskPart.ARREST)
    if facts.test is TestStage.IN_PROGRESS:
        return NextAction(words="Continue drug test", part=TaskPart.TEST)
    if _waits_for_authority(facts):
        return NextAction(words="Record authority", part=TaskPart.TEST, is_authority=True)
    if facts.test is TestStage.NONE and facts.drug_is_missing:
        return NextAction(words="Add the drug", part=TaskPart.ARREST)
    if facts.test is TestStage.NONE and not facts.sample_is_closed and not facts.needs_authority:
        return NextAction(words=_ASKING[facts.asking], part=TaskPart.TEST)
    return _after_the_test(facts)


NOTHING_TO_DECIDE = "Nothing to decide"

NO_TEST = "No test"
"""An offence that is no trigger, and nobody asked an inspector: no test is due (PACE 1984 s.63B(1A), verified)."""

_TAKES_EFFECT = {"sign": "Get it signed", "agree": "Get it agreed", "give": "Explain and give it"}

_ASKING = {
    SampleAsking.NOW: "Start drug test",
    SampleAsking.LATER: "Open drug test",
    SampleAsking.AGAIN: "Ask again now",
}


def _waits_for_authority(facts: RowFacts) -> bool:
    """Whether an inspector was asked and a test still hangs on the answer: what nobody asked for waits for nobody."""
    return facts.authority_is_asked and facts.test in (TestStage.NONE, TestStage.NO_RESULT)


def _charge_route_after_handover(facts: RowFacts) -> bool:
    """From 14, after a charge, a test may follow once the young people's service was rung (PACE 1984 s.63B(3))."""
    if facts.test is TestStage.IN_PROGRESS:
        return True
    is_open = facts.sample_is_open or facts.authority_is_asked
    return facts.was_handed_over and facts.test is TestStage.NONE and is_open


def _nothing_after(facts: RowFacts) -> bool:
    """Neither a disposal nor a referral has been begun."""
    return facts.disposal is DisposalStage.NONE and facts.referral is ReferralStage.NONE and not facts.has_needs


REVIEW_FIRST = "Safeguarding review first"
WAITS_FOR_REVIEW = frozenset({DisposalStage.NONE, DisposalStage.PROPOSED, DisposalStage.TO_SIGN})
"""The stages of a disposal at which the review comes first (rule ANY-06)."""


def _safeguarding(facts: RowFacts) -> NextAction | None:
    """What comes before a disposal, and before anybody goes on to one."""
    if not facts.review.comes_first or facts.disposal not in WAITS_FOR_REVIEW:
        return None
    if facts.review is ReviewStage.TO_RAISE:
        return NextAction(words="Raise safeguarding concern", is_safeguarding=True)
    if facts.may_review:
        return NextAction(words=REVIEW_FIRST, is_safeguarding=True)
    return NextAction(words=f"{REVIEW_FIRST}: ask a deciding officer to hold it", is_safeguarding=True, is_wait=True)


def _after_the_test(facts: RowFacts) -> NextAction:
    if first := _safeguarding(facts):
        return first
    if _nothing_after(facts):
        if facts.test is TestStage.RESULT:
            return NextAction(words="Go on after the test", after=TaskPart.TEST)
        return NextAction(words="Decide disposal", part=TaskPart.DISPOSAL)
    if facts.disposal is DisposalStage.PROPOSED and facts.may_decide_proposal:
        return NextAction(words="Decide proposal", part=TaskPart.DISPOSAL)
    if facts.disposal is DisposalStage.TO_SIGN:
        return NextAction(words=_TAKES_EFFECT[facts.takes_effect], part=TaskPart.DISPOSAL)
    onward = _towards_a_referral(facts)
    if onward.part is None and facts.disposal is DisposalStage.NONE:
        return NextAction(words="Decide disposal", part=TaskPart.DISPOSAL)
    if onward.part is None and facts.disposal is DisposalStage.PROPOSED:
        return NextAction(words="Proposal waits for a deciding officer", part=TaskPart.DISPOSAL, is_wait=True)
    return onward


def _towards_a_referral(facts: RowFacts) -> NextAction:
    """What is next where nothing is left to decide: needs, then the referral."""
    if not facts.has_needs:
        return NextAction(words="Ask needs and consents", part=TaskPart.NEEDS)
    if facts.referral in (ReferralStage.NONE, ReferralStage.DRAFT) and not facts.consent_refused:
        return NextAction(words="Check and send referral", part=TaskPart.REFERRAL)
    return NextAction(words="Open task list")
