"""The facts of a decision in words, a decision judged again, and every rule as a page to read (`docs/rules.md`)."""

import ast
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pathways.disposals.proposal.rules.verdicts import Opinion, RuleReason, kept_reasons, opinion
from pathways.disposals.proposal.rules.what_clears_a_rule import overridable
from pathways.law.rules import law_on_a_day as numbered
from pathways.law.rules.disposal_book import RULES_VERSION, RuleBook, rules
from pathways.law.rules.disposal_language import Facts, Value
from pathways.law.rules.disposal_terms import (
    FACT_WORDS,
    RETIRED_SWITCHES,
    SWITCHES,
    Gate,
    Kind,
    Rule,
    RuleBasis,
    Verdict,
)
from pathways.vocabulary import Mark

# The facts of a decision in words: what each fact is about, and what was known of it.


NOT_FACTS = frozenset({"drug_test_id"})
"""Stored with the facts but read by no rule and never shown: the id of a sample, not a fact of the case."""

OPPOSITE_IN_WORDS = frozenset({"supply_suspicion_open"})
"""Facts whose words mean the opposite of their name."""

_RANKS: Mapping[Value, str] = {
    1: "Constable",
    2: "Sergeant",
    3: "Inspector",
    4: "Superintendent or above",
    9: "The prosecutor",
}
_MDA = "Misuse of Drugs Act 1971"
_STATUTES: Mapping[Value, str] = {
    "MDA_4_2": f"{_MDA} s.4(2)",
    "MDA_4_3": f"{_MDA} s.4(3)",
    "MDA_5_2": f"{_MDA} s.5(2)",
    "MDA_5_3": f"{_MDA} s.5(3)",
    "MDA_6": f"{_MDA} s.6",
    "MDA_8": f"{_MDA} s.8",
    "DA2005_12": "Drugs Act 2005 s.12",
    "PACE_63B": "PACE 1984 s.63B",
    "PSA_9": "Psychoactive Substances Act 2016 s.9",
    "THEFT_1": "Theft Act 1968 s.1",
    "SHOP_LOW_VALUE": "Low-value shop theft",
    "POA_5": "Public Order Act 1986 s.5",
    "OTHER": "Another offence",
}
_VALUES: Mapping[str, Mapping[Value, str]] = {
    "authority_rank_level": _RANKS,
    "cfg_sc_exceptional_rank": _RANKS,
    "similarity_rank_level": _RANKS,
    "linked_offences": {0: "No"},
    "offence_statute": _STATUTES,
}
_UNITS = {
    "fin_cap": "£{}",
    "financial_penalty": "£{}",
    "non_rehab_attendance_hours": "{} hours",
    "deadline_weeks": "in {} weeks",
    "days_left_after_deadline": "{} days",
    "cfg_charge_margin_days": "{} days",
    "cfg_cc_normal_weeks": "{} weeks",
    "cfg_cc_max_weeks": "{} weeks",
}


@dataclass(frozen=True, kw_only=True)
class FactTold:
    """One fact: what it is about, what was known of it, and whether the force sets it."""

    words: str
    value: str
    is_known: bool
    is_setting: bool


def facts_told(facts: Facts) -> tuple[FactTold, ...]:
    """Every stored fact in words: those not known first, then in alphabetical order."""
    lines = [
        FactTold(
            words=in_words(name)[:1].upper() + in_words(name)[1:],
            value=value_in_words(name, value),
            is_known=value is not None,
            is_setting=name in SWITCHES,
        )
        for name, value in facts.items()
        if name not in NOT_FACTS
    ]
    return tuple(sorted(lines, key=lambda line: (line.is_known, line.words)))


def in_words(name: str) -> str:
    """What a fact or switch is about, in words; for one that no rule knows any more, its name."""
    if switch := SWITCHES.get(name) or RETIRED_SWITCHES.get(name):
        return switch.decides
    return FACT_WORDS.get(name, name.replace("_", " "))


