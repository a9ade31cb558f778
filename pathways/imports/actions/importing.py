"""Importing a file: begin, take a batch of its rows, end; and deciding who somebody is who was set aside."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import update

from pathways import clock
from pathways.approvals.actions import decided_by, move_on
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.imports.actions.taking import COUNTS, TAKE, Batch
from pathways.imports.models import ImportedRecord, ImportRun, ImportSource, PersonSetAside
from pathways.imports.queries.checking import batches, read_with_known
from pathways.imports.queries.people_set_aside import bars_to_deciding, lock_to_decide, person_meant
from pathways.imports.queries.runs import KnownKey, known_keys, open_run, source_named
from pathways.imports.rules.columns import Kind
from pathways.imports.rules.deciding import WhoItIs, read_back
from pathways.imports.rules.entries import Entry
from pathways.imports.rules.text import FirstLook
from pathways.people.identity.actions import add_people_of_before
from pathways.people.rules import NoneOfThese
from pathways.refusals import Refused, Stale, refuse_if
from pathways.store.base import db, rows_changed, save
from pathways.store.engines import plan_for_what_is_there

# Beginning and ending an import. Of a source one is open at a time.


def begin(*, by: Viewer, kind: Kind, source_name: str, file_name: str, digest: str) -> ImportRun:
    """Begin to import a file, or go on with the import of the same file that was left. Raises Refused."""
    if not source_name.strip():
        raise Refused("Say which system the file comes from")
    source = source_named(by, source_name, kind)
    if source is None:
        source = save(ImportSource(organisation_id=by.organisation_id, name=source_name.strip(), kind=kind))
    left = open_run(source)
    if left is not None and left.digest == digest:
        return left
    if left is not None:
        raise Refused(
            f"Import {left.id} of {left.file_name} was left at row {left.position} and is not finished. "
            f"Import that file again, or end it with: flask import stop {left.id}"
        )
    run = save(
        ImportRun(
            source_id=source.id,
            file_name=file_name,
            digest=digest,
            began_at=clock.now(),
            began_by_id=by.user_id,
        )
    )
    audit.administered(by, "import.begun", by.organisation_id, run=run.id, kind=kind, source=source.name, digest=digest)
    return run


def end(*, by: Viewer, run: ImportRun) -> None:
    """End an import, whether all of its file was dealt with or it is left for good. Raises Refused."""
    open_one = update(ImportRun).where(ImportRun.id == run.id, ImportRun.ended_at.is_(None))
    if rows_changed(open_one.values(ended_at=clock.now()).execution_options(synchronize_session=False)) != 1:
        raise Refused("This import has ended already")
    db.session.refresh(run)
    counts = {name: getattr(run, name) for name in COUNTS}
    audit.administered(by, "import.ended", by.organisation_id, run=run.id, **counts)


# A batch of rows, in one transaction with how far the import has come.


def take(*, by: Viewer, run: ImportRun, entries: Sequence[Entry], position: int) -> Batch:
    """Import these rows, which follow each other in the file, up to the row `position`.

    A row whose key is known is left as it is: it is unchanged, or it says something else and is reported. Raises Stale
    where somebody else goes on with the same import.
    """
    plan_for_what_is_there()  # an import fills the very tables that it asks for each of its rows
    source = db.session.get_one(ImportSource, run.source_id)
    _go_on(run, position)
    known, batch = known_keys(source, [each.key for each in entries]), Batch()
    fresh = [each for each in entries if not _is_known(each, known.get(each.key), batch)]
    TAKE[source.kind](by, run, source, fresh, batch)
    for name, count in batch.counts.items():
        setattr(run, name, getattr(run, name) + count)
    db.session.flush()
    return batch


def lots(*, by: Viewer, run: ImportRun, path: Path, look: FirstLook) -> Iterator[tuple[Batch, int]]:
    """Import what of a file comes after where its import was left, lot by lot, each with the last row that was dealt
    with. The caller commits after each, and ends the import after the last."""
    number, after = run.id, run.position
    source = db.session.get_one(ImportSource, run.source_id)
    kind, rows = source.kind, read_with_known(source.kind, path, look, by, source.name, after=after)
    for entries, position in batches(kind, rows, after):
        yield take(by=by, run=db.session.get_one(ImportRun, number), entries=entries, position=position), position


def _go_on(run: ImportRun, position: int) -> None:
    """Move an import on, which locks it until the transaction ends: of two who go on with it the second is told."""
    here = update(ImportRun).where(
        ImportRun.id == run.id, ImportRun.position == run.position, ImportRun.ended_at.is_(None)
    )
    if rows_changed(here.values(position=position).execution_options(synchronize_session=False)) != 1:
        raise Stale("Somebody else imports this file at this moment, or ended its import")
    db.session.refresh(run)


def _is_known(entry: Entry, known: KnownKey | None, batch: Batch) -> bool:
    if known is None:
        return False
    if known.fingerprint == entry.fingerprint:
        batch.count("unchanged")
    else:
        words = f"{entry.key}: says something else than when it was imported. It was left as it is"
        batch.count("changed", entry.row, words)
    return True


# Deciding who somebody is who was set aside.


def decide(*, by: Viewer, aside: PersonSetAside, who: WhoItIs, same_as: int | None = None) -> None:
    """Decide who somebody in a file is. Nothing of a person who is known is changed. Raises Refused, Stale, OutOfSight.

    `same_as` is somebody whom they were found to be like, or whom the force knows. What the file said of them, and in
    which words they were like others, is then kept no longer.
    """
    if (who is WhoItIs.SAME) != (same_as is not None):
        raise Refused("Say which person it is, by their number")
    person_id = None if same_as is None else person_meant(by, aside, same_as).id
    if person_id is not None:
        audit.lock(person_id)
    lock_to_decide(aside)
    refuse_if(bars_to_deciding(aside))
    if who is WhoItIs.ANOTHER:
        (person_id,) = add_people_of_before(
            by=by,
            people=[read_back(aside.row_facts or {})],
            none_of_these=NoneOfThese.CHECKED,
            like=[each["person"] for each in aside.may_be],
            imported=aside.run_id,
        )
    elif person_id is not None:
        audit.change(by, person_id, "person.matched", ("person", person_id), imported=aside.run_id)
    undecided, like = PersonSetAside.decided_at.is_(None), [{"person": each["person"]} for each in aside.may_be]
    move_on(aside, undecided, who=who, person_id=person_id, row_facts=None, may_be=like, **decided_by(by))
    if person_id is None:
        audit.administered(by, "import.left_out", by.organisation_id, run=aside.run_id, row=aside.row_number)
        return
    row = {name: getattr(aside, name) for name in ("source_id", "source_key", "run_id", "row_number", "fingerprint")}
    save(ImportedRecord(**row, person_id=person_id, is_new=who is WhoItIs.ANOTHER))
