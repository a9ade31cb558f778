"""Which cases a round reads: stratified, random, and the same again from its seed and the population it was drawn from.

Strata are disposal, area and ethnicity; a domestic abuse or hate case is always in (data dictionary 2.7: what panels
do, verified; the draw itself, a design choice). No library's shuffle is used: its order may change with its version.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

METHOD = "scrutiny-1"
"""The version of this draw, kept with each round: another way to draw gets another name."""
NOT_RECORDED = "not recorded"


@dataclass(frozen=True, kw_only=True, order=True)
class Candidate:
    """One decided disposal. `always` is set for domestic abuse and hate: such a case is read whatever the draw."""

    disposal_id: int
    kind: str
    area: str = NOT_RECORDED
    ethnicity: str = NOT_RECORDED
    always: bool = False

    @property
    def stratum(self) -> tuple[str, str, str]:
        return self.kind, self.area, self.ethnicity


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What was drawn, in the order in which the panel reads it. `always` are those that needed no draw."""

    drawn: tuple[Candidate, ...]
    always: frozenset[int]


def recorded(population: Iterable[Candidate]) -> list[dict[str, object]]:
    """The population as it is kept with the round, in one order whatever order it was read in."""
    return [asdict(one) for one in sorted(population)]


def read_back(kept: Iterable[dict[str, object]]) -> tuple[Candidate, ...]:
    """The population of a round as it was kept."""
    return tuple(sorted(Candidate(**one) for one in kept))  # type: ignore[arg-type]  # as `recorded` wrote it


def fingerprint(population: Iterable[Candidate]) -> str:
    """SHA-256 of the population, so that anybody can see that it is the one that was drawn from."""
    text = json.dumps(recorded(population), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def draw(population: Iterable[Candidate], *, size: int, seed: int) -> Sample:
    """`size` cases: all that are always in, then one of each stratum as far as it reaches, then in proportion.

    More than `size` come in when more are always in; fewer when there are no more. The same population, size and seed
    give the same sample, in the same order.
    """
    everybody = sorted(population)
    always = [one for one in everybody if one.always]
    others = [one for one in everybody if not one.always]
    places = min(max(size - len(always), 0), len(others))
    chosen = [*always, *_from_strata(others, places, seed)]
    reading_order = sorted(chosen, key=lambda one: _lot(seed, "order", str(one.disposal_id)))
    return Sample(drawn=tuple(reading_order), always=frozenset(one.disposal_id for one in always))


def _from_strata(others: Sequence[Candidate], places: int, seed: int) -> list[Candidate]:
    strata: dict[tuple[str, str, str], list[Candidate]] = {}
    for one in others:
        strata.setdefault(one.stratum, []).append(one)
    shares = _shares({name: len(members) for name, members in strata.items()}, places, seed)
    chosen = []
    for name, members in strata.items():
        by_lot = sorted(members, key=lambda one: _lot(seed, "case", str(one.disposal_id)))
        chosen += by_lot[: shares[name]]
    return chosen


def _shares(sizes: dict[tuple[str, str, str], int], places: int, seed: int) -> dict[tuple[str, str, str], int]:
    """How many of each stratum: one each while the places last, the rest by largest remainder, ties by lot."""
    by_lot = sorted(sizes, key=lambda name: _lot(seed, "stratum", *name))
    given = {name: int(place < places) for place, name in enumerate(by_lot)}
    left = places - sum(given.values())
    room = {name: size - given[name] for name, size in sizes.items()}
    total = sum(room.values())
    if left <= 0 or not total:
        return given
    for name in by_lot:
        given[name] += left * room[name] // total
    missing = places - sum(given.values())
    remainders = sorted(by_lot, key=lambda name: -(left * room[name] % total))  # stable: ties stay in the order drawn
    for name in [each for each in remainders if given[each] < sizes[each]][:missing]:
        given[name] += 1
    return given


def _lot(seed: int, *words: str) -> str:
    """A lot that follows from the seed alone."""
    return hashlib.sha256("|".join((METHOD, str(seed), *words)).encode()).hexdigest()
