"""The rules of what the service must tell, and of what was told without written consent (V-050)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pathways.arrest_tests.assessment.rules import FailureFacts, FailureToAttend, failure_faults
from pathways.arrest_tests.disclosure.rules import Content, DisclosureFacts, disclosure_faults
from pathways.engagement.appointments.rules import opens_at, too_early_words
from pathways.engagement.rules import DIED
from pathways.law.rules.findings import Finding
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.refusals import Reason
from pathways.vocabulary import Mark, Worded

# What the service must tell: a failure at a required assessment, and whether a signed condition was met.
#
# Source: Drugs Act 2005 s.12(2) and s.14(2): the assessor must inform a police officer of a failure to attend or
# remain (verified); s.15(3): anything else from a required assessment goes to nobody without written consent
# (verified). Workers report, police decide (treatment reference 2.2, design choice).


SOURCE = "Drugs Act 2005 s.12(2), s.14(2)"
HELD = (
    "An inspector is looking at how the test was taken, so that no failure can be reported now. Keep what you know of "
    "it and record it once that is decided"
)
HELD_SOURCE = "Save, flag and hold: a rule of this product"


class RequiredOutcome(Worded):
    """What became of a required assessment. Police must be told of the last two, and never of the first."""

    ATTENDED_REMAINED = "attended_remained", "Attended and stayed to the end"
    FAILED_TO_ATTEND = "failed_to_attend", "Failed to attend"
    FAILED_TO_REMAIN = "failed_to_remain", "Left before the end"

    @property
    def is_failure(self) -> bool:
        return self is not RequiredOutcome.ATTENDED_REMAINED


TIME_MISSING = {
    RequiredOutcome.ATTENDED_REMAINED: "Enter the date and time at which it began",
    RequiredOutcome.FAILED_TO_ATTEND: "Enter the time on the notice, if nobody came",
}
THE_SAME_VISIT = {
    RequiredOutcome.ATTENDED_REMAINED: AppointmentOutcome.ATTENDED,
    RequiredOutcome.FAILED_TO_REMAIN: AppointmentOutcome.LEFT_EARLY,
    RequiredOutcome.FAILED_TO_ATTEND: AppointmentOutcome.DID_NOT_ATTEND,
}
"""The outcome of the service's own appointment at the same time."""


@dataclass(frozen=True, kw_only=True)
class RequiredFacts:
    """The outcome of a required assessment about to be recorded.

    `due_at` is the time on the notice, `already` the outcome that stands. Whether there is a referral does not matter:
    the duty to attend, and the duty to report a failure, exist without one. While the test it rests on is held for an
    inspector, the appointment stands and no failure is sent (V-055).
    """

    has_died: bool
    now: datetime
    due_at: datetime
    outcome: RequiredOutcome
    at: datetime | None
    is_time_unknown: bool = False
    already: RequiredOutcome | None = None
    correction_reason: str = ""
    is_test_held: bool = False


def bars_to_required_outcome(facts: RequiredFacts) -> tuple[Reason, ...]:
    """Every reason that the outcome cannot be recorded; none means it can."""
    if facts.has_died:
        return (DIED,)
    bars = []
    if facts.now < opens_at(facts.due_at):
        bars.append(Reason(too_early_words(facts.due_at), "outcome", source=SOURCE, mark=Mark.VERIFIED.value))
    elif facts.outcome.is_failure:
        bars += [fault.as_reason("at") for fault in failure_faults(_failing(facts))]
    if facts.is_test_held and facts.outcome.is_failure:
        bars.append(Reason(HELD, "outcome", source=HELD_SOURCE, mark=Mark.DESIGN.value))
    if facts.at is None and facts.outcome is not RequiredOutcome.FAILED_TO_REMAIN:
        bars.append(Reason(TIME_MISSING[facts.outcome], "at"))
    if facts.at is not None and facts.at > facts.now:
        bars.append(Reason("The time must be now or earlier", "at"))
    if facts.already is not None and not facts.correction_reason:
        bars.append(
            Reason(
                f"It is already recorded as “{facts.already.label}”. To correct it, say why; "
                "police are told of a corrected failure in the same way",
                "correction_reason",
            )
        )
    return tuple(bars)


