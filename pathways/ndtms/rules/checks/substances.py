"""What somebody uses, and how: three substances in the file of as many as there are."""

from collections.abc import Iterator

from pathways.ndtms.rules.cells import coded
from pathways.ndtms.rules.checks.identity import age_on
from pathways.ndtms.rules.episodes import EpisodeRow
from pathways.ndtms.rules.faults import Asked, Fault, error, warning


def substances(row: EpisodeRow, asked: Asked) -> Iterator[Fault]:
    """The first is required; each is on the list and there once. A fourth is no fault: it stays here."""
    if not row.goes_in_full:
        return
    if not row.substances:
        yield error(row, "DRUG1", "No main substance is recorded", "Correct the assessment", read=True)
    seen: set[str] = set()
    for field, substance in row.drugs:
        if not substance:
            yield error(row, field, "A substance before it is missing", "Correct the assessment")
        elif coded(asked.lists, field, substance) is None:
            yield error(row, field, "This substance is not on the list", "Correct the assessment")
        elif substance in seen:
            yield error(row, field, "The same substance twice", "Correct the assessment")
        seen.add(substance)
    yield from _use(row, asked)


def _use(row: EpisodeRow, asked: Asked) -> Iterator[Fault]:
    known_age = age_on(row.DOB, row.REFLD) if row.DOB and row.REFLD and row.DOB < row.REFLD else None
    if row.DRUG1AGE is not None and (row.DRUG1AGE < 0 or (known_age is not None and known_age < row.DRUG1AGE)):
        yield error(row, "DRUG1AGE", "First used at an age they had not reached", "Correct the age of first use")
    for field, called in (("ROUTE", "way of taking it"), ("INJSTAT", "answer about injecting")):
        value = getattr(row, field)
        if value and coded(asked.lists, field, value) is None:
            yield error(row, field, f"This {called} is not on the list", "Correct the needs")
    if row.ROUTE == "inject" and row.INJSTAT == "never":
        yield warning(row, "INJSTAT", "Injects the main substance, and never injected", "Ask again")
