"""Keeping how everybody stands on each day, and making the figures of each quarter of it. The worker does both."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from functools import partial
from typing import Any, TypeGuard

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import defer

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.changes import ahead, changed_since, erased_among, is_past, last_event
from pathways.audit.models import SYSTEM
from pathways.people.models.identity import Person
from pathways.reporting.models import (
    CountedSnapshot,
    CountedState,
    CountedStretch,
    CountedThrough,
    FiguresCheck,
    FiguresMaking,
    PublishedFigures,
)
from pathways.reporting.queries.counting import MOST_EVENTS, Counts, NotKeptYet, counts_of, rules_in_use
from pathways.reporting.queries.figures import editions_made, first_day, last_making, tables_of
from pathways.reporting.queries.records import CountedRecords, records_of
from pathways.reporting.queries.remade import as_logged, is_counted_in, remade
from pathways.reporting.queries.units import UNITS
from pathways.reporting.rules import (
    arc,
    by_service,
    fairness_figures,
    groups,
    overview_counts,
    profile,
    recovery,
    testing,
    treatment,
)
from pathways.reporting.rules.editions import Edition, due_at, last_end, links_among, read_beside
from pathways.reporting.rules.kept_figures import digest_of, written
from pathways.reporting.rules.periods import period_of
from pathways.reporting.rules.proof import FIGURES_MADE
from pathways.reporting.rules.revisions import Cause
from pathways.reporting.rules.standings import ReportUnit, Stretch, UnitKind, is_alone, stretches_of, words_of
from pathways.small_numbers.beside import Table
from pathways.small_numbers.own_figures import hidden_from_each
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
        is_locked = db.session.scalar(select(CountedThrough.id)) is not None
        return 0 if is_locked else _begin(CountedThrough(id=1, event_id=0), last_event_id)
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
    _say_changed(through)
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
    _say_changed(through)
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
        _say_changed(through)
    if is_whole:
        _read_on(through)
    elif through.ahead_event_id is None and (people or last_event_id - through.event_id > FURTHER):
        through.ahead_event_id, through.ahead_of = ahead(last_event_id)
    db.session.flush()
    return 0


def _say_changed(through: CountedThrough) -> None:
    """Rows changed. What was counted of those before, also of a snapshot, is not taken for what they say now."""
    through.token, through.made_at = secrets.token_hex(16), clock.now()


def _read_on(through: CountedThrough) -> None:
    """From now on the log is read from what was ahead: everybody before it is made."""
    if through.ahead_event_id is not None:
        through.event_id = through.ahead_event_id
    through.ahead_event_id = through.ahead_of = None


_WHOLE_ROW = (
    "kind", "person_id", "record_id", "number", "is_only", "recorded_on", "counts_on", "from_on", "until_on",
    "state_id",
)  # fmt: skip


def _make(people: Collection[int]) -> None:
    """Make the stretches of these people anew, with the records merged with theirs. Those that still hold stay.

    Of those that hold no more, what figures were made of is kept for them: nothing is of those whose record went.
    """
    records = records_of(people)
    anew = Counter(_rows_of(records))
    _dispose(records.ids or frozenset(), {row[:1] + row[2:4] for row in anew})
    newest = db.session.scalar(select(func.max(CountedSnapshot.id))) or 0
    stretch = CountedStretch
    of_now = select(stretch.id, stretch.after_snapshot, *(getattr(stretch, name) for name in _WHOLE_ROW)).where(
        stretch.person_id.in_(records.ids or ()), stretch.through_snapshot.is_(None)
    )
    unused, counted = [], []
    for id_, after_snapshot, *row in db.session.execute(of_now).all():
        if anew[tuple(row)]:
            anew[tuple(row)] -= 1
        elif after_snapshot < newest:
            counted.append(id_)
        else:
            unused.append(id_)
    db.session.execute(delete(stretch).where(stretch.id.in_(unused)))
    db.session.execute(update(stretch).where(stretch.id.in_(counted)).values(through_snapshot=newest))
    rows = [dict(zip(_WHOLE_ROW, row, strict=True), after_snapshot=newest) for row in anew.elements()]
    if rows:
        db.session.execute(insert(stretch), rows)


def _rows_of(records: CountedRecords) -> Iterator[tuple[Any, ...]]:
    """How these records stand on each day, as the values of `_WHOLE_ROW`."""
    for kind, read in UNITS.items():
        stretches: dict[int, list[tuple[ReportUnit, Stretch]]] = defaultdict(list)
        for unit in read(records):
            stretches[unit.person_id] += [(unit, stretch) for stretch in stretches_of(unit)]
        every = [each for of_person in stretches.values() for each in of_person]
        states = _states(kind, {words_of(stretch.standing.state) for _, stretch in every})
        for unit, stretch in every:
            standing = stretch.standing
            yield (
                kind, unit.person_id, unit.record_id, unit.number,
                is_alone(stretch, [other for _, other in stretches[unit.person_id]]),
                standing.recorded_on, standing.counts_on, stretch.from_on, stretch.until_on,
                states[words_of(standing.state)],
            )  # fmt: skip


def _dispose(people: Collection[int], units: Collection[tuple[UnitKind, int, int]]) -> None:
    """Keep nothing of records that went for good, and say with each figures that were made of them how many people.

    `units` are those that these people have now: what is kept of one of them stays.
    """
    erased = erased_among(people)
    if not erased:
        return
    stretch = CountedStretch
    of_them = select(stretch).where(stretch.person_id.in_(erased) | stretch.record_id.in_(erased))
    disposed = [each for each in db.session.scalars(of_them) if (each.kind, each.record_id, each.number) not in units]
    if not disposed:
        return
    figures = select(PublishedFigures).where(PublishedFigures.snapshot_id.is_not(None))
    for made in db.session.scalars(figures.options(defer(PublishedFigures.content))):
        made.disposed_of += len({each.person_id for each in disposed if is_counted_in(made, each)})
    db.session.execute(delete(stretch).where(stretch.id.in_([each.id for each in disposed])))


def _states(kind: UnitKind, every: set[str]) -> dict[str, int]:
    """The numbers of these states, those that never were before among them."""
    known = select(CountedState.words, CountedState.id).where(CountedState.kind == kind, CountedState.words.in_(every))
    numbers = {row.words: row.id for row in db.session.execute(known)}
    for words in sorted(every - numbers.keys()):
        numbers[words] = save(CountedState(kind=kind, words=words)).id
    return numbers


# The figures of each quarter. They are made one after the other, each beside those made before it, and stay.


def make_figures() -> int:
    """Make the next figures that are due, then all again of their snapshots: 1, or 0 where there are no more.

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
        return _check_next(making)
    if not _is_of_this_release(making.snapshot_id):
        _take_snapshot(making)
        return 1  # what is counted of it is counted without the lock of an SQLite file
    made = editions_made(SYSTEM)
    made_before = {each.report for each in made if each.as_at < making.as_at}
    for edition in due_at(making.as_at, making.since, is_first=making.is_first, before=made_before):
        if edition not in made:
            _publish(edition, made, making.snapshot_id)
            return 1
    making.ended_at = clock.now()
    db.session.flush()
    return 1


