"""Required assessments: may they be required, moved or booked again, was one missed, what ends them?

Drugs Act 2005 ss.9 to 17.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from pathways.arrest_tests.failures_to_attend.rules import FailureKind
from pathways.arrest_tests.lawful_basis.rules.facts import use_faults
from pathways.arrest_tests.testing.rules.results import OverallResult
from pathways.auth.roles import Rank
from pathways.dates import age_at, day_in_words, london_date, time_in_words
from pathways.law.rules.findings import Bearing, Finding, met, stops, warns
from pathways.refusals import Reason
from pathways.vocabulary import Worded

# Appointments of a required assessment that are changed, missed, left early or followed up (ss.10 to 14).


class FailureToAttend(Worded):
    """The two failures of which police are told without written consent, and nothing else (s.12(2), s.14(2), s.15)."""

    TO_ATTEND = "failed_to_attend", "Failed to attend"
    TO_REMAIN = "failed_to_remain", "Failed to remain"


@dataclass(frozen=True, kw_only=True)
class FailureFacts:
    """A failure as it would be recorded, against `appointment_at`. `standing_at` is the time that counts now."""

    kind: FailureToAttend
    at: datetime
    appointment_at: datetime
    standing_at: datetime
    left_at: datetime | None = None
    is_leaving_time_unknown: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangeFacts:
    """A changed appointment as it is proposed at `now`, with the live time (`standing_at`) and the new one.

    `is_rebooking` means another appointment after good cause, once the time on the notice has passed.
    """

    now: datetime
    is_served: bool
    standing_at: datetime
    new_at: datetime | None
    is_same: bool
    reason: str
    is_rebooking: bool = False


TIME_HAS_PASSED = "The time on the notice has passed, so it can no longer be changed"


def change_faults(facts: ChangeFacts) -> tuple[Reason, ...]:
    """Every reason why the time or place may not be changed: it may until the time on the notice (s.11(8); V-038)."""
    if not facts.is_served:
        return (Reason("The notice is not handed over yet. Until it is, change the time where you required it"),)
    if facts.standing_at <= facts.now and not facts.is_rebooking:
        return (Reason(TIME_HAS_PASSED),)
    reasons = []
    if facts.new_at is not None and facts.new_at <= facts.now:
        reasons.append(stops("V-038").as_reason("initial_at"))
    if facts.is_same:
        reasons.append(Reason("This is the time and place already. Choose another", "initial_at"))
    if not facts.reason.strip():
        reasons.append(Reason("Enter why the appointment is changed", "reason"))
    return tuple(reasons)


def changed_notice_faults(
    *, served_at: datetime, now: datetime, proposed_at: datetime, standing_at: datetime | None, new_at: datetime
) -> tuple[Reason, ...]:
    """Why a time of giving the further notice cannot be right (V-041): it lies after the change was entered and before
    both the earlier and the new time.

    `standing_at` is None where another time is booked after good cause: the earlier one has passed and no longer binds.
    """
    reasons = []
    if served_at > now:
        reasons.append(Reason("The notice cannot have been given in the future", "served_at"))
    elif served_at < proposed_at.replace(second=0, microsecond=0):
        words = f"The change was entered at {time_in_words(proposed_at)}. The notice comes after it: check the time."
        reasons.append(Reason(words, "served_at"))
    elif standing_at is not None and served_at >= standing_at:
        binds = (
            f"The earlier time, {time_in_words(standing_at)}, had passed by then, so it still counts. Drop this change."
        )
        late = moving_faults(repeats_warning=True, has_written_notice=False)
        reasons += [replace(fault, message=f"{fault.message} {binds}").as_reason("served_at") for fault in late]
    elif served_at >= new_at:
        words = f"The new time, {time_in_words(new_at)}, had passed by then. Drop this change and choose a later time."
        reasons.append(Reason(words, "served_at"))
    return tuple(reasons)


def moving_faults(*, repeats_warning: bool, has_written_notice: bool) -> tuple[Finding, ...]:
    """V-041: a changed appointment binds by a further written notice that repeats the warning (s.11(8), s.13(8))."""
    return () if repeats_warning and has_written_notice else (stops("V-041"),)


def by_hand_faults(service: str, at: datetime, *, keeps_diary: bool) -> tuple[str, ...]:
    """A time is typed by hand only where the service keeps no diary for that day, so that nobody is booked twice."""
    if not keeps_diary:
        return ()
    day = day_in_words(london_date(at))
    return (f"{service} keeps a diary for {day}: choose one of its free times, or another day or service",)


def failure_faults(facts: FailureFacts) -> tuple[Finding, ...]:
    """V-042 to V-044: a failure is against the live time, not before it, and says when somebody left."""
    findings = []
    if facts.appointment_at != facts.standing_at:
        findings.append(stops("V-042", new=time_in_words(facts.standing_at)))
    if facts.at < facts.standing_at:
        findings.append(stops("V-043"))
    if facts.kind is FailureToAttend.TO_REMAIN and facts.left_at is None and not facts.is_leaving_time_unknown:
        findings.append(stops("V-044"))
    return tuple(findings)


def follow_up_faults(
    *, was_initial_missed: bool, decided_at: datetime | None, initial_ended_at: datetime | None
) -> tuple[Finding, ...]:
    """V-045, V-046: no follow-up after a missed initial (s.12(5)); decided and told before the initial ends (s.13)."""
    findings = [stops("V-045")] if was_initial_missed else []
    if initial_ended_at is not None and (decided_at is None or decided_at > initial_ended_at):
        findings.append(stops("V-046"))
    return tuple(findings)


# May an initial and a follow-up assessment be required? Drugs Act 2005 ss.9 to 11.


WHY_NOT_REQUIRED: Final = "Enter why you do not require the assessments"
WHEN_IT_IS: Final = "Enter the date and time of the initial assessment"
WHERE_IT_IS: Final = "Select the service where the initial assessment is"
LOCAL_TARGET_WORKING_DAYS: Final = 5
NOT_HELD: Final = "Only a person in police detention can be required to attend. Offer a voluntary referral."
WORDS_VERSION: Final = "required-assessment-2026-11"
TOLD: Final = (
    "the time and place of the initial assessment",
    "the follow-up assessment, and that it lapses if the first assessor says so",
    "the warning about the initial assessment",
    "the warning about the follow-up assessment",
    "the notice in writing",
)


class AssessmentDecision(Worded):
    """The officer may require both assessments; the two cannot be split (s.10(2))."""

    IMPOSED = (
        "imposed",
        "Yes, require both",
        "The follow-up must be required at the same time. It lapses if the assessor says it is not needed",
    )
    NOT_IMPOSED = "not_imposed", "No", "You will record why. You can still offer a voluntary referral"


@dataclass(frozen=True, kw_only=True)
class RequiredAssessmentFacts:
    """What decides whether both assessments may be required at `at`, and what must still happen before release."""

    at: datetime
    born_on: date
    result: OverallResult | None
    site: str
    is_notified: bool
    is_detention: bool = True
    released_at: datetime | None = None
    initial_at: datetime | None = None
    target_on: date | None = None
    disputed_until: date | None = None
    has_been_told: bool = False
    notice_served_at: datetime | None = None
    is_held: bool = False
    with_follow_up: bool = True


@dataclass(frozen=True, kw_only=True)
class AssessmentAnswer:
    """Whether the assessments may be required now, with every reason, and what must still happen before release."""

    bars: tuple[Finding, ...]
    findings: tuple[Finding, ...]

    @property
    def may_be_required(self) -> bool:
        return not self.bars

    @property
    def verdict(self) -> str:
        if self.bars:
            return "No: offer a voluntary referral"
        if any(finding.rule == "V-036" and finding.bearing is not Bearing.MET for finding in self.findings):
            return "Yes, if the notice is given before release"
        return "Yes. The notice has been given"


def may_assessment_be_required(facts: RequiredAssessmentFacts) -> AssessmentAnswer:
    """Whether both assessments may be required (Drugs Act 2005 s.9).

    They need a positive result (V-032) of an adult (V-033) who is still detained (V-034), at a station with an
    assessment notification (V-032a). A held test opens none (V-055).
    """
    age = age_at(facts.born_on, facts.at)
    left = facts.released_at if facts.released_at and facts.released_at <= facts.at else None
    day = day_in_words(london_date(facts.at))
    tested = met("V-032") if facts.result is OverallResult.POSITIVE else stops("V-032")
    adult = met("V-033", age=age) if age >= 18 else stops("V-033")
    detained = stops("V-034", time=time_in_words(left)) if left else met("V-034")
    place = met("V-032a", site=facts.site) if facts.is_notified else stops("V-032a", site=facts.site, date=day)
    standing: tuple[Finding, ...] = (tested, adult, detained, place)
    if facts.is_held:  # whatever it shows: a held record is not used, and its result is not what stops it
        standing = (*use_faults(is_held=True), adult, detained, place)
    elif not facts.is_detention:  # nobody was held, so there is no station to speak of either
        standing = (tested, replace(stops("V-034", time=""), message=NOT_HELD), adult)
    bars = tuple(finding for finding in standing if finding.bearing.blocks)
    owed = _still_owed(facts) if not bars else ()
    return AssessmentAnswer(
        bars=bars, findings=(*bars, *owed, *(finding for finding in standing if finding not in bars))
    )


def appointment_faults(facts: RequiredAssessmentFacts) -> tuple[Finding, ...]:
    """V-038: the time of the initial assessment lies after the moment it is required."""
    return (stops("V-038"),) if facts.initial_at is not None and facts.initial_at <= facts.at else ()


def notice_faults(*, served_at: datetime, imposed_at: datetime, released_at: datetime | None) -> tuple[Finding, ...]:
    """V-036: the notice is handed over after the requirement and before the person leaves (s.11(5)-(6)).

    Times are typed to the minute, so the requirement counts from the start of its minute.
    """
    late = stops("V-036")
    if served_at < imposed_at.replace(second=0, microsecond=0):
        early = (
            f"The assessment was required at {time_in_words(imposed_at)}. The notice comes after it: check the time."
        )
        return (replace(late, message=early),)
    return (late,) if released_at is not None and served_at >= released_at else ()


def both_required(*, with_follow_up: bool) -> tuple[Finding, ...]:
    """V-035: the follow-up is required together with the initial assessment (s.10(2))."""
    return () if with_follow_up else (stops("V-035"),)


def explanations_missing(explained: Collection[str]) -> tuple[Finding, ...]:
    """V-037: all five explanations and warnings are given; names those that were not."""
    missing = [explanation for explanation in TOLD if explanation not in explained]
    return (stops("V-037", missing="; ".join(missing)),) if missing else ()


def booking_faults(*, initial_at: datetime | None, is_disputed: bool, earliest_on: date | None) -> tuple[Finding, ...]:
    """V-039: if the result is disputed, the initial is not before the laboratory can have answered (`earliest_on`)."""
    if not is_disputed or earliest_on is None or (initial_at and london_date(initial_at) >= earliest_on):
        return ()
    return (warns("V-039", earliest=day_in_words(earliest_on)),)


def _still_owed(facts: RequiredAssessmentFacts) -> tuple[Finding, ...]:
    findings = list(both_required(with_follow_up=facts.with_follow_up) or (met("V-035"),))
    if facts.notice_served_at:
        findings.append(met("V-036", time=time_in_words(facts.notice_served_at)))
    else:
        findings.append(warns("V-036"))
    if facts.has_been_told:
        findings.append(met("V-037"))
    until = facts.disputed_until
    if early := booking_faults(initial_at=facts.initial_at, is_disputed=until is not None, earliest_on=until):
        findings += early
    elif (
        facts.disputed_until is None
        and facts.initial_at
        and facts.target_on
        and london_date(facts.initial_at) > facts.target_on
    ):
        findings.append(warns("V-040", days=LOCAL_TARGET_WORKING_DAYS))
    return tuple(sorted(findings, key=lambda finding: list(Bearing).index(finding.bearing)))


# What ends a required assessment before it was complied with. NFA, de-arrest, caution and police bail end nothing.


LONGEST_REASON: Final = 300
"""So that it fits into the record together with the kind of end and the day (`why_ended`)."""


class EndedBy(Worded):
    """Why a requirement ends: Drugs Act 2005 s.17(1) (verified), or it should never have been made."""

    COURT_BAIL = (
        "court_bail_condition",
        "A court imposed a bail condition about drugs",
        "After a charge with the related offence (s.17). An earlier failure stays an offence",
    )
    ERROR = "error", "It was imposed in error", "An inspector or above decides. Any failure file ends with it"


def why_ended(why: EndedBy, *, on: date | None, reason: str) -> str:
    """The sentence in the record: why a requirement ended, on which day, and what the officer wrote."""
    day = f", {day_in_words(on)}" if on else ""
    return f"{why.label}{day}: {reason.strip()}"


def ending_faults(
    *, why: EndedBy, rank: Rank | None, reason: str, on: date | None, imposed_on: date, today: date
) -> tuple[Reason, ...]:
    """Every reason why a requirement cannot be ended like this."""
    reasons = []
    if why is EndedBy.ERROR and (rank is None or not rank.at_least(Rank.INSPECTOR)):
        reasons.append(Reason("An inspector or above decides that it was imposed in error", "why"))
    if not reason.strip():
        reasons.append(Reason("Enter what happened", "reason"))
    elif len(reason.strip()) > LONGEST_REASON:
        reasons.append(Reason(f"Keep what happened to {LONGEST_REASON} characters", "reason"))
    if on is None or not imposed_on <= on <= today:
        reasons.append(Reason("The date must lie between the requirement and today", "on"))
    return tuple(reasons)


# Another appointment after good cause was accepted, by a further written notice (Drugs Act 2005 s.11(8), s.13(8)).
#
# Whether s.11(8) reaches an appointment that was missed is a question for counsel; the requirement must still be live.


AT_THE_INITIAL: Final = frozenset({FailureKind.INITIAL_ATTEND, FailureKind.INITIAL_REMAIN})
AT_THE_FOLLOW_UP: Final = frozenset({FailureKind.FOLLOW_UP_ATTEND, FailureKind.FOLLOW_UP_REMAIN})
THE_SERVICE_BOOKS: Final = (
    "The person came and left early. The service books another time: it alone knows whether a follow-up was told"
)
FOLLOW_UP_STANDS: Final = "A follow-up was told before the person left, so that one is next: record what happens there"


@dataclass(frozen=True, kw_only=True)
class RebookingFacts:
    """Who would book, and the failure at the live appointment for which good cause was accepted.

    Only the service knows `is_follow_up_told` (s.15). `is_test_held` is about the test the requirement rests on.
    """

    failed: FailureKind | None
    is_assessor: bool
    is_follow_up_told: bool = False
    is_test_held: bool = False


def rebooking_faults(facts: RebookingFacts) -> tuple[Reason, ...]:
    """Every reason why no other time may be booked once the one on the notice has passed."""
    if facts.failed is None:
        return (Reason(TIME_HAS_PASSED),)
    reasons = [fault.as_reason() for fault in use_faults(is_held=facts.is_test_held)]
    if facts.failed is FailureKind.INITIAL_REMAIN:
        if not facts.is_assessor:
            reasons.append(Reason(THE_SERVICE_BOOKS))
        elif facts.is_follow_up_told:
            reasons.append(Reason(FOLLOW_UP_STANDS))
    return tuple(reasons)
