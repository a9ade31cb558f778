"""V-022 to V-031: how a sample is taken and what is read from it."""

from datetime import date
from typing import Any

from pathways.arrest_tests.failures_to_attend.rules import refusal_file_faults
from pathways.arrest_tests.testing.rules.record import ReadingFacts, TakingFacts, reading_faults, taking_faults
from pathways.arrest_tests.testing.rules.results import OverallResult, good_cause_faults, result_findings
from pathways.law.rules.offences_and_drugs import controlled_drugs
from pathways.law.rules.tables import packaged
from tests.unit.arrest_tests.numbered import Numbered
from tests.unit.arrest_tests.records import INVALID, NEGATIVE, PANEL, POSITIVE

ON = date(2025, 6, 1)


def taken(**changes: Any) -> Any:
    facts: dict[str, Any] = {"taken_on": ON, "taker": "PC Ward", "is_prescribed": True, "lot": "L-114"}
    return lambda: taking_faults(TakingFacts(**(facts | {"lot_expires_on": ON} | changes)))


def read(**changes: Any) -> Any:
    facts: dict[str, Any] = {"read_on": ON, "has_sample": True, "panel": PANEL, "law": packaged()}
    facts |= {"analytes": {"cocaine": POSITIVE, "opiates": NEGATIVE}} | changes
    return lambda: reading_faults(ReadingFacts(**facts))


KETAMINE = {"analytes": {"ketamine": POSITIVE}, "panel": {**PANEL, "ketamine": "Ketamine"}}
SAMPLE_AND_RESULT = (
    Numbered("V-022", "only somebody prescribed and trained takes a sample", taken(is_prescribed=False), taken()),
    Numbered("V-023", "a cartridge is used up to its last day, that day included",
             taken(lot_expires_on=date(2025, 5, 31)), taken(lot_expires_on=ON)),
    Numbered("V-024", "nobody uses force for a sample", taken(is_by_force=True), taken()),
    Numbered("V-025", "a refusal without the warning before it is no offence to review",
             lambda: refusal_file_faults(was_warned=False), lambda: refusal_file_faults(was_warned=True)),
    Numbered("V-026", "somebody who claims good cause has their words recorded",
             lambda: good_cause_faults(was_claimed=True, words=" "),
             lambda: good_cause_faults(was_claimed=True, words="Dry mouth, said the nurse")),
    Numbered("V-027", "no sample, no result", read(has_sample=False), read()),
    Numbered("V-028", "only what the device looks for is read from it",
             read(analytes={"cannabis": POSITIVE}), read(analytes={"opiates": POSITIVE})),
    Numbered("V-029", "a drug that is not specified is not reported",
             read(**KETAMINE, shows={"ketamine": controlled_drugs(law=packaged()).get("ketamine")}),
             read(**KETAMINE, shows={"ketamine": controlled_drugs(law=packaged())["cocaine"]})),
    Numbered("V-030", "opiates are not heroin",
             lambda: result_findings({"opiates": POSITIVE}), lambda: result_findings({"opiates": NEGATIVE})),
    Numbered("V-031", "an invalid line makes no negative",
             read(analytes={"cocaine": INVALID, "opiates": NEGATIVE}, typed_overall=OverallResult.NEGATIVE),
             read(analytes={"cocaine": INVALID, "opiates": NEGATIVE}, typed_overall=OverallResult.INCONCLUSIVE)),
)  # fmt: skip
