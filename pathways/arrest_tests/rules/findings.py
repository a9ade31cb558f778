"""What a rule says about a case, in the words of `data/testing_rules.csv`, with its source and its mark."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from pathways.arrest_tests.rules.routes import Route
from pathways.arrest_tests.rules.tables import table
from pathways.refusals import Reason
from pathways.vocabulary import Mark


class Bearing(StrEnum):
    """What a finding does to the answer."""

    STOPS = "stops"
    HOLDS = "holds"
    AUTHORITY = "authority"
    MISSING = "missing"
    TO_DO = "to_do"
    WARNS = "warns"
    NOTES = "notes"
    MET = "met"

    @property
    def blocks(self) -> bool:
        return self in {Bearing.STOPS, Bearing.AUTHORITY, Bearing.MISSING, Bearing.TO_DO}

    @property
    def label(self) -> str:
        """The word read before the reason, so that colour and shape only help."""
        return _BEARING_LABELS[self]

    @property
    def state(self) -> str:
        """The word a page draws the finding by: met, stopped, asked, still to do."""
        return _STATES[self]


_STATES = {
    Bearing.STOPS: "no",
    Bearing.HOLDS: "held",
    Bearing.AUTHORITY: "authority",
    Bearing.MISSING: "ask",
    Bearing.TO_DO: "dashed",
    Bearing.WARNS: "warn",
    Bearing.NOTES: "dash",
    Bearing.MET: "done",
}

_BEARING_LABELS = {
    Bearing.STOPS: "Stops it",
    Bearing.HOLDS: "Held for an inspector",
    Bearing.AUTHORITY: "Needs authority",
    Bearing.MISSING: "Needs information",
    Bearing.TO_DO: "Still to do",
    Bearing.WARNS: "Warning",
    Bearing.NOTES: "Note",
    Bearing.MET: "Met",
}

_BEARING_WHEN_BLOCKING = {
    "V-007": Bearing.MISSING,
    "V-008": Bearing.MISSING,
    "V-010": Bearing.AUTHORITY,
    "V-011": Bearing.AUTHORITY,
    "V-012": Bearing.AUTHORITY,
    "V-013": Bearing.AUTHORITY,
    "V-014": Bearing.TO_DO,
    "V-015": Bearing.TO_DO,
    "V-016": Bearing.MISSING,
    "SET-UP": Bearing.MISSING,
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One reason: the rule, what it does to the answer, its sentence, its source and its mark."""

    rule: str
    bearing: Bearing
    message: str
    source: str
    mark: Mark

    @property
    def state(self) -> str:
        return self.bearing.state

    def as_reason(self, field: str | None = None) -> Reason:
        """The same sentence for an action that says no."""
        return Reason(self.message, field, self.source, self.mark)


@cache
def _wording() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in table("testing_rules")}


def _said(rule: str, column: str, bearing: Bearing, route: Route | None, words: dict[str, object]) -> Finding:
    row = _wording()[rule]
    sources = row["source"].split("|")
    source = sources[-1] if route is Route.CHARGE else sources[0]
    return Finding(
        rule=rule,
        bearing=bearing,
        message=row[column].format(**words),
        source=source.format(**words),
        mark=Mark(row["mark"].format(**words)),
    )


def stops(rule: str, route: Route | None = None, **words: object) -> Finding:
    """The rule stands in the way: it stops, waits for an authority, lacks a fact or is a step still to do."""
    return _said(rule, "stops", _BEARING_WHEN_BLOCKING.get(rule, Bearing.STOPS), route, words)


def warns(rule: str, route: Route | None = None, **words: object) -> Finding:
    return _said(rule, "stops", Bearing.WARNS, route, words)


def notes(rule: str, **words: object) -> Finding:
    return _said(rule, "stops", Bearing.NOTES, None, words)


def met(rule: str, route: Route | None = None, **words: object) -> Finding:
    """The rule is satisfied, said so that the officer sees what was looked at."""
    return _said(rule, "met", Bearing.MET, route, words)
