"""The record of the drug test (DT1): everything about the request, the sample and the result, as it stands.

Which facts stand on it is a choice of this product, made from the fields that PACE 1984 ss.63B and 63C and Code C ask
to be recorded: no printed DT1 was read. It is custody's own paper; a copy goes to the service that accepted the person.
"""

from typing import Final

from pathways.arrest_tests.documents.parts import ByHand, Parts, write
from pathways.arrest_tests.rules.outcomes import Outcome, OverallResult, Purpose, ToldAnswer
from pathways.arrest_tests.rules.routes import Route, SampleCondition
from pathways.arrest_tests.rules.shifts import TakerCategory
from pathways.documents import Copy, Paper, PaperKind
from pathways.people.rules import AgeEvidence

PARTS: Final[Parts] = (
    (
        "1. Person and detention",
        (
            ("name", "Name"),
            ("born", "Date of birth, and how it is known"),
            ("custody", "Custody record"),
            ("station", "Police station"),
            ("here", "Why they were in the cells, and since when"),
            ("arrived", "Relevant time (arrival)"),
            ("seen", "Brought before the custody officer"),
            ("adult", "Appropriate adult"),
            ("interpreter", "Interpreter and language"),
        ),
    ),
    (
        "2. Why a sample could be asked for",
        (
            ("route", "Route"),
            ("offences", "Offence relied on"),
            ("authority", "Inspector’s authority"),
            ("grounds", "Grounds of the authority"),
            ("law", "Law"),
        ),
    ),
    (
        "3. Warning and request",
        (
            ("warned", "Purpose, warning and rights said"),
            ("told", "Told of the authority and its grounds"),
            ("asked", "Sample asked for"),
            ("outcome", "What came of it"),
            ("words", "What the person said, or the good cause"),
        ),
    ),
    (
        "4. Sample",
        (
            ("taken", "Sample taken"),
            ("taker", "Taken by"),
            ("matrix", "Kind of sample"),
            ("condition", "Enough and usable"),
            ("force", "Force"),
        ),
    ),
    (
        "5. Device",
        (
            ("device", "Device and serial number"),
            ("lot", "Cartridge lot"),
            ("expires", "Last day of the lot"),
            ("check", "Check of the device passed"),
            ("trained", "Operator trained until"),
        ),
    ),
    (
        "6. Result",
        (
            ("read", "Result read"),
            ("lines", "Each substance on the device"),
            ("overall", "Overall result"),
            ("medicine", "Medicine or treatment"),
            ("answer", "Told the result, and what the person said"),
            ("disputed", "Disputed; sent to a laboratory"),
            ("charge", "Treated as taken on charge"),
        ),
    ),
    (
        "7. How the record stands",
        (
            ("held", "Held for an inspector"),
            ("corrected", "Corrections"),
            ("others", "Other requests in this episode"),
            ("recorded", "Recorded by, and when"),
        ),
    ),
)


YES_NO: Final = ("Yes", "No")
NEEDED: Final = ("Not needed", "Needed, present", "Needed, not present")
BY_HAND: Final[dict[str, ByHand]] = {
    "born": ByHand(tuple(evidence.label for evidence in AgeEvidence)),
    "adult": ByHand(NEEDED, 0),
    "interpreter": ByHand(NEEDED),
    "route": ByHand(tuple(route.label for route in Route), 0),
    "offences": ByHand(lines=2),
    "authority": ByHand(("Not needed: a trigger offence",)),
    "grounds": ByHand(("Not needed",), 2),
    "told": ByHand(("Not needed",)),
    "outcome": ByHand(tuple(outcome.label for outcome in Outcome), 0),
    "words": ByHand(lines=2),
    "taker": ByHand(tuple(category.label for category in TakerCategory)),
    "matrix": ByHand(("Oral fluid",), 0),
    "condition": ByHand(tuple(condition.label for condition in SampleCondition), 0),
    "force": ByHand(("None. Force may not be used",), 0),
    "lines": ByHand(lines=2),
    "overall": ByHand(tuple(result.label for result in OverallResult), 0),
    "medicine": ByHand(("None said",)),
    "answer": ByHand(tuple(answer.label for answer in ToldAnswer)),
    "disputed": ByHand(("Not disputed", "Disputed", "Sent to a laboratory"), 0),
    "charge": ByHand(YES_NO, 0),
    "held": ByHand(YES_NO, 0),
}
"""What is ticked on the blank, in the words of the pages it is typed in from later."""


def record_of_test(values: dict[str, str], copy: Copy) -> Paper:
    """One copy of DT1."""
    paper = Paper.of_copy(copy, PaperKind.DT1.label, ref=values["custody"])
    _written(paper, values)
    return paper


def _written(paper: Paper, values: dict[str, str] | None) -> None:
    paper.h1(PaperKind.DT1.label)
    write(paper, PARTS, values, BY_HAND)
    paper.h2("What the result may be used for")
    paper.p("For these purposes and no other, and the result only:")
    paper.bullets(f"{one.label}: {one.source}." for one in Purpose)
    paper.note(
        "PACE 1984 sections 63B and 63C (verified); PACE Code C section 17 (recalled). One sample in one continuous "
        "period of detention (section 63B(5B)). A refusal is not a positive test and gives no power to require an "
        "assessment (Drugs Act 2005 section 9)."
    )


def blank_test_record(paper: Paper) -> Paper:
    """DT1 to be written on by hand while the system is down."""
    _written(paper, None)
    paper.sign_here("Signature of the officer who asked", "Date and time", "Signature of whoever took the sample")
    return paper
