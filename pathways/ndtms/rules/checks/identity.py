"""Whose record it is: agency, client, initials, birth, sex, ethnicity, postcode."""

from collections.abc import Iterator
from datetime import date

from pathways.ndtms.rules.cells import coded
from pathways.ndtms.rules.episodes import EpisodeRow, outcode
from pathways.ndtms.rules.faults import Asked, Fault, error, warning

EARLIEST_YEAR, ADULT = 1902, 18
PERSON = "Ask the person, and whoever keeps their details to correct them"


def identity(row: EpisodeRow, asked: Asked) -> Iterator[Fault]:
    """Without consent only what goes of such a record is looked at: agency and client number."""
    if not row.AGNCY:
        yield error(row, "AGNCY", "The service has no agency code", "Enter the code of the service below")
    if not row.CLIENTID:
        yield error(row, "CLIENTID", "There is no client number", "Tell whoever looks after Pathways")
    if not row.goes_in_full:
        return
    yield from _names(row)
    yield from _birth(row)
    if not row.SEX:
        yield error(row, "SEX", "Sex is missing", PERSON, read=True)
    elif coded(asked.lists, "SEX", row.SEX) is None:
        yield error(row, "SEX", "Sex is not known: the file takes male or female", PERSON, read=True)
    if not row.ETHNIC:
        yield warning(row, "ETHNIC", "Ethnicity was never asked, which is not the same as not stated", PERSON)
    elif coded(asked.lists, "ETHNIC", row.ETHNIC) is None:
        yield warning(
            row, "ETHNIC", "This is not a code that the person chose: an officer's own view never goes", PERSON
        )
    if row.PC and not outcode(row.PC):
        yield error(row, "PC", "This is not a postcode", "Correct the postcode")


def _names(row: EpisodeRow) -> Iterator[Fault]:
    for field, called in (("FINITIAL", "first name"), ("SINITIAL", "surname")):
        letter = getattr(row, field)
        if not letter:
            yield error(row, field, f"There is no {called} to take an initial from", PERSON, read=True)
        elif len(letter) > 1 or not letter.isalpha():
            yield error(row, field, f"More than the initial of the {called}", "Tell whoever looks after Pathways")


def _birth(row: EpisodeRow) -> Iterator[Fault]:
    if row.DOB is None:
        yield error(row, "DOB", "Date of birth is missing", PERSON, read=True)
    elif row.DOB.year <= EARLIEST_YEAR:
        yield error(row, "DOB", f"Year of birth must be after {EARLIEST_YEAR}", PERSON, read=True)
    elif row.REFLD and row.DOB >= row.REFLD:
        yield error(row, "DOB", "Date of birth must be before the referral date", PERSON, read=True)
    elif row.REFLD and age_on(row.DOB, row.REFLD) < ADULT:
        yield error(
            row,
            "DOB",
            "Under 18 at the referral: not in the adult set",
            "Report with the young people's set",
            read=True,
        )


def age_on(born: date, day: date) -> int:
    """Whole years on a day; somebody born on 29 February has their birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
