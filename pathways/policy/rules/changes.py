"""What a policy lead proposes for another to decide: a switch, a gravity table, a leaflet.

Who may decide and what a decision needs is the same as for the law's data (`arrest_tests.rules.law_changes`).
Source: trust rules of this product, separation of duties (R4): proposer and approver are two people.
"""

from datetime import date

from pathways.refusals import Reason
from pathways.vocabulary import Worded

LEAST_WHY = 10


class Subject(Worded):
    """What a change is of."""

    SWITCH = "switch", "Switch"
    GRAVITY = "gravity", "Gravity table"
    LEAFLET = "leaflet", "Leaflet"


def change_reasons(*, starts_on: date, until_on: date | None, source: str, why: str, today: date) -> tuple[Reason, ...]:
    """Why a change cannot be proposed, whatever it is of, each at its field."""
    found = list(past_reasons(starts_on, today))
    if until_on is not None and until_on < starts_on:
        found.append(Reason("The last day cannot be before the first day", "until_on"))
    if not source.strip():
        found.append(Reason("Enter the source: the order, minute or notice that decided it", "source"))
    if len(why.strip()) < LEAST_WHY:
        found.append(Reason("Say why, in a sentence", "why"))
    return tuple(found)


def past_reasons(starts_on: date, today: date) -> tuple[Reason, ...]:
    """A decision explains itself by what held on its day: no change reaches back."""
    if starts_on >= today:
        return ()
    words = "The first day is past: decisions made since then do not change. Propose it from today or later"
    return (Reason(words, "starts_on"),)


def force_only(*, is_force: bool) -> tuple[Reason, ...]:
    """Switches, tables and leaflets are a force's own: nobody else's policy lead proposes or decides them."""
    return () if is_force else (Reason("This is a force's own to decide. A policy lead of the force proposes it"),)