def value_in_words(name: str, value: Value | None) -> str:
    """What was known of a fact, in words."""
    if value is None:
        return "Not set" if name in SWITCHES else "Not known"
    if isinstance(value, bool):
        return "Yes" if value is not (name in OPPOSITE_IN_WORDS) else "No"
    if isinstance(value, tuple):
        return ", ".join(_plain(item) for item in value) or "None"
    if isinstance(value, int | float):
        number = f"{value:.1f}".removesuffix(".0")
        return _VALUES.get(name, {}).get(value) or _UNITS.get(name, "{}").format(number)
    return _VALUES.get(name, {}).get(value) or _plain(value).capitalize()


def _plain(word: object) -> str:
    return str(word).replace("_", " ")


# A decision judged again: by the rules of its day, byte for byte, or by others, with the differences in words.
#
# A judgement comes as data, with the facts, the rules set aside and the reasons exactly as they were stored.


_VERSION = '"version":'


@dataclass(frozen=True, kw_only=True)
class JudgedGate:
    """What was judged at one gate. `facts`, `cleared` and `results` are the canonical JSON that was stored."""

    kind: Kind
    gate: Gate
    on: date
    facts: str
    cleared: str
    verdict: Verdict
    results: str
    rules_version: str

    @property
    def known_facts(self) -> dict[str, Value | None]:
        """The facts as the rules read them. Raises ValueError if what was stored is not JSON."""
        facts = json.loads(self.facts)
        return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}

    @property
    def aside(self) -> tuple[str, ...]:
        """The rules that an officer had set aside."""
        return tuple(json.loads(self.cleared))


