"""Keeping how everybody stands on each day, and making the figures of each quarter of it. The worker does both."""

import secrets
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.changes import ahead, changed_since, is_past, last_event
from pathways.audit.models import SYSTEM
from pathways.people.models.identity import Person
from pathways.reporting.models import CountedState, CountedStretch, CountedThrough, FiguresMaking, PublishedFigures
from pathways.reporting.queries.counting import MOST_EVENTS, UNITS, Counts, counts_of, rules_in_use
from pathways.reporting.queries.figures import editions_made, first_day, last_making, tables_of
from pathways.reporting.queries.records import records_of
from pathways.reporting.rules import arc, fairness_figures, overview_counts, testing
from pathways.reporting.rules.editions import Edition, due_at, last_end, links_among, read_beside
from pathways.reporting.rules.kept_figures import digest_of, written
from pathways.reporting.rules.periods import period_of
from pathways.reporting.rules.standings import ReportUnit, Stretch, UnitKind, is_alone, stretches_of, words_of
from pathways.small_numbers.beside import Table, hidden_beside
from pathways.small_numbers.published import Published
from pathways.store.base import db, save

# How everybody stands on each day.


LOT = 100
"""People who are made anew at once. SQLite lets nobody else write meanwhile: about a tenth of a second."""
FURTHER = 1_000
"""After so many events that changed nobody, the log is read from behind them."""


def keep_standings() -> int:
    """Make the stretches of the next people anew: how many people, 0 where all stand as the log says.

    The caller commits after each lot; whoever is killed in between begins with the same people. A second worker finds
    the row locked and makes none.
    """
    last_event_id = last_event()  # before this transaction locks the row, and so has a number
    through = db.session.scalar(select(CountedThrough).with_for_update(skip_locked=True))
    if through is None:
        is_there = db.session.scalar(select(CountedThrough.id)) is not None
        return 0 if is_there else _begin(CountedThrough(id=1, event_id=0), last_event_id)
    if through.rules != rules_in_use():
        return _begin(through, last_event_id)
    # Asked before the log is read: then nothing can come in any more that stands in it before what is ahead.
    is_whole = through.ahead_event_id is not None and is_past(through.ahead_of)
    if through.person_id is not None:
        return _make_all(through, through.person_id, is_whole=is_whole)
    return _make_changed(through, last_event_id, is_whole=is_whole)


def _begin(through: CountedThrough, last_event_id: int) -> int:
    """Say that nothing is made. Whatever is recorded from now on is made anew after everybody was made."""
    through.rules, through.person_id = rules_in_use(), 0
    through.token, through.made_at = secrets.token_hex(16), clock.now()
    through.ahead_event_id, through.ahead_of = ahead(last_event_id)
    save(through)
    return 1


def _make_all(through: CountedThrough, last: int, *, is_whole: bool) -> int:
    """The next people in the order of their numbers; the first once all have ended who wrote when it was begun."""
    if is_whole:
        _read_on(through)
    elif through.ahead_event_id is not None:
        return 0
    stays = select(Person.id).where(Person.id > last, Person.merged_into_id.is_(None)).order_by(Person.id)
    people = db.session.scalars(stays.limit(LOT)).all()
    _make(people)
    through.person_id = people[-1] if people else None
    db.session.flush()
    return max(len(people), 1)


def _make_changed(through: CountedThrough, last_event_id: int, *, is_whole: bool) -> int:
    changed = changed_since(through.event_id, most=MOST_EVENTS)
    if changed is None:
        return _begin(through, last_event_id)
    people = sorted(changed.person_ids)
    for start in range(0, len(people), LOT):
        _make(people[start : start + LOT])
    if people:
        through.token, through.made_at = secrets.token_hex(16), clock.now()
    if is_whole:
        _read_on(through)
    elif through.ahead_event_id is None and (people or last_event_id - through.event_id > FURTHER):
        through.ahead_event_id, through.ahead_of = ahead(last_event_id)
    db.session.flush()
    return 0


def _read_on(through: CountedThrough) -> None:
    """From now on the log is read from what was ahead: everybody before it is made."""
    if through.ahead_event_id is not None:
        through.event_id = through.ahead_event_id
    through.ahead_event_id = through.ahead_of = None


