"""What the desks take of each kind of row, with what its names stand for, and what their own rules say of it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Final

from rapidfuzz import fuzz, process

from pathways.arrest_tests.of_before.rules import PastTest, past_test_reasons
from pathways.disposals.of_before.rules import PastDisposal, past_disposal_reasons
from pathways.engagement.of_before.rules import PastCase, past_case_reasons
from pathways.imports.rules.cells import NEAR, Value
from pathways.imports.rules.columns import Column, Kind, What, columns_of
from pathways.imports.rules.faults import CellFault, FaultKind
from pathways.imports.rules.text import folded
from pathways.law.rules.offences_and_drugs import controlled_drugs, listed_codes, offence_name
from pathways.law.rules.tables import Law
from pathways.people.custody.rules import DetentionFacts, detention_reasons
from pathways.people.identity.rules import PersonFacts, details_reasons
from pathways.people.rules import Presence
from pathways.referrals.of_before.rules import PastReferral, past_referral_reasons
from pathways.refusals import Reason

# What rows are checked against beside themselves, and the names that they may use.


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What rows are checked against. `suites` are the ids of the force's suites by their names, `services` those of
    every service that ever was; `areas` are the codes of every area that ever was by their names."""

    today: date
    now: datetime
    suites: Mapping[str, int]
    law: Law | None = None
    services: Mapping[str, int] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    _folded: dict[What, Mapping[str, int | str]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def stands_for(self, what: What, name: str) -> int | str | None:
        """What a name stands for, whatever its capitals."""
        if what not in self._folded:
            self._folded[what] = {folded(each): value for each, value in self._named(what).items()}
        return self._folded[what].get(folded(name))

    def _named(self, what: What) -> Mapping[str, int | str]:
        """Everything of this sort by the names that it may be called."""
        law = self.law
        if what is What.SUITE:
            return self.suites
        if what is What.SERVICE:
            return self.services
        if what is What.AREA:
            return self.areas
        if law is None:
            return {}
        if what is What.OFFENCE:
            codes = listed_codes(law)
            return {offence_name(code, law): code for code in reversed(codes)} | {code: code for code in codes}
        drugs = controlled_drugs(law)
        return {each.name: code for code, each in drugs.items()} | {code: code for code in drugs}

    def unknown(self, what: What, name: str) -> CellFault:
        """That nothing has this name, with what may have been meant."""
        known = self._named(what)
        near = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=NEAR)
        meant = f"Did you mean {near[0]}? " if near else ""
        if what is What.SUITE:
            there = ", ".join(sorted(map(str, known))) or "no suite yet"
            return CellFault(
                kind=FaultKind.UNKNOWN_SUITE,
                wrong="Your force has no custody suite of this name",
                right=f"{meant}It has {there}",
            )
        return CellFault(kind=FaultKind.UNKNOWN_NAME, wrong=_NOT_LISTED[what], right=f"{meant}{_INSTEAD[what]}")


_NOT_LISTED: Final[Mapping[What, str]] = {
    What.OFFENCE: "The list of offences has none of this name",
    What.DRUG: "The list of controlled drugs has none of this name",
    What.SERVICE: "The directory has no service of this name, or several",
    What.AREA: "No area of this name was set up",
}
_INSTEAD: Final[Mapping[What, str]] = {
    What.OFFENCE: "Write its code or its name as the desk shows it; any other goes into other_offence",
    What.DRUG: "Write its code or its name as the desk shows it",
    What.AREA: "Write its name as it is set up, Elsewhere in the county, or leave it blank",
    What.SERVICE: "Write its name as the directory has it, with its town after a comma where two have one name",
}
_STANDS_FOR: Final[Mapping[What, str]] = {What.SUITE: "suite_id", What.SERVICE: "service_id"}
"""The fact that a column becomes, where it has another name than the column."""
_LOOKED_UP: Final = frozenset({What.SUITE, What.OFFENCE, What.DRUG, What.SERVICE, What.AREA})


# The facts of a row.


def facts_of(kind: Kind, values: Mapping[str, Value], basis: Basis) -> Any:
    """The facts that the desk takes; or a list of columns with a name that stands for nothing."""
    given: dict[str, Any] = dict(values)
    faults: list[tuple[str, CellFault]] = []
    for column in columns_of(kind):
        value = given.get(column.column)
        if column.what in _LOOKED_UP and isinstance(value, str):
            stands_for = basis.stands_for(column.what, value)
            if stands_for is None:
                faults.append((column.column, basis.unknown(column.what, value)))
            given[_fact_of(column)] = stands_for
    return faults or _FACTS[kind](given)


def _fact_of(column: Column) -> str:
    return _STANDS_FOR.get(column.what, column.column)


def _person(given: Mapping[str, Any]) -> PersonFacts:
    taken: dict[str, Any] = {each.name: given.get(each.name) for each in fields(PersonFacts)}
    return PersonFacts(**taken)


def _detention(given: Mapping[str, Any]) -> DetentionFacts:
    return DetentionFacts(**{"presence": Presence.ARRESTED, **_filled_in(DetentionFacts, given)})


def _test(given: Mapping[str, Any]) -> PastTest:
    return PastTest(**_filled_in(PastTest, given))


def _disposal(given: Mapping[str, Any]) -> PastDisposal:
    return PastDisposal(**_filled_in(PastDisposal, given))


def _referral(given: Mapping[str, Any]) -> PastReferral:
    return PastReferral(**_filled_in(PastReferral, given))


def _case(given: Mapping[str, Any]) -> PastCase:
    says = _filled_in(PastCase, given)
    if says.get("substances"):
        says.setdefault("uses_substances", True)
    return PastCase(**says)


def _filled_in(kind: type[Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the facts that the row says: a blank leaves what the desk takes where nothing is said."""
    return {each.name: given[each.name] for each in fields(kind) if given.get(each.name) is not None}


_FACTS: Final[Mapping[Kind, Callable[[Mapping[str, Any]], Any]]] = {
    Kind.PEOPLE: _person,
    Kind.DETENTIONS: _detention,
    Kind.TESTS: _test,
    Kind.DISPOSALS: _disposal,
    Kind.REFERRALS: _referral,
    Kind.ENGAGEMENT: _case,
}


# What the rules of the desk say of it, each reason at its column.


def reasons_of(kind: Kind, facts: Any, basis: Basis) -> Sequence[Reason]:
    """Why the desk would not take these facts, by themselves."""
    return _REASONS[kind](facts, basis)


def _by_the_law(rule: Callable[..., Sequence[Reason]]) -> Callable[[Any, Basis], Sequence[Reason]]:
    def reasons(facts: Any, basis: Basis) -> Sequence[Reason]:
        return rule(facts, now=basis.now, law=basis.law) if basis.law else ()

    return reasons


_REASONS: Final[Mapping[Kind, Callable[[Any, Basis], Sequence[Reason]]]] = {
    Kind.PEOPLE: lambda facts, basis: details_reasons(facts, today=basis.today),
    Kind.DETENTIONS: lambda facts, basis: detention_reasons(facts, now=basis.now),
    Kind.TESTS: _by_the_law(past_test_reasons),
    Kind.DISPOSALS: _by_the_law(past_disposal_reasons),
    Kind.REFERRALS: lambda facts, basis: past_referral_reasons(facts, now=basis.now),
    Kind.ENGAGEMENT: lambda facts, basis: past_case_reasons(facts, today=basis.today),
}
