"""An inspector's authority for a test: whether it counts, how it is asked for, given, refused and confirmed."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from pathways.arrest_tests.lawful_basis.rules.facts import AuthorityFacts, CaseFacts, OffenceFacts
from pathways.arrest_tests.rules import AuthorityDecision, AuthorityMode
from pathways.auth.roles import Rank
from pathways.dates import day_in_words, hours_after, london_date, time_in_words
from pathways.law.rules.findings import Finding, SampleRoute, stops, warns
from pathways.refusals import Reason
from pathways.tables import Dated, dated_rows_of, in_force

# Whether an authority for an offence counts: who gave it, on which grounds, and when.


DATA: Final = Path(__file__).parent / "data"
UNLESS_AUTHORISED = "If it is none, an inspector or above must authorise the test before the request."


@dataclass(frozen=True, kw_only=True)
class GroundsAsked(Dated):
    """How many letters the grounds need, and from how many other authorities with the same words a warning is given."""

    least_letters: int
    same_grounds_that_day: int

    def are_too_short(self, words: str) -> bool:
        return len(words.strip()) < self.least_letters


WHY_ASKED: Final = "Enter why you ask: what links a drug to this offence"
WHAT_WAS_SAID: Final = "Enter what you said, or that you were not asked"
WHY_REFUSED: Final = "Enter why the authority is refused"
_GROUNDS: Final = dated_rows_of(DATA / "grounds_of_an_authority.csv", GroundsAsked)


def grounds_asked(given_at: datetime) -> GroundsAsked:
    """What is asked of the grounds of an authority given at that time."""
    return in_force(_GROUNDS, london_date(given_at))


@dataclass(frozen=True, kw_only=True)
class HoursToConfirm(Dated):
    hours: int


_HOURS_TO_CONFIRM: Final = dated_rows_of(DATA / "hours_to_confirm.csv", HoursToConfirm)


def authority_for(offence: OffenceFacts, case: CaseFacts) -> AuthorityFacts | None:
    """The authority for one offence: of several the latest without a fault, else the latest; None if there is none."""
    given = sorted(
        (authority for authority in case.authorities if authority.offence_key == offence.key),
        key=lambda authority: authority.given_at,
    )
    good = [authority for authority in given if not _faults_of(authority, case)]
    best = good or given
    return best[-1] if best else None


def first_authority_for(offence: OffenceFacts, case: CaseFacts) -> AuthorityFacts | None:
    """The earliest authority without a fault for one offence. A later one does not put off what it made possible."""
    good = [
        authority
        for authority in case.authorities
        if authority.offence_key == offence.key and not _faults_of(authority, case)
    ]
    return min(good, key=lambda authority: authority.given_at, default=None)


def _faults_of(authority: AuthorityFacts, case: CaseFacts) -> tuple[str, ...]:
    checks = (
        ("V-011", not authority.is_inspector_or_above),
        ("V-012", grounds_asked(authority.given_at).are_too_short(authority.grounds)),
        ("V-013", authority.given_at > case.request_at),
    )
    return tuple(rule for rule, is_met in checks if is_met)


def authority_faults(offence: OffenceFacts, case: CaseFacts) -> tuple[str, ...]:
    """The rules that the authority for an offence breaks; V-010 if there is none."""
    authority = authority_for(offence, case)
    return _faults_of(authority, case) if authority else ("V-010",)


def authority_findings(offence: OffenceFacts, route: SampleRoute, case: CaseFacts) -> tuple[Finding, ...]:
    """What is wrong with the authority for an offence, as findings."""
    authority, moment = authority_for(offence, case), offence.dated_for(route) or case.request_at
    words = {
        "offence": offence.name,
        "date": day_in_words(london_date(moment)),
        "rank": authority.rank_label if authority else "",
    }
    findings = tuple(stops(rule, route, **words) for rule in authority_faults(offence, case))
    if offence.drug_doubt_on(london_date(moment)) != "V-016":
        return findings
    # Without the drug nobody knows whether it is a trigger offence, so the sentence may not say that it is not.
    unknown = f"Whether {offence.in_sentence} is a trigger offence is not known without the drug. {UNLESS_AUTHORISED}"
    return tuple(replace(finding, message=unknown) if finding.rule == "V-010" else finding for finding in findings)


def authority_notes(authority: AuthorityFacts, case: CaseFacts) -> tuple[Finding, ...]:
    """Warnings about an authority that counts: not confirmed in writing in time, or the same grounds too often."""
    findings = []
    waits_too_long = case.request_at > confirm_by(authority.given_at)
    if authority.is_oral and authority.confirmed_in_writing_at is None and waits_too_long:
        findings.append(warns("V-013a"))
    if authority.same_grounds_that_day >= grounds_asked(authority.given_at).same_grounds_that_day:
        findings.append(warns("V-012"))
    return tuple(findings)


# What is asked of a decision, a request, a confirmation and a denial as they are entered.
#
# PACE 1984 s.63B(1A)(b) and (2)(b), s.63C(2)-(4) (verified). A refusal has no form in the Act: who, when and why are
# recorded as for an authority (design choice).


BY_ITS_GIVER = (
    "Only the officer who is signed in can give a written authority. Record this one as given orally, and ask that "
    "officer to confirm it here"
)
REFUSED_BY_ITS_GIVER = "Only the officer who is signed in can refuse in writing. Record this one as said orally"

ONLY_FROM_THEN = (
    "What is written here answers that. Enter a time from then on. If you decided before and said so, select ‘Orally’ "
    "and confirm it afterwards"
)

ASK_AGAIN = (
    "That decision stands. If something changed since, an officer asks again on “Ask an inspector” and says what it is"
)


@dataclass(frozen=True, kw_only=True)
class AuthorityEntry:
    """A decision about to be recorded. `rank` is what the officer held on the day; `words` the grounds, or why not.

    `detained_at` is when the person came to the police station, `asked_at` when an officer asked for this here.
    `sampled_at` is when the last sample of the case was asked for. `given_before` says who gave an authority for the
    offence and when, `refused_before` which other inspector refused it; "" where nobody did, or it was asked for again.
    """

    decision: AuthorityDecision
    rank: Rank | None
    mode: AuthorityMode
    is_by_whoever_decides: bool
    words: str
    at: datetime
    now: datetime
    told_at: datetime | None = None
    arrested_at: datetime | None = None
    detained_at: datetime | None = None
    asked_at: datetime | None = None
    asked_by: str = ""
    sampled_at: datetime | None = None
    given_before: str = ""
    refused_before: str = ""

    @property
    def is_refused(self) -> bool:
        return self.decision is AuthorityDecision.REFUSED


def authorising_faults(entry: AuthorityEntry) -> tuple[Reason, ...]:
    """Every reason (V-011, V-012 and others) why a decision cannot be recorded like this, each at its field.

    An authority that came after the sample is recorded: it has happened, and the sample is held for it (V-013).
    """
    reasons = []
    if entry.rank is None or not entry.rank.at_least(Rank.INSPECTOR):
        named = entry.rank.label if entry.rank else "An officer without a recorded rank"
        reasons.append(stops("V-011", rank=named).as_reason("given_by_id"))
    if entry.mode is AuthorityMode.WRITTEN and not entry.is_by_whoever_decides:
        reasons.append(Reason(REFUSED_BY_ITS_GIVER if entry.is_refused else BY_ITS_GIVER, "mode"))
    if entry.given_before:
        reasons.append(Reason(f"{entry.given_before}. That decision stands: nothing is left to decide", "decision"))
    elif entry.refused_before:
        reasons.append(Reason(f"{entry.refused_before}. {ASK_AGAIN}", "decision"))
    return (*reasons, *(_against_refusing(entry) if entry.is_refused else _against_giving(entry)), *_times(entry))


@dataclass(frozen=True, kw_only=True)
class AuthorityAsked:
    """A request for an authority about to be recorded. `words` are the grounds the officer puts forward.

    `standing_request` says who asked for the same before and still waits; "" if nobody did.
    """

    words: str
    is_detained: bool
    is_closed: bool
    has_authority: bool
    standing_request: str = ""


def asking_faults(asked: AuthorityAsked) -> tuple[Reason, ...]:
    """Every reason why an inspector cannot be asked like this, each at its field.

    PACE 1984 s.63B(1A)(b) and (2)(b) (verified) name the authority; how it is asked for is a design choice.
    """
    reasons = []
    if not asked.is_detained:
        reasons.append(Reason("The person has left. A sample is taken in detention only, so do not ask for authority"))
    elif asked.is_closed:
        reasons.append(
            Reason("No sample may be asked for on either route, whatever an inspector says. Read why beside")
        )
    if asked.has_authority:
        reasons.append(Reason("An authority for this offence was given already. Go on to the drug test", "offence_id"))
    elif asked.standing_request:
        reasons.append(Reason(f"{asked.standing_request}. Every inspector of the force can see it", "offence_id"))
    if not asked.words.strip():
        reasons.append(Reason(WHY_ASKED, "grounds"))
    return tuple(reasons)


def stands_from(mode: AuthorityMode, given_at: datetime, *, recorded_at: datetime) -> datetime:
    """From when an authority opens a test: an oral one from when it was given, a written one from when it was recorded,
    to the minute, even if an earlier time is typed.

    An authority comes before the request (PACE 1984 s.63B(5)(b), verified). An oral one may be recorded after the
    sample (s.63C(3)-(4), verified). That a written one counts from its record is the cautious reading (design choice):
    nobody makes a sample lawful afterwards. If it was on paper before, the inspector who decides about the held sample
    looks at that.
    """
    return max(given_at, _to_the_minute(recorded_at)) if mode is AuthorityMode.WRITTEN else given_at


def confirming_faults(*, is_theirs: bool, was_disowned: bool) -> tuple[Reason, ...]:
    """Why somebody cannot confirm an oral authority in writing (PACE 1984 s.63C(2), verified)."""
    if not is_theirs:
        return (Reason("Only the officer who gave this authority can confirm it"),)
    return (Reason("You said that this is not what you said. Record your decision anew"),) if was_disowned else ()


def disowning_faults(*, is_theirs: bool, is_confirmed: bool, words: str) -> tuple[Reason, ...]:
    """Why somebody cannot say that an oral authority is not what they said.

    PACE 1984 s.63C(2) (verified) asks for the writing and says nothing about an officer who does not give it. A denied
    authority is treated as a missing one (design choice).
    """
    if not is_theirs:
        return (Reason("Only the officer whose authority it is can say that it is not what they said"),)
    if is_confirmed:
        return (Reason("This authority is confirmed in writing already"),)
    return () if words.strip() else (Reason(WHAT_WAS_SAID, "words"),)


def confirm_by(given_at: datetime) -> datetime:
    """By when an oral authority is to be confirmed in writing.

    The Act says "as soon as practicable" (PACE 1984 s.63C(2), verified); the hours are ours (design choice).
    """
    return hours_after(given_at, hours_to_confirm(london_date(given_at)))


def hours_to_confirm(day: date) -> int:
    """Within how many hours an oral authority of that day is to be confirmed in writing."""
    return in_force(_HOURS_TO_CONFIRM, day).hours


def closes_the_test(*, waiting: Collection[str], refused: Collection[str], may_open: bool) -> bool:
    """Whether a refusal ends the case without a test: no other offence may open one, none waits for an authority."""
    return not may_open and not set(waiting) - set(refused)


def _against_giving(entry: AuthorityEntry) -> list[Reason]:
    reasons = []
    if grounds_asked(entry.at).are_too_short(entry.words):
        reasons.append(stops("V-012").as_reason("grounds"))
    if entry.told_at and entry.told_at < entry.at:
        reasons.append(Reason("The person cannot be told before the authority was given", "told_at"))
    if entry.told_at and entry.told_at > entry.now:
        reasons.append(Reason("The person cannot have been told in the future", "told_at"))
    return reasons


def _against_refusing(entry: AuthorityEntry) -> list[Reason]:
    reasons = []
    if not entry.words.strip():
        reasons.append(Reason(WHY_REFUSED, "refusal_reason"))
    if entry.sampled_at:
        reasons.append(Reason("A sample was taken already, so no authority is needed", "decision"))
    return reasons


def _times(entry: AuthorityEntry) -> list[Reason]:
    reasons = []
    if entry.at > entry.now:
        reasons.append(Reason("The officer cannot have decided in the future", "given_at"))
    began = [
        (at, words)
        for at, words in (
            (entry.arrested_at, "the person was arrested for it"),
            (entry.detained_at, "the person arrived at the police station"),
        )
        if at and entry.at < at
    ]
    if began:
        at, words = max(began)
        reasons.append(
            Reason(
                f"The officer cannot have decided before {words} at {time_in_words(at)}. Change the time", "given_at"
            )
        )
    elif entry.mode is AuthorityMode.WRITTEN and entry.asked_at and entry.at < _to_the_minute(entry.asked_at):
        asked = f"{entry.asked_by or 'An officer'} asked for it at {time_in_words(entry.asked_at)}"
        reasons.append(Reason(f"{asked}. {ONLY_FROM_THEN}", "given_at"))
    return reasons


def _to_the_minute(at: datetime) -> datetime:
    """An instant without its seconds, as times are typed."""
    return at.replace(second=0, microsecond=0)
