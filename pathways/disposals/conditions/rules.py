"""Conditions: their kinds, states, wording, dates and penalties, and what a wording may never ask."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Final

from pathways.dates import day_in_words
from pathways.refusals import Reason
from pathways.tables import Dated, records_of
from pathways.vocabulary import Mark, Worded

# The kinds of condition, what each is for, the standard wording and dates.
#
# Conditions are rehabilitative, reparative or punitive (CJA 2003 s22(3); verified). What a condition may never ask
# is found by `vague_in` and `demand_in`.


NO_SERVICE_YET = "the service that accepts the referral"
STANDARD_WEEKS = 4
SATURDAY = 5


class Object(Worded):
    """What a condition is for."""

    REHABILITATIVE = "rehabilitative", "Rehabilitative"
    REPARATIVE = "reparative", "Reparative"
    PUNITIVE = "punitive", "Punitive"


class ConditionKind(Worded):
    """What a condition asks. The hint is its standard wording; {service} is the name of the service."""

    DRUG_ASSESSMENT = (
        "drug_assessment",
        "Attend a drug assessment",
        "Attend an assessment with {service} and stay to the end",
    )
    DRUG_AWARENESS_COURSE = (
        "drug_awareness_course",
        "Drug awareness course",
        "Attend the drug awareness course at {service} and stay to the end of each session",
    )
    STRUCTURED_TREATMENT_ENGAGEMENT = (
        "structured_treatment_engagement",
        "Treatment: attend appointments",
        "Attend the appointments that {service} offers",
    )
    ALCOHOL_SESSION = "alcohol_session", "Alcohol session", "Attend an alcohol session at {service} and stay to the end"
    NALOXONE_TRAINING_OFFER = (
        "naloxone_training_offer",
        "Naloxone training: attend",
        "Attend naloxone training at {service}",
    )
    MENTAL_HEALTH_ASSESSMENT = (
        "mental_health_assessment",
        "Mental health assessment: attend",
        "Attend a mental health assessment with {service} and stay to the end",
    )
    NEEDS_ASSESSMENT = "needs_assessment", "Needs assessment: attend", "Attend a needs assessment with {service}"
    APOLOGY = "apology", "Apology", "Write a letter of apology and hand it to the officer"
    COMPENSATION = "compensation", "Compensation", "Pay compensation to the victim"
    REPAIR = "repair", "Repair", "Put right the damage"
    COMMUNITY_WORK = "community_work", "Community work", "Do the hours of community work arranged by the officer"
    NO_CONTACT = "no_contact", "No contact", "Do not contact the person named by the officer"
    EXCLUSION_AREA = "exclusion_area", "Stay away from an area", "Stay away from the area named by the officer"
    FINANCIAL_PENALTY = "financial_penalty", "Financial penalty", "Pay the financial penalty"
    ATTENDANCE_OTHER = "attendance_other", "Other attendance", "Attend the place named by the officer"

    @property
    def object(self) -> Object:
        """What a condition of this kind is for (CPS 2004 annex C; recalled)."""
        if self in _REPARATIVE:
            return Object.REPARATIVE
        return Object.PUNITIVE if self in _PUNITIVE else Object.REHABILITATIVE

    @property
    def is_at_a_service(self) -> bool:
        return "{service}" in self.hint

    def wording(self, service: str | None) -> str:
        """The standard wording, with the service's name, or with words for a service still to come."""
        return self.hint.format(service=service or NO_SERVICE_YET)


_PUNITIVE = frozenset(
    {
        ConditionKind.FINANCIAL_PENALTY,
        ConditionKind.COMMUNITY_WORK,
        ConditionKind.ATTENDANCE_OTHER,
        ConditionKind.NO_CONTACT,
        ConditionKind.EXCLUSION_AREA,
    }
)


