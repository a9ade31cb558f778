"""People of a file of another system, as an officer imports them: taken, or set aside for somebody to decide."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from pathways.auth.roles import Viewer
from pathways.imports.actions import importing
from pathways.imports.models import ImportRun, PersonSetAside
from pathways.imports.rules.columns import Kind
from pathways.imports.rules.entries import Entry
from pathways.people.identity.rules import PersonFacts
from pathways.people.rules import AgeEvidence
from pathways.store.base import db
from pathways.vocabulary import Sex

SYSTEM = "ARC team"
DEAN = PersonFacts(
    surname="Rawcliffe",
    given_names="Dean",
    date_of_birth=date(1991, 6, 9),
    age_evidence=AgeEvidence.POLICE_RECORD,
    sex=Sex.MALE,
)
"""As the file says it. `county.person` makes somebody of the same name and birth date."""


def imported(by: Viewer, *people: dict[str, Any], first: int = 1) -> ImportRun:
    """A file of people who are Dean but for what is said of each, whole; their keys are A1, A2 and so on."""
    entries = [
        Entry(row=number + 1, key=f"A{number}", facts=replace(DEAN, **each))
        for number, each in enumerate(people, start=first)
    ]
    digest = f"{first:064}"
    run = importing.begin(by=by, kind=Kind.PEOPLE, source_name=SYSTEM, file_name="people.csv", digest=digest)
    importing.take(by=by, run=run, entries=entries, position=entries[-1].row)
    importing.end(by=by, run=run)
    return run


def set_aside(run: ImportRun) -> list[PersonSetAside]:
    """Who of an import was set aside, in the order of the rows."""
    rows = select(PersonSetAside).where(PersonSetAside.run_id == run.id)
    return list(db.session.scalars(rows.order_by(PersonSetAside.id)))
