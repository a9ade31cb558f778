"""Help with mental health, of whom a service asked about it: how each answer is counted, how the figures add up, and
how they are said. The need and the help are what the person said (treatment reference 1.6)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from pathways.reporting.rules.funnels import falling_with
from pathways.reporting.rules.metrics import terms_of
from pathways.reporting.rules.proportions import Period, Share
from pathways.reporting.rules.standings import PeopleAlike, Standing
from pathways.reporting.rules.treatment import PEOPLE, figure_of, whole
from pathways.reporting.rules.treatment_parts import Rate, Section, months_of, sentence_of, tallies
from pathways.small_numbers.published import Figure, Parts, Rank, Sum
from pathways.vocabulary import Answer, Worded

NEED: Final = "mental_health_need"
NEED_MET: Final = "mental_health_need_met"
SECTION: Final = "mental-health"
NEEDED, MET = "Need help with their mental health", "Have help, of those who need it"


class Said(Worded):
    """How somebody stands by their answers."""

    HELPED = "helped", "Have help with it"
    NONE_YET = "none yet", "Have none yet"
    DECLINED = "declined", "Were offered it and declined"
    NOT_TOLD = "not told", "Would not say whether there is help"
    NO_NEED = "no need", "Said that they need none"
    NOT_SAID = "not said", "Would not say"


IN_NEED: Final = (Said.HELPED, Said.NONE_YET, Said.DECLINED, Said.NOT_TOLD)
_HELP: Final = {"none": Said.NONE_YET, "declined": Said.DECLINED, "would_not_say": Said.NOT_TOLD}
"""Every other answer names who helps (`care_plan/data/need_codes.csv`)."""


def said_of(needs_help: Answer, receiving: str | None) -> Said:
    """What one sitting says."""
    if needs_help is Answer.YES:
        return _HELP.get(receiving or "would_not_say", Said.HELPED)
    return Said.NO_NEED if needs_help is Answer.NO else Said.NOT_SAID


class AskedState(NamedTuple):
    """What is counted of a sitting."""

    said: str


@dataclass(frozen=True, kw_only=True)
class AskedUnit:
    """A sitting in which a service asked somebody what they need."""

    person_id: int
    record_id: int
    number: int
    asked_on: date
    said: Said

    @property
    def days(self) -> frozenset[date]:
        return frozenset({self.asked_on})

    def on(self, _as_at: date) -> Standing:
        return Standing(self.asked_on, self.asked_on, AskedState(self.said.value))


@dataclass(frozen=True, kw_only=True)
class MentalHealthCounts:
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

    def of(self, said: Said) -> int:
        """So many stand in this way."""
        number: int = getattr(self, said.name.lower())
        return number


def mental_health_counts(people: Iterable[PeopleAlike]) -> MentalHealthCounts:
    """How these people stand."""
    counted: Counter[str] = Counter()
    for states, number, _ in people:
        every = [Said(AskedState(*state).said) for state in states]
        last = next((each for each in reversed(every) if each in IN_NEED), every[-1])
        counted[last.name.lower()] += number
    return MentalHealthCounts(**counted)


# How the figures add up.


ASKED: Final = "asked"
WITH_NEED, WITHOUT, NOT_HELPED = "with a need", "with no need said", "not helped"


def parts_of(of: MentalHealthCounts) -> Parts:
    """Everybody asked, who needs help and who has it, and what a reader takes from the shares."""
    people, need, without, not_helped = (figure_of(ASKED, what) for what in (PEOPLE, WITH_NEED, WITHOUT, NOT_HELPED))
    cells = {each: figure_of(ASKED, each.value) for each in Said}
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
        Sum(need, (cells[Said.HELPED], not_helped)),
        Sum(not_helped, tuple(cells[each] for each in IN_NEED if each is not Said.HELPED)),
    ]
    return falling_with(people, figures), sums


# The section of the report.


CANNOT: Final = (
    "Not how many people need such help: only those whom a service asked are counted, and what they said.",
    "Not that the help was enough, or that the service brought it about: it may have been there before.",
    "Not that the service failed whoever has none yet: how long mental health services take is not in its hands.",
)


def section_of(of: MentalHealthCounts, hidden: frozenset[str], period: Period) -> Section:
    """What the report says of it."""
    people, need = figure_of(ASKED, PEOPLE), figure_of(ASKED, WITH_NEED)
    needed, met = (
        Rate(code=code, label=label, share=share, count=count, of=whom, hidden=hidden)
        for code, label, share, count, whom in (
            (NEED, NEEDED, Share(of.need, of.people), need, people),
            (NEED_MET, MET, Share(of.helped, of.need), _cell(Said.HELPED), need),
        )
    )
    classes = tallies(
        hidden,
        ("Asked by a service", people, of.people),
        ("Of them, said that they need help with their mental health", need, of.need),
        *((each.label, _cell(each), of.of(each)) for each in Said),
    )
    is_shown = bool(of.people) and people not in hidden
    sentence = sentence_of(
        of.people,
        f"Said that they need help with their mental health: {needed.words_of('whom a service asked')}. Have help "
        f"with it: {met.words_of('who need it')}.",
        is_shown=is_shown,
        nobody=f"No service asked anybody what they need, {months_of(period)}.",
        who="were asked what they need",
    )
    return Section(
        name=SECTION,
        title="Help with mental health",
        sentence=sentence,
        rates=(needed, met),
        classes=classes,
        cannot=CANNOT,
        metrics=tuple(terms_of(period.from_on, NEED, NEED_MET)),
        is_shown=is_shown,
        head=("What they said", "People"),
    )


def _cell(said: Said) -> str:
    return figure_of(ASKED, said.value)
