"""What a row of a book of rules is made of: disposals, facts, drug families, and what a force may set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache
from pathlib import Path

from pathways.law.rules.disposal_language import Expression, Facts, Value
from pathways.tables import rows_of
from pathways.vocabulary import Mark, Worded

# Drug families: the few kinds by which the steps for a drug are counted (data dictionary of disposals, 1.2).
#
# A family says less than the list of controlled drugs. Where the drug is not named, or is only "another", its family
# is not known and no rule may take it for a mild one.


class DrugFamily(Worded):
    """A family, in the words of the page."""

    CANNABIS = "cannabis", "Cannabis"
    CANNABINOL_DERIVATIVE = "cannabinol_derivative", "Cannabinol or a derivative"
    KHAT = "khat", "Khat"
    SYNTHETIC_CANNABINOID = "synthetic_cannabinoid", "Mamba, spice"
    HEROIN = "heroin", "Heroin"
    CRACK = "crack", "Crack"
    COCAINE_POWDER = "cocaine_powder", "Cocaine powder"
    AMPHETAMINE = "amphetamine", "Amphetamine, speed"
    MDMA = "mdma", "MDMA, ecstasy"
    KETAMINE = "ketamine", "Ketamine"
    BENZODIAZEPINE = "benzodiazepine", "Benzodiazepines"
    GABAPENTINOID = "gabapentinoid", "Pregabalin, gabapentin"
    OPIOID_RX = "opioid_rx", "Prescription opioids"
    NITAZENE = "nitazene", "Nitazenes"
    NITROUS_OXIDE = "nitrous_oxide", "Nitrous oxide"
    OTHER = "other", "Another drug"


@cache
def _families() -> dict[str, DrugFamily | None]:
    return {
        row["code"]: DrugFamily(row["family"]) if row["family"] else None
        for row in rows_of(Path(__file__).parent.parent / "data" / "drug_families.csv")
    }


def family_of(drug: str | None) -> DrugFamily | None:
    """The family of a drug of the list of controlled drugs; None where it is not named or could be any."""
    return _families().get(drug or "")


# The words staff read for every fact that a rule can ask for (to follow "Not known: ...").
#
# A decision stores these words and its replay compares them letter by letter: never change the words of a fact.


FACT_WORDS: dict[str, str] = {
    "admission": "what the person said about the offence",
    "admission_reliable": "whether the admission is clear and reliable",
    "age_at_disposal": "the person's age",
    "appropriate_adult_needed": "whether an appropriate adult is needed",
    "appropriate_adult_present": "whether the appropriate adult is present",
    "authority_rank_level": "the rank of the officer taking this step",
    "conditions_count": "the conditions",
    "consent": "whether the person agrees",
    "consequences_explained": "whether the consequences were explained",
    "cps_decision": "the decision of the Crown Prosecution Service",
    "cr_prior_not_engaged": "whether an earlier resolution ended without engagement",
    "cr_prior_same_type": "how many earlier resolutions were for the same kind of offence",
    "cw_aggravating": "whether there is an aggravating factor",
    "days_left_after_deadline": "how many days to charge would be left (the date of the offence or the last deadline)",
    "deadline_exceptional_reason": "the reason for a longer deadline",
    "deadline_weeks": "by when the conditions must be done",
    "domestic_abuse": "whether this is domestic abuse",
    "dpp_consent": "the consent of the Director of Public Prosecutions",
    "drug_family": "which drug it is",
    "drug_offence": "whether it is a drug offence",
    "evidence_sufficient": "whether there is enough evidence to charge",
    "exceptional_basis": "whether there are exceptional circumstances",
    "exploitation_indicator": "whether there are signs that the person is being exploited",
    "exploitation_reviewed": "whether the signs of exploitation were reviewed",
    "fin_cap": "the highest penalty (how the offence is tried)",
    "financial_penalty": "the amount of the penalty",
    "fit_to_decide": "whether the person is fit to decide",
    "gravity_final": "the gravity score",
    "hate_crime": "whether this is a hate crime",
    "intervention_available": "whether a service has a suitable activity in time",
    "likely_sentence": "the likely sentence",
    "intimate_partner_abuse": "whether the abuse is between intimate partners",
    "limitation_applies": "whether a time limit to charge applies (how the offence is tried)",
    "linked_offences": "whether other offences are linked",
    "nitrous_oxide_without_intent": "whether nitrous oxide was held without the intent that makes it an offence",
    "non_rehab_attendance_hours": "the hours of attendance",
    "offence_before_commencement": "whether the offence came before the Act started",
    "offence_made_out": "whether the offence is made out",
    "offence_statute": "the offence",
    "penalty_offence": "whether a penalty notice may be given for the offence",
    "prior_same_drug_steps": "earlier warnings and notices for the same drug",
    "prosecution_in_public_interest": "whether the public interest needs a prosecution",
    "reason_to_believe": "whether there is reason to believe that the person did it",
    "reasonable_suspicion": "whether there are reasonable grounds to suspect the person",
    "relevant_history": "whether earlier offending makes a sergeant necessary",
    "risks_asked": "whether the risks were asked",
    "signed_document_complete": "whether the document is complete and signed",
    "similarity_rank_level": "the rank of who said whether an earlier offence is similar",
    "similar_prior_within_2y": "whether there was a similar outcome in the two years before the offence",
    "specified_either_way": "whether the offence is on the specified list",
    "supply_suspicion_open": "whether suspicion of supply is ruled out",
    "suspect_identified": "whether the suspect is identified",
    "test_result_relied_on": "whether the reasons rest on a drug test result",
    "trial_mode": "in which court the offence can be tried",
    "victim_contact_attempted": "whether the victim was contacted",
    "victim_exists": "whether there is a victim",
}


RULE_NAMES: dict[str, str] = {
    "CC-08": "domestic abuse",
    "CC-15": "the longest time for conditions",
    "CC-16": "the normal time for conditions",
    "CC-17": "days left to charge",
    "CR-01": "what the person admits",
    "CR-06": "abuse between intimate partners",
    "CR-07": "the highest gravity score",
    "CR-09": "earlier resolutions of the same kind",
    "CR-10": "an earlier resolution without engagement",
    "CW-02": "which drugs a warning is for",
    "CW-03": "whether warnings are used",
    "DC-01": "whether these cautions are in force",
    "DC-02": "an offence before they came into force",
    "O22-05": "whether Outcome 22 is used",
    "PND-02": "which drugs a notice is for",
    "PND-03": "whether notices are used",
    "SC-10": "the two-tier framework",
}
"""What each rule that reads a switch of the force is about, for the person who sets the switch."""


def rule_name(rule_id: str, message: str) -> str:
    """What a rule is about, in words: its name, else the first sentence of what it says."""
    return RULE_NAMES.get(rule_id) or message.partition(". ")[0].rstrip(".")


def fact_words(name: str) -> str:
    """Plain words for one fact. Raises KeyError for a name that no rule knows."""
    return FACT_WORDS[name]


# What a force may decide for itself, with what holds until it has said.
#
# `None` is "the force has not said": a rule that reads it needs information and names the switch. Every other default
# is the safe reading (data dictionary of out-of-court disposals, 2.5). Lincolnshire's real settings were not found.


NOT_SET = "The force has not said"


@dataclass(frozen=True, kw_only=True)
class SwitchTerm:
    """One force setting: its name, what it decides (after "The force has not said"), and what holds until then."""

    name: str
    decides: str
    default: Value | None
    why: str


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What holds for one force on one day, who said so, and since when (None: it is a default)."""

    switch: SwitchTerm
    value: Value | None
    source: str
    is_demonstration: bool = False
    since: date | None = None

    @property
    def words(self) -> str:
        match self.value:
            case None:
                return "Not set"
            case bool() as truth:
                return "Yes" if truth else "No"
            case tuple() as several:
                return ", ".join(str(word).replace("_", " ") for word in several)
            case other:
                return str(other).replace("_", " ")


