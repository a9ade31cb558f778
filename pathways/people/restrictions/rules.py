"""The rules of who may not see a person's record and who decides that, and of what many misses may mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from pathways.approvals.rules import DecisionWords
from pathways.refusals import Reason
from pathways.tables import Dated, dated_rows_of, in_force
from pathways.vocabulary import Mark, Worded

# Many misses: somebody who asks for record after record that is not theirs, or does not exist, may be counting.
#
# Design choice, after the misuse report of the trust rules (mass look-ups): the auditor is told, and nobody is
# stopped.


IN_A_ROW, WITHIN = 10, timedelta(minutes=10)
IN_A_SESSION = 30
"""Slower counting shows in the whole session, which lasts twelve hours at most."""


class MissesFound(Worded):
    """What many misses were, as the auditor found."""

    OLD_LINKS = "old_links", "An old list of links or a bookmark"
    MISTAKE = "mistake", "They looked for the wrong records by mistake"
    COUNTING = "counting", "They tried to see what is not theirs"
    NOT_CLEAR = "not_clear", "It is still not clear"


def closing_bars(*, by_id: int | None, of_user_id: int | None, is_closed: bool) -> tuple[Reason, ...]:
    """Why the auditor cannot close a report of misses."""
    if is_closed:
        return (Reason("This is closed already. What was found is below"),)
    if by_id == of_user_id:
        return (Reason("These are your own. Another auditor says what was found"),)
    return ()


def is_many(misses: Sequence[datetime], now: datetime) -> bool:
    """Whether the misses of a session that were not reported yet are enough to report."""
    lately = [at for at in misses if at > now - WITHIN]
    return len(lately) >= IN_A_ROW or len(misses) >= IN_A_SESSION


# Who may not see a record: the two lists of a person, what may be proposed, and who decides it.
#
# Source: the rules of trust, "Restricted people" and R3 and R4 (design choice). The periods are ours (decision 18).


SHORTEST_REASON = 20
SOURCE = "Rules of trust, R3 and R4"


class RestrictionList(Worded):
    """The two lists. Somebody on the second sees nothing, even if the first names them."""

    RESTRICTED_TO = "restricted_to", "Only these people may see the record"
    EXCLUDED_FROM = "excluded_from", "These people may not see the record"


class RestrictionWhy(Worded):
    SELF = "self", "It is somebody who works with us"
    RELATIVE = "relative", "A relative or partner of somebody who works with us"
    KNOWN = "known_privately", "Known privately to somebody who works with us"
    DANGER = "danger", "Somebody who works with us could put this person in danger"
    CURIOSITY = "curiosity", "People may look out of curiosity"
    OTHER = "other", "Another reason"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What somebody proposes. `named` are sign-in names as typed, each with the user id in the own organisation."""

    which: RestrictionList
    reason: str
    named: Mapping[str, int | None]
    until_on: date | None
    proposed_by_id: int
    only_own_conflict: bool
    today: date


@dataclass(frozen=True, kw_only=True)
class ListStanding:
    """Who is on which list of the record now, and who keeps lists in the proposer's organisation."""

    allowed: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    keepers: frozenset[int] = frozenset()


def is_own_conflict(which: RestrictionList, user_ids: frozenset[int], proposed_by_id: int) -> bool:
    """Whether somebody says that they themselves must not see it: that counts at once, and is confirmed later."""
    return which is RestrictionList.EXCLUDED_FROM and user_ids == {proposed_by_id}


def bars_to_proposing(proposal: Proposal, standing: ListStanding) -> tuple[Reason, ...]:
    """Every reason why this cannot be proposed."""
    ids = frozenset(each for each in proposal.named.values() if each is not None)
    reasons = [
        Reason(f"Nobody of your organisation signs in as {name}", "named")
        for name, user_id in proposal.named.items()
        if user_id is None
    ]
    if not proposal.named:
        reasons.append(Reason("Enter at least one sign-in name", "named"))
    if len(proposal.reason.strip()) < SHORTEST_REASON:
        reasons.append(Reason(f"Say why, in at least {SHORTEST_REASON} letters. Somebody else reads this", "reason"))
    if proposal.until_on is not None and proposal.until_on <= proposal.today:
        reasons.append(Reason("The last day must be after today", "until_on"))
    if proposal.only_own_conflict and not is_own_conflict(proposal.which, ids, proposal.proposed_by_id):
        reasons.append(_ours("You can only say that you yourself must not see this record", "which"))
    return (*reasons, *_against_the_lists(proposal.which, ids, standing))


def _against_the_lists(which: RestrictionList, ids: frozenset[int], standing: ListStanding) -> list[Reason]:
    is_allowing = which is RestrictionList.RESTRICTED_TO
    reasons = []
    if ids & (standing.allowed if is_allowing else standing.excluded):
        reasons.append(Reason("One of these people is on this list already", "named"))
    if is_allowing and ids & standing.excluded:
        reasons.append(Reason("One of these people may not see the record: they are on the other list", "named"))
    if is_allowing and ids and not (ids | standing.allowed) & standing.keepers:
        reasons.append(
            _ours("Name at least one person who keeps the lists, or nobody could add anybody later", "named")
        )
    return reasons


TO_KEEP_LISTS = DecisionWords(
    own="You proposed this. Somebody else has to decide it",
    named="It names you. Somebody else has to decide it",
    source=SOURCE,
    mark=Mark.DESIGN,
)
"""Proposer and decider are two people, and nobody lets themselves in (`approvals.rules.decision_bars`)."""


def bars_to_reviewing(
    *, by_id: int, had_a_part: frozenset[int], is_in_force: bool, removes: bool, reason: str
) -> tuple[Reason, ...]:
    """Every reason why this person may not review a restriction, or cannot end it like this."""
    reasons = []
    if not is_in_force:
        reasons.append(Reason("This is not in force"))
    if by_id in had_a_part:
        reasons.append(_ours("You had a part in it. Somebody else reviews it"))
    if removes and len(reason.strip()) < SHORTEST_REASON:
        reasons.append(Reason(f"Say why it ends, in at least {SHORTEST_REASON} letters", "reason"))
    return tuple(reasons)


def review_due_on(last_looked_on: date) -> date:
    """When a restriction is to be reviewed: counted from when it came into force, or was last reviewed."""
    return last_looked_on + timedelta(days=in_force(_DAYS_TO_REVIEW, last_looked_on).days)


@dataclass(frozen=True, kw_only=True)
class DaysToReview(Dated):
    days: int


_DAYS_TO_REVIEW: Final = dated_rows_of(Path(__file__).parent / "data" / "days_to_review.csv", DaysToReview)


def _ours(message: str, field: str | None = None) -> Reason:
    return Reason(message, field, SOURCE, Mark.DESIGN)
