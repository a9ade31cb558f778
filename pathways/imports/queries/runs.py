"""Imports that are open or were made, what keys are known already, and who waits for somebody to decide."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import exists, func, select

from pathways import clock
from pathways.auth.roles import Viewer
from pathways.imports.models import ImportedRecord, ImportRun, ImportSource, ImportUndoing, PersonSetAside
from pathways.imports.rules.columns import Kind
from pathways.imports.rules.deciding import RunState, run_state
from pathways.referrals.models.referral import Referral
from pathways.refusals import or_out_of_sight
from pathways.store.base import db
from pathways.store.paging import Page, page_of
from pathways.store.together import among, among_texts

LEFT_AFTER: Final = timedelta(days=1)


def source_named(by: Viewer, name: str, kind: Kind) -> ImportSource | None:
    """The source of this name and kind at the force of whoever imports."""
    theirs = (ImportSource.organisation_id == by.organisation_id, ImportSource.kind == kind)
    named = select(ImportSource).where(*theirs, ImportSource.name == name.strip())
    return db.session.scalar(named)


def open_run(source: ImportSource) -> ImportRun | None:
    """The import of a source that is not finished."""
    return db.session.scalar(select(ImportRun).where(ImportRun.source_id == source.id, ImportRun.ended_at.is_(None)))


def under_way() -> str:
    """What is imported now, by anybody, in words: its kind and how far it has come; empty where nothing is.

    One that was left in the middle for a day holds nobody up any more.
    """
    lately = (ImportRun.ended_at.is_(None), ImportRun.began_at > clock.now() - LEFT_AFTER)
    imported = select(ImportSource.kind, ImportRun.position).join(ImportRun, ImportRun.source_id == ImportSource.id)
    row = db.session.execute(imported.where(*lately).order_by(ImportRun.id.desc()).limit(1)).one_or_none()
    return f"{row.kind.label}, {row.position:,} rows so far" if row else ""


def run_of(by: Viewer, number: int) -> tuple[ImportRun, ImportSource]:
    """An import of the force of whoever asks. Raises OutOfSight."""
    both = select(ImportRun, ImportSource).join(ImportSource, ImportSource.id == ImportRun.source_id)
    theirs = both.where(ImportRun.id == number, ImportSource.organisation_id == by.organisation_id)
    row = or_out_of_sight(db.session.execute(theirs).one_or_none())
    return row[0], row[1]


def runs(by: Viewer) -> list[tuple[ImportRun, ImportSource]]:
    """Every import of the force, latest first."""
    both = select(ImportRun, ImportSource).join(ImportSource, ImportSource.id == ImportRun.source_id)
    theirs = both.where(ImportSource.organisation_id == by.organisation_id).order_by(ImportRun.id.desc())
    return [(row[0], row[1]) for row in db.session.execute(theirs)]


@dataclass(frozen=True, kw_only=True)
class ListedRun:
    """An import with where its file is from, and the last proposal to take it back, if there is one."""

    run: ImportRun
    source: ImportSource
    undoing: ImportUndoing | None

    @property
    def state(self) -> RunState:
        return run_state(
            ended_at=self.run.ended_at,
            undone_at=self.run.undone_at,
            is_asked=self.undoing is not None and self.undoing.waits,
            is_confirmed=self.undoing is not None and bool(self.undoing.is_confirmed),
        )


def page_of_runs(by: Viewer, after: str | None = None) -> Page[ListedRun]:
    """A page of the imports of the force, latest first."""
    both = select(ImportRun, ImportSource).join(ImportSource, ImportSource.id == ImportRun.source_id)
    theirs = both.where(ImportSource.organisation_id == by.organisation_id)
    page = page_of(theirs, (ImportRun.id,), lambda row: (row[0].id,), after=after, newest_first=True)
    of_these = select(ImportUndoing).where(among(ImportUndoing.run_id, [run.id for run, _ in page.rows]))
    undoings = {each.run_id: each for each in db.session.scalars(of_these.order_by(ImportUndoing.id))}
    lines = (ListedRun(run=run, source=source, undoing=undoings.get(run.id)) for run, source in page.rows)
    return Page(tuple(lines), page.after)


def listed_run(by: Viewer, number: int) -> ListedRun:
    """One of them. Raises OutOfSight."""
    run, source = run_of(by, number)
    return ListedRun(run=run, source=source, undoing=undoing_of(run))


# Taking back what an import made.


def undoing_of(run: ImportRun) -> ImportUndoing | None:
    """The last proposal to take an import back, whatever was decided."""
    proposals = select(ImportUndoing).where(ImportUndoing.run_id == run.id)
    return db.session.scalar(proposals.order_by(ImportUndoing.id.desc()).limit(1))


def is_taken_back(run_id: int) -> bool:
    """Whether two people have decided that what an import made is taken back, whether or not all of it is."""
    confirmed = exists().where(ImportUndoing.run_id == run_id, ImportUndoing.is_confirmed.is_(True))
    return bool(db.session.scalar(select(confirmed)))


def next_to_take_back() -> tuple[int, int] | None:
    """Of the imports of anybody that two people decided to take back, and of which not all is: the number of the first,
    and of the decision."""
    decided = select(ImportRun.id, ImportUndoing.id).join(ImportUndoing, ImportUndoing.run_id == ImportRun.id)
    waits = decided.where(ImportUndoing.is_confirmed.is_(True), ImportRun.undone_at.is_(None))
    row = db.session.execute(waits.order_by(ImportUndoing.id).limit(1)).one_or_none()
    return (row[0], row[1]) if row else None


def what_is_left(run: ImportRun, most: int) -> tuple[int, list[tuple[int, str]]]:
    """How many records of an import are there still, and of the first of them row and key. Once it is taken back those
    are the ones that stayed, because something was recorded with them since."""
    theirs = ImportedRecord.run_id == run.id
    rows = select(ImportedRecord.row_number, ImportedRecord.source_key).where(theirs)
    first = db.session.execute(rows.order_by(ImportedRecord.row_number, ImportedRecord.id).limit(most))
    count = db.session.scalar(select(func.count()).select_from(ImportedRecord).where(theirs)) or 0
    return count, [(row[0], row[1]) for row in first]


# What a key of a source stands for.


@dataclass(frozen=True, kw_only=True)
class KnownKey:
    """What a key of a source stands for. `person_id` is None while nobody has decided, and where they were left out."""

    fingerprint: str
    person_id: int | None
    is_waiting: bool = False
    episode_id: int | None = None
    referral_id: int | None = None


def known_keys(source: ImportSource | None, keys: Collection[str]) -> Mapping[str, KnownKey]:
    """Those of these keys that are known, taken or set aside; two statements."""
    if source is None or not keys:
        return {}
    taken = select(ImportedRecord).where(
        ImportedRecord.source_id == source.id, among_texts(ImportedRecord.source_key, keys)
    )
    aside = select(PersonSetAside).where(
        PersonSetAside.source_id == source.id, among_texts(PersonSetAside.source_key, keys)
    )
    known = {
        row.source_key: KnownKey(
            fingerprint=row.fingerprint, person_id=row.person_id, is_waiting=row.decided_at is None
        )
        for row in db.session.scalars(aside)
    }
    for each in db.session.scalars(taken):
        known[each.source_key] = KnownKey(
            fingerprint=each.fingerprint,
            person_id=each.person_id,
            episode_id=each.episode_id,
            referral_id=each.referral_id,
        )
    return known


def keys_named(by: Viewer, system: str, kind: Kind, keys: Collection[str]) -> Mapping[str, KnownKey]:
    """What keys of an earlier file from a system stand for. A service names referrals that a force has imported: those
    that it accepted, under a key that one of them has."""
    if kind is not Kind.REFERRALS or not by.is_treatment:
        return known_keys(source_named(by, system, kind), keys)
    theirs = (ImportSource.kind == kind, ImportSource.name == system.strip())
    records = select(ImportedRecord).join(ImportSource, ImportSource.id == ImportedRecord.source_id)
    records = records.join(Referral, Referral.id == ImportedRecord.referral_id)
    ours = (*theirs, Referral.organisation_id == by.organisation_id, among_texts(ImportedRecord.source_key, keys))
    rows = list(db.session.scalars(records.where(*ours).order_by(ImportedRecord.id)))
    how_many = Counter(each.source_key for each in rows)
    return {
        each.source_key: KnownKey(fingerprint=each.fingerprint, person_id=each.person_id, referral_id=each.referral_id)
        for each in rows
        if how_many[each.source_key] == 1
    }


def why_not(kind: Kind, known: KnownKey | None) -> str | None:
    """Why nothing can be imported to a record of this kind; None where it can."""
    if known is not None and known.person_id is not None:
        return None
    if kind is not Kind.PEOPLE:
        whose = " for a service of yours, or two were" if kind is Kind.REFERRALS else ""
        return f"No {kind.value.removesuffix('s')} was imported with this key{whose}"
    if known is None:
        return "Nobody was imported with this key"
    return "Somebody has to decide first who this is" if known.is_waiting else "Whoever has this key was left out"