def _make(people: Collection[int]) -> None:
    """Put the stretches of these people in the place of those they had, with the records merged with theirs."""
    records = records_of(people)
    db.session.execute(delete(CountedStretch).where(CountedStretch.person_id.in_(records.ids or ())))
    made = []
    for kind, read in UNITS.items():
        stretches: dict[int, list[tuple[ReportUnit, Stretch]]] = defaultdict(list)
        for unit in read(records):
            stretches[unit.person_id] += [(unit, stretch) for stretch in stretches_of(unit)]
        for of_person in stretches.values():
            made += [
                (
                    kind,
                    unit,
                    is_alone(stretch, [other for _, other in of_person]),
                    stretch,
                    words_of(stretch.standing.state),
                )
                for unit, stretch in of_person
            ]
    states = {kind: _states(kind, {words for of, *_, words in made if of is kind}) for kind in UNITS}
    if made:
        db.session.execute(
            insert(CountedStretch),
            [
                {
                    "kind": kind,
                    "person_id": unit.person_id,
                    "record_id": unit.record_id,
                    "number": unit.number,
                    "is_only": is_only,
                    "recorded_on": stretch.standing.recorded_on,
                    "counts_on": stretch.standing.counts_on,
                    "from_on": stretch.from_on,
                    "until_on": stretch.until_on,
                    "state_id": states[kind][words],
                }
                for kind, unit, is_only, stretch, words in made
            ],
        )


def _states(kind: UnitKind, every: set[str]) -> dict[str, int]:
    """The numbers of these states, those that never were before among them."""
    known = select(CountedState.words, CountedState.id).where(CountedState.kind == kind, CountedState.words.in_(every))
    numbers = {row.words: row.id for row in db.session.execute(known)}
    for words in sorted(every - numbers.keys()):
        numbers[words] = save(CountedState(kind=kind, words=words)).id
    return numbers


# The figures of each quarter. They are made one after the other, each beside those made before it, and stay.


def make_figures() -> int:
    """Make the next figures that are due: 1, or 0 where all are made that can be.

    The caller commits after each. Whoever is killed in between goes on with the next, and of two workers that make the
    same the second leaves what the first made. Raises NotKeptYet.
    """
    end, making = last_end(clock.today()), last_making()
    if making is None or making.as_at < end:
        since = first_day()
        if since is None or since > end:
            return 0
        _once(FiguresMaking, as_at=end, since=since, is_first=making is None, begun_at=clock.now())
        return 1
    if making.ended_at is not None:
        return 0
    made = editions_made(SYSTEM)
    there = set(made)
    for edition in due_at(making.as_at, making.since, is_first=making.is_first):
        if edition not in there:
            _publish(edition, made)
            return 1
    making.ended_at = clock.now()
    db.session.flush()
    return 1


def _publish(edition: Edition, made: Collection[Edition]) -> None:
    counts = counts_of(SYSTEM, edition.report, period_of(edition.days, edition.as_at))
    beside = read_beside(edition, made)
    table = hidden_beside(
        Table(name=edition.name, published=_published_of(counts)),
        tables_of(beside),
        links_among([edition, *beside]),
    )
    content = written(counts, table, salt=secrets.token_hex(16))
    digest = digest_of(content)
    days = {"from_on": edition.days.from_on, "to_on": edition.days.to_on, "as_at": edition.as_at}
    if _once(PublishedFigures, report=edition.report, **days, made_at=clock.now(), content=content, sha256=digest):
        audit.administered(SYSTEM, "figures.made", None, figures=edition.name, sha256=digest)


def _once(table: type[FiguresMaking] | type[PublishedFigures], **row: Any) -> bool:
    """Add a row, unless another worker did at the same moment: whether it was added."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**row).on_conflict_do_nothing().returning(table.id)
    return db.session.scalar(statement) is not None


def _published_of(counts: Counts) -> Published:
    """How the counts of a report add up."""
    match counts:
        case testing.ReturnCounts():
            return testing.published_of(counts)
        case overview_counts.OverviewCounts():
            return overview_counts.published_of(counts)
        case arc.ArcCounts():
            return arc.published_of(counts)
        case fairness_figures.FairnessCounts():
            return fairness_figures.published_of(counts)
