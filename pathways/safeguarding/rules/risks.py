"""The rules of services that somebody must not be sent to, and of the risks asked before any disposal."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from pathways.refusals import Reason
from pathways.vocabulary import Answer, Mark, Worded

# Services that somebody must not be sent to, and what is missing from such an answer.
#
# It is asked where nobody else can hear. Routing closes such a service in the words used for any service that cannot
# take them, so a page shows neither that this was said nor why. Source: treatment desk, routing by safeguarding (design
# choice).


class AvoidWhy(Worded):
    """Why somebody must not be sent there. Kept in confidence: on no list, in no message and in no log."""

    DANGER = "danger", "Somebody who may harm them works or goes there"
    RELATIVE = "relative", "A partner, former partner or relative works or goes there"
    PLACE = "place", "The place is not safe for them: debts, dealing or exploitation near it"
    UNSAID = "unsaid", "They would not say why"


@dataclass(frozen=True, kw_only=True)
class AvoidFacts:
    """Every service to avoid as the list stands after the answer; `why` and `note` are about what is new."""

    service_ids: frozenset[int]
    why: AvoidWhy | None
    note: str


def avoid_reasons(facts: AvoidFacts, *, before: Collection[int]) -> tuple[Reason, ...]:
    """What is missing from the answer: adding a service needs a reason, taking one off the list needs none."""
    is_new = bool(facts.service_ids - set(before))
    if is_new and facts.why is None:
        return (Reason("Select why they must not be sent there, or ‘They would not say why’", "why"),)
    if not is_new and (facts.why is not None or facts.note.strip()):
        return (Reason("Tick the service that this is about", "services"),)
    return ()


# The three risks asked before any disposal, what follows from a yes, and which are still to ask.
#
# Source: custody desk, page 4 (design choice); exploitation comes before any outcome because of the non-punishment
# defence (Modern Slavery Act 2015 s.45; recalled). "Would not say" is an answer; blank is not.


@dataclass(frozen=True, kw_only=True)
class RiskQuestion:
    """One risk: the name of its answer, the words that are asked, and what to do after a yes."""

    name: str
    ask: str
    short: str
    follows: str
    flag: str
    source: str
    mark: Mark


RISKS = (
    RiskQuestion(
        name="overdose_last_7_days",
        ask="Overdose in the last 7 days",
        short="an overdose in the last 7 days",
        follows="Yes makes the referral urgent. Tell the custody nurse now.",
        flag="Overdose in last 7 days",
        source="Treatment reference 2.3",
        mark=Mark.DESIGN,
    ),
    RiskQuestion(
        name="suicide_risk",
        ask="Suicide or self-harm risk",
        short="a suicide or self-harm risk",
        follows="Yes makes the referral urgent. Tell the custody nurse now.",
        flag="Suicide risk",
        source="PACE Code C",
        mark=Mark.RECALLED,
    ),
    RiskQuestion(
        name="exploitation",
        ask="Exploited, or home taken over",
        short="exploitation, or a home taken over",
        follows="Yes opens the safeguarding page before any disposal.",
        flag="",
        source="Modern Slavery Act 2015 s.45",
        mark=Mark.RECALLED,
    ),
)


@dataclass(frozen=True, kw_only=True)
class RiskAnswers:
    """What was answered so far. None is a risk that nobody asked about yet."""

    overdose_last_7_days: Answer | None = None
    suicide_risk: Answer | None = None
    exploitation: Answer | None = None

    def of(self, question: RiskQuestion) -> Answer | None:
        answer: Answer | None = getattr(self, question.name)
        return answer

    @property
    def to_ask(self) -> tuple[RiskQuestion, ...]:
        """The risks nobody asked about yet, in the order of the page."""
        return tuple(risk for risk in RISKS if self.of(risk) is None)

    @property
    def all_asked(self) -> bool:
        return not self.to_ask

    @property
    def is_urgent(self) -> bool:
        """An overdose in the last 7 days or a suicide risk needs the same or the next day (2.3, design choice)."""
        return Answer.YES in {self.overdose_last_7_days, self.suicide_risk}

    @property
    def flags(self) -> tuple[str, ...]:
        """The risks to print first, in words. Only a yes is one, and exploitation is never printed on a list."""
        return tuple(risk.flag for risk in RISKS if risk.flag and self.of(risk) is Answer.YES)


def merged(before: RiskAnswers, now: RiskAnswers) -> RiskAnswers:
    """The answers after a new round: a risk left blank now keeps its earlier answer."""
    return RiskAnswers(**{risk.name: now.of(risk) or before.of(risk) for risk in RISKS})


@dataclass(frozen=True, kw_only=True)
class RiskTold:
    """One risk as later pages show it: its answer in words, since when, and who recorded it."""

    question: RiskQuestion
    words: str
    at: datetime | None = None
    by: str = ""


def told_of_risks(answers: RiskAnswers, given: Mapping[str, tuple[datetime, str]]) -> tuple[RiskTold, ...]:
    """Every risk with its answer. `given`: by the name of a risk, when its answer was given, and who recorded it."""
    return tuple(_told(risk, answers.of(risk), *given.get(risk.name, (None, ""))) for risk in RISKS)


def _told(question: RiskQuestion, answer: Answer | None, at: datetime | None, by: str) -> RiskTold:
    if answer is None:
        return RiskTold(question=question, words="Not asked yet")
    return RiskTold(question=question, words=answer.label, at=at, by=by)
