"""What one row of a book of rules is made of: disposals, basis, gate, expression, verdict, source, mark and days."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from pathlib import Path

from pathways.disposals.rules.logic import Expression
from pathways.vocabulary import Mark, Worded

DATA = Path(__file__).parent.parent / "data"


class Kind(Worded):
    """Every way to end a case out of court, with the outcome code it would be recorded under."""

    CR = "CR", "Community resolution", "8"
    CC = "CC", "Conditional caution", "3"
    O22 = "O22", "Outcome 22: diversionary activity", "22"
    SC = "SC", "Simple caution", "3"
    PND = "PND", "Penalty notice", "6"
    CW = "CW", "Cannabis or khat warning", "7"
    YC = "YC", "Youth caution", "2"
    YCC = "YCC", "Youth conditional caution", "2"
    DC = "DC", "Diversionary caution"
    COMC = "COMC", "Community caution"

    @property
    def outcome_code(self) -> str:
        """The outcome code asked for; empty where none exists (the two cautions of 2022 are not in force)."""
        return self.hint


class Basis(Worded):
    """What kind of rule it is: an Act cannot be overridden, guidance can with a reason, policy is the force's own."""

    STATUTE = "STATUTE", "Statute"
    GUIDANCE = "GUIDANCE", "Guidance"
    POLICY = "POLICY", "Local policy"


class Gate(IntEnum):
    """The step from which a rule is enforced, and again at every later one."""

    PROPOSE = 1
    AUTHORISE = 2
    SIGN = 3


class Verdict(Worded):
    """The four answers, mildest first."""

    AVAILABLE = "AVAILABLE", "Available"
    NEEDS_AUTHORITY = "NEEDS_AUTHORITY", "Needs authority"
    NEEDS_INFO = "NEEDS_INFO", "Needs information"
    NOT_AVAILABLE = "NOT_AVAILABLE", "Not available"

    @property
    def weight(self) -> int:
        return _WEIGHTS[self]

    @property
    def may_be_proposed(self) -> bool:
        return self in (Verdict.AVAILABLE, Verdict.NEEDS_AUTHORITY)


_WEIGHTS = {verdict: weight for weight, verdict in enumerate(Verdict)}
MARKS = {"V": Mark.VERIFIED, "S": Mark.SECONDARY, "R": Mark.RECALLED, "U": Mark.UNCERTAIN}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row of a book. `fails_when` true means that the rule gives `verdict` and `message`.

    It is asked from `valid_from` to `valid_to`, both included; without a last day it stands. `replaces` names the row
    whose place it takes (`rule_id@version`).
    """

    id: str
    version: str
    valid_from: date
    valid_to: date | None
    replaces: str
    disposals: frozenset[Kind]
    basis: Basis
    gate: Gate
    fails_when: Expression
    verdict: Verdict
    message: str
    opens_if: str
    source: str
    mark: Mark

    @property
    def row(self) -> str:
        """The name of this row in its book."""
        return f"{self.id}@{self.version}"

    @property
    def is_for_another_case(self) -> bool:
        """Whether the disposal is for another kind of offence or person altogether: nothing opens it, and it says why.

        “Nothing on these facts” is how far somebody has come on a ladder of steps, which is weighed.
        """
        return self.opens_if.startswith("nothing:")

    def holds_on(self, day: date) -> bool:
        """Whether this row is asked on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
