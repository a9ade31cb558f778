"""The field's words, once: substances, origins and answers, each with the label that staff read.

National (NDTMS) codes are not here: those lists are dated tables. A label may change, a stored value never does.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Worded(StrEnum):
    """A stored value with the words staff read for it (and, where it helps, a hint)."""

    label: str
    hint: str

    def __new__(cls, value: str, label: str = "", hint: str = "") -> "Worded":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value.replace("_", " ").capitalize()
        member.hint = hint
        return member


class Mark(Worded):
    """How far a statement of law or practice was checked; shown beside its source."""

    VERIFIED = "verified", "Verified", "Read in the source named."
    SECONDARY = "secondary", "Unverified", "Only a secondary or partial source was read."
    RECALLED = "recalled", "Unverified", "From general knowledge; needs a lawyer's or custody lead's tick."
    UNCERTAIN = "uncertain", "Unverified", "Uncertain, or known to be changing."
    PRACTICE = "practice", "Practice", "Local practice or policy, not law."
    DESIGN = "design", "Design choice", "A choice of this product."

    @property
    def is_verified(self) -> bool:
        return self is Mark.VERIFIED


class Substance(Worded):
    """What a person says they use. Never a test result: a custody device shows only cocaine and opiates."""

    HEROIN = "heroin", "Heroin"
    METHADONE = "methadone", "Methadone"
    OTHER_OPIATES = "other_opiates", "Other opiates"
    CRACK = "crack", "Crack"
    COCAINE_POWDER = "cocaine_powder", "Cocaine powder"
    COCAINE_UNSPECIFIED = "cocaine_unspecified", "Cocaine, form not said"
    CANNABIS = "cannabis", "Cannabis"
    SYNTHETIC_CANNABINOIDS = "synthetic_cannabinoids", "Mamba, spice"
    ALCOHOL = "alcohol", "Alcohol"
    AMPHETAMINES = "amphetamines", "Amphetamines"
    BENZODIAZEPINES = "benzodiazepines", "Benzodiazepines"
    KETAMINE = "ketamine", "Ketamine"
    MDMA = "mdma", "MDMA, ecstasy"
    GABAPENTINOIDS = "gabapentinoids", "Pregabalin, gabapentin"
    OTHER_DRUGS = "other_drugs", "Something else"

    @property
    def is_opiate(self) -> bool:
        """Whether somebody who uses it is in the opiate group, whatever else they use (treatment reference 1.4)."""
        return self in (Substance.HEROIN, Substance.METHADONE, Substance.OTHER_OPIATES)


@dataclass(frozen=True)
class Area:
    """A part of the county, as an administrator set it up: where somebody usually lives, or what a service covers.

    `value` is the code that is stored and never changes; `label` is its name, which may change. Areas with the same
    code are equal.
    """

    value: str
    label: str = field(compare=False)

    def __str__(self) -> str:
        return self.value


ELSEWHERE = Area("elsewhere", "Elsewhere in the county")
"""Everywhere that is in no area of its own. Every county has it, whether areas were set up or not."""


class Origin(Worded):
    """What brought the person in. Only a detention has an arrest, a test and a release."""

    DETENTION = "detention", "Detained in custody"
    VOLUNTARY_INTERVIEW = "voluntary_interview", "Voluntary interview"
    STREET = "street", "Stopped in the street"
    LIAISON_AND_DIVERSION = "liaison_and_diversion", "Liaison and diversion"
    ARC_IOM = "arc_iom", "ARC or integrated offender management"
    SELF = "self", "Came by themselves"


class Sex(Worded):
    MALE = "male", "Male"
    FEMALE = "female", "Female"
    NOT_KNOWN = "not_known", "Not known"

    @property
    def he(self) -> str:
        return {"male": "he", "female": "she"}.get(self.value, "they")

    @property
    def him(self) -> str:
        return {"male": "him", "female": "her"}.get(self.value, "them")

    @property
    def his(self) -> str:
        return {"male": "his", "female": "her"}.get(self.value, "their")


class YesNo(Worded):
    YES = "yes", "Yes"
    NO = "no", "No"


class Answer(Worded):
    """An answer that a person may give. A blank is none of them."""

    YES = "yes", "Yes"
    NO = "no", "No"
    WOULD_NOT_SAY = "would_not_say", "Would not say"


class Known(Worded):
    """A fact an officer enters. "Not known" is storable and never counts as no."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known"


class Need(Worded):
    """What a service can help with."""

    DRUGS = "drugs", "Drugs"
    ALCOHOL = "alcohol", "Alcohol"
    MENTAL_HEALTH = "mental_health", "Mental health"
    HOUSING = "housing", "Housing"
