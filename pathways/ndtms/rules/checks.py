"""The checks of one record before it goes into the national file, and the faults they find."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Protocol

from pathways.dates import age_on
from pathways.ndtms.rules.file import TOP_DAYS, TOP_SCALES, TOP_YES_NO, EpisodeRow, FileIntervention, coded, outcode
from pathways.ndtms.rules.lists import Lists
from pathways.vocabulary import Mark, Worded

# A fault of one record: which field, what is wrong, what to do, and whether the record can go.


EXPORTER = "Validation of a public exporter of dataset K (2015)"
OWN = "Pathways: so that no date or code contradicts another"


class FaultSeverity(Worded):
    """Whether a record goes into the file with its fault."""

    ERROR = "error", "Cannot go"
    WARNING = "warning", "Can go, look again"


@dataclass(frozen=True, kw_only=True)
class RecordFault:
    """One thing to put right."""

    referral_id: int
    reference: str
    field: str
    wrong: str
    todo: str
    severity: FaultSeverity
    source: str = OWN
    mark: Mark = Mark.DESIGN


@dataclass(frozen=True, kw_only=True)
class CheckFacts:
    """What every check knows besides the record: the last day of the month, and the code lists in force on it."""

    ends_on: date
    lists: Lists


class OfACase(Protocol):
    """What a fault is found in: the case to open, and what staff call it."""

    @property
    def referral_id(self) -> int: ...
    @property
    def reference(self) -> str: ...


Check = Callable[[EpisodeRow, CheckFacts], Iterator[RecordFault]]


def error(row: OfACase, field: str, wrong: str, todo: str, *, read: bool = False) -> RecordFault:
    """A fault with which the record cannot go. `read`: the rule was read in the exporter; otherwise it is our own."""
    return _fault(row, field, wrong, todo, read, FaultSeverity.ERROR)


def warning(row: EpisodeRow, field: str, wrong: str, todo: str) -> RecordFault:
    """A fault with which the record goes, though somebody should look at it."""
    return _fault(row, field, wrong, todo, False, FaultSeverity.WARNING)


def _fault(row: OfACase, field: str, wrong: str, todo: str, read: bool, severity: FaultSeverity) -> RecordFault:
    return RecordFault(
        referral_id=row.referral_id,
        reference=row.reference,
        field=field,
        wrong=wrong,
        todo=todo,
        severity=severity,
        source=EXPORTER if read else OWN,
        mark=Mark.VERIFIED if read else Mark.DESIGN,
    )


# The way into treatment: referred, triaged, care plan.


def dates(row: EpisodeRow, asked: CheckFacts) -> Iterator[RecordFault]:
    """Each date is after the one before it; somebody was triaged, and came to it."""
    if not row.goes_in_full:
        return
    if row.REFLD is None:
        yield error(row, "REFLD", "Referral date is missing", "Tell whoever looks after Pathways", read=True)
    elif asked.ends_on < row.REFLD:
        yield error(row, "REFLD", "Referred after the end of the month", "Choose the month of the referral")
    yield from _triage(row)
    yield from _care_plan(row)
    if not row.RFLS:
        yield warning(row, "RFLS", "How the referral came about is not recorded", "Ask whoever sent the referral")
    elif coded(asked.lists, "RFLS", row.RFLS) is None:
        yield error(row, "RFLS", "This way of being referred is not on the list", "Tell whoever looks after Pathways")


def _triage(row: EpisodeRow) -> Iterator[RecordFault]:
    if row.TRIAGED is None:
        yield error(row, "TRIAGED", "No triage is recorded", "Record the assessment", read=True)
    elif not row.came_to_triage:
        yield error(row, "TRIAGED", "The triage was not attended", "Record the one that was", read=True)
    elif row.REFLD and row.TRIAGED < row.REFLD:
        yield error(row, "TRIAGED", "Triage is before the referral", "Correct its date", read=True)


def _care_plan(row: EpisodeRow) -> Iterator[RecordFault]:
    earliest = row.TRIAGED or row.REFLD
    if row.CPLANDT and earliest and earliest > row.CPLANDT:
        yield error(row, "CPLANDT", "Care plan is before the triage", "Correct its date")


# How the episode ended. A death is an ending of its own: never "dropped out" or "did not engage".


COMPLETED, NEVER_STARTED, DIED = ("80", "81", "82"), "88", "89"
STRUCTURED = ("94", "95")


def discharge(row: EpisodeRow, asked: CheckFacts) -> Iterator[RecordFault]:
    """Date and reason are both there, come after everything before, and fit what was done."""
    if not row.goes_in_full:
        return
    if row.DISD and not row.DISRSN:
        yield error(row, "DISRSN", "Discharged without a reason", "Record why the case ended")
    if row.DISRSN and row.DISD is None:
        yield error(row, "DISD", "A reason for discharge and no date", "Record when the case ended")
    if row.DISRSN and coded(asked.lists, "DISRSN", row.DISRSN) is None:
        yield error(row, "DISRSN", "This reason is not on the list", "Correct the reason")
    yield from _when(row)
    yield from _why(row)


def _when(row: EpisodeRow) -> Iterator[RecordFault]:
    if row.DISD is None:
        return
    before = [day for day in (row.REFLD, row.TRIAGED, row.CPLANDT) if day and day > row.DISD]
    if before:
        yield error(row, "DISD", "Discharged before what came first", "Correct the date of leaving")
        return
    starts = [
        intervention.MODST for intervention in row.interventions if intervention.MODST and intervention.MODST > row.DISD
    ]
    if starts:
        yield error(row, "DISD", "Discharged before an intervention started", "Correct one of the dates")
        return
    for intervention in row.interventions:
        if intervention.MODEND and intervention.MODEND > row.DISD:
            yield error(row, "MODEND", "Intervention ended after the discharge", "Correct one of the dates")


def _why(row: EpisodeRow) -> Iterator[RecordFault]:
    started = any(intervention.MODAL in STRUCTURED and intervention.MODST for intervention in row.interventions)
    died_on, ended_on = row.died_on, row.DISD
    if died_on and row.DISRSN not in ("", DIED) and (ended_on is None or died_on <= ended_on):
        yield error(row, "DISRSN", "The person has died, and another reason is given", "Correct it")
    elif row.DISRSN == DIED and not died_on:
        yield error(row, "DISRSN", "Ended by a death that is not recorded", "Record the death, or correct the reason")
    elif row.DISRSN in COMPLETED and not started:
        yield error(row, "DISRSN", "Completed, and no structured treatment started", "Record the start")
    elif row.DISRSN == NEVER_STARTED and started:
        yield error(row, "DISRSN", "Declined to start, and treatment did start", "Correct the reason")


# Housing, work, children, pregnancy, mental health, naloxone: answers of a list that fit each other.


MOST_CHILDREN = 30
_ANSWERS = ("ACCMNEED", "EMPSTAT", "PRNTSTAT", "PREGNANT", "DUALDIAG", "NALOXISS")
_NO_CHILDREN_HERE = ("none_with", "not_a_parent")


def family(row: EpisodeRow, asked: CheckFacts) -> Iterator[RecordFault]:
    """Answers that contradict each other. Blank is no fault: nobody was asked, so nothing is reported."""
    if not row.goes_in_full:
        return
    for field in _ANSWERS:
        value = getattr(row, field)
        if value and coded(asked.lists, field, value) is None:
            yield error(row, field, "This answer is not on the list", "Correct the needs")
    if row.CHILDWTH is not None and not 0 <= row.CHILDWTH <= MOST_CHILDREN:
        yield error(row, "CHILDWTH", f"Not a number of children from 0 to {MOST_CHILDREN}", "Correct it")
    elif row.CHILDWTH and row.PRNTSTAT in _NO_CHILDREN_HERE:
        yield warning(row, "CHILDWTH", "Children live with somebody who has none at home", "Ask again")
    if row.PREGNANT == "yes" and row.SEX == "male":
        yield warning(row, "PREGNANT", "Pregnant, and the sex recorded is male", "Ask again")


# Whose record it is: agency, client, initials, birth, sex, ethnicity, postcode.


EARLIEST_YEAR, ADULT = 1902, 18
PERSON = "Ask the person, and whoever keeps their details to correct them"


def identity(row: EpisodeRow, asked: CheckFacts) -> Iterator[RecordFault]:
    """Without consent only the agency and the client number are checked: nothing else of the record goes."""
    if not row.AGNCY:
        yield error(row, "AGNCY", "The service has no agency code", "Enter the code of the service below")
    if not row.CLIENTID:
        yield error(row, "CLIENTID", "There is no client number", "Tell whoever looks after Pathways")
    if not row.goes_in_full:
        return
    yield from _names(row)
    yield from _birth(row)
    if not row.SEX:
        yield error(row, "SEX", "Sex is missing", PERSON, read=True)
    elif coded(asked.lists, "SEX", row.SEX) is None:
        yield error(row, "SEX", "Sex is not known: the file takes male or female", PERSON, read=True)
    if not row.ETHNIC:
        yield warning(row, "ETHNIC", "Ethnicity was never asked, which is not the same as not stated", PERSON)
    elif coded(asked.lists, "ETHNIC", row.ETHNIC) is None:
        yield warning(
            row, "ETHNIC", "This is not a code that the person chose: an officer's own view never goes", PERSON
        )
    if row.PC and not outcode(row.PC):
        yield error(row, "PC", "This is not a postcode", "Correct the postcode")


def _names(row: EpisodeRow) -> Iterator[RecordFault]:
    for field, called in (("FINITIAL", "first name"), ("SINITIAL", "surname")):
        letter = getattr(row, field)
        if not letter:
            yield error(row, field, f"There is no {called} to take an initial from", PERSON, read=True)
        elif len(letter) > 1 or not letter.isalpha():
            yield error(row, field, f"More than the initial of the {called}", "Tell whoever looks after Pathways")


def _birth(row: EpisodeRow) -> Iterator[RecordFault]:
    if row.DOB is None:
        yield error(row, "DOB", "Date of birth is missing", PERSON, read=True)
    elif row.DOB.year <= EARLIEST_YEAR:
        yield error(row, "DOB", f"Year of birth must be after {EARLIEST_YEAR}", PERSON, read=True)
    elif row.REFLD and row.DOB >= row.REFLD:
        yield error(row, "DOB", "Date of birth must be before the referral date", PERSON, read=True)
    elif row.REFLD and age_on(row.DOB, row.REFLD) < ADULT:
        yield error(
            row,
            "DOB",
            "Under 18 at the referral: not in the adult set",
            "Report with the young people's set",
            read=True,
        )


# Interventions: on the list, with a start, and each date after the one before it.


NO_WAY = ("87", "89")
"""Prison and death: the list has no way of ending for an intervention that such an ending cut short (decision 34)."""
_IN_ORDER = (
    ("REFMODDT", "referred to it"),
    ("FAOMODDT", "first appointment offered"),
    ("MODST", "start"),
    ("MODEND", "end"),
)


def interventions(row: EpisodeRow, asked: CheckFacts) -> Iterator[RecordFault]:
    """Every intervention of the episode, and none of them twice."""
    if not row.goes_in_full:
        return
    begun: set[tuple[str, object]] = set()
    for intervention in row.interventions:
        if coded(asked.lists, "MODAL", intervention.MODAL) is None:
            yield error(row, "MODAL", "This intervention is not on the list", "Correct the intervention")
        elif (intervention.MODAL, intervention.MODST) in begun:
            yield error(row, "MODAL", "The same intervention twice on one day", "Take one of them out")
        begun.add((intervention.MODAL, intervention.MODST))
        yield from _dates(row, intervention)
        yield from _exit(row, intervention, asked)


def _dates(row: EpisodeRow, intervention: FileIntervention) -> Iterator[RecordFault]:
    known = [(field, called, day) for field, called in _IN_ORDER if (day := getattr(intervention, field)) is not None]
    for (_, before, earlier), (field, called, later) in pairwise(known):
        if later < earlier:
            yield error(row, field, f"Intervention: {called} is before {before}", "Correct the dates")
            return
    first = known[0] if known else None
    if first and row.REFLD and first[2] < row.REFLD:
        yield error(row, first[0], f"Intervention: {first[1]} is before the referral", "Correct it")
    elif intervention.MODST and row.TRIAGED and intervention.MODST < row.TRIAGED:
        yield error(row, "MODST", "Intervention started before the triage", "Correct the start")


def _exit(row: EpisodeRow, intervention: FileIntervention, asked: CheckFacts) -> Iterator[RecordFault]:
    if row.DISD and intervention.MODST and intervention.MODEND is None and not intervention.MODEXIT:
        yield warning(
            row, "MODEND", "The case ended and the intervention did not", "Next time, end it before you close the case"
        )
    if intervention.MODEND and intervention.MODST is None:
        yield error(row, "MODST", "Intervention ended and never started", "Record its start")
    if (
        intervention.MODEND
        and not intervention.MODEXIT
        and not (intervention.MODEND == row.DISD and row.DISRSN in NO_WAY)
    ):
        yield error(row, "MODEXIT", "Intervention ended without saying how", "Say how it ended")
    if intervention.MODEXIT and coded(asked.lists, "MODEXIT", intervention.MODEXIT) is None:
        yield error(row, "MODEXIT", "This way of ending is not on the list", "Say how it ended")
    elif intervention.MODEXIT and intervention.MODEND is None:
        yield error(row, "MODEND", "Intervention has a way of ending and no end", "Record the day it ended")


# What somebody uses, and how. The file takes three substances, however many there are.


def substances(row: EpisodeRow, asked: CheckFacts) -> Iterator[RecordFault]:
    """The first is required; each is on the list and named once. A fourth is no fault: it just does not go."""
    if not row.goes_in_full:
        return
    if not row.substances:
        yield error(row, "DRUG1", "No main substance is recorded", "Correct the assessment", read=True)
    seen: set[str] = set()
    for field, substance in row.drugs:
        if not substance:
            yield error(row, field, "A substance before it is missing", "Correct the assessment")
        elif coded(asked.lists, field, substance) is None:
            yield error(row, field, "This substance is not on the list", "Correct the assessment")
        elif substance in seen:
            yield error(row, field, "The same substance twice", "Correct the assessment")
        seen.add(substance)
    yield from _use(row, asked)


def _use(row: EpisodeRow, asked: CheckFacts) -> Iterator[RecordFault]:
    known_age = age_on(row.DOB, row.REFLD) if row.DOB and row.REFLD and row.DOB < row.REFLD else None
    if row.DRUG1AGE is not None and (row.DRUG1AGE < 0 or (known_age is not None and known_age < row.DRUG1AGE)):
        yield error(row, "DRUG1AGE", "First used at an age they had not reached", "Correct the age of first use")
    for field, called in (("ROUTE", "way of taking it"), ("INJSTAT", "answer about injecting")):
        value = getattr(row, field)
        if value and coded(asked.lists, field, value) is None:
            yield error(row, field, f"This {called} is not on the list", "Correct the needs")
    if row.ROUTE == "inject" and row.INJSTAT == "never":
        yield warning(row, "INJSTAT", "Injects the main substance, and never injected", "Ask again")


# TOP scores: days out of 28, scales to 20, each set with its day and its stage.
#
# That days run from 0 to 28 follows from the question. The scales of 0 to 20 are recalled, so those only warn.


DAYS, SCALE = 28, 20


def tops(row: EpisodeRow, asked: CheckFacts) -> Iterator[RecordFault]:
    """Every set of scores. An item that the person declined is missing from its set, which is no fault."""
    if not row.goes_in_full:
        return
    for top in row.tops:
        if row.REFLD and top.TOPDATE < row.REFLD:
            yield error(row, "TOPDATE", "TOP is before the referral", "Correct the day of the TOP")
        elif row.DISD and top.TOPDATE > row.DISD and top.TRSTAGE != "post":
            yield error(row, "TOPDATE", "TOP is after the discharge", "Correct its day, or say it was afterwards")
        if coded(asked.lists, "TRSTAGE", top.TRSTAGE) is None:
            yield error(row, "TRSTAGE", "This stage of the TOP is not on the list", "Correct the stage of the TOP")
        for field, score in top.scores:
            if field in TOP_DAYS and not 0 <= score <= DAYS:
                yield error(row, field, f"More days than the last {DAYS}", "Correct the TOP")
            elif field in TOP_YES_NO and score not in (0, 1):
                yield error(row, field, "Neither yes nor no", "Correct the TOP")
            elif field in TOP_SCALES and not 0 <= score <= SCALE:
                yield warning(row, field, f"Not on the scale of 0 to {SCALE}", "Look at the TOP again")


# The checks of one record, in the order in which their faults are shown.


CHECKS = (identity, dates, substances, family, interventions, tops, discharge)
