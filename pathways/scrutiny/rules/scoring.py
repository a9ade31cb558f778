"""Who may score what, and what a score must say."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pathways.refusals import Reason
from pathways.scrutiny.rules.words import LinkWhy, RoundState, Score

LEAST_WORDS = 20
"""Characters that observations, a finding or a reason need where they are needed (design choice)."""
MOST_CASES = 200
MOST_DAYS = 731


@dataclass(frozen=True, kw_only=True)
class Seat:
    """What stands between one member and one case."""

    state: RoundState
    took_part: bool
    declared: bool
    has_scored: bool


def stands_aside(seat: Seat) -> bool:
    """Whether the member has, or may have, a link to the case: then they neither read nor score it."""
    return seat.took_part or seat.declared


def score_reasons(seat: Seat, score: Score | None, words: str | None) -> tuple[Reason, ...]:
    """Why this score cannot be taken."""
    if seat.state is not RoundState.RELEASED:
        return (Reason("This round is closed: no more scores can be given"),)
    if seat.has_scored:
        return (Reason("You have scored this case already. A score cannot be changed"),)
    return words_reasons(score, words, "observations")


def words_reasons(score: Score | None, words: str | None, field: str) -> tuple[Reason, ...]:
    """A score that says nothing by itself needs words."""
    typed = len((words or "").strip())
    if score is None or not score.needs_words or typed >= LEAST_WORDS:
        return ()
    asked = "why the case cannot be decided" if score is Score.CANNOT_DECIDE else "what you observed"
    return (Reason(f"Say {asked} in {LEAST_WORDS} characters or more. You typed {typed}", field),)


def link_reasons(why: LinkWhy | None, words: str | None) -> tuple[Reason, ...]:
    """Another link is named in own words; the words say nothing about the person."""
    if why is LinkWhy.OTHER and len((words or "").strip()) < LEAST_WORDS:
        return (Reason(f"Say what the link is in {LEAST_WORDS} characters or more. Name nobody", "note"),)
    return ()


def opening_reasons(
    *, from_on: date, to_on: date, members: Collection[int], organiser_id: int, today: date, found: int
) -> tuple[Reason, ...]:
    """Why a round cannot be opened."""
    reasons = []
    if from_on > to_on:
        reasons.append(Reason("The last day must not be before the first", "to_on"))
    elif (to_on - from_on).days > MOST_DAYS:
        reasons.append(Reason("A round looks at two years at most. Choose a later first day", "from_on"))
    if to_on > today:
        reasons.append(Reason("The last day must be today or earlier", "to_on"))
    if organiser_id in members:
        reasons.append(Reason("You organise this round, so you do not sit on its panel. Choose others", "members"))
    if not reasons and not found:
        reasons.append(Reason("Nothing was decided in these days. Choose a longer period", "from_on"))
    return tuple(reasons)


def learning_reasons(due_on: date, today: date) -> tuple[Reason, ...]:
    """An action is due today or later."""
    return (Reason("The day must be today or later", "due_on"),) if due_on < today else ()


def finding_reasons(finding: Score, words: str | None, *, scored: int) -> tuple[Reason, ...]:
    """Why this finding cannot be recorded. Of a case that nobody could score the panel cannot decide: no dead end."""
    if not scored and finding is not Score.CANNOT_DECIDE:
        only = "Nobody on the panel has scored this case: wait for a score, or record that the panel cannot decide"
        return (Reason(only, "finding"),)
    return words_reasons(finding, words, "words")


def may_close(*, cases: int, found: int) -> tuple[Reason, ...]:
    """A round closes when the panel has found something on every case."""
    if found < cases:
        return (Reason(f"Record the panel's finding on {cases - found} of the {cases} cases first"),)
    return ()