_REPARATIVE = frozenset({ConditionKind.APOLOGY, ConditionKind.COMPENSATION, ConditionKind.REPAIR})
_WITH_HOURS = frozenset({ConditionKind.COMMUNITY_WORK, ConditionKind.ATTENDANCE_OTHER})
_HOURS = re.compile(r"\b\d+(?:[.,]\d+)? ?(?:h|hrs?|hours?)\b", re.IGNORECASE)
"""Hours as they are written in the words of a condition: 40 h, 40 hrs, 40 hours."""


class Proof(Worded):
    """How it will be shown that a condition is met. A service only says: attended, yes or no."""

    ATTENDANCE_LOG = "attendance_log", "The service tells us: attended, yes or no"
    PROVIDER_LETTER = "provider_letter", "Letter from the service"
    RECEIPT = "receipt", "Receipt"
    OFFICER_CHECK = "officer_check", "Officer checks"


class ConditionStatus(Worded):
    """The status of a condition. A service reports a fact; only a police officer makes the status `met`."""

    OPEN = "open", "Not reported yet"
    MET = "met", "Met"
    NOT_MET = "not_met", "Not met"
    EXCUSED = "excused", "Excused"
    VARIED = "varied", "Replaced by another"
    CANCELLED = "cancelled", "Cancelled"


BINDS_NO_MORE = (ConditionStatus.VARIED, ConditionStatus.CANCELLED)
"""The statuses in which a condition asks nothing of the person any more: it was replaced or cancelled."""


class Reported(Worded):
    """What a service reported."""

    MET = "met", "Reported met"
    NOT_MET = "not_met", "Reported not met"


EARLY = "Report it now all the same"


def done_until(due_on: date, today: date) -> str:
    """Until when a condition may still be done, in words; "" once its day is over."""
    return f"It is due on {day_in_words(due_on)} and may be done until then" if today <= due_on else ""