def _failing(facts: RequiredFacts) -> FailureFacts:
    """The failure as the numbered rules read it (V-042 to V-044). The time on the notice is the one that stands."""
    attends = facts.outcome is RequiredOutcome.FAILED_TO_ATTEND
    return FailureFacts(
        kind=FailureToAttend.TO_ATTEND if attends else FailureToAttend.TO_REMAIN,
        at=facts.at or facts.due_at,
        appointment_at=facts.due_at,
        standing_at=facts.due_at,
        left_at=None if attends else facts.at,
        is_leaving_time_unknown=facts.is_time_unknown,
    )


def words_on_earlier_time(
    *, outcome: RequiredOutcome, earlier_at: datetime, standing_at: datetime
) -> tuple[Reason, ...]:
    """What rule V-042 says about a time that a further notice had changed: a failure then is a note, not a failure."""
    kind = FailureToAttend.TO_REMAIN if outcome is RequiredOutcome.FAILED_TO_REMAIN else FailureToAttend.TO_ATTEND
    facts = FailureFacts(kind=kind, at=earlier_at, appointment_at=earlier_at, standing_at=standing_at)
    return tuple(finding.as_reason("which") for finding in failure_faults(facts) if finding.rule == "V-042")


def reported_at(outcome: RequiredOutcome, now: datetime) -> datetime | None:
    """When police are told: of a failure at once, by recording it; of an attendance never in this way."""
    return now if outcome.is_failure else None


# Something of an assessment that was told without the person's written consent: an information incident (V-050).
#
# It cannot be undone, so the manager of the service that told it records it as it happened. Police are not told of it
# here: that somebody came is the very thing they may not know. Source: Drugs Act 2005 s.15 (verified); data dictionary
# of drug testing on arrest 4, V-050 (design choice).


LEAST_DONE: Final = 10
WAS_AGREED: Final = (
    "The person had agreed in writing at that time that police are told whether they came. This is not an incident"
)


class Leaked(Worded):
    """What was told."""

    ATTENDANCE = "attendance", "That the person came, takes part or has finished"
    CONTENT = "content", "What was said or found at an assessment"


class LeakedTo(Worded):
    """Who learned of it."""

    POLICE = "police", "Police"
    FAMILY = "family", "A relative or friend"
    EMPLOYER = "employer", "An employer, a landlord or a school"
    SERVICE = "service", "Another service or professional"
    PUBLIC = "public", "Somebody else"


@dataclass(frozen=True, kw_only=True)
class LeakFacts:
    """What was told to whom and when, as the manager writes it, and what was done about it."""

    what: Leaked
    whom: LeakedTo
    told_to: str
    told_at: datetime
    done: str


def leak_faults(facts: LeakFacts, *, now: datetime, police_may_know: bool) -> tuple[Reason, ...]:
    """Why it cannot be recorded so, each with its field. `police_may_know`: consent 2 was live then, in writing."""
    faults: list[Reason] = []
    if facts.told_at > now:
        faults.append(Reason("It cannot have been told in the future", "told_at"))
    if not facts.told_to.strip():
        faults.append(Reason("Enter who learned of it, by name and office", "told_to"))
    if len(facts.done.strip()) < LEAST_DONE:
        faults.append(Reason("Say what was done about it, in a sentence", "done"))
    if police_may_know and facts.whom is LeakedTo.POLICE and facts.what is Leaked.ATTENDANCE:
        faults.append(Reason(WAS_AGREED, "whom"))
    return tuple(faults)


def met_by_leak(facts: LeakFacts) -> Finding:
    """The rule that the incident broke: V-050, whatever of an assessment was told."""
    content = Content.ATTENDANCE if facts.what is Leaked.ATTENDANCE else Content.CONTENT
    (finding,) = disclosure_faults(DisclosureFacts(content=content))
    return finding
