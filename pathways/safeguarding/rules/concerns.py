"""The rules of a concern: its signs, its review, what to do now, what waits for it, and which force is told."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from pathways.refusals import Reason
from pathways.safeguarding.rules.risks import RiskAnswers
from pathways.tables import Listed, list_of
from pathways.vocabulary import Answer, Mark, Worded, YesNo

# The words of a safeguarding concern: its kind, the signs seen, where it goes, and who agreed.
#
# Source: treatment-and-statistics 1.11 (design choice; the signs of a home taken over: recalled; the law: verified).


class ConcernKind(Worded):
    COUNTY_LINES = "county_lines", "County lines", "Made to carry, hold or sell drugs from elsewhere."
    CUCKOOING = "cuckooing", "Home taken over (cuckooing)", "Others store, use or sell drugs where they live."
    DEBT_BONDAGE = "debt_bondage", "Debt bondage", "A debt, real or made up, that they have to work off."
    SEXUAL = "sexual", "Sexual exploitation"
    OTHER = "other", "Other exploitation", "Labour, crime, benefits or bank account used by others."


@cache
def exploitation_signs() -> Mapping[str, Listed]:
    """What was seen or heard, by code, in the order of the page. None of them proves anything by itself."""
    return list_of(Path(__file__).parent.parent / "data" / "exploitation_signs.csv", Listed)


class Agreed(Worded):
    """Whether an adult agrees to a referral to the National Referral Mechanism (NRM)."""

    YES = "yes", "Agrees, and understood it"
    NO = "no", "Does not agree"
    NOT_ASKED = "not_asked", "Not asked, or could not say"


class Passed(Worded):
    """Where a deciding officer passed the concern on."""

    NRM = "nrm", "National Referral Mechanism, with consent", "An adult must agree. A child need not."
    DUTY_TO_NOTIFY = "duty_to_notify", "Notified to the Home Office without a name", "For an adult who does not agree."
    ADULT_SOCIAL_CARE = "adult_social_care", "Council: adult social care"
    CHILDRENS_SOCIAL_CARE = "childrens_social_care", "Council: children’s social care"
    MARAC = "marac", "MARAC", "Domestic abuse at high risk."
    POLICE_TEAM = "police_team", "Our own exploitation team"
    NOBODY = "nobody", "Nobody: looked at, and not passed on", "Say why below."


# What a concern and its review need.
#
# Source: treatment-and-statistics 1.11: police and councils notify under the duty (Modern Slavery Act 2015 s.52;
# verified); an adult's referral to the National Referral Mechanism needs informed consent, a child's does not
# (recalled).


SHORTEST_REASON = 20
_TABLE = "Treatment reference 1.11"


@dataclass(frozen=True, kw_only=True)
class ConcernFacts:
    """What somebody raised. `note` is for the deciding officer; it is on no list, in no message and in no log.

    `force_id` is the force that was chosen, where there was a choice; `avoid` are the ids of services where the person
    would not be safe.
    """

    kinds: Collection[ConcernKind]
    signs: Collection[Listed]
    immediate_danger: YesNo
    danger_done: str
    note: str
    force_id: int | None = None
    avoid: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class ReviewFacts:
    """What a deciding officer decided about a concern."""

    passed_to: Collection[Passed]
    agreed: Agreed
    reference: str
    reason: str


def concern_reasons(facts: ConcernFacts) -> tuple[Reason, ...]:
    """What is missing from a concern, in the order of the form."""
    reasons = []
    if not facts.kinds:
        reasons.append(Reason("Select what kind of exploitation it may be", "kinds"))
    if not facts.signs:
        reasons.append(Reason("Select what you saw or heard", "signs"))
    if facts.immediate_danger is YesNo.YES and not facts.danger_done.strip():
        reasons.append(Reason("Say what was done about the danger now", "danger_done"))
    return tuple(reasons)


def review_reasons(facts: ReviewFacts, *, is_child: bool) -> tuple[Reason, ...]:
    """What is missing or contradictory in a review, in the order of the form, each with what to do instead."""
    reasons, passed = [], set(facts.passed_to)
    if not passed:
        reasons.append(Reason("Select where it was passed on, or ‘Nobody’", "passed_to"))
    if Passed.NOBODY in passed and len(passed) > 1:
        reasons.append(Reason("Select where it was passed on or ‘Nobody’, not both", "passed_to"))
    if Passed.NRM in passed and not is_child and facts.agreed is not Agreed.YES:
        reasons.append(
            Reason(
                "An adult has to agree to the National Referral Mechanism. Without that, notify without a name",
                "passed_to",
                source=_TABLE,
                mark=Mark.RECALLED,
            )
        )
    if {Passed.NRM, Passed.DUTY_TO_NOTIFY} <= passed:
        reasons.append(
            Reason("A referral and a notice without a name cannot go together. Select one of the two", "passed_to")
        )
    if is_child and Passed.DUTY_TO_NOTIFY in passed:
        reasons.append(
            Reason(
                "A child is always referred with the name. Select the National Referral Mechanism",
                "passed_to",
                source=_TABLE,
                mark=Mark.RECALLED,
            )
        )
    if len(facts.reason.strip()) < SHORTEST_REASON:
        reasons.append(Reason(f"Say why, in {SHORTEST_REASON} characters or more", "reason"))
    return tuple(reasons)


# What to do now about a concern, and whose duty it is, each with its source and mark.


@dataclass(frozen=True, kw_only=True)
class Guidance:
    """One line of what to do, as the page shows it beside the form."""

    message: str
    source: str
    mark: Mark
    state: str = "dash"


DANGER = Guidance(
    message="In immediate danger: tell the custody sergeant or ring 999 now. This page can wait.",
    source="Local pathway",
    mark=Mark.PRACTICE,
    state="warn",
)
DUTY = Guidance(
    message="Police and councils are first responders: they have a duty to notify. A deciding officer reviews this and "
    "makes the right referral.",
    source="Modern Slavery Act 2015 s.52; College of Policing APP",
    mark=Mark.VERIFIED,
)
NOT_OURS_TO_SUBMIT = Guidance(
    message="A treatment provider is not a first responder and cannot make a referral to the National Referral "
    "Mechanism. What you raise goes to police, who have the duty to notify. Tell the council’s safeguarding team as "
    "well.",
    source="Modern Slavery Act 2015 s.52; College of Policing APP",
    mark=Mark.VERIFIED,
)
ADULT_CONSENT = Guidance(
    message="An adult has to agree to be referred to the National Referral Mechanism. Without that, police notify the "
    "Home Office without a name.",
    source="Treatment reference 1.11",
    mark=Mark.RECALLED,
)
CHILD = Guidance(
    message="A child can be referred without consent. Tell the council’s children’s social care today.",
    source="Treatment reference 1.11",
    mark=Mark.RECALLED,
    state="warn",
)
NON_PUNISHMENT = Guidance(
    message="Somebody made to commit an offence may have a defence: the review comes before any disposal.",
    source="Modern Slavery Act 2015 s.45",
    mark=Mark.RECALLED,
)
HOME = Guidance(
    message="Ask where they will sleep tonight before they leave. The home may not be safe.",
    source="Local pathway",
    mark=Mark.PRACTICE,
)

HEALTHCARE = Guidance(
    message="A risk to health is recorded. If they may be ill or intoxicated, call a healthcare professional first.",
    source="PACE Code C 9.5, through a written answer in Parliament",
    mark=Mark.SECONDARY,
    state="warn",
)


def healthcare_first(risks: RiskAnswers, *, is_unwell: bool) -> Guidance | None:
    """The reminder to call a healthcare professional before a sample or an authority; None if nothing points to it.

    It goes by recorded answers alone, never by anybody's free text. `is_unwell`: too intoxicated or not fit when they
    were to be asked, or drinking every day.
    """
    return HEALTHCARE if risks.is_urgent or is_unwell else None


def what_to_do(*, by_provider: bool, is_child: bool, kinds: Collection[ConcernKind] = ()) -> tuple[Guidance, ...]:
    """What to do now, in order: danger first, then whose duty it is, then consent and the disposal."""
    guidance = [DANGER, NOT_OURS_TO_SUBMIT if by_provider else DUTY, CHILD if is_child else ADULT_CONSENT]
    if not by_provider:
        guidance.append(NON_PUNISHMENT)
    if not kinds or ConcernKind.CUCKOOING in kinds:
        guidance.append(HOME)
    return tuple(guidance)


# Whether a disposal has to wait: what the rules of out-of-court disposals read about exploitation.
#
# Source: out-of-court dictionary 1.3 and rule ANY-06 (Modern Slavery Act 2015 s.45, non-punishment; recalled).


@dataclass(frozen=True, kw_only=True)
class Exploitation:
    """Whether there is a sign of exploitation (None while nobody asked), and whether it was reviewed.

    A concern is a sign, whatever the person answers.
    """

    indicator: bool | None
    is_reviewed: bool

    @property
    def waits(self) -> bool:
        """Whether a disposal waits for the review."""
        return self.indicator is True and not self.is_reviewed


def exploitation(answer: Answer | None, reviewed: Iterable[bool]) -> Exploitation:
    """What the answer and the concerns come to. `reviewed` says for each concern whether it was reviewed.

    "Would not say" is not a sign by itself: the question was asked, and somebody who sees signs raises a concern. A
    yes without a concern counts as not reviewed, because there was nothing to look at.
    """
    concerns = tuple(reviewed)
    if concerns:
        return Exploitation(indicator=True, is_reviewed=all(concerns))
    return Exploitation(indicator=None if answer is None else answer is Answer.YES, is_reviewed=False)


class ReviewStage(Worded):
    """How far the review is, as those who have the case see it."""

    NONE = "none", "Nothing to review"
    TO_RAISE = "to_raise", "Safeguarding concern to raise"
    WAITS = "waits", "Safeguarding review waits"
    HELD = "held", "Safeguarding review held"

    @property
    def comes_first(self) -> bool:
        """Whether a disposal waits for the review."""
        return self in (ReviewStage.TO_RAISE, ReviewStage.WAITS)


@dataclass(frozen=True, kw_only=True)
class Safeguarding:
    """How a concern stands, for the police who have the case: since when and by whom, never what was said.

    `concern_id` is the one to review, or one reviewed lately that can still be opened. A name is "" where the person
    works for another organisation; `passed_to` is None for a viewer who may not read the review.
    """

    stage: ReviewStage
    concern_id: int | None = None
    raised_at: datetime | None = None
    raised_by: str = ""
    reviewed_at: datetime | None = None
    reviewed_by: str = ""
    passed_to: tuple[str, ...] | None = None

    @property
    def before_leaving(self) -> Guidance:
        """What to ask before they leave. It is the same for every kind: another line would reveal the kind."""
        return HOME


NOTHING_RAISED = Safeguarding(stage=ReviewStage.NONE)


# Which police force is told of a concern.
#
# Somebody who was arrested or seen by police belongs to that force. For somebody who came to a service by themselves,
# the force is told where they live, judged by the towns of its custody suites, or else where the service is. If that
# leaves more than one, the person who raises the concern is asked. Source: design choice (the duty to notify, Modern
# Slavery Act 2015 s.52, is every force's: verified).


@dataclass(frozen=True, kw_only=True)
class ForceFacts:
    """One police force that works with this system, and the towns of its custody suites."""

    force_id: int
    name: str
    towns: frozenset[str]


def forces_to_tell(
    forces: Collection[ForceFacts], *, answers_for_it: int | None, near: Iterable[str]
) -> tuple[ForceFacts, ...]:
    """The force that is told, or the forces to choose from; empty where no force works with this system.

    `answers_for_it` is the force of the suite, or the one that opened the episode; `near` are towns, the closest first.
    """
    own = tuple(force for force in forces if force.force_id == answers_for_it)
    if own:
        return own
    for town in near:
        there = tuple(force for force in forces if town.casefold() in {each.casefold() for each in force.towns})
        if there:
            return there
    return tuple(forces)
