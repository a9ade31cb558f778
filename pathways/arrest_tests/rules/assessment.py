"""May an initial and a follow-up assessment be required? Drugs Act 2005 ss.9 to 11."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from pathways.arrest_tests.rules.findings import Bearing, Finding, met, stops, warns
from pathways.arrest_tests.rules.moments import age_at, day_in_words, london_date, time_in_words
from pathways.arrest_tests.rules.outcomes import OverallResult
from pathways.arrest_tests.rules.standing import use_faults
from pathways.vocabulary import Worded

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
class AssessmentFacts:
    """What decides whether both assessments may be required at `at`, and what is still owed before release."""

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
    """Whether it may be required now, with every reason, and what must still happen before release."""

    bars: tuple[Finding, ...]
    findings: tuple[Finding, ...]

    @property
    def may_be_required(self) -> bool:
        return not self.bars

    @property
    def verdict(self) -> str:
        if self.bars:
            return "No: offer a voluntary referral"
        if any(one.rule == "V-036" and one.bearing is not Bearing.MET for one in self.findings):
            return "Yes, if the notice is given before release"
        return "Yes. The notice has been given"


def may_assessment_be_required(facts: AssessmentFacts) -> AssessmentAnswer:
    """Only a positive result of an adult, before release, at a station with an assessment notification."""
    age = age_at(facts.born_on, facts.at)
    left = facts.released_at if facts.released_at and facts.released_at <= facts.at else None
    day = day_in_words(london_date(facts.at))
    tested = met("V-032") if facts.result is OverallResult.POSITIVE else stops("V-032")
    adult = met("V-033", age=age) if age >= 18 else stops("V-033")
    held = stops("V-034", time=time_in_words(left)) if left else met("V-034")
    place = met("V-032a", site=facts.site) if facts.is_notified else stops("V-032a", site=facts.site, date=day)
    standing: tuple[Finding, ...] = (tested, adult, held, place)
    if facts.is_held:  # whatever it shows: a held record is not used, and its result is not what stops it
        standing = (*use_faults(is_held=True), adult, held, place)
    elif not facts.is_detention:  # nobody was held, so there is no station to speak of either
        standing = (tested, replace(stops("V-034", time=""), message=NOT_HELD), adult)
    bars = tuple(one for one in standing if one.bearing.blocks)
    owed = _still_owed(facts) if not bars else ()
    return AssessmentAnswer(bars=bars, findings=(*bars, *owed, *(one for one in standing if one not in bars)))


def appointment_faults(facts: AssessmentFacts) -> tuple[Finding, ...]:
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


def explanations_missing(told: Collection[str]) -> tuple[Finding, ...]:
    """V-037: each of the five things said and warned, naming those that were not."""
    missing = [one for one in TOLD if one not in told]
    return (stops("V-037", missing="; ".join(missing)),) if missing else ()


def booking_faults(*, initial_at: datetime | None, is_disputed: bool, earliest_on: date | None) -> tuple[Finding, ...]:
    """V-039: where the result is disputed, not before the laboratory can have answered. `earliest_on` is that day."""
    if not is_disputed or earliest_on is None or (initial_at and london_date(initial_at) >= earliest_on):
        return ()
    return (warns("V-039", earliest=day_in_words(earliest_on)),)


def _still_owed(facts: AssessmentFacts) -> tuple[Finding, ...]:
    found = list(both_required(with_follow_up=facts.with_follow_up) or (met("V-035"),))
    if facts.notice_served_at:
        found.append(met("V-036", time=time_in_words(facts.notice_served_at)))
    else:
        found.append(warns("V-036"))
    if facts.has_been_told:
        found.append(met("V-037"))
    until = facts.disputed_until
    if early := booking_faults(initial_at=facts.initial_at, is_disputed=until is not None, earliest_on=until):
        found += early
    elif (
        facts.disputed_until is None
        and facts.initial_at
        and facts.target_on
        and london_date(facts.initial_at) > facts.target_on
    ):
        found.append(warns("V-040", days=LOCAL_TARGET_WORKING_DAYS))
    return tuple(sorted(found, key=lambda one: list(Bearing).index(one.bearing)))
