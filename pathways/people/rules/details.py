"""What is recorded of a person, and what is wrong with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pathways.people.rules.ages import birth_date_reasons
from pathways.people.rules.corrections import recorded_and_changed
from pathways.people.rules.ethnicity import Ethnicity
from pathways.people.rules.folding import fold_name, fold_number
from pathways.people.rules.words import AgeEvidence
from pathways.refusals import Reason
from pathways.vocabulary import Sex


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """Who somebody is. A one-word name stands in `surname`; `clear_age_evidence` says what was seen, and by whom."""

    surname: str
    given_names: str | None = None
    date_of_birth: date
    age_evidence: AgeEvidence
    clear_age_evidence: str | None = None
    sex: Sex
    ethnicity: Ethnicity | None = None
    pnc_id: str | None = None


def name_reasons(surname: str | None, given_names: str | None) -> tuple[Reason, ...]:
    """What no name holds, wherever one is typed: the brackets of markup (design choice). Any script is a name."""
    typed = (("Surname", "surname", surname or ""), ("First names", "given_names", given_names or ""))
    return tuple(
        Reason(f"{label} cannot have < or > in it. Type the name alone", field)
        for label, field, words in typed
        if "<" in words or ">" in words
    )


def details_reasons(facts: PersonFacts, *, today: date) -> tuple[Reason, ...]:
    """What is wrong with the details of a person (design choice: slips of the hand)."""
    reasons = [*name_reasons(facts.surname, facts.given_names)]
    if facts.surname is not None and not fold_name(facts.surname):
        reasons.append(Reason("Surname must have a letter in it. For a one-word name, type that word", "surname"))
    if facts.pnc_id is not None and not fold_number(facts.pnc_id):
        reasons.append(Reason("PNC ID must have letters or numbers in it", "pnc_id"))
    return (*reasons, *birth_date_reasons(facts.date_of_birth, today=today))


def corrected_details(before: PersonFacts, after: PersonFacts) -> tuple[str, ...]:
    """The details that now read otherwise and therefore need a reason."""
    return recorded_and_changed(before, after)


def alias_reasons(
    surname: str, given_names: str | None, *, known: Collection[tuple[str, str | None]]
) -> tuple[Reason, ...]:
    """What is wrong with another name of somebody, beside those already known (design choice)."""
    if wrong := name_reasons(surname, given_names):
        return wrong
    if not fold_name(surname):
        return (Reason("Surname must have a letter in it. For a one-word name, type that word", "surname"),)
    if (surname, given_names) in known:
        return (Reason("This name is recorded already. Change it, or go back", "surname"),)
    return ()
