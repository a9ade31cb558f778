"""Journeys of made-up people for the tests of the funnels, and the people taken together where theirs stand alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pathways.reporting.rules.funnels import Funnel, FunnelStage, Journey, JourneyState, funnel, state_of
from pathways.reporting.rules.standings import PeopleAlike


@dataclass(frozen=True, kw_only=True)
class PersonsJourney(Journey):
    """A journey, and whose it is."""

    person_id: int = 1


def people_of(journeys: Iterable[PersonsJourney], as_at: date) -> list[PeopleAlike]:
    states: dict[int, list[JourneyState]] = {}
    for journey in journeys:
        states.setdefault(journey.person_id, []).append(state_of(journey, as_at))
    return [PeopleAlike(tuple(of_person), 1, 1) for of_person in states.values()]


def funnel_of(journeys: Iterable[PersonsJourney], *, stages: Sequence[FunnelStage], as_at: date) -> Funnel:
    return funnel(people_of(journeys, as_at), stages=stages)
