"""Whether the offences an officer enters hold together: known, complete, in order of time, none twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pathways.arrest_tests.rules.law import (
    OTHER_OFFENCE,
    Law,
    controlled_drugs,
    is_known,
    offence_name,
)
from pathways.arrest_tests.rules.routes import ClosedAs
from pathways.people.rules.corrections import recorded_and_changed
from pathways.refusals import Reason


@dataclass(frozen=True, kw_only=True)
class EnteredOffence:
    """One offence as entered. `number` names a recorded one; `row` is its place on the form, from 0."""

    row: int = 0
    number: int | None = None
    code: str
    drug: str | None = None
    amount: str | None = None
    described_as: str | None = None
    arrested_at: datetime | None = None
    charged_at: datetime | None = None
    closed_at: datetime | None = None
    closed_as: ClosedAs | None = None

    def field(self, name: str) -> str:
        return f"offences-{self.row}-{name}"


def entry_reasons(
    entries: Sequence[EnteredOffence],
    *,
    now: datetime,
    in_detention: bool,
    is_for_an_offence: bool = True,
    law: Law | None = None,
) -> tuple[Reason, ...]:
    """Why these offences cannot be recorded, each at its field. Whoever is held for none may have none.

    A drug that is not known yet keeps nothing from being recorded: it stops a test (V-016).
    """
    if not entries and not is_for_an_offence:
        return ()
    if not entries:
        return (Reason("Select the offence", "offences-0-offence"),)
    found = [reason for one in entries for reason in _reasons(one, now, in_detention, law)]
    seen: set[tuple[str, str | None, str | None]] = set()
    for one in entries:
        same = (one.code, one.drug, one.described_as)
        if same in seen:
            found.append(Reason("This offence is already on the page. Change it or clear it", one.field("offence")))
        seen.add(same)
    return tuple(found)


def corrections(before: EnteredOffence, after: EnteredOffence) -> tuple[str, ...]:
    """What had been recorded and is now said otherwise; filling a blank is no correction."""
    return recorded_and_changed(before, _like(before, after))


def is_unchanged(before: EnteredOffence, after: EnteredOffence) -> bool:
    return before == _like(before, after)


def _like(before: EnteredOffence, after: EnteredOffence) -> EnteredOffence:
    return replace(after, row=before.row, number=before.number)


def _reasons(one: EnteredOffence, now: datetime, in_detention: bool, law: Law | None) -> Iterator[Reason]:
    if not is_known(one.code, law):
        yield Reason("Select an offence from the list", one.field("offence"))
        return
    if one.code == OTHER_OFFENCE and not one.described_as:
        yield Reason("Enter what the other offence is, with its Act and section", one.field("described_as"))
    if one.drug is not None and one.drug not in controlled_drugs(law):
        yield Reason("Select a drug from the list", one.field("drug"))
    yield from _reasons_of_time(one, now, in_detention, offence_name(one.code, law))


def _reasons_of_time(one: EnteredOffence, now: datetime, in_detention: bool, name: str) -> Iterator[Reason]:
    if in_detention and one.arrested_at is None:
        yield Reason(f"Enter when the person was arrested for {name}", one.field("arrested_at"))
    for at, field, words in (
        (one.arrested_at, "arrested_at", "arrest"),
        (one.charged_at, "charged_at", "charge"),
        (one.closed_at, "closed_at", "end of this offence"),
    ):
        if at is not None and at > now:
            yield Reason(f"The {words} cannot be in the future", one.field(field))
    if one.charged_at and one.arrested_at and one.charged_at < one.arrested_at:
        yield Reason("The charge cannot be before the arrest. Change one of them", one.field("charged_at"))
    if one.closed_at and one.arrested_at and one.closed_at < one.arrested_at:
        yield Reason("This offence cannot end before the arrest. Change one of them", one.field("closed_at"))
    if one.closed_at is not None and one.closed_as is None:
        yield Reason("Select how this offence ended", one.field("closed_as"))
    if one.closed_as is not None and one.closed_at is None:
        yield Reason("Enter when this offence ended", one.field("closed_at"))
