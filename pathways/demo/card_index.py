"""A card index that was imported beside the county's history: a few of its people may be known already.

They wait for an officer to decide who they are.
"""

import hashlib
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select

from pathways.auth.roles import Viewer
from pathways.dates import months_after
from pathways.imports.actions import importing
from pathways.imports.rules.columns import Kind
from pathways.imports.rules.entries import Entry
from pathways.people.identity.queries import person_facts
from pathways.people.identity.rules import PersonFacts
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import is_open_to
from pathways.people.rules import AgeEvidence
from pathways.store.base import db

CARD_INDEX: Final = "Card index of the former drug team"
HEARD_WRONG: Final = 2
"""So many of its people are known to the force, each written a little otherwise on the card."""


def leave_in_doubt(by: Viewer) -> None:
    """Import a card index that holds people whom the officer's force has known longest. Each is set aside."""
    ours = select(Episode.person_id).where(Episode.organisation_id == by.organisation_id)
    known = (
        select(PersonDetails)
        .join(Person, Person.id == PersonDetails.person_id)
        .where(PersonDetails.superseded_at.is_(None), PersonDetails.given_names.is_not(None))
        .where(Person.merged_into_id.is_(None), Person.died_at.is_(None))
        .where(Person.id.in_(ours), is_open_to(by, Person.id))
        .order_by(Person.id)
        .limit(HEARD_WRONG)
    )
    entries = [
        Entry(row=number + 2, key=f"CARD-{number + 117}", facts=_as_heard(person_facts(details), number))
        for number, details in enumerate(db.session.scalars(known))
    ]
    digest = hashlib.sha256(CARD_INDEX.encode()).hexdigest()
    run = importing.begin(by=by, kind=Kind.PEOPLE, source_name=CARD_INDEX, file_name="card-index.csv", digest=digest)
    importing.take(by=by, run=run, entries=entries, position=len(entries) + 1)
    importing.end(by=by, run=run)


def _as_heard(facts: PersonFacts, number: int) -> PersonFacts:
    """A letter of the surname missing, or the year of birth one out; and nobody wrote down what else they said."""
    born = facts.date_of_birth
    slip: dict[str, Any] = (
        {"surname": facts.surname[:-1]} if number % 2 == 0 else {"date_of_birth": months_after(born, 12)}
    )
    return replace(facts, ethnicity=None, age_evidence=AgeEvidence.SELF_DECLARED, **slip)
