"""Whether the offences entered are complete and consistent, and whether one is a trigger offence on its day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pathways.arrest_tests.authority.rules import authority_faults
from pathways.arrest_tests.lawful_basis.rules.facts import CaseFacts, OffenceFacts
from pathways.dates import day_in_words, hours_after, london_date, mid_sentence, time_in_words
from pathways.law.rules.findings import ClosedAs, Finding, OffenceState, SampleRoute, met, notes, stops, warns
from pathways.law.rules.offences_and_drugs import (
    OTHER_OFFENCE,
    TRIGGER_LIST,
    controlled_drugs,
    is_known,
    look_alike_on,
    offence_name,
    regime_on,
    row_on,
    row_that_ended,
)
from pathways.law.rules.tables import Drug, Law
from pathways.people.identity.rules import as_typed, recorded_and_changed
from pathways.refusals import Reason
from pathways.vocabulary import Mark

# Whether the offences an officer enters can be recorded: known, complete, in order of time, none twice.


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
    law: Law,
) -> tuple[Reason, ...]:
    """Why these offences cannot be recorded, each at its field. Somebody who is not there for an offence may have none.

    An offence can be recorded before its drug is known. A missing drug only stops a test (V-016).
    """
    if not entries and not is_for_an_offence:
        return ()
    if not entries:
        return (Reason("Select the offence", "offences-0-offence"),)
    reasons = [reason for entry in entries for reason in _reasons(entry, now, in_detention, law)]
    seen: set[tuple[str, str | None, str | None]] = set()
    for entry in entries:
        same = (entry.code, entry.drug, entry.described_as)
        if same in seen:
            reasons.append(Reason("This offence is already on the page. Change it or clear it", entry.field("offence")))
        seen.add(same)
    return tuple(reasons)


def corrections(before: EnteredOffence, after: EnteredOffence) -> tuple[str, ...]:
    """The names of the fields that were recorded and now differ. Filling a blank is no correction."""
    return recorded_and_changed(before, _like(before, after))


def is_unchanged(before: EnteredOffence, after: EnteredOffence) -> bool:
    """Whether the form says again what was recorded, instants to the minute."""
    return as_typed(before) == as_typed(_like(before, after))


def _like(before: EnteredOffence, after: EnteredOffence) -> EnteredOffence:
    return replace(after, row=before.row, number=before.number)


def _reasons(entry: EnteredOffence, now: datetime, in_detention: bool, law: Law) -> Iterator[Reason]:
    if not is_known(entry.code, law):
        yield Reason("Select an offence from the list", entry.field("offence"))
        return
    if entry.code == OTHER_OFFENCE and not entry.described_as:
        yield Reason("Enter what the other offence is, with its Act and section", entry.field("described_as"))
    if entry.drug is not None and entry.drug not in controlled_drugs(law):
        yield Reason("Select a drug from the list", entry.field("drug"))
    yield from _reasons_of_time(entry, now, in_detention, offence_name(entry.code, law))


def _reasons_of_time(entry: EnteredOffence, now: datetime, in_detention: bool, name: str) -> Iterator[Reason]:
    if in_detention and entry.arrested_at is None:
        yield Reason(f"Enter when the person was arrested for {name}", entry.field("arrested_at"))
    for at, field, words in (
        (entry.arrested_at, "arrested_at", "arrest"),
        (entry.charged_at, "charged_at", "charge"),
        (entry.closed_at, "closed_at", "end of this offence"),
    ):
        if at is not None and at > now:
            yield Reason(f"The {words} cannot be in the future", entry.field(field))
    if entry.charged_at and entry.arrested_at and entry.charged_at < entry.arrested_at:
        yield Reason("The charge cannot be before the arrest. Change one of them", entry.field("charged_at"))
    if entry.closed_at and entry.arrested_at and entry.closed_at < entry.arrested_at:
        yield Reason("This offence cannot end before the arrest. Change one of them", entry.field("closed_at"))
    if entry.closed_at is not None and entry.closed_as is None:
        yield Reason("Select how this offence ended", entry.field("closed_as"))
    if entry.closed_as is not None and entry.closed_at is None:
        yield Reason("Enter when this offence ended", entry.field("closed_at"))


# Whether an offence is a trigger offence on its day, why or why not, and whether it supports a test.


def drug_law(drug: Drug, day: date, law: Law) -> tuple[str, Mark]:
    """The instrument that specifies (or does not specify) the drug on a day, and how far that was checked."""
    regime = regime_on(day, law)
    if regime is None:
        return TRIGGER_LIST, Mark.UNCERTAIN
    rests_on_static_reading = (
        drug.class_a_from is not None and regime.stood_on is not None and drug.class_a_from > regime.stood_on
    )
    return regime.source, Mark.UNCERTAIN if rests_on_static_reading else drug.mark


def drug_doubt(offence: OffenceFacts, route: SampleRoute, *, is_sole_basis: bool) -> Finding | None:
    """V-016 or V-017: the drug is missing or not specified. Blocks if the offence is the only basis, else warns."""
    moment = offence.dated_for(route)
    rule = offence.drug_doubt_on(london_date(moment)) if moment else None
    if rule is None or moment is None:
        return None
    say = stops if is_sole_basis else warns
    if offence.drug is None:
        return say(rule, route)
    law, mark = drug_law(offence.drug, london_date(moment), offence.law)
    return say(
        rule,
        route,
        drug=offence.drug.name,
        date=day_in_words(london_date(moment)),
        drug_law=law,
        drug_mark=mark.value,
    )


def why_trigger(offence: OffenceFacts, route: SampleRoute) -> Finding:
    """The finding that names the row of the trigger list. Call it only for a trigger offence."""
    moment = offence.dated_for(route)
    row = row_on(offence.code, london_date(moment), offence.law) if moment else None
    reason, law, mark = f"{offence.name}.", TRIGGER_LIST, row.mark if row else Mark.UNCERTAIN
    if row and moment and row.needs_specified_drug and offence.drug:
        instrument, mark = drug_law(offence.drug, london_date(moment), offence.law)
        reason = f"{offence.name}, and {mid_sentence(offence.drug.name)} is a specified Class A drug."
        law = f"{TRIGGER_LIST}; {instrument}"
    return met("TRIGGER", route, reason=reason, trigger_law=law, trigger_mark=mark.value)


def why_not_listed(offence: OffenceFacts, route: SampleRoute) -> tuple[Finding, ...]:
    """A note on why an offence is not on the trigger list: it left the list, or is only a look-alike; else empty."""
    moment = offence.dated_for(route)
    ended = row_that_ended(offence.code, london_date(moment), offence.law) if moment else None
    if ended and ended.effective_to:
        return (
            notes(
                "EXPIRED",
                offence=offence.name,
                date=day_in_words(ended.effective_to),
                trigger_law=f"{TRIGGER_LIST}; {ended.source}",
                trigger_mark=ended.mark.value,
            ),
        )
    look_alike = look_alike_on(offence.code, london_date(moment), offence.law) if moment else None
    return (notes("LOOKALIKE", why=mid_sentence(look_alike.why_not)),) if look_alike else ()


def is_supported(offence: OffenceFacts, route: SampleRoute, case: CaseFacts) -> bool:
    """Whether an offence supports a test on a route: it is a trigger offence on its day, or validly authorised."""
    return offence.is_trigger_for(route) or not authority_faults(offence, case)


FOR_FIRST_OFFENCE = 24
"""Hours after detention began in which a first offence supports a sample (PACE 1984 s.63B(5C): verified)."""


def deadline_of_first_offence(offence: OffenceFacts) -> str:
    """When the 24 hours of s.63B(5C) end, in words."""
    start = offence.detention_start_at
    return time_in_words(hours_after(start, FOR_FIRST_OFFENCE)) if start else ""


# A first offence that would have led to a release, and a further one that keeps the person (PACE 1984 s.63B(5C)).


def first_offences(case: CaseFacts) -> tuple[OffenceFacts, ...]:
    """The closed offences that still support a test, while somebody is kept for a further offence that supports none.

    The 24 hours are not checked here. A closed offence counts in no other case (verified).
    """
    route, at = SampleRoute.ARREST, case.request_at
    held_on = any(
        offence.state_at(at) is OffenceState.ARRESTED and not is_supported(offence, route, case)
        for offence in case.offences
    )
    return tuple(
        offence
        for offence in case.offences
        if held_on
        and offence.state_at(at) is OffenceState.CLOSED
        and offence.detention_start_at
        and not offence.charged_at
        and is_supported(offence, route, case)
    )
