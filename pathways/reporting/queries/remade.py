"""Figures counted again of the records of then, and what changed of them since."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, select

from pathways.audit.models import SYSTEM, AuditEvent, payload_text
from pathways.reporting.models import CountedSnapshot, CountedState, CountedStretch, PublishedFigures
from pathways.reporting.queries.counting import counts_of, held_at, rules_in_use
from pathways.reporting.queries.units import KINDS, counted_as, counted_over, is_in, kinds_counted
from pathways.reporting.rules.by_service import ServiceCounts
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.kept_figures import digest_of, read_counts
from pathways.reporting.rules.periods import Stretch, period_of
from pathways.reporting.rules.proof import FIGURES_MADE
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.revisions import Cause, Stood, Unit, causes_of
from pathways.reporting.rules.standings import UnitKind
from pathways.reporting.rules.testing import ReturnCounts
from pathways.store.base import db


def as_logged(edition: Edition, digest: str) -> dict[str, str]:
    """Which figures the log says were made, and with which digest."""
    return {"figures": edition.name, "sha256": digest}


def edition_of(made: PublishedFigures) -> Edition:
    """Which figures these are."""
    return Edition(made.report, Stretch(made.from_on, made.to_on), made.as_at)


def is_counted_in(made: PublishedFigures, stretch: CountedStretch) -> bool:
    """Whether figures were made of this stretch."""
    last = stretch.through_snapshot
    over = counted_over(stretch.kind, _period_of(made))
    return (
        made.snapshot_id is not None
        and stretch.after_snapshot < made.snapshot_id
        and (last is None or made.snapshot_id <= last)
        and stretch.kind in KINDS[made.report]
        and stretch.from_on <= made.as_at < stretch.until_on
        and over.from_on <= stretch.counts_on <= over.to_on
        and is_in(stretch.kind, db.session.get_one(CountedState, stretch.state_id).words, _period_of(made))
    )


def _period_of(made: PublishedFigures) -> Period:
    return Period(from_on=made.from_on, to_on=made.to_on, as_at=made.as_at)


@dataclass(frozen=True, kw_only=True)
class Remade:
    """Figures made again. `is_as_written` is by their digest, and that of the log.

    `is_same` is None where it cannot be told: they were made before snapshots were kept, or are not as written.
    """

    edition: Edition
    is_as_written: bool
    is_same: bool | None
    is_of_this_release: bool
    disposed_of: int
    revisions: Mapping[Cause, frozenset[int]]

    @property
    def is_unexplained(self) -> bool:
        """Whether they are not what they were, and neither disposal nor another release is why."""
        is_known_why = self.disposed_of > 0 or not self.is_of_this_release
        return not self.is_as_written or (self.is_same is False and not is_known_why)


def remade(made: PublishedFigures) -> Remade:
    """Count figures again of their snapshot, and tell what is known now that was not then."""
    edition = edition_of(made)
    snapshot = db.session.get(CountedSnapshot, made.snapshot_id) if made.snapshot_id else None
    is_as_written = digest_of(made.content) == made.sha256 and _is_in_log(made, edition)
    kinds = KINDS[made.report]
    if is_as_written:
        kinds = kinds_counted(made.report, read_counts(made.report, made.content)[0])
    return Remade(
        edition=edition,
        is_as_written=is_as_written,
        is_same=_is_same(made, edition) if snapshot and is_as_written else None,
        is_of_this_release=snapshot is not None and snapshot.rules == rules_in_use(),
        disposed_of=made.disposed_of,
        revisions=_revisions(made, kinds) if snapshot else {},
    )


def _is_in_log(made: PublishedFigures, edition: Edition) -> bool:
    """Whether the log says that these figures were made with this digest, at most a day after they were counted."""
    logged = exists().where(
        AuditEvent.actor_id.is_(SYSTEM.user_id),
        AuditEvent.at.between(made.made_at, made.made_at + timedelta(days=1)),
        AuditEvent.action == FIGURES_MADE,
        AuditEvent.payload == payload_text(as_logged(edition, made.sha256)),
    )
    return bool(db.session.scalar(select(logged)))


def _is_same(made: PublishedFigures, edition: Edition) -> bool:
    then, _ = read_counts(made.report, made.content)
    groups = then.counts.everybody if made.report is Report.FAIRNESS else None
    try:
        again = counts_of(SYSTEM, made.report, period_of(edition.days, edition.as_at), made.snapshot_id, groups)
    except KeyError:  # somebody is in a group that there was not
        return False
    if isinstance(again, ServiceCounts | ReturnCounts):
        again = again.called_as(then)
    return bool(counted_as(made.report, again, then) == then)


def _revisions(made: PublishedFigures, kinds: Collection[UnitKind]) -> Mapping[Cause, frozenset[int]]:
    """Read from the stretches alone that hold at one of the two: all others stand as they stood. What was not counted
    then is of none of the `kinds`, and no revision."""
    stretch = CountedStretch
    of_report = (
        stretch.kind.in_(kinds), stretch.from_on <= made.as_at, stretch.until_on > made.as_at,
    )  # fmt: skip
    then_alone = (*held_at(made.snapshot_id), stretch.through_snapshot.is_not(None))
    now_alone = (*held_at(None), stretch.after_snapshot >= made.snapshot_id)
    then: dict[Unit, Stood] = {}
    now: dict[Unit, Stood] = {}
    is_counted: set[Unit] = set()
    for stood, which in ((then, then_alone), (now, now_alone)):
        rows = (
            select(
                stretch.kind, stretch.record_id, stretch.number, stretch.person_id, stretch.counts_on,
                stretch.state_id, CountedState.words,
            )
            .join(CountedState, CountedState.id == stretch.state_id)
            .where(*of_report, *which)
        )  # fmt: skip
        for row in db.session.execute(rows):
            unit = Unit(row.kind, row.record_id, row.number)
            stood[unit] = Stood(row.person_id, row.counts_on, row.state_id)
            if is_in(row.kind, row.words, _period_of(made)):
                is_counted.add(unit)
    causes: dict[Cause, frozenset[int]] = {}
    over = {kind: counted_over(kind, _period_of(made)) for kind in kinds}
    for period in dict.fromkeys(over.values()):
        before, after = (
            {unit: stood for unit, stood in of.items() if unit in is_counted and over[UnitKind(unit.kind)] == period}
            for of in (then, now)
        )
        for cause, people in causes_of(before, after, period.from_on, period.to_on).items():
            causes[cause] = causes.get(cause, frozenset()) | people
    return causes
