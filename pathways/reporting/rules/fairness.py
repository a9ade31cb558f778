"""Whether outcomes of the disposal desk are given alike: who could have had each, and who had it, group by group."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pathways.law.rules.disposal_terms import Kind
from pathways.people.identity.rules import EthnicGroup
from pathways.reporting.rules.proportions import Share
from pathways.vocabulary import Area, Sex, Worded

# The terms of the fairness page: outcomes and groups. Design choices, printed on the page.


NOT_RECORDED = "not_recorded"


class DeskOutcome(Worded):
    """What may become of somebody at the disposal desk. The hint says when it counts."""

    CC = "CC", "Conditional caution", "signed"
    CR = "CR", "Community resolution", "agreed"
    O22 = "O22", "Outcome 22", "agreed; the code itself waits until the activity is done"
    SC = "SC", "Simple caution", "given"
    PND = "PND", "Penalty notice", "given"
    CW = "CW", "Cannabis or khat warning", "given"
    CHARGED = "charged", "Charged", "charged at once, or prosecuted later on"
    NO_FURTHER_ACTION = "no_further_action", "No further action", "closed without a charge or a disposal"
    KEPT = "kept", "Conditions kept", "what was agreed or signed was done, of everybody for whom that was decided"

    @property
    def kind(self) -> Kind | None:
        """The disposal that this outcome is; None for those that are none."""
        return Kind(self.value) if self.value in OF_KIND else None


OF_KIND = frozenset({"CC", "CR", "O22", "SC", "PND", "CW"})
WITH_CONDITIONS = (DeskOutcome.CC, DeskOutcome.CR, DeskOutcome.O22)
"""The disposals that ask something of the person afterwards."""


class Breakdown(Worded):
    """By what the figures are broken down."""

    ETHNICITY = "ethnicity", "Ethnicity"
    SEX = "sex", "Sex"
    AGE = "age", "Age"
    AREA = "area", "Area"


class AgeBand(Worded):
    """Age on the day that counts: on which a disposal was proposed, of a release, of a referral."""

    UNDER_18 = "under_18", "Under 18"
    TO_24 = "18_to_24", "18 to 24"
    TO_34 = "25_to_34", "25 to 34"
    TO_44 = "35_to_44", "35 to 44"
    OLDER = "45_and_over", "45 and over"


def age_band(age: int) -> AgeBand:
    """The band of an age in whole years."""
    for limit, band in ((18, AgeBand.UNDER_18), (25, AgeBand.TO_24), (35, AgeBand.TO_34), (45, AgeBand.TO_44)):
        if age < limit:
            return band
    return AgeBand.OLDER


Groups = Mapping[Breakdown, Mapping[str, str]]

_FIXED: dict[Breakdown, dict[str, str]] = {
    Breakdown.ETHNICITY: {each.value: each.label for each in EthnicGroup} | {NOT_RECORDED: "Not asked"},
    Breakdown.SEX: {each.value: each.label for each in Sex},
    Breakdown.AGE: {each.value: each.label for each in AgeBand},
}

_REFERENCE = {
    Breakdown.ETHNICITY: EthnicGroup.WHITE.value,
    Breakdown.SEX: Sex.MALE.value,
    Breakdown.AGE: AgeBand.TO_34.value,
}


def groups_with(areas: Iterable[Area]) -> Groups:
    """The groups of each breakdown in the order they are shown; everybody is in exactly one of each."""
    places = {area.value: area.label for area in areas}
    return {**_FIXED, Breakdown.AREA: {**places, NOT_RECORDED: "Not recorded"}}


def reference_of(groups: Groups, breakdown: Breakdown) -> str:
    """The group that the others are compared with, fixed beforehand and not by a figure: of areas the first set up."""
    return _REFERENCE.get(breakdown) or next(iter(groups[breakdown]))


def about_outcome_22(outcome: DeskOutcome) -> str:
    """Whether a figure includes Outcome 22, which every table and chart then says."""
    match outcome:
        case DeskOutcome.O22:
            return "Outcome 22 is what is counted here."
        case DeskOutcome.KEPT:
            return "Outcome 22 is included: kept once it is closed with the code."
        case _:
            return "Outcome 22 is counted by itself, and not in this outcome."


# The people who are counted.


@dataclass(frozen=True, kw_only=True)
class PersonCounted:
    """People alike, each counted once: the group at their first decision, what was open to them, what they had."""

    groups: Mapping[Breakdown, str]
    open_to: frozenset[DeskOutcome]
    had: frozenset[DeskOutcome]
    how_many: int = 1


@dataclass(frozen=True, kw_only=True)
class PeopleCounted:
    """The people who are counted, and how many decisions of the period are counted beside them."""

    people: tuple[PersonCounted, ...]
    pending: int = 0
    ended_otherwise: int = 0
    void: int = 0
    without_verdict: int = 0


# People by outcome and group: how many could have had it, and how many had it.


@dataclass(frozen=True, kw_only=True)
class OutcomeLine:
    """One outcome in one breakdown: the people of each group who could have had it, and those who had it."""

    eligible: Mapping[str, int]
    had: Mapping[str, int]

    def share(self, group: str) -> Share:
        return Share(self.had[group], self.eligible[group])

    @property
    def total(self) -> Share:
        return Share(sum(self.had.values()), sum(self.eligible.values()))


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Every figure of the report before anything is hidden. `everybody` are the people by group."""

    everybody: Mapping[Breakdown, Mapping[str, int]]
    lines: Mapping[Breakdown, Mapping[DeskOutcome, OutcomeLine]]

    @property
    def people(self) -> int:
        return sum(self.everybody[Breakdown.SEX].values())

    def total(self, outcome: DeskOutcome) -> Share:
        """Of everybody, whatever their group: the same in each breakdown."""
        return self.lines[Breakdown.SEX][outcome].total


def counted(people: Iterable[PersonCounted], groups: Groups) -> Counts:
    """Count each person once in each breakdown. Raises KeyError for a group that no breakdown has."""
    everyone = tuple(people)
    everybody: dict[Breakdown, dict[str, int]] = {}
    lines: dict[Breakdown, dict[DeskOutcome, OutcomeLine]] = {}
    for breakdown in Breakdown:
        alike: Counter[tuple[str, frozenset[DeskOutcome], frozenset[DeskOutcome]]] = Counter()
        for each in everyone:
            alike[each.groups[breakdown], each.open_to, each.had] += each.how_many
        if unknown := {group for group, *_ in alike} - groups[breakdown].keys():
            raise KeyError(f"{breakdown.label} has no group {sorted(unknown)}")
        people_of = dict.fromkeys(groups[breakdown], 0)
        eligible = {outcome: dict.fromkeys(groups[breakdown], 0) for outcome in DeskOutcome}
        had = {outcome: dict.fromkeys(groups[breakdown], 0) for outcome in DeskOutcome}
        for (group, open_to, outcomes), number in alike.items():
            people_of[group] += number
            for outcome in open_to:
                eligible[outcome][group] += number
            for outcome in outcomes:
                had[outcome][group] += number
        everybody[breakdown] = people_of
        lines[breakdown] = {
            outcome: OutcomeLine(eligible=eligible[outcome], had=had[outcome]) for outcome in DeskOutcome
        }
    return Counts(everybody=everybody, lines=lines)
