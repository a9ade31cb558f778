"""Help with mental health, of whom a service asked about it: how each answer is counted, how the figures add up, and
how they are said. The need and the help are what the person said (treatment reference 1.6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from pathways.reporting.rules.funnels import falling_with
from pathways.reporting.rules.metrics import terms_of
from pathways.reporting.rules.proportions import Period, Share
from pathways.reporting.rules.standings import ByClass, PeopleAlike, Standing, people_by_class
from pathways.reporting.rules.treatment import PEOPLE, figure_of, whole
from pathways.reporting.rules.treatment_parts import Rate, Section, months_of, sentence_of, tallies
from pathways.small_numbers.published import Figure, Parts, Rank, Sum
from pathways.vocabulary import Answer, Worded

NEED: Final = "mental_health_need"
NEED_MET: Final = "mental_health_need_met"
SECTION: Final = "mental-health"
NEED_LABEL, HELP_LABEL = "Need help with their mental health", "Have help, of those who need it"


class HelpAnswer(Worded):
    """How somebody stands by their answers."""

    HELPED = "helped", "Have help with it"
    NONE_YET = "none yet", "Have no help yet"
    DECLINED = "declined", "Were offered help and declined it"
    NOT_TOLD = "not told", "Would not say whether they have help"
    NO_NEED = "no need", "Said that they need no help"
    NOT_SAID = "not said", "Would not say whether they need help"


IN_NEED: Final = (HelpAnswer.HELPED, HelpAnswer.NONE_YET, HelpAnswer.DECLINED, HelpAnswer.NOT_TOLD)
_HELP: Final = {"none": HelpAnswer.NONE_YET, "declined": HelpAnswer.DECLINED, "would_not_say": HelpAnswer.NOT_TOLD}
"""Every other answer names who helps (`care_plan/data/need_codes.csv`)."""


def help_answer_of(needs_help: Answer, receiving: str | None) -> HelpAnswer:
    """How somebody stands by what they said in one sitting."""
    if needs_help is Answer.YES:
        return _HELP.get(receiving or "would_not_say", HelpAnswer.HELPED)
    return HelpAnswer.NO_NEED if needs_help is Answer.NO else HelpAnswer.NOT_SAID


class AskedState(NamedTuple):
    """What is counted of a sitting."""

    answer: str


@dataclass(frozen=True, kw_only=True)
class AskedUnit:
    """A sitting in which a service asked somebody what they need."""

    person_id: int
    record_id: int
    number: int
    asked_on: date
    answer: HelpAnswer

    @property
    def days(self) -> frozenset[date]:
        return frozenset({self.asked_on})

    def on(self, _as_at: date) -> Standing:
        return Standing(self.asked_on, self.asked_on, AskedState(self.answer.value))


@dataclass(frozen=True, kw_only=True)
class MentalHealthCounts(ByClass):
    """People whom a service asked in the year, each by the last time that they said they need help with their mental
    health, or by the last time of all."""

    helped: int = 0
    none_yet: int = 0
    declined: int = 0
    not_told: int = 0
    no_need: int = 0
    not_said: int = 0

    @property
    def need(self) -> int:
        return self.helped + self.none_yet + self.declined + self.not_told

    @property
    def people(self) -> int:
        return self.need + self.no_need + self.not_said


def mental_health_counts(people: Iterable[PeopleAlike]) -> MentalHealthCounts:
    """How these people stand, each by the last time that they said they need help, or by the last time of all."""
    return MentalHealthCounts(
        **people_by_class(people, lambda state: HelpAnswer(AskedState(*state).answer), chosen=_last_need)
    )


def _last_need(answers: Sequence[HelpAnswer]) -> HelpAnswer:
    return next((each for each in reversed(answers) if each in IN_NEED), answers[-1])


# How the figures add up.


ASKED: Final = "asked"
WITH_NEED, WITHOUT, NOT_HELPED = "with a need", "with no need said", "not helped"


def parts_of(of: MentalHealthCounts) -> Parts:
    """Everybody asked, who needs help and who has it, and what a reader takes from the shares."""
    people, need, without, not_helped = (figure_of(ASKED, what) for what in (PEOPLE, WITH_NEED, WITHOUT, NOT_HELPED))
    cells = {each: figure_of(ASKED, each.value) for each in HelpAnswer}
    figures = [
        whole(people, of.people),
        Figure(name=need, people=of.need, rank=Rank.SUBTOTAL),
        *(Figure(name=name, people=of.of(each)) for each, name in cells.items()),
        Figure(name=without, people=of.people - of.need, printed=False),
        Figure(name=not_helped, people=of.need - of.helped, printed=False),
    ]
    sums = [
        Sum(people, (need, without)),
        Sum(without, tuple(name for each, name in cells.items() if each not in IN_NEED)),
        Sum(need, (cells[HelpAnswer.HELPED], not_helped)),
        Sum(not_helped, tuple(cells[each] for each in IN_NEED if each is not HelpAnswer.HELPED)),
    ]
    return falling_with(people, figures), sums


# The section of the report.


CANNOT: Final = (
    "Not how many people need such help: only people a service asked are counted, by what they said.",
    "Not that the help was enough, or that the service arranged it: it may have been there before.",
    "Not that the service failed people who have no help yet: it does not decide how long mental health services take.",
)


def section_of(of: MentalHealthCounts, hidden: frozenset[str], period: Period) -> Section:
    """What the report says of it."""
    people, need = figure_of(ASKED, PEOPLE), figure_of(ASKED, WITH_NEED)
    need_rate, help_rate = (
        Rate(code=code, label=label, share=share, count=count, of=whom, hidden=hidden)
        for code, label, share, count, whom in (
            (NEED, NEED_LABEL, Share(of.need, of.people), need, people),
            (NEED_MET, HELP_LABEL, Share(of.helped, of.need), _cell(HelpAnswer.HELPED), need),
        )
    )
    classes = tallies(
        hidden,
        ("Asked by a service", people, of.people),
        ("Of them, said that they need help with their mental health", need, of.need),
        *((each.label, _cell(each), of.of(each)) for each in HelpAnswer),
    )
    is_shown = bool(of.people) and people not in hidden
    sentence = sentence_of(
        of.people,
        f"Said that they need help with their mental health: {need_rate.words_of('people a service asked')}. Have "
        f"help with it: {help_rate.words_of('who need it')}.",
        is_shown=is_shown,
        nobody=f"No service asked anybody what they need, {months_of(period)}.",
        who="were asked what they need",
    )
    return Section(
        name=SECTION,
        title="Help with mental health",
        sentence=sentence,
        rates=(need_rate, help_rate),
        classes=classes,
        cannot=CANNOT,
        metrics=tuple(terms_of(period.from_on, NEED, NEED_MET)),
        is_shown=is_shown,
        head=("What they said", "People"),
    )


def _cell(answer: HelpAnswer) -> str:
    return figure_of(ASKED, answer.value)
