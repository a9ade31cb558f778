"""Whether somebody may decide what is proposed, what a decision needs, and who may take a proposal back.

Source: trust rules of this product, separation of duties (R4): who proposes and who decides are two people (design
choice; docs/decisions/0069).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, TypedDict

from pathways.refusals import Reason
from pathways.vocabulary import Mark, Worded

SOURCE: Final = "Separation of duties: proposer and approver are two people"
LEAST_CHECKED: Final = 10


class ChangeState(Worded):
    """From proposal to effect. Nothing is ever taken away from the list."""

    WAITING = "waiting", "Waiting for a second person"
    APPROVED = "approved", "Approved"
    SENT_BACK = "sent_back", "Sent back"
    WITHDRAWN = "withdrawn", "Withdrawn"
    STOPPED = "stopped", "Stopped before it began"


@dataclass(frozen=True, kw_only=True)
class DecisionWords:
    """What somebody reads who may not decide, in the words of that desk. `named`: where it is about themselves."""

    decided: str = "Somebody has decided this already"
    own: str = "You proposed this. Somebody else has to confirm it"
    named: str = ""
    source: str = ""
    mark: str = ""


TO_CONFIRM: Final = DecisionWords()
TO_APPROVE: Final = DecisionWords(own="You proposed this: another policy lead decides", source=SOURCE, mark=Mark.DESIGN)


def decision_bars(
    *,
    by_id: int | None,
    proposed_by_id: int | None,
    is_decided: bool = False,
    named: Collection[int | None] = (),
    words: DecisionWords = TO_CONFIRM,
) -> tuple[Reason, ...]:
    """Every reason why somebody may not decide: it is decided, they proposed it, or it is about themselves.

    `by_id` is None for the person who runs Pathways, who decides on the server and never proposes.
    """
    bars = [Reason(words.decided)] if is_decided else []
    if by_id is not None and by_id == proposed_by_id:
        bars.append(Reason(words.own, None, words.source, words.mark))
    if by_id is not None and by_id in named:
        bars.append(Reason(words.named, None, words.source, words.mark))
    return tuple(bars)


class SecondPersonAnswer(TypedDict):
    """What a second person says of a change. `has_read_source` is None where they did not say or were not asked."""

    approves: bool
    checked: str
    has_read_source: bool | None


def approval_reasons(answer: SecondPersonAnswer, *, is_made_up: bool = False) -> tuple[Reason, ...]:
    """What a decision still lacks: what was checked and, to approve, that the source was read, where there is one."""
    reasons = []
    if len(answer["checked"].strip()) < LEAST_CHECKED:
        words = (
            "Say what you checked, in a sentence" if answer["approves"] else "Say why you send it back, in a sentence"
        )
        reasons.append(Reason(words, "checked"))
    if is_made_up:
        return tuple(reasons)
    if answer["has_read_source"] is None:
        reasons.append(Reason("Select whether you have read the source", "read_source"))
    elif answer["approves"] and not answer["has_read_source"]:
        reasons.append(Reason("Read the source before you approve, or send the change back", "read_source"))
    return tuple(reasons)


def withdrawal_bars(*, waits: bool, is_own: bool, does_so: str = "withdraws it") -> tuple[Reason, ...]:
    """Why somebody may not take a proposal back: it is not theirs, or it no longer waits."""
    if waits and is_own:
        return ()
    return (Reason(f"Only whoever proposed a change {does_so}, and only while it waits"),)


def ending_reasons(why: str) -> tuple[Reason, ...]:
    """Why a change cannot be taken back or stopped yet: the reason, which stays on the list, is missing."""
    return () if why.strip() else (Reason("Say why, in a sentence", "ended_why"),)
