"""What is wrong with a book of rules: rows that contradict each other, and expressions that can never be true."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from pathways.law.rules.disposal_language import Expression, LineFault, place_of
from pathways.law.rules.disposal_terms import FACT_WORDS, RETIRED_SWITCHES, SWITCHES, Kind, Rule
from pathways.vocabulary import Worded

# Faults between rows: a name or a day twice, a wrong or circular replacement, a disposal without a rule.


Placed = Sequence[tuple[int, Rule]]


def faults_among(placed: Placed) -> list[LineFault]:
    """Every fault between rows that are each sound. `placed` is each rule with its line in the file."""
    return [
        *_named_twice(placed),
        *_twice_on_a_day(placed),
        *_replacements(placed),
        *_circles(placed),
        *_left_out(placed),
    ]


def _named_twice(placed: Placed) -> Iterator[LineFault]:
    first: dict[str, int] = {}
    for line, rule in placed:
        if rule.row in first:
            message = f"Line {first[rule.row]} is {rule.row} as well. Give the later row the next version"
            yield LineFault(line, "version", message)
        first.setdefault(rule.row, line)


def _both_hold(rule: Rule, other: Rule) -> date | None:
    """The first day on which both rows would be asked, or None."""
    day = max(rule.valid_from, other.valid_from)
    return day if rule.holds_on(day) and other.holds_on(day) else None


def _twice_on_a_day(placed: Placed) -> Iterator[LineFault]:
    before: dict[str, list[tuple[int, Rule]]] = {}
    for line, rule in placed:
        for other_line, other in before.get(rule.id, []):
            if day := _both_hold(rule, other):
                message = (
                    f"{rule.id} has two rows on {day}: this one and line {other_line}. Give the earlier a last day"
                )
                yield LineFault(line, "valid_from", message)
        before.setdefault(rule.id, []).append((line, rule))


def _replacements(placed: Placed) -> Iterator[LineFault]:
    """Rows that replace one that is not in the file, or one that has not ended when they begin."""
    known = {rule.row: (line, rule) for line, rule in placed}
    for line, rule in placed:
        if not rule.replaces:
            continue
        if rule.replaces not in known:
            yield LineFault(
                line, "replaces", f"No row is {rule.replaces}. Name a row of this file, or leave the cell empty"
            )
            continue
        old_line, old = known[rule.replaces]
        if old.id != rule.id and (day := _both_hold(rule, old)):
            message = f"{old.row} (line {old_line}) still holds on {day}, when {rule.row} takes its place"
            yield LineFault(line, "replaces", f"{message}. Give line {old_line} a last day before that")


def _circles(placed: Placed) -> Iterator[LineFault]:
    known = {rule.row: (line, rule) for line, rule in placed}
    reported: set[str] = set()
    for row in known:
        path = [row]
        while (before := known[path[-1]][1].replaces) in known and before not in path:
            path.append(before)
        if before in path:
            circle = path[path.index(before) :]
            if reported.isdisjoint(circle):
                line = max(known[row][0] for row in circle)
                words = " takes the place of ".join([*circle, circle[0]])
                yield LineFault(
                    line, "replaces", f"These rows replace one another in a circle: {words}. Empty one of the cells"
                )
            reported.update(circle)


def _left_out(placed: Placed) -> Iterator[LineFault]:
    """Disposals that no rule is about: each would be open to everybody."""
    for kind in Kind:
        if not any(kind in rule.disposals and rule.valid_to is None for _, rule in placed):
            message = f"No rule without a last day speaks of {kind.value} ({kind.label}): it would be open to everybody"
            yield LineFault(1, "disposal", f"{message}. Add one, or name it in a rule that stands")


# The shape of every fact and switch, and the words it may be. The expressions of rules are checked against these.
#
# Source: data dictionary of out-of-court disposals 1.1 to 1.9 and 2.5.


class Shape(Worded):
    """What a fact can be. A list holds words."""

    YES_NO = "yes_no", "Yes or no"
    NUMBER = "number", "A number"
    WORD = "word", "A word"
    LIST = "list", "A list of words"


_FAMILIES = (
    "cannabis cannabinol_derivative synthetic_cannabinoid khat heroin crack cocaine_powder amphetamine mdma ketamine "
    "benzodiazepine gabapentinoid opioid_rx nitazene nitrous_oxide other"
)
WORDS: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "admission": "none_sought no_comment denial acceptance_of_responsibility full_admission",
        "cfg_cc_anchor": "offence_date caution_date signature_date",
        "cfg_cw_families": _FAMILIES,
        "cfg_pnd_families": _FAMILIES,
        "cps_decision": "not_sought sought returned authorised refused",
        "drug_family": _FAMILIES,
        "exceptional_basis": "none person offence previous_offence",
        "likely_sentence": "low custody_or_high_community",
        "offence_statute": (
            "MDA_5_2 MDA_5_3 MDA_4_2 MDA_4_3 MDA_6 MDA_8 DA2005_12 PACE_63B PSA_9 THEFT_1 SHOP_LOW_VALUE POA_5 OTHER"
        ),
        "trial_mode": "summary either_way indictable_only",
    }.items()
}
"""The words of each fact that is one of a few words."""

_LISTS = frozenset({"cfg_cw_families", "cfg_pnd_families"})
_NUMBERS = frozenset(
    {
        "age_at_disposal",
        "authority_rank_level",
        "cfg_cc_max_weeks",
        "cfg_cc_normal_weeks",
        "cfg_charge_margin_days",
        "cfg_cr_max_gravity",
        "cfg_cr_repeat_limit",
        "cfg_sc_exceptional_rank",
        "conditions_count",
        "cr_prior_same_type",
        "days_left_after_deadline",
        "deadline_weeks",
        "fin_cap",
        "financial_penalty",
        "gravity_final",
        "linked_offences",
        "non_rehab_attendance_hours",
        "prior_same_drug_steps",
        "similarity_rank_level",
    }
)


def shape_of(name: str) -> Shape:
    """The shape of a fact or switch that some rule knows."""
    if name in _LISTS:
        return Shape.LIST
    if name in WORDS:
        return Shape.WORD
    return Shape.NUMBER if name in _NUMBERS else Shape.YES_NO


# What is wrong with an expression that the language allows: an unknown name, or a shape or a word that never fits.
#
# Without this check, a rule with a slip of the pen would be read without complaint and never fire.


KNOWN = FACT_WORDS.keys() | SWITCHES.keys() | RETIRED_SWITCHES.keys()


@dataclass(frozen=True)
class ExpressionSlip:
    """One thing that is wrong, at one character of the expression (from 1), and what to do."""

    at: int
    message: str


@dataclass(frozen=True)
class _TypedPart:
    """What a part of an expression comes to: its shape, and the words it may be where they are few."""

    shape: Shape
    words: frozenset[str] | None = None
    name: str = ""


def slips_in(expression: Expression) -> tuple[ExpressionSlip, ...]:
    """Everything wrong with an expression, from left to right; empty if there is nothing."""
    slips: list[ExpressionSlip] = []
    _truth(expression.tree, expression.text, slips)
    return tuple(sorted(slips, key=lambda slip: slip.at))


def did_you_mean(word: str, known: frozenset[str] | set[str]) -> str:
    """A sentence that offers the nearest known word; empty if none is near."""
    near = get_close_matches(word, sorted(known), n=1)
    return f" Did you mean ‘{near[0]}’?" if near else ""


def _truth(node: ast.expr, text: str, slips: list[ExpressionSlip]) -> None:
    """Check a part that must come to yes or no."""
    part = _part(node, text, slips)
    if part and part.shape is not Shape.YES_NO:
        what = f"‘{part.name}’ is {part.shape.label.lower()}" if part.name else f"This is {part.shape.label.lower()}"
        slips.append(
            ExpressionSlip(place_of(node, text), f"{what}, where yes or no is needed. Compare it with something")
        )


def _part(node: ast.expr, text: str, slips: list[ExpressionSlip]) -> _TypedPart | None:
    """What a part comes to, or None where that is not known; adds every slip within it to `slips`."""
    match node:
        case ast.Name(id=name) if name in KNOWN:
            return _TypedPart(shape_of(name), WORDS.get(name), name)
        case ast.Name(id=name):
            message = f"No fact or switch is called ‘{name}’.{did_you_mean(name, set(KNOWN))}"
            slips.append(ExpressionSlip(place_of(node, text), message))
            return None
        case ast.Constant(value=value):
            return _TypedPart(Shape.YES_NO if isinstance(value, bool) else _shape_of_constant(value))
        case ast.List(elts=items):
            if not items or not all(isinstance(item, ast.Constant) and isinstance(item.value, str) for item in items):
                slips.append(ExpressionSlip(place_of(node, text), "A list holds one or more words in quotes"))
                return None
            return _TypedPart(Shape.LIST)
        case ast.BoolOp(values=operands):
            for operand in operands:
                _truth(operand, text, slips)
        case ast.UnaryOp(operand=operand):
            _truth(operand, text, slips)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            _compared(op, left, right, text, slips)
    return _TypedPart(Shape.YES_NO)


def _shape_of_constant(value: object) -> Shape:
    return Shape.NUMBER if isinstance(value, int | float) else Shape.WORD


def _compared(op: ast.cmpop, left: ast.expr, right: ast.expr, text: str, slips: list[ExpressionSlip]) -> None:
    first, other = _part(left, text, slips), _part(right, text, slips)
    if first is None or other is None:
        return
    match op:
        case ast.In() | ast.NotIn():
            fits = (first.shape, other.shape) == (Shape.WORD, Shape.LIST)
            needs = "‘in’ needs a word before it and a list after it"
        case ast.Eq() | ast.NotEq():
            fits = first.shape is other.shape
            needs = f"{first.shape.label} is compared with {other.shape.label.lower()}: they are never equal"
        case _:
            fits = first.shape is other.shape is Shape.NUMBER
            needs = "Only numbers can be more or less than one another"
    if not fits:
        slips.append(ExpressionSlip(place_of(left, text), f"{needs}. Compare a fact with what it can be"))
        return
    for part, beside in ((first, right), (other, left)):
        _known_words(part, beside, text, slips)


def _known_words(part: _TypedPart, beside: ast.expr, text: str, slips: list[ExpressionSlip]) -> None:
    """Add a slip for each word that is compared with a fact and that the fact can never be."""
    if part.words is None:
        return
    items = beside.elts if isinstance(beside, ast.List) else [beside]
    for item in items:
        if isinstance(item, ast.Constant) and (word := str(item.value)) not in part.words:
            can = f"It can be {', '.join(sorted(part.words))}"
            message = f"‘{part.name}’ is never ‘{word}’.{did_you_mean(word, part.words)} {can}"
            slips.append(ExpressionSlip(place_of(item, text), message))
