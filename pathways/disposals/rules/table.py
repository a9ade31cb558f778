"""The rule table as data: 76 rules of the county and RSK-01 of this desk, each with gate, verdict, source and mark.

Source of the rows: `data/disposal_rules.csv`, copied from the county's data dictionary; `data/openings.csv` adds what
would open each rule (wording of this product, not law).
"""

import csv
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from pathways.disposals.rules.logic import Expression, parse
from pathways.vocabulary import Mark, Worded

DATA = Path(__file__).parent.parent / "data"
RULES_VERSION = "2026-11-25"


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
        return list(Verdict).index(self)

    @property
    def may_be_proposed(self) -> bool:
        return self in (Verdict.AVAILABLE, Verdict.NEEDS_AUTHORITY)


MARKS = {"V": Mark.VERIFIED, "S": Mark.SECONDARY, "R": Mark.RECALLED, "U": Mark.UNCERTAIN}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row of the table. `fails_when` true means that the rule gives `verdict` and `message`."""

    id: str
    disposals: frozenset[Kind]
    basis: Basis
    gate: Gate
    fails_when: Expression
    verdict: Verdict
    message: str
    opens_if: str
    source: str
    mark: Mark


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one file of this room's data."""
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the table; each expression parsed once. Raises NotInTheLanguage for a bad row."""
    openings = {row["rule_id"]: row["opens_if"] for row in rows_of("openings.csv")}
    return tuple(
        Rule(
            id=row["rule_id"],
            disposals=frozenset(Kind) if row["disposal"] == "ALL" else frozenset(map(Kind, row["disposal"].split("|"))),
            basis=Basis(row["kind"]),
            gate=Gate[row["gate"].upper()],
            fails_when=parse(row["fail_when"]),
            verdict=Verdict(row["verdict"]),
            message=row["why_not_message"],
            opens_if=openings[row["rule_id"]],
            source=row["source"],
            mark=MARKS[row["verif"]],
        )
        for row in rows_of("disposal_rules.csv")
    )


def rules_for(kind: Kind) -> tuple[Rule, ...]:
    """The rules that speak about one disposal."""
    return tuple(rule for rule in rules() if kind in rule.disposals)
