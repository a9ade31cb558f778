"""Search before create: what an officer may ask, and when that is enough."""

from dataclasses import dataclass
from datetime import date

from pathways.people.rules.details import name_reasons
from pathways.people.rules.folding import fold_name, fold_number
from pathways.refusals import Reason

MOST_HITS = 20
"""More than that is a browse, not a search (trust.md, person search)."""

SHORTEST_NUMBER = 4


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an officer searched for. Blank means not given."""

    surname: str = ""
    given_names: str = ""
    date_of_birth: date | None = None
    number: str = ""

    @property
    def fields_given(self) -> tuple[str, ...]:
        """The names of the fields that were filled, for the audit: never what stood in them."""
        return tuple(name for name in ("surname", "given_names", "date_of_birth", "number") if getattr(self, name))


def too_little(asked: Asked) -> tuple[Reason, ...]:
    """Why this is not enough to search with (trust.md: at least two facts, or one number)."""
    if wrong := name_reasons(asked.surname, asked.given_names):
        return wrong
    if asked.number:
        if len(fold_number(asked.number)) < SHORTEST_NUMBER:
            return (Reason(f"Enter the whole number, at least {SHORTEST_NUMBER} letters and digits", "number"),)
        return ()
    if fold_name(asked.surname) and asked.date_of_birth:
        return ()
    missing = "date_of_birth" if fold_name(asked.surname) else "surname"
    return (Reason("Enter a surname and date of birth, or one number", missing),)
