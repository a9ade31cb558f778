"""What a concern and its review must hold.

Source: treatment-and-statistics 1.11: police and councils notify under the duty (Modern Slavery Act 2015 s.52;
verified); an adult's referral to the National Referral Mechanism needs informed consent, a child's does not (recalled).
"""

from collections.abc import Collection
from dataclasses import dataclass

from pathways.refusals import Reason
from pathways.safeguarding.rules.words import Agreed, ConcernKind, Passed, Sign
from pathways.vocabulary import Mark, YesNo

SHORTEST_REASON = 20
_TABLE = "Treatment reference 1.11"


@dataclass(frozen=True, kw_only=True)
class ConcernFacts:
    """What somebody raised. `note` is for those who decide; it is on no list, in no message and no log.

    `force_id` is the force that was chosen, where more than one may be told; `avoid` are services where the person
    would not be safe.
    """

    kinds: Collection[ConcernKind]
    signs: Collection[Sign]
    immediate_danger: YesNo
    danger_done: str
    note: str
    force_id: int | None = None
    avoid: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class ReviewFacts:
    """What a deciding officer decided about it."""

    passed_to: Collection[Passed]
    agreed: Agreed
    reference: str
    reason: str


def concern_reasons(facts: ConcernFacts) -> tuple[Reason, ...]:
    """What is missing from a concern, in the order of the form."""
    reasons = []
    if not facts.kinds:
        reasons.append(Reason("Select what kind of exploitation it may be", "kinds"))
    if not facts.signs:
        reasons.append(Reason("Select what you saw or heard", "signs"))
    if facts.immediate_danger is YesNo.YES and not facts.danger_done.strip():
        reasons.append(Reason("Say what was done about the danger now", "danger_done"))
    return tuple(reasons)


def review_reasons(facts: ReviewFacts, *, is_child: bool) -> tuple[Reason, ...]:
    """What a review must not be, in the order of the form, each with what to do instead."""
    reasons, passed = [], set(facts.passed_to)
    if not passed:
        reasons.append(Reason("Select where it was passed on, or ‘Nobody’", "passed_to"))
    if Passed.NOBODY in passed and len(passed) > 1:
        reasons.append(Reason("Select where it was passed on or ‘Nobody’, not both", "passed_to"))
    if Passed.NRM in passed and not is_child and facts.agreed is not Agreed.YES:
        reasons.append(
            Reason(
                "An adult has to agree to the National Referral Mechanism. Without that, notify without a name",
                "passed_to",
                source=_TABLE,
                mark=Mark.RECALLED,
            )
        )
    if {Passed.NRM, Passed.DUTY_TO_NOTIFY} <= passed:
        reasons.append(
            Reason("A referral and a notice without a name cannot go together. Select one of the two", "passed_to")
        )
    if is_child and Passed.DUTY_TO_NOTIFY in passed:
        reasons.append(
            Reason(
                "A child is always referred with the name. Select the National Referral Mechanism",
                "passed_to",
                source=_TABLE,
                mark=Mark.RECALLED,
            )
        )
    if len(facts.reason.strip()) < SHORTEST_REASON:
        reasons.append(Reason(f"Say why, in {SHORTEST_REASON} characters or more", "reason"))
    return tuple(reasons)
