"""What a policy lead may propose (a switch, a gravity table, a leaflet), what is wrong with it, and how it reads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathways.disposals.facts.rules.gravity import GravityTable, NotATable, paragraphs_of, read_gravity
from pathways.law.rules.disposal_book_checks import WORDS, Shape, shape_of
from pathways.law.rules.disposal_language import Value
from pathways.law.rules.disposal_terms import SWITCHES, Kind, Rule, SwitchTerm, rule_name
from pathways.law.rules.proposed_changes import LAST_BEFORE_FIRST
from pathways.refusals import Reason
from pathways.vocabulary import Worded

# Proposals of a policy lead: their subjects, days, source and reason.
#
# Who may decide and what a decision needs is the same as for the law's data (`law.rules.proposed_changes`).
# Source: trust rules of this product, separation of duties (R4): proposer and approver are two people.


LEAST_WHY = 10


class Subject(Worded):
    """What a change is of."""

    SWITCH = "switch", "Switch"
    GRAVITY = "gravity", "Gravity table"
    LEAFLET = "leaflet", "Leaflet"


def change_reasons(*, starts_on: date, until_on: date | None, source: str, why: str, today: date) -> tuple[Reason, ...]:
    """Why a change cannot be proposed, whatever its subject, each reason at its field."""
    reasons = list(past_reasons(starts_on, today))
    if until_on is not None and until_on < starts_on:
        reasons.append(Reason(LAST_BEFORE_FIRST, "until_on"))
    if not source.strip():
        reasons.append(Reason("Enter the source: the order, minute or notice that decided it", "source"))
    if len(why.strip()) < LEAST_WHY:
        reasons.append(Reason("Say why, in a sentence", "why"))
    return tuple(reasons)


def past_reasons(starts_on: date, today: date) -> tuple[Reason, ...]:
    """A decision is explained by what held on its day, so no change may begin in the past."""
    if starts_on >= today:
        return ()
    words = "The first day is past: decisions made since then do not change. Propose it from today or later"
    return (Reason(words, "starts_on"),)


def force_only(*, is_force: bool) -> tuple[Reason, ...]:
    """Switches, tables and leaflets are a force's own: other policy leads neither propose nor decide them."""
    return () if is_force else (Reason("This is a force's own to decide. A policy lead of the force proposes it"),)


# Faults in a gravity table or a leaflet, and what a new table changes.


MOST_FAULTS = 20
LEAST_LEAFLET = 40


def table_reasons(version: str, text: str) -> tuple[Reason, ...]:
    """Every fault of a table with its line and column; the reason at the field says how many there are."""
    reasons = [] if version.strip() else [Reason("Name the version, for example 2026-12", "version_named")]
    try:
        read_gravity(text, version)
    except NotATable as cause:
        faults = [str(fault) for fault in cause.faults]
        counted = "1 line needs" if len(faults) == 1 else f"{len(faults)} places need"
        reasons.append(Reason(f"The table cannot be used yet: {counted} a change. {faults[0]}", "text"))
        reasons += [Reason(fault) for fault in faults[1:MOST_FAULTS]]
    return tuple(reasons)


def leaflet_reasons(text: str) -> tuple[Reason, ...]:
    """Why a leaflet cannot be sent."""
    if len(" ".join(paragraphs_of(text))) < LEAST_LEAFLET:
        return (Reason(f"Write what it means for the person, in {LEAST_LEAFLET} characters or more", "text"),)
    return ()


def table_rows(before: GravityTable | None, after: GravityTable) -> tuple[tuple[str, str, str], ...]:
    """The lines that a new table adds, drops or changes, as (what, before, after)."""
    return tuple(_rows(before, after))


def _rows(before: GravityTable | None, after: GravityTable) -> Iterator[tuple[str, str, str]]:
    old, new = _lines(before), _lines(after)
    for name in dict.fromkeys((*new, *old)):
        if old.get(name) != new.get(name):
            yield name, old.get(name, "Not there"), new.get(name, "Not there")


def _lines(table: GravityTable | None) -> dict[str, str]:
    if table is None:
        return {}
    lines = {f"{code}{f', class {drug}' if drug else ''}": str(score) for (code, drug), score in table.scores.items()}
    lines |= {f"Factor: {factor.words}": f"{factor.change:+d}" for factor in table.factors.values()}
    return lines | {f"Band {score}": words for score, words in table.bands.items()}


# The switches of a force in words: title, state, possible values, and the rules that wait for them.
#
# Names, defaults and shapes are those of the rules that read them (data dictionary of out-of-court disposals 2.5).


TITLES: dict[str, str] = {
    "cfg_two_tier": "Two-tier framework",
    "cfg_pnd_enabled": "Penalty notices used",
    "cfg_cw_enabled": "Cannabis and khat warnings used",
    "cfg_o22_enabled": "Outcome 22 used",
    "cfg_cr_full_admission": "Community resolution needs a full admission",
    "cfg_cr_max_gravity": "Community resolution: highest gravity score",
    "cfg_cr_repeat_limit": "Community resolution: earlier ones of the same kind",
    "cfg_cr_block_after_no_engagement": "Community resolution: none after no engagement",
    "cfg_da_cc_framework": "Domestic abuse conditional caution framework",
    "cfg_cr_intimate_partner": "Community resolution for abuse between intimate partners",
    "cfg_charge_margin_days": "Days kept free before the time limit to charge",
    "cfg_pcsc_part6_commenced": "Diversionary and community cautions in force",
    "cfg_cc_normal_weeks": "Conditional caution: normal weeks",
    "cfg_cc_max_weeks": "Conditional caution: longest weeks",
    "cfg_cc_anchor": "Conditional caution weeks counted from",
    "cfg_pnd_families": "Drugs a penalty notice may be given for",
    "cfg_cw_families": "Drugs a warning may be given for",
    "cfg_four_eyes": "Proposer never authorises",
}

