"""Importing a file: begin, take a batch of its rows, end; and deciding who somebody is who was set aside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from sqlalchemy import update

from pathways import clock
from pathways.approvals.actions import decided_by, move_on
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.imports.models import ImportedRecord, ImportRun, ImportSource, PersonSetAside
from pathways.imports.queries.runs import KnownKey, known_keys, open_run, source_named, why_nobody
from pathways.imports.rules.columns import Kind
from pathways.imports.rules.deciding import PeopleBefore, WhoItIs, as_row_facts, asked_of, read_back
from pathways.imports.rules.entries import Entry
from pathways.people.custody.actions import record_past_detention
from pathways.people.custody.rules import DetentionFacts
from pathways.people.identity.actions import add_people_of_before
from pathways.people.identity.queries import details_of
from pathways.people.identity.rules import PersonFacts
from pathways.people.models.identity import Person
from pathways.people.queries import person_to_bring_in
from pathways.people.rules import NoneOfThese
from pathways.people.search.queries import very_close
from pathways.people.search.rules import Likeness
from pathways.refusals import Refused, Stale
from pathways.store.base import db, rows_changed, save

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


COUNTS: Final = ("taken", "unchanged", "changed", "put_aside", "refused")


@dataclass
class Batch:
    """What became of the rows of a batch: rows with words to say of them, and counts by `COUNTS`."""

    words: list[tuple[int, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))

    def count(self, what: str, row: int = 0, words: str = "") -> None:
        """Count one row, and say why where there is something to say."""
        self.counts[what] += 1
        if words:
            self.words.append((row, words))


def take(*, by: Viewer, run: ImportRun, entries: Sequence[Entry], position: int) -> Batch:
    """Import these rows, which follow each other in the file, up to the row `position`.

    A row whose key is known is left as it is: it is unchanged, or it says something else and is reported. Raises Stale
    where somebody else goes on with the same import.
    """
    source = db.session.get_one(ImportSource, run.source_id)
    _go_on(run, position)
    known, batch = known_keys(source, [each.key for each in entries]), Batch()
    fresh = [each for each in entries if not _is_known(each, known.get(each.key), batch)]
    _TAKE[source.kind](by, run, source, fresh, batch)
    for name, count in batch.counts.items():
        setattr(run, name, getattr(run, name) + count)
    db.session.flush()
    return batch


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


def _take_people(by: Viewer, run: ImportRun, source: ImportSource, fresh: Sequence[Entry], batch: Batch) -> None:
    """Add people whom nobody is like; set the others aside, also those who are like somebody of the same batch."""
    known_alike = very_close(by, [asked_of(cast(PersonFacts, each.facts)) for each in fresh])
    lot, added, set_aside = (
        PeopleBefore(),
        list[Entry](),
        list[tuple[Entry, dict[int, Likeness], dict[str, Likeness]]](),
    )
    for each, close in zip(fresh, known_alike, strict=True):
        facts = cast(PersonFacts, each.facts)
        beside = lot.close_to(facts)
        if close or beside:
            set_aside.append((each, close, beside))
        else:
            added.append(each)
            lot.add(each.key, facts)
    people = [cast(PersonFacts, each.facts) for each in added]
    ids = dict(
        zip([each.key for each in added], add_people_of_before(by=by, people=people, imported=run.id), strict=True)
    )
    for each in added:
        db.session.add(ImportedRecord(**_of_row(run, each), person_id=ids[each.key], is_new=True))
        batch.count("taken")
    for each, close, beside in set_aside:
        like = close | {ids[key]: fit for key, fit in beside.items()}
        db.session.add(
            PersonSetAside(
                **_of_row(run, each),
                row_facts=as_row_facts(cast(PersonFacts, each.facts)),
                may_be=[{"person": person_id, "why": list(fit.reasons)} for person_id, fit in like.items()],
            )
        )
        batch.count(
            "put_aside", each.row, f"{each.key}: may be somebody who is known. Set aside for a person to decide"
        )
    db.session.flush()


def _take_detentions(by: Viewer, run: ImportRun, source: ImportSource, fresh: Sequence[Entry], batch: Batch) -> None:
    people = known_keys(source_named(by, source.name, Kind.PEOPLE), {each.person_key for each in fresh})
    for each in fresh:
        whom = people.get(each.person_key)
        if whom is None or whom.person_id is None:
            batch.count("refused", each.row, f"{each.key}: {why_nobody(whom)}: {each.person_key}")
            continue
        person = db.session.get_one(Person, whom.person_id)
        facts = cast(DetentionFacts, each.facts)
        try:
            episode = record_past_detention(by=by, person=_who_stays(person), facts=facts, imported=run.id)
        except Refused as refusal:
            batch.count("refused", each.row, f"{each.key}: {refusal}")
            continue
        save(ImportedRecord(**_of_row(run, each), person_id=person.id, episode_id=episode.id, is_new=True))
        batch.count("taken")


def _who_stays(person: Person) -> Person:
    return person if person.merged_into_id is None else db.session.get_one(Person, person.merged_into_id)


def _of_row(run: ImportRun, entry: Entry) -> dict[str, Any]:
    """Which row of which file it is, and a digest of what it says."""
    return {
        "source_id": run.source_id,
        "source_key": entry.key,
        "run_id": run.id,
        "row_number": entry.row,
        "fingerprint": entry.fingerprint,
    }


_TAKE: Final[Mapping[Kind, Callable[[Viewer, ImportRun, ImportSource, Sequence[Entry], Batch], None]]] = {
    Kind.PEOPLE: _take_people,
    Kind.DETENTIONS: _take_detentions,
}


# Deciding who somebody is who was set aside.


def decide(*, by: Viewer, aside: PersonSetAside, who: WhoItIs, same_as: int | None = None) -> None:
    """Decide who somebody in a file is. Nothing of a person who is known is changed. Raises Refused, Stale, OutOfSight.

    What the file said of them, and in which words they were like others, is then kept no longer.
    """
    if aside.decided_at is not None or aside.row_facts is None:
        raise Refused("Somebody has decided this already")
    if (who is WhoItIs.SAME) != (same_as is not None):
        raise Refused("Say which person it is, by their number")
    person_id = None
    if who is WhoItIs.ANOTHER:
        (person_id,) = add_people_of_before(
            by=by,
            people=[read_back(aside.row_facts)],
            none_of_these=NoneOfThese.CHECKED,
            like=[each["person"] for each in aside.may_be],
            imported=aside.run_id,
        )
    elif same_as is not None:
        person_id = details_of(person_to_bring_in(by, same_as).id).person_id
        audit.change(by, person_id, "person.matched", ("person", person_id), imported=aside.run_id)
    undecided, like = PersonSetAside.decided_at.is_(None), [{"person": each["person"]} for each in aside.may_be]
    move_on(aside, undecided, who=who, person_id=person_id, row_facts=None, may_be=like, **decided_by(by))
    if person_id is None:
        audit.administered(by, "import.left_out", by.organisation_id, run=aside.run_id, row=aside.row_number)
        return
    row = {name: getattr(aside, name) for name in ("source_id", "source_key", "run_id", "row_number", "fingerprint")}
    save(ImportedRecord(**row, person_id=person_id, is_new=who is WhoItIs.ANOTHER))
