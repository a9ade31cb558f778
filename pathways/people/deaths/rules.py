"""Death is read, not broadcast: it is recorded once, and every stage asks before it goes on. Also deaths in error.

What police are told of a death that somebody else recorded: treatment reference 2.4 (design choice; what police may be
told of a death, and by whom, is open there).
"""

from datetime import date, datetime

from pathways.approvals.rules import DecisionWords
from pathways.dates import LONDON, day_in_words
from pathways.refusals import Reason
from pathways.vocabulary import Worded


class DeathDetail(Worded):
    """How much of a death a viewer is told."""

    ALL = "all", "All of it"
    ENDED = "ended", "That it ended, and the day"
    NOTHING = "nothing", "Nothing"


DEAD = "This person has died. Open steps have ended and nothing will be sent."
NO_NEW_ENTRIES = (
    "Nothing new can be recorded on this record. What you typed was not recorded and nothing was sent: ring "
    "your records team "
    "before you do anything more"
)
"""It says that recording stops, not why: true of the record, and it names nobody who could be asked for the reason."""


def told_of_death(*, is_police: bool, recorded_by_own: bool, holds_open_step: bool) -> DeathDetail:
    """Police are told all of a death that their force recorded. Of any other death they are told only that it ended,
    and only where they have an open test, assessment or disposal. Those who care for the person are told all."""
    if not is_police or recorded_by_own:
        return DeathDetail.ALL
    return DeathDetail.ENDED if holds_open_step else DeathDetail.NOTHING


def death_words(died_at: datetime, detail: DeathDetail) -> str:
    """What a page says of a death to a viewer who is told this much; "" where nothing is told."""
    if detail is DeathDetail.ALL:
        return DEAD
    died = died_at.astimezone(LONDON)
    ended = f"Ended, no further action: {day_in_words(died)}. Open steps have ended and nothing will be sent."
    return ended if detail is DeathDetail.ENDED else ""


def death_bars(died_at: datetime | None, detail: DeathDetail = DeathDetail.ALL) -> tuple[Reason, ...]:
    """Why nothing more is done for this person; empty for the living (drug-testing data dictionary 2.1: design)."""
    if died_at is None:
        return ()
    return (Reason(death_words(died_at, detail) or NO_NEW_ENTRIES),)


def death_reasons(died_at: datetime, *, now: datetime, born_on: date) -> tuple[Reason, ...]:
    """Why a moment of death cannot be right (design choice: slips of the hand)."""
    if died_at > now:
        return (Reason("The death cannot be in the future. Type when it happened", "died_at"),)
    if died_at.astimezone(LONDON).date() < born_on:
        return (Reason("The death is before the date of birth. Check the date", "died_at"),)
    return ()


SHORTEST_WHY = 10
SAID_ALREADY = "Somebody said so already. A second person has to confirm it"


def bars_to_saying_death_error(reason: str, *, waits: bool) -> tuple[Reason, ...]:
    """Why it cannot be said that a death was recorded in error. Two people are needed, as for a merge (decision 16)."""
    if waits:
        return (Reason(SAID_ALREADY),)
    if len(reason.strip()) < SHORTEST_WHY:
        return (Reason(f"Say how you know that the person lives, in at least {SHORTEST_WHY} letters", "reason"),)
    return ()


TO_TAKE_BACK = DecisionWords(
    decided="Nobody says that this death was recorded in error, or it was decided meanwhile",
    own="You said so. Somebody else has to confirm it",
)
"""The refusals to somebody who may not decide it (`approvals.rules.decision_bars`)."""
