"""The rules of a person's record: ages, corrections, ethnicity, and what is wrong with details or names."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Protocol, TypeVar, cast

from pathways.dates import age_on, attains_on, day_in_words
from pathways.people.rules import AgeEvidence, fold_name, fold_number
from pathways.refusals import Reason
from pathways.vocabulary import Mark, Sex, Worded

# Ages, by the London date, and when the adult form stops.
#
# An age is attained at the start of the birthday. Someone born on 29 February attains it on 1 March of a common year,
# the later of the two possible days (drug-testing reference, notes to section 5: design choice, the cautious one).


ADULT = 18
"""The age from which the arrest route and every adult form are open (PACE 1984 s.63B(3): verified)."""

CHARGE_ROUTE = 14
"""The age from which the charge route is open (PACE 1984 s.63B(3): verified)."""

OLDEST = 120
"""Nobody is older; a birth date before that is a slip of the hand (design choice)."""


class AgeFacts(Protocol):
    """What a rule about age reads: the details of a person, as a row or as facts."""

    @property
    def date_of_birth(self) -> date: ...
    @property
    def age_evidence(self) -> AgeEvidence: ...
    @property
    def clear_age_evidence(self) -> str | None: ...


def age_in_doubt(details: AgeFacts, today: date) -> bool:
    """Whether this person might be under 18 although the date says otherwise.

    It is in doubt when the age rests on their word or an estimate, lies within a year of 18, and nobody wrote what
    clear evidence they saw (PACE Code C 1.5A, read in its 2002 text only: secondary; the one-year margin: design
    choice).
    """
    unsure = not details.age_evidence.is_sure and not details.clear_age_evidence
    return unsure and age_on(details.date_of_birth, today) == ADULT


def adult_form_bars(details: AgeFacts, today: date) -> tuple[Reason, ...]:
    """Why no adult test on arrest, disposal or referral form opens for this person today; empty when all may.

    Every later room asks this first. Where it is not empty it sends the officer to the page for somebody under 18.
    """
    if age_on(details.date_of_birth, today) < ADULT:
        turns = attains_on(details.date_of_birth, ADULT)
        return (
            Reason(
                f"Under 18 until {day_in_words(turns)}: the adult form stops here. Ring the young people’s service",
                "date_of_birth",
                "PACE 1984 s.63B(3); pathway rule: under 18",
                Mark.VERIFIED,
            ),
        )
    if age_in_doubt(details, today):
        return (
            Reason(
                "Age is not confirmed. Treat the person as under 18 unless there is clear evidence they are older. "
                "Record what you saw",
                "clear_age_evidence",
                "PACE Code C 1.5A",
                Mark.SECONDARY,
            ),
        )
    return ()


def young_because(details: AgeFacts, today: date) -> str:
    """Why the adult form is shut, in two or three words to put before each reason; "" where it is open."""
    bars = adult_form_bars(details, today)
    if not bars:
        return ""
    return "Under 18" if bars[0].field == "date_of_birth" else "Age not confirmed"


def birth_date_reasons(born_on: date | None, *, today: date) -> tuple[Reason, ...]:
    """Why a birth date cannot be right (design choice: slips of the hand)."""
    if born_on is None:
        return ()
    if born_on > today:
        return (Reason("Date of birth cannot be in the future. Check the year", "date_of_birth"),)
    if age_on(born_on, today) > OLDEST:
        return (Reason(f"Date of birth is more than {OLDEST} years ago. Check the year", "date_of_birth"),)
    return ()


# What counts as correcting a record, and when a correction needs a reason (conventions: nothing is overwritten).


NOTHING_CHANGED = "Nothing here differs from what is recorded. Change what is wrong, or go back"
SAY_WHY_IT_WAS_WRONG = "Say why it was wrong. What was recorded before is kept beside it"


Facts = TypeVar("Facts")


def as_typed(facts: Facts) -> Facts:
    """The same facts (a dataclass) with each instant to the minute, which is all that a form shows and asks.

    An instant that came with its seconds, from another system, is not corrected by whoever reads it back from the page.
    """
    of: Any = facts
    instants = {each.name: at for each in fields(of) if isinstance(at := getattr(of, each.name), datetime)}
    return cast(Facts, replace(of, **{name: at.replace(second=0, microsecond=0) for name, at in instants.items()}))


def recorded_and_changed(before: Any, after: Any, *, freely: Collection[str] = ()) -> tuple[str, ...]:
    """The names of the fields that held something before and hold something else now, instants to the minute.

    Filling a blank is not a correction. Fields named in `freely` may change without a reason.
    """
    before, after = as_typed(before), as_typed(after)
    names = [fact.name for fact in fields(before) if fact.name not in freely]
    return tuple(
        name
        for name in names
        if getattr(before, name) not in (None, "") and getattr(before, name) != getattr(after, name)
    )


def reasons_against_correcting(before: Any, after: Any, corrected: Collection[str], why: str) -> tuple[Reason, ...]:
    """Why a correction cannot be recorded as it stands; `corrected` are the fields that need a reason."""
    if as_typed(before) == as_typed(after):
        return (Reason(NOTHING_CHANGED),)
    if corrected and not why.strip():
        return (Reason(SAY_WHY_IT_WAS_WRONG, "correction_reason"),)
    return ()


# What somebody says their ethnicity is, in the police list of eighteen and one, and the groups that reports use.
#
# Source: police self-defined ethnicity (18+1) and the ONS groups of 2011 and 2021 as our code list maps them (W3, A4,
# O2 only in 18+1); verified through secondary sources. What an officer observes is another scheme and is not recorded.
# No rule reads it: it decides nothing about anybody, and is only used to see whether people are treated alike.


class EthnicGroup(Worded):
    """The groups that figures are broken down by. Somebody who was never asked is in none."""

    WHITE = "white", "White"
    MIXED = "mixed", "Mixed"
    ASIAN = "asian", "Asian"
    BLACK = "black", "Black"
    OTHER = "other", "Other ethnic group"
    NOT_STATED = "not_stated", "Not stated"


class Ethnicity(Worded):
    """The code the person chose, stored as given. Not stated has its reason; blank means that nobody asked yet."""

    W1 = "W1", "White: British"
    W2 = "W2", "White: Irish"
    W3 = "W3", "White: Gypsy or Irish Traveller"
    W9 = "W9", "White: any other White background"
    M1 = "M1", "Mixed: White and Black Caribbean"
    M2 = "M2", "Mixed: White and Black African"
    M3 = "M3", "Mixed: White and Asian"
    M9 = "M9", "Mixed: any other Mixed background"
    A1 = "A1", "Asian: Indian"
    A2 = "A2", "Asian: Pakistani"
    A3 = "A3", "Asian: Bangladeshi"
    A4 = "A4", "Asian: Chinese"
    A9 = "A9", "Asian: any other Asian background"
    B1 = "B1", "Black: Caribbean"
    B2 = "B2", "Black: African"
    B9 = "B9", "Black: any other Black background"
    O2 = "O2", "Arab"
    O9 = "O9", "Any other ethnic group"
    NS_DECLINED = "NS-declined", "Not stated: would not say"
    NS_NOT_UNDERSTOOD = "NS-not-understood", "Not stated: did not understand"

    @property
    def group(self) -> EthnicGroup:
        """The group in which reports count it: Chinese is Asian since 2011."""
        return _GROUPS[self.value[0]]


_GROUPS = {
    "W": EthnicGroup.WHITE,
    "M": EthnicGroup.MIXED,
    "A": EthnicGroup.ASIAN,
    "B": EthnicGroup.BLACK,
    "O": EthnicGroup.OTHER,
    "N": EthnicGroup.NOT_STATED,
}


# The details of a person and their other names, and what is wrong with them.


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
    """What is wrong with a name, wherever it is typed: the brackets of markup (design choice). Any script will do."""
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
