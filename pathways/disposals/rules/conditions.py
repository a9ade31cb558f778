"""Conditions of a caution: their kinds, what each is for, the standard wording and dates.

Conditions are rehabilitative, reparative or punitive (CJA 2003 s22(3); verified). What a condition may never ask is in
`wording`.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from pathways.refusals import Reason
from pathways.vocabulary import Worded

NO_SERVICE_YET = "the service that accepts the referral"
STANDARD_WEEKS = 4
SATURDAY = 5


class Object(Worded):
    """What a condition is for."""

    REHABILITATIVE = "rehabilitative", "Rehabilitative"
    REPARATIVE = "reparative", "Reparative"
    PUNITIVE = "punitive", "Punitive"


class ConditionKind(Worded):
    """What is asked. The hint is the wording that is filled in; {service} is the named service."""

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
        """What this kind is for (CPS 2004 annex C; recalled)."""
        if self in _REPARATIVE:
            return Object.REPARATIVE
        return Object.PUNITIVE if self in _PUNITIVE else Object.REHABILITATIVE

    @property
    def is_at_a_service(self) -> bool:
        return "{service}" in self.hint

    def wording(self, service: str | None) -> str:
        """The standard wording, with the service's name or who it will be."""
        return self.hint.format(service=service or NO_SERVICE_YET)


_REPARATIVE = frozenset({ConditionKind.APOLOGY, ConditionKind.COMPENSATION, ConditionKind.REPAIR})
_PUNITIVE = frozenset(
    {
        ConditionKind.FINANCIAL_PENALTY,
        ConditionKind.COMMUNITY_WORK,
        ConditionKind.ATTENDANCE_OTHER,
        ConditionKind.NO_CONTACT,
        ConditionKind.EXCLUSION_AREA,
    }
)
_WITH_HOURS = frozenset({ConditionKind.COMMUNITY_WORK, ConditionKind.ATTENDANCE_OTHER})
_HOURS = re.compile(r"\b\d+(?:[.,]\d+)? ?(?:h|hrs?|hours?)\b", re.IGNORECASE)
"""Hours as they are written in the words of a condition: 40 h, 40 hrs, 40 hours."""


class Proof(Worded):
    """How it will be shown. For treatment: attended, yes or no, and nothing else."""

    ATTENDANCE_LOG = "attendance_log", "The service tells us: attended, yes or no"
    PROVIDER_LETTER = "provider_letter", "Letter from the service"
    RECEIPT = "receipt", "Receipt"
    OFFICER_CHECK = "officer_check", "Officer checks"


class ConditionStatus(Worded):
    """Where one condition stands. A report is a fact from a service; only a police officer makes it `met`."""

    OPEN = "open", "Not reported yet"
    MET = "met", "Met"
    NOT_MET = "not_met", "Not met"
    EXCUSED = "excused", "Excused"
    VARIED = "varied", "Replaced by another"
    CANCELLED = "cancelled", "Cancelled"


BINDS_NO_MORE = (ConditionStatus.VARIED, ConditionStatus.CANCELLED)
"""Where a condition stands that asks nothing of the person any more: another took its place, or it was cancelled."""


class Reported(Worded):
    """What a service reported."""

    MET = "met", "Reported met"
    NOT_MET = "not_met", "Reported not met"


EARLY = "Report it now all the same"


def done_until(due_on: date, today: date) -> str:
    """Until when a condition may still be done, in words; "" once its day is over, up to which nothing is missed."""
    return f"It is due on {due_on.day} {due_on:%B %Y} and may be done until then" if today <= due_on else ""


def early_report(until: str, *, is_not_done: bool, is_meant: bool) -> tuple[Reason, ...]:
    """“Not done” is asked twice while the condition may still be done (design choice)."""
    if not until or not is_not_done or is_meant:
        return ()
    return (Reason(f"{until}. Tick to report it now all the same, or cancel", "early"),)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One condition as written: the facts the rules need of it."""

    kind: ConditionKind
    wording: str
    due_on: date
    service_id: int | None = None
    proof: Proof = Proof.ATTENDANCE_LOG
    hours: float | None = None
    amount: float | None = None

    @property
    def needs_hours(self) -> bool:
        """Whether it cannot be written without its hours: work and attendance, or a repair whose words name hours."""
        return self.kind in _WITH_HOURS or (self.kind in _REPARATIVE and _HOURS.search(self.wording) is not None)

    @property
    def counts_hours(self) -> bool:
        """Hours of what is not for rehabilitation count towards the 20, whatever is done (CJA 2003 s22(3B); verified).

        The object of the condition decides and not its kind: forty hours of repair are forty hours.
        """
        is_for_rehabilitation = self.kind.object is Object.REHABILITATIVE
        return not is_for_rehabilitation and (self.needs_hours or self.hours is not None)

    @property
    def is_penalty(self) -> bool:
        return self.kind is ConditionKind.FINANCIAL_PENALTY


def standard_due(today: date, holidays: Container[date], latest: date | None = None) -> date:
    """The date filled in for the standard condition: the first working day from four weeks on (design choice).

    Well inside 16 weeks. Where a margin to charge is kept only until `latest`, the last working day that keeps it.
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