_LOCAL = "Local policy: nothing applies until the force sets it"
SWITCHES: dict[str, SwitchTerm] = {
    name: SwitchTerm(name=name, decides=decides, default=default, why=why)
    for name, decides, default, why in (
        ("cfg_two_tier", "whether it uses the two-tier framework", None, _LOCAL),
        ("cfg_pnd_enabled", "whether it uses penalty notices", None, _LOCAL),
        ("cfg_cw_enabled", "whether it uses cannabis or khat warnings", None, _LOCAL),
        ("cfg_o22_enabled", "whether it uses Outcome 22", None, _LOCAL),
        ("cfg_cr_full_admission", "whether a community resolution needs a full admission", None, _LOCAL),
        ("cfg_cr_max_gravity", "up to which gravity score it uses a community resolution", None, _LOCAL),
        ("cfg_cr_repeat_limit", "after how many earlier resolutions it stops offering one", None, _LOCAL),
        (
            "cfg_cr_block_after_no_engagement",
            "whether it offers a resolution again after no engagement with an earlier one",
            None,
            _LOCAL,
        ),
        (
            "cfg_da_cc_framework",
            "whether it has a domestic abuse framework for conditional cautions",
            False,
            "Safe reading: the Crown Prosecution Service decides",
        ),
        (
            "cfg_cr_intimate_partner",
            "whether it uses a community resolution for abuse between intimate partners",
            False,
            "Safe reading: the national guidance of 2012, as reported, excludes it",
        ),
        ("cfg_charge_margin_days", "how many days must be left to charge", 28, "Design choice: the longer margin"),
        ("cfg_pcsc_part6_commenced", "whether the cautions of the 2022 Act are in force", False, "Not in force"),
        ("cfg_cc_normal_weeks", "how long conditions normally run", 16, "Code of Practice 2013, as reported"),
        ("cfg_cc_max_weeks", "how long conditions can run at most", 20, "Code of Practice 2013, as reported"),
        ("cfg_cc_anchor", "from which day the weeks are counted", "caution_date", "Uncertain: not verified"),
        (
            "cfg_pnd_families",
            "which drugs a penalty notice covers",
            ("cannabis", "cannabinol_derivative", "khat"),
            "Narrowest reading of the schedules",
        ),
        ("cfg_cw_families", "which drugs a warning covers", ("cannabis", "khat"), "Narrowest reading"),
        ("cfg_four_eyes", "whether a second person must always authorise", True, "Safe: the proposer never authorises"),
    )
}


