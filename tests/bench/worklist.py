"""The worklists: the statement of the inbox and of the caseload, first page and a deep one, beside one trip by key."""

from collections.abc import Callable
from typing import Any

from pathways.acceptance.queries import inbox
from pathways.auth.roles import Viewer
from pathways.engagement.caseload.queries import cases
from pathways.engagement.caseload.rules import Listing
from pathways.referrals.models.referral import Referral
from pathways.store.base import db
from tests.bench.figures import Figure, rounds, seconds, times
from tests.bench.statements import Statement, by_the_driver_alone, is_a_trip, say, statements_in

ROUNDS, EACH, WARMING, LONGEST = 7, 60, 20, 20.0
OF_A_TRIP, OF_THE_FIRST = 4, 1.25
Jobs = dict[str, Callable[[], object]]
Read = Callable[[str | None], Any]


def measured(viewer: Viewer) -> tuple[Figure, ...]:
    """Both lists of the viewer's provider, every statement by the driver alone on one connection."""
    return (
        *_list_measured("inbox", 100, lambda after: inbox.inbox(viewer, after)),
        *_list_measured("caseload", 30, lambda after: cases.caseload(viewer, Listing(), after)),
    )


def _list_measured(name: str, deep: int, read: Read) -> tuple[Figure, ...]:
    marker = _marker(read, deep)
    trip = _first_read(lambda: db.session.get(Referral, 1))
    pages = {"first": _first_read(lambda: read(None)), "deep": _first_read(lambda: read(marker))}
    with by_the_driver_alone(db.engine) as connection:
        alone: Jobs = {
            "trip": lambda: say(connection, trip),
            "first": lambda: say(connection, pages["first"]),
            "trip again": lambda: say(connection, trip),
            "deep": lambda: say(connection, pages["deep"]),
        }
        whole: Jobs = {"one": lambda: db.session.get(Referral, 1, populate_existing=True), "whole": lambda: read(None)}
        timings = []
        for number in (-1, *rounds(ROUNDS, LONGEST)):
            took = _in_turn(alone, number) | _in_turn(whole, number)
            if number >= 0:
                timings.append(took)
    db.session.rollback()
    db.session.remove()

    def told(what: str, longer: str, shorter: str, **target: Any) -> Figure:
        return Figure(
            what=what, values=tuple(times(each[longer], each[shorter]) for each in timings), unit="x", **target
        )

    of_a_trip = {"at_most": OF_A_TRIP, "is_wanted": is_a_trip()}
    return (
        told(f"{name}, first page: its query, of a primary-key trip", "first", "trip", **of_a_trip),
        told(f"{name}, page {deep + 1}: its query, of a primary-key trip", "deep", "trip again", **of_a_trip),
        told(f"{name}, page {deep + 1}, of the first page", "deep", "first", at_most=OF_THE_FIRST),
        told(f"{name} read whole, of one referral read by its key", "whole", "one"),
    )


def _in_turn(jobs: Jobs, number: int) -> dict[str, list[float]]:
    """Seconds of each job of one round; the round before the first only warms."""
    took: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(WARMING if number < 0 else EACH):
        for name, job in jobs.items():
            took[name].append(seconds(job))
    return took


def _first_read(read: Callable[[], object]) -> list[Statement]:
    """The first SELECT that a read makes, alone; of a page, the first that is in an order: it is the list itself."""
    with statements_in(db.engine) as statements:
        read()
    db.session.rollback()
    db.session.remove()
    reads = [each for each in statements if each.reads]
    return [next((each for each in reads if "ORDER BY" in each.sql), reads[0])]


def _marker(read: Read, pages: int) -> str | None:
    """The marker after so many pages."""
    after = None
    for _ in range(pages):
        after = read(after).after
        db.session.expunge_all()
    db.session.rollback()
    return after