def canonical(value: Any) -> str:
    """A value as JSON in one fixed form, the same on every day and database: keys in order, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def judged_then(decided: JudgedGate) -> Opinion:
    """The answer as it was stored. Nothing is judged again."""
    results = json.loads(decided.results)
    return Opinion(
        kind=decided.kind,
        verdict=decided.verdict,
        reasons=tuple(_reason(result) for result in results if result["counts"]),
        still_needed=tuple(_reason(result) for result in results if not result["counts"]),
    )


def judged_again(decided: JudgedGate, book: RuleBook) -> Opinion:
    """The answer of a book on the facts and the day of the decision.

    Raises TypeError or ValueError if a rule can no longer read the facts.
    """
    return opinion(
        decided.kind, decided.known_facts, gate=decided.gate, cleared=decided.aside, book=book, on=decided.on
    )


def gives_the_same(decided: JudgedGate, book: RuleBook) -> bool:
    """Whether a book gives the same reasons, byte for byte, and the same verdict as a decision."""
    again = judged_again(decided, book)
    reasons = kept_reasons(again)
    if _VERSION not in decided.results:  # stored before rules had versions
        reasons = [{name: value for name, value in reason.items() if name != "version"} for reason in reasons]
    return (canonical(reasons), again.verdict) == (decided.results, decided.verdict)


def judged_on(decided: JudgedGate, book: RuleBook, on: date, switches: Facts) -> Opinion:
    """The answer of a book on another day with the switches of that day; every other fact stays as it was stored.

    Rules that were set aside stay so, except those that nobody may set aside under this book.
    """
    facts = {name: value for name, value in decided.known_facts.items() if name not in SWITCHES} | dict(switches)
    aside = tuple(name for name in decided.aside if name not in firm_now(decided, book, on))
    return opinion(decided.kind, facts, gate=decided.gate, cleared=aside, book=book, on=on)


def firm_now(decided: JudgedGate, book: RuleBook, on: date) -> tuple[str, ...]:
    """The rules that were set aside and that nobody may set aside under this book."""
    asked = {rule.id: rule for rule in book.rules_on(on)}
    return tuple(name for name in decided.aside if name in asked and not overridable(asked[name]))


def differences(then: Opinion, now: Opinion, facts: Facts) -> tuple[str, ...]:
    """The differences, one sentence each: the verdict, reasons gone, new or changed, facts that were not recorded.

    `facts` are those of the decision. A fact that a rule asks for now and is not among them is not known.
    """
    return tuple(_differences(then, now, facts))


def _differences(then: Opinion, now: Opinion, facts: Facts) -> Iterator[str]:
    if then.verdict is not now.verdict:
        yield f"The verdict is {_lower(now.verdict)} now; it was {_lower(then.verdict)}"
    before, after = _by_rule(then), _by_rule(now)
    for rule_id, (reason, counts) in after.items():
        if rule_id not in before:
            later = "" if counts else ", for a later step"
            yield f"{rule_id} has come{later}: {reason.message}"
        elif changed := _changed(before[rule_id], (reason, counts)):
            yield f"{rule_id} is different: {'; '.join(changed)}"
    for rule_id, (reason, _) in before.items():
        if rule_id not in after:
            yield f"{rule_id} is no longer a reason. It said: {reason.message}"
    asked_before = {name for reason, _ in before.values() for name in reason.missing}
    asked_now = {name for reason, _ in after.values() for name in reason.missing}
    for name in sorted(asked_now - asked_before - facts.keys()):
        yield f"The rules ask for {in_words(name)}, which this decision does not hold: it is not known"


def _by_rule(opinion: Opinion) -> dict[str, tuple[RuleReason, bool]]:
    return {reason.rule_id: (reason, True) for reason in opinion.reasons} | {
        reason.rule_id: (reason, False) for reason in opinion.still_needed
    }


def _changed(before: tuple[RuleReason, bool], after: tuple[RuleReason, bool]) -> list[str]:
    (old, counted), (new, counts) = before, after
    changes: list[str] = []
    if old.verdict is not new.verdict:
        changes.append(f"{_lower(old.verdict)} then, {_lower(new.verdict)} now")
    if counted != counts:
        changes.append("it counts now, and was only needed later" if counts else "it is only needed later, and counted")
    if old.message != new.message:
        changes.append(f"it says now: {new.message}")
    if old.opens_if != new.opens_if:
        changes.append(f"what would open it now: {new.opens_if}")
    if (old.source, old.mark) != (new.source, new.mark):
        changes.append(f"its source now: {new.source} ({new.mark.label.lower()})")
    if (old.basis, old.gate) != (new.basis, new.gate):
        changes.append(f"it is {new.basis.label.lower()} now, asked from the step: {new.gate.name.lower()}")
    if not changes and old.version != new.version:
        changes.append(f"version {new.version} of the rule, with the same answer")
    return changes


def _lower(verdict: Verdict) -> str:
    return f"‘{verdict.label.lower()}’"


def _reason(result: Mapping[str, Any]) -> RuleReason:
    """One stored reason. Older ones have no version."""
    return RuleReason(
        rule_id=result["rule_id"],
        version=result.get("version", ""),
        basis=RuleBasis(result["basis"]),
        gate=Gate[result["gate"].upper()],
        verdict=Verdict(result["verdict"]),
        message=result["message"],
        opens_if=result["opens_if"],
        source=result["source"],
        mark=Mark(result["mark"]),
        missing=tuple(name for name in result["missing"] if name not in SWITCHES),
        switches=tuple(name for name in result["missing"] if name in SWITCHES),
    )


# Every rule as a page to read: `python -m pathways.disposals.replays.rules` writes `docs/rules.md`.
#
# Its first half, about drug testing, comes from `pathways.law`, which cannot import from this room.


ROOT: Final = Path(__file__).parents[3]
PAGE: Final = ROOT / "docs" / "rules.md"
TESTS: Final = ROOT / "tests" / "unit" / "disposals"
SIDES: Final = "rule_sides"
"""The test data with both sides of every rule, which `test_every_rule.py` goes through."""

OPENING: Final = """
# The rules of the disposals

