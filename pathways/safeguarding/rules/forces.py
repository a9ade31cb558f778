"""Which police force is told of a concern.

Somebody who was arrested or seen by police is that force's. Whoever came to a service by themselves is no force's: the
force is told where they live, as far as its custody suites say where it works, else where the service is; and where
that leaves more than one, whoever raises the concern is asked. Source: design choice (the duty to notify, Modern
Slavery Act 2015 s.52, is every force's: verified).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ForceFacts:
    """One police force that works with this system, and the towns of its custody suites."""

    force_id: int
    name: str
    towns: frozenset[str]


def forces_to_tell(
    forces: Collection[ForceFacts], *, answers_for_it: int | None, near: Iterable[str]
) -> tuple[ForceFacts, ...]:
    """The force that is told, or those among which is asked; none where no force works with this system.

    `answers_for_it` is the force of the suite, or that opened the episode; `near` are towns, the closest first.
    """
    own = tuple(one for one in forces if one.force_id == answers_for_it)
    if own:
        return own
    for town in near:
        there = tuple(one for one in forces if town.casefold() in {each.casefold() for each in one.towns})
        if there:
            return there
    return tuple(forces)
