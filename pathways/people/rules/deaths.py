"""Death is read, not broadcast: it is recorded once, and every stage asks this before it goes on."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pathways.refusals import Reason

_LONDON = ZoneInfo("Europe/London")


def death_bars(died_at: datetime | None) -> tuple[Reason, ...]:
    """Why nothing more is done for this person; empty for the living (drug-testing data dictionary 2.1: design)."""
    if died_at is None:
        return ()
    return (Reason("This person has died. Open steps have ended and nothing will be sent."),)


def death_reasons(died_at: datetime, *, now: datetime, born_on: date) -> tuple[Reason, ...]:
    """Why a moment of death cannot be right (design choice: slips of the hand)."""
    if died_at > now:
        return (Reason("The death cannot be in the future. Type when it happened", "died_at"),)
    if died_at.astimezone(_LONDON).date() < born_on:
        return (Reason("The death is before the date of birth. Check the date", "died_at"),)
    return ()