Written from `pathways/law/data/disposal_rules.csv`, version {version}. A rule is asked from its gate on, and
again at every later one. One that fires gives its verdict; one that meets a fact nobody knows needs information and
names it. An Act is never set aside; guidance is, with a reason, by a sergeant or (domestic abuse, hate crime) an
inspector; local policy is changed by its switch; a rank that is asked for is never reasoned away. {counted}

`test_every_rule[...]` stands for the tests with that rule in their name of
`tests/unit/disposals/proposal/test_every_rule.py`: it fires on its wrong side, passes once one thing is otherwise, and
names each fact that is not known. The other tests are of `tests/unit/disposals`. All rules together:
`test_against_a_second_reading.py`.
"""
COLUMNS: Final = (
    "Rule", "Asked", "Disposals", "Gate", "Kind", "Verdict", "Fails when", "Words", "What would open it", "Source",
    "Mark", "Tests",
)  # fmt: skip


def as_page() -> str:
    """The whole page: the numbered rules of drug testing, then the rules of the disposals."""
    return numbered.as_page() + as_table()


def as_table() -> str:
    """Every rule of the shipped book with its days, source, mark and the names of its tests."""
    named = tests_by_rule(rule.id for rule in rules())
    heading = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"
    lines = [_line(rule, named) for rule in rules()]
    return OPENING.format(version=RULES_VERSION, counted=_counted()) + f"\n{heading}\n" + "\n".join(lines) + "\n"


def tests_by_rule(rule_ids: Iterable[str]) -> dict[str, list[str]]:
    """The names of the tests that mention a rule, by rule id, in the order of files and lines."""
    known, tests = set(rule_ids), defaultdict[str, list[str]](list)
    for path in (TESTS / f"{SIDES}.py", *sorted(TESTS.rglob("test_*.py"))):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if name := _name_of_test(path, node):
                for rule_id in sorted(_said(node) & known):
                    tests[rule_id].append(name.format(rule_id=rule_id))
    return tests


def _name_of_test(path: Path, node: ast.stmt) -> str:
    if path.stem == SIDES:
        return "test_every_rule[{rule_id}]" if isinstance(node, ast.Assign) else ""
    is_test = isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    return node.name if is_test and isinstance(node, ast.FunctionDef) else ""


def _said(node: ast.stmt) -> set[str]:
    words = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))
    return {rule_id for word in words for rule_id in re.findall(r"\b[A-Z][A-Z0-9]*-\d+\b", word)}


def _line(rule: Rule, named: Mapping[str, list[str]]) -> str:
    kinds = [kind.value for kind in Kind if kind in rule.disposals]
    cells = (
        rule.id,
        f"{rule.valid_from} to {rule.valid_to}" if rule.valid_to else f"From {rule.valid_from}",
        "All" if len(kinds) == len(Kind) else ", ".join(kinds),
        rule.gate.name.capitalize(),
        rule.basis.label,
        rule.verdict.label,
        f"`{rule.fails_when.text}`",
        rule.message,
        rule.opens_if,
        rule.source,
        _mark(rule.mark),
        ", ".join(f"`{name}`" for name in dict.fromkeys(named[rule.id])),
    )
    return f"| {' | '.join(cell.replace('|', '/').replace(chr(10), ' ') for cell in cells)} |"


def _mark(mark: Mark) -> str:
    return mark.label if mark.is_verified else f"{mark.label} ({mark.value})"


def _counted() -> str:
    gates, bases = Counter(rule.gate for rule in rules()), Counter(rule.basis for rule in rules())
    by_gate = ", ".join(f"{gate.name.lower()} {gates[gate]}" for gate in Gate)
    by_basis = ", ".join(f"{basis.label.lower()} {bases[basis]}" for basis in RuleBasis)
    return f"There are {len(rules())} rules.\nBy gate: {by_gate}. By kind: {by_basis}."


if __name__ == "__main__":
    PAGE.write_text(as_page(), encoding="utf-8")
