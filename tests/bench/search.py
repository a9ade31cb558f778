"""Search among 600,000 people: its statements against one trip by primary key, and how many of the misspelt it finds."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from pathways.auth.roles import Viewer
from pathways.people.models.identity import PersonDetails
from pathways.people.search import queries
from pathways.people.search import queries as candidates
from pathways.people.search.rules import PersonAsked
from pathways.store.base import db
from tests.bench.figures import Figure, rounds, seconds, times
from tests.bench.misspelt import KINDS, misspellings
from tests.bench.people import PEOPLE, everyone, pnc_id, record_id
from tests.bench.statements import Statement, by_the_driver_alone, is_a_trip, say, statements_in

ROUNDS, EACH, WARMING, LONGEST = 7, 60, 20, 20.0
MISSPELT, FIRST, RECALL = 2_000, 8, 95.0
EXACT, NEAR = 2, 4
Job = Callable[[], object]


def measured(viewer: Viewer) -> tuple[Figure, ...]:
    """Each statement asks for another person; all are said by the driver alone on one connection."""
    people = everyone()
    meant = people[:: PEOPLE // EACH][:EACH]
    asked = [(each, typed) for _, each, typed in misspellings(meant, EACH // len(KINDS))][:EACH]
    statements: dict[str, list[list[Statement]]] = {
        "trip": [_read(_by_key(record_id(each))) for each in meant],
        "exact": [_read(_by_number(viewer, pnc_id(each))) for each in meant],
        "trip again": [_read(_by_key(record_id(each))) for each in meant],
        "near": [_read(_by_name(typed)) for _, typed in asked],
    }
    with by_the_driver_alone(db.engine) as connection:
        alone = {name: [partial(say, connection, each) for each in batches] for name, batches in statements.items()}
        whole = {
            "one": [_by_key(record_id(each)) for each, _ in asked],
            "whole": [_whole(viewer, typed) for _, typed in asked],
        }
        timings = []
        for number in (-1, *rounds(ROUNDS, LONGEST)):
            took = _in_turn(alone, number) | _in_turn(whole, number)
            if number >= 0:
                timings.append(took)

    def told(what: str, longer: str, shorter: str, **target: Any) -> Figure:
        return Figure(
            what=what, values=tuple(times(each[longer], each[shorter]) for each in timings), unit="x", **target
        )

    is_trip = is_a_trip()
    ratios = (
        told("search by number: its query, of a primary-key trip", "exact", "trip", at_most=EXACT, is_wanted=is_trip),
        told(
            "near match by name: its query, of a primary-key trip",
            "near",
            "trip again",
            at_most=NEAR,
            is_wanted=is_trip,
        ),
        told("near match read whole, of one record read by its key", "whole", "one"),
    )
    recall = _recall(viewer, misspellings(people, MISSPELT // len(KINDS)))
    db.session.rollback()
    db.session.remove()
    return (*ratios, *recall)


def _in_turn(jobs: Mapping[str, Sequence[Job]], number: int) -> dict[str, list[float]]:
    """Seconds of each job of one round, each time for another person; the round before the first only warms."""
    took: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(WARMING if number < 0 else EACH):
        for name, own_jobs in jobs.items():
            took[name].append(seconds(own_jobs[turn % len(own_jobs)]))
    return took


def _recall(viewer: Viewer, asked: Any) -> tuple[Figure, ...]:
    """In hundredths, of each kind and of all: whoever was meant stands among the first eight."""
    tried, recalled = Counter[str](), Counter[str]()
    for kind, meant, typed in asked:
        hits = queries.search(viewer, typed).hits[:FIRST]
        tried[kind] += 1
        recalled[kind] += record_id(meant) in [hit.person.id for hit in hits]
        db.session.expunge_all()
    of_each = [
        Figure(
            what=f"recall at {FIRST}: {kind} ({tried[kind]})", values=(100 * recalled[kind] / tried[kind],), unit="%"
        )
        for kind in tried
    ]
    everything = 100 * recalled.total() / tried.total()
    return (
        Figure(
            what=f"recall at {FIRST} of {tried.total():,} misspellings", values=(everything,), unit="%", at_least=RECALL
        ),
        *of_each,
    )


def _by_key(number: int) -> Job:
    return lambda: db.session.get(PersonDetails, number, populate_existing=True)


def _by_number(viewer: Viewer, number: str) -> Job:
    return lambda: candidates.by_number(viewer, PersonAsked(number=number))


def _by_name(typed: PersonAsked) -> Job:
    return lambda: candidates.by_name(typed)


def _whole(viewer: Viewer, typed: PersonAsked) -> Job:
    return lambda: queries.search(viewer, typed)


def _read(job: Job) -> list[Statement]:
    """The first SELECT that a read makes, alone."""
    with statements_in(db.engine) as statements:
        job()
    db.session.rollback()
    db.session.remove()
    return [next(each for each in statements if each.reads)]
