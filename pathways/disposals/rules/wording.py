"""What the wording of a condition may never ask: abstinence, a test or its result, taking a medicine.

A condition may require attending. Progress in treatment is no proof of compliance, and coerced treatment is criticised
as less effective (data dictionary of out-of-court disposals 1.7; design choice). The list of phrases is made to catch
what officers write, not to be clever: wording that slips through is still read by the authoriser.
"""

import re
from dataclasses import dataclass

from pathways.disposals.rules.conditions import ConditionKind
from pathways.vocabulary import Mark

SOURCE = "Data dictionary of out-of-court disposals 1.7: attendance, not abstinence"
MARK = Mark.DESIGN

_WHOSE = (
    r"(?:(?:an?|the|all|any|his|her|their|your|regular|random|weekly|daily|prescribed|clean|negative|illegal|"
    r"illicit) )*"
)
_DRUG = r"(?:drugs?|substances?|alcohol|cannabis|cocaine|crack|heroin|spice|mamba)"
_SPECIMEN = r"(?:(?:drugs?|urine|saliva|oral|blood|hair|breath|swab|fluid) )*(?:tests?|samples?|screens?|swabs?)"
_MEDICINE = (
    r"(?:medicines?|medication|methadone|buprenorphine|subutex|buvidal|naltrexone|tablets?|prescriptions?|scripts?)"
)
_USING = r"(?:us(?:e|ing)|tak(?:e|ing)|drink(?:ing)?|smok(?:e|ing)|inject(?:ing)?|consum(?:e|ing))"

_PHRASES = (
    rf"(?:give|provide|produce|submit|pass|undergo|do|take|have|show) (?:to )?{_WHOSE}{_SPECIMEN}",
    r"(?:be|get) (?:drug[ -])?tested",
    r"test(?:s|ing)? (?:negative|clean|clear)",
    rf"(?:negative|clean|clear) (?:{_SPECIMEN}|results?)",
    r"(?:be|become|stay|remain|keep|get) (?:abstinent|sober|clean|off drugs)",
    r"(?:drug|alcohol|substance)[ -]free",
    r"abst(?:ain|inence|inent)\w*",
    rf"(?:refrain|desist|keep away) from {_WHOSE}(?:{_USING} )?{_WHOSE}{_DRUG}",
    rf"(?:not|never|stop|cease|quit|give up|avoid) (?:to )?(?:{_USING} )?{_WHOSE}{_DRUG}",
    r"(?:not|never|stop|cease|quit|give up) (?:to )?(?:drink(?:ing)?|smok(?:e|ing)|inject(?:ing)?)",
    rf"(?:take|accept|start|collect|continue|stay on|remain on|comply with) (?:on )?{_WHOSE}{_MEDICINE}",
)
_DEMAND = re.compile(rf"(?:,? ?\band )?\b(?:{'|'.join(_PHRASES)})\b", re.IGNORECASE)


_VAGUE = re.compile(
    r"\b(?:as soon as possible|asap|when (?:asked|told|required|possible)|from time to time|as (?:needed|required|"
    r"appropriate)|where (?:possible|appropriate)|if possible|try to|regularly|etc\.?|and so on|"
    r"(?:behave|act) (?:well|properly)|be of good behaviou?r)(?!\w)",
    re.IGNORECASE,
)
"""Words that nobody can be held to: a condition says what, where, by when and how it is shown (data dictionary 1.7)."""


def vague_in(wording: str) -> str | None:
    """The first words of a condition that leave open what is to be done or by when, or None."""
    found = _VAGUE.search(" ".join(wording.split()))
    return found.group().strip(" .") if found else None


@dataclass(frozen=True)
class Demand:
    """Wording that asks for more than attendance: the words to take out, and what could stand instead."""

    words: str
    suggestion: str

    @property
    def message(self) -> str:
        return (
            f"Remove ‘{self.words}’. A condition may require attendance, not abstinence, a test result or a medicine. "
            f"You could write: {self.suggestion}"
        )


def demand_in(wording: str, kind: ConditionKind, service: str | None = None) -> Demand | None:
    """The first words that demand abstinence, a test or a medicine, or None. Line breaks count as spaces."""
    found = _DEMAND.search(" ".join(wording.split()))
    return Demand(found.group().strip(" ,"), kind.wording(service)) if found else None