_SAID_OTHERWISE = {"mdma": "MDMA", "caution_date": "The day it is given", "offence_date": "The day of the offence"}
_SAID_OTHERWISE |= {"signature_date": "The day it is signed", "opioid_rx": "Prescription opioid"}
_BOUNDS = {"cfg_charge_margin_days": (0, 180), "cfg_cc_normal_weeks": (1, 52), "cfg_cc_max_weeks": (1, 52)}
_LIMITS = (0, 20)


class SwitchState(Worded):
    """Whether a force has set a switch, and how."""

    NOT_SET = "not_set", "Not set"
    EXAMPLE = "example", "Example value"
    SAFE = "safe", "Safe default"
    SET = "set", "Set"


@dataclass(frozen=True, kw_only=True)
class ForceSaid:
    """A value that a force set from a day on. `until` is the last day on which it holds."""

    value: Value
    since: date
    until: date | None
    source: str
    is_example: bool
    by_two: bool


@dataclass(frozen=True)
class HeldUp:
    """One disposal whose rules read a switch, with the ids of these rules."""

    kind: Kind
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SwitchShown:
    """One switch on its page: its state today, and the value that comes next."""

    switch: SwitchTerm
    state: SwitchState
    value: Value | None
    setting: ForceSaid | None
    next_setting: ForceSaid | None
    holds_up: tuple[HeldUp, ...]

    @property
    def title(self) -> str:
        return TITLES[self.switch.name]

    @property
    def words(self) -> str:
        return words_of(self.switch.name, self.value)


def shown(name: str, settings: Iterable[ForceSaid], rules: Iterable[Rule], today: date) -> SwitchShown:
    """One switch as it stands on a day. `settings` are all values its force ever set, earliest first."""
    switch, rows = SWITCHES[name], tuple(settings)
    now = next(
        (
            setting
            for setting in reversed(rows)
            if setting.since <= today and (not setting.until or today <= setting.until)
        ),
        None,
    )
    if now is not None:
        state = SwitchState.EXAMPLE if now.is_example else SwitchState.SET
    else:
        state = SwitchState.NOT_SET if switch.default is None else SwitchState.SAFE
    return SwitchShown(
        switch=switch,
        state=state,
        value=now.value if now else switch.default,
        setting=now,
        next_setting=next((setting for setting in rows if setting.since > today), None),
        holds_up=held_up(name, rules),
    )


def unset_first(rows: Iterable[SwitchShown]) -> tuple[SwitchShown, ...]:
    """In the order of the page: what nobody has set, then examples, then safe defaults, then what is set."""
    order = list(SwitchState)
    return tuple(sorted(rows, key=lambda row: order.index(row.state)))


def held_up(name: str, rules: Iterable[Rule]) -> tuple[HeldUp, ...]:
    """The rules that read a switch, by disposal. They need information while nobody has set it."""
    reading = [rule for rule in rules if name in rule.fails_when.names]
    waiting = (
        (kind, tuple(rule_name(rule.id, rule.message) for rule in reading if kind in rule.disposals)) for kind in Kind
    )
    return tuple(HeldUp(kind, names) for kind, names in waiting if names)


def words_of(name: str, value: Value | None) -> str:
    """A value in words, never in code."""
    match value:
        case None:
            return "Not set"
        case bool() as truth:
            return "Yes" if truth else "No"
        case tuple() as several:
            return ", ".join(word if place == 0 else word[:1].lower() + word[1:] for place, word in _each(several))
        case int() | float() as number:
            return str(number)
        case other:
            return in_words(str(other))


def _each(several: tuple[Any, ...]) -> Iterable[tuple[int, str]]:
    return enumerate(in_words(str(value)) for value in several)


def in_words(code: str) -> str:
    """One word of a closed list as staff read it."""
    return _SAID_OTHERWISE.get(code, code.replace("_", " ").capitalize())


def choices_for(name: str) -> tuple[tuple[Any, str], ...]:
    """The values of a switch with a few possible ones, in words; empty for a number that is typed."""
    if shape_of(name) is Shape.YES_NO:
        return ((True, "Yes"), (False, "No"))
    return tuple((code, in_words(code)) for code in sorted(WORDS.get(name, ())))


def bounds_of(name: str) -> tuple[int, int]:
    """The least and the most that a number may be."""
    return _BOUNDS.get(name, _LIMITS)


def as_stored(value: Any) -> Value:
    """A value read from a row or a form: lists become tuples, as the rules read them."""
    return tuple(value) if isinstance(value, list) else value


def value_reasons(name: str, value: Value | None) -> tuple[Reason, ...]:
    """Why a switch cannot have this value, at the field."""
    allowed = [each for each, _ in choices_for(name)]
    if value is None or value == ():
        return (Reason("Say what it will be from that day", "value"),)
    if name == "cfg_four_eyes" and value is False:
        words = "Whoever proposes never authorises: this cannot be switched off"
        return (Reason(words, "value", "Separation of duties: proposer and authoriser are two people"),)
    if shape_of(name) is Shape.LIST:
        fits = isinstance(value, tuple) and all(each in allowed for each in value)
    elif allowed:
        fits = any(type(value) is type(each) and value == each for each in allowed)
    else:
        least, most = bounds_of(name)
        fits = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
    return () if fits else (Reason("That is not a value of this switch. Choose one that the page offers", "value"),)
