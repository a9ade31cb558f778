"""What a rule of drug testing says about a case, with its source, mark and weight; and the terms it uses."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Final

from pathways.law.rules.tables import table
from pathways.refusals import Reason
from pathways.vocabulary import Mark, Worded

# The two ways to a sample, the states of an offence and the conditions of a sample, in staff's words.


class SampleRoute(Worded):
    """The two ways to a sample. The route belongs to the offence, not to the person (PACE 1984 s.63B(1A), (2))."""

    ARREST = "arrest", "On arrest"
    CHARGE = "charge", "After charge"

    @property
    def in_sentence(self) -> str:
        return self.label.lower()

    @property
    def minimum_age(self) -> int:
        return 18 if self is SampleRoute.ARREST else 14


class OffenceState(Worded):
    ARRESTED = "arrested", "Not charged"
    CHARGED = "charged", "Charged"
    CLOSED = "closed", "Closed"


class ClosedAs(Worded):
    DE_ARRESTED = "de_arrested", "De-arrested"
    NO_FURTHER_ACTION = "nfa", "No further action"


class SampleCondition(Worded):
    """Whether the sample was enough and usable. Only one that was both is analysed."""

    SUFFICIENT = "sufficient_and_suitable", "Yes"
    INSUFFICIENT = "insufficient", "Not enough"
    UNSUITABLE = "unsuitable", "Not usable"
    LOST = "lost", "Lost"


STATE_OF_ROUTE: Final = {SampleRoute.ARREST: OffenceState.ARRESTED, SampleRoute.CHARGE: OffenceState.CHARGED}


# What a rule says about a case, in the words of `data/testing_rules.csv`, with its source and its mark.


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
        """The finding as a reason to refuse an action."""
        return Reason(self.message, field, self.source, self.mark)


@cache
def _wording() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in table("testing_rules")}


def _said(rule: str, column: str, bearing: Bearing, route: SampleRoute | None, words: dict[str, object]) -> Finding:
    row = _wording()[rule]
    sources = row["source"].split("|")
    source = sources[-1] if route is SampleRoute.CHARGE else sources[0]
    return Finding(
        rule=rule,
        bearing=bearing,
        message=row[column].format(**words),
        source=source.format(**words),
        mark=Mark(row["mark"].format(**words)),
    )


def stops(rule: str, route: SampleRoute | None = None, **words: object) -> Finding:
    """The rule blocks: it stops, needs an authority, lacks a fact or is a step still to do."""
    return _said(rule, "stops", _BEARING_WHEN_BLOCKING.get(rule, Bearing.STOPS), route, words)


def warns(rule: str, route: SampleRoute | None = None, **words: object) -> Finding:
    return _said(rule, "stops", Bearing.WARNS, route, words)


def notes(rule: str, **words: object) -> Finding:
    return _said(rule, "stops", Bearing.NOTES, None, words)


def met(rule: str, route: SampleRoute | None = None, **words: object) -> Finding:
    """The rule is satisfied. The officer is told, to see what was looked at."""
    return _said(rule, "met", Bearing.MET, route, words)


# How much each rule weighs: of what is still planned, and of what has already happened.
#
# A rule about something not yet done can stop it. The same rule met by something that has happened never stops the
# record: it is saved, flagged and held until an inspector releases or voids it (a choice of this product).


HELD: Final = "Saved and held for an inspector. "
"""How a message opens when its rule holds the record of something that has happened."""


class WhilePlanned(Worded):
    """What a rule does to something that is not done yet."""

    STOPS = "B", "Stops it"
    WARNS = "W", "Warns"
    INFORMS = "I", "Informs"


class OnceHappened(Worded):
    """What a rule does to the record of something that has happened."""

    HOLDS = "Q", "Saved, flagged and held"
    WARNS = "W", "Warns"
    INFORMS = "I", "Informs"


@dataclass(frozen=True, kw_only=True)
class RuleSeverity:
    """What one rule does to something planned, and to the record of something that has happened."""

    planned: WhilePlanned
    happened: OnceHappened


@cache
def severities() -> dict[str, RuleSeverity]:
    """Every numbered rule with both its weights, in the order of the table."""
    return {
        row["code"]: RuleSeverity(planned=WhilePlanned(row["planned"]), happened=OnceHappened(row["after"]))
        for row in table("testing_rules")
        if row["planned"]
    }


def once_it_has_happened(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings about what has happened: nothing stops the record, it may be held. What is met is left out."""
    return tuple(_happened(finding) for finding in findings if finding.bearing is not Bearing.MET)


def holding(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings for which a record is held, each rule and sentence once."""
    return tuple(dict.fromkeys(finding for finding in findings if finding.bearing is Bearing.HOLDS))


def _happened(finding: Finding) -> Finding:
    """One finding, weighed for something that has happened.

    One that blocks takes the weight of its rule for what has happened. A lighter one keeps its own, except that a
    warning becomes a note where the rule only informs.
    """
    happened = severities()[finding.rule].happened if finding.rule in severities() else OnceHappened.INFORMS
    if not finding.bearing.blocks:
        is_lighter = finding.bearing is Bearing.WARNS and happened is OnceHappened.INFORMS
        return replace(finding, bearing=Bearing.NOTES) if is_lighter else finding
    if happened is OnceHappened.HOLDS:
        return replace(finding, bearing=Bearing.HOLDS, message=HELD + finding.message)
    return replace(finding, bearing=Bearing.WARNS if happened is OnceHappened.WARNS else Bearing.NOTES)
