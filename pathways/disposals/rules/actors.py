"""Who may take a step of a disposal: read from the column `actor_min` of the transitions table.

A prosecutor's decision is entered by a deciding officer as received, and a service's report by whoever follows the
conditions where the service does not enter it itself. What the table calls "system" is entered by a person
(docs/decisions/0030). Sources: data dictionary, section 3; roles of the trust design.
"""

from dataclasses import dataclass

from pathways.disposals.rules.machine import Transition, transitions
from pathways.disposals.rules.table import Kind
from pathways.vocabulary import Worded

RANKS = {1: "constable", 2: "sergeant", 3: "inspector", 4: "superintendent"}
SERGEANT = 2
BY_THE_RULES = "as 2.3"
LEAST_AUTHORITY = {Kind.SC: 2, Kind.O22: 2}
"""The rank that authorises an ordinary case, where no rule of the gate asks for one (dictionary 2.2, 2.3; recalled)."""
PROSECUTOR = "prosecutor"


class Desk(Worded):
    """The desks that take steps here; the values are the codes of the roles."""

    OFFICER = "CO", "Custody officer"
    DECIDER = "DM", "Deciding officer"
    MONITOR = "CM", "Condition monitor"
    WORKER = "TW", "Treatment worker"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """One way in which a step may be taken: at which desk, with which rank at least (None: no police rank)."""

    desk: Desk
    rank_level: int | None = None


def actors_of(row: Transition) -> tuple[Actor, ...]:
    """Every desk that may take this step, with the rank it needs."""
    if row.actor == BY_THE_RULES:
        return (Actor(desk=Desk.DECIDER, rank_level=LEAST_AUTHORITY.get(row.machine, 1)),)
    found: list[Actor] = []
    named = row.actor.split(" or ")
    for one in named:
        # Where a police rank may decide as well, this step records no prosecutor: that rank takes it.
        if one != PROSECUTOR or len(named) == 1:
            found += _OF[one]
    return tuple(dict.fromkeys(found))


def _police(level: int) -> tuple[Actor, ...]:
    decider = Actor(desk=Desk.DECIDER, rank_level=level)
    # What needs a sergeant is decided by a deciding officer: a custody officer's desk records and proposes.
    return (Actor(desk=Desk.OFFICER, rank_level=1), decider) if level == 1 else (decider,)


_SEEN_BY_POLICE = (Actor(desk=Desk.MONITOR), *_police(1))
_OF: dict[str, tuple[Actor, ...]] = {
    "constable": _police(1),
    "sergeant": _police(2),
    "inspector": _police(3),
    "superintendent": _police(4),
    "custody officer": (Actor(desk=Desk.OFFICER, rank_level=2), Actor(desk=Desk.DECIDER, rank_level=2)),
    PROSECUTOR: (Actor(desk=Desk.DECIDER, rank_level=1),),
    "police": _police(1),
    "CPS": (Actor(desk=Desk.DECIDER, rank_level=1),),
    # A service without an account here writes or rings: whoever follows the conditions enters what it said.
    "treatment worker": (Actor(desk=Desk.WORKER), *_SEEN_BY_POLICE),
    "monitor": _SEEN_BY_POLICE,
    "system": _SEEN_BY_POLICE,
}


def may_take(row: Transition, role: str, rank_level: int | None) -> bool:
    """Whether somebody in this role, of this rank today, may take the step."""
    return any(
        actor.desk.value == role and (actor.rank_level is None or (rank_level or 0) >= actor.rank_level)
        for actor in actors_of(row)
    )


def is_deciding_sergeant(role: str, rank_level: int | None) -> bool:
    """Whether somebody takes what a sergeant takes: as a deciding officer, of that rank or above."""
    return role == Desk.DECIDER.value and (rank_level or 0) >= SERGEANT


def taken_at(desk: Desk, kind: Kind) -> frozenset[str]:
    """The steps of a disposal that this desk may take at some point: whoever sits there reads what was written then."""
    return frozenset(row.event for row in transitions(kind) if any(one.desk is desk for one in actors_of(row)))


def who_may(row: Transition) -> str:
    """Who may take it, in words, for somebody who may not."""
    levels = [actor.rank_level for actor in actors_of(row) if actor.rank_level]
    if not levels:
        return "the service or whoever follows the conditions"
    desk = "" if any(actor.desk is Desk.OFFICER for actor in actors_of(row)) else ", as the deciding officer"
    return f"a {RANKS[min(levels)]} or above{desk}".replace("a inspector", "an inspector")