def _take_snapshot(making: FiguresMaking) -> None:
    """Have the stretches stay as they are now, for figures to be made of them; once, also where two workers ask for it.

    Raises NotKeptYet.
    """
    through = db.session.scalar(select(CountedThrough).with_for_update())
    if not _are_all_kept(through):
        raise NotKeptYet
    db.session.refresh(making)
    if _is_of_this_release(making.snapshot_id):
        return  # another worker took it while this one waited
    snapshot = CountedSnapshot(taken_at=clock.now(), rules=through.rules, event_id=through.event_id)
    making.snapshot_id = save(snapshot).id
    db.session.flush()


def _are_all_kept(through: CountedThrough | None) -> TypeGuard[CountedThrough]:
    """Whether how everybody stands is kept by the rules of this release."""
    return through is not None and through.person_id is None and through.rules == rules_in_use()


def _is_of_this_release(snapshot_id: int | None) -> TypeGuard[int]:
    """Whether there is a snapshot, and it was made by the rules that read it: another release may read its states
    otherwise."""
    return snapshot_id is not None and db.session.get_one(CountedSnapshot, snapshot_id).rules == rules_in_use()


def _publish(edition: Edition, made: Collection[Edition], snapshot_id: int) -> None:
    count = partial(counts_of, SYSTEM, edition.report, period_of(edition.days, edition.as_at), snapshot_id)
    token = db.session.scalar(select(CountedThrough.token))
    counts = count()
    beside = read_beside(edition, made)
    table = hidden_from_each(
        Table(name=edition.name, published=_published_of(counts)),
        tables_of(beside),
        links_among([edition, *beside]),
    )
    content = written(counts, table, salt=secrets.token_hex(16))
    digest = digest_of(content)
    # Nobody saves while it is counted again, so that is done only where somebody's rows changed meanwhile.
    if db.session.scalar(select(CountedThrough.token).with_for_update()) != token and count() != counts:
        return  # records were disposed of while it was decided what is hidden: they are made of what is left
    row = {
        "report": edition.report, "from_on": edition.days.from_on, "to_on": edition.days.to_on,
        "as_at": edition.as_at, "made_at": clock.now(), "content": content, "sha256": digest,
        "snapshot_id": snapshot_id,
    }  # fmt: skip
    if _once(PublishedFigures, **row):
        audit.administered(SYSTEM, FIGURES_MADE, None, **as_logged(edition, digest))


def _check_next(making: FiguresMaking) -> int:
    """Make the next of all figures again, once after each quarter's were made: 1, or 0 where all were.

    Raises NotKeptYet: who is not made yet would be missing among those who changed, and each is asked but once.
    """
    checked = exists().where(FiguresCheck.figures_id == PublishedFigures.id, FiguresCheck.making_id == making.id)
    made = db.session.scalar(select(PublishedFigures).where(~checked).order_by(PublishedFigures.id).limit(1))
    if made is None:
        return 0
    if not _are_all_kept(db.session.scalar(select(CountedThrough))):
        raise NotKeptYet
    again = remade(made)
    people = {cause.value: len(again.revisions.get(cause, ())) for cause in Cause}
    _once(
        FiguresCheck, figures_id=made.id, making_id=making.id, checked_at=clock.now(), disposed_of=again.disposed_of,
        is_as_written=again.is_as_written, is_same=again.is_same, is_of_this_release=again.is_of_this_release,
        **people,
    )  # fmt: skip
    return 1


def _once(table: type[FiguresMaking] | type[PublishedFigures] | type[FiguresCheck], **row: Any) -> bool:
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
        case by_service.ServiceCounts():
            return by_service.published_of(counts)
        case treatment.TreatmentCounts():
            return treatment.published_of(counts)
        case recovery.RecoveryCounts():
            return recovery.published_of(counts)
        case groups.GroupCounts():
            return groups.published_of(counts)
        case profile.FoundCounts() | profile.DeclaredCounts():
            return profile.published_of(counts)