def early_report(until: str, *, is_not_done: bool, is_meant: bool) -> tuple[Reason, ...]:
    """Ask twice before “not done” is reported while the condition may still be done (design choice)."""
    if not until or not is_not_done or is_meant:
        return ()
    return (Reason(f"{until}. Tick to report it now all the same, or cancel", "early"),)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One condition as it is written, with what the rules need to know about it."""

    kind: ConditionKind
    wording: str
    due_on: date
    service_id: int | None = None
    proof: Proof = Proof.ATTENDANCE_LOG
    hours: float | None = None
    amount: float | None = None

    @property
    def needs_hours(self) -> bool:
        """Whether the hours must be entered: for work and attendance, and for a repair whose wording names hours."""
        return self.kind in _WITH_HOURS or (self.kind in _REPARATIVE and _HOURS.search(self.wording) is not None)

    @property
    def counts_hours(self) -> bool:
        """Whether its hours count towards the 20: all that are not for rehabilitation do (CJA 2003 s22(3B); verified).

        The object of the condition decides, not its kind: forty hours of repair are forty hours.
        """
        is_for_rehabilitation = self.kind.object is Object.REHABILITATIVE
        return not is_for_rehabilitation and (self.needs_hours or self.hours is not None)

    @property
    def is_penalty(self) -> bool:
        return self.kind is ConditionKind.FINANCIAL_PENALTY


def standard_due(today: date, holidays: Container[date], latest: date | None = None) -> date:
    """The date filled in for the standard condition: the first working day from four weeks on (design choice).

    If the margin to charge is kept only until `latest`, it is the last working day that keeps it.
    """
    first = today + timedelta(weeks=STANDARD_WEEKS)
    usual = next(day for day in _days(first, 1) if _is_working(day, holidays))
    if latest is None or usual <= latest:
        return usual
    before = next(day for day in _days(latest, -1) if _is_working(day, holidays))
    return before if before > today else usual


def _days(first: date, step: int) -> Iterator[date]:
    return (first + timedelta(days=step * number) for number in count())


def _is_working(day: date, holidays: Container[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def latest_due(today: date, weeks: float) -> date:
    """The last day that `weeks` allow, counted from the day of the caution."""
    return today + timedelta(days=int(weeks * 7))


# Which offences a penalty notice is for (CJPA 2001 s1), and the highest penalty of a condition (CJA 2003 s23A).


DATA: Final = Path(__file__).parent / "data"
SHOP_LOW_VALUE = "SHOP_LOW_VALUE"
"""Theft from a shop of goods worth £200 or less (MCA 1980 s22A): tried either way until the first appearance
(Jobson v DPP [2025] EWHC 1385 (Admin); verified)."""
OF_LOW_VALUE = "low_value_shop_theft"
DESCRIBED = "OTHER"
"""The code of an offence that is in no list: the officer described it."""


@dataclass(frozen=True, kw_only=True)
class PenaltyCap(Dated):
    """The highest financial penalty, in pounds, for offences tried in one way, between two days, both included."""

    tried: str
    highest_pounds: int
    note: str = ""


PENALTY_CAPS: Final = records_of(DATA / "penalty_caps.csv", PenaltyCap)
"""Every cap that the order ever set."""


def fin_cap(offences: Iterable[tuple[str | None, str]], on: date) -> int | None:
    """The highest cap of any of the offences on the day of the caution. Each offence is (how it is tried, statute).

    None if that is not known for one of them, or no row holds on that day.
    """
    caps = [_cap_of(OF_LOW_VALUE if statute == SHOP_LOW_VALUE else mode, on) for mode, statute in offences]
    return None if None in caps else max((cap for cap in caps if cap is not None), default=None)


def _cap_of(tried: str | None, on: date) -> int | None:
    return next((cap.highest_pounds for cap in PENALTY_CAPS if cap.tried == tried and cap.holds_on(on)), None)


@dataclass(frozen=True, kw_only=True)
class PenaltyOffence:
    """An offence for which a penalty notice may be given. `covers` says whether for all of it or part."""

    code: str
    covers: str
    source: str
    mark: Mark
    note: str = ""
    value_and_place_to_check: bool


PENALTY_OFFENCES: Final = {each.code: each for each in records_of(DATA / "penalty_offences.csv", PenaltyOffence)}


@dataclass(frozen=True, kw_only=True)
class ToCheck:
    """Something that an officer checks because no rule does, with its source."""

    message: str
    source: str
    mark: Mark


def value_and_place_to_check(codes: Iterable[str]) -> tuple[ToCheck, ...]:
    """What an officer checks before a penalty notice for theft or damage: value and place.

    The list of offences names neither, and the operational guidance was not read.
    """
    unread = {each.code for each in PENALTY_OFFENCES.values() if each.value_and_place_to_check}
    if unread.isdisjoint(codes):
        return ()
    words = "Value and place are not asked here: the list of offences names no limit. Guidance may; check it yourself."
    return (ToCheck(message=words, source="PND operational guidance, not read", mark=Mark.RECALLED),)


def is_penalty_offence(code: str) -> bool | None:
    """Whether a penalty notice may be given for the offence, drugs apart (CJPA 2001 s1(1)).

    None if only a part of its section is on the list, or the offence was described in words.
    """
    offence = PENALTY_OFFENCES.get(code)
    covers = offence.covers if offence else "" if code == DESCRIBED else "none"
    return {"all": True, "none": False}.get(covers)


# What the wording of a condition may never ask: abstinence, a test or its result, taking a medicine.
#
# A condition may require attending. Progress in treatment is no proof of compliance, and coerced treatment is
# criticised as less effective (data dictionary of out-of-court disposals 1.7; design choice). The list of phrases is
# meant to catch what officers write, not every case: the authoriser still reads the wording.


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
"""Words that are too vague: a condition says what, where, by when and how it is shown (data dictionary 1.7)."""


def vague_in(wording: str) -> str | None:
    """The first words of a condition that leave open what is to be done or by when, or None."""
    match = _VAGUE.search(" ".join(wording.split()))
    return match.group().strip(" .") if match else None


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
    match = _DEMAND.search(" ".join(wording.split()))
    return Demand(match.group().strip(" ,"), kind.wording(service)) if match else None
