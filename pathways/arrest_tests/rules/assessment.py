"""May an initial and a follow-up assessment be required? Drugs Act 2005 ss.9 to 11."""

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


def missing_explanations() -> Finding:
    """V-037, naming all that must be said."""
    return stops("V-037", missing="; ".join(TOLD))


def _still_owed(facts: AssessmentFacts) -> tuple[Finding, ...]:
    found = [met("V-035")]
    if facts.notice_served_at:
        found.append(met("V-036", time=time_in_words(facts.notice_served_at)))
    else:
        found.append(warns("V-036"))
    if facts.has_been_told:
        found.append(met("V-037"))
    if facts.disputed_until and not (facts.initial_at and london_date(facts.initial_at) >= facts.disputed_until):
        found.append(warns("V-039", earliest=day_in_words(facts.disputed_until)))
    elif (
        facts.disputed_until is None
        and facts.initial_at
        and facts.target_on
        and london_date(facts.initial_at) > facts.target_on
    ):
        found.append(warns("V-040", days=LOCAL_TARGET_WORKING_DAYS))
    return tuple(sorted(found, key=lambda one: list(Bearing).index(one.bearing)))
