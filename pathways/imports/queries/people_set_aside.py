"""Who was set aside by an import and waits for somebody to decide who they are, and whom they may be.

Nobody is shown whom an import took to be like a person whose record is shut to the viewer: the line, and what the file
says, would tell of that person. Somebody to whom the record is open decides.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Select, func, select

from pathways.auth.queries import names_of
from pathways.auth.roles import Viewer
from pathways.imports.models import ImportedRecord, ImportSource, PersonSetAside
from pathways.imports.queries.runs import is_taken_back
from pathways.imports.rules.columns import Kind
from pathways.imports.rules.comparing import Compared, compared
from pathways.imports.rules.deciding import asked_of, deciding_bars, read_back
from pathways.people.identity.queries import details_of, details_of_many, person_facts
from pathways.people.identity.rules import PersonFacts
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import is_open_to, is_record_of, person_to_bring_in, shut_in_request, shut_to, surviving_id
from pathways.people.rules import name_in_full
from pathways.people.search.queries import Hit, found_before, very_close
from pathways.refusals import Reason, or_out_of_sight
from pathways.store.base import db
from pathways.store.paging import Page, page_of
from pathways.store.together import among, names_one_of

# Who waits.


@dataclass(frozen=True, kw_only=True)
class Doubtful:
    """Somebody of a file who was set aside, and the name of the system that the file is from."""

    aside: PersonSetAside
    system: str

    @cached_property
    def says(self) -> PersonFacts | None:
        """What the file says of them; None once somebody has decided."""
        return read_back(self.aside.row_facts) if self.aside.row_facts else None

    @property
    def full_name(self) -> str:
        return name_in_full(self.says.given_names, self.says.surname) if self.says else "Somebody who was set aside"

    @property
    def may_be(self) -> tuple[int, ...]:
        """The ids of the people they may be, closest first, as the import found them."""
        return tuple(each["person"] for each in self.aside.may_be)


def waiting(by: Viewer, after: str | None = None) -> Page[Doubtful]:
    """A page of those of the force who wait, in the order of the imports and their rows."""
    waits = _theirs(by).where(PersonSetAside.decided_at.is_(None))
    page = page_of(waits, (PersonSetAside.id,), lambda row: (row[0].id,), after=after)
    return Page(tuple(Doubtful(aside=row[0], system=row[1]) for row in page.rows), page.after)


def everybody_waiting(by: Viewer) -> list[Doubtful]:
    """All of them at once: for the command, which has no pages."""
    waits = _theirs(by).where(PersonSetAside.decided_at.is_(None)).order_by(PersonSetAside.id)
    return [Doubtful(aside=row[0], system=row[1]) for row in db.session.execute(waits)]


def doubtful(by: Viewer, number: int) -> Doubtful:
    """Somebody who was set aside, decided or not. Raises OutOfSight."""
    row = or_out_of_sight(db.session.execute(_theirs(by).where(PersonSetAside.id == number)).one_or_none())
    return Doubtful(aside=row[0], system=row[1])


def next_waiting(by: Viewer, number: int) -> int | None:
    """The number of who waits after this one, or from the beginning; None where nobody else waits."""
    others = _theirs(by).where(PersonSetAside.decided_at.is_(None), PersonSetAside.id != number)
    first = others.with_only_columns(func.min(PersonSetAside.id), maintain_column_froms=True)
    later = db.session.scalar(first.where(PersonSetAside.id > number))
    return later if later is not None else db.session.scalar(first)


def how_many_wait(by: Viewer, run_ids: Collection[int]) -> dict[int, int]:
    """By the number of the import, how many of it still wait, where anybody does."""
    waits = _theirs(by).where(PersonSetAside.decided_at.is_(None), among(PersonSetAside.run_id, run_ids))
    counted = waits.with_only_columns(PersonSetAside.run_id, func.count(), maintain_column_froms=True)
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(PersonSetAside.run_id))}


def _theirs(by: Viewer) -> Select[PersonSetAside, str]:
    both = select(PersonSetAside, ImportSource.name).join(ImportSource, ImportSource.id == PersonSetAside.source_id)
    theirs = both.where(ImportSource.organisation_id == by.organisation_id)
    shut = shut_in_request(by) if by.request_id else tuple(db.session.scalars(shut_to(by)))
    return theirs.where(~names_one_of(PersonSetAside.may_be, "person", shut)) if shut else theirs


# Whether somebody may still decide.


def lock_to_decide(aside: PersonSetAside) -> None:
    """Lock somebody who was set aside until the transaction ends: of two who decide the second reads what was decided.
    Raises OutOfSight where the import was taken back meanwhile, and they with it."""
    row = select(PersonSetAside).where(PersonSetAside.id == aside.id).with_for_update()
    or_out_of_sight(db.session.scalar(row.execution_options(populate_existing=True)))


def bars_to_deciding(aside: PersonSetAside) -> tuple[Reason, ...]:
    """Why nobody may decide any more who somebody is. The page asks this, and the action asks it again."""
    return deciding_bars(
        decided_by=names_of([aside.decided_by_id]).get(aside.decided_by_id, ""),
        decided=aside.who,
        is_taken_back=is_taken_back(aside.run_id),
    )


# Whom they may be.


@dataclass(frozen=True, kw_only=True)
class KnownPerson:
    """A person whom somebody set aside may be: what is known of them here, how far it agrees with the file, and the
    keys of other systems that stand for them."""

    hit: Hit
    compared: tuple[Compared, ...]
    keys: tuple[str, ...]

    @property
    def alike_in(self) -> tuple[str, ...]:
        """In what the search finds the two alike. What each of them says stands beside it."""
        return tuple(each.partition(":")[0] for each in self.hit.likeness.reasons)


def known_people(by: Viewer, someone: Doubtful) -> tuple[KnownPerson, ...]:
    """Whom somebody who waits may be, closest first, as the search shows them: whom the import compared, also where a
    search would find them no more, and whoever is very close and was added since, perhaps of the same file."""
    says = someone.says
    if says is None:
        return ()
    asked = asked_of(says)
    hits = found_before(by, asked, {*someone.may_be, *very_close(by, [asked])[0]})
    keys = _keys_of(by, [hit.person.id for hit in hits])
    return tuple(
        KnownPerson(
            hit=hit, compared=compared(says, person_facts(hit.details)), keys=tuple(keys.get(hit.person.id, ()))
        )
        for hit in hits
    )


def person_meant(by: Viewer, aside: PersonSetAside, person_id: int) -> Person:
    """Whom somebody is found to be: one of those whom the import found them to be like, or anybody whom the force
    knows; the record that stays. Raises OutOfSight."""
    like = select(surviving_id()).where(among(Person.id, [each["person"] for each in aside.may_be]))
    one_of_them = (Person.id == person_id, Person.id.in_(like), is_open_to(by, Person.id))
    person = db.session.scalar(select(Person).where(*one_of_them)) or person_to_bring_in(by, person_id)
    details_of(person.id)  # nothing is known any more of whoever was taken back
    return person


def details_of_those(every: Iterable[Doubtful]) -> dict[int, PersonDetails]:
    """What is known of whom these may be, by the id that the import found."""
    return details_of_many({number for someone in every for number in someone.may_be})


def _keys_of(by: Viewer, person_ids: Collection[int]) -> dict[int, list[str]]:
    """By person, the keys that stand for them in the systems of which the force imported people."""
    theirs = ImportSource.organisation_id == by.organisation_id, ImportSource.kind == Kind.PEOPLE
    named = (
        select(surviving_id(), ImportSource.name, ImportedRecord.source_key)
        .join(ImportedRecord, ImportedRecord.person_id == Person.id)
        .join(ImportSource, ImportSource.id == ImportedRecord.source_id)
        .where(is_record_of(person_ids), *theirs)
        .order_by(ImportedRecord.id)
    )
    keys: dict[int, list[str]] = {}
    for person_id, system, key in db.session.execute(named):
        keys.setdefault(person_id, []).append(f"{system}: {key}")
    return keys