RETIRED_SWITCHES: dict[str, SwitchTerm] = {
    "cfg_sc_exceptional_rank": SwitchTerm(
        name="cfg_sc_exceptional_rank",
        decides="which rank decides exceptional circumstances",
        default=4,
        why="SI 2015/830 fixes the rank: it is law, and no force can set it",
    ),
}
"""Switches that earlier books of rules read and nobody can set any more. Such a book reads the stricter value."""


def in_force(own_settings: Mapping[str, Setting]) -> dict[str, Setting]:
    """Every switch: what the force has said, else the default."""
    return {
        name: own_settings.get(name) or Setting(switch=switch, value=switch.default, source=switch.why)
        for name, switch in SWITCHES.items()
    }


def as_facts(settings: Mapping[str, Setting]) -> Facts:
    """The switches as the rules read them; one that the force has not said is not known."""
    retired = {name: switch.default for name, switch in RETIRED_SWITCHES.items()}
    return retired | {name: setting.value for name, setting in settings.items()}


# What one row of a book of rules is made of: disposals, basis, gate, expression, verdict, source, mark and days.


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


class RuleBasis(Worded):
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

NOTHING = "nothing"
"""How `opens_if` begins if no answer opens a disposal; with a colon and why, if it is for another kind of case."""


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
    basis: RuleBasis
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
        """Whether nothing can open the disposal, because it is for another kind of offence or person: “nothing: why”.

        “Nothing on these facts” is not that: there the steps somebody already had close it, which is weighed.
        """
        return self.opens_if.startswith(f"{NOTHING}:")

    def holds_on(self, day: date) -> bool:
        """Whether this row is asked on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
