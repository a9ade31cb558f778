"""What a file says of somebody beside what is recorded of a person they may be, and how far the two agree. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from pathways.dates import day_in_words
from pathways.people.identity.rules import PersonFacts
from pathways.people.rules import SAME, dates_alike, fold_name, fold_number, numbers_meant
from pathways.people.search.rules import DIFFERENT, first_names_alike, surnames_alike
from pathways.vocabulary import Worded


class Agreement(Worded):
    """How far what a file says agrees with what is recorded. A search judges the same two alike."""

    SAME = "same", "The same"
    NEARLY = "nearly", "Nearly the same"
    DIFFERS = "differs", "Differs"
    SAID_ONCE = "said_once", "Said by one only"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One thing that tells people apart, in words: what the file says, what is recorded, and how far they agree."""

    what: str
    in_file: str
    recorded: str
    agreement: Agreement


NOT_SAID = "Not said"


def compared(says: PersonFacts, known: PersonFacts) -> tuple[Compared, ...]:
    """What a file says of somebody beside what is recorded of a person; without what neither of them says."""
    return tuple(_each(says, known))


def _each(says: PersonFacts, known: PersonFacts) -> Iterator[Compared]:
    yield _of("Surname", says.surname, known.surname, _surnames(says, known))
    if says.given_names or known.given_names:
        yield _of("First names", says.given_names, known.given_names, _first_names(says, known))
    yield _of("Date of birth", _born(says), _born(known), _birth_dates(says, known))
    yield _of("Sex", says.sex.label, known.sex.label, _if_equal(says.sex, known.sex))
    if says.ethnicity or known.ethnicity:
        yield _of("Ethnicity", _ethnicity(says), _ethnicity(known), _if_equal(says.ethnicity, known.ethnicity))
    if says.pnc_id or known.pnc_id:
        yield _of("PNC ID", says.pnc_id, known.pnc_id, _numbers(says, known))


def _of(what: str, in_file: str | None, recorded: str | None, agreement: Agreement) -> Compared:
    one_says_nothing = not in_file or not recorded
    return Compared(
        what=what,
        in_file=in_file or NOT_SAID,
        recorded=recorded or NOT_SAID,
        agreement=Agreement.SAID_ONCE if one_says_nothing else agreement,
    )


def _born(facts: PersonFacts) -> str:
    evidence = facts.age_evidence.label
    return f"{day_in_words(facts.date_of_birth)} ({evidence[:1].lower()}{evidence[1:]})"


def _ethnicity(facts: PersonFacts) -> str | None:
    return facts.ethnicity.label if facts.ethnicity else None


def _if_equal(one: object, other: object) -> Agreement:
    return Agreement.SAME if one == other else Agreement.DIFFERS


def _surnames(says: PersonFacts, known: PersonFacts) -> Agreement:
    alike = surnames_alike(says.surname, known.surname)
    if alike is None:
        return Agreement.DIFFERS
    return Agreement.SAME if alike.points == SAME else Agreement.NEARLY


def _first_names(says: PersonFacts, known: PersonFacts) -> Agreement:
    """Whoever has one of several first names the same is nearly the same: the others were left out, or differ."""
    if fold_name(says.given_names or "") == fold_name(known.given_names or ""):
        return Agreement.SAME
    alike = first_names_alike(says.given_names or "", known.given_names)
    return Agreement.DIFFERS if alike.points == DIFFERENT else Agreement.NEARLY


def _birth_dates(says: PersonFacts, known: PersonFacts) -> Agreement:
    alike = dates_alike(says.date_of_birth, known.date_of_birth)
    if alike is None:
        return Agreement.DIFFERS
    return Agreement.SAME if alike[0] == SAME else Agreement.NEARLY


def _numbers(says: PersonFacts, known: PersonFacts) -> Agreement:
    meant = numbers_meant(says.pnc_id or "").get(fold_number(known.pnc_id or ""))
    if meant is None:
        return Agreement.DIFFERS
    return Agreement.SAME if meant else Agreement.NEARLY
