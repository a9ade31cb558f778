"""The words of the fairness page: outcomes, groups, the basis of the count. Design choices, printed on the page."""

from collections.abc import Iterable, Mapping

from pathways.disposals.rules import Kind
from pathways.people.rules import EthnicGroup
from pathways.vocabulary import Area, Sex, Worded

NOT_RECORDED = "not_recorded"


class Basis(Worded):
    """By which day a decision falls into the period."""

    CLOSED = "closed", "Decided in the period", "The day the outcome was given, agreed, signed, charged or closed"
    RECORDED = "recorded", "Recorded in the period", "The day the decision was proposed, or the person released"


class Outcome(Worded):
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
        """The disposal that this outcome is; None for the three that are none."""
        return Kind(self.value) if self.value in OF_KIND else None


OF_KIND = frozenset({"CC", "CR", "O22", "SC", "PND", "CW"})
WITH_CONDITIONS = (Outcome.CC, Outcome.CR, Outcome.O22)
"""The disposals that ask something of the person afterwards."""


class Breakdown(Worded):
    """By what the figures are broken down."""

    ETHNICITY = "ethnicity", "Ethnicity"
    SEX = "sex", "Sex"
    AGE = "age", "Age"
    AREA = "area", "Area"


class AgeBand(Worded):
    """Age on the day of the decision."""

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
    """With whom the others are compared, fixed beforehand, so that no figure chooses it: of areas the first set up."""
    return _REFERENCE.get(breakdown) or next(iter(groups[breakdown]))


def about_outcome_22(outcome: Outcome) -> str:
    """Whether Outcome 22 is in a figure: it stands beside every table and chart."""
    match outcome:
        case Outcome.O22:
            return "Outcome 22 is what is counted here."
        case Outcome.KEPT:
            return "Outcome 22 is included: kept once it is closed with the code."
        case _:
            return "Outcome 22 is counted by itself, and not in this outcome."
