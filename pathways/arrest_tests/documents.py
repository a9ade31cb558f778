"""The papers of a drug test: the notices of an assessment (RA1, RA2), the result for court (DT2), the record (DT1)."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from pathways.arrest_tests.models.assessment import AppointmentChange, RequiredAssessment
from pathways.arrest_tests.testing.rules.record import TakerCategory
from pathways.arrest_tests.testing.rules.results import OverallResult, ResultPurpose, SampleOutcome, ToldAnswer
from pathways.auth.queries import name_of, suite
from pathways.dates import day_in_words, when_in_words
from pathways.directory.entries.queries import service
from pathways.documents.kinds import PaperKind
from pathways.documents.models import Copy
from pathways.documents.paper import ByHand, Paper, Parts, write
from pathways.law.rules.findings import SampleCondition, SampleRoute
from pathways.people.custody.queries import EpisodeView
from pathways.people.rules import AgeEvidence

# The notice of a required assessment (RA1): what the person takes away (Drugs Act 2005 s.11(5)-(6)).
#
# The hash stored at hand-over is that of the printed copy. It is printed before, so the officer writes on it by hand
# when and by whom it is handed over.


GAP: Final = "_" * 40
WHO: Final = (
    ("name", "Name"),
    ("born", "Date of birth"),
    ("custody", "Custody record"),
    ("station", "Police station"),
    ("officer", "Required by"),
)


def notice_of(view: EpisodeView, required: RequiredAssessment, copy: Copy) -> Paper:
    """The notice of a required assessment (RA1). Raises ValueError for a decision not to require one."""
    if required.imposed_at is None or required.initial_at is None or required.service_id is None:
        raise ValueError("Only an assessment that is required has a notice")
    details, detention = view.details, view.detention
    number = detention.custody_record_no if detention else ""
    where, place = required.initial_place or "", service(required.service_id)
    station = suite(detention.suite_id) if detention else None
    paper = Paper.of_copy(copy, PaperKind.RA1.label, ref=number)
    who = {
        "name": details.full_name,
        "born": day_in_words(details.date_of_birth),
        "custody": number,
        "station": station.name if station else "",
        "officer": name_of(required.recorded_by_id),
    }
    ring = f"{place.name} on {place.phone}" if place.phone else place.name
    _notice_written(paper, who, f"{when_in_words(required.initial_at)} at {where}", ring)
    return paper


def blank_notice(paper: Paper) -> Paper:
    """A blank RA1, to fill in by hand while the system is down."""
    _notice_written(paper, None, GAP, GAP)
    return paper


# What a notice and its further notice say alike.
TO_BOTH: Final = "You must stay until it ends. You must also go to a follow-up assessment and stay until it ends."
NOT_AT_THE_FOLLOW_UP: Final = (
    "If you do not go to the follow-up assessment at the time and place you are given, or leave before it ends, "
    "without good cause, you may be prosecuted."
)
FOLLOW_UP_NOT_REQUIRED: Final = (
    "If you are told at the initial assessment that you do not have to go to a follow-up, it is not required."
)


def _notice_written(paper: Paper, who: Mapping[str, str] | None, when_and_where: str, ring: str) -> None:
    paper.h1(PaperKind.RA1.label)
    write(paper, (("This notice is for", WHO),), who)
    paper.lead(f"You must go to an initial assessment on {when_and_where}.")
    paper.p(TO_BOTH)
    paper.h2("What happens if you do not go")
    paper.bullets(
        [
            "If you do not go to the initial assessment at that time and place, or leave before it ends, without good "
            "cause, you may be prosecuted.",
            NOT_AT_THE_FOLLOW_UP,
        ]
    )
    paper.h2("When the follow-up is not needed")
    paper.p(FOLLOW_UP_NOT_REQUIRED)
    paper.h2("To change the time or the place")
    paper.p(f"Ring {ring} before the appointment. A changed time or place is given to you in writing.")
    paper.h2("If you disagree with the test result")
    paper.p(
        "Tell an officer before you leave. The sample can be sent to a laboratory. Until you are told otherwise, you "
        "must still go. If the laboratory does not find a specified Class A drug, the requirement ends."
    )
    paper.h2("Handed over before release")
    paper.sign_here("Handed over by (name and signature of the officer)", "Date and time handed over")
    paper.note("Drugs Act 2005 sections 9 to 14 (verified).")


# The notice of a changed appointment (RA2): it repeats the warning (Drugs Act 2005 s.11(8), s.13(8)).


def changed_notice_of(
    change: AppointmentChange,
    name: str,
    born_on: date,
    number: str,
    copy: Copy,
    *,
    is_follow_up_ended: bool = False,
) -> Paper:
    """The notice of a changed appointment (RA2). It does not say why it was changed.

    After a missed initial there is no follow-up any more (`is_follow_up_ended`), and it asks for none (s.12(5)).
    """
    place = service(change.new_service_id)
    paper = Paper.of_copy(copy, PaperKind.RA2.label, ref=number)
    paper.h1(PaperKind.RA2.label)
    who = [("Name", name), ("Date of birth", day_in_words(born_on)), ("Custody record", number)]
    paper.facts("This notice is for", [pair for pair in who if pair[1]])
    paper.lead(
        f"Your initial assessment is changed. You must now go on {when_in_words(change.new_at)} at {change.new_place}."
    )
    if is_follow_up_ended:
        paper.p("You must stay until it ends. You do not have to go to a follow-up assessment.")
    else:
        paper.p(TO_BOTH)
    paper.facts(
        "It takes the place of",
        [("Time before", when_in_words(change.old_at)), ("Place before", change.old_place)],
    )
    paper.h2("What happens if you do not go")
    paper.bullets(
        [
            "If you do not go to the initial assessment at the new time and place, or leave before it ends, without "
            "good cause, you may be prosecuted.",
            NOT_AT_THE_FOLLOW_UP,
        ][: 1 if is_follow_up_ended else 2]
    )
    if not is_follow_up_ended:
        paper.h2("When the follow-up is not needed")
        paper.p(FOLLOW_UP_NOT_REQUIRED)
    paper.h2("To change it again")
    ring = f" on {place.phone}" if place.phone else ""
    paper.p(f"Ring {place.name}{ring} before the appointment. A changed time or place is given to you in writing.")
    paper.h2("Given to the person")
    paper.sign_here("Signature of whoever gave it", "Date and time given")
    paper.note("Drugs Act 2005 sections 9 to 14.")
    return paper


# The result for the court and the prosecutor (DT2): the result only, for the purposes of PACE 1984 s.63B(7).
#
# A source says that DT2 exists, goes to the prosecutor and notes a dispute. Its printed lines were not read, so they
# are a choice of this product.


PARTS_FOR_COURT: Final[Parts] = (
    (
        "1. Person",
        (
            ("name", "Name"),
            ("born", "Date of birth, and how it is known"),
            ("custody", "Custody record"),
            ("station", "Police station"),
        ),
    ),
    ("2. Offence", (("offences", "Offence relied on"), ("route", "Route"))),
    (
        "3. Sample and result",
        (
            ("taken", "Sample taken"),
            ("lines", "Each substance on the device"),
            ("overall", "Overall result"),
            ("disputed", "Disputed; sent to a laboratory"),
            ("charge", "Treated as taken on charge"),
            ("recorded", "Recorded by, and when"),
        ),
    ),
)
TO_WHOM: Final = {
    ResultPurpose.BAIL: "the court, the prosecutor",
    ResultPurpose.CONDITIONAL_CAUTION: "the prosecutor",
    ResultPurpose.SENTENCE: "the court",
    ResultPurpose.FAILURE_PROCEEDINGS: "the prosecutor, the court",
}


def result_for_court(values: dict[str, str], copy: Copy) -> Paper:
    """One copy of the result for court (DT2). `values` are those of `paper_values`."""
    paper = Paper.of_copy(copy, PaperKind.DT2.label, ref=values["custody"])
    paper.h1(PaperKind.DT2.label)
    paper.lead("This tells the result of a test and nothing else. Nothing from an assessment is told here.")
    write(paper, PARTS_FOR_COURT, values)
    paper.h2("What it may inform, and for whom")
    paper.bullets(f"{purpose.label} ({purpose.source}): {whom}." for purpose, whom in TO_WHOM.items())
    paper.p("It shows that a drug may be in the body. It is not evidence of possession. Opiates are not only heroin.")
    paper.note(
        "PACE 1984 section 63B(7) (verified). Restriction on bail applies only to adults, on court bail, in notified "
        "areas (Bail Act 1976 Schedule 1 paragraphs 6A to 6C; the text of 2004 was read)."
    )
    return paper


# The record of the drug test (DT1): everything about the request, the sample and the result.
#
# Its lines are a choice of this product, made from the fields that PACE 1984 ss.63B and 63C and Code C ask to be
# recorded: no printed DT1 was read. It is custody's own paper; a copy goes to the service that accepted the person.


PARTS_OF_RECORD: Final[Parts] = (
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
    "route": ByHand(tuple(route.label for route in SampleRoute), 0),
    "offences": ByHand(lines=2),
    "authority": ByHand(("Not needed: a trigger offence",)),
    "grounds": ByHand(("Not needed",), 2),
    "told": ByHand(("Not needed",)),
    "outcome": ByHand(tuple(outcome.label for outcome in SampleOutcome), 0),
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
"""The boxes to tick on a blank DT1, in the words of the pages into which it is typed later."""


def record_of_test(values: dict[str, str], copy: Copy) -> Paper:
    """One copy of the record of the drug test (DT1). `values` are those of `paper_values`."""
    paper = Paper.of_copy(copy, PaperKind.DT1.label, ref=values["custody"])
    _record_written(paper, values)
    return paper


def _record_written(paper: Paper, values: dict[str, str] | None) -> None:
    paper.h1(PaperKind.DT1.label)
    write(paper, PARTS_OF_RECORD, values, BY_HAND)
    paper.h2("What the result may be used for")
    paper.p("For these purposes and no other, and the result only:")
    paper.bullets(f"{purpose.label}: {purpose.source}." for purpose in ResultPurpose)
    paper.note(
        "PACE 1984 sections 63B and 63C (verified); PACE Code C section 17 (recalled). One sample in one continuous "
        "period of detention (section 63B(5B)). A refusal is not a positive test and gives no power to require an "
        "assessment (Drugs Act 2005 section 9)."
    )


def blank_test_record(paper: Paper) -> Paper:
    """A blank DT1, to fill in by hand while the system is down."""
    _record_written(paper, None)
    paper.sign_here("Signature of the officer who asked", "Date and time", "Signature of whoever took the sample")
    return paper
